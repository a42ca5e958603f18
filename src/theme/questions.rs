//! What a template may ask of the site while it is rendered.

use std::cell::RefCell;
use std::rc::Rc;

use tera::Value;

use super::components::Call;
use crate::picture::crop::Shape;

/// Which articles a template asks for with `articles(…)`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// A taxonomy and a name within it, or `section`; none means all articles.
    pub shelf: Option<(String, String)>,
    pub limit: usize,
    /// A language's tag, else the page's own.
    pub language: Option<String>,
    /// Only those that are marked as featured.
    pub featured: bool,
}

/// In which order shelves are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    Name,
    Count,
    /// By their articles in the last twelve weeks.
    Recent,
}

/// Which copies of a picture a template asks for with `copies(…)`.
#[derive(Clone, Debug, Default)]
pub struct Copies {
    /// The picture's address within the site, as `image` names it.
    pub path: String,
    /// From the left and from the top, 0 to 1.
    pub focal: Option<[f64; 2]>,
    /// Width to height; the whole picture without.
    pub shape: Option<Shape>,
    /// No copy need be wider than this, in pixels.
    pub most: Option<u32>,
}

/// Answers for one page. The answers are noted, so that the page is made again when one of them moves.
pub trait Questions {
    /// Cards, the newest first.
    fn articles(&self, query: &Query) -> Value;
    /// The shelves of a taxonomy (or `sections`, `years`, `months`) in some order.
    fn shelves(&self, of: &str, order: Order, limit: usize) -> Value;
    /// The newest issues of a series of digests, or of all of them.
    fn issues(&self, of: Option<&str>, limit: usize) -> Value;
    /// Copies of a picture; none where there are none, and the picture itself is to be shown.
    fn copies(&self, copies: &Copies) -> Value;
    /// A picture by the address or the file that an editor writes, of that size where it cannot be measured; `None` when
    /// there is no such picture.
    fn image(&self, source: &str, alt: &str, size: (Option<u32>, Option<u32>)) -> Option<Value>;
    /// The address of a file or page of the site, with the site's own path.
    fn link(&self, target: &str) -> Option<String>;
    /// The address of an asset, with the site's own path, and its digest where browsers are to know it; else the name
    /// that is most like it.
    fn asset(&self, name: &str) -> Result<(String, Option<String>), Option<String>>;
    /// The icons and the manifest of the site, for the head of a page.
    fn icons(&self) -> Value;
    /// A path of the site with the site's own path before it, or absolute.
    fn address(&self, path: &str, absolute: bool) -> String;
    /// A short Markdown text as HTML.
    fn markdown(&self, text: &str) -> String;
    /// What a component prints, once in an update for all pages that give it the same; or why it cannot be printed.
    fn component(&self, call: Call) -> Result<Value, String>;
    /// The language of the page.
    fn language(&self) -> String;
}

thread_local! {
    /// Tera's functions are made once for all pages, so that the page that is being rendered is found here.
    static CURRENT: RefCell<Vec<Rc<dyn Questions>>> = const { RefCell::new(Vec::new()) };
}

/// Puts the answers for one page in place for as long as it lives. Pages may nest: a shortcode renders within a page.
pub struct Asking;

impl Asking {
    pub fn begin(questions: Rc<dyn Questions>) -> Asking {
        CURRENT.with_borrow_mut(|stack| stack.push(questions));
        Asking
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        CURRENT.with_borrow_mut(Vec::pop);
    }
}

/// Asks for the page that is being rendered; `None` outside of one.
pub fn ask<T>(question: impl FnOnce(&dyn Questions) -> T) -> Option<T> {
    let current = CURRENT.with_borrow(|stack| stack.last().cloned());
    current.map(|questions| question(&*questions))
}
