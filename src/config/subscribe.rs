//! How readers subscribe, checked: whatever a form says must be sent as it is written, and to whom the editor meant.

use super::node::{Kind, Node};
use super::settings::Settings;
use super::settings::subscribe::{Method, Subscribe};
use super::{Config, Reading};
use crate::diagnostic::Diagnostic;

impl Settings {
    /// Every way to subscribe, with the names of the settings above it: the site's, those of languages, those of series.
    pub fn subscriptions(&self) -> Vec<(Vec<&str>, &Subscribe)> {
        let site = self.subscribe.as_ref().map(|form| (vec!["subscribe"], form));
        let languages = self.languages.iter().filter_map(|(tag, language)| {
            Some((vec!["languages", tag.as_str(), "subscribe"], language.subscribe.as_ref()?))
        });
        let series = self.digests.iter().filter_map(|(name, digest)| {
            Some((vec!["digests", name.as_str(), "subscribe"], digest.subscribe.as_ref()?))
        });
        site.into_iter().chain(languages).chain(series).collect()
    }
}

impl Config {
    /// How readers of a language subscribe; series may have a way of their own.
    pub fn subscription(&self, tag: &str) -> Option<&Subscribe> {
        let own = self.settings.languages.get(tag).and_then(|language| language.subscribe.as_ref());
        own.or(self.settings.subscribe.as_ref())
    }

    /// The addresses outside the site to which its forms are sent, as a content security policy names them.
    pub fn form_actions(&self) -> Vec<String> {
        let forms = self.settings.subscriptions().into_iter();
        let actions = forms.filter_map(|(_, form)| form.action.as_deref()).filter(|action| !is_path(action));
        let mut sources: Vec<String> = actions.map(source).chain(self.comment_action()).collect();
        sources.sort();
        sources.dedup();
        sources
    }
}

/// An address as a policy names it. Whatever follows `?` chooses nothing there, and these two signs would end a source.
pub(super) fn source(action: &str) -> String {
    action.split(['?', '#']).next().unwrap_or_default().replace(';', "%3B").replace(',', "%2C")
}

pub(super) fn is_path(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//")
}

fn is_https(address: &str) -> bool {
    let host = address.strip_prefix("https://").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
}

/// Headers and attributes hold nothing else as it is.
fn is_plain(address: &str) -> bool {
    address.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\".contains(&byte))
}

pub(super) fn check(reading: &mut Reading<'_>, settings: &Settings, root: &Node) {
    for (keys, form) in settings.subscriptions() {
        for name in form.hidden.keys() {
            let way = keys.iter().copied().chain(["hidden", name.as_str()]);
            let node = way.clone().try_fold(root, |node, key| node.get(key));
            // A name of letters and digits, as services give them, that happens to read as `5e12`.
            if node.is_some_and(|node| node.kind() == Kind::Float) {
                let setting: Vec<&str> = way.collect();
                let diagnostic =
                    Diagnostic::error("bad-subscribe", "this would be sent as a number, not as it is written");
                reading.report(diagnostic.help("Put it in quotes."), &setting, root);
            }
        }
        let mut wrong = |setting: Option<&str>, message: String, help: &str| {
            let keys: Vec<&str> = keys.iter().copied().chain(setting).collect();
            reading.report(Diagnostic::error("bad-subscribe", message).help(help), &keys, root);
        };
        match (&form.action, &form.page) {
            (None, None) => wrong(
                None,
                "this says not where readers subscribe".to_string(),
                "Give the form an `action`, or write a `page` in its place.",
            ),
            (Some(_), Some(_)) => wrong(
                Some("page"),
                "there is a form and a page in its place".to_string(),
                "Keep `action` for a form, or `page` for a link.",
            ),
            _ => {}
        }
        if let Some((message, help)) = form.action.as_deref().and_then(|action| wrong_action(action, form.method)) {
            wrong(Some("action"), message, &help);
        }
        if let Some(page) = form.page.as_deref().filter(|page| !is_way(page) && !is_mail(page)) {
            let help = "Write `/…/` for a page of this site, `https://…` for another, or `mailto:…`.";
            wrong(Some("page"), format!("`{page}` is no address where readers could subscribe"), help);
        }
        if let Some(privacy) = form.privacy.as_deref().filter(|privacy| !is_way(privacy)) {
            let help = "Write `/…/` for a page of this site, or `https://…` for another.";
            wrong(Some("privacy"), format!("`{privacy}` is no address of a page"), help);
        }
        let fields = [("field", Some(&form.field)), ("honeypot", form.honeypot.as_ref())];
        let fields = fields.into_iter().filter_map(|(setting, name)| Some((setting, name?.as_str())));
        let mut names: Vec<(&str, &str)> = fields.collect();
        names.extend(form.hidden.keys().map(|name| ("hidden", name.as_str())));
        for (at, (setting, name)) in names.iter().enumerate() {
            if name.trim().is_empty() || name.contains(char::is_control) {
                wrong(
                    Some(setting),
                    "a field has no name".to_string(),
                    "Copy it from the form that your service gives.",
                );
            } else if names[..at].iter().any(|(_, other)| other == name) {
                let message = format!("two fields of the form are called `{name}`");
                wrong(Some(setting), message, "Each stands in one place: `field`, `honeypot` or `hidden`.");
            }
        }
    }
}

/// A path of the site, or a complete address that is safe on its way.
pub(super) fn is_way(address: &str) -> bool {
    (is_path(address) || is_https(address)) && is_plain(address)
}

pub(super) fn is_mail(address: &str) -> bool {
    let to = address.strip_prefix("mailto:").map(|rest| rest.split('?').next().unwrap_or_default());
    let parts = to.and_then(|to| to.split_once('@'));
    parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains(['@', ',']))
        && is_plain(address)
}

/// Why a form cannot be sent there, and what to do.
fn wrong_action(action: &str, method: Method) -> Option<(String, String)> {
    if action.starts_with("mailto:") {
        let message = "browsers do not send forms by mail".to_string();
        return Some((message, format!("Let readers write themselves: `page: {action}` in place of `action`.")));
    }
    if let Some(rest) = action.strip_prefix("http://") {
        let message = "readers' addresses would go over the network for everybody to read".to_string();
        return Some((message, format!("Write `https://{rest}`.")));
    }
    if !is_way(action) {
        let help = "Write the `action` of the form that your service gives, as `https://…`; `/…` for your own server.";
        return Some((format!("`{action}` is no address that a form could be sent to"), help.to_string()));
    }
    if method == Method::Get && action.contains('?') {
        let message = "with `method: get` browsers leave out what stands after `?`".to_string();
        return Some((message, "Take `method` away, or give those values under `hidden`.".to_string()));
    }
    None
}
