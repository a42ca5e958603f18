//! Who: companies, people, authors, and the site's publisher.

use serde_json::{Value as Json, json};

use crate::page::desk::Desk;
use crate::page::view::profile::ProfileView;
use crate::site::fact::{Group, ShelfId};
use crate::site::identity::Identity;

/// Sorts of authors that are many people: `kind` in the author's profile.
const MANY: [&str; 10] = [
    "organization",
    "organisation",
    "organizzazione",
    "newsroom",
    "redazione",
    "desk",
    "team",
    "agency",
    "agenzia",
    "company",
];

/// The name of the taxonomy that a shelf is of.
fn taxonomy<'a>(desk: &Desk<'a>, shelf: ShelfId) -> &'a str {
    match desk.world.site.shelf(shelf).key.group {
        Group::Term(at) => desk.config().taxonomies.get(usize::from(at)).map_or("", |taxonomy| &taxonomy.name),
        _ => "",
    }
}

/// By schema.org's words, what a shelf is of; `None` for a subject that is nobody.
fn sort(taxonomy: &str, identity: &Identity<'_>) -> Option<&'static str> {
    let is_many = identity.kind.is_some_and(|kind| MANY.contains(&kind.to_lowercase().as_str()));
    match taxonomy {
        "companies" | "sources" => Some("Organization"),
        "products" => Some("Product"),
        "authors" if is_many => Some("Organization"),
        "people" | "authors" => Some("Person"),
        _ => None,
    }
}

/// A company, a person, a source or an author, as other pages name them; a thing where it is nobody.
pub fn named(desk: &Desk<'_>, shelf: ShelfId) -> Json {
    let identity = desk.reader.identity(shelf);
    json!({
        "@type": sort(taxonomy(desk, shelf), &identity).unwrap_or("Thing"),
        "name": identity.name,
        "url": identity.url.map(|url| desk.permalink(url)),
        "sameAs": identity.same_as,
    })
}

/// The same on its own page, where all that its profile says stands. Whether it is somebody is said too.
pub fn in_full(desk: &Desk<'_>, shelf: ShelfId, profile: Option<&ProfileView>) -> (Json, bool) {
    let identity = desk.reader.identity(shelf);
    let sort = sort(taxonomy(desk, shelf), &identity);
    let mut node = named(desk, shelf);
    let mut set = |key: &str, value: Json| node[key] = value;
    if sort == Some("Person") && taxonomy(desk, shelf) == "people" {
        set("jobTitle", json!(identity.kind));
    }
    if let Some(profile) = profile {
        let picture = |address: &Option<String>| address.as_deref().map(|address| desk.absolute(address));
        set("description", json!(profile.description));
        set("alternateName", json!(profile.aliases));
        match sort {
            Some("Person") => set("image", json!(picture(&profile.image))),
            Some(_) => {
                set("logo", json!(picture(&profile.logo)));
                set("image", json!(picture(&profile.image)));
                set("foundingDate", json!(profile.founded));
                let parent = profile.parent.as_ref().map(|parent| {
                    let url = (!parent.url.is_empty()).then(|| desk.absolute(&parent.url));
                    json!({"@type": "Organization", "name": parent.name, "url": url})
                });
                set("parentOrganization", json!(parent));
            }
            None => {}
        }
        // Only a corporation has a ticker.
        if let (Some("Organization"), Some(ticker)) = (sort, &profile.ticker) {
            set("@type", json!("Corporation"));
            set("tickerSymbol", json!(ticker));
        }
    }
    (node, sort.is_some())
}

/// Who publishes the site.
pub fn publisher(desk: &Desk<'_>) -> Json {
    let publisher = &desk.config().settings.publisher;
    let site = |address: &Option<String>| {
        let address = address.as_deref()?;
        Some(if address.starts_with('/') { desk.permalink(address) } else { address.to_string() })
    };
    let logo = site(&publisher.logo).map(|address| {
        let within = publisher.logo.as_deref().filter(|address| address.starts_with('/'));
        let size = within.and_then(|address| desk.reader.media(address)?.dimensions);
        json!({
            "@type": "ImageObject",
            "url": address,
            "width": size.map(|(width, _)| width),
            "height": size.map(|(_, height)| height),
        })
    });
    json!({
        "@type": "NewsMediaOrganization",
        "name": publisher.name.as_deref().unwrap_or(&desk.tongue().title),
        "url": desk.permalink("/"),
        "logo": logo,
        "correctionsPolicy": site(&publisher.corrections_policy),
    })
}
