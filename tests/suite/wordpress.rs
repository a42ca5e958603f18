//! Moving in from WordPress: `rassegna import wordpress`.

use std::fs;
use std::path::Path;

use crate::builder::png;
use crate::cli::{Said, run};
use crate::strangers::{Reply, Stranger};

/// What an item holds besides what all have.
fn item(sort: &str, id: u32, title: &str, fields: &str) -> String {
    let date = if fields.contains("post_date>") {
        String::new()
    } else {
        "<wp:post_date>2025-09-23 08:30:00</wp:post_date><wp:post_date_gmt>2025-09-23 06:30:00</wp:post_date_gmt>"
            .to_string()
    };
    let status = if fields.contains("status>") { String::new() } else { "<wp:status>publish</wp:status>".to_string() };
    format!(
        "<item><title>{title}</title><dc:creator><![CDATA[maria]]></dc:creator><wp:post_id>{id}</wp:post_id>{date}{status}\
         <wp:post_type>{sort}</wp:post_type>{fields}</item>\n"
    )
}

fn body(html: &str) -> String {
    format!("<content:encoded><![CDATA[{html}]]></content:encoded>")
}

/// A whole export of a version.
fn export(version: &str, items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<rss version=\"2.0\" xmlns:excerpt=\"http://wordpress.org/export/{version}/excerpt/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:wp=\"http://wordpress.org/export/{version}/\">\n<channel>\n<title>La vecchia</title>\n<link>https://old.example</link>\n\
         <description>Di tutto</description>\n<language>it-IT</language>\n<wp:wxr_version>{version}</wp:wxr_version>\n\
         <wp:base_blog_url>https://old.example</wp:base_blog_url>\n\
         <wp:author><wp:author_login>maria</wp:author_login><wp:author_email>maria@example.org</wp:author_email>\
         <wp:author_display_name><![CDATA[Maria Bianchi]]></wp:author_display_name></wp:author>\n\
         <wp:category><wp:category_nicename>notizie</wp:category_nicename><wp:cat_name><![CDATA[Notizie]]></wp:cat_name></wp:category>\n\
         <wp:tag><wp:tag_slug>ia</wp:tag_slug><wp:tag_name><![CDATA[IA]]></wp:tag_name>\
         <wp:tag_description><![CDATA[Macchine che imparano.]]></wp:tag_description></wp:tag>\n{items}</channel>\n</rss>\n"
    )
}

fn usual() -> String {
    let terms = "<category domain=\"category\" nicename=\"notizie\"><![CDATA[Notizie]]></category>\
                 <category domain=\"post_tag\" nicename=\"ia\"><![CDATA[IA]]></category>\
                 <category domain=\"post_tag\" nicename=\"nvidia\"><![CDATA[Nvidia Corp.]]></category>\
                 <category domain=\"category\" nicename=\"uncategorized\"><![CDATA[Uncategorized]]></category>";
    let comment = |id: u32, parent: u32, approved: &str, kind: &str, text: &str| {
        format!(
            "<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author><![CDATA[Luca]]></wp:comment_author>\
             <wp:comment_author_email>luca@example.org</wp:comment_author_email><wp:comment_author_url>https://example.org/</wp:comment_author_url>\
             <wp:comment_author_IP>192.0.2.7</wp:comment_author_IP><wp:comment_date_gmt>2025-09-24 10:00:00</wp:comment_date_gmt>\
             <wp:comment_content><![CDATA[{text}]]></wp:comment_content><wp:comment_approved>{approved}</wp:comment_approved>\
             <wp:comment_type>{kind}</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
        )
    };
    let comments = [
        comment(7, 0, "1", "", "Bello <b>davvero</b><script>x()</script>"),
        comment(8, 7, "1", "comment", "Grazie"),
        comment(9, 0, "0", "", "In attesa"),
        comment(10, 0, "spam", "", "Compra"),
        comment(11, 0, "1", "pingback", "[…] ne parla […]"),
    ]
    .concat();
    let meta = |key: &str, value: &str| {
        format!(
            "<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        )
    };
    let text = "Un <em>testo</em>.\n\n[caption id=\"x\"]<img src=\"https://old.example/wp-content/uploads/2025/09/foto-300x200.png\" alt=\"Una foto\" /> La didascalia[/caption]\n\n\
                Vedi <a href=\"https://old.example/chi/siamo/\">noi</a> e <a href=\"/?p=2\">due</a>.";
    let one = item(
        "post",
        1,
        "Caff&amp;egrave; &amp; altro",
        &format!(
            "<link>https://old.example/2025/09/uno/</link><wp:post_name>uno</wp:post_name>{}<excerpt:encoded><![CDATA[In breve.]]></excerpt:encoded>{terms}{}{}{}<wp:is_sticky>1</wp:is_sticky>{comments}",
            body(text),
            meta("_thumbnail_id", "5"),
            meta("_yoast_wpseo_title", "Per i motori"),
            meta("_yoast_wpseo_metadesc", "Per i motori, in breve"),
        ),
    );
    let two = item(
        "post",
        2,
        "Due",
        &format!("<link>https://old.example/?p=2</link>{}<wp:status>private</wp:status>", body("Segreto.")),
    );
    let three = item(
        "post",
        3,
        "Tre",
        &format!("{}<wp:status>publish</wp:status><wp:post_password>pw</wp:post_password>", body("Chiuso.")),
    );
    let four = item(
        "post",
        4,
        "Quattro",
        &format!(
            "{}<wp:status>future</wp:status><wp:post_date>2031-01-01 09:00:00</wp:post_date><wp:post_date_gmt>2031-01-01 08:00:00</wp:post_date_gmt>",
            body("Domani.")
        ),
    );
    let photo = item(
        "attachment",
        5,
        "foto",
        &format!(
            "<wp:status>inherit</wp:status><wp:post_parent>1</wp:post_parent><wp:attachment_url>https://old.example/wp-content/uploads/2025/09/foto.png</wp:attachment_url>{}<excerpt:encoded><![CDATA[Didascalia]]></excerpt:encoded>",
            meta("_wp_attachment_image_alt", "Una scheda")
        ),
    );
    let above = item("page", 20, "Chi", "<link>https://old.example/chi/</link><wp:post_name>chi</wp:post_name>");
    let page = item(
        "page",
        21,
        "Siamo",
        &format!(
            "<link>https://old.example/chi/siamo/</link><wp:post_name>siamo</wp:post_name><wp:post_parent>20</wp:post_parent>{}",
            body("Noi.")
        ),
    );
    let menu = item("nav_menu_item", 30, "Menu", "");
    [one, two, three, four, photo, above, page, menu].concat()
}

/// A folder for the new site, with an export beside it.
struct Move {
    folder: tempfile::TempDir,
}

impl Move {
    fn new(export: impl AsRef<[u8]>) -> Move {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("export.xml"), export).expect("written");
        fs::create_dir_all(folder.path().join("new")).expect("a folder");
        Move { folder }
    }

    fn import(&self, more: &[&str]) -> Said {
        let mut arguments = vec!["--root", "new", "import", "wordpress", "export.xml"];
        arguments.extend(more);
        run(self.folder.path(), &arguments)
    }

    fn build(&self) -> Said {
        run(self.folder.path(), &["--root", "new", "build", "--now", "2026-01-15"])
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join("new").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn files(&self) -> Vec<String> {
        let root = self.folder.path().join("new");
        let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().flatten();
        files
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.path().strip_prefix(&root).expect("below").to_string_lossy().into_owned())
            .collect()
    }

    fn uploads(&self) -> &Move {
        let folder = self.folder.path().join("uploads/2025/09");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("foto.png"), png(8, 6)).expect("written");
        self
    }
}

#[test]
fn an_export_of_each_version_moves_in() {
    let mut first = None;
    for version in ["1.0", "1.1", "1.2"] {
        let moved = Move::new(export(version, &usual()));
        moved.uploads().import(&["--uploads", "uploads"]).ends(0);
        let text = moved.read("content/articles/2025/09/uno.md");
        assert_eq!(first.get_or_insert_with(|| text.clone()), &text, "{version}");
    }
    let moved = Move::new(export("1.2", &usual()));
    let said = moved.uploads().import(&["--uploads", "uploads"]).ends(0);
    insta::assert_snapshot!(said.out, @r"
    found 1 attachment, 1 category, 5 comments, 2 comments taken, 1 future post, 2 pages, 1 picture, 1 post, 1 post with a password, 1 private post, 1 tag
    11 written
    1× a comment marked as spam or thrown away, left out
      comment 10 of content/articles/2025/09/uno.md
    1× a comment that nobody has approved, left out (`--comments all` takes them)
      comment 9 of content/articles/2025/09/uno.md
    1× a pingback or trackback, left out (`--pings` takes them)
      comment 11 of content/articles/2025/09/uno.md
    1× a post with a password, which is a draft now
      post 3 (content/articles/2025/09/tre.md)
    1× a private post, which is a draft now
      post 2 (content/articles/2025/09/due.md)
    1× something that is no text of the site, left out: nav_menu_item
      nav_menu_item 30
    Addresses with a `?p=` are led on by your host's own file of redirects: see `redirects` in reference/configuration of the manual.
    ");
    insta::assert_snapshot!(moved.read("rassegna.yaml"), @r"
    title: La vecchia
    url: https://old.example
    description: Di tutto
    default_language: it
    links: {internal: warn}
    comments: {provider: static}
    ");
    insta::assert_snapshot!(moved.read("content/articles/2025/09/uno.md"), @r#"
    ---
    title: Caffè & altro
    date: 2025-09-23T08:30:00+02:00
    summary: In breve.
    tags: [Notizie, IA, Nvidia Corp.]
    authors: [Maria Bianchi]
    image: {src: /wp-content/uploads/2025/09/foto.png, alt: Una scheda, caption: Didascalia}
    featured: true
    aliases: [/2025/09/uno/, "/?p=1"]
    extra: {seo_description: "Per i motori, in breve", seo_title: Per i motori}
    ---

    Un *testo*.

    ![Una foto](/wp-content/uploads/2025/09/foto.png "La didascalia")

    Vedi [noi](../../../pages/chi/siamo.md) e [due](due.md).
    "#);
    insta::assert_snapshot!(moved.read("content/comments/2025/09/uno/7.yaml"), @r#"
    id: "7"
    name: Luca
    url: https://example.org/
    date: 2025-09-24T10:00:00Z
    status: approved
    text: "Bello **davvero**"
    "#);
    insta::assert_snapshot!(moved.files().join("\n"), @r"
    content/articles/2025/09/due.md
    content/articles/2025/09/tre.md
    content/articles/2025/09/uno.md
    content/articles/2031/01/quattro.md
    content/comments/2025/09/uno/7.yaml
    content/comments/2025/09/uno/8.yaml
    content/pages/chi/siamo.md
    content/pages/chi.md
    content/tags/ia.md
    rassegna.imported
    rassegna.yaml
    static/wp-content/uploads/2025/09/foto.png
    ");
    for (path, _) in [("content/articles/2025/09/due.md", 0), ("content/articles/2025/09/tre.md", 0)] {
        assert!(moved.read(path).contains("draft: true"), "{path}");
    }
    // Nobody's address of mail, and nothing of a machine's, is anywhere.
    for path in moved.files().iter().filter(|path| !path.ends_with(".png")) {
        let text = moved.read(path);
        assert!(!text.contains("luca@") && !text.contains("maria@") && !text.contains("192.0.2"), "{path}: {text}");
    }
    moved.build().ends(0);
    let public = moved.folder.path().join("new/public");
    let page = fs::read_to_string(public.join("2025/09/uno/index.html")).expect("a page");
    assert!(
        page.contains("Bello <strong>davvero</strong>") && page.contains("Grazie") && !page.contains("In attesa"),
        "{page}"
    );
    assert!(public.join("2025/09/uno/index.html").is_file() && public.join("chi/siamo/index.html").is_file());
    assert!(
        !public.join("2025/09/due").exists() && !public.join("2025/09/tre").exists() && !public.join("2031").exists()
    );
}

#[test]
fn terms_become_what_the_mapping_says() {
    let moved = Move::new(export("1.2", &usual()));
    let mapping = moved.folder.path().join("map.yaml");
    fs::write(
        &mapping,
        "sections: {notizie: news}\ncompanies: {nvidia: NVIDIA}\ntags: {IA: Intelligenza artificiale}\n",
    )
    .expect("written");
    moved.import(&["--map", "map.yaml", "--comments", "all", "--pings"]).ends(0);
    let text = moved.read("content/articles/2025/09/uno.md");
    assert!(text.contains("section: news\ntags: [Intelligenza artificiale]\ncompanies: [NVIDIA]\n"), "{text}");
    assert!(moved.read("content/comments/2025/09/uno/9.yaml").contains("status: pending"));
    assert!(moved.read("content/comments/2025/09/uno/11.yaml").contains("kind: pingback"));
    assert!(!moved.files().iter().any(|path| path.ends_with("/10.yaml")), "spam stays out");
    fs::write(&mapping, "section: {notizie: news}\n").expect("written");
    moved.import(&["--map", "map.yaml"]).ends(1).says("map.yaml:1:1").says("did you mean `sections`");
}

#[test]
fn a_second_import_changes_only_what_has_changed() {
    let moved = Move::new(export("1.2", &usual()));
    moved.import(&[]).ends(0);
    moved.import(&["--report", "report.json"]).ends(0).says("as they were");
    let report = fs::read_to_string(moved.folder.path().join("report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!((&report["found"]["comments"], &report["files"]["same"][0]), (&5.into(), &"rassegna.yaml".into()));
    let path = moved.folder.path().join("new/content/articles/2025/09/uno.md");
    fs::write(&path, "---\ntitle: Mio\ndate: 2025-01-01\n---\n").expect("written");
    fs::write(moved.folder.path().join("export.xml"), export("1.2", &usual().replace("Segreto.", "Altro.")))
        .expect("written");
    moved.import(&[]).ends(0).says("1 changed").says("1 left alone");
    assert!(moved.read("content/articles/2025/09/due.md").contains("Altro."));
    assert!(moved.read("content/articles/2025/09/uno.md").contains("Mio"));
}

/// A file with what it ends in: an exit code, and a word.
type Case = (&'static str, Vec<u8>, i32, &'static str);

/// Every `X` as a byte that no UTF-8 begins with.
fn latin(text: &str) -> Vec<u8> {
    text.bytes().map(|byte| if byte == b'X' { 0xE8 } else { byte }).collect()
}

/// Files that cannot be read.
fn refused(good: &str) -> Vec<Case> {
    let cut = good.len() * 2 / 3;
    vec![
        ("cut", good.as_bytes()[..cut].to_vec(), 1, "export.xml:18"),
        (
            "cut between two items",
            good.split("<item><title>Due").next().expect("a part").as_bytes().to_vec(),
            1,
            "not whole",
        ),
        ("crossed", good.replace("</channel>", "</chanel>").into_bytes(), 1, "this is no XML"),
        ("an ampersand", good.replace("Di tutto", "A & B").into_bytes(), 1, "export.xml:6:15"),
        ("no export", b"<rss><channel><title>x</title></channel></rss>".to_vec(), 1, "no export of WordPress"),
        ("a page", b"<!doctype html><p>x".to_vec(), 1, "import-read"),
        ("nothing", Vec::new(), 1, "no export of WordPress"),
        ("bytes", vec![0, 159, 146, 150, 0], 1, "import-read"),
        ("no UTF-8", latin(&good.replace("Di tutto", "X")), 1, "export.xml"),
        ("another encoding", b"<?xml version=\"1.0\" encoding=\"klingon\"?><rss/>".to_vec(), 1, "klingon"),
    ]
}

/// Files that can be, strange as they are.
fn strange(good: &str) -> Vec<Case> {
    vec![
        ("Latin", latin(&good.replace("UTF-8", "ISO-8859-1").replace("Di tutto", "X")), 0, "found"),
        (
            "an entity that grows",
            good.replacen("<rss", "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<rss", 1)
                .replace("Di tutto", "&b;")
                .into_bytes(),
            0,
            "found",
        ),
        (
            "an entity from elsewhere",
            good.replacen("<rss", "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<rss", 1)
                .replace("Di tutto", "&x;")
                .into_bytes(),
            0,
            "found",
        ),
        (
            "no namespaces",
            good.replace(" xmlns:wp=", " title=").replace(" xmlns:excerpt=", " id=").into_bytes(),
            0,
            "found",
        ),
        ("CDATA in pieces", good.replace("Segreto.", "a]]]]><![CDATA[>b").into_bytes(), 0, "found"),
        ("control characters", good.replace("Segreto.", "a\u{1}\u{8}b").into_bytes(), 0, "found"),
        ("deep elements", ["<rss>".repeat(100_000).as_bytes(), b"</rss>"].concat(), 1, "nested too deeply"),
        (
            "a number twice",
            export("1.2", &[usual(), item("post", 1, "Ancora", "<wp:post_name>uno</wp:post_name>")].concat())
                .into_bytes(),
            0,
            "whose number another has too",
        ),
        (
            "a way out",
            export(
                "1.2",
                &item(
                    "post",
                    1,
                    "x",
                    "<wp:post_name>../../../../out</wp:post_name><wp:post_date>../../../x</wp:post_date>",
                ),
            )
            .into_bytes(),
            0,
            "found",
        ),
        (
            "a circle",
            export(
                "1.2",
                &[
                    item("page", 1, "a", "<wp:post_parent>2</wp:post_parent>"),
                    item("page", 2, "b", "<wp:post_parent>1</wp:post_parent>"),
                ]
                .concat(),
            )
            .into_bytes(),
            0,
            "2 pages",
        ),
    ]
}

#[test]
fn pictures_are_fetched_when_that_is_asked_for_and_none_twice() {
    let stranger = Stranger::open(|asked| match asked.path.as_str() {
        "/wp-content/uploads/2025/09/foto.png" => Reply::ok("image/png", png(8, 6)),
        _ => Reply::status(404),
    });
    let host = stranger.url("");
    let text = usual().replace("https://old.example/wp-content", &format!("{}/wp-content", host.trim_end_matches('/')));
    let missing =
        item("post", 9, "Senza", &body(&format!("<img src=\"{host}/wp-content/uploads/2025/09/niente.png\">")));
    let moved = Move::new(export("1.2", &format!("{text}{missing}")));
    let said = moved
        .import(&["--download", "--allow-private"])
        .ends(0)
        .says("1× a picture that could not be fetched")
        .says("404");
    assert!(moved.folder.path().join("new/static/wp-content/uploads/2025/09/foto.png").is_file(), "{}", said.out);
    assert!(
        moved
            .read("content/articles/2025/09/uno.md")
            .contains("](/wp-content/uploads/2025/09/foto.png \"La didascalia\")")
    );
    assert!(moved.read("content/articles/2025/09/senza.md").contains("niente.png)"));
    let asked = |path: &str| stranger.paths().iter().filter(|asked| asked.contains(path)).count();
    let before = asked("foto");
    moved.import(&["--download", "--allow-private"]).ends(0);
    assert_eq!((asked("foto"), before), (before, 1));
    let quiet = Move::new(export("1.2", &text));
    quiet.import(&[]).ends(0);
    assert_eq!(asked("foto"), 1, "nothing is asked of anybody without the option");
}

/// Whatever a file holds, it ends in a clear word or in a right import, and no file is half written.
#[test]
fn hostile_files_end_in_a_clear_word() {
    let good = export("1.2", &usual());
    let cases = [refused(&good), strange(&good)].concat();
    for (name, bytes, code, words) in cases {
        let moved = Move::new(bytes);
        let said = moved.import(&[]);
        assert_eq!(said.code, Some(code), "{name}: {}{}", said.out, said.err);
        assert!(said.out.contains(words) || said.err.contains(words), "{name}: {}{}", said.out, said.err);
        assert!(!said.err.contains("panicked"), "{name}: {}", said.err);
        if code == 1 {
            assert_eq!(moved.files(), Vec::<String>::new(), "{name}: nothing is written");
        } else {
            let build = moved.build();
            assert_eq!(build.code, Some(0), "{name}: {}{}", build.out, build.err);
            assert!(moved.files().iter().all(|path| !moved.folder.path().join(path).exists()), "{name}");
        }
        let outside: Vec<_> =
            fs::read_dir(moved.folder.path()).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(outside.len(), 2, "{name}: {outside:?}");
    }
    let moved = Move::new(good.replace("Segreto.", "a]]]]><![CDATA[>b"));
    moved.import(&[]).ends(0);
    assert!(
        moved.read("content/articles/2025/09/due.md").contains("a\\]\\]>b"),
        "{}",
        moved.read("content/articles/2025/09/due.md")
    );
}

/// HTML that no parser closes as its tags say, and shortcodes that never end: the text comes, in time.
#[test]
fn hostile_texts_are_bounded() {
    for (name, text) in [
        ("ends that fit nothing", "<div></i>".repeat(60_000)),
        ("lists", format!("<ul>{}", "<li><ul></x>".repeat(5_000))),
        ("objects", "<p><object></p>".repeat(50_000)),
        ("captions", "[caption] ".repeat(20_000)),
        ("embeds", "<!-- wp:embed {} -->".repeat(20_000)),
        ("brackets", "[[[[".repeat(20_000)),
    ] {
        let moved = Move::new(export("1.2", &item("post", 1, "Uno", &body(&format!("{text} fine")))));
        let began = std::time::Instant::now();
        let said = moved.import(&[]);
        assert_eq!(said.code, Some(0), "{name}: {}", said.err);
        assert!(began.elapsed().as_secs() < 20, "{name}: {:?}", began.elapsed());
        assert!(moved.read("content/articles/2025/09/uno.md").contains("fine"), "{name}");
    }
}

#[test]
fn no_text_is_lost_to_another_of_its_number() {
    let items = [
        item("post", 7, "Uno", &body("Primo.")),
        item("post", 7, "Due", &body("Secondo.")),
        item("post", 0, "Tre", &body("Terzo.")),
        item("post", 0, "Quattro", &body("Quarto.")),
    ];
    let moved = Move::new(export("1.2", &items.concat()));
    moved.import(&[]).ends(0);
    for (name, text) in [("uno", "Primo."), ("due", "Secondo."), ("tre", "Terzo."), ("quattro", "Quarto.")] {
        assert!(moved.read(&format!("content/articles/2025/09/{name}.md")).contains(text), "{name}");
    }
    moved.import(&[]).ends(0).says("6 as they were");
}

#[test]
fn a_second_site_does_not_take_the_place_of_the_first() {
    let moved = Move::new(export("1.2", &item("post", 7, "Uno", &body("Del primo."))));
    moved.import(&[]).ends(0);
    let other = export("1.2", &item("post", 7, "Altro", &body("Del secondo."))).replace("old.example", "other.example");
    fs::write(moved.folder.path().join("export.xml"), other).expect("written");
    moved.import(&[]).ends(0);
    assert!(moved.read("content/articles/2025/09/uno.md").contains("Del primo."));
    assert!(moved.read("content/articles/2025/09/altro.md").contains("Del secondo."));
    assert!(moved.read("rassegna.yaml").contains("old.example"), "the first site's configuration stays");
}

#[test]
fn texts_are_shown_as_they_were() {
    let table = "<table><tbody><tr><th>Chi</th><td>1</td></tr><tr><th>Dove</th><td>2</td></tr></tbody></table>";
    let text = format!("<p>Si scrive {{{{ youtube(id=1) }}}} così.</p>{table}<p>Fine<br></p>");
    let fields = format!("{}<media:title>Di un altro</media:title>", body(&text));
    let moved = Move::new(
        export("1.2", &item("post", 1, "Uno", &fields))
            .replace("xmlns:wp=", "xmlns:media=\"http://search.yahoo.com/mrss/\" xmlns:wp="),
    );
    moved.import(&[]).ends(0);
    insta::assert_snapshot!(moved.read("content/articles/2025/09/uno.md"), @r#"
    ---
    title: Uno
    date: 2025-09-23T08:30:00+02:00
    authors: [Maria Bianchi]
    aliases: ["/?p=1"]
    ---

    Si scrive \{{ youtube(id=1) }} così.

    |      |     |
    | ---- | --- |
    | Chi  | 1   |
    | Dove | 2   |

    Fine
    "#);
    moved.build().ends(0);
    let page = fs::read_to_string(moved.folder.path().join("new/public/2025/09/uno/index.html")).expect("a page");
    assert!(page.contains("Si scrive {{ youtube(id=1) }} così."), "{page}");
    assert!(page.contains("<td>Dove</td>") && !page.contains("<thead>"), "{page}");
}

#[test]
fn pictures_of_others_stay_theirs_and_what_is_none_is_not_kept() {
    let stranger = Stranger::open(|asked| match asked.path.as_str() {
        "/wp-content/uploads/2025/09/pagina.png" => Reply::html("<p>Non c'è più."),
        _ => Reply::ok("image/png", png(8, 6)),
    });
    let host = stranger.url("").trim_end_matches('/').to_string();
    let text = format!(
        "<img src=\"https://other.example/wp-content/uploads/2025/09/foto.png\" alt=\"Altrui\"><img src=\"{host}/wp-content/uploads/2025/09/pagina.png\" alt=\"Pagina\">"
    );
    let export = export("1.2", &item("post", 1, "Uno", &body(&text))).replace("https://old.example", &host);
    let moved = Move::new(export);
    moved.uploads().import(&["--download", "--allow-private", "--dry-run"]).ends(0);
    assert_eq!(stranger.paths(), Vec::<String>::new(), "a dry run asks nobody");
    moved.import(&["--uploads", "uploads", "--download", "--allow-private"]).ends(0).says("sends a page instead");
    let text = moved.read("content/articles/2025/09/uno.md");
    assert!(
        text.contains("https://other.example/wp-content/uploads/2025/09/foto.png") && text.contains("pagina.png"),
        "{text}"
    );
    assert!(!moved.folder.path().join("new/static").exists());
}

/// A large export passes through little memory. Run it by hand: `cargo test --release --test suite -- --ignored wordpress`.
#[test]
#[ignore = "it writes two gigabytes"]
#[cfg(target_os = "linux")]
fn a_large_export_passes_through_little_memory() {
    use std::io::Write;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("large.xml");
    let mut out = std::io::BufWriter::new(fs::File::create(&file).expect("a file"));
    let whole = export("1.2", "");
    let (head, foot) = whole.split_once("</channel>").expect("a channel");
    out.write_all(head.as_bytes()).expect("written");
    let text = body(&"<p>Un paragrafo di prova con qualche parola.</p>\n".repeat(2000));
    for id in 1..=20_000 {
        out.write_all(item("post", id, "Titolo", &text).as_bytes()).expect("written");
    }
    out.write_all(format!("</channel>{foot}").as_bytes()).expect("written");
    drop(out);
    let said = std::process::Command::new("sh")
        .arg("-c")
        .arg(format!(
            "{} --root {} import wordpress {} --dry-run && grep VmHWM /proc/self/status",
            env!("CARGO_BIN_EXE_rassegna"),
            folder.path().display(),
            file.display()
        ))
        .output()
        .expect("it runs");
    println!("{}", String::from_utf8_lossy(&said.stdout));
    assert!(Path::new(&file).metadata().expect("a file").len() > 1_900_000_000);
}
