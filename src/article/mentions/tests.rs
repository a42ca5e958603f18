//! Names in texts of several languages: where they are found, where they become links, and where they are part of
//! something else.

use std::sync::Arc;

use super::find;
use super::names::{Name, Names, may_hold};
use super::text::fold;
use crate::article::piece::Piece;
use crate::article::place::place;
use crate::article::read;
use crate::article::whole::Article;
use crate::base::stamp::Stamp;
use crate::config::{Config, Options};
use crate::source::tree::Source;

/// Everybody whom the site of these tests knows. A name that ends in `!` is written in capitals and small letters as it is.
const KNOWN: [(&str, &[&str]); 18] = [
    ("nvidia", &["NVIDIA", "Nvidia Corp."]),
    ("openai", &["OpenAI", "Open AI"]),
    ("meta", &["Meta!", "Meta Platforms"]),
    ("apple", &["Apple!"]),
    ("arm", &["Arm!"]),
    ("google", &["Google"]),
    ("google-cloud", &["Google Cloud"]),
    ("github", &["GitHub"]),
    ("microsoft", &["Microsoft"]),
    ("rust-foundation", &["Rust Foundation"]),
    ("at-t", &["AT&T"]),
    ("x", &["X"]),
    ("siemens", &["Siemens"]),
    ("bosch", &["Bosch"]),
    ("nintendo", &["任天堂", "Nintendo"]),
    ("sony", &["ソニー", "Sony"]),
    ("samsung", &["삼성전자"]),
    ("societe", &["Société Générale"]),
];

fn known() -> Names {
    Names::new(KNOWN.iter().enumerate().flat_map(|(who, (key, names))| {
        let key: Arc<str> = (*key).into();
        names.iter().map(move |name| Name {
            text: name.trim_end_matches('!').to_string(),
            who: who as u32,
            taxonomy: 1,
            key: key.clone(),
            exact: name.ends_with('!'),
            linked: true,
        })
    }))
}

fn article(language: &str, markdown: &str) -> Article {
    let config = format!("title: T\ndefault_language: {language}\nmarkdown: {{smart_punctuation: true}}\n");
    let variable = |_: &str| None;
    let options = Options { environment: None, base_url: None, variable: &variable };
    let (config, _) = Config::read("rassegna.yaml", &config, &options);
    let text = format!("---\ntitle: \"-\"\ndate: 2025-09-23\n---\n{markdown}\n");
    let path = "content/articles/a.md".to_string();
    let place = place(&path, &config).expect("articles have their place");
    let source = Source { path, text, stamp: Stamp::ABSENT };
    read::read(&source, &place, &config).0.expect("it can be read")
}

/// What was found, as a line: `key×count`, and the links as they stand in the text.
fn told(language: &str, markdown: &str) -> (String, Vec<String>) {
    let mut article = article(language, markdown);
    let found = find(&mut article, &known(), &Names::default(), language, true);
    let counts = found.named.iter().map(|mention| format!("{}×{}", KNOWN[mention.who as usize].0, mention.count));
    let counts: Vec<String> = counts.collect();
    let links = article.body.iter().filter_map(|piece| match piece {
        Piece::Mention { key, html, .. } => Some(format!("{key}: {html}")),
        _ => None,
    });
    (counts.join(" "), links.collect())
}

/// (language, Markdown, who is named how often, what becomes a link)
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    // Edges of words.
    ("it", "NVIDIA investe.", "nvidia×1", &["nvidia: NVIDIA"]),
    ("it", "Nvidia, nvidia e NVIDIA.", "nvidia×3", &["nvidia: Nvidia"]),
    ("it", "I googlare e le nvidiesche cose.", "", &[]),
    ("it", "La metafora della Metallurgica.", "", &[]),
    ("en", "Armed with an armchair, the Army.", "", &[]),
    ("en", "Snapple and pineApple.", "", &[]),
    ("it", "Il «Google» di domani, (Google) e \"Google\".", "google×3", &["google: Google"]),
    ("en", "Google2 and 2Google are others.", "", &[]),
    ("en", "my_Google_thing", "", &[]),
    // Upper and lower case.
    ("it", "La meta è vicina, Meta no.", "meta×1", &["meta: Meta"]),
    ("it", "META e APPLE gridati.", "", &[]),
    ("en", "An apple from Apple.", "apple×1", &["apple: Apple"]),
    ("en", "An arm from Arm.", "arm×1", &["arm: Arm"]),
    ("it", "Microsoft, MICROSOFT, microsoft.", "microsoft×3", &["microsoft: Microsoft"]),
    ("it", "Su X e non su x.", "x×1", &["x: X"]),
    ("fr", "La SOCIÉTÉ GÉNÉRALE et la société générale.", "societe×2", &["societe: SOCIÉTÉ GÉNÉRALE"]),
    // Elisions and apostrophes, straight and curly.
    ("it", "L'NVIDIA, l'NVIDIA e dell’OpenAI.", "nvidia×2 openai×1", &["nvidia: NVIDIA", "openai: OpenAI"]),
    ("fr", "L’offre d'Apple et l'Apple Store.", "apple×2", &["apple: Apple"]),
    ("it", "Un po'Google.", "google×1", &["google: Google"]),
    ("en", "The O'Google family.", "", &[]),
    ("it", "'Google' tra apici.", "google×1", &["google: Google"]),
    // Possessives and genitives.
    ("en", "NVIDIA's chips and NVIDIA’s margins.", "nvidia×2", &["nvidia: NVIDIA"]),
    ("en", "Microsofts are not counted in English.", "", &[]),
    ("de", "Microsofts Pläne, Googles Suche.", "microsoft×1 google×1", &["microsoft: Microsofts", "google: Googles"]),
    ("de", "Siemens’ Werke und Siemens.", "siemens×2", &["siemens: Siemens"]),
    ("de", "Die Microsoftsache bei Boschs.", "bosch×1", &["bosch: Boschs"]),
    ("de", "Der Google-Chef und die KI-Firma OpenAI.", "google×1 openai×1", &["google: Google", "openai: OpenAI"]),
    ("de", "Googeln und googelte.", "", &[]),
    // Hyphens and slashes.
    ("it", "L'accordo Microsoft-OpenAI.", "microsoft×1 openai×1", &["microsoft: Microsoft", "openai: OpenAI"]),
    ("en", "A non-Google, pre-NVIDIA world.", "google×1 nvidia×1", &["google: Google", "nvidia: NVIDIA"]),
    ("en", "An X-ray and an x-ray.", "", &[]),
    ("en", "Google/Microsoft alike.", "google×1 microsoft×1", &["google: Google", "microsoft: Microsoft"]),
    // The longest wins, and the names of one never overlap.
    ("it", "Google Cloud e Google.", "google-cloud×1 google×1", &["google-cloud: Google Cloud", "google: Google"]),
    ("en", "Google Cloudy days.", "google×1", &["google: Google"]),
    ("en", "Meta Platforms Inc.", "meta×1", &["meta: Meta Platforms"]),
    ("it", "Nvidia Corp. ha chiuso. Nvidia Corp chiude.", "nvidia×2", &["nvidia: Nvidia Corp."]),
    ("en", "AT&T and AT &T.", "at-t×1", &["at-t: AT&amp;T"]),
    // Across lines and emphasis.
    ("en", "The Rust\nFoundation said.", "rust-foundation×1", &["rust-foundation: Rust\nFoundation"]),
    ("en", "The Rust  \nFoundation said.", "rust-foundation×1", &["rust-foundation: Rust<br />\nFoundation"]),
    ("en", "The **Rust** Foundation.", "rust-foundation×1", &["rust-foundation: <strong>Rust</strong> Foundation"]),
    ("en", "**The Rust** Foundation.", "rust-foundation×1", &[]),
    ("en", "**Rust Foundation** and Rust Foundation", "rust-foundation×2", &["rust-foundation: Rust Foundation"]),
    (
        "en",
        "The Rust *Foundation* again: Rust Foundation.",
        "rust-foundation×2",
        &["rust-foundation: Rust <em>Foundation</em>"],
    ),
    (
        "it",
        "**Open**AI e *Micro*soft.",
        "openai×1 microsoft×1",
        &["openai: <strong>Open</strong>AI", "microsoft: <em>Micro</em>soft"],
    ),
    ("en", "Rust\n\nFoundation", "", &[]),
    ("en", "Rust&nbsp;Foundation", "rust-foundation×1", &["rust-foundation: Rust\u{a0}Foundation"]),
    // Only counted: headings, links, quotes. Not even that: code.
    ("it", "## Google\n\nTesto.", "google×1", &[]),
    ("it", "> Google ha detto.\n\nPoi Google.", "google×2", &["google: Google"]),
    ("it", "[Google](https://www.google.com/) e Google.", "google×2", &["google: Google"]),
    ("it", "[[company:Google|Google]] e Google.", "google×2", &[]),
    ("en", "`google` and\n\n```\ngoogle\n```\n", "", &[]),
    ("en", "Write `rust` Foundation.", "", &[]),
    ("en", "https://www.google.com/ and google.com, @google, #google", "", &[]),
    ("en", "me@google.com writes", "", &[]),
    ("en", "<a href=\"/x/\">Google</a>, <code>Google</code>, <b>Google</b>", "google×2", &["google: Google"]),
    ("en", "<pre>\nGoogle\n</pre>", "", &[]),
    ("it", "| A | B |\n|---|---|\n| Google | 3 |\n", "google×1", &["google: Google"]),
    ("it", "- Google\n- Google\n", "google×2", &["google: Google"]),
    // Japanese, Chinese and Korean, whose words are not parted by spaces.
    ("ja", "任天堂は新型機を発表した。", "nintendo×1", &["nintendo: 任天堂"]),
    ("ja", "昨日、任天堂とソニーが発表。", "nintendo×1 sony×1", &["nintendo: 任天堂", "sony: ソニー"]),
    ("ja", "米NVIDIAの決算とOpenAIが", "nvidia×1 openai×1", &["nvidia: NVIDIA", "openai: OpenAI"]),
    ("ja", "ソニーミュージックとソニー社", "sony×1", &["sony: ソニー"]),
    ("ja", "Ｇｏｏｇｌｅの検索", "google×1", &[]),
    ("zh", "任天堂发布新机。", "nintendo×1", &["nintendo: 任天堂"]),
    ("ko", "삼성전자는 발표했다. 삼성전자의", "samsung×2", &["samsung: 삼성전자"]),
    ("ko", "삼성전자주식", "", &[]),
    // Pieces of punctuation.
    ("en", "(OpenAI), “OpenAI”—OpenAI…", "openai×3", &["openai: OpenAI"]),
    ("en", "Open AI", "openai×1", &["openai: Open AI"]),
    ("en", "$X and X+ and C:\\Google", "", &[]),
];

#[test]
fn names_are_found_as_a_reader_would_find_them() {
    let mut wrong = Vec::new();
    for (language, markdown, counts, links) in CASES {
        let (found, linked) = told(language, markdown);
        if found != *counts || linked != *links {
            wrong.push(format!(
                "{language}: {markdown:?}\n  wanted {counts:?} {links:?}\n  found  {found:?} {linked:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}

#[test]
fn the_body_reads_the_same_whatever_is_linked() {
    for (language, markdown, ..) in CASES {
        let plain = crate::article::markdown::plain::to_html(&article(language, markdown).body);
        let mut linked = article(language, markdown);
        find(&mut linked, &known(), &Names::default(), language, true);
        assert_eq!(crate::article::markdown::plain::to_html(&linked.body), plain, "{markdown}");
    }
}

#[test]
fn a_text_that_holds_a_name_is_never_passed_over() {
    for (language, markdown, ..) in CASES {
        let found = find(&mut article(language, markdown), &known(), &Names::default(), language, true);
        for mention in &found.named {
            let one = || known_of(mention.who as usize);
            let moved = Names::new(one()).moved(&Names::default());
            assert!(may_hold(&found.sketch, &moved), "{language}: {markdown}");
        }
    }
}

fn known_of(who: usize) -> impl Iterator<Item = Name> {
    let (key, names) = KNOWN[who];
    names.iter().map(move |name| Name {
        text: name.trim_end_matches('!').to_string(),
        who: who as u32,
        taxonomy: 1,
        key: key.into(),
        exact: name.ends_with('!'),
        linked: true,
    })
}

#[test]
fn an_article_says_which_of_its_own_names_are_meant() {
    let mut article = article("en", "Acme and ACME and Acmes. Acme Labs.");
    let own = Names::new(
        [Name { text: "Acme".into(), who: 7, taxonomy: 1, key: "acme".into(), exact: true, linked: true }].into_iter(),
    );
    let found = find(&mut article, &Names::default(), &own, "en", true);
    assert_eq!(found.named.iter().map(|mention| (mention.who, mention.count)).collect::<Vec<_>>(), [(7, 2)]);
}

#[test]
fn nobody_is_linked_who_asks_not_to_be() {
    let mut body = article("en", "Google and OpenAI.");
    let silent = Names::new(known_of(5).map(|name| Name { linked: false, ..name }).chain(known_of(1)));
    let found = find(&mut body, &silent, &Names::default(), "en", true);
    assert_eq!(found.named.len(), 2, "both are counted");
    let links = body.body.iter().filter(|piece| matches!(piece, Piece::Mention { .. })).count();
    assert_eq!(links, 1, "and one is linked");
    let mut body = article("en", "Google and OpenAI.");
    find(&mut body, &known(), &Names::default(), "en", false);
    assert!(!body.body.iter().any(|piece| matches!(piece, Piece::Mention { .. })));
}

proptest::proptest! {
    /// The quick way finds what the slow one does, whatever the names are.
    #[test]
    fn nothing_is_missed(
        names in proptest::collection::vec("[.]?[aAbé天ソ][aAbs 'é天ソ.-]{0,5}[aAbs天]?", 1..7),
        text in "([aAbs '’é天ソ.-]|\n|は){0,60}",
        language in proptest::sample::select(vec!["it", "en", "de", "ja", "zh"]),
    ) {
        let names = Names::new(names.into_iter().enumerate().map(|(who, text)| Name {
            exact: who % 3 == 0, text, who: who as u32, taxonomy: 1, key: "k".into(), linked: true,
        }));
        let folded = fold(&text);
        proptest::prop_assert_eq!(names.find(&text, &folded, language).0, names.find_slowly(&text, &folded, language));
    }

    /// Whatever stands in a text: its HTML stays, and what is found are names at their places.
    #[test]
    fn any_text_is_borne(markdown in "[a-zA-Z<>&;'’\\-`*_\\[\\]()#\n .任天堂Google]{0,80}(Google|Rust Foundation|l'NVIDIA|任天堂)?[^\u{0}]{0,40}") {
        let before = crate::article::markdown::plain::to_html(&article("it", &markdown).body);
        let mut after = article("it", &markdown);
        let found = find(&mut after, &known(), &Names::default(), "it", true);
        proptest::prop_assert_eq!(crate::article::markdown::plain::to_html(&after.body), before);
        for piece in &after.body {
            if let Piece::Mention { key, .. } = piece {
                let who = KNOWN.iter().position(|(known, _)| **known == **key);
                proptest::prop_assert!(found.named.iter().any(|mention| Some(mention.who as usize) == who));
            }
        }
    }
}
