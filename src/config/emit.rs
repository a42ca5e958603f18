//! A tree written as one line of YAML: for serde_yaml to read after environments were laid over it or after it was TOML,
//! and for people, where a setting's value is shown.

use super::node::{Kind, Node, Shape};

/// The tree as YAML that reads back as the same values. Texts are always in quotes, numbers as they were written.
pub fn exact(node: &Node) -> String {
    let mut out = String::new();
    write(&mut out, node, true);
    out
}

/// The same for people: quotes only where they are needed.
pub fn readable(node: &Node) -> String {
    let mut out = String::new();
    write(&mut out, node, false);
    out
}

fn write(out: &mut String, node: &Node, exact: bool) {
    match &node.shape {
        // Nothing must stay nothing: written as `null`, a text field would read it as that word.
        Shape::Nothing | Shape::Repeated => {}
        // A plain text may hold signs that mean something within brackets; a plain number or flag holds none.
        Shape::Plain(text) if exact && node.kind() == Kind::Text => out.push_str(&quoted(text)),
        Shape::Plain(text) if exact => out.push_str(text),
        Shape::Plain(text) if is_safe(text) || node.kind() != Kind::Text => out.push_str(text),
        Shape::Text(text) if !exact && is_safe(text) && is_text(text) => out.push_str(text),
        Shape::Plain(text) | Shape::Text(text) => out.push_str(&quoted(text)),
        Shape::List(nodes) => {
            out.push('[');
            for (index, node) in nodes.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                match node.shape {
                    Shape::Nothing | Shape::Repeated => out.push_str("null"),
                    _ => write(out, node, exact),
                }
            }
            out.push(']');
        }
        Shape::Map(entries) => {
            out.push('{');
            for (index, entry) in entries.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                out.push_str(&if exact || !is_safe(&entry.key) { quoted(&entry.key) } else { entry.key.clone() });
                out.push_str(": ");
                write(out, &entry.value, exact);
            }
            out.push('}');
        }
    }
}

fn is_text(text: &str) -> bool {
    Node { span: 0..0, shape: Shape::Plain(text.to_string()) }.kind() == Kind::Text
}

/// Whether a text can stand without quotes anywhere, even within brackets.
fn is_safe(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric() || c == '/' || c == '.')
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(|c| c.is_control() || ",[]{}\"'\\\u{feff}\u{2028}\u{2029}".contains(c))
}

/// A text between double quotes. JSON's escapes are YAML's too; what YAML holds for unprintable is escaped besides.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                out.push_str(&format!("\\u{:04X}", character as u32));
            }
            _ if character.is_control() => out.push_str(&format!("\\u{:04X}", character as u32)),
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// A text in the quotes that it needs least escaping in, as an editor would write it.
pub fn in_quotes(text: &str) -> String {
    if text.chars().any(char::is_control) {
        quoted(text)
    } else if text.contains(['"', '\\']) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::{exact, in_quotes, quoted, readable};
    use crate::config::marked::parse;
    use crate::config::yaml::Value;

    #[test]
    fn what_is_written_reads_back_the_same() {
        for text in [
            "a: 1\nb: \"1\"\nc: [x, 'y: z', ~, true, 1.50]\nd: {e: }\nf: |\n  due\n  righe\n",
            "titolo: uno, due [tre] è\n\"chiave: strana\": \"\\u0085 \\u2028 \\x07 \\uFEFF\"\n",
            "- 2025-09-23\n- 12:30\n- no\n- '#'\n- \"\"\n",
        ] {
            let tree = parse(text, 0..text.len()).expect("valid YAML").root;
            let (once, again): (Value, Value) = (
                crate::config::yaml::value_of(text).expect("valid YAML"),
                crate::config::yaml::value_of(&exact(&tree)).expect("what we write is valid YAML"),
            );
            assert_eq!(once, again);
        }
    }

    #[test]
    fn people_see_quotes_only_where_they_are_needed() {
        let text = "{a: \"uno due\", b: \"1\", c: 'a: b', d: https://example.org/, e: [x, \"y,z\"]}";
        let tree = parse(text, 0..text.len()).expect("valid YAML").root;
        assert_eq!(readable(&tree), "{a: uno due, b: \"1\", c: \"a: b\", d: https://example.org/, e: [x, \"y,z\"]}");
    }

    #[test]
    fn quotes_are_chosen_for_the_text() {
        assert_eq!(in_quotes("L'accordo: tutto"), "\"L'accordo: tutto\"");
        assert_eq!(in_quotes("\"Pronti\", dice l'ad"), "'\"Pronti\", dice l''ad'");
        assert_eq!(quoted("a\"b\\"), "\"a\\\"b\\\\\"");
    }
}
