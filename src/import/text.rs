//! Pieces of our Markdown, as importers write them.

/// A call of one of our own shortcodes; arguments that say nothing are left out.
pub fn shortcode(name: &str, arguments: &[(&str, &str)]) -> String {
    let arguments: Vec<String> = arguments
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}=\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")))
        .collect();
    format!("{{{{ {name}({}) }}}}", arguments.join(", "))
}

/// `![alt](src "Caption | Credit")`
pub fn picture(src: &str, alt: &str, caption: &str, credit: &str) -> String {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<&str>>().join(" ");
    let alt = one_line(alt).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    let src = destination(src);
    let title = |text: &str| one_line(text).replace('\\', "\\\\").replace('"', "\\\"").replace('|', "/");
    match (title(caption), title(credit)) {
        (caption, credit) if caption.is_empty() && credit.is_empty() => format!("![{alt}]({src})"),
        (caption, credit) if credit.is_empty() => format!("![{alt}]({src} \"{caption}\")"),
        (caption, credit) => format!("![{alt}]({src} \"{caption} | {credit}\")"),
    }
}

/// An address as the destination of a link or a picture. Browsers pass over line breaks in it; in Markdown they would end it.
pub fn destination(address: &str) -> String {
    let address = address.replace(|c: char| c.is_control(), "");
    if address.contains([' ', '(', ')', '<']) { enclosed(&address) } else { address }
}

/// An address between the signs that Markdown has for that. Nothing in it ends them.
pub fn enclosed(address: &str) -> String {
    let address = address.replace(char::is_control, "").replace('<', "%3C").replace('>', "%3E");
    format!("<{address}>")
}
