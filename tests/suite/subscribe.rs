//! Readers are offered what there is: a form where the site says who takes their address, a page, or the feed alone.

use insta::assert_snapshot;

use crate::builder::{SiteTest, article};

const WEEKLY: &str = "digests: {settimana: {period: weekly}}";

/// Two issues of a week each, in a built-in theme.
fn site(config: &str) -> SiteTest {
    SiteTest::new("")
        .config(config)
        .write("content/articles/a.md", article("Alfa", "2025-09-22", "section: notizie", "Testo."))
        .write("content/articles/b.md", article("Beta", "2025-09-29", "section: notizie", "Testo."))
        .write("content/pages/privacy.md", "---\ntitle: Privacy\n---\n\nNulla si conserva.\n")
}

const FORM: &str = "subscribe:
  action: https://x.us21.list-manage.com/subscribe/post?u=1&id=2
  field: EMAIL
  hidden: {embed: 1, l: [uno, due]}
  honeypot: b_1_2
  privacy: /privacy/
";

#[test]
fn the_form_sends_what_the_service_asks_for_and_says_who_takes_the_address() {
    for theme in rassegna::theme::embedded::NAMES {
        let site = site(&format!("{WEEKLY}\ntheme: {theme}\n{FORM}")).build().warnings(&[]);
        for url in ["/digests/2025-w39/", "/digests/", "/digests/settimana/", "/digests/settimana/2025/"] {
            site.page(url)
                .contains("action=\"https://x.us21.list-manage.com/subscribe/post?u=1&amp;id=2\" method=\"post\"")
                .contains("type=\"email\" name=\"EMAIL\" autocomplete=\"email\" dir=\"ltr\" required aria-describedby=")
                .contains("<input type=\"hidden\" name=\"embed\" value=\"1\">")
                .contains("name=\"l\" value=\"uno\"")
                .contains("name=\"l\" value=\"due\"")
                .contains("name=\"b_1_2\" tabindex=\"-1\" autocomplete=\"off\"")
                .contains("Un numero alla settimana")
                .contains("va a x.us21.list-manage.com.")
                .contains("<a href=\"/privacy/\">")
                .contains("/digests/settimana/atom.xml\">Atom</a>");
        }
        let policy = "form-action 'self' https://x.us21.list-manage.com/subscribe/post;";
        site.page("/_headers").contains(policy).contains("connect-src 'self';");
        site.page("/2025/09/a/").lacks("list-manage");
    }
}

#[test]
fn without_a_service_nothing_pretends_and_the_feed_is_offered() {
    for theme in rassegna::theme::embedded::NAMES {
        let site = site(&format!("{WEEKLY}\ntheme: {theme}\nsearch: false")).build();
        for url in ["/", "/digests/", "/digests/settimana/", "/digests/2025-w39/"] {
            site.page(url).lacks("<form").lacks("type=\"email\"");
        }
        site.page("/digests/").contains("Via feed").contains("/digests/settimana/atom.xml\">Atom</a>");
        site.page("/digests/2025-w39/").contains("Via feed").contains("/digests/settimana/rss.xml\">RSS</a>");
        site.page("/_headers").contains("form-action 'self';");
    }
}

#[test]
fn gazzetta_has_the_form_on_its_front_page_and_at_the_bottom_where_it_is_wanted() {
    let once = |page: &str| assert_eq!(page.matches("class=\"subscribe\"").count(), 1, "{page}");
    let built = site(&format!("{WEEKLY}\n{FORM}theme_options: {{footer_subscribe: true}}\n")).build();
    let files = built.files();
    for page in ["index.html", "digests/index.html", "2025/09/a/index.html", "archive/index.html"] {
        once(&String::from_utf8_lossy(&files[page]));
    }
    let built = site(&format!("{FORM}theme_options: {{front_page_rail: [people]}}\n")).build();
    built.page("/").lacks("list-manage");
    // Without digests, nobody says how often something comes.
    let built = site(FORM).build();
    built.page("/").contains("Ogni numero nella tua casella di posta, quando esce.");
}

#[test]
fn a_page_stands_in_place_of_a_form() {
    let page = |address: &str| site(&format!("{WEEKLY}\nsubscribe: {{page: \"{address}\"}}")).build();
    let built = page("https://buttondown.com/rassegna");
    let shown = built.page("/digests/2025-w39/");
    shown
        .contains("<a href=\"https://buttondown.com/rassegna\">Iscriviti su buttondown.com</a>")
        .lacks("type=\"email\"");
    built.page("/_headers").contains("form-action 'self';");
    page("mailto:lista-join@liste.example.org?subject=si").page("/digests/2025-w39/").contains(
        "<a href=\"mailto:lista-join@liste.example.org?subject=si\">Scrivi a lista-join@liste.example.org</a>",
    );
    let below =
        site(&format!("{WEEKLY}\nsubscribe: {{page: /privacy/}}")).base_url("https://example.org/blog/").build();
    below.page("/digests/2025-w39/").contains("<a href=\"/blog/privacy/\">Iscriviti</a>");
}

#[test]
fn a_series_and_a_language_have_their_own_way() {
    let config = "languages: {it: {}, en: {subscribe: {page: https://a.example/en}}}
digests:
  giorno: {period: daily, subscribe: {action: https://b.example/giorno, note: \"Alle *otto*.\"}}
  mese: {period: monthly}
subscribe: {action: /iscrivi, method: get}";
    let site = site(config)
        .write("content/articles/a.en.md", article("Alpha", "2025-09-22", "section: notizie", "Text."))
        .build();
    site.page("/digests/2025-09-22/").contains("action=\"https://b.example/giorno\"").contains("Alle <em>otto</em>.");
    site.page("/digests/2025-09/").contains("action=\"/iscrivi\" method=\"get\"").contains("Un numero al mese");
    site.page("/digests/").contains("action=\"/iscrivi\"").lacks("b.example");
    site.page("/en/digests/2025-09/").contains("Subscribe at a.example").lacks("/iscrivi");
    site.page("/en/digests/2025-09-22/").contains("action=\"https://b.example/giorno\"");
    site.page("/_headers").contains("form-action 'self' https://b.example/giorno;");
}

#[test]
fn what_cannot_be_sent_is_told_at_its_place() {
    let told = |lines: &str| SiteTest::tiny("").config(lines).fail().told();
    assert_snapshot!(told("subscribe:\n  action: http://liste.example.org/subscription/form"), @r"
    error[bad-subscribe]: readers' addresses would go over the network for everybody to read
      ┌─ rassegna.yaml:9:11
    9 │   action: http://liste.example.org/subscription/form
      │           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: Write `https://liste.example.org/subscription/form`.
    ");
    assert_snapshot!(told("subscribe: {action: \"mailto:a@example.org\"}"), @r#"
    error[bad-subscribe]: browsers do not send forms by mail
      ┌─ rassegna.yaml:8:21
    8 │ subscribe: {action: "mailto:a@example.org"}
      │                     ^^^^^^^^^^^^^^^^^^^^^^
      = help: Let readers write themselves: `page: mailto:a@example.org` in place of `action`.
    "#);
    assert_snapshot!(told("subscribe: {field: EMAIL}"), @r"
    error[bad-subscribe]: this says not where readers subscribe
      ┌─ rassegna.yaml:8:12
    8 │ subscribe: {field: EMAIL}
      │            ^^^^^^^^^^^^^^
      = help: Give the form an `action`, or write a `page` in its place.
    ");
    assert_snapshot!(told("subscribe:\n  action: https://a.example/x?u=1\n  method: get\n  honeypot: email"), @r"
    error[bad-subscribe]: with `method: get` browsers leave out what stands after `?`
      ┌─ rassegna.yaml:9:11
    9 │   action: https://a.example/x?u=1
      │           ^^^^^^^^^^^^^^^^^^^^^^^
      = help: Take `method` away, or give those values under `hidden`.

    error[bad-subscribe]: two fields of the form are called `email`
       ┌─ rassegna.yaml:11:13
    11 │   honeypot: email
       │             ^^^^^
       = help: Each stands in one place: `field`, `honeypot` or `hidden`.
    ");
    let wrong = "subscribe: {action: //a.example/x, page: http://a.example, privacy: privacy, hidden: {id: 5e12}}";
    assert_snapshot!(told(wrong), @r"
    error[bad-subscribe]: `//a.example/x` is no address that a form could be sent to
      ┌─ rassegna.yaml:8:21
    8 │ subscribe: {action: //a.example/x, page: http://a.example, privacy: privacy, hidden: {id: 5e12}}
      │                     ^^^^^^^^^^^^^
      = help: Write the `action` of the form that your service gives, as `https://…`; `/…` for your own server.

    error[bad-subscribe]: `http://a.example` is no address where readers could subscribe
      ┌─ rassegna.yaml:8:42
    8 │ subscribe: {action: //a.example/x, page: http://a.example, privacy: privacy, hidden: {id: 5e12}}
      │                                          ^^^^^^^^^^^^^^^^
      = help: Write `/…/` for a page of this site, `https://…` for another, or `mailto:…`.

    error[bad-subscribe]: there is a form and a page in its place
      ┌─ rassegna.yaml:8:42
    8 │ subscribe: {action: //a.example/x, page: http://a.example, privacy: privacy, hidden: {id: 5e12}}
      │                                          ^^^^^^^^^^^^^^^^
      = help: Keep `action` for a form, or `page` for a link.

    error[bad-subscribe]: `privacy` is no address of a page
      ┌─ rassegna.yaml:8:69
    8 │ subscribe: {action: //a.example/x, page: http://a.example, privacy: privacy, hidden: {id: 5e12}}
      │                                                                     ^^^^^^^
      = help: Write `/…/` for a page of this site, or `https://…` for another.

    error[bad-subscribe]: this would be sent as a number, not as it is written
      ┌─ rassegna.yaml:8:91
    8 │ subscribe: {action: //a.example/x, page: http://a.example, privacy: privacy, hidden: {id: 5e12}}
      │                                                                                           ^^^^
      = help: Put it in quotes.
    ");
    assert_snapshot!(told("subscribe:\n  actoin: https://a.example/"), @r"
    error[bad-subscribe]: this says not where readers subscribe
      ┌─ rassegna.yaml:9:3
    9 │   actoin: https://a.example/
      │   ^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: Give the form an `action`, or write a `page` in its place.

    error[unknown-key]: `subscribe` has no field `actoin`
      ┌─ rassegna.yaml:9:3
    9 │   actoin: https://a.example/
      │   ^^^^^^ in the site's configuration
      = help: did you mean `action`?
    ");
}

#[test]
fn what_leads_nowhere_is_told_and_lists_of_issues_are_somewhere() {
    let site = site(&format!("{WEEKLY}\nsubscribe: {{page: /iscriviti/, privacy: /privacy/}}")).build();
    let site = site.warnings(&["dead-link"]);
    assert!(site.told().contains("the form's `/iscriviti/` leads nowhere in this site"), "{}", site.told());
    let links = "[a](/digests/) [b](/digests/settimana/) [c](/digests/settimana/2025/) [d](/digests/settimana/atom.xml) [e](/digests/2025-w39/)";
    let site = site.write("content/articles/c.md", article("Gamma", "2025-09-30", "section: notizie", links)).update();
    let dead =
        "[a](/digests/mese/) [b](/digests/settimana/2024/) [c](/digests/x.xml) [d](/digests/settimana/2025/atom.xml)";
    let site = site.write("content/articles/d.md", article("Delta", "2025-09-30", "section: notizie", dead)).fail();
    assert_eq!(site.told().matches("error[dead-link]").count(), 4, "{}", site.told());
}

#[test]
fn a_series_that_collects_from_no_section_is_told() {
    let digests = "digests: {settimana: {period: weekly, sections: [notizie, notizzie, analisi, Futuro, Guide]}}";
    let site = site(digests)
        .write("content/articles/f.md", article("Poi", "2030-01-01", "section: futuro", "Testo."))
        .write("content/articles/guide/_index.md", "---\ntitle: Guide\n---\n\nCome si fa.\n")
        .build()
        .warnings(&["unknown-section", "unknown-section"]);
    assert_snapshot!(site.told(), @r"
    warning[unknown-section]: no article is in the section `notizzie`, and no file introduces it
      ┌─ rassegna.yaml:5:59
    5 │ digests: {settimana: {period: weekly, sections: [notizie, notizzie, analisi, Futuro, Guide]}}
      │                                                           ^^^^^^^^
      = help: did you mean `notizie`?

    warning[unknown-section]: no article is in the section `analisi`, and no file introduces it
      ┌─ rassegna.yaml:5:69
    5 │ digests: {settimana: {period: weekly, sections: [notizie, notizzie, analisi, Futuro, Guide]}}
      │                                                                     ^^^^^^^
      = help: There are `futuro`, `guide` and `notizie`.
    ");
    let fresh = article("Altra", "2025-09-30", "section: analisi", "Testo.");
    let site = site.write("content/articles/z.md", fresh).update().warnings(&["unknown-section"]);
    site.remove("content/articles/z.md").update().warnings(&["unknown-section", "unknown-section"]);
}
