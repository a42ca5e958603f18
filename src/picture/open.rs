//! Opens a picture's file: what it is, how large, how it is to be turned; and its pixels, within limits.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// A picture of more pixels than this is not opened: it may be a bomb, and no page needs it.
const MOST_PIXELS: u64 = 64_000_000;

/// Why a picture cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// The file's bytes are of another format than its name says.
    Mislabelled {
        name: String,
        really: &'static str,
    },
    /// Width and height in pixels.
    TooLarge(u32, u32),
    Corrupt(String),
    Unreadable(String),
}

/// What a picture's head says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    /// As it is shown, turned by what its metadata says.
    pub width: u32,
    pub height: u32,
    pub format: ImageFormat,
}

/// Whether smaller copies are made of files of this extension: the others are published as they are.
pub fn is_scaled(extension: &str) -> bool {
    matches!(extension.to_ascii_lowercase().as_str(), "jpg" | "jpeg" | "png" | "webp")
}

/// Reads a picture's head; no pixel is decoded.
///
/// # Errors
/// When the file cannot be read, is no picture, another one than its name says, or too large.
pub fn head(file: &Path) -> Result<Head, Problem> {
    let (format, mut decoder) = decoder(file)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let (width, height) = decoder.dimensions();
    let (width, height) = if is_turned(orientation) { (height, width) } else { (width, height) };
    Ok(Head { width, height, format })
}

/// Reads a picture's pixels, turned as they are to be seen.
///
/// # Errors
/// As for [`head`], and when the pixels cannot be decoded.
pub fn pixels(file: &Path) -> Result<DynamicImage, Problem> {
    let (_, mut decoder) = decoder(file)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| Problem::Corrupt(error.to_string()))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// The decoder of a file, for whoever reads its metadata.
///
/// # Errors
/// As for [`head`].
pub fn decoder(file: &Path) -> Result<(ImageFormat, impl ImageDecoder + use<>), Problem> {
    let unreadable = |error: std::io::Error| Problem::Unreadable(error.to_string());
    let mut open = BufReader::new(File::open(file).map_err(unreadable)?);
    let mut start = [0; 32];
    let length = open.read(&mut start).map_err(unreadable)?;
    open.rewind().map_err(unreadable)?;
    let format = image::guess_format(&start[..length]).map_err(|_| Problem::Corrupt("it is no picture".to_string()))?;
    let named = ImageFormat::from_path(file).ok();
    if named != Some(format) {
        let name = file.extension().unwrap_or_default().to_string_lossy().into_owned();
        return Err(Problem::Mislabelled { name, really: format.extensions_str().first().copied().unwrap_or("other") });
    }
    let mut reader = ImageReader::with_format(open, format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_PIXELS * 8);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| Problem::Corrupt(error.to_string()))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Problem::TooLarge(width, height));
    }
    Ok((format, decoder))
}

fn is_turned(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}
