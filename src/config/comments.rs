//! How comments are sent and where they are, checked; and what a page may ask of others for their sake.

use super::node::Node;
use super::settings::Settings;
use super::settings::comments::{CommentForm, CommentProvider, FormKind};
use super::subscribe::{is_mail, is_path, is_way, source};
use super::{Config, Reading};
use crate::diagnostic::Diagnostic;

/// Where threads of Bluesky can be read by everybody.
pub const BLUESKY: &str = "public.api.bsky.app";

/// Whose script shows discussions on GitHub.
pub const GISCUS: &str = "giscus.app";

/// The fields of a form, as the settings name them.
pub const FIELDS: [&str; 7] = ["message", "name", "email", "url", "reply_to", "article", "page"];

impl CommentForm {
    /// What the service calls a field.
    pub fn field(&self, name: &str) -> String {
        if let Some(own) = self.fields.get(name) {
            return own.clone();
        }
        match (self.kind, name) {
            (FormKind::Staticman, "article") => "options[slug]".to_string(),
            (FormKind::Staticman, "page") => "options[redirect]".to_string(),
            (FormKind::Staticman, name) => format!("fields[{name}]"),
            (FormKind::Webhook | FormKind::Mail, name) => name.to_string(),
        }
    }

    /// The field that people leave empty.
    pub fn trap(&self) -> String {
        self.honeypot.clone().unwrap_or_else(|| match self.kind {
            FormKind::Staticman => "fields[subject]".to_string(),
            FormKind::Webhook | FormKind::Mail => "subject".to_string(),
        })
    }
}

impl Config {
    /// The address outside the site to which comments are sent, as a content security policy names it.
    pub fn comment_action(&self) -> Option<String> {
        let form = self.settings.comments.form.as_ref().filter(|form| form.kind != FormKind::Mail)?;
        (self.settings.comments.provider != CommentProvider::None && !is_path(&form.action))
            .then(|| source(&form.action))
    }

    /// The server that a reader's browser asks when the reader wants to see the comments; `None` where none is asked.
    pub fn comment_host(&self) -> Option<&str> {
        let comments = &self.settings.comments;
        match comments.provider {
            CommentProvider::None | CommentProvider::Static => None,
            CommentProvider::Giscus => Some(GISCUS),
            CommentProvider::Isso => comments.isso.as_ref().map(|server| server.host.as_str()),
            CommentProvider::Remark42 => comments.remark42.as_ref().map(|server| server.host.as_str()),
            CommentProvider::Mastodon => comments.mastodon.as_ref().map(|server| server.host.as_str()),
            CommentProvider::Bluesky => Some(BLUESKY),
        }
    }

    /// What a content security policy must allow for comments: directives, each with a server.
    pub fn comment_sources(&self) -> Vec<(&'static str, String)> {
        let directives: &[&str] = match self.settings.comments.provider {
            CommentProvider::None | CommentProvider::Static => &[],
            CommentProvider::Giscus => &["frame-src", "script-src", "style-src-elem"],
            CommentProvider::Isso => &["connect-src", "script-src", "style-src-elem"],
            CommentProvider::Remark42 => &["connect-src", "frame-src", "script-src"],
            CommentProvider::Mastodon | CommentProvider::Bluesky => &["connect-src"],
        };
        let host = self.comment_host().filter(|host| !host.is_empty());
        host.iter().flat_map(|host| directives.iter().map(move |one| (*one, format!("https://{host}")))).collect()
    }
}

pub(super) fn check(reading: &mut Reading<'_>, settings: &Settings, root: &Node) {
    let comments = &settings.comments;
    let mut wrong = |keys: &[&str], message: String, help: &str| {
        let keys: Vec<&str> = ["comments"].iter().chain(keys).copied().collect();
        reading.report(Diagnostic::error("bad-comments", message).help(help), &keys, root);
    };
    if let Some(form) = &comments.form {
        check_form(form, &mut wrong);
    }
    let needed = match comments.provider {
        CommentProvider::None | CommentProvider::Static | CommentProvider::Bluesky => return,
        CommentProvider::Giscus => {
            let giscus = comments.giscus.clone().unwrap_or_default();
            let parts = [&giscus.repo, &giscus.repo_id, &giscus.category, &giscus.category_id];
            if parts.iter().any(|part| part.trim().is_empty()) || giscus.repo.split('/').count() != 2 {
                let help = "Write `giscus: {repo: owner/name, repo_id: …, category: …, category_id: …}`, as giscus.app gives them.";
                wrong(&["giscus"], "giscus needs to know the repository and its category".to_string(), help);
            }
            return;
        }
        CommentProvider::Isso => ("isso", comments.isso.as_ref().map(|server| server.host.as_str())),
        CommentProvider::Remark42 => ("remark42", comments.remark42.as_ref().map(|server| server.host.as_str())),
        CommentProvider::Mastodon => ("mastodon", comments.mastodon.as_ref().map(|server| server.host.as_str())),
    };
    let (name, host) = needed;
    if !host.is_some_and(is_host) {
        let help = format!("Write `{name}: {{host: comments.example.org}}`, the name of the server alone.");
        wrong(&[name, "host"], format!("`{name}` needs to know its server"), &help);
    }
    if comments.provider == CommentProvider::Remark42
        && comments.remark42.as_ref().is_none_or(|server| server.site.trim().is_empty())
    {
        wrong(&["remark42", "site"], "`remark42` needs to know the site's name there".to_string(), "Write `site: …`.");
    }
}

/// The name of a server, with a port where it has one.
fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    (name == "localhost" || name.contains('.'))
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte))
        && port.parse::<u16>().is_ok()
}

fn check_form(form: &CommentForm, wrong: &mut impl FnMut(&[&str], String, &str)) {
    let action = form.action.as_str();
    if form.kind == FormKind::Mail {
        if !is_mail(action) {
            let help = "Write `action: mailto:comments@example.org`.";
            wrong(&["form", "action"], format!("`{action}` is no address of mail"), help);
        }
    } else if is_mail(action) {
        let help = "Write `kind: mail`: readers then write from their own mail program.";
        wrong(&["form", "action"], "browsers do not send forms by mail".to_string(), help);
    } else if !is_way(action) {
        let help = "Write the address of your service as `https://…`, or a path of your own server as `/…`.";
        wrong(&["form", "action"], format!("`{action}` is no address that a form could be sent to"), help);
    }
    if let Some(privacy) = form.privacy.as_deref().filter(|privacy| !is_way(privacy)) {
        let help = "Write `/…/` for a page of this site, or `https://…` for another.";
        wrong(&["form", "privacy"], format!("`{privacy}` is no address of a page"), help);
    }
    for name in form.fields.keys().filter(|name| !FIELDS.contains(&name.as_str())) {
        let help = format!("A form has {}.", FIELDS.join(", "));
        wrong(&["form", "fields", name], format!("a form for comments has no field `{name}`"), &help);
    }
    let own: Vec<String> = FIELDS.iter().map(|name| form.field(name)).chain([form.trap()]).collect();
    let all: Vec<&str> = own.iter().map(String::as_str).chain(form.hidden.keys().map(String::as_str)).collect();
    for (at, name) in all.iter().enumerate() {
        if name.trim().is_empty() || name.contains(char::is_control) {
            wrong(&["form"], "a field has no name".to_string(), "Copy it from the form that your service gives.");
        } else if all[..at].contains(name) {
            let message = format!("two fields of the form are called `{name}`");
            wrong(&["form"], message, "Each name may stand once, under `fields`, `hidden` or `honeypot`.");
        }
    }
}
