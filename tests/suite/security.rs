//! Claims of docs/content/articles/reference/security.md that no other module holds: what templates, imports, pictures and texts of strangers cannot do.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use crate::builder::{SiteTest, article, png};
use crate::cli::{Said, run};
use crate::output::files;
use crate::server::Server;

/// A word that stands in files outside of the site, and in its environment.
const SECRET: &str = "zibellino";

/// A folder beside the site, with the word in it.
fn outside() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["segreto.txt", "segreto.html", "segreto.md", "segreto.scss", "segreto.yaml"] {
        fs::write(folder.path().join(name), SECRET).expect("a file");
    }
    fs::write(folder.path().join("segreto.png"), png(37, 41)).expect("a picture");
    folder
}

fn site() -> SiteTest {
    SiteTest::tiny("")
        .write("content/articles/a.md", article("Uno", "2025-09-01", "tags: [ia]", "Testo."))
        .write("segreto.html", SECRET)
        .write("rassegna.local", SECRET)
}

/// Every way from one file to another that there is, or that there is in programs like this one.
fn ways(name: &str) -> Vec<String> {
    [
        "{% include \"NAME\" %}",
        "{% extends \"NAME\" %}",
        "{% import \"NAME\" as x %}{{ x }}",
        "{{ <NAME/> }}",
        "{{ asset(name=\"NAME\") }}",
        "{{ integrity(name=\"NAME\") }}",
        "{{ image(src=\"NAME\") }}",
        "{{ copies(image={\"path\": \"NAME\"}) }}",
        "{{ link(to=\"NAME\") }}",
        "{{ address(path=\"NAME\") }}",
        "{{ load_data(path=\"NAME\") }}",
        "{{ read_file(path=\"NAME\") }}",
        "{{ get_file(path=\"NAME\") }}",
        "{{ include_raw(\"NAME\") }}",
        "{{ \"NAME\" | load }}",
        "{{ \"{% include 'NAME' %}\" | markdown }}",
        "{{ data[\"NAME\"] }}",
    ]
    .iter()
    .map(|way| way.replace("NAME", name))
    .collect()
}

#[test]
fn no_template_reads_a_file_outside_of_its_folders() {
    let outside = outside();
    let beside = outside.path().display().to_string();
    let names = [
        "../../../segreto.html".to_string(),
        "../../../../segreto.html".to_string(),
        "/segreto.html".to_string(),
        "segreto.html".to_string(),
        "./../segreto.html".to_string(),
        "partials/../../../../segreto.html".to_string(),
        "..\\\\..\\\\..\\\\segreto.html".to_string(),
        "file:///etc/passwd".to_string(),
        "/etc/passwd".to_string(),
        format!("{beside}/segreto.html"),
        format!("{beside}/segreto.png"),
    ];
    // Each way is a shortcode, called by one article. What cannot be compiled or printed is told and taken out; then it is looked at
    // what the others have printed.
    for name in names {
        let ways = ways(&name);
        let calls: Vec<String> = (0..ways.len()).map(|at| format!("{{{{ w{at}() }}}}\n")).collect();
        let mut site = site().write("content/articles/b.md", article("Due", "2025-09-02", "", &calls.join("\n")));
        for (at, way) in ways.iter().enumerate() {
            site = site.write(&format!("templates/shortcodes/w{at}.html"), way);
        }
        for turn in 0..ways.len() {
            site = site.try_update();
            let told = site.told();
            assert!(!told.contains(SECRET) && !told.contains("root:x:"), "{name} is shown in what is told:\n{told}");
            if site.outcome.published {
                assert!(turn > 0, "not one way of {name} was refused");
                break;
            }
            let broken = (0..ways.len()).filter(|at| told.contains(&format!("shortcodes/w{at}.html")));
            for path in broken.map(|at| format!("templates/shortcodes/w{at}.html")) {
                site = site.write(&path, "");
            }
        }
        assert!(site.outcome.published, "{name}:\n{}", site.told());
        for (path, bytes) in site.files() {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(SECRET) && !text.contains("root:x:"), "{name} has come into {path}:\n{text}");
            assert!(!text.contains("width=\"37\""), "{name} was measured in {path}:\n{text}");
        }
    }
}

#[test]
fn no_template_asks_the_environment_or_runs_anything() {
    // This program has it, as every process has.
    for call in [
        "{{ get_env(name=\"PATH\") }}",
        "{{ env(name=\"PATH\") }}",
        "{{ getenv(\"PATH\") }}",
        "{{ env.PATH }}",
        "{{ config.environment.PATH }}",
        "{{ exec(command=\"id\") }}",
        "{{ now() }}",
        "{{ __tera_context }}",
    ] {
        let site = site().write("templates/404.html", call).try_update();
        if site.outcome.published {
            let text = site.page("/404.html").text;
            assert!(!text.contains("/bin"), "{call} prints the environment: {text}");
        } else {
            assert!(site.diagnostics().iter().all(|one| one.code == "template"), "{call}:\n{}", site.told());
        }
    }
}

#[test]
fn what_a_text_says_is_never_read_as_a_template() {
    let call = "{{ 6 * 7 }} {% include 'base.html' %} {{ config }} {{ <Card/> }}";
    let fields = format!(
        "summary: \"{call}\"\ntags: [\"{call}\"]\nextra: {{x: \"{call}\"}}\nimage: {{src: /q.png, alt: \"{call}\"}}"
    );
    let text = format!("---\ntitle: \"{call}\"\ndate: 2025-09-01\n{fields}\n---\n\n## T {call}\n\n[{call}](/a.txt)\n");
    let site = SiteTest::new("")
        .write("content/articles/a.md", text)
        .write("static/a.txt", "x")
        .write("static/q.png", png(4, 4))
        .write("data/d.yaml", format!("x: \"{call}\"\n"))
        .write("i18n/it.yaml", format!("read_more: \"{call}\"\n"))
        .build();
    for (path, bytes) in site.files() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("42 "), "{path} holds what was worked out:\n{text}");
    }
}

#[test]
fn an_article_names_no_template_and_no_picture_outside() {
    let outside = outside();
    let beside = outside.path().display();
    for fields in [
        "template: ../../../segreto.html".to_string(),
        format!("template: {beside}/segreto.html"),
        "image: ../../../../segreto.png".to_string(),
        format!("image: {beside}/segreto.png"),
        "image: {src: /../segreto.png, alt: x}".to_string(),
    ] {
        let site = site().write("content/articles/b.md", article("Due", "2025-09-02", &fields, "x")).try_update();
        assert!(!site.told().contains(SECRET), "{fields}:\n{}", site.told());
        let site = site.nowhere(&[SECRET]);
        assert!(!site.files().keys().any(|path| path.contains("segreto")), "{fields}: {:?}", site.files().keys());
    }
    for body in [
        format!("![x]({beside}/segreto.png)"),
        "![x](../../../segreto.png)".to_string(),
        "![x](file:///etc/passwd)".to_string(),
        "[x](../../../rassegna.local)".to_string(),
    ] {
        let site = site().write("content/articles/b.md", article("Due", "2025-09-02", "", &body)).try_update();
        let site = site.nowhere(&[SECRET]);
        assert!(!site.files().keys().any(|path| path.contains("segreto") || path.contains("local")), "{body}");
    }
}

/// What would run in a reader's browser, were it taken for markup.
const ATTACKS: [&str; 12] = [
    "<script>alert(1)</script>",
    "\\\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "\\\" onfocus=\\\"alert(1)\\\" autofocus x=\\\"",
    "</title><img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!--<script>alert(1)</script>-->",
    "]]><script>alert(1)</script>",
    "{{ '<script>alert(1)</script>' }}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
];

/// No element and no attribute of a page runs what somebody wrote into a text.
fn runs_nothing(path: &str, html: &str) {
    let mut script: Option<bool> = None;
    for token in Tokenizer::new_with_emitter(html, DefaultEmitter::default()) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let mut is_data = false;
                for (key, value) in &tag.attributes {
                    let (key, value) = (String::from_utf8_lossy(key), String::from_utf8_lossy(value));
                    is_data |= key == "type" && value.ends_with("json");
                    let runs = key.starts_with("on") || ["srcdoc", "style"].contains(&&*key);
                    assert!(!(runs && value.contains("alert")), "{path}: <{name} {key}={value:?}> runs");
                    let plain: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
                    let plain = plain.to_ascii_lowercase();
                    let leads = ["href", "src", "action", "formaction", "data", "poster"].contains(&&*key);
                    let is_script =
                        ["javascript:", "vbscript:", "data:text"].iter().any(|scheme| plain.starts_with(scheme));
                    assert!(!(leads && is_script), "{path}: <{name} {key}={value:?}> runs");
                }
                script = (name == "script").then_some(is_data);
            }
            Token::EndTag(_) => script = None,
            Token::String(text) => {
                let text = String::from_utf8_lossy(&text);
                match script {
                    Some(true) => {
                        let read = serde_json::from_str::<serde_json::Value>(&text);
                        assert!(read.is_ok(), "{path}: a text has ended the data of a page early:\n{text}");
                    }
                    Some(false) => assert!(!text.contains("alert(1)"), "{path}: a script holds {text}"),
                    None => {}
                }
            }
            _ => {}
        }
    }
}

#[test]
fn a_page_of_cleaned_texts_runs_nothing_in_a_browser() {
    for theme in ["gazzetta", "dispaccio"] {
        let mut site = SiteTest::new("")
            .config(&format!("theme: {theme}\nmarkdown: {{html: sanitize}}\ncomments: {{provider: static}}"))
            .write("static/q.png", png(40, 30));
        for (at, attack) in ATTACKS.iter().enumerate() {
            let raw = attack.replace("\\\"", "\"");
            let day = at + 1;
            let fields = format!(
                "summary: \"S {attack}\"\nlede: \"L {attack} [x](javascript:alert(1))\"\ntags: [\"t {attack}\"]\n\
                 companies: [\"c {attack}\"]\npeople: [\"p {attack}\"]\nsection: \"s {attack}\"\nauthors: [\"a {attack}\"]\n\
                 image: {{src: /q.png, alt: \"i {attack}\", caption: \"d {attack}\", credit: \"k {attack}\"}}\n\
                 sources: [{{name: \"n {attack}\", title: \"o {attack}\", url: \"https://x.example/?a={attack}\", role: original}}]\n\
                 updates: [{{date: 2025-12-01, kind: correction, text: \"u {attack} [x](javascript:alert(1))\"}}]\n\
                 sponsored: {{by: \"b {attack}\"}}\nstory: \"y {attack}\"\n"
            );
            let body = format!(
                "{raw}\n\n## H {raw}\n\n[x](javascript:alert(1)) [y](<java\tscript:alert(1)>) ![z](/q.png \"T {raw} | C {raw}\")\n\n\
                 > q {raw}\n>\n> — {raw}\n\n[[E {raw}]] `{raw}`\n\n```html\n{raw}\n```\n\n| {raw} |\n|---|\n| {raw} |\n"
            );
            let text =
                format!("---\ntitle: \"T {attack}\"\ndate: 2025-09-{day:02}\nslug: a{at}\n{fields}---\n\n{body}");
            let comment = format!("name: \"N {attack}\"\nurl: \"https://x.example/{attack}\"\ntext: \"C {attack}\"\n");
            site = site
                .write(&format!("content/articles/a{at}.md"), text)
                .write(&format!("content/comments/a{at}/c.yaml"), comment);
        }
        let site = site.try_update();
        assert!(site.outcome.published, "{theme}:\n{}", site.told());
        let pages: Vec<_> = site.files().into_iter().filter(|(path, _)| path.ends_with(".html")).collect();
        assert!(pages.len() > 50, "{} pages", pages.len());
        for (path, bytes) in pages {
            runs_nothing(&path, &String::from_utf8_lossy(&bytes));
        }
    }
}

/// Imports into `new` of a folder.
fn import(folder: &Path, arguments: &[&str]) -> Said {
    fs::create_dir_all(folder.join("new")).expect("a folder");
    run(folder, &[&["--root", "new", "import"], arguments].concat())
}

const WXR: &str = "<?xml version=\"1.0\"?><rss xmlns:content=\"c\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><wp:wxr_version>1.2</wp:wxr_version>\
                   <link>https://old.example</link><item><title>Uno</title><content:encoded><![CDATA[BODY]]></content:encoded>\
                   <wp:post_id>1</wp:post_id><wp:post_date>2025-09-01 10:00:00</wp:post_date><wp:post_name>SLUG</wp:post_name>\
                   <wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>";

#[test]
fn an_import_stays_in_the_site_whatever_a_text_is_called() {
    for slug in [
        "../../../../out",
        "..%2f..%2fout",
        "/tmp/out",
        "..\\..\\out",
        "C:\\out",
        "\\\\host\\out",
        "a/../../../../out",
        ".git/hooks/out",
        "out\u{0}",
        "out&#0;",
        ".",
        "..",
        "-",
        "&lt;b&gt;",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("e.xml"), WXR.replace("SLUG", slug).replace("BODY", "Testo.")).expect("a file");
        let said = import(folder.path(), &["wordpress", "e.xml"]);
        assert!(!said.err.contains("panicked"), "{slug}: {}", said.err);
        let texts: Vec<String> = files(folder.path()).into_keys().filter(|path| path != "e.xml").collect();
        let is_at_home =
            |path: &String| path.starts_with("new/content/articles/2025/09/") || path.starts_with("new/rassegna.");
        assert!(texts.iter().all(is_at_home), "{slug}: {texts:?}");
        let depth = |path: &String| path.matches('/').count() <= 5;
        assert!(texts.iter().all(depth), "{slug} has made folders: {texts:?}");
    }
}

#[cfg(unix)]
#[test]
fn an_import_follows_no_link_out_of_the_site() {
    use std::os::unix::fs::symlink;
    let export = WXR.replace("SLUG", "uno").replace("BODY", "Testo.");
    for link in ["content", "content/articles", "content/articles/2025", "content/articles/2025/09"] {
        for is_there in [true, false] {
            let (folder, outside) = (tempfile::tempdir().expect("a folder"), outside());
            fs::write(folder.path().join("e.xml"), &export).expect("a file");
            let place = folder.path().join("new").join(link);
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            let target = if is_there { outside.path().to_path_buf() } else { outside.path().join("niente") };
            symlink(&target, &place).expect("a link");
            let before = files(outside.path());
            let said = import(folder.path(), &["wordpress", "e.xml"]);
            assert_eq!(before, files(outside.path()), "{link} has led out; it said\n{}{}", said.out, said.err);
            assert_ne!(said.code, Some(0), "{link} {is_there}: somebody must be told: {}{}", said.out, said.err);
        }
    }
    // A link in the place of the file itself: what it leads to stays as it is.
    let (folder, outside) = (tempfile::tempdir().expect("a folder"), outside());
    fs::write(folder.path().join("e.xml"), &export).expect("a file");
    fs::create_dir_all(folder.path().join("new/content/articles/2025/09")).expect("a folder");
    for target in ["segreto.md", "niente.md"] {
        let place = folder.path().join("new/content/articles/2025/09/uno.md");
        symlink(outside.path().join(target), &place).expect("a link");
        let before = files(outside.path());
        let said = import(folder.path(), &["wordpress", "e.xml"]);
        assert_eq!(before, files(outside.path()), "{target}: it said\n{}{}", said.out, said.err);
        fs::remove_file(&place).expect("a file or a link");
        drop(fs::remove_file(folder.path().join("new/rassegna.imported")));
    }
}

/// The lock comes from the repository, as texts do: what it names is not believed to be ours to move.
#[test]
fn a_lock_that_names_files_elsewhere_moves_none() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("e.xml"), WXR.replace("SLUG", "uno").replace("BODY", "Testo.")).expect("a file");
    fs::write(folder.path().join("vittima.md"), SECRET).expect("a file");
    import(folder.path(), &["wordpress", "e.xml"]).ends(0);
    let lock = folder.path().join("new/rassegna.imported");
    let text = fs::read_to_string(&lock).expect("the lock");
    let stamp = format!("{:?}", rassegna::base::stamp::Stamp::of_bytes(SECRET.as_bytes()));
    for place in ["../vittima.md", "content/../../vittima.md"] {
        let text: String = text
            .lines()
            .map(|line| match line.split_once("\tcontent/articles/2025/09/uno.md\t") {
                Some((_, id)) => format!("{stamp}\t{place}\t{id}\n"),
                None => format!("{line}\n"),
            })
            .collect();
        assert!(text.contains(place), "the lock is another than this test thinks:\n{text}");
        fs::write(&lock, text).expect("the lock");
        import(folder.path(), &["wordpress", "e.xml"]).ends(1).says("outside");
        assert_eq!(fs::read_to_string(folder.path().join("vittima.md")).ok().as_deref(), Some(SECRET));
    }
}

/// An old site that somebody sends may hold links to what only its receiver has.
#[cfg(unix)]
#[test]
fn an_old_site_lends_no_file_from_elsewhere() {
    use std::os::unix::fs::symlink;
    for (program, configuration, texts, others) in [
        ("hugo", "hugo.toml", "content", "static"),
        ("zola", "config.toml", "content", "static"),
        ("jekyll", "_config.yml", "_posts", "assets"),
    ] {
        for link in [texts, others, configuration] {
            let (folder, outside) = (tempfile::tempdir().expect("a folder"), outside());
            fs::write(outside.path().join("2025-09-01-x.md"), format!("---\ntitle: {SECRET}\n---\n{SECRET}\n"))
                .expect("a file");
            let old = folder.path().join("old");
            fs::create_dir_all(&old).expect("a folder");
            if link != configuration {
                fs::write(
                    old.join(configuration),
                    "title = \"x\"\n".replace(" =", if program == "jekyll" { ":" } else { " =" }),
                )
                .expect("a file");
            }
            let target =
                if link == configuration { outside.path().join("segreto.txt") } else { outside.path().to_path_buf() };
            symlink(target, old.join(link)).expect("a link");
            let said = import(folder.path(), &[program, "old"]);
            assert!(!said.err.contains("panicked"), "{}", said.err);
            assert!(
                !format!("{}{}", said.out, said.err).contains(SECRET),
                "{program} {link}: {}{}",
                said.out,
                said.err
            );
            for (path, bytes) in files(&folder.path().join("new")) {
                assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "{program}: {path} has come through {link}");
                assert!(!path.contains("segreto"), "{program}: {path} has come through {link}");
            }
            assert_ne!(said.code, Some(0), "{program} {link}: somebody must be told: {}{}", said.out, said.err);
        }
    }
}

/// Ten entities of ten entities each, ten times: ten thousand million.
fn laughs() -> String {
    let mut text = "<!DOCTYPE x [<!ENTITY a0 \"ha\">".to_string();
    for at in 1..11 {
        text.push_str(&format!("<!ENTITY a{at} \"{}\">", format!("&a{};", at - 1).repeat(10)));
    }
    text + "]>"
}

#[test]
fn xml_brings_in_no_file_and_does_not_grow() {
    let outside = outside();
    let file = format!("file://{}", outside.path().join("segreto.txt").display());
    let elsewhere = format!("<!DOCTYPE x [<!ENTITY e SYSTEM \"{file}\"><!ENTITY % p SYSTEM \"{file}\"> %p;]>");
    let feed = "<rss version=\"2.0\"><channel><title>A ENTITY</title><item><title>B ENTITY</title><link>https://a.example/1</link>\
                <description>C ENTITY</description></item></channel></rss>";
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>A</title><id>x</id><updated>2025-09-01T00:00:00Z</updated><entry><id>ENTITY</id>\
                <title>ENTITY</title><link href=\"https://a.example/\"/><updated>2025-09-01T00:00:00Z</updated></entry></feed>";
    let opml = "<opml version=\"2.0\"><body><outline text=\"ENTITY\" xmlUrl=\"ENTITY\"/></body></opml>";
    let wxr = WXR.replace("SLUG", "uno").replace("BODY", "Testo ENTITY.").replace("Uno", "ENTITY");
    let wxr = wxr.replace("<?xml version=\"1.0\"?>", "");
    for (name, text) in [("a.xml", feed), ("b.xml", atom), ("c.opml", opml), ("d.xml", &wxr)] {
        for (head, entity) in [(elsewhere.clone(), "&e;"), (laughs(), "&a10;")] {
            let folder = tempfile::tempdir().expect("a folder");
            let whole = format!("<?xml version=\"1.0\"?>{head}{}", text.replace("ENTITY", entity));
            fs::write(folder.path().join(name), whole).expect("a file");
            fs::create_dir_all(folder.path().join("new")).expect("a folder");
            fs::write(folder.path().join("new/rassegna.yaml"), "title: x\nurl: https://x.example/\n").expect("a file");
            let began = Instant::now();
            let said = import(folder.path(), &[if name == "d.xml" { "wordpress" } else { "feed" }, name]);
            assert!(began.elapsed() < Duration::from_secs(10), "{name} {entity}: {:?}", began.elapsed());
            assert!(
                matches!(said.code, Some(0 | 1)) && !said.err.contains("panicked"),
                "{name} {entity}: {}",
                said.err
            );
            let all: Vec<u8> = files(&folder.path().join("new")).into_values().flatten().collect();
            let all = format!("{}{}{}", String::from_utf8_lossy(&all), said.out, said.err);
            assert!(!all.contains(SECRET), "{name} {entity} has brought in a file: {all}");
            assert!(all.len() < 20_000, "{name} {entity} has grown to {} bytes", all.len());
        }
    }
}

/// A PNG's first bytes, for any size.
fn png_head(width: u32, height: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend(width.to_be_bytes());
    chunk.extend(height.to_be_bytes());
    chunk.extend([8, 6, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    bytes.extend(&chunk);
    let sum = chunk.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 })
    });
    bytes.extend((!sum).to_be_bytes());
    bytes
}

#[test]
fn pictures_that_lie_about_themselves_cost_nothing() {
    let gif = |width: u16| [b"GIF89a".as_slice(), &width.to_le_bytes(), &width.to_le_bytes(), &[0, 0, 0]].concat();
    let jpeg = [0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0xff, 0xff, 0xff, 0xff, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
    let webp = b"RIFF\xff\xff\xff\x7fWEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff";
    let cut = png(2000, 2000);
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"99999999999\" height=\"1e300\"/>";
    let pictures: [(&str, Vec<u8>); 10] = [
        ("a.png", png_head(u32::MAX, u32::MAX)),
        ("b.png", png_head(100_000, 100_000)),
        ("c.png", png_head(0, 0)),
        ("d.png", png_head(7900, 7900)),
        ("e.gif", gif(u16::MAX)),
        ("f.jpg", jpeg.to_vec()),
        ("g.webp", webp.to_vec()),
        ("h.png", cut[..cut.len() / 2].to_vec()),
        ("i.svg", svg.as_bytes().to_vec()),
        ("l.png", Vec::new()),
    ];
    let began = Instant::now();
    for (name, bytes) in pictures {
        let body = format!("![x](/{name})");
        let fields = format!("image: {{src: /{name}, alt: x}}");
        let site = SiteTest::new("")
            .write("content/articles/a.md", article("Uno", "2025-09-01", &fields, &body))
            .write(&format!("static/{name}"), bytes)
            .try_update();
        let told = site.told();
        assert!(site.outcome.published || told.contains(name), "{name}:\n{told}");
    }
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
}

#[test]
fn drawings_that_repeat_themselves_end() {
    use rassegna::picture::svg::draw;
    let mut uses = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"9\" height=\"9\"><defs><g id=\"a0\"><path d=\"M0 0h1v1z\"/></g>".to_string();
    for at in 1..12 {
        uses.push_str(&format!("<g id=\"a{at}\">{}</g>", format!("<use href=\"#a{}\"/>", at - 1).repeat(10)));
    }
    uses.push_str("</defs><use href=\"#a11\"/></svg>");
    let circle =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><g id=\"a\"><use href=\"#a\"/></g></svg>";
    let entities = format!(
        "{}<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><text>&a10;</text></svg>",
        laughs()
    );
    let deep = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">{}{}</svg>",
        "<g>".repeat(100_000),
        "</g>".repeat(100_000)
    );
    let outside = outside();
    let file = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><image href=\"{}\" width=\"9\" height=\"9\"/></svg>",
        outside.path().join("segreto.png").display()
    );
    for (name, svg) in [("uses", uses.as_str()), ("circle", circle), ("entities", &entities), ("deep", &deep)] {
        let began = Instant::now();
        let drawn = std::thread::scope(|scope| scope.spawn(|| draw(svg.as_bytes(), 64, 64).is_ok()).join());
        assert!(drawn.is_ok(), "{name} has made it panic");
        assert!(began.elapsed() < Duration::from_secs(10), "{name}: {:?}", began.elapsed());
    }
    let drawn = draw(file.as_bytes(), 9, 9).expect("a drawing");
    assert!(drawn.pixels().all(|pixel| pixel.0[3] == 0), "a picture from outside was drawn");
}

#[test]
fn huge_numbers_are_only_numbers() {
    let huge = [
        "99999999999999999999999999",
        "-9223372036854775808",
        "1e999",
        "-1e-999",
        ".inf",
        ".nan",
        "0x7fffffffffffffff",
        "1_0_0",
    ];
    for number in huge {
        let fields = format!("extra: {{x: {number}}}\nimage: {{src: /q.png, focal: [{number}, {number}]}}");
        let body = format!("{{{{ nota(testo={number}) }}}}\n\n{number}. uno\n\n&#{number};\n");
        let site = site()
            .write("static/q.png", png(4, 4))
            .write("content/articles/b.md", article("Due", "2025-09-02", &fields, &body))
            .write("content/digests/2025-w36.md", format!("---\nnumber: {number}\n---\n"))
            .write("data/d.yaml", format!("x: {number}\n"))
            .write("data/e.json", format!("{{\"x\": {number}}}"))
            .write("templates/404.html", "{{ data.d.x }} {{ data.d.x | number }}")
            .try_update();
        drop(site.told());
        let settings = "pagination: {size: N}\nrelated: N\nimages: {widths: [N]}\ncomments: {provider: static, closed_after: N}\n\
                        digests: {s: {period: weekly, minimum: N, maximum: N}}\nstories: {quiet_after: N}";
        let site = SiteTest::tiny("").config(&settings.replace('N', number)).try_update();
        drop(site.told());
    }
}

/// The addresses at which this computer listens for TCP at a port, as Linux tells them.
#[cfg(target_os = "linux")]
fn listening(port: u16) -> Vec<String> {
    ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok())
        .flat_map(|text| {
            let lines =
                text.lines().skip(1).map(|line| line.split_whitespace().map(str::to_string).collect::<Vec<_>>());
            lines.collect::<Vec<_>>()
        })
        .filter(|fields| fields.len() > 3 && fields[3] == "0A")
        .filter_map(|fields| {
            let (address, own) = fields[1].split_once(':')?;
            (u16::from_str_radix(own, 16) == Ok(port)).then(|| address.to_string())
        })
        .collect()
}

#[cfg(target_os = "linux")]
#[test]
fn the_preview_listens_on_this_computer_alone() {
    let site = site();
    let server = Server::start(&site, &[]);
    let found = listening(server.port);
    assert!(!found.is_empty(), "nobody listens at {}", server.port);
    let is_loopback = |address: &String| address == "0100007F" || address == "00000000000000000000000001000000";
    assert!(found.iter().all(is_loopback), "it listens at {found:?}");
    let server = Server::start(&site, &["--host", "0.0.0.0"]);
    assert_eq!(listening(server.port), ["00000000"], "only who asks for it is heard from elsewhere");
}

/// Runs the program with a secret in its environment, wherever one may be looked for.
fn run_with_secrets(folder: &Path, arguments: &[&str]) -> String {
    let names = ["SEGRETO", "RASSEGNA_SMTP_PASSWORD", "RASSEGNA_BUTTONDOWN_KEY", "RASSEGNA_LISTMONK_TOKEN"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_rassegna"));
    command.args(arguments).current_dir(folder).envs(names.map(|name| (name, SECRET)));
    let said = command.output().expect("the program runs");
    format!("{}{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr))
}

#[test]
fn a_secret_of_the_environment_stands_in_nothing_that_is_written_or_said() {
    let services = [
        "webhook: {url: \"https://h.example/${SEGRETO}\"}",
        "listmonk: {url: \"https://${SEGRETO}.example/\", lists: [1]}",
        "smtp: {host: \"${SEGRETO}.example\"}",
        "buttondown: {}",
    ];
    for service in services {
        let config =
            format!("digests: {{s: {{period: weekly, email: {{from: a@example.org, service: {{{service}}}}}}}}}\n");
        let site = site().config(&config);
        let mut said = String::new();
        for arguments in [
            &["build"][..],
            &["build", "--format", "json"],
            &["config"],
            &["config", "--format", "json"],
            &["why", "/"],
            &["check"],
            &["digest", "send", "--dry-run"],
        ] {
            said.push_str(&run_with_secrets(site.root(), arguments));
        }
        assert!(!said.contains(SECRET), "{service}: it was said:\n{said}");
        for entry in
            walkdir::WalkDir::new(site.root()).into_iter().flatten().filter(|entry| entry.file_type().is_file())
        {
            let name = entry.path().strip_prefix(site.root()).expect("below").display().to_string();
            let bytes = fs::read(entry.path()).expect("a file");
            let is_ours = ["public", ".rassegna"].iter().any(|folder| name.starts_with(folder));
            let holds = bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
            assert!(!(is_ours && holds), "{service}: {name} holds the secret");
        }
    }
}

#[test]
fn a_setting_that_cannot_be_used_is_told_without_the_secret_in_it() {
    let mut said = String::new();
    for line in [
        "url: ${SEGRETO}",
        "default_language: ${SEGRETO}",
        "timezone: ${SEGRETO}",
        "comments: {provider: \"${SEGRETO}\"}",
        "feeds: {limit: \"${SEGRETO}\"}",
    ] {
        let site = SiteTest::tiny("").edit("rassegna.yaml", |text| {
            let key = line.split(':').next().unwrap_or_default();
            let kept: String =
                text.lines().filter(|own| !own.starts_with(&format!("{key}:"))).map(|own| format!("{own}\n")).collect();
            format!("{kept}{line}\n")
        });
        for arguments in [&["build"][..], &["build", "--format", "json"], &["config"]] {
            said.push_str(&run_with_secrets(site.root(), arguments));
        }
    }
    assert!(!said.contains(SECRET), "it was said:\n{said}");
}

/// The page is of no use when what it says is held by nothing.
#[test]
fn every_claim_of_the_page_names_tests_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let texts = |folder: &str, ending: &str| -> Vec<(String, String)> {
        let entries = walkdir::WalkDir::new(root.join(folder)).into_iter().flatten();
        let found = entries.filter(|entry| entry.path().to_string_lossy().ends_with(ending));
        found
            .filter_map(|entry| Some((entry.path().display().to_string(), fs::read_to_string(entry.path()).ok()?)))
            .collect()
    };
    let (_, page) = texts("docs/content", "reference/security.md").pop().expect("the page");
    let code = [texts("src", ".rs"), texts("tests/suite", ".rs")].concat();
    let rows: Vec<&str> = page
        .lines()
        .skip_while(|line| *line != "## Content that is not trusted")
        .filter(|line| line.starts_with("| "))
        .collect();
    let mut named = 0;
    for row in rows.iter().filter(|row| !row.starts_with("| claim")) {
        let tests = row.trim_end_matches(" |").rsplit(" | ").next().unwrap_or_default();
        let names: Vec<&str> = tests.split('`').filter(|part| part.contains("::")).collect();
        assert!(!names.is_empty(), "no test holds this: {row}");
        for name in names {
            let parts: Vec<&str> = name.split("::").collect();
            let last = parts.last().copied().unwrap_or_default();
            let modules = parts[..parts.len() - 1].iter().filter(|part| **part != "tests");
            let place = modules.copied().collect::<Vec<&str>>().join("/");
            let is_there = code.iter().any(|(path, text)| {
                let is_file = [format!("/{place}.rs"), format!("/{place}/mod.rs"), format!("/{place}/tests.rs")]
                    .iter()
                    .any(|end| path.ends_with(end.as_str()));
                // The targets of fuzzing are named in one list.
                let is_listed = place == "fuzz" && text.contains("replayed! {") && text.contains(&format!(" {last} "));
                is_file && (text.contains(&format!("fn {last}(")) || is_listed)
            });
            assert!(is_there, "there is no test {name}");
            named += 1;
        }
    }
    assert!(named > 40, "only {named} tests are named");
}
