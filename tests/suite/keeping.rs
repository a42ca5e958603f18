//! The preview and the watching build from their start to their end: time that passes, the ledger, signals, and others at
//! work in the same folder.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::builder::{NOW, SiteTest, article};
use crate::cli::run;
use crate::output::{difference, files};
use crate::preview::{built, unlike};
use crate::server::{Running, Server, wait_for};

/// How long a process may take to end; far more than it needs, since other tests run beside this one.
const SOON: Duration = Duration::from_secs(2);

fn site() -> SiteTest {
    SiteTest::tiny("")
        .write("content/articles/a.md", article("Uno", "2025-09-01", "tags: [ia]", "x"))
        .write("content/articles/b.md", article("Due", "2025-09-02", "tags: [ia]", "x"))
        .write("static/a.txt", "uno")
}

/// A site that takes a while to be read.
fn large(articles: usize) -> SiteTest {
    let mut site = site();
    let body = "Una frase con [[NVIDIA]] e **altro**. ".repeat(30);
    for at in 0..articles {
        let (month, day) = (1 + at % 12, 1 + at % 28);
        let fields = format!("tags: [t{}]\ncompanies: [NVIDIA]", at % 50);
        let text = article(&format!("Numero {at}"), &format!("2025-{month:02}-{day:02}"), &fields, &body);
        site = site.write(&format!("content/articles/molti/n{at}.md"), text);
    }
    site
}

fn put(site: &SiteTest, path: &str, text: &str) {
    let file = site.root().join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(file, text).expect("a file");
}

/// An instant so many seconds from now, as it may stand in front matter.
fn in_seconds(seconds: i64) -> String {
    let now = std::time::UNIX_EPOCH.elapsed().expect("a clock").as_secs();
    let at = jiff::Timestamp::from_second(now as i64 + seconds).expect("an instant");
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[test]
fn an_article_appears_by_itself_when_it_is_due_and_goes_when_it_expires() {
    let (publish, expires) = (in_seconds(4), in_seconds(8));
    let timed = article("A tempo", "2025-09-03", &format!("publish: {publish}\nexpires: {expires}"), "x");
    let site = site().write("content/articles/tempo.md", timed);
    let began = Instant::now();
    let server = Server::start_by_the_clock(&site, &[]);
    server.get("/2025/09/tempo/").is(404);
    assert!(!server.get("/").text().contains("A tempo"), "it stands in no list before its time");
    let tab = server.tab("/");
    let next = run(site.root(), &["next"]);
    let seconds = publish.trim_end_matches('Z').rsplit_once(':').map(|(_, seconds)| seconds.to_string());
    assert!(next.out.contains(&format!(":{}", seconds.unwrap_or_default())), "{publish} is next, not {}", next.out);
    tab.next("page");
    assert!(began.elapsed() > Duration::from_secs(2), "it came before its time");
    server.shows("/2025/09/tempo/", "A tempo");
    server.shows("/", "A tempo");
    server.lacks("/2025/09/tempo/");
    assert!(!server.get("/").text().contains("A tempo"), "it stands in no list after its time");
    server.process.says("it is time");
}

#[test]
fn whoever_saves_what_is_held_back_is_told_why_it_does_not_appear() {
    let site = site();
    let server = Server::start(&site, &[]);
    server.get("/").is(200);
    let save = |fields: &str, date: &str| put(&site, "content/articles/c.md", &article("C", date, fields, "x"));
    save("draft: true", "2025-09-03");
    server.process.says("content/articles/c.md, held back: draft (--drafts shows it), ");
    save("", "2099-01-01");
    server.process.says("content/articles/c.md, held back: future (--future shows it), ");
    save("", "2025-09-03");
    server.until("/2025/09/c/", |answer| answer.status == 200);
    save("tags: [ia]", "2025-09-03");
    server.until("/tags/ia/", |answer| answer.status == 200);
    let said = server.process.said();
    assert_eq!(said.matches("held back: ").count(), 2, "once for each change: {said}");
    let server = Server::start(&site, &["--drafts"]);
    server.get("/").is(200);
    save("draft: true", "2025-09-05");
    server.process.says("content/articles/c.md");
    assert!(!server.process.said().contains("held back: "), "{}", server.process.said());
}

#[test]
fn with_a_chosen_instant_time_stands_still() {
    let site = site().write("content/articles/domani.md", article("Domani", "2026-01-15 12:00:01", "", "x"));
    let server = Server::start(&site, &[]);
    server.get("/2026/01/domani/").is(404);
    std::thread::sleep(Duration::from_millis(1200));
    server.get("/2026/01/domani/").is(404);
}

#[test]
fn next_prints_the_instant_at_which_time_alone_changes_the_site() {
    let site = site();
    let next = |site: &SiteTest, options: &[&str]| {
        let said = run(site.root(), &[&["next", "--now", NOW], options].concat());
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", said.out);
        said.out.trim().to_string()
    };
    assert_eq!(next(&site, &[]), "never");
    let json: Value = serde_json::from_str(&next(&site, &["--format", "json"])).expect("JSON");
    assert!(json["next"].is_null() && json["seconds"].is_null() && json["articles"].is_null(), "{json}");
    let site = site
        .write("content/articles/domani.md", article("Domani", "2026-01-16 08:00", "", "x"))
        .write("content/articles/anche.md", article("Anche", "2026-01-10", "publish: 2026-01-16T08:00:00+01:00", "x"))
        .write("content/articles/dopo.md", article("Dopo", "2026-01-17", "", "x"))
        .write("content/articles/bozza.md", article("Bozza", "2026-01-15 13:00", "draft: true", "x"))
        .write("content/articles/scade.md", article("Scade", "2025-09-01", "expires: 2026-01-20", "x"));
    let said = next(&site, &[]);
    assert_eq!(said, "2026-01-16T08:00:00+01:00  content/articles/anche.md, content/articles/domani.md");
    let json: Value = serde_json::from_str(&next(&site, &["--format", "json"])).expect("JSON");
    assert_eq!(json["next"], "2026-01-16T08:00:00+01:00");
    assert_eq!(json["seconds"], 20 * 3600);
    assert_eq!(json["articles"], serde_json::json!(["content/articles/anche.md", "content/articles/domani.md"]));
    let site = site
        .remove("content/articles/domani.md")
        .remove("content/articles/anche.md")
        .remove("content/articles/dopo.md");
    assert!(
        next(&site, &[]).starts_with("2026-01-20T00:00:00+01:00  content/articles/scade.md"),
        "{}",
        next(&site, &[])
    );
    let left = [".rassegna", "public"].map(|folder| site.root().join(folder).exists());
    assert_eq!(left, [false, false], "nothing may be written");
    // After a build it knows from the ledger, and still writes nothing.
    let site = site.build();
    let before = (site.files(), files(&site.root().join(".rassegna")));
    assert!(next(&site, &[]).contains("scade.md"));
    assert_eq!((site.files(), files(&site.root().join(".rassegna"))), before, "nothing may be written");
}

#[test]
fn next_says_what_is_wrong_and_goes_on_where_it_can() {
    let site = site()
        .write("content/articles/domani.md", article("Domani", "2026-01-16", "", "x"))
        .write("content/articles/rotto.md", "---\ntitle: [\n---\n");
    let said = run(site.root(), &["next", "--now", NOW]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains("domani.md") && said.err.contains("rotto.md"), "{}\n{}", said.out, said.err);
    let said = run(site.write("rassegna.yaml", "title: [\n").root(), &["next", "--now", NOW]);
    assert_eq!(said.code, Some(1), "{}", said.out);
    assert!(said.err.contains("rassegna.yaml"), "{}", said.err);
}

#[test]
fn it_ends_well_when_it_is_asked_to_even_with_tabs_open() {
    for signal in ["INT", "TERM"] {
        let site = site();
        let mut server = Server::start(&site, &[]);
        server.get("/").is(200);
        let tabs = ["/", "/2025/09/a/"].map(|page| server.tab(page));
        let held = server.connect().expect("a connection");
        let (code, took) = server.end(signal);
        assert_eq!(code, Some(0), "SIG{signal}; it said:\n{}", server.process.said());
        assert!(took < SOON, "SIG{signal} took {took:?}");
        assert!(
            site.root().join(".rassegna/preview.ledger").exists(),
            "what is known must be saved for the next start"
        );
        drop((tabs, held));
    }
}

#[test]
fn who_starts_it_with_nohup_finds_it_at_work_after_the_terminal_is_closed() {
    let site = site();
    for command in ["serve --port 0", "build --watch"] {
        // What `nohup` does: the signal is ignored from the start.
        let script = format!("trap '' HUP; exec \"$0\" {command} --now {NOW}");
        let mut process = Running::of("sh", site.root(), &["-c", &script, env!("CARGO_BIN_EXE_rassegna")]);
        process.says("2 articles");
        process.signal("HUP");
        put(&site, "content/articles/c.md", &article(command, "2025-09-03", "", "x"));
        // Both tell of the new article in a line of their own.
        process.says(if command.starts_with("serve") { "content/articles/c.md" } else { "3 articles" });
        assert!(!process.is_over(), "{command} has ended: {}", process.said());
        process.signal("INT");
        assert_eq!(process.ends().0, Some(0), "{command}: {}", process.said());
        fs::remove_file(site.root().join("content/articles/c.md")).expect("the article");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn where_no_browser_can_be_opened_the_reader_is_told_to_go_there() {
    let script = format!("PATH=/nowhere; exec \"$0\" serve --open --port 0 --now {NOW}");
    let process = Running::of("sh", site().root(), &["-c", &script, env!("CARGO_BIN_EXE_rassegna")]);
    process.says("The site is at http://localhost:");
    let told = process.says("no browser could be opened, so go there yourself");
    assert_eq!(told, "no browser could be opened, so go there yourself", "why is said in the words of programs");
}

#[test]
fn it_goes_on_when_nobody_reads_what_it_says() {
    let site = site();
    let mut child = Command::new(env!("CARGO_BIN_EXE_rassegna"))
        .args(["serve", "--port", "0", "--now", NOW])
        .current_dir(site.root())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let mut banner = String::new();
    // As an editor's task does that only wants to know the port: the pipe is closed after the first line.
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut banner).expect("a banner");
    let server = Server::of(Running::from(child), &banner);
    for turn in 0..3 {
        put(&site, "content/articles/a.md", &article(&format!("Volta {turn}"), "2025-09-01", "", "x"));
        server.shows("/2025/09/a/", &format!("Volta {turn}"));
    }
}

#[test]
fn it_ends_at_once_while_it_reads_a_large_site() {
    let site = large(4000);
    for signal in ["INT", "TERM"] {
        let mut server = Server::start(&site, &[]);
        // It listens, and has not read the site.
        assert!(!server.process.said().contains("read in"), "the site is too small for this test");
        let (code, took) = server.end(signal);
        assert_eq!(code, Some(0), "SIG{signal}; it said:\n{}", server.process.said());
        assert!(took < SOON, "SIG{signal} took {took:?} while a site was read");
    }
    assert!(!site.output().exists(), "nothing is written into public/");
    let server = Server::start(&site, &[]);
    server.until("/2025/01/n0/", |answer| answer.status == 200);
}

#[test]
fn the_second_start_uses_what_the_first_one_knew() {
    let site = large(1500);
    let mut server = Server::start(&site, &[]);
    server.until("/2025/01/n0/", |answer| answer.status == 200);
    let home = server.get("/").built();
    // Saved as soon as nothing happens, so that even a killed preview starts quickly the next time.
    let ledger = site.root().join(".rassegna/preview.ledger");
    wait_for(|| ledger.exists().then_some(()), || format!("the ledger; it said:\n{}", server.process.said()));
    let took = |server: &Server| {
        let line = server.process.says("read in");
        let (_, took) = line.split_once("read in ").expect("a time");
        took.trim_end_matches(" s").parse::<f64>().expect("seconds")
    };
    let first = took(&server);
    let port = server.port.to_string();
    server.end("INT");
    // What was edited while no preview ran is seen.
    put(&site, "content/articles/a.md", &article("Intanto", "2025-12-31", "tags: [ia]", "x"));
    fs::remove_file(site.root().join("content/articles/b.md")).expect("an article");
    let server = Server::begin(site.root(), &["--now", NOW, "--port", &port]);
    let text = server.shows("/", "Intanto").text();
    assert_eq!(server.port.to_string(), port, "the port is free again at once");
    assert!(String::from_utf8_lossy(&home).contains("Numero") && text.contains("Numero"), "{text}");
    server.lacks("/2025/09/b/");
    let second = took(&server);
    assert!(second < first, "the second start took {second} s, the first one {first} s");
}

#[test]
fn a_damaged_ledger_is_as_good_as_none() {
    let site = site();
    let ledger = site.root().join(".rassegna/preview.ledger");
    for damage in ["", "xxxx", "rassegna"] {
        put(&site, ".rassegna/preview.ledger", damage);
        let mut server = Server::start(&site, &[]);
        server.get("/2025/09/a/").is(200).contains("Uno");
        assert_eq!(server.end("INT").0, Some(0));
    }
    let whole = fs::read(&ledger).expect("a ledger");
    for part in [whole.len() / 3, whole.len() / 2, whole.len() - 1] {
        fs::write(&ledger, &whole[..part]).expect("a part of it");
        let mut server = Server::start(&site, &[]);
        server.get("/2025/09/a/").is(200).contains("Uno");
        assert_eq!(server.end("INT").0, Some(0), "with {part} bytes of a ledger: {}", server.process.said());
    }
}

#[test]
fn a_build_beside_the_preview_disturbs_neither() {
    let site = site().build();
    let server = Server::start(&site, &[]);
    server.get("/").is(200);
    let tab = server.tab("/2025/09/b/");
    for turn in 0..4 {
        put(&site, "content/articles/a.md", &article(&format!("Volta {turn}"), "2025-09-01", "tags: [ia]", "x"));
        let said = run(site.root(), &["build", "--now", NOW]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", said.out);
        server.shows("/2025/09/a/", &format!("Volta {turn}"));
    }
    assert_eq!(difference(&site.files(), &site.fresh().files()), None, "the build beside a preview is another");
    assert_eq!(unlike(&server, &built(&site, &server, ""), ""), None, "the preview beside a build is another");
    // Two previews of one site do not disturb each other either.
    let second = Server::start(&site, &[]);
    put(&site, "content/articles/b.md", &article("Ultima", "2025-09-02", "tags: [ia]", "x"));
    for server in [&server, &second] {
        server.shows("/2025/09/b/", "Ultima");
        assert_eq!(unlike(server, &built(&site, server, ""), ""), None);
    }
    tab.next("page");
}

/// A build that goes on, after its first one.
fn watching(site: &SiteTest, options: &[&str]) -> Running {
    let watching = Running::start(site.root(), &[&["build", "--watch", "--now", NOW], options].concat());
    watching.says("outputs");
    watching
}

/// Waits until an output holds a text, or is gone.
#[track_caller]
fn becomes(site: &SiteTest, watching: &Running, path: &str, part: Option<&str>) {
    let file = site.output().join(path);
    wait_for(
        || {
            let text = fs::read_to_string(&file).ok();
            let is_it = match part {
                Some(part) => text.is_some_and(|text| text.contains(part)),
                None => text.is_none(),
            };
            is_it.then_some(())
        },
        || format!("{path} must have {part:?}; the build said:\n{}", watching.said()),
    );
}

#[test]
fn a_watching_build_writes_what_changed_and_nothing_else() {
    let site = site();
    let mut watching = watching(&site, &[]);
    becomes(&site, &watching, "2025/09/a/index.html", Some("Uno"));
    let old = std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let ends = |path: &str| {
        let before = site.output().join(path);
        fs::metadata(&before).and_then(|metadata| metadata.modified()).expect("a time")
    };
    let tag = ends("tags/ia/index.html");
    put(&site, "content/articles/a.md", &article("Uno", "2025-09-01", "tags: [ia]", "Un altro testo."));
    becomes(&site, &watching, "2025/09/a/index.html", Some("Un altro testo."));
    assert_eq!(ends("tags/ia/index.html"), tag, "the list of a tag shows no bodies, and is not written again");
    assert!(tag > old, "a time of today");
    put(&site, "content/articles/nuovo/c.md", &article("Tre", "2025-09-03", "tags: [ia]", "x"));
    becomes(&site, &watching, "tags/ia/index.html", Some("Tre"));
    becomes(&site, &watching, "2025/09/c/index.html", Some("Tre"));
    fs::remove_dir_all(site.root().join("content/articles/nuovo")).expect("the folder");
    becomes(&site, &watching, "2025/09/c/index.html", None);
    put(&site, "templates/article.html", "mio {{ article.title }}");
    becomes(&site, &watching, "2025/09/a/index.html", Some("mio Uno"));
    put(&site, "static/a.txt", "due");
    becomes(&site, &watching, "a.txt", Some("due"));
    watching.signal("INT");
    let (code, took) = watching.ends();
    assert_eq!(code, Some(0), "{}", watching.said());
    assert!(took < SOON, "it took {took:?}");
    assert_eq!(difference(&site.files(), &site.fresh().files()), None, "what was watched is not what is built anew");
    let left: Vec<String> = fs::read_dir(site.output())
        .expect("the output")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".rassegna") && name != ".rassegna-manifest")
        .collect();
    assert!(left.is_empty(), "it left {left:?} behind");
}

#[test]
fn a_watching_build_survives_errors_and_goes_on_when_they_are_mended() {
    let site = site();
    let config = fs::read_to_string(site.root().join("rassegna.yaml")).expect("the configuration");
    let mut watching = watching(&site, &[]);
    let before = site.files();
    put(&site, "content/articles/a.md", "---\ntitle: [\n---\n");
    watching.says("content/articles/a.md:2");
    put(&site, "templates/article.html", "{{ article.title");
    watching.says("templates/article.html:1");
    put(&site, "rassegna.yaml", "title: [\n");
    watching.says("rassegna.yaml:1");
    assert_eq!(difference(&site.files(), &before), None, "the last good site must stay");
    put(&site, "rassegna.yaml", &config.replace("Prova", "Gazzetta"));
    put(&site, "templates/article.html", "{{ article.title }} {{ site.title }}");
    put(&site, "content/articles/a.md", &article("Mendato", "2025-09-01", "tags: [ia]", "x"));
    becomes(&site, &watching, "2025/09/a/index.html", Some("Mendato Gazzetta"));
    becomes(&site, &watching, "tags/ia/index.html", Some("Mendato"));
    watching.signal("TERM");
    assert_eq!(watching.ends().0, Some(0), "{}", watching.said());
    assert_eq!(difference(&site.files(), &site.fresh().files()), None, "what was watched is not what is built anew");
}

#[test]
fn a_watching_build_waits_for_a_configuration_that_can_be_read() {
    let site = site();
    let config = fs::read_to_string(site.root().join("rassegna.yaml")).expect("the configuration");
    put(&site, "rassegna.yaml", "title: [\n");
    let mut watching = Running::start(site.root(), &["build", "--watch", "--poll", "--now", NOW]);
    watching.says("rassegna.yaml");
    assert!(!watching.is_over(), "it must wait: {}", watching.said());
    put(&site, "rassegna.yaml", &config);
    becomes(&site, &watching, "2025/09/a/index.html", Some("Uno"));
    // Without events, too, an edit is seen.
    put(&site, "content/articles/a.md", &article("Visto", "2025-09-01", "tags: [ia]", "x"));
    becomes(&site, &watching, "2025/09/a/index.html", Some("Visto"));
    watching.signal("INT");
    assert_eq!(watching.ends().0, Some(0), "{}", watching.said());
}

#[test]
fn a_watching_build_publishes_what_is_due() {
    let timed = article("A tempo", "2025-09-03", &format!("publish: {}", in_seconds(4)), "x");
    let site = site().write("content/articles/tempo.md", timed);
    let watching = Running::start(site.root(), &["build", "--watch"]);
    watching.says("outputs");
    assert!(!site.output().join("2025/09/tempo").exists(), "it is published before its time");
    becomes(&site, &watching, "2025/09/tempo/index.html", Some("A tempo"));
    becomes(&site, &watching, "index.html", Some("A tempo"));
}
