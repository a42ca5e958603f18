//! `<!-- check: ignore long-quote, missing-alt -->`: what a file asks not to be told of.

use std::ops::Range;

use super::text::Text;

/// One name in such a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    pub name: String,
    /// In bytes of the file.
    pub place: Range<usize>,
}

/// What a text asks for. A comment stands on a line of its own, and in code it is text.
pub fn ignored(text: &Text<'_>) -> Vec<Ignored> {
    of(&text.source, text.body())
}

fn of(source: &str, body: usize) -> Vec<Ignored> {
    let mut found = Vec::new();
    // Most files ask for nothing.
    if memchr::memmem::find(&source.as_bytes()[body..], b"check:").is_none() {
        return found;
    }
    let mut fence: Option<&str> = None;
    let mut at = body;
    for line in source[body..].split_inclusive('\n') {
        let begin = at;
        at += line.len();
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        match fence {
            Some(open) => {
                if trimmed.starts_with(open) {
                    fence = None;
                }
                continue;
            }
            None => fence = ["```", "~~~"].into_iter().find(|open| trimmed.starts_with(open)),
        }
        // Four spaces make a line code.
        if indent > 3 {
            continue;
        }
        let Some(comment) = trimmed.trim_end().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")) else {
            continue;
        };
        let Some(asked) = comment.trim_start().strip_prefix("check:") else { continue };
        let Some(names) = asked.trim_start().strip_prefix("ignore") else {
            let start = begin + indent;
            found.push(Ignored { name: asked.trim().to_string(), place: start..start + trimmed.trim_end().len() });
            continue;
        };
        let offset = names.as_ptr() as usize - source.as_ptr() as usize;
        let mut from = offset;
        for part in names.split_inclusive([',', ' ', '\t']) {
            let name = part.trim_end_matches([',', ' ', '\t']);
            if !name.is_empty() {
                found.push(Ignored { name: name.to_string(), place: from..from + name.len() });
            }
            from += part.len();
        }
        if names.trim().is_empty() {
            let start = begin + indent;
            found.push(Ignored { name: String::new(), place: start..start + trimmed.trim_end().len() });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_comment_names_rules_on_a_line_of_its_own() {
        let named = |body: &str| {
            let text = format!("---\n# check: ignore z\n---\n{body}");
            let found = of(&text, text.len() - body.len());
            found.iter().for_each(|one| assert!(text[one.place.clone()].contains(&one.name), "{one:?}"));
            found.into_iter().map(|one| one.name).collect::<Vec<_>>()
        };
        for (body, names) in [
            ("<!-- check: ignore a -->\n", vec!["a"]),
            ("x\n\n  <!--check: ignore a, b  c-->  \n", vec!["a", "b", "c"]),
            ("<!-- check: ignore a -->\ny\n<!-- check: ignore b -->", vec!["a", "b"]),
            ("```\n<!-- check: ignore a -->\n```\n<!-- check: ignore b -->", vec!["b"]),
            ("    <!-- check: ignore a -->\n", vec![]),
            ("Write <!-- check: ignore a -->.\n", vec![]),
            ("<!-- check: ignore -->\n", vec![""]),
            ("<!-- check: ignroe a -->\n", vec!["ignroe a"]),
            ("<!-- checked -->\n", vec![]),
        ] {
            assert_eq!(named(body), names, "{body}");
        }
    }
}
