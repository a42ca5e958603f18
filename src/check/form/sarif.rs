//! Findings as SARIF 2.1.0, which code scanning services read.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::base::stamp::Stamp;
use crate::check::rule::level;
use crate::check::run::Findings;
use crate::check::{RULES, rule};
use crate::config::Config;
use crate::config::settings::checks::Level;
use crate::diagnostic::{Diagnostic, Severity, Span};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What stays as it is in the path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A log with one run. Without a configuration, which could not be read, rules have no level of the site's. `prefix` is where the site's folder lies in its repository, with a slash at its end or empty.
pub fn report(findings: &Findings, config: Option<&Config>, prefix: &str) -> Value {
    let own = RULES.iter().map(|one| {
        let level = match config.map_or(Level::Warn, |config| level(*one, config)) {
            Level::Off => "none",
            Level::Note => "note",
            Level::Warn => "warning",
            Level::Error => "error",
        };
        (
            one.name(),
            json!({
                "id": one.name(),
                "shortDescription": { "text": one.reason() },
                "defaultConfiguration": { "level": level },
            }),
        )
    });
    // What a build says has a name and no rule.
    let others = findings.said.iter().filter(|one| rule(&one.code).is_none());
    let others = others.map(|one| {
        (one.code.as_str(), json!({ "id": one.code, "shortDescription": { "text": "What a build of the site says." } }))
    });
    let mut rules: Vec<(&str, Value)> = own.collect();
    rules.extend(others.collect::<BTreeMap<_, _>>());
    let place = |code: &str| rules.iter().position(|(name, _)| *name == code);
    let mut alike: BTreeMap<Stamp, u32> = BTreeMap::new();
    let results = findings.said.iter().map(|one| {
        // The same finding is known again when lines above it come or go.
        let look = Stamp::of(&(&one.code, &one.message, one.span.as_ref().map(|span| (&span.path, &span.text))));
        let count = alike.entry(look).or_default();
        *count += 1;
        let mut result = json!({
            "ruleId": one.code,
            "ruleIndex": place(&one.code),
            "level": word(one.severity),
            "message": { "text": words(one) },
            "partialFingerprints": { "primaryLocationLineHash": format!("{look:?}:{count}") },
        });
        let locations: Vec<Value> = one.span.iter().filter_map(|span| location(span, prefix)).collect();
        if !locations.is_empty() {
            result["locations"] = json!(locations);
        }
        let related: Vec<Value> = one.also.iter().filter_map(|span| location(span, prefix)).collect();
        if !related.is_empty() {
            result["relatedLocations"] = json!(related);
        }
        result
    });
    let results: Vec<Value> = results.collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "rassegna",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|(_, rule)| rule.clone()).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn words(one: &Diagnostic) -> String {
    let help = one.help.iter().map(|help| format!(" {help}")).collect::<String>();
    format!("{}.{help}", one.message)
}

fn location(span: &Span, prefix: &str) -> Option<Value> {
    if span.path.is_empty() {
        return None;
    }
    let uri = utf8_percent_encode(&format!("{prefix}{}", span.path), PATH).to_string();
    let mut physical = json!({ "artifactLocation": { "uri": uri } });
    if span.line > 0 {
        physical["region"] = json!({
            "startLine": span.line,
            "startColumn": span.column,
            "endColumn": span.column + span.length.max(1),
        });
    }
    let mut location = json!({ "physicalLocation": physical });
    if !span.label.is_empty() {
        location["message"] = json!({ "text": span.label });
    }
    Some(location)
}
