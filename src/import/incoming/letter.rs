//! Comments that readers wrote by mail: single letters, and mailboxes of many. The subject ends with the article in brackets,
//! as the link on the page has written it: `Il titolo [2025/09/nvidia]`, or `[2025/09/nvidia#7]` for an answer.

use super::Sent;
use super::mime::{Part, next_line};
use crate::base::stamp::Stamp;

/// Whether a file is a letter or a mailbox, by its first line.
pub fn is_mail(bytes: &[u8]) -> bool {
    let Some((line, _)) = next_line(bytes) else { return false };
    let fields: [&[u8]; 9] = [
        b"return-path:",
        b"received:",
        b"delivered-to:",
        b"from:",
        b"date:",
        b"message-id:",
        b"mime-version:",
        b"x-",
        b"subject:",
    ];
    let lower = line.to_ascii_lowercase();
    line.starts_with(b"From ") || fields.iter().any(|field| lower.starts_with(field))
}

/// Reads a letter, or every letter of a mailbox.
pub fn read(bytes: &[u8]) -> Vec<Sent> {
    split(bytes).into_iter().map(|letter| one(&letter)).collect()
}

/// The letters of a mailbox (`mbox`): each begins with a line `From …` after an empty one.
fn split(bytes: &[u8]) -> Vec<Vec<u8>> {
    if !bytes.starts_with(b"From ") {
        return vec![bytes.to_vec()];
    }
    let mut letters: Vec<Vec<u8>> = Vec::new();
    let (mut rest, mut after_empty) = (bytes, true);
    while let Some((line, after)) = next_line(rest) {
        if after_empty && line.starts_with(b"From ") {
            letters.push(Vec::new());
        } else if let Some(letter) = letters.last_mut() {
            // Such a line within a letter was marked when it was filed.
            let marks = line.iter().take_while(|byte| **byte == b'>').count();
            let line = if marks > 0 && line[marks..].starts_with(b"From ") { &line[1..] } else { line };
            letter.extend_from_slice(line);
            letter.push(b'\n');
        }
        after_empty = line.is_empty();
        rest = after;
    }
    letters
}

fn one(letter: &[u8]) -> Sent {
    let part = Part::new(letter);
    let subject = part.field("subject");
    let meant = subject.rfind('[').and_then(|start| subject[start + 1..].split(']').next()).unwrap_or_default();
    let (article, answers) = meant.split_once('#').unwrap_or((meant, ""));
    let message = part.raw("message-id");
    Sent {
        article: article.trim().to_string(),
        // The letter's own name tells the address of its writer at some.
        id: (!message.is_empty()).then(|| format!("m{}", Stamp::of(message).short())),
        reply_to: Some(answers.trim().to_string()).filter(|answers| !answers.is_empty()),
        name: writer(&part.field("from")),
        url: None,
        date: Some(part.raw("date").to_string()),
        text: own_words(&part.text().unwrap_or_default()),
        is_trapped: false,
    }
}

/// The name of who wrote it, without an address.
fn writer(from: &str) -> String {
    let name = from.split('<').next().unwrap_or_default().trim().trim_matches('"').trim();
    if name.contains('@') { String::new() } else { name.replace("\\\"", "\"") }
}

/// What is above the signature.
fn own_words(text: &str) -> String {
    let lines = text.lines().take_while(|line| !matches!(*line, "-- " | "--"));
    lines.collect::<Vec<&str>>().join("\n").trim().to_string()
}

#[cfg(test)]
mod tests {
    use super::{is_mail, read};

    #[test]
    fn a_mailbox_is_read_letter_by_letter() {
        let mailbox = "From ada@example.org Mon Sep 22 10:00:00 2025\nFrom: \"Ada L.\" <ada@example.org>\nSubject: Re: Uno [2025/uno#7]\nDate: Mon, 22 Sep 2025 10:00:00 +0200\nMessage-ID: <1@example.org>\n\nDetto.\n>From qui\n\n-- \nAda\ntel. 1\n\nFrom bo@example.org Mon Sep 22 11:00:00 2025\nFrom: bo@example.org\nSubject: x\n\nAltro.\n";
        assert!(is_mail(mailbox.as_bytes()) && !is_mail(b"{\"a\": 1}") && !is_mail(b"article: a\n"));
        let sent = read(mailbox.as_bytes());
        assert_eq!(sent.len(), 2);
        assert_eq!((sent[0].article.as_str(), sent[0].reply_to.as_deref()), ("2025/uno", Some("7")));
        assert_eq!((sent[0].name.as_str(), sent[0].text.as_str()), ("Ada L.", "Detto.\nFrom qui"));
        assert_eq!((sent[1].article.as_str(), sent[1].name.as_str(), sent[1].text.as_str()), ("", "", "Altro."));
        assert!(!format!("{sent:?}").contains("example.org"), "no address of mail goes with it");
    }
}
