//! Hugo's own shortcodes in our words.

use crate::import::calls::{Braces, Call};
use crate::import::moves::{Moves, relative};
use crate::import::text::{picture, shortcode};

pub const BRACES: &[Braces] =
    &[Braces { open: "{{<", close: ">}}", end: "/" }, Braces { open: "{{%", close: "%}}", end: "/" }];

/// What a call says with us; nothing where it has no equal.
pub fn say(call: &Call<'_>, moves: &Moves, old: &str, new: &str) -> Option<String> {
    Some(match call.name {
        "figure" => figure(call)?,
        "youtube" => {
            shortcode("youtube", &[("id", call.argument("id", 0)?), ("title", call.named("title").unwrap_or_default())])
        }
        "vimeo" => format!("<https://vimeo.com/{}>", call.argument("id", 0)?),
        "highlight" => {
            let code = call.inner.as_deref()?.trim_matches('\n');
            let fence = "`".repeat(longest_run(code, '`').max(2) + 1);
            format!("{fence}{}\n{code}\n{fence}", call.argument("lang", 0).unwrap_or_default())
        }
        "ref" | "relref" => link(call, moves, old, new)?,
        "tweet" | "x" | "x_simple" | "twitter" | "twitter_simple" => {
            let (user, id) = match (call.named("user"), call.named("id")) {
                (Some(user), Some(id)) => (user, id),
                _ => (call.argument("user", 0)?, call.argument("id", 1)?),
            };
            shortcode("post", &[("url", &format!("https://x.com/{user}/status/{id}")), ("handle", &format!("@{user}"))])
        }
        "instagram" | "instagram_simple" => format!("<https://www.instagram.com/p/{}/>", call.argument("id", 0)?),
        "gist" => format!("<https://gist.github.com/{}/{}>", call.argument("user", 0)?, call.argument("id", 1)?),
        "comment" => String::new(),
        "gallery" => format!("{{% gallery() %}}\n{}\n{{% end %}}", call.inner.as_deref()?.trim_matches('\n')),
        "quote" | "blockquote" | "pullquote" => quote(call)?,
        "details" => {
            let (summary, inner) =
                (call.named("summary").unwrap_or_default(), call.inner.as_deref()?.trim_matches('\n'));
            format!("<details>\n<summary>{}</summary>\n\n{inner}\n\n</details>", escaped(summary))
        }
        _ => return None,
    })
}

fn figure(call: &Call<'_>) -> Option<String> {
    let src = call.argument("src", 0)?;
    let caption = [call.named("title"), call.named("caption")].into_iter().flatten().collect::<Vec<&str>>().join(". ");
    let credit = call.named("attr").unwrap_or_default();
    let has_more = ["link", "class", "width", "height"].iter().any(|name| call.named(name).is_some());
    let is_plain = !caption.contains(['"', '|', '\n'])
        && !credit.contains(['"', '|', '\n'])
        && !src.contains([' ', ')', '(', '<']);
    if has_more || call.named("attrlink").is_some() || !is_plain {
        return Some(shortcode(
            "figure",
            &[
                ("src", src),
                ("alt", call.named("alt").unwrap_or_default()),
                ("caption", &caption),
                ("credit", credit),
                ("credit_url", call.named("attrlink").unwrap_or_default()),
                ("link", call.named("link").unwrap_or_default()),
                ("class", call.named("class").unwrap_or_default()),
            ],
        ));
    }
    Some(picture(src, call.named("alt").unwrap_or_default(), &caption, credit))
}

fn quote(call: &Call<'_>) -> Option<String> {
    let inner = call.inner.as_deref()?.trim();
    let by = ["author", "by", "cite", "source"].iter().find_map(|name| call.named(name));
    let mut lines: Vec<String> = inner.lines().map(|line| format!("> {line}").trim_end().to_string()).collect();
    if let Some(by) = by {
        lines.push(">".to_string());
        lines.push(format!("> — {by}"));
    }
    Some(lines.join("\n"))
}

/// The address of another text: a link's target, so that only that is put there.
fn link(call: &Call<'_>, moves: &Moves, old: &str, new: &str) -> Option<String> {
    let written = call.argument("path", 0)?;
    let (path, anchor) = written.split_once('#').map_or((written, None), |(path, anchor)| (path, Some(anchor)));
    let target = if path.is_empty() { String::new() } else { relative(new, moves.find(path, old)?) };
    Some(match anchor {
        Some(anchor) => format!("{target}#{anchor}"),
        None => target,
    })
}

fn longest_run(text: &str, sign: char) -> usize {
    text.split(|c| c != sign).map(str::len).max().unwrap_or(0)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A call that is only shown, as it reads: `{{</* name */>}}` is `{{< name >}}`.
pub fn shown(text: &str) -> String {
    text.replace("{{</*", "{{<").replace("*/>}}", ">}}").replace("{{%/*", "{{%").replace("*/%}}", "%}}")
}
