//! What must be true of everything that comes out, whatever went in.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::LazyLock;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use rassegna::article::markdown::{self, Rules, plain};
use rassegna::article::place::place;
use rassegna::article::{head, read};
use rassegna::base::path::unsafe_output;
use rassegna::base::stamp::Stamp;
use rassegna::config::settings::text::RawHtml;
use rassegna::config::{Config, Options};
use rassegna::diagnostic::{Diagnostic, has_errors, render};
use rassegna::import::document::{Content, Document};
use rassegna::source::tree::Source;

/// A configuration in which everything that front matter may speak of is there.
pub static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let text = "title: Prova\nurl: https://example.org/\ntimezone: Europe/Rome\ndefault_language: it\n\
                languages: {it: {}, en: {}}\ndigests: {settimana: {period: weekly}}\n";
    let (config, told) =
        Config::read("rassegna.yaml", text, &Options { environment: None, base_url: None, variable: &|_| None });
    assert!(!has_errors(&told), "{}", render::to_text(&told, false));
    config
});

pub fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_string(), stamp: Stamp::of_bytes(text.as_bytes()), text: text.to_string() }
}

/// What is told has a place that is there, and can be shown in every way.
pub fn told(told: &[Diagnostic], path: &str, text: &str) {
    for one in told {
        assert!(!one.message.is_empty() && !one.code.is_empty(), "{one:?} says nothing");
        for span in one.span.iter().chain(&one.also).filter(|span| span.path == path) {
            let lines = text.matches('\n').count() + 1;
            assert!(span.line as usize <= lines, "{span:?} is beyond the last of {lines} lines");
        }
        assert!(!render::to_json(one).is_null(), "{one:?}");
    }
    for colour in [false, true] {
        let shown = render::to_text(told, colour);
        assert_eq!(shown.is_empty(), told.is_empty(), "{told:?} is shown as {shown:?}");
    }
}

/// A file that an importer wants stays in the site, and is read as what it was meant to be.
pub fn document(document: &Document) {
    let path = &document.path;
    assert!(unsafe_output(path).is_none() && !path.starts_with('/'), "{path:?} leaves the site");
    let is_ours = path == "rassegna.yaml" || ["content/", "static/", "data/"].iter().any(|area| path.starts_with(area));
    assert!(is_ours, "{path:?} is no place for what is imported");
    if let Content::Text { .. } = document.content {
        let bytes = document.content.bytes().expect("a text has bytes");
        let text = String::from_utf8(bytes).expect("what is written is UTF-8");
        let place = place(path, &CONFIG).unwrap_or_else(|| panic!("{path:?} is no text of the site"));
        let (article, said) = match place.sort {
            rassegna::article::place::Sort::Article | rassegna::article::place::Sort::Page => {
                read::read(&source(path, &text), &place, &CONFIG)
            }
            _ => return,
        };
        told(&said, path, &text);
        let body = head::body(&text).map_or("", |at| &text[at..]);
        let rules =
            Rules { language: "it", html: RawHtml::Allow, smart_punctuation: false, highlight: false, autolink: false };
        harmless(&plain::to_html(&markdown::read(body, 0, &rules).pieces));
        assert!(article.is_some(), "{path} cannot be read:\n{text}\n{}", render::to_text(&said, false));
    }
}

/// Elements that run something, bring something in, or change how the rest is read.
const UNSAFE: [&str; 16] = [
    "script", "iframe", "object", "embed", "base", "link", "meta", "style", "form", "input", "button", "textarea",
    "noscript", "template", "frame", "applet",
];

/// HTML that came of a stranger's text runs nothing in the reader's browser.
pub fn harmless(html: &str) {
    for token in Tokenizer::new_with_emitter(html, DefaultEmitter::default()) {
        let token: Result<Token, Infallible> = token;
        let Ok(Token::StartTag(tag)) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).to_ascii_lowercase();
        let attributes: BTreeMap<String, String> = tag
            .attributes
            .iter()
            .map(|(key, value)| {
                (String::from_utf8_lossy(key).to_ascii_lowercase(), String::from_utf8_lossy(value).into_owned())
            })
            .collect();
        let is_box = name == "input"
            && attributes.contains_key("disabled")
            && attributes.get("type").is_some_and(|sort| sort == "checkbox");
        assert!(!UNSAFE.contains(&name.as_str()) || is_box, "<{name}> stands in {html:?}");
        for (key, value) in &attributes {
            // Columns of tables are aligned.
            let side = value.strip_prefix("text-align:").unwrap_or_default().trim().trim_end_matches(';');
            if key == "style" && ["left", "center", "right", "justify", "start", "end"].contains(&side) {
                continue;
            }
            assert!(
                !key.starts_with("on") && key != "srcdoc" && key != "style",
                "{key} of <{name}> stands in {html:?}"
            );
            // Browsers pass over white space and control characters before and within a scheme.
            let value: String = value
                .chars()
                .filter(|c| !c.is_whitespace() && !c.is_control())
                .collect::<String>()
                .to_ascii_lowercase();
            let is_script = ["javascript:", "vbscript:", "data:text"].iter().any(|scheme| value.starts_with(scheme));
            assert!(!is_script, "{key}={value:?} stands in {html:?}");
        }
    }
}
