//! What is taken from an article's fields and body rather than written: a source's name, anchors, a short summary.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::markdown::Reading;
use super::piece::Piece;

/// The ids in a body that a link may lead to, sorted.
pub fn anchors(reading: &Reading) -> Vec<String> {
    fn gather(pieces: &[Piece], ids: &mut Vec<String>) {
        for piece in pieces {
            match piece {
                Piece::Heading { id, .. } => ids.push(id.clone()),
                Piece::Quote { inner, .. } => gather(inner, ids),
                Piece::Shortcode(shortcode) => gather(shortcode.inner.as_deref().unwrap_or_default(), ids),
                Piece::Html(html) => gather_html_ids(html, ids),
                _ => {}
            }
        }
    }
    let mut ids = Vec::new();
    gather(&reading.pieces, &mut ids);
    ids.sort();
    ids.dedup();
    ids
}

/// Ids that raw HTML and footnotes bring. It is enough to see `id="…"`: an id too many only makes a check milder.
fn gather_html_ids(html: &str, ids: &mut Vec<String>) {
    const ATTRIBUTE: &str = " id=\"";
    // To make what searches is dearer than to search a line.
    static FINDER: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(ATTRIBUTE));
    let values = FINDER.find_iter(html.as_bytes()).map(|at| &html[at + ATTRIBUTE.len()..]);
    ids.extend(values.filter_map(|rest| Some(rest.split_once('"')?.0.to_string())));
}

/// The text up to about `longest` characters, cut between words.
pub fn shorten(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_string();
    }
    let cut = text.char_indices().nth(longest).map_or(text.len(), |(at, _)| at);
    let at = text[..cut].rfind(char::is_whitespace).unwrap_or(cut);
    format!("{}…", text[..at].trim_end_matches([',', ';', ':', '.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn a_long_paragraph_is_cut_between_words() {
        assert_eq!(shorten("uno due tre", 80), "uno due tre");
        assert_eq!(shorten("uno due, tre", 9), "uno due…");
    }
}
