//! Front matter as people really write it, and what becomes of it when one value is changed.

use proptest::prelude::*;

use super::front::Front;
use crate::article::front_matter::FrontMatter;
use crate::article::head;
use crate::article::read::WHAT;
use crate::diagnostic::render;

fn front(text: &str) -> Front {
    Front::open("a.md", text).unwrap_or_else(|found| panic!("{}", render::to_text(&found, false)))
}

/// `Open AI` becomes `OpenAI` among the companies; what is left of the file.
fn renamed(text: &str) -> String {
    let mut front = front(text);
    let is_old = |item: &str| item == "Open AI";
    match front.replace(&["companies"], &is_old, "OpenAI", &|item| item == "OpenAI") {
        Ok(_) => front.text().to_string(),
        Err(diagnostic) => render::to_text(&[diagnostic], false),
    }
}

fn without(text: &str) -> String {
    let mut front = front(text);
    match front.remove(&["companies"], &|item| item == "Open AI") {
        Ok(_) => front.text().to_string(),
        Err(diagnostic) => render::to_text(&[diagnostic], false),
    }
}

fn with(text: &str, value: &str) -> String {
    let mut front = front(text);
    match front.add(&["companies"], value, &["title"]) {
        Ok(_) => front.text().to_string(),
        Err(diagnostic) => render::to_text(&[diagnostic], false),
    }
}

/// The fields between fences, and a body that looks like more of them.
fn page(fields: &str) -> String {
    format!("---\ntitle: a\n{fields}---\n\ncompanies: [Open AI] # a text\n---\nOpen AI\n")
}

#[test]
fn one_name_is_replaced_and_nothing_else() {
    let cases = [
        ("companies: [Open AI, NVIDIA]\n", "companies: [OpenAI, NVIDIA]\n"),
        ("companies:   [ NVIDIA ,Open AI ]   # chi\n", "companies:   [ NVIDIA ,OpenAI ]   # chi\n"),
        ("companies: ['Open AI', \"NVIDIA\"]\n", "companies: ['OpenAI', \"NVIDIA\"]\n"),
        ("companies: [\"Open AI\"]\n", "companies: [\"OpenAI\"]\n"),
        ("companies: [\"Open\\u0020AI\", x]\n", "companies: [\"OpenAI\", x]\n"),
        ("'companies': [Open AI]\n", "'companies': [OpenAI]\n"),
        (
            "companies: # Open AI\n  # Open AI comes first\n  - Open AI   # Open AI\n  - NVIDIA\n",
            "companies: # Open AI\n  # Open AI comes first\n  - OpenAI   # Open AI\n  - NVIDIA\n",
        ),
        ("companies:\n- Open AI\n-   NVIDIA\n", "companies:\n- OpenAI\n-   NVIDIA\n"),
        ("companies:\n    - \"Open AI\"\n    - 'NVIDIA'\n", "companies:\n    - \"OpenAI\"\n    - 'NVIDIA'\n"),
        (
            "companies: [\n  NVIDIA, # uno, due\n  Open AI, # tre ]\n]\n",
            "companies: [\n  NVIDIA, # uno, due\n  OpenAI, # tre ]\n]\n",
        ),
        (
            "companies: [NVIDIA,\n            Open AI,\n            Meta]\n",
            "companies: [NVIDIA,\n            OpenAI,\n            Meta]\n",
        ),
        ("companies: Open AI\n", "companies: OpenAI\n"),
        ("companies: NVIDIA, Open AI ,Meta # x\n", "companies: NVIDIA, OpenAI ,Meta # x\n"),
        ("companies: \"NVIDIA, Open AI\"\n", "companies: \"NVIDIA, OpenAI\"\n"),
        ("companies: >-\n  Open AI\ntags: [x]\n", "companies: >-\n  OpenAI\ntags: [x]\n"),
        ("companies:\n  - >-\n    Open\n    AI\n  - NVIDIA\n", "companies:\n  - >-\n    OpenAI\n  - NVIDIA\n"),
        ("companies: [Open\n  AI, NVIDIA]\n", "companies: [OpenAI, NVIDIA]\n"),
        (
            "companies: [Open AI, NVIDIA]\ntags: &t [Open AI]\nextra: {t: *t}\n",
            "companies: [OpenAI, NVIDIA]\ntags: &t [Open AI]\nextra: {t: *t}\n",
        ),
        ("companies:\t[Open AI,\tNVIDIA]\n", "companies:\t[OpenAI,\tNVIDIA]\n"),
        (
            "lede: |\n  companies: [Open AI]\ncompanies: [Open AI]\n",
            "lede: |\n  companies: [Open AI]\ncompanies: [OpenAI]\n",
        ),
        // No double is left.
        ("companies: [Open AI, OpenAI]\n", "companies: [OpenAI]\n"),
        ("companies: [OpenAI, Open AI, NVIDIA]\n", "companies: [OpenAI, NVIDIA]\n"),
        ("companies: [Open AI, NVIDIA, Open AI]\n", "companies: [OpenAI, NVIDIA]\n"),
        ("companies:\n  - Open AI # uno\n  - OpenAI # due\n", "companies:\n  - OpenAI # due\n"),
        ("companies: Open AI, OpenAI\n", "companies: OpenAI\n"),
        // Nothing to do.
        ("companies: [NVIDIA]\n", "companies: [NVIDIA]\n"),
        ("companies: []\n", "companies: []\n"),
        ("companies:\n", "companies:\n"),
        ("companies: ~\n", "companies: ~\n"),
        ("companies: null\n", "companies: null\n"),
        ("", ""),
    ];
    for (before, after) in cases {
        for eol in ["\n", "\r\n"] {
            for mark in ["", "\u{feff}"] {
                let lay = |fields: &str| format!("{mark}{}", page(fields).replace('\n', eol));
                assert_eq!(renamed(&lay(before)), lay(after), "{before:?} with {eol:?}");
                assert_eq!(renamed(&lay(after)), lay(after), "once more: {after:?}");
            }
        }
    }
}

#[test]
fn a_name_goes_and_its_neighbours_stay() {
    let cases = [
        ("companies: [Open AI]\n", "companies: []\n"),
        ("companies: [ Open AI, ]\n", "companies: []\n"),
        ("companies: [Open AI, NVIDIA]\n", "companies: [NVIDIA]\n"),
        ("companies: [NVIDIA, Open AI, Meta]\n", "companies: [NVIDIA, Meta]\n"),
        ("companies: [NVIDIA, Open AI]\n", "companies: [NVIDIA]\n"),
        ("companies: [NVIDIA, Open AI,\n  Meta]\n", "companies: [NVIDIA,\n  Meta]\n"),
        (
            "companies: [\n  NVIDIA, # uno\n  Open AI, # due, tre\n  Meta # quattro\n]\n",
            "companies: [\n  NVIDIA, # uno\n  Meta # quattro\n]\n",
        ),
        ("companies: [\n  NVIDIA, # uno\n  Open AI\n]\n", "companies: [\n  NVIDIA, # uno\n]\n"),
        (
            "companies:\n  # prima\n  - Open AI # e questa\n  # dopo\n  - NVIDIA\n",
            "companies:\n  # prima\n  # dopo\n  - NVIDIA\n",
        ),
        ("companies: # chi\n  - Open AI\ntags: [a]\n", "companies: [] # chi\ntags: [a]\n"),
        ("companies: Open AI, NVIDIA\n", "companies: NVIDIA\n"),
        ("companies: NVIDIA, Open AI\n", "companies: NVIDIA\n"),
        ("companies: Open AI\n", "companies: []\n"),
    ];
    for (before, after) in cases {
        for eol in ["\n", "\r\n"] {
            let lay = |fields: &str| page(fields).replace('\n', eol);
            assert_eq!(without(&lay(before)), lay(after), "{before:?} with {eol:?}");
        }
    }
}

#[test]
fn a_name_comes_in_the_manner_of_the_others() {
    let cases = [
        ("companies: [NVIDIA]\n", "Meta", "companies: [NVIDIA, Meta]\n"),
        ("companies: [\"NVIDIA\"]\n", "Meta", "companies: [\"NVIDIA\", \"Meta\"]\n"),
        ("companies: [NVIDIA]\n", "Meta Platforms, Inc.", "companies: [NVIDIA, \"Meta Platforms, Inc.\"]\n"),
        ("companies: [NVIDIA, ]\n", "Meta", "companies: [NVIDIA, Meta, ]\n"),
        ("companies: []\n", "Meta", "companies: [Meta]\n"),
        ("companies:\n", "Meta", "companies: [Meta]\n"),
        ("companies: # chi\n", "Meta", "companies: [Meta] # chi\n"),
        ("companies: ~\n", "yes: no", "companies: [\"yes: no\"]\n"),
        ("companies: null # chi\n", "null", "companies: [\"null\"] # chi\n"),
        ("companies:\n- NVIDIA # uno\ntags: [a]\n", "3", "companies:\n- NVIDIA # uno\n- \"3\"\ntags: [a]\n"),
        (
            "companies: [\n  NVIDIA, # uno\n  AMD # due\n]\n",
            "Meta",
            "companies: [\n  NVIDIA, # uno\n  AMD, # due\n  Meta\n]\n",
        ),
        ("companies: [\n  NVIDIA,\n]\n", "Meta", "companies: [\n  NVIDIA,\n  Meta,\n]\n"),
        ("companies: NVIDIA\n", "Meta", "companies: NVIDIA, Meta\n"),
        ("companies: NVIDIA\n", "Meta, Inc.", "companies: [NVIDIA, \"Meta, Inc.\"]\n"),
        ("companies: 'NVIDIA'\n", "L'Oréal", "companies: [NVIDIA, \"L'Oréal\"]\n"),
        ("companies: [NVIDIA]\n", "NVIDIA", "companies: [NVIDIA]\n"),
    ];
    for (before, value, after) in cases {
        for eol in ["\n", "\r\n"] {
            let lay = |fields: &str| page(fields).replace('\n', eol);
            assert_eq!(with(&lay(before), value), lay(after), "{before:?} with {value}");
        }
    }
    // Where there was no such field it comes after the one that is named, else at the end.
    assert_eq!(with("---\ntitle: a\ntags: [b]\n---\n", "Meta"), "---\ntitle: a\ncompanies: [Meta]\ntags: [b]\n---\n");
    assert_eq!(with("---\ntags:\n  - b\n# note\n---\n", "Meta"), "---\ntags:\n  - b\n# note\ncompanies: [Meta]\n---\n");
    assert_eq!(
        with("---\ntitle: >\n  a\n  b\ndate: 2025-09-23\n---\nx", "M"),
        "---\ntitle: >\n  a\n  b\ncompanies: [M]\ndate: 2025-09-23\n---\nx"
    );
    assert_eq!(with("---\n---\n", "Meta"), "---\ncompanies: [Meta]\n---\n");
}

#[test]
fn toml_is_changed_with_the_same_care() {
    let lay = |fields: &str| format!("+++\n{fields}+++\n\ncompanies = [\"Open AI\"]\n");
    let cases = [
        ("companies = [\"Open AI\", 'NVIDIA'] # chi\n", "companies = [\"OpenAI\", 'NVIDIA'] # chi\n"),
        ("companies = ['Open AI']\n[extra]\na = 1\n", "companies = ['OpenAI']\n[extra]\na = 1\n"),
        (
            "companies = [\n  \"NVIDIA\", # uno\n  \"Open AI\", # due\n]\n",
            "companies = [\n  \"NVIDIA\", # uno\n  \"OpenAI\", # due\n]\n",
        ),
        ("companies = [\"Open AI\", \"OpenAI\"]\n", "companies = [\"OpenAI\"]\n"),
        ("companies = \"NVIDIA, Open AI\"\n", "companies = \"NVIDIA, OpenAI\"\n"),
        ("companies = [\"\"\"Open AI\"\"\"]\n", "companies = [\"OpenAI\"]\n"),
    ];
    for (before, after) in cases {
        assert_eq!(renamed(&lay(before)), lay(after), "{before:?}");
    }
    assert_eq!(without(&lay("companies = [\n  \"Open AI\",\n]\n")), lay("companies = [\n]\n"));
    assert_eq!(
        with(&lay("title = \"a\"\ndate = 2025-09-23\n[extra]\nb = 1\n"), "C'è \"X\""),
        lay("title = \"a\"\ncompanies = [\"C'è \\\"X\\\"\"]\ndate = 2025-09-23\n[extra]\nb = 1\n")
    );
    // A table takes in what follows it, so that a field must come before the first one.
    assert_eq!(with(&lay("[extra]\nb = 1\n"), "X"), lay("companies = [\"X\"]\n[extra]\nb = 1\n"));
    let mut nested = front(&lay("[terms]\nformats = [\"video\"]\n"));
    assert_eq!(nested.replace(&["terms", "formats"], &|item| item == "video", "film", &|_| false), Ok(true));
    assert_eq!(nested.text(), lay("[terms]\nformats = [\"film\"]\n"));
}

#[test]
fn single_values_are_set() {
    let set = |text: &str, key: &str, wanted: &str| {
        let mut front = front(text);
        match front.set(&[key], wanted, &["title"]) {
            Ok(_) => front.text().to_string(),
            Err(diagnostic) => render::to_text(&[diagnostic], false),
        }
    };
    let lay = |fields: &str| format!("---\ntitle: a # titolo\n{fields}---\nstory: x\n");
    for (before, wanted, after) in [
        ("story: x # y\n", "z", "story: z # y\n"),
        ("story: 'x' # 'y'\n", "z", "story: 'z' # 'y'\n"),
        ("story: \"x\\\"\"   # y\n", "z", "story: \"z\"   # y\n"),
        ("story: 'x'\n", "l'una", "story: 'l''una'\n"),
        ("story: \"x\"\n", "z", "story: \"z\"\n"),
        ("story:\n", "z", "story: z\n"),
        ("story: # y\n", "2025", "story: \"2025\" # y\n"),
        ("story: |\n  x\n  y\ntags: [a]\n", "z", "story: z\ntags: [a]\n"),
        ("", "z", "story: z\n"),
        ("story: 1\n", "z", "story: z\n"),
        ("story: x\n", "x", "story: x\n"),
    ] {
        assert_eq!(set(&lay(before), "story", wanted), lay(after), "{before:?}");
    }
    assert_eq!(
        set("+++\ntitle = \"a\"\n[extra]\nb = 1\n+++\n", "story", "z"),
        "+++\ntitle = \"a\"\nstory = \"z\"\n[extra]\nb = 1\n+++\n"
    );
}

#[test]
fn what_cannot_be_done_alone_is_left_and_told() {
    // The same list means two fields: changing one would change the other.
    insta::assert_snapshot!(renamed("---\ntags: &t [Open AI, x]\ncompanies: *t\n---\n"), @r"
    error[edit-by-hand]: `companies` cannot be changed here without disturbing the rest
      ┌─ a.md:3:12
    3 │ companies: *t
      │            ^^
      = help: This file was left as it is. By hand: write `OpenAI` in place of `Open AI` in `companies`.
    ");
    insta::assert_snapshot!(with("---\n{title: a, tags: [b]}\n---\n", "Meta"), @r"
    error[edit-by-hand]: `companies` cannot be changed here without disturbing the rest
      ┌─ a.md:2:1
    2 │ {title: a, tags: [b]}
      │ ^
      = help: This file was left as it is. By hand: add `Meta` to `companies`.
    ");
    insta::assert_snapshot!(with("---\ncompanies: {a: b}\n---\n", "Meta"), @r"
    error[edit-by-hand]: `companies` cannot be changed here without disturbing the rest
      ┌─ a.md:2:12
    2 │ companies: {a: b}
      │            ^^^^^^
      = help: This file was left as it is. By hand: add `Meta` to `companies`.
    ");
    assert!(Front::open("a.md", "---\na: [\n---\n").is_err());
    assert!(Front::open("a.md", "no fences").is_err());
}

/// How a list may be written.
#[derive(Clone, Copy, Debug)]
enum Form {
    Flow,
    Lines,
    Commented,
    Block,
    Commas,
}

fn any_form() -> impl Strategy<Value = Form> {
    prop_oneof![Just(Form::Flow), Just(Form::Lines), Just(Form::Commented), Just(Form::Block), Just(Form::Commas)]
}

/// Names with all that YAML takes for signs.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z]{1,6}( [A-Z][a-z]{1,4})?",
        "[A-Za-zà-ü&!*#%@|>'\":{}\\[\\].0-9-]{1,8}",
        "(yes|no|null|true|~|2025|1\\.5|2025-09-23|0x1F|- a|a: b|a #b)",
    ]
    .prop_map(|name| name.trim().to_string())
    .prop_filter("a name says something", |name| !name.is_empty())
}

fn written(form: Form, names: &[String], quotes: u8) -> String {
    let spell = |name: &String| match quotes % 3 {
        0 => crate::config::emit::quoted(name),
        1 => format!("'{}'", name.replace('\'', "''")),
        _ => super::patch::spelled(name, "", head::Format::Yaml),
    };
    let spelled: Vec<String> = names.iter().map(spell).collect();
    match form {
        Form::Block if !names.is_empty() => {
            format!("companies: # chi\n{}", spelled.iter().map(|name| format!("  - {name} # è\n")).collect::<String>())
        }
        Form::Lines => format!("companies: [\n  {}\n]\n", spelled.join(",\n  ")),
        Form::Commented => format!(
            "companies: [ # ]\n{}]\n",
            spelled.iter().map(|name| format!("  {name}, # [,\n")).collect::<String>()
        ),
        Form::Commas if names.iter().all(|name| name.chars().all(|c| c.is_ascii_alphabetic())) && !names.is_empty() => {
            format!("companies: \"{}\"\n", names.join(", "))
        }
        _ => format!("companies: [{}]\n", spelled.join(", ")),
    }
}

fn read(text: &str) -> Vec<String> {
    head::read::<FrontMatter>("a.md", text, &WHAT).expect("it can be read").fields.companies.0
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn after_any_edit_the_file_says_what_was_meant_and_keeps_every_other_byte(
        names in prop::collection::vec(any_name(), 0..5),
        new in any_name(),
        at in 0usize..5,
        (form, quotes, edit) in (any_form(), 0u8..3, 0u8..3),
        (eol, mark) in (prop_oneof![Just("\n"), Just("\r\n")], prop_oneof![Just(""), Just("\u{feff}")]),
    ) {
        let mut names: Vec<String> = names;
        let mut seen = Vec::new();
        names.retain(|name| { let fresh = !seen.contains(name); seen.push(name.clone()); fresh });
        let before = format!("{mark}---\ntitle: 'è'   # uno\n").replace('\n', eol);
        let after = "tags: [a,  b] # due\nlede: |\n  tre\n\n---\n\ncompanies: [x]\n".replace('\n', eol);
        let text = format!("{before}{}{after}", written(form, &names, quotes).replace('\n', eol));
        prop_assert_eq!(&read(&text), &names);
        let old = names.get(at).cloned();
        let mut front = Front::open("a.md", &text).expect("it can be read");
        let (outcome, wanted) = match (edit, &old) {
            (0, Some(old)) => {
                let outcome = front.replace(&["companies"], &|item| item == old, &new, &|item| item == new);
                let wanted: Vec<String> = match names.contains(&new) {
                    true => names.iter().filter(|name| *name != old || **name == new).cloned().collect(),
                    false => names.iter().map(|name| if name == old { new.clone() } else { name.clone() }).collect(),
                };
                (outcome, wanted)
            }
            (1, Some(old)) => {
                let wanted = names.iter().filter(|name| *name != old).cloned().collect();
                (front.remove(&["companies"], &|item| item == old), wanted)
            }
            _ => {
                let mut wanted = names.clone();
                if !wanted.contains(&new) { wanted.push(new.clone()); }
                (front.add(&["companies"], &new, &[]), wanted)
            }
        };
        prop_assert!(outcome.is_ok(), "{text}\n{:?}", outcome);
        let made = front.text();
        prop_assert!(made.starts_with(&before) && made.ends_with(&after), "{text}\nbecame\n{made}");
        prop_assert_eq!(read(made), wanted, "{}\nbecame\n{}", text, made);
    }
}
