//! What is wrong with issues that are put together by hand, and only the whole site shows: two for one issue, and picks that
//! are no articles which readers can open when the issue is out.

use std::collections::BTreeMap;
use std::path::Path;

use crate::article::card::{Card, PickAt};
use crate::article::edition::keys;
use crate::article::head;
use crate::config::settings::text::Strictness;
use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::site::store::Site;
use crate::site::target::Target;
use crate::source::tree;

/// Looks at every edition, those that wait for their day too. A draft is looked at when it is shown.
pub fn find(root: &Path, site: &Site) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    let mut of_issue: BTreeMap<(u16, u8, &str), Vec<&Card>> = BTreeMap::new();
    for card in site.editions() {
        let Some(edition) = &card.edition else { continue };
        of_issue.entry((card.shown.language, edition.series, &edition.key)).or_default().push(card);
        if site.is_waiting(card) {
            said.extend(Picks { root, site, card }.check());
        }
    }
    for ((_, _, key), mut cards) in of_issue {
        if cards.len() > 1 {
            cards.sort_by(|a, b| a.path.cmp(&b.path));
            let mut diagnostic =
                Diagnostic::error("same-issue", format!("several files are the issue `{key}` of one series"));
            let mut spans = cards.iter().map(|card| Span::file(&card.path));
            diagnostic.span = spans.next();
            diagnostic.also.extend(spans);
            said.push(diagnostic.help("Join them, or give one of them another `period:` or `series:`."));
        }
    }
    said
}

/// The picks of one file.
struct Picks<'a> {
    root: &'a Path,
    site: &'a Site,
    card: &'a Card,
}

impl Picks<'_> {
    fn check(&self) -> Vec<Diagnostic> {
        let mut said = Vec::new();
        let mut first: BTreeMap<&str, PickAt> = BTreeMap::new();
        let picks = self.card.edition.iter().flat_map(|edition| &edition.picks);
        for (at, question) in picks {
            said.extend(self.one(*at, question));
            if let Some(id) = self.site.picked(question)
                && let Some(entry) = self.site.entry(id)
                && let Some(before) = first.insert(&entry.card.path, *at)
            {
                let mut diagnostic =
                    Diagnostic::warning("picked-twice", "this issue names the same article twice").at(self.place(*at));
                diagnostic.also.push(self.place(before));
                said.push(diagnostic.help("Take one of the two away."));
            }
        }
        said
    }

    fn one(&self, at: PickAt, question: &str) -> Option<Diagnostic> {
        let name = self.written(question);
        match self.site.target(question) {
            Target::Address(_) | Target::NoAnchor(..) if self.site.picked(question).is_some() => None,
            Target::Address(address) | Target::NoAnchor(address, _) => {
                let diagnostic =
                    Diagnostic::error("bad-pick", format!("`{address}` is a page of the site, and no article"));
                Some(diagnostic.at(self.place(at)).help("An issue points to articles, and to pages outside by `url:`."))
            }
            Target::Held(path) => self.held(at, &path),
            Target::Missing(near) => {
                let diagnostic = self.wrong("missing-pick", format!("there is no article `{name}`")).at(self.place(at));
                // The site knows what is near to a file, not to an address.
                let near = near.or_else(|| self.near_address(question));
                Some(diagnostic.help(match near {
                    Some(near) => format!("Did you mean `{}`?", self.written(&near)),
                    None => "A pick is named by its file below `content/articles/`, as `2025/09/nvidia.md`, or by its address.".to_string(),
                }))
            }
        }
    }

    fn near_address(&self, question: &str) -> Option<String> {
        let articles = self.site.entries().filter(|entry| entry.card.edition.is_none());
        let addresses = articles.map(|entry| entry.card.shown.url.as_str());
        question.starts_with('/').then(|| nearest(question, addresses).map(str::to_string))?
    }

    /// A pick that is not published now is no mistake when it will be by the time that the issue is.
    fn held(&self, at: PickAt, path: &str) -> Option<Diagnostic> {
        let pick = self.site.held.cards().get(path)?;
        let name = self.written(path);
        let (message, help) = if pick.hold.draft {
            (format!("`{name}` is a draft"), "Publish it before the issue, or take it out of the issue.")
        } else if let Some(until) =
            pick.hold.until.filter(|until| until.seconds <= self.card.order.seconds.max(self.site.now.seconds))
        {
            (format!("`{name}` was withdrawn on {}", until.rfc3339()), "Take it out of the issue.")
        } else {
            let from = pick.hold.from.filter(|from| from.seconds > self.card.order.seconds)?;
            let day = from.within(&self.site.config.zone).rfc3339();
            (
                format!("`{name}` is not published before {day}, and the issue is out by then"),
                "Give the issue a later `date:`, or take it out of the issue.",
            )
        };
        Some(self.wrong("held-pick", message).at(self.place(at)).help(help))
    }

    /// A pick is a link within the site, and as grave a mistake as those are.
    fn wrong(&self, code: &'static str, message: String) -> Diagnostic {
        match self.site.config.settings.links.internal {
            Strictness::Error => Diagnostic::error(code, message),
            Strictness::Warn => Diagnostic::warning(code, message),
        }
    }

    /// A file as an editor names it in an issue.
    fn written<'a>(&self, path: &'a str) -> &'a str {
        path.strip_prefix("content/articles/").unwrap_or(path)
    }

    /// Only for a diagnostic is the file read once more.
    fn place(&self, at: PickAt) -> Span {
        let path = &self.card.path;
        let keys = keys(at);
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let found = tree::read(self.root, path).ok();
        found.map_or_else(|| Span::file(path), |source| head::place(path, &source.text, &keys))
    }
}
