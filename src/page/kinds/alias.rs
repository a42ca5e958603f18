//! A page at each address that an article or a term once had, which leads to where it is now.

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
        let is_wanted = || site.wants(self.name()) && site.config.settings.redirects.contains(&RedirectForm::Html);
        let old: Vec<String> = match subject {
            Subject::Article(id) if is_wanted() => match site.entry(id) {
                Some(entry) => {
                    entry.card.aliases.iter().filter(|alias| **alias != entry.card.shown.url).cloned().collect()
                }
                None => Vec::new(),
            },
            Subject::Shelf(id) if is_wanted() => site.old_addresses(id),
            _ => Vec::new(),
        };
        // An address with a query cannot be a file: the host's own redirects serve it.
        old.into_iter().zip(0..).filter(|(address, _)| !address.contains('?')).collect()
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let (title, url) = match address.subject {
            Subject::Article(id) => match desk.reader.card(id) {
                Some(entry) => (entry.card.shown.title.as_str(), entry.card.shown.url.as_str()),
                None => return Ok(None),
            },
            Subject::Shelf(id) => {
                let (_, name, url) = desk.reader.name(id);
                (name, url)
            }
            _ => return Ok(None),
        };
        let (local, permalink) = (desk.url(url), desk.permalink(url));
        let title = escape::html(title);
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
