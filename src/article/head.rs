//! The top of a file: its front matter, between `---` (YAML) or `+++` (TOML), and where its body begins.

use std::ops::Range;

use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;

use crate::config::schema::Check;
use crate::config::toml;
use crate::config::yaml::{self, What};
use crate::diagnostic::{Diagnostic, Span, locate};

/// Front matter is written by hand: more than this is a mistake, and is refused before it is read.
const LARGEST: usize = 64 * 1024;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Yaml,
    Toml,
}

impl Format {
    fn fence(self) -> &'static str {
        match self {
            Format::Yaml => "---",
            Format::Toml => "+++",
        }
    }
}

/// What stands above a body, read, and where it stands.
#[derive(Clone, Debug)]
pub struct Head<T> {
    pub fields: T,
    /// The front matter without its fences, in bytes of the file.
    pub range: Range<usize>,
    pub format: Format,
    /// Where the body begins, in bytes of the file.
    pub body: usize,
}

/// Where the front matter of a file is, before it is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fences {
    pub range: Range<usize>,
    pub format: Format,
    pub body: usize,
}

/// Splits a file and reads its front matter as a `T`.
///
/// # Errors
/// Everything that is wrong with it, at once; never an empty list.
pub fn read<T: DeserializeOwned + JsonSchema>(path: &str, text: &str, what: &What) -> Result<Head<T>, Vec<Diagnostic>> {
    let Fences { range, format, body } = split(path, text).map_err(|diagnostic| vec![*diagnostic])?;
    if range.len() > LARGEST {
        let place = locate::span(path, text, range.start, 1);
        let message = format!("this front matter has {} bytes, the limit is {LARGEST}", range.len());
        let diagnostic = Diagnostic::error("front-matter-large", message).at(place);
        return Err(vec![diagnostic.help("long texts belong below the closing line; or is that line missing?")]);
    }
    let fields = match format {
        Format::Yaml => yaml::read(path, text, range.clone(), what)?,
        Format::Toml => read_toml(path, text, range.clone(), what)?,
    };
    Ok(Head { fields, range, format, body })
}

/// What can be read of a file whose front matter has mistakes; see [`yaml::salvage`].
fn salvage<T: DeserializeOwned + JsonSchema>(path: &str, text: &str, what: &What) -> Option<Head<T>> {
    let Fences { range, format, body } = split(path, text).ok()?;
    if range.len() > LARGEST || format != Format::Yaml {
        return None;
    }
    let fields = yaml::salvage(path, text, range.clone(), what)?;
    Some(Head { fields, range, format, body })
}

/// The same as [`read`], for those who tell all mistakes of a file at once: what could be read of it, and what is wrong with it.
pub fn read_on<T: DeserializeOwned + JsonSchema>(
    path: &str,
    text: &str,
    what: &What,
) -> (Option<Head<T>>, Vec<Diagnostic>) {
    match read(path, text, what) {
        Ok(head) => (Some(head), Vec::new()),
        Err(told) => (salvage(path, text, what), told),
    }
}

fn read_toml<T: DeserializeOwned + JsonSchema>(
    path: &str,
    text: &str,
    range: Range<usize>,
    what: &What,
) -> Result<T, Vec<Diagnostic>> {
    let tree = toml::parse(text, range.clone()).map_err(|failures| {
        failures.iter().map(|failure| failure.diagnostic(path, text)).collect::<Vec<Diagnostic>>()
    })?;
    yaml::from_tree::<T>(&tree).map_err(|words| {
        let schema = schema_for!(T).to_value();
        let check = Check { path, file_text: text, what, schema: &schema };
        let problems: Vec<Diagnostic> = check.run(&tree).into_iter().map(|problem| problem.diagnostic).collect();
        if problems.is_empty() {
            let place = locate::span(path, text, range.start, 1).labelled(what.place);
            vec![Diagnostic::error("toml-value", format!("{} cannot be read: {words}", what.noun)).at(place)]
        } else {
            problems
        }
    })
}

/// Where the body of a file begins, whatever its front matter says; `None` when that is not enclosed.
pub fn body(text: &str) -> Option<usize> {
    split("", text).ok().map(|fences| fences.body)
}

/// Finds the two lines that enclose the front matter, without reading what is between them.
///
/// # Errors
/// When one of them is missing.
pub fn split(path: &str, text: &str) -> Result<Fences, Box<Diagnostic>> {
    let start = text.len() - text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).len();
    // Spaces before the opening fence would make it another thing; whole blank lines do no harm.
    let start = text[..start].rfind('\n').map_or(text.len() - text.trim_start_matches('\u{feff}').len(), |at| at + 1);
    let (first, after) = line(text, start);
    let format = match first.trim_end() {
        "---" => Format::Yaml,
        "+++" => Format::Toml,
        other => return Err(Box::new(no_opening(path, text, start, other))),
    };
    let mut at = after;
    while at < text.len() {
        let (content, next) = line(text, at);
        let content = content.trim_end();
        if content == format.fence() || content == "..." && format == Format::Yaml {
            return Ok(Fences { range: after..at, format, body: next });
        }
        at = next;
    }
    Err(Box::new(no_closing(path, text, start, after, format)))
}

/// The line at a byte, without its end, and where the next one begins.
fn line(text: &str, at: usize) -> (&str, usize) {
    match text[at..].find('\n') {
        Some(length) => (text[at..at + length].trim_end_matches('\r'), at + length + 1),
        None => (&text[at..], text.len()),
    }
}

fn no_opening(path: &str, text: &str, start: usize, first: &str) -> Diagnostic {
    if text[start..].trim().is_empty() {
        return Diagnostic::error("empty-file", "this file is empty")
            .at(locate::span(path, text, 0, 1))
            .help(format!("write at least this into it:\n{}", template("The headline")));
    }
    let place = locate::span(path, text, start, first.len());
    if is_nearly_a_fence(first) {
        return Diagnostic::error("no-front-matter", format!("this line is `{}`, not three hyphens", first.trim()))
            .at(place)
            .help("write `---`: some programs turn three hyphens into a dash by themselves");
    }
    if is_field(first) {
        let help = match closes(text, start) {
            true => "put a line `---` above this line",
            false => "put a line `---` above this line, and another one below the last field, before the text",
        };
        let message = "this file does not begin with a line `---` before its fields";
        return Diagnostic::error("no-front-matter", message).at(place).help(help);
    }
    let heading = text[start..].lines().find_map(|line| line.strip_prefix("# ")).map(str::trim);
    Diagnostic::error("no-front-matter", "this file does not begin with its fields, between two lines `---`")
        .at(place)
        .help(format!("put this above the text:\n{}", template(heading.unwrap_or("The headline"))))
}

/// `title: …`: a field's name begins with a small letter, where a text that begins with a word and a colon has a capital.
fn is_field(line: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    };
    line.split_once(':')
        .is_some_and(|(name, value)| is_name(name) && (value.is_empty() || value.starts_with([' ', '\t'])))
}

/// Whether the fields that begin at a byte end with a line `---`.
fn closes(text: &str, start: usize) -> bool {
    let is_part = |line: &&str| {
        line.trim().is_empty() || is_field(line) || line.starts_with([' ', '\t', '-', '#']) && line.trim_end() != "---"
    };
    text[start..].lines().find(|line| !is_part(line)).is_some_and(|line| line.trim_end() == "---")
}

fn template(title: &str) -> String {
    format!("---\ntitle: {}\ndate: 2025-09-23\n---", crate::config::emit::in_quotes(title))
}

fn no_closing(path: &str, text: &str, start: usize, after: usize, format: Format) -> Diagnostic {
    let fence = format.fence();
    let diagnostic = Diagnostic::error(
        "unclosed-front-matter",
        format!("the front matter that begins here has no closing line `{fence}`"),
    )
    .at(locate::span(path, text, start, fence.len()));
    let mut at = after;
    let mut empty = None;
    while at < text.len() {
        let (content, next) = line(text, at);
        let other_fence = matches!(content.trim(), "---" | "+++");
        if is_nearly_a_fence(content) || other_fence {
            let place = locate::span(path, text, at, content.len()).labelled("this one, perhaps?");
            let help = format!("the closing line must be `{fence}` and nothing else, at the left margin");
            return diagnostic.and_at(place).help(help);
        }
        if content.trim().is_empty() {
            empty.get_or_insert(at);
        }
        at = next;
    }
    let diagnostic = match empty.filter(|at| *at > after) {
        Some(at) => diagnostic.and_at(locate::span(path, text, at, 1).labelled("here, perhaps")),
        None => diagnostic,
    };
    diagnostic.help(format!("put a line `{fence}` after the last field, before the text"))
}

/// Two, four or more hyphens, dashes, or hyphens with spaces: what was meant as a fence.
fn is_nearly_a_fence(line: &str) -> bool {
    let line = line.trim();
    let signs = line.chars().filter(|c| !c.is_whitespace()).count();
    let dashes = line.chars().all(|c| "-–—−‐‑―".contains(c) || c.is_whitespace());
    (1..=12).contains(&signs) && dashes && line != "---" && (signs > 1 || line != "-")
}

/// The place of a field in a file's front matter, or of what is nearest to it; else the whole file.
pub fn place(path: &str, text: &str, keys: &[&str]) -> Span {
    let fences = split(path, text).ok();
    fences.and_then(|fences| yaml::locate(path, text, fences.range, keys)).unwrap_or_else(|| Span::file(path))
}

#[cfg(test)]
mod told;

#[cfg(test)]
mod tests {
    use super::{Format, Head, body, read, split};
    use crate::article::front_matter::{FrontMatter, ImageField, SourceField, Terms};
    use crate::config::yaml::{What, locate};
    use crate::diagnostic::render;

    const WHAT: What = What { noun: "an article", place: "in this article's front matter", own_fields_hint: None };

    fn article(text: &str) -> Head<FrontMatter> {
        read("a.md", text, &WHAT).unwrap_or_else(|found| panic!("{}", render::to_text(&found, false)))
    }

    fn told(text: &str) -> String {
        match read::<FrontMatter>("a.md", text, &WHAT) {
            Ok(head) => format!("read as {:?}", head.fields.title),
            Err(found) => render::to_text(&found, false),
        }
    }

    #[test]
    fn a_file_is_split_whatever_its_line_ends() {
        for text in [
            "---\ntitle: a\n---\nBody",
            "\u{feff}---\r\ntitle: a\r\n---\r\nBody",
            "\n\n---  \ntitle: a\n...\nBody",
            "+++\ntitle='a'\n+++\nBody",
        ] {
            let head = article(text);
            assert_eq!((head.fields.title.as_str(), &text[head.body..]), ("a", "Body"), "{text:?}");
            assert_eq!(
                text[head.range.clone()].trim(),
                if head.format == Format::Toml { "title='a'" } else { "title: a" }
            );
            assert_eq!(body(text), Some(head.body));
        }
        let text = "---\ntitle: a\n---";
        assert_eq!(article(text).body, text.len());
        // Hyphens that are indented are a text's own.
        assert_eq!(
            article("---\ntitle: a\nlede: |\n  x\n  ---\n  y\n---\n").fields.lede.as_deref(),
            Some("x\n---\ny\n")
        );
    }

    #[test]
    fn every_field_is_read_in_all_its_forms() {
        let head = article(
            "---\ntitle: 2025\ndate: 2025-09-23\ntags: 'IA, chip, , IA'\ncompanies: [NVIDIA, \"Meta, Inc.\", 3]\nsources:\n  - https://a.it\n  - {name: 404, date: 2025-09-22, role: via}\nimage: a.jpg\nsponsored: {by: 3}\nextra: {a: 1}\n---\n",
        );
        let fields = head.fields;
        assert_eq!((fields.title.as_str(), fields.date.as_deref()), ("2025", Some("2025-09-23")));
        assert_eq!(fields.tags, Terms(vec!["IA".to_string(), "chip".to_string()]));
        assert_eq!(fields.companies.0, ["NVIDIA", "Meta, Inc.", "3"]);
        assert_eq!(fields.sources[0], SourceField::Url("https://a.it".to_string()));
        match &fields.sources[1] {
            SourceField::Full(details) => {
                assert_eq!((details.name.as_deref(), details.date.as_deref()), (Some("404"), Some("2025-09-22")));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(fields.image, Some(ImageField::Source("a.jpg".to_string())));
        assert!(fields.autolink && !fields.draft);
        assert_eq!(fields.extra["a"].as_i64(), Some(1));
    }

    #[test]
    fn toml_is_read_with_the_same_care() {
        let head = article(
            "+++\ntitle = 2025\ndate = 2025-09-23T08:30:00+02:00\ntags = [\"IA\", 'chip']\n[[sources]]\nname = \"WSJ\"\ndate = 2025-09-22\n[extra]\nwhen = 2025-01-01\n+++\nBody",
        );
        assert_eq!((head.format, head.fields.title.as_str()), (Format::Toml, "2025"));
        assert_eq!(head.fields.date.as_deref(), Some("2025-09-23T08:30:00+02:00"));
        assert_eq!(head.fields.extra["when"].as_str(), Some("2025-01-01"));

        insta::assert_snapshot!(told("+++\ntitle = \"a\"\ncompanys = [\"x\"]\ndraft = \"si\"\n[image]\nsrc = 1\natl = \"\"\n+++\n"), @r#"
        error[unknown-key]: an article has no field `companys`
          ┌─ a.md:3:1
        3 │ companys = ["x"]
          │ ^^^^^^^^ in this article's front matter
          = help: did you mean `companies`?

        error[yaml-boolean]: `draft` wants `true` or `false`, but this is the text `si`
          ┌─ a.md:4:9
        4 │ draft = "si"
          │         ^^^^
          = help: write `draft = true`: only the words `true` and `false` are understood

        error[unknown-key]: `image` has no field `atl`
          ┌─ a.md:7:1
        7 │ atl = ""
          │ ^^^ in this article's front matter
          = help: did you mean `alt`?
        "#);
        insta::assert_snapshot!(told("+++\ntitle = OpenAI\ntags = [\"a\", \"b\"\n+++\n"), @r#"
        error[toml-syntax]: TOML cannot be read here: string values must be quoted, expected literal string
          ┌─ a.md:2:9
        2 │ title = OpenAI
          │         ^^^^^^
          = help: texts stand in quotes (`title = "…"`), lists in brackets, and no name is given twice

        error[toml-syntax]: TOML cannot be read here: unclosed array, expected `]`
          ┌─ a.md:3:17
        3 │ tags = ["a", "b"
          │                 ^
          = help: texts stand in quotes (`title = "…"`), lists in brackets, and no name is given twice
        "#);
    }

    #[test]
    fn a_file_without_front_matter_is_told_what_to_write() {
        insta::assert_snapshot!(told(""), @r#"
        error[empty-file]: this file is empty
          ┌─ a.md:1:1
        1 │
          │ ^
          = help: write at least this into it:
                  ---
                  title: "The headline"
                  date: 2025-09-23
                  ---
        "#);
        insta::assert_snapshot!(told("# OpenAI: \"ora\"\n\nTesto.\n"), @r#"
        error[no-front-matter]: this file does not begin with its fields, between two lines `---`
          ┌─ a.md:1:1
        1 │ # OpenAI: "ora"
          │ ^^^^^^^^^^^^^^^
          = help: put this above the text:
                  ---
                  title: 'OpenAI: "ora"'
                  date: 2025-09-23
                  ---
        "#);
        insta::assert_snapshot!(told("title: a\ntags:\n- b\n\ndate: 2025-09-23\n---\nIl testo.\n"), @r"
        error[no-front-matter]: this file does not begin with a line `---` before its fields
          ┌─ a.md:1:1
        1 │ title: a
          │ ^^^^^^^^
          = help: put a line `---` above this line
        ");
        insta::assert_snapshot!(told("\ntitle: a\n\nIl testo.\n\n---\n\nAltro.\n"), @r"
        error[no-front-matter]: this file does not begin with a line `---` before its fields
          ┌─ a.md:2:1
        2 │ title: a
          │ ^^^^^^^^
          = help: put a line `---` above this line, and another one below the last field, before the text
        ");
        insta::assert_snapshot!(told("—\ntitle: a\n—\n"), @r"
        error[no-front-matter]: this line is `—`, not three hyphens
          ┌─ a.md:1:1
        1 │ —
          │ ^
          = help: write `---`: some programs turn three hyphens into a dash by themselves
        ");
    }

    #[test]
    fn front_matter_that_does_not_end_is_told_where_it_begins() {
        insta::assert_snapshot!(told("---\ntitle: a\n\nIl testo.\n"), @r"
        error[unclosed-front-matter]: the front matter that begins here has no closing line `---`
          ┌─ a.md:1:1
        1 │ ---
          │ ^^^
          ┌─ a.md:3:1
        3 │
          │ ^ here, perhaps
          = help: put a line `---` after the last field, before the text
        ");
        insta::assert_snapshot!(told("---\ntitle: a\n—--\nIl testo.\n"), @r"
        error[unclosed-front-matter]: the front matter that begins here has no closing line `---`
          ┌─ a.md:1:1
        1 │ ---
          │ ^^^
          ┌─ a.md:3:1
        3 │ —--
          │ ^^^ this one, perhaps?
          = help: the closing line must be `---` and nothing else, at the left margin
        ");
        insta::assert_snapshot!(told("+++\ntitle = \"a\"\n---\nIl testo.\n"), @r"
        error[unclosed-front-matter]: the front matter that begins here has no closing line `+++`
          ┌─ a.md:1:1
        1 │ +++
          │ ^^^
          ┌─ a.md:3:1
        3 │ ---
          │ ^^^ this one, perhaps?
          = help: the closing line must be `+++` and nothing else, at the left margin
        ");
    }

    #[test]
    fn too_much_is_refused_before_it_is_read() {
        let told = told(&format!("---\ntitle: a\nlede: {}\n---\n", "x".repeat(70_000)));
        assert!(told.starts_with("error[front-matter-large]"), "{}", &told[..300]);
    }

    #[test]
    fn places_are_found_later() {
        let text =
            "---\ntitle: è\ncompanies: [NVIDIA, OpenAI]\ntags: IA, chip\nsources:\n  - {name: a, url: \"u\"}\n---\n";
        let range = split("a.md", text).expect("front matter").range;
        let place =
            |keys: &[&str]| locate("a.md", text, range.clone(), keys).map(|span| (span.line, span.column, span.length));
        assert_eq!(place(&["companies", "1"]), Some((3, 21, 6)));
        assert_eq!(place(&["tags", "1"]), Some((4, 11, 4)));
        assert_eq!(place(&["sources", "0", "url"]), Some((6, 20, 3)));
        assert_eq!(place(&["sources", "0", "date"]), Some((6, 5, 19)));
        assert_eq!(place(&["nothing"]), None);
        let toml = "+++\ntitle = \"è\"\ncompanies = [\"NVIDIA\", \"OpenAI\"]\n+++\n";
        let range = split("a.md", toml).expect("front matter").range;
        assert_eq!(
            locate("a.md", toml, range, &["companies", "1"]).map(|span| (span.line, span.column)),
            Some((3, 24))
        );
    }

    #[test]
    fn the_schema_that_is_published_is_whole() {
        let schema = crate::article::front_matter::schema_for_article();
        assert!(schema["$schema"].is_string() && schema["title"].is_string());
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(schema["required"], serde_json::json!(["title"]));
        assert_eq!(schema["$defs"]["Terms"]["anyOf"].as_array().map(Vec::len), Some(2));
    }
}
