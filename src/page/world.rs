//! Everything that a page is made from, at one instant.

use std::path::PathBuf;
use std::sync::Arc;

use super::articles::Articles;
use super::cards::Cards;
use super::view::frame::SiteValues;
use crate::base::stamp::Stamp;
use crate::config::Config;
use crate::picture::cache::Cache;
use crate::site::fact::Fact;
use crate::site::store::Site;
use crate::theme::press::Theme;

pub struct World {
    /// The site's folder.
    pub root: PathBuf,
    pub config: Arc<Config>,
    pub site: Site,
    pub theme: Theme,
    pub articles: Articles,
    pub cards: Cards,
    pub pictures: Cache,
    /// The variable `site`, one a language: made once, shared by all pages.
    pub values: SiteValues,
}

impl World {
    /// The stamp of the present answer to any question.
    pub fn stamp(&self, fact: Fact) -> Stamp {
        match fact {
            Fact::Template(name) => self.theme.stamp(&self.site.texts.get(name)),
            fact => self.site.stamp(fact),
        }
    }
}
