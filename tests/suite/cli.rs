//! The commands, run as a person runs them: the built program in a folder.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::builder::{SiteTest, article};
use crate::output::files;

/// What a command said, and its exit code.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs the program in a folder.
pub fn run(folder: &Path, arguments: &[&str]) -> Said {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_rassegna"))
        .args(arguments)
        .current_dir(folder)
        .env("LANG", "it_IT.UTF-8")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program speaks UTF-8");
    Said { code: status.code(), out: text(stdout), err: text(stderr) }
}

impl Said {
    #[track_caller]
    pub fn ends(self, code: i32) -> Said {
        assert_eq!(self.code, Some(code), "the exit code; it said:\n{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn says(self, part: &str) -> Said {
        assert!(
            self.out.contains(part) || self.err.contains(part),
            "it must say {part:?}:\n{}\n{}",
            self.out,
            self.err
        );
        self
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("this is no JSON: {error}\n{}", self.out))
    }
}

fn empty() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A new site of the program's own making.
fn fresh(lang: &str) -> tempfile::TempDir {
    let folder = empty();
    run(folder.path(), &["init", "sito", "--lang", lang]).ends(0);
    folder
}

#[test]
fn a_new_site_builds_at_once_in_both_languages() {
    for lang in ["it", "en"] {
        let folder = fresh(lang);
        let site = folder.path().join("sito");
        let said = run(&site, &["build"]).ends(0).says("3 articles");
        assert_eq!(said.err, "", "a new site has nothing to be warned of");
        assert!(
            fs::read_to_string(site.join("public/index.html"))
                .expect("a front page")
                .contains(&format!("lang=\"{lang}\""))
        );
        assert!(!site.join("themes").exists(), "the theme is built in");
        run(&site, &["build"]).ends(0).says("0 written, 0 removed");
    }
}

#[test]
fn a_new_site_speaks_the_terminals_language_by_default() {
    let folder = empty();
    run(folder.path(), &["init", "sito"]).ends(0);
    assert!(
        fs::read_to_string(folder.path().join("sito/rassegna.yaml"))
            .expect("a configuration")
            .contains("default_language: it")
    );
}

#[cfg(unix)]
#[test]
fn init_tells_a_command_that_a_shell_understands() {
    let folder = empty();
    run(folder.path(), &["init", "Il mio sito"])
        .ends(0)
        .says("A new site is in Il mio sito.")
        .says("  cd \"Il mio sito\"\n");
    run(folder.path(), &["init", "a/sito"]).ends(0).says("  cd a/sito\n");
    run(folder.path(), &["init", "$oldi"]).ends(0).says("  cd '$oldi'\n");
}

#[test]
fn init_never_writes_into_a_folder_that_holds_something() {
    let folder = empty();
    fs::create_dir(folder.path().join("mio")).expect("a folder");
    fs::write(folder.path().join("mio/a.txt"), "mio").expect("a file");
    let said = run(folder.path(), &["init", "mio"]);
    assert_ne!(said.code, Some(0), "it must refuse");
    assert_eq!(files(&folder.path().join("mio")).len(), 1, "nothing may be added");
    fs::create_dir(folder.path().join("vuoto")).expect("a folder");
    run(folder.path(), &["init", "vuoto"]).ends(0);
    // What was changed in a new site is somebody's own.
    fs::write(folder.path().join("vuoto/rassegna.yaml"), "title: mio\n").expect("a file");
    run(folder.path(), &["init", "vuoto"]).ends(1).says("it holds `rassegna.yaml`");
}

#[test]
fn an_init_that_was_killed_goes_on_and_hidden_files_are_left_as_they_are() {
    let (whole, folder) = (fresh("it"), empty());
    let (whole, half) = (whole.path().join("sito"), folder.path().join("sito"));
    fs::create_dir_all(half.join("content/articles/2025")).expect("folders");
    fs::create_dir(half.join(".git")).expect("a folder");
    fs::write(half.join(".git/HEAD"), "ref: refs/heads/main\n").expect("a file");
    fs::write(half.join(".gitignore"), "*.bak\n/public/").expect("a file");
    let configuration = fs::read(whole.join("rassegna.yaml")).expect("the configuration");
    fs::write(half.join("rassegna.yaml"), &configuration[..configuration.len() / 2]).expect("half a file");
    run(folder.path(), &["init", "sito"]).ends(0);
    assert_eq!(fs::read(half.join("rassegna.yaml")).expect("the configuration"), configuration);
    assert_eq!(fs::read_to_string(half.join(".gitignore")).expect("a file"), "*.bak\n/public/\n/.rassegna/\n");
    assert_eq!(fs::read_to_string(half.join(".git/HEAD")).expect("a file"), "ref: refs/heads/main\n");
    run(&half, &["build"]).ends(0).says("3 articles");
}

#[test]
fn an_init_that_was_killed_is_finished_by_the_next() {
    let folder = fresh("it");
    let site = folder.path().join("sito");
    let whole = files(&site);
    // One of its files was half written, others not at all.
    fs::remove_file(site.join(".gitignore")).expect("the last file");
    fs::remove_file(site.join("rassegna.yaml")).expect("a file");
    let article = files(&site).into_keys().find(|path| path.ends_with(".md")).expect("an article");
    let text = fs::read(site.join(&article)).expect("an article");
    fs::write(site.join(&article), &text[..text.len() / 2]).expect("half an article");
    run(folder.path(), &["init", "sito"]).ends(0);
    assert_eq!(files(&site), whole);
    // An editor has begun to write.
    fs::remove_file(site.join(".gitignore")).expect("the last file");
    fs::write(site.join(&article), "Mio.").expect("an article");
    assert_ne!(run(folder.path(), &["init", "sito"]).code, Some(0));
    assert_eq!(fs::read_to_string(site.join(&article)).expect("an article"), "Mio.");
}

#[test]
fn new_makes_files_that_are_drafts_where_they_belong_and_never_overwrites() {
    let folder = fresh("it");
    let site = folder.path().join("sito");
    let new = |arguments: &[&str]| run(&site, arguments);
    let said =
        new(&["new", "article", "Un titolo: con \"virgolette\"", "--date", "2025-09-23", "--section", "Analisi"])
            .ends(0);
    assert_eq!(said.out.trim(), "content/articles/analisi/2025/09/un-titolo-con-virgolette.md");
    let path = site.join(said.out.trim());
    let text = fs::read_to_string(&path).expect("the new file");
    assert!(text.contains("draft: true") && text.contains("2025-09-23"), "{text}");
    run(&site, &["build", "--drafts"]).ends(0).says("4 articles");
    run(&site, &["build"]).ends(0).says("1 held back");
    fs::write(&path, "mio").expect("the file");
    let again =
        new(&["new", "article", "Un titolo: con \"virgolette\"", "--date", "2025-09-23", "--section", "Analisi"]);
    assert_ne!(again.code, Some(0), "it must refuse");
    assert_eq!(fs::read_to_string(&path).ok().as_deref(), Some("mio"), "what somebody wrote is written over");
    fs::remove_file(&path).expect("the file");
    let made = |arguments: &[&str]| new(arguments).ends(0).out.trim().to_string();
    assert_eq!(
        made(&["new", "article", "T", "--slug", "Altro Nome", "--date", "2025-09-23"]),
        "content/articles/2025/09/altro-nome.md"
    );
    assert_eq!(
        made(&["new", "article", "T", "--bundle", "--date", "2025-09-23"]),
        "content/articles/2025/09/t/index.md"
    );
    assert_eq!(made(&["new", "page", "Contatti"]), "content/pages/contatti.md");
    assert_eq!(made(&["new", "company", "OpenAI"]), "content/companies/openai.md");
    assert_eq!(made(&["new", "person", "Sam Altman"]), "content/people/sam-altman.md");
    run(&site.join("content"), &["build"]).ends(1).says("There is one in").says("go there, or say `--root ");
    // Whoever forgets the quotation marks, or writes the day first, is understood or told.
    let written = made(&["new", "article", "Senza", "virgolette", "--date", "2025-09-23"]);
    assert_eq!(written, "content/articles/2025/09/senza-virgolette.md");
    new(&["new", "article", "T", "--date", "23/09/2025"]).ends(1).says("write it as 2025-09-23");
    new(&["new", "article", "T", "--lang", "fr"]).ends(1).says("fr");
    new(&["new", "article", "T", "--date", "domani"]).ends(1).says("--date");
    run(&site, &["build", "--drafts"]).ends(0);
}

#[test]
fn new_makes_no_second_profile_of_somebody_and_nothing_without_a_name() {
    let site = SiteTest::tiny("")
        .config("languages: {it: {}, en: {}}")
        .write("content/companies/intel.md", "---\nname: Intel\naliases: [Intel Corp.]\n---\n")
        .write("content/people/altman.md", "---\nname: Sam Altman\n---\n")
        .write("content/products/arc.md", "---\nname: Arc\naliases: [Intel Arc]\n---\n");
    let new = |arguments: &[&str]| run(site.root(), &[&["new"], arguments].concat());
    let refused = |arguments: &[&str], told: &str| {
        new(arguments).ends(1).says(told);
    };
    refused(&["company", "Intel", "Corp."], "`Intel Corp.` is another name of Intel: content/companies/intel.md");
    refused(&["product", "intel arc"], "`intel arc` is another name of Arc: content/products/arc.md");
    refused(&["person", "Sam Altman"], "`Sam Altman` has a profile already: content/people/altman.md");
    refused(&["company", "Intel"], "content/companies/intel.md is there already");
    refused(&["company", "Intel", "--bundle"], "`Intel` has a profile already: content/companies/intel.md");
    refused(&["company", "Intel Corp.", "--lang", "en"], "is another name of Intel");
    // The same profile in another language, and a name that is known as something else only.
    assert_eq!(new(&["company", "Intel", "--lang", "en"]).ends(0).out.trim(), "content/companies/intel.en.md");
    assert_eq!(new(&["company", "Arc"]).ends(0).out.trim(), "content/companies/arc.md");
    for (kind, told) in [
        ("article", "an article needs a title"),
        ("page", "a page needs a title"),
        ("company", "a company needs a name"),
        ("person", "a person needs a name"),
        ("product", "a product needs a name"),
    ] {
        refused(&[kind, " "], told);
        refused(&[kind, "", "--slug", "x"], told);
    }
    assert!(!site.root().join("content/articles").exists(), "nothing is written");
}

#[test]
fn new_fills_in_the_sites_own_archetype() {
    let folder = fresh("it");
    let site = folder.path().join("sito");
    fs::create_dir(site.join("archetypes")).expect("a folder");
    fs::write(
        site.join("archetypes/article.md"),
        "---\ntitle: {title}\ndate: {date}\nslug: {slug}\nsection: {section}\n---\n\nDa noi.\n",
    )
    .expect("an archetype");
    let said = run(&site, &["new", "article", "Titolo", "--date", "2025-09-23", "--section", "news"]).ends(0);
    let text = fs::read_to_string(site.join(said.out.trim())).expect("the new file");
    assert!(
        text.contains("title: \"Titolo\"")
            && text.contains("slug: titolo")
            && text.contains("section: news")
            && text.contains("Da noi."),
        "{text}"
    );
    run(&site, &["build"]).ends(0).says("4 articles");
}

#[test]
fn a_build_tells_its_result_to_programs() {
    let site = SiteTest::tiny("")
        .config("links: {internal: warn}")
        .write("content/articles/a.md", article("A", "2025-09-01", "", "[x](manca.md)"));
    let said = run(site.root(), &["build", "--format", "json"]).ends(0);
    let result = said.json();
    assert_eq!((&result["published"], &result["articles"]), (&Value::Bool(true), &Value::from(1)));
    assert!(
        result["written"].as_array().is_some_and(|written| written.iter().any(|url| url == "/2025/09/a/")),
        "{result}"
    );
    let told = &result["diagnostics"][0];
    assert_eq!(
        (&told["code"], &told["severity"], &told["file"], &told["line"], &told["column"]),
        (
            &Value::from("dead-link"),
            &Value::from("warning"),
            &Value::from("content/articles/a.md"),
            &Value::from(7),
            &Value::from(1)
        )
    );
    let site = site.write("content/articles/b.md", "---\n");
    let said = run(site.root(), &["build", "--format", "json"]).ends(1);
    assert_eq!(said.json()["published"], Value::Bool(false));
    assert_eq!(said.err, "", "programs get one object and nothing else");
}

#[test]
fn exit_codes_say_what_happened() {
    let folder = empty();
    run(folder.path(), &["build"]).ends(1).says("rassegna init");
    run(folder.path(), &["buld"]).ends(2).says("build");
    run(folder.path(), &["build", "--nonsense"]).ends(2);
    run(folder.path(), &["build", "--format", "xml"]).ends(2);
    run(folder.path(), &[]).ends(2).says("init");
    run(folder.path(), &["--version"]).ends(0).says("rassegna");
    let site = fresh("it");
    let site = site.path().join("sito");
    run(&site, &["build", "--now", "ieri"]).says("--now");
    fs::write(site.join("content/articles/x.md"), "").expect("a file");
    run(&site, &["build"]).ends(1).says("empty-file").says("nothing was published");
    run(&site, &["build", "--env", "manca"]).ends(1).says("unknown-environment");
}

#[test]
fn a_build_may_be_quiet_and_may_speak_without_colour() {
    let folder = fresh("it");
    let site = folder.path().join("sito");
    let said = run(&site, &["build", "--quiet"]).ends(0);
    assert_eq!((said.out.as_str(), said.err.as_str()), ("", ""), "a quiet build that goes well says nothing");
    fs::write(site.join("content/articles/x.md"), "").expect("a file");
    let plain = run(&site, &["build", "--color", "never"]);
    assert!(!plain.err.contains('\u{1b}'), "{:?}", plain.err);
    let coloured = run(&site, &["build", "--color", "always"]);
    assert!(coloured.err.contains('\u{1b}'), "{:?}", coloured.err);
}

#[test]
fn options_of_a_build_do_what_they_say() {
    let folder = fresh("it");
    let site = folder.path().join("sito");
    run(&site, &["build", "--output", "altrove", "--base-url", "https://prova.example/x/", "--jobs", "1"]).ends(0);
    assert!(!site.join("public").exists(), "--output is another folder");
    let feed = fs::read_to_string(site.join("altrove/atom.xml")).expect("a feed");
    assert!(feed.contains("https://prova.example/x/2025/"), "{feed}");
    run(&site, &["build", "--now", "2025-09-30"]).ends(0).says("2 held back");
    run(&site, &["build", "--now", "2025-09-30", "--future"]).ends(0).says("3 articles");
    run(folder.path(), &["build", "--root", "sito", "--now", "2026-01-01"]).ends(0).says("3 articles");
    fs::write(site.join("public/estraneo.html"), "x").expect("a file");
    run(&site, &["build", "--now", "2026-01-01"]).ends(0);
    assert!(site.join("public/estraneo.html").exists(), "a foreign file stays");
    run(&site, &["build", "--now", "2026-01-01", "--clean"]).ends(0);
    assert!(!site.join("public/estraneo.html").exists(), "--clean takes it");
}

#[test]
fn why_tells_how_a_page_was_made() {
    let folder = fresh("it");
    let site = folder.path().join("sito");
    run(&site, &["why", "/companies/nvidia/"]).ends(1).says("rassegna build");
    run(&site, &["build"]).ends(0);
    run(&site, &["why", "/companies/nvidia/"])
        .ends(0)
        .says("company.html")
        .says("it asked for")
        .says("the profile of /companies/nvidia/");
    run(&site, &["why", "/companies/nvida/"]).ends(1).says("/companies/nvidia/");
    let told = run(&site, &["why", "/companies/nvidia/", "--format", "json"]).ends(0).json();
    assert_eq!(told["url"], "/companies/nvidia/");
    assert!(told["questions"].as_array().is_some_and(|questions| !questions.is_empty()));
    let mut questions: Vec<String> = told["questions"].as_array().into_iter().flatten().map(Value::to_string).collect();
    let all = questions.len();
    questions.dedup();
    assert_eq!(questions.len(), all, "no question is told twice: {questions:#?}");
    let named = questions.iter().filter(|question| question.contains("are named together with"));
    assert!(named.count() > 1, "each taxonomy by its name: {questions:#?}");
}

#[test]
fn a_build_into_another_folder_forgets_nothing_of_the_usual_one() {
    let folder = fresh("it");
    let site = folder.path().join("sito");
    run(&site, &["build"]).ends(0);
    run(&site, &["build", "--output", "../altrove"]).ends(0).says(" 0 removed, 0 kept");
    run(&site, &["build"]).ends(0).says(" 0 written");
    let ledgers = || {
        let all = fs::read_dir(site.join(".rassegna")).expect("the caches").flatten();
        all.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "ledger")).count()
    };
    assert_eq!(ledgers(), 2);
    // `public` and `./public` are one folder, and its ledger is the usual one.
    run(&site, &["build", "--output", "public"]).ends(0).says(" 0 written");
    let checked = run(&site, &["check", "--rule", "page-link"]).ends(0);
    assert!(!checked.err.contains("is not what the sources say now"), "{}", checked.err);
    let there = run(&site, &["check", "--rule", "page-link", "--output", "../altrove"]).ends(0);
    assert!(!there.err.contains("is not what the sources say now"), "{}", there.err);
    // Folders for once do not heap up ledgers.
    for number in 0..4 {
        run(&site, &["build", "--output", &format!("../una-volta-{number}")]).ends(0);
    }
    assert_eq!(ledgers(), 4, "the usual one, the last one, and two before it");
}

#[test]
fn config_shows_every_setting_with_its_origin() {
    let folder = fresh("it");
    let site = folder.path().join("sito");
    let said = run(&site, &["config"]).ends(0).says("timezone").says("Europe/Rome");
    assert!(
        said.out.lines().any(|line| line.starts_with("feeds.limit") && line.contains("20") && line.contains("default")),
        "{}",
        said.out
    );
    assert!(said.out.lines().any(|line| line.starts_with("title") && line.contains("rassegna.yaml:")), "{}", said.out);
    run(&site, &["config", "url", "--base-url", "https://altro.example/"])
        .ends(0)
        .says("https://altro.example/")
        .says("--base-url");
    let rows = run(&site, &["config", "--format", "json"]).ends(0).json();
    assert!(
        rows.as_array().is_some_and(|rows| rows.iter().all(|row| row["key"].is_string() && row["from"].is_string()))
    );
}

#[test]
fn schemas_are_json_and_name_the_fields() {
    let folder = empty();
    for (of, field) in [("article", "companies"), ("config", "pagination")] {
        let schema = run(folder.path(), &["schema", of]).ends(0).json();
        assert!(schema["properties"][field].is_object(), "the schema of {of} must describe {field}: {schema}");
        assert!(schema["$schema"].is_string(), "a schema says by which draft it is written");
    }
}

#[test]
fn completions_are_printed_for_every_shell() {
    let folder = empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        run(folder.path(), &["completions", shell]).ends(0).says("rassegna").says("build");
    }
    run(folder.path(), &["completions", "cobol"]).ends(2);
}

#[test]
fn help_names_every_command_and_the_first_steps() {
    let folder = empty();
    let help = run(folder.path(), &["--help"]).ends(0).says("rassegna init my-site").says("Exit codes");
    for command in ["init", "new", "build", "why", "config", "schema", "completions"] {
        assert!(
            help.out.lines().any(|line| line.trim_start().starts_with(command)),
            "--help must name {command}:\n{}",
            help.out
        );
        let own = run(folder.path(), &[command, "--help"]).ends(0);
        assert!(own.out.lines().count() > 4, "{command} --help must teach:\n{}", own.out);
    }
}

#[test]
fn a_new_theme_builds_at_once() {
    let folder = empty();
    run(folder.path(), &["init", "s", "--lang", "en"]).ends(0);
    let site = folder.path().join("s");
    run(&site, &["theme", "new", "mine"]).ends(0).says("themes/mine").says("theme: mine");
    let settings = fs::read_to_string(site.join("rassegna.yaml")).expect("the configuration");
    fs::write(site.join("rassegna.yaml"), format!("{}\ntheme: mine\n", settings.replace("\ntheme:", "\n# theme:")))
        .expect("written");
    run(&site, &["build"]).ends(0);
    assert!(fs::read_to_string(site.join("public/index.html")).expect("a page").contains("/assets/mine."));
    run(&site, &["theme", "check"]).ends(0).says("mine on gazzetta");
    run(&site, &["theme", "new", "mine"]).ends(1).says("there is a theme `mine` already");
    run(&site, &["theme", "new", "Mine Too"]).ends(1).says("`mine-too`");
    run(&site, &["theme", "new", "other", "--parent", "gazeta"]).ends(1).says("did you mean `gazzetta`?");
}

#[test]
fn the_themes_are_listed_with_their_options() {
    let site = SiteTest::tiny("");
    run(site.root(), &["theme", "list"])
        .ends(0)
        .says("gazzetta")
        .says("dispaccio")
        .says("tiny")
        .says("in use")
        .says("accent");
    let said = run(site.root(), &["theme", "list", "--format", "json"]).ends(0).json();
    let tiny = said.as_array().and_then(|all| all.iter().find(|theme| theme["name"] == "tiny").cloned()).expect("tiny");
    assert_eq!((&tiny["built_in"], &tiny["in_use"]), (&Value::from(false), &Value::from(true)));
    assert_eq!(tiny["options"]["mark"]["type"], "text");
}

#[test]
fn a_check_of_a_theme_finds_what_a_build_may_not_meet() {
    let site = SiteTest::tiny("")
        .write("content/articles/a.md", article("A", "2025-09-01", "tags: [ia]", "x"))
        .write(
            "themes/tiny/theme.yaml",
            "name: tiny\napi: 1\noptions:\n  mark: {type: text, default: \"\"}\n  spare: {type: text, default: \"\"}\n",
        )
        .write("themes/tiny/templates/tag.html", "{{ shelf.nome }}")
        .write("themes/tiny/templates/person.html", "{% if false %}{{ theme.marc }}{% endif %}");
    run(site.root(), &["theme", "check"])
        .ends(1)
        .says("error[template]: Field `nome` is not defined")
        .says("error[unknown-option]: this theme has no option `marc`")
        .says("did you mean `mark`?")
        .says("warning[unused-option]: no template of this theme asks for the option `spare`");
    assert!(!site.root().join("public").exists(), "a check writes nothing");
    run(site.root(), &["theme", "check", "gazzetta"]).ends(0).says("gazzetta:");
    run(site.root(), &["theme", "check", "gazeta"]).ends(1).says("did you mean `gazzetta`?");
}

#[test]
fn a_check_of_a_theme_tries_an_issue_and_the_lists_of_issues() {
    let site = SiteTest::tiny("")
        .config("digests: {settimana: {period: weekly}}")
        .write("content/articles/a.md", article("A", "2025-09-01", "", "x"))
        .write("themes/tiny/templates/digest.html", "{{ issue.nome }}")
        .write("themes/tiny/templates/digests.html", "{{ digests.anni }}");
    run(site.root(), &["theme", "check"])
        .ends(1)
        .says("Field `nome` is not defined")
        .says("themes/tiny/templates/digest.html")
        .says("Field `anni` is not defined")
        .says("themes/tiny/templates/digests.html");
    let site = site.remove("themes/tiny/templates/digest.html").remove("themes/tiny/templates/digests.html");
    run(site.root(), &["theme", "check"]).ends(0).says("has no `digest.html`").says("has no `digests.html`");
}
