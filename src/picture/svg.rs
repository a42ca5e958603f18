//! Draws an SVG, for what cannot show one itself: icons, social cards.

use std::path::Path;

use image::RgbaImage;
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use rustc_hash::FxHashMap;

use super::lettering;
use super::open::Problem;

/// An SVG file of more bytes than this is not read: a logo has some thousand.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// No side of a drawing is longer, in pixels.
const LONGEST: u32 = 8192;

/// Draws an SVG as large as it fits into a place of this size, in the middle; what it leaves free is transparent. Text is
/// drawn where it stands as paths. It may name no file beside it.
///
/// # Errors
/// Why it cannot be drawn.
pub fn draw(svg: &[u8], width: u32, height: u32) -> Result<RgbaImage, Problem> {
    // What it names outside of itself is not looked for: a logo from elsewhere could ask for any file.
    let resolver = ImageHrefResolver { resolve_string: Box::new(|_, _| None), ..ImageHrefResolver::default() };
    let options = Options { image_href_resolver: resolver, ..Options::default() };
    let canvas = paint(svg, &options, width, height)?;
    let (width, height) = (canvas.width(), canvas.height());
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 4);
    for pixel in canvas.pixels() {
        let colour = pixel.demultiply();
        pixels.extend([colour.red(), colour.green(), colour.blue(), colour.alpha()]);
    }
    RgbaImage::from_raw(width, height, pixels).ok_or_else(no_size)
}

/// Draws an SVG with text as a PNG on white paper, of few colours where it has few. The same bytes for the same text, on any
/// machine whose fonts are not needed for it.
///
/// # Errors
/// Why it cannot be drawn.
pub fn png(svg: &str, width: u32, height: u32) -> Result<Vec<u8>, Problem> {
    let resolver = ImageHrefResolver { resolve_string: Box::new(|_, _| None), ..ImageHrefResolver::default() };
    let options = Options { image_href_resolver: resolver, ..lettering::options(svg) };
    let canvas = paint(svg.as_bytes(), &options, width, height)?;
    let failed = |error: png::EncodingError| Problem::Corrupt(format!("it cannot be encoded: {error}"));
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, canvas.width(), canvas.height());
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let pixels = match indexed(&canvas) {
        Some((palette, pixels)) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(palette);
            pixels
        }
        None => {
            encoder.set_color(png::ColorType::Rgb);
            canvas.pixels().iter().flat_map(|pixel| on_white(*pixel)).collect()
        }
    };
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// Palette and pixels of a drawing with no more colours than a palette holds, in the order in which they are met.
fn indexed(canvas: &Pixmap) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut places: FxHashMap<[u8; 4], u8> = FxHashMap::default();
    let (mut palette, mut pixels) = (Vec::new(), Vec::with_capacity(canvas.pixels().len()));
    let mut last = None;
    for pixel in canvas.pixels() {
        let raw = [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()];
        if let Some((same, place)) = last
            && same == raw
        {
            pixels.push(place);
            continue;
        }
        let place = match places.get(&raw) {
            Some(place) => *place,
            None => {
                let place = u8::try_from(places.len()).ok()?;
                palette.extend(on_white(*pixel));
                places.insert(raw, place);
                place
            }
        };
        last = Some((raw, place));
        pixels.push(place);
    }
    Some((palette, pixels))
}

/// A pixel's colours are multiplied by its opacity already: what is missing to opacity is paper.
fn on_white(pixel: PremultipliedColorU8) -> [u8; 3] {
    let paper = 255 - pixel.alpha();
    [pixel.red(), pixel.green(), pixel.blue()].map(|colour| colour.saturating_add(paper))
}

/// Paints a drawing as large as it fits into a place, in the middle.
fn paint(svg: &[u8], options: &Options<'_>, width: u32, height: u32) -> Result<Pixmap, Problem> {
    let tree = Tree::from_data(svg, options).map_err(|error| Problem::Corrupt(error.to_string()))?;
    let (width, height) = (width.clamp(1, LONGEST), height.clamp(1, LONGEST));
    let mut canvas = Pixmap::new(width, height).ok_or_else(no_size)?;
    let (wide, high) = (width as f32, height as f32);
    let own = tree.size();
    let scale = (wide / own.width()).min(high / own.height());
    let (left, top) = ((wide - own.width() * scale) / 2.0, (high - own.height() * scale) / 2.0);
    let place = Transform::from_row(scale, 0.0, 0.0, scale, left, top);
    resvg::render(&tree, place, &mut canvas.as_mut());
    Ok(canvas)
}

fn no_size() -> Problem {
    Problem::Corrupt("it has no size".to_string())
}

/// Reads an SVG file.
///
/// # Errors
/// When it cannot be read, or is far too large.
pub fn read(file: &Path) -> Result<Vec<u8>, Problem> {
    let unreadable = |error: std::io::Error| Problem::Unreadable(error.to_string());
    let size = std::fs::metadata(file).map_err(unreadable)?.len();
    if size > MOST_BYTES {
        return Err(Problem::Corrupt(format!("{size} bytes are too many for an SVG")));
    }
    std::fs::read(file).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn a_drawing_fills_its_place_and_keeps_its_shape() {
        let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10" fill="#f00" fill-opacity=".5"/></svg>"##;
        let drawn = draw(svg, 40, 40).expect("a drawing");
        assert_eq!(drawn.dimensions(), (40, 40));
        assert_eq!(drawn.get_pixel(20, 20).0, [255, 0, 0, 128]);
        assert_eq!(drawn.get_pixel(20, 5).0, [0, 0, 0, 0], "above and below it is nothing");
    }

    #[test]
    fn what_is_no_drawing_is_told() {
        assert!(draw(b"<svg", 10, 10).is_err());
        assert!(draw(b"", 10, 10).is_err());
        let wide = br#"<svg xmlns="http://www.w3.org/2000/svg" width="1e30" height="1e-30"/>"#;
        let _ = draw(wide, 10, 10);
    }
}
