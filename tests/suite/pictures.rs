//! Smaller copies of pictures: made because a page shows them, and only then.

use crate::builder::{SiteTest, article, png};

/// An article with a picture beside it.
fn site() -> SiteTest {
    SiteTest::tiny("")
        .config("images: {widths: [16, 32, 128]}")
        .write("content/articles/a/index.md", article("Uno", "2025-09-01", "", "![alt](foto.png \"Didascalia\")"))
        .write("content/articles/a/foto.png", png(64, 36))
        .write("static/altra.png", png(64, 36))
}

const PAGE: &str = "/2025/09/a/";

/// Width and height of a copy.
fn size(site: &SiteTest, url: &str) -> (u32, u32) {
    let bytes = std::fs::read(site.output().join(url.trim_start_matches('/'))).expect("a copy");
    let picture = image::load_from_memory(&bytes).expect("a picture");
    (picture.width(), picture.height())
}

#[test]
fn a_picture_that_is_shown_has_copies_by_width_and_one_that_is_not_has_none() {
    let site = site().build();
    let srcset =
        "srcset=\"/2025/09/a/foto.png.16.webp 16w, /2025/09/a/foto.png.32.webp 32w, /2025/09/a/foto.png.64.webp 64w\"";
    site.page(PAGE).contains(srcset).contains("width=\"64\" height=\"36\"").contains("src=\"/2025/09/a/foto.png\"");
    assert_eq!(size(&site, "/2025/09/a/foto.png.16.webp"), (16, 9));
    assert_eq!(size(&site, "/2025/09/a/foto.png.64.webp"), (64, 36), "no wider than the picture itself");
    let copies: Vec<String> = site.files().into_keys().filter(|path| path.ends_with(".webp")).collect();
    assert_eq!(copies.len(), 3, "a picture that no page shows needs no copies: {copies:?}");
    site.update().rendered_nothing();
}

#[test]
fn copies_come_and_go_with_the_pages_that_show_them() {
    let site = site().build();
    let site = site.write("content/articles/b.md", article("Due", "2025-09-02", "", "![alt](/altra.png)")).update();
    assert_eq!(size(&site, "/altra.png.16.webp"), (16, 9));
    let site = site.equals_fresh();
    let site = site.write("static/altra.png", png(32, 32)).update().equals_fresh();
    assert_eq!(size(&site, "/altra.png.16.webp"), (16, 16), "another picture, other copies");
    site.remove("content/articles/b.md").update().absent("altra.png.16.webp").equals_fresh();
}

#[test]
fn a_picture_that_is_kept_is_never_scaled_twice() {
    let site = site().build();
    let kept = |site: &SiteTest| {
        walkdir::WalkDir::new(site.root().join(".rassegna/pictures"))
            .into_iter()
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "webp"))
            .count()
    };
    assert_eq!(kept(&site), 3);
    // Everything else starts anew with another configuration; what was made of pictures does not.
    for entry in walkdir::WalkDir::new(site.root().join(".rassegna/pictures")).into_iter().flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "webp") {
            std::fs::write(entry.path(), b"kept").expect("a kept copy");
        }
    }
    let site = site.replace("rassegna.yaml", "title: Prova", "title: Altra").update();
    let copy = std::fs::read(site.output().join("2025/09/a/foto.png.16.webp")).expect("a copy");
    assert_eq!(copy, b"kept");
}

#[test]
fn what_is_wrong_with_a_picture_is_told_and_the_page_is_made() {
    let broken = png(64, 36)[..60].to_vec();
    let site = site()
        .write("content/articles/a/foto.png", broken)
        .write("content/articles/b/index.md", article("Due", "2025-09-02", "", "![alt](foto.jpg)"))
        .write("content/articles/b/foto.jpg", png(64, 36))
        .build()
        .warnings(&["broken-picture", "mislabelled-picture"]);
    site.page(PAGE).lacks("srcset").contains("<img src=\"/2025/09/a/foto.png\"");
    assert!(site.told().contains("Rename it so that it ends with `.png`"), "{}", site.told());
}

#[test]
fn a_photograph_is_turned_as_its_camera_was_and_bears_its_own_credit() {
    // A JPEG of 64 by 36 that says of itself that it is to be turned by a quarter.
    let mut jpeg = Vec::new();
    let picture = image::load_from_memory(&png(64, 36)).expect("a picture");
    picture.write_to(&mut std::io::Cursor::new(&mut jpeg), image::ImageFormat::Jpeg).expect("a JPEG");
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let xmp = "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF>\
        <rdf:Description photoshop:Credit=\"Agenzia Esempio\"/></rdf:RDF></x:xmpmeta>";
    let segment = |bytes: &[u8]| {
        let length = u16::try_from(bytes.len() + 2).expect("a short segment");
        [&[0xff, 0xe1][..], &length.to_be_bytes(), bytes].concat()
    };
    let jpeg = [&jpeg[..2], &segment(exif), &segment(xmp.as_bytes()), &jpeg[2..]].concat();
    let text = article("Uno", "2025-09-01", "image: {src: foto.jpg, alt: Una foto}", "Testo.");
    let site = site()
        .write("content/articles/a/index.md", text)
        .remove("content/articles/a/foto.png")
        .write("content/articles/a/foto.jpg", jpeg)
        .write("templates/article.html", "{{ article.picture.width }}x{{ article.picture.height }} {{ article.picture.credit }} {{ article.picture.srcset }}")
        .build();
    site.page(PAGE).contains("36x64 Agenzia Esempio /2025/09/a/foto.jpg.16.webp 16w");
    assert_eq!(size(&site, "/2025/09/a/foto.jpg.16.webp"), (16, 28));
}
