//! A picture as a page shows it: its copies by width, its colour, and what its own metadata says where the editor says
//! nothing.

use serde::Serialize;

use crate::base::path::extension;
use crate::diagnostic::{Diagnostic, Span};
use crate::page::desk::{Addresses, Desk};
use crate::page::kinds::copy::Wish;
use crate::picture::credit::Credit;
use crate::picture::open::{Problem, is_scaled};

/// What a page may need of a picture beside its address and its size.
#[derive(Serialize, Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// For the attribute of that name: `/foto.jpg.480.webp 480w, …`; empty where the picture has no copies.
    pub srcset: String,
    /// `#rrggbb`, for the place that it will take.
    pub colour: Option<String>,
    #[serde(skip)]
    pub credit: Credit,
}

/// How a picture of the site is shown, by its address and its size. What is wrong with it is said once for each page.
pub fn shown(desk: &Desk<'_>, address: &str, dimensions: Option<(u32, u32)>) -> Shown {
    let Some((width, _)) = dimensions.filter(|_| is_scaled(extension(address))) else { return Shown::default() };
    // What is read elsewhere has the picture itself.
    if desk.addresses != Addresses::Local || !desk.config().settings.images.is_scaling() {
        return Shown::default();
    }
    let Some(media) = desk.reader.media(address) else { return Shown::default() };
    match desk.world.pictures.about(&desk.world.root.join(&media.path), media.stamp) {
        Ok(about) => {
            let copies = widths(desk, width).into_iter();
            let copies = copies.map(|width| (Wish { picture: address.to_string(), width }, width));
            Shown { srcset: srcset(desk, copies), colour: about.colour, credit: about.credit }
        }
        Err(problem) => {
            desk.say(told(&media.path, &problem));
            Shown::default()
        }
    }
}

/// The widths that copies are made in: the configured ones below the picture's own, and its own where it lies between. A
/// picture that is smaller than all of them is shown as it is.
fn widths(desk: &Desk<'_>, own: u32) -> Vec<u32> {
    let configured = &desk.config().settings.images.widths;
    let mut widths: Vec<u32> = configured.iter().copied().filter(|width| *width < own).collect();
    if !widths.is_empty() && configured.iter().any(|width| *width >= own) {
        widths.push(own);
    }
    widths.sort_unstable();
    widths.dedup();
    widths
}

fn srcset(desk: &Desk<'_>, copies: impl Iterator<Item = (Wish, u32)>) -> String {
    let each = copies.map(|(wish, width)| {
        desk.reader.want_copy(&wish.to_string());
        format!("{} {width}w", desk.url(&wish.url()))
    });
    each.collect::<Vec<_>>().join(", ")
}

/// What is wrong with a picture, and what to do.
pub fn told(path: &str, problem: &Problem) -> Diagnostic {
    let (code, message, help) = match problem {
        Problem::Mislabelled { name, really } => (
            "mislabelled-picture",
            format!("this file is named `.{name}`, but is really a {really} picture"),
            format!("Rename it so that it ends with `.{really}`, or save it again."),
        ),
        Problem::TooLarge(width, height) => (
            "huge-picture",
            format!("this picture has {width} × {height} pixels, too many to be opened"),
            "Make it smaller: 2,500 pixels across are more than any page shows.".to_string(),
        ),
        Problem::Corrupt(why) => (
            "broken-picture",
            format!("this picture cannot be decoded: {why}"),
            "Open it in another program and save it again.".to_string(),
        ),
        Problem::Unreadable(why) => {
            ("unreadable", format!("this picture cannot be read: {why}"), "Look at its permissions.".to_string())
        }
    };
    Diagnostic::warning(code, message).at(Span::file(path)).help(help)
}
