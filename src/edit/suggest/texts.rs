//! Frequent names in the texts that no profile knows and no article lists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::capitals::{Capitalised, capitalised};
use super::evidence::Signs;
use super::{Advice, Measure, begin, counted, sorted};
use crate::article::place::{self, Sort};
use crate::article::{read, words};
use crate::base::slug::slugify;
use crate::edit::names;
use crate::site::store::Site;
use crate::source::tree;

/// Words with a capital letter that are no names.
const PLAIN: &str = "january february march april may june july august september october november december monday tuesday \
    wednesday thursday friday saturday sunday i the a an in on at of and or but if it its this that these those with for from to by as";

/// What was found of one name in the texts.
#[derive(Default)]
struct Seen<'a> {
    spellings: BTreeMap<String, usize>,
    articles: BTreeSet<&'a str>,
    /// Whether it was seen within a sentence, where only names have capitals.
    within: bool,
    signs: Signs,
}

/// One article as it is looked through.
struct Text<'a> {
    path: &'a str,
    names: Vec<Capitalised>,
    /// How often each word stands in it without a capital letter.
    lower: BTreeMap<String, usize>,
}

/// Reads every text again: the site keeps of a text whom it names among those that are known, and its words without their
/// capital letters, by which alone an unknown name is seen. No more than the stretches of each is kept.
fn texts<'a>(site: &'a Site, root: &Path) -> Vec<Text<'a>> {
    let cards: Vec<_> = site.entries().map(|entry| &*entry.card).filter(|card| card.sort == Sort::Article).collect();
    let texts = cards.par_iter().filter_map(|card| {
        let source = tree::read(root, &card.path).ok()?;
        let place = place::place(&card.path, &site.config)?;
        let article = read::read(&source, &place, &site.config).0?;
        let mut lower = BTreeMap::new();
        let mut names = capitalised(&words::text(&article.body), &mut lower);
        // In German every noun has a capital letter: one word says nothing.
        if site.config.languages[usize::from(card.shown.language)].tag.starts_with("de") {
            names.retain(|one| one.name.contains(' '));
        }
        Some(Text { path: &card.path, names, lower })
    });
    texts.collect()
}

pub fn named(site: &Site, root: &Path, measure: Measure) -> Vec<Advice> {
    let texts = texts(site, root);
    let mut lower: BTreeMap<&str, usize> = BTreeMap::new();
    for (word, count) in texts.iter().flat_map(|text| &text.lower) {
        *lower.entry(word).or_default() += count;
    }
    let has_products = site.config.taxonomy("products").is_some();
    let seen = gather(&texts, &lower);
    let known = known(site);
    let mut advices = Vec::new();
    for (key, of) in seen {
        let commonest = of.spellings.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(*name)));
        let Some((name, _)) = commonest else { continue };
        let count: usize = of.spellings.values().sum();
        let is_word = lower.get(name.to_lowercase().as_str()).is_some_and(|lower| *lower * 4 >= count);
        let is_known = known.contains(&key) || key.split('-').all(|part| known.contains(part));
        if of.articles.len() < measure.articles || !of.within || is_known || is_word {
            continue;
        }
        let (kind, evidence) = match of.signs.judge(name, count) {
            ("products", _) if !has_products => ("companies", None),
            judged => judged,
        };
        let one = match kind {
            "people" => "a person",
            "products" => "a product",
            _ => "a company",
        };
        let evidence = match evidence {
            Some(evidence) => format!("{one}, since {evidence}"),
            None => format!("that it is {one} is a guess"),
        };
        let example = of.articles.first().copied().unwrap_or_default();
        advices.push(Advice {
            reason: format!(
                "`{name}` stands in the text of {}, as {example}, and nobody lists it; {evidence}",
                counted(of.articles.len())
            ),
            command: begin(kind, name),
            articles: of.articles.len(),
        });
    }
    sorted(advices)
}

/// Brings together what is one name. The first word of a sentence has its capital from there: it counts as part of a name only
/// where nothing says that it is a plain word.
fn gather<'a>(texts: &[Text<'a>], lower: &BTreeMap<&str, usize>) -> BTreeMap<String, Seen<'a>> {
    let all = || texts.iter().flat_map(|text| text.names.iter().map(|one| (text.path, one)));
    let sure: BTreeSet<&str> = all().filter(|(_, one)| !one.begins).map(|(_, one)| one.name.as_str()).collect();
    let mut seen: BTreeMap<String, Seen<'_>> = BTreeMap::new();
    for (path, one) in all() {
        let mut name = one.name.as_str();
        if let Some((first, rest)) = name.split_once(' ').filter(|_| one.begins)
            && (lower.contains_key(first.to_lowercase().as_str()) || (sure.contains(rest) && !sure.contains(name)))
        {
            name = rest;
        }
        let of = seen.entry(slugify(name)).or_default();
        *of.spellings.entry(name.to_string()).or_default() += 1;
        of.articles.insert(path);
        of.within |= !one.begins || name.contains(' ') || name.len() < one.name.len();
        of.signs.add(one.signs);
    }
    seen
}

/// Every key, name and alias of the site, with the single words of people's and companies' names.
fn known(site: &Site) -> BTreeSet<String> {
    let every: Vec<u8> = (0..site.config.taxonomies.len() as u8).collect();
    let mut known: BTreeSet<String> = PLAIN.split_whitespace().map(str::to_string).collect();
    for named in names::all(site, &every) {
        let words = [&named.name].into_iter().chain(&named.aliases).chain(named.spellings.keys());
        for word in words {
            let slug = slugify(word);
            known.extend(slug.split('-').filter(|part| part.len() > 1).map(str::to_string));
            known.insert(slug);
        }
        known.insert(named.key);
    }
    known
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Text, capitalised, gather};

    #[test]
    fn the_first_word_of_a_sentence_is_part_of_a_name_only_where_nothing_says_otherwise() {
        let mut lower = BTreeMap::new();
        let mut text = |path, text| Text { path, names: capitalised(text, &mut lower), lower: BTreeMap::new() };
        let texts = [
            text("a.md", "Ieri Telecom Italia, dopo l'Enel."),
            text("b.md", "Con Telecom Italia."),
            text("c.md", "Di Telecom Italia ieri."),
        ];
        let lower = lower.iter().map(|(word, count)| (word.as_str(), *count)).collect();
        let seen = gather(&texts, &lower);
        assert_eq!(
            seen["telecom-italia"].articles.len(),
            1,
            "`Ieri` is a plain word elsewhere, `Con` and `Di` are not"
        );
    }
}
