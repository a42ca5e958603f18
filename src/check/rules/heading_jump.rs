//! A heading that is more than one level below the one before it.

use crate::article::piece::Piece;
use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::check::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};

pub struct HeadingJump;

impl Rule for HeadingJump {
    fn name(&self) -> &'static str {
        "heading-jump"
    }

    fn reason(&self) -> &'static str {
        "Those who have a page read to them go from heading to heading: a level that is left out sounds like a missing part."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.heading_jump
    }

    fn text(&self, text: &Text<'_>, _: &Looked<'_>, told: &mut Told) {
        // The page's own title is the first.
        let mut before = 1;
        text.walk(&mut |piece| {
            let Piece::Heading { level, mark, .. } = piece else { return };
            if *level > before + 1 {
                let above = match before {
                    1 => "the title (level 1)".to_string(),
                    before => format!("one of level {before}"),
                };
                told.say(
                    text.first_line(*mark),
                    format!("this heading of level {level} follows {above}"),
                    format!("Write it with {}.", "#".repeat(usize::from(before) + 1)),
                );
            }
            before = *level;
        });
    }
}
