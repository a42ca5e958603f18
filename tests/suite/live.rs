//! What open tabs are told while somebody writes: that their page moved and not another, which files have other bytes, what is
//! wrong and where; and what the editor's panel says.

use std::fs;

use serde_json::Value;

use crate::builder::{SiteTest, article};
use crate::server::{Event, Server, wait_for};

fn site() -> SiteTest {
    SiteTest::tiny("")
        .write(
            "content/articles/a.md",
            article("Uno", "2025-09-01", "tags: [ia]\ncompanies: [NVIDIA]", "Tre parole sole."),
        )
        .write("content/articles/b.md", article("Altro", "2025-08-02", "", "Si veda [questo](a.md)."))
        .write("content/pages/chi.md", "---\ntitle: Chi siamo\n---\nNoi.\n")
        .write("static/stile.css", "a { color: red }")
}

fn put(site: &SiteTest, path: &str, text: &str) {
    let file = site.root().join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(file, text).expect("a file");
}

fn names(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.name.as_str()).collect()
}

/// The errors that an `errors` event carries.
fn errors(data: &Value) -> Vec<Value> {
    data["errors"].as_array().cloned().unwrap_or_default()
}

fn codes(data: &Value, which: &str) -> Vec<String> {
    let all = data[which].as_array().cloned().unwrap_or_default();
    all.iter().map(|one| one["code"].as_str().unwrap_or_default().to_string()).collect()
}

#[test]
fn only_the_tab_whose_page_moved_is_told_to_change() {
    let site = site();
    let server = Server::start(&site, &[]);
    let [a, b, chi, home] = ["/2025/09/a/", "/2025/08/b/", "/chi/", "/"].map(|page| server.tab(page));
    put(&site, "content/articles/b.md", &article("Altro", "2025-08-02", "", "Un altro testo."));
    let told = b.next("page");
    assert_eq!(told["status"], 200, "{told}");
    assert_eq!(told["stamp"], server.get("/2025/08/b/").stamp(), "the stamp is that of the page as it is served now");
    // Every tab hears that there was an update; only one is told to change.
    for (name, tab) in [("a", &a), ("chi", &chi), ("home", &home)] {
        assert_eq!(names(&tab.until("update")), ["update"], "the tab of {name} has nothing to change");
    }
    // A title stands in lists and in the articles beside it, but not on a page of another kind.
    put(&site, "content/articles/b.md", &article("Un altro titolo", "2025-08-02", "", "Un altro testo."));
    for tab in [&a, &b, &home] {
        tab.next("page");
    }
    // A page of its own, to know that the update before it is over.
    put(&site, "content/pages/chi.md", "---\ntitle: Chi siamo\n---\nVoi.\n");
    let heard = chi.until("page");
    assert!(heard.iter().rev().skip(1).all(|event| event.name == "update"), "{heard:?}");
}

#[test]
fn a_style_sheet_changes_without_its_page() {
    let site = site();
    let server = Server::start(&site, &[]);
    let tab = server.tab("/2025/09/a/");
    put(&site, "static/stile.css", "a { color: blue }");
    let heard = tab.until("update");
    assert_eq!(names(&heard), ["files", "update"], "{heard:?}");
    assert_eq!(heard[0].data["addresses"], serde_json::json!(["/stile.css"]));
    put(&site, "static/nuovo.css", "b {}");
    let heard = tab.until("files");
    assert!(heard[0].data["addresses"].to_string().contains("/nuovo.css"), "{heard:?}");
    // An edit of what neither the page nor any file stands on.
    tab.until("update");
    put(&site, "content/pages/chi.md", "---\ntitle: Chi siamo\n---\nVoi.\n");
    assert_eq!(names(&tab.until("update")), ["update"]);
}

#[test]
fn below_a_path_files_are_named_as_the_browser_knows_them() {
    let site =
        site().replace("rassegna.yaml", "example.org/", "example.org/sotto/").write("static/città/è.css", "a {}");
    let server = Server::start(&site, &[]);
    let tab = server.tab("/sotto/2025/09/a/");
    put(&site, "static/città/è.css", "b {}");
    let address = "/sotto/citt%C3%A0/%C3%A8.css";
    assert_eq!(tab.next("files")["addresses"], serde_json::json!([address]));
    server.get(address).is(200).contains("b {}");
    put(&site, "content/articles/a.md", &article("Uno", "2025-09-01", "", "Cambiato."));
    tab.next("page");
}

#[test]
fn a_tab_that_shows_an_old_page_is_told_as_soon_as_it_listens() {
    let site = site();
    let server = Server::start(&site, &[]);
    let now = server.get("/2025/09/a/").stamp();
    for stale in ["", "x", "0123456789abcdef0123456789abcdef", "404-x"] {
        let tab = server.listen("/2025/09/a/", stale);
        let told = tab.next("page");
        assert_eq!((told["stamp"].as_str(), &told["status"]), (Some(now.as_str()), &Value::from(200)));
        tab.next("errors");
    }
    // As after a nap of the computer: it was edited while nobody listened.
    put(&site, "content/articles/a.md", &article("Due", "2025-09-01", "", "x"));
    let new = server.shows("/2025/09/a/", "Due").stamp();
    assert_eq!(server.listen("/2025/09/a/", &now).next("page")["stamp"], new.as_str());
    let heard = server.listen("/2025/09/a/", &new).until("errors");
    assert_eq!(names(&heard), ["errors"], "what shows the present page is not told to change");
}

#[test]
fn two_tabs_of_one_page_are_both_told_and_a_closed_one_is_forgotten() {
    let site = site();
    let server = Server::start(&site, &[]);
    let (first, second) = (server.tab("/2025/09/a/"), server.tab("/2025/09/a/"));
    put(&site, "content/articles/a.md", &article("Due", "2025-09-01", "", "x"));
    assert_eq!(first.next("page"), second.next("page"));
    drop(first);
    for turn in 0..5 {
        put(&site, "content/articles/a.md", &article(&format!("Volta {turn}"), "2025-09-01", "", "x"));
        second.next("page");
    }
}

#[test]
fn a_tab_of_what_is_not_there_shows_it_when_it_comes_and_when_it_goes() {
    let site = site();
    let server = Server::start(&site, &[]);
    let missing = server.get("/2025/09/nuovo/").is(404).stamp();
    let tab = server.listen("/2025/09/nuovo/", &missing);
    assert_eq!(names(&tab.until("errors")), ["errors"]);
    put(&site, "content/articles/nuovo.md", &article("Nuovo", "2025-09-04", "", "x"));
    let told = tab.until_where("page", |data| data["status"] == 200).pop().map(|event| event.data).unwrap_or_default();
    assert_eq!(told["stamp"], server.get("/2025/09/nuovo/").is(200).stamp());
    fs::remove_file(site.root().join("content/articles/nuovo.md")).expect("the article");
    let told = tab.until_where("page", |data| data["status"] == 404).pop().map(|event| event.data).unwrap_or_default();
    assert_eq!(told["stamp"], server.get("/2025/09/nuovo/").is(404).stamp());
    // An article that is given another address leaves its old one empty, or leading to the new one.
    put(&site, "content/articles/nuovo.md", &article("Nuovo", "2025-09-04", "", "x"));
    tab.until_where("page", |data| data["status"] == 200);
    put(
        &site,
        "content/articles/nuovo.md",
        &article("Nuovo", "2025-09-04", "slug: altrove\naliases: [/2025/09/nuovo/]", "x"),
    );
    tab.until_where("page", |data| data["status"] == 301);
    server.get("/2025/09/nuovo/").is(301).has("location", "/2025/09/altrove/");
}

#[test]
fn a_broken_front_matter_leaves_the_last_good_page_and_says_what_is_wrong() {
    let site = site();
    let server = Server::start(&site, &[]);
    let good = server.get("/2025/09/a/").is(200);
    let (tab, other) = (server.tab("/2025/09/a/"), server.tab("/chi/"));
    for broken in ["---\ntitle: [\n---\n\nx\n", "---\ntitle: Uno\n", ""] {
        put(&site, "content/articles/a.md", broken);
        // A file is empty for a moment whenever it is written: wait for what stays.
        let told = wait_for(
            || {
                let told = tab.so_far().into_iter().rfind(|event| event.name == "errors")?;
                (!errors(&told.data).is_empty()).then_some(told.data)
            },
            || format!("{broken:?} must be told; the server said:\n{}", server.process.said()),
        );
        let first = &errors(&told)[0];
        assert_eq!(first["file"], "content/articles/a.md", "{told}");
        let rendered = first["rendered"].as_str().unwrap_or_default();
        assert!(rendered.contains("content/articles/a.md") && rendered.contains("error"), "{told}");
        let now = server.get("/2025/09/a/").is(200);
        assert_eq!(now.built(), good.built(), "with {broken:?} the last good page must stay");
        server.get("/").is(200).contains("Uno");
    }
    let told = other.until_where("errors", |data| !errors(data).is_empty());
    assert!(told.iter().all(|event| event.name != "page"), "another page has not moved: {told:?}");
    put(&site, "content/articles/a.md", &article("Mendato", "2025-09-01", "", "x"));
    tab.until_where("errors", |data| errors(data).is_empty());
    other.until_where("errors", |data| errors(data).is_empty());
    server.shows("/2025/09/a/", "Mendato");
    server.process.says("Mended");
}

#[test]
fn a_field_that_is_half_typed_leaves_the_last_good_page() {
    let site = site();
    let server = Server::start(&site, &[]);
    let good = server.get("/2025/09/a/").is(200);
    let tab = server.tab("/2025/09/a/");
    for field in ["date: domani", "date: 2025-0", "date: 2025-09-01\ntags: {a: b}", "date: 2025-09-01\nexpires: mai"] {
        put(&site, "content/articles/a.md", &format!("---\ntitle: Uno\n{field}\n---\n\nCambiato.\n"));
        tab.until_where("errors", |data| errors(data).iter().any(|one| one["line"].is_number()));
        let now = server.get("/2025/09/a/");
        assert_eq!(now.status, 200, "with {field:?} the last good page must stay, not:\n{}", now.text());
        assert_eq!(now.built(), good.built(), "with {field:?} the last good page must stay");
        server.get("/").is(200).contains("2025-09-01");
        put(
            &site,
            "content/articles/a.md",
            &article("Uno", "2025-09-01", "tags: [ia]\ncompanies: [NVIDIA]", "Tre parole sole."),
        );
        tab.until_where("errors", |data| errors(data).is_empty());
        server.shows("/2025/09/a/", "Tre parole");
    }
}

#[test]
fn an_address_that_was_a_page_may_become_a_file_or_lead_elsewhere() {
    let site = site();
    let server = Server::start(&site, &[]);
    for turn in 0..3 {
        fs::remove_file(site.root().join("content/pages/chi.md")).expect("the page");
        put(&site, "static/chi/index.html", "<p>a mano</p>");
        server.shows("/chi/", "a mano");
        for _ in 0..3 {
            assert_eq!(server.get("/chi/").text(), "<p>a mano</p>", "in turn {turn} it is a file for all who ask");
        }
        fs::remove_dir_all(site.root().join("static/chi")).expect("the file");
        put(&site, "content/pages/chi.md", "---\ntitle: Chi siamo\n---\nNoi.\n");
        server.shows("/chi/", "Noi.");
        let moved = "slug: altrove\naliases: [/2025/09/a/]";
        put(&site, "content/articles/a.md", &article("Uno", "2025-09-01", moved, "x"));
        server.until("/2025/09/a/", |answer| answer.status == 301);
        for _ in 0..3 {
            server.get("/2025/09/a/").is(301).has("location", "/2025/09/altrove/");
        }
        put(&site, "content/articles/a.md", &article("Uno", "2025-09-01", "", "x"));
        server.shows("/2025/09/a/", "Uno");
        server.lacks("/2025/09/altrove/");
    }
}

#[test]
fn an_article_that_was_broken_from_the_start_is_told_and_comes_when_it_is_mended() {
    let site = site().write("content/articles/rotto.md", "---\ntitle: [\n---\nx\n");
    let server = Server::start(&site, &[]);
    server.get("/").is(200).contains("Uno");
    let tab = server.listen("/2025/09/rotto/", "x");
    assert_eq!(errors(&tab.next("errors"))[0]["file"], "content/articles/rotto.md");
    server.process.says("content/articles/rotto.md");
    put(&site, "content/articles/rotto.md", &article("Sano", "2025-09-04", "", "x"));
    tab.until_where("page", |data| data["status"] == 200);
    server.shows("/2025/09/rotto/", "Sano");
}

#[test]
fn an_error_in_a_template_names_the_page_and_the_line_in_the_template() {
    let site = site().write("templates/article.html", "prima riga\n<h1>{{ article.title }}</h1>\n");
    let server = Server::start(&site, &[]);
    let good = server.get("/2025/09/a/").is(200).contains("<h1>Uno</h1>");
    let tab = server.tab("/2025/09/a/");
    let broken = [
        // It cannot be read at all; it calls for what there is not; it fails only when a page is made.
        "prima riga\n<h1>{{ article.title </h1>\n",
        "prima riga\n<h1>{{ article.title | nonesiste }}</h1>\n",
        "prima riga\n<h1>{{ article.titolo.corto }}</h1>\n",
    ];
    for (at, text) in broken.into_iter().enumerate() {
        put(&site, "templates/article.html", text);
        let heard = tab.until_where("errors", |data| {
            errors(data).iter().any(|one| one["file"] == "templates/article.html" && one["line"] == 2)
        });
        let told = &heard.last().expect("the event").data;
        let rendered = errors(told).iter().map(|one| one["rendered"].to_string()).collect::<String>();
        assert!(rendered.contains("templates/article.html:2"), "the line of {text:?}: {rendered}");
        if at == 2 {
            assert!(rendered.contains("/2025/09/a/") || rendered.contains("a.md"), "which page it was: {rendered}");
        }
        assert_eq!(
            server.get("/2025/09/a/").is(200).built(),
            good.built(),
            "with {text:?} the last good page must stay"
        );
        put(&site, "templates/article.html", "prima riga\n<h1>{{ article.title }}</h1>\n");
        tab.until_where("errors", |data| errors(data).is_empty());
    }
    put(&site, "templates/article.html", "nuovo {{ article.title }}");
    server.shows("/2025/09/a/", "nuovo Uno");
}

#[test]
fn a_page_that_never_could_be_made_says_so_and_comes_when_it_is_mended() {
    let site = site().write("templates/article.html", "{{ article.titolo.corto }}");
    let server = Server::start(&site, &[]);
    let page = server.get("/2025/09/a/").is(500);
    assert!(page.has_script(), "it must change by itself: {}", page.text());
    let tab = server.listen("/2025/09/a/", &page.stamp());
    let told = tab.next("errors");
    assert!(errors(&told)[0]["rendered"].to_string().contains("templates/article.html"), "{told}");
    server.get("/chi/").is(200);
    put(&site, "templates/article.html", "{{ article.title }}");
    assert_eq!(tab.next("page")["status"], 200);
    server.shows("/2025/09/a/", "Uno");
}

#[test]
fn a_template_that_cannot_be_read_at_the_start_holds_no_file_back_and_is_mended() {
    let site = site().write("templates/article.html", "prima\n{{ article.title");
    let server = Server::start(&site, &[]);
    let page = server.get("/2025/09/a/").is(500);
    server.get("/stile.css").is(200);
    let tab = server.listen("/2025/09/a/", &page.stamp());
    let told = tab.next("errors");
    assert_eq!((&errors(&told)[0]["file"], &errors(&told)[0]["line"]), (&"templates/article.html".into(), &2.into()));
    // A style sheet changes even now, and what is not there is still not there.
    put(&site, "static/stile.css", "b {}");
    assert_eq!(tab.next("files")["addresses"], serde_json::json!(["/stile.css"]));
    let status = server.get("/nulla/").status;
    assert!([404, 500].contains(&status), "{status}");
    put(&site, "templates/article.html", "{{ article.title }}");
    assert_eq!(tab.next("page")["status"], 200);
    server.shows("/2025/09/a/", "Uno");
    server.get("/chi/").is(200);
    server.get("/nulla/").is(404);
}

#[test]
fn warnings_are_told_beside_errors_and_go_when_they_are_mended() {
    let site = site().config("links: {internal: warn}");
    let server = Server::start(&site, &[]);
    let tab = server.tab("/2025/09/a/");
    put(&site, "content/articles/a.md", &article("Uno", "2025-09-01", "", "[x](manca.md)"));
    let told = tab.until_where("errors", |data| codes(data, "warnings") == ["dead-link"]);
    assert!(errors(&told.last().expect("the event").data).is_empty(), "{told:?}");
    put(&site, "content/articles/manca.md", &article("Ora c'è", "2025-09-04", "", "x"));
    tab.until_where("errors", |data| codes(data, "warnings").is_empty());
}

#[test]
fn the_panel_says_where_a_page_comes_from_and_how_it_was_understood() {
    let fields = "tags: [ia]\ncompanies: [Nvidia Corp.]\nsection: News\nexpires: 2026-03-01\naliases: [/vecchio/]";
    let site = site()
        .write("content/articles/a.md", article("Uno", "2025-09-01 08:30", fields, "Tre parole sole. [x](manca.md)"))
        .write("content/companies/nvidia.md", "---\nname: NVIDIA\naliases: [Nvidia Corp.]\n---\n")
        .config("links: {internal: warn}");
    let server = Server::start(&site, &[]);
    server.get("/2025/09/a/").is(200);
    let told = server.panel("/2025/09/a/");
    assert_eq!(told["page"], "/2025/09/a/");
    assert_eq!(told["source"], "content/articles/a.md");
    assert_eq!((&told["words"], &told["minutes"]), (&Value::from(4), &Value::from(1)), "{told}");
    assert!(told["template"].as_str().is_some_and(|template| template.ends_with("article.html")), "{told}");
    assert_eq!(codes(&told, "diagnostics"), ["dead-link"], "{told}");
    assert!(told["why"]["questions"].as_array().is_some_and(|questions| !questions.is_empty()), "{told}");
    assert_eq!((&told["held"], &told["heldback"]), (&Value::Null, &serde_json::json!([])));
    let field = |name: &str| {
        let fields = told["fields"].as_array().cloned().unwrap_or_default();
        fields.into_iter().find(|field| field[0] == name).map(|field| field[1].clone()).unwrap_or_default()
    };
    assert_eq!(field("title"), "Uno");
    assert_eq!(field("date"), "2025-09-01T08:30:00+02:00");
    assert_eq!(field("expires"), "2026-03-01T00:00:00+01:00");
    assert_eq!(field("address"), "/2025/09/a/");
    assert_eq!(field("companies"), serde_json::json!(["NVIDIA"]), "names as they were understood: {told}");
    assert_eq!(field("aliases"), serde_json::json!(["/vecchio/"]));
    // A page that is no article has a kind and reasons, and one that is not there has neither.
    server.get("/tags/ia/").is(200);
    let told = server.panel("/tags/ia/");
    assert!(told["kind"].is_string() && told["source"].is_null() && told["fields"] == serde_json::json!([]), "{told}");
    let told = server.panel("/nulla/");
    assert!(told["kind"].is_null() && told["source"].is_null(), "{told}");
    // What somebody has written of a company, or of an issue, is named too.
    assert_eq!(server.panel("/companies/nvidia/")["source"], "content/companies/nvidia.md");
    put(&site, "content/digests/2025-w36.md", "---\ntitle: La settimana\n---\nCiao.\n");
    put(&site, "content/articles/c.md", &article("C", "2025-09-08", "", "x"));
    let config = fs::read_to_string(site.root().join("rassegna.yaml")).expect("the configuration");
    put(&site, "rassegna.yaml", &format!("{config}\ndigests: {{weekly: {{period: weekly}}}}\n"));
    server.until("/digests/2025-w37/", |answer| answer.status == 200);
    assert_eq!(server.panel("/digests/2025-w36/")["source"], "content/digests/2025-w36.md");
    assert_eq!(server.panel("/digests/2025-w37/")["source"], Value::Null, "nobody has written that one");
    // It keeps up with edits.
    put(&site, "content/articles/a.md", &article("Due", "2025-09-01", "", "Ora parole ce ne sono sei."));
    server.shows("/2025/09/a/", "Due");
    let told = server.panel("/2025/09/a/");
    assert_eq!((&told["words"], codes(&told, "diagnostics").len()), (&Value::from(6), 0), "{told}");
}

#[test]
fn the_panel_lists_what_is_held_back_and_marks_a_draft_that_is_shown() {
    let site = site()
        .write("content/articles/bozza.md", article("Bozza", "2025-09-05", "draft: true", "x"))
        .write("content/articles/domani.md", article("Domani", "2026-01-16 08:00", "", "x"))
        .write("content/articles/ieri.md", article("Ieri", "2025-09-06", "expires: 2026-01-01", "x"));
    let held = |told: &Value| -> Vec<(String, String, bool)> {
        let all = told["heldback"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        let mut all: Vec<_> =
            all.iter().map(|one| (text(&one["title"]), text(&one["why"]), one["url"].is_string())).collect();
        all.sort();
        all
    };
    let of = |title: &str, why: &str, shown: bool| (title.to_string(), why.to_string(), shown);
    let server = Server::start(&site, &[]);
    server.get("/2025/09/bozza/").is(404);
    let told = server.panel("/");
    let all = [of("Bozza", "draft", false), of("Domani", "future", false), of("Ieri", "expired", false)];
    assert_eq!(held(&told), all, "{told}");
    let next = &told["heldback"].as_array().expect("a list");
    assert!(next.iter().any(|one| one["when"] == "2026-01-16T08:00:00+01:00"), "{told}");
    let server = Server::start(&site, &["--drafts"]);
    server.get("/2025/09/bozza/").is(200);
    let told = server.panel("/2025/09/bozza/");
    assert_eq!((&told["held"], &told["source"]), (&Value::from("draft"), &Value::from("content/articles/bozza.md")));
    let all = [of("Bozza", "draft", true), of("Domani", "future", false), of("Ieri", "expired", false)];
    assert_eq!(held(&told), all, "{told}");
    assert_eq!(server.panel("/2025/09/a/")["held"], Value::Null, "what anybody may read is not marked");
}

#[test]
fn below_a_path_the_panel_knows_pages_by_the_browsers_address() {
    let site = site()
        .replace("rassegna.yaml", "example.org/", "example.org/sotto/")
        .write("content/articles/bozza.md", article("Bozza", "2025-09-05", "draft: true", "x"));
    let server = Server::start(&site, &["--drafts"]);
    let told = server.panel("/sotto/2025/09/a/");
    assert_eq!(told["source"], "content/articles/a.md");
    assert_eq!(told["heldback"][0]["url"], "/sotto/2025/09/bozza/");
}
