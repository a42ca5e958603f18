//! The preview as an editor sees it, in a real Chromium: `cargo test --test browser -- --ignored`.
//!
//! These tests need the browser, and are left out where it is not asked for; `.ci/run` installs it and asks.

#![expect(clippy::expect_used, clippy::panic, reason = "a helper of a test says by a panic what went wrong")]

mod chromium;
mod search;
mod site;

use chromium::{Chromium, Tab};
use serde_json::json;
use site::{Server, Site};

const PAGE: &str = "/2025/09/a/";
const OTHER: &str = "/2025/09/b/";

/// A page with marks by which it is known to be the same document, and whether anything in it was touched.
fn open(chromium: &mut Chromium, server: &Server, path: &str) -> Tab {
    let tab = chromium.open(&server.url(path));
    // Its stream of events is open once the list of errors has come.
    chromium.until(&tab, "document.querySelector('rassegna-preview')?.dataset.connected === 'yes'");
    chromium.eval(&tab, "window.same = true; window.touched = 0; true");
    chromium.eval(
        &tab,
        "new MutationObserver(all => window.touched += all.length)
            .observe(document, {subtree: true, childList: true, attributes: true, characterData: true}); true",
    );
    tab
}

/// An expression that reaches into the preview's own part of the page.
fn within(selector: &str) -> String {
    format!("document.querySelector('rassegna-preview').shadowRoot.querySelector('{selector}')")
}

#[test]
#[ignore = "needs Chromium"]
fn a_save_changes_the_open_page_in_place() {
    let (site, mut chromium) = (Site::new(), Chromium::start());
    let server = site.serve(&[]);
    let tab = open(&mut chromium, &server, PAGE);
    chromium.eval(&tab, "document.querySelector('#d').open = true; document.querySelector('#i').value = 'scritto'");
    chromium.eval(
        &tab,
        "document.querySelector('#i').focus({preventScroll: true}); scrollTo({top: 400, behavior: 'instant'})",
    );
    site.article("Prima", "due");
    chromium.until(&tab, "document.body.textContent.includes('Il testo: due.')");
    assert_eq!(chromium.eval(&tab, "window.same"), json!(true), "the page was loaded again");
    assert_eq!(chromium.eval(&tab, "scrollY"), json!(400));
    assert_eq!(chromium.eval(&tab, "document.querySelector('#d').open"), json!(true));
    assert_eq!(chromium.eval(&tab, "document.querySelector('#i').value"), json!("scritto"));
    assert_eq!(chromium.eval(&tab, "document.activeElement.id"), json!("i"));
    site.article("Seconda", "due");
    chromium.until(&tab, "document.title.includes('Seconda')");
    assert_eq!(chromium.eval(&tab, "window.same"), json!(true), "the page was loaded again");
}

#[test]
#[ignore = "needs Chromium"]
fn a_page_whose_bytes_stay_is_not_touched() {
    let (site, mut chromium) = (Site::new(), Chromium::start());
    let server = site.serve(&[]);
    let (tab, other) = (open(&mut chromium, &server, PAGE), open(&mut chromium, &server, OTHER));
    site.article("Prima", "due");
    chromium.until(&tab, "document.body.textContent.includes('Il testo: due.')");
    // Whatever the other tab would be told, it is told before this.
    site.write("content/articles/2025/b.md", &site.read("content/articles/2025/b.md").replace("altro", "ancora"));
    chromium.until(&other, "window.touched > 0");
    chromium.until(&other, "document.body.textContent.includes('ancora')");
    assert_eq!(chromium.eval(&other, "window.same"), json!(true));
    let before = chromium.eval(&tab, "window.touched");
    site.write("content/articles/2025/b.md", &site.read("content/articles/2025/b.md").replace("ancora", "infine"));
    chromium.until(&other, "document.body.textContent.includes('infine')");
    assert_eq!(chromium.eval(&tab, "window.touched"), before, "the edit of another article touched this page");
}

#[test]
#[ignore = "needs Chromium"]
fn a_style_sheet_is_exchanged_and_a_script_loads_the_page_again() {
    let (site, mut chromium) = (Site::new(), Chromium::start());
    let server = site.serve(&[]);
    let tab = open(&mut chromium, &server, PAGE);
    let style = "getComputedStyle(document.documentElement).getPropertyValue('--prova').trim()";
    assert_eq!(chromium.eval(&tab, style), json!("1"));
    site.write("static/prova.css", ":root { --prova: 2 }\n");
    chromium.until(&tab, &format!("{style} === '2'"));
    assert_eq!(chromium.eval(&tab, "window.same"), json!(true), "the page was loaded again for a style sheet");
    // The exchanged sheet survives a change of the page, and does not come twice.
    site.article("Prima", "due");
    chromium.until(&tab, "document.body.textContent.includes('Il testo: due.')");
    let sheets =
        "[...document.querySelectorAll('link[rel=stylesheet]')].filter(l => l.href.includes('prova.css')).length";
    chromium.until(&tab, &format!("{sheets} === 1 && {style} === '2'"));
    site.write("static/prova.js", "window.prova = 2;\n");
    chromium.until(&tab, "window.prova === 2");
    assert_ne!(chromium.eval(&tab, "window.same"), json!(true), "a script must be run anew, in a new page");
}

#[test]
#[ignore = "needs Chromium"]
fn errors_stand_above_the_last_good_page_until_they_are_mended() {
    let (site, mut chromium) = (Site::new(), Chromium::start());
    let server = site.serve(&[]);
    let tab = open(&mut chromium, &server, PAGE);
    let good = site.read("content/articles/2025/a.md");
    site.write("content/articles/2025/a.md", &good.replace("companies:", "companys:"));
    chromium.until(&tab, &within("#overlay"));
    let overlay = format!("{}.textContent", within("#overlay"));
    let said = chromium.eval(&tab, &overlay);
    for part in ["unknown-key", "content/articles/2025/a.md:5:1", "companys: [OpenAI]", "did you mean `companies`?"] {
        assert!(said.as_str().unwrap_or_default().contains(part), "the overlay lacks {part:?}: {said}");
    }
    assert_eq!(chromium.eval(&tab, "document.body.textContent.includes('Il testo: uno.')"), json!(true));
    site.write("content/articles/2025/a.md", &good.replace("uno", "tre"));
    chromium.until(&tab, &format!("!{} && document.body.textContent.includes('Il testo: tre.')", within("#overlay")));
    assert_eq!(chromium.eval(&tab, "window.same"), json!(true));
    // A template's error names its line, and the page.
    site.write(
        "templates/article.html",
        "<!doctype html><title>x</title>\n<body>{{ article.title }}\n{{ article.manca }}</body>\n",
    );
    chromium.until(&tab, &within("#overlay"));
    let said = chromium.eval(&tab, &overlay);
    for part in ["templates/article.html:3:", PAGE] {
        assert!(said.as_str().unwrap_or_default().contains(part), "the overlay lacks {part:?}: {said}");
    }
    // Escape puts it away; the next, different error brings it back.
    chromium.press(&tab, "Escape");
    chromium.until(&tab, &format!("!{}", within("#overlay")));
    site.write(
        "templates/article.html",
        "<!doctype html><title>x</title>\n<body>{{ article.title }}\n\n{{ article.manca }}</body>\n",
    );
    chromium.until(&tab, &within("#overlay"));
    site.write("templates/article.html", "<!doctype html><title>x</title>\n<body>nuova: {{ article.title }}</body>\n");
    chromium.until(&tab, &format!("!{} && document.body.textContent.includes('nuova: Prima')", within("#overlay")));
}

#[test]
#[ignore = "needs Chromium"]
fn a_broken_configuration_at_the_start_is_told_and_mended() {
    let (site, mut chromium) = (Site::new(), Chromium::start());
    let good = site.read("rassegna.yaml");
    site.write("rassegna.yaml", "titel: Prova\n");
    let server = site.serve(&[]);
    let tab = chromium.open(&server.url(PAGE));
    chromium.until(&tab, &format!("{}.textContent.includes('titel')", within("#overlay")));
    site.write("rassegna.yaml", &good);
    chromium.until(&tab, &format!("!{} && document.body.textContent.includes('Il testo: uno.')", within("#overlay")));
}

#[test]
#[ignore = "needs Chromium"]
fn the_panel_tells_where_a_page_comes_from() {
    let (site, mut chromium) = (Site::new(), Chromium::start());
    let server = site.serve(&["--drafts"]);
    let tab = open(&mut chromium, &server, "/2025/09/bozza/");
    chromium.eval(&tab, &format!("{}.click()", within("#panel-toggle")));
    let panel = format!("{}.textContent", within("#panel"));
    for part in ["content/articles/2025/bozza.md", "OpenAI", "Draft", "article.html"] {
        chromium.until(&tab, &format!("{panel}.includes('{part}')"));
    }
    // It follows what is saved.
    let file = "content/articles/2025/bozza.md";
    site.write(file, &site.read(file).replace("title: Bozza", "title: Ripresa").replace("[OpenAI]", "[NVIDIA]"));
    chromium.until(&tab, &format!("{panel}.includes('Ripresa') && {panel}.includes('NVIDIA')"));
    let plain = site.serve(&["--no-panel"]);
    let tab = chromium.open(&plain.url(PAGE));
    chromium.until(&tab, "document.querySelector('rassegna-preview')?.dataset.connected === 'yes'");
    let shows = |selector| format!("{}?.checkVisibility() === true", within(selector));
    assert_eq!(chromium.eval(&tab, &shows("#panel-toggle")), json!(false));
    site.article("Prima", "due");
    chromium.until(&tab, "document.body.textContent.includes('Il testo: due.')");
}

#[test]
#[ignore = "needs Chromium"]
fn a_page_that_comes_to_be_and_a_server_that_comes_back_are_seen() {
    let (site, mut chromium) = (Site::new(), Chromium::start());
    let server = site.serve(&[]);
    let tab = open(&mut chromium, &server, "/2025/09/nuova/");
    site.write(
        "content/articles/2025/nuova.md",
        &site.read("content/articles/2025/b.md").replace("altro", "appena nata"),
    );
    chromium.until(&tab, "document.body.textContent.includes('appena nata')");
    let port = server.port().to_string();
    drop(server);
    let file = "content/articles/2025/nuova.md";
    site.write(file, &site.read(file).replace("appena nata", "cresciuta"));
    let _server = site.serve(&["--port", &port]);
    chromium.until(&tab, "document.body.textContent.includes('cresciuta')");
}
