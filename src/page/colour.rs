//! Colours that can be read: a theme's own one made lighter or darker until it stands out from what is behind it.

/// How much a text must stand out from its background (WCAG 2, level AA).
const CONTRAST: f64 = 4.5;

type Colour = [u8; 3];

/// The colour as `#rrggbb`, if it is one of that form or of `#rgb`: mail programs know few others.
fn read(text: &str) -> Option<Colour> {
    let digits = text.trim().strip_prefix('#')?;
    let wide: String = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 => digits.to_string(),
        _ => return None,
    };
    let part = |at: usize| u8::from_str_radix(wide.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// How light a colour is to the eye, from 0 to 1.
fn luminance(colour: Colour) -> f64 {
    let linear = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The colour, or the other where it is none, as near to itself as it can be read on a background.
pub fn legible(colour: &str, otherwise: &str, background: &str) -> String {
    let background = read(background).unwrap_or([255; 3]);
    let wanted = read(colour).or_else(|| read(otherwise)).unwrap_or([0; 3]);
    let goal = if luminance(background) > 0.18 { 0.0 } else { 255.0 };
    let toward = |step: u32| {
        let share = f64::from(step) / 20.0;
        wanted.map(|part| (f64::from(part) + (goal - f64::from(part)) * share).round() as u8)
    };
    let found = (0..=20).map(toward).find(|colour| contrast(*colour, background) >= CONTRAST);
    let [red, green, blue] = found.unwrap_or_else(|| toward(20));
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::legible;

    #[test]
    fn a_colour_that_can_be_read_stays_and_another_moves_until_it_can() {
        assert_eq!(legible("#b5321d", "#000", "#ffffff"), "#b5321d");
        assert_eq!(legible("#00f", "#000", "#fff"), "#0000ff");
        assert_eq!(legible("#b5321d", "#000", "#1f2226"), "#cb7061");
        assert_eq!(legible("oklch(0.5 0.1 20)", "#0a6b4c", "#ffffff"), "#0a6b4c");
        assert_eq!(legible("#ffff00", "#000", "#ffffff"), "#737300");
        assert_eq!(legible("#ü1", "none", "#000000"), "#808080");
    }
}
