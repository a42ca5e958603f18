//! A folder of another machine, by the system's own `sftp` in batches. What we own there stands in the manifest that lies beside
//! it, since a server of SFTP tells no hashes: what another hand has changed there is not noticed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::base::platform::slashed;
use crate::build::manifest::{self, Manifest, Owned};
use crate::config::settings::deploy::Sftp;
use crate::deploy::local::{Item, Local};
use crate::deploy::program::Call;
use crate::deploy::target::{Arrived, Difference, Reason, Rules, Target, Wish};
use crate::diagnostic::Diagnostic;
use crate::source::scan::Look;

/// So many files go in one call, and are noted after it.
const BATCH: usize = 500;

/// There is no clock of ours there, and no look that means anything.
const NO_LOOK: Look = Look { size: 0, modified: 0 };

pub struct Server {
    settings: Sftp,
    rules: Rules,
    manifest: Manifest,
    /// Folders that are there.
    folders: BTreeSet<String>,
    /// A file of this machine, for what is fetched and what is put.
    scratch: PathBuf,
}

impl Server {
    pub fn open(settings: &Sftp, rules: Rules, scratch: PathBuf) -> Server {
        Server { settings: settings.clone(), rules, manifest: Manifest::default(), folders: BTreeSet::new(), scratch }
    }

    fn scratch(&self) -> String {
        quoted(&slashed(&self.scratch))
    }

    fn batch(&self, commands: &str) -> Result<Vec<u8>, Diagnostic> {
        let port = self.settings.port.map(|port| port.to_string());
        let mut arguments = vec!["-b", "-"];
        if let Some(port) = &port {
            arguments.extend(["-P", port]);
        }
        arguments.push(&self.settings.host);
        Call { input: commands.as_bytes(), ..Call::new(&self.settings.command, &arguments) }.run().map_err(
            |diagnostic| {
                diagnostic.help(format!(
                    "Try `{} {}` by hand: it must come in without asking for a password.",
                    self.settings.command.join(" "),
                    self.settings.host
                ))
            },
        )
    }

    /// A path there, as the language of batches takes it.
    fn there(&self, path: &str) -> String {
        quoted(&format!("{}/{path}", self.settings.path.trim_end_matches('/')))
    }

    /// The manifest there; `None` when there is none.
    fn read(&self) -> Result<Option<Manifest>, Diagnostic> {
        if let Some(folder) = self.scratch.parent() {
            fs::create_dir_all(folder).map_err(|error| unwritable(&self.scratch, &error))?;
        }
        let _ = fs::remove_file(&self.scratch);
        // The dash lets the batch go on where there is no such file, while a server that cannot be reached ends it.
        let commands = format!("-get {} {}\n", self.there(manifest::NAME), self.scratch());
        self.batch(&commands)?;
        // Of a damaged one nothing is believed: what it would say is there may not be.
        Ok(fs::read_to_string(&self.scratch)
            .ok()
            .map(|text| Manifest::parse(&text))
            .filter(|(_, is_whole)| *is_whole)
            .map(|(manifest, _)| manifest))
    }

    fn write_manifest(&self, commands: &mut String) -> Result<(), Diagnostic> {
        fs::write(&self.scratch, self.manifest.to_text()).map_err(|error| unwritable(&self.scratch, &error))?;
        let beside = self.there(&format!("{}.new", manifest::NAME));
        commands.push_str(&format!("put {} {beside}\n", self.scratch()));
        commands.push_str(&format!("rename {beside} {}\n", self.there(manifest::NAME)));
        Ok(())
    }

    /// The commands that make the folders of a path, each once. One that is there already is no mistake.
    fn make_folders(&mut self, commands: &mut String, path: &str) {
        let parts: Vec<&str> = path.split('/').collect();
        for end in 1..parts.len() {
            let folder = parts[..end].join("/");
            if !self.folders.contains(&folder) {
                commands.push_str(&format!("-mkdir {}\n", self.there(&folder)));
                self.folders.insert(folder);
            }
        }
    }
}

impl Target for Server {
    fn place(&self) -> String {
        format!("sftp://{}/{}", self.settings.host, self.settings.path.trim_start_matches('/'))
    }

    fn compare(&mut self, local: &Local, wish: Wish) -> Result<Difference, Diagnostic> {
        let known = self.read()?;
        if known.is_none() && !wish.adopt {
            let list = self.batch(&format!("-ls -1 {}\n", quoted(&self.settings.path)))?;
            let list = String::from_utf8_lossy(&list);
            let lines = list.lines().filter(|line| !line.starts_with("sftp>") && !line.trim().is_empty());
            let names = lines.map(|line| line.trim().rsplit('/').next().unwrap_or(line));
            // One list of the folder says no more: a name is spared as a file, or as a folder whose files are.
            let is_spared = |name: &&str| self.rules.spares(name) || self.rules.spares(&format!("{name}/x"));
            let names: Vec<&str> = names.filter(|name| !is_spared(name)).collect();
            if !names.is_empty() {
                return Err(Diagnostic::error(
                    "deploy-foreign",
                    format!(
                        "`{}` holds {} files and folders that rassegna did not put there",
                        self.place(),
                        names.len()
                    ),
                )
                .help(
                    "Is it the right folder? With `--adopt` files of the same names are replaced; the others stay.",
                ));
            }
        }
        self.manifest = known.unwrap_or_default();
        let mut difference = Difference::default();
        for (path, item) in local.items.iter().filter(|(path, _)| !self.rules.keeps(path)) {
            match self.manifest.files.get(path) {
                Some(owned) if owned.stamp == item.stamp && !wish.all => difference.same += 1,
                Some(_) => drop(difference.put.insert(path.clone(), Reason::Changed)),
                None => drop(difference.put.insert(path.clone(), Reason::New)),
            }
        }
        let gone =
            self.manifest.files.keys().filter(|path| !local.items.contains_key(*path) && !self.rules.keeps(path));
        difference.remove = gone.cloned().collect();
        Ok(difference)
    }

    fn put(&mut self, items: &[&Item], arrived: Arrived<'_>) -> Result<(), Diagnostic> {
        for part in items.chunks(BATCH) {
            let mut commands = format!("-mkdir {}\n", quoted(&self.settings.path));
            for item in part {
                self.make_folders(&mut commands, &item.path);
                item.still()?;
                let file = quoted(&slashed(&item.file));
                let (beside, place) = (self.there(".rassegna-new"), self.there(&item.path));
                commands.push_str(&format!("put {file} {beside}\nrename {beside} {place}\n"));
                self.manifest.files.insert(item.path.clone(), Owned { stamp: item.stamp, look: NO_LOOK });
            }
            self.write_manifest(&mut commands)?;
            self.batch(&commands)?;
            part.iter().for_each(|item| arrived(&item.path));
        }
        Ok(())
    }

    fn remove(&mut self, paths: &[String]) -> Result<(), Diagnostic> {
        let mut commands = String::new();
        let mut emptied: BTreeSet<&str> = BTreeSet::new();
        for path in paths {
            commands.push_str(&format!("-rm {}\n", self.there(path)));
            self.manifest.files.remove(path);
            let mut above = path.as_str();
            while let Some((folder, _)) = above.rsplit_once('/') {
                emptied.insert(folder);
                above = folder;
            }
        }
        // From the deepest up; a folder that still holds something is not removed.
        let is_used = |folder: &str| {
            let within = format!("{folder}/");
            self.manifest.files.range(within.clone()..).next().is_some_and(|(path, _)| path.starts_with(&within))
        };
        for folder in emptied.iter().rev().filter(|folder| !is_used(folder)) {
            commands.push_str(&format!("-rmdir {}\n", self.there(folder)));
        }
        self.write_manifest(&mut commands)?;
        self.batch(&commands)?;
        Ok(())
    }

    fn finish(&mut self, _: bool) -> Result<(), Diagnostic> {
        let _ = fs::remove_file(&self.scratch);
        Ok(())
    }
}

fn unwritable(file: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("deploy-failed", format!("{} cannot be written: {error}", file.display()))
}

/// A path in quotation marks, in which `sftp` takes every sign as it is but these.
fn quoted(path: &str) -> String {
    let mut quoted = String::from("\"");
    for c in path.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_path_is_one_word_whatever_is_in_it() {
        assert_eq!(quoted("a b/\"c\"\\*.html"), "\"a b/\\\"c\\\"\\\\*.html\"");
    }
}
