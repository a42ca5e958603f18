//! The grammar of shortcode tags: `{{ name(key=value) }}`, `{% name(key=value) %}` and `{% end %}`.

use crate::article::piece::Argument;

/// A call as it is written in a tag.
#[derive(Debug, PartialEq)]
pub struct Call {
    pub name: String,
    pub arguments: Vec<(String, Argument)>,
}

#[derive(Debug, PartialEq)]
pub enum Tag {
    /// `{{ name(…) }}`
    Whole(Call),
    /// `{% name(…) %}`
    Opening(Call),
    /// `{% end %}`
    Closing,
}

#[derive(Debug, PartialEq)]
pub enum Fault {
    /// Braces that mean something else: `{{ page.title }}`, `{% if x %}`.
    NoCall,
    /// It looks like a call, but is none: what is wrong, in words.
    Malformed(&'static str),
}

/// Longer than this no tag is; it keeps a text full of unclosed tags from being searched to its end each time.
const LONGEST: usize = 8000;
const DEEPEST_LIST: usize = 16;

/// Reads the tag at the start of `text`, which begins with `{{` or `{%`, and says how many bytes it takes.
pub fn parse(text: &str) -> Result<(Tag, usize), Fault> {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let whole = text.starts_with("{{");
    let closing = if whole { "}}" } else { "%}" };
    let mut reader = Reader { text: &text[..end], at: 2 };
    reader.skip_space();
    let name = reader.word();
    if name.is_empty() {
        return Err(Fault::NoCall);
    }
    reader.skip_space();
    if !whole && name == "end" && reader.take(closing) {
        return Ok((Tag::Closing, reader.at));
    }
    if !reader.take("(") {
        return Err(Fault::NoCall);
    }
    let arguments = reader.arguments().map_err(Fault::Malformed)?;
    reader.skip_space();
    if !reader.take(closing) {
        return Err(Fault::Malformed(if whole {
            "`}}` is missing after the arguments"
        } else {
            "`%}` is missing after the arguments"
        }));
    }
    let call = Call { name: name.to_string(), arguments };
    Ok((if whole { Tag::Whole(call) } else { Tag::Opening(call) }, reader.at))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn take(&mut self, token: &str) -> bool {
        let taken = self.rest().starts_with(token);
        self.at += if taken { token.len() } else { 0 };
        taken
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let begins = rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
        let length = if begins { length } else { 0 };
        self.at += length;
        &rest[..length]
    }

    fn arguments(&mut self) -> Result<Vec<(String, Argument)>, &'static str> {
        let mut arguments: Vec<(String, Argument)> = Vec::new();
        loop {
            self.skip_space();
            if self.take(")") {
                return Ok(arguments);
            }
            let name = self.word();
            if name.is_empty() {
                return Err("an argument's name is expected: `name=value`");
            }
            if arguments.iter().any(|(other, _)| other == name) {
                return Err("an argument is given twice");
            }
            self.skip_space();
            if !self.take("=") {
                return Err("`=` is missing after an argument's name");
            }
            let value = self.value(0)?;
            arguments.push((name.to_string(), value));
            self.skip_space();
            if !self.take(",") && !self.rest().starts_with(')') {
                return Err("`,` or `)` is missing after an argument");
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<Argument, &'static str> {
        self.skip_space();
        let rest = self.rest();
        match rest.chars().next() {
            Some(quote @ ('"' | '\'' | '`')) => {
                let length = rest[1..].find(quote).ok_or("a text is not closed")?;
                self.at += length + 2;
                Ok(Argument::Text(rest[1..1 + length].to_string()))
            }
            Some('[') if depth < DEEPEST_LIST => {
                self.at += 1;
                self.list(depth)
            }
            Some('0'..='9' | '-' | '+' | '.') => self.number(),
            _ => match self.word() {
                "true" | "True" => Ok(Argument::Flag(true)),
                "false" | "False" => Ok(Argument::Flag(false)),
                _ => Err("a value is expected: a text in quotation marks, a number, true, false or a list"),
            },
        }
    }

    fn list(&mut self, depth: usize) -> Result<Argument, &'static str> {
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.take("]") {
                return Ok(Argument::List(items));
            }
            items.push(self.value(depth + 1)?);
            self.skip_space();
            if !self.take(",") && !self.rest().starts_with(']') {
                return Err("`,` or `]` is missing in a list");
            }
        }
    }

    fn number(&mut self) -> Result<Argument, &'static str> {
        let rest = self.rest();
        let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+')).count();
        self.at += length;
        let written = &rest[..length];
        if let Ok(integer) = written.parse() {
            return Ok(Argument::Integer(integer));
        }
        written
            .parse()
            .ok()
            .filter(|float: &f64| float.is_finite())
            .map(Argument::Float)
            .ok_or("a number cannot be read")
    }
}

#[cfg(test)]
mod tests {
    use super::{Argument, Call, Fault, Tag, parse};

    fn call(name: &str, arguments: Vec<(&str, Argument)>) -> Call {
        Call { name: name.into(), arguments: arguments.into_iter().map(|(k, v)| (k.into(), v)).collect() }
    }

    #[test]
    fn every_kind_of_argument_is_read() {
        let text = |text: &str| Argument::Text(text.into());
        let written =
            "{{ post(url=\"a}}b\", by='x', note=`\"y\"`, start=-3, at=1.5, auto=true, list=[\"a\", [1],],) }} rest";
        let list = Argument::List(vec![text("a"), Argument::List(vec![Argument::Integer(1)])]);
        let expected = call(
            "post",
            vec![
                ("url", text("a}}b")),
                ("by", text("x")),
                ("note", text("\"y\"")),
                ("start", Argument::Integer(-3)),
                ("at", Argument::Float(1.5)),
                ("auto", Argument::Flag(true)),
                ("list", list),
            ],
        );
        assert_eq!(parse(written), Ok((Tag::Whole(expected), written.len() - " rest".len())));
        assert_eq!(parse("{%a()%}"), Ok((Tag::Opening(call("a", vec![])), 7)));
        assert_eq!(parse("{% end %}"), Ok((Tag::Closing, 9)));
        assert_eq!(parse("{% end() %}"), Ok((Tag::Opening(call("end", vec![])), 11)));
    }

    #[test]
    fn braces_that_are_no_call_are_told_from_broken_calls() {
        for text in ["{{ x }}", "{{ page.title }}", "{% if x %}", "{{}}", "{{ \"a\" }}", "{{ 3 }}", "{{"] {
            assert_eq!(parse(text), Err(Fault::NoCall), "{text}");
        }
        for text in [
            "{{ a(id=) }}",
            "{{ a(id=\"x) }}",
            "{{ a(id=1 }}",
            "{{ a(1) }}",
            "{{ a() }",
            "{% a(x=1,x=2) %}",
            "{{ a(x=1e999) }}",
        ] {
            assert!(matches!(parse(text), Err(Fault::Malformed(_))), "{text}");
        }
        assert!(matches!(parse(&format!("{{{{ a(x={}", "[".repeat(50_000))), Err(Fault::Malformed(_))));
    }
}
