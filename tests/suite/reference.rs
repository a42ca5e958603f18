//! The manual's reference is what the code says. Two pages are written from it, commands and settings with fields: `BLESS=1 cargo
//! test --test suite reference` writes them anew, and `git diff` is the review. Of the others each name is looked for; what
//! they say of templates is held by `variables`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, Command};
use rassegna::cli::command_line;
use serde_json::Value;

use crate::cli::run;

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> PathBuf {
    root().join("docs/content/articles/reference").join(name)
}

pub fn read(name: &str) -> String {
    fs::read_to_string(page(name)).expect("a page of the reference")
}

fn check(name: &str, made: &str) {
    if std::env::var_os("BLESS").is_some() {
        fs::write(page(name), made).expect("a page of the reference");
    }
    let kept = fs::read_to_string(page(name)).unwrap_or_default();
    let differs = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
    assert!(made == kept, "{name} is not what the code says, at {differs:?}. BLESS=1 writes it anew.");
}

fn head(title: &str, lede: &str, text: &str) -> String {
    format!(
        "---\ntitle: {title}\ndate: 2025-11-30\nlede: \"{lede}\"\n---\n\n<!-- Written from the code: `BLESS=1 cargo test --test suite \
         reference`. -->\n\n{text}\n"
    )
}

/// A text within a cell of a table.
fn cell(text: &str) -> String {
    let text = text.replace('|', "\\|").replace("\n\n", "<br>").replace('\n', " ");
    text.trim().to_string()
}

// ── Commands ──

fn command_page() -> String {
    let text = "`rassegna COMMAND --help` says the same in a terminal. All commands know `--root DIR`, the site's folder (else the one \
                you are in), and `--color WHEN`: `auto`, `always` or `never`. The exit code is 0 when all went well, 1 when there are \
                errors, 2 when the command was not understood.";
    let mut made = head("Commands", "Every command with its options, written from the program itself.", text);
    let mut whole = command_line();
    whole.build();
    for command in whole.get_subcommands().filter(|command| command.get_name() != "help") {
        describe(command, 2, &mut made);
    }
    made
}

fn describe(command: &Command, level: usize, made: &mut String) {
    let name = command.get_bin_name().unwrap_or_default().to_string();
    let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    let usage = command.clone().render_usage().to_string().replace("Usage: ", "");
    let _ = write!(made, "\n{} {name}\n\n{about}\n", "#".repeat(level));
    let below: Vec<&Command> = command.get_subcommands().filter(|below| below.get_name() != "help").collect();
    if below.is_empty() {
        let _ = write!(made, "\n```text\n{}\n```\n", usage.trim());
    }
    let arguments = command.get_arguments().filter(|argument| {
        let common = ["root", "color", "help", "version"];
        !argument.is_hide_set() && !common.contains(&argument.get_id().as_str())
    });
    let rows: Vec<String> = arguments.map(row).collect();
    if !rows.is_empty() {
        let _ = write!(made, "\n| | |\n|---|---|\n{}\n", rows.join("\n"));
    }
    for below in below {
        describe(below, level + 1, made);
    }
}

fn row(argument: &Arg) -> String {
    let takes = argument.get_action().takes_values();
    let values: Vec<String> = argument.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
    let value = if takes { values.join(" ") } else { String::new() };
    let name = match (argument.get_long(), argument.get_short()) {
        (Some(long), Some(short)) => format!("`-{short}`, `{}`", format!("--{long} {value}").trim()),
        (Some(long), None) => format!("`{}`", format!("--{long} {value}").trim()),
        (None, Some(short)) => format!("`{}`", format!("-{short} {value}").trim()),
        (None, None) => format!("`{value}`"),
    };
    let name = name.replace('|', "\\|");
    let mut about =
        argument.get_long_help().or(argument.get_help()).map(|help| cell(&help.to_string())).unwrap_or_default();
    if !about.is_empty() && !about.ends_with(['.', '?', ')']) {
        about.push('.');
    }
    let possible = argument.get_possible_values();
    if takes && !possible.is_empty() {
        let names: Vec<String> = possible.iter().map(|value| format!("`{}`", value.get_name())).collect();
        let _ = write!(about, " One of {}.", names.join(", "));
    }
    let defaults: Vec<String> =
        argument.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
    if takes && !defaults.is_empty() {
        let _ = write!(about, " Default: {}.", defaults.join(", "));
    }
    format!("| {name} | {} |", about.trim())
}

// ── Settings and fields ──

/// Whether a schema wants a property.
fn wants(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name))
}

/// What a schema allows, in words, and the properties that stand below, each with whether it must be there.
struct Shape<'s> {
    words: Vec<String>,
    below: Vec<(String, &'s Value, String, bool)>,
}

fn resolve<'s>(schema: &'s Value, whole: &'s Value) -> &'s Value {
    match schema["$ref"].as_str().and_then(|to| whole.pointer(to.trim_start_matches('#'))) {
        Some(found) => found,
        None => schema,
    }
}

fn shape<'s>(schema: &'s Value, whole: &'s Value, path: &str, shape: &mut Shape<'s>) {
    let schema = resolve(schema, whole);
    for key in ["anyOf", "oneOf", "allOf"] {
        for one in schema[key].as_array().into_iter().flatten() {
            self::shape(one, whole, path, shape);
        }
    }
    let values = schema["enum"].as_array().into_iter().flatten().chain(schema.get("const"));
    shape.words.extend(
        values.filter(|value| !value.is_null()).map(|value| format!("`{}`", value.to_string().trim_matches('"'))),
    );
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    for kind in types {
        let word = match kind {
            _ if schema.get("enum").is_some() || schema.get("const").is_some() => continue,
            "string" => "text",
            "boolean" => "`true` or `false`",
            "integer" => "whole number",
            "number" => "number",
            "array" => "list",
            "object" if schema.get("properties").is_some() => "fields",
            "object" => "names with values",
            _ => continue,
        };
        shape.words.push(word.to_string());
    }
    if let Some(properties) = schema["properties"].as_object() {
        let below =
            |(name, one): (&String, &'s Value)| (format!("{path}.{name}"), one, name.clone(), wants(schema, name));
        shape.below.extend(properties.iter().map(below));
    }
    if schema["items"].is_object() {
        let mut items = Shape { words: Vec::new(), below: Vec::new() };
        self::shape(&schema["items"], whole, &format!("{path}[]"), &mut items);
        shape.below.extend(items.below);
    }
    if schema["additionalProperties"].is_object() {
        self::shape(&schema["additionalProperties"], whole, &format!("{path}.NAME"), shape);
    }
}

fn rows(path: &str, schema: &Value, is_wanted: bool, whole: &Value, seen: &[&str], made: &mut String) {
    let resolved = resolve(schema, whole);
    let mut found = Shape { words: Vec::new(), below: Vec::new() };
    shape(schema, whole, path, &mut found);
    let mut words: Vec<String> = Vec::new();
    for word in found.words {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let about = schema["description"].as_str().or(resolved["description"].as_str()).unwrap_or_default();
    let default = match &schema["default"] {
        Value::Null if is_wanted => "required".to_string(),
        Value::Null => String::new(),
        Value::Object(_) if !found.below.is_empty() => String::new(),
        Value::String(text) if text.is_empty() => "empty".to_string(),
        value => format!("`{value}`").replace('"', "").replace(',', ", "),
    };
    let _ = writeln!(made, "| `{path}` | {} | {} | {} |", cell(&words.join(", ")), cell(&default), cell(about));
    for (path, below, name, is_wanted) in found.below {
        // A menu has entries that have entries.
        if seen.iter().filter(|one| **one == name).count() < 1 && seen.len() < 6 {
            let seen: Vec<&str> = seen.iter().copied().chain([name.as_str()]).collect();
            rows(&path, below, is_wanted, whole, &seen, made);
        }
    }
}

fn schema_page() -> String {
    let text = "Every setting of `rassegna.yaml`, and every field of front matter, as `rassegna schema` gives them to editors. \
                `NAME` is a name of your choice, `[]` stands for each of a list. What they mean is told at more length in \
                [configuration](configuration.md), [writing an article](article.md) and [digests](digests.md).";
    let mut made = head(
        "All settings and fields",
        "Every key of the configuration and of front matter, written from the program itself.",
        text,
    );
    for (of, title) in [("config", "rassegna.yaml"), ("article", "An article"), ("issue", "An issue of a digest")] {
        let schema = run(root(), &["schema", of]).ends(0).out;
        let schema: Value = serde_json::from_str(&schema).expect("a schema");
        let _ = write!(made, "\n## {title}\n");
        let table = "\n| key | value | default | |\n|---|---|---|---|\n";
        let mut single = String::new();
        let mut groups = String::new();
        for (name, one) in schema["properties"].as_object().expect("properties") {
            // An environment has every setting once more.
            let mut part = String::new();
            if name == "environments" {
                let about = cell(one["description"].as_str().unwrap_or_default());
                let _ = writeln!(single, "| `environments.NAME` | settings, as here |  | {about} |");
                continue;
            }
            rows(name, one, wants(&schema, name), &schema, &[name], &mut part);
            if part.lines().count() == 1 {
                single.push_str(&part);
            } else {
                let _ = write!(groups, "\n### {name}\n{table}{part}");
            }
        }
        let _ = write!(made, "{table}{single}{groups}");
    }
    made
}

#[test]
fn the_page_of_commands_is_what_the_program_understands() {
    check("commands.md", &command_page());
}

#[test]
fn the_page_of_settings_and_fields_is_what_the_schemas_say() {
    check("settings.md", &schema_page());
}

// ── Names ──

pub fn sources(below: &str) -> Vec<(String, String)> {
    let files = walkdir::WalkDir::new(root().join("src").join(below)).sort_by_file_name().into_iter().flatten();
    let files = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "rs"));
    files.map(|file| (file.path().display().to_string(), fs::read_to_string(file.path()).expect("a source"))).collect()
}

/// What stands in quotation marks after some words, with white space between.
pub fn quoted_after<'t>(text: &'t str, words: &str) -> Vec<&'t str> {
    let found = text.split(words).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    found.collect()
}

#[test]
fn each_kind_of_error_is_documented_and_each_documented_one_is_there() {
    let documented = read("errors.md");
    // A row may explain several kinds.
    let cells = documented.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let listed: BTreeSet<&str> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    let all: String = sources("").into_iter().map(|(_, text)| text).collect();
    let mut missing = BTreeSet::new();
    for words in ["Diagnostic::error(", "Diagnostic::warning(", "code: "] {
        let told = quoted_after(&all, words).into_iter();
        // Those of checks have a page and a test of their own.
        missing.extend(told.filter(|one| one.contains('-') && !listed.contains(one) && *one != "long-quote"));
    }
    assert_eq!(missing, BTreeSet::new(), "errors.md does not explain these");
    let is_kind = |one: &str| one.contains('-') && !one.contains([' ', '.', '/', '$']) && !one.starts_with('-');
    let is_gone = |one: &&&str| is_kind(one) && !all.contains(&format!("\"{one}\""));
    let gone: Vec<&&str> = listed.iter().filter(is_gone).collect();
    assert_eq!(gone, Vec::<&&str>::new(), "errors.md explains these, which nothing says");
}
