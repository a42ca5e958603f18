//! The page for addresses that do not exist. Hosts look for one file of this name; it speaks the default language.

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::view::frame::{PageView, front_feeds};
use crate::site::fact::Subject;
use crate::site::store::Site;

pub struct NotFound;

impl Kind for NotFound {
    fn name(&self) -> &'static str {
        "not_found"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        match subject {
            Subject::Site if site.wants(self.name()) => vec![("/404.html".to_string(), 0)],
            _ => Vec::new(),
        }
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let title = desk.word("not_found");
        let mut page = PageView::new(desk, "404", &address.url, &title, &desk.tongue().description);
        page.indexed = false;
        page.canonical = None;
        page.feeds = front_feeds(desk);
        let mut view = desk.view();
        view.set("page", &page);
        Ok(Some(Sheet::Template { template: desk.template(&["404.html"]), view }))
    }
}
