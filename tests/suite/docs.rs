//! The manual and the README are true: every block of code in them is run, built, compiled or parsed, by its language.
//!
//! What follows the language says more: a path (`yaml rassegna.yaml`, `markdown content/articles/a.md`) is a file that the
//! reader writes, and that the commands below it find; a word says what a piece is of (`yaml issue`). Commands in `console`
//! blocks are run in order, a page in a site of its own, and must print what is shown: a line `[…]` stands for any lines;
//! times, sizes, versions and folders may be others, and numbers above twenty, which grow with the program, need only be above
//! twenty. Commands in `sh` blocks are those that a test cannot run, since they wait, ask the network or belong to a machine;
//! the shell reads them, and what they say to rassegna is parsed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pulldown_cmark::{CodeBlockKind, Event, Options as Marks, Parser, Tag, TagEnd};
use rassegna::cli::command_line;
use rassegna::{Engine, Options};
use serde_json::Value;

use crate::builder::{NOW, SiteTest, moment};
use crate::cli::run;

/// Languages of blocks that are there to be read, with what holds them otherwise.
const SHOWN: [(&str, &str); 4] = [
    ("text", "what somebody or something prints"),
    ("", "a sketch"),
    ("nginx", "another program's configuration"),
    ("ini", "another program's configuration"),
];

struct Snippet {
    /// Below the repository, with the line.
    place: String,
    page: String,
    language: String,
    /// What follows the language.
    about: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The README, and all pages of the manual.
fn pages() -> Vec<PathBuf> {
    let manual = walkdir::WalkDir::new(root().join("docs/content")).sort_by_file_name().into_iter().flatten();
    let manual = manual.map(walkdir::DirEntry::into_path);
    let pages = manual.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    [root().join("README.md")].into_iter().chain(pages).collect()
}

fn snippets() -> Vec<Snippet> {
    let mut found = Vec::new();
    for path in pages() {
        let text = fs::read_to_string(&path).expect("a page");
        let page = path.strip_prefix(root()).expect("a page below the repository").to_string_lossy().replace('\\', "/");
        let mut open: Option<Snippet> = None;
        for (event, range) in Parser::new_ext(&text, Marks::ENABLE_TABLES).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let (language, about) = info.split_once(' ').unwrap_or((&info, ""));
                    let line = text[..range.start].lines().count() + 1;
                    let (language, about) = (language.to_string(), about.trim().to_string());
                    open = Some(Snippet {
                        place: format!("{page}:{line}"),
                        page: page.clone(),
                        language,
                        about,
                        text: String::new(),
                    });
                }
                Event::Text(part) => {
                    if let Some(snippet) = &mut open {
                        snippet.text.push_str(&part);
                    }
                }
                Event::End(TagEnd::CodeBlock) => found.extend(open.take()),
                _ => {}
            }
        }
    }
    assert!(found.len() > 80, "the manual was not found");
    found
}

/// All blocks in some languages, but for files that the commands of their page find.
fn of(languages: &[&str]) -> Vec<Snippet> {
    let all = snippets();
    let walked: BTreeSet<String> =
        all.iter().filter(|snippet| snippet.language == "console").map(|snippet| snippet.page.clone()).collect();
    let is_wanted = |snippet: &Snippet| {
        languages.contains(&snippet.language.as_str()) && !(is_file(snippet) && walked.contains(&snippet.page))
    };
    let found: Vec<Snippet> = all.into_iter().filter(is_wanted).collect();
    assert!(!found.is_empty(), "no page has a block in {languages:?}");
    found
}

/// A file that the reader writes.
fn is_file(snippet: &Snippet) -> bool {
    snippet.about.contains('.') && snippet.language != "console"
}

#[test]
fn every_block_says_what_it_is() {
    let tested = ["console", "sh", "yaml", "toml", "markdown", "jinja", "html", "json", "crontab"];
    for snippet in snippets() {
        let language = snippet.language.as_str();
        let is_known = tested.contains(&language) || SHOWN.iter().any(|(shown, _)| *shown == language);
        assert!(is_known, "{}: nothing tests a block in `{language}`", snippet.place);
    }
}

// ── Commands ──

/// The words of a command line, with quotation marks as a shell reads them.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote) = (None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (Some(open), c) if open == c => quote = None,
            (None, ' ') => words.extend(word.take()),
            (None, '#') if word.is_none() => break,
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// What a line says to rassegna, wherever it stands in it; up to what is the shell's.
fn said_to_rassegna(line: &str) -> Option<Vec<String>> {
    let words = words(line.trim_start().trim_start_matches("- run: "));
    let is_named = |at: usize| at > 0 && ["-v", "--path"].contains(&words[at - 1].as_str());
    let is_it = |at: &usize| words[*at].trim_start_matches("$(") == "rassegna" && !is_named(*at);
    let from = (0..words.len()).find(is_it)?;
    let ends = |word: &String| ["|", "||", "&&", ">", ">>", "&", "<"].contains(&word.as_str());
    let mut said: Vec<String> = words[from..].iter().take_while(|word| !ends(word)).cloned().collect();
    said[0] = "rassegna".to_string();
    for word in &mut said {
        *word = word.trim_end_matches([')', ';']).to_string();
    }
    Some(said)
}

#[track_caller]
fn parses(line: &str, place: &str) {
    if let Some(said) = said_to_rassegna(line)
        && let Err(error) = command_line().try_get_matches_from(&said)
    {
        let is_help = error.exit_code() == 0;
        assert!(is_help, "{place}: {}\n{error}", said.join(" "));
    }
}

#[test]
fn commands_that_are_only_shown_are_read_by_the_shell_and_parsed() {
    for snippet in of(&["sh"]) {
        let read = Command::new("sh").args(["-n", "-c", &snippet.text]).output().expect("a shell");
        assert!(read.status.success(), "{}: {}", snippet.place, String::from_utf8_lossy(&read.stderr));
        for line in snippet.text.lines() {
            parses(line, &snippet.place);
        }
    }
    for snippet in of(&["crontab"]) {
        for line in snippet.text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let fields =
                line.split_whitespace().take(5).filter(|field| field.starts_with(['*', '0', '1', '2', '3', '5', '7']));
            assert_eq!(fields.count(), 5, "{}: {line}", snippet.place);
            parses(line, &snippet.place);
        }
    }
}

/// A page's site, in which its commands are run one after the other.
struct Walk {
    folder: tempfile::TempDir,
    at: PathBuf,
    ran: usize,
}

impl Walk {
    /// In an empty folder if the page makes a site itself, else in one that is just made.
    fn new(makes_a_site: bool) -> Walk {
        let folder = tempfile::tempdir().expect("a folder");
        let at = if makes_a_site {
            folder.path().to_path_buf()
        } else {
            run(folder.path(), &["init", "my-site", "--lang", "en"]).ends(0);
            folder.path().join("my-site")
        };
        Walk { folder, at, ran: 0 }
    }

    fn write(&self, snippet: &Snippet) {
        let path = self.at.join(&snippet.about);
        if snippet.about == "rassegna.yaml" {
            let old = fs::read_to_string(&path).expect("the page's site has a configuration");
            return fs::write(&path, laid_over(&old, &snippet.text)).expect("the configuration");
        }
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, &snippet.text).expect("a file");
    }

    fn command(&mut self, command: &str, expected: &str, place: &str) {
        if let Some(to) = command.strip_prefix("cd ") {
            self.at = self.at.join(to);
            assert!(self.at.is_dir(), "{place}: `$ {command}`, but there is no such folder");
            return;
        }
        let program = Path::new(env!("CARGO_BIN_EXE_rassegna")).parent().expect("a folder").to_path_buf();
        let output = Command::new("sh")
            .args(["-c", &format!("PATH=\"$0:$PATH\"; {command}")])
            .arg(&program)
            .current_dir(&self.at)
            .env("HOME", self.folder.path())
            .env("LANG", "en_GB.UTF-8")
            .env("TZ", "UTC")
            .output()
            .expect("a shell");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{place}: `$ {command}` ends with {:?}:\n{said}", output.status.code());
        if let Err(why) = shows(expected, &said) {
            panic!("{place}: `$ {command}` does not print what is shown, {why}. It prints:\n{said}");
        }
        self.ran += 1;
    }
}

/// Lines of the configuration over others: a setting that is there already is replaced whole.
fn laid_over(old: &str, new: &str) -> String {
    let key = |line: &str| {
        line.split_once(':').filter(|_| !line.starts_with([' ', '#', '-'])).map(|(key, _)| key.to_string())
    };
    let replaced: Vec<String> = new.lines().filter_map(key).collect();
    let mut kept = String::new();
    let mut keeps = true;
    for line in old.lines() {
        if let Some(key) = key(line) {
            keeps = !replaced.contains(&key);
        }
        if keeps {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept + new
}

/// Whether an output is what is shown of it. Nothing shown promises nothing.
fn shows(expected: &str, said: &str) -> Result<(), String> {
    let mut said = said.lines().map(str::trim_end).filter(|line| !line.is_empty()).peekable();
    let mut any = expected.trim().is_empty();
    for line in expected.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        if line.trim() == "[…]" {
            any = true;
            continue;
        }
        loop {
            let next = said.next().ok_or_else(|| format!("there is no `{line}`"))?;
            if is_like(line, next) {
                break;
            }
            if !any {
                return Err(format!("`{line}` is `{next}`"));
            }
        }
        any = false;
    }
    match said.next() {
        Some(more) if !any => Err(format!("it goes on with `{more}`")),
        _ => Ok(()),
    }
}

/// Whether a line is the one that is shown, but for what is another one each time.
fn is_like(shown: &str, line: &str) -> bool {
    small(&timeless(shown)) == small(&timeless(line))
}

/// A line without how long something took, how many bytes it has, in whose home folder it is, and by which version.
fn timeless(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_number = |word: &str| word.trim_start_matches('(').parse::<f64>().is_ok();
    let is_unit = |word: &&str| ["s", "ms", "bytes", "kB", "MB"].contains(&word.trim_end_matches([')', ',']));
    let is_version =
        |word: &str| word.split('.').count() == 3 && word.split('.').all(|part| part.parse::<u32>().is_ok());
    let plain = words.iter().enumerate().map(|(at, word)| match word {
        number if is_number(number) && words.get(at + 1).is_some_and(is_unit) => "N".to_string(),
        unit if at > 0 && is_number(words[at - 1]) && is_unit(unit) => "unit".to_string(),
        version if is_version(version) => "version".to_string(),
        path if path.starts_with('/') && path.ends_with(':') => {
            format!("/{}", path.rsplit('/').next().unwrap_or_default())
        }
        word => (*word).to_string(),
    });
    plain.collect::<Vec<String>>().join(" ")
}

/// A line with one sign for every number above twenty.
fn small(line: &str) -> String {
    let mut text = String::new();
    for part in line.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let number = part.trim_end_matches(|c: char| !c.is_ascii_digit());
        let is_large = number.parse::<u64>().is_ok_and(|number| number > 20);
        text.push_str(if is_large { "#" } else { number });
        text.push_str(&part[number.len()..]);
    }
    text
}

/// The commands of a block, each with what is shown below it.
fn commands(text: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_string(), String::new())),
            (None, Some((_, shown))) => {
                shown.push_str(line);
                shown.push('\n');
            }
            (None, None) => {}
        }
    }
    commands
}

#[test]
fn the_commands_of_each_page_do_what_it_says() {
    let mut pages: BTreeMap<String, Vec<Snippet>> = BTreeMap::new();
    for snippet in snippets() {
        pages.entry(snippet.page.clone()).or_default().push(snippet);
    }
    pages.retain(|_, snippets| snippets.iter().any(|snippet| snippet.language == "console"));
    assert!(pages.contains_key("README.md"), "README.md shows no command in a block fenced as ```console");
    std::thread::scope(|scope| {
        for (page, snippets) in &pages {
            scope.spawn(move || walk(page, snippets));
        }
    });
}

fn walk(page: &str, snippets: &[Snippet]) {
    let makes_a_site = snippets.iter().any(|snippet| snippet.text.contains("$ rassegna init"));
    let mut walk = Walk::new(makes_a_site);
    // The README's site is called otherwise; whoever makes a site is in it from then on.
    for snippet in snippets {
        if is_file(snippet) {
            walk.write(snippet);
            continue;
        }
        if snippet.language != "console" {
            continue;
        }
        for (command, shown) in commands(&snippet.text) {
            walk.command(&command, &shown, &snippet.place);
            if let Some(folder) = command.strip_prefix("rassegna init ").filter(|_| page == "README.md") {
                walk.at = walk.at.join(folder.split(' ').next().unwrap_or_default());
            }
        }
    }
    assert!(walk.ran > 0, "{page} shows no command");
}

#[test]
fn command_lines_and_outputs_are_read_as_they_are_meant() {
    assert_eq!(
        words("rassegna new article \"Un titolo\" --slug 'a b'  # nota"),
        ["rassegna", "new", "article", "Un titolo", "--slug", "a b"]
    );
    assert_eq!(
        commands("$ a b\nuscita\n$ d"),
        [("a b".to_string(), "uscita\n".to_string()), ("d".to_string(), String::new())]
    );
    assert!(is_like("in 0.12 s", "in 3 s") && is_like("(1.2 MB), 0", "(13 bytes), 0") && !is_like("a 1", "a 2"));
    assert!(
        is_like("/home/ada/www: 0 sent", "/tmp/x/www: 0 sent") && !is_like("/home/ada/www: 0", "/home/ada/site: 0")
    );
    assert!(is_like("rassegna 0.1.0", "rassegna 1.12.3") && !is_like("rassegna 0.1", "rassegna 0.2"));
    assert!(shows("a\n[…]\nd", "a\nb\nc\nd").is_ok() && shows("a\n[…]", "a\nb").is_ok());
    assert!(shows("a", "a\nb").is_err() && shows("a\nc", "a\nb\nc").is_err() && shows("[…]\nx", "a").is_err());
    assert!(is_like("3 of 100", "3 of 140") && !is_like("3 of 100", "4 of 100") && !is_like("0 of 100", "0 of 0"));
    assert_eq!(laid_over("a: 1\nb:\n  c: 2\nd: 3\n", "b: 4\n"), "a: 1\nd: 3\nb: 4\n");
    assert_eq!(said_to_rassegna("cd /srv && rassegna build --quiet || exit 1").expect("a command").len(), 3);
}

// ── Files and parts of files ──

/// What is wrong with a site's sources: its errors, and what a page of the manual should not have an editor write.
fn wrong(site: &SiteTest) -> Vec<String> {
    let options = Options { now: Some(moment(NOW)), ..Options::default() };
    let looked = Engine::open(site.root(), options).and_then(|mut engine| engine.look());
    let (Ok(said) | Err(said)) = looked;
    let counts = ["unknown-shortcode", "unknown-name"];
    let wrong = said.iter().filter(|one| one.is_error() || counts.contains(&one.code.as_str()));
    wrong.map(|one| format!("{}: {}", one.code, one.message)).collect()
}

/// What is wrong with a site in which a block stands is wrong with the block.
fn hold(sites: Vec<(SiteTest, &Snippet)>) {
    let wrong = sites.iter().filter_map(|(site, snippet)| {
        let wrong = wrong(site);
        (!wrong.is_empty()).then(|| format!("{}: {}", snippet.place, wrong.join("; ")))
    });
    assert_eq!(
        wrong.collect::<Vec<_>>().join(
            "
"
        ),
        ""
    );
}

/// A block that shows several ways of one setting, one after the other, is as many blocks.
fn alternatives(text: &str) -> Vec<String> {
    let key = |line: &str| {
        line.split_once(':').filter(|_| !line.starts_with([' ', '#', '-'])).map(|(key, _)| key.to_string())
    };
    let mut found = vec![(Vec::new(), String::new())];
    for line in text.lines().filter(|line| *line != "---") {
        let key = key(line);
        let (keys, text) = found.last_mut().expect("there is always one");
        if key.as_ref().is_some_and(|key| keys.contains(key)) {
            found.push((key.into_iter().collect(), format!("{line}\n")));
        } else {
            keys.extend(key);
            text.push_str(line);
            text.push('\n');
        }
    }
    found.into_iter().map(|(_, text)| text).collect()
}

fn properties(of: &str) -> Vec<String> {
    let schema = run(root(), &["schema", of]).ends(0).out;
    let schema: Value = serde_json::from_str(&schema).expect("a schema");
    schema["properties"].as_object().expect("a schema has properties").keys().cloned().collect()
}

/// A site in whose configuration there is what settings of the manual lead to.
fn site() -> SiteTest {
    SiteTest::new("").config("links: {internal: warn}")
}

#[test]
fn settings_and_fields_are_those_that_there_are() {
    let (settings, fields) = (properties("config"), properties("article"));
    let (snippets, mut sites) = (of(&["yaml"]), Vec::new());
    for snippet in &snippets {
        // Of another program, or of an import: well-formed, and what it says to rassegna is understood.
        if ["workflow", "mapping"].contains(&snippet.about.as_str()) {
            let read = serde_yaml::from_str::<serde_yaml::Value>(&snippet.text);
            assert!(read.is_ok(), "{}: {read:?}", snippet.place);
            snippet.text.lines().for_each(|line| parses(line, &snippet.place));
            continue;
        }
        if snippet.text.starts_with("---") {
            let site = site().config("digests: {weekly: {period: weekly}}");
            sites.push((site.write("content/digests/2025-w39.md", &snippet.text), snippet));
            continue;
        }
        for text in alternatives(&snippet.text) {
            let is_all = |known: &[String]| {
                let keys = text.lines().filter(|line| !line.starts_with([' ', '#', '-', '}', ']']));
                keys.filter_map(|line| line.split_once(':')).all(|(key, _)| known.iter().any(|one| one == key))
            };
            let dated = |needed: &str| {
                let missing = needed.lines().filter(|line| {
                    let key = line.split(':').next().unwrap_or_default();
                    !text.lines().any(|line| line.starts_with(&format!("{key}:")))
                });
                format!("---\n{}\n{text}---\n\nA text.\n", missing.collect::<Vec<_>>().join("\n"))
            };
            let laid = match snippet.about.as_str() {
                "profile" => site().write("content/companies/one.md", dated("name: One")),
                "issue" => {
                    site().config("digests: {weekly: {period: weekly}}").write("content/digests/2025-w39.md", dated(""))
                }
                "comment" => site()
                    .write(
                        "content/articles/a.md",
                        dated("title: A\ndate: 2025-01-01").split("---\n").take(1).collect::<String>()
                            + "---\ntitle: A\ndate: 2025-01-01\n---\n",
                    )
                    .write("content/comments/a/1.yaml", &text),
                "theme.yaml" => site().config("theme: mine").write("themes/mine/theme.yaml", &text),
                "i18n/en.yaml" | "i18n/it.yaml" => site().write(&snippet.about, &text),
                _ if is_all(&settings) && snippet.about != "fields" => {
                    let base = "title: A\nurl: https://example.org/\ndefault_language: en\n";
                    site().write("rassegna.yaml", laid_over(base, &text))
                }
                _ if is_all(&fields) => site().write("content/articles/a.md", dated("title: A\ndate: 2025-01-01")),
                _ => panic!("{}: neither settings nor fields of an article:\n{text}", snippet.place),
            };
            sites.push((laid, snippet));
        }
    }
    hold(sites);
}

#[test]
fn articles_and_their_parts_can_be_written() {
    let known = "---\ntitle: A\ndate: 2025-01-01\ncompanies: [OpenAI, Meta, AMD]\npeople: [Sam Altman]\n---\n\n";
    let (snippets, mut sites) = (of(&["markdown", "toml"]), Vec::new());
    for snippet in &snippets {
        if snippet.language == "toml" {
            sites.push((site().write("content/articles/a.md", &snippet.text), snippet));
            continue;
        }
        let text =
            if snippet.text.starts_with("---") { snippet.text.clone() } else { format!("{known}{}", snippet.text) };
        let place = if snippet.about.starts_with("content/") { &snippet.about } else { "content/articles/a.md" };
        let place = if text.contains("\nname:") { "content/companies/a.md" } else { place };
        let site = site().write("content/articles/known.md", known).write(place, &text);
        sites.push((site, snippet));
    }
    hold(sites);
}

#[test]
fn templates_compile() {
    let (snippets, mut sites) = (of(&["jinja", "html"]), Vec::new());
    for (at, snippet) in snippets.iter().enumerate() {
        let place = if is_file(snippet) { snippet.about.clone() } else { format!("templates/snippet-{at}.html") };
        let place = place.split_once("/templates/").map_or(place.clone(), |(_, name)| format!("templates/{name}"));
        sites.push((site().write(&place, &snippet.text), snippet));
    }
    hold(sites);
}

#[test]
fn json_is_json() {
    for snippet in snippets().iter().filter(|snippet| snippet.language == "json") {
        let read = serde_json::from_str::<Value>(&snippet.text);
        assert!(read.is_ok(), "{}: {read:?}", snippet.place);
    }
}

#[test]
fn each_page_of_the_manual_stands_in_its_contents() {
    let contents = fs::read_to_string(root().join("docs/rassegna.yaml")).expect("the manual's configuration");
    let pages = pages().into_iter().map(|page| page.to_string_lossy().replace('\\', "/"));
    for page in pages.filter(|page| !page.contains("/_index.") && !page.ends_with("README.md")) {
        let (_, below) = page.split_once("docs/content/articles/").expect("a page of the manual");
        let below = below.trim_end_matches(".md");
        let address = match below.strip_suffix(".it") {
            Some(below) => format!("/it/{below}/"),
            None => format!("/{below}/"),
        };
        assert!(contents.contains(&address), "docs/rassegna.yaml names no {address} under `menus:`");
    }
}
