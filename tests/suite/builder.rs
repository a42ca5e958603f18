//! The builder on which all tests of whole sites stand: a fixture text is laid into a folder, built, edited, updated, and
//! what became of the output is compared exactly.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rassegna::base::date::Moment;
use rassegna::build::preview::Preview;
use rassegna::build::why::Why;
use rassegna::diagnostic::{Diagnostic, render};
use rassegna::site::held::Reveal;
use rassegna::{Changes, Engine, Options, Outcome, Tally};
use tempfile::TempDir;

use crate::fixture::split;
use crate::output::{Files, OWN, Page, around, difference, files};

/// The site that every fixture is laid over.
const CONFIG: &str = "title: Prova\nurl: https://example.org/\ntimezone: Europe/Rome\ndefault_language: it\n";

/// A theme of one-line templates, for tests in which it matters what a page shows and what it does not.
const TINY: &str = include_str!("tiny.txt");

/// The instant at which tests build, unless they say otherwise.
pub const NOW: &str = "2026-01-15T12:00:00+01:00";

/// A site in a folder of its own, with what its last build said.
pub struct SiteTest {
    folder: TempDir,
    options: Options,
    engine: Option<Engine>,
    pub outcome: Outcome,
    removals_seen: bool,
}

impl SiteTest {
    /// A site from a fixture: each line `//- path` begins a file. The built-in theme prints it.
    pub fn new(fixture: &str) -> SiteTest {
        let site = SiteTest {
            folder: tempfile::tempdir().expect("a folder for the test's site"),
            options: Options { now: Some(moment(NOW)), ..Options::default() },
            engine: None,
            outcome: Outcome::default(),
            removals_seen: false,
        };
        site.write("rassegna.yaml", CONFIG).lay(fixture)
    }

    /// The same with the tiny theme, Atom as the only format of feeds, and no search.
    pub fn tiny(fixture: &str) -> SiteTest {
        SiteTest::new(TINY).config("theme: tiny\nfeeds: {formats: [atom]}\nsearch: false").lay(fixture)
    }

    /// Lays more files over the site.
    pub fn lay(mut self, fixture: &str) -> SiteTest {
        for (path, text) in split(fixture) {
            self = self.write(path, text);
        }
        self
    }

    /// Adds lines to the configuration.
    pub fn config(self, lines: &str) -> SiteTest {
        self.edit("rassegna.yaml", |text| format!("{text}{lines}\n"))
    }

    pub fn now(mut self, text: &str) -> SiteTest {
        self.options.now = Some(moment(text));
        self
    }

    pub fn reveal(mut self, reveal: Reveal) -> SiteTest {
        self.options.reveal = reveal;
        self
    }

    pub fn base_url(mut self, url: &str) -> SiteTest {
        self.options.base_url = Some(url.to_string());
        self
    }

    pub fn environment(mut self, name: &str) -> SiteTest {
        self.options.environment = Some(name.to_string());
        self
    }

    /// Assets under their own names, as the preview shows them.
    pub fn plain_assets(mut self) -> SiteTest {
        self.options.plain_assets = true;
        self
    }

    pub fn output_folder(mut self, folder: Option<PathBuf>) -> SiteTest {
        self.options.output = folder;
        self
    }

    pub fn clean(mut self, clean: bool) -> SiteTest {
        self.options.clean = clean;
        self
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn output(&self) -> PathBuf {
        self.options.output.clone().unwrap_or_else(|| self.root().join("public"))
    }

    // What an editor does.

    pub fn write(self, path: &str, text: impl AsRef<[u8]>) -> SiteTest {
        put(&self.root().join(path), text.as_ref());
        self
    }

    pub fn edit(self, path: &str, change: impl FnOnce(&str) -> String) -> SiteTest {
        let file = self.root().join(path);
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path} cannot be edited: {error}"));
        let new = change(&text);
        assert_ne!(text, new, "the edit of {path} changes nothing, so the test would prove nothing");
        self.write(path, new)
    }

    /// Replaces a text that must be there.
    pub fn replace(self, path: &str, old: &str, new: &str) -> SiteTest {
        self.edit(path, |text| {
            assert!(text.contains(old), "{path} does not hold {old:?}:\n{text}");
            text.replace(old, new)
        })
    }

    pub fn remove(self, path: &str) -> SiteTest {
        let file = self.root().join(path);
        let removed = if file.is_dir() { fs::remove_dir_all(&file) } else { fs::remove_file(&file) };
        removed.unwrap_or_else(|error| panic!("{path} cannot be removed: {error}"));
        self
    }

    pub fn rename(self, from: &str, to: &str) -> SiteTest {
        let to = self.root().join(to);
        fs::create_dir_all(to.parent().expect("a file's folder")).expect("a folder to move into");
        fs::rename(self.root().join(from), to).unwrap_or_else(|error| panic!("{from} cannot be renamed: {error}"));
        self
    }

    // Builds.

    /// The first build, which must succeed without an error.
    pub fn build(self) -> SiteTest {
        self.update()
    }

    /// A build by a new process: nothing is known but the ledger.
    pub fn update(mut self) -> SiteTest {
        self.engine = None;
        self.run().published()
    }

    /// A build by a new process that may say what it likes.
    pub fn try_update(mut self) -> SiteTest {
        self.engine = None;
        self.run()
    }

    /// A build by the same process.
    pub fn update_warm(self) -> SiteTest {
        assert!(self.engine.is_some(), "a warm update wants a build before it");
        self.run().published()
    }

    /// An update by the same process, which looks at these files alone.
    pub fn update_at(mut self, paths: &BTreeSet<String>) -> SiteTest {
        self.removals_seen = false;
        let engine = self.engine.as_mut().expect("an update wants a build before it");
        self.outcome = engine.update(&paths.iter().map(PathBuf::from).collect::<Vec<_>>());
        self.published()
    }

    /// A build by a new process that must not publish.
    pub fn fail(mut self) -> SiteTest {
        self.engine = None;
        self.run().unpublished()
    }

    pub fn fail_warm(self) -> SiteTest {
        self.run().unpublished()
    }

    fn run(mut self) -> SiteTest {
        self.removals_seen = false;
        let engine = self.engine.take().map_or_else(|| Engine::open(self.folder.path(), self.options.clone()), Ok);
        match engine {
            Ok(mut engine) => {
                self.outcome = engine.build();
                self.engine = Some(engine);
            }
            Err(diagnostics) => self.outcome = Outcome { diagnostics, ..Outcome::default() },
        }
        self
    }

    fn published(self) -> SiteTest {
        let said = self.told();
        assert!(self.outcome.published, "the site must be published, but the build said:\n{said}");
        assert!(!self.outcome.diagnostics.iter().any(Diagnostic::is_error), "an error was published:\n{said}");
        self
    }

    fn unpublished(self) -> SiteTest {
        assert!(
            !self.outcome.published,
            "the site must not be published, but it was; the build said:\n{}",
            self.told()
        );
        let changes = &self.outcome.changes;
        assert!(
            self.outcome.diagnostics.iter().any(Diagnostic::is_error),
            "a build that publishes nothing must say why; it said:\n{}",
            self.told()
        );
        assert!(
            changes.written.is_empty() && changes.removed.is_empty(),
            "nothing may be written or removed when there is an error: {changes:?}"
        );
        self
    }

    // What became of the output.

    /// Exactly these addresses were written, and none was removed but what `removed` has named before.
    #[track_caller]
    pub fn rewrote(self, expected: &[&str]) -> SiteTest {
        let Changes { written, removed, .. } = &self.outcome.changes;
        same(written, expected, "written", &self);
        if !self.removals_seen {
            same(removed, &[], "removed", &self);
        }
        self
    }

    /// Exactly these addresses were removed.
    #[track_caller]
    pub fn removed(mut self, expected: &[&str]) -> SiteTest {
        same(&self.outcome.changes.removed, expected, "removed", &self);
        self.removals_seen = true;
        self
    }

    #[track_caller]
    pub fn tally(self, expected: Tally) -> SiteTest {
        assert_eq!(self.outcome.changes.tally, expected, "the work that was done (left) is not what is needed (right)");
        self
    }

    /// No file was parsed, no page composed or pressed, no file written or removed.
    #[track_caller]
    pub fn rendered_nothing(self) -> SiteTest {
        self.rewrote(&[]).tally(Tally::default())
    }

    /// The text of an output.
    #[track_caller]
    pub fn page(&self, url: &str) -> Page {
        let file = self.output().join(rassegna::base::path::output_file(url));
        match fs::read(&file) {
            Ok(bytes) => Page::new(url, &bytes),
            Err(error) => panic!("there is no {url} in the output: {error}; there are:\n{}", self.listing()),
        }
    }

    #[track_caller]
    pub fn absent(self, url: &str) -> SiteTest {
        let file = self.output().join(rassegna::base::path::output_file(url));
        assert!(!file.exists(), "{url} must not be in the output");
        self
    }

    fn listing(&self) -> String {
        self.files().into_keys().map(|path| format!("  {path}\n")).collect()
    }

    /// The next instant at which time alone changes the site, as RFC 3339.
    pub fn next_change(&self) -> Option<String> {
        Some(self.engine.as_ref()?.next_change()?.0.rfc3339())
    }

    /// All files of the output.
    pub fn files(&self) -> Files {
        files(&self.output())
    }

    /// No file of the output holds one of these words, in its name or in its text.
    #[track_caller]
    pub fn nowhere(self, words: &[&str]) -> SiteTest {
        for (path, bytes) in self.files() {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            for word in words.iter().map(|word| word.to_lowercase()) {
                assert!(!path.to_lowercase().contains(&word), "{path}: {word:?} must be nowhere, not even in a name");
                assert!(
                    !text.contains(&word),
                    "{path} holds {word:?}, which must be nowhere:\n{}",
                    around(&text, &word)
                );
            }
        }
        self
    }

    /// The output is what a fresh build of the same sources makes, byte for byte, and so is what is said.
    #[track_caller]
    pub fn equals_fresh(self) -> SiteTest {
        let fresh = self.fresh();
        let (ours, theirs) = (self.files(), fresh.files());
        if let Some(difference) = difference(&ours, &theirs) {
            panic!("the updated site is not what a fresh build makes: {difference}");
        }
        let (ours, theirs) = (self.told(), fresh.told());
        assert_eq!(ours, theirs, "the updated site says (left) other than a fresh build (right)");
        self
    }

    /// A copy of the sources in another folder, built there from nothing.
    pub fn fresh(&self) -> SiteTest {
        let mut copy = self.copied();
        copy.options.output = None;
        copy.run().published()
    }

    /// The same with assets as the preview shows them: under their own names, as they are written.
    pub fn fresh_plain(&self) -> SiteTest {
        let mut copy = self.copied().plain_assets();
        copy.options.output = None;
        copy.run().published()
    }

    /// A preview of the site, with what the last one left behind.
    pub fn preview(&self) -> Preview {
        Preview::open(self.root(), self.options.clone())
            .unwrap_or_else(|said| panic!("{}", render::to_text(&said, false)))
    }

    /// The sources by path, with their bytes.
    pub fn sources(&self) -> Files {
        let mut sources = files(self.root());
        sources.retain(|path, _| !path.starts_with("public/") && !path.starts_with(OWN));
        sources
    }

    /// A copy of the sources in another folder, not built yet.
    pub fn copied(&self) -> SiteTest {
        let copy = SiteTest {
            folder: tempfile::tempdir().expect("a folder for the copy"),
            options: self.options.clone(),
            engine: None,
            outcome: Outcome::default(),
            removals_seen: false,
        };
        for (path, bytes) in self.sources() {
            put(&copy.root().join(&path), &bytes);
        }
        copy
    }

    // What was said.

    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.outcome.diagnostics
    }

    /// All diagnostics as the terminal shows them.
    pub fn told(&self) -> String {
        render::to_text(&self.outcome.diagnostics, false).replace(&self.root().display().to_string(), "SITE")
    }

    /// Exactly these errors were told, in this order.
    #[track_caller]
    pub fn errors(self, codes: &[&str]) -> SiteTest {
        self.told_are(Diagnostic::is_error, codes)
    }

    /// Exactly these warnings were told, in this order.
    #[track_caller]
    pub fn warnings(self, codes: &[&str]) -> SiteTest {
        self.told_are(|one| !one.is_error(), codes)
    }

    #[track_caller]
    fn told_are(self, wanted: impl Fn(&Diagnostic) -> bool, codes: &[&str]) -> SiteTest {
        let told: Vec<&str> =
            self.diagnostics().iter().filter(|one| wanted(one)).map(|one| one.code.as_str()).collect();
        assert_eq!(told, codes, "what was told (left) is not what is expected (right):\n{}", self.told());
        self
    }

    pub fn why(&self, url: &str) -> Why {
        let engine = self.engine.as_ref().expect("a build before the question");
        engine.why(url).unwrap_or_else(|| panic!("nothing is known of {url}"))
    }
}

/// An article with what is told of it by default: `fields` are further lines of its front matter.
pub fn article(title: &str, date: &str, fields: &str, body: &str) -> String {
    let fields = if fields.is_empty() { String::new() } else { format!("{}\n", fields.trim_end()) };
    format!("---\ntitle: {title}\ndate: {date}\nsummary: In breve.\n{fields}---\n\n{body}\n")
}

pub fn moment(text: &str) -> Moment {
    let zone = jiff::tz::TimeZone::get("Europe/Rome").expect("the time zone of the tests");
    Moment::parse(text, &zone).unwrap_or_else(|error| panic!("{error:?}"))
}

fn put(file: &Path, bytes: &[u8]) {
    fs::create_dir_all(file.parent().expect("a file's folder")).expect("a folder for a file of the site");
    fs::write(file, bytes).unwrap_or_else(|error| panic!("{} cannot be written: {error}", file.display()));
}

#[track_caller]
fn same(found: &[String], expected: &[&str], verb: &str, site: &SiteTest) {
    let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
    let expected: BTreeSet<&str> = expected.iter().copied().collect();
    let too_many: Vec<(&str, String)> = found.difference(&expected).map(|url| (*url, reasons(site, url))).collect();
    let missing: Vec<&&str> = expected.difference(&found).collect();
    assert!(
        too_many.is_empty() && missing.is_empty(),
        "{verb} needlessly: {too_many:#?}\nnot {verb}, though it had to be: {missing:#?}"
    );
}

/// Why a page was made the last time, for the message of a test that fails.
fn reasons(site: &SiteTest, url: &str) -> String {
    let why = site.engine.as_ref().and_then(|engine| engine.why(url));
    why.map(|why| why.made.join("; ")).unwrap_or_default()
}

/// A PNG of this size, of one colour on the left and another on the right.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |across, _| {
        if across * 2 < width { image::Rgb([200, 40, 40]) } else { image::Rgb([40, 40, 200]) }
    });
    let mut bytes = Vec::new();
    let mut writer = std::io::Cursor::new(&mut bytes);
    picture.write_to(&mut writer, image::ImageFormat::Png).expect("a picture");
    bytes
}
