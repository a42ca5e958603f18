//! The preview server among people who mean no good, and among programs that do not know what they do: nothing outside of
//! the site is ever read, no page of another site can ask, and no request keeps others waiting.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::time::{Duration, Instant};

use crate::builder::{SiteTest, article};
use crate::server::{Server, wait_for};

const SECRET: &str = "parola d'ordine";

fn site() -> SiteTest {
    SiteTest::tiny("")
        .write("content/articles/a.md", article("Uno", "2025-09-01", "tags: [ia]", "Testo."))
        .write("static/a.txt", "uno")
        .write("static/dir/b.txt", "due")
        .write("segreto.txt", SECRET)
        .write("content/articles/.nascosto.md", SECRET)
}

/// A folder beside the site, with a secret in it.
fn outside() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder outside of the site");
    fs::write(folder.path().join("segreto.txt"), SECRET).expect("a secret");
    fs::write(folder.path().join("segreto.md"), article(SECRET, "2025-09-01", "", SECRET)).expect("a secret");
    folder
}

#[test]
fn no_address_leads_out_of_what_is_published() {
    let site = site();
    let server = Server::start(&site, &[]);
    for path in [
        "/../segreto.txt",
        "/../../../../../../../../etc/passwd",
        "/%2e%2e/segreto.txt",
        "/%2e%2e%2fsegreto.txt",
        "/..%2fsegreto.txt",
        "/..%5csegreto.txt",
        "/..\\segreto.txt",
        "/%252e%252e/segreto.txt",
        "/dir/../../segreto.txt",
        "/dir/%2e%2e/%2e%2e/segreto.txt",
        "/./segreto.txt",
        "/segreto.txt",
        "/static/a.txt",
        "//segreto.txt",
        "//etc/passwd",
        "///",
        "/a.txt/",
        "/a.txt/..",
        "/a.txt%00",
        "/a.txt%00.html",
        "/%00",
        "/%ff%fe",
        "/%c0%ae%c0%ae/segreto.txt",
        "/%",
        "/%zz",
        "/rassegna.yaml",
        "/content/articles/a.md",
        "/content/articles/.nascosto.md",
        "/.rassegna/preview.ledger",
        "/__rassegna",
        "/__rassegna/",
        "/__rassegna/../segreto.txt",
        "/__rassegna/panel",
        "/dir",
        "/dir/",
    ] {
        let answer = server.get(path);
        assert!([400, 404].contains(&answer.status), "{path:?} must be refused, but is {answer:?}");
        let text = answer.text();
        assert!(!text.contains(SECRET) && !text.contains("root:"), "{path:?} gives a secret away:\n{text}");
    }
    for odd in ["/__rassegna/page", "/__rassegna/events", "/__rassegna/page?path=%ff", "/__rassegna/events?stamp=1"] {
        let status = server.get(odd).status;
        assert!((200..500).contains(&status), "{odd} is {status}");
    }
    for path in ["/../segreto.txt", "%2e%2e/segreto.txt", "", "segreto.txt", "//", "%00"] {
        let told = server.panel(path).to_string();
        assert!(!told.contains(SECRET), "the panel gives a secret away: {told}");
    }
    // An address that is shown to the reader is never taken for markup, or for another host's.
    for path in
        ["//evil.example/..", "//evil.example/index.html", "/\"><script>alert(1)</script>", "/%22%3E%3Cscript%3E"]
    {
        let answer = server.get(path);
        assert!(answer.header("location").is_none_or(|to| !to.starts_with("//")), "{path} leads away: {answer:?}");
        assert!(!answer.text().contains("\"><script>alert"), "{path} is taken for markup:\n{}", answer.text());
    }
    server.get("/a.txt").is(200);
}

#[test]
fn requests_that_are_none_are_refused_and_do_no_harm() {
    let site = site();
    let server = Server::start(&site, &[]);
    for request in [
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET segreto.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET ../segreto.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET file:///etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-1,2-3,4-5\r\nConnection: close\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}",
    ] {
        // What is no request at all is met by a closed connection; an end of ours tells that no more comes.
        let mut stream = server.connect().expect("a connection");
        stream.write_all(request.as_bytes()).expect("a request");
        stream.shutdown(std::net::Shutdown::Write).expect("an end");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let text = String::from_utf8_lossy(&answer);
        assert!(!text.contains(SECRET) && !text.contains("root:"), "{request:?} gives a secret away:\n{text}");
        assert!(!text.starts_with("HTTP/1.1 5"), "{request:?} is a mistake of the asker, not of the server:\n{text}");
    }
    server.get("/a.txt").is(200);
    assert!(!server.process.said().contains("panicked"), "{}", server.process.said());
}

#[test]
fn an_address_of_a_megabyte_is_refused_and_the_server_goes_on() {
    let site = site();
    let server = Server::start(&site, &[]);
    let long = "a".repeat(1 << 20);
    for request in [
        format!("GET /{long} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {long}\r\nConnection: close\r\n\r\n"),
        format!("GET /__rassegna/page?path=/{long} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}Connection: close\r\n\r\n", "X-Many: 1\r\n".repeat(5000)),
    ] {
        // The connection may be closed before all of it was sent.
        if let Ok(answer) = server.send(request.as_bytes()) {
            assert!((400..500).contains(&answer.status), "it must be refused, but is {}", answer.status);
        }
    }
    let long = "a/".repeat(4000);
    server.get(&format!("/{long}")).is(404);
    server.get("/a.txt").is(200);
}

#[test]
fn links_that_lead_out_of_the_site_are_told_and_never_followed() {
    let (site, outside) = (site(), outside());
    let within = |path: &str| site.root().join(path);
    symlink(outside.path().join("segreto.txt"), within("static/segreto.txt")).expect("a link");
    symlink(outside.path(), within("static/fuori")).expect("a link");
    symlink(outside.path().join("segreto.md"), within("content/articles/segreto.md")).expect("a link");
    symlink(outside.path(), within("content/articles/fuori")).expect("a link");
    symlink("/etc/passwd", within("static/passwd")).expect("a link");
    symlink(within("static/a.txt"), within("static/dentro.txt")).expect("a link");
    let server = Server::start(&site, &[]);
    for path in ["/segreto.txt", "/fuori/segreto.txt", "/fuori/", "/passwd", "/2025/09/segreto/", "/fuori"] {
        let answer = server.get(path).is(404);
        assert!(!answer.text().contains(SECRET), "{path} gives a secret away");
    }
    assert!(!server.get("/").text().contains(SECRET), "what lies outside stands in no list");
    server.get("/dentro.txt").is(200).contains("uno");
    let stamp = server.get("/").stamp();
    let told = server.listen("/", &stamp).next("errors").to_string();
    assert!(told.contains("link-leaves-site") && told.contains("static/passwd"), "{told}");
}

#[test]
fn a_link_put_in_a_files_place_after_the_start_is_never_followed() {
    let (site, outside) = (site(), outside());
    let server = Server::start(&site, &[]);
    server.get("/a.txt").is(200);
    server.get("/dir/b.txt").is(200);
    let never = |path: &str| {
        // From the first moment on: no watch is quick enough for this.
        wait_for(
            || {
                let answer = server.get(path);
                assert!(!answer.text().contains(SECRET), "{path} gives a secret away: {answer:?}");
                (answer.status == 404).then_some(())
            },
            || format!("{path} is gone"),
        );
    };
    let at = site.root().join("static/a.txt");
    fs::remove_file(&at).expect("the file");
    symlink(outside.path().join("segreto.txt"), &at).expect("a link");
    never("/a.txt");
    let at = site.root().join("static/dir");
    fs::rename(outside.path().join("segreto.txt"), outside.path().join("b.txt")).expect("a file of the same name");
    fs::remove_dir_all(&at).expect("the folder");
    symlink(outside.path(), &at).expect("a link");
    never("/dir/b.txt");
    // An article is read only when its page is asked for: then, too, it must be the file that was found.
    let at = site.root().join("content/articles/a.md");
    fs::remove_file(&at).expect("the file");
    symlink(outside.path().join("segreto.md"), &at).expect("a link");
    wait_for(
        || {
            let answer = server.get("/2025/09/a/");
            assert!(!answer.text().contains(SECRET), "an article gives a secret away: {}", answer.text());
            (answer.status != 200).then_some(())
        },
        || format!("the article is gone; the server said:\n{}", server.process.said()),
    );
}

#[test]
fn a_pipe_among_the_files_holds_nothing_up() {
    let site = site();
    let pipe = |path: &str| {
        let made = std::process::Command::new("mkfifo").arg(site.root().join(path)).status();
        made.is_ok_and(|status| status.success())
    };
    // A pipe that nobody writes into can be read for ever.
    if !pipe("static/tubo") {
        return;
    }
    let server = Server::start(&site, &[]);
    server.get("/a.txt").is(200);
    server.get("/tubo").is(404);
    assert!(pipe("content/articles/tubo.md") && pipe("themes/tiny/templates/tubo.html"), "more pipes");
    fs::write(site.root().join("static/a.txt"), "due").expect("a file");
    server.shows("/a.txt", "due");
}

#[test]
fn connections_that_are_held_open_keep_nobody_waiting() {
    let site = site();
    let server = Server::start(&site, &[]);
    let mut held = Vec::new();
    for at in 0..500 {
        let mut stream = server.connect().expect("a connection");
        // Some say nothing, some break off in the middle of a request.
        let half: &[u8] = [&b""[..], b"GET / HT", b"GET / HTTP/1.1\r\nHost: loc"][at % 3];
        stream.write_all(half).expect("half a request");
        held.push(stream);
    }
    // Once of some times: the computer may be busy with other tests.
    let quick = (0..20).any(|_| {
        let began = Instant::now();
        server.get("/2025/09/a/").is(200);
        began.elapsed() < Duration::from_secs(1)
    });
    assert!(quick, "with 500 connections held open no request is answered within a second");
    let tabs: Vec<_> = (0..50).map(|_| server.listen("/", "x")).collect();
    for tab in &tabs {
        tab.next("page");
    }
    // What was half a request is answered as soon as it is whole.
    let mut stream = held.swap_remove(2);
    stream.write_all(b"alhost\r\nConnection: close\r\n\r\n").expect("the other half");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn a_reader_who_takes_nothing_keeps_nobody_waiting() {
    let site = site().write("static/grande.bin", vec![7; 20_000_000]);
    let server = Server::start(&site, &[]);
    let request = format!("GET /grande.bin HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", server.port);
    let held: Vec<_> = (0..20)
        .map(|_| {
            let mut stream = server.connect().expect("a connection");
            stream.write_all(request.as_bytes()).expect("a request");
            stream
        })
        .collect();
    server.get("/2025/09/a/").is(200);
    assert_eq!(server.get("/grande.bin").body.len(), 20_000_000);
    drop(held);
    server.get("/2025/09/a/").is(200);
}

#[test]
fn a_page_of_another_site_cannot_ask_under_a_name_that_leads_here() {
    let site = site();
    let server = Server::start(&site, &[]);
    let port = server.port;
    let addresses = [
        "/",
        "/a.txt",
        "/2025/09/a/",
        "/nulla/",
        "/__rassegna/events?page=/",
        "/__rassegna/page?path=/",
        "/__rassegna/preview.js",
    ];
    for path in addresses {
        for host in [
            "evil.example".to_string(),
            format!("evil.example:{port}"),
            "localhost.evil.example".to_string(),
            "127.0.0.1.evil.example".to_string(),
            "192.168.1.10".to_string(),
            "0.0.0.0".to_string(),
            "[2001:db8::1]:80".to_string(),
            String::new(),
        ] {
            let answer = server.ask("GET", path, &[&format!("Host: {host}")]).is(403);
            assert!(!answer.text().contains("Uno") && !answer.has_script(), "{path} as {host:?}: {}", answer.text());
        }
    }
    for host in ["localhost", "127.0.0.1", "[::1]", "LocalHost", "sito.localhost", "127.0.0.2"] {
        for host in [host.to_string(), format!("{host}:{port}")] {
            server.ask("GET", "/2025/09/a/", &[&format!("Host: {host}")]).is(200).contains("Uno");
        }
    }
    // Nor may it read an answer that its reader's browser fetches for it.
    for path in ["/", "/__rassegna/page?path=/", "/a.txt"] {
        let answer = server.ask("GET", path, &["Origin: https://evil.example"]);
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path} is open to every site");
    }
}

#[test]
fn who_listens_for_the_whole_network_may_be_called_by_any_name() {
    let site = site();
    let server = Server::start(&site, &["--host", "0.0.0.0"]);
    for host in ["192.168.1.10", "portatile.local:4000", "localhost"] {
        server.ask("GET", "/2025/09/a/", &[&format!("Host: {host}")]).is(200).contains("Uno");
    }
    assert!(server.process.says("The site is at").contains("http://localhost:"), "{}", server.process.said());
}
