//! `feeds.opml`: every feed of the site in one file that feed readers can take in.

use crate::config::settings::feeds::FeedFormat;
use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::kinds::corrections;
use crate::page::view::issue::{series_title_in, series_url};
use crate::page::xml::Document;
use crate::site::fact::{Group, Subject};
use crate::site::store::Site;

pub struct Opml;

impl Kind for Opml {
    fn name(&self) -> &'static str {
        "opml"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        match subject {
            Subject::Site if site.wants(self.name()) && has_xml(&site.config) => {
                vec![("/feeds.opml".to_string(), 0)]
            }
            _ => Vec::new(),
        }
    }

    fn compose(&self, _: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let mut document = Document::new();
        document.open("opml", &[("version", "2.0")]);
        document.open("head", &[]);
        document.text("title", &[], &desk.config().settings.title);
        document.close("head");
        document.open("body", &[]);
        for (at, language) in desk.config().languages.iter().enumerate() {
            document.open("outline", &[("text", &language.title)]);
            let groups = [Group::Front, Group::Section]
                .into_iter()
                .chain((0..desk.config().taxonomies.len() as u8).map(Group::Term));
            for group in groups {
                for (id, _, _) in desk.reader.shelves(at as u16, group) {
                    let (_, name, url) = desk.reader.shown(id);
                    let name = if group == Group::Front { &language.title } else { name };
                    let feeds = desk.world.site.feeds(id).into_iter();
                    outline(&mut document, desk, name, url, feeds);
                }
            }
            if desk.reader.correction_years(at as u16).is_some() {
                let (name, url) =
                    (desk.word_in(at as u16, "corrections"), corrections::url(&desk.world.site, at as u16));
                outline(&mut document, desk, &name, &url, desk.world.site.correction_feeds());
            }
            for (series, place) in desk.config().series.iter().zip(0..) {
                if desk.reader.issues(at as u16, place, 0).is_empty() {
                    continue;
                }
                let url = series_url(desk.world.site.prefix(at as u16), Some(series));
                let name = series_title_in(desk, at as u16, series);
                outline(&mut document, desk, &name, &url, desk.world.site.issue_feeds(at as u16, place));
            }
            document.close("outline");
        }
        document.close("body");
        document.close("opml");
        Ok(Some(Sheet::Bytes(document.finish())))
    }
}

/// The first feed of a page that feed readers can take in so.
fn outline(
    document: &mut Document,
    desk: &Desk<'_>,
    name: &str,
    url: &str,
    mut feeds: impl Iterator<Item = FeedFormat>,
) {
    let Some(feed) = feeds.find(|format| is_xml(*format)) else { return };
    let (xml, html) = (desk.permalink(&format!("{url}{}", feed.file())), desk.permalink(url));
    document.empty("outline", &[("type", "rss"), ("text", name), ("xmlUrl", &xml), ("htmlUrl", &html)]);
}

/// OPML knows XML feeds alone.
fn is_xml(format: FeedFormat) -> bool {
    format != FeedFormat::Json
}

fn has_xml(config: &crate::config::Config) -> bool {
    config.settings.feeds.formats.iter().any(|format| is_xml(*format) && config.settings.wants(format.kind()))
}
