//! Drafts from the feeds of others: `rassegna import feed`.

use std::fs;

use crate::cli::{Said, run};
use crate::strangers::{Reply, Stranger};

const RSS: &str = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>La Gazzetta dei Chip</title><link>https://example.org/</link><language>it-IT</language>
<item><title>NVIDIA &amp; OpenAI: accordo</title><link>https://example.org/a?utm_source=rss&amp;id=1</link><guid>a</guid>
<pubDate>Tue, 23 Sep 2025 08:30:00 +0200</pubDate><category>chip</category>
<description><![CDATA[<p>Cento <b>miliardi</b>.</p><script>x()</script>]]></description>
<content:encoded><![CDATA[<p>Il testo intero dell'editore.</p>]]></content:encoded>
<media:content url="https://example.org/a.jpg" type="image/jpeg"><media:credit>NVIDIA</media:credit></media:content></item>
<item><title>NVIDIA &amp; OpenAI: accordo</title><link>https://example.org/b</link><guid>b</guid><pubDate>Tue, 23 Sep 2025 09:30:00 +0200</pubDate></item>
<item><title>Vecchia</title><link>https://example.org/c</link><guid>c</guid><pubDate>Mon, 01 Jan 2024 09:30:00 +0200</pubDate></item>
</channel></rss>"#;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Altrove</title><id>urn:x</id><updated>2025-09-24T10:00:00Z</updated>
<entry><id>urn:1</id><title type="html">Uno &lt;em&gt;due&lt;/em&gt;</title><updated>2025-09-24T10:00:00Z</updated>
<link href="https://example.org/uno"/><link rel="via" href="https://example.net/via?fbclid=1"/><summary>Breve</summary></entry></feed>"#;

const JSON: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "In JSON", "items": [{"id": "1", "url": "https://example.org/json", "title": "Tre", "content_text": "Testo", "date_published": "2025-09-25T10:00:00Z"}]}"#;

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().expect("a folder"));
        let opml = "<?xml version=\"1.0\"?><opml version=\"2.0\"><body><outline text=\"Chip\"><outline text=\"Chip &amp; co\" type=\"rss\" xmlUrl=\"a.xml\"/>\
                    <outline type=\"rss\" xmlUrl=\"b.xml\"/><outline xmlUrl='rotto.xml'/></outline></body></opml>";
        for (path, text) in
            [("a.xml", RSS), ("b.xml", ATOM), ("c.json", JSON), ("rotto.xml", "<html><p>"), ("planet.opml", opml)]
        {
            fs::write(desk.0.path().join(path), text).expect("written");
        }
        fs::create_dir_all(desk.0.path().join("site")).expect("a folder");
        fs::write(
            desk.0.path().join("site/rassegna.yaml"),
            "title: Prova\nurl: https://site.example/\ndefault_language: it\n",
        )
        .expect("written");
        desk
    }

    fn import(&self, arguments: &[&str]) -> Said {
        run(self.0.path(), &[&["--root", "site", "import", "feed"], arguments].concat())
    }

    fn drafts(&self) -> Vec<(String, String)> {
        let root = self.0.path().join("site");
        let files = walkdir::WalkDir::new(root.join("content")).sort_by_file_name().into_iter().flatten();
        files
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry.path().strip_prefix(&root).expect("below").to_string_lossy().into_owned();
                (path, fs::read_to_string(entry.path()).expect("a text"))
            })
            .collect()
    }
}

#[test]
fn items_become_drafts_that_name_their_source() {
    let desk = Desk::new();
    desk.import(&["a.xml", "b.xml", "c.json", "--since", "2025-01-01"])
        .ends(0)
        .says("found 3 feeds, 4 items")
        .says("4 written");
    let all: Vec<String> = desk.drafts().into_iter().map(|(path, text)| format!("── {path}\n{text}")).collect();
    insta::assert_snapshot!(all.join("\n"), @r#"
    ── content/articles/2025/09/nvidia-openai-accordo-5a87a4a2.md
    ---
    title: "NVIDIA & OpenAI: accordo"
    date: 2025-09-23T06:30:00Z
    draft: true
    summary: Cento miliardi.
    tags: [chip]
    sources:
      - {name: La Gazzetta dei Chip, title: "NVIDIA & OpenAI: accordo", url: "https://example.org/a?id=1", date: 2025-09-23T06:30:00Z, role: original, lang: it}
    image: {src: https://example.org/a.jpg, alt: "", credit: NVIDIA}
    ---

    ── content/articles/2025/09/nvidia-openai-accordo.md
    ---
    title: "NVIDIA & OpenAI: accordo"
    date: 2025-09-23T07:30:00Z
    draft: true
    sources: [{name: La Gazzetta dei Chip, title: "NVIDIA & OpenAI: accordo", url: https://example.org/b, date: 2025-09-23T07:30:00Z, role: original, lang: it}]
    ---

    ── content/articles/2025/09/tre.md
    ---
    title: Tre
    date: 2025-09-25T10:00:00Z
    draft: true
    summary: Testo
    sources: [{name: In JSON, title: Tre, url: https://example.org/json, date: 2025-09-25T10:00:00Z, role: original}]
    ---

    ── content/articles/2025/09/uno-due.md
    ---
    title: Uno due
    date: 2025-09-24T10:00:00Z
    draft: true
    summary: Breve
    sources: [{name: Altrove, title: Uno due, url: https://example.org/uno, date: 2025-09-24T10:00:00Z, role: original}, {url: https://example.net/via, role: via}]
    ---
    "#);
    // Nothing of it is published, and the site is built.
    run(desk.0.path(), &["--root", "site", "build", "--now", "2026-01-01"]).ends(0);
    assert!(!desk.0.path().join("site/public/2025/09").exists());
    // The second time there is nothing to do.
    desk.import(&["a.xml", "b.xml", "c.json", "--since", "2025-01-01"]).ends(0).says("4 as they were");
}

#[test]
fn a_planet_is_read_even_where_one_of_its_feeds_is_broken() {
    let desk = Desk::new();
    let said = desk.import(&["planet.opml", "--limit", "1"]).ends(1);
    assert!(said.out.contains("found 3 feeds, 2 items") && said.err.contains("rotto.xml"), "{}{}", said.out, said.err);
    assert!(desk.drafts().iter().any(|(_, text)| text.contains("name: Chip & co,")), "{:?}", desk.drafts());
}

#[test]
fn each_item_comes_once_and_what_an_editor_does_with_it_stays() {
    let desk = Desk::new();
    desk.import(&["a.xml"]).ends(0);
    let drafts = desk.drafts();
    let (mine, gone) = (desk.0.path().join("site").join(&drafts[1].0), desk.0.path().join("site").join(&drafts[2].0));
    fs::write(&mine, "---\ntitle: Mio\ndate: 2025-09-23\n---\nMio.\n").expect("written");
    fs::remove_file(&gone).expect("removed");
    desk.import(&["a.xml"]).ends(0).says("1 left alone").says("1 left out, since somebody has removed them");
    assert!(fs::read_to_string(&mine).expect("a text").contains("Mio.") && !gone.exists());
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let stranger = Stranger::open(|asked| match asked.header("if-none-match") {
        Some("\"v1\"") => Reply::status(304),
        _ => Reply::ok("application/atom+xml", ATOM).header("ETag", "\"v1\""),
    });
    let desk = Desk::new();
    let url = stranger.url("/feed");
    desk.import(&[&url, "--allow-private"]).ends(0).says("1 written");
    desk.import(&[&url, "--allow-private"]).ends(0).says("has not changed since it was last read");
    desk.import(&[&url, "--allow-private", "--limit", "1"]).ends(0).says("1 as they were");
    desk.import(&[&url]).ends(1).says("import-feed");
}

#[test]
fn what_could_not_be_read_is_asked_for_again() {
    let stranger = Stranger::open(|asked| match asked.header("if-none-match") {
        Some(_) => Reply::status(304),
        None => Reply::ok("application/atom+xml", "<html><p>").header("ETag", "\"broken\""),
    });
    let (desk, url) = (Desk::new(), stranger.url("/feed"));
    desk.import(&[&url, "--allow-private"]).ends(1).says("no feed that can be read");
    desk.import(&[&url, "--allow-private"]).ends(1).says("no feed that can be read");
}
