//! Moving in from Ghost: `rassegna import ghost`.

use std::fs;

use serde_json::json;

use crate::builder::png;
use crate::cli::{Said, run};

fn import(folder: &tempfile::TempDir, export: &str, more: &[&str]) -> Said {
    fs::write(folder.path().join("ghost.json"), export).expect("written");
    fs::create_dir_all(folder.path().join("new")).expect("a folder");
    let mut arguments = vec!["--root", "new", "import", "ghost", "ghost.json"];
    arguments.extend(more);
    run(folder.path(), &arguments)
}

fn export() -> String {
    let html = "<p>Un <em>testo</em>, <a href=\"__GHOST_URL__/chi-siamo/\">noi</a>.</p>\
        <figure class=\"kg-card kg-image-card\"><img src=\"__GHOST_URL__/content/images/2025/a.png\" alt=\"A\"><figcaption>Una foto</figcaption></figure>\
        <figure class=\"kg-card kg-bookmark-card\"><a class=\"kg-bookmark-container\" href=\"https://example.org/x\"><div class=\"kg-bookmark-title\">Il titolo</div><div>Testo</div></a></figure>\
        <figure class=\"kg-card kg-embed-card\"><iframe src=\"https://www.youtube.com/embed/abc?feature=oembed\"></iframe></figure>\
        <blockquote>Detto.</blockquote><script>x()</script>";
    json!({"db": [{"meta": {"version": "5.0"}, "data": {
        "posts": [
            {"id": "a1", "title": "Uno & due", "slug": "uno", "html": html, "status": "published", "type": "post", "visibility": "public",
             "published_at": "2025-09-23T06:30:00.000Z", "custom_excerpt": "In breve", "feature_image": "__GHOST_URL__/content/images/2025/b.png", "featured": 1},
            {"id": "a2", "title": "Per chi paga", "slug": "paga", "html": "<p>Segreto.</p>", "status": "published", "type": "post", "visibility": "paid", "published_at": "2025-09-24T06:30:00.000Z"},
            {"id": "a3", "title": "Bozza", "slug": "bozza", "html": null, "lexical": "{}", "status": "draft", "type": "post", "created_at": "2025-09-25T06:30:00.000Z"},
            {"id": "a4", "title": "Chi siamo", "slug": "chi-siamo", "html": "<p>Noi.</p>", "status": "published", "type": "page", "published_at": "2025-01-01T00:00:00.000Z"},
            {"id": "a5", "title": "Vecchio", "slug": "uno", "html": "<p>x</p>", "status": "published", "page": 0, "published_at": 1_758_609_000_000_i64, "author_id": 1},
        ],
        "tags": [{"id": "t1", "name": "IA", "slug": "ia", "description": "Macchine"}, {"id": "t2", "name": "#interno", "slug": "hash-interno", "visibility": "internal"}, {"id": "t3", "name": "Nvidia", "slug": "nvidia"}],
        "posts_tags": [{"post_id": "a1", "tag_id": "t3", "sort_order": 1}, {"post_id": "a1", "tag_id": "t1", "sort_order": 0}, {"post_id": "a1", "tag_id": "t2", "sort_order": 2}],
        "users": [{"id": 1, "name": "Maria Bianchi", "slug": "maria", "bio": "Scrive di chip.", "email": "maria@example.org", "password": "$2b$secret"}],
        "posts_authors": [{"post_id": "a1", "author_id": 1, "sort_order": 0}],
        "posts_meta": [{"post_id": "a1", "feature_image_alt": "Una scheda", "feature_image_caption": "<b>NVIDIA</b>", "meta_description": "Per i motori"}],
        "settings": [{"key": "title", "value": "La vecchia"}, {"key": "locale", "value": "it"}, {"key": "timezone", "value": "Europe/Rome"}, {"key": "url", "value": "https://old.example/"}],
    }}]})
    .to_string()
}

#[test]
fn an_export_moves_in() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("map.yaml"), "companies: {nvidia: NVIDIA}\n").expect("written");
    fs::create_dir_all(folder.path().join("images/2025")).expect("a folder");
    fs::write(folder.path().join("images/2025/b.png"), png(8, 6)).expect("written");
    let said = import(&folder, &export(), &["--map", "map.yaml", "--images", "images"]).ends(0);
    let read = |path: &str| {
        fs::read_to_string(folder.path().join("new").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    insta::assert_snapshot!(said.out, @r"
    found 1 author, 2 drafts, 1 page, 1 picture, 2 posts, 3 tags
    9 written
    1× a picture that is still at the old site
      https://old.example/content/images/2025/a.png
    1× a post for members only, which is a draft now
      post a2 (content/articles/2025/09/paga.md)
    1× a tag for the newsroom alone, left out
      post a1 (content/articles/2025/09/uno.md)
    1× a text that the export holds in the editor's own form only: publish it in Ghost, and export again
      post a3 (content/articles/2025/09/bozza.md)
    1× an element that an article does not hold, left out
      post a1 (content/articles/2025/09/uno.md): script
    1 pictures are still at the old site, and go when it goes: give Ghost's folder content/images by `--images DIR`, or fetch them by `--download`.
    ");
    insta::assert_snapshot!(read("rassegna.yaml"), @r"
    title: La vecchia
    url: https://old.example/
    default_language: it
    links: {internal: warn}
    timezone: Europe/Rome
    permalinks: {articles: /:slug/}
    ");
    insta::assert_snapshot!(read("content/articles/2025/09/uno.md"), @r#"
    ---
    title: Uno & due
    date: 2025-09-23T06:30:00Z
    summary: In breve
    tags: [IA]
    companies: [NVIDIA]
    authors: [Maria Bianchi]
    image: {src: /content/images/2025/b.png, alt: Una scheda, caption: NVIDIA}
    featured: true
    aliases: [/uno/]
    extra: {seo_description: Per i motori}
    ---

    Un *testo*, [noi](../../../pages/chi-siamo.md).

    ![A](https://old.example/content/images/2025/a.png "Una foto")

    [Il titolo](https://example.org/x)

    {{ youtube(id="abc") }}

    > Detto.
    "#);
    insta::assert_snapshot!(read("content/authors/maria-bianchi.md"), @r"
    ---
    name: Maria Bianchi
    description: Scrive di chip.
    redirects: [/author/maria/]
    ---
    ");
    assert!(read("content/articles/2025/09/paga.md").contains("draft: true"));
    assert!(read("content/articles/2025/09/bozza.md").contains("draft: true"));
    assert!(read("content/articles/2025/09/uno-2.md").contains("authors: [Maria Bianchi]"));
    assert!(read("content/pages/chi-siamo.md").contains("Noi."));
    let build = run(folder.path(), &["--root", "new", "build", "--now", "2026-01-15"]);
    assert_eq!(build.code, Some(1), "two posts of one address are told: {}", build.err);
    fs::remove_file(folder.path().join("new/content/articles/2025/09/uno-2.md")).expect("removed");
    run(folder.path(), &["--root", "new", "build", "--now", "2026-01-15"]).ends(0);
    assert!(!folder.path().join("new/public/paga").exists());
    import(&folder, &export(), &["--map", "map.yaml", "--images", "images"])
        .ends(0)
        .says("1 left out, since somebody has removed them");
}

#[test]
fn what_is_no_export_ends_in_a_clear_word() {
    for (export, words) in [
        ("{\"db\": [", "ghost.json:1:8"),
        ("{}", "no export of Ghost"),
        ("[]", "no export of Ghost"),
        ("", "no JSON"),
        ("{\"data\": {\"posts\": 7}}", "cannot be read"),
        ("{\"data\": {\"posts\": [{\"title\": [1]}]}}", "cannot be read"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        import(&folder, export, &[]).ends(1).says(words);
        assert_eq!(fs::read_dir(folder.path().join("new")).expect("a folder").count(), 0, "{export}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let odd = "{\"data\": {\"posts\": [{\"slug\": \"../../x\", \"html\": \"<p>a\", \"published_at\": \"ieri\"}, {}]}}";
    import(&folder, odd, &[]).ends(0).says("2 drafts");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2, "nothing is written outside");
}
