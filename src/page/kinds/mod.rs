//! Every kind of output, one line each.

pub mod alias;
pub mod archive;
pub mod article;
pub mod comments;
pub mod copy;
pub mod corrections;
pub mod data;
pub mod digest;
pub mod feed;
pub mod file;
pub mod headers;
pub mod icons;
pub mod index;
pub mod mail;
pub mod not_found;
pub mod opml;
pub mod redirects;
pub mod robots;
pub mod search;
pub mod series;
pub mod shelf;
pub mod sitemap;
pub mod social_card;
pub mod trends;
pub mod web_manifest;

use super::kind::Kind;
use crate::config::settings::feeds::FeedFormat;
use crate::site::fact::Subject;
use crate::site::store::Site;

/// The kinds. Their order is no matter; an address keeps its kind's place in this list, so that a ledger made by a
/// program with another list is not used.
pub static KINDS: &[&dyn Kind] = &[
    &article::Articles,
    &article::Pages,
    &shelf::Shelves,
    &index::Indexes,
    &digest::Digests,
    &mail::Mails::Html,
    &mail::Mails::Text,
    &mail::Mails::Message,
    &series::SeriesPages,
    &archive::Archive,
    &trends::Trends,
    &corrections::Corrections,
    &not_found::NotFound,
    &feed::Feeds(FeedFormat::Atom),
    &feed::Feeds(FeedFormat::Rss),
    &feed::Feeds(FeedFormat::Json),
    &comments::CommentFeeds,
    &opml::Opml,
    &sitemap::Sitemaps,
    &sitemap::NewsSitemap,
    &robots::Robots,
    &icons::Icons,
    &web_manifest::WebManifest,
    &headers::Headers,
    &alias::Aliases,
    &redirects::Redirects,
    &data::Data,
    &search::Search,
    &social_card::SocialCards,
    &file::Files,
    &copy::Copies,
];

/// The language that a subject belongs to, as an index into the configuration's languages.
pub fn language_of(subject: Subject, site: &Site) -> u16 {
    match subject {
        Subject::Language(language)
        | Subject::Group(language, _)
        | Subject::Words(language, _)
        | Subject::Discussion(language)
        | Subject::Corrections(language) => language,
        Subject::Shelf(id) | Subject::Mentions(id) => site.shelf(id).key.language,
        Subject::Article(id) => site.entry(id).map_or(0, |entry| entry.card.shown.language),
        Subject::Copy(_) => {
            let article = social_card::article_of(subject, site).and_then(|id| site.entry(id));
            article.map_or(0, |entry| entry.card.shown.language)
        }
        Subject::Site
        | Subject::News
        | Subject::Media(_)
        | Subject::Archive
        | Subject::Archived(..)
        | Subject::Meaning
        | Subject::Templates
        | Subject::Assets => 0,
    }
}
