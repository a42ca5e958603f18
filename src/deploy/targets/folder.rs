//! A folder of this machine. What we own there stands in its manifest, as in an output folder; the rest is nobody's business.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::base::platform::own_place;
use crate::base::stamp::Stamp;
use crate::build::manifest::{Manifest, Owned};
use crate::build::obstacles::is_dotfile;
use crate::build::publish::{self, Stage, Work};
use crate::deploy::local::{Item, Local};
use crate::deploy::target::{Arrived, Difference, Reason, Rules, Target, Wish};
use crate::diagnostic::Diagnostic;
use crate::source::scan::Look;

pub struct Folder {
    path: PathBuf,
    rules: Rules,
    manifest: Manifest,
    /// Whether the manifest knows more than the one in the folder.
    has_learnt: bool,
}

impl Folder {
    pub fn open(root: &Path, path: &str, rules: Rules) -> Folder {
        Folder { path: root.join(path), rules, manifest: Manifest::default(), has_learnt: false }
    }

    fn failed(&self, error: &io::Error) -> Diagnostic {
        Diagnostic::error("deploy-failed", format!("{}: {error}", self.path.display()))
            .help("What was put before stays, whole; the next run goes on from there.")
    }

    /// What there is to say of one file that is there.
    fn judge(&self, path: &str, local: &Local, wish: Wish) -> io::Result<Verdict> {
        if self.rules.keeps(path) {
            return Ok(Verdict::Kept);
        }
        let owned = self.manifest.files.get(path);
        let Some(item) = local.items.get(path) else {
            return Ok(match owned.is_some() || wish.adopt && !is_dotfile(path) {
                true => Verdict::Surplus,
                false => Verdict::Foreign,
            });
        };
        let file = self.path.join(path);
        let look = Look::of(&fs::metadata(&file)?);
        let stamp = match owned.filter(|owned| owned.look == look) {
            Some(owned) => owned.stamp,
            None if look.size != item.size => Stamp::ABSENT,
            None => Stamp::of_reader(File::open(&file)?)?,
        };
        Ok(match (stamp == item.stamp, owned) {
            (true, Some(owned)) if owned.look == look && owned.stamp == stamp => Verdict::Same(None),
            (true, _) => Verdict::Same(Some(Owned { stamp, look })),
            (false, None) if !wish.adopt => Verdict::InTheWay,
            (false, _) => Verdict::Other,
        })
    }
}

enum Verdict {
    Kept,
    Same(Option<Owned>),
    Other,
    InTheWay,
    Surplus,
    Foreign,
}

impl Target for Folder {
    fn place(&self) -> String {
        // Before the first time there is only the folder above it.
        let above = |path: &Path| Some(own_place(path.parent()?).join(path.file_name()?));
        let place = if self.path.exists() { own_place(&self.path) } else { above(&self.path).unwrap_or_default() };
        place.display().to_string()
    }

    fn compare(&mut self, local: &Local, wish: Wish) -> Result<Difference, Diagnostic> {
        let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let (here, there) = (real(&local.folder), real(&self.path));
        if here.starts_with(&there) || there.starts_with(&here) {
            let message = format!("{} and {} lie within each other", here.display(), there.display());
            return Err(Diagnostic::error("deploy-target", message).help("Name another folder."));
        }
        self.manifest = Manifest::read(&self.path).0;
        let present = publish::files(&self.path);
        let judged: Result<Vec<(String, Verdict)>, io::Error> =
            present.into_par_iter().map(|path| self.judge(&path, local, wish).map(|verdict| (path, verdict))).collect();
        let mut difference = Difference::default();
        let mut known: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
        for (path, verdict) in judged.map_err(|error| self.failed(&error))? {
            known.insert(path.clone());
            match verdict {
                Verdict::Kept => {}
                Verdict::Same(learnt) => {
                    self.has_learnt |= learnt.is_some();
                    self.manifest.files.extend(learnt.map(|owned| (path.clone(), owned)));
                    match wish.all {
                        true => drop(difference.put.insert(path, Reason::Changed)),
                        false => difference.same += 1,
                    }
                }
                Verdict::Other => drop(difference.put.insert(path, Reason::Changed)),
                Verdict::InTheWay => difference.in_the_way.push(path),
                Verdict::Surplus => drop(difference.remove.insert(path)),
                Verdict::Foreign => difference.foreign += 1,
            }
        }
        let new = local.items.keys().filter(|path| !known.contains(*path) && !self.rules.keeps(path));
        difference.put.extend(new.map(|path| (path.clone(), Reason::New)));
        Ok(difference)
    }

    fn put(&mut self, items: &[&Item], arrived: Arrived<'_>) -> Result<(), Diagnostic> {
        let stage = Stage::set_up(&self.path, false).map_err(|error| self.failed(&error))?;
        let copies = items.par_iter().map(|item| {
            let staged = stage.copy(&item.path, &item.file).map_err(|error| self.failed(&error))?;
            item.still()?;
            Ok((item.path.clone(), (staged, item.stamp)))
        });
        let staged = copies.collect::<Result<Vec<_>, Diagnostic>>()?;
        let work = Work { write: staged.into_iter().collect(), stage: Some(stage), ..Work::default() };
        self.manifest = publish::publish(&self.path, &self.manifest, work).map_err(|error| self.failed(&error))?;
        self.has_learnt = false;
        items.iter().for_each(|item| arrived(&item.path));
        Ok(())
    }

    fn remove(&mut self, paths: &[String]) -> Result<(), Diagnostic> {
        let work = Work { remove: paths.iter().cloned().collect(), ..Work::default() };
        self.manifest = publish::publish(&self.path, &self.manifest, work).map_err(|error| self.failed(&error))?;
        self.has_learnt = false;
        Ok(())
    }

    fn finish(&mut self, _: bool) -> Result<(), Diagnostic> {
        // Files that were found to be as they should be are ours from now on, though nothing was put.
        if self.has_learnt {
            publish::write_manifest(&self.path, &self.manifest).map_err(|error| self.failed(&error))?;
        }
        Ok(())
    }
}
