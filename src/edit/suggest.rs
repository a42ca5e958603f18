//! What should be put in order among the names of a site, each with the reason and the command that mends it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::names::{self, Named};
use crate::article::place::{self, Sort};
use crate::article::{read, words};
use crate::base::slug::slugify;
use crate::site::fact::TextId;
use crate::site::store::Site;
use crate::source::tree;

/// One thing to put in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Advice {
    pub reason: String,
    /// What to type.
    pub command: String,
    /// How many articles it is about.
    pub articles: usize,
}

/// How much must be found before it is told.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// Articles in which a name without a profile stands.
    pub articles: usize,
    /// Times that an article names somebody without listing them.
    pub times: u16,
}

/// All advice by sort, the weightiest first.
#[derive(Clone, Debug, Default)]
pub struct Advices {
    /// Names that look like one.
    pub doubles: Vec<Advice>,
    /// Names that articles list and that have no profile.
    pub listed: Vec<Advice>,
    /// Names in texts that nobody lists.
    pub named: Vec<Advice>,
    /// Articles that name somebody often and do not list them.
    pub unlisted: Vec<Advice>,
}

/// Endings that say what form a company has, and nothing of who it is.
const LEGAL: [&str; 25] = [
    "inc",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "llc",
    "plc",
    "spa",
    "s-p-a",
    "srl",
    "s-r-l",
    "sa",
    "s-a",
    "ag",
    "gmbh",
    "se",
    "nv",
    "n-v",
    "bv",
    "b-v",
    "ab",
    "group",
    "holdings",
];

/// Words with a capital letter that are no names.
const PLAIN: &str = "january february march april may june july august september october november december monday tuesday \
    wednesday thursday friday saturday sunday i the a an in on at of and or but if it its this that these those with for from to by as";

pub fn advise(site: &Site, root: &Path, taxonomies: &[u8], is_tags: bool, measure: Measure) -> Advices {
    let all = names::all(site, taxonomies);
    let mut advices = Advices { doubles: doubles(site, &all, is_tags), ..Advices::default() };
    if !is_tags {
        advices.listed = listed(site, &all, measure);
        advices.named = named(site, root, measure);
        advices.unlisted = unlisted(site, taxonomies, measure);
    }
    advices
}

/// A word of a command line.
fn shell(text: &str) -> String {
    let is_plain = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_./".contains(c));
    match (is_plain, text.contains(['"', '$', '`', '\\', '!'])) {
        (true, _) => text.to_string(),
        (false, true) => format!("'{}'", text.replace('\'', r"'\''")),
        (false, false) => format!("\"{text}\""),
    }
}

fn kind(site: &Site, taxonomy: u8) -> &str {
    &site.config.taxonomies[usize::from(taxonomy)].name
}

/// Names that look like one.
fn doubles(site: &Site, all: &[Named], is_tags: bool) -> Vec<Advice> {
    let mut found = Vec::new();
    for (at, one) in all.iter().enumerate() {
        let others = all[at + 1..].iter().take_while(|other| other.taxonomy == one.taxonomy);
        for other in others {
            let Some(why) = likeness(one, other, kind(site, one.taxonomy)) else { continue };
            // The rarer goes into the commoner, unless only the rarer has a profile.
            let swaps = one.profiles.is_empty() && !other.profiles.is_empty();
            let (into, from) = if swaps { (other, one) } else { (one, other) };
            let command = match is_tags {
                true => format!("rassegna tags merge {} {}", shell(&from.name), shell(&into.name)),
                false => format!(
                    "rassegna entities merge {} {} --kind {}",
                    shell(&from.name),
                    shell(&into.name),
                    kind(site, one.taxonomy)
                ),
            };
            found.push(Advice {
                reason: format!(
                    "`{}` ({}) and `{}` ({}) {why}",
                    from.name,
                    counted(from.articles),
                    into.name,
                    counted(into.articles)
                ),
                command,
                articles: from.articles + into.articles,
            });
        }
    }
    sorted(found)
}

fn counted(articles: usize) -> String {
    match articles {
        1 => "1 article".to_string(),
        articles => format!("{articles} articles"),
    }
}

fn sorted(mut advices: Vec<Advice>) -> Vec<Advice> {
    advices.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.cmp(b)));
    advices
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

/// Names that articles list and that have no profile.
fn listed(site: &Site, all: &[Named], measure: Measure) -> Vec<Advice> {
    let bare = all.iter().filter(|named| named.profiles.is_empty() && named.articles >= measure.articles);
    let advices = bare.map(|named| Advice {
        reason: format!("`{}` has no profile and stands in {}", named.name, counted(named.articles)),
        command: begin(kind(site, named.taxonomy), &named.name),
        articles: named.articles,
    });
    sorted(advices.collect())
}

/// How a profile is begun.
fn begin(kind: &str, name: &str) -> String {
    match kind {
        "companies" => format!("rassegna new company {}", shell(name)),
        "people" => format!("rassegna new person {}", shell(name)),
        "products" => format!("rassegna new product {}", shell(name)),
        kind => format!("printf -- '---\\nname: %s\\n---\\n' {} > content/{kind}/{}.md", shell(name), slugify(name)),
    }
}

/// Articles that name somebody often and do not list them.
fn unlisted(site: &Site, taxonomies: &[u8], measure: Measure) -> Vec<Advice> {
    let mut found = Vec::new();
    for entry in site.entries().filter(|entry| entry.card.sort == Sort::Article) {
        for mention in entry.card.mentions.named.iter().filter(|mention| mention.count >= measure.times) {
            let who = site.texts.get(TextId(mention.who));
            let Some((taxonomy, key)) = who.split_once(':') else { continue };
            let Ok(taxonomy) = taxonomy.parse::<u8>() else { continue };
            let is_listed = entry.terms.iter().any(|(at, shelf)| *at == taxonomy && site.shelf(*shelf).key.key == key);
            if is_listed || !taxonomies.contains(&taxonomy) {
                continue;
            }
            let profile = site.profiles().find(|profile| profile.sort == Sort::Profile(taxonomy) && profile.key == key);
            let name = profile.map_or(key, |profile| profile.name_in(entry.card.shown.language));
            found.push(Advice {
                reason: format!("{} names `{name}` {} times and does not list it", entry.card.path, mention.count),
                command: format!(
                    "rassegna entities add {} {} --kind {}",
                    shell(name),
                    shell(&entry.card.path),
                    kind(site, taxonomy)
                ),
                articles: usize::from(mention.count),
            });
        }
    }
    sorted(found)
}

/// What was found of one name in the texts.
#[derive(Default)]
struct Seen {
    spellings: BTreeMap<String, usize>,
    articles: BTreeSet<String>,
    /// Whether it was seen within a sentence, where only names have capitals.
    within: bool,
}

/// Frequent names in the texts that no profile knows and no article lists.
fn named(site: &Site, root: &Path, measure: Measure) -> Vec<Advice> {
    let paths: Vec<(&str, u16)> = site
        .entries()
        .filter(|entry| entry.card.sort == Sort::Article)
        .map(|entry| (entry.card.path.as_str(), entry.card.shown.language))
        .collect();
    let texts: Vec<(String, String, u16)> = paths
        .par_iter()
        .filter_map(|(path, language)| {
            let source = tree::read(root, path).ok()?;
            let place = place::place(path, &site.config)?;
            let article = read::read(&source, &place, &site.config).0?;
            Some((path.to_string(), words::text(&article.body), *language))
        })
        .collect();
    let mut lower: BTreeMap<String, usize> = BTreeMap::new();
    let mut all: Vec<(&str, Capitalised)> = Vec::new();
    for (path, text, language) in &texts {
        let tag = &site.config.languages[usize::from(*language)].tag;
        let found = capitalised(text, &mut lower).into_iter();
        // In German every noun has a capital letter: one word says nothing.
        all.extend(
            found.filter(|one| !tag.starts_with("de") || one.name.contains(' ')).map(|one| (path.as_str(), one)),
        );
    }
    let seen = gather(&all, &lower);
    let known: BTreeSet<String> = known(site);
    let mut advices = Vec::new();
    for (key, of) in seen {
        let commonest = of.spellings.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(*name)));
        let Some((name, _)) = commonest else { continue };
        let count: usize = of.spellings.values().sum();
        let is_word = lower.get(&name.to_lowercase()).is_some_and(|lower| *lower * 4 >= count);
        let is_known = known.contains(&key) || key.split('-').all(|part| known.contains(part));
        if of.articles.len() < measure.articles || !of.within || is_known || is_word {
            continue;
        }
        let guess = if is_like_a_person(name) { "people" } else { "companies" };
        let example = of.articles.first().map_or("", String::as_str);
        advices.push(Advice {
            reason: format!(
                "`{name}` stands in the text of {}, as {example}, and nobody lists it",
                counted(of.articles.len())
            ),
            command: begin(guess, name),
            articles: of.articles.len(),
        });
    }
    sorted(advices)
}

/// Brings together what is one name. The first word of a sentence has its capital from there: it counts as part of a name only
/// where nothing says that it is a plain word.
fn gather(all: &[(&str, Capitalised)], lower: &BTreeMap<String, usize>) -> BTreeMap<String, Seen> {
    let sure: BTreeSet<&str> = all.iter().filter(|(_, one)| !one.begins).map(|(_, one)| one.name.as_str()).collect();
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    for (path, one) in all {
        let mut name = one.name.as_str();
        if let Some((first, rest)) = name.split_once(' ').filter(|_| one.begins)
            && (lower.contains_key(&first.to_lowercase()) || (sure.contains(rest) && !sure.contains(name)))
        {
            name = rest;
        }
        let of = seen.entry(slugify(name)).or_default();
        *of.spellings.entry(name.to_string()).or_default() += 1;
        of.articles.insert(path.to_string());
        of.within |= !one.begins || name.contains(' ') || name.len() < one.name.len();
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

/// Two or three plain words: companies are mostly called otherwise.
fn is_like_a_person(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let plain = |word: &&str| word.chars().skip(1).all(char::is_lowercase) && word.chars().count() > 1;
    (2..=3).contains(&words.len()) && words.iter().all(plain)
}

/// A stretch of words with capital letters.
struct Capitalised {
    name: String,
    /// Whether a sentence begins with it.
    begins: bool,
}

/// The stretches of words with capital letters. Words without one are counted, since what is mostly written so is no name.
fn capitalised(text: &str, lower: &mut BTreeMap<String, usize>) -> Vec<Capitalised> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut stretch: Vec<&str> = Vec::new();
        let (mut begins, mut stretch_begins) = (true, true);
        for raw in line.split_whitespace() {
            // What is elided or put before belongs to the sentence: `l'Enel`.
            let word = raw.rsplit(['\'', '’']).find(|part| part.chars().count() > 1).unwrap_or(raw);
            let opened = word.trim_start_matches(|c: char| !c.is_alphanumeric());
            let bare = opened.trim_end_matches(|c: char| !c.is_alphanumeric());
            let opens = opened.len() < word.len() || word.len() < raw.trim_end_matches(['\'', '’']).len();
            if opens && !stretch.is_empty() {
                close(&mut stretch, stretch_begins, &mut found);
            }
            let is_name = bare.chars().next().is_some_and(char::is_uppercase)
                && bare.chars().any(char::is_alphabetic)
                && !bare.contains(['/', '@', '_']);
            if is_name {
                if stretch.is_empty() {
                    stretch_begins = begins;
                }
                stretch.push(bare);
            } else {
                close(&mut stretch, stretch_begins, &mut found);
                if bare.chars().next().is_some_and(char::is_lowercase) {
                    *lower.entry(bare.to_string()).or_default() += 1;
                }
            }
            let tail = &opened[bare.len()..];
            if !tail.is_empty() {
                close(&mut stretch, stretch_begins, &mut found);
            }
            begins = tail.contains(['.', '!', '?', ':', '…']) || (bare.is_empty() && begins);
        }
        close(&mut stretch, stretch_begins, &mut found);
    }
    found
}

fn close(stretch: &mut Vec<&str>, begins: bool, found: &mut Vec<Capitalised>) {
    let words = std::mem::take(stretch);
    if words.iter().any(|word| word.chars().count() > 1) {
        found.push(Capitalised { name: words.join(" "), begins });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Named, capitalised, likeness, shell, without_form};
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

    #[test]
    fn names_are_found_within_sentences() {
        let mut lower = BTreeMap::new();
        let found =
            capitalised("Ieri Telecom Italia, dopo l'Enel. Domani (forse) Leonardo e Banca d'Italia.", &mut lower);
        let names: Vec<(&str, bool)> = found.iter().map(|found| (found.name.as_str(), found.begins)).collect();
        assert_eq!(
            names,
            [
                ("Ieri Telecom Italia", true),
                ("Enel", false),
                ("Domani", true),
                ("Leonardo", false),
                ("Banca", false),
                ("Italia", false)
            ]
        );
        assert_eq!(lower.get("dopo"), Some(&1));
        let mut all: Vec<(&str, super::Capitalised)> = found.into_iter().map(|one| ("a.md", one)).collect();
        all.extend(capitalised("Con Telecom Italia.", &mut lower).into_iter().map(|one| ("b.md", one)));
        all.extend(capitalised("Di Telecom Italia ieri.", &mut lower).into_iter().map(|one| ("c.md", one)));
        let seen = super::gather(&all, &lower);
        assert_eq!(
            seen["telecom-italia"].articles.len(),
            1,
            "`Ieri` is a plain word elsewhere, `Con` and `Di` are not"
        );
    }

    #[test]
    fn a_command_can_be_typed_as_it_is_told() {
        assert_eq!(shell("OpenAI"), "OpenAI");
        assert_eq!(shell("Open AI"), "\"Open AI\"");
        assert_eq!(shell("C'è $5"), r"'C'\''è $5'");
    }
}
