//! Smaller copies of pictures, made because a page shows them.

use std::fmt;

use crate::base::path::extension;
use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::picture::crop::Ratio;
use crate::picture::open::is_scaled;
use crate::picture::scale::Copy;
use crate::site::fact::Subject;
use crate::site::store::Site;

pub struct Copies;

/// Which copy of which picture a page wants.
#[derive(Clone, PartialEq, Debug)]
pub struct Wish {
    /// The picture's address within the site.
    pub picture: String,
    /// In pixels.
    pub width: u32,
    /// Another shape, cut around a point in hundredths of the width and the height.
    pub crop: Option<(Ratio, [u32; 2])>,
}

/// As it is noted: `480 /2025/09/x/foto.jpg`, or `480 16:9@50,30 /2025/09/x/foto.jpg`.
impl fmt::Display for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.width)?;
        if let Some((ratio, [across, down])) = self.crop {
            write!(f, "{}:{}@{across},{down} ", ratio.width, ratio.height)?;
        }
        f.write_str(&self.picture)
    }
}

impl Wish {
    fn parse(text: &str) -> Option<Wish> {
        let (width, rest) = text.split_once(' ')?;
        let width = width.parse().ok()?;
        let Some((crop, picture)) = rest.split_once(' ').filter(|_| !rest.starts_with('/')) else {
            return Some(Wish { picture: rest.to_string(), width, crop: None });
        };
        let (ratio, focal) = crop.split_once('@')?;
        let (across, down) = focal.split_once(',')?;
        let crop = (Ratio::parse(ratio)?, [across.parse().ok()?, down.parse().ok()?]);
        Some(Wish { picture: picture.to_string(), width, crop: Some(crop) })
    }

    /// Where the copy is: beside the picture, under a name that no other picture's copy has.
    pub fn url(&self) -> String {
        match self.crop {
            None => format!("{}.{}.webp", self.picture, self.width),
            Some((ratio, [across, down])) => {
                let height = ratio.height_of(self.width);
                // The same shape around another point is another copy.
                let around = if [across, down] == [50, 50] { String::new() } else { format!("-{across}-{down}") };
                format!("{}.{}x{height}{around}.webp", self.picture, self.width)
            }
        }
    }
}

impl Kind for Copies {
    fn name(&self) -> &'static str {
        "copy"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        let Subject::Copy(id) = subject else { return Vec::new() };
        let wish = Wish::parse(&site.texts.get(id)).filter(|wish| is_scaled(extension(&wish.picture)));
        let wish = wish.filter(|wish| site.media(&wish.picture).is_some());
        wish.map(|wish| (wish.url(), 0)).into_iter().collect()
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let Subject::Copy(id) = address.subject else { return Ok(None) };
        let Some(wish) = Wish::parse(&desk.reader.text_of(id)) else { return Ok(None) };
        let Some(media) = desk.reader.media(&wish.picture) else { return Ok(None) };
        let wanted = Copy {
            width: wish.width,
            crop: wish.crop.map(|(ratio, focal)| (ratio, focal.map(|part| f64::from(part) / 100.0))),
            quality: desk.config().settings.images.quality,
        };
        let file = desk.world.root.join(&media.path);
        match desk.world.pictures.copy(&file, media.stamp, &wanted) {
            Ok(bytes) => Ok(Some(Sheet::Bytes(bytes))),
            Err(problem) => Err(crate::page::view::picture::told(&media.path, &problem)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Wish;
    use crate::picture::crop::Ratio;

    #[test]
    fn a_wish_is_read_as_it_is_noted() {
        let crop = Ratio::parse("16:9").map(|ratio| (ratio, [50, 30]));
        for wish in [
            Wish { picture: "/a b/città.jpg".to_string(), width: 480, crop: None },
            Wish { picture: "/2025/09/x/foto.jpg".to_string(), width: 960, crop },
        ] {
            assert_eq!(Wish::parse(&wish.to_string()), Some(wish));
        }
        assert_eq!(Wish::parse("x"), None);
    }
}
