//! Headers that cannot be sent: what they hold would be read as something else.

use super::Reading;
use super::node::Node;
use super::settings::Settings;
use super::suggest;
use crate::diagnostic::Diagnostic;

/// The directives of a content security policy (CSP level 3) that a site may add sources to.
const DIRECTIVES: [&str; 19] = [
    "base-uri",
    "child-src",
    "connect-src",
    "default-src",
    "font-src",
    "form-action",
    "frame-ancestors",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "report-to",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-elem",
    "worker-src",
];

pub(super) fn check(reading: &mut Reading<'_>, settings: &Settings, root: &Node) {
    for (name, sources) in &settings.headers.policy {
        let keys = ["headers", "policy", name];
        if !DIRECTIVES.contains(&name.as_str()) {
            let diagnostic = Diagnostic::error("unknown-key", format!("a policy has no directive `{name}`"));
            reading.report_name(diagnostic.help(suggest(name, &DIRECTIVES, "There are")), &keys, root);
        }
        let is_bad = |source: &&String| {
            source.is_empty() || source.contains(|c: char| ";,".contains(c) || !c.is_ascii_graphic())
        };
        if let Some(bad) = sources.iter().find(is_bad) {
            let diagnostic = Diagnostic::error("bad-header", format!("`{bad}` is no source of a policy"));
            reading.report(diagnostic.help("Write one as `https://stats.example`, each by itself."), &keys, root);
        }
    }
    for (name, value) in &settings.headers.others {
        let keys = ["headers", "others", name];
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            let diagnostic = Diagnostic::error("bad-header", format!("`{name}` is no name of a header"));
            reading.report_name(diagnostic.help("It is made of letters, digits and `-`."), &keys, root);
        } else if name.eq_ignore_ascii_case("content-security-policy") {
            let diagnostic = Diagnostic::error("bad-header", "the policy is put together from its directives");
            reading.report_name(diagnostic.help("Add sources under `headers: {policy: …}`."), &keys, root);
        }
        if value.contains(char::is_control) {
            let diagnostic = Diagnostic::error("bad-header", "a header's value stands on one line");
            reading.report(diagnostic, &keys, root);
        }
    }
}
