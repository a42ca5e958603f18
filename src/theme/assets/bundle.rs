//! One style sheet out of several: what it imports is put in its place, and the files that it names are named as they are
//! published.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::css::{self, Piece, Sort};
use super::sass;
use super::sources::{Source, Sources};
use crate::base::escape;
use crate::base::path::{extension, resolve};
use crate::diagnostic::{Diagnostic, Span, locate, nearest};

/// Everything that style sheets may name.
pub struct Shelf<'a> {
    pub sources: &'a Sources,
    /// The published addresses of all assets that are no style sheets, by name.
    pub names: &'a BTreeMap<String, String>,
    /// Whether the site has such a file below `static/`.
    pub is_static: &'a dyn Fn(&str) -> bool,
    pub minify: bool,
}

/// A style sheet that is being read.
struct File<'a> {
    path: &'a str,
    /// Below `assets/`.
    name: &'a str,
    text: &'a str,
    /// Whether its text was made by Sass, so that places in it are nobody's.
    is_made: bool,
}

/// A bundle that is being put together.
struct Bundle<'a> {
    shelf: &'a Shelf<'a>,
    /// The name of the style sheet that it becomes.
    name: &'a str,
    /// Paths of the files that are open, each imported by the one before.
    open: Vec<String>,
    /// Imports from elsewhere, which must stand before everything else.
    outside: String,
    said: Vec<Diagnostic>,
}

impl Shelf<'_> {
    /// A style sheet with all that it imports; nothing when it could not be made. What there is to say comes with it.
    pub fn sheet(&self, name: &str, source: &Source) -> (Option<String>, Vec<Diagnostic>) {
        let mut said = Vec::new();
        let is_made = extension(&source.path) != "css";
        let text = match is_made {
            true => sass::compile(source, self.sources, &mut said),
            false => Some(source.text().into_owned()),
        };
        let Some(text) = text else { return (None, said) };
        let mut bundle = Bundle { shelf: self, name, open: vec![source.path.clone()], outside: String::new(), said };
        let file = File { path: &source.path, name: &source.name, text: &text, is_made };
        let inside = bundle.take(&file, false);
        let is_broken = bundle.said.iter().any(Diagnostic::is_error);
        ((!is_broken).then(|| bundle.outside + &inside), bundle.said)
    }
}

impl Bundle<'_> {
    /// The text of a file with its imports in place. `within` says that it stands under a condition.
    fn take(&mut self, file: &File<'_>, within: bool) -> String {
        let mut pieces = css::pieces(file.text);
        let mut out = String::new();
        let mut at = 0;
        while let Some(end) = statement(&pieces, at) {
            let first = pieces[at..end].iter().position(|piece| !piece.is_blank()).map_or(at, |first| at + first);
            match pieces[first].value.as_deref() {
                // What is written is UTF-8, whatever it was.
                Some("charset") => {}
                Some("import") => {
                    out.push_str(&css::write(&pieces[at..first], self.shelf.minify));
                    out.push_str(&self.import(file, &pieces[first..end], within));
                }
                _ => out.push_str(&css::write(&pieces[at..end], self.shelf.minify)),
            }
            at = end;
        }
        let late = pieces[at..].iter().filter(|piece| piece.depth == 0 && piece.value.as_deref() == Some("import"));
        for piece in late.filter(|piece| piece.sort == Sort::At) {
            self.said.push(
                Diagnostic::warning("late-import", "browsers pass over an `@import` that stands after other rules")
                    .at(file.place(piece))
                    .help("Move it to the beginning of the file."),
            );
        }
        self.rename(file, &mut pieces[at..]);
        out.push_str(&css::write(&pieces[at..], self.shelf.minify));
        let last = pieces[at..].iter().rev().find(|piece| !piece.is_blank());
        if last.is_some_and(|last| !matches!(last.sort, Sort::Close | Sort::Semicolon)) {
            out.push(';');
        }
        out
    }

    /// What one `@import` is replaced with.
    fn import(&mut self, file: &File<'_>, statement: &[Piece<'_>], within: bool) -> String {
        let mut rest = statement[1..].iter().filter(|piece| !piece.is_blank());
        let named = rest.find(|piece| piece.sort == Sort::Text).and_then(|piece| Some((piece, piece.value.as_ref()?)));
        let Some((piece, target)) = named else { return String::new() };
        let place = file.place(piece);
        let after = statement.iter().position(|other| other.at == piece.at).map_or(statement.len(), |at| at + 1);
        let after = after + usize::from(statement.get(after).is_some_and(|piece| piece.sort == Sort::Close));
        let conditions = &statement[after..];
        let kept = |address: &str| {
            let conditions = css::write(conditions, true);
            format!("@import \"{address}\" {};\n", conditions.trim_matches([' ', ';']))
        };
        if is_outside(target) || target.starts_with('/') {
            if within {
                self.said.push(
                    Diagnostic::error(
                        "outside-import",
                        "a style sheet from elsewhere cannot be bundled under a condition",
                    )
                    .at(place)
                    .help("Import it in the first style sheet."),
                );
            }
            self.outside.push_str(&kept(target));
            return String::new();
        }
        let sheets = &self.shelf.sources.sheets;
        let near = resolve(file.name, target);
        let found = near.as_ref().and_then(|name| sheets.get(name)).or_else(|| sheets.get(target.as_str()));
        let Some(source) = found else {
            let static_path = near.map(|name| format!("assets/{name}")).filter(|path| (self.shelf.is_static)(path));
            match static_path {
                Some(path) => self.outside.push_str(&kept(&relative(self.name, &path))),
                None => self.said.push(missing(target, place, sheets.keys())),
            }
            return String::new();
        };
        if extension(&source.path) != "css" {
            let message = format!("`{target}` is Sass, which only Sass can import");
            self.said.push(Diagnostic::error("sass", message).at(place));
            return String::new();
        }
        if self.open.contains(&source.path) {
            let through = self.open.join(" → ");
            let message = "these style sheets import each other";
            self.said.push(
                Diagnostic::error("import-circle", message).at(place).help(format!("It goes through {through}.")),
            );
            return String::new();
        }
        let wraps = wraps(conditions);
        let source = source.clone();
        self.open.push(source.path.clone());
        let text = source.text().into_owned();
        let inner = File { path: &source.path, name: &source.name, text: &text, is_made: false };
        let inside = self.take(&inner, within || !wraps.is_empty());
        self.open.pop();
        let (before, behind) = (wraps.concat(), "}".repeat(wraps.len()));
        let line = if self.shelf.minify { "" } else { "\n" };
        format!("{before}{inside}{behind}{line}")
    }

    /// Names the files that `url(…)` names as they are published.
    fn rename(&mut self, file: &File<'_>, pieces: &mut [Piece<'_>]) {
        let mut functions: Vec<Option<String>> = Vec::new();
        for piece in pieces {
            match piece.sort {
                Sort::Open => functions.push(piece.value.clone()),
                Sort::Close => drop(functions.pop()),
                Sort::Text => {
                    let is_quoted = piece.text.starts_with(['"', '\'']);
                    let inside = functions.last().and_then(|name| name.as_deref());
                    let is_address = ["url", "src", "image-set", "-webkit-image-set"].map(Some).contains(&inside);
                    if (is_quoted && !is_address) || piece.value.is_none() {
                        continue;
                    }
                    let value = piece.value.as_deref().unwrap_or_default();
                    let Some(address) = self.published(file, piece, value) else { continue };
                    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/%#?=&+:@!$*,;".contains(&byte);
                    let text = match (is_quoted, address.bytes().all(is_plain)) {
                        (true, _) => quoted(&address),
                        (false, true) => format!("url({address})"),
                        (false, false) => format!("url({})", quoted(&address)),
                    };
                    *piece = piece.saying(text);
                }
                _ => {}
            }
        }
    }

    /// The address of a file as the bundle must name it; nothing when it may stay as it is written.
    fn published(&mut self, file: &File<'_>, piece: &Piece<'_>, value: &str) -> Option<String> {
        if value.is_empty() || value.starts_with('#') || is_outside(value) {
            return None;
        }
        let (path, behind) = value.split_at(value.find(['?', '#']).unwrap_or(value.len()));
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        let whole = match decoded.strip_prefix('/') {
            Some(from_root) => from_root.to_string(),
            None => resolve(&format!("assets/{}", file.name), &decoded)?,
        };
        let name = whole.strip_prefix("assets/");
        if let Some(address) = name.and_then(|name| self.shelf.names.get(name)) {
            return Some(relative(self.name, address.trim_start_matches('/')) + behind);
        }
        if decoded.starts_with('/') {
            return None;
        }
        if name.is_some() && !(self.shelf.is_static)(&whole) {
            let known = self.shelf.names.keys();
            let mut diagnostic = missing(value, file.place(piece), known);
            diagnostic.severity = crate::diagnostic::Severity::Warning;
            self.said.push(diagnostic);
        }
        Some(relative(self.name, &whole) + behind).filter(|address| address != value)
    }
}

impl File<'_> {
    fn place(&self, piece: &Piece<'_>) -> Span {
        match self.is_made {
            true => Span::file(self.path),
            false => locate::span(self.path, self.text, piece.at, piece.text.len().min(self.text.len() - piece.at)),
        }
    }
}

/// Where the statement ends that begins at `from`, if it is one of those that stand before all rules.
fn statement(pieces: &[Piece<'_>], from: usize) -> Option<usize> {
    let first = pieces[from..].iter().position(|piece| !piece.is_blank())?;
    let rest = &pieces[from + first..];
    let name = rest[0].value.as_deref().filter(|_| rest[0].sort == Sort::At)?;
    if !["charset", "import", "layer"].contains(&name) {
        return None;
    }
    let is_end = |piece: &Piece<'_>| piece.depth == 0 && (piece.sort == Sort::Semicolon || &*piece.text == "{");
    let end = rest.iter().position(is_end);
    match end {
        // A layer with its rules.
        Some(end) if rest[end].sort != Sort::Semicolon => None,
        Some(end) => Some(from + first + end + 1),
        None => Some(pieces.len()),
    }
}

/// The rules that say the same as the conditions of an `@import`: what is opened, the outermost first.
fn wraps(conditions: &[Piece<'_>]) -> Vec<String> {
    let mut rest = conditions.iter().filter(|piece| piece.sort != Sort::Semicolon).cloned().collect::<Vec<_>>();
    let mut wraps = Vec::new();
    let skip = |rest: &mut Vec<Piece<'_>>| {
        let blank = rest.iter().take_while(|piece| piece.is_blank()).count();
        rest.drain(..blank);
    };
    skip(&mut rest);
    if rest.first().is_some_and(|piece| piece.sort == Sort::Other && piece.text.eq_ignore_ascii_case("layer")) {
        rest.remove(0);
        wraps.push("@layer{".to_string());
    }
    for name in ["layer", "supports"] {
        skip(&mut rest);
        if rest.first().is_some_and(|piece| piece.sort == Sort::Open && piece.value.as_deref() == Some(name)) {
            let end = rest.iter().position(|piece| piece.sort == Sort::Close && piece.depth == rest[0].depth);
            let inside: Vec<Piece<'_>> = rest.drain(..=end.unwrap_or(rest.len() - 1)).collect();
            let text = css::write(&inside[1..inside.len() - 1], true);
            wraps.push(if name == "layer" { format!("@layer {text}{{") } else { format!("@supports ({text}){{") });
        }
    }
    skip(&mut rest);
    let media = css::write(&rest, true);
    if !media.trim().is_empty() {
        wraps.push(format!("@media {}{{", media.trim()));
    }
    wraps
}

fn missing<'a>(target: &str, place: Span, known: impl Iterator<Item = &'a String>) -> Diagnostic {
    let diagnostic =
        Diagnostic::error("missing-asset", format!("there is no file `{target}` among the assets")).at(place);
    match nearest(target, known.map(String::as_str)) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("It is looked for beside this file, in `assets/` of the site and of its theme."),
    }
}

/// Whether an address leads out of the site: `https://…`, `//…`, `data:…`.
fn is_outside(address: &str) -> bool {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    address.starts_with("//") || (!scheme.is_empty() && is_scheme(scheme))
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    // Writing to a String cannot fail.
    let _ = std::fmt::Write::write_str(&mut cssparser::CssStringWriter::new(&mut out), text);
    out.push('"');
    out
}

/// How a style sheet among the assets names a file of the site: `assets/fonts/a.woff2` seen from `css/style.css` is
/// `../fonts/a.woff2`.
fn relative(sheet: &str, path: &str) -> String {
    let from = format!("assets/{sheet}");
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = path.split('/').collect();
    let folders = &from[..from.len() - 1];
    let same = folders.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(folders.len() - same);
    escape::ascii(&format!("{up}{}", to[same..].join("/")))
}
