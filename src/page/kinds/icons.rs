//! Icons for tabs, home screens and feed readers, made from one picture: the one that the configuration names, else the
//! publisher's logo where it is square, else the theme's.

use serde::Serialize;

use crate::base::path::extension;
use crate::diagnostic::{Diagnostic, Span};
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::kinds::web_manifest;
use crate::picture::icon::{Form, Icon, Source};
use crate::picture::svg;
use crate::site::fact::Subject;
use crate::site::store::Site;
use crate::theme::embedded;

pub struct Icons;

/// One of the files.
pub struct IconFile {
    pub url: &'static str,
    pub size: u32,
    pub form: Form,
}

const fn file(url: &'static str, size: u32, form: Form) -> IconFile {
    IconFile { url, size, form }
}

/// The one that stands for the site in feeds.
pub const FOR_FEEDS: &str = "/icon-192.png";

/// Where browsers and devices look for them even when no page says so: the first two.
pub const FILES: [IconFile; 5] = [
    file("/favicon.ico", 32, Form::Ico),
    file("/apple-touch-icon.png", 180, Form::Covered),
    file(FOR_FEEDS, 192, Form::Png),
    file("/icon-512.png", 512, Form::Png),
    file("/icon-maskable-512.png", 512, Form::Maskable),
];

impl Kind for Icons {
    fn name(&self) -> &'static str {
        "icons"
    }

    /// A file of the site's own at one of the addresses goes before ours.
    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        if subject != Subject::Site || !site.wants(self.name()) {
            return Vec::new();
        }
        let ours = FILES.iter().zip(0..).filter(|(file, _)| site.media(file.url).is_none());
        ours.map(|(file, part)| (file.url.to_string(), part)).collect()
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let Some(file) = FILES.get(address.part as usize) else { return Ok(None) };
        if let Some(said) = missing(desk) {
            // Once is enough.
            return if address.part == 0 { Err(said) } else { Ok(None) };
        }
        let Some(media) = source(desk).and_then(|address| desk.reader.media(&address)) else { return Ok(None) };
        let ground = ground(desk.config().settings.manifest.background_color.as_deref());
        let wanted = Icon { size: file.size, form: file.form, ground };
        let file = desk.world.root.join(&media.path);
        let read = || match embedded::bytes(&media.path) {
            Some(bytes) => Ok(Source::Svg(bytes.to_vec())),
            None if extension(&media.path).eq_ignore_ascii_case("svg") => svg::read(&file).map(Source::Svg),
            None => Ok(Source::File(&file)),
        };
        match desk.world.pictures.icon(media.stamp, &wanted, read) {
            Ok(bytes) => Ok(Some(Sheet::Bytes(bytes))),
            Err(problem) if address.part == 0 => Err(crate::page::view::picture::told(&media.path, &problem)),
            Err(_) => Ok(None),
        }
    }
}

/// An icon that is asked for and is not there.
fn missing(desk: &Desk<'_>) -> Option<Diagnostic> {
    let asked = desk.config().settings.icon.as_deref()?;
    if asked.starts_with('/') && desk.reader.media(asked).is_some() {
        return None;
    }
    let place: Span = desk.config().place(&["icon"]);
    let said = Diagnostic::error("missing-picture", format!("there is no picture `{asked}`")).at(place);
    Some(said.help("`icon` is the address of a file of the site: `/logo.svg` for `static/logo.svg`."))
}

/// The address within the site of the picture that icons are made from.
pub fn source(desk: &Desk<'_>) -> Option<String> {
    let settings = &desk.config().settings;
    let is_there = |address: &&str| address.starts_with('/') && desk.reader.media(address).is_some();
    if let Some(icon) = settings.icon.as_deref().filter(is_there) {
        return Some(icon.to_string());
    }
    let logo = settings.publisher.logo.as_deref().filter(|address| address.starts_with('/'));
    let is_square = |address: &&str| {
        let size = desk.reader.media(address).and_then(|media| media.dimensions);
        // A little wider than high is still an icon; a name in letters is none.
        size.is_some_and(|(width, height)| width.max(height) * 4 <= width.min(height) * 5)
    };
    if let Some(logo) = logo.filter(is_square) {
        return Some(logo.to_string());
    }
    desk.asset("favicon.svg")
}

/// The colour behind an icon that has none of its own at its edge, as `#ffffff`; white without.
fn ground(written: Option<&str>) -> [u8; 3] {
    let digits = written.and_then(|colour| u32::from_str_radix(colour.strip_prefix('#')?, 16).ok());
    let [_, red, green, blue] = digits.unwrap_or(0xff_ffff).to_be_bytes();
    [red, green, blue]
}

/// What the head of a page names: icons, and the manifest that names more.
#[derive(Serialize, Clone, Debug, PartialEq)]
pub struct IconLink {
    pub rel: &'static str,
    pub url: String,
    #[serde(rename = "type")]
    pub kind: Option<&'static str>,
    pub sizes: Option<&'static str>,
}

/// The icons and the manifest, in the order in which a head names them.
pub fn links(desk: &Desk<'_>) -> Vec<IconLink> {
    let settings = &desk.config().settings;
    let link = |rel, url: &str, kind, sizes| IconLink { rel, url: desk.url(url), kind, sizes };
    let mut links = Vec::new();
    let has_icons = settings.wants(Icons.name());
    if has_icons {
        links.push(link("icon", FILES[0].url, None, Some("32x32")));
    }
    // Whoever can shows the drawing itself.
    if let Some(source) = source(desk).filter(|address| extension(address) == "svg") {
        links.push(link("icon", &source, Some("image/svg+xml"), Some("any")));
    }
    if has_icons {
        links.push(link("apple-touch-icon", FILES[1].url, None, None));
    }
    if settings.wants(web_manifest::WebManifest.name()) {
        links.push(link("manifest", web_manifest::URL, None, None));
    }
    links
}

#[cfg(test)]
mod tests {
    use super::ground;

    #[test]
    fn a_ground_is_white_unless_a_colour_is_given() {
        assert_eq!(ground(None), [255, 255, 255]);
        assert_eq!(ground(Some("#0f1829")), [15, 24, 41]);
        assert_eq!(ground(Some("blu")), [255, 255, 255]);
    }
}
