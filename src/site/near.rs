//! Which file an editor may have meant by a path that leads nowhere.
//!
//! A site may have hundreds of thousands of files, and each dead link asks: so files are found by their names and by their
//! folders. Only names of the same folder are compared letter by letter, and of those only the ones that are about as long and
//! made of about the same letters.

use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

use super::store::Site;
use crate::base::path;
use crate::diagnostic;

/// How many letters of a name may be wrong.
const SLIPS: usize = 3;

/// Where a file is and what it is called. The name of a bundle is that of its folder.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Name<'p> {
    folder: &'p str,
    name: &'p str,
    /// What follows `index` in a bundle's file: its language.
    of_index: &'p str,
}

impl<'p> Name<'p> {
    fn of(path: &'p str) -> Name<'p> {
        let path = path.strip_suffix(".md").unwrap_or(path).trim_end_matches('/');
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        match name.strip_prefix("index").filter(|rest| rest.is_empty() || rest.starts_with('.')) {
            Some(of_index) => {
                let (folder, name) = folder.rsplit_once('/').unwrap_or(("", folder));
                Name { folder, name, of_index }
            }
            None => Name { folder, name, of_index: "" },
        }
    }
}

/// What dead links are compared with: sorted when the first of them asks, and once more only after files came or went.
#[derive(Default)]
pub struct Near {
    texts: OnceLock<Sorted>,
    files: OnceLock<Sorted>,
}

impl Near {
    pub(super) fn forget(&mut self) {
        *self = Near::default();
    }
}

/// Paths in the two orders in which they are searched.
struct Sorted {
    by_folder: Vec<Arc<str>>,
    by_name: Vec<Arc<str>>,
}

impl Sorted {
    fn of(paths: &[Arc<str>]) -> Sorted {
        let mut named: Vec<(Name<'_>, &Arc<str>)> = paths.iter().map(|path| (Name::of(path), path)).collect();
        let taken = |named: &[(Name<'_>, &Arc<str>)]| named.iter().map(|(_, path)| Arc::clone(path)).collect();
        named.sort();
        let by_folder = taken(&named);
        named.sort_by_key(|(name, path)| (name.name, name.of_index, *path));
        Sorted { by_folder, by_name: taken(&named) }
    }

    fn nearest(&self, file: &str, is_there: impl Fn(&str) -> bool) -> Option<&str> {
        let wanted = Name::of(file);
        let is_same = |name: &Name<'_>| (name.name, name.of_index).cmp(&(wanted.name, wanted.of_index));
        if let Some(same) = stretch(&self.by_name, is_same).find(|path| is_there(path)) {
            return Some(same);
        }
        let beside = stretch(&self.by_folder, |name| name.folder.cmp(wanted.folder));
        let near = beside.map(|path| (Name::of(path), path));
        let near: Vec<(Name<'_>, &str)> =
            near.filter(|(name, path)| may_be_a_slip(name.name, wanted.name) && is_there(path)).collect();
        let meant = diagnostic::nearest(wanted.name, near.iter().map(|(name, _)| name.name))?;
        let named = near.iter().filter(|(name, _)| (name.name, name.of_index) == (meant, wanted.of_index));
        named.map(|(_, path)| *path).min()
    }
}

/// The paths at whose names a comparison finds what is looked for; they lie together in its order.
fn stretch(paths: &[Arc<str>], compare: impl Fn(&Name<'_>) -> Ordering) -> impl Iterator<Item = &str> {
    let from = paths.partition_point(|path| compare(&Name::of(path)).is_lt());
    paths[from..].iter().map(|path| &**path).take_while(move |path| compare(&Name::of(path)).is_eq())
}

impl Site {
    /// The file of the same name in another folder, or that of nearly the same name in this one.
    pub(super) fn nearest_file(&self, file: &str) -> Option<String> {
        if matches!(path::extension(file), "" | "md") {
            let texts = self.near.texts.get_or_init(|| Sorted::of(&self.paths));
            return texts.nearest(file, |path| self.article_at(path).is_some()).map(str::to_string);
        }
        let files = self.near.files.get_or_init(|| {
            let own = self.all_files().map(|media| media.path.as_str()).filter(|path| !path.starts_with("builtin:"));
            Sorted::of(&own.map(Arc::from).collect::<Vec<_>>())
        });
        files.nearest(file, |_| true).map(str::to_string)
    }
}

/// Whether two names have nearly the same letters, in whatever order: what this refuses is not alike in any order.
fn may_be_a_slip(one: &str, other: &str) -> bool {
    // A letter that is not ASCII has several bytes.
    let most = 2 * SLIPS;
    if one.len().abs_diff(other.len()) > most {
        return false;
    }
    let mut counts = [0_i16; 256];
    one.bytes().for_each(|byte| counts[usize::from(byte.to_ascii_lowercase())] += 1);
    other.bytes().for_each(|byte| counts[usize::from(byte.to_ascii_lowercase())] -= 1);
    counts.iter().map(|count| usize::from(count.unsigned_abs())).sum::<usize>() <= 2 * most
}

#[cfg(test)]
mod tests {
    use super::Sorted;

    fn near(file: &str, paths: &[&'static str]) -> Option<&'static str> {
        let sorted = Sorted::of(&paths.iter().map(|path| (*path).into()).collect::<Vec<_>>());
        let found = sorted.nearest(file, |path| !path.contains("gone"))?;
        paths.iter().copied().find(|path| *path == found)
    }

    #[test]
    fn a_slip_in_a_name_is_looked_for_in_its_folder() {
        let paths = ["content/a/buono.md", "content/b/bona.md", "content/a/bono-gone.md"];
        assert_eq!(near("content/a/bono.md", &paths), Some("content/a/buono.md"));
        assert_eq!(near("content/a/bono", &paths), Some("content/a/buono.md"));
        assert_eq!(near("content/c/bono.md", &paths), None);
        assert_eq!(near("content/a/tutt-altro.md", &paths), None);
    }

    #[test]
    fn the_name_of_a_bundle_is_its_folders() {
        let paths = ["content/altro/index.md", "content/buono/index.it.md", "content/buono/index.md"];
        assert_eq!(near("content/bono/index.md", &paths), Some("content/buono/index.md"));
        assert_eq!(near("content/bono/index.it.md", &paths), Some("content/buono/index.it.md"));
        assert_eq!(near("content/bono.md", &paths), Some("content/buono/index.md"));
        assert_eq!(near("content/diverso/index.md", &paths), None);
    }

    #[test]
    fn the_same_name_elsewhere_is_meant_rather_than_a_similar_one() {
        let paths = ["content/a/buoni.md", "content/z/buono.md", "content/b/buono.md"];
        assert_eq!(near("content/a/buono.md", &paths), Some("content/b/buono.md"));
        let paths = ["content/b/gone/buono.md", "content/a/buono.en.md", "content/a/buoni.md"];
        assert_eq!(near("content/a/buono.md", &paths), Some("content/a/buoni.md"), "what is gone is not meant");
        assert_eq!(near("content/a/grafico.png", &["content/b/grafico.png"]), Some("content/b/grafico.png"));
    }
}
