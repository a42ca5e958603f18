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
        .write("templates/article.html", "{{ article.picture.width }}x{{ article.picture.height }} {{ article.picture.credit }} {% set c = copies(image=article.picture) %}{{ c.srcset }}")
        .build();
    site.page(PAGE).contains("36x64 Agenzia Esempio /2025/09/a/foto.jpg.16.webp 16w");
    assert_eq!(size(&site, "/2025/09/a/foto.jpg.16.webp"), (16, 28));
}

/// The colour in the middle of a copy.
fn colour(site: &SiteTest, url: &str) -> [u8; 3] {
    let bytes = std::fs::read(site.output().join(url.trim_start_matches('/'))).expect("a copy");
    let picture = image::load_from_memory(&bytes).expect("a picture").into_rgb8();
    picture.get_pixel(picture.width() / 2, picture.height() / 2).0
}

#[test]
fn a_template_cuts_a_picture_around_its_focal_point() {
    let template = "{% set c = copies(image=article.picture, shape=\"1:1\", most=16) %}{{ c.url }} {{ c.width }}x{{ c.height }} {{ c.srcset }}";
    let text =
        |focal: &str| article("Uno", "2025-09-01", &format!("image: {{src: foto.png, alt: a{focal}}}"), "Testo.");
    let site = site()
        .write("templates/article.html", template)
        .write("content/articles/a/index.md", text(", focal: [0.1, 0.5]"))
        .build();
    let url = "/2025/09/a/foto.png.16.1x1-10-50.webp";
    site.page(PAGE).contains(&format!("{url} 16x16 {url} 16w"));
    assert_eq!(size(&site, url), (16, 16));
    let [red, _, blue] = colour(&site, url);
    assert!(red > 150 && blue < 80, "the left half is red");
    let site = site.write("content/articles/a/index.md", text(", focal: [0.9, 0.5]")).update().equals_fresh();
    let [red, _, blue] = colour(&site, "/2025/09/a/foto.png.16.1x1-90-50.webp");
    assert!(blue > 150 && red < 80, "the right half is blue");
    site.write("content/articles/a/index.md", text("")).update().page(PAGE).contains("foto.png.16.1x1.webp");
}

#[test]
fn a_copy_that_is_only_shown_cut_is_only_made_cut() {
    let card =
        "{% for card in shelf.cards %}{% set c = copies(image=card.image, shape=\"4:3\") %}{{ c.srcset }}{% endfor %}";
    let site = site()
        .write("templates/home.html", card)
        .write("content/articles/a/index.md", article("Uno", "2025-09-01", "image: foto.png", "Testo."))
        .build();
    site.page("/").contains("/2025/09/a/foto.png.16.4x3.webp 16w");
    let copies: Vec<String> = site.files().into_keys().filter(|path| path.ends_with(".webp")).collect();
    assert!(copies.iter().all(|path| path.contains(".4x3.")), "{copies:?}");
    site.update().rendered_nothing();
}

#[test]
fn social_networks_get_a_jpeg_of_the_right_shape() {
    let site = site()
        .write("templates/article.html", "{{ page.image }} {{ page.image_width }}x{{ page.image_height }}")
        .write("content/articles/a/index.md", article("Uno", "2025-09-01", "image: foto.png", "Testo."))
        .build();
    site.page(PAGE).contains("https://example.org/2025/09/a/foto.png.64.jpg 64x36");
    assert_eq!(size(&site, "/2025/09/a/foto.png.64.jpg"), (64, 36));
    let site = site.replace("rassegna.yaml", "images: {widths", "images: {formats: [], widths").update();
    site.page(PAGE).contains("https://example.org/2025/09/a/foto.png 64x36").lacks("jpg");
}

#[test]
fn a_picture_that_lets_light_through_has_no_colour_behind_it() {
    let site = site()
        .write("content/articles/a/vetro.png", {
            let mut bytes = Vec::new();
            let picture = image::RgbaImage::from_pixel(64, 36, image::Rgba([10, 20, 30, 120]));
            picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).expect("a picture");
            bytes
        })
        .write("content/articles/a/index.md", article("Uno", "2025-09-01", "", "![a](foto.png)\n\n![b](vetro.png)\n"))
        .build();
    site.page(PAGE)
        .contains("fetchpriority=\"high\" style=\"background-color: #902890\">")
        .contains("alt=\"b\" width=\"64\" height=\"36\"")
        .contains("loading=\"lazy\" decoding=\"async\">");
}

#[test]
fn a_format_that_the_program_was_not_built_with_is_told_and_left_out() {
    let site = site().replace("rassegna.yaml", "images: {widths", "images: {formats: [avif, webp], widths");
    if cfg!(feature = "avif") {
        site.build().page(PAGE).contains("<source type=\"image/avif\" srcset=\"/2025/09/a/foto.png.16.avif 16w, ");
    } else {
        site.build().warnings(&["no-avif"]).page(PAGE).contains("foto.png.16.webp 16w").lacks("avif");
    }
}

/// Sites whose article's page names its picture for links, in the built-in drawing.
fn drawn() -> SiteTest {
    SiteTest::tiny("")
        .write("templates/article.html", "{{ page.image }} {{ page.image_width }} {{ page.image_alt }}")
        .write("content/articles/a.md", article("L'Europa è più verde", "2025-09-01", "", "Testo."))
}

#[test]
fn an_article_without_a_picture_gets_a_social_card_and_one_with_a_picture_does_not() {
    let site = drawn().build();
    let card = "/2025/09/a/social-card.png";
    site.page(PAGE).contains(&format!("https://example.org{card} 1200 L&#39;Europa è più verde"));
    assert_eq!(size(&site, card), (1200, 630));
    let before = site.files();
    let site =
        site.edit("content/articles/a.md", |text| text.replace("Testo.", "Un altro testo.")).update().equals_fresh();
    assert_eq!(
        site.files().get(card.trim_start_matches('/')).map(Vec::as_slice),
        before.get(card.trim_start_matches('/')).map(Vec::as_slice),
        "a card shows nothing of the body"
    );
    let site = site.edit("content/articles/a.md", |text| text.replace("verde", "blu")).update().equals_fresh();
    assert_ne!(site.files().get(card.trim_start_matches('/')), before.get(card.trim_start_matches('/')));
    let site = site.edit("content/articles/a.md", |text| text.replace("title:", "slug: b\ntitle:")).update();
    let site = site.absent(card.trim_start_matches('/')).equals_fresh();
    assert_eq!(size(&site, "/2025/09/b/social-card.png"), (1200, 630));
    let site = site.write("static/foto.png", png(64, 36));
    let site = site.edit("content/articles/a.md", |text| text.replace("title:", "image: /foto.png\ntitle:")).update();
    site.absent("2025/09/b/social-card.png").equals_fresh();
}

#[test]
fn social_cards_can_be_switched_off_drawn_otherwise_and_a_bad_drawing_is_told() {
    let site = drawn().config("outputs: {social_card: off}").build();
    site.page(PAGE).lacks("social-card");
    let site = drawn().write("templates/social_card.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1200 630\"><rect width=\"1200\" height=\"630\" fill=\"#00f\"/></svg>").build();
    assert_eq!(colour(&site, "/2025/09/a/social-card.png"), [0, 0, 255]);
    drawn().write("templates/social_card.svg", "niente").fail().errors(&["bad-drawing"]);
}

#[test]
fn old_articles_lose_their_social_cards_some_at_a_time() {
    let day = |at: usize| format!("2025-09-{:02}", at + 1);
    let add = |site: SiteTest, at: usize| {
        site.write(&format!("content/articles/n{at}.md"), article(&format!("Titolo {at}"), &day(at), "", "Testo."))
    };
    let cards = |site: &SiteTest| site.files().into_keys().filter(|path| path.ends_with("social-card.png")).count();
    let template = "{{ page.image }}";
    let site = SiteTest::tiny("").config("images: {social_cards: 2}").write("templates/article.html", template);
    let mut site = add(add(add(site, 0), 1), 2).build();
    assert_eq!(cards(&site), 3);
    for (at, left) in [(3, 2), (4, 3), (5, 2)] {
        site = add(site, at).update().equals_fresh();
        assert_eq!(cards(&site), left, "with {} articles", at + 1);
    }
    let site = site.remove("content/articles/n5.md").update().equals_fresh();
    assert_eq!(cards(&site), 3);
}

#[test]
fn a_title_that_no_font_can_write_is_told() {
    let site = drawn().edit("content/articles/a.md", |text| text.replace("verde", "\u{1e7c0}"));
    // Some computers have a font even for this script.
    let site = site.build();
    let has_card = site.output().join("2025/09/a/social-card.png").exists();
    assert_ne!(site.told().contains("unwritable"), has_card, "{}", site.told());
}

#[test]
fn a_card_that_is_not_made_is_not_missed() {
    let mut site = drawn().config("images: {social_cards: 1}");
    for (day, title) in [(1, "\u{1e7c0}"), (2, "Due"), (3, "Tre")] {
        let text = article(title, &format!("2025-09-1{day}"), "", "Testo.");
        site = site.write(&format!("content/articles/n{day}.md"), text);
    }
    site.remove("content/articles/a.md").build().warnings(&[]);
}
