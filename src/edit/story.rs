//! Articles are told which story they belong to.

use std::path::Path;

use super::absorb::Plan;
use super::bench::Bench;

/// Thinks out what is to be done for each story and its articles' files. An article that names a story keeps it. Nothing is
/// written.
pub fn gather<'a>(root: &Path, stories: impl Iterator<Item = (&'a str, Vec<&'a str>)>) -> Plan {
    let mut bench = Bench::new(root);
    for (story, paths) in stories {
        for path in paths {
            bench.edit(path, |front| {
                if front.get(&["story"]).is_some_and(|node| node.text().is_some_and(|text| !text.is_empty())) {
                    return Ok(());
                }
                front.set(&["story"], story, &["companies", "tags", "date", "title"]).map(|_| ())
            });
        }
    }
    bench.finish()
}
