//! Smaller copies of pictures, made because a page shows them.

use std::fmt;

use crate::base::path::extension;
use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
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
}

/// As it is noted: `480 /2025/09/x/foto.jpg`.
impl fmt::Display for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.width, self.picture)
    }
}

impl Wish {
    fn parse(text: &str) -> Option<Wish> {
        let (width, picture) = text.split_once(' ')?;
        Some(Wish { picture: picture.to_string(), width: width.parse().ok()? })
    }

    /// Where the copy is: beside the picture, under a name that no other picture's copy has.
    pub fn url(&self) -> String {
        format!("{}.{}.webp", self.picture, self.width)
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
        let wanted = Copy { width: wish.width, quality: desk.config().settings.images.quality };
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

    #[test]
    fn a_wish_is_read_as_it_is_noted() {
        let wish = Wish { picture: "/a b/città.jpg".to_string(), width: 480 };
        assert_eq!(Wish::parse(&wish.to_string()), Some(wish));
        assert_eq!(Wish::parse("x"), None);
    }
}
