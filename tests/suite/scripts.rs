//! Other scripts: a site in Italian, Arabic and Japanese, whose pages run in their own direction, count their own words and
//! call each company and tag by its name in that language.

use crate::builder::SiteTest;

fn site() -> SiteTest {
    SiteTest::new(include_str!("../sites/scritture/site.txt")).build()
}

#[test]
fn pages_run_in_the_direction_of_their_script() {
    let site = site();
    site.page("/ar/2025/09/sony/").contains("<html lang=\"ar\" dir=\"rtl\"");
    site.page("/ja/2025/09/sony/").contains("<html lang=\"ja\" dir=\"ltr\"");
    site.page("/ar/atom.xml").contains("xml:lang=\"ar\"").contains("سوني: من ورشة في طوكيو إلى العالم");
    for url in ["/2025/09/sony/", "/ar/2025/09/sony/", "/ja/2025/09/sony/"] {
        site.page(url).contains("hreflang=\"ar\"").contains("hreflang=\"ja\"").contains("hreflang=\"x-default\"");
    }
}

#[test]
fn a_term_has_one_shelf_and_a_name_in_each_language() {
    let site = site();
    site.page("/tags/chip/").contains("Semiconduttori").contains("href=\"/ar/tags/chip/\"");
    site.page("/ar/tags/chip/")
        .contains("<h1 class=\"shelf-title\">أشباه الموصلات</h1>")
        .contains("ما هي أشباه الموصلات؟");
    site.page("/ja/tags/chip/").contains("<h1 class=\"shelf-title\">半導体</h1>").lacks("Semiconduttori");
    site.page("/companies/sony/").contains("Sony</h1>").contains("Elettronica, giochi");
    site.page("/ar/companies/sony/").contains("سوني</h1>").contains("https://www.sony.com/");
    site.page("/ja/companies/").contains("ソニー").lacks(">Sony<");
}

#[test]
fn a_name_in_another_language_moves_with_its_profile() {
    let change = |text: &str| text.replace("ja: ソニー}", "ja: ソニーグループ}\naliases: [ソニー]");
    let site = site().edit("content/companies/sony.md", change).update();
    site.page("/ja/companies/").contains("ソニーグループ");
    site.page("/ja/2025/09/sony/").contains(">ソニーグループ<");
    site.page("/ar/companies/").contains("سوني");
    site.equals_fresh();
}

#[test]
fn words_are_counted_and_numbers_agree_as_the_language_wants() {
    let site = site();
    // Two articles have a form of their own in Arabic, and one is said without its number.
    site.page("/ar/tags/").contains("مقالان");
    site.page("/ar/companies/").contains("مقال واحد");
    site.page("/ja/tags/").contains("記事1件");
    site.page("/ja/2025/09/sony/").contains("2025年9月22日").contains("「短くて発音しやすい名前」");
    site.page("/ar/2025/09/sony/").contains("«اسم قصير يسهل نطقه»");
}

#[test]
fn a_language_that_the_site_does_not_have_is_told_at_the_name() {
    let site = SiteTest::new(include_str!("../sites/scritture/site.txt"))
        .edit("content/companies/sony.md", |text| text.replace("ja:", "jp:"))
        .fail()
        .errors(&["unknown-language"]);
    // A machine without letters for Japanese warns of that first.
    let error = site.diagnostics().iter().find(|told| told.is_error()).expect("an error");
    let span = error.span.clone().expect("a place");
    assert_eq!((span.path.as_str(), span.line), ("content/companies/sony.md", 3), "{}", site.told());
}
