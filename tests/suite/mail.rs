//! Mails on their way: what each service is asked, what a refusal says, and that none is sent twice or lost in silence.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use jiff::tz::TimeZone;
use rassegna::base::date::Moment;
use rassegna::config::settings::email::Email;
use rassegna::config::yaml::{What, read};
use rassegna::diagnostic::Diagnostic;
use rassegna::mail::Mail;
use rassegna::mail::deliver::{Delivery, Wish, deliver};
use rassegna::mail::message::{Draft, compose};
use rassegna::mail::record::{FILE, Record, State};
use rassegna::mail::secret::Around;
use rassegna::mail::send::{Receipt, Refusal, Service, Taken, open};

use crate::postbox::{At, Postbox, http};

const SECRET: &str = "sesamo-apriti";

fn email(service: &str) -> Email {
    let text = format!(
        "from: La Rassegna <digest@example.org>\nto: lista@example.org\nunsubscribe: https://example.org/lascia/\nservice: {service}\n"
    );
    let what = What { noun: "a series", place: "in this series", own_fields_hint: None };
    read("email.yaml", &text, 0..text.len(), &what).expect("settings")
}

fn mail(email: &Email) -> Mail {
    let draft = Draft {
        id: "weekly/2025-w39".to_string(),
        url: "https://example.org/digests/weekly/2025-w39/".to_string(),
        subject: "Perché no?".to_string(),
        preheader: "Sette giorni".to_string(),
        html: "<p>Così</p>\n.\n".to_string(),
        text: "Così\n.\n".to_string(),
        date: now(),
    };
    compose(draft, email).expect("a mail")
}

fn now() -> Moment {
    Moment::parse("2025-09-26T07:00:00+02:00", &TimeZone::UTC).expect("a time")
}

fn environment(name: &str) -> Option<String> {
    match name {
        "RASSEGNA_SMTP_USER" | "RASSEGNA_LISTMONK_USER" => Some("anna".to_string()),
        "NOBODY" | "https_proxy" | "HTTPS_PROXY" => None,
        _ => Some(SECRET.to_string()),
    }
}

fn service(email: &Email, root: &Path) -> Box<dyn Service> {
    open(email, &Around { root, env: &environment }).expect("a service")
}

fn smtp(postbox: &Postbox) -> Email {
    email(&format!("{{smtp: {{host: 127.0.0.1, port: {}, tls: none, timeout: 2}}}}", postbox.address.port()))
}

fn deliver_to(email: &Email, root: &Path, wish: Wish) -> Result<Delivery, Vec<Diagnostic>> {
    deliver(root, &*service(email, root), &mail(email), wish, &now)
}

fn state(root: &Path) -> Option<State> {
    let record = Record::read(root).expect("a record");
    record.find("weekly/2025-w39", "smtp").map(|(_, entry)| entry.state)
}

#[test]
fn a_mail_server_is_handed_the_mail_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let postbox = Postbox::smtp(At::Never);
    let email = smtp(&postbox);
    let Ok(Delivery::Sent { receipt, .. }) = deliver_to(&email, folder.path(), Wish::Once) else {
        panic!("it was not sent")
    };
    assert_eq!(receipt.id, "2.0.0 Ok: queued as 4F1A2");
    {
        let seen = postbox.seen.lock().expect("what was seen");
        let mail = String::from_utf8(mail(&email).eml).expect("ASCII");
        assert_eq!(seen.mails.first().map(|seen| seen.trim_end()), Some(mail.trim_end()), "byte for byte");
        for line in ["MAIL FROM:<digest@example.org>", "RCPT TO:<lista@example.org>", "QUIT"] {
            assert!(seen.lines.iter().any(|seen| seen == line), "{line} is not in {:?}", seen.lines);
        }
    }
    let Ok(Delivery::Already { has_changed: false, .. }) = deliver_to(&email, folder.path(), Wish::Once) else {
        panic!("it was sent already")
    };
    assert_eq!((postbox.mails(), postbox.connections()), (1, 1));
    deliver_to(&email, folder.path(), Wish::Again).expect("it is sent again when that is wished");
    assert_eq!(postbox.mails(), 2);
    let text = fs::read_to_string(folder.path().join(FILE)).expect("a record");
    assert_eq!(
        text.lines().filter(|line| line.starts_with("weekly/2025-w39 smtp sent 2025-09-26T07:00:00+02:00")).count(),
        1
    );
}

#[test]
fn a_refusal_says_what_the_server_said_and_leaves_no_trace_in_the_record() {
    let mut told = String::new();
    for at in [
        At::Says("greeting", "554 no"),
        At::Says("EHLO", "421 busy"),
        At::Says("AUTH", "535 5.7.8 anna:sesamo-apriti is wrong"),
        At::Says("MAIL", "553 not your address"),
        At::Says("RCPT", "550 5.1.1 nobody here"),
        At::Says("DATA", "451 later"),
        At::Says(".", "552 too large"),
        At::HangUp("MAIL"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let postbox = Postbox::smtp(at);
        let wrong = deliver_to(&smtp(&postbox), folder.path(), Wish::Once).expect_err("it is refused");
        assert!(!folder.path().join(FILE).exists(), "{at:?}");
        for diagnostic in wrong {
            let port = postbox.address.port().to_string();
            told.push_str(&format!("{}: {}\n", diagnostic.code, diagnostic.message.replace(&port, "PORT")));
            told.push_str(&format!("  {}\n", diagnostic.help.join("\n  ")));
        }
    }
    assert!(!told.contains(SECRET), "{told}");
    insta::assert_snapshot!(told, @r#"
    mail-refused: 127.0.0.1:PORT turns us away: 554 no
      It will say the same again: change what it complains of. Nothing was sent.
    mail-refused: 127.0.0.1:PORT turns us away: 421 busy
      It may take it later: try again in some minutes. Nothing was sent.
    mail-refused: 127.0.0.1:PORT does not accept the user and the password: 535 5.7.8 …:… is wrong
      They come from `RASSEGNA_SMTP_USER` and `RASSEGNA_SMTP_PASSWORD`. Many services want a password made for programs, which their settings give.
    mail-refused: 127.0.0.1:PORT does not take mail from `email.from`: 553 not your address
      It will say the same again: change what it complains of. Nothing was sent.
    mail-refused: 127.0.0.1:PORT takes no mail for lista@example.org: 550 5.1.1 nobody here
      It will say the same again: change what it complains of. Nothing was sent.
    mail-refused: 127.0.0.1:PORT takes no mail now: 451 later
      It may take it later: try again in some minutes. Nothing was sent.
    mail-refused: 127.0.0.1:PORT does not take the mail: 552 too large
      The mail is too large for it: leave something out.
    mail-refused: 127.0.0.1:PORT does not take mail from `email.from`: it hung up
      Are `host`, `port` and `tls` right, and is the server up? Nothing was sent.
    "#);
}

#[test]
fn what_was_sent_stays_sent_when_it_is_refused_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = Postbox::smtp(At::Never);
    deliver_to(&smtp(&good), folder.path(), Wish::Once).expect("it is sent");
    let before = fs::read(folder.path().join(FILE)).expect("a record");
    let bad = Postbox::smtp(At::Says("MAIL", "550 no"));
    deliver_to(&smtp(&bad), folder.path(), Wish::Again).expect_err("it is refused");
    assert_eq!(fs::read(folder.path().join(FILE)).expect("a record"), before);
}

#[test]
fn a_mail_that_was_handed_over_and_not_acknowledged_is_known_to_be_unknown() {
    for at in [At::HangUp("."), At::Silent(".")] {
        let folder = tempfile::tempdir().expect("a folder");
        let postbox = Postbox::smtp(at);
        let wrong = deliver_to(&smtp(&postbox), folder.path(), Wish::Once).expect_err("nobody knows");
        assert_eq!(wrong[0].code, "mail-unsure", "{at:?}: {wrong:?}");
        assert!(
            ["it hung up", "it did not answer in time"].iter().any(|why| wrong[0].message.ends_with(why)),
            "{wrong:?}"
        );
        assert_eq!(state(folder.path()), Some(State::Sending));
    }
}

#[test]
fn an_open_line_to_another_machine_must_be_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    for (settings, is_open) in [
        ("{smtp: {host: mail.example.org, tls: none}}", false),
        ("{smtp: {host: mail.example.org, tls: none, plain: true}}", true),
        ("{smtp: {host: mail.example.org}}", true),
        ("{smtp: {host: localhost, tls: none}}", true),
        ("{webhook: {url: http://example.org/x}}", false),
        ("{webhook: {url: http://example.org/x, plain: true}}", true),
        ("{webhook: {url: 'http://[::1]:8080/x'}}", true),
        ("{listmonk: {url: http://10.0.0.1:9000, lists: [1]}}", false),
        ("{buttondown: {url: http://api.buttondown.com/v1}}", false),
    ] {
        let opened = open(&email(settings), &Around { root: folder.path(), env: &environment });
        match opened {
            Ok(_) => assert!(is_open, "{settings} is open"),
            Err(refusal) => assert!(!is_open && refusal.code == "mail-plain", "{settings}: {refusal:?}"),
        }
    }
}

#[test]
fn what_is_missing_is_told_before_anybody_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let postbox = Postbox::smtp(At::Never);
    let port = postbox.address.port();
    let settings = email(&format!("{{smtp: {{host: 127.0.0.1, port: {port}, tls: none, password_env: NOBODY}}}}"));
    let wrong = deliver_to(&settings, folder.path(), Wish::Once).expect_err("the password is missing");
    assert_eq!(wrong[0].code, "mail-secret");
    assert!(!folder.path().join(FILE).exists() && postbox.connections() == 0);
    for settings in [
        "{}",
        "{buttondown: {}, webhook: {url: https://example.org/}}",
        "{webhook: {}}",
        "{listmonk: {url: https://e.org, lists: []}}",
    ] {
        let refusal =
            open(&email(settings), &Around { root: folder.path(), env: &environment }).expect_err("no service");
        assert_eq!(refusal.code, "mail-service", "{settings}");
    }
}

/// Runs the test below, which sends a mail, in a process of its own.
fn begin(email_port: u16, root: &Path) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["mail::sends_a_mail_in_a_process_of_its_own", "--exact", "--ignored"])
        .env("RASSEGNA_TEST_MAIL", email_port.to_string())
        .env("RASSEGNA_TEST_ROOT", root)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs")
}

#[test]
#[ignore = "the tests that kill it run it"]
fn sends_a_mail_in_a_process_of_its_own() {
    let (Some(port), Some(root)) = (std::env::var_os("RASSEGNA_TEST_MAIL"), std::env::var_os("RASSEGNA_TEST_ROOT"))
    else {
        return;
    };
    let settings = email(&format!("{{smtp: {{host: 127.0.0.1, port: {}, tls: none, timeout: 60}}}}", port.display()));
    deliver_to(&settings, Path::new(&root), Wish::Once).expect("it is sent");
}

#[test]
fn a_process_that_is_killed_before_the_acknowledgement_neither_loses_nor_doubles_a_mail() {
    for step in ["greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "."] {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let deaf = Postbox::smtp(At::Silent(step));
        let mut child = begin(deaf.address.port(), root);
        deaf.reached.recv_timeout(Duration::from_secs(60)).expect("it gets that far");
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        assert_eq!(state(root), Some(State::Sending), "killed at {step}");

        let good = Postbox::smtp(At::Never);
        let settings = smtp(&good);
        let before = fs::read(root.join(FILE)).expect("a record");
        let wrong = deliver_to(&settings, root, Wish::Once).expect_err("it says what it knows");
        assert_eq!((wrong[0].code.as_str(), good.connections()), ("mail-unsure", 0), "nothing is sent by itself");
        assert!(wrong[0].message.contains("2025-09-26T07:00:00+02:00"), "it says when: {wrong:?}");
        assert!(wrong[0].help.iter().any(|help| help.contains("--again") && help.contains("--sent")), "{wrong:?}");
        assert_eq!(fs::read(root.join(FILE)).expect("a record"), before, "and it is still not known");

        if step == "." {
            let Ok(Delivery::Noted(_)) = deliver_to(&settings, root, Wish::Noted) else { panic!("it was not noted") };
            assert_eq!(good.connections(), 0);
        } else {
            deliver_to(&settings, root, Wish::Again).expect("it is sent when that is wished");
            assert_eq!(good.mails(), 1);
        }
        assert!(matches!(deliver_to(&settings, root, Wish::Once), Ok(Delivery::Already { .. })), "then it is known");
    }
}

#[test]
fn at_whatever_instant_it_is_killed_the_record_never_knows_less_than_the_server() {
    let mut ends = [0; 3];
    for instant in 0..16 {
        let folder = tempfile::tempdir().expect("a folder");
        let postbox = Postbox::smtp(At::Never);
        let mut child = begin(postbox.address.port(), folder.path());
        thread::sleep(Duration::from_millis(3 * instant));
        let _ = child.kill();
        child.wait().expect("it ends");
        let (known, mails) = (state(folder.path()), postbox.mails());
        assert!(mails <= 1);
        match known {
            None => assert_eq!((mails, postbox.connections()), (0, 0), "a mail of which nothing is known"),
            Some(State::Sending) => {}
            Some(State::Sent) => assert_eq!(mails, 1, "a mail that is noted and was not taken"),
        }
        ends[known.map_or(0, |state| 1 + usize::from(state == State::Sent))] += 1;
    }
    assert!(ends[0] + ends[1] > 0, "none was killed before its end: {ends:?}");
}

#[test]
fn a_broken_record_stops_the_sending() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(FILE), "<<<<<<< HEAD\n").expect("a record");
    let postbox = Postbox::smtp(At::Never);
    let wrong = deliver_to(&smtp(&postbox), folder.path(), Wish::Again).expect_err("it is broken");
    assert_eq!((wrong[0].code.as_str(), postbox.connections()), ("mail-record", 0));
    assert_eq!(wrong[0].span.as_ref().map(|span| (span.path.as_str(), span.line)), Some((FILE, 1)));
}

fn answer(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// What a service asks, and what it makes of the answer.
fn ask(settings: impl Fn(u16) -> String, answer: &str) -> (Result<Receipt, Refusal>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let (address, asked) = http(answer);
    let email = email(&settings(address.port()));
    let result = service(&email, folder.path()).send(&mail(&email));
    (result, asked.join().expect("what was asked"))
}

fn json(request: &str) -> serde_json::Value {
    serde_json::from_str(request.split_once("\r\n\r\n").expect("a body").1).expect("JSON")
}

fn pretty(request: &str) -> String {
    serde_json::to_string_pretty(&json(request)).expect("JSON")
}

fn buttondown(port: u16) -> String {
    format!("{{buttondown: {{url: 'http://127.0.0.1:{port}/v1/', newsletter: rassegna, timeout: 2}}}}")
}

#[test]
fn buttondown_is_asked_for_a_draft() {
    let (result, asked) = ask(buttondown, &answer("201 Created", r#"{"id": "em_1", "status": "draft"}"#));
    let receipt = result.expect("a draft");
    assert_eq!((receipt.id.as_str(), receipt.is_draft, receipt.note), ("em_1", true, None));
    assert!(asked.starts_with("POST /v1/emails HTTP/1.1\r\n"), "{asked}");
    let lower = asked.to_ascii_lowercase();
    assert!(lower.contains(&format!("authorization: token {SECRET}\r\n")), "{asked}");
    assert!(lower.contains("buttondown-context: rassegna\r\n"), "{asked}");
    insta::assert_snapshot!(pretty(&asked), @r#"
    {
      "subject": "Perché no?",
      "body": "<!-- buttondown-editor-mode: plaintext --><p>Così</p>\n.\n",
      "status": "draft",
      "description": "Sette giorni",
      "metadata": {
        "rassegna": "weekly/2025-w39"
      },
      "canonical_url": "https://example.org/digests/weekly/2025-w39/"
    }
    "#);

    let (result, _) = ask(buttondown, &answer("201 Created", r#"{"id": "em_1", "status": "about_to_send"}"#));
    assert!(result.expect("it was taken").note.is_some(), "what is no draft is told");
}

#[test]
fn listmonk_is_asked_for_a_draft_campaign() {
    let settings = |port| format!("{{listmonk: {{url: 'http://127.0.0.1:{port}', lists: [1, 4], template: 3}}}}");
    let (result, asked) = ask(settings, &answer("200 OK", r#"{"data": {"id": 7, "status": "draft"}}"#));
    let receipt = result.expect("a draft");
    assert_eq!((receipt.id.as_str(), receipt.is_draft), ("7", true));
    assert!(receipt.url.expect("an address").ends_with("/campaigns/7"));
    assert!(asked.starts_with("POST /api/campaigns HTTP/1.1\r\n"), "{asked}");
    assert!(asked.to_ascii_lowercase().contains("authorization: basic yw5uytpzzxnhbw8tyxbyaxrp\r\n"), "{asked}");
    insta::assert_snapshot!(pretty(&asked), @r#"
    {
      "name": "Perché no? (weekly/2025-w39)",
      "subject": "Perché no?",
      "lists": [
        1,
        4
      ],
      "from_email": "La Rassegna <digest@example.org>",
      "type": "regular",
      "content_type": "html",
      "messenger": "email",
      "body": "<p>Così</p>\n.\n",
      "altbody": "Così\n.\n",
      "tags": [
        "rassegna",
        "weekly/2025-w39"
      ],
      "template_id": 3
    }
    "#);
}

#[test]
fn a_webhook_is_posted_the_whole_mail() {
    let settings = |port| format!("{{webhook: {{url: 'http://127.0.0.1:{port}/entra/', token_env: TOKEN}}}}");
    let (result, asked) = ask(settings, &answer("202 Accepted", ""));
    assert_eq!(result.expect("it was taken").id, "-");
    assert!(asked.starts_with("POST /entra/ HTTP/1.1\r\n"), "{asked}");
    assert!(asked.to_ascii_lowercase().contains(&format!("authorization: bearer {SECRET}\r\n")), "{asked}");
    let posted = json(&asked);
    assert_eq!((posted["id"].as_str(), posted["html"].as_str()), (Some("weekly/2025-w39"), Some("<p>Così</p>\n.\n")));
    assert!(posted["eml"].as_str().is_some_and(|eml| eml.starts_with("From: ")));
}

#[test]
fn an_address_that_is_a_secret_is_not_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let secret = |_: &str| Some("http://127.0.0.1:9/segreto".to_string());
    let email = email("{webhook: {url_env: INDIRIZZO}}");
    let service = open(&email, &Around { root: folder.path(), env: &secret }).expect("a service");
    let refusal = service.send(&mail(&email)).expect_err("nobody is there");
    let shown = format!("{refusal:?} {} {:?} {service:?}", service.place(), service.plan(&mail(&email)));
    assert!(!shown.replace("/segreto\", shown", "").contains("segreto"), "{shown}");
    assert_eq!(refusal.taken, Taken::No);
}

#[test]
fn what_an_answer_over_http_means() {
    let mut told = String::new();
    for (name, answer) in [
        ("a wrong key", answer("401 Unauthorized", &format!(r#"{{"detail": "the key {SECRET} is not valid"}}"#))),
        (
            "a double",
            answer("400 Bad Request", r#"{"code": "email_duplicate", "detail": "An email like this exists."}"#),
        ),
        ("too many", answer("429 Too Many Requests", "")),
        (
            "elsewhere",
            "HTTP/1.1 301 Moved\r\nLocation: https://example.org/v1\r\nContent-Length: 0\r\n\r\n".to_string(),
        ),
        ("a failure", answer("502 Bad Gateway", "<html>bad gateway</html>")),
        ("no answer", String::new()),
        ("half an answer", "HTTP/1.1 20".to_string()),
    ] {
        let (result, _) = ask(buttondown, &answer);
        let refusal = result.expect_err("it is no receipt");
        told.push_str(&format!(
            "{name}: {} ({:?})\n  {}\n  {}\n",
            refusal.code,
            refusal.taken,
            refusal.message,
            refusal.help.join("\n  ")
        ));
    }
    assert!(!told.contains(SECRET), "{told}");
    let told = without_ports(&told);
    insta::assert_snapshot!(told, @r#"
    a wrong key: mail-refused (No)
      Buttondown does not take the mail (401): “the key … is not valid”
      Is the key right, and may it do this? Nothing was sent.
    a double: mail-refused (No)
      Buttondown does not take the mail (400): “An email like this exists.” [email_duplicate]
      It will say the same again: change what it complains of. Nothing was sent.
    too many: mail-refused (No)
      Buttondown does not take the mail (429): it says nothing more
      It was asked too often: try again in some minutes. Nothing was sent.
    elsewhere: mail-refused (No)
      Buttondown sends elsewhere (301)
      Write the address itself in the configuration: `https://example.org/v1`. Nothing was sent there.
    a failure: mail-unsure (Perhaps)
      Buttondown has failed (502): “<html>bad gateway</html>”
      Whether it has kept the mail is not known: look there for “Perché no?”.
    no answer: mail-unsure (Perhaps)
      Buttondown was handed the mail and did not acknowledge it: Peer disconnected
      It may have been taken, or not: look there for “Perché no?”.
    half an answer: mail-unsure (Perhaps)
      Buttondown was handed the mail and did not acknowledge it: Peer disconnected
      It may have been taken, or not: look there for “Perché no?”.
    "#);
    // Whoever was never reached has not got it.
    let folder = tempfile::tempdir().expect("a folder");
    let email = email(&buttondown(9));
    assert_eq!(service(&email, folder.path()).send(&mail(&email)).expect_err("nobody is there").taken, Taken::No);
}

/// Without the ports, which are others each time.
fn without_ports(text: &str) -> String {
    let mut parts = text.split("127.0.0.1:");
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        out.push_str("127.0.0.1:PORT");
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}

#[test]
fn a_dry_run_shows_where_it_would_go_and_no_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut shown = String::new();
    for settings in [
        "{smtp: {host: mail.example.org, tls: implicit}}",
        "{buttondown: {}}",
        "{listmonk: {url: https://liste.example.org, lists: [1, 4]}}",
        "{webhook: {url: https://example.org/entra}}",
    ] {
        let email = email(settings);
        let service = service(&email, folder.path());
        shown.push_str(&format!("{}\n", service.name()));
        for (what, value) in service.plan(&mail(&email)) {
            shown.push_str(&format!("  {what}: {value}\n"));
        }
    }
    assert!(!shown.contains(SECRET) && !shown.contains("anna"), "{shown}");
    insta::assert_snapshot!(shown, @r#"
    smtp
      server: mail.example.org:465
      encryption: TLS
      user and password: `RASSEGNA_SMTP_USER` and `RASSEGNA_SMTP_PASSWORD`
      from: digest@example.org
      to: lista@example.org
      subject: Perché no?
      message id: weekly-2025-w39.435791ac7087@example.org
      size: 764 bytes
    buttondown
      a draft at: Buttondown (https://api.buttondown.com/v1)
      key: `RASSEGNA_BUTTONDOWN_KEY`
      subject: Perché no?
      size: 15 bytes of HTML; Buttondown makes the plain text itself
    listmonk
      a draft campaign at: Listmonk (https://liste.example.org)
      lists: 1, 4
      template: its default
      user and token: `RASSEGNA_LISTMONK_USER` and `RASSEGNA_LISTMONK_TOKEN`
      from: La Rassegna <digest@example.org>
      subject: Perché no?
      size: 15 bytes of HTML, 8 of text
    webhook
      POST to: https://example.org/entra
      token: none
      subject: Perché no?
      size: 1143 bytes of JSON
    "#);
}
