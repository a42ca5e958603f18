//! The HTML of a mail as mail programs want it: each rule of its style sheet written into the elements that it is for.
//!
//! What a list service fills in later (its *merge tags*) is no HTML and must arrive as it was written. So it is taken out
//! before the HTML is read, and put back when it has been written again; likewise the references of characters that would
//! turn an article's own words into such a tag.

use std::borrow::Cow;

use css_inline::{CSSInliner, InlineOptions};

use crate::diagnostic::Diagnostic;

/// A merge tag that is longer than this is none: somebody has opened a brace and not closed it.
const LONGEST: usize = 1000;

/// How merge tags begin and end: Buttondown, Listmonk and Brevo; Django's and Liquid's blocks; Mailchimp.
const TAGS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("*|", "|*")];

/// References of the characters with which merge tags begin.
const REFERENCES: [&str; 11] =
    ["&#123;", "&#x7b;", "&#x7B;", "&lbrace;", "&lcub;", "&#42;", "&#x2a;", "&#x2A;", "&ast;", "&#37;", "&percnt;"];

/// Elements whose content is text, whatever it looks like.
const RAW: [&str; 4] = ["title", "style", "script", "textarea"];

/// The HTML with its style sheets inlined. Rules that depend on the reader's screen (`@media` and the like) stay in the head.
///
/// # Errors
/// When the style sheet cannot be read.
pub fn inline(html: &str) -> Result<String, Diagnostic> {
    let kept = Kept::take(html);
    let options = InlineOptions {
        keep_at_rules: true,
        // Outlook looks at these attributes and not at the style.
        apply_width_attributes: true,
        apply_height_attributes: true,
        // Nothing is fetched while a mail is made.
        load_remote_stylesheets: false,
        ..InlineOptions::default()
    };
    let inlined = CSSInliner::new(options).inline(&kept.html).map_err(|error| {
        Diagnostic::error("mail-css", format!("the mail's style sheet cannot be put into its elements: {error}"))
            .help("Look at the <style> in the head of the mail's template.")
    })?;
    Ok(kept.put_back(&style_last(&inlined)))
}

/// Puts the rules that stay at the end of the head: at its beginning, where they come out, they push what says the encoding
/// beyond the first 1,024 bytes, in which browsers look for it.
fn style_last(html: &str) -> String {
    let split = || {
        let (before, rest) = html.split_once("<head>")?;
        let length = rest.strip_prefix("<style>")?.find("</style>")? + "<style></style>".len();
        let (style, rest) = rest.split_at(length);
        let (head, rest) = rest.split_once("</head>")?;
        Some(format!("{before}<head>{head}{style}</head>{rest}"))
    };
    split().unwrap_or_else(|| html.to_string())
}

/// What stands for a brace and for an asterisk of an article's own until its mail is printed: no text has these characters.
const BRACE: char = '\u{fdd0}';
const ASTERISK: char = '\u{fdd1}';

/// Text of an article so that no list service takes it for a merge tag, whatever a template does with it. Once the template is
/// printed, [`readable`] or [`readable_text`] brings the signs back.
pub fn mark(text: &str) -> Cow<'_, str> {
    if !text.contains(['{', '*', BRACE, ASTERISK]) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter(|c| !matches!(*c, BRACE | ASTERISK));
    let marked = kept.map(|c| match c {
        '{' => BRACE,
        '*' => ASTERISK,
        other => other,
    });
    Cow::Owned(marked.collect())
}

/// HTML with the signs as references: `{{ name }}` of an article is then what readers see.
pub fn readable(html: &str) -> String {
    html.replace(BRACE, "&#123;").replace(ASTERISK, "&#42;")
}

/// The same for plain text, which has no references: what would be a merge tag is taken apart by a space.
pub fn readable_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(c) = signs.next() {
        let next = signs.peek().copied();
        let (sign, is_split) = match c {
            BRACE => ('{', matches!(next, Some(BRACE | '{' | '%'))),
            ASTERISK => ('*', next == Some('|')),
            other => (other, false),
        };
        out.push(sign);
        if is_split {
            out.push(' ');
        }
    }
    out
}

/// Where in HTML a place is, as far as it matters to what may stand there.
enum Place {
    Text,
    /// In a tag, and perhaps in a quoted value of it.
    Tag(Option<u8>),
    Comment,
    /// In an element of `RAW`.
    Raw(&'static str),
}

/// How something that was taken out is marked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// By a word.
    Word,
    /// By a comment, which may stand between the rows of a table where a word may not.
    Comment,
    /// By the name of an attribute.
    Attribute,
}

/// HTML in which marks stand for what must not be touched.
struct Kept<'a> {
    html: String,
    /// A word that the HTML does not hold.
    mark: String,
    taken: Vec<(&'a str, Form)>,
}

impl<'a> Kept<'a> {
    fn take(html: &'a str) -> Kept<'a> {
        let mut mark = "zkept".to_string();
        while html.contains(&mark) {
            mark.push('q');
        }
        let mut kept = Kept { html: String::with_capacity(html.len()), mark, taken: Vec::new() };
        let mut place = Place::Text;
        let mut at = 0;
        while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
            if let Some(tag) = merge_tag(rest) {
                let form = kept.form(&place);
                kept.hold(tag, form);
                at += tag.len();
            } else if let Some(reference) = REFERENCES.iter().find(|reference| rest.starts_with(**reference)) {
                kept.hold(&rest[..reference.len()], Form::Word);
                at += reference.len();
            } else {
                let step = kept.step(rest, &mut place);
                kept.html.push_str(&rest[..step]);
                at += step;
            }
        }
        kept
    }

    /// Goes on by one character or by what belongs together, and knows the place after it.
    fn step(&self, rest: &str, place: &mut Place) -> usize {
        let first = rest.as_bytes().first().copied().unwrap_or_default();
        let one = rest.chars().next().map_or(1, char::len_utf8);
        match place {
            Place::Text if rest.starts_with("<!--") => {
                *place = Place::Comment;
                // `<!-->` is a whole comment.
                return if rest.starts_with("<!-->") { 2 } else { 4 };
            }
            Place::Text if first == b'<' && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') => {
                *place = Place::Tag(None);
            }
            Place::Tag(None) if first == b'>' => *place = self.after_tag(),
            Place::Tag(quote @ None) if first == b'"' || first == b'\'' => *quote = Some(first),
            Place::Tag(quote) if *quote == Some(first) => *quote = None,
            Place::Comment if rest.starts_with("-->") => {
                *place = Place::Text;
                return 3;
            }
            Place::Raw(name) if rest.starts_with("</") => {
                let next = rest.get(2..2 + name.len()).unwrap_or_default();
                if next.eq_ignore_ascii_case(name) {
                    *place = Place::Tag(None);
                }
            }
            _ => {}
        }
        one
    }

    /// The place after the tag that has just been written, but for its `>`.
    fn after_tag(&self) -> Place {
        let tag = self.html.rfind('<').map_or("", |at| &self.html[at + 1..]);
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        match RAW.iter().find(|raw| name.eq_ignore_ascii_case(raw)) {
            Some(raw) if !tag.ends_with('/') => Place::Raw(raw),
            _ => Place::Text,
        }
    }

    fn form(&self, place: &Place) -> Form {
        match place {
            Place::Text => Form::Comment,
            Place::Tag(None) if self.html.ends_with(|c: char| c.is_ascii_whitespace()) => {
                if self.html.trim_ascii_end().ends_with('=') { Form::Word } else { Form::Attribute }
            }
            Place::Tag(_) | Place::Comment | Place::Raw(_) => Form::Word,
        }
    }

    fn hold(&mut self, text: &'a str, form: Form) {
        let word = format!("{}{}z", self.mark, self.taken.len());
        match form {
            Form::Comment => self.html.push_str(&format!("<!--{word}-->")),
            Form::Word => self.html.push_str(&word),
            Form::Attribute => self.html.push_str(&format!("{word} ")),
        }
        self.taken.push((text, form));
    }

    fn put_back(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len() + 64);
        let mut rest = html;
        while let Some(at) = rest.find(&self.mark) {
            let number = &rest[at + self.mark.len()..];
            let digits = number.bytes().take_while(u8::is_ascii_digit).count();
            let found = number[..digits].parse().ok().and_then(|index: usize| self.taken.get(index));
            let (Some((text, form)), true) = (found, number[digits..].starts_with('z')) else {
                out.push_str(&rest[..at + self.mark.len()]);
                rest = number;
                continue;
            };
            let (before, after) = (&rest[..at], &number[digits + 1..]);
            let (before, after) = match form {
                Form::Comment => {
                    (before.strip_suffix("<!--").unwrap_or(before), after.strip_prefix("-->").unwrap_or(after))
                }
                Form::Attribute => (before, after.strip_prefix("=\"\"").unwrap_or(after)),
                Form::Word => (before, after),
            };
            out.push_str(before);
            out.push_str(text);
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// The merge tag that a text begins with.
pub fn merge_tag(text: &str) -> Option<&str> {
    let (begin, end) = TAGS.iter().find(|(begin, _)| text.starts_with(begin))?;
    let inner = &text[begin.len()..];
    let length = inner.find(end).filter(|length| *length <= LONGEST)?;
    // Mailchimp's are words; an asterisk and a bar stand in other texts too.
    let is_word = |c: char| c.is_ascii_alphanumeric() || " _:!=.,-|/>".contains(c);
    if *begin == "*|" && !inner[..length].chars().all(is_word) {
        return None;
    }
    text.get(..begin.len() + length + end.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, proptest};

    use super::{inline, mark, readable, readable_text};

    fn body(inner: &str) -> String {
        let html = format!("<!DOCTYPE html><html><head></head><body>{inner}</body></html>");
        let inlined = inline(&html).expect("a mail");
        let begin = inlined.find("<body>").expect("a body") + 6;
        inlined[begin..].trim_end_matches("</body></html>").to_string()
    }

    #[test]
    fn rules_go_into_the_elements_and_those_of_screens_stay_in_the_head() {
        let html = "<!DOCTYPE html><html lang=\"it\"><head><meta charset=\"utf-8\"><title>T</title><style>\
            td.a { color: #111; padding: 4px } img { width: 120px }\
            @media (prefers-color-scheme: dark) { td.a { color: #eee !important } }\
            @media only screen and (max-width: 600px) { .w { width: 100% !important } }\
            </style></head><body><table class=\"w\"><tr><td class=\"a\" style=\"margin:0\">x <img src=\"a.png\"></td></tr></table></body></html>";
        insta::assert_snapshot!(inline(html).expect("a mail"), @r#"<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><title>T</title><style>@media (prefers-color-scheme: dark) { td.a { color: #eee !important } } @media only screen and (max-width: 600px) { .w { width: 100% !important } } </style></head><body><table class="w"><tbody><tr><td class="a" style="color: #111;padding: 4px;margin: 0">x <img width="120" src="a.png" style="width: 120px;"></td></tr></tbody></table></body></html>"#);
    }

    #[test]
    fn merge_tags_arrive_byte_for_byte() {
        for inner in [
            // Buttondown
            "<p><a href=\"{{ unsubscribe_url }}\">x</a> {{ subscriber.metadata.name|default:'amici' }}</p>",
            "<p>{% if subscriber.is_premium %}<b>x</b>{% else %}y{% endif %}</p>",
            // Mailchimp
            "<p><a href=\"*|UNSUB|*\">x</a> *|FNAME|* *|IF:MERGE1|*a*|END:IF|* *|LIST:ADDRESS|*</p>",
            // Listmonk: quotation marks and an ampersand within quotation marks.
            "<p><a href=\"{{ UnsubscribeURL }}\">x</a></p>",
            "<p><a href=\"{{ TrackLink \"https://example.org/?a=1&b=2\" . }}\">x</a>{{ TrackView }}</p>",
            "<p>{{ .Subscriber.FirstName }} {{ Date \"2006-01-02\" }} {{ if gt 1 0 }}&lt;{{ end }}</p>",
            // Brevo
            "<p><a href=\"{{ unsubscribe }}\">x</a> {{ params.X }} {{ contact.NOME | default : \"voi\" }}</p>",
            // In a part of an address, in an alternative text, and where words may not stand.
            "<p><img src=\"https://example.org/{{ x }}?a=1&amp;b={{ y }}\" alt=\"{{ z }}\"></p>",
            "<table><tbody>{{ range .Items }}<tr><td>{{ . }}</td></tr>{{ end }}</tbody></table>",
        ] {
            assert_eq!(body(inner), inner);
        }
        // Also where the whole document is looked at: in its title and in comments.
        let html =
            "<html><head><title>{{ subject }}</title></head><body><!-- {{ a }} --><p {{ b }}>x</p></body></html>";
        let inlined = inline(html).expect("a mail");
        for tag in ["<title>{{ subject }}</title>", "<!-- {{ a }} -->", "<p {{ b }}>x</p>"] {
            assert!(inlined.contains(tag), "{tag} is not in {inlined}");
        }
    }

    #[test]
    fn merge_tags_in_styled_elements_survive_too() {
        let html = "<html><head><style>a { color: {{ accent }}; } p { margin: 0 }</style></head><body>\
            <p><a href=\"{{ TrackLink \"https://e.org/\" . }}\" style=\"border-color: {{ c }}\">{{ x }}</a></p></body></html>";
        insta::assert_snapshot!(inline(html).expect("a mail"), @r#"<html><head></head><body><p style="margin: 0;"><a href="{{ TrackLink "https://e.org/" . }}" style="color: {{ accent }};border-color: {{ c }}">{{ x }}</a></p></body></html>"#);
    }

    #[test]
    fn what_outlook_alone_reads_stays() {
        let inner = "<!--[if mso]><table width=\"600\"><tr><td><![endif]--><div>x</div><!--[if mso]></td></tr></table><![endif]-->\
            <!--[if !mso]><!--><p>y</p><!--<![endif]--><!--[if gte mso 9]><v:rect style=\"width:600px\">{{ a }}<![endif]-->";
        assert_eq!(body(inner), inner);
        let head = "<html xmlns:v=\"urn:schemas-microsoft-com:vml\"><head><!--[if mso]><style>td { font-family: Arial }</style>\
            <![endif]--></head><body><p>z</p></body></html>";
        assert_eq!(inline(head).expect("a mail"), head);
    }

    #[test]
    fn an_articles_own_braces_are_no_merge_tags() {
        let marked = mark("Scrivete {{ nome }}, {% if %} o *|NOME|* a { tutti } *.");
        let text = readable(&marked);
        assert_eq!(text, "Scrivete &#123;&#123; nome }}, &#123;% if %} o &#42;|NOME|&#42; a &#123; tutti } &#42;.");
        assert_eq!(body(&format!("<p title=\"{text}\">{text}</p>")), format!("<p title=\"{text}\">{text}</p>"));
        assert_eq!(readable_text(&marked), "Scrivete { { nome }}, { % if %} o * |NOME|* a { tutti } *.");
        // Also where a template puts one text beside another.
        assert_eq!(readable_text(&(mark("{").to_string() + "{ x }}")), "{ { x }}");
    }

    #[test]
    fn what_is_no_merge_tag_and_broken_html_do_no_harm() {
        assert_eq!(body("<p>{{ aperta <b>x</b> *| y zkept1z</p>"), "<p>{{ aperta <b>x</b> *| y zkept1z</p>");
        for broken in
            ["", "<", "<!--", "<!-->x", "<p title=\"{{", "{{}}", "<title>{{ x }}", "</", "è{{ è }}<è>", "<style>a{"]
        {
            inline(broken).expect("something");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_whatever_the_html(parts in prop::collection::vec(prop::sample::select(vec![
            "<p>", "</p>", "<table>", "<tr>", "<td class=\"a\">", "</table>", "<style>.a{color:red}", "</style>", "<!--", "-->",
            "<!--[if mso]>", "<![endif]-->", "<a href=\"", "\">", "'", "=", "<", ">", "x", " ", "<title>", "</title>", "&amp;",
            "&#123;", "{{ a }}", "{{ T \"b\" . }}", "{% c %}", "*|D|*", "{{", "}}", "è",
        ]), 0..40)) {
            let html = parts.concat();
            let inlined = inline(&html);
            if let Ok(inlined) = &inlined {
                assert!(!inlined.contains("zkept"), "a mark is left: {html} became {inlined}");
                assert_eq!(&inline(&html).expect("again"), inlined, "the same input gives the same bytes");
            }
        }

        #[test]
        fn merge_tags_in_texts_and_addresses_arrive(tag in "\\{\\{ [a-zA-Z .|:'\"&<>è-]{0,40} \\}\\}", text in "[a-z è]{0,20}") {
            let inner = format!("<p>{text}{tag}<a href=\"https://e.org/{tag}\">{tag}{text}</a></p>");
            assert_eq!(body(&inner), inner);
        }
    }
}
