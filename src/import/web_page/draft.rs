//! The first version of an article about another one: its fields, and not a word of its text.

use std::fmt::Write;

use crate::config::emit::in_quotes;

use super::WebPage;

/// What is known beside the page.
#[derive(Clone, Debug)]
pub struct Beside<'a> {
    /// The headline, as the editor has it or as the page does.
    pub title: &'a str,
    /// When the article is dated.
    pub date: &'a str,
    /// What the source is called.
    pub outlet: &'a str,
    /// The picture's file beside the article, when it was taken.
    pub picture: Option<&'a str>,
}

/// The file, as it is to be read by an editor.
pub fn draft(page: &WebPage, beside: &Beside<'_>) -> String {
    let mut text = format!("---\ntitle: {}\ndate: {}\n", in_quotes(beside.title), beside.date);
    if let Some(description) = &page.description {
        let _ = writeln!(text, "# The original says of itself: {description}");
    }
    text.push_str("lede: \"\"\ntags: []\ncompanies: []\nsources:\n");
    if !page.authors.is_empty() {
        let _ = writeln!(text, "  # by {}", page.authors.join(", "));
    }
    let _ = write!(text, "  - role: original\n    name: {}\n", in_quotes(beside.outlet));
    let mut field = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(text, "    {name}: {value}");
        }
    };
    field("title", page.title.as_deref().map(in_quotes));
    field("url", page.url.as_deref().map(in_quotes));
    // The day as the outlet dates it, in its own time.
    field("date", page.date.as_deref().and_then(|date| date.get(..10)).map(str::to_string));
    field("lang", page.language.clone());
    field("paywall", page.is_paid.then(|| "true".to_string()));
    match (beside.picture, &page.picture) {
        (Some(file), _) => {
            let _ = write!(
                text,
                "# Whose is the picture, and may you show it?\nimage:\n  src: {}\n  alt: \"\"\n  credit: \"\"\n",
                in_quotes(file)
            );
        }
        (None, Some(url)) => {
            let _ = write!(
                text,
                "# The original's picture. Ask whose it is before you show it.\n# image:\n#   src: {}\n#   alt: \"\"\n#   credit: \"\"\n",
                in_quotes(url)
            );
        }
        (None, None) => {}
    }
    text.push_str("draft: true\n---\n\n");
    text
}
