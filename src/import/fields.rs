//! Fields that other programs have under other names or in other forms, and what they are with us.

use serde_json::{Map, Value, json};

use super::document::Head;
use super::front::{Front, list, text};
use super::report::Report;
use crate::base::web::has_host;

/// The taxonomies that are fields of their own, with the names that others give them.
const TERMS: &[(&str, &[&str])] = &[
    ("companies", &["companies", "company", "aziende"]),
    ("people", &["people", "person", "persone"]),
    ("products", &["products", "product", "prodotti"]),
    ("authors", &["authors", "author", "autori", "autore", "writers"]),
];

/// A date in one of our forms: an instant by RFC 3339, a day with its hour, or a day. What others write besides: a zone after a
/// space (`+0200`, `UTC`), fractions of seconds, a day with its hour in other punctuation.
pub fn date(written: &str) -> String {
    let written = written.trim();
    let mut parts = written.split_whitespace();
    let (Some(first), second) = (parts.next(), parts.next()) else { return String::new() };
    let zone = parts.next();
    let (day, clock) = match (first.split_once(['T', 't']), second) {
        (Some((day, clock)), _) => (day, Some(clock)),
        (None, second) => (first, second),
    };
    let day = day.replace('/', "-");
    let Some(clock) = clock else { return day };
    let zone = zone.map(str::to_string).or_else(|| {
        let at = clock.find(['+', 'Z', 'z']).or_else(|| clock.rfind('-'))?;
        Some(clock[at..].to_string())
    });
    let bare = clock.split(['+', '-', 'Z', 'z', '.']).next().unwrap_or(clock);
    match zone.as_deref().and_then(offset) {
        Some(zone) => {
            let seconds = if bare.matches(':').count() == 1 { ":00" } else { "" };
            format!("{day}T{bare}{seconds}{zone}")
        }
        // An hour of midnight without a zone says no more than the day.
        None if bare.chars().all(|c| c == '0' || c == ':') => day,
        None => format!("{day} {bare}"),
    }
}

/// `+0200`, `+02:00`, `Z`, `UTC` as RFC 3339 has them.
fn offset(written: &str) -> Option<String> {
    if matches!(written, "Z" | "z" | "UTC" | "GMT") {
        return Some("Z".to_string());
    }
    let digits: String = written.get(1..)?.chars().filter(char::is_ascii_digit).collect();
    if !written.starts_with(['+', '-']) || digits.len() < 2 {
        return None;
    }
    let minutes = digits.get(2..4).unwrap_or("00");
    Some(format!("{}{}:{minutes}", &written[..1], &digits[..2]))
}

/// Takes a date away and sets it under our name.
pub fn set_date(head: &mut Head, key: &str, front: &mut Front, names: &[&str]) {
    if let Some(written) = front.text(names) {
        head.set(key, date(&written));
    }
}

/// The names under which tags and categories stand, between which other programs make no clear difference.
const TAGS: &[&str] = &["tags", "tag", "keywords", "categories", "category"];

/// Takes away the terms of the taxonomies that we know, but for tags.
pub fn set_terms(head: &mut Head, front: &mut Front) {
    for (field, names) in TERMS {
        for term in taken(front, names) {
            head.add(field, term);
        }
    }
}

/// Takes away the tags and the categories.
pub fn tags(front: &mut Front) -> Vec<String> {
    taken(front, TAGS)
}

fn taken(front: &mut Front, names: &[&str]) -> Vec<String> {
    names.iter().filter_map(|name| front.take(name)).flat_map(|value| named(&value)).collect()
}

/// Terms of a taxonomy of the site's own.
pub fn set_own_terms(head: &mut Head, taxonomy: &str, terms: Vec<String>) {
    if terms.is_empty() {
        return;
    }
    let mut all = match head.get("terms") {
        Some(Value::Object(map)) => map.clone(),
        _ => Map::new(),
    };
    all.insert(taxonomy.to_string(), json!(terms));
    head.set("terms", all);
}

/// Names, also where each is a group with a `name`.
fn named(value: &Value) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::Object(map) => map.get("name").and_then(text),
        other => text(other),
    };
    match value {
        Value::Array(list) => list.iter().filter_map(one).collect(),
        // A text with commas is a list, as with us.
        Value::String(text) => text.split(',').map(|name| name.trim().to_string()).collect(),
        other => one(other).into_iter().collect(),
    }
}

/// Takes the sources away, in the shapes in which newsrooms keep them: a list of addresses or of groups, or one of them.
pub fn set_sources(head: &mut Head, front: &mut Front) {
    for (names, role) in
        [(&["sources", "source", "fonti", "fonte", "source_url"][..], None), (&["via", "via_url"][..], Some("via"))]
    {
        for name in names {
            let Some(value) = front.take(name) else { continue };
            let values = match value {
                Value::Array(list) => list,
                one => vec![one],
            };
            for source in values.iter().filter_map(|value| source(value, role)) {
                head.add("sources", source);
            }
        }
    }
}

/// A source in our form; none where neither a name nor an address says whose it is.
fn source(value: &Value, role: Option<&str>) -> Option<Value> {
    let Value::Object(map) = value else {
        let written = text(value).unwrap_or_default();
        let is_address = written.contains("://");
        let key = if is_address { "url" } else { "name" };
        let is_said = if is_address { has_host(&written) } else { !written.trim().is_empty() };
        return is_said.then(|| match (role, key) {
            (None, "url") => json!(written),
            (None, _) => json!({"name": written}),
            (Some(role), key) => json!({key: written, "role": role}),
        });
    };
    let mut out = Map::new();
    for (ours, theirs) in [
        ("name", &["name", "outlet", "publisher", "site"][..]),
        ("title", &["title", "text", "headline"][..]),
        ("url", &["url", "link", "href"][..]),
        ("date", &["date"][..]),
        ("lang", &["lang", "language"][..]),
    ] {
        if let Some(found) = theirs.iter().find_map(|name| map.get(*name)).and_then(text) {
            out.insert(ours.to_string(), json!(if ours == "date" { date(&found) } else { found }));
        }
    }
    match map.get("role").and_then(text).filter(|role| ["original", "via", "reference"].contains(&role.as_str())) {
        Some(role) => out.insert("role".to_string(), json!(role)),
        None => role.and_then(|role| out.insert("role".to_string(), json!(role))),
    };
    if map.get("paywall").and_then(Value::as_bool) == Some(true) {
        out.insert("paywall".to_string(), json!(true));
    }
    let said = |key: &str| out.get(key).and_then(Value::as_str).filter(|said| !said.trim().is_empty());
    if said("name").is_none() && !said("url").is_some_and(has_host) {
        let title = said("title").map(|title| json!(title))?;
        out.insert("name".to_string(), title);
    }
    Some(Value::Object(out))
}

/// Takes the article's picture away: an address, or a group of it with what belongs to it.
pub fn set_image(head: &mut Head, front: &mut Front, names: &[&str]) {
    for name in names {
        let Some(value) = front.take(name) else { continue };
        let first = match value {
            Value::Array(list) => list.into_iter().next().unwrap_or_default(),
            one => one,
        };
        let image = match &first {
            Value::String(src) => json!(src),
            Value::Object(map) => image(map),
            _ => continue,
        };
        head.propose("image", image);
    }
}

fn image(map: &Map<String, Value>) -> Value {
    let mut out = Map::new();
    for (ours, theirs) in [
        ("src", &["src", "image", "url", "path", "feature", "file", "filename"][..]),
        ("alt", &["alt", "alt_text"][..]),
        ("caption", &["caption", "title"][..]),
        ("credit", &["credit", "attr", "attribution", "author"][..]),
        ("credit_url", &["credit_url", "attrlink"][..]),
        ("license", &["license", "licence"][..]),
    ] {
        if let Some(found) = theirs.iter().find_map(|name| map.get(*name)).and_then(text) {
            out.insert(ours.to_string(), json!(found));
        }
    }
    if out.contains_key("src") { Value::Object(out) } else { Value::Null }
}

/// Addresses at which it stood before, as aliases; each once.
pub fn add_aliases(head: &mut Head, addresses: impl IntoIterator<Item = String>) {
    for address in addresses {
        // The front page leads nowhere else, and what is no address of a site would keep it from being built.
        if crate::article::address::alias(&address).is_ok() {
            head.add("aliases", address);
        }
    }
}

/// What nobody has taken goes to `extra`, and is told by its name.
pub fn keep_rest(head: &mut Head, front: &mut Front, id: &str, report: &mut Report) {
    let (inner, mut rest) = (front.group("extra"), front.rest());
    rest.extend(inner);
    for (key, value) in rest {
        if key.is_empty() {
            continue;
        }
        report.remark(format!("a field that has no equal, kept under `extra`: {key}"), id);
        head.extra(&key, value);
    }
}

/// An id as it is written, without quotes.
pub fn plain_id(id: &Value) -> String {
    text(id).unwrap_or_else(|| id.to_string())
}

/// The texts of a list under one of several names.
pub fn texts(front: &mut Front, names: &[&str]) -> Vec<String> {
    names.iter().filter_map(|name| front.take(name)).flat_map(|value| list(&value)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{date, source};

    #[test]
    fn dates_become_ours() {
        for (theirs, ours) in [
            ("2025-09-23", "2025-09-23"),
            ("2025-09-23T08:30:00Z", "2025-09-23T08:30:00Z"),
            ("2025-09-23T08:30:00+02:00", "2025-09-23T08:30:00+02:00"),
            ("2025-09-23T08:30:00-0500", "2025-09-23T08:30:00-05:00"),
            ("2025-09-23 08:30:00 +0200", "2025-09-23T08:30:00+02:00"),
            ("2025-09-23 08:30:00 +0000 UTC", "2025-09-23T08:30:00+00:00"),
            ("2025-09-23 08:30 +0200", "2025-09-23T08:30:00+02:00"),
            ("2025-09-23 08:30", "2025-09-23 08:30"),
            ("2025-09-23T08:30:00.123Z", "2025-09-23T08:30:00Z"),
            ("2025-09-23T08:30:00", "2025-09-23 08:30:00"),
            ("2025-09-23 00:00:00", "2025-09-23"),
            ("2025/09/23", "2025-09-23"),
            ("", ""),
            ("domani", "domani"),
        ] {
            assert_eq!(date(theirs), ours, "{theirs}");
        }
    }

    #[test]
    fn sources_come_in_many_shapes() {
        assert_eq!(source(&json!("https://example.org/a"), None), Some(json!("https://example.org/a")));
        assert_eq!(source(&json!("WSJ"), Some("via")), Some(json!({"name": "WSJ", "role": "via"})));
        for nobody in
            [json!(""), json!("https://"), json!({"name": " ", "date": "2025-09-01"}), json!({"url": "http:///x"})]
        {
            assert_eq!(source(&nobody, None), None, "{nobody}");
        }
        assert_eq!(source(&json!({"title": "T"}), None), Some(json!({"title": "T", "name": "T"})));
        assert_eq!(
            source(&json!({"outlet": "WSJ", "link": "https://example.org/a", "date": "2025/09/22"}), None),
            Some(json!({"name": "WSJ", "url": "https://example.org/a", "date": "2025-09-22"}))
        );
    }
}
