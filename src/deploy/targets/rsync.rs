//! A folder of another machine, or of this one, by the system's own `rsync`, which compares the checksums of both sides.

use std::path::PathBuf;

use crate::base::platform::{own_place, slashed};
use crate::config::settings::deploy::Rsync;
use crate::deploy::local::{Item, Local};
use crate::deploy::program::Call;
use crate::deploy::target::{Arrived, Difference, Reason, Rules, Target, Wish};
use crate::diagnostic::Diagnostic;

/// How files are put: their names go in by the program's input, and they become visible together at the end of a call.
const SENDING: [&str; 6] =
    ["--checksum", "--copy-links", "--files-from=-", "--from0", "--delay-updates", "--chmod=D755,F644"];

pub struct Mirror {
    settings: Rsync,
    rules: Rules,
    from: PathBuf,
}

impl Mirror {
    pub fn open(settings: &Rsync, rules: Rules) -> Mirror {
        Mirror { settings: settings.clone(), rules, from: PathBuf::new() }
    }

    fn run(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, Diagnostic> {
        // A slash at the end means what is in the folder.
        let from = format!("{}/", slashed(&self.from));
        let to = format!("{}/", self.settings.to.trim_end_matches('/'));
        let filters = self.filters();
        let mut all: Vec<&str> = arguments.to_vec();
        all.extend(filters.iter().map(String::as_str));
        all.extend(["--", &from, &to]);
        Call { input, ..Call::new(&self.settings.command, &all) }.run().map_err(|diagnostic| {
            diagnostic.help(format!(
                "Is `{}` right, does the folder above it exist, and may you write there?",
                self.settings.to
            ))
        })
    }

    /// What neither goes nor is touched there.
    fn filters(&self) -> Vec<String> {
        let keep = self.rules.keep.iter().flat_map(|pattern| anchored(pattern.as_str()));
        let mut filters: Vec<String> = keep.map(|pattern| format!("--exclude={pattern}")).collect();
        for pattern in self.rules.dotfiles.iter().flat_map(|pattern| anchored(pattern.as_str())) {
            // A folder must be let in for what is in it to be seen; only those with a dot would not be.
            let folders = pattern.match_indices('/').skip(1).map(|(at, _)| &pattern[..at]);
            let hidden = folders.filter(|folder| folder.rsplit('/').next().is_some_and(|name| name.starts_with('.')));
            filters.extend(hidden.map(|folder| format!("--include={folder}/")));
            filters.push(format!("--include={pattern}"));
        }
        filters.push("--exclude=.*".to_string());
        filters
    }
}

impl Target for Mirror {
    fn place(&self) -> String {
        self.settings.to.clone()
    }

    fn compare(&mut self, local: &Local, wish: Wish) -> Result<Difference, Diagnostic> {
        // A colon in a path would be read as the name of a host before it.
        self.from = own_place(&local.folder);
        let arguments =
            ["--recursive", "--copy-links", "--checksum", "--dry-run", "--delete", "-8", "--out-format=%i %n"];
        let told = self.run(&arguments, &[])?;
        let mut difference = Difference::default();
        for line in String::from_utf8_lossy(&told).lines() {
            let Some((what, path)) = line.split_once(' ') else { continue };
            let path = path.trim_start();
            if what == "*deleting" {
                if !path.ends_with('/') {
                    difference.remove.insert(path.to_string());
                }
            } else if matches!(what.as_bytes(), [b'<' | b'>', b'f', ..]) && local.items.contains_key(path) {
                let reason = if what.ends_with("+++") { Reason::New } else { Reason::Changed };
                // A bare change of times or permissions sends nothing.
                if reason == Reason::New || what.as_bytes().get(2) == Some(&b'c') {
                    difference.put.insert(path.to_string(), reason);
                }
            }
        }
        let is_known = |path: &&String| !difference.put.get(*path).is_some_and(|reason| *reason == Reason::New);
        let known = local.items.keys().filter(|path| !self.rules.keeps(path)).filter(is_known).count();
        if known == 0 && !difference.remove.is_empty() && !wish.adopt {
            let count = difference.remove.len();
            let message = format!("`{}` holds files ({count} of them), and none is of this site", self.settings.to);
            return Err(Diagnostic::error("deploy-foreign", message)
                .help("Is it the right folder? What is named under `keep` stays.")
                .help("With `--adopt` everything there is taken as the site's, and what is not here is removed."));
        }
        if wish.all {
            let all = local.items.keys().filter(|path| !self.rules.keeps(path));
            let all: Vec<String> = all.filter(|path| !difference.put.contains_key(*path)).cloned().collect();
            difference.put.extend(all.into_iter().map(|path| (path, Reason::Changed)));
        }
        let sent = |path: &&String| !self.rules.keeps(path) && !difference.put.contains_key(*path);
        difference.same = local.items.keys().filter(sent).count();
        Ok(difference)
    }

    fn put(&mut self, items: &[&Item], arrived: Arrived<'_>) -> Result<(), Diagnostic> {
        let mut names = Vec::new();
        for item in items {
            names.extend_from_slice(item.path.as_bytes());
            names.push(0);
        }
        self.run(&SENDING, &names)?;
        items.iter().for_each(|item| arrived(&item.path));
        Ok(())
    }

    fn remove(&mut self, paths: &[String]) -> Result<(), Diagnostic> {
        // Folders that this empties count as removals too.
        let folders: usize = paths.iter().map(|path| path.matches('/').count()).sum();
        let most = format!("--max-delete={}", paths.len() + folders);
        let arguments = ["--recursive", "--copy-links", "--delete", "--existing", "--ignore-existing", &most];
        self.run(&arguments, &[]).map(drop)
    }

    fn finish(&mut self, _: bool) -> Result<(), Diagnostic> {
        Ok(())
    }
}

/// A pattern of ours as `rsync` writes the same. Ours is of a whole path: a star stands for slashes too, and `**/` for no folder as
/// well as for some.
fn anchored(pattern: &str) -> Vec<String> {
    let wide = |pattern: &str| format!("/{}", pattern.replace("**", "*").replace('*', "**"));
    match pattern.contains("**/") {
        true => vec![wide(&pattern.replace("**/", "")), wide(pattern)],
        false => vec![wide(pattern)],
    }
}

#[cfg(test)]
mod tests {
    use super::anchored;

    #[test]
    fn a_pattern_means_the_same_to_rsync() {
        for (ours, theirs) in [
            ("logs/**", &["/logs/**"][..]),
            ("*.pdf", &["/**.pdf"]),
            ("a*/b.html", &["/a**/b.html"]),
            ("**/.htaccess", &["/.htaccess", "/**/.htaccess"]),
            ("a/**/b", &["/a/b", "/a/**/b"]),
        ] {
            assert_eq!(anchored(ours), theirs, "{ours}");
        }
    }
}
