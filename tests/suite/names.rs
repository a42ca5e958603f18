//! Names put in order: who is listed, what is suggested, two made one, one called otherwise; and every file changed in nothing else.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use rassegna::edit::absorb::{self, Plan, Wish};
use rassegna::edit::{diff, names, write};
use rassegna::{Engine, Options};
use serde_json::Value;

use crate::builder::{NOW, SiteTest, article, moment};
use crate::cli::{Said, run};
use crate::output::{Files, difference};

/// The demonstration site: the repository's own content, in a folder of its own.
pub fn demonstration() -> SiteTest {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = std::fs::read_to_string(root.join("rassegna.yaml")).expect("the demonstration's configuration");
    let mut site = SiteTest::new("").write("rassegna.yaml", config);
    for entry in walkdir::WalkDir::new(root.join("content"))
        .into_iter()
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "md"))
    {
        let path = entry.path().strip_prefix(root).expect("a path below the root").to_string_lossy().into_owned();
        site = site.write(&path, std::fs::read(entry.path()).expect("a source"));
    }
    site
}

fn small() -> SiteTest {
    SiteTest::tiny("")
        .config("languages: {it: {}, en: {}}\nredirects: [html, netlify]")
        .write("content/articles/a.md", article("A", "2025-09-01", "companies: [Open AI, NVIDIA]", "Di [[Open AI]]."))
        .write(
            "content/articles/b.md",
            article(
                "B",
                "2025-09-02",
                "companies:\n  - OpenAI # la stessa\n  - \"Open AI\"",
                "[x](/companies/open-ai/)",
            ),
        )
        .write("content/articles/c.en.md", article("C", "2025-09-03", "companies: 'Open AI'", "x"))
        .write("content/articles/d.md", article("D", "2025-09-04", "draft: true\ncompanies: [Open AI]", "x"))
}

fn plan(site: &SiteTest, verb: &str, tags: bool, from: &str, to: &str) -> Result<Plan, String> {
    let options = Options { now: Some(moment(NOW)), ..Options::default() };
    let mut engine = Engine::open(site.root(), options).expect("a site");
    engine.look().expect("a configuration");
    let model = &engine.world().site;
    let kinds = names::kinds(&model.config.taxonomies, tags);
    let wish = Wish { from, to, merges: verb == "merge", keeps_alias: verb != "rename-bare" };
    absorb::plan(model, site.root(), &kinds, wish)
}

/// Makes the changes; the work stops before the file with this number.
fn make(site: &SiteTest, plan: &Plan, stop: usize) -> bool {
    let mut at = 0;
    let outcome = write::write(site.root(), &plan.changes, &mut |_| {
        at += 1;
        if at > stop { Err(io::Error::other("killed")) } else { Ok(()) }
    });
    outcome.is_ok()
}

/// What became of the lines of each file: those that went, and those that came.
fn lines(before: &Files, after: &Files) -> BTreeMap<String, (Vec<String>, Vec<String>)> {
    let text = |files: &Files, path: &str| {
        files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    };
    let mut changed = BTreeMap::new();
    for path in before.keys().chain(after.keys()) {
        let (old, new) = (text(before, path), text(after, path));
        if old != new {
            let (old, new): (Vec<&str>, Vec<&str>) =
                (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
            let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
            let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
            let owned = |lines: &[&str]| lines.iter().map(ToString::to_string).collect::<Vec<_>>();
            changed.insert(path.clone(), (owned(&old[start..old.len() - end]), owned(&new[start..new.len() - end])));
        }
    }
    changed
}

#[test]
fn a_merge_on_the_demonstration_touches_the_wanted_values_alone() {
    let site = demonstration();
    let before = site.sources();
    let made = plan(&site, "merge", false, "SoftBank", "Oracle").expect("both are there");
    assert!(make(&site, &made, usize::MAX) && made.refused.is_empty());
    let changed = lines(&before, &site.sources());
    let articles: Vec<_> = changed.iter().filter(|(path, _)| path.starts_with("content/articles/")).collect();
    assert!(articles.len() >= 3, "{changed:?}");
    for (path, (old, new)) in &articles {
        let [old, new] = [old, new].map(|lines| lines.concat());
        assert!(old.starts_with("companies: ") && old.contains("SoftBank"), "{path}: {old}");
        let old = old.replace("SoftBank Group", "SoftBank");
        let doubled = old.contains("Oracle");
        let wanted = match doubled {
            true => old.replace(", SoftBank", "").replace("SoftBank, ", ""),
            false => old.replace("SoftBank", "Oracle"),
        };
        assert_eq!(new, wanted, "{path}");
    }
    assert!(!site.root().join("content/companies/softbank.md").exists());
    let oracle = String::from_utf8(site.sources()["content/companies/oracle.md"].clone()).expect("a text");
    let old = String::from_utf8(before["content/companies/softbank.md"].clone()).expect("a text");
    let body = old.rsplit("---").next().unwrap_or_default().trim();
    assert!(oracle.contains("redirects: [/companies/softbank/]") && oracle.contains("SoftBank Group"), "{oracle}");
    assert!(
        oracle.contains("Merged from content/companies/softbank.md") && oracle.ends_with(&format!("{body}\n")),
        "{oracle}"
    );
    assert!(plan(&site, "merge", false, "SoftBank", "Oracle").expect("an alias now").changes.is_empty());
}

#[test]
fn a_rename_on_the_demonstration_touches_the_wanted_values_alone() {
    let site = demonstration();
    let before = site.sources();
    let made = plan(&site, "rename", true, "chip", "Semiconduttori e chip").expect("it is there");
    assert!(make(&site, &made, usize::MAX) && made.refused.is_empty());
    let after = site.sources();
    let changed = lines(&before, &after);
    let mut articles = 0;
    for (path, (old, new)) in changed.iter().filter(|(path, _)| path.starts_with("content/articles/")) {
        articles += 1;
        let [old, new] = [old, new].map(|lines| lines.concat());
        assert!(old.starts_with("tags: ["), "{path}: {old}");
        let inner = |line: &str| line.trim_start_matches("tags: [").split(", ").map(str::to_string).collect::<Vec<_>>();
        for (old, new) in inner(&old).iter().zip(inner(&new)) {
            let wanted = if old.trim_end_matches("]\n") == "chip" {
                old.replace("chip", "Semiconduttori e chip")
            } else {
                old.clone()
            };
            assert_eq!(new, wanted, "{path}");
        }
    }
    assert!(articles >= 10, "{articles} articles");
    assert!(!after.contains_key("content/tags/chip.md"));
    let profile = String::from_utf8(after["content/tags/semiconduttori-e-chip.md"].clone()).expect("a text");
    assert!(
        profile.contains("name: Semiconduttori e chip\n") && profile.contains("redirects: [/tags/chip/]"),
        "{profile}"
    );
    // There and back the articles are what they were, byte for byte.
    let back = plan(&site, "rename", true, "Semiconduttori e chip", "chip").expect("it is there");
    assert!(make(&site, &back, usize::MAX));
    let there = site.sources();
    let differing = before.iter().filter(|(path, bytes)| there.get(*path) != Some(bytes));
    let differing: Vec<&String> = differing.map(|(path, _)| path).collect();
    assert!(differing.iter().all(|path| path.starts_with("content/tags/chip")), "{differing:?}");
}

#[test]
fn a_run_that_is_killed_leaves_whole_files_and_the_next_ends_in_the_same_state() {
    let profiles = |site: SiteTest| {
        site.write(
            "content/companies/open-ai.md",
            "---\nname: Open AI\naliases: [OAI]\nfounded: \"2015\"\n---\n\nUn testo.\n",
        )
        .write("content/companies/open-ai.en.md", "---\nname: Open AI\n---\n\nA text.\n")
        .write("content/companies/openai.en.md", "---\nname: OpenAI\n---\n")
    };
    // A profile that goes after the other by its path, and whose address is not its name: half merged, the other has its names.
    let later = || {
        small()
            .write("content/companies/zeta.md", "---\nname: Open AI\naliases: [OAI]\n---\n\nUn testo.\n")
            .write("content/companies/openai.md", "---\nname: OpenAI\n---\n")
            .write("content/articles/z.md", article("Z", "2025-09-09", "companies: [OAI]", "x"))
    };
    let cases: [(&str, &str, &dyn Fn() -> SiteTest); 7] = [
        ("merge", "OpenAI", &later),
        ("merge", "OpenAI", &small),
        ("merge", "OpenAI", &|| profiles(small())),
        ("rename", "Closed AI", &small),
        ("rename", "Closed AI", &|| profiles(small())),
        ("rename-bare", "Closed AI", &small),
        ("rename-bare", "Closed AI", &|| profiles(small())),
    ];
    for (verb, to, fresh) in cases {
        let site = fresh();
        let (before, whole) = (site.sources(), plan(&site, verb, false, "Open AI", to).expect("it is there"));
        assert!(make(&site, &whole, usize::MAX) && whole.changes.len() >= 4, "{verb}: {:?}", whole.changes);
        let after = site.sources();
        for stop in 0..whole.changes.len() {
            let victim = fresh();
            assert!(!make(&victim, &plan(&victim, verb, false, "Open AI", to).expect("it is there"), stop));
            for (path, bytes) in victim.sources() {
                let is_whole = before.get(&path) == Some(&bytes) || after.get(&path) == Some(&bytes);
                assert!(is_whole, "{verb}, killed before file {stop}: {path} is neither the old nor the new file");
            }
            // What a killed run leaves beside a file is no source, and goes with the next.
            std::fs::write(victim.root().join("content/articles/.a.md.rassegna-edit"), "hal").expect("a leftover");
            let again = plan(&victim, verb, false, "Open AI", to)
                .unwrap_or_else(|why| panic!("{verb}, killed before {stop}: {why}"));
            assert!(make(&victim, &again, usize::MAX));
            let _ = std::fs::remove_file(victim.root().join("content/articles/.a.md.rassegna-edit"));
            assert_eq!(difference(&victim.sources(), &after), None, "{verb} to {to}, killed before file {stop}");
            let more =
                plan(&victim, verb, false, "Open AI", to).unwrap_or_else(|why| panic!("{verb}, once more: {why}"));
            assert_eq!(more.changes, [], "{verb}, once more");
        }
    }
}

#[test]
fn a_merged_name_leads_to_the_other_in_every_language() {
    let site = small();
    let made = plan(&site, "merge", false, "Open AI", "OpenAI").expect("both are there");
    assert!(make(&site, &made, usize::MAX));
    let site = site.build();
    assert_eq!(
        std::fs::read_to_string(site.root().join("content/companies/openai.md")).expect("a profile"),
        "---\nname: OpenAI\naliases: [Open AI]\nredirects: [/companies/open-ai/]\n---\n"
    );
    let sources = site.sources();
    let text = |path: &str| String::from_utf8(sources[path].clone()).expect("a text");
    assert!(text("content/articles/a.md").contains("companies: [OpenAI, NVIDIA]\n"));
    assert!(text("content/articles/b.md").contains("companies:\n  - OpenAI # la stessa\n---"));
    assert!(text("content/articles/c.en.md").contains("companies: 'OpenAI'\n"));
    assert!(text("content/articles/d.md").contains("companies: [OpenAI]\n"), "a draft too");
    site.page("/companies/open-ai/").contains("url=/companies/openai/");
    site.page("/en/companies/open-ai/").contains("url=/en/companies/openai/").contains("lang=\"en\"");
    site.page("/_redirects").is("/companies/open-ai/ /companies/openai/ 301\n/companies/open-ai/atom.xml /companies/openai/atom.xml 301\n/en/companies/open-ai/ /en/companies/openai/ 301\n/en/companies/open-ai/atom.xml /en/companies/openai/atom.xml 301\n");
    // The link in the text to the old address is no dead one: it goes where that leads.
    site.page("/2025/09/b/").contains("href=\"/companies/openai/\"");
    let site = site.replace("content/companies/openai.md", "/companies/open-ai/", "/companies/oai/").fail();
    let site = site.errors(&["dead-link"]).config("links: {internal: warn}").update();
    site.removed(&["/companies/open-ai/", "/en/companies/open-ai/"]).equals_fresh();
}

#[test]
fn a_redirect_is_checked_as_an_alias_is() {
    let profile = |redirects: &str| {
        small().write("content/companies/openai.md", format!("---\nname: OpenAI\nredirects: [{redirects}]\n---\n"))
    };
    profile("/../../etc/passwd").fail().errors(&["bad-alias"]);
    let site = profile("/companies/open-ai/").fail().errors(&["same-address"]);
    assert!(site.told().contains("content/companies/openai.md"), "{}", site.told());
}

#[test]
fn profiles_that_name_the_company_follow_it() {
    let site = SiteTest::tiny("")
        .write("content/articles/a.md", article("A", "2025-09-01", "companies: [Google]", "x"))
        .write("content/companies/alphabet.md", "---\nname: Alphabet\n---\n")
        .write("content/companies/google.md", "---\nname: Google\nparent: 'Alphabet' # oggi\n---\n");
    assert!(make(&site, &plan(&site, "rename", false, "alphabet", "Alfabeto").expect("it is there"), usize::MAX));
    let text = |path: &str| String::from_utf8(site.sources()[path].clone()).expect("a text");
    assert_eq!(text("content/companies/google.md"), "---\nname: Google\nparent: 'Alfabeto' # oggi\n---\n");
    assert_eq!(
        text("content/companies/alfabeto.md"),
        "---\nname: Alfabeto\naliases: [Alphabet]\nredirects: [/companies/alphabet/]\n---\n"
    );
}

#[test]
fn another_way_of_writing_a_name_moves_nothing() {
    let site = SiteTest::tiny("")
        .write("content/articles/a.md", article("A", "2025-09-01", "companies: [Nvidia, AMD]", "x"))
        .write("content/articles/b.md", article("B", "2025-09-02", "companies: [Nvidia Corp., NVIDIA]", "x"))
        .write("content/companies/nvidia.md", "---\nname: Nvidia # x\naliases: [Nvidia Corp.]\n---\n");
    let made = plan(&site, "rename", false, "Nvidia", "NVIDIA").expect("it is there");
    assert!(make(&site, &made, usize::MAX));
    let text = |path: &str| String::from_utf8(site.sources()[path].clone()).expect("a text");
    assert_eq!(text("content/companies/nvidia.md"), "---\nname: NVIDIA # x\naliases: [Nvidia Corp.]\n---\n");
    assert!(text("content/articles/a.md").contains("companies: [NVIDIA, AMD]\n"));
    assert_eq!(made.changes.len(), 2, "who writes an alias may go on: {:?}", made.changes);
}

#[test]
fn a_name_of_one_language_changes_in_that_language() {
    let fresh = || {
        small()
            .write("content/articles/i.md", article("I", "2025-09-06", "tags: [IA]", "x"))
            .write("content/articles/j.en.md", article("J", "2025-09-07", "tags: [AI]", "x"))
            .write("content/articles/k.en.md", article("K", "2025-09-08", "tags: [AI, IA]", "x"))
            .write("content/tags/ia.md", "---\nname: IA\naliases: [macchine]\n---\n")
            .write("content/tags/ia.en.md", "---\nname: AI\n---\n")
    };
    let site = fresh();
    let before = site.sources();
    let made = plan(&site, "rename", true, "AI", "Artificial intelligence").expect("it is there");
    assert!(make(&site, &made, usize::MAX));
    let after = site.sources();
    let changed = lines(&before, &after)
        .into_iter()
        .map(|(path, (old, new))| format!("{path}: {} > {}", old.concat().trim_end(), new.concat().trim_end()));
    insta::assert_snapshot!(changed.collect::<Vec<_>>().join("\n"), @r"
    content/articles/j.en.md: tags: [AI] > tags: [Artificial intelligence]
    content/articles/k.en.md: tags: [AI, IA] > tags: [Artificial intelligence, IA]
    content/tags/ia.en.md: name: AI > name: Artificial intelligence
    content/tags/ia.md: aliases: [macchine] > aliases: [macchine, AI]
    ");
    for stop in 0..made.changes.len() {
        let victim = fresh();
        assert!(!make(
            &victim,
            &plan(&victim, "rename", true, "AI", "Artificial intelligence").expect("it is there"),
            stop
        ));
        assert!(make(
            &victim,
            &plan(&victim, "rename", true, "AI", "Artificial intelligence").expect("it goes on"),
            usize::MAX
        ));
        assert_eq!(difference(&victim.sources(), &after), None, "killed before file {stop}");
    }
    assert!(plan(&site, "rename-bare", true, "AI", "Artificial intelligence").is_err());
}

#[test]
fn a_file_that_cannot_be_changed_is_left_and_told() {
    let shared = article("E", "2025-09-05", "tags: &t [Open AI]\ncompanies: *t", "x");
    let site = small().write("content/articles/e.md", &shared);
    let said = run(site.root(), &["entities", "merge", "Open AI", "OpenAI", "--write"]);
    assert_eq!(said.code, Some(1), "{}", said.err);
    assert!(
        said.err.contains("error[edit-by-hand]") && said.err.contains("content/articles/e.md:6:12"),
        "{}",
        said.err
    );
    assert_eq!(std::fs::read_to_string(site.root().join("content/articles/e.md")).expect("a file"), shared);
    assert!(said.err.contains("5 files changed."), "{}", said.err);
}

#[test]
fn a_file_that_somebody_else_has_changed_is_left_alone() {
    let site = small();
    let made = plan(&site, "merge", false, "Open AI", "OpenAI").expect("both are there");
    let site = site.replace("content/articles/b.md", "title: B", "title: Bi");
    let stopped = write::write(site.root(), &made.changes, &mut |_| Ok(())).expect_err("another hand");
    assert_eq!(stopped.code, "edit-overtaken");
    assert!(make(&site, &plan(&site, "merge", false, "Open AI", "OpenAI").expect("goes on"), usize::MAX));
    let text = std::fs::read_to_string(site.root().join("content/articles/b.md")).expect("a file");
    assert!(text.contains("title: Bi") && !text.contains("\"Open AI\""), "{text}");
}

fn told(said: Said, code: i32) -> String {
    assert_eq!(said.code, Some(code), "{}\n{}", said.out, said.err);
    format!("{}{}", said.out, said.err)
}

#[test]
fn names_that_are_not_clear_are_told() {
    let site = small().write(
        "content/articles/f.md",
        article("F", "2025-09-06", "companies: [Mercury]\npeople: [Mercury, Ada]\ntags: [Mercurio]", "x"),
    );
    let said = |arguments: &[&str]| told(run(site.root(), arguments), 1);
    insta::assert_snapshot!(said(&["entities", "merge", "Opn AI", "OpenAI"]), @"error: nobody is called `Opn AI` among companies, people, products, authors; did you mean `Open AI`?");
    insta::assert_snapshot!(said(&["entities", "merge", "OpenAI", "openai"]), @"error: `OpenAI` and `openai` are one name already, `OpenAI`; to change how it is written, use `rename`");
    insta::assert_snapshot!(said(&["entities", "merge", "Ada", "OpenAI"]), @"error: `Ada` is among people and `OpenAI` among companies: only names of one kind can be merged");
    insta::assert_snapshot!(said(&["entities", "rename", "Mercury", "Merkur"]), @"error: `Mercury` is among companies and among people: say which with `--kind`");
    insta::assert_snapshot!(said(&["entities", "rename", "Open AI", "OpenAI"]), @"error: there is `OpenAI` already among companies: to make the two one, use `merge`");
    insta::assert_snapshot!(said(&["entities", "list", "--kind", "tags"]), @"error: there is no kind `tags`; there are companies, people, products, authors");
    assert!(
        run(site.root(), &["entities", "rename", "Mercury", "Merkur", "--kind", "person"])
            .out
            .contains("+people: [Merkur, Ada]")
    );
}

#[test]
fn nothing_is_written_until_it_is_asked_for() {
    let site = small();
    let before = site.sources();
    let shown = told(run(site.root(), &["entities", "merge", "Open AI", "OpenAI"]), 0);
    assert!(shown.ends_with("5 files would be changed. Nothing was written: add `--write`.\n"), "{shown}");
    let changed: Vec<&str> = shown.lines().filter(|line| line.starts_with(['-', '+'])).collect();
    insta::assert_snapshot!(changed.join("\n"), @r#"
    --- /dev/null
    +++ b/content/companies/openai.md
    +---
    +name: OpenAI
    +aliases: [Open AI]
    +redirects: [/companies/open-ai/]
    +---
    --- a/content/articles/a.md
    +++ b/content/articles/a.md
    -companies: [Open AI, NVIDIA]
    +companies: [OpenAI, NVIDIA]
    --- a/content/articles/b.md
    +++ b/content/articles/b.md
    -  - "Open AI"
    --- a/content/articles/c.en.md
    +++ b/content/articles/c.en.md
    -companies: 'Open AI'
    +companies: 'OpenAI'
    --- a/content/articles/d.md
    +++ b/content/articles/d.md
    -companies: [Open AI]
    +companies: [OpenAI]
    "#);
    assert_eq!(difference(&site.sources(), &before), None);
    let json: Value =
        serde_json::from_str(&run(site.root(), &["entities", "merge", "Open AI", "OpenAI", "--format", "json"]).out)
            .expect("JSON");
    assert_eq!((json["written"].as_bool(), json["changes"].as_array().map(Vec::len)), (Some(false), Some(5)));
    // A diff is one that other programs can apply.
    let made = plan(&site, "merge", false, "Open AI", "OpenAI").expect("both are there");
    assert!(
        made.changes
            .iter()
            .any(|change| diff::unified(change).starts_with("--- /dev/null\n+++ b/content/companies/openai.md\n@@ "))
    );
}

#[test]
fn names_are_listed_and_advice_is_given() {
    let site = small()
        .write("content/companies/amd.md", "---\nname: AMD\naliases: [Advanced Micro Devices]\n---\n")
        .write(
            "content/articles/g.md",
            article(
                "G",
                "2025-09-06",
                "tags: [IA, chip]\nterms: {formats: [video]}",
                "Ieri AMD, poi AMD e ancora AMD. Lo dice Carla Bianchi, che no.",
            ),
        )
        .write(
            "content/articles/h.md",
            article("H", "2025-09-07", "tags: [AI, chips]", "Ha detto Carla Bianchi che sì."),
        )
        .config("taxonomies: {formats: true}");
    insta::assert_snapshot!(told(run(site.root(), &["entities", "list"]), 0), @r"
    kind       name     slug     articles  first       last        profile  aliases
    companies  Open AI  open-ai         3  2025-09-01  2025-09-03  no
    companies  NVIDIA   nvidia          1  2025-09-01  2025-09-01  no
    companies  OpenAI   openai          1  2025-09-02  2025-09-02  no
    companies  AMD      amd             0                          yes      Advanced Micro Devices
    formats    video    video           1  2025-09-06  2025-09-06  no
    ");
    insta::assert_snapshot!(told(run(site.root(), &["entities", "suggest", "--articles", "2"]), 0), @r#"
    Names that look like one

      `OpenAI` (1 article) and `Open AI` (3 articles) differ in spaces and signs alone
        rassegna entities merge OpenAI "Open AI" --kind companies

    Listed often, without a profile

      `Open AI` has no profile and stands in 3 articles
        rassegna new company "Open AI"

    Named in texts, known to nobody

      `Carla Bianchi` stands in the text of 2 articles, as content/articles/g.md, and nobody lists it; a person, since the texts quote it
        rassegna new person "Carla Bianchi"

    Named in an article that does not list them

      content/articles/g.md names `AMD` 3 times and does not list it
        rassegna entities add AMD content/articles/g.md --kind companies
    "#);
    insta::assert_snapshot!(told(run(site.root(), &["tags", "suggest"]), 0), @r"
    Names that look like one

      `IA` (1 article) and `AI` (1 article) have the same letters
        rassegna tags merge IA AI
    ");
    insta::assert_snapshot!(told(run(site.root(), &["entities", "add", "AMD", "content/articles/g.md"]), 0), @r"
    --- a/content/articles/g.md
    +++ b/content/articles/g.md
    @@ -3,6 +3,7 @@
     date: 2025-09-06
     summary: In breve.
     tags: [IA, chip]
    +companies: [AMD]
     terms: {formats: [video]}
     ---
     
    1 file would be changed. Nothing was written: add `--write`.
    ");
    let json: Value = serde_json::from_str(&run(site.root(), &["tags", "list", "--format", "json"]).out).expect("JSON");
    assert_eq!(json[0]["spellings"]["AI"], 1);
    assert!(run(site.root(), &["entities", "rename", "video", "Film"]).out.contains("+terms: {formats: [Film]}"));
}
