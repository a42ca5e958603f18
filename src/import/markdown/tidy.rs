//! Markdown as a text: what is put in order once the HTML is gone, and the signs that hold places in it until then.

use crate::article::markdown::targets::calls;

/// Signs that no text has: they enclose the number of something that is put in as it is, and whom a quotation names.
pub const HOLE: [char; 2] = ['\u{E000}', '\u{E001}'];
pub(super) const CITE: [char; 2] = ['\u{E002}', '\u{E003}'];
/// It stands before calls of shortcodes that are ours, and not of the text.
pub(super) const OWN: char = '\u{E004}';

/// A text of somebody else without the signs that mean something here.
pub fn without_signs(text: &str) -> String {
    text.replace(|c| ('\u{E000}'..='\u{E00F}').contains(&c), "")
}

/// A call of our own, with its end where it has one.
pub(super) fn mine(call: &str) -> String {
    match call.strip_suffix("{% end %}") {
        Some(call) => format!("{OWN}{call}{OWN}{{% end %}}"),
        None => format!("{OWN}{call}"),
    }
}

/// Plain text as Markdown that reads the same.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// What looks like a call of a shortcode of ours in a text of somebody else is shown as it is.
pub(super) fn without_calls(text: &str) -> String {
    if !text.contains("{{") && !text.contains("{%") {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut at = 0;
    for start in calls(text) {
        out.push_str(&text[at..start]);
        if !text[..start].ends_with(OWN) {
            out.push('\\');
        }
        at = start;
    }
    out.push_str(&text[at..]);
    out.replace(OWN, "")
}

/// Puts the pieces into their holes.
pub(super) fn filled(text: &str, holes: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(HOLE[0]) {
        out.push_str(before);
        let Some((number, after)) = after.split_once(HOLE[1]) else {
            rest = after;
            continue;
        };
        out.push_str(number.parse::<usize>().ok().and_then(|number| holes.get(number)).map_or("", String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out.replace([CITE[0], CITE[1]], "")
}

/// At most one empty line between blocks, but for code; no blanks at the ends of lines, and no breaks at those of paragraphs.
pub(super) fn tidy(text: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let start = line.trim_start();
        match fence {
            Some(sign) if start.starts_with(sign) => fence = None,
            None if start.starts_with("```") => fence = Some("```"),
            _ => {}
        }
        let line = if fence.is_some() { line } else { line.trim_end() };
        let is_second = line.is_empty() && out.last().is_none_or(|last| last.is_empty());
        if line.is_empty() && fence.is_none() {
            end_of_paragraph(&mut out);
        }
        if fence.is_some() || !is_second {
            out.push(line);
        }
    }
    end_of_paragraph(&mut out);
    out.join("\n").trim().to_string()
}

/// Takes away the breaks with which a paragraph ends: they are seen as signs there.
fn end_of_paragraph(lines: &mut Vec<&str>) {
    while let Some(last) = lines.last_mut() {
        let slashes = last.len() - last.trim_end_matches('\\').len();
        if slashes % 2 == 0 {
            return;
        }
        *last = last[..last.len() - 1].trim_end();
        if !last.is_empty() {
            return;
        }
        lines.pop();
    }
}
