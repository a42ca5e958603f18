//! What a page of another outlet says of itself, for the beginning of an article about it: `rassegna new --from`.
//!
//! Only what is told about a text is read, never the text. Pages tell it in many ways at once, and each is wrong somewhere:
//! for every field the ways are tried in the order in which they can be relied on.

pub mod draft;
mod json_ld;
mod tags;

use url::Url;

use crate::base::web::without_tracking;

use self::json_ld::Story;
use self::tags::Tags;

/// The longest text that is taken from a page, in letters; titles that are longer are none.
const LONGEST: usize = 600;

/// What was found; what is missing is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebPage {
    pub title: Option<String>,
    /// What the page calls its outlet.
    pub outlet: Option<String>,
    pub authors: Vec<String>,
    /// As the page writes it: `2025-09-22T08:00:00Z`.
    pub date: Option<String>,
    /// A complete address.
    pub picture: Option<String>,
    /// Where the text stands for good, without what follows readers.
    pub url: Option<String>,
    pub description: Option<String>,
    /// A language without its country: `en`.
    pub language: Option<String>,
    pub is_paid: bool,
}

impl WebPage {
    /// Reads the head of a page, which stands at an address when that is known.
    pub fn read(html: &str, at: Option<&str>) -> WebPage {
        let tags = Tags::read(html);
        let story = json_ld::story(&tags.scripts);
        let base = at.and_then(|at| Url::parse(at).ok());
        let meta = |names: &[&str]| names.iter().find_map(|name| tags.meta(name)).and_then(text);
        let outlet = meta(&["og:site_name"])
            .or_else(|| story.as_ref().and_then(|story| story.publisher.clone()).and_then(|name| text(&name)))
            .or_else(|| meta(&["application-name", "twitter:app:name:iphone", "publisher", "dc.publisher"]));
        let field = |take: fn(&Story) -> Option<&String>| story.as_ref().and_then(take).and_then(|value| text(value));
        let title = meta(&["og:title"])
            .or_else(|| field(|story| story.headline.as_ref()))
            .or_else(|| meta(&["twitter:title", "dc.title", "sailthru.title", "parsely-title"]))
            .or_else(|| tags.title.as_deref().and_then(text))
            .or_else(|| tags.heading.as_deref().and_then(text))
            .map(|title| without_outlet(&title, outlet.as_deref()));
        let url = address(&tags, &story, base.as_ref());
        let picture = meta(&["og:image:secure_url", "og:image", "og:image:url"])
            .or_else(|| field(|story| story.picture.as_ref()))
            .or_else(|| meta(&["twitter:image", "twitter:image:src"]))
            .or_else(|| tags.link("image_src").map(str::to_string));
        WebPage {
            title,
            authors: authors(&tags, story.as_ref()),
            date: date(&tags, story.as_ref()),
            picture: picture.and_then(|picture| complete(&picture, base.as_ref())),
            description: meta(&["og:description"])
                .or_else(|| field(|story| story.description.as_ref()))
                .or_else(|| meta(&["description", "twitter:description", "dc.description"])),
            language: language(&tags, story.as_ref()),
            is_paid: story.as_ref().is_some_and(|story| story.is_paid)
                || tags.meta("article:content_tier") == Some("locked"),
            outlet,
            url,
        }
    }
}

/// A text in one line, when it is one.
fn text(written: &str) -> Option<String> {
    let line: Vec<&str> = written.split_whitespace().collect();
    let line: String = line.join(" ").chars().filter(|c| !c.is_control()).collect();
    // Some write their HTML's escapes twice.
    let line = ["&amp;", "&quot;", "&#39;", "&#039;", "&apos;", "&nbsp;"]
        .iter()
        .zip(["&", "\"", "'", "'", "'", " "])
        .fold(line, |line, (escape, sign)| line.replace(escape, sign));
    (!line.is_empty() && line.chars().count() <= LONGEST).then_some(line)
}

/// `Headline - Outlet` and `Headline | Outlet` without the outlet.
fn without_outlet(title: &str, outlet: Option<&str>) -> String {
    let Some(outlet) = outlet else { return title.to_string() };
    let ending = [" - ", " | ", " – ", " — ", " · ", " :: ", " « ", " • "].iter().find_map(|sign| {
        let (headline, last) = title.rsplit_once(sign)?;
        (last.trim().to_lowercase() == outlet.to_lowercase() && !headline.trim().is_empty()).then(|| headline.trim())
    });
    ending.unwrap_or(title).to_string()
}

/// An address in full, of the web and without what follows readers.
fn complete(written: &str, base: Option<&Url>) -> Option<String> {
    let url = match base {
        Some(base) => base.join(written.trim()).ok()?,
        None => Url::parse(written.trim()).ok()?,
    };
    let is_of_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
    (is_of_web && url.username().is_empty()).then(|| without_tracking(url.as_str()).into_owned())
}

/// Where a text stands: as the page says it, unless it says its front page of a page that is not.
fn address(tags: &Tags, story: &Option<Story>, base: Option<&Url>) -> Option<String> {
    let own = base.map(|base| {
        let mut own = base.clone();
        own.set_fragment(None);
        without_tracking(own.as_str()).into_owned()
    });
    let is_front = |url: &str| Url::parse(url).is_ok_and(|url| url.path() == "/" && url.query().is_none());
    let told = [tags.link("canonical"), tags.meta("og:url"), story.as_ref().and_then(|story| story.url.as_deref())];
    let told = told.into_iter().flatten().filter_map(|written| complete(written, base));
    let is_deep = own.as_deref().is_some_and(|own| !is_front(own));
    told.into_iter().find(|told| !(is_deep && is_front(told))).or(own)
}

/// Names of people, each once; an address of a profile is no name.
fn authors(tags: &Tags, story: Option<&Story>) -> Vec<String> {
    let mut names: Vec<String> = story.map(|story| story.authors.clone()).unwrap_or_default();
    if names.is_empty() {
        let keys =
            ["author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "citation_author"];
        let told = keys.iter().map(|key| tags.all(key)).find(|told| told.iter().any(|name| !name.contains("://")));
        names = told.unwrap_or_default().into_iter().map(str::to_string).collect();
    }
    let mut known: Vec<String> = Vec::new();
    for name in names.iter().filter(|name| !name.contains("://")).filter_map(|name| text(name)) {
        let bare = ["By ", "by ", "Di ", "di ", "Von ", "Par ", "Por "].iter().find_map(|word| name.strip_prefix(word));
        let name = bare.unwrap_or(&name).trim().to_string();
        if !name.is_empty() && !known.contains(&name) && known.len() < 10 {
            known.push(name);
        }
    }
    known
}

fn date(tags: &Tags, story: Option<&Story>) -> Option<String> {
    let keys = [
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "parsely-pub-date",
        "sailthru.date",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "pubdate",
        "publish-date",
        "publication_date",
        "citation_date",
        "date",
    ];
    let story = story.and_then(|story| story.date.as_deref()).filter(|date| is_date(date));
    let told = story.or_else(|| keys.iter().find_map(|key| tags.meta(key).filter(|date| is_date(date))));
    told.or_else(|| tags.times.iter().map(String::as_str).find(|date| is_date(date)))
        .map(|date| date.trim().to_string())
}

/// Whether a text begins with a day as ISO 8601 writes it.
fn is_date(text: &str) -> bool {
    text.trim().get(..10).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok())
}

fn language(tags: &Tags, story: Option<&Story>) -> Option<String> {
    let told = [
        tags.language.as_deref(),
        story.and_then(|story| story.language.as_deref()),
        tags.meta("og:locale"),
        tags.meta("content-language"),
        tags.meta("dc.language"),
    ];
    told.into_iter().flatten().find_map(|tag| {
        let language = tag.trim().split(['-', '_', ',']).next().unwrap_or_default().to_ascii_lowercase();
        // `en_US` is English; a word as `English` is no tag.
        ((2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase()))
            .then_some(language)
    })
}
