//! Everything that a page is made from, at one instant.

use std::path::PathBuf;
use std::sync::Arc;

use super::articles::Articles;
use super::cards::Cards;
use super::components::Components;
use super::letters::Letters;
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
    pub components: Components,
    pub letters: Letters,
    pub pictures: Cache,
    /// The variable `site`, one a language: made once, shared by all pages.
    pub values: SiteValues,
}

impl World {
    /// Where an asset is published, and its digest where browsers are to know it. A file of `static/` at its plain address
    /// goes before it.
    pub fn asset(&self, name: &str) -> Option<(String, Option<&str>)> {
        let plain = format!("/assets/{name}");
        if self.site.media(&plain).is_some_and(|media| !media.is_asset()) {
            return Some((plain, None));
        }
        let asset = self.theme.assets.get(name)?;
        Some((asset.address.clone(), asset.integrity.as_deref()))
    }

    /// The addresses of everything below `/assets/`, each with whether its name tells its bytes.
    pub fn assets(&self) -> Vec<(String, bool)> {
        let assets = self.theme.assets.iter();
        let assets = assets.map(|(name, asset)| (asset.address.clone(), asset.address != format!("/assets/{name}")));
        let files = self.site.all_files().filter_map(|media| media.path.strip_prefix("static/assets/"));
        assets.chain(files.map(|file| (format!("/assets/{file}"), false))).collect()
    }

    /// The stamp of the present answer to any question.
    pub fn stamp(&self, fact: Fact) -> Stamp {
        match fact {
            Fact::Template(name) => self.theme.stamp(&self.site.texts.get(name)),
            Fact::Asset(name) => Stamp::of(&self.asset(&self.site.texts.get(name))),
            Fact::Assets => Stamp::of(&self.assets()),
            fact => self.site.stamp(fact),
        }
    }
}
