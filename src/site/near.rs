//! Which file an editor may have meant by a path that leads nowhere.
//!
//! A site may have hundreds of thousands of files, and each dead link asks: so only names of the same folder are compared
//! letter by letter, and of those only the ones that are about as long and made of about the same letters.

use super::store::Site;
use crate::base::path;
use crate::diagnostic;

/// How many letters of a name may be wrong.
const SLIPS: usize = 3;

/// Where a file is and what it is called. The name of a bundle is that of its folder.
#[derive(PartialEq, Eq)]
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

impl Site {
    /// The file of the same name in another folder, or that of nearly the same name in this one.
    pub(super) fn nearest_file(&self, file: &str) -> Option<String> {
        if matches!(path::extension(file), "" | "md") {
            let is_there = |path: &&str| self.article_at(path).is_some();
            return nearest(file, self.paths(), is_there).map(str::to_string);
        }
        let files = self.all_files().map(|media| media.path.as_str());
        nearest(file, files, |path| !path.starts_with("builtin:")).map(str::to_string)
    }
}

fn nearest<'p>(
    file: &str,
    paths: impl Iterator<Item = &'p str>,
    is_there: impl Fn(&&'p str) -> bool,
) -> Option<&'p str> {
    let wanted = Name::of(file);
    let mut same: Option<&str> = None;
    let mut near = Vec::new();
    for path in paths {
        let found = Name::of(path);
        if (found.name, found.of_index) == (wanted.name, wanted.of_index) {
            same = same.into_iter().chain([path].into_iter().filter(&is_there)).min();
        } else if found.folder == wanted.folder && may_be_a_slip(found.name, wanted.name) && is_there(&path) {
            near.push((found.name, path));
        }
    }
    same.or_else(|| {
        let name = diagnostic::nearest(wanted.name, near.iter().map(|(name, _)| *name))?;
        let named = near.iter().filter(|(other, path)| *other == name && Name::of(path).of_index == wanted.of_index);
        named.map(|(_, path)| *path).min()
    })
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
    use super::nearest;

    fn near(file: &str, paths: &[&'static str]) -> Option<&'static str> {
        nearest(file, paths.iter().copied(), |path| !path.contains("gone"))
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
        assert_eq!(near("content/a/grafico.png", &["content/b/grafico.png"]), Some("content/b/grafico.png"));
    }
}
