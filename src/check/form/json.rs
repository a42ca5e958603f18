//! Findings as one JSON object.

use serde_json::{Value, json};

use crate::check::rule;
use crate::check::rule::Rule;
use crate::check::run::Findings;
use crate::diagnostic::{Diagnostic, Severity, render};

/// What was found, how much of it, and what could not be looked at.
pub fn report(findings: &Findings) -> Value {
    let count = |severity| findings.said.iter().filter(|one| one.severity == severity).count();
    json!({
        "texts": findings.texts,
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "notes": count(Severity::Note),
        "findings": findings.said.iter().map(finding).collect::<Vec<_>>(),
        "remarks": findings.remarks,
    })
}

fn finding(one: &Diagnostic) -> Value {
    let mut value = render::to_json(one);
    if let Value::Object(fields) = &mut value {
        fields.insert("mends".to_string(), json!(rule(&one.code).is_some_and(Rule::mends)));
    }
    value
}
