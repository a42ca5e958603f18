//! What differs between Linux, macOS and Windows, as far as it can be tried on one of them.

use std::fs;
use std::path::Path;

use rassegna::base::file_name::refused_by_windows;

use crate::builder::{SiteTest, article};
use crate::cli::run;
use crate::output::difference;

/// What systems do otherwise stands in one file, and being asked to end in another.
#[test]
fn only_one_file_knows_which_system_this_is() {
    let signs = [
        "cfg(unix)",
        "cfg(windows)",
        "cfg(not(unix))",
        "target_os",
        "cfg!(",
        "std::os::",
        "fs::rename(",
        "MAIN_SEPARATOR",
        ".append(true)",
    ];
    let may: [(&str, &[&str]); 4] = [
        ("base/platform.rs", &signs),
        ("serve/ending.rs", &["cfg(unix)", "cfg(not(unix))"]),
        ("picture/scale.rs", &["cfg!("]),
        ("fetch/download.rs", &[".append(true)"]),
    ];
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(&src)
        .into_iter()
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "rs"));
    let mut seen = 0;
    for entry in files {
        let path = entry.path().strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(entry.path()).expect("a source file");
        // Tests come last, and may try what they like.
        let tests = ["#[cfg(test)]\nmod ", "#[cfg(all(test"].iter().filter_map(|start| text.find(start)).min();
        let own = &text[..tests.unwrap_or(text.len())];
        let allowed = may.iter().find(|(file, _)| *file == path).map_or(&[][..], |(_, signs)| signs);
        for sign in signs.iter().filter(|sign| own.contains(**sign)) {
            seen += 1;
            assert!(allowed.contains(sign), "src/{path} has `{sign}`: ask base/platform.rs, or let it answer this too");
        }
    }
    assert!(seen > 5, "the signs are found where they are");
}

/// Names that Windows keeps for devices, and signs that it takes in none.
#[cfg(unix)]
const HUGO: &str = r#"
//- hugo.toml
baseURL = "https://old.example/"
title = "La vecchia"
//- content/posts/con.md
---
title: Contro
date: 2025-09-23
---
Si veda [nul](aux/nul.md) e ![una foto](/img/a:b.png).
//- content/posts/aux/nul.md
---
title: Nullo
date: 2025-09-24
---
Testo.
//- static/img/a:b.png
PNG
"#;

#[test]
#[cfg(unix)]
fn no_import_makes_a_file_that_windows_does_not_take() {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in crate::fixture::split(HUGO) {
        let file = folder.path().join("old").join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
    fs::create_dir(folder.path().join("new")).expect("a folder");
    run(folder.path(), &["--root", "new", "import", "hugo", "old"])
        .ends(0)
        .says("called otherwise here")
        .says("static/img/a:b.png");
    let new = folder.path().join("new");
    for path in rassegna::build::publish::files(&new) {
        assert!(path.split('/').all(|name| refused_by_windows(name).is_none()), "{path}");
    }
    let text = fs::read_to_string(new.join("content/articles/con_.md")).expect("the article");
    assert!(text.contains("(aux_/nul_.md)") && text.contains("(/img/a-b.png)"), "links follow: {text}");
    assert!(new.join("static/img/a-b.png").exists());
    // The addresses are those that the names have always had, and a second import finds everything in its place.
    run(folder.path(), &["--root", "new", "import", "hugo", "old"]).ends(0).says("4 as they were");
    run(&new, &["build"]).ends(0);
    assert!(new.join("public/2025/09/con/index.html").exists() && new.join("public/2025/09/nul/index.html").exists());
}

/// Posts of WordPress that lead to each other, one of which is called as a device of Windows.
const WXR: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>La vecchia</title><link>https://old.example</link><language>it</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://old.example</wp:base_site_url><wp:base_blog_url>https://old.example</wp:base_blog_url>
<item><title>Contro</title><link>https://old.example/2025/09/con/</link><wp:post_id>1</wp:post_id><wp:post_name>con</wp:post_name>
<wp:post_date>2025-09-23 10:00:00</wp:post_date><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>
<content:encoded><![CDATA[<p>Testo.</p>]]></content:encoded></item>
<item><title>Altro</title><link>https://old.example/2025/09/altro/</link><wp:post_id>2</wp:post_id><wp:post_name>altro</wp:post_name>
<wp:post_date>2025-09-24 10:00:00</wp:post_date><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>
<content:encoded><![CDATA[<p>Si veda <a href="https://old.example/2025/09/con/">quello</a>.</p>]]></content:encoded></item>
</channel></rss>
"#;

#[test]
fn links_find_a_post_that_is_called_otherwise() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("export.xml"), WXR).expect("an export");
    fs::create_dir(folder.path().join("new")).expect("a folder");
    run(folder.path(), &["--root", "new", "import", "wordpress", "export.xml"]).ends(0);
    let new = folder.path().join("new");
    let text = fs::read_to_string(new.join("content/articles/2025/09/altro.md")).expect("an article");
    assert!(text.contains("[quello](con_.md)"), "{text}");
    run(&new, &["build"]).ends(0);
    let page = fs::read_to_string(new.join("public/2025/09/altro/index.html")).expect("a page");
    assert!(page.contains("/2025/09/con/"), "{page}");
}

#[test]
fn a_new_file_has_a_name_that_every_system_takes() {
    let site = SiteTest::new("").build();
    let made = run(site.root(), &["new", "company", "Aux"]).ends(0);
    assert_eq!(made.out.trim().replace('\\', "/"), "content/companies/aux_.md");
    let made =
        run(site.root(), &["new", "article", "Con", "--date", "2025-09-23", "--section", "Nul", "--bundle"]).ends(0);
    assert_eq!(made.out.trim().replace('\\', "/"), "content/articles/nul_/2025/09/con_/index.md");
    let site = site.write("content/articles/a.md", article("A", "2025-09-01", "companies: [Aux]", "x")).update();
    site.page("/companies/aux/");
}

#[test]
fn a_link_finds_a_file_whose_accents_stand_behind_their_letters() {
    let (apart, whole) = ("citta\u{300}", "citt\u{e0}");
    let site = SiteTest::new("")
        .write(&format!("content/articles/{apart}.md"), article("Apart", "2025-09-01", "", "x"))
        .write("content/articles/qualit\u{e0}.md", article("Whole", "2025-09-02", "", "x"))
        .write(
            "content/articles/b.md",
            article("B", "2025-09-03", "", &format!("[uno]({whole}.md) e [due](qualita\u{300}.md)")),
        )
        .build()
        .warnings(&[]);
    site.page("/2025/09/b/").contains("/2025/09/citta/").contains("/2025/09/qualita/");
}

/// The same texts with the ends of lines of Windows and with a mark at their beginning give the same pages.
#[test]
fn ends_of_lines_and_marks_make_no_other_pages() {
    let body = "Un testo con un [legame](b.md),\nsu due righe.\n\n## Parte\n\n- uno\n- due\n\n> Detto.\n>\n> — WSJ\n\n\
                | a | b |\n| --- | --- |\n| 1 | 2 |\n\n```rust\nlet a = 1;\nlet b = 2;\n```\n\n{% update(date=\"2025-09-02\") %}\nNuovo.\n{% end %}\n\nFine.[^1]\n\n[^1]: Nota.\n";
    let laid = |form: &dyn Fn(&str) -> String| {
        let front = "tags: [ia, chip]\ncompanies:\n  - NVIDIA\n  - AMD\nsources:\n  - name: WSJ\n    url: https://www.wsj.com/\nlede: |\n  Due\n  righe.";
        SiteTest::new("")
            .write("content/articles/a.md", form(&article("A", "2025-09-01", front, body)))
            .write("content/articles/b.md", form(&article("B", "2025-09-02", "", "Altro.\n")))
            .write(
                "content/companies/nvidia.md",
                form("---\nname: NVIDIA\naliases: [Nvidia Corp.]\n---\n\nChi.\n\nE che cosa.\n"),
            )
            .write("data/d.yaml", form("x: 1\ny: [a, b]\n"))
            .write("assets/style.css", form("a { color: red }\n\nb { color: blue }\n"))
            .edit("rassegna.yaml", |text| form(&format!("{text}description: Prova\n")))
            .build()
            .files()
    };
    let plain = laid(&|text| text.to_string());
    let windows = laid(&|text| text.replace('\n', "\r\n"));
    assert_eq!(difference(&plain, &windows), None);
    let marked = laid(&|text| format!("\u{feff}{}", text.replace('\n', "\r\n")));
    assert_eq!(difference(&plain, &marked), None);
}

/// Where case does not count, `A.png` that has become `a.png` is one file: it goes before the other comes.
#[test]
fn what_goes_under_another_case_is_known() {
    use rassegna::base::stamp::Stamp;
    use rassegna::build::publish::{Stage, Work};
    let folder = tempfile::tempdir().expect("a folder");
    let stage = Stage::set_up(folder.path(), false).expect("a stage");
    let mut work = Work::default();
    for path in ["img/a.png", "altro.html", "caff\u{e8}.html"] {
        work.write.insert(path.to_string(), (stage.bytes(path, b"x").expect("room"), Stamp::of("x")));
    }
    work.remove.extend(["img/A.png", "vecchio.html", "CAFFE\u{300}.html"].map(String::from));
    assert_eq!(work.alike().into_iter().collect::<Vec<_>>(), ["CAFFE\u{300}.html", "img/A.png"]);
    work.remove.clear();
    assert!(work.alike().is_empty());
}
