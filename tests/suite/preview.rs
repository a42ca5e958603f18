//! What the preview server answers: the pages that a build would make, over HTTP as a good host speaks it.

use std::net::TcpListener;

use rassegna::base::{escape, path};

use crate::builder::{NOW, SiteTest, article, png};
use crate::output::{Files, around};
use crate::server::{Answer, Running, Server};

/// What a build makes for the address under which the server shows the site.
pub fn built(site: &SiteTest, server: &Server, base_path: &str) -> Files {
    site.copied().plain_assets().base_url(&format!("{}{base_path}/", server.origin())).build().files()
}

/// The address of an output's file, as a browser asks for it.
pub fn address(base_path: &str, file: &str) -> String {
    let page = file.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    format!("{base_path}/{}", escape::ascii(&page.unwrap_or(file).replace('%', "%25")))
}

/// Where a page leads that is nothing but a way to another.
fn leads_to(file: &str, bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok().filter(|_| file.ends_with(".html"))?;
    let (_, rest) = text.split_once("http-equiv=\"refresh\" content=\"0; url=")?;
    rest.split_once('"').map(|(to, _)| to.to_string())
}

/// The first thing in which the server differs from a build, in words.
pub fn unlike(server: &Server, built: &Files, base_path: &str) -> Option<String> {
    // Smaller copies of pictures come to be with the pages that show them, which a browser asks for first.
    let (copies, others): (Vec<_>, Vec<_>) = built.iter().partition(|(file, _)| file.ends_with(".webp"));
    others.into_iter().chain(copies).find_map(|(file, bytes)| {
        let url = address(base_path, file);
        let answer = server.get(&url);
        if let Some(to) = leads_to(file, bytes) {
            let is_there = answer.status == 301 && answer.header("location") == Some(&to);
            return (!is_there).then(|| format!("{url} must lead to {to}, but is {answer:?}"));
        }
        if answer.status != 200 {
            return Some(format!("{url} is {}, but a build makes it:\n{}", answer.status, answer.text()));
        }
        if answer.built() == *bytes {
            return None;
        }
        let (ours, theirs) = (answer.built(), String::from_utf8_lossy(bytes).into_owned());
        let ours = String::from_utf8_lossy(&ours).into_owned();
        let mut lines = ours.lines().zip(theirs.lines()).filter(|(a, b)| a != b);
        let line = lines.next().map_or_else(|| (ours.clone(), theirs.clone()), |(a, b)| (a.to_string(), b.to_string()));
        Some(format!("{url} is not what a build makes:\n  server: {}\n  build:  {}", line.0, line.1))
    })
}

#[track_caller]
fn is_what_a_build_makes(site: &SiteTest, server: &Server, base_path: &str) {
    let built = built(site, server, base_path);
    assert!(built.len() > 20, "a site of some size is to be compared, not {} files", built.len());
    if let Some(difference) = unlike(server, &built, base_path) {
        panic!("{difference}");
    }
    for file in built.keys() {
        let answer = server.get(&address(base_path, file));
        let is_html = answer.status == 200 && answer.header("content-type") == Some("text/html; charset=utf-8");
        // A file of the editor's own is sent as it is.
        let is_page = is_html && !site.root().join("static").join(file).exists();
        assert_eq!(answer.has_script(), is_page, "{file}: every page has the script, and nothing else has it");
    }
    // Whatever is not built is the page for what is not there.
    for nothing in ["/nulla/", "/nulla", "/companies/nulla/", "/public/index.html", "/index.htm", "/%C3%A8/"] {
        let answer =
            server.get(&format!("{base_path}{nothing}")).is(404).has("content-type", "text/html; charset=utf-8");
        assert_eq!(answer.built(), built["404.html"], "{nothing} must be the site's own page for what is not there");
        assert!(answer.has_script(), "{nothing} must change by itself when there is something at last");
    }
}

#[test]
fn every_output_of_a_newsroom_is_what_a_build_makes() {
    let site = SiteTest::tiny(include_str!("../sites/redazione/site.txt")).write("static/img/p.png", png(640, 360));
    let server = Server::start(&site, &[]);
    is_what_a_build_makes(&site, &server, "");
    server.get("/vecchio/").is(301).has("location", "/2025/09/nvidia-openai/");
}

#[test]
fn every_output_of_the_built_in_theme_is_what_a_build_makes_and_no_file_is_written() {
    let site = crate::feeds::site()
        .config("pagination: {size: 1}\nredirects: [html, netlify, nginx]")
        .write("content/articles/d/index.md", article("D", "2025-09-04", "image: {src: q.png, alt: Q}", "![q](q.png)"))
        .write("content/articles/d/q.png", png(2, 2))
        .write("content/articles/bozza.md", article("Bozza", "2025-09-05", "draft: true\ntags: [segreto]", "x"));
    let mut server = Server::start(&site, &[]);
    is_what_a_build_makes(&site, &server, "");
    for secret in ["/2025/09/bozza/", "/tags/segreto/"] {
        server.get(secret).is(404);
    }
    assert_eq!(server.end("INT").0, Some(0), "it ends well");
    assert!(!site.output().exists(), "the preview writes nothing into public/, and does not even make it");
}

#[test]
fn a_site_below_a_path_is_served_below_it_in_two_languages() {
    // Old addresses are pages of a build only where the host is not told of them in another way.
    let site = SiteTest::tiny(include_str!("../sites/due-lingue/site.txt"))
        .write("static/img/p.png", png(640, 360))
        .replace("rassegna.yaml", "redirects: [nginx]", "redirects: [html, nginx]");
    let server = Server::start(&site, &[]);
    is_what_a_build_makes(&site, &server, "/progetto");
    server.get("/").is(302).has("location", "/progetto/");
    server.get("/progetto").is(302).has("location", "/progetto/");
    server.get("/progetto/vecchio/").is(301).has("location", "/progetto/2025/09/accordo/");
    server.get("/progetto/tags").is(301).has("location", "/progetto/tags/");
    for outside in ["/tags/", "/progettox/", "/progettotags/", "/2025/09/accordo/"] {
        server.get(outside).is(404);
    }
}

#[test]
fn drafts_and_articles_of_tomorrow_are_served_when_they_are_asked_for() {
    let site = SiteTest::tiny("")
        .write("content/articles/a.md", article("A", "2025-09-01", "", "x"))
        .write("content/articles/bozza.md", article("Bozza", "2025-09-05", "draft: true", "x"))
        .write("content/articles/domani.md", article("Domani", "2026-01-16", "", "x"));
    let plain = Server::start(&site, &[]);
    plain.get("/2025/09/a/").is(200);
    for hidden in ["/2025/09/bozza/", "/2026/01/domani/"] {
        plain.get(hidden).is(404);
    }
    let all = Server::start(&site, &["--drafts", "--future"]);
    for shown in ["/2025/09/a/", "/2025/09/bozza/", "/2026/01/domani/"] {
        all.get(shown).is(200);
    }
    assert!(all.get("/").text().contains("Domani"), "what is shown stands in lists too");
}

#[test]
fn the_address_of_the_site_is_that_of_the_server_unless_another_is_wanted() {
    let site = crate::feeds::site();
    let server = Server::start(&site, &[]);
    server.get("/atom.xml").is(200).contains(&format!("{}/2025/09/a/", server.origin()));
    let server = Server::start(&site, &["--base-url", "https://prova.example/"]);
    server.get("/atom.xml").is(200).contains("https://prova.example/2025/09/a/");
}

#[test]
fn both_families_of_addresses_are_listened_on_and_no_other_computer_is() {
    let site = SiteTest::tiny("");
    let server = Server::start(&site, &[]);
    server.get("/").is(200);
    if TcpListener::bind("[::1]:0").is_ok() {
        server.ask_six("/").expect("an answer over IPv6").is(200);
    }
}

#[test]
fn when_the_usual_port_is_taken_the_next_free_one_is_told_and_one_that_was_asked_for_is_refused() {
    // Where the port cannot be had, somebody else has it.
    let _taken = TcpListener::bind("127.0.0.1:4000");
    let site = SiteTest::tiny("");
    let server = Server::begin(site.root(), &["--now", NOW]);
    assert!(server.port > 4000 && server.port <= 4100, "{}", server.port);
    server.get("/").is(200);
    server.process.says(&format!("port 4000 is in use, perhaps by another preview: this one is at {}", server.port));
    let port = server.port.to_string();
    let mut refused = Running::start(site.root(), &["serve", "--port", &port]);
    assert_eq!(refused.ends().0, Some(1), "{}", refused.said());
    let told = refused.says(&format!("error: port {port} is in use"));
    assert!(told.contains("`--port 0`"), "{told}");
}

#[test]
fn whoever_has_a_page_open_when_the_site_gets_another_path_is_led_there() {
    let site = SiteTest::tiny("").write("content/articles/a.md", article("A", "2025-09-01", "", "x"));
    let server = Server::start(&site, &[]);
    server.get("/2025/09/a/").is(200);
    let config = std::fs::read_to_string(site.root().join("rassegna.yaml")).expect("the configuration");
    let moves = |path: &str| {
        let moved = config.replace("https://example.org/", &format!("https://example.org/{path}"));
        assert!(path.is_empty() || moved != config);
        std::fs::write(site.root().join("rassegna.yaml"), moved).expect("the configuration");
        server.until(&format!("/{path}2025/09/a/"), |answer| answer.status == 200);
    };
    moves("sito/");
    server.process.says(&format!("The site has moved to {}/sito/", server.origin()));
    server.get("/2025/09/a/").is(302).has("location", "/sito/2025/09/a/");
    server.get("/tags/x?y=1").is(302).has("location", "/sito/tags/x?y=1");
    server.get("/sito/nulla/").is(404);
    moves("sito/due/");
    server.get("/sito/2025/09/a/").is(302).has("location", "/sito/due/2025/09/a/");
    server.get("/2025/09/a/").is(302).has("location", "/sito/due/2025/09/a/");
    server.get("/sito/due/due/").is(404);
    moves("");
    server.get("/sito/due/2025/09/a/").is(302).has("location", "/2025/09/a/");
    server.get("/sito/2025/09/a/").is(302).has("location", "/2025/09/a/");
    server.get("/nulla/").is(404);
    assert_eq!(server.process.said().matches("The site has moved to").count(), 3, "{}", server.process.said());
}

/// A site of files whose types matter.
fn files() -> SiteTest {
    let mut site = crate::feeds::site().config("languages: {it: {}, en: {}}").write("static/video.mp4", [7; 300_000]);
    for name in ["a.css", "a.js", "a.svg", "a.webp", "a.woff2", "a.pdf", "a.json", "a.html", "città.txt", "LICENSE"] {
        site = site.write(&format!("static/{name}"), "uno due tre");
    }
    site.write("static/100% è.txt", "cento").write("static/Perché no/index.html", "<p>perché</p>")
}

#[test]
fn everything_has_the_type_that_a_good_host_gives_it() {
    let site = files();
    let server = Server::start(&site, &[]);
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/2025/09/a/", "text/html; charset=utf-8"),
        ("/404.html", "text/html; charset=utf-8"),
        ("/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/feed.json", "application/json"),
        ("/sitemap.xml", "text/xml; charset=utf-8"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/tags/index.json", "application/json"),
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/a.css", "text/css; charset=utf-8"),
        ("/a.js", "text/javascript; charset=utf-8"),
        ("/a.svg", "image/svg+xml; charset=utf-8"),
        ("/a.webp", "image/webp"),
        ("/p.png", "image/png"),
        ("/a.woff2", "font/woff2"),
        ("/a.pdf", "application/pdf"),
        ("/a.json", "application/json"),
        ("/video.mp4", "video/mp4"),
        ("/LICENSE", "application/octet-stream"),
        ("/__rassegna/preview.js", "text/javascript; charset=utf-8"),
    ] {
        let answer = server.get(path).is(200);
        let found = answer.header("content-type").unwrap_or_default();
        let bare = |kind: &str| kind.trim_end_matches("; charset=utf-8").to_string();
        // Whether a picture of text names its charset is no matter; whether a page does is.
        let is_it = found == kind || (path == "/a.svg" && bare(found) == bare(kind));
        assert!(is_it, "{path} is {found:?}, not {kind:?}");
    }
}

#[test]
fn what_a_browser_has_already_is_not_sent_again_until_it_changes() {
    let site = files();
    let server = Server::start(&site, &[]);
    for path in ["/", "/2025/09/a/", "/atom.xml", "/a.css", "/assets/style.css"] {
        let answer = server.get(path).is(200).has("cache-control", "no-cache");
        let etag = answer.header("etag").unwrap_or_else(|| panic!("{path} has no ETag")).to_string();
        for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_string()] {
            let again = server.ask("GET", path, &[&format!("If-None-Match: {known}")]).is(304);
            assert!(again.body.is_empty(), "304 has no body");
            assert_eq!(again.header("etag"), Some(etag.as_str()), "304 names what is still right");
        }
        server.ask("GET", path, &["If-None-Match: \"x\""]).is(200);
    }
    let etag = |path: &str| server.get(path).header("etag").unwrap_or_default().to_string();
    let before = [etag("/"), etag("/a.css"), etag("/2025/09/b/")];
    let _site = site.write("static/a.css", "quattro").replace("content/articles/a.md", "A & <b>", "Altro titolo");
    server.shows("/", "Altro titolo");
    server.shows("/a.css", "quattro");
    assert_ne!(etag("/"), before[0], "another page is another ETag");
    assert_ne!(etag("/a.css"), before[1], "another file is another ETag");
}

#[test]
fn parts_of_files_can_be_asked_for_as_players_of_videos_do() {
    let site = files();
    let bytes: Vec<u8> = (0..100_000u32).flat_map(u32::to_le_bytes).collect();
    let site = site.write("static/audio.ogg", &bytes);
    let server = Server::start(&site, &[]);
    let some = |range: &str| server.ask("GET", "/audio.ogg", &[&format!("Range: {range}")]);
    server.get("/audio.ogg").is(200).has("accept-ranges", "bytes").has("content-length", "400000");
    for (range, first, last) in [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, 399_999),
        ("bytes=100-199", 100, 199),
        ("bytes=-5", 399_995, 399_999),
        ("bytes=399999-", 399_999, 399_999),
        ("bytes=399990-999999", 399_990, 399_999),
    ] {
        let part = some(range).is(206).has("content-range", &format!("bytes {first}-{last}/400000"));
        assert_eq!(part.body, bytes[first..=last], "{range} must be these very bytes");
    }
    some("bytes=400000-").is(416).has("content-range", "bytes */400000");
    for odd in ["bytes=5-2", "bytes=x-y", "ovini=0-1", "bytes", "bytes=-", "bytes=99999999999999999999-"] {
        let answer = some(odd);
        assert!([200, 416].contains(&answer.status), "{odd:?} must not be half understood: {}", answer.status);
    }
    // Several at once may be answered with all of it, and a part of what has changed is no good to anybody.
    assert_eq!(some("bytes=0-1,5-6").is(200).body, bytes, "all of it is sent");
    let stale = server.ask("GET", "/audio.ogg", &["Range: bytes=0-1", "If-Range: \"x\""]).is(200);
    assert_eq!(stale.body, bytes, "all of what has changed is sent");
    let page = server.get("/2025/09/a/");
    let part = server.ask("GET", "/2025/09/a/", &["Range: bytes=10-29"]).is(206);
    assert_eq!(part.body, page.body[10..30], "a part of a page is a part of what is sent");
}

#[test]
fn only_reading_is_allowed_and_heads_are_those_of_the_whole_answer() {
    let site = files();
    let server = Server::start(&site, &[]);
    for path in ["/", "/atom.xml", "/video.mp4", "/assets/style.css", "/nulla/", "/__rassegna/preview.js"] {
        let (whole, head) = (server.get(path), server.ask("HEAD", path, &[]));
        assert!(head.body.is_empty(), "HEAD {path} has a body");
        for name in ["content-type", "content-length", "etag"] {
            assert_eq!(head.header(name), whole.header(name), "{name} of HEAD {path}");
        }
        assert_eq!(head.status, whole.status, "HEAD {path}");
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"] {
            server.ask(method, path, &["Content-Length: 0"]).is(405).has("allow", "GET, HEAD");
        }
    }
    let part = server.ask("HEAD", "/video.mp4", &["Range: bytes=0-9"]);
    assert!([200, 206].contains(&part.status) && part.body.is_empty(), "{part:?}");
}

#[test]
fn addresses_that_are_written_a_little_otherwise_lead_to_the_right_one() {
    let site = files();
    let server = Server::start(&site, &[]);
    for (path, to) in [
        ("/tags", "/tags/"),
        ("/tags/chip", "/tags/chip/"),
        ("/tags/chip?x=1&y=%20", "/tags/chip/?x=1&y=%20"),
        ("/index.html", "/"),
        ("/index.html?x=1", "/?x=1"),
        ("/2025/09/a/index.html", "/2025/09/a/"),
        ("/vecchio/", "/2025/09/b/"),
        ("/vecchio/?da=rss", "/2025/09/b/?da=rss"),
        ("/Perch%C3%A9%20no", "/Perch%C3%A9%20no/"),
        ("/Perch%C3%A9%20no/index.html?x", "/Perch%C3%A9%20no/?x"),
    ] {
        server.get(path).is(301).has("location", to).has("cache-control", "no-store");
        let followed = server.get(to);
        assert!([200, 301].contains(&followed.status), "{path} leads to {to}, where there is nothing");
    }
    // An old address may be written without its slash as well; then there are two steps.
    server.get("/vecchio").is(301).has("location", "/vecchio/");
}

#[test]
fn names_in_any_script_are_found_however_they_are_escaped() {
    let site = files().write("static/東京/地図.txt", "mappa").write(
        "content/articles/accento.md",
        article("Città", "2025-09-06", "aliases: [/più-vecchio/]\ntags: [Città, 人工知能]", "x"),
    );
    let server = Server::start(&site, &[]);
    for (path, text) in [
        ("/citt%C3%A0.txt", "uno due tre"),
        ("/citt%c3%a0.txt", "uno due tre"),
        ("/%63itt%C3%A0%2Etxt", "uno due tre"),
        ("/100%25%20%C3%A8.txt", "cento"),
        ("/Perch%C3%A9%20no/", "perché"),
        ("/%E6%9D%B1%E4%BA%AC/%E5%9C%B0%E5%9B%B3.txt", "mappa"),
    ] {
        server.get(path).is(200).contains(text);
    }
    server.get("/pi%C3%B9-vecchio/").is(301).has("location", "/2025/09/accento/");
    // Not every program escapes what it should; it may be refused, but not misunderstood.
    let raw = server.get("/città.txt");
    assert!(raw.status == 400 || raw.text() == "uno due tre", "{raw:?}");
    server.get("/citt%C3.txt").is(404);
    is_what_a_build_makes(&site, &server, "");
}

#[test]
fn the_panel_can_be_left_out_and_the_script_stays() {
    let site = SiteTest::tiny("");
    let with = Server::start(&site, &["--base-url", "https://example.org/"]).get("/");
    let without = Server::start(&site, &["--base-url", "https://example.org/", "--no-panel"]).get("/");
    let wants = |answer: &Answer, word: &str| answer.text().contains(&format!("data-panel=\"{word}\""));
    assert!(wants(&with, "yes") && wants(&without, "no"), "{}\n{}", with.text(), without.text());
    assert_eq!(with.stamp(), without.stamp(), "the page is the same");
    // On the same port, a browser must not keep what the preview before it sent.
    assert_ne!(with.header("etag"), without.header("etag"), "what is sent is another");
}

#[test]
fn a_page_can_be_asked_for_before_the_site_has_been_read() {
    let mut site = SiteTest::tiny("");
    for at in 0..600 {
        site =
            site.write(&format!("content/articles/a{at}.md"), article(&format!("Numero {at}"), "2025-09-01", "", "x"));
    }
    let server = Server::start(&site, &[]);
    // The first request comes while the articles are read: it waits for them, and is not told that there is nothing.
    let first = server.get("/2025/09/a599/");
    assert_eq!(first.status, 200, "the first request: {}", around(&first.text(), "title"));
    assert!(path::output_file("/2025/09/a599/").ends_with("index.html"));
}
