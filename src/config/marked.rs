//! YAML to a tree in which every key and value knows its place.
//!
//! It is grown only when something failed or a place is asked for (and for `rassegna.yaml`, once a run): the fast path
//! goes from text to a type by serde_yaml alone, which knows no places.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::node::{Entry, Node, Shape};

/// Deeper than this nobody nests by hand, and the parsers' time grows with the square of the depth.
pub const DEEPEST: usize = 64;
/// An alias is copied where it stands as long as the tree stays below so many nodes.
const LARGEST: usize = 20_000;

/// Something that YAML takes for a sign of its own, which our files have no use for.
#[derive(Clone, Debug, PartialEq)]
pub enum Oddity {
    /// `!word`
    Tag(usize),
    /// `&word`, which is repeated nowhere.
    Anchor(usize),
}

#[derive(Clone, Debug)]
pub struct Tree {
    pub root: Node,
    pub oddities: Vec<Oddity>,
    /// Whether aliases made more than the tree holds.
    pub too_large: bool,
}

/// Why a text is no YAML: the parser's words, and where it stopped, in bytes of the whole file.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    pub at: usize,
    pub message: String,
    pub too_deep: bool,
}

/// Reads `file_text[range]`.
///
/// # Errors
/// When it is no YAML, holds a second document, or nests deeper than `DEEPEST`.
pub fn parse(file_text: &str, range: Range<usize>) -> Result<Tree, Failure> {
    let text = file_text.get(range.clone()).unwrap_or_default();
    let mut builder = Builder { offsets: Offsets::new(text, range.start), text: file_text, ..Builder::new() };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        match event {
            Ok((event, span)) => {
                let span = builder.offsets.byte(span.start.index())..builder.offsets.byte(span.end.index());
                builder.take(event, span)?;
            }
            Err(error) => {
                let at = builder.offsets.byte(error.marker().index());
                let message = error.info().to_string();
                return Err(Failure { at, too_deep: message.contains("recursion limit"), message });
            }
        }
    }
    Ok(builder.finish(range.start))
}

/// Characters are what the parser counts, bytes are what we need.
struct Offsets {
    start: usize,
    /// The byte of each character, and the end; empty when they are the same.
    table: Vec<u32>,
    length: usize,
}

impl Offsets {
    fn new(text: &str, start: usize) -> Offsets {
        let mut table = Vec::new();
        if !text.is_ascii() {
            table.extend(text.char_indices().map(|(at, _)| at as u32));
            table.push(text.len() as u32);
        }
        Offsets { start, table, length: text.len() }
    }

    fn byte(&self, character: usize) -> usize {
        let within = if self.table.is_empty() {
            character.min(self.length)
        } else {
            self.table.get(character).map_or(self.length, |at| *at as usize)
        };
        self.start + within
    }
}

/// A list or a map that is not closed yet.
struct Open {
    node: Node,
    key: Option<(String, Range<usize>)>,
    anchor: usize,
}

struct Builder<'a> {
    offsets: Offsets,
    text: &'a str,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, (Node, usize)>,
    unused: HashMap<usize, usize>,
    oddities: Vec<Oddity>,
    nodes: usize,
    documents: usize,
    too_large: bool,
}

impl<'a> Builder<'a> {
    fn new() -> Builder<'a> {
        Builder {
            offsets: Offsets { start: 0, table: Vec::new(), length: 0 },
            text: "",
            open: Vec::new(),
            root: None,
            anchors: HashMap::new(),
            unused: HashMap::new(),
            oddities: Vec::new(),
            nodes: 0,
            documents: 0,
            too_large: false,
        }
    }

    fn take(&mut self, event: Event<'_>, span: Range<usize>) -> Result<(), Failure> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    let message = "a second document begins here".to_string();
                    return Err(Failure { at: span.start, message, too_deep: false });
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.note(anchor, tag.as_ref(), span.start);
                let shape = match style {
                    ScalarStyle::Plain if text.is_empty() => Shape::Nothing,
                    ScalarStyle::Plain => Shape::Plain(text.into_owned()),
                    _ => Shape::Text(text.into_owned()),
                };
                self.place(Node { span, shape }, anchor, 1);
            }
            Event::SequenceStart(anchor, tag) => self.begin(Shape::List(Vec::new()), span, anchor, tag.as_ref())?,
            Event::MappingStart(anchor, tag) => self.begin(Shape::Map(Vec::new()), span, anchor, tag.as_ref())?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(mut open) = self.open.pop() {
                    // A list in brackets ends with its bracket; a block has no end of its own but that of its last part.
                    if self.text.get(span.clone()).is_some_and(|text| text.starts_with([']', '}'])) {
                        open.node.span.end = span.end;
                    }
                    self.place(open.node, open.anchor, 0);
                }
            }
            Event::Alias(anchor) => {
                self.unused.remove(&anchor);
                let copy = self.anchors.get(&anchor).map(|(node, size)| (node.clone(), *size));
                match copy.filter(|(_, size)| self.nodes + size <= LARGEST) {
                    Some((mut node, size)) => {
                        node.span = span;
                        self.place(node, 0, size);
                    }
                    None => {
                        self.too_large = true;
                        self.place(Node { span, shape: Shape::Repeated }, 0, 1);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn note(&mut self, anchor: usize, tag: Option<&Cow<'_, Tag>>, at: usize) {
        // The sign stands before the value or at the beginning of its place.
        let sign = |sign: char| match self.text.get(at..) {
            Some(text) if text.starts_with(['&', '!']) => text.find(sign).map_or(at, |found| at + found),
            _ => self.text.get(..at).and_then(|text| text.rfind(sign)).unwrap_or(at),
        };
        if tag.is_some_and(|tag| !tag.is_yaml_core_schema()) {
            self.oddities.push(Oddity::Tag(sign('!')));
        }
        if anchor > 0 {
            let at = sign('&');
            self.unused.insert(anchor, at);
        }
    }

    fn begin(
        &mut self,
        shape: Shape,
        span: Range<usize>,
        anchor: usize,
        tag: Option<&Cow<'_, Tag>>,
    ) -> Result<(), Failure> {
        // Only a text can be meant where an anchor is read: a list or a group begins with a sign of its own.
        self.note(0, tag, span.start);
        if self.open.len() >= DEEPEST {
            return Err(Failure { at: span.start, message: "nested too deep".to_string(), too_deep: true });
        }
        self.open.push(Open { node: Node { span, shape }, key: None, anchor });
        self.nodes += 1;
        Ok(())
    }

    /// Puts a finished node into the list or map that is open, or makes it the root.
    fn place(&mut self, mut node: Node, anchor: usize, weight: usize) {
        self.nodes += weight;
        if anchor > 0 {
            let size = count(&node);
            self.anchors.insert(anchor, (node.clone(), size));
        }
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        open.node.span.end = open.node.span.end.max(node.span.end);
        match &mut open.node.shape {
            Shape::List(nodes) => nodes.push(node),
            Shape::Map(entries) => match open.key.take() {
                None => {
                    let key = node.text().unwrap_or("?").to_string();
                    if entries.is_empty() {
                        open.node.span.start = open.node.span.start.min(node.span.start);
                    }
                    open.key = Some((key, node.span));
                }
                Some((key, key_span)) => {
                    if node.shape == Shape::Nothing {
                        node.span = key_span.clone();
                    }
                    entries.push(Entry { key, key_span, value: node });
                }
            },
            _ => {}
        }
    }

    fn finish(mut self, start: usize) -> Tree {
        let mut unused: Vec<usize> = self.unused.into_values().collect();
        unused.sort_unstable();
        self.oddities.extend(unused.into_iter().map(Oddity::Anchor));
        let root = self.root.unwrap_or(Node { span: start..start, shape: Shape::Nothing });
        Tree { root, oddities: self.oddities, too_large: self.too_large }
    }
}

fn count(node: &Node) -> usize {
    1 + match &node.shape {
        Shape::List(nodes) => nodes.iter().map(count).sum::<usize>(),
        Shape::Map(entries) => entries.iter().map(|entry| 1 + count(&entry.value)).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, Oddity, parse};
    use crate::config::node::{Kind, Node, Shape};

    fn tree(text: &str) -> Node {
        parse(text, 0..text.len()).expect("valid YAML").root
    }

    fn at<'a>(text: &'a str, keys: &[&str]) -> &'a str {
        let place = tree(text).place(keys).expect("a place");
        &text[place]
    }

    #[test]
    fn every_value_knows_its_place() {
        let text = "titolo: però\r\nà: [uno, \"due è\", {x: 'tre'}]\r\nblocco:\r\n  - a: 1\r\n    b: due parole # commento\r\n  - c\r\nf: |\r\n  uno\r\n  due\r\nvuoto:\r\n";
        assert_eq!(at(text, &["titolo"]), "però");
        assert_eq!(at(text, &["à"]), "[uno, \"due è\", {x: 'tre'}]");
        assert_eq!(at(text, &["à", "1"]), "\"due è\"");
        assert_eq!(at(text, &["à", "2", "x"]), "'tre'");
        assert_eq!(at(text, &["blocco", "0", "b"]), "due parole");
        assert_eq!(at(text, &["blocco", "1"]), "c");
        assert_eq!(at(text, &["vuoto"]), "vuoto");
        assert_eq!(at(text, &["blocco", "0", "zeta"]).lines().next(), Some("a: 1"));
        assert_eq!(tree(text).place(&["mancante"]), None);
    }

    #[test]
    fn places_are_those_of_the_whole_file() {
        let text = "---\nuno: è\n---\n";
        let root = parse(text, 4..11).expect("valid YAML").root;
        assert_eq!(&text[root.place(&["uno"]).expect("a place")], "è");
    }

    #[test]
    fn aliases_are_copied_until_it_is_too_much() {
        let small = tree("a: &x [1, 2]\nb: *x\n");
        assert_eq!(small.get("b").map(Node::kind), Some(Kind::List));
        let mut bomb = "a0: &a0 [x, x]\n".to_string();
        for level in 1..40 {
            let name = format!("*a{}", level - 1);
            bomb.push_str(&format!("a{level}: &a{level} [{name}, {name}, {name}, {name}]\n"));
        }
        let tree = parse(&bomb, 0..bomb.len()).expect("valid YAML");
        assert!(tree.too_large);
    }

    #[test]
    fn depth_is_bounded() {
        for text in ["[".repeat(5000), "- ".repeat(5000), "{a: ".repeat(100)] {
            assert!(parse(&text, 0..text.len()).is_err_and(|failure| failure.too_deep), "{}", &text[..8]);
        }
        let fine = format!("{}x{}", "[".repeat(DEEPEST), "]".repeat(DEEPEST));
        assert!(parse(&fine, 0..fine.len()).is_ok());
    }

    #[test]
    fn signs_that_mean_something_to_yaml_are_noted() {
        let tree = parse("a: !Ciao amici\nb: &amp x\nc: &used y\nd: *used\ne: !!str 5\n", 0..56).expect("valid YAML");
        assert_eq!(tree.oddities, [Oddity::Tag(3), Oddity::Anchor(18)]);
    }

    #[test]
    fn an_empty_text_is_nothing() {
        assert_eq!(tree("").shape, Shape::Nothing);
        assert_eq!(tree("# only a comment\n").shape, Shape::Nothing);
    }
}
