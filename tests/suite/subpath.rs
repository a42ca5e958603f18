//! A site below a path, as GitHub's project pages are: no address leaves the path out.

use crate::builder::article;
use crate::feeds::site;

#[test]
fn below_a_path_every_address_begins_with_it() {
    let site = site()
        .edit("rassegna.yaml", |text| text.replace("https://example.org/", "https://example.org/rassegna/"))
        .config("languages: {it: {}, en: {}}\nredirects: [html, netlify, nginx, caddy, apache]\npagination: {size: 1}\nmenus: {main: [{name: Tag, url: /tags/}]}\npublisher: {name: P, logo: /p.png}")
        .write("content/articles/d/index.md", article("D", "2025-09-04", "image: {src: q.png, alt: Q}\ncompanies: [NVIDIA]\nstory: s", "![q](q.png \"C | D\") [[NVIDIA]] [b](../b.md) [t](/tags/chip/) <a href=\"/grezzo/\">x</a>\n\n{{ company(name=\"NVIDIA\") }}"))
        .write("content/articles/d/q.png", crate::builder::png(2, 2))
        .build();
    let mut wrong = Vec::new();
    for (path, bytes) in site.files() {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for attribute in ["href=", "src=", "srcset=", "action=", "content=\"0; url="] {
            for part in text.split(attribute).skip(1) {
                let value = part.trim_start_matches(['"', '\'']);
                let value: String = value.chars().take_while(|c| !"\"' >".contains(*c)).collect();
                let local = value.starts_with('/') && !value.starts_with("//") && !value.starts_with("/rassegna/");
                let whole =
                    value.starts_with("https://example.org/") && !value.starts_with("https://example.org/rassegna/");
                // Raw HTML is the editor's own business.
                if (local || whole) && !value.starts_with("/grezzo") {
                    wrong.push(format!("{path}: {attribute}{value}"));
                }
            }
        }
        if path.ends_with(".xml") || path.ends_with(".json") || path.ends_with(".opml") {
            assert!(
                !text.contains("https://example.org/2025") && !text.contains("https://example.org/tags"),
                "{path} leaves the site's path out"
            );
            // The style sheet is found from where the feed is read.
            let text = text.replace("<?xml-stylesheet type=\"text/css\" href=\"/rassegna/", "");
            assert!(
                !text.contains("href=\"/") && !text.contains("href=\\\"/r") && !text.contains("src=\\\"/"),
                "{path} has an address without its host:\n{text}"
            );
        }
    }
    assert!(wrong.is_empty(), "addresses that leave the site's path out: {wrong:#?}");
    site.page("/robots.txt").contains("https://example.org/rassegna/sitemap.xml");
    site.page("/_redirects").contains("/rassegna/vecchio/ /rassegna/2025/09/b/ 301");
    site.page("/redirects.nginx.conf").contains("\"/rassegna/vecchio/\" \"/rassegna/2025/09/b/\"");
    let site = site.absent("/rassegna/");
    site.equals_fresh();
}
