//! All that the rest of the site may know of an article.

use serde::{Deserialize, Serialize};

use super::front_matter::{Role, Sponsor, UpdateKind};
use super::likeness::Likeness;
use super::mentions::Mentions;
use super::place::Sort;
use super::words::Words;
use crate::base::date::Moment;
use crate::base::stamp::Stamp;
use crate::picture::crop::Focal;

/// What is shown of an article outside its own page, and what places it in the site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Card {
    /// The source file, relative to the site's folder.
    pub path: String,
    pub sort: Sort,
    /// The stamp of the source: the article's own page is made again when it moves.
    pub source: Stamp,
    /// What listings show; nothing that is taken from the body but the summary, where none is written.
    pub shown: Shown,
    /// When it was first published: by this the river is ordered.
    pub order: Moment,
    /// Raw names by taxonomy, as the editor wrote them.
    pub names: Vec<(u8, Vec<String>)>,
    /// The key that it shares with its translations.
    pub translation: String,
    pub aliases: Vec<String>,
    /// Ids inside the body that a link may lead to.
    pub anchors: Vec<String>,
    pub hold: Hold,
    /// What it is found by, where the site has a search.
    pub words: Words,
    /// How many words its body has.
    pub length: u32,
    /// Whom its text names.
    pub mentions: Mentions,
    /// What was put right in it, or taken back.
    pub corrections: Box<[Correction]>,
    /// The original sources that have an address: the place of each among the sources, and a hash of where it leads.
    pub originals: Box<[(u16, u64)]>,
    /// What each source is to it, in their order; none where all are references.
    pub roles: Box<[Role]>,
    /// How its text is known again, where published texts are guarded.
    pub likeness: Option<Box<Likeness>>,
    /// Whether `robots` may list it: a copy with a canonical address elsewhere is not listed.
    pub listed: bool,
    /// Whether readers' comments stand below it.
    pub talk: Talk,
    /// Which issue of a digest it is, when it is one.
    pub edition: Option<Box<CardEdition>>,
}

/// What readers may say below an article, as far as the article itself says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Talk {
    /// Nothing, and nothing is shown.
    Off,
    /// What was said is shown, and nothing can be added.
    Closed,
    #[default]
    Open,
}

/// The place of a pick in its file: none for what leads, else its group's and its own.
pub type PickAt = Option<(u16, u16)>;

/// Which issue of a digest a file is, and which articles it names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CardEdition {
    /// The place of its series in the configuration.
    pub series: u8,
    /// The name of its period.
    pub key: String,
    pub number: Option<u32>,
    /// The picks that are articles of the site, each as the site is asked for it.
    pub picks: Box<[(PickAt, String)]>,
    /// How many picks it has.
    pub count: u32,
}

#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
pub struct Shown {
    /// The address within the site, without the site's own path: `/2025/09/nvidia/`.
    pub url: String,
    /// An index into the configuration's languages.
    pub language: u16,
    pub title: String,
    pub summary: String,
    pub date: Moment,
    /// The last update or correction.
    pub modified: Option<Moment>,
    pub section: Option<String>,
    pub image: Option<CardImage>,
    /// Where the news was first, or the first source named.
    pub source: Option<CardSource>,
    pub featured: bool,
    pub weight: i64,
    pub sponsored: Option<Sponsor>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CardImage {
    /// As it is written: beside the article, an address of the site, or one outside.
    pub src: String,
    pub alt: String,
    pub credit: Option<String>,
    /// The point that stays visible when the picture is cut, where the article says one.
    pub focal: Option<Focal>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CardSource {
    pub name: String,
    pub url: Option<String>,
    pub role: Role,
}

/// Something in an article that was put right, or that the article was taken back.
#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
pub struct Correction {
    pub date: Moment,
    pub kind: UpdateKind,
    pub text: String,
    /// Where it stands on the article's page.
    pub anchor: String,
}

impl Card {
    /// Tells one body from another: it is made from its source, and from the names that the site knows.
    pub fn body_stamp(&self) -> Stamp {
        match self.mentions.linked {
            Stamp::ABSENT => self.source,
            linked => Stamp::of(&(self.source, linked)),
        }
    }
}

/// What keeps an article from being published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Hold {
    pub draft: bool,
    /// Not before: `publish`, else the date itself.
    pub from: Option<Moment>,
    pub until: Option<Moment>,
}
