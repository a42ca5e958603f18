//! Addresses of the web as people copy them: what only follows the reader is taken out, and two ways to write one address
//! are one.

use std::borrow::Cow;

/// Parameters by which mailing lists, networks and advertisers follow a click, and which never choose what is shown. A name
/// that ends with a star stands for all that begin so.
const TRACKING: &[&str] = &[
    "utm_*",
    "mtm_*",
    "pk_campaign",
    "pk_kwd",
    "pk_source",
    "pk_medium",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "gad_source",
    "gad_campaignid",
    "srsltid",
    "msclkid",
    "yclid",
    "ysclid",
    "twclid",
    "ttclid",
    "li_fat_id",
    "rdt_cid",
    "igsh",
    "igshid",
    "mc_cid",
    "mc_eid",
    "ml_subscriber",
    "ml_subscriber_hash",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "__hssc",
    "__hstc",
    "__hsfp",
    "hsctatracking",
    "vero_id",
    "vero_conv",
    "oly_enc_id",
    "oly_anon_id",
    "rb_clickid",
    "s_cid",
    "wickedid",
    "_ga",
    "_gl",
    "ref_src",
    "ref_url",
    "__twitter_impression",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "at_campaign",
    "at_medium",
    "at_custom*",
    "smid",
    "cmpid",
    "xtor",
    "fb_action_ids",
    "fb_action_types",
    "fb_source",
];

fn follows_the_reader(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or(parameter).to_ascii_lowercase();
    TRACKING.iter().any(|known| match known.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == *known,
    })
}

/// What stands in a text and in no address, and what to do: a quotation mark that YAML took for a letter, or white space.
pub fn stray(url: &str) -> Option<(&'static str, String)> {
    let url = url.trim();
    if url.contains('"') {
        return Some((
            "a quotation mark",
            format!("Write `{}`, with quotation marks around all of it or none.", url.replace('"', "")),
        ));
    }
    let has_space = url.contains(|c: char| c.is_whitespace() || c.is_control());
    has_space.then(|| {
        let whole: Vec<&str> = url.split(|c: char| c.is_whitespace() || c.is_control()).collect();
        ("white space", format!("Take it out, or write `%20` in its place: `{}`.", whole.join("%20")))
    })
}

/// An address without the parameters that follow the reader; everything else stays as it is written.
pub fn without_tracking(url: &str) -> Cow<'_, str> {
    let (rest, fragment) = url.split_once('#').map_or((url, None), |(rest, fragment)| (rest, Some(fragment)));
    let Some((address, query)) = rest.split_once('?') else { return Cow::Borrowed(url) };
    if !query.split('&').any(follows_the_reader) {
        return Cow::Borrowed(url);
    }
    let kept: Vec<&str> = query.split('&').filter(|parameter| !follows_the_reader(parameter)).collect();
    let mut clean = address.to_string();
    if !kept.is_empty() {
        clean.push('?');
        clean.push_str(&kept.join("&"));
    }
    if let Some(fragment) = fragment {
        clean.push('#');
        clean.push_str(fragment);
    }
    Cow::Owned(clean)
}

/// `https://www.example.org/a` is `example.org`.
pub fn domain(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = host.rsplit('@').next().unwrap_or(host);
    let host = host.to_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_string()
}

/// Whether an address says at whose host it is: `https:///a` does not.
pub fn has_host(url: &str) -> bool {
    !domain(url).trim().is_empty()
}

/// What two addresses of one page have in common: scheme, `www.`, a default port, a closing slash, the order of parameters,
/// those that follow the reader, and the fragment are no matter.
pub fn sameness(url: &str) -> String {
    let url = without_tracking(url.trim());
    let rest = url.split_once("://").map_or(&*url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or(rest);
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (_, path) = address.split_once('/').unwrap_or((address, ""));
    let host = domain(&url);
    let host = host.strip_suffix(":443").or_else(|| host.strip_suffix(":80")).unwrap_or(&host);
    let mut same = format!("{host}/{}", path.trim_end_matches('/'));
    let mut parameters: Vec<&str> = query.split('&').filter(|parameter| !parameter.is_empty()).collect();
    if !parameters.is_empty() {
        parameters.sort_unstable();
        same.push('?');
        same.push_str(&parameters.join("&"));
    }
    same
}

/// Whether an address, as [`sameness`] makes it, is that of one article, and not a list such as `openai.com/news`.
pub fn is_of_one_article(same: &str) -> bool {
    let path = same.split_once('/').map_or("", |(_, path)| path);
    path.contains(['/', '?', '-']) || path.contains(|c: char| c.is_ascii_digit())
}

/// Whether a name is written as a domain: `arstechnica.com`, and neither `Inc.` nor `AT&T`.
pub fn is_domain(name: &str) -> bool {
    let mut labels = name.split('.');
    let is_label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    name.contains('.') && labels.all(is_label) && last.chars().count() >= 2 && last.chars().any(char::is_alphabetic)
}

/// A domain and those above it, the nearest first: `blog.example.org`, `example.org`.
pub fn and_above(domain: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(domain), |at| {
        at.split_once('.').map(|(_, above)| above).filter(|above| above.contains('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::{and_above, domain, is_domain, sameness, without_tracking};

    #[test]
    fn what_follows_the_reader_is_taken_out_and_nothing_else() {
        for (written, published) in [
            ("https://a.example/x", "https://a.example/x"),
            ("https://a.example/x?utm_source=b&utm_medium=c", "https://a.example/x"),
            ("https://a.example/x?id=7&utm_source=b", "https://a.example/x?id=7"),
            ("https://a.example/x?fbclid=1&id=7&mc_cid=2#parte", "https://a.example/x?id=7#parte"),
            ("https://a.example/x?gclid=1#parte", "https://a.example/x#parte"),
            ("https://a.example/x?UTM_Source=b", "https://a.example/x"),
            ("https://a.example/?q=utm_source", "https://a.example/?q=utm_source"),
            ("https://a.example/?v=a%26b&&w", "https://a.example/?v=a%26b&&w"),
            ("https://a.example/x?mc_eid", "https://a.example/x"),
            ("https://a.example/x#?utm_source=b", "https://a.example/x#?utm_source=b"),
            ("https://a.example/x?source=rss&ref=y", "https://a.example/x?source=rss&ref=y"),
            ("", ""),
            ("?utm_source", ""),
        ] {
            assert_eq!(without_tracking(written), published, "{written}");
        }
    }

    #[test]
    fn one_page_has_one_sameness_however_it_is_written() {
        let page = "example.org/a?b=1&c=2";
        for written in [
            "https://example.org/a?b=1&c=2",
            "http://www.example.org/a/?c=2&b=1",
            "https://EXAMPLE.org:443/a?b=1&utm_campaign=x&c=2#d",
            "//example.org/a?b=1&c=2",
            " https://example.org/a?b=1&c=2 ",
        ] {
            assert_eq!(sameness(written.trim_start_matches("//")), page, "{written}");
        }
        for (one, other) in [
            ("https://example.org/a", "https://example.org/A"),
            ("https://example.org/a", "https://blog.example.org/a"),
            ("https://example.org/?p=1", "https://example.org/?p=2"),
            ("https://example.org:8080/a", "https://example.org/a"),
        ] {
            assert_ne!(sameness(one), sameness(other), "{one} and {other}");
        }
    }

    #[test]
    fn a_domain_is_told_from_a_name() {
        for name in ["example.org", "blog.rust-lang.org", "9to5mac.com", "münchen.example", "a.co.uk"] {
            assert!(is_domain(name), "{name}");
        }
        for name in ["WSJ", "Nvidia Corp.", "3.14", "a b.org", "@a.b", ".org", "a..org", "-a.org", "Inc.", ""] {
            assert!(!is_domain(name), "{name}");
        }
        assert_eq!(
            and_above("a.b.example.org").collect::<Vec<_>>(),
            ["a.b.example.org", "b.example.org", "example.org"]
        );
        assert_eq!(domain("https://user@WWW.Example.org/a?b#c"), "example.org");
        assert_eq!(domain("http://user@news.example.org"), "news.example.org");
    }
}
