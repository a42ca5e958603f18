//! A place that readers see.

use std::collections::{BTreeMap, BTreeSet};

use glob::Pattern;

use super::headers::{self, Headers, REDIRECT};
use super::local::{Item, Local};
use crate::base::media_type;
use crate::build::obstacles::is_dotfile;
use crate::config::settings::deploy::Target as Settings;
use crate::diagnostic::Diagnostic;

/// Why a file is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// It is not there yet.
    New,
    /// Other bytes are there.
    Changed,
    /// The bytes are there, with other headers.
    Headers,
}

impl Reason {
    /// One letter and one word for lists.
    pub fn word(self) -> &'static str {
        match self {
            Reason::New => "new",
            Reason::Changed => "changed",
            Reason::Headers => "headers",
        }
    }
}

/// What differs between here and there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    pub put: BTreeMap<String, Reason>,
    pub remove: BTreeSet<String>,
    /// How many files are there as they should be.
    pub same: usize,
    /// Files of another hand that stand where ours are to be.
    pub in_the_way: Vec<String>,
    /// How many files of another hand are there, and stay.
    pub foreign: usize,
}

/// What a run may do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish {
    /// Everything is sent, whether it differs or not.
    pub all: bool,
    /// What is there and not ours is taken as ours: replaced, and removed where it is not here.
    pub adopt: bool,
}

/// Told of each file that has arrived; from several threads.
pub type Arrived<'a> = &'a (dyn Fn(&str) + Sync);

/// A place that can be brought to what an output folder holds. One file each in `targets/`, and a line in [`super::run::open`].
pub trait Target {
    /// Where it is, for people.
    fn place(&self) -> String;

    /// Files that belong there beside the output, with their texts: what the host wants to be told.
    ///
    /// # Errors
    /// When they cannot be told.
    fn extras(&self) -> Result<Vec<(String, String)>, Diagnostic> {
        Ok(Vec::new())
    }

    /// What differs. Nothing is changed there.
    ///
    /// # Errors
    /// When the place cannot be read, or is not what it is said to be.
    fn compare(&mut self, local: &Local, wish: Wish) -> Result<Difference, Diagnostic>;

    /// Puts files in place, each whole or not at all, and in no certain order among themselves.
    ///
    /// # Errors
    /// When one cannot be put; what has arrived before stays, and is not sent again by the next run.
    fn put(&mut self, items: &[&Item], arrived: Arrived<'_>) -> Result<(), Diagnostic>;

    /// Removes files.
    ///
    /// # Errors
    /// When one cannot be removed.
    fn remove(&mut self, paths: &[String]) -> Result<(), Diagnostic>;

    /// Whether files become visible only when everything is there.
    fn is_atomic(&self) -> bool {
        false
    }

    /// After the last change; also after a failure, to keep what was done.
    ///
    /// # Errors
    /// When what was sent cannot be made visible or be noted.
    fn finish(&mut self, is_whole: bool) -> Result<(), Diagnostic>;
}

/// What the settings say of all kinds of targets.
#[derive(Clone, Debug)]
pub struct Rules {
    pub keep: Vec<Pattern>,
    pub dotfiles: Vec<Pattern>,
    pub cache: Vec<(Pattern, String)>,
}

impl Rules {
    /// Patterns that cannot be read were told when the configuration was.
    pub fn of(settings: &Settings) -> Rules {
        let patterns = |all: &[String]| all.iter().filter_map(|pattern| Pattern::new(pattern).ok()).collect();
        let rule = |rule: &crate::config::settings::deploy::CacheRule| {
            Some((Pattern::new(&rule.files).ok()?, rule.control.clone()))
        };
        Rules {
            keep: patterns(&settings.keep),
            dotfiles: patterns(&settings.dotfiles),
            cache: settings.cache.iter().filter_map(rule).collect(),
        }
    }

    /// Whether a file there is left alone, whatever it is.
    pub fn keeps(&self, path: &str) -> bool {
        self.keep.iter().any(|pattern| pattern.matches(path))
    }

    /// Whether a file there stays although it is not here: also a dotfile that nobody has asked for.
    pub fn spares(&self, path: &str) -> bool {
        self.keeps(path) || is_dotfile(path) && !self.dotfiles.iter().any(|pattern| pattern.matches(path))
    }

    /// How many files of another hand a place holds that has none of the site's: it may be the wrong place. What stays there
    /// in any case says nothing of that.
    pub fn strangers<'a>(&self, there: impl Iterator<Item = &'a str>, is_ours: impl Fn(&str) -> bool) -> usize {
        let mut strangers = 0;
        for path in there.filter(|path| !self.spares(path)) {
            if is_ours(path) {
                return 0;
            }
            strangers += 1;
        }
        strangers
    }

    /// The headers of a file. Whether a page leads on is read from its bytes, when that is wanted and it is short.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn headers(&self, item: &Item, redirects: bool) -> std::io::Result<Headers> {
        let may_lead = redirects && item.path.ends_with(".html") && item.size < REDIRECT;
        let redirect = match may_lead {
            true => headers::redirect(&String::from_utf8_lossy(&std::fs::read(&item.file)?)),
            false => None,
        };
        Ok(Headers {
            content_type: media_type::of(&item.path),
            cache_control: headers::cache_control(&item.path, &self.cache),
            redirect,
        })
    }
}
