//! The index of a taxonomy: all its terms from A to Z.

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::json_ld;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::view::frame::PageView;
use crate::page::view::listing::{IndexView, TermView, letters, term};
use crate::page::view::profile;
use crate::site::fact::{Group, Subject};
use crate::site::store::Site;

pub struct Indexes;

impl Kind for Indexes {
    fn name(&self) -> &'static str {
        "index"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        let Subject::Language(language) = subject else { return Vec::new() };
        if !site.wants(self.name()) {
            return Vec::new();
        }
        let taxonomies = site.config.taxonomies.iter().enumerate();
        taxonomies.map(|(at, taxonomy)| (format!("{}/{}/", site.prefix(language), taxonomy.slug), at as u32)).collect()
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let config = desk.config();
        let Some(taxonomy) = config.taxonomies.get(address.part as usize) else { return Ok(None) };
        let group = Group::Term(address.part as u8);
        let introduction =
            desk.reader.introduction(desk.language, group).and_then(|path| profile::text(desk, path, &address.url));
        let all: Vec<TermView> = desk
            .reader
            .shelves(desk.language, group)
            .into_iter()
            .filter(|(id, _, _)| desk.world.site.has_page(*id))
            .map(|shelf| term(desk, shelf))
            .collect();
        let title = desk.taxonomy_title(taxonomy);
        let index = IndexView {
            taxonomy: taxonomy.name.clone(),
            title: title.clone(),
            url: desk.url(&address.url),
            introduction,
            count: all.len(),
            letters: letters(&all),
            all,
            data: desk.world.site.has_data_of(group).then(|| desk.url(&format!("{}index.json", address.url))),
        };
        let mut page = PageView::in_every_language(desk, "index", &format!("{}/", taxonomy.slug), &title);
        let own = format!("{}.html", taxonomy.name);
        let template = desk.template(&[&own, "shelves.html"]);
        page.json_ld = desk.structured(&template, || json_ld::listing::index(desk, &page));
        let mut view = desk.view();
        view.set("page", &page);
        view.set("index", &index);
        Ok(Some(Sheet::Template { template, view }))
    }
}
