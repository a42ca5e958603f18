//! What every page has around its own matter: the site, its menus, the page's head.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::card::Named;
use super::subscribe::{self, SubscribeView};
use crate::base::language::direction;
use crate::config::settings::feeds::FeedFormat;
use crate::config::settings::publication::{MenuItem, Menus};
use crate::config::{Config, Taxonomy, yaml};
use crate::page::desk::Desk;
use crate::site::fact::ShelfId;
use crate::site::store::Site;
use crate::site::target::is_outside;
use crate::theme::press::Value;
use crate::theme::strings::Strings;

/// The variable `site`, one a language: made once, shared by all pages.
pub struct SiteValues(Vec<Value>);

impl SiteValues {
    /// None yet: they need the theme's strings.
    pub fn none() -> SiteValues {
        SiteValues(Vec::new())
    }

    pub fn new(site: &Site, strings: &Strings) -> SiteValues {
        let languages = 0..site.config.languages.len();
        let languages = languages.map(|language| Value::from_serializable(&view(site, strings, language)));
        SiteValues(languages.collect())
    }

    pub fn of(&self, language: u16) -> &Value {
        // There is a value for each language of the configuration, and pages are only planned for those.
        &self.0[usize::from(language)]
    }
}

#[derive(Serialize)]
struct LanguageView<'a> {
    tag: &'a str,
    name: &'a str,
    direction: &'static str,
    home: String,
}

#[derive(Serialize)]
struct Item {
    name: String,
    url: String,
    external: bool,
    children: Vec<Item>,
}

#[derive(Serialize)]
struct SiteView<'a> {
    title: &'a str,
    description: &'a str,
    url: &'a str,
    home: String,
    language: LanguageView<'a>,
    languages: Vec<LanguageView<'a>>,
    menus: BTreeMap<&'a str, Vec<Item>>,
    publisher: Json,
    feeds: Vec<FeedLink>,
    indexes: Vec<Json>,
    archive: Option<String>,
    trends: Option<String>,
    digests: Option<String>,
    search: Option<String>,
    subscribe: Option<SubscribeView<'a>>,
    subscriptions: BTreeMap<&'a str, SubscribeView<'a>>,
    extra: &'a BTreeMap<String, yaml::Value>,
}

fn view<'a>(site: &'a Site, strings: &Strings, at: usize) -> SiteView<'a> {
    let config: &Config = &site.config;
    let language = &config.languages[at];
    let language_view = |at: usize| {
        let language = &config.languages[at];
        LanguageView {
            tag: &language.tag,
            name: &language.name,
            direction: direction(&language.tag),
            home: format!("{}{}/", config.base_path, language.prefix),
        }
    };
    let publisher = &config.settings.publisher;
    let indexed = config.taxonomies.iter().filter(|_| site.wants("index"));
    let indexes = indexed.map(|taxonomy| {
        json!({
            "name": taxonomy.name,
            "title": taxonomy_title(taxonomy, strings, &language.tag),
            "url": format!("{}{}/{}/", config.base_path, language.prefix, taxonomy.slug),
        })
    });
    SiteView {
        title: &language.title,
        description: &language.description,
        url: &config.base_url,
        home: format!("{}{}/", config.base_path, language.prefix),
        language: language_view(at),
        languages: (0..config.languages.len()).map(language_view).collect(),
        menus: menus(config, &language.menus),
        publisher: json!({
            "name": publisher.name.as_deref().unwrap_or(&language.title),
            "logo": publisher.logo.as_deref().map(|logo| local(config, logo)),
            "corrections_policy": publisher.corrections_policy.as_deref().map(|page| local(config, page)),
            "imprint": publisher.imprint,
        }),
        feeds: site.front(at as u16).map(|front| feed_links(site, front, &language.title)).unwrap_or_default(),
        indexes: indexes.collect(),
        archive: site.wants("archive").then(|| format!("{}{}/archive/", config.base_path, language.prefix)),
        trends: site.wants("trends").then(|| format!("{}{}/trends/", config.base_path, language.prefix)),
        digests: site.has_digests().then(|| format!("{}{}/digests/", config.base_path, language.prefix)),
        search: site.has_search().then(|| format!("{}{}/search/", config.base_path, language.prefix)),
        subscribe: subscribe::of_site(config, &language.tag),
        subscriptions: subscribe::of_series(config),
        extra: &config.settings.extra,
    }
}

/// What a taxonomy's index is called: as the configuration says, else as the theme does.
pub fn taxonomy_title(taxonomy: &Taxonomy, strings: &Strings, tag: &str) -> String {
    let key = format!("taxonomy_{}", taxonomy.name);
    match taxonomy.titles.get(tag) {
        Some(title) => title.clone(),
        None => match strings.get(&key, tag, None, &[]) {
            unknown if unknown == key => taxonomy.name.clone(),
            title => title,
        },
    }
}

fn menus<'a>(config: &Config, menus: &'a Menus) -> BTreeMap<&'a str, Vec<Item>> {
    fn items(config: &Config, written: &[MenuItem]) -> Vec<Item> {
        written
            .iter()
            .map(|item| Item {
                name: item.name.clone(),
                url: local(config, &item.url),
                external: is_outside(&item.url),
                children: items(config, &item.children),
            })
            .collect()
    }
    menus.iter().map(|(name, written)| (name.as_str(), items(config, written))).collect()
}

/// An address as the configuration writes it, with the site's own path where it is one of the site.
pub fn local(config: &Config, address: &str) -> String {
    if address.starts_with('/') && !is_outside(address) {
        format!("{}{address}", config.base_path)
    } else {
        address.to_string()
    }
}

#[derive(Serialize, Clone, Debug)]
pub struct FeedLink {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub title: String,
    pub url: String,
}

/// The feeds of a shelf, as the head of its page names them.
pub fn feed_links(site: &Site, id: ShelfId, title: &str) -> Vec<FeedLink> {
    let shelf_url = &site.shelf(id).url;
    site.feeds(id).into_iter().map(|format| feed_link(site, format, shelf_url, title)).collect()
}

/// The feed in one format of a page at an address within the site.
pub fn feed_link(site: &Site, format: FeedFormat, page: &str, title: &str) -> FeedLink {
    let (kind, name) = match format {
        FeedFormat::Atom => ("application/atom+xml", "Atom"),
        FeedFormat::Rss => ("application/rss+xml", "RSS"),
        FeedFormat::Json => ("application/feed+json", "JSON Feed"),
    };
    let url = format!("{}{page}{}", site.config.base_path, format.file());
    FeedLink { kind, title: format!("{title} ({name})"), url }
}

/// The feeds of the front page, for pages that have none of their own.
pub fn front_feeds(desk: &Desk<'_>) -> Vec<FeedLink> {
    let front = desk.world.site.front(desk.language);
    front.map(|front| feed_links(&desk.world.site, front, &desk.tongue().title)).unwrap_or_default()
}

/// The language's front page, with which the way to every other page begins.
pub fn home(desk: &Desk<'_>) -> Named {
    Named { name: desk.tongue().title.clone(), url: desk.url(&format!("{}/", desk.tongue().prefix)) }
}

/// The variable `page`: what the head of every page says.
#[derive(Serialize, Clone, Debug, Default)]
pub struct PageView {
    pub kind: &'static str,
    pub url: String,
    pub permalink: String,
    pub canonical: Option<String>,
    pub title: String,
    pub description: String,
    pub image: Option<String>,
    pub image_alt: Option<String>,
    /// In pixels, where they are known.
    pub image_width: Option<u32>,
    pub image_height: Option<u32>,
    pub feeds: Vec<FeedLink>,
    pub alternates: Vec<Alternate>,
    /// The page's language with its country, as Open Graph names it, and those of its other languages.
    pub locale: String,
    pub locales: Vec<String>,
    pub breadcrumbs: Vec<Named>,
    pub indexed: bool,
    pub json_ld: String,
    pub open_graph_type: &'static str,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub section: Option<String>,
    pub tags: Vec<String>,
}

#[derive(Serialize, Clone, Debug)]
pub struct Alternate {
    pub lang: String,
    pub url: String,
}

impl PageView {
    /// A page that stands below every language's own home, at `tail` there: an index, the archive.
    pub fn in_every_language(desk: &Desk<'_>, kind: &'static str, tail: &str, title: &str) -> PageView {
        let url = |prefix: &str| format!("{prefix}/{tail}");
        let own = url(&desk.tongue().prefix);
        let mut page = PageView::new(desk, kind, &own, title, &desk.describe(title));
        page.feeds = front_feeds(desk);
        page.breadcrumbs = vec![home(desk), Named { name: title.to_string(), url: desk.url(&own) }];
        let languages = (0..).zip(&desk.config().languages).filter(|(language, _)| *language != desk.language);
        let others: Vec<(u16, String)> = languages.map(|(at, language)| (at, url(&language.prefix))).collect();
        page.with_alternates(desk, &own, &others)
    }

    /// A page that search engines may list, at its own canonical address.
    pub fn new(desk: &Desk<'_>, kind: &'static str, url: &str, title: &str, description: &str) -> PageView {
        let permalink = desk.permalink(url);
        PageView {
            kind,
            url: desk.url(url),
            canonical: Some(permalink.clone()),
            permalink,
            title: title.to_string(),
            description: description.to_string(),
            indexed: true,
            locale: desk.tongue().locale.clone(),
            open_graph_type: "website",
            ..PageView::default()
        }
    }

    /// Names the same page in other languages; a page that there is in one language alone names none.
    pub fn with_alternates(mut self, desk: &Desk<'_>, own: &str, others: &[(u16, impl AsRef<str>)]) -> PageView {
        self.alternates = alternates(desk, desk.language, own, others);
        let languages = &desk.config().languages;
        self.locales = others.iter().map(|(language, _)| languages[usize::from(*language)].locale.clone()).collect();
        self
    }
}

/// One page in all of its languages, itself included, and last the one for readers of any other language: that in the
/// first of the site's languages that it is written in. A page that there is in one language alone has none.
pub fn alternates(desk: &Desk<'_>, language: u16, own: &str, others: &[(u16, impl AsRef<str>)]) -> Vec<Alternate> {
    if others.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<(u16, &str)> = others.iter().map(|(language, url)| (*language, url.as_ref())).collect();
    all.push((language, own));
    all.sort_unstable();
    let tag = |language: u16| desk.config().languages[usize::from(language)].tag.clone();
    let mut alternates: Vec<Alternate> =
        all.iter().map(|(language, url)| Alternate { lang: tag(*language), url: desk.permalink(url) }).collect();
    let first = Alternate { lang: "x-default".to_string(), url: alternates[0].url.clone() };
    alternates.push(first);
    alternates
}
