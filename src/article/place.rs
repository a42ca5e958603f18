//! What a file of `content/` is, by where it stands and how it is named.

use crate::config::Config;

/// What a Markdown file of the content folder stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub enum Sort {
    /// In the river of articles: it has a date and stands in shelves.
    Article,
    /// Outside the river: contacts, policy, "about".
    Page,
    /// An issue of a digest that is put together by hand.
    Edition,
    /// The profile of a term; the number is the taxonomy's place in the configuration.
    Profile(u8),
    /// The introduction of a taxonomy's index (`companies/_index.md`).
    Index(u8),
    /// The introduction of a section (`articles/news/_index.md`) or of the front page (`articles/_index.md`).
    Section,
}

/// A Markdown file's place, read from its path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    pub sort: Sort,
    /// From a suffix: `altro.en.md`; an index into the configuration's languages.
    pub language: Option<usize>,
    /// The file's name without its language and `.md`; a bundle's is its folder's.
    pub name: String,
    /// The folders between `articles/` (or `pages/` and so on) and the file, or the bundle.
    pub folders: Vec<String>,
    /// Whether the file is the `index.md` of a folder that holds its pictures too.
    pub bundle: bool,
}

/// The place of a file of the site, `None` for what is no Markdown of a kind that we know.
pub fn place(path: &str, config: &Config) -> Option<Place> {
    let below = path.strip_prefix("content/")?;
    let stem = below.strip_suffix(".md")?;
    let mut parts: Vec<&str> = stem.split('/').collect();
    let file = parts.pop()?;
    let (name, language) = split_language(file, config);
    let (area, folders) = match parts.split_first() {
        Some((area, folders)) => (*area, folders),
        None => ("", &[][..]),
    };
    let mut folders: Vec<String> = folders.iter().map(ToString::to_string).collect();
    let taxonomy = config.taxonomy(area);
    // `_index.xx.md` in a language that the site has not is an introduction all the same; reading it tells of the language.
    let is_introduction = name == "_index" || name.starts_with("_index.");
    let sort = match (area, taxonomy) {
        ("articles", _) if is_introduction => Sort::Section,
        ("articles", _) => Sort::Article,
        ("pages", _) if !is_introduction => Sort::Page,
        ("digests", None) if !is_introduction => Sort::Edition,
        (_, Some(taxonomy)) if is_introduction => Sort::Index(taxonomy),
        (_, Some(taxonomy)) => Sort::Profile(taxonomy),
        _ => return None,
    };
    let bundle = name == "index";
    let name = match bundle {
        true => folders.pop().unwrap_or_else(|| name.to_string()),
        false => name.to_string(),
    };
    Some(Place { sort, language, name, folders, bundle })
}

fn split_language<'a>(file: &'a str, config: &Config) -> (&'a str, Option<usize>) {
    if let Some((name, tag)) = file.rsplit_once('.')
        && let Some(at) = config.language(tag)
    {
        return (name, Some(at));
    }
    (file, None)
}

/// The name without a leading date: `2025-09-23-nvidia` is `nvidia`.
pub fn without_date(name: &str) -> &str {
    let bytes = name.as_bytes();
    let dated = bytes.len() > 11
        && bytes[..10].iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
        && (bytes[10] == b'-' || bytes[10] == b'_');
    if dated { &name[11..] } else { name }
}

#[cfg(test)]
mod tests {
    use super::without_date;

    #[test]
    fn a_leading_date_is_no_part_of_the_slug() {
        assert_eq!(without_date("2025-09-23-nvidia"), "nvidia");
        assert_eq!(without_date("2025-review"), "2025-review");
        assert_eq!(without_date("2025-09-23"), "2025-09-23");
    }
}
