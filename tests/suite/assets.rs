//! The theme's assets: bundled, compressed, named by their bytes, and sent along with what browsers are to know.

use std::io::Read;

use crate::builder::SiteTest;

/// Fingerprints are the business of the bytes: `/assets/style.3f2a9c1b4d.css` is told as `/assets/style.#.css`.
fn bare(text: &str) -> String {
    let mut parts: Vec<&str> = text.split('.').collect();
    parts.iter_mut().for_each(|part| {
        if part.len() == 10 && part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            *part = "#";
        }
    });
    parts.join(".")
}

/// What stands at the one address that is told as `told`.
#[track_caller]
fn asset(site: &SiteTest, told: &str) -> String {
    let files = site.files();
    let found: Vec<&String> = files.keys().filter(|path| bare(path) == told).collect();
    assert_eq!(found.len(), 1, "there is not one file {told} among {:?}", files.keys());
    text(site, found[0])
}

fn text(site: &SiteTest, path: &str) -> String {
    String::from_utf8_lossy(&site.files()[path]).into_owned()
}

const HEAD: &str = "<link href=\"{{ asset(name=\"style.css\") }}\"{{ integrity(name=\"style.css\") }}>";

fn site(fixture: &str) -> SiteTest {
    SiteTest::tiny(fixture).write("templates/404.html", HEAD)
}

#[test]
fn a_style_sheet_is_one_file_whose_name_and_digest_tell_its_bytes() {
    let site = site(
        "//- themes/tiny/assets/style.css\n@charset \"utf-8\";\n@import \"parts/_a.css\" layer(base) screen;\n@import url(https://fonts.example/x.css);\n\
         b { background: url( \"img/due.svg?x#y\" ) , url(data:,x); }\n\
         //- themes/tiny/assets/parts/_a.css\n/* weg */\na { background: url(../img/uno.svg) }\n\
         //- themes/tiny/assets/img/uno.svg\n<svg/>\n//- assets/img/due.svg\n<svg></svg>\n",
    )
    .build();
    let sheet = asset(&site, "assets/style.#.css");
    assert_eq!(
        bare(&sheet),
        "@import \"https://fonts.example/x.css\" ;\n@layer base{@media screen{a{background:url(img/uno.#.svg)}}}b{background:url(\
         \"img/due.#.svg?x#y\"),url(data:,x)}"
    );
    site.page("/404.html").contains("<link href=\"/assets/style.").contains(".css\" integrity=\"sha256-");
    // The part is no file of its own.
    assert!(!site.files().keys().any(|path| path.contains("_a")), "{:?}", site.files().keys());
}

#[test]
fn a_page_that_names_a_style_sheet_is_made_again_with_it_and_no_other_is() {
    let site = site("//- themes/tiny/assets/style.css\na { b: c }\n//- themes/tiny/assets/other.js\n1\n").build();
    let before = text(&site, "404.html");
    let old: Vec<String> = site.files().into_keys().filter(|path| path.contains("style.")).collect();
    let site = site.write("themes/tiny/assets/style.css", "a { b: d }\n").update_warm();
    assert_ne!(text(&site, "404.html"), before);
    let new: Vec<String> = site.files().into_keys().filter(|path| path.contains("style.")).collect();
    assert_eq!((old.len(), new.len()), (1, 1));
    assert_ne!(old, new, "the name is another");
    let site = site.removed(&[&format!("/{}", old[0])]).rewrote(&["/404.html", &format!("/{}", new[0])]);
    // What means nothing changes nothing.
    let site = site.write("themes/tiny/assets/style.css", "a {\n  b: d;\n}\n").update().rewrote(&[]);
    let site = site.write("themes/tiny/assets/other.js", "2\n").update();
    assert_eq!(site.outcome.changes.written.len(), 1, "{:?}", site.outcome.changes.written);
    site.equals_fresh();
}

#[test]
fn the_switches_leave_files_as_they_are() {
    let site = site("//- themes/tiny/assets/style.css\na { b: c }\n")
        .config("assets: {fingerprint: false, integrity: false, minify: false}")
        .build();
    site.page("/404.html").is("<link href=\"/assets/style.css\">");
    site.page("/assets/style.css").is("a { b: c }\n");
}

#[test]
fn sass_is_compiled_from_the_theme_its_parent_and_the_site_and_from_nowhere_else() {
    let site = site(
        "//- themes/tiny/assets/style.scss\n@use \"parts/colours\" as c;\n@import \"late\";\n.a { .b { color: c.$red; } }\n\
         //- themes/tiny/assets/parts/_colours.scss\n$red: #f00;\n//- assets/_late.scss\n.late { x: y }\n",
    )
    .build();
    assert_eq!(asset(&site, "assets/style.#.css"), ".late{x:y}.a .b{color:#f00}");
    let site = site.write("themes/tiny/assets/parts/_colours.scss", "$red: #e00;\n").update_warm();
    assert!(asset(&site, "assets/style.#.css").contains("#e00"));
    let site = site.equals_fresh();
    for outside in ["../templates/base", "/etc/passwd", "../../../rassegna"] {
        let text = format!("@import \"{outside}\";\n");
        let _ = site.copied().write("themes/tiny/assets/style.scss", text).fail();
    }
    let site = site.write("themes/tiny/assets/style.scss", "a {\n  b: $nicht;\n}\n").fail_warm();
    let told = site.told();
    assert!(told.contains("themes/tiny/assets/style.scss:2:6") && told.contains("b: $nicht;"), "{told}");
    site.write("themes/tiny/assets/style.scss", "a { b: c }\n").update_warm().equals_fresh();
}

#[test]
fn what_is_wrong_with_a_style_sheet_is_told_with_its_place() {
    let wrong = [
        ("a {}\n@import \"x.css\";\n", "warning[late-import]"),
        ("@import \"nulla.css\";\n", "error[missing-asset]"),
        ("@import \"style.css\";\n", "error[import-circle]"),
        ("a { b: url(nulla.svg) }\n", "warning[missing-asset]"),
    ];
    for (text, code) in wrong {
        let site = site(&format!("//- themes/tiny/assets/style.css\n{text}"));
        let site = if code.starts_with("error") { site.fail() } else { site.build() };
        let told = site.told();
        assert!(told.contains(code) && told.contains("themes/tiny/assets/style.css:"), "{told}");
    }
    let deep = format!("//- themes/tiny/assets/style.scss\n{}\n", "a{".repeat(5000));
    assert!(site(&deep).fail().told().contains("too many brackets"));
}

#[test]
fn a_child_stands_on_its_parents_style_sheet() {
    let site = site(
        "//- themes/tiny/assets/style.css\n@import \"a.css\";\nb{c:url(x.svg)}\n//- themes/tiny/assets/a.css\na{b:c}\n\
         //- themes/tiny/assets/x.svg\n<svg/>\n//- assets/style.css\n@import \"tiny/style.css\";\nmine{x:y}\n",
    )
    .build();
    assert_eq!(bare(&asset(&site, "assets/style.#.css")), "a{b:c}b{c:url(x.#.svg)}mine{x:y}");
    // Without its own the parent's is back.
    let site = site.remove("assets/style.css").update_warm();
    assert_eq!(bare(&asset(&site, "assets/style.#.css")), "a{b:c}b{c:url(x.#.svg)}");
    site.equals_fresh();
}

#[test]
fn a_file_of_static_goes_before_an_asset_and_what_scripts_name_keeps_its_name() {
    let site = site(
        "//- themes/tiny/assets/style.css\na{b:c}\n//- themes/tiny/assets/app.js\nimport './lib/x.js';\n\
         //- themes/tiny/assets/lib/x.js\n1\n",
    )
    .build();
    assert!(asset(&site, "assets/lib/x.js").contains('1'));
    asset(&site, "assets/app.#.js");
    let site = site.write("static/assets/style.css", "mine").update_warm();
    site.page("/404.html").is("<link href=\"/assets/style.css\">");
    site.remove("static/assets/style.css").update().equals_fresh();
}

#[test]
fn an_asset_that_is_not_there_is_told_with_what_is() {
    let site = site("//- themes/tiny/assets/motto.css\na{b:c}\n");
    let site = site.write("templates/404.html", "{{ asset(name=\"moto.css\") }}").fail();
    assert!(site.told().contains("did you mean `motto.css`?"), "{}", site.told());
}

#[test]
fn the_preview_shows_assets_under_their_own_names() {
    let site = site("//- themes/tiny/assets/style.scss\n.a { .b { c: d } }\n");
    let mut preview = site.preview();
    preview.look(rassegna::build::engine::Where::Everywhere);
    let rassegna::build::preview::Answer::Page(page) = preview.answer("/404.html") else { panic!("no page") };
    assert_eq!(String::from_utf8_lossy(&page.bytes), "<link href=\"/assets/style.css\">");
    let rassegna::build::preview::Answer::Page(sheet) = preview.answer("/assets/style.css") else { panic!("no sheet") };
    assert_eq!(String::from_utf8_lossy(&sheet.bytes), ".a .b {\n  c: d;\n}\n");
    let site = site.write("themes/tiny/assets/style.scss", ".a { .b { c: e } }\n");
    let moved = std::iter::once("themes/tiny/assets/style.scss".to_string()).collect();
    let seen = preview.look(rassegna::build::engine::Where::At(&moved));
    assert_eq!(seen.files, ["/assets/style.css"]);
    assert_eq!(seen.moved, 1, "the style sheet itself is another, and no page");
    drop(site);
}

#[test]
fn headers_say_what_may_run_and_what_may_be_kept() {
    let site = site("//- themes/tiny/assets/style.css\na{b:c}\n")
        .config("headers:\n  policy: {script-src: [\"https://stats.example\"]}\n  others: {X-Frame-Options: \"\", X-Robots-Tag: noai}")
        .build();
    let headers = site.page("/_headers");
    let headers = headers
        .contains("\n/*\n")
        .contains("script-src 'self' https://stats.example;")
        .contains("  X-Robots-Tag: noai\n");
    headers.contains("\n/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n").lacks("X-Frame-Options");
    let site = site.write("static/assets/mia.css", "x").update_warm();
    site.page("/_headers").lacks("/assets/*").contains("\n/assets/style.");
    let site = site.equals_fresh();
    let site = site.replace("rassegna.yaml", "script-src", "script-source").fail();
    assert!(site.told().contains("did you mean `script-src`?"), "{}", site.told());
    let site = site
        .replace("rassegna.yaml", "script-source", "script-src")
        .replace("rassegna.yaml", "stats.example", "a;b")
        .fail();
    assert!(site.told().contains("is no source of a policy"), "{}", site.told());
}

#[test]
fn smaller_forms_come_and_go_with_their_files() {
    let long = "Una frase che si ripete. ".repeat(100);
    let article =
        format!("//- content/articles/a.md\n---\ntitle: A\ndate: 2025-09-01\n---\n\n{long}\n//- static/corto.txt\nx\n");
    let site = SiteTest::tiny(&article).write("static/lungo.txt", &long).config("compress: [gz, br]").build();
    let unpacked = |site: &SiteTest, path: &str| {
        let mut text = String::new();
        flate2::read::GzDecoder::new(&site.files()[path][..]).read_to_string(&mut text).expect("a gzip file");
        text
    };
    assert_eq!(unpacked(&site, "lungo.txt.gz"), long);
    let page = "2025/09/a/index.html";
    assert_eq!(unpacked(&site, &format!("{page}.gz")).as_bytes(), site.files()[page]);
    assert!(site.files().contains_key(&format!("{page}.br")) && !site.files().contains_key("corto.txt.gz"));
    let site = site.update().rendered_nothing();
    let site = site.replace("content/articles/a.md", "title: A", "title: B").update();
    assert!(unpacked(&site, &format!("{page}.gz")).contains('B'));
    // Lost, spoiled: made again, and the file itself is not written.
    let form = format!("{page}.gz");
    std::fs::write(site.output().join(&form), "x").expect("a file of the output");
    std::fs::remove_file(site.output().join("lungo.txt.br")).expect("a file of the output");
    let site = site.update().rewrote(&[&format!("/{form}"), "/lungo.txt.br"]);
    let site = site.write("content/articles/a.md", "---\ntitle: B\ndate: 2025-09-01\n---\n\nBreve.\n").update();
    assert!(!site.files().contains_key(&form), "it is too short for a form now");
    let site = site.write("static/lungo.txt.gz", "mio").update().equals_fresh();
    site.page("/lungo.txt.gz").is("mio");
    let site = site.remove("static/lungo.txt.gz").remove("static/lungo.txt").update().equals_fresh();
    assert!(!site.files().keys().any(|path| path.starts_with("lungo")));
    let site = site.replace("rassegna.yaml", "compress: [gz, br]", "compress: []").update().equals_fresh();
    assert!(!site.files().keys().any(|path| path.ends_with(".gz")));
}

#[test]
fn minified_pages_are_shorter_and_only_that() {
    let site = site("//- content/articles/a.md\n---\ntitle: A\ndate: 2025-09-01\n---\n\n```\na  b\n```\n")
        .write("templates/404.html", "<p>a   b</p>\n\n<!-- x -->\n<pre>a  b</pre>")
        .config("minify: true")
        .build();
    site.page("/404.html").is("<p>a b</p>\n<pre>a  b</pre>");
    site.equals_fresh();
}
