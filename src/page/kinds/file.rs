//! Files that are published as they are: `static/`, pictures beside articles, the theme's assets.

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::site::fact::Subject;
use crate::site::store::Site;

pub struct Files;

impl Kind for Files {
    fn name(&self) -> &'static str {
        "file"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        let Subject::Media(id) = subject else { return Vec::new() };
        if !site.wants(self.name()) {
            return Vec::new();
        }
        let url = site.texts.get(id);
        site.media(&url).map(|_| (url.to_string(), 0)).into_iter().collect()
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let Subject::Media(id) = address.subject else { return Ok(None) };
        let Some(media) = desk.reader.media(&desk.reader.text_of(id)) else { return Ok(None) };
        // A style sheet is published as it was made; most others as they are written.
        match desk.world.theme.assets.made(&media.path).filter(|_| media.is_asset()) {
            Some(bytes) => Ok(Some(Sheet::Bytes(bytes.to_vec()))),
            None => Ok(Some(Sheet::File(media.path.clone()))),
        }
    }
}
