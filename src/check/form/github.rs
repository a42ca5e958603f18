//! Findings as GitHub's workflow commands, which stand beside the lines of a pull request.

use crate::diagnostic::{Diagnostic, Severity};

/// One command a finding: `::error file=…,line=…,col=…,title=…::…`.
pub fn report(said: &[Diagnostic]) -> Vec<String> {
    said.iter().map(command).collect()
}

fn command(one: &Diagnostic) -> String {
    let word = match one.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(span) = one.span.as_ref().filter(|span| !span.path.is_empty()) {
        properties.push(format!("file={}", property(&span.path)));
        if span.line > 0 {
            properties.push(format!("line={}", span.line));
            properties.push(format!("col={}", span.column));
            properties.push(format!("endColumn={}", span.column + span.length.max(1)));
        }
    }
    properties.push(format!("title={}", property(&one.code)));
    let words = [&one.message].into_iter().chain(&one.help).cloned().collect::<Vec<_>>().join("\n");
    format!("::{word} {}::{}", properties.join(","), text(&words))
}

/// A text may hold anything but what ends the command.
fn text(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(value: &str) -> String {
    text(value).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::report;
    use crate::diagnostic::{Diagnostic, locate};

    #[test]
    fn a_command_is_one_line_whatever_is_in_it() {
        let span = locate::span("content/a,b:c.md", "uno due", 4, 3);
        let one = Diagnostic::warning("long-quote", "100% of it\n::error::x").at(span).help("Say less.");
        assert_eq!(
            report(&[one, Diagnostic::error("x", "y")]),
            [
                "::warning file=content/a%2Cb%3Ac.md,line=1,col=5,endColumn=8,title=long-quote::100%25 of it%0A::error::x%0ASay less.",
                "::error title=x::y",
            ]
        );
    }
}
