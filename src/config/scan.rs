//! A look at YAML before it is parsed, cheap enough for every file: the one thing on the fast path beside serde_yaml.
//!
//! It only suspects. What it suspects is confirmed by the marked tree, which costs more and is seldom needed.

/// What a text may hold that must be looked at more closely.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suspicion {
    /// Nested so deeply that a parser's time would grow with the square of it.
    pub deep: bool,
    /// A value that begins with `&` or `!`, one that `#` may have swallowed, or a hyphen without a space behind it.
    pub odd: bool,
}

const NOTHING: u8 = 0;
const LINE: u8 = 1;
const OPEN: u8 = 2;
const CLOSE: u8 = 3;
const SIGN: u8 = 4;

const CLASSES: [u8; 256] = {
    let mut classes = [NOTHING; 256];
    classes[b'\n' as usize] = LINE;
    classes[b'[' as usize] = OPEN;
    classes[b'{' as usize] = OPEN;
    classes[b']' as usize] = CLOSE;
    classes[b'}' as usize] = CLOSE;
    classes[b'&' as usize] = SIGN;
    classes[b'!' as usize] = SIGN;
    classes[b'#' as usize] = SIGN;
    classes
};

/// Looks through the text once. A list or a map in a block takes at least one column of what stands before a line's first
/// word, one in brackets takes its bracket, so that their sum bounds the depth from above.
pub fn look(bytes: &[u8], deepest: usize) -> Suspicion {
    let mut suspicion = Suspicion::default();
    let (mut widest, mut brackets, mut most) = (margin(bytes), 0_usize, 0_usize);
    for (at, byte) in bytes.iter().enumerate() {
        match CLASSES[*byte as usize] {
            LINE => {
                let margin = margin(&bytes[at + 1..]);
                widest = widest.max(margin);
                suspicion.odd |= margin > 0 && bytes[at + margin] == b'-';
            }
            OPEN => {
                brackets += 1;
                most = most.max(brackets);
            }
            CLOSE => brackets = brackets.saturating_sub(1),
            SIGN => suspicion.odd |= begins_a_value(bytes, at),
            _ => {}
        }
    }
    suspicion.deep = widest + most > deepest;
    suspicion
}

fn margin(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(byte, b' ' | b'-' | b'?' | b'\t')).count()
}

/// Whether the sign at `at` is the first of a value, with something right behind it: `: &amp`, `- #tag`, `[!x`. An exclamation mark
/// says something of a value even where it stands alone: `: ! x`.
fn begins_a_value(bytes: &[u8], at: usize) -> bool {
    let next = bytes.get(at + 1).copied().unwrap_or(b' ');
    if bytes[at] != b'!' && matches!(next, b' ' | b'\n' | b'\r' | b'\t') {
        return false;
    }
    let before = bytes[..at].iter().rposition(|byte| !matches!(byte, b' ' | b'\t')).map(|at| bytes[at]);
    let spaced = at > 0 && matches!(bytes[at - 1], b' ' | b'\t');
    match before {
        Some(b':' | b'-' | b',') => spaced,
        Some(b'[' | b'{' | b'\n') | None => bytes[at] != b'#',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::look;

    #[test]
    fn an_ordinary_text_is_above_suspicion() {
        let text = "title: \"AT&T & Co!\" # a comment\nlede: Ciao! E tutto\ntags: [a, b]\nb:\n- c\n  - d\n# c\nurl: https://a.it/?a&b#c\n";
        assert_eq!(look(text.as_bytes(), 64), super::Suspicion::default());
    }

    #[test]
    fn signs_at_the_start_of_a_value_are_seen() {
        for text in [
            "a: &x y",
            "a: !x y",
            "- &x",
            "[a, !b]",
            "a: #1 nel mondo",
            "- #tag",
            "{a: !b}",
            "!x",
            "a:\n  -b",
            "a: ! b",
            "- !\n",
        ] {
            assert!(look(text.as_bytes(), 64).odd, "{text}");
        }
    }

    #[test]
    fn depth_is_never_underestimated() {
        let block: String = (0..70).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
        for text in [
            block,
            "[".repeat(70),
            "- ".repeat(70),
            "{a: ".repeat(70),
            format!("{}{}", "- ".repeat(20), "[".repeat(50)),
        ] {
            assert!(look(text.as_bytes(), 64).deep);
        }
    }
}
