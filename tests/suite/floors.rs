//! The floors of ARCHITECTURE.md, held by reading what each file of `src/` imports.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Each room with its floor. A room imports from lower floors only.
const FLOORS: [(&str, u8); 19] = [
    ("base", 1),
    ("diagnostic", 2),
    ("config", 3),
    ("source", 3),
    ("picture", 2),
    ("fetch", 2),
    ("article", 4),
    ("mail", 4),
    ("theme", 4),
    ("site", 5),
    ("page", 6),
    ("edit", 6),
    ("build", 7),
    ("serve", 8),
    ("check", 8),
    ("import", 8),
    ("archive", 8),
    ("deploy", 8),
    ("cli", 9),
];

/// A file longer than this wants to be two.
const LONGEST: usize = 500;

struct Source {
    /// Below `src/`.
    path: String,
    room: String,
    /// Without comments, and without the tests at its end.
    code: String,
    lines: usize,
}

fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found: Vec<Source> = walkdir::WalkDir::new(&src)
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"))
        .map(|entry| {
            let path = entry.path().strip_prefix(&src).expect("a path below src").to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(entry.path()).expect("a source file");
            let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let code: Vec<&str> = own.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            let room = path.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_string();
            Source { room, code: code.join("\n"), lines: own.lines().count(), path }
        })
        .collect();
    found.retain(|source| !is_test(&source.path));
    assert!(found.len() > 50, "src/ was not found");
    found
}

/// Files that hold tests alone.
fn is_test(path: &str) -> bool {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let name = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
    // The file above says so: `#[cfg(test)] mod name;`.
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let above = [format!("{folder}/mod.rs"), format!("{folder}.rs")];
    above.iter().any(|above| {
        let text = fs::read_to_string(src.join(above)).unwrap_or_default();
        let declared = [format!("#[cfg(test)]\nmod {name};"), format!("#[cfg(test)]\npub mod {name};")];
        declared.iter().any(|declared| text.contains(declared.as_str()))
    })
}

/// The rooms that a file names by `crate::`, in imports and elsewhere.
fn named(code: &str) -> Vec<String> {
    let mut rooms: Vec<String> = Vec::new();
    for part in code.split("crate::").skip(1) {
        let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if part.starts_with('{') {
            // `use crate::{a, b}` would hide what is imported from where.
            rooms.push("{".to_string());
        } else if !rooms.contains(&name) {
            rooms.push(name);
        }
    }
    rooms
}

#[test]
fn every_room_imports_from_lower_floors_only() {
    let floors: BTreeMap<&str, u8> = FLOORS.into_iter().collect();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.path.contains('/')) {
        let Some(own) = floors.get(source.room.as_str()) else {
            wrong.push(format!("{}: the room `{}` stands on no floor", source.path, source.room));
            continue;
        };
        for room in named(&source.code).iter().filter(|room| **room != source.room) {
            match floors.get(room.as_str()) {
                Some(floor) if floor < own => {}
                _ => wrong.push(format!("{} (floor {own}) names crate::{room}", source.path)),
            }
        }
    }
    assert!(wrong.is_empty(), "a room may import from lower floors only:\n{}", wrong.join("\n"));
}

#[test]
fn imports_name_what_they_import() {
    let mut wrong = Vec::new();
    for source in sources() {
        for line in
            source.code.lines().filter(|line| line.trim_start().starts_with("use ") || line.contains("pub use "))
        {
            // A prelude of another crate is made to be taken whole.
            let is_glob = line.contains("::*") && !line.contains("::prelude::*");
            if is_glob || line.contains("crate::{") {
                wrong.push(format!("{}: {}", source.path, line.trim()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "an import names the defining file, never a glob or the crate's root:\n{}",
        wrong.join("\n")
    );
}

/// The files outside `place` that name a word.
fn naming(word: &str, is_place: impl Fn(&str) -> bool) -> Vec<String> {
    let names = |code: &str| {
        code.match_indices(word).any(|(at, _)| {
            let before = code[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
            let after = code[at + word.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '_');
            before && after
        })
    };
    sources()
        .into_iter()
        .filter(|source| !is_place(&source.path) && names(&source.code))
        .map(|source| source.path)
        .collect()
}

#[test]
fn each_door_to_the_outside_stands_in_one_place() {
    let nobody = Vec::<String>::new();
    assert_eq!(naming("tera", |path| path.starts_with("theme/")), nobody, "only theme/ names Tera");
    assert_eq!(naming("serde_yaml", |path| path == "config/yaml.rs"), nobody, "only config/yaml.rs names serde_yaml");
    assert_eq!(
        naming("pulldown_cmark", |path| path.starts_with("article/")),
        nobody,
        "only article/ names pulldown-cmark"
    );
    assert_eq!(naming("clap", |path| path.starts_with("cli/")), nobody, "only cli/ names clap");
    assert_eq!(
        naming("walkdir", |path| ["source/scan.rs", "build/publish.rs", "import/folder.rs"].contains(&path)),
        nobody,
        "only source/ and publish walk"
    );
}

#[test]
fn no_file_is_too_long_to_be_held_in_ones_head() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|source| source.lines > LONGEST)
        .map(|source| format!("{} has {}", source.path, source.lines))
        .collect();
    assert!(long.is_empty(), "a file of more than {LONGEST} lines wants to be two:\n{}", long.join("\n"));
}

#[test]
fn every_folder_opens_with_what_it_owns() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (room, _) in FLOORS {
        let file = src.join(room).join("mod.rs");
        let Ok(text) = fs::read_to_string(&file) else { continue };
        assert!(text.starts_with("//! "), "src/{room}/mod.rs opens with what the room owns and what it may import");
    }
}
