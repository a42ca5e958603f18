//! A name is listed in articles that do not list it yet.

use std::path::Path;

use super::absorb::Plan;
use super::bench::Bench;
use super::names;
use crate::base::path;
use crate::site::store::Site;

/// Thinks out what is to be done. Nothing is written.
///
/// # Errors
/// When the name or a file is not clear.
pub fn add(site: &Site, root: &Path, taxonomies: &[u8], name: &str, files: &[String]) -> Result<Plan, String> {
    let all = names::all(site, taxonomies);
    let found = names::meant(site, &all, name);
    let taxonomy = match (found.as_slice(), taxonomies) {
        ([one], _) => one.taxonomy,
        // Whoever says of which kind it is may list a new name.
        ([], [taxonomy]) => *taxonomy,
        ([], _) => return Err(names::unknown(site, &all, name, taxonomies)),
        (many, _) => {
            let kind = |taxonomy: u8| site.config.taxonomies[usize::from(taxonomy)].name.as_str();
            let kinds: Vec<&str> = many.iter().map(|named| kind(named.taxonomy)).collect();
            return Err(format!("`{name}` is among {}: say which with `--kind`", kinds.join(" and among ")));
        }
    };
    let keys = names::field(&site.config.taxonomies[usize::from(taxonomy)]);
    let key = site.registry.key(taxonomy, name);
    let mut bench = Bench::new(root);
    for file in files {
        let path = path::relative(root, &root.join(file)).unwrap_or_else(|| file.clone());
        let path = path.trim_start_matches("./").to_string();
        if !names::cards(site).any(|card| card.path == path) {
            return Err(format!("{file} is no article of the site"));
        }
        bench.edit(&path, |front| {
            let listed = front.list(&keys).unwrap_or_default();
            if listed.iter().any(|item| site.registry.key(taxonomy, item) == key) {
                return Ok(());
            }
            front.add(&keys, name, &["companies", "tags", "date", "title"]).map(|_| ())
        });
    }
    Ok(bench.finish())
}
