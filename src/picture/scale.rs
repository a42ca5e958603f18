//! Smaller copies of a picture, as WebP.

use std::path::Path;

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::DynamicImage;

use super::open::{self, Problem};

/// What copy is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Copy {
    /// In pixels; a picture is never made larger than it is.
    pub width: u32,
    /// From 1 to 100.
    pub quality: u8,
}

/// Makes a copy of a picture's file.
///
/// # Errors
/// When the picture cannot be opened or decoded.
pub fn copy(file: &Path, wanted: &Copy) -> Result<Vec<u8>, Problem> {
    let picture = open::pixels(file)?;
    let has_alpha = picture.color().has_alpha();
    let (pixels, kind) = if has_alpha {
        (DynamicImage::ImageRgba8(picture.into_rgba8()), PixelType::U8x4)
    } else {
        (DynamicImage::ImageRgb8(picture.into_rgb8()), PixelType::U8x3)
    };
    let new_width = wanted.width.clamp(1, pixels.width());
    let new_height = height_for(pixels.width(), pixels.height(), new_width);
    let mut scaled = Image::new(new_width, new_height, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    let done = Resizer::new().resize(&pixels, &mut scaled, &options);
    done.map_err(|error| Problem::Corrupt(error.to_string()))?;
    let bytes = scaled.buffer();
    let encoder = match kind {
        PixelType::U8x4 => webp::Encoder::from_rgba(bytes, new_width, new_height),
        _ => webp::Encoder::from_rgb(bytes, new_width, new_height),
    };
    let encoded = encoder.encode_simple(false, f32::from(wanted.quality));
    encoded.map(|bytes| bytes.to_vec()).map_err(|error| Problem::Corrupt(format!("it cannot be encoded: {error:?}")))
}

/// The height of a copy that keeps the picture's shape, at least one pixel.
fn height_for(width: u32, height: u32, new_width: u32) -> u32 {
    let height = (f64::from(height) * f64::from(new_width) / f64::from(width.max(1))).round();
    (height as u32).max(1)
}

/// The colour that a picture is on the whole, as `#rrggbb`: what stands in its place while it loads.
///
/// # Errors
/// When the picture cannot be opened or decoded.
pub fn colour(file: &Path) -> Result<String, Problem> {
    let picture = open::pixels(file)?.into_rgba8();
    let (mut sum, mut weight) = ([0u64; 3], 0u64);
    // Every pixel of a small picture, and some thousand of a large one, tell the same.
    let step = (picture.pixels().len() / 16_384).max(1);
    for pixel in picture.pixels().step_by(step) {
        let alpha = u64::from(pixel.0[3]);
        weight += alpha;
        for (sum, value) in sum.iter_mut().zip(pixel.0) {
            // The mean is taken of light, not of its code: or dark spots would weigh too much.
            *sum += u64::from(value) * u64::from(value) * alpha;
        }
    }
    let [red, green, blue] = sum.map(|sum| ((sum / weight.max(1)) as f64).sqrt().round() as u8);
    Ok(format!("#{red:02x}{green:02x}{blue:02x}"))
}
