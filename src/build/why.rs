//! Why a page is as it is: its template, the questions that it asked, and what made it be made the last time.

use super::engine::Engine;
use super::ledger::Reason;
use crate::page::kinds::KINDS;
use crate::site::fact::{ArticleId, Fact, Group, ShelfId};
use crate::site::store::Site;

/// What is known of a page.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Why {
    pub url: String,
    pub kind: String,
    pub template: Option<String>,
    /// In words, in an order that does not change.
    pub questions: Vec<String>,
    /// Why it was made the last time, in words.
    pub made: Vec<String>,
    /// What is proposed beside an article, and why; nothing where its page does not show it.
    pub related: Vec<Proposed>,
}

/// An older article that is proposed beside another, with its points.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Proposed {
    pub title: String,
    pub url: String,
    pub score: u32,
    /// The names that both bear, the rarest first.
    pub names: Vec<(String, u32)>,
    /// The points of all words in common, and those of them that count most.
    pub alike: u32,
    pub words: Vec<String>,
    /// How much older it is.
    pub days: u32,
}

impl Engine {
    /// What is known of the page at an address: `/tags/ia/`, with or without the site's own path or host.
    pub fn why(&self, url: &str) -> Option<Why> {
        let config = self.config();
        let path = url.strip_prefix(config.base_url.as_str()).filter(|_| !config.base_url.is_empty()).unwrap_or(url);
        let path = path.strip_prefix(config.base_path.as_str()).filter(|rest| rest.starts_with('/')).unwrap_or(path);
        let path = format!("/{}", path.trim_start_matches('/'));
        let slashed = format!("{}/", path.trim_end_matches('/'));
        let id = [path.as_str(), slashed.as_str()].iter().find_map(|path| self.ledger().find(path))?;
        let page = self.ledger().page(id)?;
        let site = &self.world().site;
        let asked = self.ledger().questions(page);
        let related = asked.iter().find_map(|fact| match fact {
            Fact::Related(id) => Some(proposed(site, *id)),
            _ => None,
        });
        let mut questions: Vec<String> = asked.into_iter().map(|fact| describe(site, fact)).collect();
        questions.sort();
        let made = match &page.reason {
            Reason::New => vec!["it was not there before, or nothing was known of an earlier build".to_string()],
            Reason::Repair => vec!["its file was missing, or another hand had changed it".to_string()],
            Reason::Moved(facts) => facts.iter().map(|fact| describe(site, *fact)).collect(),
        };
        Some(Why {
            url: page.address.url.clone(),
            kind: KINDS.get(usize::from(page.address.kind)).map_or("", |kind| kind.name()).to_string(),
            template: Some(page.template.clone()).filter(|template| !template.is_empty()),
            questions,
            made,
            related: related.unwrap_or_default(),
        })
    }
}

fn proposed(site: &Site, id: ArticleId) -> Vec<Proposed> {
    let related = site.explain_related(id).into_iter();
    related
        .filter_map(|one| {
            let shown = &site.entry(one.article)?.card.shown;
            let name = |(shelf, points): (ShelfId, u32)| (site.shelf(shelf).name.clone(), points);
            Some(Proposed {
                title: shown.title.clone(),
                url: shown.url.clone(),
                score: one.score,
                names: one.names.into_iter().map(name).collect(),
                alike: one.alike,
                words: site.vocabulary.texts(one.words.into_iter()).iter().map(ToString::to_string).collect(),
                days: one.days,
            })
        })
        .collect()
}

/// A question in words.
pub fn describe(site: &Site, fact: Fact) -> String {
    let article = |id: ArticleId| match site.entry(id) {
        Some(entry) => entry.card.path.clone(),
        None => "an article that is gone".to_string(),
    };
    let shelf = |id: ShelfId| &site.shelf(id).url;
    let names = |taxonomy: u8| {
        let taxonomy = site.config.taxonomies.get(usize::from(taxonomy));
        taxonomy.map_or("", |taxonomy| taxonomy.name.as_str())
    };
    let group = |language: u16, group: Group| {
        let name = match group {
            Group::Front => "front pages".to_string(),
            Group::Section => "sections".to_string(),
            Group::Year => "years".to_string(),
            Group::Month => "months".to_string(),
            Group::Digest(_) => "digests".to_string(),
            Group::Term(taxonomy) => names(taxonomy).to_string(),
        };
        let tag = site.config.languages.get(usize::from(language)).map_or("", |language| language.tag.as_str());
        format!("{name} ({tag})")
    };
    match fact {
        Fact::Card(id) => format!("the card of {}", article(id)),
        Fact::Own(id) => format!("the file {}", article(id)),
        Fact::Recent(id) => format!("whether {} is among the newest", article(id)),
        Fact::Issue(id) => format!("the number of {} and the issues beside it", shelf(id)),
        Fact::Issues(language, series, 0) => format!("the newest issues of {}", group(language, Group::Digest(series))),
        Fact::Issues(language, series, year) => {
            format!("the issues of {year} of {}", group(language, Group::Digest(series)))
        }
        Fact::Named(id) => format!("whom {} names in its text", article(id)),
        Fact::Mentions(id) => format!("which articles name {} without listing it", shelf(id)),
        Fact::Related(id) => format!("what is proposed beside {}", article(id)),
        Fact::Neighbours(id) => format!("the articles before and after {}", article(id)),
        Fact::Translations(id) => format!("the translations of {}", article(id)),
        Fact::Open(id) => format!("the cards on the first page of {}", shelf(id)),
        Fact::Chunk(id, number) => format!("the cards on {}page/{number}/", shelf(id)),
        Fact::Pager(id, 0) => format!("what is older than the first page of {}", shelf(id)),
        Fact::Pager(id, page) => format!("what is before and after {}page/{page}/", shelf(id)),
        Fact::Newest(id, count) => format!("the newest {count} of {}", shelf(id)),
        Fact::Whole(id) => format!("all articles of {}", shelf(id)),
        Fact::Count(id) => format!("how many articles {} has", shelf(id)),
        Fact::Name(id) => format!("the name of {}", shelf(id)),
        Fact::Profile(id) => format!("the profile of {}", shelf(id)),
        Fact::Identity(id) => format!("who or what {} is of", shelf(id)),
        Fact::Activity(id) => format!("the last twelve months of {}", shelf(id)),
        Fact::Weeks(id) => format!("the last twelve weeks of {}", shelf(id)),
        Fact::Days(id) => format!("the days of {}", shelf(id)),
        Fact::Thread(id, _) => format!("its neighbours in {}", shelf(id)),
        Fact::NamedWith(id, taxonomy) => format!("which {} are named together with {}", names(taxonomy), shelf(id)),
        Fact::Standing(id) => format!("whether the story {} is open", shelf(id)),
        Fact::Ends(id) => format!("how {} began, and its last day", shelf(id)),
        Fact::Share(_, id) => format!("which part of the articles cites {}", shelf(id)),
        Fact::Cited(id) => format!("as what {} is cited", shelf(id)),
        Fact::Sources(id) => format!("all sources of {}", shelf(id)),
        Fact::Ties(id) => format!("who is named with whom in {}", shelf(id)),
        Fact::Shelves(language, of) => format!("the list of {}", group(language, of)),
        Fact::Lately(language, of, count) => format!("the {count} of {} most in the news", group(language, of)),
        Fact::LastWeeks(_) => "which weeks are the last twelve".to_string(),
        Fact::Movers(language, of) => format!("which of {} rise and fall", group(language, of)),
        Fact::Introduction(language, of) => format!("the introduction to {}", group(language, of)),
        Fact::Target(text) => format!("where `{}` leads", site.texts.get(text)),
        Fact::Entity(text) => format!("whom `{}` means", site.texts.get(text).splitn(3, ':').last().unwrap_or("")),
        Fact::Media(text) => format!("the published file {}", site.texts.get(text)),
        Fact::Copy(text) => format!("a smaller copy of a picture ({})", site.texts.get(text)),
        Fact::Corrections(_, 0) => "the newest corrections".to_string(),
        Fact::Corrections(_, year) => format!("the corrections of {year}"),
        Fact::Comments(id) => format!("the comments on {}", article(id)),
        Fact::Replies(id) => format!("how many comments {} has", article(id)),
        Fact::Discussion(_) => "the newest comments".to_string(),
        Fact::News => "the articles of the last two days".to_string(),
        Fact::Fresh(id) => format!("which articles of {} are of the last two days", shelf(id)),
        Fact::Lasting(id) => format!("what the sitemap of {} lists, and when it changed last", shelf(id)),
        Fact::Tongues(id) => format!("the translations of all articles of {}", shelf(id)),
        Fact::Archive => "whether any source has an archived copy".to_string(),
        Fact::Archived(high, low) => match site.copies.url(high, low) {
            Some(url) => format!("the archived copy of {url}"),
            None => "the archived copy of a source".to_string(),
        },
        Fact::Gone(high, low) => match site.copies.url(high, low) {
            Some(url) => format!("whether {url} is gone"),
            None => "whether a source is gone".to_string(),
        },
        Fact::Asset(text) => format!("the asset {}", site.texts.get(text)),
        Fact::Assets => "the list of all assets".to_string(),
        Fact::Extents => "how many pages every listing has".to_string(),
        Fact::Shard(language, segment, shard) => {
            let tag = site.config.languages.get(usize::from(language)).map_or("", |language| language.tag.as_str());
            format!("the words of shard {shard} in segment {segment} of the search ({tag})")
        }
        Fact::Stretch(id, number) => format!("the cards of stretch {number} of {}, from the oldest", shelf(id)),
        Fact::Aliases => "every address that leads elsewhere".to_string(),
        Fact::Pages => "the pages outside the river".to_string(),
        Fact::Template(text) => match &*site.texts.get(text) {
            "hooks/*" => "the theme's hooks".to_string(),
            "i18n/*" => "the interface strings".to_string(),
            name => format!("the template {name}"),
        },
    }
}
