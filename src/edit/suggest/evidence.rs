//! What stands beside a name in the texts and tells whether it is a company's, a person's or a product's.

use super::capitals::Word;
use crate::base::slug::slugify;

/// Endings that say what form a company has, and nothing of who it is.
pub const LEGAL: [&str; 25] = [
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

/// Endings that a name has of its own, and that stay with it.
const OWN: [&str; 4] = ["company", "group", "holdings", "limited"];

/// Who bears one is a person; and where it is one of something, that is a company.
const JOBS: &str = "ceo cfo cto coo chief executive officer chairman chairwoman president founder co-founder cofounder \
    minister senator professor analyst mr mrs ms dr \
    delegato delegata presidente fondatore fondatrice cofondatore cofondatrice ministro ministra senatore senatrice professore \
    professoressa analista ingegnere \
    vorstandschef vorstandschefin geschäftsführer geschäftsführerin gründer gründerin herr frau \
    pdg président présidente fondateur fondatrice ministre analyste mme";

/// What a company has, and nobody else: its shares, and those who lead it.
const OF: &str = "of di von de d du";
const SHARES: &str = "shares stock azioni titolo capitalizzazione aktien aktie actions";

/// Words of speech, and those of which an auxiliary is a part.
const SAYS: &str = "said says told wrote dice afferma spiega scrive sagt sagte erklärte affirme explique dijo disse";
const AUXILIARY: &str = "ha hat a";
const HAS_SAID: &str = "detto dichiarato spiegato scritto aggiunto affermato gesagt erklärt dit déclaré expliqué dicho";

/// Articles, which stand before things and countries.
const ARTICLES: &str = "the il lo la i gli le nel nello nella negli nelle del dello della degli delle al allo alla agli alle dal dallo \
    dalla dagli dalle sul sullo sulla sugli sulle der die das den dem des les aux el los las";

fn is_of(list: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    list.split_whitespace().any(|one| one == word)
}

/// Whether a word is what somebody does, which is no part of a name.
pub fn is_job(word: &str) -> bool {
    is_of(JOBS, word)
}

/// Whether a word is a company's legal form, which is left out of its name.
pub fn is_form(word: &str) -> bool {
    let word = slugify(word);
    LEGAL.contains(&word.as_str()) && !OWN.contains(&word.as_str())
}

/// How often something stands beside a name that tells who it is.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Signs {
    jobs: u32,
    /// Legal forms.
    forms: u32,
    /// What only a company has, or who leads it.
    led: u32,
    quoted: u32,
    articles: u32,
    /// Numbers of a version: `Windows 11`.
    versions: u32,
}

impl Signs {
    /// What stands beside the words from `start` to `end` of a line.
    pub fn of(words: &[Word<'_>], start: usize, end: usize, has_form: bool) -> Signs {
        let before = |steps: usize| start.checked_sub(steps).and_then(|at| words.get(at));
        let after = |steps: usize| words.get(end + steps);
        let ends = |word: &Word<'_>| word.tail.contains(['.', '!', '?', ':', ';', '…']);
        let is = |word: Option<&Word<'_>>, list: &str| word.is_some_and(|word| is_of(list, word.bare));
        let tail = words[end - 1].tail;
        let open = before(1).filter(|word| !ends(word));
        let job_before = is(open, JOBS);
        // An article may stand between: `Jo Bauer, the CEO`.
        let apposed = after(usize::from(is(after(0), ARTICLES)));
        let job_after = tail == "," && is(apposed, JOBS);
        let led = (is(open, OF) && before(2).is_some_and(|word| is_of(JOBS, word.bare) || is_of(SHARES, word.bare)))
            || (tail.is_empty() && is(after(0), "ceo cfo cto"));
        let says =
            |at: Option<&Word<'_>>, next: Option<&Word<'_>>| is(at, SAYS) || (is(at, AUXILIARY) && is(next, HAS_SAID));
        let quoted = (tail.is_empty() && says(after(0), after(1)))
            || (open.is_some() && (is(open, SAYS) || says(before(2), before(1))));
        let is_version = |word: &Word<'_>| {
            let number = word.bare.strip_prefix(['v', 'V']).unwrap_or(word.bare);
            let is_year = number.len() == 4 && number.chars().all(|c| c.is_ascii_digit());
            number.len() <= 4 && !is_year && number.starts_with(|c: char| c.is_ascii_digit()) && !number.contains(',')
        };
        let version =
            tail.is_empty() && after(0).is_some_and(|word| is_version(word) && !word.tail.contains(['%', '°']));
        Signs {
            jobs: u32::from(job_before || job_after),
            forms: u32::from(has_form || is_own(words[end - 1].bare) && end - start > 1),
            led: u32::from(led),
            quoted: u32::from(quoted),
            articles: u32::from(is(open, ARTICLES) || words[start].elided),
            versions: u32::from(version),
        }
    }

    pub fn add(&mut self, other: Signs) {
        self.jobs += other.jobs;
        self.forms += other.forms;
        self.led += other.led;
        self.quoted += other.quoted;
        self.articles += other.articles;
        self.versions += other.versions;
    }

    /// What a name that stands `times` in the texts most likely is, and what says so; `None` where it is a guess.
    pub fn judge(&self, name: &str, times: usize) -> (&'static str, Option<&'static str>) {
        let is_person = is_like_a_person(name);
        // Companies are quoted as well as people are: it only tells of a name that looks like a person's.
        let quoted = if is_person { self.quoted } else { 0 };
        let (person, company) = (2 * self.jobs + quoted, 2 * (self.forms + self.led));
        // One number after a name may be anything.
        if self.versions > 1 && self.versions > person.max(company) {
            return ("products", Some("numbers stand after it"));
        }
        match person.cmp(&company) {
            std::cmp::Ordering::Greater if self.jobs > 0 => ("people", Some("an office stands beside it")),
            std::cmp::Ordering::Greater => ("people", Some("the texts quote it")),
            std::cmp::Ordering::Less if self.forms > 0 => ("companies", Some("a legal form stands after it")),
            std::cmp::Ordering::Less => ("companies", Some("who leads it or its shares are named")),
            // People have no article before them.
            std::cmp::Ordering::Equal if is_person && 4 * self.articles as usize <= times => ("people", None),
            std::cmp::Ordering::Equal => ("companies", None),
        }
    }
}

fn is_own(word: &str) -> bool {
    OWN.contains(&slugify(word).as_str())
}

/// Two or three plain words: companies are mostly called otherwise.
fn is_like_a_person(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let plain = |word: &&str| word.chars().skip(1).all(char::is_lowercase) && word.chars().count() > 1;
    (2..=3).contains(&words.len()) && words.iter().all(plain)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Signs;
    use crate::edit::suggest::capitals::capitalised;

    /// What the texts say of a name.
    fn judged(name: &str, text: &str) -> (&'static str, bool) {
        let (mut signs, mut times) = (Signs::default(), 0);
        for one in capitalised(text, &mut BTreeMap::new()).iter().filter(|one| one.name == name) {
            signs.add(one.signs);
            times += 1;
        }
        assert!(times > 0, "{name} does not stand in {text}");
        let (kind, why) = signs.judge(name, times);
        (kind, why.is_some())
    }

    #[test]
    fn what_stands_beside_a_name_tells_who_it_is() {
        for (name, text, kind) in [
            ("Jo Bauer", "allora il ministro Jo Bauer tace.", "people"),
            ("Jo Bauer", "con Acme CEO Jo Bauer", "people"),
            ("Jo Bauer", "tace Jo Bauer, amministratore delegato? No: tace Jo Bauer, il presidente.", "people"),
            ("Jo Bauer", "Lo ha detto Jo Bauer.", "people"),
            ("Jo Bauer", "and Jo Bauer said no.", "people"),
            ("Acme", "con Acme S.p.A. si firma", "companies"),
            ("Acme", "der Acme AG, die Acme GmbH", "companies"),
            ("Acme", "il presidente di Acme tace", "companies"),
            ("Acme", "le azioni di Acme", "companies"),
            ("Acme", "with Acme CEO Jo Bauer", "companies"),
            ("Blue Sun Group", "ora Blue Sun Group cede", "companies"),
            ("Windows", "con Windows 11, su Windows 10", "products"),
        ] {
            assert_eq!(judged(name, text), (kind, true), "{name} in: {text}");
        }
    }

    #[test]
    fn without_evidence_it_is_a_guess() {
        for (name, text, kind) in [
            ("Jo Bauer", "allora Jo Bauer tace.", "people"),
            ("Acme", "and Acme said no.", "companies"),
            ("Stati Uniti", "negli Stati Uniti", "companies"),
            ("United States", "in the United States", "companies"),
            ("Windows", "con Windows 11", "companies"),
            ("Rubin", "nel Rubin 2026 e nel Rubin 2027", "companies"),
            ("Borsa", "la Borsa 12% sotto, la Borsa 2,5 sopra", "companies"),
        ] {
            assert_eq!(judged(name, text), (kind, false), "{name} in: {text}");
        }
    }
}
