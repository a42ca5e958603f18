//! Makes pages: composes each at a desk of its own, prints it, and puts its bytes on the stage. Every page for itself, on
//! as many threads as there are.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use super::compressed;
use super::publish::{Stage, Staged};
use crate::base::path::output_file;
use crate::base::stamp::Stamp;
use crate::diagnostic::{Diagnostic, Span};
use crate::page::desk::Desk;
use crate::page::kind::{Address, Sheet};
use crate::page::kinds::{KINDS, copy, language_of};
use crate::page::minify;
use crate::page::world::World;
use crate::site::fact::{Fact, Subject};
use crate::theme::embedded;

/// The code of what is told when the output cannot be written, and what is said to it.
pub const UNWRITTEN: &str = "cannot-write";
pub const UNWRITTEN_HELP: &str = "Is the disk full, or the folder read-only? What was published before is still whole.";

/// A page that was made.
pub struct Print {
    pub template: String,
    pub asked: Vec<Fact>,
    pub diagnostics: Vec<Diagnostic>,
    pub output: Stamp,
    /// Where its bytes wait for publication; `None` when the output has them already, or there are none.
    pub staged: Option<Staged>,
    /// Its smaller forms that are not there yet: where each stands, and what the manifest keeps of it.
    pub forms: Vec<(String, Staged, Stamp)>,
    pub pressed: bool,
}

/// What an address holds when it is asked for alone: for the preview, which writes nothing.
pub enum Content {
    Bytes(Vec<u8>),
    File(String),
    Moved { to: String, page: Vec<u8> },
    Nothing,
}

/// Makes all these pages. `has` says whether a file of the output already holds these very bytes.
pub fn make_all(
    world: &Arc<World>,
    pages: &[(u32, Address)],
    stage: &Stage,
    has: impl Fn(&str, Stamp) -> bool + Sync,
    progress: impl Fn() + Sync,
) -> Vec<(u32, Print)> {
    // Pages of one kind follow each other, and some kinds are dear: in small portions no thread is left with all of these.
    pages
        .par_iter()
        .with_max_len(32)
        .map(|(id, address)| {
            let print = make(world, address, stage, &has);
            progress();
            (*id, print)
        })
        .collect()
}

/// The same for copies of pictures, which are made together where they are of one picture.
pub fn make_copies(
    world: &Arc<World>,
    copies: &[(u32, Address)],
    stage: &Stage,
    has: impl Fn(&str, Stamp) -> bool + Sync,
    progress: impl Fn() + Sync,
) -> Vec<(u32, Print)> {
    let mut groups: BTreeMap<String, Vec<(usize, &Address)>> = BTreeMap::new();
    for (at, (_, address)) in copies.iter().enumerate() {
        let picture = copy::picture_of(address, world).unwrap_or_else(|| address.url.clone());
        groups.entry(picture).or_default().push((at, address));
    }
    let groups: Vec<Vec<(usize, &Address)>> = groups.into_values().collect();
    // One picture at a time for each thread: so memory holds no more of them than there are threads.
    let one_by_one = groups.par_iter().with_max_len(1);
    let mut prints: Vec<(usize, Print)> = one_by_one
        .flat_map_iter(|group| {
            copy::prepare(world, group.iter().map(|(_, address)| *address));
            let made = group.iter().map(|(at, address)| {
                let print = make(world, address, stage, &has);
                progress();
                (*at, print)
            });
            made.collect::<Vec<_>>()
        })
        .collect();
    prints.sort_by_key(|(at, _)| *at);
    prints.into_iter().map(|(at, print)| (copies[at].0, print)).collect()
}

fn make(world: &Arc<World>, address: &Address, stage: &Stage, has: &impl Fn(&str, Stamp) -> bool) -> Print {
    let (content, mut print) = make_content(world, address);
    let file = output_file(&address.url);
    let staged = match content {
        Content::Nothing => Ok(None),
        Content::Bytes(bytes) | Content::Moved { page: bytes, .. } => {
            print.output = Stamp::of_bytes(&bytes);
            let read = || Ok(Cow::Borrowed(&*bytes));
            let forms = forms(world, &file, bytes.len() as u64, print.output, stage, has, read);
            forms.and_then(|forms| {
                print.forms = forms;
                if has(&file, print.output) { Ok(None) } else { stage.bytes(&file, &bytes).map(Some) }
            })
        }
        Content::File(path) => {
            print.output = file_stamp(world, address);
            let read = || match embedded::bytes(&path) {
                Some(bytes) => Ok(Cow::Borrowed(bytes)),
                None => std::fs::read(world.root.join(&path)).map(Cow::Owned),
            };
            let forms = forms(world, &file, file_size(world, address), print.output, stage, has, read);
            forms.and_then(|forms| {
                print.forms = forms;
                match embedded::bytes(&path) {
                    _ if has(&file, print.output) => Ok(None),
                    Some(bytes) => stage.bytes(&file, bytes).map(Some),
                    None => stage.copy(&file, &world.root.join(&path)).map(Some),
                }
            })
        }
    };
    match staged {
        Ok(staged) => print.staged = staged,
        Err(error) => print.diagnostics.push(
            Diagnostic::error(UNWRITTEN, format!("`{}` cannot be written: {error}", address.url)).help(UNWRITTEN_HELP),
        ),
    }
    print
}

/// The smaller forms of a file that are wanted and not there. One that the site has itself, below `static/`, is left alone.
fn forms<'b>(
    world: &World,
    file: &str,
    size: u64,
    output: Stamp,
    stage: &Stage,
    has: &impl Fn(&str, Stamp) -> bool,
    read: impl Fn() -> io::Result<Cow<'b, [u8]>>,
) -> io::Result<Vec<(String, Staged, Stamp)>> {
    let mut made = Vec::new();
    for form in compressed::wanted(&world.config, file, size) {
        let (path, stamp) = (compressed::file(file, form), compressed::stamp(output, form));
        if !has(&path, stamp) && world.site.media(&format!("/{path}")).is_none() {
            let staged = stage.bytes(&path, &compressed::bytes(&read()?, form)?)?;
            made.push((path, staged, stamp));
        }
    }
    Ok(made)
}

fn file_size(world: &World, address: &Address) -> u64 {
    match address.subject {
        Subject::Media(id) => world.site.media(&world.site.texts.get(id)).map_or(0, |media| media.size),
        _ => 0,
    }
}

/// The stamp of a file that is published as it is.
pub fn file_stamp(world: &World, address: &Address) -> Stamp {
    match address.subject {
        Subject::Media(id) => world.site.media(&world.site.texts.get(id)).map_or(Stamp::ABSENT, |media| media.stamp),
        _ => Stamp::ABSENT,
    }
}

/// What stands at an address, and what it asked on the way.
pub fn make_content(world: &Arc<World>, address: &Address) -> (Content, Print) {
    let language = language_of(address.subject, &world.site);
    let file = match address.subject {
        Subject::Article(id) => world.site.entry(id).map(|entry| entry.card.path.clone()).unwrap_or_default(),
        _ => String::new(),
    };
    let desk = Desk::new(world, language, &file);
    let mut template = String::new();
    let mut pressed = false;
    let sheet = match KINDS.get(usize::from(address.kind)) {
        Some(kind) => kind.compose(address, &desk),
        None => Ok(None),
    };
    let content = match sheet {
        Ok(None) => Content::Nothing,
        Ok(Some(Sheet::Bytes(bytes))) => Content::Bytes(bytes),
        Ok(Some(Sheet::File(path))) => Content::File(path),
        Ok(Some(Sheet::Moved { to, page })) => Content::Moved { to, page },
        Ok(Some(Sheet::Template { template: name, view })) => {
            desk.reader.note(Fact::Template(desk.reader.text(&name)));
            pressed = true;
            let printed = desk.print(&name, &view);
            template = name;
            match printed {
                Ok(html) if desk.config().settings.minify && is_html(&address.url) => {
                    Content::Bytes(minify::html(&html).into_bytes())
                }
                Ok(html) => Content::Bytes(html.into_bytes()),
                Err(diagnostic) => {
                    desk.say(for_page(diagnostic, address, &file));
                    Content::Nothing
                }
            }
        }
        Err(diagnostic) => {
            desk.say(for_page(diagnostic, address, &file));
            Content::Nothing
        }
    };
    let (asked, diagnostics) = desk.finish();
    (content, Print { template, asked, diagnostics, output: Stamp::ABSENT, staged: None, forms: Vec::new(), pressed })
}

fn is_html(url: &str) -> bool {
    url.ends_with('/') || url.ends_with(".html")
}

/// A template's error names the page that it was printed for.
fn for_page(diagnostic: Diagnostic, address: &Address, file: &str) -> Diagnostic {
    let diagnostic = diagnostic.help(format!("It was for the page `{}`.", address.url));
    if file.is_empty() || diagnostic.span.as_ref().is_some_and(|span| span.path == file) {
        return diagnostic;
    }
    diagnostic.and_at(Span::file(file))
}
