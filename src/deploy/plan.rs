//! In which order things are done, so that a reader who comes in between never meets a page without its style sheet, nor a list that
//! leads to a page which is not there yet.

use super::target::{Difference, Reason};
use crate::base::path::extension;

/// What is sent together; each is there as a whole before the next begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Phase {
    /// Style sheets, scripts, fonts, pictures, the search's words: what pages need.
    Assets,
    /// Pages that were not there.
    NewPages,
    /// Pages that were there, which may lead to new ones.
    Pages,
    /// Feeds, sitemaps and lists for machines, which call others to the pages.
    Lists,
}

impl Phase {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Assets => "assets",
            Phase::NewPages => "new pages",
            Phase::Pages => "pages",
            Phase::Lists => "feeds and lists",
        }
    }

    fn of(path: &str, reason: Reason) -> Phase {
        // A smaller form goes with its file.
        let path = path.strip_suffix(".gz").or_else(|| path.strip_suffix(".br")).unwrap_or(path);
        let name = path.rsplit('/').next().unwrap_or(path);
        match extension(name) {
            "html" => match reason {
                Reason::New => Phase::NewPages,
                Reason::Changed | Reason::Headers => Phase::Pages,
            },
            "xml" | "opml" => Phase::Lists,
            _ if matches!(name, "feed.json" | "robots.txt" | "llms.txt" | "_redirects" | "_headers") => Phase::Lists,
            _ => Phase::Assets,
        }
    }
}

/// What is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// In their order; none is empty.
    pub phases: Vec<(Phase, Vec<(String, Reason)>)>,
    /// Last of all.
    pub remove: Vec<String>,
    pub same: usize,
}

impl Plan {
    pub fn of(difference: &Difference) -> Plan {
        let mut phases: Vec<(Phase, Vec<(String, Reason)>)> =
            [Phase::Assets, Phase::NewPages, Phase::Pages, Phase::Lists].map(|phase| (phase, Vec::new())).into();
        for (path, reason) in &difference.put {
            let phase = Phase::of(path, *reason);
            if let Some((_, files)) = phases.iter_mut().find(|(own, _)| *own == phase) {
                files.push((path.clone(), *reason));
            }
        }
        phases.retain(|(_, files)| !files.is_empty());
        Plan { phases, remove: difference.remove.iter().cloned().collect(), same: difference.same }
    }

    /// How many files are sent.
    pub fn count(&self) -> usize {
        self.phases.iter().map(|(_, files)| files.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.phases.is_empty() && self.remove.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::{Phase, Plan};
    use crate::deploy::target::{Difference, Reason};

    #[test]
    fn a_page_goes_after_what_it_needs_and_before_what_leads_to_it() {
        let mut difference = Difference::default();
        for (path, reason) in [
            ("index.html", Reason::Changed),
            ("atom.xml", Reason::Changed),
            ("a/index.html", Reason::New),
            ("a/index.html.gz", Reason::New),
            ("assets/site.css", Reason::New),
            ("assets/site.css.gz", Reason::New),
            ("search/it/1.json", Reason::Changed),
            ("robots.txt", Reason::New),
            ("rss.xml.br", Reason::New),
            ("media/x.webp", Reason::New),
        ] {
            difference.put.insert(path.to_string(), reason);
        }
        difference.remove.insert("b/index.html".to_string());
        let plan = Plan::of(&difference);
        let told: Vec<(Phase, Vec<&str>)> = plan
            .phases
            .iter()
            .map(|(phase, files)| (*phase, files.iter().map(|(path, _)| path.as_str()).collect()))
            .collect();
        assert_eq!(
            told,
            [
                (Phase::Assets, vec!["assets/site.css", "assets/site.css.gz", "media/x.webp", "search/it/1.json"]),
                (Phase::NewPages, vec!["a/index.html", "a/index.html.gz"]),
                (Phase::Pages, vec!["index.html"]),
                (Phase::Lists, vec!["atom.xml", "robots.txt", "rss.xml.br"]),
            ]
        );
        assert_eq!((plan.count(), plan.remove), (10, vec!["b/index.html".to_string()]));
    }
}
