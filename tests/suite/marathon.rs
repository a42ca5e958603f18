//! The property that matters, over HTTP: after every edit of a long day the preview server shows what a fresh build makes, byte
//! for byte, and nothing else; and the day does not cost it memory.
//!
//! `SERVE_EDITS=2000 SERVE_SEED=7 cargo test --test suite marathon -- --nocapture` looks longer, and elsewhere.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::builder::{NOW, SiteTest, moment};
use crate::model::{ARTICLES, Edit, Model, any_article, any_edit, lay};
use crate::output::Files;
use crate::preview::{address, unlike};
use crate::server::Server;

/// How long the server may take until it shows an edit.
const SOON: Duration = Duration::from_secs(10);

#[expect(clippy::disallowed_methods, reason = "a longer run is asked for by the environment")]
fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().expect("a number"))
}

/// What an editor does beside the edits that the model knows.
#[derive(Clone, Debug)]
enum Deed {
    Model(Edit),
    /// The style sheet gets this colour.
    Style(u16),
    /// The front page's template gets this mark.
    Template(u16),
    /// The site gets this title.
    Title(u16),
    /// An article's front matter breaks, and is mended by the next deed.
    Break(u8),
    /// A file is called another name, by which it has another address.
    Rename,
    /// A folder of articles moves.
    Move,
    /// What is saved by way of another file.
    Save(u16),
}

fn any_deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        12 => any_edit().prop_filter("time stands still", |edit| !matches!(edit, Edit::Wait(_))).prop_map(Deed::Model),
        1 => (0..1000u16).prop_map(Deed::Style),
        1 => (0..1000u16).prop_map(Deed::Template),
        1 => (0..1000u16).prop_map(Deed::Title),
        2 => (0..4u8).prop_map(Deed::Break),
        1 => Just(Deed::Rename),
        1 => Just(Deed::Move),
        1 => (0..1000u16).prop_map(Deed::Save),
    ]
}

/// A newsroom at work in one folder.
struct Newsroom {
    site: SiteTest,
    model: Model,
    /// Files that the model knows nothing of.
    own: BTreeMap<String, String>,
    /// The title, which the model writes anew with every change of the configuration.
    title: u16,
    name: u16,
    folder: u16,
    broken: bool,
}

impl Newsroom {
    fn open(runner: &mut TestRunner) -> Newsroom {
        let mut model = Model::default();
        for at in 0..ARTICLES {
            model.apply(&Edit::Write(at, choose(runner, &any_article())));
        }
        let site = lay(SiteTest::tiny(""), &Model::default(), &model);
        let mut room = Newsroom { site, model, own: BTreeMap::new(), title: 0, name: 0, folder: 0, broken: false };
        room.write("static/stile.css", "a { color: #000 }".to_string());
        let own = "---\ntitle: Proprio\ndate: 2025-11-11\ntags: [ia, chip]\n---\n\nDi [[NVIDIA]] e [altro](a0.md).\n";
        room.write("content/articles/proprio0.md", own.to_string());
        room.write("content/articles/serie0/s.md", own.replace("a0.md", "../a0.md").replace("Proprio", "Serie"));
        room
    }

    fn write(&mut self, path: &str, text: String) {
        let file = self.site.root().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, &text).expect("a file");
        self.own.insert(path.to_string(), text);
    }

    fn edit(&mut self, edit: &Edit) {
        let before = self.model.clone();
        self.model.apply(edit);
        let site = std::mem::replace(&mut self.site, SiteTest::tiny(""));
        self.site = lay(site, &before, &self.model);
        self.entitle();
    }

    /// Puts the title into the configuration that the model wrote.
    fn entitle(&self) {
        let file = self.site.root().join("rassegna.yaml");
        let text = fs::read_to_string(&file).expect("the configuration");
        let (_, rest) = text.split_once('\n').expect("a title first");
        let new = format!("title: Prova {}\n{rest}", self.title);
        if new != text {
            fs::write(file, new).expect("the configuration");
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        fs::rename(self.site.root().join(from), self.site.root().join(to)).expect("a file or folder to move");
        let moved: Vec<String> = self.own.keys().filter(|path| path.starts_with(from)).cloned().collect();
        for path in moved {
            let text = self.own.remove(&path).unwrap_or_default();
            self.own.insert(path.replacen(from, to, 1), text);
        }
    }

    /// Does one deed, and mends first what the last one broke.
    fn act(&mut self, deed: &Deed) {
        let proprio = format!("content/articles/proprio{}.md", self.name);
        if std::mem::take(&mut self.broken) {
            let text = self.own[&proprio].clone();
            self.write(&proprio, text);
        }
        match deed {
            Deed::Model(edit) => self.edit(edit),
            Deed::Style(colour) => self.write("static/stile.css", format!("a {{ color: #{colour:03} }}")),
            Deed::Template(mark) => {
                let text = "{% for card in shelf.cards %}{{ card.title }} {% endfor %}";
                self.write("templates/home.html", format!("{text}{mark}"));
            }
            Deed::Title(title) => {
                self.title = *title;
                self.entitle();
            }
            Deed::Break(how) => {
                let broken = ["---\ntitle: [\n---\nx\n", "---\ntitle: x\n", "", "---\ntitle: x\ndate: mai\n---\n"];
                fs::write(self.site.root().join(&proprio), broken[usize::from(*how)]).expect("a file");
                self.broken = true;
            }
            Deed::Rename => {
                self.name += 1;
                self.rename(&proprio, &format!("content/articles/proprio{}.md", self.name));
            }
            Deed::Move => {
                let from = format!("content/articles/serie{}", self.folder);
                self.folder += 1;
                self.rename(&from, &format!("content/articles/serie{}", self.folder));
            }
            Deed::Save(mark) => {
                let text = self.own[&proprio].lines().take(6).collect::<Vec<_>>().join("\n");
                let text = format!("{text}\nDi [[NVIDIA]], {mark} volte.\n");
                let beside = self.site.root().join("content/articles/.salva.tmp");
                fs::write(&beside, &text).expect("a file beside it");
                fs::rename(beside, self.site.root().join(&proprio)).expect("into place");
                self.own.insert(proprio, text);
            }
        }
    }

    /// What a fresh build makes; nothing, if there are errors in the sources.
    fn built(&self, server: &Server) -> Option<Files> {
        let copy = self.site.copied();
        let output = copy.output();
        let options = rassegna::Options {
            base_url: Some(format!("{}/", server.origin())),
            now: Some(moment(NOW)),
            plain_assets: true,
            ..rassegna::Options::default()
        };
        let mut engine = rassegna::Engine::open(copy.root(), options).ok()?;
        let mut files = engine.build().published.then(|| crate::output::files(&output))?;
        // Smaller forms are for servers that send them, and the preview's sends the files.
        files.retain(|path, _| !path.ends_with(".gz"));
        Some(files)
    }
}

fn choose<T: std::fmt::Debug>(runner: &mut TestRunner, strategy: &impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).expect("a choice").current()
}

/// The first thing in which the server is not what it must be, in words.
fn wrong(server: &Server, built: &Files, gone: &BTreeSet<String>) -> Option<String> {
    unlike(server, built, "").or_else(|| {
        gone.iter().find_map(|file| {
            let url = address("", file);
            let answer = server.get(&url);
            // Where a page was there may be a way to another now, such as to the same address with its slash.
            let is_gone = answer.status == 404 || (answer.status == 301 && !file.ends_with("index.html"));
            (!is_gone).then(|| format!("{url} is gone, but is answered with {}:\n{}", answer.status, answer.text()))
        })
    })
}

/// What is known at some hour of the day.
struct Day {
    runner: TestRunner,
    room: Newsroom,
    server: Server,
    /// The last deeds, for the message of a test that fails.
    last: VecDeque<String>,
    /// Every file that was ever built.
    seen: BTreeSet<String>,
    done: usize,
    compared: usize,
    slowest: Duration,
}

impl Day {
    fn begin() -> Day {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&number("SERVE_SEED", 1).to_le_bytes());
        let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
        let room = Newsroom::open(&mut runner);
        let server = Server::start(&room.site, &[]);
        let (last, seen) = (VecDeque::new(), BTreeSet::new());
        Day { runner, room, server, last, seen, done: 0, compared: 0, slowest: Duration::ZERO }
    }

    fn act(&mut self) {
        let deed = choose(&mut self.runner, &any_deed());
        self.room.act(&deed);
        self.done += 1;
        self.last.push_back(format!("{}: {deed:?}", self.done));
        if self.last.len() > 8 {
            self.last.pop_front();
        }
    }

    /// Waits until the server shows what a fresh build makes, if there is one.
    fn compare(&mut self) {
        let Some(built) = self.room.built(&self.server) else { return };
        self.compared += 1;
        let gone: BTreeSet<String> = self.seen.iter().filter(|file| !built.contains_key(*file)).cloned().collect();
        let began = Instant::now();
        while let Some(difference) = wrong(&self.server, &built, &gone) {
            let said = self.server.process.said();
            let said: Vec<&str> = said.lines().rev().take(40).collect();
            let last = &self.last;
            assert!(
                began.elapsed() < SOON,
                "{difference}\nafter the edits {last:#?}\nThe server said, last first: {said:#?}"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        self.slowest = self.slowest.max(began.elapsed());
        self.seen.extend(built.into_keys());
    }

    /// Ends it well.
    fn end(&mut self) {
        let (code, _) = self.server.end("INT");
        let said = self.server.process.said();
        assert_eq!(code, Some(0), "it must end well:\n{said}");
        assert!(!said.contains("panicked"), "it must never panic:\n{said}");
    }
}

#[test]
fn a_long_day_of_edits_is_shown_as_a_fresh_build_would_be() {
    let edits = number("SERVE_EDITS", 100) as usize;
    let mut day = Day::begin();
    let mut memory = None;
    for at in 1..=edits {
        day.act();
        day.compare();
        if at == 100 {
            memory = day.server.process.memory();
        }
        if at % 100 == 0 {
            let (compared, seen, slowest) = (day.compared, day.seen.len(), day.slowest);
            let memory = day.server.process.memory().unwrap_or(0);
            println!("{at} edits, {compared} compared, {seen} addresses, {memory} KiB, slowest {slowest:?}");
        }
    }
    // Most edits leave a sound site; if few did, little was compared.
    assert!(day.compared * 2 > edits, "only {} of {edits} edits left a site that can be built", day.compared);
    if let (Some(before), Some(after)) = (memory.filter(|_| edits > 200), day.server.process.memory()) {
        assert!(after * 5 <= before * 6, "after 100 edits it had {before} KiB, after {edits} edits it has {after} KiB");
    }
    day.end();
}

#[test]
fn days_that_begin_where_the_last_one_ended_are_shown_as_a_fresh_build_would_be() {
    let mut day = Day::begin();
    let days = number("SERVE_EDITS", 100) / 10;
    for _ in 0..days {
        // Some pages are looked at, some never are; then the preview ends, and files are edited all the same.
        day.act();
        day.compare();
        day.end();
        day.act();
        day.server = Server::begin(day.room.site.root(), &["--now", NOW, "--port", &day.server.port.to_string()]);
        day.compare();
    }
    assert!(day.compared as u64 > days, "only {} states of a sound site were compared", day.compared);
    day.end();
}
