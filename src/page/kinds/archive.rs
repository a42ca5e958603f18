//! The archive: years and months with their counts.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::json_ld;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::view::calendar::{MonthView, calendar};
use crate::page::view::frame::PageView;
use crate::page::view::listing::{TermView, term};
use crate::site::fact::{Group, Subject};
use crate::site::store::Site;

pub struct Archive;

#[derive(Serialize)]
struct Year {
    year: String,
    url: String,
    count: usize,
    months: Vec<TermView>,
    /// Of the newest year alone: the others show theirs on their own pages.
    calendar: Vec<MonthView>,
}

#[derive(Serialize)]
struct ArchiveView {
    years: Vec<Year>,
}

impl Kind for Archive {
    fn name(&self) -> &'static str {
        "archive"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        match subject {
            Subject::Language(language) if site.wants(self.name()) => {
                vec![(format!("{}/archive/", site.prefix(language)), 0)]
            }
            _ => Vec::new(),
        }
    }

    fn compose(&self, _: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let list = |group| {
            let shelves = desk.reader.shelves(desk.language, group).into_iter();
            let shelves = shelves.filter(|(id, _, _)| desk.world.site.has_page(*id));
            shelves.map(|shelf| (shelf.0, term(desk, shelf))).collect::<Vec<_>>()
        };
        let template = desk.template(&["archive.html"]);
        let mut months = list(Group::Month);
        months.reverse();
        let mut years: Vec<Year> = Vec::new();
        for (id, year) in list(Group::Year) {
            let prefix = format!("{}-", year.key);
            let own = months.iter().map(|(_, month)| month).filter(|month| month.key.starts_with(&prefix)).cloned();
            let wanted = years.is_empty() && desk.world.theme.prints(&template, "calendar");
            let calendar = if wanted { calendar(desk, id) } else { Vec::new() };
            years.push(Year { url: year.url, count: year.count, months: own.collect(), year: year.key, calendar });
        }
        let title = desk.word("archive");
        let mut page = PageView::in_every_language(desk, "archive", "archive/", &title);
        page.json_ld = desk.structured(&template, || json_ld::listing::index(desk, &page));
        let mut view = desk.view();
        view.set("page", &page);
        view.set("archive", &ArchiveView { years });
        Ok(Some(Sheet::Template { template, view }))
    }
}
