//! The web manifest: what a device knows of the site when a reader puts it on the home screen.

use serde_json::json;

use crate::base::language::direction;
use crate::config::settings::machines::Display;
use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::kinds::icons::{FILES, Icons};
use crate::picture::icon::Form;
use crate::site::fact::Subject;
use crate::site::store::Site;

pub struct WebManifest;

pub const URL: &str = "/site.webmanifest";

impl Kind for WebManifest {
    fn name(&self) -> &'static str {
        "web_manifest"
    }

    /// A file of the site's own at its address goes before ours.
    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        match subject {
            Subject::Site if site.wants(self.name()) && site.media(URL).is_none() => vec![(URL.to_string(), 0)],
            _ => Vec::new(),
        }
    }

    fn compose(&self, _: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let (settings, language) = (&desk.config().settings, desk.tongue());
        let manifest = &settings.manifest;
        let icons = FILES.iter().filter(|file| matches!(file.form, Form::Png | Form::Maskable));
        let icons = icons.filter(|_| settings.wants(Icons.name())).map(|file| {
            json!({
                "src": desk.url(file.url),
                "sizes": format!("{0}x{0}", file.size),
                "type": "image/png",
                "purpose": if file.form == Form::Maskable { "maskable" } else { "any" },
            })
        });
        let home = desk.url("/");
        let mut made = json!({
            "id": home,
            "name": language.title,
            "short_name": manifest.short_name.as_ref().unwrap_or(&language.title),
            "description": language.description,
            "lang": language.tag,
            "dir": direction(&language.tag),
            "start_url": home,
            "scope": home,
            "display": match manifest.display {
                Display::Browser => "browser",
                Display::MinimalUi => "minimal-ui",
                Display::Standalone => "standalone",
            },
            "icons": icons.collect::<Vec<_>>(),
        });
        for (key, value) in [("theme_color", &manifest.theme_color), ("background_color", &manifest.background_color)] {
            if let Some(value) = value {
                made[key] = json!(value);
            }
        }
        let mut bytes = serde_json::to_vec_pretty(&made).unwrap_or_default();
        bytes.push(b'\n');
        Ok(Some(Sheet::Bytes(bytes)))
    }
}
