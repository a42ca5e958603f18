//! Commands that write an editor's files, killed at their calls: each file is as it was or as it is to be, and the same command, run
//! again, comes to the same end.

use std::fs;

use crate::sandbox::{Ended, Files, Sandbox, Strike, Things, difference, tell};
use crate::scenes::{article, usual};

/// What a killed run may leave besides whole files: what it was about to rename into place.
fn is_beside(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with('.') && name.ends_with(".rassegna-edit")
}

struct Command {
    name: &'static str,
    arguments: &'static [&'static str],
    /// What the editor or the other program changes before it is run.
    prepare: fn(&Sandbox),
    /// Whether it may be run again when it has come to its end; else it says that there is nothing left to do.
    again: bool,
}

const EXPORT: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>La vecchia</title><link>https://old.example</link><language>it-IT</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>https://old.example</wp:base_blog_url>ITEMS</channel></rss>
"#;

fn export(items: &[(u32, &str, &str)]) -> String {
    let item = |(id, slug, text): &(u32, &str, &str)| {
        format!(
            "<item><title>Titolo {id}</title><link>https://old.example/2025/09/{slug}/</link><wp:post_name>{slug}</wp:post_name>\
             <content:encoded><![CDATA[<p>{text}</p>]]></content:encoded><wp:post_id>{id}</wp:post_id>\
             <wp:post_date>2025-09-23 08:30:00</wp:post_date><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>"
        )
    };
    EXPORT.replace("ITEMS", &items.iter().map(item).collect::<String>())
}

fn first_export(site: &Sandbox) {
    site.write("vecchio.xml", export(&[(1, "uno", "Uno."), (2, "due", "Due."), (3, "tre", "Tre.")]));
}

/// A text has changed, another has a new address, and so a new file, and one is new.
fn second_export(site: &Sandbox) {
    first_export(site);
    let imported = site.run(&["import", "wordpress", "vecchio.xml"], Strike::Count);
    assert_eq!(imported.code, Some(0), "{}", imported.said);
    let items = [(1, "uno", "Uno, corretto."), (2, "secondo", "Due."), (3, "tre", "Tre."), (4, "quattro", "Quattro.")];
    site.write("vecchio.xml", export(&items));
}

const COMMANDS: [Command; 6] = [
    Command {
        name: "two tags made one",
        arguments: &["tags", "merge", "reti", "ia", "--write"],
        prepare: |_| {},
        again: false,
    },
    Command {
        name: "a company called otherwise",
        arguments: &["entities", "rename", "OpenAI", "OpenAI Group", "--kind", "companies", "--write"],
        prepare: |_| {},
        again: false,
    },
    Command {
        name: "a first import",
        arguments: &["import", "wordpress", "vecchio.xml"],
        prepare: first_export,
        again: true,
    },
    Command {
        name: "a second import",
        arguments: &["import", "wordpress", "vecchio.xml"],
        prepare: second_export,
        again: true,
    },
    Command {
        name: "the memory of published texts",
        arguments: &["build", "--now", crate::sandbox::NOW],
        prepare: |site| {
            site.replace("rassegna.yaml", "search: false", "search: false\ncorrections: {guard: warn}");
        },
        again: true,
    },
    Command {
        name: "a new article",
        arguments: &["new", "article", "Una prova", "--date", "2026-01-15"],
        prepare: |_| {},
        again: false,
    },
];

struct Set {
    site: Sandbox,
    before: Things,
    old: Files,
    new: Files,
    /// How many calls a run makes.
    calls: usize,
}

fn set(command: &Command) -> Set {
    let site = Sandbox::new();
    usual(&site);
    site.write("content/articles/e.md", article("E", "2025-09-09", "tags: [reti]\ncompanies: [OpenAI]", "Di E."));
    (command.prepare)(&site);
    // The log of calls is none of the site's files; the ledger and the output are of no interest here.
    let (before, old) = (site.things(), site.sources());
    let ended = site.run(command.arguments, Strike::Count);
    assert_eq!(ended.code, Some(0), "{}: it ends well:\n{}", command.name, ended.said);
    let new = site.sources();
    assert_ne!(old, new, "{}: it changes something", command.name);
    Set { site, before, old, new, calls: ended.calls.len() }
}

fn is_whole(command: &Command, set: &Set, ended: &Ended, strike: Strike) {
    let (name, now) = (command.name, set.site.sources());
    for (path, bytes) in now.iter().filter(|(path, _)| !is_beside(path)) {
        let is_whole = set.old.get(path) == Some(bytes) || set.new.get(path) == Some(bytes);
        let text = String::from_utf8_lossy(bytes);
        assert!(is_whole, "{name}, {strike:?}: {path} is neither as it was nor as it is to be:\n{text}");
    }
    for path in set.old.keys().filter(|path| set.new.contains_key(*path)) {
        assert!(now.contains_key(path), "{name}, {strike:?}: {path} is gone");
    }
    for (call, path) in &ended.calls {
        assert!(path == "site" || path.starts_with("site/"), "{name}, {strike:?}: {call} at {path}, outside the site");
    }
}

/// The same command comes to the same end, or says that it has come to it.
fn is_finished(command: &Command, set: &Set, strike: Strike) {
    let name = command.name;
    let ended = set.site.run(command.arguments, Strike::Count);
    let mut now = set.site.sources();
    now.retain(|path, _| !is_beside(path));
    assert_eq!(difference(&now, &set.new), None, "{name}, {strike:?}: the same command comes to another end");
    let is_well = ended.code == Some(0) || !command.again;
    assert!(is_well, "{name}, {strike:?}: the same command does not end well:\n{}", ended.said);
}

fn struck(command: &Command, set: &Set, strike: Strike) {
    set.site.restore(&set.before);
    let ended = set.site.run(command.arguments, strike);
    is_whole(command, set, &ended, strike);
    is_finished(command, set, strike);
}

fn sweep(command: &Command, most: usize, strikes: &[fn(usize) -> Strike]) -> usize {
    let set = set(command);
    let step = set.calls.div_ceil(most).max(1);
    let mut tried = 0;
    for at in (1..=set.calls).filter(|at| at % step == 0 || *at + 1 > set.calls) {
        for strike in strikes {
            struck(command, &set, strike(at));
            tried += 1;
        }
    }
    tried
}

#[test]
fn commands_that_are_killed_at_some_calls_leave_whole_files_and_end_the_same_when_run_again() {
    for command in &COMMANDS {
        sweep(command, 3, &[Strike::Torn]);
    }
}

#[test]
#[ignore = "it takes minutes: `just faults`"]
fn commands_that_are_killed_at_every_call() {
    let mut all = 0;
    for command in &COMMANDS {
        let tried = sweep(command, 60, &[Strike::Kill, Strike::Torn, Strike::Full]);
        all += tried;
        tell(&format!("{}: {tried} kill points and full disks", command.name));
    }
    tell(&format!("{all} kill points and full disks of commands that write an editor's files"));
}

#[test]
fn no_file_is_left_beside_one_that_could_not_be_written() {
    let command = &COMMANDS[0];
    let set = set(command);
    for at in (1..=set.calls).step_by(3) {
        set.site.restore(&set.before);
        let ended = set.site.run(command.arguments, Strike::Full(at));
        let left: Vec<String> = set.site.sources().into_keys().filter(|path| is_beside(path)).collect();
        assert!(left.is_empty(), "a full disk at call {at} leaves {left:?}:\n{}", ended.said);
    }
    assert!(fs::metadata(set.site.site()).is_ok());
}
