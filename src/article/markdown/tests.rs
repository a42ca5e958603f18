//! Whole bodies, read and rendered by `plain.rs`.

use super::{Reading, Rules, inline, plain, read};
use crate::article::piece::{Argument, Mark, Piece};
use crate::config::settings::text::RawHtml;

pub(super) fn rules(language: &str) -> Rules<'_> {
    Rules { language, html: RawHtml::Allow, smart_punctuation: true, highlight: true, autolink: true }
}

fn italian(body: &str) -> Reading {
    read(body, 0, &rules("it"))
}

fn html(body: &str) -> String {
    plain::to_html(&italian(body).pieces)
}

#[test]
fn links_are_pieces_with_marks_in_the_file() {
    let reading = read("vedi [*qui*](../a.md#b \"T\").", 100, &rules("it"));
    let [Piece::Html(before), Piece::Link { target, title, inner, mark }, Piece::Html(after)] = &reading.pieces[..]
    else {
        panic!("{:?}", reading.pieces)
    };
    assert_eq!((before.as_str(), after.as_str()), ("<p>vedi ", ".</p>\n"));
    assert_eq!((target.as_str(), title.as_str()), ("../a.md#b", "T"));
    assert_eq!(inner, &[Piece::Html("<em>qui</em>".into())]);
    assert_eq!(mark, &Mark { at: 105, length: 22 });
}

#[test]
fn headings_have_unique_ids_and_an_outline() {
    let reading =
        italian("## L'accordo\n\n### L'accordo\n\n## *Altro* {#mio .rosso}\n\n##### Piccolo\n\n# L'accordo\n");
    let outline: Vec<(u8, &str, &str)> =
        reading.outline.iter().map(|e| (e.level, e.id.as_str(), e.title.as_str())).collect();
    assert_eq!(
        outline,
        [
            (2, "l-accordo", "L’accordo"),
            (3, "l-accordo-1", "L’accordo"),
            (2, "mio", "Altro"),
            (1, "l-accordo-2", "L’accordo")
        ]
    );
    assert!(plain::to_html(&reading.pieces).contains("<h2 id=\"mio\" class=\"rosso\"><em>Altro</em></h2>\n"));
}

#[test]
fn a_picture_alone_is_a_figure_and_others_are_not() {
    assert_eq!(
        html("![La sede](x.jpg \"L'ingresso | Foto: NVIDIA\")"),
        "<figure><img src=\"x.jpg\" alt=\"La sede\" /><figcaption>L’ingresso <small>Foto: NVIDIA</small></figcaption></figure>\n"
    );
    assert_eq!(html("a ![b](x.jpg \"t\")"), "<p>a <img src=\"x.jpg\" alt=\"b\" title=\"t\" /></p>\n");
    let linked = italian("[![b](x.jpg)](/y)").pieces;
    let [Piece::Html(open), Piece::Link { inner, .. }, Piece::Html(_)] = &linked[..] else { panic!("{linked:?}") };
    assert_eq!(open, "<p>");
    assert!(matches!(&inner[..], [Piece::Picture(picture)] if !picture.block));
    let alone = italian("testo\n\n![b](x.jpg \"C\")\n").pieces;
    assert!(matches!(&alone[..], [Piece::Html(p), Piece::Picture(picture)] if p == "<p>testo</p>\n" && picture.block));
}

#[test]
fn code_is_never_touched_and_knows_its_language() {
    let pieces = italian("```rust,ignore\nlet x = \"[[OpenAI]]\"; // {{ youtube(id=1) }} -- www.a.b\n```\n").pieces;
    let [Piece::Code { language, text, html }] = &pieces[..] else { panic!("{pieces:?}") };
    assert_eq!(language, "rust");
    assert_eq!(text, "let x = \"[[OpenAI]]\"; // {{ youtube(id=1) }} -- www.a.b\n");
    assert!(html.contains("<span class=\"h-storage\">let</span>"), "{html}");
    assert_eq!(
        self::html("`\"{{ youtube(id=1) }}\" [[A]] --`"),
        "<p><code>\"{{ youtube(id=1) }}\" [[A]] --</code></p>\n"
    );
    assert!(matches!(&italian("    {{ a() }}\n").pieces[..], [Piece::Code { text, .. }] if text == "{{ a() }}\n"));
    let language = |info: &str| match &italian(&format!("~~~{info}\nx\n~~~")).pieces[..] {
        [Piece::Code { language, .. }] => language.clone(),
        pieces => panic!("{pieces:?}"),
    };
    assert_eq!(["{.Python .x}", "Rust title=\"a\"", "js{1,2}", ""].map(language), ["python", "rust", "js", ""]);
}

#[test]
fn shortcodes_are_pieces() {
    let body = "Testo {{ youtube(id=\"a_b_*c*\", start=3, auto=true, list=[\"a\",\"b\"]) }} fine.\n";
    let pieces = read(body, 10, &rules("it")).pieces;
    let [Piece::Html(before), Piece::Shortcode(shortcode), Piece::Html(after)] = &pieces[..] else {
        panic!("{pieces:?}")
    };
    assert_eq!((before.as_str(), after.as_str()), ("<p>Testo ", " fine.</p>\n"));
    assert_eq!(shortcode.name, "youtube");
    assert_eq!(shortcode.arguments[0], ("id".into(), Argument::Text("a_b_*c*".into())));
    assert_eq!(shortcode.mark, Mark { at: 16, length: 63 });
    assert_eq!(&body[6..69], shortcode.written);
    assert!(!shortcode.block && shortcode.inner.is_none());
    let alone = italian("a\n\n{{ youtube(id=\"x\") }}\n\nb").pieces;
    assert!(
        matches!(&alone[..], [Piece::Html(a), Piece::Shortcode(s), Piece::Html(b)]
        if s.block && a == "<p>a</p>\n" && b == "<p>b</p>\n"),
        "{alone:?}"
    );
    assert_eq!(plain::to_html(&alone), "<p>a</p>\n<p>{{ youtube(id=\"x\") }}</p>\n<p>b</p>\n");
    let two = italian("{{ a() }}\n{{ b() }}").pieces;
    assert!(matches!(&two[..], [Piece::Shortcode(a), Piece::Shortcode(b)] if a.block && b.block), "{two:?}");
}

#[test]
fn a_shortcode_s_body_is_read_with_what_is_around_it() {
    let body = "prima\n{% pullquote(by=\"X\") %}\nUn [link][w] e [^1].\n\n```\n{% end %}\n```\n{% note() %}**b**{% end %}\n{% end %}\ndopo[^2]\n\n[w]: /w\n[^2]: Due.\n";
    let reading = read(body, 1000, &rules("it"));
    let [Piece::Html(before), Piece::Shortcode(outer), Piece::Html(_)] = &reading.pieces[..] else {
        panic!("{:?}", reading.pieces)
    };
    assert_eq!(before, "<p>prima</p>\n");
    assert!(outer.block);
    let inner = outer.inner.as_ref().expect("a body");
    let Piece::Link { target, mark, .. } = &inner[1] else { panic!("{inner:?}") };
    assert_eq!(target, "/w");
    assert_eq!(mark, &Mark { at: 1000 + body.find("[link]").expect("it is there") as u32, length: 9 });
    assert!(matches!(&inner[3], Piece::Code { text, .. } if text == "{% end %}\n"), "{inner:?}");
    let Piece::Shortcode(nested) = &inner[4] else { panic!("{inner:?}") };
    assert_eq!(nested.mark.at, 1000 + body.find("{% note").expect("it is there") as u32);
    assert!(reading.remarks.is_empty(), "{:?}", reading.remarks);
}

#[test]
fn a_shortcode_in_a_list_or_a_quote_keeps_its_lines_apart() {
    let body = "- uno\n\n  {% note() %}\n  *a*\n\n  b [c](d)\n  {% end %}\n- due\n\n> {% note() %}\n> q\n> {% end %}\n";
    let pieces = italian(body).pieces;
    let Piece::Shortcode(note) = &pieces[1] else { panic!("{pieces:?}") };
    let inner = note.inner.as_ref().expect("a body");
    assert_eq!(plain::to_html(inner), "<p><em>a</em></p>\n<p>b <a href=\"d\">c</a></p>\n");
    let Piece::Link { mark, .. } = &inner[1] else { panic!("{inner:?}") };
    assert_eq!(mark.at as usize, body.find("[c]").expect("it is there"));
    let Some(Piece::Quote { inner, .. }) = pieces.last() else { panic!("{pieces:?}") };
    assert!(
        matches!(&inner[..], [Piece::Shortcode(note)] if note.block && plain::to_html(note.inner.as_ref().expect("a body")) == "<p>q</p>\n"),
        "{inner:?}"
    );
}

#[test]
fn braces_that_are_no_shortcode_stay_exactly() {
    for text in [
        "{{ x }}",
        "{{ page.title }}",
        "{% if x == 'a' %}",
        "{{ a_b_c * d * e }}",
        "{{",
        "{% x",
        "{{ youtube(id=) }}",
        "{% end %}",
        "{% note() %}",
    ] {
        assert_eq!(html(&format!("a {text} b")), format!("<p>a {text} b</p>\n"), "{text}");
    }
    assert_eq!(html("\\{{ youtube(id=1) }}"), "<p>{{ youtube(id=1) }}</p>\n");
    let codes = |body: &str| italian(body).remarks.iter().map(|r| (r.code, r.mark)).collect::<Vec<_>>();
    assert_eq!(codes("a {{ youtube(id=) }}"), [("malformed-shortcode", Mark { at: 2, length: 18 })]);
    assert_eq!(codes("a {% note() %} b"), [("unclosed-shortcode", Mark { at: 2, length: 12 })]);
    assert_eq!(codes("{% end %}"), [("stray-shortcode-end", Mark { at: 0, length: 9 })]);
    assert_eq!(codes("{{ x }} {% if y %}"), []);
    assert_eq!(
        html("[a](/{{x()}}) ![{{ y() }}](z)"),
        "<p><a href=\"/%7B%7Bx()%7D%7D\">a</a> <img src=\"z\" alt=\"{{ y() }}\" /></p>\n"
    );
}

#[test]
fn entities_are_found_in_prose_only() {
    let pieces = italian("Con [[OpenAI]] e [[company:Meta|Meta]].").pieces;
    assert!(
        matches!(&pieces[1], Piece::Entity { taxonomy: None, name, label, mark }
        if name == "OpenAI" && label == "OpenAI" && *mark == Mark { at: 4, length: 10 }),
        "{pieces:?}"
    );
    assert!(matches!(&pieces[3], Piece::Entity { taxonomy: Some(t), name, .. } if t == "companies" && name == "Meta"));
    assert_eq!(html("a[[0]], a[[i]], [[0]], [[]]"), "<p>a[[0]], a[[i]], [[0]], [[]]</p>\n");
    assert_eq!(html("[di [[Meta]] qui](/x)"), "<p><a href=\"/x\">di Meta qui</a></p>\n");
    let table = italian("| a |\n|---|\n| [[company:Meta\\|la Meta]] |\n").pieces;
    assert!(
        matches!(&table[1], Piece::Entity { name, label, .. } if name == "Meta" && label == "la Meta"),
        "{table:?}"
    );
}

#[test]
fn bare_addresses_become_links_where_they_may() {
    assert_eq!(html("vedi www.a.org/b."), "<p>vedi <a href=\"http://www.a.org/b\">www.a.org/b</a>.</p>\n");
    for body in ["`http://a.org`", "<a href=\"/\">http://a.org</a>", "<code>http://a.org</code>", "[http://a.org](/x)"]
    {
        assert_eq!(
            html(body).matches("<a ").count(),
            usize::from(body.contains("/x") || body.contains("<a")),
            "{body}"
        );
    }
    let mark = match &read("già http://a.org/", 0, &rules("it")).pieces[1] {
        Piece::Link { mark, .. } => *mark,
        piece => panic!("{piece:?}"),
    };
    assert_eq!(mark, Mark { at: 5, length: 13 });
}

#[test]
fn typography_crosses_elements_and_spares_code() {
    assert_eq!(
        html("\"**Sì**\", \"`x`\" e l'\"*altro*\""),
        "<p>«<strong>Sì</strong>», «<code>x</code>» e l’«<em>altro</em>»</p>\n"
    );
    assert_eq!(
        html("<b title=\"a--b\">\"x\"</b> <code>\"--\"</code>"),
        "<p><b title=\"a--b\">«x»</b> <code>\"--\"</code></p>\n"
    );
    assert_eq!(html("\\\"a\\\" \\[[A]]"), "<p>\"a\" [[A]]</p>\n");
    let straight = Rules { smart_punctuation: false, ..rules("it") };
    assert_eq!(plain::to_html(&read("\"a\" -- 'b'...", 0, &straight).pieces), "<p>\"a\" -- 'b'...</p>\n");
}

#[test]
fn footnotes_stand_at_the_end_in_the_order_of_their_references() {
    let reading = italian("Uno[^b] due[^a] tre[^b].\n\n[^a]: A [x](/x).\n[^b]: B.\n\n    - c\n[^z]: mai\n\nFine.\n");
    let html = plain::to_html(&reading.pieces);
    assert!(html.starts_with(
        "<p>Uno<sup class=\"footnote-reference\"><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\">1</a></sup> due"
    ));
    assert!(html.contains("id=\"fnref-1-2\""));
    let section = &html[html.find("<section").expect("notes")..];
    assert!(
        section.starts_with(
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Note\">\n<ol>\n<li id=\"fn-1\">\n<p>B.</p>"
        ),
        "{section}"
    );
    assert!(section.contains(
        "<a href=\"#fnref-1-2\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"Torna al richiamo 1-2\">"
    ));
    assert!(section.contains("<p>A <a href=\"/x\">x</a>. <a href=\"#fnref-2\""), "{section}");
    assert!(reading.pieces.iter().any(|p| matches!(p, Piece::Link { target, .. } if target == "/x")));
    assert_eq!(reading.remarks.iter().map(|r| r.code).collect::<Vec<_>>(), ["unused-footnote"]);
    assert!(!html.contains("mai") && html.contains("<p>Fine.</p>\n<section"));
}

#[test]
fn alerts_tasks_tables_and_definitions_speak_the_language() {
    assert_eq!(
        html("> [!WARNING]\n> a"),
        "<div class=\"alert alert-warning\" role=\"note\">\n<p class=\"alert-title\" data-alert=\"warning\">Attenzione</p>\n<p>a</p>\n</div>\n"
    );
    assert_eq!(
        html("- [x] a\n"),
        "<ul>\n<li><input disabled=\"\" type=\"checkbox\" checked=\"\" aria-label=\"Fatto\">\na</li>\n</ul>\n"
    );
    assert_eq!(
        html("| a | b |\n|---|--:|\n| 1 | *2* |\n"),
        "<div class=\"table\" tabindex=\"0\"><table><thead><tr><th>a</th><th style=\"text-align: right\">b</th></tr></thead><tbody>\n<tr><td>1</td><td style=\"text-align: right\"><em>2</em></td></tr>\n</tbody></table></div>\n"
    );
    assert_eq!(html("t\n: d"), "<dl>\n<dt>t</dt>\n<dd>d</dd>\n</dl>\n");
}

#[test]
fn the_teaser_ends_at_more() {
    let pieces = italian("a\n<!-- more -->\nb\n\n> <!-- more -->").pieces;
    assert!(
        matches!(&pieces[..], [Piece::Html(_), Piece::More, Piece::Html(b), Piece::Quote { .. }] if b == "<p>b</p>\n"),
        "{pieces:?}"
    );
}

#[test]
fn the_first_paragraph_and_the_words_are_those_of_the_text() {
    let reading = italian(
        "# T\n\n![x](y)\n\n> citazione\n\nIl *\"primo\"* di [[tag:IA|due]][^1].\nE poi…\n\n```\nnon contare\n```\n\n[^1]: nota\n",
    );
    assert_eq!(reading.first_paragraph, "Il «primo» di due. E poi…");
    assert_eq!(reading.words, 9);
    assert_eq!(italian("> citazione").first_paragraph, "citazione");
}

#[test]
fn raw_html_is_harmless_where_authors_are_not_trusted() {
    let attacks = [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<a href=\"javascript:alert(1)\">x</a>",
        "[x](javascript:alert(1))",
        "[x](<JaVa\tscript:alert(1)>)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "<div onclick=\"alert(1)\">\n\n[x](/y)\n\n</div>",
        "<svg><script>alert(1)</script></svg>",
        "<iframe src=\"javascript:alert(1)\"></iframe>",
        "<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
        "<a title=\"{{ x(a=\"onload=alert(1)\") }}\">b</a>",
        "<style>@import 'javascript:alert(1)';</style>",
        "<a href=\"&#26;0000&#26;\" title='[x](/\" onload=\"alert(1))'>y</a>",
        "<p style=\"background:url(javascript:alert(1))\">x</p>",
    ];
    for html in [RawHtml::Sanitize, RawHtml::Forbid] {
        for attack in attacks {
            let out = plain::to_html(&read(attack, 0, &Rules { html, ..rules("it") }).pieces);
            let tags: String = out
                .split('<')
                .skip(1)
                .map(|tag| tag.split('>').next().unwrap_or_default().to_lowercase() + "\n")
                .collect();
            for danger in ["script", "onerror", "onclick", "javascript:", "onload=\"", "iframe", "svg", "data:"] {
                assert!(!tags.contains(danger), "{html:?} {attack}: {out}");
            }
        }
    }
    let sanitized =
        |body: &str| plain::to_html(&read(body, 0, &Rules { html: RawHtml::Sanitize, ..rules("it") }).pieces);
    assert_eq!(
        sanitized("<div class=\"box\" id=\"b\" onclick=\"x\">\n\n[x](/y) e <b>\"z\"</b>\n\n</div>\n"),
        "<div class=\"box\" id=\"b\">\n<p><a href=\"/y\">x</a> e <b>«z»</b></p>\n</div>\n"
    );
    assert!(sanitized("<i>a</i>\n\n- [x] b\n\n| a |\n|:-:|\n| b |\n").contains("<th style=\"text-align: center\">"));
    assert_eq!(
        sanitized("a <b style=\"color: red\">b</b> <i style=\"color:red; text-align:end;x\">c</i>\n"),
        "<p>a <b>b</b> <i style=\"text-align: end\">c</i></p>\n"
    );
    let forbidden = Rules { html: RawHtml::Forbid, ..rules("it") };
    assert_eq!(
        plain::to_html(&read("<b>a</b>\n\n<div>\nx\n</div>", 0, &forbidden).pieces),
        "<p>&lt;b&gt;a&lt;/b&gt;</p>\n<p>&lt;div&gt;\nx\n&lt;/div&gt;</p>\n"
    );
    let remarks = read("[x](javascript:y)", 0, &forbidden).remarks;
    assert_eq!((remarks[0].code, remarks[0].mark), ("unsafe-link", Mark { at: 0, length: 17 }));
}

#[test]
fn inline_texts_have_no_blocks() {
    let it = rules("it");
    assert_eq!(inline("2025. L'anno di *OpenAI*", &it), "2025. L’anno di <em>OpenAI</em>");
    assert_eq!(inline("# a\n- b\n\n> c", &it), "# a - b &gt; c");
    assert_eq!(inline("*\"Così\"* [x](/y) [[tag:IA]]", &it), "<em>«Così»</em> <a href=\"/y\">x</a> IA");
    assert_eq!(inline("", &it), "");
    assert_eq!(inline("&amp; <b>c</b>", &it), "&amp; <b>c</b>");
}

#[test]
fn nul_becomes_the_replacement_character_and_marks_stay_right() {
    let reading = read("a\0b [c](d)", 5, &rules("it"));
    assert_eq!(plain::to_html(&reading.pieces), "<p>a\u{FFFD}b <a href=\"d\">c</a></p>\n");
    assert!(matches!(&reading.pieces[1], Piece::Link { mark, .. } if *mark == Mark { at: 9, length: 6 }));
}
