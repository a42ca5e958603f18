//! Names that look like one, and why.

use rayon::prelude::*;

use super::evidence::LEGAL;
use super::{Advice, counted, kind, sorted};
use crate::base::platform::shell;
use crate::edit::names::Named;
use crate::site::store::Site;

/// Two names that look like one.
pub struct Pair<'a> {
    /// The rarer, which goes into the other.
    pub from: &'a Named,
    pub into: &'a Named,
    pub why: &'static str,
}

/// Names that look like one, each pair once.
pub fn pairs<'a>(site: &Site, all: &'a [Named]) -> Vec<Pair<'a>> {
    let each = all.par_iter().enumerate().flat_map_iter(|(at, one)| {
        let others = all[at + 1..].iter().take_while(|other| other.taxonomy == one.taxonomy);
        others.filter_map(move |other| {
            let why = likeness(one, other, kind(site, one.taxonomy))?;
            // The rarer goes into the commoner, unless only the rarer has a profile.
            let swaps = one.profiles.is_empty() && !other.profiles.is_empty();
            let (into, from) = if swaps { (other, one) } else { (one, other) };
            Some(Pair { from, into, why })
        })
    });
    each.collect()
}

/// How two names are made one.
pub fn merging(site: &Site, pair: &Pair<'_>, is_tags: bool) -> String {
    let (from, into) = (shell(&pair.from.name), shell(&pair.into.name));
    match is_tags {
        true => format!("rassegna tags merge {from} {into}"),
        false => format!("rassegna entities merge {from} {into} --kind {}", kind(site, pair.from.taxonomy)),
    }
}

/// Names that look like one, as advice.
pub fn doubles(site: &Site, all: &[Named], is_tags: bool) -> Vec<Advice> {
    let advices = pairs(site, all).into_iter().map(|pair| Advice {
        reason: format!(
            "`{}` ({}) and `{}` ({}) {}",
            pair.from.name,
            counted(pair.from.articles),
            pair.into.name,
            counted(pair.into.articles),
            pair.why
        ),
        command: merging(site, &pair, is_tags),
        articles: pair.from.articles + pair.into.articles,
    });
    sorted(advices.collect())
}

/// Why two names look like one, if they do.
fn likeness(one: &Named, other: &Named, kind: &str) -> Option<&'static str> {
    let (a, b) = (one.key.as_str(), other.key.as_str());
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(a) != digits(b) {
        return None;
    }
    if a.replace('-', "") == b.replace('-', "") {
        return Some("differ in spaces and signs alone");
    }
    let (bare_a, bare_b) = (without_form(a), without_form(b));
    if bare_a == bare_b && kind == "companies" {
        return Some("differ in the legal form alone");
    }
    if is_acronym(&one.name) && is_acronym(&other.name) {
        let letters = |text: &str| {
            let mut letters: Vec<char> = text.chars().collect();
            letters.sort_unstable();
            letters
        };
        return (letters(a) == letters(b)).then_some("have the same letters");
    }
    if initials(a).is_some_and(|initials| initials == b) || initials(b).is_some_and(|initials| initials == a) {
        return Some("are a name and its initials");
    }
    if kind == "people" && (a.ends_with(&format!("-{b}")) || b.ends_with(&format!("-{a}"))) {
        return Some("end alike");
    }
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    let allowed = match short {
        0..=4 => return None,
        5..=9 => 1,
        _ => 2,
    };
    let near = long - short <= allowed && strsim::damerau_levenshtein(a, b) <= allowed;
    near.then_some("differ in a letter or two")
}

fn without_form(key: &str) -> &str {
    let mut bare = key;
    while let Some(end) = LEGAL.iter().find(|end| bare.strip_suffix(**end).is_some_and(|rest| rest.ends_with('-'))) {
        bare = bare[..bare.len() - end.len()].trim_end_matches('-');
    }
    bare
}

fn is_acronym(name: &str) -> bool {
    (2..=5).contains(&name.chars().count()) && name.chars().all(char::is_uppercase)
}

fn initials(key: &str) -> Option<String> {
    let words: Vec<&str> = key.split('-').filter(|word| !word.is_empty()).collect();
    (words.len() >= 2).then(|| words.iter().filter_map(|word| word.chars().next()).collect())
}

#[cfg(test)]
mod tests {
    use super::{Named, likeness, without_form};
    use crate::base::slug::slugify;

    fn alike(one: &str, other: &str, kind: &str) -> Option<&'static str> {
        let named = |name: &str| Named { key: slugify(name), name: name.to_string(), ..Named::default() };
        likeness(&named(one), &named(other), kind)
    }

    #[test]
    fn names_that_are_one_are_told_with_the_reason() {
        assert_eq!(alike("Open AI", "OpenAI", "companies"), Some("differ in spaces and signs alone"));
        assert_eq!(alike("Apple Inc.", "Apple", "companies"), Some("differ in the legal form alone"));
        assert_eq!(alike("Enel S.p.A.", "Enel", "companies"), Some("differ in the legal form alone"));
        assert_eq!(alike("IA", "AI", "tags"), Some("have the same letters"));
        assert_eq!(alike("Amazon Web Services", "AWS", "companies"), Some("are a name and its initials"));
        assert_eq!(alike("Microsfot", "Microsoft", "companies"), Some("differ in a letter or two"));
        assert_eq!(alike("Altman", "Sam Altman", "people"), Some("end alike"));
        for (one, other) in
            [("GPT-4", "GPT-5"), ("Intel", "Dell"), ("AMD", "ARM"), ("chip", "chat"), ("iOS 18", "iOS 26")]
        {
            assert_eq!(alike(one, other, "companies"), None, "{one} and {other}");
        }
        assert_eq!(without_form("enel-s-p-a"), "enel");
    }
}
