//! What becomes of profiles when one name becomes another.

use super::absorb::{Case, address};
use super::bench::Bench;
use super::front::Front;
use super::names::Named;
use super::write::Change;
use crate::article::place::Sort;
use crate::base::file_name::portable;
use crate::base::slug::slugify;
use crate::config::emit;
use crate::diagnostic::Diagnostic;

/// Fields of a profile that say who it is, and so are not of those that might get lost with it.
const IDENTITY: [&str; 8] = ["name", "title", "names", "aliases", "redirects", "slug", "lang", "draft"];

/// What is to be done when all articles are changed.
#[derive(Default)]
pub struct Finishing {
    pub removals: Vec<Change>,
    pub notes: Vec<String>,
}

/// Brings the profile of the new name about.
pub fn put(case: &Case<'_>, bench: &mut Bench) -> Finishing {
    let mut finishing = Finishing::default();
    // What an earlier run began it began with the whole profile.
    let Some(from) = case.from else { return finishing };
    if case.stays() {
        for (_, path) in &from.profiles {
            bench.edit(path, |front| rename_in(case, front));
        }
        if let Some((_, path)) = from.profiles.first() {
            bench.edit(path, |front| point(case, from, front));
        }
        return finishing;
    }
    let own: &[(u16, String)] = case.to.map(|to| to.profiles.as_slice()).unwrap_or_default();
    // The file of the first language says it for all, whichever of them are there already.
    let mut main: Option<(u16, String)> = own.first().cloned();
    for (language, path) in &from.profiles {
        match own.iter().find(|(of, _)| of == language) {
            Some((_, target)) => join(path, target, bench, &mut finishing),
            None => {
                let moved = relocate(case, path, bench, &mut finishing).map(|path| (*language, path));
                main = main.into_iter().chain(moved).min();
            }
        }
    }
    let main = main.map(|(_, path)| path).unwrap_or_else(|| {
        let folder = &case.site.config.taxonomies[usize::from(case.taxonomy)].name;
        let path = portable(&format!("content/{folder}/{}.md", case.key)).into_owned();
        bench.create(&path, &format!("---\nname: {}\n---\n", spelled(&case.name)));
        path
    });
    bench.edit(&main, |front| point(case, from, front));
    finishing
}

fn spelled(name: &str) -> String {
    super::patch::spelled(name, "", crate::article::head::Format::Yaml)
}

/// The new name in place of the old one, wherever the profile says it.
fn rename_in(case: &Case<'_>, front: &mut Front) -> Result<(), Diagnostic> {
    for key in ["name", "title"] {
        let text = front.get(&[key]).and_then(|node| node.text()).map(str::to_string);
        if text.is_some_and(|text| case.is_old(&text) || case.wish.merges) {
            front.set(&[key], &case.name, &[])?;
        }
    }
    if front.get(&["name"]).is_none() && front.get(&["title"]).is_none() {
        front.set(&["name"], &case.name, &[])?;
    }
    let tags: Vec<String> = front
        .get(&["names"])
        .map(|node| node.entries().iter().map(|entry| entry.key.clone()).collect())
        .unwrap_or_default();
    for tag in tags {
        let keys = ["names", tag.as_str()];
        let is_old = front.get(&keys).and_then(|node| node.text()).is_some_and(|text| case.is_old(text));
        if is_old {
            front.set(&keys, &case.name, &[])?;
        }
    }
    if !case.wish.merges {
        // The new name may have been one of its other names.
        front.remove(&["aliases"], &|alias| alias == case.name)?;
    }
    Ok(())
}

/// The old name and the old addresses lead to this profile.
fn point(case: &Case<'_>, from: &Named, front: &mut Front) -> Result<(), Diagnostic> {
    let mut names = vec![from.name.clone()];
    if case.wish.merges {
        names.extend(from.aliases.iter().cloned());
    }
    names.push(case.wish.from.to_string());
    let known = |front: &Front, name: &str| {
        let slug = slugify(name);
        let fields = ["name", "title"].iter().filter_map(|key| front.get(&[key])?.text().map(str::to_string));
        let others = front.get(&["names"]).map(|node| {
            node.entries().iter().filter_map(|entry| entry.value.text().map(str::to_string)).collect::<Vec<_>>()
        });
        let mut all = fields.chain(others.unwrap_or_default()).chain(front.list(&["aliases"]).unwrap_or_default());
        slug == case.key || all.any(|one| slugify(&one) == slug)
    };
    for name in names {
        // A slug is an address and no name: somebody may have typed it.
        let is_slug = name == slugify(&name) && !from.spellings.contains_key(&name) && from.name != name;
        if case.wish.keeps_alias && !is_slug && !known(front, &name) {
            front.add(&["aliases"], &name, &["name", "title"])?;
        }
    }
    let mut old = vec![address(case.site, case.taxonomy, &case.old_key())];
    for (_, path) in &from.profiles {
        old.extend(case.site.profile_by_path(path).into_iter().flat_map(|profile| profile.redirects.clone()));
    }
    let own = address(case.site, case.taxonomy, &case.key);
    for address in old.into_iter().filter(|address| *address != own) {
        front.add(&["redirects"], &address, &["aliases", "name", "title"])?;
    }
    // Renamed back, it stands again where it stood once.
    front.remove(&["redirects"], &|address| address == own)?;
    Ok(())
}

/// The profile of the old name becomes that of the new one, which has none in this language.
fn relocate(case: &Case<'_>, path: &str, bench: &mut Bench, finishing: &mut Finishing) -> Option<String> {
    let new = moved_path(case, path).filter(|new| !bench.exists(new));
    let has_slug = bench.front(path)?.get(&["slug"]).is_some();
    match new.filter(|_| !has_slug) {
        Some(new) => {
            let text = bench.text(path)?;
            if !bench.create(&new, &text) || !bench.edit(&new, |front| rename_in(case, front)) {
                return None;
            }
            finishing.removals.push(Change { path: path.to_string(), before: Some(text), after: None });
            Some(new)
        }
        // A file with a slug of its own, or with pictures beside it, stays where it is.
        None => {
            let edited = bench.edit(path, |front| {
                rename_in(case, front)?;
                front.set(&["slug"], &case.key, &["name", "title"]).map(|_| ())
            });
            edited.then(|| path.to_string())
        }
    }
}

/// The same folder and language, by the new name.
fn moved_path(case: &Case<'_>, path: &str) -> Option<String> {
    let (folder, file) = path.rsplit_once('/')?;
    let (stem, suffix) = file.split_once('.')?;
    (slugify(stem) == case.old_key()).then(|| portable(&format!("{folder}/{}.{suffix}", case.key)).into_owned())
}

/// Both names have a profile in this language: the text of the old one goes to the end of the other, under a mark.
fn join(path: &str, target: &str, bench: &mut Bench, finishing: &mut Finishing) {
    let (Some(text), Some(old), Some(new)) = (bench.text(path), bench.front(path), bench.front(target)) else { return };
    let body = old.body().trim();
    let differs = |key: &str| {
        let value = |front: &Front| front.get(&[key]).map(emit::exact);
        !IDENTITY.contains(&key) && value(&old) != value(&new)
    };
    let facts = old.fields().entries().iter().filter(|entry| differs(&entry.key));
    let facts: Vec<String> =
        facts.filter_map(|entry| old.excerpt(&entry.key)).map(|fact| fact.replace("-->", "-- >")).collect();
    let mark = format!("Merged from {path}");
    let has_body = body.is_empty() || new.body().contains(body);
    let has_facts = facts.is_empty() || new.body().contains(&mark);
    if !(has_body && has_facts) {
        let eol = new.eol();
        let mut lines = vec![format!("<!-- {mark}: work this in, or take it out.")];
        lines.extend(facts);
        lines.push("-->".to_string());
        if !has_body {
            lines.extend([String::new(), body.to_string()]);
        }
        let gap = if new.text().ends_with('\n') { eol.to_string() } else { format!("{eol}{eol}") };
        let addition = lines.join("\n").replace("\r\n", "\n").replace('\n', eol);
        bench.edit(target, |front| {
            front.append(&format!("{gap}{addition}{eol}"));
            Ok(())
        });
        finishing.notes.push(format!("the text and facts of {path} will stand at the end of {target}: work them in"));
    }
    finishing.removals.push(Change { path: path.to_string(), before: Some(text), after: None });
}

/// Other profiles that name it as the company they belong to.
pub fn parents(case: &Case<'_>, bench: &mut Bench) {
    let gone: Vec<&String> = case.from.iter().flat_map(|from: &&Named| &from.profiles).map(|(_, path)| path).collect();
    for profile in case.site.profiles().filter(|profile| profile.sort == Sort::Profile(case.taxonomy)) {
        if gone.contains(&&profile.path) && !case.stays() {
            continue;
        }
        let has_parent = bench.text(&profile.path).is_some_and(|text| text.contains("parent"));
        let parent = match has_parent {
            true => bench.front(&profile.path).and_then(|front| front.get(&["parent"])?.text().map(str::to_string)),
            false => None,
        };
        if let Some(name) = parent.as_deref().and_then(|parent| case.turned(parent)) {
            bench.edit(&profile.path, |front| front.set(&["parent"], name, &[]).map(|_| ()));
        }
    }
}
