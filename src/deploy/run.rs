//! One run: what is to be done, and doing it.

use std::fs;
use std::path::{Path, PathBuf};

use super::local::{Item, Local};
use super::plan::{Phase, Plan};
use super::target::{Arrived, Difference, Rules, Target, Wish};
use super::targets::folder::Folder;
use super::targets::git::Branch;
use super::targets::rsync::Mirror;
use super::targets::s3::Store;
use super::targets::s3::opening::Opening;
use super::targets::sftp::Server;
use crate::base::slug::slugify;
use crate::base::stamp::Stamp;
use crate::build::store::FOLDER;
use crate::config::settings::deploy::Target as Settings;
use crate::diagnostic::Diagnostic;
use crate::source::scan::Look;

/// A file of the site's folder of caches that belongs to a target.
pub fn cache(root: &Path, name: &str, what: &str) -> PathBuf {
    root.join(FOLDER).join(format!("deploy-{}.{what}", slugify(name)))
}

/// Opens a target of the configuration.
///
/// # Errors
/// When something is missing that it needs, as a secret.
pub fn open(
    root: &Path,
    name: &str,
    settings: &Settings,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Box<dyn Target>, Diagnostic> {
    let rules = Rules::of(settings);
    if let Some(folder) = &settings.folder {
        return Ok(Box::new(Folder::open(root, &folder.path, rules)));
    }
    if let Some(s3) = &settings.s3 {
        let memory = cache(root, name, "sent");
        let opening = Opening { settings: s3, rules, parallel: settings.parallel, memory, env };
        return Ok(Box::new(Store::open(opening)?));
    }
    if let Some(sftp) = &settings.sftp {
        return Ok(Box::new(Server::open(sftp, rules, cache(root, name, "scratch"))));
    }
    if let Some(rsync) = &settings.rsync {
        return Ok(Box::new(Mirror::open(rsync, rules)));
    }
    if let Some(git) = &settings.git {
        return Ok(Box::new(Branch::open(root, cache(root, name, "git"), git, rules)?));
    }
    Err(Diagnostic::error("deploy-target", format!("the target `{name}` says nothing of where it is")))
}

/// Puts the target's own files beside those of the output.
///
/// # Errors
/// When one cannot be written among the caches.
pub fn add_extras(root: &Path, name: &str, target: &dyn Target, local: &mut Local) -> Result<(), Diagnostic> {
    let folder = cache(root, name, "extras");
    for (path, text) in target.extras()? {
        let file = folder.join(path.trim_start_matches('.'));
        let written =
            fs::create_dir_all(&folder).and_then(|()| fs::write(&file, &text)).and_then(|()| fs::metadata(&file));
        let metadata = written.map_err(|error| {
            Diagnostic::error("deploy-failed", format!("{} cannot be written: {error}", file.display()))
        })?;
        let item = Item {
            path: path.clone(),
            file,
            size: metadata.len(),
            stamp: Stamp::of_bytes(text.as_bytes()),
            look: Look::of(&metadata),
        };
        // What the site itself has goes before.
        local.items.entry(path).or_insert(item);
    }
    Ok(())
}

/// Finds out what is to be done. Nothing is changed at the target.
///
/// # Errors
/// When the place cannot be read, when something of another hand is in the way, or when more would be removed than may be.
pub fn plan(
    target: &mut dyn Target,
    local: &Local,
    wish: Wish,
    max_deletes: usize,
) -> Result<(Plan, Difference), Diagnostic> {
    let difference = target.compare(local, wish)?;
    if let Some(first) = difference.in_the_way.first() {
        let count = difference.in_the_way.len();
        return Err(Diagnostic::error(
            "deploy-foreign",
            format!("{count} files at {} would be replaced that rassegna did not put there: `{first}`", target.place()),
        )
        .help("Is it the right place? What is named under `keep` stays as it is.")
        .help("With `--adopt` everything there is taken as the site's: replaced, and removed where it is not here."));
    }
    let count = difference.remove.len();
    if count > max_deletes {
        let some: Vec<String> = difference.remove.iter().take(3).map(|path| format!("`{path}`")).collect();
        return Err(Diagnostic::error(
            "deploy-deletes",
            format!("{count} files would be removed, and {max_deletes} may be: {}, …", some.join(", ")),
        )
        .help("Was the site built with all its articles? `--dry-run` shows everything that would be done.")
        .help(format!("If it is meant: `--max-deletes {count}`, or `max_deletes` in the settings of the target.")));
    }
    Ok((Plan::of(&difference), difference))
}

/// Does it. Told of each phase with the number of its files, and of each file.
///
/// # Errors
/// The first thing that went wrong. What has arrived before stays, and the next run goes on from there.
pub fn carry_out(
    target: &mut dyn Target,
    local: &Local,
    plan: &Plan,
    phase_begins: &dyn Fn(Phase, usize),
    arrived: Arrived<'_>,
) -> Result<(), Diagnostic> {
    let done = steps(target, local, plan, phase_begins, arrived);
    let finished = target.finish(done.is_ok());
    done.and(finished)
}

fn steps(
    target: &mut dyn Target,
    local: &Local,
    plan: &Plan,
    phase_begins: &dyn Fn(Phase, usize),
    arrived: Arrived<'_>,
) -> Result<(), Diagnostic> {
    for (phase, files) in &plan.phases {
        phase_begins(*phase, files.len());
        let items: Vec<&Item> = files.iter().filter_map(|(path, _)| local.items.get(path)).collect();
        target.put(&items, arrived)?;
    }
    if !plan.remove.is_empty() {
        target.remove(&plan.remove)?;
    }
    Ok(())
}
