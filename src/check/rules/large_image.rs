//! A picture that is larger than anybody needs it.

use crate::base::path::extension;
use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level, Measured, measure};
use crate::diagnostic::Span;

pub struct LargeImage;

impl Rule for LargeImage {
    fn name(&self) -> &'static str {
        "large-image"
    }

    fn reason(&self) -> &'static str {
        "The original of a picture is published beside its copies: whoever opens it on a phone pays for every byte."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.large_image.as_ref().and_then(Measured::level)
    }

    fn site(&self, looked: &Looked<'_>, told: &mut Told) {
        let most = measure(looked.checks().large_image.as_ref());
        let pictures = looked.site().all_files().filter(|media| {
            let kind = extension(&media.path).to_lowercase();
            !media.is_asset() && ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg"].contains(&kind.as_str())
        });
        for media in pictures {
            let kilobytes = media.size.div_ceil(1000);
            let longest = media.dimensions.map_or(0, |(width, height)| width.max(height));
            // A drawing has no pixels.
            let is_wide = longest > most.pixels && extension(&media.path) != "svg";
            let message = match (kilobytes > u64::from(most.kilobytes), is_wide) {
                (true, _) => format!("this picture has {kilobytes} kB, more than {}", most.kilobytes),
                (false, true) => format!("this picture is {longest} pixels long, more than {}", most.pixels),
                (false, false) => continue,
            };
            told.say(Span::file(&media.path), message, "Scale it down, or save it with a lower quality.");
        }
    }
}
