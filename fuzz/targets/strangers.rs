//! What strangers send to a site: comments as files, from webhooks, as letters; and pages of theirs that are quoted.

use rassegna::article::comment;
use rassegna::diagnostic::render;
use rassegna::edit::front::Front;
use rassegna::import::incoming;
use rassegna::import::web_page::WebPage;
use rassegna::import::web_page::draft::{Beside, draft};

use super::sound::{CONFIG, harmless, source, told};

pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let path = "content/comments/a/b.yaml";
    let (read, said) = comment::read(&source(path, &text), &CONFIG.zone);
    told(&said, path, &text);
    assert!(said.iter().all(|one| !one.is_error()), "what a stranger writes keeps no site from being published");
    if let Some(comment) = read {
        harmless(&comment::text::html(&comment.text));
        assert!(comment.url.as_deref().is_none_or(comment::text::is_web), "{:?} is no page of the web", comment.url);
    }
    for name in ["a.json", "a.yaml", "a.eml", "a.mbox"] {
        match incoming::read(name, bytes, "trap") {
            Ok(sent) => sent.iter().for_each(|one| harmless(&comment::text::html(&one.text))),
            Err(why) => assert!(!why.is_empty(), "refused without a word"),
        }
    }
    page(&text);
}

/// A page of a stranger says what its draft says of it, and nothing else in the draft's front matter.
fn page(html: &str) {
    let page = WebPage::read(html, Some("https://example.org/a/b"));
    let beside = Beside {
        title: page.title.as_deref().unwrap_or("Titolo"),
        date: "2025-09-01",
        outlet: page.outlet.as_deref().unwrap_or("Testata"),
        picture: None,
    };
    let draft = draft(&page, &beside);
    let front = Front::open("a.md", &draft).unwrap_or_else(|said| panic!("{}\n{draft}", render::to_text(&said, false)));
    for entry in front.fields().entries() {
        let is_ours =
            ["title", "date", "lede", "tags", "companies", "sources", "image", "draft"].contains(&&*entry.key);
        assert!(is_ours, "a stranger has written {:?} into\n{draft}", entry.key);
    }
    assert_eq!(front.get(&["title"]).and_then(|node| node.text()), Some(beside.title), "{draft}");
}
