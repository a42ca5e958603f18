//! The classic editor's texts: HTML in which empty lines part paragraphs.

/// Elements that are blocks of their own, as WordPress counts them.
const BLOCKS: &[&str] = &[
    "table",
    "thead",
    "tfoot",
    "caption",
    "col",
    "colgroup",
    "tbody",
    "tr",
    "td",
    "th",
    "div",
    "dl",
    "dd",
    "dt",
    "ul",
    "ol",
    "li",
    "pre",
    "form",
    "blockquote",
    "address",
    "math",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "fieldset",
    "section",
    "article",
    "aside",
    "header",
    "footer",
    "nav",
    "figure",
    "figcaption",
    "details",
    "summary",
    "script",
    "style",
    "iframe",
];

/// What the classic editor shows of a text: empty lines part paragraphs, single ones break lines.
pub fn paragraphs(written: &str) -> String {
    let text = written.replace("\r\n", "\n");
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text.as_str();
    // What is preformatted stays as it is.
    while let Some(at) = ["<pre", "<script", "<style"].iter().filter_map(|tag| rest.find(tag)).min() {
        let tag = if rest[at..].starts_with("<pre") {
            "</pre>"
        } else if rest[at..].starts_with("<script") {
            "</script>"
        } else {
            "</style>"
        };
        out.push_str(&flow(&rest[..at]));
        let end = rest[at..].find(tag).map_or(rest.len(), |end| at + end + tag.len());
        out.push_str(&format!("\n{}\n", &rest[at..end]));
        rest = &rest[end..];
    }
    out.push_str(&flow(rest));
    out
}

/// The same for a stretch without anything preformatted.
fn flow(text: &str) -> String {
    let parted = parted(text);
    let mut out = String::with_capacity(parted.len() * 2);
    let mut chunk: Vec<&str> = Vec::new();
    let mut close = |chunk: &mut Vec<&str>| {
        let whole = chunk.join("\n");
        let whole = whole.trim();
        if !whole.is_empty() {
            match is_block(whole) {
                true => out.push_str(whole),
                false => out.push_str(&format!("<p>{}</p>", whole.replace('\n', "<br>"))),
            }
            out.push('\n');
        }
        chunk.clear();
    };
    for line in parted.lines() {
        if line.trim().is_empty() {
            close(&mut chunk);
        } else {
            chunk.push(line);
        }
    }
    close(&mut chunk);
    out
}

/// With an empty line before each opening and after each closing of a block.
fn parted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let Some(end) = from.find('>') else {
            rest = from;
            break;
        };
        let (tag, after) = from.split_at(end + 1);
        // A line that breaks within a tag is no line of the text.
        let tag = tag.replace('\n', " ");
        match (is_block(&tag), tag.starts_with("</")) {
            (true, false) if !tag.starts_with("<hr") => out.push_str(&format!("\n\n{tag}")),
            (true, _) => out.push_str(&format!("{tag}\n\n")),
            (false, _) => out.push_str(&tag),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn is_block(text: &str) -> bool {
    let Some(tag) = text.strip_prefix('<') else { return false };
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    BLOCKS.contains(&tag[..end].to_ascii_lowercase().as_str())
}
