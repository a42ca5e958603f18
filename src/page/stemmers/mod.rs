//! The stemmers that the search runs in the browser: modules of JavaScript, line for line what the program runs itself.
//! `scripts/stemmers.py` writes them.

/// The module of a stemmer, by the name that `base/words.rs` gives it.
pub fn script(name: &str) -> Option<&'static str> {
    Some(match name {
        "ar" => include_str!("ar.js"),
        "da" => include_str!("da.js"),
        "de" => include_str!("de.js"),
        "el" => include_str!("el.js"),
        "en" => include_str!("en.js"),
        "es" => include_str!("es.js"),
        "fi" => include_str!("fi.js"),
        "fr" => include_str!("fr.js"),
        "hu" => include_str!("hu.js"),
        "it" => include_str!("it.js"),
        "nl" => include_str!("nl.js"),
        "no" => include_str!("no.js"),
        "pt" => include_str!("pt.js"),
        "ro" => include_str!("ro.js"),
        "ru" => include_str!("ru.js"),
        "sv" => include_str!("sv.js"),
        "ta" => include_str!("ta.js"),
        "tr" => include_str!("tr.js"),
        _ => return None,
    })
}
