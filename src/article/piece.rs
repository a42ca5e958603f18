//! What a body is made of once its Markdown is read: finished HTML, and holes for what depends on the site or the theme.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A stretch of the source file, in bytes from the file's beginning, for diagnostics.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Mark {
    pub at: u32,
    pub length: u32,
}

/// A part of a body. What stands in `Html` is final; the other kinds are filled when the page is made, when the link's
/// target, the picture's size and the theme's hooks are known.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Piece {
    Html(String),
    Heading {
        level: u8,
        /// Unique in the body.
        id: String,
        classes: Vec<String>,
        inner: Vec<Piece>,
        mark: Mark,
    },
    /// A link as it is written: to a file (`../09/altro.md#sezione`), a URL of the site or outside, an anchor.
    Link {
        target: String,
        title: String,
        inner: Vec<Piece>,
        mark: Mark,
    },
    Picture(Picture),
    /// A block quote; `by` is whom it names at its end, without the dash.
    Quote {
        inner: Vec<Piece>,
        by: Option<String>,
        mark: Mark,
    },
    /// A fenced or indented block: its text, and the same highlighted by classes (escaped where nothing is known of the language).
    Code {
        language: String,
        text: String,
        html: String,
    },
    /// `[[OpenAI]]` or `[[company:Meta|Meta]]`.
    Entity {
        taxonomy: Option<String>,
        name: String,
        label: String,
        mark: Mark,
    },
    /// The first mention of somebody whom the site knows, which nobody has marked.
    Mention {
        /// By its place in the configuration.
        taxonomy: u8,
        key: Arc<str>,
        /// As it stands in the text.
        html: String,
    },
    Shortcode(Shortcode),
    /// `<!-- more -->`: what stands before it is the teaser.
    More,
}

/// A picture: alone in its paragraph it is a `figure`, within a sentence it is a plain `img`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Picture {
    pub source: String,
    pub alt: String,
    /// The title's part before the bar, as plain text.
    pub caption: String,
    /// The title's part after the bar.
    pub credit: String,
    pub block: bool,
    pub mark: Mark,
}

/// `{{ name(key=value) }}` or `{% name(key=value) %} … {% end %}`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Shortcode {
    pub name: String,
    pub arguments: Vec<(String, Argument)>,
    /// What stands between the two tags; `None` for the form without an end.
    pub inner: Option<Vec<Piece>>,
    /// The opening tag as it is written, which stays as text when the theme has no such shortcode.
    pub written: String,
    /// Whether it stands alone in its paragraph.
    pub block: bool,
    pub mark: Mark,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Argument {
    Text(String),
    Integer(i64),
    Float(f64),
    Flag(bool),
    List(Vec<Argument>),
}

/// A heading in the table of contents.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct OutlineEntry {
    pub level: u8,
    pub id: String,
    /// As plain text.
    pub title: String,
}
