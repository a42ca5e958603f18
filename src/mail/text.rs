//! A mail in plain text: lines of 72 columns, links as numbers, and their addresses below.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::inline::merge_tag;

/// As wide as a line of plain text is: it fits a terminal also where somebody has quoted it twice.
pub const WIDTH: usize = 72;

/// A space at which no line ends: between a text and the number of its link.
const GLUE: char = '\u{1f}';

/// A mail in the making.
#[derive(Clone, Debug, Default)]
pub struct TextMail {
    out: String,
    /// Addresses whose numbers stand in the text, and which are yet to be written below it.
    links: Vec<(usize, String)>,
    /// How many numbers have been given.
    count: usize,
    /// Whether the last thing was an item: then the next one follows without an empty line.
    in_list: bool,
}

impl TextMail {
    pub fn new() -> TextMail {
        TextMail::default()
    }

    /// A heading, underlined: the first level by `=`, others by `-`.
    pub fn heading(&mut self, level: usize, text: &str) {
        let lines = wrap(text, WIDTH, "", "");
        let width = lines.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
        if width > 0 {
            let sign = if level <= 1 { "=" } else { "-" };
            self.block(&format!("{lines}\n{}", sign.repeat(width)));
        }
    }

    pub fn paragraph(&mut self, text: &str) {
        self.block(&wrap(text, WIDTH, "", ""));
    }

    /// One item of a list.
    pub fn item(&mut self, text: &str) {
        let was_in_list = self.in_list;
        let lines = wrap(text, WIDTH, "- ", "  ");
        if was_in_list && self.out.ends_with('\n') {
            self.out.push_str(&lines);
            self.out.push('\n');
        } else {
            self.block(&lines);
        }
        self.in_list = true;
    }

    /// What belongs to the item before it, below its first line.
    pub fn under(&mut self, text: &str) {
        let was_in_list = std::mem::take(&mut self.in_list);
        let lines = wrap(text, WIDTH, "  ", "  ");
        match was_in_list && !lines.is_empty() {
            true => self.out.push_str(&format!("{lines}\n")),
            false => self.block(&lines),
        }
    }

    /// Somebody else's words; an empty line begins another paragraph of them.
    pub fn quote(&mut self, text: &str) {
        let parts: Vec<String> = paragraphs(text).iter().map(|part| wrap(part, WIDTH, "> ", "> ")).collect();
        self.block(&parts.join("\n>\n"));
    }

    /// Lines as they are: code, an address by post.
    pub fn verbatim(&mut self, text: &str) {
        let lines: Vec<String> = text.lines().map(|line| clean(line.trim_end())).collect();
        self.block(lines.join("\n").trim_matches('\n'));
    }

    /// A line across.
    pub fn rule(&mut self) {
        self.block(&"-".repeat(WIDTH));
    }

    /// A text with the number of its link, to be used in a paragraph or an item. The same address in the same section has
    /// the same number.
    pub fn link(&mut self, text: &str, url: &str) -> String {
        let text = text.trim();
        let url = address(url);
        if url.is_empty() || text == url {
            // The address is there already.
            return text.to_string();
        }
        let known = self.links.iter().find(|(_, link)| *link == url).map(|(number, _)| *number);
        let number = known.unwrap_or_else(|| {
            self.count += 1;
            self.links.push((self.count, url));
            self.count
        });
        format!("{text}{GLUE}[{number}]")
    }

    /// Writes the addresses of the links so far: at the end of a section, or of the mail.
    pub fn links(&mut self) {
        let lines: Vec<String> =
            std::mem::take(&mut self.links).iter().map(|(number, url)| format!("[{number}] {url}")).collect();
        self.block(&lines.join("\n"));
    }

    /// The whole text, with the addresses that are left.
    pub fn finish(mut self) -> String {
        self.links();
        self.out
    }

    fn block(&mut self, lines: &str) {
        self.in_list = false;
        if lines.is_empty() {
            return;
        }
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(lines);
        self.out.push('\n');
    }
}

/// An address as it may stand in a text: in one piece. What a list service fills in stays as it is.
fn address(url: &str) -> String {
    let plain: String = url.trim().chars().filter(|c| !c.is_control()).collect();
    glued(&plain).replace(' ', "%20").replace(GLUE, " ")
}

/// A text in which merge tags are single words.
fn glued(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match merge_tag(rest) {
            Some(tag) => {
                out.extend(tag.chars().map(|c| if c.is_whitespace() { GLUE } else { c }));
                tag.len()
            }
            None => {
                out.push(first);
                first.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

fn paragraphs(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for line in text.lines() {
        match parts.last_mut() {
            Some(part) if !line.trim().is_empty() => {
                part.push_str(line);
                part.push('\n');
            }
            Some(part) if !part.is_empty() => parts.push(String::new()),
            _ => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Words in lines that are at most so wide as they are shown. `first` stands before the first line, `rest` before the others.
/// Words are never cut, so that addresses stay whole; only between the wide letters of Chinese and Japanese may a line end.
pub fn wrap(text: &str, width: usize, first: &str, rest: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut filled = 0;
    for (gap, piece) in pieces(&glued(text)) {
        let long = piece.width();
        let is_empty = line.is_empty();
        let indent = if lines.is_empty() { first } else { rest };
        if is_empty {
            filled = indent.width();
        } else if filled + usize::from(gap) + long > width {
            lines.push(std::mem::take(&mut line));
            filled = rest.width();
        } else if gap {
            line.push(' ');
            filled += 1;
        }
        line.push_str(&piece);
        filled += long;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    let whole: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| format!("{}{}", if at == 0 { first } else { rest }, line.replace(GLUE, " ")))
        .collect();
    whole.join("\n")
}

/// What must stay together, and whether a space stands before it. A space that does not break is part of a word.
fn pieces(text: &str) -> Vec<(bool, String)> {
    let mut pieces = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')) {
        let word = clean(word);
        let mut piece = String::new();
        let mut gap = true;
        let mut before: Option<char> = None;
        for c in word.chars() {
            if before.is_some_and(|before| may_part(before, c)) {
                pieces.push((gap, std::mem::take(&mut piece)));
                gap = false;
            }
            piece.push(c);
            before = Some(c);
        }
        if !piece.is_empty() {
            pieces.push((gap, piece));
        }
    }
    pieces
}

/// Whether a line may end between two letters: beside a wide one, unless a sign belongs to its neighbour.
fn may_part(before: char, after: char) -> bool {
    const OPENING: &str = "「『（〔［｛〈《【([{“‘";
    const CLOSING: &str =
        "、。，．・：；？！」』）〕］｝〉》】)]},.;:!?”’ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々\u{1f}";
    let is_wide = |c: char| c.width() == Some(2);
    (is_wide(before) || is_wide(after)) && !OPENING.contains(before) && !CLOSING.contains(after)
        // Letters that are drawn as one.
        && after.width() != Some(0)
        && before != '\u{200d}'
        && before != GLUE
}

/// Without signs that would do something instead of being shown.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == GLUE || *c == '\t').collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};
    use unicode_width::UnicodeWidthStr;

    use super::{TextMail, WIDTH, wrap};

    #[test]
    fn a_mail_in_plain_text() {
        let mut mail = TextMail::new();
        mail.heading(1, "La Rassegna 39");
        mail.paragraph("Questa settimana: modelli che si spengono da soli, chip che non arrivano, e una causa che nessuno voleva vincere.");
        mail.heading(2, "In primo piano");
        let title = mail.link(
            "Perché è già finita la corsa ai chip, e chi l’ha vinta davvero questa volta",
            "https://example.org/2025/09/chip/?da=mail&una=strada molto lunga che non si spezza mai mai",
        );
        mail.item(&format!("{title} (Il Post)"));
        let again = mail.link("Di nuovo", "https://example.org/b/");
        mail.item(&again);
        mail.quote(
            "Non abbiamo vinto niente: abbiamo soltanto smesso di perdere più in fretta degli altri.\n\nE poi basta.",
        );
        mail.links();
        mail.rule();
        let leave = mail.link("Disiscriversi", "{{ unsubscribe_url }}");
        mail.paragraph(&leave);
        insta::assert_snapshot!(mail.finish(), @r"
        La Rassegna 39
        ==============

        Questa settimana: modelli che si spengono da soli, chip che non
        arrivano, e una causa che nessuno voleva vincere.

        In primo piano
        --------------

        - Perché è già finita la corsa ai chip, e chi l’ha vinta davvero questa
          volta [1] (Il Post)
        - Di nuovo [2]

        > Non abbiamo vinto niente: abbiamo soltanto smesso di perdere più in
        > fretta degli altri.
        >
        > E poi basta.

        [1] https://example.org/2025/09/chip/?da=mail&una=strada%20molto%20lunga%20che%20non%20si%20spezza%20mai%20mai
        [2] https://example.org/b/

        ------------------------------------------------------------------------

        Disiscriversi [3]

        [3] {{ unsubscribe_url }}
        ");
    }

    #[test]
    fn the_same_address_has_the_same_number_and_one_that_is_its_own_text_has_none() {
        let mut mail = TextMail::new();
        assert_eq!(mail.link("a", "https://example.org/"), mail.link("a", "https://example.org/"));
        assert_eq!(mail.link("https://example.org/", "https://example.org/"), "https://example.org/");
        mail.links();
        let later = mail.link("a", "https://example.org/");
        mail.paragraph(&later);
        assert_eq!(mail.finish(), "[1] https://example.org/\n\na [2]\n\n[2] https://example.org/\n");
    }

    #[test]
    fn wide_letters_count_twice_and_may_part_and_merge_tags_may_not() {
        assert_eq!(wrap("人工知能が、来た。", 8, "", ""), "人工知能\nが、来\nた。");
        // What a list service fills in is one word, whatever it holds.
        assert_eq!(wrap("aaaa {{ a b c }}, *|IF:X|*", 8, "", ""), "aaaa\n{{ a b c }},\n*|IF:X|*");
        assert_eq!(wrap("aaa\u{a0}bbb ccc", 8, "> ", "> "), "> aaa\u{a0}bbb\n> ccc");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_it_may_be_unless_it_is_one_word(words in prop::collection::vec("[a-zàè人]{1,30}", 0..40), width in 10..100usize) {
            let text = wrap(&words.join(" "), width, "- ", "  ");
            for line in text.lines() {
                let inner = line.trim_start_matches(['-', ' ']);
                assert!(line.width() <= width || !inner.contains(' '), "{line:?} is wider than {width}");
            }
            let flat: String = text.trim_start_matches("- ").split_whitespace().collect();
            assert_eq!(flat, words.concat(), "no letter is lost");
        }

        #[test]
        fn any_text_becomes_a_mail(text in any::<String>(), url in any::<String>()) {
            let mut mail = TextMail::new();
            mail.heading(1, &text);
            let link = mail.link(&text, &url);
            mail.item(&link);
            mail.quote(&text);
            mail.verbatim(&text);
            let made = mail.finish();
            assert!(made.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'));
        }

        #[test]
        fn addresses_stay_whole(length in 1..200usize) {
            let url = format!("https://example.org/{}", "a".repeat(length));
            let mut mail = TextMail::new();
            let link = mail.link("x", &url);
            mail.paragraph(&format!("{} {url} {link}", "b ".repeat(WIDTH / 3)));
            assert_eq!(mail.finish().matches(&url).count(), 2);
        }
    }
}
