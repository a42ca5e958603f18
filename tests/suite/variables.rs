//! What the manual says of templates is what templates get, both ways: their names, variables, functions and filters, the keys
//! of `theme.yaml`, the options of the built-in themes; and likewise the fields of profiles and the kinds of output. The lists
//! are taken from the source.

use std::collections::{BTreeMap, BTreeSet};

use crate::reference::{quoted_after, read, root, sources};

/// The sections of templates.md that describe variables. Each has the structures that templates get there, by their files; what
/// has no structure of its own stands by itself.
const VARIABLES: [(&str, &[&str]); 23] = [
    (
        "site",
        &[
            "frame::SiteView",
            "frame::LanguageView",
            "frame::Item",
            "frame::FeedLink",
            "logo",
            "corrections_policy",
            "imprint",
        ],
    ),
    ("site.subscribe", &["subscribe::SubscribeView", "subscribe::FieldView"]),
    ("page", &["frame::PageView", "frame::Alternate", "frame::FeedLink", "card::Named"]),
    (
        "A card",
        &[
            "card::CardView",
            "card::ImageView",
            "card::SourceView",
            "card::Named",
            "picture::Shown",
            "front_matter::Sponsor",
        ],
    ),
    (
        "article",
        &[
            "article::ArticleView",
            "article::LinkView",
            "article::TranslationView",
            "article::FullSource",
            "article::ArchivedView",
            "article::UpdateView",
            "article::PictureView",
            "article::StoryView",
            "article::RelatedView",
            "picture::Shown",
            "piece::OutlineEntry",
        ],
    ),
    (
        "article.comments",
        &[
            "comments::CommentsView",
            "comments::CommentView",
            "comments::AnswersView",
            "comments::FormView",
            "comments::FieldsView",
            "comments::HiddenView",
            "comments::OfferedView",
            "comments::ElsewhereView",
        ],
    ),
    (
        "shelf",
        &[
            "listing::ShelfView",
            "listing::BesideView",
            "listing::NamedWith",
            "listing::TieView",
            "listing::Together",
            "listing::Mentioned",
            "listing::Mention",
            "listing::Outlet",
            "share::Cited",
            "story::Chronicle",
            "story::SourceOf",
            "frame::FeedLink",
            "cards",
        ],
    ),
    ("shelf.profile", &["profile::ProfileView", "card::Named"]),
    ("index", &["listing::IndexView", "listing::Letter", "listing::TermView"]),
    ("trends", &["trends::TrendsView", "trends::Most", "trends::MoverView", "trends::Monthly", "listing::LatelyView"]),
    ("issue", &["issue::IssueView", "issue::SeriesView", "card::Named"]),
    ("lead and parts", &["issue::PartView", "issue::SponsorView", "issue::PickView", "lead", "parts", "picks", "card"]),
    ("mail", &["letter::Head", "unsubscribe"]),
    ("picture", &["letter::PictureView"]),
    (
        "digests",
        &["series::DigestsView", "series::OneSeries", "yearly::YearView", "issue::SeriesView", "issue::ListedView"],
    ),
    (
        "archive",
        &["archive::ArchiveView", "archive::Year", "listing::TermView", "calendar::MonthView", "calendar::DayView"],
    ),
    (
        "corrections",
        &["corrections::CorrectionsView", "corrections::CorrectionView", "yearly::YearView", "frame::FeedLink"],
    ),
    ("search", &["index"]),
    (
        "Hooks",
        &[
            "lang", "site", "src", "alt", "caption", "credit", "width", "height", "block", "path", "srcset", "sources",
            "colour", "eager", "url", "title", "content", "external", "by", "by_url", "level", "id", "language",
            "text", "html",
        ],
    ),
    ("Shortcodes", &["lang", "site", "args", "body", "article", "block", "title", "url", "path"]),
    ("Pictures", &["picture::CopiesView", "picture::SourceSet", "picture::Shown", "image", "shape", "most"]),
    ("theme.yaml", &["manifest::Manifest", "manifest::OptionField"]),
    ("Functions", &["icons::IconLink"]),
];

/// What stands in the tables and is the name of nothing: values, and what is told elsewhere.
const VALUES: [&str; 44] = [
    "none",
    "ltr",
    "rtl",
    "post",
    "get",
    "daily",
    "weekly",
    "monthly",
    "article",
    "shelf",
    "website",
    "front",
    "section",
    "year",
    "month",
    "open",
    "quiet",
    "closed",
    "original",
    "via",
    "reference",
    "webhook",
    "staticman",
    "mail",
    "required",
    "optional",
    "no",
    "srcset",
    "text",
    "number",
    "boolean",
    "list",
    "choice",
    "any",
    "image",
    "copies",
    "lead",
    "parts",
    "intro",
    "foot",
    "theme",
    "site",
    "issue",
    "page",
];

/// The sections of a page, by their headings: what stands below one, until the next.
fn sections(page: &str) -> BTreeMap<String, String> {
    let mut sections: BTreeMap<String, String> = BTreeMap::new();
    let mut heading = String::new();
    let mut is_code = false;
    for line in page.lines() {
        is_code ^= line.trim_start().starts_with("```");
        match line.trim_start_matches('#').strip_prefix(' ') {
            Some(title) if line.starts_with("##") && !is_code => heading = title.replace('`', ""),
            _ => {
                let section = sections.entry(heading.clone()).or_default();
                section.push_str(line);
                section.push('\n');
            }
        }
    }
    sections
}

/// What stands between backticks.
fn code(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// The names that a template knows the fields of a structure by; what is laid into it is a structure of its own.
fn fields(body: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let (mut is_passed_over, mut renamed) = (false, None);
    for line in body.lines().skip(1).map(str::trim) {
        if line.starts_with("#[serde") {
            is_passed_over |= line.contains("flatten") || line.contains("skip");
            renamed = line.split_once("rename = \"").and_then(|(_, rest)| rest.split('"').next()).or(renamed);
        }
        let line = line.strip_prefix("pub ").unwrap_or(line);
        let Some((name, _)) = line.split_once(':').filter(|_| !line.starts_with(['/', '#'])) else { continue };
        if !std::mem::take(&mut is_passed_over) {
            fields.push(renamed.take().unwrap_or(name).to_string());
        }
    }
    fields
}

/// The structures of the source that are handed to templates or read from files, by their files' names: `card::CardView`.
fn structures(below: &str) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for (path, text) in sources(below) {
        let file = path.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".rs");
        for part in text.split("#[derive(").skip(1) {
            let (derived, rest) = part.split_once(')').unwrap_or_default();
            let Some((_, body)) = rest.split_once("struct ").filter(|_| derived.contains("Serialize")) else {
                continue;
            };
            let name: String = body.chars().take_while(char::is_ascii_alphanumeric).collect();
            let body = body.split("\n}").next().unwrap_or_default();
            found.entry(format!("{file}::{name}")).or_insert_with(|| fields(body));
        }
    }
    found
}

#[test]
fn each_variable_of_templates_is_documented_and_each_documented_one_is_there() {
    let page = read("templates.md");
    let (sections, structures) = (sections(&page), structures(""));
    let mut wrong = Vec::new();
    for (section, given) in VARIABLES {
        let text = sections.get(section).unwrap_or_else(|| panic!("templates.md has no section `{section}`"));
        let said: BTreeSet<&str> = code(text).into_iter().filter(|word| is_name(word)).collect();
        let mut there = BTreeSet::new();
        for one in given {
            match structures.get(*one) {
                Some(fields) => there.extend(fields.iter().map(String::as_str)),
                None if one.contains("::") => panic!("there is no structure {one}"),
                None => drop(there.insert(one)),
            }
        }
        wrong.extend(there.difference(&said).map(|name| format!("`{name}` is missing in `{section}`")));
        if section != "Functions" {
            let gone = said.difference(&there).filter(|name| !VALUES.contains(name));
            wrong.extend(gone.map(|name| format!("`{name}` in `{section}` is not there")));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let assigned: BTreeSet<&str> = VARIABLES.iter().flat_map(|(_, given)| given.iter().copied()).collect();
    let views = self::structures("page").into_keys().filter(|name| name != "kind::Address");
    let unassigned: Vec<String> = views.filter(|name| !assigned.contains(name.as_str())).collect();
    assert_eq!(unassigned, Vec::<String>::new(), "VARIABLES names no section for these");
}

#[test]
fn what_hooks_get_is_what_they_are_given() {
    let body: String = sources("page/body").into_iter().map(|(_, text)| text).collect();
    let set: BTreeSet<&str> = ["view.set(", "&mut view, "].iter().flat_map(|word| quoted_after(&body, word)).collect();
    let named = VARIABLES.iter().filter(|(section, _)| ["Hooks", "Shortcodes"].contains(section));
    let known: BTreeSet<&str> = named.flat_map(|(_, names)| names.iter().copied()).collect();
    let everywhere = BTreeSet::from(["lang", "site"]);
    assert_eq!(set.union(&everywhere).copied().collect::<BTreeSet<&str>>(), known, "VARIABLES names others");
}

/// The arguments that a piece of source reads, those that may be left out with `=`.
fn arguments(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // A size is read by a closure of its own.
    let by_closure = if source.contains("let number = |name: &str|") { "number" } else { ".get" };
    for (word, mark) in [("must_get", ""), (".get", "="), (by_closure, "=")] {
        for rest in source.split(word).skip(1) {
            let rest = match rest.strip_prefix("::<").and_then(|rest| rest.split_once(">(")) {
                Some((_, rest)) => rest,
                None => rest.strip_prefix('(').unwrap_or_default(),
            };
            let name = rest.strip_prefix('"').and_then(|rest| rest.split('"').next());
            found.extend(name.map(|name| format!("{name}{mark}")));
        }
    }
    // A shelf is asked for by one of several arguments, which stand in a list.
    if source.contains("(argument)") {
        let pairs = source.lines().filter_map(|line| line.trim().strip_prefix("(\"")?.split('"').next());
        found.extend(pairs.map(|name| format!("{name}=")));
    }
    found
}

/// The functions or filters that are registered, each with its arguments.
fn registered(kind: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for (_, text) in sources("theme") {
        let helpers = text.split("\nfn ").skip(1).filter(|text| text.contains("arguments: &Kwargs"));
        let helpers: Vec<(&str, BTreeSet<String>)> = helpers
            .map(|text| {
                (text.split('(').next().unwrap_or_default(), arguments(text.split("\n}").next().unwrap_or_default()))
            })
            .collect();
        for part in text.split("tera.register_").skip(1) {
            let Some(rest) = part.strip_prefix(kind).and_then(|rest| rest.strip_prefix("(\"")) else { continue };
            let body = part.split("\n    });").next().unwrap_or_default();
            let mut taken = arguments(body);
            for (name, more) in &helpers {
                if body.contains(&format!("{name}(&arguments")) {
                    taken.extend(more.iter().cloned());
                }
            }
            found.insert(rest.split('"').next().unwrap_or_default().to_string(), taken);
        }
    }
    found
}

/// The calls in the first column of a section's table, as [`registered`] has them.
fn documented(section: &str) -> BTreeMap<String, BTreeSet<String>> {
    let page = read("templates.md");
    let sections = sections(&page);
    let cells = sections[section].lines().filter_map(|line| line.strip_prefix("| `")?.split("` |").next());
    let calls = cells.map(|call| {
        let (name, taken) = call.split_once('(').unwrap_or((call, ""));
        let taken = taken.trim_end_matches(')').split(", ").filter(|one| !one.is_empty());
        let taken = taken.map(|one| match one.split_once('=') {
            Some((name, _)) => format!("{name}="),
            None => one.to_string(),
        });
        (name.to_string(), taken.collect())
    });
    calls.collect()
}

#[test]
fn each_function_and_filter_of_templates_is_documented_with_its_arguments() {
    assert_eq!(documented("Functions"), registered("function"));
    assert_eq!(documented("Filters"), registered("filter"));
}

#[test]
fn each_template_that_is_asked_for_is_documented() {
    let page = read("templates.md");
    let sections = sections(&page);
    let table = &sections["Where a template comes from"];
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    let said: BTreeSet<&str> = rows.flat_map(|cell| cell.split('`')).filter(|name| name.contains('.')).collect();
    let source: String = sources("page").into_iter().map(|(_, text)| text).collect();
    let quoted: BTreeSet<&str> = source.split('"').filter(|text| !text.contains(['/', ' ', '\n'])).collect();
    let is_template = |name: &&str| {
        let (stem, end) = name.split_once('.').unwrap_or_default();
        ["html", "txt", "svg"].contains(&end) && stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let asked: BTreeSet<&str> = quoted.into_iter().filter(is_template).filter(|name| *name != "favicon.svg").collect();
    let missing: Vec<&&str> = asked.difference(&said).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "templates.md does not say what these make");
    // Those in folders are looked for by what an article or a theme says.
    let gone: Vec<&&str> = said.difference(&asked).filter(|name| !name.contains('/')).collect();
    assert_eq!(gone, Vec::<&&str>::new(), "nothing asks for these");
}

#[test]
fn each_field_of_a_profile_is_documented_and_each_documented_one_is_there() {
    let page = read("article.md");
    let sections = sections(&page);
    let table = &sections["Profiles of companies, people, tags and so on"];
    let said: BTreeSet<String> = listed(table).into_iter().filter(|word| *word != "or").map(str::to_string).collect();
    let there: BTreeSet<String> = structures("article")["front_matter::ProfileFields"].iter().cloned().collect();
    assert_eq!(said, there);
}

/// The names in the first column of the tables of a text.
fn listed(text: &str) -> BTreeSet<&str> {
    let cells = text.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    cells.flat_map(|cell| cell.split(['`', ' ', ',', '(', ')'])).filter(|word| is_name(word)).collect()
}

#[test]
fn each_kind_of_output_is_documented_and_each_documented_one_is_there() {
    let page = read("configuration.md");
    let sections = sections(&page);
    let said = listed(&sections["Outputs"]);
    let source: String = sources("page").into_iter().map(|(_, text)| text).collect();
    let named = source.split("fn name(&self) -> &'static str {").skip(1);
    let there: BTreeSet<&str> =
        named.filter_map(|body| body.trim_start().strip_prefix('"')?.split('"').next()).collect();
    assert!(there.len() > 20, "{there:?}");
    assert_eq!(
        there.difference(&said).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "configuration.md does not name these"
    );
    // Feeds and mails are of several kinds in one file, named by their formats.
    let formats = ["atom", "rss", "json_feed", "email_html", "email_txt", "email_eml"];
    let gone: Vec<&&str> = said.difference(&there).filter(|name| !formats.contains(name)).collect();
    assert_eq!(gone, Vec::<&&str>::new(), "nothing is called so");
}

#[test]
fn each_option_of_a_built_in_theme_is_documented_with_its_default() {
    for theme in ["gazzetta", "dispaccio"] {
        let page = read(&format!("{theme}.md"));
        let sections = sections(&page);
        let manifest = root().join("themes").join(theme).join("theme.yaml");
        let manifest = std::fs::read_to_string(manifest).expect("a theme's manifest");
        let manifest: serde_json::Value = serde_yaml::from_str(&manifest).expect("a theme's manifest");
        let options = manifest["options"].as_object().expect("options");
        let there: BTreeSet<&str> = options.keys().map(String::as_str).collect();
        let said = listed(&sections["Options"]);
        assert_eq!(said, there, "{theme}");
        for row in sections["Options"].lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = row.split('|').skip(1).map(str::trim).collect();
            for name in listed(row) {
                let default = match &options[name]["default"] {
                    serde_json::Value::String(text) => text.clone(),
                    serde_json::Value::Array(all) => {
                        format!("[{}]", all.iter().filter_map(|one| one.as_str()).collect::<Vec<_>>().join(", "))
                    }
                    value => value.to_string(),
                };
                let shown = cells[1].trim_matches('`');
                assert_eq!(shown, default, "{theme}: `{name}`");
            }
        }
    }
}
