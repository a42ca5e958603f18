//! `feeds.opml`: every feed of the site in one file that feed readers can take in.

use crate::config::settings::FeedFormat;
use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::kinds::{has_feeds, is_on};
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
            Subject::Site if is_on(&site.config, self.name()) && file(&site.config).is_some() => {
                vec![("/feeds.opml".to_string(), 0)]
            }
            _ => Vec::new(),
        }
    }

    fn compose(&self, _: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let Some(file) = file(desk.config()) else { return Ok(None) };
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
                .chain((0..desk.config().taxonomies.len() as u8).map(Group::Term))
                .filter(|group| has_feeds(desk.config(), *group));
            for group in groups {
                for (id, count, _) in desk.reader.shelves(at as u16, group) {
                    if count == 0 && group != Group::Front {
                        continue;
                    }
                    let (_, name, url) = desk.reader.shown(id);
                    let name = if group == Group::Front { &language.title } else { name };
                    document.empty(
                        "outline",
                        &[
                            ("type", "rss"),
                            ("text", name),
                            ("xmlUrl", &desk.permalink(&format!("{url}{file}"))),
                            ("htmlUrl", &desk.permalink(&url)),
                        ],
                    );
                }
            }
            document.close("outline");
        }
        document.close("body");
        document.close("opml");
        Ok(Some(Sheet::Bytes(document.finish())))
    }
}

/// The feed that the list names: the first XML format that the site has.
fn file(config: &crate::config::Config) -> Option<&'static str> {
    config.settings.feeds.formats.iter().find_map(|format| match format {
        FeedFormat::Atom => is_on(config, "atom").then_some("atom.xml"),
        FeedFormat::Rss => is_on(config, "rss").then_some("rss.xml"),
        FeedFormat::Json => None,
    })
}
