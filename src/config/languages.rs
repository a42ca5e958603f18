//! The languages of a site, and its time zone.

use jiff::tz::{TimeZone, TimeZoneDatabase, db};

use super::node::Node;
use super::settings::Settings;
use super::settings::publication::LanguageSettings;
use super::{Language, Reading, suggest};
use crate::base::language;
use crate::diagnostic::{Diagnostic, nearest};

/// What languages call themselves, for the language switch.
const NAMES: &[(&str, &str)] = &[
    ("ar", "العربية"),
    ("bg", "български"),
    ("ca", "català"),
    ("cs", "čeština"),
    ("da", "dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "español"),
    ("et", "eesti"),
    ("eu", "euskara"),
    ("fa", "فارسی"),
    ("fi", "suomi"),
    ("fr", "français"),
    ("gl", "galego"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "hrvatski"),
    ("hu", "magyar"),
    ("id", "Bahasa Indonesia"),
    ("it", "italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "lietuvių"),
    ("lv", "latviešu"),
    ("nb", "norsk bokmål"),
    ("nl", "Nederlands"),
    ("no", "norsk"),
    ("pl", "polski"),
    ("pt", "português"),
    ("ro", "română"),
    ("ru", "русский"),
    ("sk", "slovenčina"),
    ("sl", "slovenščina"),
    ("sr", "српски"),
    ("sv", "svenska"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// The language of a site that names none.
const FALLBACK: &str = "en";

/// The languages of the site, the default first, the others in the order in which they are written.
pub fn languages(reading: &mut Reading<'_>, settings: &Settings, root: &Node) -> Vec<Language> {
    let mut tags: Vec<&str> = match root.get("languages") {
        Some(node) => node.entries().iter().map(|entry| entry.key.as_str()).collect(),
        None => Vec::new(),
    };
    tags.retain(|tag| settings.languages.contains_key(*tag));
    for tag in tags.clone() {
        if !is_tag(tag) {
            tags.retain(|other| *other != tag);
            bad_tag(reading, tag, &["languages", tag], root);
        }
    }
    let default = default(reading, settings, &tags, root);
    tags.retain(|tag| *tag != default);
    tags.insert(0, &default);
    tags.iter().map(|tag| build(settings, tag, *tag == default)).collect()
}

fn default(reading: &mut Reading<'_>, settings: &Settings, tags: &[&str], root: &Node) -> String {
    let first = tags.first().copied().unwrap_or(FALLBACK).to_string();
    let Some(chosen) = settings.default_language.as_deref() else {
        if tags.len() > 1 {
            let diagnostic =
                Diagnostic::error("no-default-language", "there are several languages, and none is the default");
            let help = format!(
                "add `default_language: {first}`: its pages are at the root of the site, the others below `/<language>/`"
            );
            reading.report(diagnostic.help(help), &["languages"], root);
        }
        return first;
    };
    if !is_tag(chosen) {
        bad_tag(reading, chosen, &["default_language"], root);
        return first;
    }
    if !tags.is_empty() && !tags.contains(&chosen) {
        let diagnostic = Diagnostic::error(
            "unknown-language",
            format!("the default language `{chosen}` is not among the `languages`"),
        );
        reading.report(diagnostic.help(suggest(chosen, tags, "they are")), &["default_language"], root);
        return first;
    }
    chosen.to_string()
}

fn is_tag(tag: &str) -> bool {
    tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && language::is_valid(tag)
}

fn bad_tag(reading: &mut Reading<'_>, tag: &str, keys: &[&str], root: &Node) {
    let hyphened = tag.replace('_', "-");
    let lower = tag.to_lowercase();
    let by_name = NAMES.iter().find(|(_, name)| name.to_lowercase() == lower).map(|(tag, _)| *tag);
    let help = match by_name {
        Some(tag) => format!("write `{tag}`"),
        None if is_tag(&hyphened) => format!("write `{hyphened}`"),
        None => "write a tag as `it`, `en` or `pt-BR`".to_string(),
    };
    let diagnostic = Diagnostic::error("bad-language", format!("`{tag}` is not the tag of a language")).help(help);
    // Among the languages the tag is a name, elsewhere it is a value.
    match keys.len() {
        1 => reading.report(diagnostic, keys, root),
        _ => reading.report_name(diagnostic, keys, root),
    }
}

fn build(settings: &Settings, tag: &str, is_default: bool) -> Language {
    let nothing = LanguageSettings::default();
    let own = settings.languages.get(tag).unwrap_or(&nothing);
    let primary = language::primary(tag);
    let native = NAMES.iter().find(|(known, _)| *known == primary).map_or(tag, |(_, name)| name);
    // Two variants of one language must be told apart in the switch.
    let variants = settings.languages.keys().filter(|other| language::primary(other) == primary).count();
    let native = if variants > 1 && tag != primary { format!("{native} ({tag})") } else { native.to_string() };
    let mut menus = settings.menus.clone();
    menus.extend(own.menus.clone());
    Language {
        locale: language::with_country(tag),
        tag: tag.to_string(),
        name: own.name.clone().unwrap_or(native),
        title: own.title.clone().unwrap_or_else(|| settings.title.clone()),
        description: own.description.clone().unwrap_or_else(|| settings.description.clone()),
        menus,
        prefix: if is_default { String::new() } else { format!("/{tag}") },
    }
}

/// The time zone by its IANA name, or UTC when there is none of that name.
pub fn zone(reading: &mut Reading<'_>, settings: &Settings, root: &Node) -> TimeZone {
    named_zone(reading, &settings.timezone, &["timezone"], root)
}

/// The same for the name that stands at any setting.
pub fn named_zone(reading: &mut Reading<'_>, name: &str, keys: &[&str], root: &Node) -> TimeZone {
    let name = name.trim();
    // The program's own tables first: they are the same on every machine, and the system's are hundreds of files.
    if !name.is_empty()
        && let Ok(zone) = TimeZoneDatabase::bundled().get(name).or_else(|_| TimeZone::get(name))
    {
        return zone;
    }
    let available: Vec<String> = db().available().map(|name| name.as_str().to_string()).collect();
    let wanted = name.replace(' ', "_");
    let near = nearest(&wanted, available.iter().map(String::as_str)).or_else(|| {
        // "Rome" and "Roma" are not near "Europe/Rome", but near its last part.
        let city = wanted.rsplit('/').next().unwrap_or(&wanted);
        let cities = available.iter().filter_map(|name| name.rsplit_once('/'));
        let near = nearest(city, cities.map(|(_, city)| city)).filter(|_| city.len() > 2)?;
        available.iter().map(String::as_str).find(|name| name.rsplit_once('/').is_some_and(|(_, city)| city == near))
    });
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write it as `Europe/Rome`: a continent and a city".to_string(),
    };
    let diagnostic = Diagnostic::error("unknown-timezone", format!("there is no time zone `{name}`")).help(help);
    reading.report(diagnostic, keys, root);
    TimeZone::UTC
}
