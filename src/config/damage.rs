//! Texts that are damaged at random, for tests: what people do to a file by mistake, many times over.

/// Numbers for tests, the same in every run.
pub fn random() -> impl FnMut(usize) -> usize {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    }
}

/// A text with a few characters put in, taken out or repeated.
pub fn damaged(seed: &str, random: &mut impl FnMut(usize) -> usize) -> String {
    const SIGNS: &[&str] = &[
        "\"",
        "'",
        ":",
        ": ",
        "\n",
        "\n\n",
        " ",
        "\t",
        "[",
        "]",
        "{",
        "}",
        "- ",
        "#",
        " #",
        "&a ",
        "*a",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "---\n",
        "...\n",
        "\u{feff}",
        "\0",
        "\r",
        "\u{85}",
        "\u{2028}",
        "è",
        "日本",
        "👩‍👩‍👧",
        "“",
        "”",
        "? ",
        "<<: ",
        "\\",
        ",",
        "~",
        "\u{1b}",
        "+++\n",
        "${",
        "9999999999999999999999",
        "- - - ",
    ];
    let mut characters: Vec<char> = seed.chars().collect();
    for _ in 0..1 + random(6) {
        let at = random(characters.len() + 1);
        match random(4) {
            0 | 1 => {
                let sign: Vec<char> = SIGNS[random(SIGNS.len())].chars().collect();
                characters.splice(at..at, sign);
            }
            2 => {
                let end = (at + random(12)).min(characters.len());
                characters.drain(at..end);
            }
            _ => {
                let end = (at + random(40)).min(characters.len());
                let part: Vec<char> = characters[at..end].to_vec();
                characters.splice(at..at, part);
            }
        }
    }
    characters.into_iter().collect()
}
