//! What an edit rewrites: exactly what shows it, and nothing else.

use rassegna::Tally;

use crate::builder::{SiteTest, article, png};

/// Three articles of one month, two of which share a tag, in the tiny theme.
fn three() -> SiteTest {
    SiteTest::tiny("")
        .write("content/articles/uno.md", article("Uno", "2025-09-01", "tags: [ia]", "Corpo uno."))
        .write("content/articles/due.md", article("Due", "2025-09-02", "tags: [ia, chip]", "Corpo due."))
        .write("content/articles/tre.md", article("Tre", "2025-09-03", "tags: [chip]", "Corpo tre."))
        .build()
}

#[test]
fn an_unchanged_site_is_neither_read_nor_rendered_nor_written_again() {
    three().update().rendered_nothing().update_warm().rendered_nothing().update().rendered_nothing();
}

#[test]
fn an_unchanged_site_with_everything_in_it_is_not_rendered_again() {
    SiteTest::new("")
        .config("languages: {it: {}, en: {}}\nredirects: [html, netlify, nginx, caddy, apache]")
        .write(
            "content/articles/news/uno.md",
            article("Uno", "2025-09-01", "companies: [NVIDIA]\nstory: s\naliases: [/x/]", "A [[NVIDIA]]."),
        )
        .write("content/articles/news/uno.en.md", article("One", "2025-09-01", "companies: [NVIDIA]", "> Q\n> — WSJ"))
        .write("content/articles/due/index.md", article("Due", "2025-09-02", "", "![a](p.svg \"C | D\")"))
        .write("content/articles/due/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>")
        .write("content/articles/bozza.md", article("Bozza", "2025-09-02", "draft: true", "x"))
        .write("content/companies/nvidia.md", "---\nname: NVIDIA\n---\n\nUn profilo.\n")
        .write("content/pages/chi.md", "---\ntitle: Chi siamo\n---\n\n[uno](../articles/news/uno.md)\n")
        .write("static/a.txt", "a")
        .write("data/d.yaml", "x: 1\n")
        .build()
        .update()
        .rendered_nothing()
        .update_warm()
        .rendered_nothing();
}

#[test]
fn touching_a_file_without_changing_it_renders_nothing() {
    let site = three();
    let text = article("Uno", "2025-09-01", "tags: [ia]", "Corpo uno.");
    site.write("content/articles/uno.md", text).update().rendered_nothing();
}

#[test]
fn an_edit_of_a_body_rewrites_the_page_and_the_feeds_that_carry_it_alone() {
    let edit = |site: SiteTest| site.replace("content/articles/uno.md", "Corpo uno", "Un altro corpo");
    let touched = ["/2025/09/uno/", "/atom.xml", "/tags/ia/atom.xml"];
    let site = edit(three()).update().rewrote(&touched).tally(Tally { parsed: 1, composed: 3, pressed: 1, written: 3 });
    site.page("/2025/09/uno/").contains("Un altro corpo");
    site.equals_fresh();
    edit(three()).update_warm().rewrote(&touched).tally(Tally { parsed: 1, composed: 3, pressed: 1, written: 3 });
}

#[test]
fn an_edit_of_a_body_whose_first_sentence_is_the_summary_rewrites_its_cards_too() {
    let site = three()
        .write("content/articles/uno.md", "---\ntitle: Uno\ndate: 2025-09-01\ntags: [ia]\n---\n\nPrima frase.\n");
    site.update()
        .replace("content/articles/uno.md", "Prima frase", "Altra frase")
        .update()
        // The tiny theme's cards show no summary, so that only feeds and data do.
        .rewrote(&["/2025/09/uno/", "/atom.xml", "/tags/ia/atom.xml", "/tags/ia/index.json"])
        .equals_fresh();
}

#[test]
fn an_edit_of_a_title_rewrites_the_cards_the_neighbours_and_the_shelves_that_show_it() {
    three()
        .replace("content/articles/uno.md", "title: Uno", "title: Nuovo titolo")
        .update()
        .rewrote(&[
            "/2025/09/uno/",
            "/2025/09/due/",
            "/",
            "/2025/",
            "/2025/09/",
            "/tags/ia/",
            "/tags/ia/index.json",
            "/atom.xml",
            "/tags/ia/atom.xml",
        ])
        .equals_fresh();
}

#[test]
fn an_edit_of_a_page_outside_the_river_rewrites_that_page_alone() {
    three()
        .write("content/pages/chi.md", "---\ntitle: Chi siamo\n---\n\nNoi.\n")
        .update()
        .rewrote(&["/chi/", "/sitemap-pages.xml"])
        .replace("content/pages/chi.md", "Noi", "Noi soli")
        .update()
        .rewrote(&["/chi/"])
        .equals_fresh();
}

#[test]
fn an_edit_of_a_partial_remakes_only_the_pages_that_include_it() {
    three()
        .replace("themes/tiny/templates/partials/pager.html", "newer:", "più nuovi:")
        .update()
        // The new words are shown nowhere, so that every page that uses the partial is made, and none written.
        .rewrote(&[])
        .tally(Tally { parsed: 0, composed: 5, pressed: 5, written: 0 })
        .replace("themes/tiny/templates/partials/pager.html", "{% if", "pagine {% if")
        .update_warm()
        .rewrote(&["/", "/2025/", "/2025/09/", "/tags/ia/", "/tags/chip/"])
        .equals_fresh();
}

#[test]
fn an_edit_of_a_component_remakes_only_the_pages_that_call_it() {
    three()
        .write("content/articles/uno.md", article("Uno", "2025-09-01", "tags: [ia]\ncompanies: [AMD]", "Corpo uno."))
        .update()
        .replace("themes/tiny/templates/partials/card.html", "{{ card.title }}", "«{{ card.title }}»")
        .update()
        .rewrote(&["/", "/2025/", "/2025/09/", "/tags/ia/", "/tags/chip/", "/companies/amd/"])
        .equals_fresh();
}

#[test]
fn an_edit_of_the_base_template_remakes_every_page_but_no_feed() {
    let site = three().replace("themes/tiny/templates/base.html", "<title>", "<title lang=\"it\">").update();
    let written = &site.outcome.changes.written;
    assert!(written.iter().all(|url| url.ends_with('/') || url == "/404.html"), "only pages use it: {written:?}");
    assert_eq!(site.outcome.changes.tally.pressed, written.len(), "what was pressed must be what was written");
    site.page("/tags/chip/").contains("<title lang=\"it\">");
    site.equals_fresh();
}

#[test]
fn a_template_of_the_sites_own_that_comes_and_goes_remakes_the_pages_that_would_use_it() {
    let site = three()
        .write("content/articles/uno.md", article("Uno", "2025-09-01", "tags: [ia]\ncompanies: [AMD]", "Corpo uno."))
        .update()
        .write("templates/tag.html", "tag {{ shelf.name }}")
        .update()
        .rewrote(&["/tags/ia/", "/tags/chip/"]);
    site.page("/tags/ia/").is("tag ia");
    site.write("templates/article.html", "{% extends \"tiny/article.html\" %}{% block main %}sopra{% endblock main %}")
        .update_warm()
        .rewrote(&["/2025/09/uno/", "/2025/09/due/", "/2025/09/tre/"])
        .remove("templates/tag.html")
        .update()
        .rewrote(&["/tags/ia/", "/tags/chip/"])
        .equals_fresh();
}

#[test]
fn a_data_file_remakes_only_the_pages_whose_template_mentions_it() {
    three()
        .write("data/prezzi.yaml", "gpu: 1000\n")
        .write("data/altro.csv", "nome,valore\na,1\n")
        .write("templates/404.html", "costa {{ data.prezzi.gpu }}")
        .update()
        .rewrote(&["/404.html"])
        .replace("data/prezzi.yaml", "1000", "2000")
        .update()
        .rewrote(&["/404.html"])
        .replace("data/altro.csv", "a,1", "a,2")
        .update()
        .rewrote(&[])
        .tally(Tally::default())
        .equals_fresh();
}

#[test]
fn a_shortcode_that_changes_remakes_only_the_articles_that_call_it_and_their_feeds() {
    three()
        .replace("content/articles/uno.md", "Corpo uno.", "Corpo {{ nota(testo=\"x\") }} uno.")
        .update()
        .replace("themes/tiny/templates/shortcodes/nota.html", "aside", "small")
        .update()
        .rewrote(&["/2025/09/uno/", "/atom.xml", "/tags/ia/atom.xml"])
        .equals_fresh();
}

#[test]
fn a_shortcode_that_comes_to_be_replaces_the_text_that_stood_for_it() {
    let site = three()
        .replace("content/articles/uno.md", "Corpo uno.", "{{ grafico(n=3) }}")
        .update()
        .warnings(&["unknown-shortcode"]);
    site.page("/2025/09/uno/").contains("grafico(n=3)");
    let site = site.write("templates/shortcodes/grafico.html", "<b>{{ n }}</b>").update().warnings(&[]).rewrote(&[
        "/2025/09/uno/",
        "/atom.xml",
        "/tags/ia/atom.xml",
    ]);
    site.page("/2025/09/uno/").contains("<b>3</b>");
    site.equals_fresh();
}

#[test]
fn a_hook_that_comes_to_be_remakes_the_texts_and_nothing_else() {
    let site = three()
        .replace("content/articles/uno.md", "Corpo uno.", "## Titolo\n\nCorpo uno.")
        .update()
        .write("templates/hooks/heading.html", "<h{{ level }} class=\"h\">{{ content | safe }}</h{{ level }}>\n")
        .update()
        .rewrote(&["/2025/09/uno/", "/atom.xml", "/tags/ia/atom.xml"]);
    site.page("/2025/09/uno/").contains("<h2 class=\"h\">Titolo</h2>");
    site.remove("templates/hooks/heading.html")
        .update_warm()
        .rewrote(&["/2025/09/uno/", "/atom.xml", "/tags/ia/atom.xml"])
        .equals_fresh();
}

#[test]
fn an_interface_string_that_changes_reaches_every_output_that_shows_it() {
    let site = three().write("i18n/it.yaml", "description_of: \"Tutto su {name}\"\nnot_found: \"Manca\"\n").update();
    site.page("/404.html").contains("<title>Manca</title>");
    let site = site.replace("i18n/it.yaml", "Manca", "Non c'è").update();
    site.page("/404.html").contains("Non c&#39;è");
    site.replace("i18n/it.yaml", "Tutto su", "Notizie su").update().equals_fresh();
}

#[test]
fn the_themes_options_and_the_configuration_reach_every_page() {
    let site = three().config("theme_options: {mark: segno}").update();
    site.page("/tags/ia/").contains("segno");
    site.equals_fresh().replace("rassegna.yaml", "title: Prova", "title: Altro nome").update_warm().equals_fresh();
}

#[test]
fn a_comment_in_the_configuration_renders_nothing() {
    three().config("# una nota").update().rewrote(&[]).update_warm().rewrote(&[]);
}

#[test]
fn a_style_sheet_that_changes_rewrites_itself_alone() {
    three()
        .config("assets: {fingerprint: false}")
        .update()
        .write("themes/tiny/assets/tiny.css", "a{}")
        .update()
        .rewrote(&["/assets/tiny.css"])
        .write("themes/tiny/assets/tiny.css", "b{}")
        .update()
        .rewrote(&["/assets/tiny.css"])
        .remove("themes/tiny/assets/tiny.css")
        .update()
        .removed(&["/assets/tiny.css"])
        .rewrote(&[])
        .equals_fresh();
}

#[test]
fn a_static_file_is_written_and_removed_alone() {
    three()
        .write("static/img/logo.txt", "uno")
        .update()
        .rewrote(&["/img/logo.txt"])
        .write("static/img/logo.txt", "due")
        .update_warm()
        .rewrote(&["/img/logo.txt"])
        .remove("static/img/logo.txt")
        .update()
        .removed(&["/img/logo.txt"])
        .rewrote(&[])
        .equals_fresh();
}

#[test]
fn a_picture_that_changes_its_size_remakes_the_article_that_shows_it() {
    let site = three()
        .write("content/articles/foto/index.md", article("Foto", "2025-09-04", "", "![a](p.png \"Didascalia\")"))
        .write("content/articles/foto/p.png", png(4, 3))
        .update()
        .write("content/articles/foto/p.png", png(8, 3))
        .update()
        .rewrote(&["/2025/09/foto/", "/2025/09/foto/p.png", "/atom.xml"]);
    site.page("/2025/09/foto/").contains("width=\"8\"");
    site.equals_fresh();
}

#[test]
fn why_names_the_questions_of_a_page_and_what_made_it_be_made() {
    let site = three().replace("content/articles/uno.md", "title: Uno", "title: Altro").update();
    let why = site.why("/tags/ia/");
    assert_eq!(why.template.as_deref(), Some("shelf.html"));
    assert_eq!(why.made, ["the cards on the first page of /tags/ia/"]);
    assert!(why.questions.contains(&"the name of /tags/ia/".to_string()), "{:?}", why.questions);
    assert_eq!(site.why("https://example.org/2025/09/uno").url, "/2025/09/uno/", "an address may be pasted as it is");
}
