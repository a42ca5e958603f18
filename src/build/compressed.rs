//! The smaller forms of texts, for servers that send `x.html.gz` or `x.html.br` in the place of `x.html`.
//!
//! A form is no output of its own: it is made with its file, owned through the manifest, and goes with it. The manifest
//! keeps not the stamp of its bytes but that of the bytes which it is a form of, so that nothing is compressed to be compared.

use std::io::Write;

use flate2::Compression as Level;
use flate2::write::GzEncoder;

use crate::base::path::extension;
use crate::base::stamp::Stamp;
use crate::config::Config;
use crate::config::settings::assets::Compression;

/// Below this, a packet less is sent by neither form.
const SMALLEST: u64 = 1024;

/// The two levels above take ten times as long for a few per cent.
const BROTLI: i32 = 9;

/// The site's way of naming a form, and the end of its file's name.
fn ending(form: Compression) -> &'static str {
    match form {
        Compression::Gz => ".gz",
        Compression::Br => ".br",
    }
}

/// Whether a file is worth it: pictures and fonts are compressed already.
fn is_text(path: &str) -> bool {
    let kinds = [
        "html",
        "css",
        "js",
        "mjs",
        "json",
        "xml",
        "xsl",
        "svg",
        "txt",
        "md",
        "opml",
        "csv",
        "ics",
        "webmanifest",
        "map",
    ];
    kinds.contains(&extension(path))
}

/// The forms that a file is to have.
pub fn wanted<'c>(config: &'c Config, path: &str, size: u64) -> impl Iterator<Item = Compression> + use<'c> {
    let is_wanted = size >= SMALLEST && is_text(path);
    config.settings.compress.iter().copied().filter(move |_| is_wanted)
}

/// Where a form of a file stands.
pub fn file(path: &str, form: Compression) -> String {
    format!("{path}{}", ending(form))
}

/// The file that a form is one of, and which form it is.
pub fn source(path: &str) -> Option<(&str, Compression)> {
    [Compression::Gz, Compression::Br].into_iter().find_map(|form| Some((path.strip_suffix(ending(form))?, form)))
}

/// What the manifest keeps of a form.
pub fn stamp(of: Stamp, form: Compression) -> Stamp {
    Stamp::of(&(of, form, BROTLI))
}

/// The bytes of a form: the same for the same bytes, whenever they are made.
///
/// # Errors
/// Never, but for want of memory.
pub fn bytes(bytes: &[u8], form: Compression) -> std::io::Result<Vec<u8>> {
    match form {
        Compression::Gz => {
            let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Level::best());
            encoder.write_all(bytes)?;
            encoder.finish()
        }
        Compression::Br => {
            let params = brotli::enc::BrotliEncoderParams { quality: BROTLI, ..Default::default() };
            let mut out = Vec::with_capacity(bytes.len() / 3);
            brotli::BrotliCompress(&mut &*bytes, &mut out, &params)?;
            Ok(out)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{bytes, file, is_text, source};
    use crate::config::settings::assets::Compression;

    #[test]
    fn a_form_unpacks_to_its_file_and_is_always_the_same() -> std::io::Result<()> {
        let text = "Una rassegna di notizie, una rassegna di notizie. ".repeat(80);
        for form in [Compression::Gz, Compression::Br] {
            let small = bytes(text.as_bytes(), form)?;
            assert!(small.len() * 10 < text.len());
            assert_eq!(small, bytes(text.as_bytes(), form)?);
            let mut back = String::new();
            match form {
                Compression::Gz => flate2::read::GzDecoder::new(&small[..]).read_to_string(&mut back)?,
                Compression::Br => brotli::Decompressor::new(&small[..], 4096).read_to_string(&mut back)?,
            };
            assert_eq!(back, text);
            assert_eq!(source(&file("a/index.html", form)), Some(("a/index.html", form)));
        }
        assert!(is_text("a/feed.xml") && !is_text("a.webp") && !is_text("a.html.gz"));
        Ok(())
    }
}
