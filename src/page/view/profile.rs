//! What a profile says of a company, a person, a tag.

use std::collections::BTreeMap;

use serde::Serialize;

use super::card::{Named, picture};
use crate::article::front_matter::{ImageField, ProfileFields};
use crate::article::head;
use crate::article::profile::WHAT;
use crate::article::read::read_body;
use crate::config::yaml::Value;
use crate::page::body;
use crate::page::desk::Desk;
use crate::site::fact::ShelfId;
use crate::source::tree;

#[derive(Serialize, Clone, Debug)]
pub struct ProfileView {
    pub name: String,
    pub aliases: Vec<String>,
    pub kind: Option<String>,
    pub description: Option<String>,
    pub website: Option<String>,
    pub ticker: Option<String>,
    pub wikidata: Option<String>,
    pub country: Option<String>,
    pub founded: Option<String>,
    pub logo: Option<String>,
    pub image: Option<String>,
    pub image_alt: String,
    pub parent: Option<Named>,
    pub same_as: Vec<String>,
    pub closed: bool,
    pub extra: BTreeMap<String, Value>,
    pub body: Option<String>,
}

/// The profile of a shelf. The text is the one in the shelf's own language; the facts come from another where that has none.
pub fn view(desk: &Desk<'_>, shelf: ShelfId, url: &str) -> Option<ProfileView> {
    let (own, other) = desk.reader.profile(shelf);
    let path = own.or(other)?;
    let mut fields = fields(desk, path)?;
    if let (Some(own), Some(other)) = (own, other)
        && own != other
        && let Some(lent) = self::fields(desk, other)
    {
        fields = completed(fields, lent);
    }
    let address = |source: &Option<String>| {
        let (url, _) = picture(desk, path, source.as_deref()?)?;
        Some(if url.starts_with('/') { desk.url(&url) } else { url })
    };
    let (image, image_alt) = match &fields.image {
        Some(ImageField::Source(source)) => (Some(source.clone()), String::new()),
        Some(ImageField::Full(image)) => (Some(image.src.clone()), image.alt.clone()),
        None => (None, String::new()),
    };
    let parent =
        fields.parent.as_deref().map(|parent| match desk.reader.entity(desk.language, Some("companies"), parent) {
            Some((name, url)) => Named { name: name.to_string(), url: desk.url(url) },
            None => Named { name: parent.to_string(), url: String::new() },
        });
    Some(ProfileView {
        name: fields.name.clone().or(fields.title.clone()).unwrap_or_default(),
        logo: address(&fields.logo),
        image: address(&image),
        image_alt,
        parent,
        body: own.and_then(|path| text(desk, path, url)),
        aliases: fields.aliases,
        kind: fields.kind,
        description: fields.description,
        website: fields.website,
        ticker: fields.ticker,
        wikidata: fields.wikidata,
        country: fields.country,
        founded: fields.founded,
        same_as: fields.same_as,
        closed: fields.closed,
        extra: fields.extra,
    })
}

/// A profile's text as HTML; `None` when there is none.
pub fn text(desk: &Desk<'_>, path: &str, url: &str) -> Option<String> {
    let source = tree::read(&desk.world.root, path).ok()?;
    let pieces = read_body(&source, usize::from(desk.language), desk.config());
    if pieces.is_empty() {
        return None;
    }
    let there = desk.at(path);
    let html = body::html(&there, &pieces, url, false);
    desk.take_over(there);
    (!html.trim().is_empty()).then_some(html)
}

fn fields(desk: &Desk<'_>, path: &str) -> Option<ProfileFields> {
    let source = tree::read(&desk.world.root, path).ok()?;
    Some(head::read::<ProfileFields>(path, &source.text, &WHAT).ok()?.fields)
}

/// Facts that need no translation are taken from the other profile where this one is silent.
fn completed(own: ProfileFields, lent: ProfileFields) -> ProfileFields {
    ProfileFields {
        kind: own.kind.or(lent.kind),
        website: own.website.or(lent.website),
        ticker: own.ticker.or(lent.ticker),
        wikidata: own.wikidata.or(lent.wikidata),
        country: own.country.or(lent.country),
        founded: own.founded.or(lent.founded),
        logo: own.logo.or(lent.logo),
        image: own.image.or(lent.image),
        parent: own.parent.or(lent.parent),
        same_as: if own.same_as.is_empty() { lent.same_as } else { own.same_as },
        aliases: if own.aliases.is_empty() { lent.aliases } else { own.aliases },
        ..own
    }
}
