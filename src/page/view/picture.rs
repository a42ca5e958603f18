//! A picture as a page shows it: its colour, what its own metadata says where the editor says nothing, and copies of it,
//! whole or cut, which come to be because somebody asks for them.

use serde::Serialize;

use crate::base::path::extension;
use crate::config::settings::images::{Images, PictureFormat};
use crate::diagnostic::{Diagnostic, Span};
use crate::page::desk::{Addresses, Desk};
use crate::page::kinds::copy::Wish;
use crate::picture::credit::Credit;
use crate::picture::crop::{Crop, FOR_MACHINES, Focal, Shape};
use crate::picture::open::{Problem, is_scaled};
use crate::picture::scale::Form;

/// How wide a cut for search engines and social networks is, where the picture allows it: what Google asks for.
const FOR_MACHINES_WIDTH: u32 = 1200;

/// The copy that a browser without `srcset` gets is no wider than this.
const FALLBACK_WIDTH: u32 = 960;

/// What a page may need of a picture beside its address and its size.
#[derive(Serialize, Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// Its address within the site, by which `copies` finds it; `None` for a picture of which there can be none.
    pub path: Option<String>,
    /// `#rrggbb`, for the place that it will take; `None` for one that lets through what is behind it.
    pub colour: Option<String>,
    #[serde(skip)]
    pub credit: Credit,
}

/// How a picture of the site is shown, by its address and its size. What is wrong with it is said once for each page.
pub fn shown(desk: &Desk<'_>, address: &str, dimensions: Option<(u32, u32)>) -> Shown {
    if dimensions.is_none() || !is_scaled(extension(address)) {
        return Shown::default();
    }
    // What is read elsewhere has the picture itself.
    if desk.addresses != Addresses::Local || !desk.config().settings.images.is_scaling() {
        return Shown::default();
    }
    let Some(media) = desk.reader.media(address) else { return Shown::default() };
    match desk.world.pictures.about(&desk.world.root.join(&media.path), media.stamp) {
        Ok(about) => Shown { path: Some(address.to_string()), colour: about.colour, credit: about.credit },
        Err(problem) => {
            desk.say(told(&media.path, &problem));
            Shown::default()
        }
    }
}

/// Which copies of a picture somebody asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// The picture's address within the site.
    pub path: &'a str,
    /// The form that they are cut to; the whole picture without.
    pub shape: Option<Shape>,
    pub focal: Option<Focal>,
    /// No copy need be wider than this.
    pub most: Option<u32>,
}

/// Copies of a picture, for the attributes of an `img` and its `source`s.
#[derive(Serialize, Clone, Debug, PartialEq)]
pub struct CopiesView {
    pub url: String,
    pub width: u32,
    pub height: u32,
    /// `/foto.jpg.480.webp 480w, …`
    pub srcset: String,
    /// Better formats, for browsers that read them, the best first.
    pub sources: Vec<SourceSet>,
}

#[derive(Serialize, Clone, Debug, PartialEq)]
pub struct SourceSet {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub srcset: String,
}

/// The copies of a picture that are asked for; `None` when there are none, and the picture itself is to be shown.
pub fn copies(desk: &Desk<'_>, asked: &Asked<'_>) -> Option<CopiesView> {
    let images = &desk.config().settings.images;
    if desk.addresses != Addresses::Local || !images.is_scaling() || !is_scaled(extension(asked.path)) {
        return None;
    }
    let (own, crop) = measures(desk, asked)?;
    let (full_width, full_height) = own;
    let widest = crop.map_or(full_width, |crop| crop.area(full_width, full_height).width);
    let height = |width: u32| match crop {
        Some(crop) => crop.shape.height(width),
        None => (u64::from(full_height) * u64::from(width) / u64::from(full_width.max(1))) as u32,
    };
    let widths = widths(images, widest, asked.most, crop.is_some());
    let first = *widths.first()?;
    let wish = |width: u32, form: Form| {
        let wish = Wish { picture: asked.path.to_string(), width, crop, form };
        desk.reader.want_copy(&wish.to_string());
        desk.url(&wish.url())
    };
    let set = |form: Form| {
        let each = widths.iter().map(|width| format!("{} {width}w", wish(*width, form)));
        each.collect::<Vec<_>>().join(", ")
    };
    let writes = |format: PictureFormat| images.formats.contains(&format);
    let is_better = writes(PictureFormat::Avif) && Form::Avif.is_written();
    let better = is_better.then(|| SourceSet { kind: "image/avif", srcset: set(Form::Avif) });
    let srcset = if writes(PictureFormat::Webp) { set(Form::Webp) } else { String::new() };
    let (url, width, height) = match crop {
        None => (desk.url(asked.path), full_width, full_height),
        Some(_) => {
            let fallback = widths.iter().copied().filter(|width| *width <= FALLBACK_WIDTH).max().unwrap_or(first);
            let form = if srcset.is_empty() { Form::Jpeg } else { Form::Webp };
            (wish(fallback, form), fallback, height(fallback))
        }
    };
    Some(CopiesView { url, width, height, srcset, sources: better.into_iter().collect() })
}

/// A picture's size, and the cut that is asked for with its point, where the picture is not of that shape anyway; `None` for
/// what cannot be opened.
fn measures(desk: &Desk<'_>, asked: &Asked<'_>) -> Option<((u32, u32), Option<Crop>)> {
    let media = desk.reader.media(asked.path)?;
    let (width, height) = media.dimensions?;
    desk.world.pictures.about(&desk.world.root.join(&media.path), media.stamp).ok()?;
    let focal = asked.focal.unwrap_or_else(|| Focal::of_size(width, height));
    let crop = asked.shape.map(|shape| Crop { shape, focal });
    Some(((width, height), crop.filter(|crop| !crop.area(width, height).is_whole(width, height))))
}

/// The widths that copies are made in: the configured ones below the picture's own, and its own where it lies between. A
/// picture that is smaller than all of them is shown as it is; a cut of it has one copy at least.
fn widths(images: &Images, own: u32, most: Option<u32>, is_cut: bool) -> Vec<u32> {
    let mut configured = images.widths.clone();
    configured.sort_unstable();
    configured.dedup();
    if let Some(most) = most {
        // The first that is wide enough is enough.
        let enough = configured.iter().position(|width| *width >= most).map_or(configured.len(), |at| at + 1);
        configured.truncate(enough);
    }
    let mut widths: Vec<u32> = configured.iter().copied().filter(|width| *width < own).collect();
    if (is_cut || !widths.is_empty()) && widths.len() < configured.len() {
        widths.push(own);
    }
    widths
}

/// A picture cut for machines: a JPEG that every search engine and social network reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    pub shape: Shape,
    /// With the host.
    pub url: String,
    pub width: u32,
    pub height: u32,
}

/// A picture of the site in the shapes that search engines ask for (1:1, 4:3 and 16:9), as wide as they ask for where the
/// picture is. None where no copies are made, or for what cannot be cut.
pub fn crops(desk: &Desk<'_>, path: &str, focal: Option<Focal>) -> Vec<Cut> {
    FOR_MACHINES.iter().filter_map(|shape| cut(desk, path, focal, *shape)).collect()
}

/// A picture of the site as social networks show it, 16:9.
pub fn for_sharing(desk: &Desk<'_>, path: &str, focal: Option<Focal>) -> Option<Cut> {
    cut(desk, path, focal, FOR_MACHINES[2])
}

fn cut(desk: &Desk<'_>, path: &str, focal: Option<Focal>, shape: Shape) -> Option<Cut> {
    if !desk.config().settings.images.is_scaling() || !is_scaled(extension(path)) {
        return None;
    }
    let ((width, height), crop) = measures(desk, &Asked { path, shape: Some(shape), focal, most: None })?;
    let width = crop.map_or(width, |crop| crop.area(width, height).width).min(FOR_MACHINES_WIDTH);
    let wish = Wish { picture: path.to_string(), width, crop, form: Form::Jpeg };
    desk.reader.want_copy(&wish.to_string());
    Some(Cut { shape, url: desk.permalink(&wish.url()), width, height: shape.height(width) })
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

#[cfg(test)]
mod tests {
    use super::widths;
    use crate::config::settings::images::Images;

    #[test]
    fn widths_are_those_that_are_configured_and_never_more_than_the_picture_has() {
        let images = Images { widths: vec![1600, 480, 960], ..Images::default() };
        assert_eq!(widths(&images, 4000, None, false), [480, 960, 1600]);
        assert_eq!(widths(&images, 1200, None, false), [480, 960, 1200]);
        assert_eq!(widths(&images, 300, None, false), [0; 0], "it is shown as it is");
        assert_eq!(widths(&images, 300, None, true), [300]);
        assert_eq!(widths(&images, 4000, Some(700), true), [480, 960], "the first that is wide enough is enough");
        assert_eq!(widths(&images, 700, Some(900), true), [480, 700]);
        assert_eq!(widths(&images, 960, None, false), [480, 960]);
    }
}
