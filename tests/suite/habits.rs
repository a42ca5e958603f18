//! How editors and their programs save: whatever they do to the files, the next look in the browser shows it.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::builder::{NOW, SiteTest, article};
use crate::server::{Server, wait_for};

fn text(title: &str) -> String {
    article(title, "2025-09-01", "tags: [ia]", "Testo.")
}

fn site() -> SiteTest {
    SiteTest::tiny("")
        .write("content/articles/a.md", text("Uno"))
        .write("content/articles/b.md", article("Altro", "2025-09-02", "", "Si veda [questo](a.md)."))
        .write("content/articles/serie/c.md", article("Terzo", "2025-09-03", "", "x"))
        .write("static/stile.css", "a { color: red }")
        .write("templates/404.html", "nulla {{ data.d.x }}")
        .write("data/d.yaml", "x: prima\n")
}

fn put(site: &SiteTest, path: &str, text: &str) {
    let file = site.root().join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(file, text).expect("a file");
}

fn rename(site: &SiteTest, from: &str, to: &str) {
    fs::rename(site.root().join(from), site.root().join(to)).expect("a file or folder to move");
}

/// How an editor saves.
type Save = fn(&Path, &str);

/// Written beside it, then moved into its place: VS Code, Sublime Text, most of what is careful.
fn by_rename(file: &Path, text: &str) {
    let beside = file.with_file_name(format!(".{}.tmp", file.file_name().expect("a name").display()));
    fs::write(&beside, text).expect("a file beside it");
    fs::rename(beside, file).expect("into place");
}

/// The same under a name that is no hidden one, and whose end says nothing.
fn by_rename_of_a_plain_name(file: &Path, text: &str) {
    let beside = file.with_file_name("nuovo-123");
    fs::write(&beside, text).expect("a file beside it");
    fs::rename(beside, file).expect("into place");
}

/// Emptied, then written in pieces.
fn in_place(file: &Path, text: &str) {
    let mut open = File::create(file).expect("the file");
    let (first, second) = text.split_at(text.len() / 2);
    open.write_all(first.as_bytes()).expect("the first half");
    open.flush().expect("it is written");
    open.write_all(second.as_bytes()).expect("the second half");
}

/// Vim: the old file is kept as a backup, the new one is written, the backup goes.
fn with_backup(file: &Path, text: &str) {
    let name = file.file_name().expect("a name").display().to_string();
    let (backup, probe) = (file.with_file_name(format!("{name}~")), file.with_file_name("4913"));
    fs::write(&probe, "").expect("a probe");
    fs::remove_file(&probe).expect("the probe goes");
    fs::rename(file, &backup).expect("a backup");
    fs::write(file, text).expect("the file");
    fs::remove_file(backup).expect("the backup goes");
}

/// Removed, and made again.
fn anew(file: &Path, text: &str) {
    fs::remove_file(file).expect("the old file");
    fs::write(file, text).expect("the new file");
}

#[test]
fn every_way_of_saving_is_seen() {
    let site = site();
    let server = Server::start(&site, &[]);
    let file = site.root().join("content/articles/a.md");
    let ways: [(&str, Save); 5] = [
        ("rename", by_rename),
        ("renameplain", by_rename_of_a_plain_name),
        ("inplace", in_place),
        ("backup", with_backup),
        ("anew", anew),
    ];
    for (name, save) in ways.into_iter().chain(ways) {
        for turn in ["prima", "seconda"] {
            let title = format!("Salvato {name} {turn}");
            save(&file, &text(&title));
            server.shows("/2025/09/a/", &title);
            server.shows("/", &title);
            server.get("/2025/09/b/").is(200).contains(&title);
        }
    }
}

#[test]
fn saves_of_the_same_length_within_a_second_are_all_seen() {
    let site = site();
    let server = Server::start(&site, &[]);
    let saves: [Save; 3] = [by_rename, in_place, anew];
    for at in 10..40 {
        saves[at % 3](&site.root().join("content/articles/a.md"), &text(&format!("Volta {at}")));
        saves[at % 3](&site.root().join("static/stile.css"), &format!("a {{ margin: {at}px }}"));
        server.shows("/2025/09/a/", &format!("Volta {at}"));
        server.shows("/stile.css", &format!("{at}px"));
    }
    // And without waiting in between: the last one is what stays.
    for at in 40..90 {
        put(&site, "content/articles/a.md", &text(&format!("Volta {at}")));
    }
    server.shows("/2025/09/a/", "Volta 89");
}

#[test]
fn backups_swap_files_and_the_output_concern_nobody() {
    let site = site();
    let server = Server::start(&site, &[]);
    let tab = server.tab("/");
    let home = server.get("/").body;
    for path in [
        "content/articles/.a.md.swp",
        "content/articles/.a.md.swx",
        "content/articles/a.md~",
        "content/articles/a.md.bak",
        "content/articles/#a.md#",
        "content/articles/4913",
        "content/articles/.DS_Store",
        "content/articles/.git/x.md",
        "static/.stile.css.tmp",
        "static/stile.css~",
        "templates/.home.html.swp",
        ".git/index",
        "public/index.html",
        "node_modules/x/content/y.md",
        "appunti.md",
        "rassegna.yaml~",
        ".rassegna.yaml.swp",
    ] {
        put(&site, path, &text("Fantasma"));
    }
    // What is only looked at or touched is no edit either.
    let file = site.root().join("content/articles/a.md");
    fs::read(&file).expect("the article");
    let open = OpenOptions::new().append(true).open(&file).expect("the article");
    open.set_modified(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)).expect("a time");
    drop(open);
    // A real edit of another page comes after them: when it is seen, they have been seen as well.
    put(&site, "content/pages/chi.md", "---\ntitle: Chi siamo\n---\nNoi.\n");
    server.shows("/chi/", "Noi.");
    assert_eq!(server.get("/").body, home, "the front page is as it was");
    let events: Vec<String> = tab.so_far().into_iter().map(|event| event.name).collect();
    assert!(!events.iter().any(|event| event == "page" || event == "files"), "a tab was told {events:?}");
    for path in ["/2025/09/fantasma/", "/a.md~", "/stile.css~"] {
        server.get(path).is(404);
    }
    let said = server.process.said();
    for word in ["swp", "bak", "4913", "public", "appunti", "node_modules", ".git", "~"] {
        assert!(!said.contains(word), "{word:?} is no source, but it was told of:\n{said}");
    }
}

#[test]
fn a_file_that_is_removed_is_gone_and_comes_back() {
    let site = site();
    let server = Server::start(&site, &[]);
    for turn in ["prima", "seconda", "terza"] {
        fs::remove_file(site.root().join("content/articles/a.md")).expect("the article");
        fs::remove_file(site.root().join("static/stile.css")).expect("the style sheet");
        server.lacks("/2025/09/a/");
        server.lacks("/tags/ia/");
        server.lacks("/stile.css");
        put(&site, "content/articles/a.md", &text(turn));
        put(&site, "static/stile.css", turn);
        server.shows("/2025/09/a/", turn);
        server.shows("/tags/ia/", turn);
        server.shows("/stile.css", turn);
    }
}

#[test]
fn folders_move_with_all_that_is_in_them() {
    let site = site();
    let server = Server::start(&site, &[]);
    for (from, to) in [("serie", "altrove"), ("altrove", "x"), ("x", "serie")] {
        rename(&site, &format!("content/articles/{from}"), &format!("content/articles/{to}"));
        let moved = format!("content/articles/{to}/c.md");
        wait_for(
            || (server.panel("/2025/09/c/")["source"] == moved.as_str()).then_some(()),
            || format!("the article is now in {to}: {}", server.panel("/2025/09/c/")),
        );
        // Where it is now it is edited as well.
        put(&site, &moved, &article(&format!("In {to}"), "2025-09-03", "", "x"));
        server.shows("/2025/09/c/", &format!("In {to}"));
    }
    // Out of the site, and back into it.
    rename(&site, "content/articles/serie", "parcheggio");
    server.lacks("/2025/09/c/");
    rename(&site, "parcheggio", "content/articles/ritorno");
    server.shows("/2025/09/c/", "In serie");
    put(&site, "content/articles/ritorno/c.md", &article("Di nuovo", "2025-09-03", "", "x"));
    server.shows("/2025/09/c/", "Di nuovo");
}

#[test]
fn the_whole_content_goes_away_and_comes_back() {
    let site = site();
    let server = Server::start(&site, &[]);
    for turn in ["prima", "seconda"] {
        for area in ["content", "static"] {
            rename(&site, area, &format!("{area}.via"));
        }
        server.lacks("/2025/09/a/");
        server.lacks("/stile.css");
        for area in ["static", "content"] {
            rename(&site, &format!("{area}.via"), area);
        }
        server.until("/2025/09/a/", |answer| answer.status == 200);
        server.until("/stile.css", |answer| answer.status == 200);
        // It is watched again, down to the last folder.
        put(&site, "content/articles/a.md", &text(turn));
        server.shows("/2025/09/a/", turn);
        put(&site, "content/articles/serie/c.md", &article(turn, "2025-09-03", "", "x"));
        server.shows("/2025/09/c/", turn);
        put(&site, "static/stile.css", turn);
        server.shows("/stile.css", turn);
    }
    // As after a change of branches: another folder of the same name, at once.
    rename(&site, "content", "content.via");
    put(&site, "content/articles/a.md", &text("Altro ramo"));
    server.shows("/2025/09/a/", "Altro ramo");
    server.lacks("/2025/09/b/");
    put(&site, "content/articles/a.md", &text("Ancora"));
    server.shows("/2025/09/a/", "Ancora");
}

#[test]
fn folders_that_come_at_once_with_a_file_far_down_are_seen() {
    let site = site();
    let server = Server::start(&site, &[]);
    for at in 0..10 {
        let path = format!("content/articles/x{at}/a/b/c/nuovo{at}.md");
        put(&site, &path, &article("Profondo", "2025-09-04", "", "x"));
        server.shows(&format!("/2025/09/nuovo{at}/"), "Profondo");
        put(&site, &path, &article("Cambiato", "2025-09-04", "", "x"));
        server.shows(&format!("/2025/09/nuovo{at}/"), "Cambiato");
    }
    // So are whole areas that the site did not have.
    put(&site, "i18n/it.yaml", "not_found_title: Qui non c'è\n");
    put(&site, "themes/tiny/static/assets/nuovo.css", "b {}");
    put(&site, "content/companies/nvidia.md", "---\nname: NVIDIA\n---\nProfilo.\n");
    put(&site, "content/articles/d.md", &article("Quarto", "2025-09-05", "companies: [NVIDIA]", "x"));
    server.shows("/companies/nvidia/", "Profilo.");
    put(&site, "i18n/it.yaml", "description_of: Su {name}\n");
    server.shows("/2025/09/d/", "Quarto");
}

#[test]
fn a_hundred_files_that_change_at_once_are_all_seen() {
    let site = site();
    let server = Server::start(&site, &[]);
    for turn in ["prima", "seconda"] {
        for at in 0..100 {
            put(
                &site,
                &format!("content/articles/molti/m{at}.md"),
                &article(&format!("{turn} {at}."), "2025-09-04", "", "x"),
            );
        }
        for at in 0..100 {
            server.shows(&format!("/2025/09/m{at}/"), &format!("{turn} {at}."));
        }
    }
    fs::remove_dir_all(site.root().join("content/articles/molti")).expect("all of them");
    for at in 0..100 {
        server.lacks(&format!("/2025/09/m{at}/"));
    }
}

#[test]
fn templates_data_and_words_are_seen() {
    let site = site();
    let server = Server::start(&site, &[]);
    server.get("/404.html").contains("nulla prima");
    put(&site, "data/d.yaml", "x: seconda\n");
    server.shows("/404.html", "nulla seconda");
    put(&site, "templates/article.html", "mio {{ article.title }}");
    server.shows("/2025/09/a/", "mio Uno");
    put(&site, "templates/article.html", "tuo {{ article.title }}");
    server.shows("/2025/09/a/", "tuo Uno");
    fs::remove_dir_all(site.root().join("templates")).expect("the site's own templates");
    server.shows("/2025/09/a/", "<h1>Uno</h1>");
    server.shows("/404.html", "nothing here");
    put(&site, "themes/tiny/templates/article.html", "tema {{ article.title }}");
    server.shows("/2025/09/a/", "tema Uno");
    put(&site, "templates/shortcodes/nota.html", "<b>nota</b>");
    put(&site, "content/articles/a.md", &article("Uno", "2025-09-01", "", "{{ nota() }}"));
    put(&site, "templates/article.html", "{{ article.content | safe }}");
    server.shows("/2025/09/a/", "<b>nota</b>");
    put(&site, "templates/shortcodes/nota.html", "<i>nota</i>");
    server.shows("/2025/09/a/", "<i>nota</i>");
}

#[test]
fn the_configuration_is_seen_changed_broken_and_mended() {
    let site = site();
    let config = fs::read_to_string(site.root().join("rassegna.yaml")).expect("the configuration");
    put(&site, "templates/home.html", "{{ site.title }} {% for card in shelf.cards %}{{ card.title }} {% endfor %}");
    let server = Server::start(&site, &[]);
    server.get("/").is(200).contains("Prova Terzo");
    put(&site, "rassegna.yaml", &config.replace("Prova", "Gazzetta"));
    server.shows("/", "Gazzetta Terzo");
    let tab = server.tab("/");
    put(&site, "rassegna.yaml", "title: [\n");
    let broken = tab.until_where("errors", |data| data["errors"].as_array().is_some_and(|errors| !errors.is_empty()));
    assert!(broken.iter().any(|event| event.data.to_string().contains("rassegna.yaml")), "{broken:?}");
    server.get("/").is(200).contains("Gazzetta Terzo");
    // What is edited while the configuration is broken is there when it is mended.
    put(&site, "content/articles/serie/c.md", &article("Intanto", "2025-09-03", "", "x"));
    by_rename(&site.root().join("rassegna.yaml"), &config.replace("Prova", "Corriere"));
    server.shows("/", "Corriere Intanto");
    tab.until_where("errors", |data| data["errors"].as_array().is_some_and(Vec::is_empty));
    // Gone for a moment, as when a branch is changed.
    fs::remove_file(site.root().join("rassegna.yaml")).expect("the configuration");
    tab.until_where("errors", |data| data["errors"].as_array().is_some_and(|errors| !errors.is_empty()));
    server.get("/2025/09/a/").is(200);
    put(&site, "rassegna.yaml", &config.replace("https://example.org/", "https://example.org/sotto/"));
    server.shows("/sotto/", "Prova Intanto");
    server.get("/").is(302).has("location", "/sotto/");
}

#[test]
fn of_two_saves_of_the_configuration_in_quick_succession_the_second_one_stays() {
    let site = site();
    let config = fs::read_to_string(site.root().join("rassegna.yaml")).expect("the configuration");
    put(&site, "templates/home.html", "{{ site.title }};");
    let server = Server::start(&site, &[]);
    server.get("/").is(200);
    // As when a formatter follows the editor's save. The second one comes while the first is taken in: sooner or later
    // in its course, so that it falls into every gap.
    for at in 0..120u64 {
        put(&site, "rassegna.yaml", &config.replace("Prova", "Primo"));
        let began = Instant::now();
        while began.elapsed() < Duration::from_micros(7_000 + 60 * at) {
            std::hint::spin_loop();
        }
        put(&site, "rassegna.yaml", &config.replace("Prova", &format!("Numero {at}")));
        server.shows("/", &format!("Numero {at};"));
    }
}

#[test]
fn a_site_that_cannot_be_opened_says_why_and_opens_when_it_is_mended() {
    let site = site();
    let config = fs::read_to_string(site.root().join("rassegna.yaml")).expect("the configuration");
    put(&site, "rassegna.yaml", "title: [\n");
    let server = Server::start(&site, &[]);
    let page = server.get("/2025/09/a/").is(500).has("content-type", "text/html; charset=utf-8");
    assert!(page.has_script(), "the page must change by itself when it is mended:\n{}", page.text());
    let tab = server.listen("/2025/09/a/", &page.stamp());
    assert!(tab.next("errors").to_string().contains("rassegna.yaml"), "the tab is told what is wrong");
    server.panel("/2025/09/a/");
    server.process.says("rassegna.yaml");
    put(&site, "rassegna.yaml", "timezone: Europe/Atlantis\n");
    tab.until_where("errors", |data| data.to_string().contains("Atlantis"));
    put(&site, "rassegna.yaml", &config);
    let told = tab.next("page");
    let page = server.shows("/2025/09/a/", "Uno");
    assert_eq!((told["stamp"].as_str(), &told["status"]), (Some(page.stamp().as_str()), &200.into()));
    put(&site, "content/articles/a.md", &text("Due"));
    server.shows("/2025/09/a/", "Due");
}

#[test]
fn edits_are_seen_however_the_sites_folder_is_named() {
    let site = site();
    let (above, name) = (site.root().parent().expect("a folder above"), site.root().file_name().expect("a name"));
    let name = name.display();
    let other = tempfile::tempdir().expect("a folder for a link");
    let link = other.path().join("sito");
    std::os::unix::fs::symlink(site.root(), &link).expect("a link");
    let absolute = link.display().to_string();
    let names = [
        (site.root(), ".".to_string()),
        (site.root(), format!("../{name}")),
        (above, name.to_string()),
        (above, format!("./{name}/")),
        (above, format!("{name}/../{name}/content/..")),
        (other.path(), "sito".to_string()),
        (above, absolute),
    ];
    for (at, (folder, name)) in names.iter().enumerate() {
        let server = Server::begin(folder, &["--port", "0", "--now", NOW, "--root", name]);
        server.get("/2025/09/a/").is(200);
        put(&site, "content/articles/a.md", &text(&format!("Volta {at}")));
        let answer = server.shows("/2025/09/a/", &format!("Volta {at}"));
        assert!(answer.has_script());
        put(
            &site,
            "rassegna.yaml",
            &fs::read_to_string(site.root().join("rassegna.yaml")).expect("it").replace("Prova", "Altro"),
        );
        put(&site, "templates/home.html", &format!("{at} {{{{ site.title }}}}"));
        server.shows("/", &format!("{at} Altro"));
    }
}

#[test]
fn folders_that_are_links_within_the_site_are_watched_too() {
    let site = site();
    rename(&site, "content", "testi");
    std::os::unix::fs::symlink("testi", site.root().join("content")).expect("a link");
    put(&site, "comuni/d.md", &article("Comune", "2025-09-07", "", "x"));
    std::os::unix::fs::symlink("../../comuni", site.root().join("testi/articles/comuni")).expect("a link");
    let server = Server::start(&site, &[]);
    server.get("/2025/09/d/").is(200);
    for turn in ["prima", "seconda"] {
        put(&site, "testi/articles/a.md", &text(turn));
        server.shows("/2025/09/a/", turn);
        put(&site, "comuni/d.md", &article(turn, "2025-09-07", "", "x"));
        server.shows("/2025/09/d/", turn);
    }
}

#[test]
fn where_the_file_system_tells_nothing_the_files_are_looked_at() {
    let site = site();
    let server = Server::start(&site, &["--poll"]);
    for (at, save) in [by_rename as Save, in_place, with_backup].into_iter().enumerate() {
        save(&site.root().join("content/articles/a.md"), &text(&format!("Volta {at}")));
        server.shows("/2025/09/a/", &format!("Volta {at}"));
    }
    put(&site, "static/stile.css", "b {}");
    server.shows("/stile.css", "b {}");
    fs::remove_file(site.root().join("content/articles/a.md")).expect("the article");
    server.lacks("/2025/09/a/");
}

#[test]
fn looking_at_the_files_finds_moved_folders_and_new_templates() {
    let site = site();
    let server = Server::start(&site, &["--poll"]);
    rename(&site, "content", "content.via");
    server.lacks("/2025/09/a/");
    rename(&site, "content.via", "content");
    server.shows("/2025/09/a/", "Uno");
    rename(&site, "content/articles/serie", "content/articles/altrove");
    put(&site, "content/articles/p/q/r.md", &article("Profondo", "2025-09-04", "", "x"));
    server.shows("/2025/09/r/", "Profondo");
    wait_for(
        || (server.panel("/2025/09/c/")["source"] == "content/articles/altrove/c.md").then_some(()),
        || format!("the article is moved: {}", server.panel("/2025/09/c/")),
    );
    put(&site, "templates/article.html", "mio {{ article.title }}");
    server.shows("/2025/09/a/", "mio Uno");
}

#[test]
fn looking_at_the_files_finds_the_configuration_broken_and_mended() {
    let site = site();
    let config = fs::read_to_string(site.root().join("rassegna.yaml")).expect("the configuration");
    put(&site, "rassegna.yaml", "title: [\n");
    let server = Server::start(&site, &["--poll"]);
    server.get("/2025/09/a/").is(500);
    put(&site, "rassegna.yaml", &config);
    server.shows("/2025/09/a/", "Uno");
    put(&site, "templates/home.html", "{{ site.title }}");
    server.shows("/", "Prova");
    put(&site, "rassegna.yaml", &config.replace("Prova", "Gazzetta"));
    server.shows("/", "Gazzetta");
}
