//! What a body and the bodies of its shortcodes have in common.

use std::collections::HashMap;

use super::Remark;
use super::footnote::Note;
use crate::article::piece::OutlineEntry;

/// Gathered while a body and the bodies of its shortcodes are read.
#[derive(Default)]
pub struct Shared {
    pub outline: Vec<OutlineEntry>,
    pub remarks: Vec<Remark>,
    pub notes: Vec<Note>,
    pub words: u32,
    pub first_paragraph: Option<String>,
    /// The first paragraph within a quote, a list or a shortcode.
    pub other_paragraph: Option<String>,
    /// The ids that are taken, each with the last number that was added to it.
    ids: HashMap<String, u32>,
}

impl Shared {
    /// `id`, with the first number after it that makes it unique.
    pub fn unique(&mut self, id: String) -> String {
        let Some(last) = self.ids.get_mut(&id) else {
            self.ids.insert(id.clone(), 0);
            return id;
        };
        let mut number = *last;
        let unique = loop {
            number += 1;
            let unique = format!("{id}-{number}");
            if !self.ids.contains_key(&unique) {
                break unique;
            }
        };
        self.ids.insert(id, number);
        self.ids.insert(unique.clone(), 0);
        unique
    }
}

/// How deep a text lies in others.
#[derive(Clone, Copy, Default)]
pub struct Depth {
    pub shortcodes: usize,
    pub quotes: usize,
}

impl Depth {
    /// Whether the text is the body itself.
    pub fn is_top(self) -> bool {
        self.shortcodes == 0
    }
}

/// Link definitions of the texts around, by label: a shortcode's body may use them.
pub type Definitions = HashMap<String, (String, String)>;
