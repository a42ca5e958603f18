//! One check: the rules that are wanted look at everything, files that ask to be left alone are, and what remains is sorted.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::external::Asking;
use super::ignore::{self, Ignored};
use super::looked::Looked;
use super::output::Output;
use super::rule::{Needs, Rule, Told, level, severity};
use super::{RULES, rule};
use crate::build::engine::Engine;
use crate::config::settings::checks::Level;
use crate::diagnostic::{self, Diagnostic, Severity, nearest};

/// What a check is to look for.
#[derive(Default)]
pub struct Wish<'a> {
    /// Only these rules, by name; all that are switched on where none is named.
    pub rules: Vec<String>,
    pub leaks: bool,
    /// Whom to ask about other sites; nobody is asked without.
    pub external: Option<&'a Asking<'a>>,
    /// Only what is found in these files.
    pub changed: Option<&'a BTreeSet<String>>,
}

/// What was found, and what could not be looked at.
#[derive(Default)]
pub struct Findings {
    /// Sorted by place.
    pub said: Vec<Diagnostic>,
    /// Words on the side, which are about no file.
    pub remarks: Vec<String>,
    /// How many texts were looked at.
    pub texts: usize,
}

/// Looks at a site that was looked at by the engine already; `said` is what there was to say of its sources.
pub fn check(engine: &Engine, said: Vec<Diagnostic>, wish: &Wish<'_>) -> Findings {
    let mut findings = Findings::default();
    let output = Output::of(&engine.world().root, engine.output());
    let is_fresh = engine.is_published();
    let wanted = wanted(engine, wish, output.is_some(), is_fresh, &mut findings.remarks);
    let looked = Looked::at(engine, output);
    findings.texts = looked.texts.len();
    if wish.rules.is_empty() {
        findings.said = said;
    }
    findings.said.extend(by_rules(&looked, &wanted, wish, &mut findings.remarks));
    leave_alone(&looked, &wanted, &mut findings.said);
    if let Some(changed) = wish.changed {
        let is_about = |one: &Diagnostic| one.span.iter().any(|span| changed.contains(&span.path));
        findings.said.retain(is_about);
    }
    diagnostic::sort(&mut findings.said);
    findings
}

/// A rule with how much it matters here.
struct Wanted {
    rule: &'static dyn Rule,
    severity: Severity,
}

fn wanted(
    engine: &Engine,
    wish: &Wish<'_>,
    has_output: bool,
    is_fresh: bool,
    remarks: &mut Vec<String>,
) -> Vec<Wanted> {
    let config = engine.config();
    let mut wanted = Vec::new();
    let mut waiting = Vec::new();
    for rule in RULES.iter().copied() {
        let is_named = wish.rules.iter().any(|name| name == rule.name());
        if !is_named && !wish.rules.is_empty() {
            continue;
        }
        // Who asks for a rule by its name wants to hear of it.
        let severity = match severity(level(rule, config)) {
            Some(severity) => severity,
            None if is_named => Severity::Warning,
            None => continue,
        };
        let is_ready = match rule.needs() {
            Needs::Sources => true,
            Needs::External => wish.external.is_some(),
            Needs::Leaks => (wish.leaks || is_named) && has_output,
            Needs::Output => has_output && is_fresh,
        };
        if is_ready {
            wanted.push(Wanted { rule, severity });
        } else if rule.needs() == Needs::Output || rule.needs() == Needs::Leaks && (wish.leaks || is_named) {
            waiting.push(rule.name());
        } else if is_named {
            remarks.push(format!("`{}` asks other sites: add `--external`.", rule.name()));
        }
    }
    if !waiting.is_empty() {
        let why =
            if has_output { "the output folder is not what the sources say now" } else { "there is no output folder" };
        remarks
            .push(format!("{why}, so {} had nothing to look at: run `rassegna build` first.", waiting.join(" and ")));
    }
    wanted
}

fn by_rules(looked: &Looked<'_>, wanted: &[Wanted], wish: &Wish<'_>, remarks: &mut Vec<String>) -> Vec<Diagnostic> {
    let by_text = looked.texts.par_iter().flat_map_iter(|text| {
        wanted.iter().flat_map(|one| {
            let mut told = Told::new(one.rule.name(), one.severity);
            one.rule.text(text, looked, &mut told);
            told.said
        })
    });
    let mut said: Vec<Diagnostic> = by_text.collect();
    let by_site = wanted.par_iter().flat_map_iter(|one| {
        let mut told = Told::new(one.rule.name(), one.severity);
        one.rule.site(looked, &mut told);
        told.said
    });
    said.extend(by_site.collect::<Vec<Diagnostic>>());
    if let Some(asking) = wish.external
        && let Some(one) = wanted.iter().find(|one| one.rule.needs() == Needs::External)
    {
        let mut told = Told::new(one.rule.name(), one.severity);
        remarks.extend(asking.ask(looked, &mut told));
        said.extend(told.said);
    }
    said
}

/// Takes out what files ask not to be told of, and tells of those that ask for nothing.
fn leave_alone(looked: &Looked<'_>, wanted: &[Wanted], said: &mut Vec<Diagnostic>) {
    let asked: BTreeMap<&str, Vec<Ignored>> = looked
        .texts
        .par_iter()
        .map(|text| (text.path, ignore::ignored(text)))
        .filter(|(_, ignored)| !ignored.is_empty())
        .collect();
    if asked.is_empty() {
        return;
    }
    let mut used: BTreeSet<(String, String)> = BTreeSet::new();
    said.retain(|one| {
        let Some(span) = &one.span else { return true };
        let is_ignored =
            asked.get(span.path.as_str()).is_some_and(|names| names.iter().any(|name| name.name == one.code));
        // What a build says is no matter of taste.
        let is_ignored = is_ignored && rule(&one.code).is_some();
        if is_ignored {
            used.insert((span.path.clone(), one.code.clone()));
        }
        !is_ignored
    });
    let Some(own) = wanted.iter().find(|one| one.rule.name() == "needless-ignore") else { return };
    let mut told = Told::new(own.rule.name(), own.severity);
    for (path, names) in &asked {
        let Some(text) = looked.text(path) else { continue };
        for Ignored { name, place } in names {
            let span = text.at(place.start, place.len());
            if rule(name).is_none() {
                let near = nearest(name, RULES.iter().map(|rule| rule.name()));
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`rassegna check --list` shows all; write `<!-- check: ignore RULE -->`.".to_string(),
                };
                told.say(span, format!("there is no rule `{name}`"), help);
            } else if wanted.iter().any(|one| one.rule.name() == name)
                && !used.contains(&(path.to_string(), name.clone()))
            {
                told.say(span, format!("`{name}` finds nothing in this file"), "Take the name out of the comment.");
            }
        }
    }
    said.extend(told.said);
}

/// The rules that a command line names.
///
/// # Errors
/// Which of them is none, and which is probably meant.
pub fn named(names: &[String]) -> Result<(), String> {
    for name in names {
        if rule(name).is_none() {
            let known = RULES.iter().map(|rule| rule.name());
            let near = nearest(name, known.clone()).map(|near| format!("did you mean `{near}`?"));
            let all = || format!("there are {}", known.collect::<Vec<_>>().join(", "));
            return Err(format!("there is no rule `{name}`; {}", near.unwrap_or_else(all)));
        }
    }
    Ok(())
}

/// The severity of a level in words.
pub fn word(level: Level) -> &'static str {
    match level {
        Level::Off => "off",
        Level::Note => "note",
        Level::Warn => "warn",
        Level::Error => "error",
    }
}
