//! The trends: who and what was in the news of late, in numbers.

use serde::Serialize;

use crate::base::date::Day;
use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::json_ld;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::view::frame::PageView;
use crate::page::view::listing::LatelyView;
use crate::site::fact::{Group, Subject};
use crate::site::movers::{MOVING, Mover};
use crate::site::store::Site;

/// How many shelves of a taxonomy stand in its list.
const MOST: usize = 10;

pub struct Trends;

#[derive(Serialize)]
struct TrendsView {
    /// Articles by week over the last twelve, the oldest first, and the Mondays on which the weeks begin.
    weeks: Vec<u32>,
    week_days: Vec<String>,
    /// The shelves of each taxonomy that had most articles in these weeks.
    most: Vec<Most>,
    rising: Vec<MoverView>,
    falling: Vec<MoverView>,
    /// The most used tags by month over the last twelve, and the first days of the months.
    tags: Vec<Monthly>,
    months: Vec<String>,
}

#[derive(Serialize)]
struct Most {
    taxonomy: String,
    title: String,
    shelves: Vec<LatelyView>,
}

#[derive(Serialize)]
struct MoverView {
    name: String,
    url: String,
    now: u32,
    before: u32,
    change: i64,
}

#[derive(Serialize)]
struct Monthly {
    name: String,
    url: String,
    count: u32,
    activity: [u32; 12],
}

impl Kind for Trends {
    fn name(&self) -> &'static str {
        "trends"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        match subject {
            Subject::Language(language) if site.wants(self.name()) => {
                vec![(format!("{}/trends/", site.prefix(language)), 0)]
            }
            _ => Vec::new(),
        }
    }

    fn compose(&self, _: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let template = desk.template(&["trends.html"]);
        let title = desk.word("trends");
        let mut page = PageView::in_every_language(desk, "trends", "trends/", &title);
        page.json_ld = desk.structured(&template, || json_ld::listing::index(desk, &page));
        let mut view = desk.view();
        view.set("page", &page);
        view.set("trends", &trends(desk));
        Ok(Some(Sheet::Template { template, view }))
    }
}

fn trends(desk: &Desk<'_>) -> TrendsView {
    let front = desk.world.site.front(desk.language);
    let taxonomies = || desk.config().taxonomies.iter().zip(0..);
    let most = taxonomies().filter(|(taxonomy, _)| taxonomy.name != "authors").map(|(taxonomy, at)| Most {
        taxonomy: taxonomy.name.clone(),
        title: desk.taxonomy_title(taxonomy),
        shelves: lately(desk, at),
    });
    let (mut rising, mut falling) = (Vec::new(), Vec::new());
    for (_, at) in taxonomies().filter(|(taxonomy, _)| MOVING.contains(&taxonomy.name.as_str())) {
        let (up, down) = desk.reader.movers(desk.language, Group::Term(at));
        rising.extend(up);
        falling.extend(down);
    }
    let (tags, months) = tags(desk);
    TrendsView {
        weeks: front.map(|front| desk.reader.weeks(front).to_vec()).unwrap_or_default(),
        week_days: desk.reader.week_days(desk.language).iter().map(Day::iso).collect(),
        most: most.filter(|most| !most.shelves.is_empty()).collect(),
        rising: moving(desk, rising),
        falling: moving(desk, falling),
        tags,
        months,
    }
}

/// The shelves of a taxonomy that had articles in the last twelve weeks, those with most first.
fn lately(desk: &Desk<'_>, taxonomy: u8) -> Vec<LatelyView> {
    let lately = desk.reader.lately(desk.language, Group::Term(taxonomy), MOST);
    let lately = lately.iter().map(|lately| LatelyView::new(desk, lately));
    lately.filter(|lately| lately.recent > 0).collect()
}

fn moving(desk: &Desk<'_>, mut movers: Vec<Mover>) -> Vec<MoverView> {
    movers.sort_by_key(|mover| std::cmp::Reverse(mover.change().abs()));
    movers.truncate(MOST);
    let view = |mover: Mover| {
        let (_, name, url) = desk.reader.shown(mover.shelf);
        let change = mover.change();
        MoverView { name: name.to_string(), url: desk.url(url), now: mover.now, before: mover.before, change }
    };
    movers.into_iter().map(view).collect()
}

/// The tags that were used most in the last twelve months, each by month, and these months.
fn tags(desk: &Desk<'_>) -> (Vec<Monthly>, Vec<String>) {
    let Some(tags) = desk.config().taxonomy("tags") else { return Default::default() };
    let shelves = desk.reader.shelves(desk.language, Group::Term(tags)).into_iter();
    let shelves = shelves.filter(|(id, _, _)| desk.world.site.has_page(*id));
    let mut all: Vec<_> = shelves.map(|(id, _, activity)| (activity.iter().sum::<u32>(), id, activity)).collect();
    all.retain(|(count, ..)| *count > 0);
    all.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
    all.truncate(MOST);
    let months = all.first().map(|(_, id, _)| desk.reader.activity_months(*id)).unwrap_or_default();
    let monthly = all.into_iter().map(|(count, id, activity)| {
        let (_, name, url) = desk.reader.shown(id);
        Monthly { name: name.to_string(), url: desk.url(url), count, activity }
    });
    (monthly.collect(), months.iter().map(Day::iso).collect())
}
