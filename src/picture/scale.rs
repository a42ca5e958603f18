//! Smaller copies of a picture: scaled, cut, and written in a format for the web.

use std::path::Path;

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8x4;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, RgbImage, RgbaImage};

use super::crop::Crop;
use super::open::{self, Problem};

/// In which format a copy is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Form {
    Webp,
    Avif,
    /// What social networks and search engines surely read. What is transparent becomes white.
    Jpeg,
}

impl Form {
    /// The ending of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Form::Webp => "webp",
            Form::Avif => "avif",
            Form::Jpeg => "jpg",
        }
    }

    pub fn parse(extension: &str) -> Option<Form> {
        [Form::Webp, Form::Avif, Form::Jpeg].into_iter().find(|form| form.extension() == extension)
    }

    /// Whether this program can write it.
    pub fn is_written(self) -> bool {
        self != Form::Avif || cfg!(feature = "avif")
    }
}

/// What copy is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Copy {
    /// In pixels; a picture is never made larger than it is.
    pub width: u32,
    /// The part that is wanted; the whole without.
    pub crop: Option<Crop>,
    pub form: Form,
    /// From 1 to 100.
    pub quality: u8,
}

/// A picture's pixels, ready for any number of copies.
pub struct Pixels {
    /// All of one kind, whether they let something through or not: what scales them is compiled for each kind anew, in a dozen forms.
    picture: RgbaImage,
    has_alpha: bool,
}

impl Pixels {
    /// Decodes a picture's file.
    ///
    /// # Errors
    /// When the picture cannot be opened or decoded.
    pub fn of(file: &Path) -> Result<Pixels, Problem> {
        let picture = open::pixels(file)?;
        Ok(Pixels { has_alpha: picture.color().has_alpha(), picture: picture.into_rgba8() })
    }

    /// Makes one copy.
    ///
    /// # Errors
    /// When it cannot be scaled or encoded.
    pub fn copy(&self, wanted: &Copy) -> Result<Vec<u8>, Problem> {
        let (own_width, own_height) = self.picture.dimensions();
        let area = wanted.crop.map(|crop| crop.area(own_width, own_height));
        let mut options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
        let (width, height) = match area {
            Some(area) => {
                let corner = (f64::from(area.left), f64::from(area.top));
                options = options.crop(corner.0, corner.1, f64::from(area.width), f64::from(area.height));
                let width = wanted.width.clamp(1, area.width);
                (width, wanted.crop.map_or(1, |crop| crop.shape.height(width)))
            }
            None => {
                let width = wanted.width.clamp(1, own_width);
                (width, height_for(own_width, own_height, width))
            }
        };
        let scaled = self.scaled(width, height, &options.use_alpha(self.has_alpha))?;
        let has_alpha = self.has_alpha;
        let scaled = if has_alpha { scaled } else { without_alpha(&scaled) };
        match wanted.form {
            Form::Webp => webp(&scaled, width, height, has_alpha, wanted.quality),
            Form::Jpeg => jpeg(scaled, width, height, has_alpha, wanted.quality),
            Form::Avif => avif(&scaled, width, height, has_alpha, wanted.quality),
        }
    }

    /// The pixels in another size, four bytes each.
    fn scaled(&self, width: u32, height: u32, options: &ResizeOptions) -> Result<Vec<u8>, Problem> {
        let unscaled = |error: &dyn std::fmt::Display| Problem::Corrupt(format!("it cannot be scaled: {error}"));
        let (own_width, own_height) = self.picture.dimensions();
        let source = TypedImageRef::<U8x4>::from_buffer(own_width, own_height, &self.picture);
        let source = source.map_err(|error| unscaled(&error))?;
        let mut scaled = vec![0; width as usize * height as usize * size_of::<U8x4>()];
        let mut target = TypedImage::from_buffer(width, height, &mut scaled).map_err(|error| unscaled(&error))?;
        Resizer::new().resize_typed(&source, &mut target, options).map_err(|error| unscaled(&error))?;
        Ok(scaled)
    }
}

fn cannot(why: impl std::fmt::Display) -> Problem {
    Problem::Corrupt(format!("it cannot be encoded: {why}"))
}

fn webp(pixels: &[u8], width: u32, height: u32, has_alpha: bool, quality: u8) -> Result<Vec<u8>, Problem> {
    let encoder = match has_alpha {
        true => webp::Encoder::from_rgba(pixels, width, height),
        false => webp::Encoder::from_rgb(pixels, width, height),
    };
    let encoded = encoder.encode_simple(false, f32::from(quality));
    encoded.map(|bytes| bytes.to_vec()).map_err(|error| cannot(format!("{error:?}")))
}

fn jpeg(pixels: Vec<u8>, width: u32, height: u32, has_alpha: bool, quality: u8) -> Result<Vec<u8>, Problem> {
    let opaque = if has_alpha { on_white(&pixels) } else { pixels };
    let picture = RgbImage::from_raw(width, height, opaque).ok_or_else(|| cannot("it has no size"))?;
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    encoder.encode(&picture, width, height, ExtendedColorType::Rgb8).map_err(cannot)?;
    Ok(bytes)
}

/// The colours of pixels that let nothing through.
fn without_alpha(pixels: &[u8]) -> Vec<u8> {
    let (pixels, _) = pixels.as_chunks::<4>();
    pixels.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]).collect()
}

/// The colours of pixels with transparency as they look on white paper.
fn on_white(pixels: &[u8]) -> Vec<u8> {
    let blend = |colour: u8, alpha: u8| {
        let (colour, alpha) = (u16::from(colour), u16::from(alpha));
        ((colour * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    let (pixels, _) = pixels.as_chunks::<4>();
    pixels
        .iter()
        .flat_map(|[red, green, blue, alpha]| [red, green, blue].map(|colour| blend(*colour, *alpha)))
        .collect()
}

/// Between the fastest and the smallest: beyond this a picture costs seconds.
#[cfg(feature = "avif")]
const AVIF_SPEED: u8 = 7;

#[cfg(feature = "avif")]
fn avif(pixels: &[u8], width: u32, height: u32, has_alpha: bool, quality: u8) -> Result<Vec<u8>, Problem> {
    use ravif::{Encoder, Img};
    use rgb::FromSlice;
    // Every picture is made by one thread, as many pictures at once as there are threads: so one thread or sixteen, the
    // bytes are the same.
    let encoder = Encoder::new().with_quality(f32::from(quality)).with_speed(AVIF_SPEED).with_num_threads(Some(1));
    let (width, height) = (width as usize, height as usize);
    let encoded = match has_alpha {
        true => encoder.encode_rgba(Img::new(pixels.as_rgba(), width, height)),
        false => encoder.encode_rgb(Img::new(pixels.as_rgb(), width, height)),
    };
    encoded.map(|encoded| encoded.avif_file).map_err(cannot)
}

#[cfg(not(feature = "avif"))]
fn avif(_: &[u8], _: u32, _: u32, _: bool, _: u8) -> Result<Vec<u8>, Problem> {
    Err(cannot("this rassegna was built without AVIF"))
}

/// The height of a copy that keeps the picture's shape, at least one pixel.
fn height_for(width: u32, height: u32, new_width: u32) -> u32 {
    let height = (f64::from(height) * f64::from(new_width) / f64::from(width.max(1))).round();
    (height as u32).max(1)
}

/// The colour that a picture is on the whole, as `#rrggbb`: what stands in its place while it loads. `None` for one that
/// lets through what is behind it, since that would shine through afterwards as well.
///
/// # Errors
/// When the picture cannot be opened or decoded.
pub fn colour(file: &Path) -> Result<Option<String>, Problem> {
    let picture = open::pixels(file)?;
    let has_alpha = picture.color().has_alpha();
    let picture = picture.into_rgba8();
    if has_alpha && picture.pixels().any(|pixel| pixel.0[3] < 255) {
        return Ok(None);
    }
    let (mut sum, mut count) = ([0u64; 3], 0u64);
    // Every pixel of a small picture, and some thousand of a large one, tell the same.
    let step = (picture.pixels().len() / 16_384).max(1);
    for pixel in picture.pixels().step_by(step) {
        count += 1;
        for (sum, value) in sum.iter_mut().zip(pixel.0) {
            // The mean is taken of light, not of its code: or dark spots would weigh too much.
            *sum += u64::from(value) * u64::from(value);
        }
    }
    let [red, green, blue] = sum.map(|sum| ((sum / count.max(1)) as f64).sqrt().round() as u8);
    Ok(Some(format!("#{red:02x}{green:02x}{blue:02x}")))
}
