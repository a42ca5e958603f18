//! Letters for drawings: the fonts that live in the program, those of the machine for scripts that they lack, and where
//! the lines of a title break.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use icu::segmenter::LineSegmenter;
use resvg::usvg::fontdb::{Database, ID, Source, Style};
use resvg::usvg::{FontResolver, Options};
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};
use unicode_width::UnicodeWidthChar;

/// The fonts in the program, each by its family and weight.
const OWN: [(&str, u16, &[u8]); 4] = [
    ("Newsreader Display", 600, include_bytes!("fonts/NewsreaderDisplay-SemiBold.ttf")),
    ("Libre Franklin", 500, include_bytes!("fonts/LibreFranklin-Medium.ttf")),
    ("Libre Franklin", 700, include_bytes!("fonts/LibreFranklin-Bold.ttf")),
    ("JetBrains Mono", 500, include_bytes!("fonts/JetBrainsMono-Medium.ttf")),
];

/// A title that fits into its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Fitted {
    pub size: f32,
    pub lines: Vec<String>,
}

/// The place of a text, and how it is set.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub family: &'a str,
    pub weight: u16,
    pub width: f32,
    pub height: f32,
    /// From line to line, in sizes of the letters.
    pub leading: f32,
}

/// Options for drawing a text: with the program's own fonts, and with those of the machine where they are not enough.
pub(super) fn options(text: &str) -> Options<'static> {
    let fonts = if text.chars().all(is_own) { own() } else { all() };
    let resolver = FontResolver {
        select_fallback: Box::new(|letter, _, _| fallback(letter).map(|(font, _)| font)),
        ..FontResolver::default()
    };
    Options { fontdb: fonts.clone(), font_resolver: resolver, ..Options::default() }
}

/// The text without what no font on this machine can write, such as a picture letter. `Err` holds a letter of a word that
/// cannot be written: without it the text would be another.
///
/// # Errors
/// The first such letter.
pub fn writable(text: &str) -> Result<String, char> {
    let mut kept = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_own(letter) || letter.is_whitespace() || fallback(letter).is_some() {
            kept.push(letter);
        } else if letter.is_alphanumeric() {
            return Err(letter);
        }
    }
    Ok(kept)
}

/// Breaks a text into lines in the largest of these sizes in which it fits its place; in the last of them it is cut where it
/// does not. The lines are about equally long.
pub fn fit(text: &str, place: &Place<'_>, sizes: &[f32]) -> Fitted {
    let face = face(place.family, place.weight);
    let mut size = 16.0;
    for each in sizes {
        size = *each;
        let lines = wrap(text, face, place.width / size);
        let widest = lines.iter().map(|line| width(line, face)).fold(0.0, f32::max);
        if lines.len() as f32 * size * place.leading <= place.height && widest * size <= place.width {
            return Fitted { size, lines: balanced(text, face, place.width / size, lines) };
        }
    }
    let text = &parted(text, face, place.width / size);
    let room = ((place.height / (size * place.leading)) as usize).max(1);
    let mut lines = wrap(text, face, place.width / size);
    if lines.len() > room {
        lines.truncate(room);
        if let Some(last) = lines.last_mut() {
            while width(last, face) + 1.0 > place.width / size && last.pop().is_some() {}
            let whole = last.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
            last.truncate(whole);
            last.push('…');
        }
    }
    Fitted { size, lines }
}

/// A text whose words are parted with a hyphen where they are longer than a line.
fn parted(text: &str, face: usize, most: f32) -> String {
    let mut parted = String::with_capacity(text.len());
    let mut so_far = 0.0;
    for letter in text.chars() {
        // Before and after a sign that is a word by itself a line breaks anyway.
        let is_apart = letter.is_whitespace() || letter.width() == Some(2);
        so_far = if is_apart { 0.0 } else { so_far + advance(letter, face) };
        if so_far + advance('-', face) > most && advance(letter, face) < most {
            parted.push_str("- ");
            so_far = advance(letter, face);
        }
        parted.push(letter);
    }
    parted
}

/// The narrowest lines that are as many.
fn balanced(text: &str, face: usize, full: f32, lines: Vec<String>) -> Vec<String> {
    let (mut low, mut high) = (full * 0.4, full);
    let mut best = lines;
    for _ in 0..8 {
        let middle = f32::midpoint(low, high);
        let tried = wrap(text, face, middle);
        if tried.len() == best.len() && tried.iter().all(|line| width(line, face) <= middle) {
            (best, high) = (tried, middle);
        } else {
            low = middle;
        }
    }
    best
}

/// Breaks where Unicode allows it (UAX 14); `most` is in sizes of the letters.
fn wrap(text: &str, face: usize, most: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut start = 0;
    for end in LineSegmenter::new_for_non_complex_scripts(Default::default()).segment_str(text).skip(1) {
        let part = &text[start..end];
        start = end;
        let Some(line) = lines.last_mut() else { break };
        let longer = format!("{line}{part}");
        if line.is_empty() || width(longer.trim_end(), face) <= most {
            *line = longer;
        } else {
            lines.push(part.to_string());
        }
    }
    lines.iter().map(|line| line.trim().to_string()).filter(|line| !line.is_empty()).collect()
}

/// The width of a text in sizes of its letters.
fn width(text: &str, face: usize) -> f32 {
    text.chars().map(|letter| advance(letter, face)).sum()
}

struct Face {
    font: FontRef<'static>,
    em: f32,
}

/// The program's own fonts, ready to be measured.
fn faces() -> &'static [Face] {
    static FACES: OnceLock<Vec<Face>> = OnceLock::new();
    FACES.get_or_init(|| {
        let fonts = OWN.iter().filter_map(|(_, _, bytes)| FontRef::from_index(bytes, 0).ok());
        fonts.map(|font| Face { em: f32::from(em(&font)), font }).collect()
    })
}

fn em(font: &FontRef<'_>) -> u16 {
    font.metrics(Size::unscaled(), LocationRef::default()).units_per_em.max(1)
}

/// The own font of that family whose weight is nearest; the first where there is no such family.
fn face(family: &str, weight: u16) -> usize {
    let of_family = OWN.iter().enumerate().filter(|(_, (name, _, _))| *name == family);
    of_family.min_by_key(|(_, (_, own, _))| own.abs_diff(weight)).map_or(0, |(at, _)| at)
}

fn advance(letter: char, face: usize) -> f32 {
    let own = faces().get(face).and_then(|face| advance_in(&face.font, letter).map(|units| units / face.em));
    own.or_else(|| fallback(letter).map(|(_, width)| width)).unwrap_or(0.0)
}

/// In the font's own units.
fn advance_in(font: &FontRef<'_>, letter: char) -> Option<f32> {
    let glyph = font.charmap().map(letter)?;
    GlyphMetrics::new(font, Size::unscaled(), LocationRef::default()).advance_width(glyph)
}

/// Whether all of our own fonts have a letter.
fn is_own(letter: char) -> bool {
    letter.is_ascii() || faces().iter().all(|face| face.font.charmap().map(letter).is_some())
}

fn own() -> &'static Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    FONTS.get_or_init(|| {
        let mut fonts = Database::new();
        for (_, _, bytes) in OWN {
            fonts.load_font_source(Source::Binary(Arc::new(bytes)));
        }
        fonts.set_serif_family("Newsreader Display");
        fonts.set_sans_serif_family("Libre Franklin");
        fonts.set_monospace_family("JetBrains Mono");
        Arc::new(fonts)
    })
}

/// Our own fonts and those of the machine, which are looked for when a text needs them.
fn all() -> &'static Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    FONTS.get_or_init(|| {
        let mut fonts = Database::clone(own());
        fonts.load_system_fonts();
        Arc::new(fonts)
    })
}

/// What was found for letters, so that each is looked for once.
type Known = HashMap<char, Option<(ID, f32)>>;

/// A font of the machine that has a letter, and the letter's width in it. Of several it is always the same one.
fn fallback(letter: char) -> Option<(ID, f32)> {
    static KNOWN: Mutex<Option<Known>> = Mutex::new(None);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    *known.get_or_insert_default().entry(letter).or_insert_with(|| {
        let fonts = all();
        let mut faces: Vec<_> = fonts.faces().filter(|face| face.style == Style::Normal).collect();
        // Titles are set in a strong weight, and a Noto face is made to stand beside others.
        faces.sort_by_key(|face| {
            let name = &face.post_script_name;
            // Chinese, Japanese and Korean share their letters: of four cuts of one font this one serves all passably.
            let is_foreign_cut = name.contains("CJK") && !name.contains("CJKjp");
            (!name.starts_with("Noto"), face.weight.0.abs_diff(600), is_foreign_cut, name.clone())
        });
        faces.iter().find_map(|face| {
            let width = fonts.with_face_data(face.id, |bytes, at| {
                let font = FontRef::from_index(bytes, at).ok()?;
                Some(advance_in(&font, letter)? / f32::from(em(&font)))
            });
            Some((face.id, width??))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{Place, fit, width, writable};

    const PLACE: Place<'_> =
        Place { family: "Newsreader Display", weight: 600, width: 1000.0, height: 330.0, leading: 1.1 };

    #[test]
    fn a_short_title_is_large_and_a_long_one_smaller_in_lines_of_about_one_length() {
        let short = fit("Perché no", &PLACE, &[96.0, 72.0, 56.0]);
        assert_eq!((short.size, short.lines.len()), (96.0, 1));
        let title = "Nvidia investirà fino a cento miliardi di dollari in OpenAI, ma a tappe e con molte condizioni da chiarire";
        let long = fit(title, &PLACE, &[96.0, 72.0, 56.0]);
        assert!(long.size < 96.0 && long.lines.len() > 1, "{long:?}");
        assert_eq!(long.lines.join(" "), title);
        let widths: Vec<f32> = long.lines.iter().map(|line| width(line, 0) * long.size).collect();
        assert!(widths.iter().all(|width| *width <= 1000.0 && *width > 500.0), "{widths:?}");
    }

    #[test]
    fn what_is_too_long_for_every_size_is_cut() {
        let fitted = fit(&"parola ".repeat(80), &PLACE, &[96.0, 56.0]);
        assert_eq!(fitted.size, 56.0);
        assert_eq!(fitted.lines.len(), 5);
        assert!(fitted.lines[4].ends_with("parola…"), "{fitted:?}");
        let word = fit(&"Donau".repeat(20), &PLACE, &[96.0, 56.0]);
        assert!(word.lines.len() > 1 && word.lines[0].ends_with('-'), "{word:?}");
        assert!(word.lines.iter().all(|line| width(line, 0) * word.size <= 1000.0), "{word:?}");
    }

    #[test]
    fn what_no_font_has_is_left_out_or_told() {
        assert_eq!(writable("L’«Europa» – più €, ñ ß ő").as_deref(), Ok("L’«Europa» – più €, ñ ß ő"));
        assert_eq!(writable("a\u{f8ff}b").as_deref(), Ok("ab"), "a private sign is no letter");
        assert_eq!(writable("a\u{10ffff}").as_deref(), Ok("a"));
    }
}
