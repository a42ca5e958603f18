//! Compiles templates, and tells of all that cannot be compiled at once.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind, Tera};

use super::explain;
use super::load::ThemeFile;
use crate::diagnostic::Diagnostic;

/// Compiles all templates that can be compiled; takes out those that cannot.
pub fn all(tera: &mut Tera, files: &mut BTreeMap<String, ThemeFile>, diagnostics: &mut Vec<Diagnostic>) {
    // Syntax first, each on its own, so that all mistakes are told at once.
    let broken: Vec<String> = files
        .iter()
        .filter_map(|(name, file)| {
            let error = Tera::new().add_raw_template(name, &file.text).err()?;
            let ErrorKind::SyntaxError(_) = error.kind() else { return None };
            diagnostics.push(explain::one(&error, name, files));
            Some(name.clone())
        })
        .collect();
    files.retain(|name, _| !broken.contains(name));
    // What stands on something that is missing fails all the rest, so it is taken out one by one.
    while let Err(error) = tera.add_raw_templates(files.iter().map(|(name, file)| (name, &file.text))) {
        let culprit = culprit(&error, files);
        let missing = matches!(error.kind(), ErrorKind::MissingParent { .. } | ErrorKind::TemplateNotFound(_));
        if broken.is_empty() || !missing {
            diagnostics.extend(explain::all(&error, culprit.as_deref().unwrap_or("templates"), files));
        }
        match culprit {
            Some(name) => files.remove(&name),
            None => return,
        };
    }
}

fn culprit(error: &Error, files: &BTreeMap<String, ThemeFile>) -> Option<String> {
    let name = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report.filename().to_string(),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => tpl.clone(),
        ErrorKind::MissingParent { current, .. } => current.clone(),
        ErrorKind::TemplateNotFound(name) => {
            let quoted = [format!("\"{name}\""), format!("'{name}'")];
            files.iter().find(|(_, file)| quoted.iter().any(|quoted| file.text.contains(quoted)))?.0.clone()
        }
        _ => return None,
    };
    files.contains_key(&name).then_some(name)
}
