//! Components that are printed once: they print what the component prints, and every page that shows one is made again when what it
//! asked, or its own file, becomes another.

use insta::assert_snapshot;

use crate::builder::{SiteTest, article};

/// Two articles of two tags; on each tag's page the component is given the card, and asks for the newest article of `chip`.
fn site(component: &str, call: &str) -> SiteTest {
    SiteTest::tiny("")
        .write("content/articles/uno.md", article("Uno", "2025-09-01", "tags: [ia, nuvola]", "Uno."))
        .write("content/articles/due.md", article("Due", "2025-09-02", "tags: [chip]", "Due."))
        .write("themes/tiny/templates/partials/entry.html", component)
        .write(
            "themes/tiny/templates/tag.html",
            format!(
                "{{% extends \"base.html\" %}}{{% block main %}}{{% for card in shelf.cards %}}{call}{{% endfor %}}{{% endblock %}}"
            ),
        )
}

const ENTRY: &str = "{% component Entry(card, level=2, @lang, @theme) %}<h{{ level }}>{{ card.title }} {{ lang }} {{ theme.mark }}</h{{ level }}>\
                     {% for other in articles(tag=\"chip\", limit=1) %}<p>{{ other.title }}</p>{% endfor %}{% endcomponent Entry %}";

const CALL: &str = "{{ cached(component=\"Entry\", card=card, level=1 + 2) }}";

#[test]
fn it_prints_what_the_component_prints() {
    let plain = site(ENTRY, "{{ <Entry card level={1 + 2}/> }}").build();
    let cached = site(ENTRY, CALL).build();
    assert_eq!(cached.page("/tags/ia/").text, plain.page("/tags/ia/").text);
    cached.page("/tags/ia/").contains("<h3>Uno it </h3><p>Due</p>");
    cached.page("/tags/nuvola/").contains("<h3>Uno it </h3><p>Due</p>");
}

#[test]
fn what_it_is_given_decides_and_not_who_asked_first() {
    let call =
        "{% set level = 2 if shelf.name == \"ia\" else 3 %}{{ cached(component=\"Entry\", card=card, level=level) }}";
    let site = site(ENTRY, call).build();
    site.page("/tags/ia/").contains("<h2>Uno");
    site.page("/tags/nuvola/").contains("<h3>Uno");
    // A text that is HTML already is another than one that is not.
    let component = "{% component Entry(text) %}{{ text }}{% endcomponent Entry %}";
    let call = "{% set bold = \"<b>\" %}{{ cached(component=\"Entry\", text=bold) }}{{ cached(component=\"Entry\", text=bold | safe) }}";
    self::site(component, call).build().page("/tags/ia/").contains("&lt;b&gt;<b>");
}

#[test]
fn every_page_that_shows_it_is_made_again_when_what_it_asked_moved() {
    let site = site(ENTRY, CALL).build().update().rendered_nothing();
    let site = site.replace("content/articles/due.md", "title: Due", "title: Altro").update();
    site.page("/tags/ia/").contains("<p>Altro</p>");
    site.page("/tags/nuvola/").contains("<p>Altro</p>");
    let site = site.equals_fresh().replace("content/articles/due.md", "title: Altro", "title: Ancora").update_warm();
    site.page("/tags/nuvola/").contains("<p>Ancora</p>");
    site.equals_fresh();
}

#[test]
fn an_edit_of_the_component_makes_those_pages_again_that_show_it() {
    let shown = ["/tags/chip/", "/tags/ia/", "/tags/nuvola/"];
    let edited = ENTRY.replace("<p>", "<p class=\"x\">");
    site(ENTRY, CALL).build().write("themes/tiny/templates/partials/entry.html", &edited).update().rewrote(&shown);
    // A name that is worked out may be any component's.
    let call = "{% set name = \"Entry\" %}{{ cached(component=name, card=card) }}";
    site(ENTRY, call).build().write("themes/tiny/templates/partials/entry.html", &edited).update().rewrote(&shown);
}

#[test]
fn it_knows_nothing_of_the_page_that_shows_it() {
    let component = "{% component Entry(card) %}{{ link(to=\"content/articles/due.md\") }} {{ page.title or \"no page\" }}{% endcomponent Entry %}";
    let site = site(component, "{{ cached(component=\"Entry\", card=card) }}").fail();
    assert!(site.told().contains("`page` is not defined"), "{}", site.told());
    let component = component.replace("{{ page.title or \"no page\" }}", "");
    let call = "{{ cached(component=\"Entry\", card=card) }}";
    self::site(&component, call).build().page("/tags/ia/").contains("/2025/09/due/");
}

#[test]
fn a_component_that_there_is_not_and_a_mistake_within_one_are_told_where_they_are() {
    let once = |call: &str| format!("{{% if shelf.name == \"ia\" %}}{call}{{% endif %}}");
    let site = site(ENTRY, &once("{{ cached(component=\"Entri\", card=card) }}")).fail();
    assert_snapshot!(site.told(), @r#"
    error[template]: `cached`: there is no component `Entri`; did you mean `Entry`?
      ┌─ themes/tiny/templates/tag.html:1:101
    1 │ …f.cards %}{% if shelf.name == "ia" %}{{ cached(component="Entri", card=card) }}{% endif %}{% endfor %}{% end…
      │                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: It was for the page `/tags/ia/`.
    "#);
    let broken = ENTRY.replace("card.title", "card.titel");
    let site = self::site(&broken, &once(CALL)).fail();
    assert_snapshot!(site.told(), @r#"
    error[template]: `cached`: Field `titel` is not defined. Available fields: date, day, featured, lang, summary, title, url (themes/tiny/templates/partials/entry.html:1:74); did you mean `title`?
      ┌─ themes/tiny/templates/tag.html:1:101
    1 │ …f.cards %}{% if shelf.name == "ia" %}{{ cached(component="Entry", card=card, level=1 + 2) }}{% endif %}{% en…
      │                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: It was for the page `/tags/ia/`.
    "#);
    let site = self::site(ENTRY, &once("{{ cached(card=card) }}")).fail();
    assert_snapshot!(site.told(), @r#"
    error[template]: Missing keyword argument `component`
      ┌─ themes/tiny/templates/tag.html:1:101
    1 │ …f.cards %}{% if shelf.name == "ia" %}{{ cached(card=card) }}{% endif %}{% endfor %}{% endblock %}
      │                                          ^^^^^^^^^^^^^^^^^
      = help: It was for the page `/tags/ia/`.
    "#);
}

#[test]
fn a_component_that_calls_for_itself_ends() {
    let circle = "{% component Entry(card) %}{{ cached(component=\"Entry\", card=card) }}{% endcomponent Entry %}";
    let site = site(circle, "{{ cached(component=\"Entry\", card=card) }}").fail();
    let end =
        "`cached`: the component `Entry` calls for itself without end\n  ┌─ themes/tiny/templates/tag.html:1:74\n";
    assert!(site.told().contains(end), "{}", site.told());
}
