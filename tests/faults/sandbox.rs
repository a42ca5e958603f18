//! A site in a folder of its own, with everything around it watched, and the program run in it under a fault.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};

use tempfile::TempDir;

/// The instant at which these sites are built.
pub const NOW: &str = "2026-01-15T12:00:00+01:00";

/// Files by path, with their bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What stands at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Thing {
    Folder,
    File(Vec<u8>, SystemTime),
    Link(PathBuf),
}

/// Everything below a folder.
pub type Things = BTreeMap<String, Thing>;

/// What is to happen, and at which call that changes the file system.
#[derive(Clone, Copy, Debug)]
pub enum Strike {
    Count,
    Kill(usize),
    /// The same, but a write is half done.
    Torn(usize),
    /// From then on there is no room.
    Full(usize),
    /// This call alone fails, with this number.
    Error(i32, usize),
}

/// How a run ended, and what it changed on its way.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub said: String,
    /// Each call that changed something: its name, and the path.
    pub calls: Vec<(String, String)>,
}

/// A folder with a site, and things beside it that are nobody's business.
pub struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    pub fn new() -> Sandbox {
        let sandbox = Sandbox { folder: tempfile::tempdir().expect("a folder") };
        for (path, text) in [("outside/nota.txt", "mia"), ("home/.profile", "mio")] {
            put(&sandbox.path(path), text.as_bytes());
        }
        sandbox
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn site(&self) -> PathBuf {
        self.path("site")
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Sandbox {
        put(&self.site().join(path), bytes.as_ref());
        self
    }

    pub fn replace(&self, path: &str, old: &str, new: &str) -> &Sandbox {
        let text = fs::read_to_string(self.site().join(path)).expect("a text to be edited");
        assert!(text.contains(old), "{path} does not hold {old:?}");
        self.write(path, text.replace(old, new))
    }

    pub fn remove(&self, path: &str) -> &Sandbox {
        let place = self.site().join(path);
        let removed = if place.is_dir() { fs::remove_dir_all(&place) } else { fs::remove_file(&place) };
        removed.unwrap_or_else(|error| panic!("{path} cannot be removed: {error}"));
        self
    }

    /// Everything that is here now.
    pub fn things(&self) -> Things {
        things(self.folder.path())
    }

    /// Everything but the output and the ledger's folder: none of it may ever change by a build.
    pub fn surroundings(&self) -> Things {
        let mut things = self.things();
        things.retain(|path, _| !is_ours(path));
        things
    }

    /// The site's files that an editor writes.
    pub fn sources(&self) -> Files {
        let things = self.surroundings().into_iter();
        things
            .filter_map(|(path, thing)| match thing {
                Thing::File(bytes, _) => Some((path.strip_prefix("site/")?.to_string(), bytes)),
                _ => None,
            })
            .collect()
    }

    /// Puts everything back as it was, with the times of all files.
    pub fn restore(&self, saved: &Things) {
        for entry in fs::read_dir(self.folder.path()).expect("the sandbox").flatten() {
            fs::remove_dir_all(entry.path()).expect("a folder that goes");
        }
        for (path, thing) in saved {
            let place = self.path(path);
            match thing {
                Thing::Folder => fs::create_dir_all(&place).expect("a folder"),
                Thing::Link(to) => symlink(to, &place).expect("a link"),
                Thing::File(bytes, modified) => {
                    fs::write(&place, bytes).expect("a file");
                    let file = fs::File::options().write(true).open(&place).expect("a file");
                    file.set_modified(*modified).expect("a time");
                }
            }
        }
    }

    /// The files of the output folder, without our own bookkeeping.
    pub fn output(&self) -> Files {
        let mut found = Files::new();
        for (path, thing) in things(&self.site().join("public")) {
            if let (Thing::File(bytes, _), false) = (thing, path.starts_with(".rassegna")) {
                found.insert(path, bytes);
            }
        }
        found
    }

    /// The program with these arguments, which meets a fault.
    pub fn command(&self, arguments: &[&str], strike: Strike) -> Command {
        let (how, at) = match strike {
            Strike::Count => ("count".to_string(), 0),
            Strike::Kill(at) => ("kill".to_string(), at),
            Strike::Torn(at) => ("torn".to_string(), at),
            Strike::Full(at) => ("full".to_string(), at),
            Strike::Error(number, at) => (format!("error:{number}"), at),
        };
        let log = self.log();
        // A run before it may have left one.
        drop(fs::remove_file(&log));
        let mut command = Command::new(program());
        command
            .args(arguments)
            .current_dir(self.site())
            .env("HOME", self.path("home"))
            .env("RAYON_NUM_THREADS", "1")
            .env("LD_PRELOAD", shim())
            .env("FAULTS_HOW", how)
            .env("FAULTS_AT", at.to_string())
            .env("FAULTS_LOG", &log)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command
    }

    /// Where the calls are written down: beside the sandbox, so that it is no part of what is watched.
    fn log(&self) -> PathBuf {
        self.folder.path().with_extension("log")
    }

    pub fn run(&self, arguments: &[&str], strike: Strike) -> Ended {
        let child = self.command(arguments, strike).spawn().expect("the program runs");
        let (code, said) = wait(child);
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let calls = log.lines().filter_map(|line| line.split_once('\t'));
        let calls = calls.map(|(name, path)| (name.to_string(), self.plain(path))).collect();
        Ended { code, said, calls }
    }

    pub fn build(&self, strike: Strike) -> Ended {
        self.run(&["build", "--now", NOW], strike)
    }

    /// A build that must end well, and after which the output is exactly this.
    #[track_caller]
    pub fn repairs_to(&self, new: &Files, after: &str) -> Ended {
        let ended = self.build(Strike::Count);
        assert_eq!(ended.code, Some(0), "{after}: the next build must end well:\n{}", ended.said);
        if let Some(difference) = difference(&self.output(), new) {
            panic!("{after}: the next build must put it right: {difference}");
        }
        self.wrote_only_its_own(&ended, after);
        ended
    }

    /// Begins a build that waits before a call until the gate is opened.
    pub fn paused(&self, at: usize) -> Paused {
        let gate = self.folder.path().with_extension("gate");
        drop(fs::remove_file(&gate));
        let mut command = self.command(&["build", "--now", NOW], Strike::Count);
        command.env("FAULTS_HOW", "pause").env("FAULTS_AT", at.to_string()).env("FAULTS_GATE", &gate);
        let mut child = command.spawn().expect("the program runs");
        let until = Instant::now() + Duration::from_secs(60);
        while !gate.exists() && child.try_wait().expect("it can be asked").is_none() {
            assert!(Instant::now() < until, "a build does not come to call {at}");
            std::thread::sleep(Duration::from_millis(1));
        }
        Paused { child, gate }
    }

    /// A path of the log, relative to the sandbox.
    fn plain(&self, path: &str) -> String {
        let mut plain = PathBuf::new();
        for part in Path::new(path).components() {
            match part {
                std::path::Component::ParentDir => drop(plain.pop()),
                std::path::Component::CurDir => {}
                part => plain.push(part),
            }
        }
        plain.strip_prefix(self.folder.path()).unwrap_or(&plain).to_string_lossy().into_owned()
    }

    /// Nothing was written outside the output and the ledger's folder, whatever became of it.
    #[track_caller]
    pub fn wrote_only_its_own(&self, ended: &Ended, after: &str) {
        for (name, path) in &ended.calls {
            assert!(is_ours(path), "{after}: {name} at {path}, which is none of its business");
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It is of no use to anybody.
        drop(fs::remove_file(self.log()));
    }
}

/// A build that waits.
pub struct Paused {
    child: Child,
    gate: PathBuf,
}

impl Paused {
    /// Whether it waits, and has not ended before the call came.
    pub fn waits(&self) -> bool {
        self.gate.exists()
    }

    pub fn open(&self) {
        drop(fs::remove_file(&self.gate));
    }

    pub fn end(self) -> (Option<i32>, String) {
        self.open();
        wait(self.child)
    }
}

pub fn wait(mut child: Child) -> (Option<i32>, String) {
    let mut said = String::new();
    if let Some(mut stream) = child.stderr.take() {
        std::io::Read::read_to_string(&mut stream, &mut said).expect("what it says");
    }
    let code = child.wait().expect("it ends").code();
    assert!(!said.contains("panicked"), "it must never panic:\n{said}");
    (code, said)
}

/// Whether a path of the sandbox is one that a build may write.
fn is_ours(path: &str) -> bool {
    ["site/public", "site/.rassegna"].iter().any(|own| path == *own || path.starts_with(&format!("{own}/")))
}

/// The program: another build of it, such as the release, if `FAULTS_PROGRAM` names one.
fn program() -> OsString {
    std::env::var_os("FAULTS_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_rassegna").into())
}

/// The library that is loaded before all others, compiled once.
fn shim() -> &'static Path {
    static SHIM: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, file) = SHIM.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("shim.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/shim.c");
        let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
        let mut command = Command::new(compiler);
        command.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&file).arg(source).arg("-ldl");
        let status = command.status().expect("a C compiler");
        assert!(status.success(), "the shim cannot be compiled");
        (folder, file)
    });
    file
}

fn things(folder: &Path) -> Things {
    let mut found = Things::new();
    for entry in walkdir::WalkDir::new(folder).min_depth(1).into_iter().flatten() {
        let path = entry.path().strip_prefix(folder).expect("a path below it").to_string_lossy().into_owned();
        let thing = match entry.file_type() {
            kind if kind.is_dir() => Thing::Folder,
            kind if kind.is_symlink() => Thing::Link(fs::read_link(entry.path()).expect("a link")),
            _ => {
                let modified = entry.metadata().expect("a file").modified().expect("a time");
                Thing::File(fs::read(entry.path()).unwrap_or_default(), modified)
            }
        };
        found.insert(path, thing);
    }
    found
}

fn put(file: &Path, bytes: &[u8]) {
    fs::create_dir_all(file.parent().expect("its folder")).expect("a folder");
    fs::write(file, bytes).expect("a file");
}

/// The first differences of two outputs, in words.
pub fn difference(ours: &Files, theirs: &Files) -> Option<String> {
    let paths: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let differs: Vec<String> = paths
        .into_iter()
        .filter(|path| ours.get(*path) != theirs.get(*path))
        .map(|path| match (ours.get(path), theirs.get(path)) {
            (None, _) => format!("{path} is missing"),
            (_, None) => format!("{path} should not be there"),
            (Some(ours), Some(theirs)) => {
                format!("{path} is\n{}\nand not\n{}", String::from_utf8_lossy(ours), String::from_utf8_lossy(theirs))
            }
        })
        .collect();
    let some: String = differs.iter().take(3).map(|one| one.chars().take(900).collect::<String>() + "\n").collect();
    (!differs.is_empty()).then(|| format!("{} files: {some}", differs.len()))
}

/// Says something to whoever runs the sweep.
#[expect(clippy::print_stderr, reason = "a sweep that is run by hand tells its numbers")]
pub fn tell(text: &str) {
    eprintln!("{text}");
}
