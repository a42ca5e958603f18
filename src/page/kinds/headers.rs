//! `_headers`: what Netlify, Cloudflare Pages and hosts like them send along with each file.
//!
//! The content security policy says what the built-in themes need, and no more: scripts and style sheets of the site itself,
//! none written into a page, and forms that go where the configuration sends them. A site that embeds what is of others says so under
//! `headers.policy`.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::site::fact::Subject;
use crate::site::store::Site;

pub struct Headers;

/// The policy of a site that adds nothing.
pub const POLICY: [(&str, &[&str]); 14] = [
    ("default-src", &["'self'"]),
    ("script-src", &["'self'"]),
    ("style-src", &["'self'", "'unsafe-inline'"]),
    ("style-src-elem", &["'self'"]),
    // A picture's focal point and a chart's bars are set in attributes, which run nothing.
    ("style-src-attr", &["'unsafe-inline'"]),
    ("img-src", &["'self'", "https:", "data:"]),
    ("media-src", &["'self'", "https:"]),
    ("font-src", &["'self'"]),
    ("connect-src", &["'self'"]),
    // The built-in shortcodes link to videos and posts, and embed none.
    ("frame-src", &["'self'"]),
    ("form-action", &["'self'"]),
    ("base-uri", &["'none'"]),
    ("frame-ancestors", &["'self'"]),
    ("object-src", &["'none'"]),
];

/// Other headers of every file.
const OTHERS: [(&str, &str); 5] = [
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
];

/// For files whose names tell their bytes.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

impl Kind for Headers {
    fn name(&self) -> &'static str {
        "headers"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        match subject {
            Subject::Site if site.wants(self.name()) => vec![("/_headers".to_string(), 0)],
            _ => Vec::new(),
        }
    }

    fn compose(&self, _: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let mut text = String::from(
            "# Written by rassegna. Pages have no Cache-Control here: hosts that read this file ask for them anew each time.\n",
        );
        rule(&mut text, &desk.url("/*"), headers(desk));
        // Two rules for one file are added up by hosts, so that no file may have two of these.
        let assets = desk.assets();
        if !assets.is_empty() && assets.iter().all(|(_, is_for_good)| *is_for_good) {
            rule(&mut text, &desk.url("/assets/*"), [("Cache-Control", FOR_GOOD)]);
        } else {
            for (address, _) in assets.iter().filter(|(_, is_for_good)| *is_for_good) {
                rule(&mut text, &desk.url(address), [("Cache-Control", FOR_GOOD)]);
            }
        }
        Ok(Some(Sheet::Bytes(text.into_bytes())))
    }
}

fn rule<N: AsRef<str>, V: AsRef<str>>(text: &mut String, path: &str, headers: impl IntoIterator<Item = (N, V)>) {
    text.push_str(&format!("\n{path}\n"));
    for (name, value) in headers {
        text.push_str(&format!("  {}: {}\n", name.as_ref(), value.as_ref()));
    }
}

/// The headers of every file, by name; what the site sets goes before what there is.
fn headers(desk: &Desk<'_>) -> BTreeMap<String, String> {
    let settings = &desk.config().settings.headers;
    let is_secure = desk.config().base_url.starts_with("https:");
    let mut headers: BTreeMap<String, String> =
        OTHERS.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let mut added = settings.policy.clone();
    let forms = desk.config().form_actions();
    if !forms.is_empty() {
        added.entry("form-action".to_string()).or_default().extend(forms);
    }
    for (directive, source) in desk.config().comment_sources() {
        added.entry(directive.to_string()).or_default().push(source);
    }
    headers.insert("Content-Security-Policy".to_string(), policy(&added, is_secure));
    for (name, value) in &settings.others {
        headers.retain(|known, _| !known.eq_ignore_ascii_case(name));
        if !value.is_empty() {
            headers.insert(name.clone(), value.clone());
        }
    }
    headers
}

/// The policy with what the site adds. `'none'` gives way to whatever is added to it.
pub fn policy(added: &BTreeMap<String, Vec<String>>, is_secure: bool) -> String {
    let mut directives: Vec<(String, Vec<&str>)> =
        POLICY.iter().map(|(name, sources)| (name.to_string(), sources.to_vec())).collect();
    for (name, sources) in added {
        let known = directives.iter().position(|(known, _)| known == name);
        let at = known.unwrap_or_else(|| {
            directives.push((name.clone(), Vec::new()));
            directives.len() - 1
        });
        let all = &mut directives[at].1;
        if !sources.is_empty() {
            all.retain(|source| *source != "'none'");
        }
        for source in sources {
            if !all.contains(&source.as_str()) {
                all.push(source);
            }
        }
    }
    let mut written: Vec<String> =
        directives.iter().map(|(name, sources)| format!("{name} {}", sources.join(" "))).collect();
    // It would keep a site that is read over plain HTTP from its own files.
    written.extend(is_secure.then(|| "upgrade-insecure-requests".to_string()));
    written.join("; ")
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn a_site_adds_to_the_policy_and_takes_nothing_away() {
        let added = [
            ("script-src".to_string(), vec!["https://stats.example".to_string(), "'self'".to_string()]),
            ("object-src".to_string(), vec!["https://a.example".to_string()]),
            ("worker-src".to_string(), vec!["'self'".to_string()]),
        ];
        let policy = policy(&added.into(), true);
        assert!(policy.starts_with("default-src 'self'; script-src 'self' https://stats.example; "), "{policy}");
        assert!(
            policy.ends_with("; object-src https://a.example; worker-src 'self'; upgrade-insecure-requests"),
            "{policy}"
        );
    }
}
