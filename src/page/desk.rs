//! Where one page is composed: it reads the site through the `Reader`, articles with their bodies, and templates; and
//! everything that was read is noted.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::answers::Answers;
use super::view::frame::taxonomy_title;
use super::world::World;
use crate::article::comment::{self, Comment, CommentCard};
use crate::article::whole::Article;
use crate::base::escape;
use crate::config::{Config, Language, Taxonomy};
use crate::diagnostic::Diagnostic;
use crate::site::entry::Entry;
use crate::site::fact::{ArticleId, Fact};
use crate::site::reader::{Notes, Reader};
use crate::source::tree;
use crate::theme::components::Call;
use crate::theme::press::{Value, View};

/// How addresses of the site are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Addresses {
    /// With the site's own path, for pages.
    Local,
    /// With the host, for feeds.
    Absolute,
    /// With the host, for mails: there what articles say is marked, so that no list service takes it for a tag of its own.
    Mailed,
}

pub struct Desk<'a> {
    pub world: &'a Arc<World>,
    pub reader: Reader<'a>,
    /// An index into the configuration's languages.
    pub language: u16,
    /// The file that relative links are seen from.
    pub file: String,
    /// How addresses of the site are written.
    pub addresses: Addresses,
    notes: Notes,
    said: Rc<RefCell<Vec<Diagnostic>>>,
}

impl<'a> Desk<'a> {
    pub fn new(world: &'a Arc<World>, language: u16, file: &str) -> Desk<'a> {
        Desk::sharing(world, language, file, Notes::default())
    }

    /// A desk whose questions are noted together with another's.
    pub fn sharing(world: &'a Arc<World>, language: u16, file: &str, notes: Notes) -> Desk<'a> {
        let reader = Reader::new(&world.site, notes.clone());
        let (file, addresses) = (file.to_string(), Addresses::Local);
        Desk { world, reader, language, file, addresses, notes, said: Rc::default() }
    }

    /// The same desk, for a text that is read elsewhere than on the site.
    pub fn with(self, addresses: Addresses) -> Desk<'a> {
        Desk { addresses, ..self }
    }

    /// The same desk seen from another file.
    pub fn at(&self, file: &str) -> Desk<'a> {
        Desk::sharing(self.world, self.language, file, self.notes.clone()).with(self.addresses)
    }

    pub fn config(&self) -> &'a Config {
        &self.world.config
    }

    pub fn tongue(&self) -> &'a Language {
        &self.world.config.languages[usize::from(self.language)]
    }

    /// An article's own file, body included. It is noted that the page depends on it.
    pub fn article(&self, id: ArticleId) -> Option<(&'a Entry, Arc<Article>)> {
        let entry = self.reader.own(id)?;
        let (world, card) = (self.world, &entry.card);
        Some((entry, world.articles.get(&world.root, &card.path, card.source, &world.site)?))
    }

    /// The same for the article's own page, which is the last to need the body.
    pub fn own_article(&self, id: ArticleId) -> Option<(&'a Entry, Arc<Article>)> {
        let entry = self.reader.own(id)?;
        let (world, card) = (self.world, &entry.card);
        Some((entry, world.articles.take(&world.root, &card.path, card.source, &world.site)?))
    }

    /// A comment with its words, read from its file. Whoever asks has asked for its thread.
    pub fn comment(&self, card: &CommentCard) -> Option<Comment> {
        let source = tree::read(&self.world.root, &card.path).ok()?;
        comment::read(&source, &self.config().zone).0
    }

    /// The first of these templates that the site's theme has, else the first that the built-in one has. Those that are
    /// missing are noted too: when one comes to be, the page is made again.
    pub fn template(&self, candidates: &[&str]) -> String {
        let theme = &self.world.theme;
        let own = candidates.iter().position(|candidate| theme.has_own(candidate));
        let chosen = own.or_else(|| candidates.iter().position(|candidate| theme.has(candidate)));
        let asked = chosen.map_or(candidates.len(), |at| at + 1);
        for candidate in &candidates[..asked] {
            self.reader.note(Fact::Template(self.reader.text(candidate)));
        }
        chosen.and_then(|at| candidates.get(at)).or(candidates.last()).unwrap_or(&"").to_string()
    }

    pub fn has_template(&self, name: &str) -> bool {
        self.reader.note(Fact::Template(self.reader.text(name)));
        self.world.theme.has(name)
    }

    /// The address within the site of an asset.
    pub fn asset(&self, name: &str) -> Option<String> {
        self.reader.note(Fact::Asset(self.reader.text(name)));
        self.world.asset(name).map(|(address, _)| address)
    }

    /// An asset's digest, where browsers are to know it.
    pub fn digest(&self, name: &str) -> Option<&'a str> {
        self.reader.note(Fact::Asset(self.reader.text(name)));
        self.world.asset(name)?.1
    }

    /// The addresses of everything below `/assets/`, each with whether its name tells its bytes.
    pub fn assets(&self) -> Vec<(String, bool)> {
        self.reader.note(Fact::Assets);
        self.world.assets()
    }

    /// Structured data for a page, made only when its template prints it.
    pub fn structured(&self, template: &str, make: impl FnOnce() -> String) -> String {
        if self.world.theme.prints(template, "json_ld") { make() } else { String::new() }
    }

    /// Prints a template for this page.
    ///
    /// # Errors
    /// A diagnostic that points into the template.
    pub fn print(&self, template: &str, view: &View) -> Result<String, Diagnostic> {
        self.world.theme.print(template, view, self.answers())
    }

    /// Prints a component, which sees what every template gets.
    ///
    /// # Errors
    /// A diagnostic that points into the component.
    pub fn print_component(&self, call: &Call) -> Result<Value, Diagnostic> {
        self.world.theme.print_component(call, &self.view(), self.answers())
    }

    fn answers(&self) -> Rc<Answers> {
        Rc::new(Answers {
            world: self.world.clone(),
            notes: self.notes.clone(),
            language: self.language,
            file: self.file.clone(),
            addresses: self.addresses,
            said: self.said.clone(),
        })
    }

    /// The variables that every template gets.
    pub fn view(&self) -> View {
        let mut view = View::default();
        view.set("lang", &self.tongue().tag);
        view.share("site", self.world.values.of(self.language));
        view
    }

    /// An address of the site as the page writes it, ready for an attribute: with the site's own path before it, or with
    /// the host.
    pub fn url(&self, url: &str) -> String {
        match self.addresses {
            Addresses::Local => format!("{}{}", self.world.config.base_path, escape::ascii(url)),
            Addresses::Absolute | Addresses::Mailed => self.permalink(url),
        }
    }

    /// An address of the site with its host. Without a configured `url` it is the path alone.
    pub fn permalink(&self, url: &str) -> String {
        format!("{}{}", self.world.config.base_url, escape::ascii(url))
    }

    /// An address as the page's views have it, with the site's own path, with its host too.
    pub fn absolute(&self, url: &str) -> String {
        let config = &self.world.config;
        match url.strip_prefix(config.base_path.as_str()) {
            Some(rest) if rest.starts_with('/') && !rest.starts_with("//") => format!("{}{rest}", config.base_url),
            _ => url.to_string(),
        }
    }

    /// An interface string of the theme, for what is named outside of templates.
    pub fn word(&self, key: &str) -> String {
        self.word_in(self.language, key)
    }

    /// The same in another language of the site.
    pub fn word_in(&self, language: u16, key: &str) -> String {
        self.note_strings();
        let tag = &self.config().languages[usize::from(language)].tag;
        self.world.theme.strings.get(key, tag, None, &[])
    }

    /// An interface string of the theme with values in it.
    pub fn phrase(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.note_strings();
        let values: Vec<(String, String)> =
            values.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        self.world.theme.strings.get(key, &self.tongue().tag, None, &values)
    }

    /// One sentence on a listing, for search engines.
    pub fn describe(&self, name: &str) -> String {
        self.note_strings();
        let values = [("name".to_string(), name.to_string()), ("site".to_string(), self.tongue().title.clone())];
        self.world.theme.strings.get("description_of", &self.tongue().tag, None, &values)
    }

    pub fn taxonomy_title(&self, taxonomy: &Taxonomy) -> String {
        self.note_strings();
        taxonomy_title(taxonomy, &self.world.theme.strings, &self.tongue().tag)
    }

    fn note_strings(&self) {
        self.reader.note(Fact::Template(self.reader.text("i18n/*")));
    }

    /// Takes over what was said at another desk of the same page.
    pub fn take_over(&self, other: Desk<'_>) {
        self.said.borrow_mut().append(&mut other.said.take());
    }

    /// What was said at a desk whose questions are noted elsewhere.
    pub fn finish_saying(self) -> Vec<Diagnostic> {
        self.said.take()
    }

    pub fn has_said(&self) -> bool {
        !self.said.borrow().is_empty()
    }

    pub fn say(&self, diagnostic: Diagnostic) {
        self.said.borrow_mut().push(diagnostic);
    }

    /// What was asked, each question once, and what was said.
    pub fn finish(self) -> (Vec<Fact>, Vec<Diagnostic>) {
        let mut asked = self.notes.take();
        asked.sort();
        asked.dedup();
        // All pages wait with what they asked until the last one is made.
        asked.shrink_to_fit();
        (asked, self.said.take())
    }
}
