//! The words of a letter, by RFC 5322 and MIME: as much as mail programs use for what a person writes.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// So deep parts stand in each other, and so many beside each other.
const DEEPEST: usize = 8;
const MOST: usize = 200;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A letter or a part of one: its head, and its bytes as they were sent.
pub struct Part<'a> {
    head: Vec<(String, String)>,
    body: &'a [u8],
}

impl<'a> Part<'a> {
    pub fn new(bytes: &'a [u8]) -> Part<'a> {
        let mut head: Vec<(String, String)> = Vec::new();
        let mut rest = bytes;
        while let Some((line, after)) = next_line(rest) {
            rest = after;
            if line.is_empty() {
                break;
            }
            let text = decode(line, "utf-8");
            match (text.starts_with([' ', '\t']), head.last_mut()) {
                (true, Some((_, value))) if value.len() < 20_000 => {
                    value.push(' ');
                    value.push_str(text.trim());
                }
                (true, _) => {}
                (false, _) => {
                    if let Some((name, value)) = text.split_once(':')
                        && head.len() < MOST
                    {
                        head.push((name.trim().to_ascii_lowercase(), value.trim().to_string()));
                    }
                }
            }
        }
        Part { head, body: rest }
    }

    /// A field as it is written.
    pub fn raw(&self, name: &str) -> &str {
        self.head.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// A field for people, with its words decoded.
    pub fn field(&self, name: &str) -> String {
        words(self.raw(name))
    }

    /// What the letter says: its plain text, else its HTML made into text.
    pub fn text(&self) -> Option<String> {
        self.find("text/plain", 0)
            .or_else(|| self.find("text/html", 0).map(|html| htmd::convert(&html).unwrap_or_default()))
    }

    fn find(&self, wanted: &str, depth: usize) -> Option<String> {
        let kind = self.raw("content-type");
        let name = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let name = if name.is_empty() { "text/plain" } else { name.as_str() };
        if name.starts_with("multipart/") && depth < DEEPEST {
            let boundary = parameter(kind, "boundary")?;
            return parts(self.body, &boundary).into_iter().find_map(|part| Part::new(part).find(wanted, depth + 1));
        }
        let is_attached = self.raw("content-disposition").to_ascii_lowercase().starts_with("attachment");
        if name != wanted || is_attached {
            return None;
        }
        let charset = parameter(kind, "charset").unwrap_or_else(|| "utf-8".to_string());
        let bytes = match self.raw("content-transfer-encoding").to_ascii_lowercase().as_str() {
            "base64" => from_base64(self.body),
            "quoted-printable" => from_quoted(self.body, false),
            _ => self.body.to_vec(),
        };
        Some(decode(&bytes, &charset).replace("\r\n", "\n"))
    }
}

/// The first line without its end, and what comes after it.
pub fn next_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    if bytes.is_empty() {
        return None;
    }
    let end = memchr::memchr(b'\n', bytes);
    let (line, rest) = match end {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &[][..]),
    };
    Some((line.strip_suffix(b"\r").unwrap_or(line), rest))
}

fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{boundary}");
    let mut parts = Vec::new();
    let (mut rest, mut start) = (body, None);
    while let Some((line, after)) = next_line(rest) {
        if line.starts_with(mark.as_bytes()) {
            let here = body.len() - rest.len();
            parts.extend(start.and_then(|start: usize| body.get(start..here)));
            start = Some(body.len() - after.len());
            if line[mark.len()..].starts_with(b"--") || parts.len() >= MOST {
                return parts;
            }
        }
        rest = after;
    }
    parts.extend(start.and_then(|start| body.get(start..)));
    parts
}

/// A parameter of a field, as `boundary` or `charset`.
fn parameter(field: &str, name: &str) -> Option<String> {
    field.split(';').skip(1).find_map(|part| {
        let (own, value) = part.split_once('=')?;
        let value = value.trim().trim_matches('"').to_string();
        (own.trim().eq_ignore_ascii_case(name) && !value.is_empty()).then_some(value)
    })
}

/// The words of RFC 2047 in a field: `=?utf-8?q?Citt=C3=A0?=`.
fn words(field: &str) -> String {
    let mut out = String::new();
    let mut rest = field;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let Some((whole, word)) = encoded(&rest[start..]) else {
            out.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            after_word = false;
            continue;
        };
        // White space between two encoded words is none of the text.
        if !(after_word && rest[..start].trim().is_empty()) {
            out.push_str(&rest[..start]);
        }
        out.push_str(&word);
        rest = &rest[start + whole..];
        after_word = true;
    }
    out.push_str(rest);
    out
}

/// One encoded word at the beginning of a text: how long it is, and what it says.
fn encoded(text: &str) -> Option<(usize, String)> {
    let mut parts = text.strip_prefix("=?")?.splitn(3, '?');
    let (charset, way, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let end = rest.find("?=")?;
    let bytes = match way {
        "b" | "B" => from_base64(&rest.as_bytes()[..end]),
        "q" | "Q" => from_quoted(&rest.as_bytes()[..end], true),
        _ => return None,
    };
    let whole = text.len() - rest.len() + end + 2;
    Some((whole, decode(&bytes, charset.split('*').next().unwrap_or_default())))
}

fn from_base64(bytes: &[u8]) -> Vec<u8> {
    let clean: Vec<u8> =
        bytes.iter().copied().filter(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(byte)).collect();
    // What is cut off at the end is no reason to lose the rest.
    let whole = clean.len() - usize::from(clean.len() % 4 == 1);
    BASE64.decode(&clean[..whole]).unwrap_or_default()
}

fn from_quoted(bytes: &[u8], is_word: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'_' if is_word => out.push(b' '),
            b'=' => {
                let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
                if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                    out.push(byte);
                    rest = &after[2..];
                } else if let Some(line) = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")) {
                    rest = line;
                } else {
                    out.push(b'=');
                }
            }
            byte => out.push(*byte),
        }
    }
    out
}

/// The signs that Windows has where Latin 1 has controls.
const WINDOWS: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

fn decode(bytes: &[u8], charset: &str) -> String {
    let is_latin = ["iso-8859-1", "iso-8859-15", "latin1", "windows-1252", "cp1252"]
        .iter()
        .any(|name| charset.eq_ignore_ascii_case(name));
    match std::str::from_utf8(bytes) {
        Ok(text) if !is_latin || text.is_ascii() => text.to_string(),
        // What is said to be UTF-8 and is not was written by an old program.
        _ => bytes
            .iter()
            .map(|byte| match byte {
                0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
                byte => char::from(*byte),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, words};

    #[test]
    fn letters_are_read_as_mail_programs_write_them() {
        let plain = "Subject: =?UTF-8?Q?Citt=C3=A0_nuova?= =?utf-8?b?IFthL2Jd?=\r\nFrom: Ada\r\n\r\nUno\r\ndue\r\n";
        let part = Part::new(plain.as_bytes());
        assert_eq!((part.field("subject").as_str(), part.text().as_deref()), ("Città nuova [a/b]", Some("Uno\ndue\n")));
        let many = "Content-Type: multipart/mixed;\n boundary=\"x\"\n\nprima\n--x\nContent-Type: multipart/alternative; boundary=y\n\n--y\nContent-Type: text/html\n\n<p>No</p>\n--y\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nPerch=E9 =\nno\n--y--\n--x--\n";
        assert_eq!(Part::new(many.as_bytes()).text().as_deref(), Some("Perché no\n"));
        let html = "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\nPHA+U8OsLCA8Yj5jZXJ0bzwvYj48L3A+\n";
        assert_eq!(Part::new(html.as_bytes()).text().as_deref(), Some("Sì, **certo**"));
        for odd in [
            "",
            ":",
            "\n",
            "=?",
            "Content-Type: multipart/mixed\n\nx",
            "=?utf-8?q?a",
            "Content-Type: multipart/x; boundary=a\n\n--a\n--a\n--a--",
        ] {
            let _ = (Part::new(odd.as_bytes()).text(), words(odd));
        }
        let mut deep = String::new();
        for at in 0..1000 {
            deep.push_str(&format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n"));
        }
        assert_eq!(Part::new(deep.as_bytes()).text(), None);
    }
}
