//! How a change of a file is shown before it is made.

use similar::TextDiff;

use super::write::Change;

/// A unified diff of one file, as `git` and `patch` read it.
pub fn unified(change: &Change) -> String {
    let name = |side: &str, text: &Option<String>| match text {
        Some(_) => format!("{side}/{}", change.path),
        None => "/dev/null".to_string(),
    };
    let (old, new) = (change.before.as_deref().unwrap_or_default(), change.after.as_deref().unwrap_or_default());
    let diff = TextDiff::from_lines(old, new);
    diff.unified_diff().context_radius(3).header(&name("a", &change.before), &name("b", &change.after)).to_string()
}
