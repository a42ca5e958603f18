//! The notation of fixtures: many files in one text.

/// The files of a fixture: each line `//- path` begins one.
pub fn split(fixture: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = fixture.strip_prefix("//- ").or_else(|| fixture.split_once("\n//- ").map(|(_, rest)| rest));
    while let Some(part) = rest {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        let (text, next) = match text.strip_prefix("//- ") {
            Some(next) => ("", Some(next)),
            None => match text.find("\n//- ") {
                Some(at) => (&text[..at + 1], Some(&text[at + 5..])),
                None => (text, None),
            },
        };
        found.push((path.trim(), text));
        rest = next;
    }
    found
}
