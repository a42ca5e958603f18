//! The forms that a JSON Schema allows, as far as schemars writes them for our types.

use serde_json::Value;

use super::node::Kind;

/// What a schema refers to.
pub fn resolve<'a>(root: &'a Value, mut schema: &'a Value) -> &'a Value {
    // A reference to a reference is legal, a circle of them is not: sixteen steps are more than any type needs.
    for _ in 0..16 {
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { break };
        match root.pointer(reference.trim_start_matches('#')) {
            Some(target) if !reference.is_empty() => schema = target,
            _ => break,
        }
    }
    schema
}

/// The forms that a value may have, those of references and nested choices among them, without `null`.
pub fn alternatives<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let schema = resolve(root, schema);
    let several = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array);
    match several {
        Some(several) => several.iter().flat_map(|one| alternatives(root, one)).collect(),
        None if schema.get("type").and_then(Value::as_str) == Some("null") => Vec::new(),
        None => vec![schema],
    }
}

pub fn accepts_null(root: &Value, schema: &Value) -> bool {
    let schema = resolve(root, schema);
    types(schema).contains(&"null")
        || ["anyOf", "oneOf"]
            .iter()
            .filter_map(|key| schema.get(key).and_then(Value::as_array))
            .flatten()
            .any(|one| accepts_null(root, one))
}

/// The words that a value may be, if it may be nothing else.
pub fn choices<'a>(alternatives: &[&'a Value]) -> Option<Vec<&'a str>> {
    let mut words = Vec::new();
    for schema in alternatives {
        match (schema.get("const"), schema.get("enum").and_then(Value::as_array)) {
            (Some(word), _) => words.push(word.as_str()?),
            (_, Some(several)) => words.extend(several.iter().filter_map(Value::as_str)),
            _ => return None,
        }
    }
    if words.is_empty() { None } else { Some(words) }
}

pub fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Whether serde_yaml would read a value of this kind as one of the schema's type.
pub fn fits(kind: Kind, schema: &Value) -> bool {
    let types = types(schema);
    types.is_empty()
        || types.iter().any(|name| match *name {
            "string" => !matches!(kind, Kind::List | Kind::Map),
            "array" => matches!(kind, Kind::List | Kind::Null),
            "object" => matches!(kind, Kind::Map | Kind::Null),
            _ => fits_exactly(kind, &Value::from_iter([("type", *name)])),
        })
}

pub fn fits_exactly(kind: Kind, schema: &Value) -> bool {
    types(schema).iter().any(|name| match *name {
        "string" => kind == Kind::Text,
        "boolean" => kind == Kind::Flag,
        "integer" => kind == Kind::Integer,
        "number" => matches!(kind, Kind::Integer | Kind::Float),
        "null" => kind == Kind::Null,
        "array" => kind == Kind::List,
        "object" => kind == Kind::Map,
        _ => false,
    })
}
