//! The questions that can be asked of a site. Each has an answer with a stamp; a page is kept as long as the answers to
//! the questions that it asked have the same stamps as when it was made.

use serde::{Deserialize, Serialize};

/// An article's place in the site's arena; it stays the same for the life of a ledger, whatever happens to others.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct ArticleId(pub u32);

/// A shelf's place in the site's arena; it stays the same for the life of a ledger.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct ShelfId(pub u32);

/// A text that was interned: a link's target, a template's name, a file's path.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct TextId(pub u32);

/// Which shelves of a language belong together.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Group {
    /// The river of all articles: one shelf a language.
    Front,
    Section,
    Year,
    Month,
    /// The terms of a taxonomy, by its place in the configuration.
    Term(u8),
    /// The issues of a series of digests, by its place in the configuration.
    Digest(u8),
}

/// One question. The comment says what the answer is, and so what makes a page that asked it be made again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Fact {
    /// What listings show of an article, its terms' names and addresses included.
    Card(ArticleId),
    /// The article's own file.
    Own(ArticleId),
    /// Titles and addresses of the articles before and after it in the river.
    Neighbours(ArticleId),
    /// Whether it is among the newest of its language.
    Recent(ArticleId),
    /// Whom its text names without their standing in its front matter.
    Named(ArticleId),
    /// The older articles that are proposed beside it, and by which names.
    Related(ArticleId),
    /// Languages and addresses of its translations.
    Translations(ArticleId),
    /// What readers say below it, and whether they may go on.
    Comments(ArticleId),
    /// How many readers' comments stand below it, and when the last was written.
    Replies(ArticleId),
    /// The newest comments of a language's articles.
    Discussion(u16),
    /// The cards on a shelf's first page.
    Open(ShelfId),
    /// The cards of one full chunk, counted from the oldest, from 1.
    Chunk(ShelfId, u32),
    /// What lies before and after a page of a shelf; page 0 is the shelf's own.
    Pager(ShelfId, u32),
    /// Which articles are the newest so many.
    Newest(ShelfId, u32),
    /// Which articles there are, and all their cards.
    Whole(ShelfId),
    Count(ShelfId),
    /// The shelf's name and address.
    Name(ShelfId),
    /// The file of the shelf's profile.
    Profile(ShelfId),
    /// What the shelf is of: its name and address, its sort, and where else it is found.
    Identity(ShelfId),
    /// Articles by month, over the twelve months that end with the site's newest.
    Activity(ShelfId),
    /// Articles by week, over the twelve weeks that end with the site's newest.
    Weeks(ShelfId),
    /// The terms of a taxonomy that stand most often in its newest articles.
    NamedWith(ShelfId, u8),
    /// Which of those that are named with a shelf are named with each other.
    Ties(ShelfId),
    /// Whether a story is open, quiet or closed.
    Standing(ShelfId),
    /// The card of the first article of a shelf, and the day of its last.
    Ends(ShelfId),
    /// All sources of its articles.
    Sources(ShelfId),
    /// Which part of a language's articles cites an outlet, by month.
    Share(u16, ShelfId),
    /// In how many articles an outlet has each role.
    Cited(ShelfId),
    /// How many articles name it without listing it, and the cards of the newest of them.
    Mentions(ShelfId),
    /// The days of a year on which there are articles, and where they are listed.
    Days(ShelfId),
    /// The articles just before and just after one in a shelf.
    Thread(ShelfId, ArticleId),
    /// Names, addresses, counts and activity of all shelves of a group, in a language.
    Shelves(u16, Group),
    /// The shelves of a group, so many, that had most articles in the last twelve weeks.
    Lately(u16, Group, u16),
    /// Which are the twelve weeks that end with the site's newest article, asked for a language.
    LastWeeks(u16),
    /// The shelves of a group that have more articles than before, and those that have fewer.
    Movers(u16, Group),
    /// The introduction of an index.
    Introduction(u16, Group),
    /// Where a link leads: an address, or why nowhere.
    Target(TextId),
    /// Which shelf a name means.
    Entity(TextId),
    /// A file that is published as it is.
    Media(TextId),
    /// That a copy of a picture is wanted, or a picture of an article's title. Its answer never moves: that it was asked for
    /// makes it an output.
    Copy(TextId),
    /// Where an asset is published, and its digest.
    Asset(TextId),
    /// Which assets are published, and where.
    Assets,
    /// How many pages every shelf has, and which are the same in other languages.
    Extents,
    /// The articles of the last two days, for the sitemap of news.
    News,
    /// Which articles of a shelf stand in the sitemap of news.
    Fresh(ShelfId),
    /// How many articles of a shelf its sitemap lists, and when one of them changed last.
    Lasting(ShelfId),
    /// The translations of all articles of a shelf.
    Tongues(ShelfId),
    /// Addresses of all pages outside the river.
    Pages,
    /// Every address that leads elsewhere.
    Aliases,
    /// The number of an issue, and those before and after it.
    Issue(ShelfId),
    /// The issues of a series in a language that one page lists: 0 is the newest, else a year's.
    Issues(u16, u8, u16),
    /// What was put right in the articles of a language, on one page of the corrections: 0 is the newest, else a year's.
    Corrections(u16, u16),
    /// What the articles of one shard's words are, in a segment of a language.
    Shard(u16, u32, u32),
    /// Whether any source has an archived copy, or is gone.
    Archive,
    /// The archived copy of one source, by the two halves of its address's hash.
    Archived(u32, u32),
    /// Where a source is read that is gone, by the same: what cards lead to.
    Gone(u32, u32),
    /// The cards of one stretch of a river, counted from the oldest, from 0.
    Stretch(ShelfId, u32),
    /// A template with all that it includes and extends.
    Template(TextId),
}

/// What a question is about. An update names the subjects that it touched; only facts about these are asked again, and
/// only these are planned again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Subject {
    Site,
    Language(u16),
    Group(u16, Group),
    Shelf(ShelfId),
    /// The articles that name what a shelf is of without listing it.
    Mentions(ShelfId),
    Article(ArticleId),
    /// A file that is published as it is, by its address.
    Media(TextId),
    /// A copy of a picture or a picture of a title, by the wish for it.
    Copy(TextId),
    /// Whether there are archived copies at all.
    Archive,
    /// The archived copy of one source, by its address's hash.
    Archived(u32, u32),
    /// The words of a segment of a language's articles.
    Words(u16, u32),
    /// What was put right in the articles of a language.
    Corrections(u16),
    /// What readers say below the articles of a language.
    Discussion(u16),
    /// The articles of the last two days: touched when one of them comes, changes or goes, be it by time alone.
    News,
    /// What names and links mean: touched when any address, anchor or alias moves.
    Meaning,
    Templates,
    /// The theme's assets, and the files that take their places.
    Assets,
}

impl Fact {
    pub fn subject(&self) -> Subject {
        match *self {
            Fact::Card(id)
            | Fact::Own(id)
            | Fact::Neighbours(id)
            | Fact::Recent(id)
            | Fact::Named(id)
            | Fact::Related(id)
            | Fact::Comments(id)
            | Fact::Replies(id)
            | Fact::Translations(id) => Subject::Article(id),
            Fact::Mentions(id) => Subject::Mentions(id),
            Fact::Open(id)
            | Fact::Chunk(id, _)
            | Fact::Pager(id, _)
            | Fact::Newest(id, _)
            | Fact::Whole(id)
            | Fact::Count(id)
            | Fact::Name(id)
            | Fact::Profile(id)
            | Fact::Identity(id)
            | Fact::Activity(id)
            | Fact::Weeks(id)
            | Fact::NamedWith(id, _)
            | Fact::Ties(id)
            | Fact::Standing(id)
            | Fact::Ends(id)
            | Fact::Sources(id)
            | Fact::Cited(id)
            | Fact::Days(id)
            | Fact::Thread(id, _)
            | Fact::Fresh(id)
            | Fact::Lasting(id)
            | Fact::Tongues(id)
            | Fact::Stretch(id, _)
            | Fact::Issue(id) => Subject::Shelf(id),
            Fact::Issues(language, series, _) => Subject::Group(language, Group::Digest(series)),
            Fact::Corrections(language, _) => Subject::Corrections(language),
            Fact::Discussion(language) => Subject::Discussion(language),
            Fact::News => Subject::News,
            Fact::Shelves(language, group)
            | Fact::Lately(language, group, _)
            | Fact::Movers(language, group)
            | Fact::Introduction(language, group) => Subject::Group(language, group),
            // An article of another outlet makes the share of this one smaller.
            Fact::LastWeeks(language) | Fact::Share(language, _) => Subject::Group(language, Group::Front),
            Fact::Target(_) | Fact::Entity(_) => Subject::Meaning,
            Fact::Media(id) => Subject::Media(id),
            Fact::Copy(id) => Subject::Copy(id),
            Fact::Extents | Fact::Pages | Fact::Aliases => Subject::Site,
            Fact::Shard(language, segment, _) => Subject::Words(language, segment),
            Fact::Archive => Subject::Archive,
            Fact::Archived(high, low) | Fact::Gone(high, low) => Subject::Archived(high, low),
            Fact::Template(_) => Subject::Templates,
            Fact::Asset(_) | Fact::Assets => Subject::Assets,
        }
    }
}
