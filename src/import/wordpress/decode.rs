//! Bytes of a file in whatever encoding it says, as UTF-8, a piece at a time and within bounds.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};

/// A single thing in a file (a text, a tag) that is longer than this is refused, in bytes.
pub const LONGEST: u64 = 32 * 1024 * 1024;

/// How much is read at once.
const PIECE: usize = 64 * 1024;

/// Reads a file as UTF-8.
pub struct Utf8<R> {
    inner: R,
    decoder: Option<Decoder>,
    /// What was decoded and not yet taken.
    ready: Vec<u8>,
    at: usize,
    ended: bool,
    /// Bytes taken since the last thing began.
    since: u64,
    /// Whether bytes were met that are none of the encoding.
    pub replaced: bool,
}

impl<R: BufRead> Utf8<R> {
    /// Looks at the beginning of a file for its encoding.
    ///
    /// # Errors
    /// When the file cannot be read, or names an encoding that nobody knows.
    pub fn open(mut inner: R) -> io::Result<Utf8<R>> {
        let start = inner.fill_buf()?;
        let encoding = match Encoding::for_bom(start) {
            Some((encoding, _)) => encoding,
            None => declared(start)?,
        };
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder());
        if encoding == UTF_8 && inner.fill_buf()?.starts_with(b"\xEF\xBB\xBF") {
            inner.consume(3);
        }
        Ok(Utf8 { inner, decoder, ready: Vec::new(), at: 0, ended: false, since: 0, replaced: false })
    }

    /// Tells that a thing has ended: the next one may be as long again.
    pub fn next(&mut self) {
        self.since = 0;
    }

    /// Whether places in the file are places in what is read.
    pub fn is_plain(&self) -> bool {
        self.decoder.is_none()
    }

    fn decode(&mut self) -> io::Result<()> {
        let Some(decoder) = &mut self.decoder else { return Ok(()) };
        while self.at == self.ready.len() && !self.ended {
            let raw = self.inner.fill_buf()?;
            let is_last = raw.is_empty();
            let take = raw.len().min(PIECE);
            self.ready.clear();
            self.ready.resize(take * 3 + 16, 0);
            let (result, read, written, wrong) = decoder.decode_to_utf8(&raw[..take], &mut self.ready, is_last);
            self.replaced |= wrong;
            self.ready.truncate(written);
            self.at = 0;
            self.inner.consume(read);
            self.ended = is_last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

/// The encoding that the first line of an XML file names; UTF-8 when it names none.
fn declared(start: &[u8]) -> io::Result<&'static Encoding> {
    let line = String::from_utf8_lossy(&start[..start.len().min(200)]).into_owned();
    let line = line.split("?>").next().unwrap_or_default();
    let Some(name) = line.strip_prefix("<?xml").and_then(|line| line.split_once("encoding")).and_then(|(_, after)| {
        let after = after.trim_start().strip_prefix('=')?.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        after[1..].split(quote).next()
    }) else {
        return Ok(UTF_8);
    };
    Encoding::for_label(name.as_bytes()).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!("its first line names an encoding that nobody knows: {name}"),
        )
    })
}

impl<R: BufRead> Read for Utf8<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(out.len());
        out[..count].copy_from_slice(&ready[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since > LONGEST {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("a single text of it is longer than {} MB", LONGEST / 1024 / 1024),
            ));
        }
        if self.decoder.is_none() {
            return self.inner.fill_buf();
        }
        self.decode()?;
        Ok(&self.ready[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.since += count as u64;
        match self.decoder {
            None => self.inner.consume(count),
            Some(_) => self.at += count,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::Utf8;

    fn read(bytes: &[u8]) -> Result<String, String> {
        let mut out = String::new();
        let mut reader = Utf8::open(BufReader::with_capacity(256, bytes)).map_err(|error| error.to_string())?;
        reader.read_to_string(&mut out).map_err(|error| error.to_string())?;
        Ok(out)
    }

    #[test]
    fn files_are_read_in_the_encoding_that_they_name() {
        assert_eq!(read("<?xml version=\"1.0\"?>è".as_bytes()).as_deref(), Ok("<?xml version=\"1.0\"?>è"));
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?>caff\xe8 \x93x\x94";
        assert!(read(latin).is_ok_and(|text| text.ends_with("caffè “x”")));
        let wide: Vec<u8> = "\u{feff}<a>è</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide).as_deref(), Ok("<a>è</a>"));
        assert_eq!(read(b"\xEF\xBB\xBF<a/>").as_deref(), Ok("<a/>"));
        assert!(read(b"<?xml encoding=\"klingon\"?>").is_err_and(|error| error.contains("klingon")));
    }
}
