//! A text that nobody is shown.

use std::fmt;

/// A text that no message, list or dump of the program shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: &str) -> Secret {
        Secret(text.to_string())
    }

    /// The text itself, for the one who asked for it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// A text of somebody else's in which no secret is left, should it have been echoed.
pub fn scrub(text: &str, secrets: &[Secret]) -> String {
    let mut text = text.to_string();
    for secret in secrets.iter().map(Secret::reveal).filter(|secret| secret.len() > 3) {
        text = text.replace(secret, "…");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Secret, scrub};

    #[test]
    fn no_secret_is_shown() {
        let secret = Secret::new("sesamo");
        assert_eq!(format!("{secret:?}"), "…");
        assert_eq!(scrub("535 sesamo is wrong", &[secret]), "535 … is wrong");
    }
}
