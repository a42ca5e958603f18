//! Sass: compiled among the assets and nowhere else.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use grass::{ErrorKind, Fs, Logger, Options};

use super::about;
use super::sources::{Source, Sources};
use crate::base::path::extension;
use crate::diagnostic::{Diagnostic, Span, locate};

/// Brackets within brackets beyond this are a mistake, or meant ill: the compiler goes down one call for each.
const DEEPEST: usize = 200;

/// The compiler's thread has room for files that are nested as deeply as that.
const ROOM: usize = 64 * 1024 * 1024;

/// The style sheets of all layers, as a file system that holds nothing else.
#[derive(Debug)]
struct Sheets<'a>(&'a BTreeMap<String, Source>);

impl Sheets<'_> {
    fn find(&self, path: &Path) -> Option<&Source> {
        self.0.get(&name(path)?)
    }
}

/// A path as the name of an asset: without `.` and `..`, and never above the assets.
fn name(path: &Path) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.components() {
        match part {
            std::path::Component::Normal(part) => parts.push(part.to_str()?),
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => drop(parts.pop()?),
            _ => return None,
        }
    }
    Some(parts.join("/"))
}

impl Fs for Sheets<'_> {
    fn is_dir(&self, path: &Path) -> bool {
        let Some(folder) = name(path).map(|name| format!("{name}/")) else { return false };
        self.0.range(folder.clone()..).next().is_some_and(|(name, _)| name.starts_with(&folder))
    }

    fn is_file(&self, path: &Path) -> bool {
        self.find(path).is_some()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let source = self.find(path).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        Ok(source.text().as_bytes().to_vec())
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(name(path).map_or_else(|| path.to_path_buf(), PathBuf::from))
    }
}

/// What `@warn` and `@debug` say: file, line and column from 0, message.
#[derive(Debug, Default)]
struct Said(Mutex<Vec<(String, usize, usize, String)>>);

impl Logger for Said {
    fn debug(&self, location: codemap::SpanLoc, message: &str) {
        self.warn(location, message);
    }

    fn warn(&self, location: codemap::SpanLoc, message: &str) {
        if let Ok(mut said) = self.0.lock() {
            let (line, column) = (location.begin.line, location.begin.column);
            said.push((location.file.name().to_string(), line, column, message.to_string()));
        }
    }
}

/// A Sass file as CSS; nothing when it has an error, which is told.
pub fn compile(source: &Source, sources: &Sources, said: &mut Vec<Diagnostic>) -> Option<String> {
    if sources.sheets.values().any(|sheet| extension(&sheet.name) != "css" && is_too_deep(&sheet.text())) {
        said.push(about(&source.path, "sass", "a Sass file has too many brackets within brackets"));
        return None;
    }
    let (sheets, logger) = (Sheets(&sources.sheets), Said::default());
    let compiled = std::thread::scope(|scope| {
        let work = || {
            let options = Options::default().fs(&sheets).logger(&logger).load_path("").allows_charset(false);
            grass::from_path(&source.name, &options).map_err(|error| match error.kind() {
                ErrorKind::ParseError { message, loc, .. } => {
                    (loc.file.name().to_string(), loc.begin.line, loc.begin.column, message)
                }
                ErrorKind::IoError(error) => (source.name.clone(), 0, 0, error.to_string()),
                _ => (source.name.clone(), 0, 0, "this is not UTF-8".to_string()),
            })
        };
        let thread = std::thread::Builder::new().stack_size(ROOM).spawn_scoped(scope, work);
        // A compiler that gives up in the middle is no reason for us to do so.
        let gave_up = || Err((source.name.clone(), 0, 0, "the Sass compiler cannot deal with this".to_string()));
        thread.map_or_else(|_| gave_up(), |thread| thread.join().unwrap_or_else(|_| gave_up()))
    });
    let place = |file: &str, line: usize, column: usize| match sheets.find(Path::new(file)) {
        Some(sheet) => span(sheet, line, column),
        None => Span::file(&source.path),
    };
    for (file, line, column, message) in logger.0.into_inner().unwrap_or_default() {
        said.push(Diagnostic::warning("sass", message.trim_end_matches('.')).at(place(&file, line, column)));
    }
    match compiled {
        Ok(css) => Some(css),
        Err((file, line, column, message)) => {
            let message = message.trim_end_matches('.');
            said.push(Diagnostic::error("sass", message).at(place(&file, line, column)));
            None
        }
    }
}

fn span(sheet: &Source, line: usize, column: usize) -> Span {
    let text = sheet.text();
    let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = &text[before..];
    let inside: usize = rest.chars().take(column).take_while(|c| *c != '\n').map(char::len_utf8).sum();
    locate::span(&sheet.path, &text, before + inside, 1)
}

fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}
