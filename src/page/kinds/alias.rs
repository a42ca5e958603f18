//! A page at each address that an article once had, which leads to where it is now.

use crate::base::escape;
use crate::config::settings::outputs::RedirectForm;
use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::site::fact::Subject;
use crate::site::store::Site;

pub struct Aliases;

impl Kind for Aliases {
    fn name(&self) -> &'static str {
        "alias"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        let Subject::Article(id) = subject else { return Vec::new() };
        if !site.wants(self.name()) || !site.config.settings.redirects.contains(&RedirectForm::Html) {
            return Vec::new();
        }
        let Some(entry) = site.entry(id) else { return Vec::new() };
        let aliases = entry.card.aliases.iter().enumerate();
        // An address with a query cannot be a file: the host's own redirects serve it.
        aliases
            .filter(|(_, alias)| !alias.contains('?') && **alias != entry.card.shown.url)
            .map(|(at, alias)| (alias.clone(), at as u32))
            .collect()
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let Subject::Article(id) = address.subject else { return Ok(None) };
        let Some(entry) = desk.reader.card(id) else { return Ok(None) };
        let shown = &entry.card.shown;
        let (local, permalink) = (desk.url(&shown.url), desk.permalink(&shown.url));
        let title = escape::html(&shown.title);
        let lang = &desk.tongue().tag;
        let html = format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
             <meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"{permalink}\">\n\
             <meta http-equiv=\"refresh\" content=\"0; url={local}\">\n</head>\n<body>\n\
             <p><a href=\"{local}\">{title}</a></p>\n</body>\n</html>\n"
        );
        Ok(Some(Sheet::Moved { to: local, page: html.into_bytes() }))
    }
}
