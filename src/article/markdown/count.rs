//! Words, as a reader would count them.

use icu::segmenter::WordSegmenter;

/// Counts the words that begin in `text`. `within` says whether the text goes on a word that has begun before (as after
/// `foo` in `foo**bar**`), and is left saying whether its last word may go on.
pub fn words(text: &str, within: &mut bool) -> u32 {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return 0 };
    // Lead bytes of the scripts that put no space between words: Thai and its neighbours, Han, Kana and rarer ones.
    if bytes.iter().any(|byte| matches!(byte, 0xE0 | 0xE1 | 0xE3..=0xE9)) && text.chars().any(is_unspaced) {
        *within = false;
        return segmented(text);
    }
    let begins = u32::from(!is_space(*first) && !*within);
    let inside = bytes.windows(2).filter(|pair| is_space(pair[0]) && !is_space(pair[1])).count();
    *within = !is_space(*last);
    begins + inside as u32
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')
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
        assert_eq!(words("英伟达 投资 OpenAI", &mut false), 3);
    }
}
