//! The ways in which a value can be changed where it stands. Each is a guess by the look of the text, tidiest first: whoever
//! asks reads the result again and takes the first one that says what was meant.

use std::ops::Range;

use super::front::items;
use crate::article::head::Format;
use crate::config::emit;
use crate::config::node::{Entry, Node, Shape};

/// Some bytes of the file, and what stands there instead.
pub type Patch = (Range<usize>, String);

/// A file with its front matter, as it was read.
pub struct Page<'a> {
    pub text: &'a str,
    pub range: Range<usize>,
    pub format: Format,
    pub root: &'a Node,
}

/// Makes several changes at once; `None` when two of them meet.
pub fn apply(text: &str, mut patches: Vec<Patch>) -> Option<String> {
    patches.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len() + 64);
    let mut from = 0;
    for (range, new) in patches {
        out.push_str(text.get(from..range.start)?);
        out.push_str(&new);
        from = range.end;
    }
    out.push_str(text.get(from..)?);
    Some(out)
}

/// A text as it is spelled, in the manner of the one that stood there.
pub fn spelled(text: &str, old: &str, format: Format) -> String {
    let is_literal = old.starts_with('\'');
    match format {
        Format::Toml if is_literal && !text.contains(|c: char| c == '\'' || c.is_control()) => format!("'{text}'"),
        Format::Toml => emit::quoted(text),
        Format::Yaml if is_literal && !text.contains(char::is_control) => format!("'{}'", text.replace('\'', "''")),
        Format::Yaml if old.starts_with('"') => emit::quoted(text),
        Format::Yaml => {
            let plain = emit::readable(&Node { span: 0..0, shape: Shape::Text(text.to_string()) });
            if plain == text { plain } else { emit::in_quotes(text) }
        }
    }
}

impl<'a> Page<'a> {
    pub fn entry(&self, keys: &[&str]) -> Option<&'a Entry> {
        let (last, above) = keys.split_last()?;
        above.iter().try_fold(self.root, |node, key| node.get(key))?.entry(last)
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |at| at + 1)
    }

    /// Where the line ends, before its sign of an end.
    fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |found| at + found);
        if self.text[at..end].ends_with('\r') { end - 1 } else { end }
    }

    fn next_line(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |found| at + found + 1)
    }

    pub fn eol(&self) -> &'static str {
        if self.text[..self.range.start].ends_with("\r\n") { "\r\n" } else { "\n" }
    }

    /// Where a value ends, without the line ends that some kinds of value reach over.
    fn end(&self, node: &Node) -> usize {
        let text = &self.text[node.span.clone()];
        // The parser may reach over the comment that follows a text in quotes.
        let quoted = match (&node.shape, self.format) {
            (Shape::Text(_), Format::Yaml) => in_quotes(text),
            _ => None,
        };
        node.span.start + quoted.unwrap_or_else(|| text.trim_end().len())
    }

    fn raw(&self, node: &Node) -> &'a str {
        &self.text[node.span.start..self.end(node)]
    }

    fn is_flow(&self, node: &Node) -> bool {
        matches!(node.shape, Shape::List(_)) && self.raw(node).starts_with('[') && self.raw(node).ends_with(']')
    }

    /// Just after the colon, or the equals sign, of a field.
    fn after_sign(&self, entry: &Entry) -> Option<usize> {
        let rest = &self.text[entry.key_span.end..self.range.end];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '"', '\'']).len();
        let sign = if self.format == Format::Yaml { ':' } else { '=' };
        rest[blank..].starts_with(sign).then_some(entry.key_span.end + blank + 1)
    }

    fn prefix(&self, at: usize) -> &'a str {
        &self.text[self.line_start(at)..at]
    }

    /// Whether an entry of a list in brackets has its line for itself.
    fn stands_alone(&self, node: &Node) -> bool {
        let rest = &self.text[self.end(node)..self.line_end(self.end(node))];
        let rest = rest.trim_start();
        let rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        self.prefix(node.span.start).trim().is_empty()
            && !self.raw(node).contains('\n')
            && (rest.is_empty() || rest.starts_with('#'))
    }

    /// The whole list written in brackets, in place of whatever stands there.
    fn afresh(&self, entry: &Entry, wanted: &[String]) -> Option<Vec<Patch>> {
        let all: Vec<String> = wanted.iter().map(|item| spelled(item, "", self.format)).collect();
        let list = format!("[{}]", all.join(", "));
        Some(match &entry.value.shape {
            Shape::Nothing => {
                let at = self.after_sign(entry)?;
                vec![(at..at, format!(" {list}"))]
            }
            _ => vec![(entry.value.span.start..self.end(&entry.value), list)],
        })
    }

    /// The last byte of a field's value, its own line not ended.
    fn field_end(&self, entry: &Entry) -> usize {
        fn deepest(page: &Page<'_>, node: &Node) -> usize {
            let own = page.end(node);
            match &node.shape {
                Shape::List(nodes) => nodes.iter().map(|node| deepest(page, node)).fold(own, usize::max),
                Shape::Map(entries) => entries.iter().map(|entry| deepest(page, &entry.value)).fold(own, usize::max),
                _ => own,
            }
        }
        deepest(self, &entry.value).max(entry.key_span.end)
    }
}

/// How long a text in quotes is, the quotes included.
fn in_quotes(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut rest = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = rest.next() {
        if c == '\\' && quote == '"'
            || c == quote && quote == '\'' && rest.peek().is_some_and(|(_, next)| *next == quote)
        {
            rest.next();
        } else if c == quote {
            return Some(at + 1);
        }
    }
    None
}

/// A text in place of another single value.
pub fn scalar(page: &Page<'_>, keys: &[&str], text: &str) -> Vec<Vec<Patch>> {
    // An item of a list has no name, and no sign behind it.
    let entry = page.entry(keys);
    let Some(value) = keys.iter().try_fold(page.root, |node, key| node.get(key)) else { return Vec::new() };
    let after_sign = entry.and_then(|entry| page.after_sign(entry));
    match &value.shape {
        Shape::Nothing => {
            let new = format!(" {}", spelled(text, "", page.format));
            after_sign.map(|at| vec![vec![(at..at, new)]]).unwrap_or_default()
        }
        Shape::Plain(_) | Shape::Text(_) => {
            let (span, raw) = (value.span.start..page.end(value), page.raw(value));
            let mut ways =
                vec![vec![(span.clone(), spelled(text, raw, page.format))], vec![(span.clone(), emit::quoted(text))]];
            // A block of lines has its sign before it: with the sign it goes as a whole.
            if let Some(at) = after_sign {
                ways.push(vec![(at..span.end, format!(" {}", spelled(text, "", page.format)))]);
            }
            ways
        }
        _ => Vec::new(),
    }
}

/// A field that was not there, on a line of its own.
pub fn field(page: &Page<'_>, key: &str, value: &dyn Fn(Format) -> String, after: &[&str]) -> Vec<Vec<Patch>> {
    if page.text[page.root.span.clone()].trim_start().starts_with('{') && page.format == Format::Yaml {
        return Vec::new();
    }
    let entries = page.root.entries();
    let is_plain = |entry: &&Entry| {
        page.format == Format::Yaml || !page.prefix(entry.key_span.start).trim_start().starts_with('[')
    };
    let indent = entries.first().map_or("", |first| page.prefix(first.key_span.start));
    let indent = if indent.trim().is_empty() { indent } else { "" };
    let sign = if page.format == Format::Yaml { ": " } else { " = " };
    let line = format!("{indent}{key}{sign}{}", value(page.format));
    let eol = page.eol();
    let mut ways = Vec::new();
    let beside = after.iter().find_map(|name| entries.iter().filter(is_plain).find(|entry| entry.key == *name));
    // The tables of TOML come after all plain fields; in YAML any place will do.
    let last = match page.format {
        Format::Toml => entries.iter().take_while(is_plain).last(),
        Format::Yaml => None,
    };
    for neighbour in [beside, last].into_iter().flatten() {
        let at = page.line_end(page.field_end(neighbour));
        ways.push(vec![(at..at, format!("{eol}{line}"))]);
    }
    if page.format == Format::Yaml || entries.iter().all(|entry| is_plain(&entry)) {
        ways.push(vec![(page.range.end..page.range.end, format!("{line}{eol}"))]);
    }
    ways.push(vec![(page.range.start..page.range.start, format!("{line}{eol}"))]);
    ways
}

/// A whole field as it is written.
pub fn excerpt<'a>(page: &Page<'a>, key: &str) -> Option<&'a str> {
    let entry = page.entry(&[key])?;
    page.text.get(entry.key_span.start..page.field_end(entry))
}

/// One entry in place of another; `wanted` is the whole list as it is to be.
pub fn replace(page: &Page<'_>, keys: &[&str], at: usize, wanted: &[String]) -> Vec<Vec<Patch>> {
    let (Some(entry), Some(new)) = (page.entry(keys), wanted.get(at)) else { return Vec::new() };
    match &entry.value.shape {
        Shape::List(nodes) => {
            let Some(node) = nodes.get(at) else { return Vec::new() };
            let span = node.span.start..page.end(node);
            let quoted = emit::quoted(new);
            vec![vec![(span.clone(), spelled(new, page.raw(node), page.format))], vec![(span, quoted)]]
        }
        _ => {
            let in_place = commas(page, &entry.value, |parts| {
                // Empty parts stand between commas and count for nothing.
                let mut counted = (0..parts.len()).filter(|part| !parts[*part].trim().is_empty());
                let part = counted.nth(at)?;
                let old = parts[part].trim();
                parts[part] = parts[part].replacen(old, new, 1);
                Some(())
            });
            in_place.into_iter().chain(page.afresh(entry, wanted)).collect()
        }
    }
}

/// One entry less; `wanted` is the whole list as it is to be.
pub fn remove(page: &Page<'_>, keys: &[&str], at: usize, wanted: &[String]) -> Vec<Vec<Patch>> {
    let Some(entry) = page.entry(keys) else { return Vec::new() };
    match &entry.value.shape {
        Shape::List(nodes) => {
            let Some(node) = nodes.get(at) else { return Vec::new() };
            let before = at.checked_sub(1).and_then(|at| nodes.get(at));
            match page.is_flow(&entry.value) {
                true => remove_from_flow(page, &entry.value, node, before, nodes.get(at + 1)),
                false => remove_from_block(page, entry, node, nodes.len() == 1),
            }
        }
        _ => {
            let in_place = commas(page, &entry.value, |parts| {
                let part = (0..parts.len()).filter(|part| !parts[*part].trim().is_empty()).nth(at)?;
                parts.remove(part);
                if part == 0 {
                    let first = parts.first_mut()?;
                    *first = first.trim_start().to_string();
                }
                (!parts.is_empty()).then_some(())
            });
            in_place.into_iter().chain(page.afresh(entry, wanted)).collect()
        }
    }
}

fn remove_from_flow(
    page: &Page<'_>,
    list: &Node,
    node: &Node,
    before: Option<&Node>,
    next: Option<&Node>,
) -> Vec<Vec<Patch>> {
    let mut ways = Vec::new();
    if page.stands_alone(node) {
        ways.push(vec![(page.line_start(node.span.start)..page.next_line(page.end(node)), String::new())]);
    }
    let till_next = next.map(|next| (node.span.start..next.span.start, String::new()));
    let from_before = before.map(|before| (page.end(before)..page.end(node), String::new()));
    let same_line = till_next.as_ref().is_some_and(|(range, _)| !page.text[range.clone()].contains('\n'));
    let (first, second) = if same_line { (till_next, from_before) } else { (from_before, till_next) };
    ways.extend(first.into_iter().chain(second).map(|patch| vec![patch]));
    if before.is_none() && next.is_none() {
        ways.push(vec![(list.span.start + 1..page.end(list) - 1, String::new())]);
    }
    // A comment holds commas and brackets of its own, and must not go.
    ways.retain(|patches| patches.iter().all(|(range, _)| keeps_comments(page, range, node)));
    ways
}

/// Whether what is taken out holds no comment but the one beside the entry itself.
fn keeps_comments(page: &Page<'_>, range: &Range<usize>, node: &Node) -> bool {
    let before = page.text.get(range.start..node.span.start).unwrap_or_default();
    let after = page.text.get(page.end(node)..range.end).unwrap_or_default();
    let is_line = range.start == page.line_start(node.span.start) && range.end == page.next_line(page.end(node));
    !before.contains('#') && (is_line || !after.contains('#'))
}

fn remove_from_block(page: &Page<'_>, entry: &Entry, node: &Node, is_last: bool) -> Vec<Vec<Patch>> {
    let prefix = page.prefix(node.span.start);
    if !prefix.trim_start().starts_with('-') || prefix.trim() != "-" {
        return Vec::new();
    }
    let mut patches = vec![(page.line_start(node.span.start)..page.next_line(page.end(node)), String::new())];
    if is_last {
        let Some(at) = page.after_sign(entry) else { return Vec::new() };
        patches.push((at..at, " []".to_string()));
    }
    vec![patches]
}

/// One entry more at the end; `wanted` is the whole list as it is to be.
pub fn push(page: &Page<'_>, keys: &[&str], wanted: &[String]) -> Vec<Vec<Patch>> {
    let (Some(entry), Some(new)) = (page.entry(keys), wanted.last()) else { return Vec::new() };
    let mut ways = Vec::new();
    match &entry.value.shape {
        Shape::List(nodes) if page.is_flow(&entry.value) => match nodes.last() {
            Some(last) => push_to_flow(page, &entry.value, last, new, &mut ways),
            None => {
                let inner = entry.value.span.start + 1..page.end(&entry.value) - 1;
                let new = spelled(new, "", page.format);
                match page.text[inner.clone()].trim().is_empty() {
                    true => ways.push(vec![(inner, new)]),
                    false => ways.push(vec![(inner.start..inner.start, new)]),
                }
            }
        },
        Shape::List(nodes) => {
            if let Some(last) = nodes.last() {
                let prefix = page.prefix(last.span.start);
                if prefix.trim() == "-" {
                    let at = page.line_end(page.end(last));
                    let new = spelled(new, page.raw(last), page.format);
                    ways.push(vec![(at..at, format!("{}{prefix}{new}", page.eol()))]);
                }
            }
        }
        Shape::Map(_) | Shape::Repeated => {}
        _ => {
            ways.extend(commas(page, &entry.value, |parts| {
                parts.push(format!(" {new}"));
                (!parts.first()?.trim().is_empty()).then_some(())
            }));
            ways.extend(page.afresh(entry, wanted));
        }
    }
    ways
}

fn push_to_flow(page: &Page<'_>, list: &Node, last: &Node, new: &str, ways: &mut Vec<Vec<Patch>>) {
    let end = page.end(last);
    let new = spelled(new, page.raw(last), page.format);
    let has_comma = page.text[end..page.end(list)].trim_start().starts_with(',');
    if page.stands_alone(last) {
        let line = page.line_end(end);
        let indent = page.prefix(last.span.start);
        let comma = if has_comma { "," } else { "" };
        let mut patches = vec![(line..line, format!("{}{indent}{new}{comma}", page.eol()))];
        if !has_comma {
            patches.push((end..end, ",".to_string()));
        }
        ways.push(patches);
    }
    ways.push(vec![(end..end, format!(", {new}"))]);
}

/// A change within one text with commas, as long as it needs no escapes.
fn commas(page: &Page<'_>, node: &Node, change: impl FnOnce(&mut Vec<String>) -> Option<()>) -> Option<Vec<Patch>> {
    let raw = page.raw(node);
    let quotes = raw.starts_with(['"', '\'']) && raw.len() >= 2;
    let inner = if quotes { &raw[1..raw.len() - 1] } else { raw };
    if node.text() != Some(inner) || items(Some(node)).is_none_or(|items| items.is_empty()) {
        return None;
    }
    let mut parts: Vec<String> = inner.split(',').map(str::to_string).collect();
    change(&mut parts)?;
    let start = node.span.start + usize::from(quotes);
    Some(vec![(start..start + inner.len(), parts.join(","))])
}
