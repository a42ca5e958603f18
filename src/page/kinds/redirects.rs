//! The host's own file of redirects, in the forms that the configuration names.

use crate::config::settings::outputs::RedirectForm;
use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::site::fact::Subject;
use crate::site::store::Site;

pub struct Redirects;

/// The forms that are a file, with its name. Netlify and Cloudflare read the same one.
const FILES: [(RedirectForm, &str); 5] = [
    (RedirectForm::Netlify, "/_redirects"),
    (RedirectForm::Cloudflare, "/_redirects"),
    (RedirectForm::Nginx, "/redirects.nginx.conf"),
    (RedirectForm::Caddy, "/redirects.caddy"),
    (RedirectForm::Apache, "/.htaccess"),
];

impl Kind for Redirects {
    fn name(&self) -> &'static str {
        "redirects"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        if subject != Subject::Site || !site.wants(self.name()) {
            return Vec::new();
        }
        let mut files: Vec<(String, u32)> = Vec::new();
        for (at, (form, file)) in FILES.iter().enumerate() {
            let wanted = site.config.settings.redirects.contains(form);
            if wanted && !files.iter().any(|(known, _)| known == file) {
                files.push((file.to_string(), at as u32));
            }
        }
        files
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let Some((form, _)) = FILES.get(address.part as usize) else { return Ok(None) };
        let aliases = desk.reader.aliases().into_iter();
        let mut rows: Vec<(String, String)> = aliases.map(|(from, to)| (desk.url(&from), desk.url(&to))).collect();
        rows.dedup_by(|a, b| a.0 == b.0);
        let lines: Vec<String> = rows.iter().map(|(from, to)| line(*form, from, to)).collect();
        let mut text = lines.concat();
        if *form == RedirectForm::Nginx {
            // With a map there is one look-up for each request, however many redirects there are.
            text = format!("map $request_uri $rassegna_redirect {{\n{text}}}\n");
        }
        Ok(Some(Sheet::Bytes(text.into_bytes())))
    }
}

fn line(form: RedirectForm, from: &str, to: &str) -> String {
    match form {
        RedirectForm::Netlify | RedirectForm::Cloudflare => match from.split_once('?') {
            Some((path, query)) => format!("{path} {} {to} 301\n", query.replace('&', " ")),
            None => format!("{from} {to} 301\n"),
        },
        RedirectForm::Nginx => format!("  \"{from}\" \"{to}\";\n"),
        RedirectForm::Caddy => match from.split_once('?') {
            Some((path, query)) => {
                let name = format!("q{}", crate::base::stamp::Stamp::of(from).short());
                format!("@{name} {{\n  path {path}\n  query {query}\n}}\nredir @{name} {to} 301\n")
            }
            None => format!("redir {from} {to} 301\n"),
        },
        RedirectForm::Apache => match from.split_once('?') {
            Some((path, query)) => {
                let path = path.trim_start_matches('/');
                format!("RewriteCond %{{QUERY_STRING}} ^{query}$\nRewriteRule ^{path}$ {to}? [R=301,L]\n")
            }
            None => format!("RedirectMatch 301 ^{from}$ {to}\n"),
        },
        RedirectForm::Html => String::new(),
    }
}
