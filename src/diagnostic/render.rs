//! How a diagnostic is shown: the same text in the terminal, in the browser and in JSON.
//!
//! A renderer of our own, since the general crates cannot be brought to this form: one line of source for each place, and
//! no rules around it. Text that comes from a file is made harmless first, so that no file can write to the terminal.

use serde_json::{Value, json};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Diagnostic, Severity, Span};

/// A line of source is shown up to so many columns.
const WIDTH: usize = 110;
/// Of a line that is longer, so many columns are shown before the mark.
const BEFORE: usize = 40;
/// A tab is shown as so many spaces.
const TAB: &str = "    ";

/// The signs that switch colours on and off; all empty where there is no colour.
struct Colours {
    error: &'static str,
    warning: &'static str,
    note: &'static str,
    frame: &'static str,
    strong: &'static str,
    off: &'static str,
}

const PLAIN: Colours = Colours { error: "", warning: "", note: "", frame: "", strong: "", off: "" };
const COLOURED: Colours = Colours {
    error: "\u{1b}[1;31m",
    warning: "\u{1b}[1;33m",
    note: "\u{1b}[1;36m",
    frame: "\u{1b}[1;34m",
    strong: "\u{1b}[1m",
    off: "\u{1b}[0m",
};

/// All diagnostics in their order, with an empty line between them and a line's end after the last.
pub fn to_text(diagnostics: &[Diagnostic], colour: bool) -> String {
    let colours = if colour { &COLOURED } else { &PLAIN };
    let mut out = String::new();
    for (index, diagnostic) in diagnostics.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        one(&mut out, diagnostic, colours);
    }
    out
}

/// `2 errors, 1 warning, 3 notes`; empty when there is nothing to count.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let of = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let count = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{number} {word}s")),
    };
    let parts = [
        count(of(Severity::Error), "error"),
        count(of(Severity::Warning), "warning"),
        count(of(Severity::Note), "note"),
    ];
    parts.into_iter().flatten().collect::<Vec<String>>().join(", ")
}

/// The diagnostic for programs; `rendered` is what `to_text` shows, without colour.
pub fn to_json(diagnostic: &Diagnostic) -> Value {
    let span = diagnostic.span.as_ref();
    json!({
        "code": diagnostic.code,
        "severity": word(diagnostic.severity),
        "message": diagnostic.message,
        "file": span.map(|span| &span.path).filter(|path| !path.is_empty()),
        "line": span.map(|span| span.line).filter(|line| *line > 0),
        "column": span.filter(|span| span.line > 0).map(|span| span.column),
        "end_column": span.filter(|span| span.line > 0).map(|span| span.column + span.length.max(1)),
        "excerpt": span.filter(|span| span.line > 0).map(|span| &span.text),
        "label": span.map(|span| &span.label).filter(|label| !label.is_empty()),
        "help": diagnostic.help,
        "also": diagnostic.also.iter().map(place_to_json).collect::<Vec<Value>>(),
        "rendered": to_text(std::slice::from_ref(diagnostic), false),
    })
}

fn place_to_json(span: &Span) -> Value {
    json!({
        "file": span.path,
        "line": Some(span.line).filter(|line| *line > 0),
        "column": Some(span.column).filter(|_| span.line > 0),
        "end_column": Some(span.column + span.length.max(1)).filter(|_| span.line > 0),
        "excerpt": Some(&span.text).filter(|_| span.line > 0),
        "label": span.label,
    })
}

/// As it is shown, and told to programs.
pub fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn one(out: &mut String, diagnostic: &Diagnostic, colours: &Colours) {
    let Colours { frame, strong, off, .. } = colours;
    let severity = match diagnostic.severity {
        Severity::Error => colours.error,
        Severity::Warning => colours.warning,
        Severity::Note => colours.note,
    };
    let message = indent_after_first(&harmless(&diagnostic.message), "  ");
    out.push_str(&format!(
        "{severity}{}[{}]{off}{strong}: {message}{off}\n",
        word(diagnostic.severity),
        diagnostic.code
    ));

    let spans: Vec<&Span> = diagnostic.span.iter().chain(&diagnostic.also).collect();
    let gutter = spans.iter().map(|span| span.line).max().unwrap_or(0).to_string().len();
    for (index, span) in spans.iter().enumerate() {
        // The mark of the diagnostic itself has its colour; other places are marked more quietly.
        snippet(out, span, gutter, if index == 0 { severity } else { frame }, colours);
    }
    for help in &diagnostic.help {
        let margin = " ".repeat(gutter + 1);
        let text = indent_after_first(&harmless(help), &format!("{margin}        "));
        out.push_str(&format!("{margin}{frame}= {off}{strong}help{off}: {text}\n"));
    }
}

fn snippet(out: &mut String, span: &Span, gutter: usize, mark_colour: &str, colours: &Colours) {
    let Colours { frame, off, .. } = colours;
    let margin = " ".repeat(gutter);
    let path = harmless(&span.path);
    if span.line == 0 {
        let label = if span.label.is_empty() { String::new() } else { format!(": {}", harmless(&span.label)) };
        if !path.is_empty() || !label.is_empty() {
            out.push_str(&format!("{margin} {frame}┌─{off} {path}{label}\n"));
        }
        return;
    }
    let (text, before, marked) = window(span);
    let label = if span.label.is_empty() { String::new() } else { format!(" {}", harmless(&span.label)) };
    out.push_str(&format!("{margin} {frame}┌─{off} {path}:{}:{}\n", span.line, span.column));
    let shown = format!("{frame}{:>gutter$} │{off} {text}", span.line);
    out.push_str(shown.trim_end());
    out.push('\n');
    let (pad, carets) = (" ".repeat(before), "^".repeat(marked));
    out.push_str(&format!("{margin} {frame}│{off} {pad}{mark_colour}{carets}{label}{off}\n"));
}

/// The line as it is shown, how many columns stand before the mark, and how many the mark takes.
fn window(span: &Span) -> (String, usize, usize) {
    let characters: Vec<char> = span.text.chars().collect();
    let start = span.mark().min(characters.len());
    let end = start.saturating_add(span.length as usize).min(characters.len());
    let part = |from: usize, to: usize| harmless_line(&characters[from..to].iter().collect::<String>());
    let (mut before, marked, after) = (part(0, start), part(start, end), part(end, characters.len()));
    if before.width() + marked.width() > WIDTH {
        before = ending(&before, BEFORE);
    }
    let room = WIDTH.saturating_sub(before.width());
    let marked = beginning(&marked, room);
    let after = beginning(&after, room.saturating_sub(marked.width()));
    let (left, width) = (before.width(), marked.width().max(1));
    (format!("{before}{marked}{after}").trim_end().to_string(), left, width)
}

/// The last `columns` columns of a text, with an ellipsis where something is missing.
fn ending(text: &str, columns: usize) -> String {
    let (mut kept, mut from) = (0, text.len());
    for (at, character) in text.char_indices().rev() {
        kept += character.width().unwrap_or(0);
        if kept > columns {
            return format!("…{}", &text[from..]);
        }
        from = at;
    }
    text.to_string()
}

fn beginning(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_string();
    }
    let mut kept = 0;
    for (at, character) in text.char_indices() {
        kept += character.width().unwrap_or(0);
        if kept >= columns {
            return format!("{}…", &text[..at]);
        }
    }
    text.to_string()
}

fn indent_after_first(text: &str, margin: &str) -> String {
    text.lines().collect::<Vec<&str>>().join(&format!("\n{margin}"))
}

/// Control characters become their pictures, and those that turn the direction of writing are shown as unknown: what
/// stands in a file must not move the cursor, nor show a line other than it is.
fn harmless(text: &str) -> String {
    text.chars().map(|character| if character == '\n' { '\n' } else { picture(character) }).collect()
}

fn harmless_line(text: &str) -> String {
    text.chars().map(picture).collect::<String>().replace('␉', TAB)
}

fn picture(character: char) -> char {
    match character {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' => '\u{fffd}',
        '\u{2066}'..='\u{2069}' | '\u{feff}' => '\u{fffd}',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::{summary, to_json, to_text};
    use crate::diagnostic::{Diagnostic, Span, locate};

    fn text(diagnostic: Diagnostic) -> String {
        to_text(&[diagnostic], false)
    }

    #[test]
    fn a_diagnostic_shows_its_line_and_what_to_do() {
        let file = "---\ntitle: Claude\n\n\n\n\ncompanys: [Anthropic]\n---\n";
        let at = file.find("companys").unwrap_or_default();
        let shown = text(
            Diagnostic::error("unknown-key", "an article has no field `companys`")
                .at(locate::span("content/articles/2026/claude.md", file, at, 8)
                    .labelled("in this article's front matter"))
                .help("did you mean `companies`? Fields of your own go under `extra:`"),
        );
        assert_eq!(
            shown,
            "\
error[unknown-key]: an article has no field `companys`
  ┌─ content/articles/2026/claude.md:7:1
7 │ companys: [Anthropic]
  │ ^^^^^^^^ in this article's front matter
  = help: did you mean `companies`? Fields of your own go under `extra:`
"
        );
    }

    #[test]
    fn other_places_follow_in_the_same_gutter() {
        let (one, two) = ("slug: a\n", format!("{}slug: a\n", "\n".repeat(11)));
        let shown = text(
            Diagnostic::error("same-address", "two articles at one address")
                .at(locate::span("a.md", one, 6, 1))
                .and_at(locate::span("b.md", &two, 17, 1).labelled("and here"))
                .and_at(Span::file("c.md").labelled("by its name"))
                .help("first\nsecond"),
        );
        assert_eq!(
            shown,
            "\
error[same-address]: two articles at one address
   ┌─ a.md:1:7
 1 │ slug: a
   │       ^
   ┌─ b.md:12:7
12 │ slug: a
   │       ^ and here
   ┌─ c.md: by its name
   = help: first
           second
"
        );
    }

    #[test]
    fn wide_characters_and_tabs_are_measured() {
        let file = "\t日本: è 👩‍👩‍👧 MARK";
        let at = file.find("MARK").unwrap_or_default();
        let shown = text(Diagnostic::warning("x", "y").at(locate::span("a.md", file, at, 4)));
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[3], format!("  │ {}^^^^", " ".repeat(4 + 4 + 2 + 2 + 2 + 1)));
    }

    #[test]
    fn nothing_from_a_file_reaches_the_terminal_as_a_command() {
        let file = "a\u{1b}[31m\u{7}\u{202e}b";
        let shown =
            text(Diagnostic::error("x", "bad \u{1b}[2J").at(locate::span("a\u{1b}.md", file, 0, 1).labelled("\r")));
        assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{shown}");
        assert!(!shown.contains('\u{202e}'));
    }

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        for before in [0, 50, 150, 290, 310, 4000] {
            let file = format!("{}MARK{}", "a".repeat(before), " b".repeat(2000));
            let shown = text(Diagnostic::error("x", "y").at(locate::span("a.md", &file, before, 4)));
            let lines: Vec<Vec<char>> = shown.lines().map(|line| line.chars().collect()).collect();
            let caret = lines[3].iter().position(|c| *c == '^').unwrap_or_default();
            assert_eq!(lines[2][caret..caret + 4].iter().collect::<String>(), "MARK", "{shown}");
            assert!(lines[2].len() <= 4 + super::WIDTH, "{shown}");
        }
    }

    #[test]
    fn the_summary_counts_both_kinds() {
        let (error, warning) = (Diagnostic::error("a", "b"), Diagnostic::warning("c", "d"));
        assert_eq!(summary(&[error.clone(), error.clone(), warning.clone()]), "2 errors, 1 warning");
        assert_eq!((summary(&[]), summary(&[warning])), (String::new(), "1 warning".to_string()));
    }

    #[test]
    fn json_says_the_same() {
        let span = locate::span("a.md", "uno due", 4, 3);
        let json = to_json(&Diagnostic::error("code", "words").at(span).and_at(Span::file("b.md")).help("do"));
        assert_eq!((&json["line"], &json["column"], &json["end_column"]), (&1.into(), &5.into(), &8.into()));
        assert_eq!((json["severity"].as_str(), json["excerpt"].as_str()), (Some("error"), Some("uno due")));
        assert!(
            json["also"][0]["line"].is_null() && json["rendered"].as_str().is_some_and(|text| text.contains("^^^"))
        );
        assert!(to_json(&Diagnostic::error("code", "no place"))["file"].is_null());
    }

    #[test]
    fn colour_is_closed_wherever_it_is_opened() {
        let shown = to_text(&[Diagnostic::error("a", "b").at(locate::span("a.md", "uno", 0, 1)).help("c")], true);
        for line in shown.lines() {
            assert!(
                !line.contains('\u{1b}')
                    || line.ends_with("\u{1b}[0m")
                    || line.rfind("\u{1b}[0m") > line.rfind("\u{1b}[1")
            );
        }
    }
}
