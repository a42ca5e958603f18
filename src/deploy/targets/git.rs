//! A branch of a repository, as GitHub Pages and others publish it: one commit that becomes visible as a whole, made in a bare
//! repository of our own, so that neither the index nor the files of the editor's are touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::base::platform::{own_place, slashed};
use crate::config::settings::deploy::Git;
use crate::deploy::local::{Item, Local};
use crate::deploy::program::Call;
use crate::deploy::target::{Arrived, Difference, Reason, Rules, Target, Wish};
use crate::diagnostic::Diagnostic;

/// Where the branch stands in our repository.
const THERE: &str = "refs/rassegna/there";

/// The file by which GitHub Pages is told to publish what is there as it is.
const NOJEKYLL: &str = ".nojekyll";

pub struct Branch {
    settings: Git,
    rules: Rules,
    /// The site's folder.
    root: PathBuf,
    /// Our bare repository.
    own: PathBuf,
    url: String,
    /// The commit at the branch's end.
    tip: Option<String>,
    put: BTreeMap<String, PathBuf>,
    remove: Vec<String>,
}

impl Branch {
    /// # Errors
    /// When there is no such remote.
    pub fn open(root: &Path, own: PathBuf, settings: &Git, rules: Rules) -> Result<Branch, Diagnostic> {
        let mut branch = Branch {
            settings: settings.clone(),
            rules,
            root: root.to_path_buf(),
            own,
            url: String::new(),
            tip: None,
            put: BTreeMap::new(),
            remove: Vec::new(),
        };
        branch.url = branch.address()?;
        Ok(branch)
    }

    fn address(&self) -> Result<String, Diagnostic> {
        let remote = &self.settings.remote;
        if remote.contains(':') {
            return Ok(remote.clone());
        }
        if remote.contains('/') {
            let path = self.root.join(remote);
            return Ok(slashed(&own_place(&path)));
        }
        let told = self.git(&self.root, &["remote", "get-url", "--", remote], &[], &[]);
        let told = told.map_err(|diagnostic| {
            diagnostic.help(format!(
                "Is the site in a repository, and has it a remote `{remote}`? Else write its address as `remote`."
            ))
        })?;
        Ok(text(&told))
    }

    fn git(
        &self,
        folder: &Path,
        arguments: &[&str],
        input: &[u8],
        variables: &[(&str, &str)],
    ) -> Result<Vec<u8>, Diagnostic> {
        let command = ["git".to_string()];
        Call { folder: Some(folder), input, variables, ..Call::new(&command, arguments) }.run()
    }

    /// In our own repository.
    fn ours(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, Diagnostic> {
        self.git(&self.own, arguments, input, &[])
    }

    fn fetch(&mut self) -> Result<(), Diagnostic> {
        if !self.own.join("HEAD").exists() {
            fs::create_dir_all(&self.own).map_err(|error| {
                Diagnostic::error("deploy-failed", format!("{} cannot be made: {error}", self.own.display()))
            })?;
            self.ours(&["init", "--bare", "--quiet", "."], &[])?;
        }
        let name = format!("refs/heads/{}", self.settings.branch);
        let reached = self.ours(&["ls-remote", "--", &self.url, &name], &[]);
        let reached = reached.map_err(|diagnostic| {
            diagnostic.help(format!("Is `{}` the repository, and may you read and write it?", self.url))
        })?;
        self.tip = text(&reached).split_whitespace().next().map(str::to_string);
        if self.tip.is_some() {
            let to = format!("+{name}:{THERE}");
            self.ours(&["fetch", "--quiet", "--depth=1", "--no-tags", "--", &self.url, &to], &[])?;
        }
        Ok(())
    }

    /// The files of the branch with the names of their contents.
    fn there(&self) -> Result<BTreeMap<String, String>, Diagnostic> {
        if self.tip.is_none() {
            return Ok(BTreeMap::new());
        }
        let told = self.ours(&["ls-tree", "-r", "-z", "--full-tree", THERE], &[])?;
        let entries = String::from_utf8_lossy(&told).into_owned();
        let entry = |entry: &str| {
            let (head, path) = entry.split_once('\t')?;
            Some((path.to_string(), head.rsplit(' ').next()?.to_string()))
        };
        Ok(entries.split('\0').filter_map(entry).collect())
    }

    /// The names of the contents of files, in their order; `write` keeps the contents too.
    fn hashes<'a>(&self, files: impl Iterator<Item = &'a Path>, write: bool) -> Result<Vec<String>, Diagnostic> {
        let mut input = String::new();
        for file in files {
            let line = slashed(&own_place(file));
            if line.contains('\n') {
                return Err(Diagnostic::error(
                    "deploy-output",
                    format!("`{}` has a name of several lines", line.escape_debug()),
                ));
            }
            input.push_str(&line);
            input.push('\n');
        }
        let mut arguments = vec!["hash-object", "--no-filters", "--stdin-paths"];
        if write {
            arguments.push("-w");
        }
        Ok(text(&self.ours(&arguments, input.as_bytes())?).lines().map(str::to_string).collect())
    }

    /// Who makes the commit, where nobody has said it.
    fn identity(&self) -> Vec<(&'static str, &'static str)> {
        let is_told = |key: &str| self.git(&self.root, &["config", key], &[], &[]).is_ok();
        let mut unknown = Vec::new();
        for (key, variables, value) in [
            ("user.name", ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"], "rassegna"),
            ("user.email", ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"], "rassegna@localhost"),
        ] {
            if !is_told(key) {
                unknown.extend(variables.map(|variable| (variable, value)));
            }
        }
        unknown
    }

    fn commit(&self) -> Result<String, Diagnostic> {
        let files: Vec<(&String, &PathBuf)> = self.put.iter().collect();
        let names = self.hashes(files.iter().map(|(_, file)| file.as_path()), true)?;
        let mut entries: Vec<u8> = Vec::new();
        for ((path, _), name) in files.iter().zip(&names) {
            entries.extend_from_slice(format!("100644 {name}\t{path}\0").as_bytes());
        }
        for path in &self.remove {
            entries.extend_from_slice(format!("0 0000000000000000000000000000000000000000\t{path}\0").as_bytes());
        }
        let index = self.own.join("rassegna-index");
        let _ = fs::remove_file(&index);
        let index = slashed(&own_place(&self.own).join("rassegna-index"));
        let mut variables = self.identity();
        variables.push(("GIT_INDEX_FILE", &index));
        if self.tip.is_some() {
            self.git(&self.own, &["read-tree", THERE], &[], &variables)?;
        }
        self.git(&self.own, &["update-index", "-z", "--add", "--replace", "--index-info"], &entries, &variables)?;
        let tree = text(&self.git(&self.own, &["write-tree"], &[], &variables)?);
        let mut arguments = vec!["commit-tree", &tree, "-m", "Publish the site"];
        if self.settings.history && self.tip.is_some() {
            arguments.extend(["-p", THERE]);
        }
        Ok(text(&self.git(&self.own, &arguments, &[], &variables)?))
    }
}

impl Target for Branch {
    fn place(&self) -> String {
        format!("{} of {}", self.settings.branch, self.url)
    }

    fn extras(&self) -> Result<Vec<(String, String)>, Diagnostic> {
        let nojekyll = self.settings.nojekyll.then(|| (NOJEKYLL.to_string(), String::new()));
        let cname = self.settings.cname.iter().map(|name| ("CNAME".to_string(), format!("{name}\n")));
        Ok(nojekyll.into_iter().chain(cname).collect())
    }

    fn compare(&mut self, local: &Local, wish: Wish) -> Result<Difference, Diagnostic> {
        self.fetch()?;
        let there = self.there()?;
        let paths = there.keys().map(String::as_str);
        let strangers = self.rules.strangers(paths, |path| local.items.contains_key(path));
        if strangers > 0 && !wish.adopt {
            let message = format!("`{}` holds files ({strangers} of them), and none is of this site", self.place());
            return Err(Diagnostic::error("deploy-foreign", message)
                .help("Is it the right branch? It should hold the site and nothing else.")
                .help("With `--adopt` everything there is taken as the site's, and what is not here is removed."));
        }
        let items: Vec<&Item> = local.items.values().filter(|item| !self.rules.keeps(&item.path)).collect();
        let names = self.hashes(items.iter().map(|item| item.file.as_path()), false)?;
        let mut difference = Difference::default();
        for (item, name) in items.iter().zip(&names) {
            match there.get(&item.path) {
                Some(other) if other == name && !wish.all => difference.same += 1,
                Some(_) => drop(difference.put.insert(item.path.clone(), Reason::Changed)),
                None => drop(difference.put.insert(item.path.clone(), Reason::New)),
            }
        }
        for path in there.keys().filter(|path| !local.items.contains_key(*path)) {
            // Ours is the one dotfile that a branch gets without being asked for it.
            match self.rules.spares(path) && path != NOJEKYLL || self.rules.keeps(path) {
                true => difference.foreign += 1,
                false => drop(difference.remove.insert(path.clone())),
            }
        }
        Ok(difference)
    }

    fn put(&mut self, items: &[&Item], arrived: Arrived<'_>) -> Result<(), Diagnostic> {
        for item in items {
            item.still()?;
            self.put.insert(item.path.clone(), item.file.clone());
            arrived(&item.path);
        }
        Ok(())
    }

    fn remove(&mut self, paths: &[String]) -> Result<(), Diagnostic> {
        self.remove.extend_from_slice(paths);
        Ok(())
    }

    fn is_atomic(&self) -> bool {
        true
    }

    fn finish(&mut self, is_whole: bool) -> Result<(), Diagnostic> {
        if !is_whole || self.put.is_empty() && self.remove.is_empty() {
            return Ok(());
        }
        let commit = self.commit()?;
        let branch = &self.settings.branch;
        let to = format!("{commit}:refs/heads/{branch}");
        // Without its history the branch is replaced, but only if it is still the one that was looked at.
        let lease = format!("--force-with-lease=refs/heads/{branch}:{}", self.tip.as_deref().unwrap_or_default());
        let mut arguments = vec!["push", "--quiet"];
        if !self.settings.history {
            arguments.push(&lease);
        }
        arguments.extend(["--", &self.url, &to]);
        self.ours(&arguments, &[]).map(drop).map_err(|diagnostic| {
            diagnostic
                .help(
                    "Has somebody else published meanwhile? Run it again. Otherwise: may you write to this repository?",
                )
                .help("Nothing has changed there.")
        })
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_string()
}
