//! The fields that an editor writes above an article, as they are written.
//!
//! The documentation of each field is the text that an editor's program shows beside it: it is published as a JSON Schema.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::card::Talk;
use crate::config::published;
use crate::config::settings::Extra;

/// The front matter of an article or of a page. Dates are texts here: what they mean depends on the site's time zone.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// The headline.
    #[serde(deserialize_with = "some_text")]
    #[schemars(length(min = 1))]
    pub title: String,
    /// `2025-09-23`, `2025-09-23 08:30` (in the site's time zone) or `2025-09-23T08:30:00+02:00`.
    #[serde(default)]
    pub date: Option<String>,
    /// The standfirst, shown under the title.
    #[serde(default)]
    pub lede: Option<String>,
    /// For cards, feeds and search engines; else the lede, else the first paragraph.
    #[serde(default)]
    pub summary: Option<String>,
    /// The language. Else that of the file's name (`name.it.md`), else the site's default.
    #[serde(default)]
    pub lang: Option<String>,
    /// Else the name of the sub-folder of `articles/`.
    #[serde(default)]
    pub section: Option<String>,
    #[serde(default)]
    pub tags: Terms,
    /// Any alias of a company's profile is understood; a company needs no profile.
    #[serde(default)]
    pub companies: Terms,
    #[serde(default)]
    pub people: Terms,
    #[serde(default)]
    pub products: Terms,
    #[serde(default)]
    pub authors: Terms,
    /// Terms of the site's own taxonomies, by taxonomy.
    #[serde(default)]
    pub terms: BTreeMap<String, Terms>,
    /// The running story that the article belongs to.
    #[serde(default)]
    pub story: Option<String>,
    /// Where the news comes from.
    #[serde(default)]
    pub sources: Vec<SourceField>,
    #[serde(default)]
    pub image: Option<ImageField>,
    /// What was added or put right since the article was published.
    #[serde(default)]
    pub updates: Vec<UpdateField>,
    /// The article is held back everywhere until then.
    #[serde(default)]
    pub publish: Option<String>,
    /// The article is withdrawn from then on.
    #[serde(default)]
    pub expires: Option<String>,
    /// Held back until the line is taken away.
    #[serde(default)]
    pub draft: bool,
    /// The last part of the address; else the file's name.
    #[serde(default)]
    pub slug: Option<String>,
    /// Addresses that lead here.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The address of the original, when the article is a copy.
    #[serde(default)]
    pub canonical: Option<String>,
    /// A key that an article's translations share.
    #[serde(default)]
    pub translation: Option<String>,
    /// Themes may show it first.
    #[serde(default)]
    pub featured: bool,
    #[serde(default)]
    pub sponsored: Option<Sponsor>,
    /// The heavier, the further ahead.
    #[serde(default)]
    pub weight: i64,
    /// Whether readers' comments are shown and asked for: yes, no, or more exactly.
    #[serde(default)]
    pub comments: CommentsField,
    /// Whether the first mention of each known company, person or product becomes a link.
    #[serde(default = "yes")]
    pub autolink: bool,
    /// Another template than the kind's own.
    #[serde(default)]
    pub template: Option<String>,
    /// Anything of the editor's own, in templates as `article.extra`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub extra: Extra,
}

/// What an article says of its comments.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum CommentsField {
    Switch(bool),
    More(CommentsGroup),
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CommentsGroup {
    /// Whether readers may write; what was written is shown all the same.
    pub open: bool,
    /// The address of the post on Mastodon or Bluesky under which readers answer.
    pub post: Option<String>,
}

impl<'de> Deserialize<'de> for CommentsField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<CommentsField, D::Error> {
        deserializer.deserialize_any(CommentsVisitor)
    }
}

struct CommentsVisitor;

impl<'de> Visitor<'de> for CommentsVisitor {
    type Value = CommentsField;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`true`, `false` or a group of fields")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<CommentsField, E> {
        Ok(CommentsField::Switch(flag))
    }

    fn visit_unit<E>(self) -> Result<CommentsField, E> {
        Ok(CommentsField::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<CommentsField, A::Error> {
        CommentsGroup::deserialize(MapAccessDeserializer::new(map)).map(CommentsField::More)
    }
}

impl Default for CommentsField {
    fn default() -> CommentsField {
        CommentsField::Switch(true)
    }
}

impl Default for CommentsGroup {
    fn default() -> CommentsGroup {
        CommentsGroup { open: true, post: None }
    }
}

impl CommentsField {
    /// What readers may say, and the post under which they do.
    pub fn meaning(self) -> (Talk, Option<String>) {
        match self {
            CommentsField::Switch(false) => (Talk::Off, None),
            CommentsField::Switch(true) => (Talk::Open, None),
            CommentsField::More(more) => (if more.open { Talk::Open } else { Talk::Closed }, more.post),
        }
    }
}

fn yes() -> bool {
    true
}

/// A text that says something.
fn some_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() { Err(serde::de::Error::custom("invalid value: it is empty")) } else { Ok(text) }
}

/// A list of names, or one text with commas.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(with = "TermsForm")]
pub struct Terms(pub Vec<String>);

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it only describes the two forms of `Terms` in the schema")]
enum TermsForm {
    List(Vec<String>),
    Text(String),
}

impl<'de> Deserialize<'de> for Terms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Terms, D::Error> {
        deserializer.deserialize_any(TermsVisitor)
    }
}

struct TermsVisitor;

impl<'de> Visitor<'de> for TermsVisitor {
    type Value = Terms;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts, or one text with commas")
    }

    fn visit_str<E>(self, text: &str) -> Result<Terms, E> {
        Ok(Terms::new(text.split(',')))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Terms, E> {
        Ok(Terms(vec![flag.to_string()]))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Terms, E> {
        Ok(Terms(vec![number.to_string()]))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Terms, E> {
        Ok(Terms(vec![number.to_string()]))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Terms, E> {
        Ok(Terms(vec![number.to_string()]))
    }

    fn visit_unit<E>(self) -> Result<Terms, E> {
        Ok(Terms::default())
    }

    /// A comma within an entry of a list is part of the name: `[Apple, "Meta Platforms, Inc."]`.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Terms, A::Error> {
        let mut names: Vec<String> = Vec::new();
        while let Some(name) = list.next_element::<String>()? {
            names.push(name);
        }
        Ok(Terms::new(names.iter().map(String::as_str)))
    }
}

impl Terms {
    /// Trimmed, without empty ones, each once.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Terms {
        let mut terms: Vec<String> = Vec::new();
        for name in names.map(str::trim).filter(|name| !name.is_empty()) {
            if !terms.iter().any(|term| term == name) {
                terms.push(name.to_string());
            }
        }
        Terms(terms)
    }
}

/// Reads what is either one text or a group of fields. Serde's own untagged enums would do, but they take a number for
/// a number even where a text is wanted, and forget what was wrong.
pub(super) struct TextOr<T, F: FnOnce(String) -> T, G: FnOnce(R) -> T, R>(
    pub(super) F,
    pub(super) G,
    pub(super) std::marker::PhantomData<(T, R)>,
);

impl<'de, T, F: FnOnce(String) -> T, G: FnOnce(R) -> T, R: Deserialize<'de>> Visitor<'de> for TextOr<T, F, G, R> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a group of fields")
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(self.0(text.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        R::deserialize(MapAccessDeserializer::new(map)).map(self.1)
    }
}

/// A source: an object, or its bare URL.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum SourceField {
    Url(String),
    Full(SourceDetails),
}

impl<'de> Deserialize<'de> for SourceField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SourceField, D::Error> {
        deserializer.deserialize_any(TextOr(SourceField::Url, SourceField::Full, std::marker::PhantomData))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SourceDetails {
    /// An outlet, or a handle as `@anissagardizy8`.
    pub name: Option<String>,
    /// The headline there.
    pub title: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// The day on which it was published.
    pub date: Option<String>,
    pub role: Role,
    /// The language that it is written in.
    pub lang: Option<String>,
    /// Whether readers have to pay for it.
    pub paywall: bool,
}

/// What a source is to the article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Where the news was first.
    Original,
    /// Through whom it came here.
    Via,
    #[default]
    Reference,
}

/// A picture: its details, or its bare address.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ImageField {
    Source(String),
    Full(ImageDetails),
}

impl<'de> Deserialize<'de> for ImageField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ImageField, D::Error> {
        deserializer.deserialize_any(TextOr(ImageField::Source, ImageField::Full, std::marker::PhantomData))
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImageDetails {
    /// A file beside the article, a path of `static/`, or a complete address.
    pub src: String,
    /// What is to be seen, for those who do not see it.
    #[serde(default)]
    pub alt: String,
    /// What stands below it.
    #[serde(default)]
    pub caption: Option<String>,
    /// Whose it is.
    #[serde(default)]
    pub credit: Option<String>,
    /// Where its author is found.
    #[serde(default)]
    pub credit_url: Option<String>,
    /// The name of a licence, as `CC BY 4.0`, or its address.
    #[serde(default)]
    pub license: Option<String>,
    /// The point that must stay visible when the picture is cropped, from the left and from the top, 0 to 1.
    #[serde(default)]
    pub focal: Option<[f64; 2]>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateField {
    /// When it was made.
    pub date: String,
    /// What it is; a correction and a retraction are listed with all others.
    #[serde(default)]
    pub kind: UpdateKind,
    /// What has changed, as inline Markdown.
    pub text: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UpdateKind {
    #[default]
    Update,
    Correction,
    Retraction,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sponsor {
    /// Who pays.
    pub by: String,
    /// Where the sponsor's name leads.
    #[serde(default)]
    pub url: Option<String>,
}

/// The front matter of a profile: of a company, a person, a tag, a source, a story, an author, or of an `_index.md`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileFields {
    /// The name as it is shown; else `title`, else the file's name.
    pub name: Option<String>,
    pub title: Option<String>,
    /// The name by language, where it has another one: `{it: IA, en: AI}`.
    pub names: BTreeMap<String, String>,
    /// Other names under which articles may name it.
    pub aliases: Vec<String>,
    /// Addresses at which its page stood once, as `/companies/facebook/`; they lead to it in every language.
    pub redirects: Vec<String>,
    /// `public`, `private`, `startup`, `agency` and the like; a person's role.
    pub kind: Option<String>,
    pub description: Option<String>,
    pub website: Option<String>,
    pub ticker: Option<String>,
    /// Of a source: the domains where it publishes, as `example.org`, so that a bare address names it. That of its website is
    /// known.
    pub domains: Vec<String>,
    /// An identifier of Wikidata, as `Q182477`.
    pub wikidata: Option<String>,
    /// A code of two letters (ISO 3166).
    pub country: Option<String>,
    pub founded: Option<String>,
    pub logo: Option<String>,
    pub image: Option<ImageField>,
    /// The company that it belongs to.
    pub parent: Option<String>,
    /// Whether upper and lower case matter, for names that are words too (Meta, Apple).
    pub case_sensitive: bool,
    /// Whether the first mention in an article becomes a link; unless this says no, it does.
    pub autolink: Option<bool>,
    /// Addresses of the same entity elsewhere.
    pub same_as: Vec<String>,
    pub lang: Option<String>,
    pub slug: Option<String>,
    /// A story that is over.
    pub closed: bool,
    pub draft: bool,
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub extra: Extra,
}

/// The JSON Schema of an article's front matter, as it is published for editors' programs.
pub fn schema_for_article() -> serde_json::Value {
    published::titled(schemars::schema_for!(FrontMatter).to_value(), "article", "The front matter of an article.")
}
