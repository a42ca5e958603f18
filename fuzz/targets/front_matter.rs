//! A file with front matter: as an article, a page, an issue, a profile; and changed in place by `edit`.

use rassegna::article::place::{Sort, place};
use rassegna::article::{head, profile, read};
use rassegna::diagnostic::has_errors;
use rassegna::edit::front::Front;

use super::sound::{CONFIG, source, told};

const PLACES: [&str; 5] = [
    "content/articles/a.md",
    "content/pages/b.en.md",
    "content/digests/2025-w36.md",
    "content/companies/c.md",
    "content/tags/_index.md",
];

pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for path in PLACES {
        let source = source(path, &text);
        let place = place(path, &CONFIG).expect("a place of the site");
        let said = match place.sort {
            Sort::Article | Sort::Page | Sort::Edition => {
                let (article, said) = read::read(&source, &place, &CONFIG);
                assert!(article.is_some() || has_errors(&said), "{path} is left out, and nothing is said");
                said
            }
            _ => profile::read(&source, &place, &CONFIG).1,
        };
        told(&said, path, &text);
    }
    edit(&text);
}

/// A change is what was meant and nothing else, or it is refused and everything is as it was.
fn edit(text: &str) {
    let Ok(front) = Front::open("a.md", text) else { return };
    let body = head::body(text).map(|at| text[at..].to_string());
    let values = ["IA", "a: b # c", "\"", "'", "- x", "", "e\u{301}\u{200d}", "no", "2025-01-01", "a, b", "[x]", "*a"];
    // Bytes of the text choose, so that libFuzzer can.
    let seed = text.bytes().fold(7usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    let (value, other) = (values[seed % values.len()], values[(seed / 16) % values.len()]);
    for keys in [&["tags"][..], &["title"], &["extra", "x"]] {
        let mut changed = front.clone();
        match changed.set(keys, value, &["title"]) {
            Ok(_) => assert_eq!(changed.get(keys).and_then(|node| node.text()), Some(value), "{}", changed.text()),
            Err(_) => assert_eq!(changed.text(), text),
        }
        same_body(&changed, &body);
        let mut changed = front.clone();
        match changed.add(keys, value, &[]) {
            Ok(_) => assert!(
                changed.list(keys).is_some_and(|list| list.iter().any(|item| item == value)),
                "{}",
                changed.text()
            ),
            Err(_) => assert_eq!(changed.text(), text),
        }
        same_body(&changed, &body);
        if changed.replace(keys, &|item| item == value, other, &|item| item == other).is_ok() {
            let list = changed.list(keys).unwrap_or_default();
            assert!(
                value == other || !list.iter().any(|item| item == value),
                "{value:?} is still in {}",
                changed.text()
            );
        }
        same_body(&changed, &body);
        let mut changed = front.clone();
        if changed.remove(keys, &|item| item == "IA").is_ok() {
            assert!(!changed.list(keys).unwrap_or_default().iter().any(|item| item == "IA"), "{}", changed.text());
        }
        same_body(&changed, &body);
    }
}

fn same_body(changed: &Front, body: &Option<String>) {
    assert_eq!(Some(changed.body()), body.as_deref(), "a change of front matter reached the text below it");
    assert!(Front::open("a.md", changed.text()).is_ok(), "what was changed cannot be read: {}", changed.text());
}
