//! Which files of a site its repository says are changed. The system's own `git` is asked, which knows its settings best.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The files below the site's folder that are changed, staged or new; with `since`, those too that differ from what that
/// revision and this one have in common.
///
/// # Errors
/// In words, why git cannot tell.
pub fn files(root: &Path, since: Option<&str>) -> Result<BTreeSet<String>, String> {
    let prefix = prefix(root)?;
    let mut changed = BTreeSet::new();
    let status = git(root, &["status", "--porcelain=v1", "-z", "--untracked-files=all", "--", "."])?;
    let mut entries = status.split('\0').filter(|entry| !entry.is_empty());
    while let Some(entry) = entries.next() {
        let Some((state, path)) = entry.split_at_checked(3) else { continue };
        // What was renamed is followed by its old name.
        if state.starts_with(['R', 'C']) {
            entries.next();
        }
        changed.extend(path.strip_prefix(&prefix).map(str::to_string));
    }
    if let Some(since) = since {
        if since.starts_with('-') {
            return Err(format!("`{since}` is no revision"));
        }
        let range = format!("{since}...HEAD");
        let diff = git(root, &["diff", "--name-only", "-z", "--relative", &range, "--", "."])?;
        changed.extend(diff.split('\0').filter(|path| !path.is_empty()).map(str::to_string));
    }
    Ok(changed)
}

/// Where the site's folder lies in its repository: empty, or with a slash at its end.
///
/// # Errors
/// In words, why git cannot tell.
pub fn prefix(root: &Path) -> Result<String, String> {
    Ok(git(root, &["rev-parse", "--show-prefix"])?.trim_end_matches(['\n', '\r']).to_string())
}

fn git(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output();
    let output = output.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "`--changed` asks git, which is not installed here".to_string(),
        _ => format!("git could not be asked: {error}"),
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("not a git repository") {
        return Err(format!("`--changed` asks git what is changed, and {} is in no repository of git", root.display()));
    }
    Err(format!("git says: {}", said.lines().next().unwrap_or("nothing").trim()))
}
