//! The only door to the site: it answers, and notes what was asked.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use super::calendar::{Lately, MonthOfYear, WEEKS};
use super::corrections::Corrects;
use super::entry::Entry;
use super::fact::{ArticleId, Fact, Group, ShelfId, TextId};
use super::identity::Identity;
use super::index::Listed;
use super::issue::Collected;
use super::issues::{IssuePlace, ListedIssue};
use super::media::Media;
use super::movers::Mover;
use super::news::Extent;
use super::questions::Beside;
use super::share::{Cited, Share};
use super::shelf::ShelfKey;
use super::store::Site;
use super::story::Standing;
use super::target::Target;
use super::threads::{Placed, Talked};
use super::together::Tie;
use crate::base::date::{Day, Moment};

/// The list of what was asked, shared between the page and the template functions that ask on its behalf.
pub type Notes = Rc<RefCell<Vec<Fact>>>;

/// Reads the site for one page. What it was asked is the page's list of reasons to be made again.
pub struct Reader<'a> {
    site: &'a Site,
    asked: Notes,
}

impl<'a> Reader<'a> {
    pub fn new(site: &'a Site, asked: Notes) -> Reader<'a> {
        Reader { site, asked }
    }

    /// Notes a question that is answered elsewhere: about a template, or an article's own file.
    pub fn note(&self, fact: Fact) {
        self.asked.borrow_mut().push(fact);
    }

    /// Notes the questions of something that was made before and is used again.
    pub fn note_all(&self, facts: &[Fact]) {
        self.asked.borrow_mut().extend_from_slice(facts);
    }

    /// What `make` makes, and what it asked on the way.
    pub fn noting<T>(&self, make: impl FnOnce() -> T) -> (T, Box<[Fact]>) {
        let before = self.asked.borrow().len();
        let made = make();
        let asked = self.asked.borrow()[before..].into();
        (made, asked)
    }

    pub fn text(&self, text: &str) -> TextId {
        self.site.texts.id(text)
    }

    pub fn text_of(&self, id: TextId) -> std::sync::Arc<str> {
        self.site.texts.get(id)
    }

    /// An article's card.
    pub fn card(&self, id: ArticleId) -> Option<&'a Entry> {
        self.note(Fact::Card(id));
        self.site.entry(id)
    }

    /// The card of an article whose own file the page reads anyway.
    pub fn own(&self, id: ArticleId) -> Option<&'a Entry> {
        self.note(Fact::Own(id));
        self.note(Fact::Card(id));
        self.site.entry(id)
    }

    /// Address and title of the articles before and after it.
    pub fn neighbours(&self, id: ArticleId) -> (Option<&'a Entry>, Option<&'a Entry>) {
        self.note(Fact::Neighbours(id));
        let (before, after) = self.site.neighbours(id);
        (before.and_then(|id| self.site.entry(id)), after.and_then(|id| self.site.entry(id)))
    }

    /// Whether an article is among the newest of its language.
    pub fn is_recent(&self, id: ArticleId) -> bool {
        self.note(Fact::Recent(id));
        self.site.is_recent(id)
    }

    /// Whom an article names without listing them, in the order of their first mention.
    pub fn named_in(&self, id: ArticleId) -> Vec<ShelfId> {
        self.note(Fact::Named(id));
        self.site.named_in(id)
    }

    /// How many articles name what a shelf is of without listing it, and the newest few of them.
    pub fn mentions(&self, id: ShelfId) -> (usize, Vec<(ArticleId, &'a Entry)>) {
        self.note(Fact::Mentions(id));
        let (total, newest) = self.site.mentions(id);
        (total, newest.into_iter().filter_map(|id| Some((id, self.site.entry(id)?))).collect())
    }

    /// The older articles that are proposed beside one, the best first, each with the shelves that speak for it.
    pub fn related(&self, id: ArticleId) -> Vec<(&'a Entry, Vec<ShelfId>)> {
        self.note(Fact::Related(id));
        let related = self.site.related(id).into_iter();
        related.filter_map(|one| Some((self.card(one.article)?, one.reasons().collect()))).collect()
    }

    pub fn translations(&self, id: ArticleId) -> Vec<(u16, &'a str)> {
        self.note(Fact::Translations(id));
        self.site.translations(id)
    }

    /// The cards of a shelf's page, the newest first; 0 is its own.
    pub fn page_of(&self, id: ShelfId, page: usize) -> Vec<(ArticleId, &'a Entry)> {
        let range = match page {
            0 => {
                self.note(Fact::Open(id));
                self.site.cut(id).open()
            }
            page => {
                self.note(Fact::Chunk(id, page as u32));
                self.site.cut(id).chunk(page)
            }
        };
        let newest_first = self.site.shelf(id).articles[range].iter().rev();
        newest_first.filter_map(|id| Some((*id, self.site.entry(*id)?))).collect()
    }

    pub fn pager(&self, id: ShelfId, page: usize) -> (Option<Beside>, Option<Beside>) {
        self.note(Fact::Pager(id, page as u32));
        self.site.pager(id, page)
    }

    /// The newest articles of a shelf with their cards, the newest first.
    pub fn newest(&self, id: ShelfId, count: usize) -> Vec<(ArticleId, &'a Entry)> {
        self.note(Fact::Newest(id, count as u32));
        self.site.newest(id, count).into_iter().filter_map(|id| Some((id, self.site.entry(id)?))).collect()
    }

    /// Every card of a shelf, the newest first.
    pub fn whole(&self, id: ShelfId) -> Vec<(ArticleId, &'a Entry)> {
        self.note(Fact::Whole(id));
        let newest_first = self.site.shelf(id).articles.iter().rev();
        newest_first.filter_map(|id| Some((*id, self.site.entry(*id)?))).collect()
    }

    pub fn count(&self, id: ShelfId) -> usize {
        self.note(Fact::Count(id));
        self.site.shelf(id).articles.len()
    }

    /// A shelf's key, name and address.
    pub fn name(&self, id: ShelfId) -> (&'a ShelfKey, &'a str, &'a str) {
        self.note(Fact::Name(id));
        self.shown(id)
    }

    /// The same where another question covers it: the terms on a card are part of the card's answer.
    pub fn shown(&self, id: ShelfId) -> (&'a ShelfKey, &'a str, &'a str) {
        let shelf = self.site.shelf(id);
        (&shelf.key, &shelf.name, &shelf.url)
    }

    /// The files of a shelf's profile: in its own language, and in another that lends its fields.
    pub fn profile(&self, id: ShelfId) -> (Option<&'a str>, Option<&'a str>) {
        self.note(Fact::Profile(id));
        let key = &self.site.shelf(id).key;
        let path = |profile: Option<&'a crate::article::profile::Profile>| profile.map(|profile| profile.path.as_str());
        (path(self.site.profile(key)), path(self.site.profile_of_others(key)))
    }

    /// Who or what a shelf is of.
    pub fn identity(&self, id: ShelfId) -> Identity<'a> {
        self.note(Fact::Identity(id));
        self.site.identity(id)
    }

    pub fn activity(&self, id: ShelfId) -> [u32; 12] {
        self.note(Fact::Activity(id));
        self.site.activity(id)
    }

    /// The months of its activity, as their first days; none where there is none.
    pub fn activity_months(&self, id: ShelfId) -> Vec<Day> {
        self.note(Fact::Activity(id));
        self.site.activity_months(id)
    }

    pub fn weeks(&self, id: ShelfId) -> [u32; WEEKS] {
        self.note(Fact::Weeks(id));
        self.site.weeks(id)
    }

    /// The Mondays with which the last twelve weeks begin.
    pub fn week_days(&self, language: u16) -> Vec<Day> {
        self.note(Fact::LastWeeks(language));
        self.site.week_days()
    }

    /// The shelves of a group that have more articles than before, and those that have fewer.
    pub fn movers(&self, language: u16, group: Group) -> (Vec<Mover>, Vec<Mover>) {
        self.note(Fact::Movers(language, group));
        self.site.movers(language, group)
    }

    /// The days of a year's shelf on which there are articles.
    pub fn year_days(&self, id: ShelfId) -> Vec<MonthOfYear> {
        self.note(Fact::Days(id));
        self.site.year_days(id)
    }

    /// The articles just before and just after one in a shelf, the nearest first.
    pub fn thread(&self, id: ShelfId, article: ArticleId) -> (Vec<&'a Entry>, Vec<&'a Entry>) {
        self.note(Fact::Thread(id, article));
        let (older, newer) = self.site.thread(id, article);
        let entries = |ids: Vec<ArticleId>| ids.into_iter().filter_map(|id| self.site.entry(id)).collect();
        (entries(older), entries(newer))
    }

    /// The shelves of a group that had most articles in the last twelve weeks.
    pub fn lately(&self, language: u16, group: Group, limit: usize) -> Vec<Lately> {
        let limit = limit.min(u16::MAX.into()) as u16;
        self.note(Fact::Lately(language, group, limit));
        self.site.lately(language, group, limit.into())
    }

    /// Names and addresses of the terms of a taxonomy most often named together with it, with how often.
    pub fn named_with(&self, id: ShelfId, taxonomy: u8) -> Vec<(&'a str, &'a str, usize)> {
        self.note(Fact::NamedWith(id, taxonomy));
        let named = self.site.named_with(id, taxonomy).into_iter();
        named
            .map(|(id, count)| {
                let (_, name, url) = self.shown(id);
                (name, url, count)
            })
            .collect()
    }

    /// Which of those that are named with a shelf are named with each other.
    pub fn ties(&self, id: ShelfId) -> Vec<Tie> {
        self.note(Fact::Ties(id));
        self.site.ties(id)
    }

    /// How a story stands; `None` for a shelf that is no story.
    pub fn standing(&self, id: ShelfId) -> Option<Standing> {
        self.note(Fact::Standing(id));
        self.site.standing(id)
    }

    /// The first article of a shelf, and the day of its last.
    pub fn ends(&self, id: ShelfId) -> Option<(&'a Entry, Day)> {
        self.note(Fact::Ends(id));
        let (first, last) = self.site.ends(id)?;
        Some((self.site.entry(first)?, last))
    }

    /// Names of all sources of a shelf's articles, with how many name each, and the addresses of those that have a page.
    pub fn sources_of(&self, id: ShelfId) -> Vec<(&'a str, Option<&'a str>, usize)> {
        self.note(Fact::Sources(id));
        let sources = self.site.sources_of(id).into_iter();
        sources
            .map(|(id, count)| {
                let (_, name, url) = self.shown(id);
                (name, self.site.has_page(id).then_some(url), count)
            })
            .collect()
    }

    /// Which part of its language's articles cites an outlet; `None` for a shelf that is none.
    pub fn share(&self, id: ShelfId) -> Option<Share> {
        self.note(Fact::Share(self.site.shelf(id).key.language, id));
        self.site.share(id)
    }

    /// In how many articles an outlet has each role; `None` for a shelf that is none.
    pub fn cited(&self, id: ShelfId) -> Option<Cited> {
        self.note(Fact::Cited(id));
        self.site.cited(id)
    }

    /// The shelves of a group in order, each with its count and its activity.
    pub fn shelves(&self, language: u16, group: Group) -> Vec<(ShelfId, usize, [u32; 12])> {
        self.note(Fact::Shelves(language, group));
        let sorted = self.site.sorted(language, group).into_iter();
        sorted.map(|id| (id, self.site.shelf(id).articles.len(), self.site.activity(id))).collect()
    }

    pub fn introduction(&self, language: u16, group: Group) -> Option<&'a str> {
        self.note(Fact::Introduction(language, group));
        self.site.introduction(language, group).map(|profile| profile.path.as_str())
    }

    /// Where a link leads that is written in a file.
    pub fn target(&self, file: &str, target: &str) -> Target {
        let question = super::target::question(file, target);
        self.note(Fact::Target(self.site.texts.id(&question)));
        self.site.target(&question)
    }

    /// The article that a pick of an issue means; `question` as [`super::target::question`] makes it.
    pub fn picked(&self, question: &str) -> Option<(ArticleId, &'a Entry)> {
        self.note(Fact::Target(self.site.texts.id(question)));
        let id = self.site.picked(question)?;
        self.note(Fact::Card(id));
        Some((id, self.site.entry(id)?))
    }

    /// The name and address of the shelf that a name means.
    pub fn entity(&self, language: u16, taxonomy: Option<&str>, name: &str) -> Option<(&'a str, &'a str)> {
        let (_, name, url) = self.shown(self.entity_shelf(language, taxonomy, name)?);
        Some((name, url))
    }

    /// Which shelf a name means.
    pub fn entity_shelf(&self, language: u16, taxonomy: Option<&str>, name: &str) -> Option<ShelfId> {
        let taxonomy = match taxonomy {
            Some(taxonomy) => self.site.config.taxonomy(taxonomy)?.to_string(),
            None => "-".to_string(),
        };
        let question = format!("{language}:{taxonomy}:{name}");
        self.note(Fact::Entity(self.site.texts.id(&question)));
        self.site.entity_question(&question)
    }

    /// A file that is published as it is.
    pub fn media(&self, url: &str) -> Option<&'a Media> {
        self.note(Fact::Media(self.site.texts.id(url)));
        self.site.media(url)
    }

    /// Wishes for a smaller copy of a picture, in the words of its kind of output: then there will be one.
    pub fn want_copy(&self, wish: &str) {
        self.note(Fact::Copy(self.site.texts.id(wish)));
    }

    /// Every shelf that has pages, by address: with the number of its older pages, the day of its newest article, and
    /// where it is in other languages.
    pub fn extents(&self) -> Vec<Extent<'a>> {
        self.note(Fact::Extents);
        let extents = self.site.extents().into_iter();
        extents
            .map(|id| Extent {
                url: &self.site.shelf(id).url,
                language: self.site.shelf(id).key.language,
                older: self.site.cut(id).older(),
                newest: self.site.newest_day(id),
                elsewhere: self.site.elsewhere(id),
            })
            .collect()
    }

    /// The pages outside the river, each with its translations.
    pub fn pages(&self) -> Vec<(&'a Entry, Vec<(u16, &'a str)>)> {
        self.note(Fact::Pages);
        let pages = self.site.pages();
        pages.filter_map(|id| Some((self.site.entry(id)?, self.site.translations(id)))).collect()
    }

    /// Where an issue stands among the others of its series.
    pub fn issue_place(&self, id: ShelfId) -> Option<IssuePlace> {
        self.note(Fact::Issue(id));
        self.site.issue_place(id)
    }

    /// The file of an issue that is put together by hand.
    pub fn issue_edition(&self, id: ShelfId) -> Option<ArticleId> {
        self.note(Fact::Issue(id));
        self.site.issue_place(id)?.edition
    }

    /// What an issue is made of that is collected by itself.
    pub fn issue_contents(&self, id: ShelfId) -> Collected {
        self.note(Fact::Whole(id));
        self.site.issue_contents(id)
    }

    /// The issues of a series that one page lists, the newest first: 0 is the newest, else a year's.
    pub fn issues(&self, language: u16, series: u8, year: u16) -> Vec<ListedIssue<'a>> {
        self.note(Fact::Issues(language, series, year));
        self.site.listed_issues(language, series, year)
    }

    /// The years of a series' issues, the newest first, each with how many there are.
    pub fn issue_years(&self, language: u16, series: u8) -> Vec<(u16, usize)> {
        self.note(Fact::Issues(language, series, 0));
        self.site.issue_years(language, series)
    }

    /// The years that have a page of their corrections; `None` where a language has no corrections at all.
    pub fn correction_years(&self, language: u16) -> Option<Vec<(u16, usize)>> {
        self.note(Fact::Corrections(language, 0));
        self.site.has_corrections(language).then(|| self.site.correction_years(language))
    }

    /// What stands on a page of a language's corrections, the newest first, and the years that have a page.
    pub fn corrections(&self, language: u16, page: u16) -> (Vec<Corrects<'a>>, Vec<(u16, usize)>) {
        self.note(Fact::Corrections(language, page));
        (self.site.corrections(language, page), self.site.correction_years(language))
    }

    /// What readers see below an article; `None` where they see nothing.
    pub fn comments(&self, id: ArticleId) -> Option<Talked<'a>> {
        self.note(Fact::Comments(id));
        self.site.talked(id)
    }

    /// How many readers' comments stand below an article, and when the last was written.
    pub fn replies(&self, id: ArticleId) -> (usize, Option<Moment>) {
        self.note(Fact::Replies(id));
        self.site.replies(id)
    }

    /// The newest comments of a language's articles, the newest first.
    pub fn discussion(&self, language: u16) -> Vec<(ArticleId, Placed<'a>)> {
        self.note(Fact::Discussion(language));
        self.site.discussion(language, self.site.config.settings.feeds.limit)
    }

    /// The articles of the last two days with their translations, the newest first.
    pub fn news(&self) -> Vec<(&'a Entry, Vec<(u16, &'a str)>)> {
        self.note(Fact::News);
        let news = self.site.news().iter();
        news.filter_map(|(id, _)| Some((self.site.entry(*id)?, self.site.translations(*id)))).collect()
    }

    /// Which articles of a shelf stand in the sitemap of news.
    pub fn fresh(&self, id: ShelfId) -> Vec<ArticleId> {
        self.note(Fact::Fresh(id));
        self.site.fresh(id)
    }

    /// How many articles of a shelf its sitemap lists, and when one of them changed last.
    pub fn lasting(&self, id: ShelfId) -> (usize, Option<Moment>) {
        self.note(Fact::Lasting(id));
        self.site.lasting(id)
    }

    /// The articles of a shelf that have translations, with these.
    pub fn tongues(&self, id: ShelfId) -> Vec<(ArticleId, Vec<(u16, &'a str)>)> {
        self.note(Fact::Tongues(id));
        self.site.tongues(id)
    }

    /// Every address that leads elsewhere, and where, sorted.
    pub fn aliases(&self) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
        self.note(Fact::Aliases);
        self.site.aliases()
    }

    /// A shelf by what it is; asking for one that does not exist is a question too, through the list of its group.
    pub fn find(&self, language: u16, group: Group, key: &str) -> Option<ShelfId> {
        let id = self.site.find_shelf(&ShelfKey { language, group, key: key.to_string() });
        match id.filter(|id| self.site.stands(*id)) {
            Some(id) => {
                self.note(Fact::Name(id));
                Some(id)
            }
            None => {
                self.note(Fact::Shelves(language, group));
                None
            }
        }
    }

    /// The words of one shard of a segment of a language's articles, sorted.
    pub fn shard(&self, language: u16, segment: u32, shard: u32) -> Vec<Listed> {
        self.note(Fact::Shard(language, segment, shard));
        self.site.shard(language, segment, shard)
    }

    /// The cards of one stretch of a river, from the oldest.
    pub fn stretch(&self, id: ShelfId, number: u32) -> impl Iterator<Item = &'a Entry> {
        self.note(Fact::Stretch(id, number));
        self.site.stretch(id, number).iter().filter_map(|id| self.site.entry(*id))
    }

    // What planning asks: it is done again for each subject that was touched, so that nothing need be noted.

    pub fn site(&self) -> &'a Site {
        self.site
    }
}
