//! The tags of a page that say something about it. Read in one pass and without a tree, so that no depth is too deep.

use std::collections::HashMap;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

/// How much of the values of one page is kept, in bytes: enough for every page that means well.
const MOST: usize = 2 * 1024 * 1024;

#[derive(Debug, Default)]
pub struct Tags {
    /// By `property`, `name`, `itemprop` or `http-equiv` in small letters; never iterated.
    metas: HashMap<String, Vec<String>>,
    links: HashMap<String, String>,
    pub title: Option<String>,
    /// The first `h1`.
    pub heading: Option<String>,
    /// Of the page as a whole.
    pub language: Option<String>,
    /// What `time` elements say to machines.
    pub times: Vec<String>,
    /// The texts of `application/ld+json`.
    pub scripts: Vec<String>,
}

/// Whose text is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Title,
    Heading,
    Script,
}

impl Tags {
    pub fn read(html: &str) -> Tags {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let mut tags = Tags::default();
        let mut within: Option<Within> = None;
        let mut text = String::new();
        let mut kept = 0;
        for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
            match token {
                Token::StartTag(tag) => {
                    kept += tags.take(&tag);
                    let next = match &**tag.name {
                        b"title" if tags.title.is_none() => Some(Within::Title),
                        b"h1" if tags.heading.is_none() => Some(Within::Heading),
                        b"script" if is_json_ld(&tag) => Some(Within::Script),
                        _ => None,
                    };
                    // Within a heading others begin; nothing begins within the others.
                    if next.is_some() && within.is_none_or(|within| within == Within::Heading) {
                        within = next;
                        text.clear();
                    }
                }
                Token::String(part) if within.is_some() => text.push_str(&String::from_utf8_lossy(&part)),
                Token::EndTag(tag) => {
                    let ends = match within {
                        Some(Within::Title) => &**tag.name == b"title",
                        Some(Within::Heading) => &**tag.name == b"h1",
                        Some(Within::Script) => &**tag.name == b"script",
                        None => false,
                    };
                    if !ends {
                        continue;
                    }
                    let found = std::mem::take(&mut text);
                    kept += found.len();
                    let is_said = !found.trim().is_empty();
                    match within.take() {
                        Some(Within::Title) if is_said => tags.title = Some(found),
                        Some(Within::Heading) if is_said => tags.heading = Some(found),
                        Some(Within::Script) => tags.scripts.push(found),
                        _ => {}
                    }
                }
                _ => {}
            }
            if kept > MOST {
                break;
            }
        }
        tags
    }

    fn take(&mut self, tag: &StartTag<usize>) -> usize {
        let value = |name: &[u8]| {
            let value = tag.attributes.get(name)?;
            Some(String::from_utf8_lossy(&value.value).trim().to_string()).filter(|value| !value.is_empty())
        };
        match &**tag.name {
            b"html" => self.language = self.language.take().or_else(|| value(b"lang").or_else(|| value(b"xml:lang"))),
            b"meta" => {
                let Some(content) = value(b"content") else { return 0 };
                let length = content.len();
                let keys: [&[u8]; 4] = [b"property", b"name", b"itemprop", b"http-equiv"];
                let Some(key) = keys.into_iter().find_map(value) else { return 0 };
                self.metas.entry(key.to_ascii_lowercase()).or_default().push(content);
                return length;
            }
            b"link" => {
                if let (Some(rel), Some(href)) = (value(b"rel"), value(b"href")) {
                    for rel in rel.to_ascii_lowercase().split_whitespace() {
                        self.links.entry(rel.to_string()).or_insert_with(|| href.clone());
                    }
                    return href.len();
                }
            }
            b"time" if self.times.len() < 20 => self.times.extend(value(b"datetime")),
            _ => {}
        }
        0
    }

    /// The first value of a name in small letters.
    pub fn meta(&self, name: &str) -> Option<&str> {
        self.metas.get(name)?.first().map(String::as_str)
    }

    /// All its values.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.metas.get(name).into_iter().flatten().map(String::as_str).collect()
    }

    pub fn link(&self, rel: &str) -> Option<&str> {
        self.links.get(rel).map(String::as_str)
    }
}

fn is_json_ld(tag: &StartTag<usize>) -> bool {
    let kind: &[u8] = b"type";
    tag.attributes.get(kind).is_some_and(|kind| {
        let kind = String::from_utf8_lossy(&kind.value).to_ascii_lowercase();
        kind.split(';').next().unwrap_or_default().trim() == "application/ld+json"
    })
}
