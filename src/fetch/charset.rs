//! Bytes to text, as browsers find out the encoding: a mark at the beginning, the header, what the document says of itself.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// How far into a document its own word is looked for, in bytes.
const BEGINNING: usize = 2048;

/// A text, whatever it is encoded in; what cannot be read becomes the sign for that.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    let told = content_type.and_then(in_header).or_else(|| in_document(bytes));
    // A document that says UTF-16 in letters of one byte is wrong about itself.
    let encoding = told.map(Encoding::output_encoding).unwrap_or_else(|| match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        // Cut off within a sign, after others that were UTF-8.
        Err(error) if error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii() => UTF_8,
        Err(_) => WINDOWS_1252,
    });
    encoding.decode_without_bom_handling(bytes).0
}

/// `text/html; charset="ISO-8859-1"`.
fn in_header(content_type: &str) -> Option<&'static Encoding> {
    let parameters = content_type.split(';').skip(1);
    let charset = parameters.filter_map(|parameter| parameter.split_once('=')).find_map(|(name, value)| {
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    })?;
    Encoding::for_label(charset.as_bytes())
}

/// `<meta charset=…>`, the older form of it, and `<?xml … encoding="…"?>`: what matters in all is the word behind the sign.
fn in_document(bytes: &[u8]) -> Option<&'static Encoding> {
    let beginning = bytes[..bytes.len().min(BEGINNING)].to_ascii_lowercase();
    let is_xml = beginning.trim_ascii_start().starts_with(b"<?xml");
    let word: &[u8] = if is_xml { b"encoding" } else { b"charset" };
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(&beginning[at..], word) {
        at += found + word.len();
        let rest = beginning[at..].trim_ascii_start();
        let Some(rest) = rest.strip_prefix(b"=") else { continue };
        let rest = rest.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte));
        if let Some(encoding) = Encoding::for_label(&rest[..end.unwrap_or(rest.len())]) {
            return Some(encoding);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn the_encoding_is_found_where_it_is_told() {
        for (bytes, content_type, text) in [
            ("perché".as_bytes(), None, "perché"),
            (b"perch\xe9", None, "perché"),
            (b"perch\xe9", Some("text/html; charset=ISO-8859-1"), "perché"),
            (b"perch\xe9", Some("text/html; Charset=\"latin1\""), "perché"),
            (b"<meta charset=windows-1252>perch\xe9", Some("text/html"), "<meta charset=windows-1252>perché"),
            (
                b"<meta http-equiv=Content-Type content='text/html; charset=iso-8859-2'>\xb1",
                None,
                "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-2'>ą",
            ),
            (b"<?xml version='1.0' encoding='iso-8859-1'?>\xe9", None, "<?xml version='1.0' encoding='iso-8859-1'?>é"),
            (b"\x93\xfa\x96{", Some("text/plain; charset=shift_jis"), "日本"),
            (b"\xef\xbb\xbfperch\xc3\xa9", Some("text/html; charset=latin1"), "perché"),
            (b"\xff\xfep\x00", None, "p"),
            ("<meta charset=utf-16>è".as_bytes(), None, "<meta charset=utf-16>è"),
            ("perché".as_bytes(), Some("text/html; charset=nobody-knows"), "perché"),
            (b"perch\xc3\xa9 \xc3", None, "perché \u{fffd}"),
            (b"", None, ""),
        ] {
            assert_eq!(decode(bytes, content_type), text, "{bytes:?} {content_type:?}");
        }
    }
}
