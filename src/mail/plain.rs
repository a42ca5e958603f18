//! From what a template says line by line to a mail in plain text: headings, items and quotes by their first sign, links by
//! numbers. And from HTML to such lines.

use html5gum::{Token, Tokenizer};

use super::text::TextMail;
use crate::base::signs::{END, LINK, PLAIN, TO, VERBATIM, link};

/// Sets the lines of a template: `# ` and `## ` begin a heading, `- ` an item, `+ ` what belongs to the item before it, `> ` a
/// quote; `---` is a line across; every other line is a paragraph. The addresses of links stand before the next heading.
pub fn set(source: &str) -> String {
    let mut mail = TextMail::new();
    let mut lines = source.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    let mut is_ruled = false;
    while let Some(line) = lines.next() {
        let is_rule = line.len() >= 3 && line.bytes().all(|byte| byte == b'-');
        // What was to stand between two lines may be nothing.
        let is_again = std::mem::replace(&mut is_ruled, is_rule);
        if let Some(first) = line.strip_prefix(VERBATIM) {
            let mut block = vec![first];
            while let Some(next) = lines.next_if(|next| next.starts_with(VERBATIM)) {
                block.push(next.trim_start_matches(VERBATIM));
            }
            mail.verbatim(&block.join("\n"));
        } else if let Some(first) = line.strip_prefix("> ") {
            let mut quote = numbered(&mut mail, first);
            while let Some(next) = lines.next_if(|next| next.starts_with("> ")) {
                quote.push_str("\n\n");
                quote.push_str(&numbered(&mut mail, &next[2..]));
            }
            mail.quote(&quote);
        } else if let Some(title) = line.strip_prefix("# ") {
            mail.links();
            let title = numbered(&mut mail, title);
            mail.heading(1, &title);
        } else if let Some(title) = line.strip_prefix("## ") {
            mail.links();
            let title = numbered(&mut mail, title);
            mail.heading(2, &title);
        } else if let Some(item) = line.strip_prefix("- ") {
            let item = numbered(&mut mail, item);
            mail.item(&item);
        } else if let Some(more) = line.strip_prefix("+ ") {
            let more = numbered(&mut mail, more);
            mail.under(&more);
        } else if is_rule {
            if !is_again {
                mail.links();
                mail.rule();
            }
        } else {
            let paragraph = numbered(&mut mail, line);
            mail.paragraph(&paragraph);
        }
    }
    mail.finish()
}

/// A line in which links are texts with numbers.
fn numbered(mail: &mut TextMail, line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(LINK) {
        out.push_str(before);
        let Some((text, url)) = after.split_once(END).and_then(|(inner, _)| inner.split_once(TO)) else {
            rest = after;
            continue;
        };
        out.push_str(&mail.link(text, url));
        rest = after.split_once(END).map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out.retain(|c| !matches!(c, TO | END | PLAIN | VERBATIM));
    out
}

/// A text of an article as a template may put it anywhere: on one line, without signs of ours, and a paragraph also where it
/// begins like an item.
pub fn quiet(text: &str) -> String {
    let mut line = words(text);
    line.retain(|c| !c.is_control());
    if line.starts_with(['#', '-', '>', '+']) {
        line.insert(0, PLAIN);
    }
    line
}

/// HTML as lines that [`set`] sets.
pub fn from_html(html: &str) -> String {
    let mut lines = Lines::default();
    for token in Tokenizer::new(html).flatten() {
        match token {
            Token::StartTag(tag) => {
                let attribute = |name: &[u8]| {
                    tag.attributes
                        .get(name)
                        .map(|value| String::from_utf8_lossy(value).into_owned())
                        .unwrap_or_default()
                };
                let (href, alt) = (attribute(b"href"), attribute(b"alt"));
                lines.open(&String::from_utf8_lossy(&tag.name), href, &alt);
            }
            Token::EndTag(tag) => lines.close(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => lines.text(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    lines.end_line();
    lines.done.join("\n")
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether an element begins a line of its own.
fn is_block(name: &str) -> bool {
    const OTHERS: [&str; 20] = [
        "p",
        "div",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "section",
        "aside",
        "article",
        "header",
        "footer",
        "table",
        "tr",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
        "address",
        "body",
    ];
    is_heading(name) || OTHERS.contains(&name)
}

#[derive(Default)]
struct Lines {
    done: Vec<String>,
    line: String,
    /// What the next line begins with, when that is an item.
    item: Option<String>,
    /// The numbers of the lists that are open; `None` for those without.
    lists: Vec<Option<usize>>,
    quotes: usize,
    heading: bool,
    verbatim: bool,
    /// Elements whose text nobody reads.
    unseen: usize,
    /// Where the text of the open link begins, and where it leads.
    link: Option<(usize, String)>,
}

impl Lines {
    fn open(&mut self, name: &str, href: String, alt: &str) {
        match name {
            "script" | "style" | "template" => self.unseen += 1,
            "a" if self.link.is_none() && !self.verbatim && !href.starts_with('#') => {
                self.link = Some((self.line.len(), href));
            }
            "br" if self.verbatim => self.text("\n"),
            "br" => self.line.push(' '),
            "img" if !alt.is_empty() => self.text(alt),
            "ul" | "ol" => {
                self.end_line();
                self.lists.push((name == "ol").then_some(0));
            }
            "li" => {
                self.end_line();
                self.item = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{number}. ")
                    }
                    _ => String::new(),
                });
            }
            "hr" => {
                self.end_line();
                self.done.push("---".to_string());
            }
            _ if is_block(name) => {
                // The first paragraph of an item is the item.
                self.end_line();
                match name {
                    "blockquote" => self.quotes += 1,
                    "pre" => self.verbatim = true,
                    _ => self.heading = is_heading(name),
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "script" | "style" | "template" => self.unseen = self.unseen.saturating_sub(1),
            "a" => self.end_link(),
            "ul" | "ol" => {
                self.end_line();
                self.lists.pop();
                self.item = None;
            }
            "li" => self.end_line(),
            _ if is_block(name) => {
                self.end_line();
                match name {
                    "blockquote" => self.quotes = self.quotes.saturating_sub(1),
                    "pre" => self.verbatim = false,
                    _ => self.heading = false,
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.unseen > 0 {
            return;
        }
        self.line.extend(text.chars().filter(|c| !c.is_control() || c.is_whitespace()));
    }

    fn end_link(&mut self) {
        let Some((from, href)) = self.link.take() else { return };
        let text = self.line.split_off(from.min(self.line.len()));
        match text.trim().is_empty() || href.is_empty() {
            true => self.line.push_str(&text),
            false => self.line.push_str(&link(&text, &href)),
        }
    }

    fn end_line(&mut self) {
        self.end_link();
        let line = std::mem::take(&mut self.line);
        if self.verbatim {
            self.done.extend(line.trim_matches('\n').lines().map(|line| format!("{VERBATIM}{line}")));
            return;
        }
        let line = words(&line);
        if line.is_empty() {
            return;
        }
        let item = self.item.take();
        self.done.push(match item {
            Some(number) => format!("- {number}{line}"),
            None if self.quotes > 0 => format!("> {line}"),
            None if self.heading => format!("## {line}"),
            None => format!("{PLAIN}{line}"),
        });
    }
}

/// One space between words; those that do not break stay.
fn words(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}'));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{from_html, quiet, set};
    use crate::base::signs::link;

    #[test]
    fn a_template_becomes_a_mail() {
        let source = format!(
            "# La settimana\nnumero 3\n\n{}\n\n## In apertura\n- {} (WSJ)\n+ Cento miliardi, e dieci gigawatt, che sono più di quanto abbia una grande città.\n- Altro\n---\nFine\n",
            from_html(
                "<p>Un <em>saluto</em>, e <a href=\"https://e.org/?a=1&amp;b\">un link</a>.</p><ul><li>uno</li><li>due</li></ul><blockquote><p>Detto</p><p>Fatto</p></blockquote><pre><code>a {\n  b\n}\n</code></pre>"
            ),
            link("NVIDIA", "https://e.org/n/")
        );
        insta::assert_snapshot!(set(&source), @r#"
        La settimana
        ============

        numero 3

        Un saluto, e un link [1].

        - uno
        - due

        > Detto
        >
        > Fatto

        a {
          b
        }

        [1] https://e.org/?a=1&b

        In apertura
        -----------

        - NVIDIA [2] (WSJ)
          Cento miliardi, e dieci gigawatt, che sono più di quanto abbia una
          grande città.

        - Altro

        [2] https://e.org/n/

        ------------------------------------------------------------------------

        Fine
        "#);
    }

    #[test]
    fn a_text_is_no_heading_and_no_link_of_its_own_making() {
        let title = quiet("# uno\n- due \u{1c}x\u{1d}y\u{1e}");
        assert_eq!(set(&title), "# uno - due xy\n");
        assert_eq!(set(&format!("- {title}")), "- # uno - due xy\n");
        assert_eq!(set(&from_html("<p># x</p><p>- y</p>")), "# x\n\n- y\n");
        for broken in ["<a href=x>", "</li></ul><li>", "<a href=x><p>y</a>", "<pre>", "\u{1c}\u{1d}", "<script>x"] {
            set(&from_html(broken));
        }
    }
}
