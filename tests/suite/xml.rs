//! Reads XML for the tests, and fails where it is not well-formed.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// The elements of an XML document as (path, attributes and text), which fails where it is not well-formed.
fn elements(text: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<String> = Vec::new();
    let mut found: Vec<(String, String)> = Vec::new();
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("this is no XML: {error}\n{text}"));
        let attributes = |element: &BytesStart<'_>| {
            let pairs =
                element.attributes().map(|pair| pair.unwrap_or_else(|error| panic!("an attribute: {error}\n{text}")));
            let pairs =
                pairs.map(|pair| format!("{}={}", pair.key.as_ref(), unescape(&pair.value).expect("an entity")));
            pairs.collect::<Vec<_>>().join(" ")
        };
        let name = |element: &BytesStart<'_>| element.name().as_ref().to_string();
        match event {
            Event::Start(element) => {
                open.push(name(&element));
                found.push((open.join("/"), attributes(&element)));
            }
            Event::Empty(element) => {
                found.push((format!("{}/{}", open.join("/"), name(&element)), attributes(&element)));
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(part) if part.starts_with('\n') && part.trim().is_empty() => {}
            Event::Text(part) => add(&mut found, &part),
            Event::GeneralRef(part) => add(&mut found, &unescape(&format!("&{};", &*part)).expect("an entity")),
            Event::CData(part) => add(&mut found, &part),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} is never closed");
    found
}

fn add(found: &mut [(String, String)], part: &str) {
    if let Some((_, text)) = found.last_mut() {
        text.push_str(part);
    }
}

/// The texts of all elements at a path.
pub fn texts(text: &str, path: &str) -> Vec<String> {
    elements(text).into_iter().filter(|(at, _)| at == path).map(|(_, text)| text).collect()
}
