//! What a picture's own metadata says of it: XMP, else the older IPTC.

use std::path::Path;

use image::ImageDecoder;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::open;

/// Caption and credit, as photographers and agencies write them into their files.
#[derive(Clone, Default, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Credit {
    pub caption: Option<String>,
    pub credit: Option<String>,
}

/// Reads a picture's caption and credit. A file that says nothing, or cannot be read, has none.
pub fn of(file: &Path) -> Credit {
    let Ok((_, mut decoder)) = open::decoder(file) else { return Credit::default() };
    let xmp = decoder.xmp_metadata().ok().flatten().map(|xmp| from_xmp(&String::from_utf8_lossy(&xmp)));
    let iptc = decoder.iptc_metadata().ok().flatten().map(|iptc| from_iptc(&iptc));
    let (xmp, iptc) = (xmp.unwrap_or_default(), iptc.unwrap_or_default());
    Credit { caption: xmp.caption.or(iptc.caption), credit: xmp.credit.or(iptc.credit) }
}

/// XMP (ISO 16684-1): `dc:description` is the caption; `photoshop:Credit`, else `dc:creator`, else `dc:rights` the credit.
/// They are elements with text inside, or attributes.
fn from_xmp(xmp: &str) -> Credit {
    let mut found: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    let wanted = ["dc:description", "photoshop:Credit", "dc:creator", "dc:rights"];
    let mut reader = Reader::from_str(xmp);
    let mut inside: Option<(String, String)> = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                for attribute in tag.attributes().flatten() {
                    let name = attribute.key.as_ref().to_string();
                    if wanted.contains(&name.as_str())
                        && let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0)
                    {
                        found.entry(name).or_insert_with(|| value.into_owned());
                    }
                }
                let name = tag.name().as_ref().to_string();
                if wanted.contains(&name.as_str()) {
                    inside = Some((name, String::new()));
                }
            }
            Ok(Event::Text(text)) => inside.iter_mut().for_each(|(_, said)| said.push_str(&text)),
            Ok(Event::GeneralRef(reference)) => {
                let one = match &*reference {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                inside.iter_mut().for_each(|(_, said)| said.extend(one));
            }
            Ok(Event::End(tag)) => {
                if let Some((name, said)) = &mut inside {
                    let text = std::mem::take(said);
                    if !text.trim().is_empty() {
                        // Of several languages or names the first is the one.
                        found.entry(name.clone()).or_insert_with(|| text.trim().to_string());
                    }
                    if name == tag.name().as_ref() {
                        inside = None;
                    }
                }
            }
            // Damaged metadata says as much as it says.
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    let mut take = |name: &str| found.remove(name).filter(|text| !text.trim().is_empty());
    Credit {
        caption: take("dc:description"),
        credit: take("photoshop:Credit").or_else(|| take("dc:creator")).or_else(|| take("dc:rights")),
    }
}

/// IPTC-IIM 4.2, within Photoshop's blocks or bare: of record 2, data set 120 is the caption, 110 the credit, 80 the author,
/// 116 the rights.
fn from_iptc(bytes: &[u8]) -> Credit {
    let mut credit = Credit::default();
    let (mut author, mut rights) = (None, None);
    let mut rest = bytes;
    while let Some(at) = rest.windows(2).position(|pair| pair == [0x1c, 2]) {
        rest = &rest[at..];
        let Some((head, body)) = rest.split_at_checked(5) else { break };
        let length = usize::from(u16::from_be_bytes([head[3], head[4]]));
        // The highest bit marks a length of lengths, which no caption needs.
        let Some(value) = body.get(..length).filter(|_| length < 0x8000) else { break };
        let text = String::from_utf8_lossy(value).trim().to_string();
        let text = Some(text).filter(|text| !text.is_empty());
        match head[2] {
            120 => credit.caption = credit.caption.take().or(text),
            110 => credit.credit = credit.credit.take().or(text),
            80 => author = author.or(text),
            116 => rights = rights.or(text),
            _ => {}
        }
        rest = &body[length..];
    }
    credit.credit = credit.credit.or(author).or(rights);
    credit
}

#[cfg(test)]
mod tests {
    use super::{Credit, from_iptc, from_xmp};

    #[test]
    fn captions_and_credits_are_read_from_both_kinds_of_metadata() {
        let xmp = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description photoshop:Credit="Reuters">
            <dc:description><rdf:Alt><rdf:li xml:lang="x-default">La sala &amp; i server</rdf:li></rdf:Alt></dc:description>
            <dc:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"#;
        let credit = from_xmp(xmp);
        assert_eq!(credit.credit.as_deref(), Some("Reuters"));
        assert_eq!(credit.caption.as_deref(), Some("La sala & i server"));
        let iptc = b"8BIM\x1c\x02\x78\x00\x04Ecco\x1c\x02\x50\x00\x03Ada";
        assert_eq!(from_iptc(iptc), Credit { caption: Some("Ecco".to_string()), credit: Some("Ada".to_string()) });
        assert_eq!(from_xmp("<x:xmpmeta"), Credit::default());
        assert_eq!(from_iptc(&[0x1c, 2, 120, 0xff, 0xff, 1]), Credit::default());
    }
}
