//! Copies of pictures, smaller or cut, made because a page shows them.

use std::fmt;
use std::sync::Arc;

use crate::base::path::extension;
use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::world::World;
use crate::picture::crop::Crop;
use crate::picture::open::is_scaled;
use crate::picture::scale::{Copy, Form};
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
    pub crop: Option<Crop>,
    pub form: Form,
}

/// As it is noted: `480 webp 16:9@50,50 /2025/09/x/foto.jpg`; a hyphen stands for the whole picture.
impl fmt::Display for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.width, self.form.extension())?;
        match self.crop {
            Some(crop) => write!(f, "{crop}")?,
            None => f.write_str("-")?,
        }
        write!(f, " {}", self.picture)
    }
}

impl Wish {
    fn parse(text: &str) -> Option<Wish> {
        let mut parts = text.splitn(4, ' ');
        let width = parts.next()?.parse().ok()?;
        let form = Form::parse(parts.next()?)?;
        let crop = match parts.next()? {
            "-" => None,
            crop => Some(Crop::parse(crop)?),
        };
        Some(Wish { picture: parts.next()?.to_string(), width, crop, form })
    }

    /// Where the copy is: beside the picture, under a name that no other picture's copy has.
    pub fn url(&self) -> String {
        let crop = self.crop.map(|crop| format!("{}.", crop.slug())).unwrap_or_default();
        format!("{}.{}.{crop}{}", self.picture, self.width, self.form.extension())
    }

    fn copy(&self, quality: u8) -> Copy {
        Copy { width: self.width, crop: self.crop, form: self.form, quality }
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
        let file = desk.world.root.join(&media.path);
        let wanted = wish.copy(desk.config().settings.images.quality);
        match desk.world.pictures.copy(&file, media.stamp, &wanted) {
            Ok(bytes) => Ok(Some(Sheet::Bytes(bytes))),
            Err(problem) => Err(crate::page::view::picture::told(&media.path, &problem)),
        }
    }
}

/// The picture that an output is a copy of.
pub fn picture_of(address: &Address, world: &World) -> Option<String> {
    let Subject::Copy(id) = address.subject else { return None };
    Some(Wish::parse(&world.site.texts.get(id))?.picture)
}

/// Makes all these copies of one picture together, so that it is decoded once. They are kept for whoever asks next.
pub fn prepare<'a>(world: &Arc<World>, addresses: impl Iterator<Item = &'a Address>) {
    let ids = addresses.filter_map(|address| if let Subject::Copy(id) = address.subject { Some(id) } else { None });
    let wishes: Vec<Wish> = ids.filter_map(|id| Wish::parse(&world.site.texts.get(id))).collect();
    let media = wishes.first().and_then(|wish| world.site.media(&wish.picture));
    let Some(media) = media else { return };
    let quality = world.config.settings.images.quality;
    let copies: Vec<Copy> = wishes.iter().map(|wish| wish.copy(quality)).collect();
    world.pictures.prepare(&world.root.join(&media.path), media.stamp, &copies);
}

#[cfg(test)]
mod tests {
    use super::Wish;
    use crate::picture::crop::{Crop, Focal, Shape};
    use crate::picture::scale::Form;

    #[test]
    fn a_wish_is_read_as_it_is_noted() {
        let wish = Wish { picture: "/a b/città.jpg".to_string(), width: 480, crop: None, form: Form::Webp };
        assert_eq!(Wish::parse(&wish.to_string()), Some(wish.clone()));
        let crop = Some(Crop { shape: Shape { across: 16, down: 9 }, focal: Focal { x: 20, y: 50 } });
        let cut = Wish { crop, form: Form::Jpeg, ..wish };
        assert_eq!(Wish::parse(&cut.to_string()), Some(cut.clone()));
        assert_eq!(cut.url(), "/a b/città.jpg.480.16x9-20-50.jpg");
        assert_eq!(Wish::parse("x"), None);
    }
}
