//! The picture that social networks show beside a link to an article that has none: its title, drawn by the theme.

use crate::article::place::Sort;
use crate::base::path::extension;
use crate::base::stamp::Stamp;
use crate::diagnostic::{Diagnostic, Span};
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::view::card::{self, Wanted};
use crate::picture::open::Problem;
use crate::picture::{lettering, svg};
use crate::site::entry::Entry;
use crate::site::fact::{ArticleId, Subject};
use crate::site::store::Site;

pub struct SocialCards;

/// Width and height in pixels, as the networks ask for.
pub const SIZE: (u32, u32) = (1200, 630);

/// The template of the theme, an SVG.
const TEMPLATE: &str = "social_card.svg";

/// How the wish for a card begins; the article's address follows, so that another address is another wish.
const WISH: &str = "card ";

/// Other letters or another way of drawing give other cards.
const VERSION: u32 = 1;

impl Kind for SocialCards {
    fn name(&self) -> &'static str {
        "social_card"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        let url = article_of(subject, site).and_then(|id| address(site, site.entry(id)?));
        url.map(|url| (url, 0)).into_iter().collect()
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let Some(id) = article_of(address.subject, &desk.world.site) else { return Ok(None) };
        let Some(entry) = desk.reader.card(id) else { return Ok(None) };
        let template = desk.template(&[TEMPLATE]);
        let mut view = desk.view();
        view.set("article", &card::view(desk, entry, Wanted::listed(&desk.world.theme, &template)));
        let drawing = desk.print(&template, &view)?;
        let drawing = match lettering::writable(&drawing) {
            Ok(drawing) => drawing,
            Err(letter) => {
                desk.say(unwritable(letter, &entry.card.path));
                return Ok(None);
            }
        };
        let draw = || svg::png(&drawing, SIZE.0, SIZE.1);
        let made = desk.world.pictures.made(Stamp::of(&(VERSION, &drawing)), "png", draw);
        made.map(|png| Some(Sheet::Bytes(png))).map_err(|problem| cannot_be_drawn(&template, &problem))
    }
}

/// The card of an article, for the page that shows it: its address. That it was asked for makes it an output.
pub fn wanted(desk: &Desk<'_>, id: ArticleId) -> Option<String> {
    let entry = desk.reader.card(id)?;
    let address = address(&desk.world.site, entry)?;
    if !desk.reader.is_recent(id) {
        return None;
    }
    if let Err(letter) = lettering::writable(&entry.card.shown.title) {
        desk.say(unwritable(letter, &entry.card.path));
        return None;
    }
    desk.reader.want_copy(&format!("{WISH}{}", entry.card.shown.url));
    Some(address)
}

/// The article that a wished card is of.
pub fn article_of(subject: Subject, site: &Site) -> Option<ArticleId> {
    let Subject::Copy(wish) = subject else { return None };
    site.article_by_url(site.texts.get(wish).strip_prefix(WISH)?)
}

/// Where an article's card is; `None` for an article that needs none. All of it stands in the article's own card and in the
/// configuration.
fn address(site: &Site, entry: &Entry) -> Option<String> {
    let (card, shown) = (&entry.card, &entry.card.shown);
    // A drawing is a picture for readers, but none that the networks show.
    let has_picture = shown.image.as_ref().is_some_and(|image| !extension(&image.src).eq_ignore_ascii_case("svg"));
    if card.sort != Sort::Article || has_picture || !site.wants("social_card") {
        return None;
    }
    let dot = if shown.url.ends_with('/') { "" } else { "." };
    Some(format!("{}{dot}social-card.png", shown.url))
}

fn unwritable(letter: char, path: &str) -> Diagnostic {
    Diagnostic::warning(
        "unwritable",
        format!("no font on this computer has the letter `{letter}`: there is no social card"),
    )
    .at(Span::file(path))
    .help("Install a font for this script, or switch the cards off with `outputs: {social_card: off}`.")
}

fn cannot_be_drawn(template: &str, problem: &Problem) -> Diagnostic {
    let why = match problem {
        Problem::Corrupt(why) | Problem::Unreadable(why) => why.as_str(),
        _ => "it is no SVG",
    };
    Diagnostic::error("bad-drawing", format!("`{template}` gives no drawing: {why}")).at(Span::file(template))
}
