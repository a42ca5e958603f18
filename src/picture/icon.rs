//! Icons of several sizes from one picture.

use std::io::Cursor;
use std::path::Path;

use image::codecs::ico::{IcoEncoder, IcoFrame};
use image::imageops::{self, FilterType};
use image::{ExtendedColorType, ImageFormat, Rgba, RgbaImage};

use super::open::{self, Problem};
use super::svg;

/// How an icon is put together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// The picture as it is, in an `.ico` file.
    Ico,
    /// The picture as it is.
    Png,
    /// The picture on a ground without gaps, for devices that cut its corners.
    Covered,
    /// The same, so small that whatever is cut away takes nothing of it.
    Maskable,
}

/// Which icon is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Icon {
    /// In pixels; icons are square.
    pub size: u32,
    pub form: Form,
    /// Behind the picture, where its own edge has no colour.
    pub ground: [u8; 3],
}

/// A device may cut an icon to a circle of four fifths of its width.
const SAFE: f32 = 0.8;

/// Makes an icon of a picture: an SVG, or one of pixels.
///
/// # Errors
/// When the picture cannot be read or drawn.
pub fn make(source: &Source<'_>, wanted: &Icon) -> Result<Vec<u8>, Problem> {
    let size = wanted.size;
    let picture = match wanted.form {
        Form::Ico | Form::Png => draw(source, size)?,
        Form::Covered | Form::Maskable => {
            let inner = draw(source, size)?;
            let ground = edge(&inner).unwrap_or(wanted.ground);
            let [red, green, blue] = ground;
            let mut whole = RgbaImage::from_pixel(size, size, Rgba([red, green, blue, 255]));
            if wanted.form == Form::Covered {
                imageops::overlay(&mut whole, &inner, 0, 0);
            } else {
                let small = (size as f32 * SAFE).round() as u32;
                let at = i64::from((size - small) / 2);
                imageops::overlay(&mut whole, &draw(source, small)?, at, at);
            }
            whole
        }
    };
    encode(&picture, wanted.form)
}

/// The bytes or the file that an icon is made from.
pub enum Source<'a> {
    Svg(Vec<u8>),
    File(&'a Path),
}

/// The picture in a square, as large as it fits.
fn draw(source: &Source<'_>, size: u32) -> Result<RgbaImage, Problem> {
    let file = match source {
        Source::Svg(bytes) => return svg::draw(bytes, size, size),
        Source::File(file) => file,
    };
    let picture = open::pixels(file)?.into_rgba8();
    let longest = picture.width().max(picture.height()).max(1);
    let scaled = |side: u32| ((u64::from(side) * u64::from(size) / u64::from(longest)) as u32).max(1);
    let (width, height) = (scaled(picture.width()), scaled(picture.height()));
    let small = imageops::resize(&picture, width, height, FilterType::Lanczos3);
    let mut square = RgbaImage::new(size, size);
    imageops::overlay(&mut square, &small, i64::from((size - width) / 2), i64::from((size - height) / 2));
    Ok(square)
}

/// The colour that the picture has in the middle of each of its edges, where that is one: it goes on to the icon's corners.
fn edge(picture: &RgbaImage) -> Option<[u8; 3]> {
    let (last, middle) = (picture.width() - 1, picture.width() / 2);
    let places = [(middle, 0), (middle, last), (0, middle), (last, middle)];
    let colours = places.map(|(x, y)| picture.get_pixel(x, y).0);
    let [red, green, blue, alpha] = colours[0];
    // A drawing's edge is a little softened.
    let is_like = |other: &[u8; 4]| other.iter().zip(colours[0]).all(|(one, two)| one.abs_diff(two) < 8);
    (alpha > 247 && colours.iter().all(is_like)).then_some([red, green, blue])
}

fn encode(picture: &RgbaImage, form: Form) -> Result<Vec<u8>, Problem> {
    let corrupt = |error: image::ImageError| Problem::Corrupt(format!("it cannot be encoded: {error}"));
    let mut bytes = Vec::new();
    if form == Form::Ico {
        let (width, height) = picture.dimensions();
        let frame = IcoFrame::as_png(picture.as_raw(), width, height, ExtendedColorType::Rgba8).map_err(corrupt)?;
        IcoEncoder::new(&mut bytes).encode_images(&[frame]).map_err(corrupt)?;
    } else {
        picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).map_err(corrupt)?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Form, Icon, Source, make};

    /// A red square with round corners.
    const SVG: &[u8] =
        br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" rx="3" fill="#f00"/></svg>"##;

    fn icon(form: Form) -> image::RgbaImage {
        let icon = Icon { size: 48, form, ground: [0, 0, 255] };
        let bytes = make(&Source::Svg(SVG.to_vec()), &icon).expect("an icon");
        image::load_from_memory(&bytes).expect("a picture").into_rgba8()
    }

    #[test]
    fn corners_are_free_or_covered_in_the_pictures_own_colour() {
        assert_eq!(icon(Form::Ico).get_pixel(0, 0).0[3], 0);
        assert_eq!(icon(Form::Png).dimensions(), (48, 48));
        assert_eq!(icon(Form::Covered).get_pixel(0, 0).0, [255, 0, 0, 255]);
        assert_eq!(icon(Form::Maskable).get_pixel(24, 0).0, [255, 0, 0, 255]);
    }

    #[test]
    fn what_has_no_colour_at_its_edge_stands_on_the_ground_that_is_given() {
        let svg =
            br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="3"/></svg>"##;
        let wanted = Icon { size: 20, form: Form::Maskable, ground: [0, 0, 255] };
        let bytes = make(&Source::Svg(svg.to_vec()), &wanted).expect("an icon");
        let made = image::load_from_memory(&bytes).expect("a picture").into_rgba8();
        assert_eq!(made.get_pixel(0, 0).0, [0, 0, 255, 255]);
        assert_eq!(made.get_pixel(10, 10).0, [0, 0, 0, 255]);
    }
}
