//! Addresses in HTML made absolute, for a text that is read elsewhere. Most are so already, since the page was written for
//! feeds; what an author wrote as HTML is not.

/// Attributes that hold one address.
const ONE: [&str; 5] = ["href", "src", "poster", "cite", "data"];

/// HTML in which every address has its host. `page` is the absolute address that it is seen from.
pub fn html(html: &str, page: &str) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(end) = rest.strip_prefix("<!--").and_then(|inside| inside.find("-->")) {
            out.push_str(&rest[..end + 7]);
            rest = &rest[end + 7..];
        } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = tag(rest, page, &mut out);
        } else {
            out.push('<');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// Copies the tag that a text begins with; returns what follows it.
fn tag<'a>(text: &'a str, page: &str, out: &mut String) -> &'a str {
    let name = 1 + text[1..].find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(text.len() - 1);
    out.push_str(&text[..name]);
    let mut rest = &text[name..];
    loop {
        let gap = rest.find(|c: char| !c.is_whitespace() && c != '/').unwrap_or(rest.len());
        out.push_str(&rest[..gap]);
        rest = &rest[gap..];
        if rest.is_empty() || rest.starts_with('>') {
            return rest;
        }
        let name_end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        // A stray sign is no name, but one step on.
        let name_end = if name_end == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { name_end };
        let name = &rest[..name_end];
        out.push_str(name);
        rest = &rest[name_end..];
        let Some(value) = rest.trim_start().strip_prefix('=') else { continue };
        let value = value.trim_start();
        let (quote, inside) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => (Some(quote), &value[1..]),
            _ => (None, value),
        };
        let end = match quote {
            Some(quote) => inside.find(quote),
            None => inside.find(|c: char| c.is_whitespace() || c == '>'),
        };
        let end = end.unwrap_or(inside.len());
        let (written, quote) = (&inside[..end], quote.map_or(String::new(), |quote| quote.to_string()));
        out.push('=');
        out.push_str(&quote);
        let name = name.to_ascii_lowercase();
        if ONE.contains(&name.as_str()) {
            out.push_str(&address(written, page));
        } else if name == "srcset" || name == "imagesrcset" {
            out.push_str(&set(written, page));
        } else {
            out.push_str(written);
        }
        rest = &inside[end..];
        if !quote.is_empty() && !rest.is_empty() {
            out.push_str(&quote);
            rest = &rest[1..];
        }
    }
}

fn address(written: &str, page: &str) -> String {
    let trimmed = written.trim();
    let scheme = trimmed.split([':', '/', '#', '?']).next().unwrap_or("");
    if trimmed.starts_with("//") || trimmed[scheme.len()..].starts_with(':') {
        return written.to_string();
    }
    let host = page.find("://").map_or(0, |at| page[at + 3..].find('/').map_or(page.len(), |slash| at + 3 + slash));
    let folder = page.rfind('/').filter(|at| *at >= host).map_or(page.len(), |at| at + 1);
    match trimmed.chars().next() {
        None | Some('#' | '?') => format!("{page}{trimmed}"),
        Some('/') => format!("{}{trimmed}", &page[..host]),
        Some(_) => {
            let mut folder = &page[..folder];
            let mut below = trimmed.strip_prefix("./").unwrap_or(trimmed);
            while let Some(up) = below.strip_prefix("../") {
                below = up;
                let parent = folder.trim_end_matches('/').rfind('/').filter(|at| *at >= host);
                folder = parent.map_or(folder, |at| &page[..=at]);
            }
            format!("{folder}{below}")
        }
    }
}

/// `a.jpg 480w, b.jpg 960w`.
fn set(written: &str, page: &str) -> String {
    let candidates = written.split(", ").map(|candidate| {
        let candidate = candidate.trim();
        match candidate.split_once(char::is_whitespace) {
            Some((url, size)) => format!("{} {}", address(url, page), size.trim()),
            None => address(candidate, page),
        }
    });
    candidates.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::html;

    const PAGE: &str = "https://example.org/sito/2025/09/a/";

    #[test]
    fn every_address_gets_its_host() {
        for (written, wanted) in [
            ("<a href=\"/x/\">x</a>", "<a href=\"https://example.org/x/\">x</a>"),
            ("<a class='e' href='b.html#c'>", "<a class='e' href='https://example.org/sito/2025/09/a/b.html#c'>"),
            ("<a href=\"#nota\">", "<a href=\"https://example.org/sito/2025/09/a/#nota\">"),
            ("<img src=../b/p.png alt>", "<img src=https://example.org/sito/2025/09/b/p.png alt>"),
            (
                "<img srcset=\"p.png 480w, /q.png 960w\" src=\"p.png\"/>",
                "<img srcset=\"https://example.org/sito/2025/09/a/p.png 480w, https://example.org/q.png 960w\" src=\"https://example.org/sito/2025/09/a/p.png\"/>",
            ),
            ("<video poster=\"v.jpg\"></video>", "<video poster=\"https://example.org/sito/2025/09/a/v.jpg\"></video>"),
            ("<a href=\"../../../../../../x\">", "<a href=\"https://example.org/x\">"),
        ] {
            assert_eq!(html(written, PAGE), wanted);
        }
    }

    #[test]
    fn what_has_a_host_and_what_is_no_address_stays() {
        for same in [
            "<a href=\"https://a.example/\">x</a> <a href=\"mailto:a@b.example\">",
            "<a href=\"//cdn.example/x\">",
            "<!-- <a href=\"/x\"> --> a < b && c > d <",
            "<p title=\"href=/x\">",
            "<br/><p",
            "<a href",
            "<a =\"",
            "<a href=\"è",
        ] {
            let made = html(same, PAGE);
            assert!(made == same || same.starts_with("<a href=\"è") || same == "<a =\"", "{same} became {made}");
        }
    }
}
