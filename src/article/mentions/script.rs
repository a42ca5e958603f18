//! The scripts that part words otherwise than by spaces.

/// What a character is to its neighbours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Script {
    /// No part of a word.
    None,
    /// A letter, mark or digit of a script whose words are parted by spaces.
    Spaced,
    Han,
    Hiragana,
    Katakana,
    Hangul,
    /// Thai and its neighbours.
    Unspaced,
}

pub fn of(character: char) -> Script {
    if character.is_ascii() {
        return if character.is_ascii_alphanumeric() || character == '_' { Script::Spaced } else { Script::None };
    }
    match u32::from(character) {
        // The middle dot parts the words of a foreign name.
        0x30FB | 0xFF65 => Script::None,
        0x3041..=0x309F => Script::Hiragana,
        // With the sign that lengthens a vowel.
        0x30A0..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F => Script::Katakana,
        0x3005..=0x3007 | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => Script::Han,
        0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Script::Hangul,
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF => Script::Unspaced,
        // Marks that stand upon a letter belong to its word.
        0x0300..=0x036F => Script::Spaced,
        _ if character.is_alphanumeric() => Script::Spaced,
        _ => Script::None,
    }
}

impl Script {
    /// Whether words of this script follow each other without spaces.
    pub fn is_dense(self) -> bool {
        !matches!(self, Script::None | Script::Spaced)
    }
}
