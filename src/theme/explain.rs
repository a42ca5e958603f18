//! From Tera's errors to diagnostics that point into the template.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind};

use super::load::ThemeFile;
use crate::diagnostic::{Diagnostic, Span, locate, nearest};

/// Everything that an error says. Tera gathers what it finds while it links templates into one text of several reports.
pub fn all(error: &Error, template: &str, files: &BTreeMap<String, ThemeFile>) -> Vec<Diagnostic> {
    let ErrorKind::Msg(text) = error.kind() else { return vec![one(error, template, files)] };
    let reports: Vec<Diagnostic> = text.split("error: ").filter_map(|report| from_report(report, files)).collect();
    if reports.is_empty() { vec![one(error, template, files)] } else { reports }
}

/// One report of the form `message`, `--> file:line:column`, and an excerpt that is taken from the file itself here.
fn from_report(report: &str, files: &BTreeMap<String, ThemeFile>) -> Option<Diagnostic> {
    let (message, rest) = report.split_once('\n')?;
    let place = rest.trim_start().strip_prefix("--> ")?.lines().next()?;
    let mut parts = place.rsplitn(3, ':');
    let (column, line): (usize, usize) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let file = files.get(parts.next()?)?;
    let before: usize = file.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let inside: usize = file.text[before..].chars().take(column - 1).map(char::len_utf8).sum();
    // The marks below the excerpt say how long the stretch is.
    let marks = rest.lines().find(|line| line.contains('^')).map_or(1, |line| line.matches('^').count());
    let span = locate::span(&file.path, &file.text, before + inside, marks);
    let diagnostic = Diagnostic::error("template", message.trim_end_matches('.')).at(span);
    let missing = message.strip_prefix("Unknown template `").and_then(|rest| rest.split('`').next());
    match missing.and_then(|missing| nearest(missing, files.keys().map(String::as_str))) {
        Some(near) => Some(diagnostic.help(format!("did you mean `{near}`?"))),
        None => Some(diagnostic),
    }
}

/// One error. `template` is the one that was asked for, for errors that name none themselves.
pub fn one(error: &Error, template: &str, files: &BTreeMap<String, ThemeFile>) -> Diagnostic {
    let path = |name: &str| files.get(name).map_or_else(|| name.to_string(), |file| file.path.clone());
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let name = if report.filename().is_empty() { template } else { report.filename() };
            let range = &report.span().range;
            let text = files.get(name).map_or("", |file| file.text.as_str());
            let span = match text.is_empty() {
                true => Span::file(path(name)),
                false => locate::span(&path(name), text, range.start, range.len()),
            };
            let diagnostic = Diagnostic::error("template", first_line(report.message())).at(span);
            match suggestion(report.message()) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic,
            }
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            Diagnostic::error("template-circle", "this template extends itself")
                .at(Span::file(path(tpl)))
                .help(format!("It goes through {}.", inheritance_chain.join(" → ")))
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            Diagnostic::error("template-circle", "this template includes itself")
                .at(Span::file(path(tpl)))
                .help(format!("It goes through {}.", include_chain.join(" → ")))
        }
        ErrorKind::MissingParent { current, parent } => {
            let near = nearest(parent, files.keys().map(String::as_str));
            let diagnostic =
                Diagnostic::error("missing-template", format!("there is no template `{parent}` to extend"))
                    .at(Span::file(path(current)));
            match near {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic,
            }
        }
        ErrorKind::TemplateNotFound(name) => {
            Diagnostic::error("missing-template", format!("there is no template `{name}`"))
                .at(Span::file(path(template)))
        }
        ErrorKind::Io(_) => Diagnostic::error("endless-page", "this page grew past 64 MB and was given up")
            .at(Span::file(path(template)))
            .help("Look for a loop in the template that repeats itself."),
        other => Diagnostic::error("template", first_line(&other.to_string())).at(Span::file(path(template))),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or(text).trim_end_matches('.').to_string()
}

/// Tera names what there is ("Field `nome` is not defined. Available fields: name, url"): the nearest of it is probably meant.
fn suggestion(message: &str) -> Option<&str> {
    let (before, known) = message.split_once("Available ")?;
    let wanted = before.split('`').nth(1)?;
    let (_, known) = known.split_once(": ")?;
    nearest(wanted, known.split(", ").map(|name| name.trim_matches(['`', '.', ' '])))
}
