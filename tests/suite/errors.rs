//! What is wrong is told clearly, all of it at once, at its place; nothing is published, nothing is written elsewhere, and
//! nothing panics.

use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use insta::assert_snapshot;

use crate::builder::{NOW, SiteTest, article, moment};
use crate::output::difference;

fn good() -> SiteTest {
    SiteTest::tiny("").write("content/articles/buono.md", article("Buono", "2025-09-01", "tags: [ia]", "Testo."))
}

/// One bad file in a good site: the codes of its errors and the line of the first.
fn bad(path: &str, bytes: impl AsRef<[u8]>, code: &str, line: u32) {
    let site = good().build();
    let before = site.files();
    let site = site.write(path, bytes).fail();
    let told = site.told();
    let first = site.diagnostics().iter().find(|one| one.is_error()).expect("an error");
    assert_eq!(first.code, code, "another error than expected is told first:\n{told}");
    let span = first.span.clone().unwrap_or_else(|| panic!("the error has no place:\n{told}"));
    assert_eq!((span.path.as_str(), span.line), (path, line), "the error is told at another place:\n{told}");
    assert_eq!(difference(&site.files(), &before), None, "a build that failed has changed the output");
}

const A: &str = "content/articles/a.md";

#[test]
fn broken_yaml_is_told_where_it_breaks() {
    let head = |lines: &str| format!("---\n{lines}\n---\n\nx\n");
    bad(A, head("title: Un titolo: con due punti\ndate: 2025-09-01"), "yaml-colon", 2);
    bad(A, head("title: A\n\tdate: 2025-09-01"), "yaml-tab", 3);
    bad(A, head("title: \"A\ndate: 2025-09-01"), "yaml-unclosed", 2);
    bad(A, head("title: A\ndate: 2025-09-01\ntags: [a, b"), "yaml-unclosed", 4);
    bad(A, head("title: A\ndate: 2025-09-01\ntitle: B"), "duplicate-key", 4);
    bad(A, head("title: A\ndate: 2025-09-01\ndraft: forse"), "wrong-type", 4);
    bad(A, head("title: A\ndate: 2025-09-01\ncompanys: [x]"), "unknown-key", 4);
    bad(A, head("date: 2025-09-01"), "missing-key", 2);
    bad(A, head("title: A\ndate: 2025-02-30"), "bad-date", 3);
    bad(A, head("title: A\ndate: 23/09/2025"), "bad-date", 3);
    bad(A, head("- title: A"), "yaml-no-name", 2);
}

#[test]
fn files_that_are_no_articles_are_told_as_what_they_are() {
    bad(A, "", "empty-file", 1);
    bad(A, "Solo testo.\n", "no-front-matter", 1);
    bad(A, "---\ntitle: A\ndate: 2025-09-01\n\nTesto.\n", "unclosed-front-matter", 1);
    bad(A, b"---\ntitle: Citt\xe0\ndate: 2025-09-01\n---\n", "not-utf-8", 2);
    bad(A, "---\ntitle: A\0B\ndate: 2025-09-01\n---\n", "yaml-control", 2);
}

#[test]
fn a_nul_byte_in_a_text_does_no_harm() {
    let site = good().write(A, "---\ntitle: A\ndate: 2025-09-01\n---\n\nUno\0due.\n");
    let site = site.build();
    assert!(!site.page("/2025/09/a/").text.contains('\0'), "a page must hold no NUL byte");
}

#[test]
fn a_file_of_fifty_megabytes_is_refused_unread() {
    let site = good().build();
    let file = fs::File::create(site.root().join(A)).expect("a file");
    file.set_len(50_000_000).expect("a sparse file");
    let site = site.fail().errors(&["too-large"]);
    assert!(site.outcome.took.as_secs() < 5, "it took {:?}", site.outcome.took);
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut bomb = "---\ntitle: A\ndate: 2025-09-01\nextra:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_string();
    for at in 1..20 {
        let (item, last) = (format!("*a{}", at - 1), at);
        bomb.push_str(&format!("  a{last}: &a{last} [{}]\n", vec![item; 10].join(", ")));
    }
    bomb.push_str("---\nx\n");
    let site = good().write(A, bomb).fail();
    assert!(
        site.diagnostics().iter().all(|one| one.span.as_ref().is_some_and(|span| span.path == A)),
        "{}",
        site.told()
    );
    assert!(site.outcome.took.as_secs() < 5, "it took {:?}", site.outcome.took);
}

#[test]
fn nesting_ten_thousand_deep_ends_well() {
    let deep = 10_000;
    let yaml =
        format!("---\ntitle: A\ndate: 2025-09-01\nextra: {{x: {}{}}}\n---\n", "[".repeat(deep), "]".repeat(deep));
    good().write(A, yaml).fail();
    for body in [
        "> ".repeat(deep),
        "- ".repeat(deep),
        "[".repeat(deep),
        "*a ".repeat(deep),
        "<div>".repeat(deep),
        "{% nota() %}\n".repeat(3_000),
    ] {
        // Odd as they are, these are texts; whatever becomes of them, it must be quick and no panic.
        let site = good().config("markdown: {html: sanitize}").write(A, article("A", "2025-09-01", "", &body));
        let site = site.build();
        assert!(site.outcome.took.as_secs() < 10, "{:?} took {:?}", &body[..5], site.outcome.took);
    }
    bad("data/d.json", "[".repeat(deep), "bad-json", 1);
    let site = good().write("rassegna.yaml", format!("title: {}", "[".repeat(deep))).fail();
    assert!(
        site.diagnostics().iter().all(|one| one.span.as_ref().is_some_and(|span| span.path == "rassegna.yaml")),
        "{}",
        site.told()
    );
    good()
        .write("templates/404.html", format!("{}{}", "{% if true %}".repeat(deep), "{% endif %}".repeat(deep)))
        .fail();
}

#[test]
fn addresses_never_leave_the_output() {
    let with = |field: &str| format!("---\ntitle: A\ndate: 2025-09-01\n{field}\n---\n");
    bad(A, with("slug: ../../x"), "bad-slug", 4);
    bad(A, with("slug: a/b"), "bad-slug", 4);
    bad(A, with("slug: \"..\""), "bad-slug", 4);
    bad(A, with("aliases: [/ok/, /../../etc/passwd]"), "bad-alias", 4);
    bad(A, with("aliases: [\"/a\\\\..\\\\b\"]"), "bad-alias", 4);
    for (field, outside) in
        [("section: ../../x", "x"), ("tags: [../../x]", "x"), ("companies: [\"/etc/passwd\"]", "etc")]
    {
        let site = good().write(A, with(field)).build();
        assert!(!site.root().join(outside).exists(), "{field} has written outside the output");
        assert!(
            !site.root().parent().expect("a parent").join(outside).exists(),
            "{field} has written outside the site"
        );
    }
}

#[test]
fn two_articles_at_one_address_are_both_named() {
    let site = good()
        .write("content/articles/uno/x.md", article("X", "2025-09-01", "", "x"))
        .write("content/articles/due/x.md", article("X", "2025-09-30", "", "x"))
        .fail()
        .errors(&["same-address"]);
    assert_snapshot!(site.told(), @r"
    error[same-address]: 2 pages claim the address `/2025/09/x/`
      ┌─ content/articles/due/x.md
      ┌─ content/articles/uno/x.md
      = help: Give one of them another `slug`, or take the alias away.
    ");
    let site =
        good().write(A, article("A", "2025-09-01", "aliases: [/2025/09/buono/]", "x")).fail().errors(&["same-address"]);
    assert!(site.told().contains("buono.md") && site.told().contains("a.md"), "{}", site.told());
    let site = good().write("static/2025/09/buono/index.html", "x").fail().errors(&["same-address"]);
    assert!(
        site.told().contains("buono.md") && site.told().contains("static/2025/09/buono/index.html"),
        "{}",
        site.told()
    );
    good().write("static/atom.xml", "x").fail().errors(&["same-address"]);
    good().write("content/articles/tags/x.md", article("X", "2025-09-01", "", "x")).fail();
}

#[test]
#[cfg(not(any(windows, target_os = "macos")))]
fn addresses_that_are_one_on_other_systems_are_both_named() {
    let site = good().write("static/Foto.svg", "x").write("static/foto.svg", "y").write("static/\u{c8}.txt", "x");
    let site = site.write("static/e\u{300}.txt", "y").build().warnings(&["same-but-for-case", "same-but-for-case"]);
    assert!(
        site.told().contains("`/Foto.svg` and `/foto.svg` differ only in case or in their accents"),
        "{}",
        site.told()
    );
    let files = site.files();
    assert_eq!((&files["Foto.svg"][..], &files["foto.svg"][..]), (&b"x"[..], &b"y"[..]), "here they are two");
    site.remove("static/Foto.svg").remove("static/\u{c8}.txt").update().warnings(&[]);
}

#[test]
#[cfg(not(any(windows, target_os = "macos")))]
fn folders_and_texts_that_are_one_on_other_systems_are_both_named() {
    let text = |title: &str| article(title, "2025-09-01", "", "x");
    let site = good()
        .write("content/articles/IA/uno.md", text("Uno"))
        .write("content/articles/IA/Sotto/due.md", text("Due"))
        .write("content/articles/Altro/quattro.md", text("Quattro"))
        .build()
        .warnings(&[]);
    let site = site.write("content/articles/ia/Sotto/tre.md", text("Tre")).update().warnings(&["same-but-for-case"]);
    insta::assert_snapshot!(site.told(), @r"
    warning[same-but-for-case]: `content/articles/IA` and `content/articles/ia` differ only in case or in their accents
      ┌─ content/articles/IA
      ┌─ content/articles/ia
      = help: On macOS and Windows they are one: call one of them otherwise.
    ");
    let site = site.remove("content/articles/ia/Sotto/tre.md").update().warnings(&[]);
    let draft = article("Tre", "2025-09-02", "draft: true", "x");
    let site = site.write("content/articles/altro/Tre.md", draft.clone()).write("content/articles/altro/tre.md", draft);
    let site = site.update().warnings(&["same-but-for-case", "same-but-for-case"]);
    assert!(site.told().contains("`content/articles/altro/Tre.md` and `content/articles/altro/tre.md` differ"));
}

#[test]
fn a_file_where_a_folder_belongs_is_told_before_anything_is_written() {
    let site = good().build();
    let before = site.files();
    let site = site.write("static/tags", "x").fail();
    assert_eq!(difference(&site.files(), &before), None, "half a site was published");
    let site = site.remove("static/tags").write(A, article("A", "2025-09-01", "aliases: [/v1.0, /v1.0/]", "x")).fail();
    assert_eq!(difference(&site.files(), &before), None, "half a site was published");
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_site_are_never_followed() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder outside");
    fs::write(outside.path().join("segreto.md"), article("Segreto", "2025-09-01", "", "Zibellino")).expect("a file");
    let site = good().build();
    symlink(outside.path(), site.root().join("content/articles/fuori")).expect("a link");
    let site = site.fail().errors(&["link-leaves-site"]);
    fs::remove_file(site.root().join("content/articles/fuori")).expect("the link");
    fs::create_dir(site.root().join("static")).expect("a folder");
    symlink(outside.path().join("segreto.md"), site.root().join("static/segreto.txt")).expect("a link");
    let site = site.fail().errors(&["link-leaves-site"]);
    fs::remove_file(site.root().join("static/segreto.txt")).expect("the link");
    symlink(site.root().join("content"), site.root().join("content/articles/giro")).expect("a link");
    let site = site.fail().errors(&["link-loop"]);
    fs::remove_file(site.root().join("content/articles/giro")).expect("the link");
    let mut site = site;
    for place in
        ["themes/tiny/assets/x.css", "themes/tiny/i18n/it.yaml", "data/x.yaml", "templates/x.html", "i18n/it.yaml"]
    {
        let link = site.root().join(place);
        fs::create_dir_all(link.parent().expect("a folder")).expect("a folder");
        symlink(outside.path().join("segreto.md"), &link).expect("a link");
        site = site.fail();
        assert!(site.diagnostics().iter().any(|one| one.code == "link-leaves-site"), "{place}:\n{}", site.told());
        fs::remove_file(&link).expect("the link");
    }
    site.nowhere(&["zibellino"]);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_output_never_leads_a_page_out_of_it() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder outside");
    let site = good();
    fs::create_dir_all(site.root().join("public")).expect("the output folder");
    symlink(outside.path(), site.root().join("public/tags")).expect("a link");
    let site = site.fail();
    assert_eq!(
        fs::read_dir(outside.path()).expect("the folder").count(),
        0,
        "something was written outside:\n{}",
        site.told()
    );
    fs::remove_file(site.root().join("public/tags")).expect("the link");
    // A page of ours that somebody replaced by a link: the link goes, what it leads to stays.
    let site = site.clean(true).update();
    let (page, victim) = (site.root().join("public/tags/ia/index.html"), outside.path().join("vittima"));
    fs::write(&victim, "intatto").expect("a file");
    fs::remove_file(&page).expect("the page");
    symlink(&victim, &page).expect("a link");
    let site = site.clean(false).update();
    assert_eq!(fs::read_to_string(&victim).ok().as_deref(), Some("intatto"));
    site.page("/tags/ia/").contains("Buono");
    // A folder of ours that somebody replaced by a link: what is stale in it is not removed through the link.
    fs::create_dir_all(outside.path().join("ia")).expect("a folder");
    fs::write(outside.path().join("ia/index.html"), "intatto").expect("a file");
    fs::remove_dir_all(site.root().join("public/tags")).expect("our folder");
    symlink(outside.path(), site.root().join("public/tags")).expect("a link");
    let site = site.replace("content/articles/buono.md", "tags: [ia]", "people: [x]").fail();
    assert_eq!(
        fs::read_to_string(outside.path().join("ia/index.html")).ok().as_deref(),
        Some("intatto"),
        "{}",
        site.told()
    );
}

#[test]
fn an_output_that_cannot_be_written_is_told_and_nothing_is_lost() {
    let site = good().write("public", "una lima").fail();
    assert!(site.told().contains("public"), "{}", site.told());
    assert_eq!(fs::read_to_string(site.root().join("public")).ok().as_deref(), Some("una lima"));
    let site = site.remove("public").build();
    // A folder with something of somebody else's stands where a page belongs.
    let page = site.root().join("public/2025/09/buono/index.html");
    fs::remove_file(&page).expect("the page");
    fs::create_dir_all(page.join("altrui")).expect("a folder");
    fs::write(page.join("altrui/nota.txt"), "mia").expect("a file");
    let site = site.fail();
    assert!(page.join("altrui/nota.txt").exists(), "a file of somebody else's is gone:\n{}", site.told());
}

#[test]
fn an_output_that_holds_the_sources_is_refused() {
    for folder in ["", "content", "static/x", "themes", "."] {
        let site = good();
        let folder = site.root().join(folder);
        let site = site.output_folder(Some(folder.clone())).fail().errors(&["bad-output"]);
        assert!(site.root().join("content/articles/buono.md").exists(), "{}", folder.display());
    }
}

#[test]
fn all_errors_are_told_at_once_and_sorted() {
    let site = good()
        .write("content/articles/z.md", article("Z", "2025-13-01", "", "x"))
        .write("content/articles/b.md", article("B", "2025-09-01", "companys: []", "[x](manca.md)"))
        .write("content/articles/a.md", article("A", "2025-09-01", "", "[x](manca.md)\n\n![y](manca.png)"))
        .write("content/companies/c.md", "---\nnome: C\n---\n")
        .fail();
    let told: Vec<(String, u32)> = site
        .diagnostics()
        .iter()
        .map(|one| one.span.as_ref().map_or((String::new(), 0), |span| (span.path.clone(), span.line)))
        .collect();
    let mut sorted = told.clone();
    sorted.sort();
    assert_eq!(told, sorted, "diagnostics stand in the order of their places");
    assert_eq!(
        site.diagnostics().iter().map(|one| one.code.as_str()).collect::<Vec<_>>(),
        ["dead-link", "missing-picture", "unknown-key", "bad-date", "unknown-key"],
        "everything must be told at once:\n{}",
        site.told()
    );
}

#[test]
fn what_was_told_is_told_again_until_it_is_mended() {
    let site = good()
        .config("links: {internal: warn}")
        .write(A, article("A", "2025-09-01", "", "[x](manca.md) {{ notta() }}"));
    let site = site
        .build()
        .warnings(&["dead-link", "unknown-shortcode"])
        .update()
        .warnings(&["dead-link", "unknown-shortcode"]);
    let site = site.update_warm().warnings(&["dead-link", "unknown-shortcode"]);
    site.replace(A, "[x](manca.md) {{ notta() }}", "x").update().warnings(&[]);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_last_good_site() {
    let site = SiteTest::new("").write(A, article("A", "2025-09-01", "", "Uno.")).build();
    let before = site.files();
    let site = site.replace(A, "Uno", "Due");
    // No file may grow past four kilobytes: for who writes it is as if the disk were full.
    let script = format!("trap '' XFSZ; ulimit -f 8; exec {} build --now {NOW}", env!("CARGO_BIN_EXE_rassegna"));
    let said = Command::new("sh").args(["-c", &script]).current_dir(site.root()).output().expect("a shell");
    let err = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(1), "it must end with an error of its own:\n{err}");
    assert!(err.contains("cannot-write") && err.contains("full"), "{err}");
    assert_eq!(difference(&site.files(), &before), None, "half a site was published");
    site.update().equals_fresh();
}

#[test]
fn files_that_vanish_while_they_are_read_do_no_harm() {
    let mut site = good();
    for at in 0..40 {
        site = site.write(&format!("content/articles/x{at}.md"), article("X", "2025-09-02", "tags: [x]", "Testo."));
    }
    let mut site = site.build();
    let folder = site.root().join("content/articles");
    let end = Arc::new(AtomicBool::new(false));
    let turmoil = std::thread::spawn({
        let end = end.clone();
        move || {
            let mut round = 0;
            while !end.load(Ordering::Relaxed) {
                round += 1;
                let file = folder.join(format!("x{}.md", round % 40));
                // A file that another round has just taken away is no failure of the test.
                let _ = fs::remove_file(&file);
                std::thread::yield_now();
                let _ = fs::write(&file, article("X", "2025-09-02", "tags: [x]", &format!("Giro {round}.")));
            }
        }
    });
    for _ in 0..15 {
        // A half-written article is an error, rightly; a panic is none, and would end the test.
        let mut engine =
            rassegna::Engine::open(site.root(), rassegna::Options { now: Some(moment(NOW)), ..Default::default() })
                .expect("a site");
        engine.build();
        engine.build();
    }
    end.store(true, Ordering::Relaxed);
    turmoil.join().expect("the turmoil ends");
    site = site.update();
    site.equals_fresh();
}
