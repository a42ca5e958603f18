//! Names of files, as Linux, macOS and Windows take them. What is here is about texts alone, so that it is the same everywhere and
//! can be tried anywhere.

use std::borrow::Cow;

use icu::normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

use super::stamp::Stamp;

/// What Windows opens as a device whatever ending follows: `con.md` is the console.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// The same with a digit behind: `com1`, `lpt³`.
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// Why Windows takes no file and no folder of this name, if it does not.
pub fn refused_by_windows(name: &str) -> Option<&'static str> {
    if name.chars().any(is_forbidden) {
        return Some("Windows takes none of < > : \" | ? * \\ and no control characters in a name");
    }
    if name.ends_with(['.', ' ']) {
        return Some("Windows takes no name that ends in a dot or a blank");
    }
    is_device(name).then_some("Windows keeps this name for a device")
}

fn is_forbidden(c: char) -> bool {
    c.is_ascii_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\')
}

fn is_device(name: &str) -> bool {
    // What stands before the first dot decides, without the blanks behind it.
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ').to_lowercase();
    let is_digit = |rest: &str| {
        let mut signs = rest.chars();
        matches!((signs.next(), signs.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    };
    DEVICES.contains(&stem.as_str())
        || NUMBERED_DEVICES.iter().any(|device| stem.strip_prefix(device).is_some_and(is_digit))
}

/// The longest name that we give, in bytes. Systems take 255; some is left for what is put behind it.
const LONGEST: usize = 200;

/// The longest ending of a name that stays when it is shortened, in bytes: `.pt-br.md`.
const LONGEST_ENDING: usize = 16;

/// A path of which every system takes each name: `con/a:b.md` becomes `con_/a-b.md`. The slug of a name stays what it was, but for one
/// that is too long.
pub fn portable(path: &str) -> Cow<'_, str> {
    match path.split('/').all(|name| name.len() <= LONGEST && refused_by_windows(name).is_none()) {
        true => Cow::Borrowed(path),
        false => Cow::Owned(path.split('/').map(portable_name).collect::<Vec<String>>().join("/")),
    }
}

/// A name that is too long with its beginning, its ending, and a few signs that tell it from others that begin so.
fn shortened(name: &str) -> Cow<'_, str> {
    if name.len() <= LONGEST {
        return Cow::Borrowed(name);
    }
    let mut dots = name.match_indices('.').map(|(at, _)| at);
    let ending = dots.find(|at| name.len() - at <= LONGEST_ENDING).map_or("", |at| &name[at..]);
    let own = Stamp::of_bytes(name.as_bytes()).short();
    let mut end = LONGEST - ending.len() - own.len() - 1;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    Cow::Owned(format!("{}-{own}{ending}", name[..end].trim_end_matches('-')))
}

fn portable_name(name: &str) -> String {
    let name = shortened(name);
    let mut name: String = name.chars().map(|c| if is_forbidden(c) { '-' } else { c }).collect();
    if name.ends_with(['.', ' ']) {
        name.pop();
        name.push('_');
    }
    if is_device(&name) {
        let end = name.find('.').unwrap_or(name.len());
        name.insert(end, '_');
    }
    name
}

/// What two paths have in common that are one on a disk which looks neither at case nor at how accents are composed.
pub fn folded(path: &str) -> String {
    match path.is_ascii() {
        true => path.to_ascii_lowercase(),
        false => composed(&composed(path).to_lowercase()).into_owned(),
    }
}

/// Whether a path may be one with another: it has capitals, or more than ASCII.
pub fn may_fold(path: &str) -> bool {
    path.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii())
}

/// With every accent in its letter, as keyboards write it.
pub fn composed(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// With every accent behind its letter, as macOS may write the names of files.
pub fn decomposed(text: &str) -> Cow<'_, str> {
    DecomposingNormalizerBorrowed::new_nfd().normalize(text)
}

#[cfg(test)]
mod tests {
    use super::{composed, decomposed, folded, may_fold, portable, refused_by_windows};
    use crate::base::slug::slugify;

    #[test]
    fn names_that_windows_does_not_take_are_known() {
        for refused in [
            "con",
            "CON.md",
            "aux.txt",
            "nul",
            "Prn.en.md",
            "com1",
            "LPT9.tar.gz",
            "com¹",
            "conin$",
            "con .md",
            "a:b.md",
            "a?",
            "a*b",
            "a|b",
            "<a>",
            "\"a\"",
            "a\\b",
            "a.",
            "a ",
            "a\u{7}",
        ] {
            assert!(refused_by_windows(refused).is_some(), "{refused}");
        }
        for taken in
            ["console.md", "com.md", "com10", "lpt", "icon", "auxiliary", ".htaccess", "a b.md", "città.md", "a.b.c"]
        {
            assert_eq!(refused_by_windows(taken), None, "{taken}");
        }
    }

    #[test]
    fn every_system_takes_a_portable_path_and_its_slug_is_the_same() {
        for (path, wanted) in [
            ("content/articles/con.md", "content/articles/con_.md"),
            ("content/articles/aux/nul.en.md", "content/articles/aux_/nul_.en.md"),
            ("static/a:b?.png", "static/a-b-.png"),
            ("a./b ", "a_/b_"),
            ("con .md", "con _.md"),
        ] {
            let changed = portable(path);
            assert_eq!(changed, wanted, "{path}");
            assert!(changed.split('/').all(|name| refused_by_windows(name).is_none()), "{changed}");
            assert_eq!(portable(&changed), changed, "once is enough");
        }
        assert!(matches!(portable("content/articles/uno.md"), std::borrow::Cow::Borrowed(_)));
        assert_eq!(slugify("con_"), slugify("con"));
    }

    #[test]
    fn a_name_that_is_too_long_keeps_its_beginning_and_its_ending() {
        let path = |end: &str| format!("content/articles/2025/09/{}{end}.pt-br.md", "perché-".repeat(40));
        let (one, other) = (path("a"), path("b"));
        let changed = portable(&one);
        let name = changed.strip_prefix("content/articles/2025/09/").expect("the folders stay");
        assert!(name.len() <= super::LONGEST && name.starts_with("perché-perché-"), "{name}");
        assert!(name.ends_with(".pt-br.md"), "{name}");
        assert_eq!(portable(&changed), changed, "once is enough");
        assert_ne!(portable(&other), changed);
    }

    #[test]
    fn what_is_one_file_on_some_disks_folds_to_one_text() {
        for (one, other) in [("Tags/IA.html", "tags/ia.html"), ("citta\u{300}", "CITTÀ"), ("Straße", "straße")] {
            assert_eq!(folded(one), folded(other), "{one}");
            assert!(may_fold(one) || may_fold(other));
        }
        assert_ne!(folded("città"), folded("citta"));
        assert!(!may_fold("tags/ia/index.html"));
        assert_eq!(composed("citta\u{300}"), "città");
        assert_eq!(decomposed("città"), "citta\u{300}");
    }
}
