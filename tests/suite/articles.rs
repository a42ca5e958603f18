//! What an editor writes, as readers see it on a whole page. The parts of Markdown have tests of their own.

use crate::builder::{SiteTest, article, png};

fn one(body: &str) -> SiteTest {
    SiteTest::tiny("").write(
        "content/articles/a.md",
        article("A", "2025-09-01", "sources: [{name: WSJ, url: \"https://wsj.example/\"}]", body),
    )
}

const A: &str = "/2025/09/a/";

#[test]
fn a_quote_with_its_source_is_a_figure_that_links_the_sources_page() {
    let site = one("> Cento miliardi.\n>\n> — WSJ").build();
    site.page(A).in_order(&[
        "<figure class=\"quote\"><blockquote>",
        "Cento miliardi.",
        "</blockquote><figcaption>",
        "<cite><a href=\"/sources/wsj/\">WSJ</a></cite>",
        "</figcaption></figure>",
    ]);
    site.page("/atom.xml").contains("https://example.org/sources/wsj/");
}

#[test]
fn a_picture_with_caption_and_credit_is_a_figure_with_its_size() {
    let site = SiteTest::tiny("")
        .write(
            "content/articles/a/index.md",
            article("A", "2025-09-01", "", "![Un chip](chip.png \"Il chip nuovo | NVIDIA\")\n\n![Altro](/img/b.png)"),
        )
        .write("content/articles/a/chip.png", png(640, 480))
        .write("static/img/b.png", png(32, 16))
        .build();
    site.page(A)
        .contains("<img src=\"/2025/09/a/chip.png\" alt=\"Un chip\" width=\"640\" height=\"480\"")
        .in_order(&["<figure", "Il chip nuovo", "NVIDIA", "</figcaption></figure>"])
        .contains("<img src=\"/img/b.png\" alt=\"Altro\" width=\"32\" height=\"16\" loading=\"lazy\"");
    assert!(
        site.files().contains_key("2025/09/a/chip.png"),
        "the picture beside the text is published beside the page"
    );
    site.page("/atom.xml").contains("https://example.org/2025/09/a/chip.png");
}

#[test]
fn a_picture_that_is_missing_is_an_error_at_its_place() {
    let site = one("Testo.\n\n![x](manca.png)").fail().errors(&["missing-picture"]);
    let span = site.diagnostics()[0].span.clone().expect("a place");
    assert_eq!((span.path.as_str(), span.line, span.column), ("content/articles/a.md", 10, 1));
    SiteTest::tiny("")
        .write("content/articles/a.md", article("A", "2025-09-01", "image: {src: manca.png, alt: x}", "x"))
        .fail()
        .errors(&["missing-picture"]);
}

#[test]
fn double_brackets_link_what_the_site_knows_and_warn_of_what_it_does_not() {
    let site = one("Di [[AMD]], di [[company:Advanced Micro Devices|loro]] e di [[Nessuno]].")
        .write("content/companies/amd.md", "---\nname: AMD\naliases: [Advanced Micro Devices]\n---\n")
        .build()
        .warnings(&["unknown-entity"]);
    site.page(A)
        .contains("<a class=\"entity\" href=\"/companies/amd/\">AMD</a>")
        .contains("<a class=\"entity\" href=\"/companies/amd/\">loro</a>")
        .contains("di Nessuno.");
}

#[test]
fn links_between_files_lead_to_pages_with_their_anchors() {
    let site = one("[b](cartella/b.md#il-punto) [c](/2025/09/b/) [d](../companies/amd.md) [e](https://fuori.example/x) [f](/tags/)")
        .write("content/articles/cartella/b.md", article("B", "2025-09-02", "", "## Il punto\n\n[su](#il-punto) [a](../a.md)"))
        .write("content/companies/amd.md", "---\nname: AMD\n---\n")
        .build()
        .warnings(&[]);
    site.page(A)
        .contains("<a href=\"/2025/09/b/#il-punto\">b</a>")
        .contains("<a href=\"/2025/09/b/\">c</a>")
        .contains("<a href=\"/companies/amd/\">d</a>")
        .contains("<a href=\"https://fuori.example/x\">e</a>")
        .contains("<a href=\"/tags/\">f</a>");
    site.page("/2025/09/b/").contains("<a href=\"#il-punto\">su</a>").contains("<a href=\"/2025/09/a/\">a</a>");
    site.page("/atom.xml").contains("https://example.org/2025/09/b/#il-punto");
}

#[test]
fn a_dead_link_and_a_dead_anchor_are_errors_with_a_suggestion() {
    let site = one("[b](bb.md) [c](b.md#puno) [d](/companies/amd/) [e](#niente)")
        .write("content/articles/b.md", article("B", "2025-09-02", "", "## Punto"))
        .fail()
        .errors(&["dead-link", "missing-anchor", "dead-link", "missing-anchor"]);
    let help = |at: usize| site.diagnostics()[at].help.concat();
    assert!(help(0).contains("b.md"), "the nearest file is suggested: {}", site.told());
    assert!(help(1).contains("#punto"), "the nearest anchor is suggested: {}", site.told());
}

#[test]
fn a_dead_link_is_a_warning_where_the_configuration_says_so() {
    let site = one("[b](bb.md)").config("links: {internal: warn}").build().warnings(&["dead-link"]);
    site.page(A).contains(">b</a>");
}

#[test]
fn links_to_outputs_that_are_switched_off_are_dead() {
    one("[x](/archive/) [y](/feed.json) [z](/tags/page/9/) [w](/feeds.opml)")
        .config("outputs: {archive: off, opml: off}")
        .fail()
        .errors(&["dead-link", "dead-link", "dead-link", "dead-link"]);
}

#[test]
fn braces_stay_as_they_are_in_prose_and_in_code() {
    let site = one(
        "Si scrive `{{ nome }}` oppure {{ nome }} e {% if x %}.\n\n```jinja\n{{ nota(testo=\"x\") }}\n{% end %}\n```\n",
    )
    .build()
    .warnings(&[]);
    site.page(A)
        .contains("<code>{{ nome }}</code>")
        .contains("oppure {{ nome }} e {% if x %}.")
        .contains("nota(testo=")
        .lacks("<aside>");
}

#[test]
fn a_shortcode_is_printed_and_one_that_there_is_not_stays_as_text() {
    let site = one(
        "{{ nota(testo=\"a < b\") }}\n\n{{ notta() }}\n\n{% riquadro(titolo=\"T\") %}\nDentro **forte**.\n{% end %}",
    )
    .write("templates/shortcodes/riquadro.html", "<div><b>{{ titolo }}</b>{{ body | safe }}</div>")
    .build()
    .warnings(&["unknown-shortcode"]);
    assert!(site.told().contains("`nota`"), "the nearest shortcode is suggested: {}", site.told());
    site.page(A).contains("<aside>a &lt; b</aside>").contains("{{ notta() }}").in_order(&[
        "<div><b>T</b>",
        "<strong>forte</strong>",
        "</div>",
    ]);
}

#[test]
fn a_shortcode_that_fails_names_its_call_and_its_template() {
    let site = one("Prima.\n\n{{ rotto() }}")
        .write("templates/shortcodes/rotto.html", "{{ manca.molto }}")
        .fail()
        .errors(&["template"]);
    let one = &site.diagnostics()[0];
    assert_eq!(one.span.as_ref().map(|span| span.path.as_str()), Some("templates/shortcodes/rotto.html"));
    let call = one.also.first().expect("the place of the call");
    assert_eq!((call.path.as_str(), call.line), ("content/articles/a.md", 10), "{}", site.told());
}

#[test]
fn raw_html_is_allowed_cleaned_or_shown_as_the_configuration_says() {
    let body = "<div class=\"x\" onclick=\"y()\">dentro <script>z()</script></div>\n\nTesto <b>forte</b>.";
    one(body).build().page(A).contains("onclick=\"y()\"").contains("<b>forte</b>");
    one(body)
        .config("markdown: {html: sanitize}")
        .build()
        .page(A)
        .lacks("onclick")
        .lacks("<script")
        .contains("<b>forte</b>");
    one(body)
        .config("markdown: {html: forbid}")
        .build()
        .page(A)
        .lacks("<script")
        .lacks("<b>")
        .contains("&lt;b&gt;forte");
}

#[test]
fn a_small_picture_in_its_own_address_does_no_harm() {
    let body = "![punto](data:image/png;base64,iVBORw0KGgo=) ![no](data:text/html,x)";
    let site = one(body).config("markdown: {html: sanitize}").build();
    site.page(A).contains("src=\"data:image/png;base64,iVBORw0KGgo=\"").lacks("data:text");
}

#[test]
fn a_picture_within_a_shortcode_is_the_first_of_its_page() {
    let body = "{% riquadro() %}\n![Uno](/a.png)\n{% end %}\n\n![Due](/a.png)";
    let site =
        one(body).write("templates/shortcodes/riquadro.html", "{{ body | safe }}").write("static/a.png", png(64, 36));
    site.build().page(A).in_order(&["alt=\"Uno\"", "fetchpriority=\"high\"", "alt=\"Due\"", "loading=\"lazy\""]);
}

#[test]
fn code_is_coloured_by_classes_and_italian_has_its_quotation_marks() {
    let site = one("```rust\nfn main() {}\n```\n\nDisse \"così\" l'uomo.").build();
    site.page(A).contains("class=\"language-rust\"").contains("<span class=").lacks("style=").contains("«così» l’uomo");
}

#[test]
fn headings_footnotes_tables_and_task_lists_are_there() {
    let site = one("## Città è\n\n## Città è\n\nNota[^1].\n\n[^1]: Piede.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] fatto\n\n~~via~~\n\n> [!NOTE]\n> Attenti.").build();
    site.page(A)
        .contains("<h2 id=\"citta-e\">")
        .contains("<h2 id=\"citta-e-1\">")
        .contains("Piede.")
        .contains("<table>")
        .contains("checked")
        .contains("<del>via</del>")
        .contains("Attenti.");
}

#[test]
fn hooks_render_the_parts_of_a_text() {
    let site = SiteTest::tiny("")
        .write(
            "templates/hooks/image.html",
            "<x-i src=\"{{ src }}\" w=\"{{ width }}\" c=\"{{ caption }}\" k=\"{{ credit }}\" b=\"{{ block }}\"/>",
        )
        .write("templates/hooks/link.html", "<x-l href=\"{{ url }}\" e=\"{{ external }}\">{{ content | safe }}</x-l>")
        .write("templates/hooks/blockquote.html", "<x-q by=\"{{ by }}\" u=\"{{ by_url }}\">{{ content | safe }}</x-q>")
        .write("templates/hooks/heading.html", "<x-h l=\"{{ level }}\" id=\"{{ id }}\">{{ content | safe }}</x-h>")
        .write("templates/hooks/code.html", "<x-c l=\"{{ language }}\">{{ text }}</x-c>")
        .write(
            "content/articles/a/index.md",
            article(
                "A",
                "2025-09-01",
                "sources: [WSJ]",
                "## T **f**\n\n![a](p.png \"C | D\")\n\n[l](https://e.example/)\n\n> Q\n> — WSJ\n\n```sh\nls <x>\n```",
            ),
        )
        .write("content/articles/a/p.png", png(5, 5))
        .build();
    site.page(A)
        .contains("<x-h l=\"2\" id=\"t-f\">T <strong>f</strong></x-h>")
        .contains("<x-i src=\"/2025/09/a/p.png\" w=\"5\" c=\"C\" k=\"D\" b=\"true\"/>")
        .contains("<x-l href=\"https://e.example/\" e=\"true\">l</x-l>")
        .contains("<x-q by=\"WSJ\" u=\"/sources/wsj/\">")
        .contains("<x-c l=\"sh\">ls &lt;x&gt;");
}

#[test]
fn every_field_of_an_article_is_shown_by_the_built_in_theme() {
    let fields = "lede: Il *sommario*.\nsection: Analisi\ntags: [IA]\ncompanies: [NVIDIA]\npeople: [Sam Altman]\nauthors: [Redazione]\n\
        story: Nvidia e OpenAI\nsources: [{name: WSJ, title: Il titolo, url: \"https://wsj.example/a\", role: original, paywall: true}]\n\
        image: {src: /h.png, alt: Un'aula, caption: La didascalia, credit: Reuters, license: CC0}\n\
        updates: [{date: 2025-09-24 10:00, kind: correction, text: Corretta la **cifra**.}]";
    let site = SiteTest::new("")
        .write("static/h.png", png(10, 5))
        .write("content/articles/a.md", article("Titolo & \"virgolette\"", "2025-09-01 08:30", fields, "Corpo."))
        .build();
    let page = site.page(A);
    for part in [
        "Titolo &amp; ",
        "<em>sommario</em>",
        "href=\"/analisi/\"",
        "href=\"/tags/ia/\"",
        "href=\"/companies/nvidia/\"",
        "href=\"/people/sam-altman/\"",
        "href=\"/authors/redazione/\"",
        "href=\"/stories/nvidia-e-openai/\"",
        "https://wsj.example/a",
        "src=\"/h.png.8.16x9.webp\"",
        "La didascalia",
        "Reuters",
        "<strong>cifra</strong>",
        "Corpo.",
        "1 settembre 2025",
    ] {
        assert!(page.text.contains(part), "the article's page must show {part:?}:\n{}", page.text);
    }
}

#[test]
fn permalinks_slugs_and_bundles_make_the_addresses_that_they_say() {
    let site = SiteTest::tiny("")
        .config("permalinks: {articles: \"/:section/:year-:month-:day/:slug/\"}")
        .write("content/articles/news/2025-09-01-Il-Titolo.md", article("A", "2025-09-01", "", "x"))
        .write("content/articles/2025/09/b.md", article("B", "2025-09-02", "slug: altro", "x"))
        .write("content/articles/news/c/index.md", article("C", "2025-09-03", "", "x"))
        .write("content/pages/chi/siamo.md", "---\ntitle: Noi\n---\nx\n")
        .build();
    for url in ["/news/2025-09-01/il-titolo/", "/2025-09-02/altro/", "/news/2025-09-03/c/", "/chi/siamo/"] {
        site.page(url).contains("<title>");
    }
}

#[test]
fn toml_front_matter_is_read_as_well() {
    let site = SiteTest::tiny("")
        .write("content/articles/a.md", "+++\ntitle = \"Da Zola\"\ndate = 2025-09-01\ntags = [\"ia\"]\n+++\n\nCorpo.\n")
        .build();
    site.page(A).contains("<h1>Da Zola</h1>").contains("/tags/ia/");
}

#[test]
fn an_article_may_ask_for_a_template_of_its_own() {
    let site = SiteTest::tiny("")
        .write("templates/speciale.html", "speciale {{ article.extra.colore }}")
        .write(
            "content/articles/a.md",
            article("A", "2025-09-01", "template: speciale.html\nextra: {colore: blu}", "x"),
        )
        .build();
    site.page(A).is("speciale blu");
    let site = site.remove("templates/speciale.html").fail().errors(&["missing-template"]);
    site.write("templates/speciale.html", "di nuovo").update_warm().page(A).is("di nuovo");
}

#[test]
fn what_somebody_paid_for_is_labelled_on_its_page_and_on_every_card() {
    let fields = "sponsored: {by: Ditta, url: \"https://ditta.example/\"}\ntags: [ia]";
    let site = SiteTest::new("").write("content/articles/a.md", article("A", "2025-09-01", fields, "x")).build();
    for url in [A, "/", "/tags/ia/"] {
        site.page(url).contains("Ditta").contains("rel=\"sponsored\"");
    }
}
