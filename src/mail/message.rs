//! A message by RFC 5322: `multipart/alternative`, the text before the HTML, quoted-printable, UTF-8 in its head encoded.
//!
//! The same input gives the same bytes: the date is handed in, the Message-ID stands for the issue, and the boundary for
//! what it divides.

use lettre::Address;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, From, HeaderName, HeaderValue, Headers, MIME_VERSION_1_0, ReplyTo, Subject,
    To,
};
use lettre::message::{Body, Mailboxes, MultiPart, SinglePart};

use super::Mail;
use crate::base::date::Moment;
use crate::base::stamp::Stamp;
use crate::config::email::{list_id, mailbox, mailboxes, one_line};
use crate::config::settings::email::Email;
use crate::diagnostic::Diagnostic;

/// What a mail is made of.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it is in the record, without spaces: `weekly/2025-w39`.
    pub id: String,
    /// The page that shows the same in a browser; empty when there is none.
    pub url: String,
    pub subject: String,
    pub preheader: String,
    /// With its style sheet inlined.
    pub html: String,
    pub text: String,
    /// The date of its head.
    pub date: Moment,
}

/// Makes the message.
///
/// # Errors
/// What is wrong with the addresses in the configuration.
pub fn compose(draft: Draft, email: &Email) -> Result<Mail, Diagnostic> {
    let from = mailbox("from", &email.from)?;
    let subject = one_line(&draft.subject);
    let message_id = message_id(&draft, from.email.domain());

    let mut headers = Headers::new();
    headers.set(From::from(Mailboxes::from(from)));
    if let Some(to) = &email.to {
        headers.set(To::from(mailboxes("to", to)?));
    }
    if let Some(reply_to) = &email.reply_to {
        headers.set(ReplyTo::from(mailboxes("reply_to", reply_to)?));
    }
    headers.set(Subject::from(subject.clone()));
    plain(&mut headers, "Date", draft.date.rfc822());
    plain(&mut headers, "Message-ID", format!("<{message_id}>"));
    if let Some(written) = &email.list_id {
        headers.insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str("List-Id"), list_id(written)?));
    }
    for (name, value) in unsubscribe(email.unsubscribe.as_deref()) {
        plain(&mut headers, name, value);
    }
    headers.set(MIME_VERSION_1_0);

    let parts = MultiPart::alternative()
        .boundary(format!("rassegna-{:?}", Stamp::of(&(&draft.text, &draft.html))))
        .singlepart(part(ContentType::TEXT_PLAIN, &draft.text))
        .singlepart(part(ContentType::TEXT_HTML, &draft.html));
    let mut eml = headers.to_string().into_bytes();
    eml.extend(parts.formatted());
    let Draft { id, url, preheader, html, text, .. } = draft;
    Ok(Mail { id, url, subject, preheader, html, text, message_id, eml })
}

fn part(kind: ContentType, text: &str) -> SinglePart {
    // Quoted-printable can hold every text; base64 is what remains for what cannot be.
    let body =
        Body::new_with_encoding(text.to_string(), ContentTransferEncoding::QuotedPrintable).unwrap_or_else(Body::new);
    SinglePart::builder().header(kind).body(body)
}

/// A field whose value is known to be short and plain, so that it needs neither encoding nor folding: an address between angle
/// brackets must not be taken apart.
fn plain(headers: &mut Headers, name: &'static str, value: String) {
    headers.insert_raw(HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str(name),
        value.clone(),
        value,
    ));
}

/// What RFC 2369 and RFC 8058 say of leaving a list. One click leaves it only where a server answers.
fn unsubscribe(address: Option<&str>) -> Vec<(&'static str, String)> {
    let Some(address) = address.map(str::trim).filter(|address| may_stand_in_a_head(address)) else {
        return Vec::new();
    };
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("https://") {
        vec![
            ("List-Unsubscribe", format!("<{address}>")),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_string()),
        ]
    } else if lower.starts_with("mailto:") {
        vec![("List-Unsubscribe", format!("<{address}>"))]
    } else {
        Vec::new()
    }
}

/// No merge tag, no sign that ends it, and no longer than a line may be.
fn may_stand_in_a_head(address: &str) -> bool {
    address.len() < 900 && address.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>{}|\"\\^`".contains(&byte))
}

/// The same for the same issue of the same site, however often it is made: who has it twice sees it once.
fn message_id(draft: &Draft, domain: &str) -> String {
    let name: String = draft.id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(60).collect();
    let stamp = format!("{:?}", Stamp::of(&(&draft.id, &draft.url)));
    let name = name.trim_matches('-').to_ascii_lowercase();
    format!("{name}.{}@{}", stamp.get(..12).unwrap_or_default(), ascii_domain(domain))
}

/// A Message-ID is ASCII also where the sender's domain is not; what it says does not matter as long as it is one's own.
fn ascii_domain(domain: &str) -> String {
    match domain.is_ascii() {
        true => domain.to_string(),
        false => format!("{:?}.invalid", Stamp::of(domain)),
    }
}

/// The addresses alone, as a mail server is told them.
///
/// # Errors
/// When they are none.
pub fn addresses(key: &str, text: &str) -> Result<Vec<Address>, Diagnostic> {
    Ok(mailboxes(key, text)?.into_iter().map(|mailbox| mailbox.email).collect())
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::{Draft, compose, unsubscribe};
    use crate::base::date::Moment;
    use crate::config::settings::email::{Email, Service};

    fn email() -> Email {
        Email {
            from: "La Rassegna è qui <digest@example.org>".to_string(),
            reply_to: Some("redazione@example.org".to_string()),
            to: Some("lista@liste.example.org".to_string()),
            list_id: Some("Così così <weekly.rassegna.example.org>".to_string()),
            unsubscribe: Some("https://example.org/lascia/?lista=weekly".to_string()),
            service: Service::default(),
        }
    }

    fn draft() -> Draft {
        Draft {
            id: "weekly/2025-w39".to_string(),
            url: "https://example.org/digests/weekly/2025-w39/".to_string(),
            subject: "Rassegna n. 39: perché l’€uro digitale\r\nBcc: altri@example.org è già qui, e che cosa cambia davvero per noi".to_string(),
            preheader: "Sette giorni".to_string(),
            html: "<!DOCTYPE html>\n<p style=\"margin:0\">Perché — no?</p>\n".to_string(),
            text: "Perché — no?\n\n. un punto\nFrom qui\n".to_string(),
            date: Moment::parse("2025-09-26T07:00:00+02:00", &TimeZone::UTC).expect("a date"),
        }
    }

    #[test]
    fn a_message_is_what_mail_programs_read() {
        let mail = compose(draft(), &email()).expect("a mail");
        let eml = String::from_utf8(mail.eml.clone()).expect("ASCII");
        assert!(eml.is_ascii());
        assert!(!eml.replace("\r\n", "").contains(['\r', '\n']), "lines end with CRLF alone");
        assert!(eml.lines().all(|line| line.len() <= 78), "no line is too long");
        insta::assert_snapshot!(eml.replace("\r\n", "\n"), @r#"
        From: =?utf-8?b?TGEgUmFzc2VnbmEgw6ggcXVp?= <digest@example.org>
        To: lista@liste.example.org
        Reply-To: redazione@example.org
        Subject: Rassegna n. 39: =?utf-8?b?cGVyY2jDqSBs4oCZ4oKsdXJv?= digitale Bcc:
         altri@example.org =?utf-8?b?w6ggZ2nDoA==?= qui, e che cosa cambia davvero
         per noi
        Date: Fri, 26 Sep 2025 07:00:00 +0200
        Message-ID: <weekly-2025-w39.435791ac7087@example.org>
        List-Id: =?utf-8?b?Q29zw6wgY29zw6w=?= <weekly.rassegna.example.org>
        List-Unsubscribe: <https://example.org/lascia/?lista=weekly>
        List-Unsubscribe-Post: List-Unsubscribe=One-Click
        MIME-Version: 1.0
        Content-Type: multipart/alternative;
         boundary="rassegna-21746bcd824b68604a530199a5460e5d"

        --rassegna-21746bcd824b68604a530199a5460e5d
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Perch=C3=A9 =E2=80=94 no?

        . un punto
        From qui

        --rassegna-21746bcd824b68604a530199a5460e5d
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        <!DOCTYPE html>
        <p style=3D"margin:0">Perch=C3=A9 =E2=80=94 no?</p>

        --rassegna-21746bcd824b68604a530199a5460e5d--
        "#);
        assert_eq!(compose(draft(), &email()).expect("a mail"), mail, "the same input gives the same bytes");
    }

    #[test]
    fn the_stamp_tells_another_mail_but_not_another_day() {
        let mail = compose(draft(), &email()).expect("a mail");
        let later = Draft { date: Moment { seconds: 0, offset: 0 }, ..draft() };
        assert_eq!(compose(later, &email()).expect("a mail").stamp(), mail.stamp());
        let other = Draft { text: "x".to_string(), ..draft() };
        assert_ne!(compose(other, &email()).expect("a mail").stamp(), mail.stamp());
    }

    #[test]
    fn a_list_is_left_by_one_click_only_where_https_answers() {
        assert_eq!(unsubscribe(Some("https://example.org/x")).len(), 2);
        assert_eq!(unsubscribe(Some("mailto:x@example.org?subject=via")).len(), 1);
        for other in [
            "http://example.org/x",
            "{{ unsubscribe_url }}",
            "*|UNSUB|*",
            "https://e.org/{{ x }}",
            "https://e.org/>\r\nX: y",
        ] {
            assert_eq!(unsubscribe(Some(other)), Vec::new(), "{other}");
        }
    }

    #[test]
    fn addresses_that_are_none_are_told() {
        for (from, to, list_id) in [
            ("La Rassegna", None, None),
            ("a@example.org", Some("lista"), None),
            ("a@example.org", None, Some("settimanale")),
            ("a@example.org", None, Some("x <a@b c>")),
        ] {
            let email = Email {
                from: from.to_string(),
                to: to.map(str::to_string),
                list_id: list_id.map(str::to_string),
                ..email()
            };
            assert_eq!(compose(draft(), &email).expect_err("no address").code, "mail-address");
        }
    }
}
