//! A tree of YAML or TOML in which every key and value knows its place.

use std::ops::Range;

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// In bytes of the whole file. An empty value has the place of its key.
    pub span: Range<usize>,
    pub shape: Shape,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Nothing is written, not even `null`.
    Nothing,
    /// Without quotes: what it is (a number, a text) depends on its form.
    Plain(String),
    /// In quotes or as a block: a text, whatever it holds.
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
    /// A repetition (`*name`) that would make the tree too large to copy.
    Repeated,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Range<usize>,
    pub value: Node,
}

/// What a value without quotes is, by the rules of YAML 1.2 as serde_yaml has them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Null,
    Flag,
    Integer,
    Float,
    Text,
    List,
    Map,
    Unknown,
}

impl Node {
    pub fn kind(&self) -> Kind {
        match &self.shape {
            Shape::Nothing => Kind::Null,
            Shape::Plain(text) => plain_kind(text),
            Shape::Text(_) => Kind::Text,
            Shape::List(_) => Kind::List,
            Shape::Map(_) => Kind::Map,
            Shape::Repeated => Kind::Unknown,
        }
    }

    /// What is written, of a single value.
    pub fn text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Plain(text) | Shape::Text(text) => Some(text),
            Shape::Nothing => Some(""),
            _ => None,
        }
    }

    pub fn entries(&self) -> &[Entry] {
        match &self.shape {
            Shape::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Takes away what stands at a path. Of two fields of one name it is the last.
    pub fn prune(&mut self, path: &[String]) {
        let Some((key, rest)) = path.split_first() else { return };
        match &mut self.shape {
            Shape::Map(entries) => {
                let Some(at) = entries.iter().rposition(|entry| &entry.key == key) else { return };
                if rest.is_empty() {
                    entries.remove(at);
                } else {
                    entries[at].value.prune(rest);
                }
            }
            Shape::List(nodes) => {
                let Some(at) = key.parse::<usize>().ok().filter(|at| *at < nodes.len()) else { return };
                if rest.is_empty() {
                    nodes.remove(at);
                } else {
                    nodes[at].prune(rest);
                }
            }
            _ => {}
        }
    }

    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.shape {
            Shape::List(nodes) => nodes.get(key.parse::<usize>().ok()?),
            _ => self.entry(key).map(|entry| &entry.value),
        }
    }

    /// The place of the value at a path, or of the nearest thing around it; `None` when not even the first key is there.
    pub fn place(&self, keys: &[&str]) -> Option<Range<usize>> {
        let (mut node, mut place) = (self, None);
        for key in keys {
            match node.get(key) {
                Some(next) => {
                    node = next;
                    place = Some(node.span.clone());
                }
                None => return place,
            }
        }
        place
    }
}

fn plain_kind(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => return Kind::Flag,
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" => return Kind::Float,
        ".nan" | ".NaN" | ".NAN" => return Kind::Float,
        _ => {}
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Kind::Text;
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = digits.strip_prefix(prefix) {
            let fits = !rest.starts_with(['+', '-']) && u64::from_str_radix(rest, radix).is_ok();
            return if fits { Kind::Integer } else { Kind::Text };
        }
    }
    // Several digits after a zero are a text for serde_yaml: `007` is no number.
    if digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Kind::Text;
    }
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return if digits.parse::<u64>().is_ok() { Kind::Integer } else { Kind::Float };
    }
    let looks_numeric = digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    if looks_numeric && digits.parse::<f64>().is_ok_and(f64::is_finite) { Kind::Float } else { Kind::Text }
}

#[cfg(test)]
mod tests {
    use super::plain_kind;

    #[test]
    fn plain_values_are_what_serde_yaml_takes_them_for() {
        let words = "~ null Null nULL true True tRUE false yes no on off 1 -1 +1 007 0 0.5 1.5e3 1e3 .5 5. . + 0x1F 0o17 0b101 0x \
            1_000 12:30 2025-09-23 1.2.3 .inf -.inf .nan inf nan NaN 1e999 -0 00 0.0.0 +.5 -.5 .e1 0x-1 --1 +-1 e3 1e 1e+ 9223372036854775808";
        for word in words.split_whitespace() {
            assert_eq!(plain_kind(word), crate::config::yaml::kind_of(word), "{word}");
        }
    }
}
