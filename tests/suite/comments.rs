//! Readers' comments: shown safely, in order, where they belong, and nowhere before somebody has approved them.

use insta::assert_snapshot;

use crate::builder::{SiteTest, article};
use crate::cli::run;

const STATIC: &str = "comments: {provider: static}";
const FORM: &str =
    "comments: {provider: static, form: {kind: webhook, action: \"https://moduli.example.org/c;1?k=v\"}}";

/// Two articles of one tag, one of another, and the comments of the first.
fn talked(config: &str) -> SiteTest {
    SiteTest::tiny("")
        .config(config)
        .write("content/articles/uno.md", article("Uno", "2025-09-01", "tags: [ia]", "Testo."))
        .write("content/articles/due.md", article("Due", "2025-09-02", "tags: [ia]", "Testo."))
        .write("content/articles/tre.md", article("Tre", "2025-09-03", "tags: [chip]", "Testo."))
        .write("templates/article.html", ARTICLE)
        .write(
            "templates/tag.html",
            "{% for card in shelf.cards %}{{ card.title }} {{ card.comment_count }};{% endfor %}",
        )
        .write("content/comments/uno/ada.yaml", "name: Ada\ndate: 2025-09-02 10:00\ntext: Un *detto*.\n")
}

const ARTICLE: &str = "{{ article.title }}\n{% for c in article.comments?.thread or [] %}{{ c.depth }} {{ c.id }} {{ c.name }}{% if c.answers %} to {{ c.answers.name }}{% endif %}: {{ c.html | safe }}{% endfor %}";

fn comment(name: &str, day: u8, more: &str) -> String {
    format!("name: {name}\ndate: 2025-09-{day:02} 10:00\n{more}")
}

#[test]
fn a_new_comment_makes_what_shows_it_and_nothing_else() {
    let site = talked(STATIC).build();
    site.page("/2025/09/uno/").contains("0 comment-ada Ada: <p>Un <em>detto</em>.</p>");
    site.page("/tags/ia/").is("Due 0;Uno 1;");
    let site = site.write("content/comments/uno/bo.yaml", comment("Bo", 3, "reply_to: ada\ntext: Già.\n")).update();
    let feeds = ["/atom.xml", "/comments.xml", "/tags/ia/atom.xml"];
    let own = ["/2025/09/uno/", "/2025/09/uno/comments.xml", "/tags/ia/"];
    let site = site.rewrote(&[feeds, own].concat());
    site.page("/2025/09/uno/").contains("1 comment-bo Bo to Ada: <p>Già.</p>");
    // Other words change no number.
    let site = site.replace("content/comments/uno/bo.yaml", "Già.", "Sì.").update_warm();
    let site = site.rewrote(&["/2025/09/uno/", "/2025/09/uno/comments.xml", "/comments.xml"]);
    // What waits or is spam changes nothing at all.
    let site = site
        .write("content/comments/uno/ci.yaml", comment("Ci", 4, "status: pending\ntext: Attende.\n"))
        .write("content/comments/due/di.yaml", comment("Di", 4, "status: spam\ntext: Compra.\n"))
        .update_warm()
        .rewrote(&[])
        .nowhere(&["attende", "compra"]);
    // The first comment of an article brings its feed, the last one takes it away.
    let site = site.replace("content/comments/due/di.yaml", "spam", "approved").update();
    let two = ["/2025/09/due/", "/2025/09/due/comments.xml", "/tags/ia/"];
    let site = site.rewrote(&[feeds, two].concat()).remove("content/comments/due/di.yaml").update_warm();
    let site = site.removed(&["/2025/09/due/comments.xml"]);
    site.rewrote(&[&feeds[..], &["/2025/09/due/", "/tags/ia/"]].concat()).equals_fresh();
}

#[test]
fn threads_are_ordered_by_date_below_what_they_answer() {
    let site = talked(STATIC)
        .write("content/comments/uno/b.yaml", comment("Bo", 9, "reply_to: ada\ntext: b\n"))
        .write("content/comments/uno/c.yaml", comment("Ci", 3, "reply_to: ada\ntext: c\n"))
        .write("content/comments/uno/d.yaml", comment("Di", 4, "reply_to: c\ntext: d\n"))
        .write("content/comments/uno/e.yaml", comment("Eva", 1, "text: e\n"))
        .write("content/comments/uno/f.yaml", comment("Fo", 5, "reply_to: nessuno\ntext: f\n"))
        .write("content/comments/uno/g.yaml", comment("Gi", 6, "reply_to: h\ntext: g\n"))
        .write("content/comments/uno/h.yaml", comment("Hu", 7, "reply_to: g\ntext: h\n"))
        .write("content/comments/uno/i.yaml", comment("Io", 8, "id: e\ntext: i\n"))
        .write("content/comments/uno/p.yaml", comment("Altrove", 8, "kind: pingback\nurl: https://altrove.example/\n"))
        .write("content/comments/nulla/x.yaml", comment("Nu", 8, "text: x\n"))
        .write("content/comments/y.yaml", comment("Yo", 8, "text: y\n"))
        .build();
    site.page("/2025/09/uno/").in_order(&[
        "0 comment-e Eva:",
        "0 comment-ada Ada:",
        "1 comment-c Ci to Ada:",
        "2 comment-d Di to Ci:",
        "1 comment-b Bo to Ada:",
        "0 comment-f Fo:",
        "0 comment-g Gi:",
        "1 comment-h Hu to Gi:",
        "0 comment-e-2 Io:",
    ]);
    site.page("/2025/09/uno/").lacks("Altrove");
    assert_snapshot!(site.told(), @r"
    warning[comment-orphan]: there is no article `nulla` that this comment could stand below
      ┌─ content/comments/nulla/x.yaml
      = help: Comments stand in `content/comments/` and the path of their article, without `.md`.

    warning[comment-parent]: there is no comment `nessuno` that this one could answer
      ┌─ content/comments/uno/f.yaml:3:11
    3 │ reply_to: nessuno
      │           ^^^^^^^
      = help: It is shown as if it answered the article.

    warning[comment-parent]: this comment answers `h`, which answers this one
      ┌─ content/comments/uno/g.yaml:3:11
    3 │ reply_to: h
      │           ^
      = help: It is shown as if it answered the article.

    warning[comment-double]: another comment of this article has the id `e`
      ┌─ content/comments/uno/i.yaml:3:5
    3 │ id: e
      │     ^
      = help: Give one of them another `id:`; answers belong to the first file.

    warning[comment-orphan]: this comment is in no article's folder, and is not shown
      ┌─ content/comments/y.yaml
      = help: Put it into `content/comments/` and the path of its article, as `content/comments/2025/09/nvidia/`.
    ");
    // An article that comes takes its comments, and the word about them goes.
    let site = site.write("content/articles/nulla.md", article("Nulla", "2025-09-08", "", "x")).update_warm();
    assert!(!site.told().contains("nulla"), "{}", site.told());
    site.page("/2025/09/nulla/").contains("0 comment-x Nu:");
    site.equals_fresh();
}

#[test]
fn a_thread_may_be_as_deep_as_somebody_likes() {
    let mut site = talked(STATIC);
    let deep = 10_000;
    for at in 1..deep {
        let text = format!("id: n{at}\nreply_to: n{}\nname: N\ntext: t\n", at - 1);
        site = site.write(&format!("content/comments/due/{at:05}.yaml"), text);
    }
    let site = site.write("content/comments/due/00000.yaml", "id: n0\nreply_to: n9999\nname: N\ntext: t\n").build();
    let page = String::from_utf8_lossy(&site.files()["2025/09/due/index.html"]).into_owned();
    assert_eq!(page.matches("<p>t</p>").count(), deep);
    assert!(
        page.contains("4 comment-n9000 N to N:") && !page.contains("5 comment"),
        "what is deeper is set in no further"
    );
    assert_eq!(site.diagnostics().len(), 1, "{}", site.told());
}

#[test]
fn what_is_held_back_is_held_with_its_comments() {
    let site = talked(STATIC)
        .write("content/articles/poi.md", article("Poi", "2026-01-20", "", "Testo."))
        .write("content/articles/bozza.md", article("Bozza", "2025-09-05", "draft: true", "Testo."))
        .write("content/comments/poi/a.yaml", comment("Zenobia", 4, "text: Presto.\n"))
        .write("content/comments/bozza/a.yaml", comment("Zenobia", 4, "text: Presto.\n"))
        .build()
        .nowhere(&["zenobia", "presto"])
        .warnings(&[]);
    let site = site.now("2026-01-21T12:00:00+01:00").update();
    site.page("/2026/01/poi/").contains("Zenobia");
    site.page("/comments.xml").contains("Zenobia").contains("Ada");
    site.page("/2026/01/poi/comments.xml").contains("Presto.");
    site.equals_fresh();
}

#[test]
fn an_article_may_have_none_or_take_no_more() {
    let site = SiteTest::new("")
        .config(FORM)
        .write("content/articles/uno.md", article("Uno", "2025-09-01", "comments: false", "Testo."))
        .write("content/articles/due.md", article("Due", "2025-09-02", "comments: {open: false}", "Testo."))
        .write("content/articles/tre.md", article("Tre", "2025-09-03", "", "Testo."))
        .write("content/pages/chi.md", "---\ntitle: Chi\n---\n\nNoi.\n")
        .write("content/comments/uno/a.yaml", comment("Zenobia", 4, "text: Mai.\n"))
        .write("content/comments/due/a.yaml", comment("Bo", 4, "text: Detto.\n"))
        .write("content/comments/pages/chi/a.yaml", comment("Ci", 4, "text: Noi chi?\n"))
        .build()
        .warnings(&[])
        .nowhere(&["zenobia"]);
    site.page("/2025/09/uno/").lacks("id=\"comments\"");
    site.page("/2025/09/due/").contains("Detto.").contains("I commenti sono chiusi.").lacks("<textarea");
    site.page("/2025/09/tre/").contains("Ancora nessun commento.").contains("<textarea");
    site.page("/chi/").contains("Noi chi?").contains("value=\"pages/chi\"");
    site.page("/").contains("<a href=\"/2025/09/due/#comments\">1 commento</a>");
    site.absent("/2025/09/uno/comments.xml");
}

#[test]
fn comments_end_by_time_alone() {
    let closing = "comments: {provider: static, closed_after: 30, form: {action: /commenti}}";
    let site = SiteTest::new("")
        .config(closing)
        .write("content/articles/uno.md", article("Uno", "2026-01-10", "", "Testo."))
        .write("content/articles/due.md", article("Due", "2025-12-20", "", "Testo."))
        .build();
    site.page("/2026/01/uno/").contains("<form class=\"comment-form\" action=\"/commenti\"");
    site.page("/2025/12/due/").contains("comment-form");
    // Two days after its date an article is no news any more; then comments end.
    let site = site.now("2026-01-17T12:00:00+01:00").update();
    assert_eq!(site.next_change().as_deref(), Some("2026-01-19T00:00:00+01:00"));
    let site = site.now("2026-01-19T00:00:00+01:00").update().rewrote(&["/2025/12/due/"]);
    site.page("/2025/12/due/").lacks("comment-form");
    site.equals_fresh();
}

#[test]
fn nothing_that_a_stranger_writes_runs_or_hides() {
    let hostile = "_id: \"\\\"><script>1</script>\"\nname: \"<script>alert(1)</script>\\u202Egnirts\"\n\
                   email: segreta@example.org\nip: 192.0.2.7\nurl: \"https://x.example/\\\"onmouseover=alert(1)\"\n\
                   message: \"<script>alert(2)</script> [a](javascript:alert(3)) [b](data:text/html,x) <img src=x onerror=alert(4)> \\u202E\\u200Bz\\u0300\\u0301\\u0302\\u0303\\u0304\\u0305\"\n";
    for theme in ["gazzetta", "dispaccio"] {
        let site = SiteTest::new("")
            .config(&format!("theme: {theme}\n{FORM}"))
            .write("content/articles/uno.md", article("Uno", "2025-09-01", "", "Testo."))
            .write("content/comments/uno/a.yaml", hostile)
            .write("content/comments/uno/b.yaml", "url: https://b.example/?a=\"b\nname: B\ntext: x\n")
            .write("content/comments/uno/c.yaml", "text: &a [*a]\n")
            .write("content/comments/uno/d.yaml", vec![0xff, 0xfe, 0])
            .write("content/comments/uno/e.yaml", format!("name: E\ntext: \"{}\"\n", "parola ".repeat(140_000)));
        let site = site.build();
        assert!(site.told().contains("warning[not-utf-8]"), "{}", site.told());
        let page = String::from_utf8_lossy(&site.files()["2025/09/uno/index.html"]).into_owned();
        assert!(!page.contains("<script>") && !page.contains("<img src=x"), "{page}");
        assert!(!page.contains("onmouseover=") || page.contains("%22onmouseover"), "{page}");
        assert!(!page.contains("href=\"javascript:") && !page.contains("href=\"data:"), "{page}");
        assert!(!page.contains('\u{202e}') && !page.contains('\u{200b}') && !page.contains("\u{304}"), "{page}");
        assert!(page.len() < 120_000, "a long text is cut: {}", page.len());
        assert!(page.contains("Il testo era più lungo"), "and the reader is told");
        site.nowhere(&["segreta@example.org", "192.0.2.7"]);
    }
}

#[test]
fn feeds_say_what_answers_what() {
    let site = SiteTest::new("")
        .config(STATIC)
        .write("content/articles/uno.md", article("Uno", "2025-09-01", "", "Testo."))
        .write("content/comments/uno/ada.yaml", comment("Ada", 2, "text: Un *detto*.\n"))
        .write(
            "content/comments/uno/bo.yaml",
            comment("Bo", 3, "url: https://bo.example/\nreply_to: ada\ntext: Già.\n"),
        )
        .build();
    let (page, feed) = ("https://example.org/2025/09/uno/", "https://example.org/2025/09/uno/comments.xml");
    site.page("/atom.xml").contains("xmlns:thr=\"http://purl.org/syndication/thread/1.0\"").contains(&format!(
        "<link rel=\"replies\" type=\"application/atom+xml\" href=\"{feed}\" thr:count=\"2\" thr:updated=\"2025-09-03T10:00:00+02:00\"/>"
    ));
    site.page("/rss.xml")
        .contains(&format!("<comments>{page}#comments</comments>"))
        .contains("<slash:comments>2</slash:comments>")
        .contains(&format!("<wfw:commentRss>{feed}</wfw:commentRss>"));
    for url in ["/2025/09/uno/comments.xml", "/comments.xml"] {
        site.page(url)
            .contains(&format!("<thr:in-reply-to ref=\"{page}\" type=\"text/html\" href=\"{page}\"/>"))
            .contains(&format!("<thr:in-reply-to ref=\"{page}#comment-ada\""))
            .contains("<uri>https://bo.example/</uri>")
            .in_order(&["Bo su “Uno”", "Ada su “Uno”"]);
    }
    site.page("/2025/09/uno/")
        .contains("\"commentCount\":2")
        .contains("\"@type\":\"Comment\"")
        .contains("title=\"Commenti: Uno (Atom)\" href=\"/2025/09/uno/comments.xml\"");
    let off = site.config("outputs: {comments: false}").update();
    off.page("/atom.xml").lacks("comments.xml").contains("thr:count=\"2\"");
    off.absent("/comments.xml");
}

#[test]
fn a_form_is_plain_html_and_goes_where_the_policy_lets_it() {
    let site =
        talked("").config(FORM).remove("templates/article.html").replace("rassegna.yaml", "theme: tiny\n", "").build();
    site.page("/2025/09/uno/")
        .contains("action=\"https://moduli.example.org/c;1?k=v\" method=\"post\"")
        .contains("<label for=\"comment-text\">Commento <span class=\"needed\">(obbligatorio)</span></label>")
        .contains("<textarea id=\"comment-text\" name=\"message\" rows=\"6\" maxlength=\"20000\" required")
        .contains("E-mail <span class=\"needed\">(non pubblicata)</span>")
        .contains("<input type=\"hidden\" name=\"article\" value=\"uno\">")
        .contains("<option value=\"ada\">Ada, ")
        .contains("name=\"subject\" tabindex=\"-1\"")
        .contains("Quello che scrivi va a moduli.example.org.");
    site.page("/_headers").contains("form-action 'self' https://moduli.example.org/c%3B1;");
    let staticman = "comments: {provider: static, form: {kind: staticman, action: \"https://s.example.org/v3/entry\", email: required}}";
    let site = site.edit("rassegna.yaml", |text| text.replace(FORM, staticman)).update();
    site.page("/2025/09/uno/")
        .contains("name=\"fields[message]\"")
        .contains("name=\"fields[email]\" maxlength=\"200\" autocomplete=\"email\" dir=\"ltr\" required")
        .contains("name=\"options[slug]\" value=\"uno\"")
        .contains("name=\"options[redirect]\" value=\"https://example.org/2025/09/uno/#comments\"");
    let mail = "comments: {provider: static, form: {kind: mail, action: \"mailto:c@example.org\"}}";
    let site = site.edit("rassegna.yaml", |text| text.replace(staticman, mail)).update();
    site.page("/2025/09/uno/")
        .lacks("<textarea")
        .contains("href=\"mailto:c@example.org?subject=Uno%20%5Buno%5D\"")
        .contains("href=\"mailto:c@example.org?subject=%5Buno%23ada%5D\"");
    site.page("/_headers").contains("form-action 'self';");
}

#[test]
fn another_server_is_named_and_asked_by_the_reader_alone() {
    let cases = [
        (
            "provider: giscus, giscus: {repo: a/b, repo_id: R1, category: Voci, category_id: C1}",
            "",
            "giscus.app",
            "script-src 'self' https://giscus.app; style-src 'self' 'unsafe-inline'; style-src-elem 'self' https://giscus.app;",
        ),
        (
            "provider: isso, isso: {host: isso.example.org}",
            "",
            "isso.example.org",
            "connect-src 'self' https://isso.example.org;",
        ),
        (
            "provider: remark42, remark42: {host: r.example.org, site: dispaccio}",
            "",
            "r.example.org",
            "frame-src 'self' https://r.example.org;",
        ),
        (
            "provider: mastodon, mastodon: {host: m.example}",
            "comments: {post: \"https://m.example/@noi/1122\"}",
            "m.example",
            "connect-src 'self' https://m.example;",
        ),
        (
            "provider: bluesky",
            "comments: {post: \"https://bsky.app/profile/noi.example/post/3k\"}",
            "public.api.bsky.app",
            "connect-src 'self' https://public.api.bsky.app;",
        ),
    ];
    for theme in ["gazzetta", "dispaccio"] {
        for (setting, fields, host, policy) in cases {
            let site = SiteTest::new("")
                .config(&format!("theme: {theme}\ncomments: {{{setting}}}"))
                .write("content/articles/uno.md", article("Uno", "2025-09-01", fields, "Testo."))
                .build()
                .warnings(&[]);
            site.page("/2025/09/uno/")
                .contains(&format!("data-host=\"{host}\""))
                .contains(&format!("a {host}, che così sa della tua visita"))
                .contains("/assets/comments.")
                .lacks(&format!("src=\"https://{host}"))
                .lacks("<iframe");
            site.page("/_headers").contains(policy);
            site.page("/").lacks("/assets/comments.");
        }
    }
    let wrong = SiteTest::new("")
        .config("comments: {provider: mastodon, mastodon: {host: m.example}}")
        .write(
            "content/articles/uno.md",
            article("Uno", "2025-09-01", "comments: {post: \"https://altro.example/@a/1\"}", "T."),
        )
        .build()
        .warnings(&["comment-post"]);
    wrong.page("/2025/09/uno/").lacks("altro.example");
}

#[test]
fn settings_that_lead_nowhere_are_told() {
    for (setting, key) in [
        ("provider: giscus", "giscus"),
        ("provider: isso, isso: {host: \"https://x.example/\"}", "host"),
        ("provider: isso, isso: {host: well}", "host"),
        ("provider: remark42, remark42: {host: x.example}", "site"),
        ("provider: static, form: {action: \"http://x.example/\"}", "action"),
        ("provider: static, form: {action: \"mailto:a@example.org\"}", "kind: mail"),
        ("provider: static, form: {kind: mail, action: /x}", "mailto"),
        ("provider: static, form: {action: /x, fields: {massage: x}}", "massage"),
        ("provider: static, form: {action: /x, fields: {message: name}}", "two fields"),
        ("provider: static, form: {action: /x, privacy: x}", "privacy"),
    ] {
        let site = SiteTest::new("").config(&format!("comments: {{{setting}}}")).fail().errors(&["bad-comments"]);
        assert!(site.told().contains(key), "{setting}: {}", site.told());
    }
}

#[test]
fn what_readers_send_is_taken_in_and_waits_for_somebody() {
    let site = talked(STATIC).write("content/articles/muto.md", article("Muto", "2025-09-04", "comments: false", "x"));
    let delivered = r#"[
        {"fields": {"name": "Bo", "email": "bo@example.org", "message": "Sì,\n\n*certo*."}, "options": {"slug": "uno", "parent": "ada"}, "_id": "7f", "date": 1756900000},
        {"article": "https://example.org/2025/09/due/#comments", "name": "Ci", "text": "Da un modulo.", "ip": "192.0.2.7"},
        {"article": "uno", "name": "Ada", "text": "Un  *detto*."},
        {"article": "nessuno", "name": "Di", "text": "Dove?"},
        {"article": "../../../etc", "name": "Di", "text": "Fuori."},
        {"article": "muto", "name": "Di", "text": "Zitto."},
        {"article": "uno", "name": "Robot", "text": "Compra.", "subject": "x"},
        {"article": "uno", "name": "Di", "text": "  "}
    ]"#;
    let site = site.write("consegna.json", delivered);
    let said = run(site.root(), &["comments", "import", "consegna.json"]).ends(1);
    assert_snapshot!(said.err, @r"
    left out: comment 4: there is no article `nessuno`
    left out: comment 5: there is no article `../../../etc`
    left out: comment 6: `muto` takes no comments
    left out: comment 8: it says nothing
    2 comments are to be approved, 1 here already, 1 by programs, 4 left out.
    ");
    let written: Vec<&str> = said.out.lines().collect();
    assert_eq!(written.len(), 2, "{}", said.out);
    assert!(written[0].starts_with("content/comments/uno/2025-09-03-7f-"), "{}", said.out);
    let text = std::fs::read_to_string(site.root().join(written[0])).expect("the comment");
    assert_eq!(
        text,
        "id: 7f\nreply_to: ada\nname: Bo\ndate: 2025-09-03T13:46:40+02:00\nstatus: pending\ntext: \"Sì,\\n\\n*certo*.\"\n"
    );
    // The second time nothing is new.
    let again = run(site.root(), &["comments", "import", "consegna.json"]).ends(1);
    assert!(
        again.err.contains("0 comments are to be approved, 3 here already") && again.out.is_empty(),
        "{}",
        again.err
    );
    let site = site.build().nowhere(&["certo", "da un modulo"]);
    let list = run(site.root(), &["comments", "list"]).ends(0).out;
    assert!(
        list.contains("uno") && list.contains("7f") && list.contains("Sì, *certo*.") && !list.contains("detto"),
        "{list}"
    );
    let all = run(site.root(), &["comments", "list", "--all", "--format", "json"]).ends(0).out;
    let all: serde_json::Value = serde_json::from_str(&all).expect("JSON");
    assert_eq!(all.as_array().map(Vec::len), Some(3));
    let approved = run(site.root(), &["comments", "approve", "uno/7f"]).ends(0);
    assert_eq!(approved.out.trim(), written[0]);
    let now = std::fs::read_to_string(site.root().join(written[0])).expect("the comment");
    assert_eq!(now, text.replace("pending", "approved"), "nothing else is changed");
    let site = site.update();
    site.page("/2025/09/uno/").contains("1 comment-7f Bo to Ada: <p>Sì,</p>\n<p><em>certo</em>.</p>");
    run(site.root(), &["comments", "reject", "ada", written[1]]).ends(0);
    let site = site.update();
    site.page("/2025/09/uno/").contains("0 comment-7f Bo:").lacks("Ada");
    run(site.root(), &["comments", "reject", "--delete", "7f"]).ends(0);
    assert!(!site.root().join(written[0]).exists());
    assert!(run(site.root(), &["comments", "approve", "boh"]).ends(1).err.contains("there is no comment `boh`"));
}

#[test]
fn letters_are_taken_in_from_a_mailbox() {
    let letter = "From x\nFrom: =?utf-8?q?Nicol=C3=B2?= <n@example.org>\nSubject: Re: Uno [uno#ada]\nDate: Wed, 3 Sep 2025 10:00:00 +0200\nMessage-ID: <n@example.org>\n\nD'accordo.\n\nFrom y\nFrom: Z <z@example.org>\nSubject: Ciao\n\nNiente.\n";
    let site = talked(STATIC).write("posta.mbox", letter);
    let said = run(site.root(), &["comments", "import", "posta.mbox"]).ends(1);
    assert!(said.err.contains("comment 2: it does not say which article it is about"), "{}", said.err);
    let path = said.out.trim();
    let text = std::fs::read_to_string(site.root().join(path)).expect("the comment");
    assert!(text.contains("reply_to: ada\nname: Nicolò\ndate: 2025-09-03T10:00:00+02:00\nstatus: pending\n"), "{text}");
    assert!(!text.contains("example.org"), "{text}");
    assert!(run(site.root(), &["comments", "import", "posta.mbox"]).ends(1).err.contains("1 here already"));
    for (name, bytes) in
        [("vuoto.json", &b""[..]), ("rotto.json", b"{\"a\""), ("binario.json", b"\xff\xfe\x00"), ("niente.json", b"[]")]
    {
        std::fs::write(site.root().join(name), bytes).expect("a file");
        let said = run(site.root(), &["comments", "import", name]).ends(1);
        assert!(said.err.contains(name) && !said.err.contains("panicked"), "{}", said.err);
    }
    run(site.root(), &["comments", "import", "manca.json"]).ends(1);
}
