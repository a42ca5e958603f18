//! What of a page's variables a template prints: the others are neither made nor handed to it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::load::ThemeFile;
use super::templates::mentioning;

/// Fields that are dear to make, or of which most templates print none: only a template that prints them, itself or through what it
/// stands on, gets them.
const DEAR: [&str; 50] = [
    "activity",
    "alternates",
    "authors",
    "breadcrumbs",
    "calendar",
    "chronicle",
    "comment_count",
    "comments",
    "companies",
    "corrections",
    "extra",
    "image",
    "image_alt",
    "image_height",
    "image_width",
    "json_ld",
    "lede",
    "lede_html",
    "locale",
    "locales",
    "mentioned",
    "minutes",
    "modified",
    "named_with",
    "open_graph_type",
    "outlet",
    "people",
    "permalink",
    "picture",
    "products",
    "profile",
    "published",
    "related",
    "section",
    "source",
    "sources",
    "sources_full",
    "sponsored",
    "stories",
    "story",
    "tags",
    "terms",
    "ties",
    "time",
    "toc",
    "together",
    "translations",
    "updates",
    "weeks",
    "weight",
];

static PLACES: LazyLock<FxHashMap<&str, u32>> = LazyLock::new(|| DEAR.into_iter().zip(0..).collect());

/// Which fields a template prints. What is not dear counts as printed by every template.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Printed {
    /// One bit for each of `DEAR`.
    bits: u64,
}

impl Printed {
    pub const ALL: Printed = Printed { bits: u64::MAX };

    /// Of what is dear, these fields alone.
    pub fn only(fields: &[&str]) -> Printed {
        let places = fields.iter().filter_map(|field| PLACES.get(field));
        Printed { bits: places.fold(0, |bits, at| bits | 1 << at) }
    }

    pub fn has(self, field: &str) -> bool {
        PLACES.get(field).is_none_or(|at| self.bits & 1 << at != 0)
    }

    /// What both have.
    pub fn and(self, other: Printed) -> Printed {
        Printed { bits: self.bits & other.bits }
    }
}

/// What each of these templates prints, itself or through what it stands on.
pub fn printed(templates: &BTreeMap<String, ThemeFile>) -> FxHashMap<String, Printed> {
    let mut printed: FxHashMap<String, Printed> =
        templates.keys().map(|name| (name.clone(), Printed { bits: 0 })).collect();
    for (word, templates) in mentioning(templates, &DEAR) {
        for template in templates {
            if let (Some(printed), Some(at)) = (printed.get_mut(&template), PLACES.get(word)) {
                printed.bits |= 1 << at;
            }
        }
    }
    printed
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{DEAR, Printed, printed};
    use crate::theme::load::ThemeFile;

    #[test]
    fn a_template_gets_what_it_names_what_it_stands_on_names_and_what_is_cheap() {
        let files = [
            ("base.html", "{{ page.breadcrumbs | length }}{% block main %}{% endblock %}"),
            ("article.html", "{% extends \"base.html\" %}{% block main %}{{ article.toc }}{% endblock %}"),
            ("note.html", "toc {# article.toc #}"),
            ("whole.html", "{{ article | json_encode }}"),
            ("each.html", "{% for name, value in article %}{{ value }}{% endfor %}"),
            ("dump.html", "{{ __tera_context }}"),
        ];
        let files = files.map(|(name, text)| (name.to_string(), ThemeFile { path: String::new(), text: text.into() }));
        let printed = printed(&BTreeMap::from(files));
        let has = |template: &str| -> Vec<&str> {
            DEAR.iter().copied().filter(|field| printed[template].has(field)).collect()
        };
        assert_eq!(has("article.html"), ["breadcrumbs", "toc"]);
        assert_eq!(has("note.html"), [""; 0]);
        assert!(
            ["whole.html", "each.html", "dump.html"].iter().all(|name| printed[*name].and(Printed::ALL).has("toc"))
        );
        assert!(printed["note.html"].has("title"), "what is cheap is always there");
        assert!(Printed::only(&["tags"]).has("tags") && !Printed::only(&["tags"]).has("terms"));
    }
}
