//! A body: Markdown, HTML within it, shortcodes, quotes, pictures, names.

use rassegna::article::comment;
use rassegna::article::markdown::{Rules, inline, plain, read, targets::targets};
use rassegna::config::settings::text::RawHtml;

use super::sound::harmless;

pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for (html, bit) in [(RawHtml::Allow, true), (RawHtml::Sanitize, false), (RawHtml::Forbid, true)] {
        let rules = Rules {
            language: if bit { "it" } else { "en" },
            html,
            smart_punctuation: bit,
            highlight: bit,
            autolink: true,
        };
        const OFFSET: usize = 11;
        let reading = read(&text, OFFSET, &rules);
        let value = serde_json::to_value(&reading.pieces).expect("pieces can be written down");
        marks(&value, OFFSET, OFFSET + text.len());
        for remark in &reading.remarks {
            let (at, end) = (remark.mark.at as usize, (remark.mark.at + remark.mark.length) as usize);
            assert!(at >= OFFSET && end <= OFFSET + text.len(), "{remark:?} is not about this text");
            assert!(text.get(at - OFFSET..end - OFFSET).is_some(), "{remark:?} is within a character");
        }
        let shown = plain::to_html(&reading.pieces);
        let short = inline(&text, &rules);
        if html != RawHtml::Allow {
            harmless(&shown);
            harmless(&short);
        }
        assert_eq!(
            reading.pieces,
            read(&text, OFFSET, &rules).pieces,
            "the same text is read otherwise the second time"
        );
    }
    for (place, target) in targets(&text) {
        assert_eq!(text.get(place), Some(&*target), "a target is not where it is said to be");
    }
    harmless(&comment::text::html(&text));
}

/// Every mark lies in the text.
fn marks(value: &serde_json::Value, from: usize, to: usize) {
    match value {
        serde_json::Value::Object(map) => {
            if let (Some(at), Some(length), 2) = (map.get("at"), map.get("length"), map.len()) {
                let at = at.as_u64().unwrap_or_default() as usize;
                let end = at + length.as_u64().unwrap_or_default() as usize;
                assert!(at >= from && end <= to, "a mark from {at} to {end} is not within {from}..{to}");
            }
            map.values().for_each(|value| marks(value, from, to));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| marks(value, from, to)),
        _ => {}
    }
}
