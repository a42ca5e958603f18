//! The article among what a page says by JSON-LD: alone, in a list, in a `@graph`, or within the page that it is of.

use serde_json::{Map, Value};

/// Types of schema.org that are an article; what ends with `Article` or `Posting` is one too.
const ARTICLES: [&str; 6] = ["Article", "Report", "BlogPosting", "LiveBlogPosting", "Review", "SocialMediaPosting"];

/// How many values are looked at. A page that means well has a few hundred.
const MOST: usize = 20_000;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Story {
    pub headline: Option<String>,
    pub description: Option<String>,
    pub date: Option<String>,
    pub authors: Vec<String>,
    pub publisher: Option<String>,
    pub picture: Option<String>,
    pub language: Option<String>,
    pub url: Option<String>,
    pub is_paid: bool,
}

/// The first article of the scripts; one that cannot be read is as if it were not there.
pub fn story(scripts: &[String]) -> Option<Story> {
    let values: Vec<Value> = scripts.iter().filter_map(|script| parse(script)).collect();
    // References within a graph name their targets by `@id`.
    let mut objects: Vec<&Map<String, Value>> = Vec::new();
    let mut left: Vec<&Value> = values.iter().rev().collect();
    let mut looked = 0;
    while let Some(value) = left.pop() {
        looked += 1;
        if looked > MOST {
            break;
        }
        match value {
            Value::Array(list) => left.extend(list.iter().rev()),
            Value::Object(object) => {
                objects.push(object);
                left.extend(object.values().rev());
            }
            _ => {}
        }
    }
    let article = objects.iter().find(|object| is_article(object))?;
    let page = Page { objects: &objects };
    Some(Story {
        headline: page.text(article, "headline").or_else(|| page.text(article, "name")),
        description: page.text(article, "description"),
        date: page.text(article, "datePublished").or_else(|| page.text(article, "dateCreated")),
        authors: page.names(article, "author"),
        publisher: page.names(article, "publisher").into_iter().next(),
        picture: page.address(article, "image").or_else(|| page.address(article, "thumbnailUrl")),
        language: page.text(article, "inLanguage"),
        url: page.address(article, "mainEntityOfPage").or_else(|| page.text(article, "url")),
        is_paid: matches!(article.get("isAccessibleForFree"), Some(Value::Bool(false)))
            || article
                .get("isAccessibleForFree")
                .and_then(Value::as_str)
                .is_some_and(|said| said.eq_ignore_ascii_case("false")),
    })
}

fn parse(script: &str) -> Option<Value> {
    let script = script.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_end_matches("-->");
    let script = script.trim_end_matches("//]]>").trim().trim_end_matches(';');
    serde_json::from_str(script).ok().or_else(|| {
        // Line ends within a text are the commonest mistake; beyond texts they mean nothing.
        serde_json::from_str(&script.replace(['\n', '\r', '\t'], " ")).ok()
    })
}

fn is_article(object: &Map<String, Value>) -> bool {
    let is = |kind: &str| {
        let kind = kind.rsplit(['/', ':']).next().unwrap_or(kind);
        ARTICLES.contains(&kind) || kind.ends_with("Article")
    };
    match object.get("@type") {
        Some(Value::String(kind)) => is(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

/// A field's value, the first where there are several.
fn first<'v>(object: &'v Map<String, Value>, key: &str) -> Option<&'v Value> {
    match object.get(key)? {
        Value::Array(list) => list.first(),
        value => Some(value),
    }
}

struct Page<'a> {
    objects: &'a [&'a Map<String, Value>],
}

impl Page<'_> {
    fn text(&self, object: &Map<String, Value>, key: &str) -> Option<String> {
        match first(object, key)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Object(inner) => {
                ["@value", "name", "alternateName"].iter().find_map(|key| inner.get(*key)?.as_str().map(str::to_string))
            }
            _ => None,
        }
        .filter(|text| !text.trim().is_empty())
    }

    /// The names of people or of organisations: texts, objects, lists of them, or references.
    fn names(&self, object: &Map<String, Value>, key: &str) -> Vec<String> {
        let values: Vec<&Value> = match object.get(key) {
            Some(Value::Array(list)) => list.iter().collect(),
            Some(value) => vec![value],
            None => return Vec::new(),
        };
        let named = |value: &Value| match value {
            Value::String(name) => Some(name.clone()),
            Value::Object(inner) => self.text(inner, "name").or_else(|| {
                let id = inner.get("@id")?.as_str()?;
                let is_it = |object: &&&Map<String, Value>| {
                    object.get("@id").and_then(Value::as_str) == Some(id) && object.contains_key("name")
                };
                self.text(self.objects.iter().find(is_it)?, "name")
            }),
            _ => None,
        };
        values.into_iter().filter_map(named).collect()
    }

    /// An address: a text, the `url` of an object, its `@id`, the first of a list, or a reference.
    fn address(&self, object: &Map<String, Value>, key: &str) -> Option<String> {
        match first(object, key)? {
            Value::String(url) => Some(url.clone()),
            Value::Object(inner) => {
                let own = |object: &Map<String, Value>| {
                    ["url", "contentUrl"].iter().find_map(|key| object.get(*key)?.as_str().map(str::to_string))
                };
                own(inner).or_else(|| {
                    let id = inner.get("@id")?.as_str()?;
                    let target = self
                        .objects
                        .iter()
                        .find(|object| object.get("@id").and_then(Value::as_str) == Some(id) && own(object).is_some());
                    target.and_then(|object| own(object)).or_else(|| Some(id.to_string()))
                })
            }
            _ => None,
        }
    }
}
