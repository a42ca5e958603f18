//! The mails of issues: what stands in them, when they are made again, and what becomes of them at the command line.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::builder::{SiteTest, png};
use crate::cli::run;
use crate::postbox::{At, Postbox};
use crate::server::{Running, Server};

const EMAIL: &str = "email: {from: La Rassegna è qui <digest@example.org>, to: lista@example.org, \
     list_id: La settimana <settimana.example.org>, unsubscribe: \"https://example.org/lascia/\"}";

fn article(title: &str, date: &str, fields: &str, body: &str) -> String {
    format!("---\ntitle: \"{title}\"\ndate: {date}\n{fields}\n---\n\n{body}\n")
}

fn weekly(email: &str) -> String {
    format!(
        "digests: {{settimana: {{period: weekly, title: {{it: La settimana}}, group_by: tags, {email}}}, mese: {{period: monthly}}}}"
    )
}

/// Five articles: four in the week from 22 to 28 September, one in the next.
fn laid(site: SiteTest) -> SiteTest {
    let source = "sources: [{name: WSJ, url: \"https://wsj.example/a?b=1&c=2\", role: original}]";
    site.now("2025-10-10T12:00:00Z")
        .write(
            "content/articles/a.md",
            article(
                "NVIDIA investe in OpenAI: fino a cento miliardi di dollari per dieci gigawatt",
                "2025-09-22",
                &format!("tags: [ia]\nfeatured: true\nimage: {{src: /foto.png, alt: Un chip}}\nsummary: \"Cento miliardi & dieci <gigawatt>.\"\n{source}"),
                "Testo.",
            ),
        )
        .write("content/articles/b.md", article("Beta", "2025-09-23", "tags: [chip]\nsummary: Il secondo.\nsources: [Reuters]", "Testo."))
        .write("content/articles/c.md", article("Gamma", "2025-09-24", "tags: [chip]", "Prima frase di Gamma. Seconda."))
        .write("content/articles/d.md", article("Delta", "2025-09-25", "tags: [x]\nsponsored: {by: Ditta}", "Testo."))
        .write("content/articles/e.md", article("Epsilon", "2025-09-30", "tags: [chip]", "Testo."))
        .write("static/foto.png", png(640, 480))
}

fn site(email: &str) -> SiteTest {
    laid(SiteTest::new("").config(&weekly(email)))
}

const ISSUE: &str = "/digests/2025-w39/";

fn text(site: &SiteTest, file: &str) -> String {
    let path = site.output().join(format!("digests/2025-w39/{file}"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Quoted-printable, read back.
fn decoded(body: &str) -> String {
    let joined = body.replace("=\r\n", "").replace("\r\n", "\n");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'=' {
            let digits = std::str::from_utf8(&after[..2]).expect("digits");
            bytes.push(u8::from_str_radix(digits, 16).expect("a number"));
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// The head of a message, and its parts in their order.
fn taken_apart(eml: &str) -> (String, Vec<String>) {
    let (head, body) = eml.split_once("\r\n\r\n").expect("a head");
    let boundary = head.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a boundary");
    let border = format!("--{boundary}");
    let parts = body.split(&border).filter_map(|part| part.strip_prefix("\r\n"));
    let parts = parts.filter_map(|part| part.split_once("\r\n\r\n"));
    (head.to_string(), parts.map(|(_, body)| decoded(body.strip_suffix("\r\n").unwrap_or(body))).collect())
}

#[test]
fn an_issue_has_a_mail_in_html_in_text_and_as_a_message() {
    let site = site(EMAIL).build();
    insta::assert_snapshot!(text(&site, "email.txt"), @r#"
    La settimana, numero 1
    ======================

    Prova, dal 22 al 28 settembre 2025

    Leggi nel browser [1]

    [1] https://example.org/digests/2025-w39/

    NVIDIA investe in OpenAI: fino a cento miliardi di dollari per dieci
    gigawatt [2]
    --------------------------------------------------------------------

    Cento miliardi & dieci <gigawatt>.

    Fonte: WSJ

    [2] https://example.org/2025/09/a/

    chip
    ----

    - Gamma [3]
      Prima frase di Gamma. Seconda.

    - Beta [4] (Reuters)
      Il secondo.

    [3] https://example.org/2025/09/c/
    [4] https://example.org/2025/09/b/

    Altre notizie
    -------------

    - Delta [5] [Contenuto sponsorizzato da Ditta]
      Testo.

    [5] https://example.org/2025/09/d/

    ------------------------------------------------------------------------

    Ricevi questa mail perché il tuo indirizzo è iscritto a «La settimana»
    (Prova).

    - Non riceverla più [6]
    - Tutti i numeri [7]
    - Prova [8]

    [6] https://example.org/lascia/
    [7] https://example.org/digests/settimana/
    [8] https://example.org/
    "#);
    let html = text(&site, "email.html");
    let lead = html.split("<h1").nth(1).and_then(|rest| rest.split("Beta").next()).expect("what leads it");
    insta::assert_snapshot!(lead, @r#"
     class="name" style="margin: 0;padding: 0;font-family: Georgia, 'Times New Roman', serif;font-size: 32px;line-height: 38px;font-weight: bold;color: #1b1d21;">La settimana</h1>
    </td></tr>
    <tr><td class="paper small pad" style="background-color: #ffffff;font-family: Helvetica, Arial, sans-serif;font-size: 13px;line-height: 19px;color: #565a62;padding: 6px 24px 22px" align="left">Numero 1, dal 22 al 28 settembre 2025</td></tr>
    <tr><td class="paper pad" style="background-color: #ffffff;padding: 0 24px 14px"><a class="ink" href="https://example.org/2025/09/a/" style="color: #1b1d21;text-decoration: none;"><img class="picture" alt="Un chip" src="https://example.org/foto.png.640.16x9.jpg" width="552" height="310" style="border: 0;display: block;width: 100%;height: auto;background-color: #e9e5db;font-family: Georgia, 'Times New Roman', serif;font-size: 15px;line-height: 22px;font-style: italic;color: #3d4148;text-decoration: none;"></a></td></tr>
    <tr><td class="paper pad" style="background-color: #ffffff;padding: 0 24px 8px" align="left">
    <h2 class="lead" style="margin: 0;padding: 0;font-family: Georgia, 'Times New Roman', serif;font-size: 25px;line-height: 31px;font-weight: bold;color: #1b1d21;"><a class="ink" href="https://example.org/2025/09/a/" style="color: #1b1d21;text-decoration: none;">NVIDIA investe in OpenAI: fino a cento miliardi di dollari per dieci gigawatt</a></h2>
    </td></tr>
    <tr><td class="paper text pad" style="background-color: #ffffff;font-family: Georgia, 'Times New Roman', serif;font-size: 16px;line-height: 25px;color: #2b2e34;padding: 0 24px 6px" align="left"><p style="margin: 0;padding: 0;">Cento miliardi &amp; dieci &lt;gigawatt&gt;.</p></td></tr>
    <tr><td class="paper small pad" style="background-color: #ffffff;font-family: Helvetica, Arial, sans-serif;font-size: 13px;line-height: 19px;color: #565a62;padding: 0 24px 28px" align="left"><a class="soft" href="https://wsj.example/a?b=1&amp;c=2" style="color: #565a62;text-decoration: underline;">WSJ</a></td></tr>
    <tr><td class="paper pad" style="background-color: #ffffff;padding: 0 24px">
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" dir="ltr" style="border-collapse: collapse;"><tbody><tr>
    <td class="part" style="font-family: Helvetica, Arial, sans-serif;font-size: 14px;line-height: 20px;font-weight: bold;color: #b5321d;border-top: 3px solid #b5321d;padding: 9px 0 14px" align="left"><h2 style="margin: 0;padding: 0;font-size: 14px;line-height: 20px"><a class="link" style="color: #b5321d;text-decoration: none" href="https://example.org/tags/chip/">chip</a></h2></td>
    </tr></tbody></table>
    </td></tr>
    <tr><td class="paper pad" style="background-color: #ffffff;padding: 0 24px 4px" align="left"><h3 class="pick" style="margin: 0;padding: 0;font-family: Georgia, 'Times New Roman', serif;font-size: 18px;line-height: 24px;font-weight: bold;color: #1b1d21;"><a class="ink" href="https://example.org/2025/09/c/" style="color: #1b1d21;text-decoration: none;">Gamma</a></h3></td></tr>
    <tr><td class="paper text pad" style="background-color: #ffffff;font-family: Georgia, 'Times New Roman', serif;font-size: 16px;line-height: 25px;color: #2b2e34;padding: 0 24px 3px" align="left"><p style="margin: 0;padding: 0;">Prima frase di Gamma. Seconda.</p></td></tr>
    <tr><td class="paper small pad" style="background-color: #ffffff;font-family: Helvetica, Arial, sans-serif;font-size: 13px;line-height: 19px;color: #565a62;padding: 0 24px 20px" align="left"></td></tr>
    <tr><td class="paper pad" style="background-color: #ffffff;padding: 0 24px 4px" align="left"><h3 class="pick" style="margin: 0;padding: 0;font-family: Georgia, 'Times New Roman', serif;font-size: 18px;line-height: 24px;font-weight: bold;color: #1b1d21;"><a class="ink" href="https://example.org/2025/09/b/" style="color: #1b1d21;text-decoration: none;">
    "#);
    for part in [
        "<html lang=\"it\" dir=\"ltr\"",
        "<meta name=\"robots\" content=\"noindex\">",
        "<title>La settimana n. 1: NVIDIA investe in OpenAI: fino a cento miliardi di dollari per dieci gigawatt</title>",
        "href=\"https://example.org/digests/2025-w39/\"",
        "href=\"https://example.org/lascia/\"",
        "<!--[if mso]>",
        "@media (prefers-color-scheme: dark)",
        "Contenuto sponsorizzato da Ditta",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    let style = html.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).expect("a style sheet");
    assert!(style.len() < 2000, "Gmail reads no more than 8 kB of it, and only what cannot stand in the elements");
    let eml = text(&site, "email.eml");
    let (head, parts) = taken_apart(&eml);
    assert_eq!(parts, [text(&site, "email.txt"), html]);
    insta::assert_snapshot!(head.replace("\r\n", "\n").split("\n boundary").next().expect("a head"), @r#"
    From: =?utf-8?b?TGEgUmFzc2VnbmEgw6ggcXVp?= <digest@example.org>
    To: lista@example.org
    Subject: La settimana n. 1: NVIDIA investe in OpenAI: fino a cento miliardi
     di dollari per dieci gigawatt
    Date: Mon, 29 Sep 2025 00:00:00 +0200
    Message-ID: <settimana-2025-w39.4fd1cc8a197a@example.org>
    List-Id: La settimana <settimana.example.org>
    List-Unsubscribe: <https://example.org/lascia/>
    List-Unsubscribe-Post: List-Unsubscribe=One-Click
    MIME-Version: 1.0
    Content-Type: multipart/alternative;
    "#);
    // Neither listed anywhere, nor made for a series without `email`.
    site.page("/sitemap-pages.xml").lacks("email.");
    let site = site.absent("/digests/2025-09/email.html").absent("/digests/2025-w41/email.html");
    let copy = site.output().join(html_picture(&text(&site, "email.html")));
    assert!(copy.exists(), "{} is not there", copy.display());
    site.equals_fresh();
}

/// The file of the first picture.
fn html_picture(html: &str) -> String {
    let src = html.split("<img").nth(1).and_then(|rest| rest.split("src=\"https://example.org/").nth(1));
    src.and_then(|rest| rest.split('"').next()).expect("a picture of the site").to_string()
}

#[test]
fn what_an_article_says_is_no_merge_tag_and_what_the_editor_says_is_one() {
    let email = "email: {from: a@example.org, service: {buttondown: {}}}";
    let braces = article(
        "Di {{ nome }} e {% if %}",
        "2025-09-26",
        "tags: [ia]\nsummary: \"*|NOME|* e {{ x }}\"\nweight: 9\nfeatured: true",
        "x",
    );
    let site = site(email).write("content/articles/f.md", braces.clone()).build();
    let (html, plain) = (text(&site, "email.html"), text(&site, "email.txt"));
    assert!(html.contains("Di &#123;&#123; nome }} e &#123;% if %}"), "{html}");
    assert!(html.contains("&#42;|NOME|&#42; e &#123;&#123; x }}"), "{html}");
    assert!(html.contains("href=\"{{ unsubscribe_url }}\""), "{html}");
    assert!(plain.contains("Di { { nome }} e { % if %} [2]") && plain.contains("* |NOME|* e { { x }}"), "{plain}");
    assert!(plain.contains("] {{ unsubscribe_url }}\n"), "{plain}");
    assert!(text(&site, "email.eml").contains("Subject: La settimana n. 1: Di { { nome }} e { % if %}"));
    // Also where a site prints it by templates of its own.
    let own = "<html><head><title>x</title></head><body>{% raw %}{{ subscriber.name }} *|FNAME|*{% endraw %}\
        {% for card in articles(limit=9) %}<p>{{ card.title | upper }}</p>{% endfor %}<a href=\"{{ mail.unsubscribe }}\">x</a></body></html>";
    let site = laid(SiteTest::new("").config(&weekly("email: {from: a@example.org, unsubscribe: \"*|UNSUB|*\"}")))
        .write("content/articles/f.md", braces)
        .write("templates/email.html", own)
        .write("templates/email.txt", "# {{ lead.title }}\n{% raw %}{{ subscriber.name }}{% endraw %}\n")
        .build();
    let (html, plain) = (text(&site, "email.html"), text(&site, "email.txt"));
    assert!(html.contains("<body>{{ subscriber.name }} *|FNAME|*<p>"), "{html}");
    assert!(html.contains("<p>DI &#123;&#123; NOME }} E &#123;% IF %}</p>"), "{html}");
    assert!(html.contains("<a href=\"*|UNSUB|*\">x</a>"), "{html}");
    assert!(plain.contains("Di { { nome }}") && plain.contains("\n{{ subscriber.name }}\n"), "{plain}");
    site.equals_fresh();
}

#[test]
fn an_edit_remakes_the_mail_of_its_issue_and_no_other() {
    let site = laid(SiteTest::tiny("").config(&weekly(EMAIL))).build();
    let mails = |week: &str| ["eml", "html", "txt"].map(|end| format!("/digests/2025-w{week}/email.{end}"));
    let site = site.replace("content/articles/e.md", "Epsilon", "Zeta").update_warm();
    let rewritten = &site.outcome.changes.written;
    for mail in mails("40") {
        assert!(rewritten.iter().any(|url| url.contains(&mail)), "{mail} is not in {rewritten:?}");
    }
    for mail in mails("39") {
        assert!(!rewritten.iter().any(|url| url.contains(&mail)), "{mail} is in {rewritten:?}");
    }
    // Time alone brings an issue out, and its mail with it.
    let site =
        site.now("2025-10-13T12:00:00Z").write("content/articles/g.md", article("Eta", "2025-10-09", "", "x")).update();
    assert!(site.output().join("digests/2025-w41/email.eml").exists());
    let site =
        site.config("outputs: {email_eml: off, email_txt: [digests]}").update().absent("/digests/2025-w41/email.eml");
    site.page("/digests/2025-w41/email.txt");
    site.equals_fresh();
}

#[test]
fn an_issue_put_together_by_hand_has_its_editors_words_in_its_mail() {
    let edition = "---\ntitle: La corsa\nsummary: In due righe.\nlead: {article: a, comment: \"Il *numero* della settimana.\"}\ngroups:\n\
        - title: Da leggere\n  text: \"Tre **cose**.\"\n  picks:\n  - {article: b, title: Altro titolo, comment: \"Si veda [qui](https://e.org/x).\"}\n\
        \x20 - {url: \"https://fuori.example/p\", title: Fuori, source: Il Fuori, comment: \"- un trattino e {{ x }}\"}\n\
        \x20 sponsor: {by: Ditta, url: \"https://ditta.example/\", text: \"Comprate.\"}\n---\n\nUn saluto a *tutti*.\n\n- uno\n- due\n";
    let site = site(EMAIL).write("content/digests/2025-w39.md", edition).build();
    let html = text(&site, "email.html");
    for part in [
        "<title>La settimana n. 1: La corsa</title>",
        ">In due righe.",
        "<em>tutti</em>",
        "Il <em>numero</em> della settimana.",
        "href=\"https://fuori.example/p\"",
        "Il Fuori",
        "e &#123;&#123; x }}",
        "rel=\"sponsored noopener\"",
        "Spazio sponsorizzato",
        "Altro titolo",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    let plain = text(&site, "email.txt");
    let own = plain.split("Ricevi").next().expect("the text");
    insta::assert_snapshot!(own, @r#"
    La settimana, numero 1
    ======================

    Prova, dal 22 al 28 settembre 2025

    La corsa

    Leggi nel browser [1]

    Un saluto a tutti.

    - uno
    - due

    [1] https://example.org/digests/2025-w39/

    NVIDIA investe in OpenAI: fino a cento miliardi di dollari per dieci
    gigawatt [2]
    --------------------------------------------------------------------

    Il numero della settimana.

    Fonte: WSJ

    [2] https://example.org/2025/09/a/

    Da leggere
    ----------

    Tre cose.

    - Altro titolo [3] (Reuters)
      Si veda qui [4].

    - Fuori [5] (Il Fuori)
      - un trattino e { { x }}

    [3] https://example.org/2025/09/b/
    [4] https://e.org/x
    [5] https://fuori.example/p

    ------------------------------------------------------------------------

    Spazio sponsorizzato: Ditta [6]

    Comprate.

    [6] https://ditta.example/

    ------------------------------------------------------------------------
    "#);
    let said = run(site.root(), &["digest", "list", "--now", "2025-10-10T12:00:00+02:00", "--series", "settimana"]).out;
    assert!(said.contains("settimana/2025-w39  1       2025-09-22 to 2025-09-28  yes  3 "), "{said}");
    let site = site.replace("content/digests/2025-w39.md", "title: La corsa", "title: La corsa\ndraft: true");
    let (code, said) = send(site.root(), &["2025-w39"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("is not out yet: its file says `draft: true`"), "{said}");
}

#[test]
fn a_mail_that_gmail_would_clip_is_told_with_what_weighs_most() {
    let own = "<html><head></head><body>{% for part in parts %}<table>{% for pick in part.picks %}<tr><td>{{ pick.card.summary }}</td></tr>\
        {% endfor %}</table>{% endfor %}</body></html>";
    let mut site = laid(SiteTest::tiny("").config(&weekly(EMAIL))).write("templates/email.html", own);
    for at in 0..150 {
        let summary = format!("summary: {}", "Parole e parole di ogni giorno. ".repeat(24));
        let tag = if at < 100 { "chip" } else { "ia" };
        let file = format!("content/articles/lungo-{at}.md");
        site =
            site.write(&file, article(&format!("Lungo {at}"), "2025-09-24", &format!("tags: [{tag}]\n{summary}"), "x"));
    }
    let site = site.build().warnings(&["mail-too-large"]);
    let told = site.told();
    assert!(told.contains("the mail of settimana/2025-w39 has"), "{told}");
    assert!(told.contains("`chip`, with 102 entries: ") && told.contains("`ia`, with 5"), "{told}");
    assert!(told.contains("rassegna.yaml:"), "{told}");
    let site = site.replace("rassegna.yaml", "group_by: tags", "group_by: tags, maximum: 20").update().warnings(&[]);
    site.equals_fresh();
}

#[test]
fn a_site_without_an_address_has_no_mails_and_is_told_once() {
    let site = site(EMAIL).replace("rassegna.yaml", "url: https://example.org/\n", "").build().warnings(&["no-url"]);
    site.absent("/digests/2025-w39/email.html");
}

#[test]
fn other_themes_and_languages_have_a_mail_too() {
    let site =
        laid(SiteTest::new("").config(&weekly(EMAIL)).config("theme: dispaccio\ntheme_options: {accent: \"#123456\"}"))
            .build();
    assert!(text(&site, "email.html").contains("3px solid #123456"), "the accent is that of the site's own theme");
    let right = laid(
        SiteTest::new("")
            .replace("rassegna.yaml", "default_language: it", "default_language: ar")
            .config(&weekly(EMAIL)),
    );
    let html = text(&right.build(), "email.html");
    assert!(html.contains("lang=\"ar\" dir=\"rtl\"") && html.contains("align=\"right\" style"), "{html}");
    assert!(!html.contains("<h1 align=\"left\""));
}

#[test]
fn addresses_are_checked_where_they_are_written() {
    let email = "email: {from: La Rassegna, to: \"a@example.org, lista\", reply_to: nessuno, list_id: settimana, unsubscribe: qui, \
        service: {buttondown: {}, webhook: {url: \"https://example.org/\"}}}";
    let site = site(email).fail();
    let told: Vec<String> = site
        .diagnostics()
        .iter()
        .map(|one| format!("{} {}", one.span.as_ref().map_or(0, |span| span.column), one.message))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    96 `from: La Rassegna` is no address of mail
    113 `to: a@example.org, lista` is no address of mail
    147 `reply_to: nessuno` is no address of mail
    165 `list_id: settimana` is no identifier of a list
    189 `unsubscribe: qui` is no address at which a list is left
    203 one series goes out by several services
    "#);
}

fn list(folder: &Path) -> Value {
    let said = run(folder, &["digest", "list", "--now", "2025-10-10", "--format", "json"]);
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}{}", said.out, said.err))
}

#[test]
fn the_list_tells_what_is_out_what_is_to_come_and_what_was_sent() {
    let site = site(EMAIL).write("content/articles/g.md", article("Eta", "2025-10-09", "", "x"));
    let sent = "settimana/2025-w39 smtp sent 2025-09-29T07:00:12+02:00 71901c28f9eb6725d1b50c92debd69a3 Ok\n";
    let site = site.write("rassegna.sent", sent);
    let said = run(site.root(), &["digest", "list", "--now", "2025-10-10T12:00:00+02:00"]);
    insta::assert_snapshot!(said.out, @r#"
    issue               number  days                      out                           articles  mail   sent                  lead
    settimana/2025-w41          2025-10-06 to 2025-10-12  at 2025-10-13T00:00:00+02:00  1                                      Eta
    mese/2025-10                2025-10-01 to 2025-10-31  at 2025-11-01T00:00:00+01:00  1                                      Eta
    mese/2025-09        1       2025-09-01 to 2025-09-30  yes                           5                                      NVIDIA investe in OpenAI: fino a cento miliardi di dollari per dieci gigawatt
    settimana/2025-w40  2       2025-09-29 to 2025-10-05  yes                           1         7 kB                         Epsilon
    settimana/2025-w39  1       2025-09-22 to 2025-09-28  yes                           4         11 kB  smtp sent 2025-09-29  NVIDIA investe in OpenAI: fino a cento miliardi di dollari per dieci gigawatt
    "#);
    let rows = list(site.root());
    let row = rows.as_array().and_then(|rows| rows.iter().find(|row| row["issue"] == "settimana/2025-w39"));
    let row = row.expect("the issue");
    assert_eq!(row["articles"], 4);
    assert_eq!(row["sent"][0]["service"], "smtp");
    assert_eq!(row["url"], ISSUE);
    let unknown = run(site.root(), &["digest", "list", "--series", "settimane"]);
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.err.contains("did you mean `settimana`?"), "{}", unknown.err);
}

/// Runs the command with a user and a password.
fn send(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rassegna"));
    command.args(["digest", "send"]).args(arguments).current_dir(folder);
    command.env("RASSEGNA_SMTP_USER", "anna").env("RASSEGNA_SMTP_PASSWORD", "sesamo-apriti");
    let output = command.output().expect("the program runs");
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(!text.contains("sesamo"), "{text}");
    (output.status.code(), text)
}

#[test]
fn an_issue_is_sent_when_that_is_meant_and_only_once() {
    let postbox = Postbox::smtp(At::Never);
    let service =
        format!("service: {{smtp: {{host: 127.0.0.1, port: {}, tls: none, timeout: 5}}}}}}", postbox.address.port());
    let site = site(&EMAIL.replace('}', &format!(", {service}"))).build();
    let folder = site.root();
    // Nothing is sent, and nothing is written, until it is meant.
    let (code, said) = send(folder, &["2025-w39"]);
    let lines: Vec<&str> = said.lines().filter(|line| !line.starts_with("  size")).collect();
    insta::assert_snapshot!(lines.join("\n").replace(&postbox.address.port().to_string(), "PORT"), @r#"
    settimana/2025-w39 by smtp to 127.0.0.1:PORT
      subject            La settimana n. 1: NVIDIA investe in OpenAI: fino a cento miliardi di dollari per dieci gigawatt
      preheader          Gamma · Beta · Delta
      server             127.0.0.1:PORT
      encryption         none
      user and password  `RASSEGNA_SMTP_USER` and `RASSEGNA_SMTP_PASSWORD`
      from               digest@example.org
      to                 lista@example.org
      message id         settimana-2025-w39.4fd1cc8a197a@example.org
      parts              11 kB of HTML, 1 kB of text
    Nothing was sent: `--go` sends it.
    "#);
    assert_eq!((code, postbox.connections(), folder.join("rassegna.sent").exists()), (Some(0), 0, false));
    let (code, said) = send(folder, &["settimana/2025-w39", "--go"]);
    assert_eq!(code, Some(0), "{said}");
    let seen = postbox.seen.lock().expect("what was seen").mails.join("");
    assert_eq!(seen.trim_end(), text(&site, "email.eml").trim_end(), "what was built is what was sent");
    let (code, said) = send(folder, &["2025-w39", "--go"]);
    assert_eq!((code, postbox.mails()), (Some(0), 1));
    assert!(said.contains("nothing was sent now"), "{said}");
    assert!(send(folder, &["2025-w39"]).1.contains("Nothing would be sent: it was sent at "));
    let (code, _) = send(folder, &["2025-w39", "--again", "--go"]);
    assert_eq!((code, postbox.mails()), (Some(0), 2));
    let (code, said) = send(folder, &["2025-w40", "--sent"]);
    assert_eq!((code, postbox.mails()), (Some(0), 2), "{said}");
    assert!(send(folder, &["2025-w40", "--go"]).1.contains("nothing was sent now"));
    // What cannot be meant, and what must not be sent.
    for (arguments, part) in [
        (vec!["2025-w93"], "did you mean `2025-w39`?"),
        (vec!["mese/2025-09", "--go"], "does not go out by mail"),
        (vec!["--series", "anno"], "there is no series `anno`"),
        (vec!["2025-w41", "--now", "2025-10-09"], "there is no issue `2025-w41`"),
    ] {
        let (code, said) = send(folder, &arguments);
        assert_eq!(code, Some(1), "{arguments:?}: {said}");
        assert!(said.contains(part), "{arguments:?}: {said}");
    }
    assert_eq!(send(folder, &["--go", "--now", "2025-10-09"]).0, Some(2));
    let site = site.write("content/articles/rotto.md", "---\ntitle: x\ndate: ieri\n---\n");
    let (code, said) = send(site.root(), &["2025-w40", "--again", "--go"]);
    assert_eq!((code, postbox.mails()), (Some(1), 2), "{said}");
    assert!(said.contains("as long as the site has errors"), "{said}");
}

#[test]
fn the_preview_shows_a_mail_and_follows_what_is_saved() {
    let site = site(EMAIL);
    let arguments = ["digest", "preview", "2025-w39", "--no-open", "--port", "0", "--now", "2025-10-10"];
    let process = Running::start(site.root(), &arguments);
    let banner = process.says("The site is at ");
    let place = process.says("The mail is at ");
    assert!(place.ends_with("/__rassegna/mail?issue=settimana%2F2025%2Dw39"), "{place}");
    let server = Server::of(process, &banner);
    server.get("/__rassegna/mail?issue=settimana%2F2025%2Dw39").is(200).contains("<title>Mail</title>");
    let mail = |issue: &str| -> Value {
        let answer = server.get(&format!("/__rassegna/mail.json?issue={issue}"));
        serde_json::from_slice(&answer.body).expect("JSON")
    };
    let shown = mail("settimana%2F2025-w39");
    assert_eq!(shown["preheader"], "Gamma · Beta · Delta");
    assert_eq!(shown["issues"], serde_json::json!(["settimana/2025-w40", "settimana/2025-w39"]));
    assert!(shown["html"].as_str().is_some_and(|html| html.contains("Beta") && html.contains("localhost")), "{shown}");
    assert!(shown["text"].as_str().is_some_and(|text| text.contains("- Beta [")), "{shown}");
    let picture = shown["html"].as_str().and_then(|html| html.split("<img").nth(1)).expect("a picture");
    let address = picture.split("src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an address");
    server.get(address.trim_start_matches(&server.origin())).is(200);
    // The newest one, and one that is not there.
    assert_eq!(mail("")["issue"], "settimana/2025-w40");
    assert_eq!(mail("2025-w93")["problems"][0], "there is no issue `2025-w93`; did you mean `2025-w39`?");
    let tab = server.tab("/digests/2025-w39/email.html");
    fs::write(site.root().join("content/articles/b.md"), article("Cambiato", "2025-09-23", "tags: [chip]", "x"))
        .expect("an edit");
    tab.until("page");
    assert!(mail("2025-w39")["text"].as_str().is_some_and(|text| text.contains("- Cambiato [")));
    // A mail that does not go out has no preview.
    let said = run(site.root(), &["digest", "preview", "mese/2025-09", "--no-open"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("does not go out by mail"), "{}", said.err);
}
