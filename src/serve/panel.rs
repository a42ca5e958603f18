//! What the editor's panel says of a page: where it comes from, how its front matter was understood, what is wrong with it,
//! why it was made, and which articles are held back.

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::session::State;
use crate::base::date::Moment;
use crate::build::preview::Preview;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, render};
use crate::page::view::article::minutes;
use crate::site::entry::Entry;
use crate::site::fact::Subject;
use crate::site::held::{Reason, Reveal, reason};
use crate::site::store::Site;

/// More articles than this are not listed as held back.
const HELD: usize = 200;

/// What there is to say of the page at a path, as a browser asks for it.
pub fn of(state: &State, path: &str) -> Value {
    let State::Open(preview) = state else { return json!({ "page": path, "heldback": [] }) };
    let config = preview.engine().config();
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let url = decoded.strip_prefix(config.base_path.as_str()).unwrap_or(&decoded);
    let site = &preview.engine().world().site;
    let subject = subject(preview, url);
    let entry = subject.and_then(|subject| match subject {
        Subject::Article(id) => site.entry(id),
        _ => None,
    });
    let source = subject.and_then(|subject| source(site, subject));
    let why = preview.why(url);
    let words = entry.and_then(|entry| words(preview, entry));
    json!({
        "page": path,
        "kind": why.as_ref().map(|why| &why.kind),
        "template": why.as_ref().map(|why| &why.template),
        "source": source,
        "held": entry.and_then(|entry| revealed(entry, site.now)),
        "fields": entry.map(|entry| fields(site, config, entry)).unwrap_or_default(),
        "words": words,
        "minutes": words.map(minutes),
        "diagnostics": about(preview, source, url).iter().map(render::to_json).collect::<Vec<_>>(),
        "why": {
            "made": why.as_ref().map(|why| why.made.clone()).unwrap_or_default(),
            "questions": why.map(|why| why.questions).unwrap_or_default(),
        },
        "heldback": held_back(preview),
    })
}

/// What a page is of.
fn subject(preview: &Preview, url: &str) -> Option<Subject> {
    let ledger = preview.engine().ledger();
    Some(ledger.page(ledger.find(url)?)?.address.subject)
}

/// The file in which somebody writes what a page is of: an article, the profile of a term, an issue put together by hand.
fn source(site: &Site, subject: Subject) -> Option<&str> {
    match subject {
        Subject::Article(id) => site.entry(id).map(|entry| entry.card.path.as_str()),
        Subject::Shelf(id) => {
            let key = &site.shelf(id).key;
            let profile = site.profile(key).or_else(|| site.profile_of_others(key));
            profile.map(|profile| profile.path.as_str()).or_else(|| site.edition_of(id).map(|card| card.path.as_str()))
        }
        _ => None,
    }
}

/// The words of an article's body as it is now, and its reading time with them.
fn words(preview: &Preview, entry: &Entry) -> Option<u32> {
    let world = preview.engine().world();
    let article = world.articles.take(&world.root, &entry.card.path, entry.card.source, &world.site)?;
    Some(article.words)
}

/// Why an article would be held back, were it not to be seen all the same.
fn revealed(entry: &Entry, now: Moment) -> Option<&'static str> {
    reason(&entry.card, now, Reveal::default()).map(Reason::word)
}

/// The front matter as it was understood, defaults included: names and texts, or lists of texts.
fn fields(site: &Site, config: &Config, entry: &Entry) -> Vec<Value> {
    let card = &entry.card;
    let shown = &card.shown;
    let moment = |moment: Moment| moment.within(&config.zone).rfc3339();
    let mut fields = vec![
        json!(["title", shown.title]),
        json!(["date", moment(shown.date)]),
        json!(["summary", shown.summary]),
        json!(["address", shown.url]),
    ];
    let mut add = |name: &str, value: Option<Value>| fields.extend(value.map(|value| json!([name, value])));
    add("publish", card.hold.from.filter(|from| from.seconds != shown.date.seconds).map(|at| json!(moment(at))));
    add("expires", card.hold.until.map(|at| json!(moment(at))));
    add("modified", shown.modified.map(|at| json!(moment(at))));
    add("draft", card.hold.draft.then(|| json!("yes")));
    add("section", entry.section.map(|section| json!(site.shelf(section).name)));
    for (at, taxonomy) in config.taxonomies.iter().enumerate() {
        let terms = entry.terms.iter().filter(|(of, _)| usize::from(*of) == at);
        let names: Vec<&str> = terms.map(|(_, shelf)| site.shelf(*shelf).name.as_str()).collect();
        add(&taxonomy.name, (!names.is_empty()).then(|| json!(names)));
    }
    add("source", shown.source.as_ref().map(|source| json!(source.url.as_ref().unwrap_or(&source.name))));
    add("image", shown.image.as_ref().map(|image| json!(image.src)));
    add("image text", shown.image.as_ref().filter(|image| !image.alt.is_empty()).map(|image| json!(image.alt)));
    add("featured", shown.featured.then(|| json!("yes")));
    add("weight", (shown.weight != 0).then(|| json!(shown.weight.to_string())));
    add("sponsored by", shown.sponsored.as_ref().map(|sponsor| json!(sponsor.by)));
    add("aliases", (!card.aliases.is_empty()).then(|| json!(card.aliases)));
    let tag = config.languages.get(usize::from(shown.language)).map(|language| json!(language.tag));
    add("language", tag.filter(|_| config.languages.len() > 1));
    fields
}

/// What is wrong with a page's source, and with the page itself.
fn about(preview: &Preview, source: Option<&str>, url: &str) -> Vec<Diagnostic> {
    let ledger = preview.engine().ledger();
    let own = ledger.find(url).and_then(|id| ledger.page(id)).map(|page| page.diagnostics.clone()).unwrap_or_default();
    let Some(source) = source else { return own };
    let is_about = |one: &Diagnostic| one.span.iter().chain(&one.also).any(|span| span.path == source);
    preview.diagnostics().into_iter().filter(|one| is_about(one) || own.contains(one)).collect()
}

/// The articles that time or their editors hold back, whether this preview shows them or not; the next to come first.
fn held_back(preview: &Preview) -> Vec<Value> {
    let site = &preview.engine().world().site;
    let config = preview.engine().config();
    let hidden = site.held.cards().values().map(|card| (card, false));
    let shown = site.entries().filter(|entry| revealed(entry, site.now).is_some()).map(|entry| (&entry.card, true));
    let mut held: Vec<_> = hidden.chain(shown).collect();
    held.sort_by_key(|(card, _)| (card.hold.draft, card.hold.from.map(|from| from.seconds), card.path.clone()));
    let held = held.into_iter().take(HELD).filter_map(|(card, is_shown)| {
        let why = reason(card, site.now, Reveal::default())?;
        let when = match why {
            Reason::Draft => None,
            Reason::Future => card.hold.from,
            Reason::Expired => card.hold.until,
        };
        let address = format!("{}{}", config.base_path, crate::base::escape::ascii(&card.shown.url));
        Some(json!({
            "path": card.path,
            "title": card.shown.title,
            "why": why.word(),
            "when": when.map(|when| when.within(&config.zone).rfc3339()),
            "url": is_shown.then_some(address),
        }))
    });
    held.collect()
}
