//! Calls of shortcodes in a text: each is printed by the theme's template of its name.

use super::Writer;
use crate::article::piece::{Argument, Shortcode};
use crate::base::escape::push_html;
use crate::diagnostic::{Severity, nearest};
use crate::theme::press::Value;

/// Shortcodes within shortcodes beyond this are left out: one of them probably holds itself.
const DEEPEST: usize = 16;

impl Writer<'_, '_> {
    pub(super) fn shortcode(&self, out: &mut String, shortcode: &Shortcode) {
        let template = format!("shortcodes/{}.html", shortcode.name);
        if !self.desk.has_template(&template) || self.depth >= DEEPEST {
            self.unknown_shortcode(out, shortcode);
            return;
        }
        let deeper = Writer {
            desk: self.desk,
            url: self.url,
            hooks: self.hooks,
            depth: self.depth + 1,
            first_picture: self.first_picture,
        };
        let mut view = self.desk.view();
        let body = shortcode.inner.as_deref().map(|inner| deeper.inner(inner));
        match &body {
            Some(body) => self.set_html(&mut view, "body", body),
            None => view.set("body", &None::<String>),
        }
        let arguments: serde_json::Map<String, serde_json::Value> =
            shortcode.arguments.iter().map(|(name, value)| (name.clone(), json(value))).collect();
        for (name, value) in &arguments {
            if !["body", "args", "site", "lang", "article", "block"].contains(&name.as_str()) {
                view.set_named(name.clone(), Value::from_serializable(value));
            }
        }
        view.set("args", &arguments);
        view.set("block", &shortcode.block);
        let title = self.desk.world.site.article_at(&self.desk.file).and_then(|id| self.desk.world.site.entry(id));
        let title = title.map(|entry| entry.card.shown.title.clone());
        view.set(
            "article",
            &serde_json::json!({"title": title, "url": self.desk.url(self.url), "path": self.desk.file}),
        );
        match self.desk.print(&template, &view) {
            Ok(html) => out.push_str(html.trim()),
            Err(mut diagnostic) => {
                let span = self.span(shortcode.mark).labelled("the shortcode is called here");
                diagnostic.message = format!("the shortcode `{}` failed: {}", shortcode.name, diagnostic.message);
                self.desk.say(diagnostic.and_at(span));
            }
        }
        if shortcode.block {
            out.push('\n');
        }
    }

    /// What looks like a call and is none stays as it is written.
    fn unknown_shortcode(&self, out: &mut String, shortcode: &Shortcode) {
        let files = self.desk.world.theme.shortcodes();
        let near = nearest(&shortcode.name, files.iter().map(String::as_str));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        let help = help.unwrap_or_else(|| format!("The theme has {}.", files.join(", ")));
        let what = format!("there is no shortcode `{}`; it stays as text", shortcode.name);
        self.say(Severity::Warning, "unknown-shortcode", what, shortcode.mark, Some(help));
        if shortcode.block {
            out.push_str("<p>");
        }
        push_html(out, &shortcode.written);
        if shortcode.block {
            out.push_str("</p>\n");
        }
        if let Some(inner) = &shortcode.inner {
            self.write(out, inner);
            out.push_str(if shortcode.block { "<p>{% end %}</p>\n" } else { "{% end %}" });
        }
    }
}

fn json(argument: &Argument) -> serde_json::Value {
    match argument {
        Argument::Text(text) => text.clone().into(),
        Argument::Integer(number) => (*number).into(),
        Argument::Float(number) => (*number).into(),
        Argument::Flag(flag) => (*flag).into(),
        Argument::List(items) => items.iter().map(json).collect(),
    }
}
