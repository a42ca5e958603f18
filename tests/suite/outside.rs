//! `rassegna check --external` against servers that are slow, broken, moved, busy and shut: it keeps its limits and says what is true.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::builder::{NOW, SiteTest};
use crate::cli::run;

/// A question as it came in.
type Asked = Arc<Mutex<Vec<(String, Instant)>>>;

/// A server of our own: by path a list of answers, the last of which is given for ever. Each is a head without its end, or
/// nothing for a connection that is closed without a word.
struct Host {
    port: u16,
    asked: Asked,
}

impl Host {
    fn new(answers: &[(&str, &[&str])]) -> Host {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let asked = Asked::default();
        let answers: BTreeMap<String, Vec<String>> = answers
            .iter()
            .map(|(path, answers)| ((*path).to_string(), answers.iter().map(ToString::to_string).collect()))
            .collect();
        let (shared, answers) = (asked.clone(), Arc::new(answers));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, answers) = (shared.clone(), answers.clone());
                thread::spawn(move || {
                    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap_or_default();
                    let mut head = String::new();
                    while reader.read_line(&mut head).is_ok_and(|read| read > 2) {}
                    let mut words = line.split(' ');
                    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
                    let key = format!("{method} {path}");
                    let mut all = asked.lock().expect("the list");
                    let before = all.iter().filter(|(other, _)| *other == key).count();
                    all.push((key.clone(), Instant::now()));
                    drop(all);
                    let given = answers.get(&key).or_else(|| answers.get(path));
                    let given = given.and_then(|given| given.get(before).or(given.last()));
                    let mut stream = stream;
                    match given.map(String::as_str) {
                        Some("slow") => thread::sleep(Duration::from_secs(5)),
                        Some("closed") => {}
                        Some(head) => {
                            let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                        }
                        None => {
                            let _ = write!(stream, "HTTP/1.1 500 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                        }
                    }
                });
            }
        });
        Host { port, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("the list").iter().map(|(key, _)| key.clone()).collect()
    }

    fn count(&self, key: &str) -> usize {
        self.asked().iter().filter(|other| *other == key).count()
    }

    /// Whether the questions came no faster than so, taken together: a single one may be late on a busy machine.
    fn keeps(&self, pace: Duration) -> bool {
        let asked = self.asked.lock().expect("the list");
        let Some((first, last)) = asked.first().zip(asked.last()) else { return true };
        let least = pace * u32::try_from(asked.len() - 1).expect("a few");
        last.1.duration_since(first.1) + pace >= least
    }
}

fn site(links: &[String], setting: &str) -> SiteTest {
    let body: String = links.iter().map(|link| format!("- [x]({link})\n")).collect();
    SiteTest::tiny("")
        .write("content/articles/a.md", format!("---\ntitle: Uno\ndate: 2025-09-01\n---\n\n{body}"))
        .config(&format!("checks: {{external-link: {{{setting}}}}}"))
}

/// What was said of each link: its line, how much it matters, and the words.
fn check(site: &SiteTest, now: &str, more: &[&str]) -> (Vec<(u64, String, String)>, String) {
    let always = ["check", "--external", "--private", "--rule", "external-link", "--format", "json", "--now", now];
    let said = run(site.root(), &[&always, more].concat());
    let told: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("no JSON: {}\n{}", said.out, said.err));
    let found = told["findings"].as_array().expect("findings").iter().map(|one| {
        let text = |name: &str| one[name].as_str().unwrap_or_default().to_string();
        (one["line"].as_u64().unwrap_or(0), text("severity"), text("message"))
    });
    (found.collect(), said.err)
}

#[test]
fn what_is_told_of_a_link_is_what_its_server_says() {
    let other = Host::new(&[("/there", &["200 OK"])]);
    let moved = format!("301 x\r\nLocation: {}", other.url("/there"));
    let host = Host::new(&[
        ("/fine", &["200 OK"]),
        ("/gone", &["404 Not Found"]),
        ("/no-head", &["200 OK"]),
        ("HEAD /no-head", &["405 x"]),
        ("/moved", &[&moved]),
        ("/for-now", &["302 x\r\nLocation: /fine"]),
        ("/circle", &["302 x\r\nLocation: /circle"]),
        ("/shut", &["403 Forbidden"]),
        ("/busy", &["429 x\r\nRetry-After: 1", "200 OK"]),
    ]);
    let full = Host::new(&[("/full", &["429 x\r\nRetry-After: 3600"])]);
    let slow = Host::new(&[("/", &["slow"])]);
    let broken = Host::new(&[("/", &["closed"])]);
    let paths = ["/fine", "/gone", "/no-head", "/moved", "/for-now", "/circle", "/shut", "/busy"];
    let mut links: Vec<String> = paths.iter().map(|path| host.url(path)).collect();
    links.extend([
        full.url("/full#x"),
        full.url("/later"),
        slow.url("/"),
        broken.url("/"),
        host.url("/fine#again"),
        "http://[::1".to_string(),
    ]);
    let site = site(&links, "pause: 0.1, timeout: 0.4, at_once: 4");
    let began = Instant::now();
    let (found, _) = check(&site, NOW, &[]);
    let took = began.elapsed();
    let url = |path: &str| host.url(path);
    let words: Vec<(u64, &str, String)> = vec![
        (7, "warning", format!("`{}` is gone: its server answers 404", url("/gone"))),
        (9, "note", format!("`{}` has moved for good", url("/moved"))),
        (11, "warning", format!("`{}` is gone: it redirects in a circle", url("/circle"))),
        (12, "note", format!("could not verify `{}`: its server does not let programs in (403)", url("/shut"))),
        (14, "note", format!("could not verify `{}`: its server asks for patience (429)", full.url("/full"))),
        (
            15,
            "note",
            format!("could not verify `{}`: the host asks to be left alone for 59 minutes", full.url("/later")),
        ),
        (16, "note", format!("could not verify `{}`: there is no answer in time", slow.url("/"))),
        (17, "note", format!("could not verify `{}`: the answer breaks off", broken.url("/"))),
        (19, "warning", "`http://[::1` is gone: this is no address of the web".to_string()),
    ];
    for (told, wanted) in found.iter().zip(&words) {
        assert_eq!((told.0, told.1.as_str()), (wanted.0, wanted.1), "{found:#?}");
        assert!(told.2.starts_with(&wanted.2), "{told:?} instead of {wanted:?}");
    }
    assert_eq!(found.len(), words.len(), "{found:#?}");

    // One question where one is enough, `GET` only where `HEAD` says nothing, and no more once a host has had enough.
    assert_eq!((host.count("HEAD /fine"), host.count("GET /fine")), (2, 0), "itself, and by the redirect to it");
    assert_eq!((host.count("HEAD /gone"), host.count("GET /gone")), (1, 1));
    assert_eq!((host.count("HEAD /no-head"), host.count("GET /no-head")), (1, 1));
    assert_eq!((host.count("HEAD /shut"), host.count("GET /shut")), (1, 1));
    assert_eq!((host.count("HEAD /busy"), host.count("GET /busy")), (2, 0), "the answer said when to come again");
    assert_eq!(full.asked(), ["HEAD /full"], "it has asked to be left alone for an hour");
    assert_eq!(other.asked(), ["HEAD /there"]);
    assert!(host.keeps(Duration::from_millis(100)), "{:?}", host.asked());
    assert!(took < Duration::from_secs(25), "{took:?}");

    // What is known is not asked for again, until it is old or somebody wants it so.
    let (again, said) = check(&site, NOW, &[]);
    assert_eq!(again, found);
    assert!(!said.contains("Asking"), "{said}");
    let before = host.asked().len();
    let (later, _) = check(&site, "2026-01-16T11:00:00+01:00", &[]);
    assert_eq!(host.asked().len(), before);
    assert!(later[0].2.contains("is gone (as of 23 hours ago)"), "{later:?}");
    check(&site, NOW, &["--anew"]);
    assert!(host.asked().len() > before);
}

#[test]
fn a_redirect_to_another_host_waits_for_its_turn() {
    let busy = Host::new(&[("/a", &["200 OK"]), ("/b", &["200 OK"]), ("/c", &["200 OK"])]);
    let to = format!("302 x\r\nLocation: {}", busy.url("/c"));
    let first = Host::new(&[("/", &[&to])]);
    let site = site(&[busy.url("/a"), busy.url("/b"), first.url("/")], "pause: 0.3, at_once: 8");
    let (found, said) = check(&site, NOW, &[]);
    assert_eq!(found, []);
    assert!(said.contains("Asking for 3 addresses of 2 hosts"), "{said}");
    assert_eq!(busy.asked().len(), 3);
    assert!(busy.keeps(Duration::from_millis(200)), "{:?}", busy.asked());
}

#[test]
fn nobody_is_asked_without_being_told_to() {
    let host = Host::new(&[("/gone", &["404 x"]), ("/not-this", &["404 x"])]);
    let site = site(&[host.url("/gone"), host.url("/not-this")], &format!("except: [\"{}\"]", host.url("/not")));
    run(site.root(), &["check", "--now", NOW]).ends(0);
    // Without `--private` nothing within a private network is asked for.
    run(site.root(), &["check", "--now", NOW, "--external"]).ends(0);
    assert_eq!(host.asked(), Vec::<String>::new());
    let (found, _) = check(&site, NOW, &["--anew"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(host.asked(), ["HEAD /gone", "GET /gone"]);
}
