//! Words, as a reader would count them.

use icu::segmenter::WordSegmenter;

use crate::base::words::is_unspaced;

/// Counts the words that begin in `text`. `within` says whether the text goes on a word that has begun before (as after
/// `foo` in `foo**bar**`), and is left saying whether its last word may go on.
pub fn words(text: &str, within: &mut bool) -> u32 {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return 0 };
    let (begun, unspaced) = scan(bytes);
    if unspaced && text.chars().any(is_unspaced) {
        *within = false;
        return segmented(text);
    }
    let begins = u32::from(!is_space(*first) && !*within);
    *within = !is_space(*last);
    begins + begun
}

fn is_space(byte: u8) -> bool {
    byte <= b' '
}

/// Counts the words that begin after white space, and looks for lead bytes of the scripts that put no space between words:
/// Thai and its neighbours, Han, Kana and rarer ones. Written so that the compiler makes vector code of it.
fn scan(bytes: &[u8]) -> (u32, bool) {
    let mut words = 0;
    let mut unspaced = false;
    let mut before = b'x';
    // A chunk's count fits into a byte.
    for chunk in bytes.chunks(128) {
        let (mut count, mut found) = (0_u8, false);
        count += u8::from(is_space(before) && !is_space(chunk[0]));
        for (left, right) in chunk.iter().zip(&chunk[1..]) {
            count += u8::from(is_space(*left) & !is_space(*right));
        }
        for byte in chunk {
            found |= (*byte >= 0xE0) & (*byte != 0xE2);
        }
        words += u32::from(count);
        unspaced |= found;
        before = chunk[chunk.len() - 1];
    }
    (words, unspaced)
}

/// By ICU's dictionaries. It costs much more than counting spaces, and is needed only where there are none.
fn segmented(text: &str) -> u32 {
    let segmenter = WordSegmenter::new_auto(Default::default());
    segmenter.segment_str(text).iter_with_word_type().filter(|(_, kind)| kind.is_word_like()).count() as u32
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_counted_across_pieces_of_text() {
        let mut within = false;
        assert_eq!(words("Cento miliardi e die", &mut within), 4);
        assert_eq!(words("ci gigawatt ", &mut within), 1);
        assert_eq!(words("fine", &mut within), 1);
    }

    #[test]
    fn scripts_without_spaces_are_segmented() {
        assert_eq!(words("今日は天気がいい", &mut false), 5);
        assert_eq!(words("中国 投资 OpenAI", &mut false), 3);
    }
}
