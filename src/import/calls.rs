//! Calls in braces within a text, as Hugo's `{{< figure src="a.jpg" >}}` and Jekyll's `{% include a.html %}`: found, with what stands
//! between an opening and its closing, and put into other words.

use std::collections::BTreeMap;
use std::ops::Range;

/// The signs that enclose a call.
#[derive(Clone, Copy, Debug)]
pub struct Braces {
    pub open: &'static str,
    pub close: &'static str,
    /// How a closing call begins: `/` in Hugo (`{{< /name >}}`), `end` in Liquid (`{% endname %}`).
    pub end: &'static str,
}

/// One call, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Call<'a> {
    pub name: &'a str,
    /// In the order in which they stand, with their names where they have some.
    pub arguments: Vec<(Option<&'a str>, String)>,
    /// What stands between its opening and its closing, already put into other words; `None` where it has no closing.
    pub inner: Option<String>,
    /// The whole of it, as it is written.
    pub written: &'a str,
}

impl Call<'_> {
    /// The argument of a name, or else the one at a place among those without a name.
    pub fn argument(&self, name: &str, place: usize) -> Option<&str> {
        let named = self.arguments.iter().find(|(own, _)| own.is_some_and(|own| own.eq_ignore_ascii_case(name)));
        let placed = || self.arguments.iter().filter(|(own, _)| own.is_none()).nth(place);
        named.or_else(placed).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The argument of a name.
    pub fn named(&self, name: &str) -> Option<&str> {
        self.argument(name, usize::MAX)
    }
}

/// Calls within calls, at most so deep; what is deeper stays as it is written.
const DEEPEST: usize = 16;

/// The longest call that is looked for, in bytes.
const LONGEST: usize = 16 * 1024;

/// Puts every call of a text into other words. What `say` answers nothing to stays as it is written. Calls of several kinds of
/// braces may stand within each other.
pub fn replace(text: &str, braces: &[Braces], say: &mut dyn FnMut(&Call<'_>) -> Option<String>) -> String {
    let tags = tags(text, braces);
    let closings = closings(&tags);
    Replacing { text, tags: &tags, closings: &closings, say }.within(0..text.len(), 0..tags.len(), 0)
}

struct Replacing<'t, 'a> {
    text: &'a str,
    tags: &'t [Tag<'a>],
    /// By the place of an opening: that of its closing.
    closings: &'t [Option<usize>],
    say: &'t mut dyn FnMut(&Call<'_>) -> Option<String>,
}

impl Replacing<'_, '_> {
    /// The text of a range, in which these calls stand.
    fn within(&mut self, range: Range<usize>, which: Range<usize>, depth: usize) -> String {
        let mut out = String::with_capacity(range.len());
        let (mut at, mut index) = (range.start, which.start);
        while index < which.end {
            let tag = &self.tags[index];
            if tag.ends {
                // It closes nothing.
                index += 1;
                continue;
            }
            let closing = self.closings[index].filter(|closing| *closing < which.end && depth < DEEPEST);
            let end = closing.map_or(tag.range.end, |closing| self.tags[closing].range.end);
            let inner = closing.map(|closing| {
                self.within(tag.range.end..self.tags[closing].range.start, index + 1..closing, depth + 1)
            });
            let written = &self.text[tag.range.start..end];
            out.push_str(&self.text[at..tag.range.start]);
            let call = Call { name: tag.name, arguments: arguments(tag.arguments), inner, written };
            out.push_str(&(self.say)(&call).unwrap_or_else(|| written.to_string()));
            at = end;
            index = closing.unwrap_or(index) + 1;
        }
        out.push_str(&self.text[at..range.end]);
        out
    }
}

struct Tag<'a> {
    range: Range<usize>,
    open: &'static str,
    name: &'a str,
    arguments: &'a str,
    /// `{{< name />}}`
    closed: bool,
    /// Whether it closes another.
    ends: bool,
}

/// Every call of a text in its order. One that is only shown (`{{</* name */>}}`) is none.
fn tags<'a>(text: &'a str, braces: &[Braces]) -> Vec<Tag<'a>> {
    let mut found: Vec<Tag<'a>> = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('{') {
        let start = from + at;
        let tag = braces.iter().find_map(|braces| tag(text, start, *braces));
        from = tag.as_ref().map_or(start + 1, |tag| tag.range.end);
        found.extend(tag);
    }
    found
}

/// The call that begins at a place.
fn tag<'a>(text: &'a str, start: usize, braces: Braces) -> Option<Tag<'a>> {
    let rest = text[start..].strip_prefix(braces.open)?;
    let end = ending(rest, braces.close)?;
    let content = rest[..end].trim_matches(['-', ' ', '\t', '\n', '\r']);
    let (content, closed) = match content.strip_suffix('/') {
        Some(content) if braces.end == "/" => (content.trim_end(), true),
        _ => (content, false),
    };
    let (content, ends) = match content.strip_prefix(braces.end) {
        Some(content) => (content.trim_start(), true),
        None => (content, false),
    };
    let length = content.find(|c: char| c.is_whitespace()).unwrap_or(content.len());
    let (name, arguments) = content.split_at(length);
    let is_call = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let range = start..start + braces.open.len() + end + braces.close.len();
    is_call.then_some(Tag { range, open: braces.open, name, arguments, closed, ends })
}

/// Where a call ends: its closing sign, outside of quotes.
fn ending(text: &str, close: &str) -> Option<usize> {
    let mut quote: Option<char> = None;
    let mut before = ' ';
    let mut plain = None;
    for (at, c) in text.char_indices().take_while(|(at, _)| *at < LONGEST) {
        if text[at..].starts_with(close) {
            match quote {
                None => return Some(at),
                Some(_) => plain = plain.or(Some(at)),
            }
        }
        match quote {
            Some(sign) if c == sign && before != '\\' => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '`') && (before.is_whitespace() || before == '=') => quote = Some(c),
            None => {}
        }
        before = c;
    }
    // A quote that is never closed is none.
    plain
}

/// By the place of each opening, that of its closing: the nearest one of its name that is still open.
fn closings(tags: &[Tag<'_>]) -> Vec<Option<usize>> {
    let mut closings = vec![None; tags.len()];
    let mut open: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (index, tag) in tags.iter().enumerate().filter(|(_, tag)| !tag.closed) {
        let same = open.entry((tag.open, tag.name)).or_default();
        match tag.ends {
            false => same.push(index),
            true => {
                if let Some(opening) = same.pop() {
                    closings[opening] = Some(index);
                }
            }
        }
    }
    closings
}

/// `src="a.jpg" alt='x' "one" two` as names and values.
fn arguments(written: &str) -> Vec<(Option<&str>, String)> {
    let mut found = Vec::new();
    let mut rest = written.trim();
    while !rest.is_empty() {
        let word = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let is_quoted = rest.starts_with(['"', '\'', '`']);
        let after = rest[word..].trim_start();
        let (name, value) = match after.strip_prefix('=') {
            Some(value) if !is_quoted && word > 0 => (Some(&rest[..word]), value.trim_start()),
            _ => (None, rest),
        };
        let (value, left) = value_of(value);
        found.push((name, value));
        // Whatever stands there, the text gets shorter.
        rest = left.trim_start_matches([' ', '\t', '\n', '\r', ',']);
        if rest.len() == written.len() {
            break;
        }
    }
    found
}

fn value_of(text: &str) -> (String, &str) {
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else {
        let end = text.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(text.len());
        let end = if end == 0 { text.chars().next().map_or(0, char::len_utf8) } else { end };
        return (text[..end].to_string(), &text[end..]);
    };
    let mut value = String::new();
    let mut chars = text[quote.len_utf8()..].char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if quote != '`' => match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, c)) => value.push(c),
                None => {}
            },
            c if c == quote => return (value, &text[quote.len_utf8() + at + c.len_utf8()..]),
            c => value.push(c),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, any, proptest};

    use super::{Braces, Call, replace};

    const HUGO: &[Braces] =
        &[Braces { open: "{{<", close: ">}}", end: "/" }, Braces { open: "{{%", close: "%}}", end: "/" }];
    const LIQUID: &[Braces] = &[Braces { open: "{%", close: "%}", end: "end" }];

    fn seen(call: &Call<'_>) -> Option<String> {
        let arguments: Vec<String> = call
            .arguments
            .iter()
            .map(|(name, value)| name.map_or_else(|| value.clone(), |name| format!("{name}={value}")))
            .collect();
        let inner = call.inner.as_ref().map(|inner| format!("|{inner}")).unwrap_or_default();
        (call.name != "keep").then(|| format!("<{}:{}{inner}>", call.name, arguments.join(";")))
    }

    #[test]
    fn calls_are_found_with_their_arguments_and_their_inside() {
        for (text, wanted) in [
            ("a {{< youtube abc >}} b", "a <youtube:abc> b"),
            ("{{< figure src=\"a b.jpg\" alt='è \"x\"' caption=`c` >}}", "<figure:src=a b.jpg;alt=è \"x\";caption=c>"),
            ("{{% note %}}\n**a** {{< b />}}\n{{% /note %}}", "<note:|\n**a** <b:>\n>"),
            ("{{< a >}}1{{< a >}}2{{< /a >}}3{{< /a >}}", "<a:|1<a:|2>3>"),
            ("{{< keep x >}} {{</* shown */>}} {{ .Title }}", "{{< keep x >}} {{</* shown */>}} {{ .Title }}"),
            ("{{< a \"x >}} y\" >}}", "<a:x >}} y>"),
            ("{{< never", "{{< never"),
            ("{{< /alone >}}", "{{< /alone >}}"),
            ("{{< a \"\\\"x\\\"\" >}}", "<a:\"x\">"),
        ] {
            assert_eq!(replace(text, HUGO, &mut |call| seen(call)), wanted, "{text}");
        }
    }

    #[test]
    fn liquid_ends_by_a_word() {
        for (text, wanted) in [
            ("{% highlight ruby %}\nputs 1\n{% endhighlight %}", "<highlight:ruby|\nputs 1\n>"),
            ("{%- include a.html id=\"x\" -%}", "<include:a.html;id=x>"),
            ("{% endless %}", "{% endless %}"),
        ] {
            assert_eq!(replace(text, LIQUID, &mut |call| seen(call)), wanted, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn text_without_an_answer_stays_as_it_is(text in "([{<%>}/\"'` a=é]|\\{\\{<|>\\}\\}|end){0,60}", _seed in any::<u8>()) {
            assert_eq!(replace(&text, HUGO, &mut |call| { let _ = seen(call); None }), text);
            assert_eq!(replace(&text, LIQUID, &mut |call| { let _ = seen(call); None }), text);
        }
    }
}
