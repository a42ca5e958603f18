//! A picture without a description for those who do not see it.

use crate::article::piece::{Argument, Piece};
use crate::check::html;
use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::check::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};

pub struct MissingAlt;

const HELP: &str = "Say in a few words what is to be seen";

impl Rule for MissingAlt {
    fn name(&self) -> &'static str {
        "missing-alt"
    }

    fn reason(&self) -> &'static str {
        "Who cannot see a picture is told its `alt`: without it there is a hole in the article, and accessibility laws know it."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.missing_alt
    }

    fn text(&self, text: &Text<'_>, _: &Looked<'_>, told: &mut Told) {
        const MESSAGE: &str = "this picture has no description";
        if let Some(image) = text.article.as_ref().and_then(|article| article.details.image.as_ref())
            && image.alt.trim().is_empty()
        {
            let help = format!("{HELP}: `image: {{src: {}, alt: …}}`.", image.src);
            told.say(text.field(&["image"]), MESSAGE, help);
        }
        text.walk(&mut |piece| match piece {
            Piece::Picture(picture) if picture.alt.trim().is_empty() => {
                told.say(text.first_line(picture.mark), MESSAGE, format!("{HELP}: `![…]({})`.", picture.source));
            }
            Piece::Shortcode(shortcode) if shortcode.name == "figure" => {
                let has = |name: &str| {
                    let said = shortcode.arguments.iter().find(|(own, _)| own == name).map(|(_, value)| value);
                    said.is_some_and(|value| !matches!(value, Argument::Text(text) if text.trim().is_empty()))
                };
                if has("src") && !has("alt") {
                    told.say(text.first_line(shortcode.mark), MESSAGE, format!("{HELP}: `alt=\"…\"`."));
                }
            }
            // An empty `alt` in HTML says that there is nothing to be told.
            Piece::Html(written) if written.contains("<img") || written.contains("<IMG") => {
                html::tags(written, &mut |tag| {
                    if tag.is("img") && tag.attribute("alt").is_none() {
                        let src = tag.attribute("src").map_or("<img", |src| src.value);
                        let at = text.source.find(src).unwrap_or_else(|| text.body());
                        told.say(text.at(at, src.len()), MESSAGE, format!("{HELP}: `alt=\"…\"`."));
                    }
                });
            }
            _ => {}
        });
    }
}
