//! One line of YAML, looked at as its author sees it: spaces, dashes, a name, a colon, a value.

use std::ops::Range;

use super::Trap;

#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// In bytes of the whole file.
    pub start: usize,
    /// Without its end.
    pub text: &'a str,
}

impl<'a> Line<'a> {
    /// The line of `file[range]` that holds the byte `at`; the last one that says something when `at` is past the end.
    pub fn at(file: &'a str, range: &Range<usize>, at: usize) -> Line<'a> {
        let part = file.get(range.clone()).unwrap_or_default();
        let mut within = at.saturating_sub(range.start).min(part.trim_end().len());
        while !part.is_char_boundary(within) {
            within -= 1;
        }
        let start = part[..within].rfind('\n').map_or(0, |at| at + 1);
        let end = part[within..].find('\n').map_or(part.len(), |at| within + at);
        Line { start: range.start + start, text: part[start..end].trim_end_matches('\r') }
    }

    /// The line before this one that says something.
    pub fn before(&self, file: &'a str, range: &Range<usize>) -> Option<Line<'a>> {
        let mut start = self.start;
        while start > range.start {
            let line = Line::at(file, &(range.start..start), start - 1);
            let is_blank = line.text.trim().is_empty() || line.text.trim_start().starts_with('#');
            // Blank lines at the very beginning lead nowhere further.
            if line.start >= start {
                return None;
            }
            if !is_blank {
                return Some(line);
            }
            start = line.start;
        }
        None
    }

    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches([' ', '\t']).len()
    }

    /// The bytes between the spaces at both ends.
    pub fn content(&self) -> Range<usize> {
        let start = self.start + self.indent();
        start..start.max(self.start + self.text.trim_end().len())
    }

    /// What stands after the spaces and the dashes of a list.
    fn body(&self) -> (usize, &'a str) {
        let mut at = self.indent();
        while let Some(rest) = self.text[at..].strip_prefix("- ") {
            at = self.text.len() - rest.trim_start().len();
        }
        (at, self.text[at..].trim_end())
    }

    /// The name before the first colon, and where in the file the value behind it begins.
    pub fn field(&self) -> (Option<&'a str>, usize, &'a str) {
        let (at, body) = self.body();
        // A name may stand in quotes, but a quotation that only holds a colon is none.
        let is_name = |name: &str| match name.chars().next() {
            None | Some('[' | '{' | '#') => false,
            Some(sign @ ('"' | '\'')) => name.len() > 1 && name[1..].find(sign) == Some(name.len() - 2),
            Some(_) => true,
        };
        match split_field(body).filter(|(name, _)| is_name(name)) {
            Some((name, value)) => {
                let value_at = at + body.len() - value.len();
                (Some(name), self.start + value_at, value)
            }
            None => (None, self.start + at, body),
        }
    }

    /// The name and the text of the value that begins at the byte `at` and goes on to the end of its line, or within
    /// brackets to the end of its part.
    pub fn value_at(&self, at: usize) -> (Option<&'a str>, &'a str) {
        let from = at.saturating_sub(self.start).min(self.text.len());
        let (name, value_at, value) = self.field();
        if value_at == at {
            return (name, value);
        }
        let rest = self.text[from..].trim_end();
        let before = self.text[..from].trim_end();
        let is_within = value.starts_with(['{', '[']);
        let rest = if is_within { rest.split([',', '}', ']']).next().unwrap_or(rest).trim_end() } else { rest };
        let name = before.strip_suffix(':').map(|before| before.rsplit(['{', '[', ',', ' ']).next().unwrap_or(before));
        (name.filter(|name| !name.is_empty()), rest)
    }

    pub fn tab(&self) -> Option<Trap> {
        let indent = &self.text[..self.indent()];
        let at = indent.find('\t')?;
        let tabs = indent.matches('\t').count();
        Some(Trap {
            code: "yaml-tab",
            message: "this line begins with a tab, and YAML allows only spaces there".to_string(),
            span: self.start + at..self.start + at + tabs,
            help: "put two spaces in place of each tab".to_string(),
        })
    }

    /// `title:OpenAI`, without a space behind the colon.
    pub fn glued(&self) -> Option<Trap> {
        let (at, body) = self.body();
        let (name, value) = body.split_once(':')?;
        let is_name = name.starts_with(|c: char| c.is_alphabetic())
            && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        if !is_name || value.is_empty() || value.starts_with([' ', '\t']) || value.starts_with("//") {
            return None;
        }
        let colon = self.start + at + name.len();
        Some(Trap {
            code: "yaml-space",
            message: "a space is missing after the colon".to_string(),
            span: colon..colon + 1,
            help: format!("write `{name}: {value}`"),
        })
    }

    /// More or fewer spaces than the lines around it allow.
    pub fn indentation(&self, file: &str, range: &Range<usize>) -> Option<Trap> {
        let above = self.before(file, range)?;
        let is_item = self.text.trim_start().starts_with("- ");
        let column = |line: &Line<'_>| if is_item { line.indent() } else { line.body().0 };
        let (here, there) = (self.indent(), column(&above));
        let spaces = |count: usize| match count {
            0 => "no space".to_string(),
            1 => "one space".to_string(),
            _ => format!("{count} spaces"),
        };
        let place = |line: &Line<'_>| match line.field().0.filter(|_| !is_item) {
            Some(name) => format!("{} before it, in the column of `{name}`", spaces(column(line))),
            None => format!("{} before it, like the line above", spaces(column(line))),
        };
        let is_entry = |line: &Line<'_>| line.text.trim_start().starts_with("- ");
        let help = if !is_item && is_entry(&above) && here == above.indent() {
            match above.field().0 {
                Some(name) => {
                    format!("put `- ` before it, like the line above; or, beside `{name}`, {} before it", spaces(there))
                }
                None => "put `- ` before it, like the line above".to_string(),
            }
        } else if here > there {
            // Below a name without a value anything may stand further to the right.
            let (name, _, value) = above.field();
            if name.is_some() && value.is_empty() || self.field().0.is_none() {
                return None;
            }
            match name.filter(|_| value.starts_with('{') && value.ends_with('}')) {
                Some(name) => format!(
                    "`{name}` is written on one line with `{{…}}`: write its fields below it instead, or put `{}` within the braces",
                    self.field().0.unwrap_or_default()
                ),
                None => format!("write it with {}", place(&above)),
            }
        } else if here < there {
            let mut outer = above.before(file, range);
            while let Some(line) = outer.filter(|line| column(line) >= here && column(line) > 0) {
                outer = line.before(file, range);
            }
            match outer.filter(|line| line.field().0.is_some()) {
                Some(line) => format!("write it with {}; or with {}", place(&above), {
                    let name = line.field().0.unwrap_or_default();
                    format!("{}, in the column of `{name}`", spaces(line.body().0))
                }),
                None if here == 0 => {
                    "take away the spaces before the line above: fields begin at the left margin".to_string()
                }
                None => format!("write it with {}", place(&above)),
            }
        } else {
            return None;
        };
        Some(Trap {
            code: "yaml-indentation",
            message: "this line does not begin in the same column as the fields that it belongs to".to_string(),
            span: self.content(),
            help,
        })
    }

    /// `title = "a"`, as TOML has it.
    pub fn equals(&self) -> Option<Trap> {
        let (at, body) = self.body();
        let (name, value) = body.split_once('=')?;
        let name = name.trim_end();
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-') {
            return None;
        }
        let start = self.start + at + body.find('=').unwrap_or(0);
        Some(Trap {
            code: "yaml-equals",
            message: "a name is followed by a colon, not by `=`".to_string(),
            span: start..start + 1,
            help: format!(
                "write `{name}: {}`; or, if all lines are TOML, enclose them in lines `+++`",
                value.trim_start()
            ),
        })
    }

    /// `- b` below a field that has a value already.
    pub fn stray_entry(&self, file: &str, range: &Range<usize>) -> Option<Trap> {
        let above = self.before(file, range)?;
        let name =
            above.field().0.filter(|_| !above.field().2.is_empty() && !above.text.trim_start().starts_with("- "))?;
        if !self.text.trim_start().starts_with("- ") {
            return None;
        }
        Some(Trap {
            code: "yaml-list",
            message: format!("a list's entry stands here, but `{name}` above has a value already"),
            span: self.content(),
            help: "above the entries write the list's name, with nothing behind its colon".to_string(),
        })
    }

    /// A line without a name and a colon, where a field should be.
    pub fn nameless(&self) -> Option<Trap> {
        let trap = self.equals().or_else(|| name_with_a_sign(self.body().1, self.start + self.body().0));
        if trap.is_some() {
            return trap;
        }
        let (name, _, value) = self.field();
        if name.is_some() || value.is_empty() || self.text.trim_start().starts_with("- ") {
            return None;
        }
        Some(Trap {
            code: "yaml-no-name",
            message: "this line has no field's name and no colon".to_string(),
            span: self.content(),
            help:
                "if it goes on with the text of the line above, begin it with two spaces; otherwise write `name: value`"
                    .to_string(),
        })
    }
}

/// `@name: …`, with a sign that no name can begin with.
pub fn name_with_a_sign(text: &str, at: usize) -> Option<Trap> {
    let sign = text.chars().next().filter(|sign| "@`%,]}&*!|>".contains(*sign))?;
    let (name, _) = split_field(text)?;
    Some(Trap {
        code: "yaml-sign",
        message: format!("a field's name cannot begin with `{sign}`"),
        span: at..at + sign.len_utf8(),
        help: format!("write `{}: …`", name.trim_start_matches(sign)),
    })
}

/// `name: value` in its two parts; the value without the spaces before it.
pub fn split_field(text: &str) -> Option<(&str, &str)> {
    let at = text
        .match_indices(':')
        .map(|(at, _)| at)
        .find(|at| matches!(text.as_bytes().get(at + 1), None | Some(b' ' | b'\t')))?;
    Some((text[..at].trim_end(), text[at + 1..].trim_start()))
}
