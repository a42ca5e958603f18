//! The open tabs: each has one page of the site, and is told when that page, a published file or the list of errors moved.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::response::sse::Event;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::diagnostic::{Diagnostic, render};

/// What a tab is sent.
pub type Message = Result<Event, Infallible>;

/// More diagnostics than this are not shown in a browser.
const SHOWN: usize = 50;

struct Tab {
    /// The path as the browser asked for it.
    page: String,
    /// The stamp of the page that it shows.
    stamp: String,
    /// What it was last told about errors and warnings.
    told: String,
    sender: UnboundedSender<Message>,
}

#[derive(Default)]
pub struct Tabs {
    tabs: Mutex<BTreeMap<u64, Tab>>,
    next: AtomicU64,
}

impl Tabs {
    /// A new tab, which shows the page of this stamp.
    pub fn open(&self, page: &str, stamp: &str) -> UnboundedReceiver<Message> {
        let (sender, receiver) = unbounded_channel();
        let tab = Tab { page: page.to_string(), stamp: stamp.to_string(), told: String::new(), sender };
        self.lock().insert(self.next.fetch_add(1, Ordering::Relaxed), tab);
        receiver
    }

    /// The pages that are looked at, each once.
    pub fn pages(&self) -> Vec<String> {
        let mut pages: Vec<String> = self.lock().values().map(|tab| tab.page.clone()).collect();
        pages.sort();
        pages.dedup();
        pages
    }

    /// A page is now of this stamp: the tabs that show another are told. `problems` are the present errors and warnings, as
    /// [`problems`] puts them.
    pub fn tell_page(&self, page: &str, stamp: &str, status: u16, problems: &str) {
        self.each(|tab| {
            if tab.page != page {
                return true;
            }
            let mut is_there = true;
            if tab.stamp != stamp {
                tab.stamp = stamp.to_string();
                is_there &= tab.send("page", &json!({"stamp": stamp, "status": status}).to_string());
            }
            if tab.told != problems {
                tab.told = problems.to_string();
                is_there &= tab.send("errors", problems);
            }
            is_there
        });
    }

    /// The site was updated; these published files have other bytes.
    pub fn tell_all(&self, files: &[String]) {
        self.each(|tab| {
            let told = files.is_empty() || tab.send("files", &json!({"addresses": files}).to_string());
            told && tab.send("update", "{}")
        });
    }

    /// Visits every tab, and forgets those that are closed.
    fn each(&self, mut visit: impl FnMut(&mut Tab) -> bool) {
        self.lock().retain(|_, tab| visit(tab));
    }

    /// A lock is poisoned only by a panic elsewhere; the tabs are whole between these methods.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Tab>> {
        self.tabs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tab {
    /// Whether the tab is still there.
    fn send(&self, event: &str, data: &str) -> bool {
        self.sender.send(Ok(Event::default().event(event).data(data))).is_ok()
    }
}

/// Errors and warnings as the browser gets them.
pub fn problems(diagnostics: &[Diagnostic]) -> String {
    let some = |is_error: bool| -> Vec<Value> {
        diagnostics.iter().filter(|one| one.is_error() == is_error).take(SHOWN).map(render::to_json).collect()
    };
    json!({"errors": some(true), "warnings": some(false)}).to_string()
}
