//! A file from the web, taken in pieces where the line breaks, and never half in its place.
//!
//! What has come stands beside the file as `.NAME.part`, and `.NAME.part.tag` says what it is a part of. Both begin with a dot,
//! so that no build reads them. A later run goes on where an earlier one was stopped.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::answer::Answer;
use super::client::{Client, Method, Opened};
use super::failure::{Failure, Why};
use crate::base::platform::replace;

/// What became of a download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    /// The last answer, without its body. Unless it is a success there is no new file.
    pub answer: Answer,
    /// How long the file is, in bytes; 0 when there is none.
    pub bytes: u64,
    /// Whether a part that was there already was gone on with.
    pub is_resumed: bool,
}

impl Client {
    /// Takes what stands at an address into a file, which is written over: who may not do that looks first. The limit of size
    /// holds for the whole file.
    ///
    /// # Errors
    /// When nobody has answered, when it is too large, or the disk says no. What has come is kept for another attempt, unless
    /// it is too large.
    pub fn download(&self, url: &str, file: &Path) -> Result<Downloaded, Failure> {
        let part = Part::beside(file);
        let mut attempt = 0;
        let mut is_resumed = false;
        loop {
            let (from, tag) = part.so_far(url);
            let mut headers = vec![("accept-encoding", "identity".to_string())];
            if let Some(tag) = &tag {
                headers.push(("range", format!("bytes={from}-")));
                headers.push(("if-range", tag.clone()));
            }
            let Opened { answer, body } = self.follow(url, Method::Get, &headers, &mut attempt)?;
            let failed = |why| Failure { why, url: answer.url.clone(), hops: answer.hops.clone() };
            let range = answer.header("content-range").and_then(range);
            let begin = match (answer.status, tag.is_some(), range) {
                (206, true, Some(Range { from: Some(begin), .. })) if begin == from => from,
                // All was there already, and only the renaming was missing.
                (416, true, Some(Range { from: None, whole: Some(whole) })) if whole == from && from > 0 => {
                    part.finish(file).map_err(|error| failed(Why::disk(&error)))?;
                    return Ok(Downloaded { answer: Answer { status: 200, ..answer }, bytes: from, is_resumed: true });
                }
                // The part is of something else: from the beginning, and not for ever.
                (206 | 416, true, _) => {
                    part.drop();
                    if self.may_repeat(&mut attempt, None) {
                        continue;
                    }
                    return Err(failed(Why::Broken { told: "the parts do not fit together".to_string() }));
                }
                (200..=299, _, _) => 0,
                _ => return Ok(Downloaded { answer, bytes: 0, is_resumed: false }),
            };
            is_resumed |= begin > 0;
            match part.take(url, &answer, body, begin, self.limits.largest) {
                Ok(bytes) => {
                    part.finish(file).map_err(|error| failed(Why::disk(&error)))?;
                    return Ok(Downloaded { answer: Answer { status: 200, ..answer }, bytes, is_resumed });
                }
                Err(why @ Why::TooLarge { .. }) => {
                    part.drop();
                    return Err(failed(why));
                }
                Err(why) if why.may_pass() && self.may_repeat(&mut attempt, None) => {}
                Err(why) => return Err(failed(why)),
            }
        }
    }
}

struct Part {
    bytes: PathBuf,
    tag: PathBuf,
}

impl Part {
    fn beside(file: &Path) -> Part {
        let with = |ending: &str| {
            let mut name = OsString::from(".");
            name.push(file.file_name().unwrap_or_default());
            name.push(ending);
            file.with_file_name(name)
        };
        Part { bytes: with(".part"), tag: with(".part.tag") }
    }

    /// How many bytes are there, and by what the server knows them; `None` when they are of no use.
    fn so_far(&self, url: &str) -> (u64, Option<String>) {
        let length = fs::metadata(&self.bytes).map_or(0, |metadata| metadata.len());
        let note = fs::read_to_string(&self.tag).unwrap_or_default();
        match note.split_once('\n') {
            Some((of, tag)) if of == url && length > 0 && !tag.is_empty() => (length, Some(tag.to_string())),
            _ => (0, None),
        }
    }

    /// Takes in what comes, and returns how long the whole is.
    fn take(&self, url: &str, answer: &Answer, body: impl Read, begin: u64, most: u64) -> Result<u64, Why> {
        let promised: Option<u64> = answer.header("content-length").and_then(|length| length.trim().parse().ok());
        if promised.is_some_and(|length| length.saturating_add(begin) > most) {
            return Err(Why::TooLarge { most });
        }
        let disk = |error: io::Error| Why::disk(&error);
        if let Some(folder) = self.bytes.parent() {
            fs::create_dir_all(folder).map_err(disk)?;
        }
        let mut open = match begin {
            0 => {
                // The note goes first: bytes are never without it.
                match validator(answer) {
                    Some(tag) => fs::write(&self.tag, format!("{url}\n{tag}")).map_err(disk)?,
                    None => drop(fs::remove_file(&self.tag)),
                }
                File::create(&self.bytes).map_err(disk)?
            }
            _ => OpenOptions::new().append(true).open(&self.bytes).map_err(disk)?,
        };
        let mut bytes = begin;
        let mut piece = vec![0; 64 * 1024];
        let mut body = body;
        loop {
            let read = match body.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Why::of_reading(error)),
            };
            bytes += read as u64;
            if bytes > most {
                return Err(Why::TooLarge { most });
            }
            open.write_all(&piece[..read]).map_err(disk)?;
        }
        open.sync_all().map_err(disk)?;
        Ok(bytes)
    }

    fn finish(&self, file: &Path) -> io::Result<()> {
        replace(&self.bytes, file)?;
        drop(fs::remove_file(&self.tag));
        Ok(())
    }

    fn drop(&self) {
        drop(fs::remove_file(&self.bytes));
        drop(fs::remove_file(&self.tag));
    }
}

/// By what a server knows a version again. A weak tag does not promise the same bytes.
fn validator(answer: &Answer) -> Option<String> {
    let tag = answer.header("etag").map(str::trim).filter(|tag| tag.starts_with('"'));
    tag.or_else(|| answer.header("last-modified")).map(str::to_string).filter(|tag| !tag.contains('\n'))
}

#[derive(Clone, Copy)]
struct Range {
    from: Option<u64>,
    whole: Option<u64>,
}

/// `bytes 100-199/200`, `bytes */200`.
fn range(told: &str) -> Option<Range> {
    let (which, whole) = told.trim().strip_prefix("bytes")?.trim().split_once('/')?;
    let from = which.split_once('-').and_then(|(from, _)| from.trim().parse().ok());
    Some(Range { from, whole: whole.trim().parse().ok() })
}
