//! The search as a reader uses it, and the two sides of its words held together.

use rassegna::base::words::{Stems, key, split, stemmer};
use serde_json::{Value, json};

use crate::chromium::{Chromium, Tab};
use crate::site::{Server, Site};

fn open(chromium: &mut Chromium, server: &Server, path: &str) -> Tab {
    let tab = chromium.open(&server.url(path));
    chromium.until(&tab, "document.readyState === 'complete'");
    tab
}

/// What a reader types into the focused field.
fn kind(chromium: &mut Chromium, tab: &Tab, text: &str) {
    let text = json!(text);
    let expression = format!(
        "(() => {{ const field = document.activeElement; field.value = {text};
            field.dispatchEvent(new Event('input', {{bubbles: true}})); return true }})()"
    );
    chromium.eval(tab, &expression);
}

const TITLES: &str = "[...document.querySelectorAll('.search-title')].map(title => title.textContent).join('|')";

fn site() -> Site {
    let site = Site::new();
    site.write("templates/partials/body_end.html", "");
    let article = |title: &str, fields: &str, body: &str| {
        format!("---\ntitle: {title}\n{fields}\nsummary: In breve.\n---\n\n{body}\n")
    };
    site.write(
        "content/articles/2025/torino.md",
        &article(
            "Torino e le altre città",
            "date: 2024-03-01\ncompanies: [NVIDIA]\ntags: [reti]",
            "Hanno annunciato un accordo per le reti della regione.",
        ),
    );
    site.write(
        "content/articles/2025/milano.md",
        &article(
            "Milano",
            "date: 2025-03-01\ncompanies: [AMD]",
            "Un altro accordo, annunciato ieri a tutti i lettori.",
        ),
    );
    site
}

#[test]
#[ignore = "needs Chromium"]
fn a_reader_types_a_word_and_finds_the_article() {
    let (site, mut chromium) = (site(), Chromium::start());
    let server = site.serve(&[]);
    let tab = open(&mut chromium, &server, "/search/");
    // Nothing of the index is loaded before somebody wants to search.
    let loaded = "performance.getEntriesByType('resource').filter(one => one.name.includes('/search/it/')).length";
    assert_eq!(chromium.eval(&tab, loaded), json!(0));
    chromium.press(&tab, "/");
    assert_eq!(chromium.eval(&tab, "document.activeElement.id"), json!("search-words"));
    kind(&mut chromium, &tab, "annunciare citta");
    chromium.until(&tab, &format!("{TITLES} === 'Torino e le altre città'"));
    assert_eq!(chromium.eval(&tab, "new URLSearchParams(location.search).get('q')"), json!("annunciare citta"));
    assert_eq!(chromium.eval(&tab, "document.querySelector('.search-title mark').textContent"), json!("città"));
    // The summary does not hold the word: a passage of the article does.
    chromium.until(&tab, "document.querySelector('.search-summary mark')?.textContent === 'annunciato'");
    // A word that is being typed.
    kind(&mut chromium, &tab, "acco");
    chromium.until(&tab, "document.querySelectorAll('.search-result').length === 2");
    assert_eq!(
        chromium.eval(&tab, "document.querySelector('[role=status]').textContent"),
        json!("Articoli trovati: 2")
    );
    chromium.press(&tab, "ArrowDown");
    chromium.press(&tab, "ArrowDown");
    let second = "document.activeElement === document.querySelectorAll('.search-title a')[1]";
    assert_eq!(chromium.eval(&tab, second), json!(true));
    chromium.press(&tab, "Escape");
    assert_eq!(chromium.eval(&tab, "document.activeElement.id"), json!("search-words"));
    chromium.press(&tab, "Escape");
    chromium.until(&tab, "location.search === '' && document.querySelectorAll('.search-result').length === 0");
}

#[test]
#[ignore = "needs Chromium"]
fn filters_limit_what_is_found_and_stand_in_the_address() {
    let (site, mut chromium) = (site(), Chromium::start());
    let server = site.serve(&[]);
    let tab = open(&mut chromium, &server, "/search/?q=accordo");
    chromium.until(&tab, "document.querySelectorAll('.search-result').length === 2");
    let choose = |name: &str, value: &str| {
        format!(
            "(() => {{ const input = document.querySelector('[data-search-{name}]'); input.value = '{value}';
                input.dispatchEvent(new Event('change')); return true }})()"
        )
    };
    chromium.eval(&tab, &choose("company", "nvidia"));
    chromium.until(&tab, &format!("{TITLES} === 'Torino e le altre città'"));
    assert_eq!(chromium.eval(&tab, "location.search"), json!("?q=accordo&company=nvidia"));
    chromium.eval(&tab, "document.querySelector('.search-chips button').click(); true");
    chromium.until(&tab, "document.querySelectorAll('.search-result').length === 2");
    chromium.eval(&tab, &choose("year", "2025"));
    chromium.until(&tab, &format!("{TITLES} === 'Milano'"));
    // Without a word, a filter lists all that it lets through; what nobody wrote is not found.
    chromium.go(&tab, &server.url("/search/?tag=reti"));
    chromium.until(&tab, &format!("{TITLES} === 'Torino e le altre città'"));
    chromium.go(&tab, &server.url("/search/?q=introvabile"));
    chromium.until(&tab, "document.querySelector('[role=status]').textContent === 'Nessun articolo trovato.'");
    // Half of what was typed is better than nothing.
    chromium.go(&tab, &server.url("/search/?q=introvabile+torino"));
    chromium.until(&tab, &format!("{TITLES} === 'Torino e le altre città'"));
}

/// Texts of each language that has a stemmer. The stemmers were compared on hundreds of thousands of words when they were
/// written; these are enough to see that none has come apart since.
const TEXTS: [(&str, &str); 18] = [
    ("ar", "أعلنت الشركات الكبرى عن اتفاق جديد لبناء مراكز البيانات في المدن والقرى والمُدُن"),
    ("da", "Virksomhederne annoncerede en ny aftale om datacentre i byerne og på øerne"),
    ("de", "Übernahmen größerer Häuser: die Unternehmen kündigten neue Verträge für Rechenzentren an"),
    ("el", "Οι εταιρείες ανακοίνωσαν νέα συμφωνία για κέντρα δεδομένων στις πόλεις"),
    (
        "en",
        "The companies' universities announced communications; generously hoping, dying skis said the newest organizations",
    ),
    ("es", "Las compañías anunciaron rápidamente nuevas inversiones y acuerdos en las ciudades"),
    ("fi", "Yritykset ilmoittivat uusista sopimuksista kaupunkien datakeskuksista ja taloissamme"),
    ("fr", "Les sociétés annonçaient de nouvelles régulations économiques, héroïquement négociées dans les cités"),
    ("hu", "A vállalatok új megállapodásokat jelentettek be az adatközpontokról a városokban"),
    (
        "it",
        "Le società hanno annunciato velocemente gli accordi: perché le città parlandone cambieranno? L’università dell’energia",
    ),
    ("nl", "De bedrijven kondigden nieuwe overeenkomsten aan over datacentra in de steden en gebouwen"),
    ("no", "Selskapene kunngjorde nye avtaler om datasentre i byene"),
    ("pt", "As empresas anunciaram rapidamente novas informações e ações nas cidades"),
    ("ro", "Companiile au anunțat noile acorduri pentru centrele de date din orașele mari"),
    ("ru", "Компании объявили о новых соглашениях и центрах обработки данных в городах, определён порядок"),
    ("sv", "Företagen meddelade nya avtal om datacenter i städerna och på öarna"),
    ("ta", "நிறுவனங்கள் புதிய ஒப்பந்தங்களை அறிவித்தன"),
    ("tr", "Şirketler şehirlerdeki veri merkezleri için yeni anlaşmalarını açıkladılar"),
];

#[test]
#[ignore = "needs Chromium"]
fn the_browser_splits_and_stems_as_the_program_does() {
    let languages: Vec<String> = TEXTS.iter().map(|(tag, _)| format!("{tag}: {{}}")).chain(["ja: {}".into()]).collect();
    let (site, mut chromium) = (Site::new(), Chromium::start());
    let text = site.read("rassegna.yaml");
    site.write("rassegna.yaml", &format!("{text}languages: {{{}}}\n", languages.join(", ")));
    let server = site.serve(&[]);
    let tab = open(&mut chromium, &server, "/search/");
    let check = |chromium: &mut Chromium, tag: &str, text: &str| {
        let stems = Stems::of(tag);
        let mut ours = Vec::new();
        split(text, |form| {
            let word = stems.word(form);
            let key = key(&word);
            ours.push(json!([form, word, key]));
        });
        let script = stemmer(tag).map(|_| server.url(&format!("/search/{tag}/stemmer.js")));
        let asked = format!(
            "(async () => {{
                const {{ split, lower, fold, key }} = document.querySelector('[data-search]').search;
                const stem = {script} ? (await import({script})).default : word => word;
                return split({text}).map(({{ form }}) => {{
                    const word = fold(stem(lower(form))); return [form, word, key(word)] }})
            }})()",
            script = json!(script),
            text = json!(text),
        );
        let theirs = chromium.eval(&tab, &asked);
        assert_eq!(theirs, Value::Array(ours), "{tag}");
    };
    for (tag, text) in TEXTS {
        check(&mut chromium, tag, text);
    }
    check(&mut chromium, "ja", "日本の企業が、OpenAIと新しい半導体を発表した。ｶﾞｽ ＡＩ 今 2025年 한국어 ไทย𠮷野家");
    check(&mut chromium, "it", "x² ½ 3,5 AT&T C++ l'A.I. e\u{301}te\u{301} ИЙ İstanbul ΣΟΦΟΣ ﬁne a_b 12ª");
}
