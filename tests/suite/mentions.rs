//! Who is named in a text: links that nobody wrote, the pages of those who are named, and what an edit of a profile costs.

use crate::builder::{SiteTest, article};

const NVIDIA: &str = "---\nname: NVIDIA\naliases: [Nvidia Corp.]\n---\n";

/// Three articles: one lists the company, one only names it, one does neither.
fn three() -> SiteTest {
    SiteTest::tiny("")
        .write("content/companies/nvidia.md", NVIDIA)
        .write(
            "content/articles/uno.md",
            article("Uno", "2025-09-01", "companies: [NVIDIA]", "L'NVIDIA corre. NVIDIA!"),
        )
        .write("content/articles/due.md", article("Due", "2025-09-02", "", "Anche Nvidia Corp. è qui."))
        .write("content/articles/tre.md", article("Tre", "2025-09-03", "", "Di Groq si parla."))
}

#[test]
fn the_first_mention_of_a_company_leads_to_its_page() {
    let site = three().build();
    site.page("/2025/09/uno/")
        .contains("<p>L’<a class=\"entity\" href=\"/companies/nvidia/\">NVIDIA</a> corre. NVIDIA!</p>");
    site.page("/2025/09/due/")
        .contains("Anche <a class=\"entity\" href=\"/companies/nvidia/\">Nvidia Corp.</a> è qui.");
    site.page("/2025/09/tre/").lacks("entity");
    site.page("/atom.xml").contains("href=&quot;https://example.org/companies/nvidia/&quot;");
}

#[test]
fn nobody_is_linked_where_the_article_the_profile_or_the_site_says_no() {
    let site = three().replace("content/articles/uno.md", "companies:", "autolink: false\ncompanies:").build();
    site.page("/2025/09/uno/").lacks("entity");
    site.page("/2025/09/due/").contains("entity");
    let site = three().replace("content/companies/nvidia.md", "aliases", "autolink: false\naliases").build();
    site.page("/2025/09/uno/").lacks("entity");
    site.page("/2025/09/due/").lacks("entity");
    let site = three().config("autolink: false").build();
    site.page("/2025/09/due/").lacks("entity");
}

#[test]
fn an_article_that_names_a_company_without_listing_it_stands_on_its_page() {
    let site = SiteTest::new("")
        .write("content/companies/nvidia.md", NVIDIA)
        .write("content/articles/uno.md", article("Uno", "2025-09-01", "companies: [NVIDIA]", "x"))
        .write("content/articles/due.md", article("Due", "2025-09-02", "", "Anche **Nvidia** è qui."))
        .build();
    site.page("/companies/nvidia/").contains("Se ne parla anche in").contains("<a href=\"/2025/09/due/\">Due</a>");
    let data: serde_json::Value =
        serde_json::from_slice(&site.files()["companies/nvidia/index.json"]).expect("the company's data are JSON");
    assert_eq!(data["count"], 1);
    assert_eq!(data["mentioned"]["count"], 1);
    assert_eq!(data["mentioned"]["articles"][0]["title"], "Due");
    site.page("/2025/09/due/").contains("\"mentions\":[{\"@type\":\"Organization\",\"name\":\"NVIDIA\"");
    let site = site.write("content/articles/due.md", article("Due", "2025-09-02", "", "Niente.")).update();
    site.page("/companies/nvidia/").lacks("Se ne parla anche in");
    site.equals_fresh();
}

#[test]
fn a_company_without_a_profile_is_known_where_it_is_listed() {
    let site = three()
        .write("content/articles/quattro.md", article("Quattro", "2025-09-04", "companies: [Groq]", "Groq, non groq."))
        .build();
    site.page("/2025/09/quattro/").contains("<a class=\"entity\" href=\"/companies/groq/\">Groq</a>, non groq.");
    site.page("/2025/09/tre/").lacks("entity");
}

#[test]
fn a_new_profile_is_linked_from_the_articles_that_name_it_and_no_other_is_read() {
    let site = three().build().write("content/companies/groq.md", "---\nname: Groq\n---\n").update();
    site.page("/2025/09/tre/").contains("Di <a class=\"entity\" href=\"/companies/groq/\">Groq</a> si parla.");
    assert_eq!(site.outcome.changes.tally.parsed, 2, "the profile, and the one article that names it");
    let site = site.equals_fresh().remove("content/companies/groq.md").update();
    site.page("/2025/09/tre/").lacks("entity");
    assert_eq!(site.outcome.changes.tally.parsed, 1);
    site.equals_fresh();
}

#[test]
fn a_profile_whose_names_stay_costs_no_article() {
    let site = three().build();
    let site = site.write("content/companies/nvidia.md", format!("{NVIDIA}\nUn testo nuovo.\n")).update_warm();
    assert_eq!(site.outcome.changes.tally.parsed, 1, "the profile alone");
    site.equals_fresh();
}

#[test]
fn an_alias_that_goes_is_a_link_no_more() {
    let site = three().build().write("content/companies/nvidia.md", "---\nname: NVIDIA\ncase_sensitive: true\n---\n");
    let site = site.update_warm();
    site.page("/2025/09/due/").lacks("entity");
    site.page("/2025/09/uno/").contains("entity");
    site.equals_fresh();
}

#[test]
fn a_name_that_becomes_a_products_leads_to_the_product() {
    // The article still lists the company, whose page stays.
    let site = three().build().rename("content/companies/nvidia.md", "content/products/nvidia.md").update_warm();
    site.page("/2025/09/uno/").contains("<a class=\"entity\" href=\"/products/nvidia/\">NVIDIA</a>");
    site.equals_fresh();
}

#[test]
fn a_held_article_is_looked_through_when_it_appears() {
    let site = three()
        .write("content/articles/poi.md", article("Poi", "2026-01-16", "", "Di Groq si dirà."))
        .build()
        .write("content/companies/groq.md", "---\nname: Groq\n---\n")
        .update()
        .now("2026-01-17T12:00:00+01:00")
        .update();
    site.page("/2026/01/poi/").contains("<a class=\"entity\" href=\"/companies/groq/\">Groq</a>");
    site.equals_fresh();
}

#[test]
fn products_have_profiles_pages_and_links() {
    let site = SiteTest::new("")
        .write("content/products/geforce.md", "---\nname: GeForce RTX\naliases: [GeForce]\n---\n\nUna scheda.\n")
        .write(
            "content/articles/uno.md",
            article(
                "Uno",
                "2025-09-01",
                "products: [GeForce]\ncompanies: [NVIDIA]",
                "La GeForce costa [[product:GeForce|lei]].",
            ),
        )
        .build();
    site.page("/products/geforce/").contains("Una scheda.").contains("Prodotto").contains("GeForce RTX");
    site.page("/products/").contains("GeForce RTX");
    site.page("/2025/09/uno/").contains("<a href=\"/products/geforce/\">GeForce RTX</a>");
}

#[test]
fn who_is_named_together_is_drawn_with_arcs() {
    let companies = ["[AMD, Intel, NVIDIA]", "[AMD, Intel]", "[NVIDIA, Intel]"];
    let mut site = SiteTest::new("");
    for (at, companies) in companies.iter().enumerate() {
        let text = article(&format!("N{at}"), &format!("2025-09-0{}", at + 1), &format!("companies: {companies}"), "x");
        site = site.write(&format!("content/articles/n{at}.md"), text);
    }
    let site = site.build();
    let page = site.page("/companies/intel/");
    page.contains("<svg class=\"arcs\"").contains("<path d=\"M64 15C40 15 40 45 64 45\"");
    site.page("/companies/amd/").contains("<svg class=\"arcs\"");
}
