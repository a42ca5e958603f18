//! The JSON Schema of `rassegna.yaml`, as it is published for editors' programs, and as the settings are checked by it.

use schemars::schema_for;
use serde_json::{Value, json};

use super::settings::Settings;

/// The settings' schema. An environment has the same fields, none of them required.
pub fn schema_for_config() -> Value {
    let mut schema = schema_for!(Settings).to_value();
    let mut environment =
        json!({"type": "object", "description": "Settings that are laid over the others by `--env`."});
    environment["additionalProperties"] = schema["additionalProperties"].clone();
    if let Some(properties) = schema["properties"].as_object() {
        let mut properties = properties.clone();
        properties.remove("environments");
        environment["properties"] = Value::Object(properties);
    }
    if let Some(environments) = schema.pointer_mut("/properties/environments") {
        environments["additionalProperties"] = json!({"$ref": "#/$defs/Environment"});
    }
    schema["$defs"]["Environment"] = environment;
    titled(schema, "rassegna.yaml", "The configuration of a rassegna site.")
}

/// A schema with the words that an editor's program shows for the whole file.
pub fn titled(mut schema: Value, title: &str, description: &str) -> Value {
    schema["title"] = json!(title);
    schema["description"] = json!(description);
    schema
}
