//! The themes that live in the program itself, so that a site builds without a theme of its own.

use include_dir::{Dir, include_dir};

use crate::base::platform::slashed;

static GAZZETTA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/gazzetta");
static DISPACCIO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/dispaccio");

/// The name of the theme that serves where nothing else does.
pub const BASE: &str = "gazzetta";

/// Names of the built-in themes.
pub const NAMES: [&str; 2] = [BASE, "dispaccio"];

fn folder(theme: &str) -> Option<&'static Dir<'static>> {
    match theme {
        BASE => Some(&GAZZETTA),
        "dispaccio" => Some(&DISPACCIO),
        _ => None,
    }
}

/// All files of a built-in theme: path within the theme and bytes, sorted by path.
pub fn files(theme: &str) -> Vec<(String, &'static [u8])> {
    fn gather(folder: &'static Dir<'static>, files: &mut Vec<(String, &'static [u8])>) {
        for file in folder.files() {
            files.push((slashed(file.path()), file.contents()));
        }
        for below in folder.dirs() {
            gather(below, files);
        }
    }
    let mut found = Vec::new();
    if let Some(folder) = folder(theme) {
        gather(folder, &mut found);
    }
    found.sort();
    found
}

/// The bytes of one file of a built-in theme.
pub fn file(theme: &str, path: &str) -> Option<&'static [u8]> {
    folder(theme)?.get_file(path).map(include_dir::File::contents)
}

/// The bytes of a file within the program, by its path as published files have it: `builtin:gazzetta/assets/style.css`.
pub fn bytes(path: &str) -> Option<&'static [u8]> {
    let (theme, within) = path.strip_prefix("builtin:")?.split_once('/')?;
    file(theme, within)
}
