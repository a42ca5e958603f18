//! Fills the holes of a body: links, pictures, names, shortcodes and the theme's hooks.

mod shortcode;
pub mod target;

use std::cell::Cell;

use self::target::Remark;
use super::desk::{Addresses, Desk};
use super::view::picture::{self, Asked, CopiesView, Shown};
use crate::article::markdown;
use crate::article::markdown::raw_html::is_unsafe;
use crate::article::piece::{Mark, Picture, Piece};
use crate::article::read::rules;
use crate::base::escape::{self, push_html};
use crate::config::Config;
use crate::config::settings::text::{RawHtml, Strictness};
use crate::diagnostic::{Diagnostic, Severity, Span, locate};
use crate::site::fact::Fact;
use crate::site::target::{Target, is_outside};
use crate::source::tree;
use crate::theme::press::{Value, View};

/// How wide a picture in a text is shown: as wide as a phone, or as the measure of a text that is set to be read.
const SIZES: &str = "(min-width: 48rem) 44rem, 100vw";

/// A body as HTML. `url` is the address of its page, to which bare anchors belong. A text that `opens` its page has no
/// picture before it: then its own first one is loaded at once.
pub fn html(desk: &Desk<'_>, pieces: &[Piece], url: &str, opens: bool) -> String {
    let hooks = Hooks::of(desk);
    let writer = Writer { desk, url, hooks, depth: 0, first_picture: &Cell::new(opens) };
    let mut out = String::with_capacity(pieces.len() * 256);
    writer.write(&mut out, pieces);
    out
}

/// A short text with inline Markdown as HTML: a lede, a comment. What begins with a slash is an address of the site.
pub fn inline(config: &Config, language: u16, text: &str) -> String {
    let html = markdown::inline(text, &rules(config, usize::from(language)));
    if config.base_path.is_empty() {
        return html;
    }
    let mut parts = html.split("href=\"/");
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        // Two slashes begin the name of another host.
        let base = if part.starts_with('/') { "" } else { config.base_path.as_str() };
        out.push_str(&format!("href=\"{base}/{part}"));
    }
    out
}

/// The part before `<!-- more -->`, when there is one.
pub fn teaser(pieces: &[Piece]) -> Option<&[Piece]> {
    let at = pieces.iter().position(|piece| matches!(piece, Piece::More))?;
    Some(&pieces[..at])
}

/// Which hooks the theme has. All of them together are one question, since every text asks it.
#[derive(Clone, Copy, Default)]
struct Hooks {
    image: bool,
    link: bool,
    blockquote: bool,
    heading: bool,
    code: bool,
}

impl Hooks {
    fn of(desk: &Desk<'_>) -> Hooks {
        desk.reader.note(Fact::Template(desk.reader.text("hooks/*")));
        let has = |hook| desk.world.theme.has_hook(hook);
        Hooks {
            image: has("image"),
            link: has("link"),
            blockquote: has("blockquote"),
            heading: has("heading"),
            code: has("code"),
        }
    }
}

struct Writer<'a, 'd> {
    desk: &'a Desk<'d>,
    url: &'a str,
    hooks: Hooks,
    depth: usize,
    /// The first picture of a page is loaded at once, the others when they come near.
    first_picture: &'a Cell<bool>,
}

impl Writer<'_, '_> {
    fn write(&self, out: &mut String, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Html(html) => out.push_str(html),
                Piece::Heading { level, id, classes, inner, .. } => self.heading(out, *level, id, classes, inner),
                Piece::Link { target, title, inner, mark } => self.link(out, target, title, inner, *mark),
                Piece::Picture(picture) => self.picture(out, picture),
                Piece::Quote { inner, by, .. } => self.quote(out, inner, by.as_deref()),
                Piece::Code { language, text, html } => self.code(out, language, text, html),
                Piece::Entity { taxonomy, name, label, mark } => {
                    self.entity(out, taxonomy.as_deref(), name, label, *mark);
                }
                Piece::Mention { taxonomy, key, html } => self.mention(out, *taxonomy, key, html),
                Piece::Shortcode(shortcode) => self.shortcode(out, shortcode),
                Piece::More => {}
            }
        }
    }

    fn inner(&self, pieces: &[Piece]) -> String {
        let mut out = String::new();
        self.write(&mut out, pieces);
        out
    }

    fn heading(&self, out: &mut String, level: u8, id: &str, classes: &[String], inner: &[Piece]) {
        if self.hooks.heading {
            let mut view = self.desk.view();
            view.set("level", &level);
            view.set("id", &id);
            self.set_html(&mut view, "content", &self.inner(inner));
            return self.hook(out, "heading", &view);
        }
        out.push_str(&format!("<h{level} id=\""));
        push_html(out, id);
        out.push('"');
        if !classes.is_empty() {
            out.push_str(" class=\"");
            push_html(out, &classes.join(" "));
            out.push('"');
        }
        out.push('>');
        self.write(out, inner);
        out.push_str(&format!("</h{level}>\n"));
    }

    fn link(&self, out: &mut String, target: &str, title: &str, inner: &[Piece], mark: Mark) {
        let external = is_outside(target);
        let Some(address) = self.resolve(target, mark, false) else {
            return self.write(out, inner);
        };
        if self.hooks.link {
            let mut view = self.desk.view();
            view.set("url", &address);
            view.set("title", &title);
            view.set("external", &external);
            self.set_html(&mut view, "content", &self.inner(inner));
            return self.hook(out, "link", &view);
        }
        out.push_str("<a href=\"");
        out.push_str(&escape::href(&address));
        out.push('"');
        if !title.is_empty() {
            out.push_str(" title=\"");
            push_html(out, title);
            out.push('"');
        }
        out.push('>');
        self.write(out, inner);
        out.push_str("</a>");
    }

    /// Where a link or a picture's address leads, as it is to be written; `None` when only its text is to stay.
    fn resolve(&self, target: &str, mark: Mark, picture: bool) -> Option<String> {
        if is_outside(target) {
            let careful = self.desk.config().settings.markdown.html != RawHtml::Allow;
            return (!(careful && is_unsafe(target))).then(|| target.to_string());
        }
        if target.is_empty() {
            return Some(String::new());
        }
        if self.desk.addresses == Addresses::Local && target.starts_with('#') && !self.file_is_article() {
            return Some(target.to_string());
        }
        let found = self.desk.reader.target(&self.desk.file, target);
        if let Some(Remark { code, message, help }) = target::remark(target, &found, picture) {
            let severity = if matches!(found, Target::Held(_)) { Severity::Warning } else { self.strictness() };
            self.say(severity, code, message, mark, help);
        }
        match found {
            Target::Address(address) if target.starts_with('#') && self.desk.addresses == Addresses::Local => {
                let anchor = address.find('#').map_or("", |at| &address[at..]);
                Some(anchor.to_string())
            }
            Target::Address(address) => Some(self.desk.url(&address)),
            Target::Held(_) => None,
            Target::NoAnchor(..) if target.starts_with('#') && self.desk.addresses == Addresses::Local => {
                Some(target.to_string())
            }
            Target::NoAnchor(address, _) => Some(self.desk.url(&address)),
            Target::Missing(_) => Some(target.to_string()),
        }
    }

    /// Whether bare anchors can be checked: only articles and pages know their anchors.
    fn file_is_article(&self) -> bool {
        self.desk.world.site.article_at(&self.desk.file).is_some()
    }

    fn strictness(&self) -> Severity {
        match self.desk.config().settings.links.internal {
            Strictness::Error => Severity::Error,
            Strictness::Warn => Severity::Warning,
        }
    }

    fn picture(&self, out: &mut String, picture: &Picture) {
        let address = self.resolve(&picture.source, picture.mark, true).unwrap_or_default();
        let (dimensions, shown, copies) = self.shown(&picture.source);
        let lazy = self.desk.addresses == Addresses::Local && !(picture.block && self.first_picture.replace(false));
        if self.hooks.image {
            let mut view = self.desk.view();
            view.set("src", &address);
            view.set("alt", &picture.alt);
            view.set("caption", &picture.caption);
            view.set("credit", &picture.credit);
            view.set("width", &dimensions.map(|(width, _)| width));
            view.set("height", &dimensions.map(|(_, height)| height));
            view.set("block", &picture.block);
            view.set("srcset", &copies.as_ref().map_or("", |copies| &copies.srcset));
            view.set("sources", &copies.as_ref().map_or(&[][..], |copies| &copies.sources));
            view.set("path", &shown.path);
            view.set("colour", &shown.colour);
            view.set("eager", &!lazy);
            return self.hook(out, "image", &view);
        }
        // Without a caption there is nothing that a figure would hold together.
        let figure = picture.block && !(picture.caption.is_empty() && picture.credit.is_empty());
        if picture.block {
            out.push_str(if figure { "<figure class=\"figure\">" } else { "<p class=\"picture\">" });
        }
        let sizes = format!("{}{SIZES}", if lazy { "auto, " } else { "" });
        let sources = copies.as_ref().map_or(&[][..], |copies| &copies.sources);
        if !sources.is_empty() {
            out.push_str("<picture>");
        }
        for source in sources {
            out.push_str(&format!("<source type=\"{}\" srcset=\"", source.kind));
            push_html(out, &source.srcset);
            out.push_str(&format!("\" sizes=\"{sizes}\">"));
        }
        out.push_str("<img src=\"");
        out.push_str(&escape::href(&address));
        out.push_str("\" alt=\"");
        push_html(out, &picture.alt);
        out.push('"');
        if !picture.block && !picture.caption.is_empty() {
            out.push_str(" title=\"");
            push_html(out, &picture.caption);
            out.push('"');
        }
        if let Some((width, height)) = dimensions {
            out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        if let Some(copies) = copies.as_ref().filter(|copies| !copies.srcset.is_empty()) {
            out.push_str(" srcset=\"");
            push_html(out, &copies.srcset);
            out.push_str(&format!("\" sizes=\"{sizes}\""));
        }
        if lazy {
            out.push_str(" loading=\"lazy\" decoding=\"async\"");
        } else if self.desk.addresses == Addresses::Local {
            out.push_str(" fetchpriority=\"high\"");
        }
        if let Some(colour) = &shown.colour {
            out.push_str(&format!(" style=\"background-color: {colour}\""));
        }
        out.push('>');
        if !sources.is_empty() {
            out.push_str("</picture>");
        }
        if figure {
            self.caption(out, picture);
        }
        if picture.block {
            out.push_str(if figure { "</figure>\n" } else { "</p>\n" });
        }
    }

    fn caption(&self, out: &mut String, picture: &Picture) {
        out.push_str("<figcaption>");
        if !picture.caption.is_empty() {
            out.push_str("<span class=\"caption\">");
            push_html(out, &picture.caption);
            out.push_str("</span>");
        }
        if !picture.credit.is_empty() {
            out.push_str(if picture.caption.is_empty() { "" } else { " " });
            out.push_str("<span class=\"credit\">");
            push_html(out, &picture.credit);
            out.push_str("</span>");
        }
        out.push_str("</figcaption>");
    }

    /// A picture's size, what else is known of it, and its copies.
    fn shown(&self, source: &str) -> (Option<(u32, u32)>, Shown, Option<CopiesView>) {
        if is_outside(source) {
            return (None, Shown::default(), None);
        }
        match self.desk.reader.target(&self.desk.file, source) {
            Target::Address(address) => {
                let dimensions = self.desk.reader.media(&address).and_then(|media| media.dimensions);
                let shown = picture::shown(self.desk, &address, dimensions);
                let asked = shown.path.as_ref().map(|path| Asked { path, ..Asked::default() });
                let copies = asked.and_then(|asked| picture::copies(self.desk, &asked));
                (dimensions, shown, copies)
            }
            _ => (None, Shown::default(), None),
        }
    }

    fn quote(&self, out: &mut String, inner: &[Piece], by: Option<&str>) {
        let source = by.and_then(|by| self.desk.reader.entity(self.desk.language, Some("sources"), by));
        let by_url = source.map(|(_, url)| self.desk.url(url));
        if self.hooks.blockquote {
            let mut view = self.desk.view();
            self.set_html(&mut view, "content", &self.inner(inner));
            view.set("by", &by);
            view.set("by_url", &by_url);
            return self.hook(out, "blockquote", &view);
        }
        let Some(by) = by else {
            out.push_str("<blockquote>\n");
            self.write(out, inner);
            return out.push_str("</blockquote>\n");
        };
        out.push_str("<figure class=\"quote\"><blockquote>\n");
        self.write(out, inner);
        out.push_str("</blockquote><figcaption>— <cite>");
        match by_url {
            Some(url) => {
                out.push_str(&format!("<a href=\"{url}\">"));
                push_html(out, by);
                out.push_str("</a>");
            }
            None => push_html(out, by),
        }
        out.push_str("</cite></figcaption></figure>\n");
    }

    fn code(&self, out: &mut String, language: &str, text: &str, html: &str) {
        if self.hooks.code {
            let mut view = self.desk.view();
            view.set("language", &language);
            view.set("text", &text);
            self.set_html(&mut view, "html", html);
            return self.hook(out, "code", &view);
        }
        // What is wider than a phone scrolls in its own box, which the keyboard must reach as well.
        let focus = if text.lines().any(|line| line.len() > 32) { " tabindex=\"0\"" } else { "" };
        out.push_str(&format!("<pre{focus}><code"));
        if !language.is_empty() {
            out.push_str(" class=\"language-");
            push_html(out, language);
            out.push('"');
        }
        out.push('>');
        out.push_str(html);
        out.push_str("</code></pre>\n");
    }

    fn entity(&self, out: &mut String, taxonomy: Option<&str>, name: &str, label: &str, mark: Mark) {
        // A taxonomy of the site's own is known here alone: `[[formats:interview]]`.
        let own = name.split_once(':').filter(|(own, _)| {
            taxonomy.is_none() && self.desk.config().taxonomies.iter().any(|taxonomy| taxonomy.name == *own)
        });
        let (taxonomy, name, label) = match own {
            Some((own, rest)) => (Some(own), rest, if label == name { rest } else { label }),
            None => (taxonomy, name, label),
        };
        match self.desk.reader.entity(self.desk.language, taxonomy, name) {
            Some((shown, url)) => {
                // Who writes a key means the name: `[[story:nvidia-openai]]`.
                let is_key = label == name && url.trim_end_matches('/').rsplit('/').next() == Some(name);
                out.push_str(&format!("<a class=\"entity\" href=\"{}\">", self.desk.url(url)));
                push_html(out, if is_key { shown } else { label });
                out.push_str("</a>");
            }
            None => {
                let what = format!("nothing in this site is called `{name}`");
                let help = "Name it in the front matter of an article, or write a profile for it.".to_string();
                self.say(Severity::Warning, "unknown-entity", what, mark, Some(help));
                push_html(out, label);
            }
        }
    }

    /// Somebody is named for the first time: a link, where there is a page to lead to.
    fn mention(&self, out: &mut String, taxonomy: u8, key: &str, html: &str) {
        let taxonomy = self.desk.config().taxonomies.get(usize::from(taxonomy)).map(|taxonomy| taxonomy.name.as_str());
        match self.desk.reader.entity(self.desk.language, taxonomy, key) {
            Some((_, url)) => {
                out.push_str(&format!("<a class=\"entity\" href=\"{}\">", self.desk.url(url)));
                out.push_str(html);
                out.push_str("</a>");
            }
            None => out.push_str(html),
        }
    }

    fn hook(&self, out: &mut String, hook: &str, view: &View) {
        match self.desk.print(&format!("hooks/{hook}.html"), view) {
            Ok(html) => out.push_str(html.trim_end_matches('\n')),
            Err(diagnostic) => self.desk.say(diagnostic.and_at(Span::file(&self.desk.file))),
        }
    }

    fn set_html(&self, view: &mut View, name: &'static str, html: &str) {
        view.share(name, &Value::safe_string(html));
    }

    fn span(&self, mark: Mark) -> Span {
        // Only for a diagnostic is the text read once more.
        match tree::read(&self.desk.world.root, &self.desk.file) {
            Ok(source) => locate::span(&source.path, &source.text, mark.at as usize, mark.length as usize),
            Err(_) => Span::file(&self.desk.file),
        }
    }

    fn say(&self, severity: Severity, code: &str, message: String, mark: Mark, help: Option<String>) {
        // Feeds repeat a body: what is wrong with it is said once, by its own page.
        if self.desk.addresses != Addresses::Local {
            return;
        }
        let mut diagnostic = Diagnostic::new(severity, code, message);
        diagnostic.help.extend(help);
        self.desk.say(diagnostic.at(self.span(mark)));
    }
}
