//! What each step of the flow costs: parse, compose and press, publish, update, and the whole.
//!
//! `cargo bench` runs all of them, `cargo bench -- update` one. The articles come from a generator with a fixed seed, so that
//! two runs measure the same work.

#![expect(clippy::expect_used, reason = "a bench that cannot be set up has nothing to measure")]

use std::fs;
use std::path::Path;

use divan::Bencher;
use rassegna::article::place::place;
use rassegna::article::read;
use rassegna::base::date::Moment;
use rassegna::base::stamp::Stamp;
use rassegna::build::making::make_content;
use rassegna::build::manifest::Manifest;
use rassegna::build::publish::{self, Stage, Work};
use rassegna::config::{Config, Options as ConfigOptions};
use rassegna::source::tree::Source;
use rassegna::{Engine, Options};
use tempfile::TempDir;

fn main() {
    divan::main();
}

const CONFIG: &str = "title: Banco\nurl: https://example.org/\ntimezone: Europe/Rome\ndefault_language: it\n";

/// How long the body of a middling article is.
const WORDS: usize = 550;

/// How many articles the site of these benches has.
const ARTICLES: usize = 1_000;

/// Numbers that look random and are the same in every run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap_or(0)
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

const VOCABULARY: [&str; 24] = [
    "la",
    "società",
    "ha",
    "annunciato",
    "un",
    "investimento",
    "di",
    "miliardi",
    "nei",
    "centri",
    "dati",
    "per",
    "il",
    "prossimo",
    "anno",
    "secondo",
    "quanto",
    "riferito",
    "dalla",
    "stampa",
    "economica",
    "americana",
    "mentre",
    "l'accordo",
];

/// One article with headings, links, a quote, a list and emphasis, as an editor writes them.
fn article(at: usize, numbers: &mut Numbers) -> String {
    let (year, month, day) = (2016 + at % 10, 1 + numbers.below(12), 1 + numbers.below(28));
    let company = format!("Azienda {}", numbers.below(120));
    let mut text = format!(
        "---\ntitle: Articolo numero {at}\ndate: {year}-{month:02}-{day:02}\ntags: [tag{}, tag{}]\ncompanies: [{company}]\n\
         sources: [{{name: Testata {}, url: \"https://example.com/{at}\", role: original}}]\n---\n\n",
        numbers.below(40),
        numbers.below(40),
        numbers.below(30),
    );
    let mut words = 0;
    while words < WORDS {
        match numbers.below(8) {
            0 => text.push_str(&format!("## Punto {words}\n\n")),
            1 => text.push_str("> È un passo avanti.\n>\n> — Testata 1\n\n"),
            2 => text.push_str(&format!("- [[{company}]]\n- `codice` e [altrove](https://example.com/x)\n\n")),
            _ => {}
        }
        for _ in 0..60 {
            let word = numbers.of(&VOCABULARY);
            text.push_str(&if numbers.below(25) == 0 { format!("*{word}* ") } else { format!("{word} ") });
        }
        text.push_str(".\n\n");
        words += 60;
    }
    text
}

fn path(at: usize) -> String {
    format!("content/articles/a{at}.md")
}

fn site(articles: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("content/articles")).expect("a folder");
    fs::write(folder.path().join("rassegna.yaml"), CONFIG).expect("the configuration");
    let mut numbers = Numbers(7);
    for at in 0..articles {
        fs::write(folder.path().join(path(at)), article(at, &mut numbers)).expect("an article");
    }
    folder
}

fn open(root: &Path) -> Engine {
    let zone = jiff::tz::TimeZone::UTC;
    let now = Some(Moment::parse("2026-06-01", &zone).expect("a date"));
    Engine::open(root, Options { now, ..Options::default() }).expect("a site")
}

fn built(root: &Path) -> Engine {
    let mut engine = open(root);
    let outcome = engine.build();
    assert!(outcome.published, "the bench's site has errors: {:?}", outcome.diagnostics);
    engine
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let options = ConfigOptions { environment: None, base_url: None, variable: &|_| None };
    let (config, _) = Config::read("rassegna.yaml", CONFIG, &options);
    let text = article(1, &mut Numbers(7));
    let source = Source { path: path(1), stamp: Stamp::of_bytes(text.as_bytes()), text };
    let place = place(&source.path, &config).expect("an article's place");
    bencher.counter(divan::counter::BytesCount::of_str(&source.text)).bench(|| read::read(&source, &place, &config));
}

/// Composes and presses one page of a site of a thousand articles, again and again.
#[divan::bench(args = ["/2016/", "/tags/tag1/", "/companies/", "article"])]
fn compose_and_press(bencher: Bencher<'_, '_>, url: &str) {
    let folder = site(ARTICLES);
    let engine = built(folder.path());
    let mut pages = engine.ledger().pages().map(|(_, page)| &page.address);
    let address = match url {
        "article" => pages.find(|address| address.url.contains("/a500/")),
        url => pages.find(|address| address.url == url),
    };
    let address = address.expect("a page of the site").clone();
    let world = engine.world();
    bencher.bench(|| make_content(world, &address));
}

/// Puts a thousand files into place: in an output folder with nothing in it, and one by one as an update does.
#[divan::bench(sample_count = 20, args = [true, false])]
fn publish_files(bencher: Bencher<'_, '_>, is_fresh: bool) {
    let page = vec![b'x'; 12_000];
    let stamp = Stamp::of_bytes(&page);
    bencher
        .with_inputs(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let stage = Stage::set_up(folder.path(), is_fresh).expect("a stage");
            let mut work = Work::default();
            for at in 0..ARTICLES {
                let path = format!("{:02}/{at}/index.html", at % 12);
                let staged = stage.bytes(&path, &page).expect("a staged file");
                work.write.insert(path, (staged, stamp));
            }
            work.stage = Some(stage);
            (folder, work)
        })
        .bench_values(|(folder, work)| {
            let manifest = publish::publish(folder.path(), &Manifest::default(), work).expect("a publication");
            (folder, manifest)
        });
}

/// The edit of one body among a thousand articles, by a process that stays.
#[divan::bench(sample_count = 50)]
fn update_a_body(bencher: Bencher<'_, '_>) {
    let folder = site(ARTICLES);
    let mut engine = built(folder.path());
    let file = folder.path().join(path(500));
    let text = fs::read_to_string(&file).expect("an article");
    let mut edits = 0;
    bencher.bench_local(|| {
        edits += 1;
        fs::write(&file, format!("{text}\nModifica {edits}.\n")).expect("an edit");
        let outcome = engine.build();
        assert!(outcome.published && !outcome.changes.written.is_empty(), "an edit must be published");
        outcome
    });
}

/// A second build of an unchanged site, by a new process.
#[divan::bench(sample_count = 20)]
fn build_unchanged(bencher: Bencher<'_, '_>) {
    let folder = site(ARTICLES);
    built(folder.path());
    bencher.bench_local(|| built(folder.path()));
}

#[divan::bench(sample_count = 10)]
fn build_all(bencher: Bencher<'_, '_>) {
    let folder = site(ARTICLES);
    bencher
        .with_inputs(|| {
            for name in ["public", ".rassegna"] {
                // At first there is nothing to remove.
                let _ = fs::remove_dir_all(folder.path().join(name));
            }
        })
        .bench_local_values(|()| built(folder.path()));
}
