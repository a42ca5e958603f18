//! Answers what templates ask while they are rendered. Each answer is noted with the page.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::body;
use super::desk::{Addresses, Desk};
use super::kinds::icons;
use super::view::card::{self, Wanted};
use super::view::picture::{self, Asked};
use super::view::{issue, listing};
use super::world::World;
use crate::base::slug::slugify;
use crate::diagnostic::Diagnostic;
use crate::mail::inline::mark;
use crate::picture::crop::Focal;
use crate::site::fact::Group;
use crate::site::reader::Notes;
use crate::site::target::Target;
use crate::theme::components::Call;
use crate::theme::press::{Value, each_text};
use crate::theme::questions::{Copies, Order, Query, Questions};

pub struct Answers {
    pub world: Arc<World>,
    pub notes: Notes,
    pub language: u16,
    pub file: String,
    pub addresses: Addresses,
    /// What is to be told of the page.
    pub said: Rc<RefCell<Vec<Diagnostic>>>,
}

impl Answers {
    fn desk(&self) -> Desk<'_> {
        Desk::sharing(&self.world, self.language, &self.file, self.notes.clone()).with(self.addresses)
    }

    fn language_of(&self, tag: Option<&str>) -> u16 {
        tag.and_then(|tag| self.world.config.language(tag)).map_or(self.language, |at| at as u16)
    }

    /// What a mail shows is marked.
    fn given(&self, answer: Value) -> Value {
        match self.addresses {
            Addresses::Mailed => each_text(&answer, "", &|_, text| mark(text).into_owned()),
            Addresses::Local | Addresses::Absolute => answer,
        }
    }

    fn group(&self, name: &str) -> Option<Group> {
        Some(match name {
            "section" | "sections" => Group::Section,
            "years" => Group::Year,
            "months" => Group::Month,
            taxonomy => Group::Term(self.world.config.taxonomy(taxonomy)?),
        })
    }
}

impl Questions for Answers {
    fn articles(&self, query: &Query) -> Value {
        let desk = self.desk();
        let language = self.language_of(query.language.as_deref());
        let shelf = match &query.shelf {
            None => desk.reader.find(language, Group::Front, ""),
            Some((group, name)) if group == "section" => desk.reader.find(language, Group::Section, &slugify(name)),
            Some((taxonomy, name)) => desk
                .reader
                .entity_shelf(language, Some(taxonomy), name)
                // A page in another language stands in for a name that has none; its articles do not.
                .filter(|shelf| desk.reader.name(*shelf).0.language == language),
        };
        let Some(shelf) = shelf else { return Value::from_serializable(&Vec::<()>::new()) };
        // Among the newest two hundred a featured one is found, or there is none that is still news.
        let reach = if query.featured { query.limit.max(200) } else { query.limit };
        let cards: Vec<Value> = desk
            .reader
            .newest(shelf, reach)
            .into_iter()
            .filter(|(_, entry)| !query.featured || entry.card.shown.featured)
            .take(query.limit)
            .map(|(id, entry)| self.world.cards.get(&desk, id, entry, Wanted::ALL))
            .collect();
        self.given(Value::from(cards))
    }

    fn shelves(&self, of: &str, order: Order, limit: usize) -> Value {
        let desk = self.desk();
        let Some(group) = self.group(of) else { return Value::from_serializable(&Vec::<()>::new()) };
        if order == Order::Recent {
            let lately = desk.reader.lately(self.language, group, limit);
            let lately: Vec<_> = lately.iter().map(|lately| listing::LatelyView::new(&desk, lately)).collect();
            return self.given(Value::from_serializable(&lately));
        }
        let mut shelves = desk.reader.shelves(self.language, group);
        shelves.retain(|(id, _, _)| self.world.site.has_page(*id));
        if order == Order::Count {
            shelves.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
        }
        shelves.truncate(limit);
        let shelves: Vec<_> = shelves.into_iter().map(|shelf| listing::term(&desk, shelf)).collect();
        self.given(Value::from_serializable(&shelves))
    }

    fn issues(&self, of: Option<&str>, limit: usize) -> Value {
        let desk = self.desk();
        let series =
            self.world.config.series.iter().zip(0..).filter(|(series, _)| of.is_none_or(|of| of == series.name));
        let mut issues: Vec<_> = series.flat_map(|(_, at)| issue::listed(&desk, at, 0)).collect();
        // The one that came out last goes first; of those that came out together the one of the shorter time.
        issues.sort_by(|a, b| b.last.cmp(&a.last).then_with(|| b.first.cmp(&a.first)));
        issues.truncate(limit);
        self.given(Value::from_serializable(&issues))
    }

    fn link(&self, target: &str) -> Option<String> {
        if crate::site::target::is_outside(target) {
            return Some(target.to_string());
        }
        let desk = self.desk();
        let from = if target.starts_with("content/") { "x" } else { self.file.as_str() };
        match desk.reader.target(from, target) {
            Target::Address(address) | Target::NoAnchor(address, _) => Some(desk.url(&address)),
            Target::Held(_) | Target::Missing(_) => None,
        }
    }

    fn asset(&self, name: &str) -> Result<(String, Option<String>), Option<String>> {
        let desk = self.desk();
        let found = desk.asset(name).map(|address| (desk.url(&address), desk.digest(name).map(str::to_string)));
        found.ok_or_else(|| self.world.theme.assets.nearest(name).map(str::to_string))
    }

    fn icons(&self) -> Value {
        Value::from_serializable(&icons::links(&self.desk()))
    }

    fn copies(&self, copies: &Copies) -> Value {
        let focal = copies.focal.map(Focal::new);
        let asked = Asked { path: &copies.path, shape: copies.shape, focal, most: copies.most };
        picture::copies(&self.desk(), &asked).map_or_else(Value::none, |copies| Value::from_serializable(&copies))
    }

    fn image(&self, source: &str, alt: &str, (width, height): (Option<u32>, Option<u32>)) -> Option<Value> {
        let desk = self.desk();
        // What a view names has the site's own path before it already.
        let base = &desk.config().base_path;
        let source = source.strip_prefix(base.as_str()).filter(|rest| rest.starts_with('/')).unwrap_or(source);
        let mut image = card::of_source(&desk, &self.file, source, alt)?;
        (image.width, image.height) = (image.width.or(width), image.height.or(height));
        self.said.borrow_mut().extend(desk.finish_saying());
        Some(Value::from_serializable(&image))
    }

    fn address(&self, path: &str, absolute: bool) -> String {
        let desk = self.desk();
        match (path.starts_with('/'), absolute) {
            (false, _) => path.to_string(),
            (true, false) => desk.url(path),
            (true, true) => desk.permalink(path.strip_prefix(desk.config().base_path.as_str()).unwrap_or(path)),
        }
    }

    fn markdown(&self, text: &str) -> String {
        body::inline(&self.world.config, self.language, text)
    }

    fn component(&self, call: Call) -> Result<Value, String> {
        let desk = Desk::sharing(&self.world, self.language, "", self.notes.clone()).with(self.addresses);
        let printed = self.world.components.get(&desk, call);
        self.said.borrow_mut().extend(desk.finish_saying());
        printed.map_err(|diagnostic| in_a_line(&diagnostic))
    }

    fn language(&self) -> String {
        self.desk().tongue().tag.clone()
    }
}

/// What went wrong within a component, for the line of the template that shows it.
fn in_a_line(diagnostic: &Diagnostic) -> String {
    // What went wrong in a component within this one has its place already.
    if let Some(within) = diagnostic.message.strip_prefix("`cached`: ") {
        return within.to_string();
    }
    let place = diagnostic.span.as_ref().map(|span| format!(" ({}:{}:{})", span.path, span.line, span.column));
    let help = diagnostic.help.first().map(|help| format!("; {help}"));
    format!("{}{}{}", diagnostic.message, place.unwrap_or_default(), help.unwrap_or_default())
}
