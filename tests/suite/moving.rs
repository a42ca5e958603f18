//! Moving in from other generators: `rassegna import hugo`, `zola` and `jekyll`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::builder::{SiteTest, png};
use crate::cli::{Said, run};
use crate::fixture::split;
use crate::output::difference;

/// Lays an old site into a folder.
fn lay(folder: &Path, fixture: &str) {
    for (path, text) in split(fixture) {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
}

/// An old site and an empty folder for the new one.
struct Move {
    folder: tempfile::TempDir,
    from: &'static str,
}

impl Move {
    fn new(from: &'static str, fixture: &str) -> Move {
        let folder = tempfile::tempdir().expect("a folder");
        lay(&folder.path().join("old"), fixture);
        fs::create_dir_all(folder.path().join("new")).expect("a folder");
        Move { folder, from }
    }

    fn import(&self, more: &[&str]) -> Said {
        let mut arguments = vec!["--root", "new", "import", self.from, "old"];
        arguments.extend(more);
        run(self.folder.path(), &arguments)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join("new").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Every file of the new site.
    fn files(&self) -> BTreeMap<String, String> {
        let root = self.folder.path().join("new");
        walkdir::WalkDir::new(&root)
            .into_iter()
            .flatten()
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry.path().strip_prefix(&root).expect("below").to_string_lossy().into_owned();
                let text = String::from_utf8_lossy(&fs::read(entry.path()).expect("a file")).into_owned();
                (path, text)
            })
            .collect()
    }
}

const HUGO: &str = r#"
//- hugo.toml
baseURL = "https://old.example/"
title = "La vecchia"
defaultContentLanguage = "it"
[languages.it]
[languages.en]
[taxonomies]
tag = "tags"
company = "companies"
formato = "formati"
[permalinks]
news = "/:year/:month/:slug/"
//- content/posts/uno.md
+++
title = "Uno: il primo"
date = 2025-09-23T08:30:00+02:00
description = "In breve"
tags = ["IA", "chip"]
companies = ["NVIDIA"]
formati = ["Analisi"]
aliases = ["/vecchio/", "prima/"]
images = ["/img/uno.png"]
expiryDate = 2030-01-01
slug = "primo"
[params]
fonte = "https://example.org/fonte"
voto = 7
+++
Un testo. {{< figure src="/img/uno.png" alt="Una [scheda]" caption="Didascalia" attr="NVIDIA" >}}

Si veda [due]({{< ref "news/due.md#poi" >}}), [due](/2025/09/il-secondo/) e {{< youtube abc123 >}}

{{< quote author="WSJ" >}}
Una frase.
{{< /quote >}}

{{< highlight rust >}}
let a = "{{</* ref */>}}";
{{< /highlight >}}

{{< mystery a="b" >}}

<!--more-->

Il resto.
//- content/news/due.md
---
title: Due
date: 2025-09-24
slug: il-secondo
draft: true
---
## Poi

Vedi ![f](https://old.example/img/uno.png) e [il primo](../posts/uno.md).
//- content/news/due.en.md
---
title: Two
date: 2025-09-24
---
Text.
//- content/news/_index.md
---
title: Le notizie
---
Di ogni giorno.
//- content/tags/IA/_index.md
---
title: Intelligenza artificiale
---
//- content/posts/tre/index.md
{"title": "Tre", "date": "2025-09-25", "cover": {"image": "foto.png", "alt": "Una foto"}}
Testo di tre.
//- content/posts/tre/foto.png
PNG
//- content/about.md
---
title: Chi siamo
---
Noi.
//- static/img/uno.png
PNG
//- data/prezzi.yaml
gpu: 1
//- layouts/index.html
{{ .Title }}
"#;

#[test]
fn a_site_of_hugo_moves_in() {
    let moved = Move::new("hugo", HUGO);
    let said = moved.import(&[]).ends(0);
    insta::assert_snapshot!(said.out, @r"
    found 4 articles, 3 files, 2 introductions, 1 page
    11 written
    1× a field that has no equal, kept under `extra`: voto
      content/posts/uno.md
    1× a shortcode that has no equal, left as it was written: mystery
      content/posts/uno.md
    Add `formati: on` to `taxonomies` in rassegna.yaml: articles have terms of it.
    Hugo's templates are not taken over: ours are written in Tera (reference/templates of the manual).
    ");
    insta::assert_snapshot!(moved.read("rassegna.yaml"), @r"
    title: La vecchia
    url: https://old.example/
    default_language: it
    languages:
      it: {}
      en: {}
    links: {internal: warn}
    ");
    insta::assert_snapshot!(moved.read("content/articles/uno.md"), @r#"
    ---
    title: "Uno: il primo"
    date: 2025-09-23T08:30:00+02:00
    summary: In breve
    tags: [IA, chip]
    companies: [NVIDIA]
    terms:
      formati: [Analisi]
    sources: [https://example.org/fonte]
    image: /img/uno.png
    expires: 2030-01-01
    slug: primo
    aliases: [/vecchio/, /posts/prima/, /posts/primo/]
    extra: {voto: 7}
    ---

    Un testo. ![Una \[scheda\]](/img/uno.png "Didascalia | NVIDIA")

    Si veda [due](news/due.md#poi), [due](news/due.md) e {{ youtube(id="abc123") }}

    > Una frase.
    >
    > — WSJ

    ```rust
    let a = "{{< ref >}}";
    ```

    {{< mystery a="b" >}}

    <!--more-->

    Il resto.
    "#);
    insta::assert_snapshot!(moved.read("content/articles/news/due.md"), @r"
    ---
    title: Due
    date: 2025-09-24
    draft: true
    slug: il-secondo
    aliases: [/2025/09/il-secondo/]
    ---

    ## Poi

    Vedi ![f](/img/uno.png) e [il primo](../uno.md).
    ");
    insta::assert_snapshot!(moved.read("content/articles/tre/index.md"), @r"
    ---
    title: Tre
    date: 2025-09-25
    image: {src: foto.png, alt: Una foto}
    aliases: [/posts/tre/]
    ---

    Testo di tre.
    ");
    let files: Vec<String> = moved.files().into_keys().collect();
    insta::assert_snapshot!(files.join("\n"), @r"
    content/articles/news/_index.md
    content/articles/news/due.en.md
    content/articles/news/due.md
    content/articles/tre/foto.png
    content/articles/tre/index.md
    content/articles/uno.md
    content/pages/about.md
    content/tags/IA.md
    data/prezzi.yaml
    rassegna.imported
    rassegna.yaml
    static/img/uno.png
    ");
}

const ZOLA: &str = r#"
//- config.toml
base_url = "https://old.example"
title = "La vecchia"
default_language = "it"
taxonomies = [{name = "tags"}, {name = "formati"}]
[languages.en]
title = "The old one"
//- content/_index.md
+++
sort_by = "date"
+++
//- content/blog/_index.md
+++
title = "Articoli"
+++
//- content/blog/2025-09-23-uno.md
+++
title = "Uno"
description = "In breve"
aliases = ["prima"]
[taxonomies]
tags = ["IA"]
formati = ["Analisi"]
[extra]
voto = 7
sources = [{name = "WSJ", url = "https://www.wsj.com/", role = "original"}]
+++
Vedi [due](@/news/due/index.md#poi) e {{ youtube(id="abc") }}

```
{{/* niente() */}}
```
//- content/blog/2025-09-23-uno.en.md
+++
title = "One"
+++
Text.
//- content/news/due/index.md
+++
title = "Due"
date = 2025-09-24T10:00:00Z
updated = 2025-09-25
slug = "il-secondo"
draft = true
+++
## Poi
//- content/news/due/foto.png
PNG
//- content/pages/contatti.md
+++
title = "Contatti"
path = "scrivici"
+++
Noi.
//- static/logo.png
PNG
"#;

#[test]
fn a_site_of_zola_moves_in() {
    let moved = Move::new("zola", ZOLA);
    let said = moved.import(&[]).ends(0);
    insta::assert_snapshot!(said.out, @r"
    found 3 articles, 2 files, 1 introduction, 1 page
    8 written
    1× a field that has no equal, kept under `extra`: voto
      content/blog/2025-09-23-uno.md
    Add `formati: on` to `taxonomies` in rassegna.yaml: articles have terms of it.
    ");
    insta::assert_snapshot!(moved.read("content/articles/2025-09-23-uno.md"), @r#"
    ---
    title: Uno
    date: 2025-09-23
    summary: In breve
    tags: [IA]
    terms:
      formati: [Analisi]
    sources: [{name: WSJ, url: https://www.wsj.com/, role: original}]
    aliases: [/prima, /blog/uno/]
    extra: {voto: 7}
    ---

    Vedi [due](news/due/index.md#poi) e {{ youtube(id="abc") }}

    ```
    {{ niente() }}
    ```
    "#);
    insta::assert_snapshot!(moved.read("content/articles/news/due/index.md"), @r"
    ---
    title: Due
    date: 2025-09-24T10:00:00Z
    draft: true
    slug: il-secondo
    aliases: [/news/il-secondo/]
    extra: {updated: 2025-09-25}
    ---

    ## Poi
    ");
    let files: Vec<String> = moved.files().into_keys().collect();
    insta::assert_snapshot!(files.join("\n"), @r"
    content/articles/2025-09-23-uno.en.md
    content/articles/2025-09-23-uno.md
    content/articles/_index.md
    content/articles/news/due/foto.png
    content/articles/news/due/index.md
    content/pages/contatti.md
    rassegna.imported
    rassegna.yaml
    static/logo.png
    ");
}

const JEKYLL: &str = r#"
//- _config.yml
title: La vecchia
url: https://old.example
baseurl: /blog
lang: it-IT
//- _posts/2025-09-23-uno.md
---
layout: post
title: "Uno"
categories: news analisi
tags: [IA]
excerpt: In breve
image: /assets/uno.png
redirect_from: [/prima/]
---
Vedi [due]({% post_url 2025-09-24-due %}) e ![f]({{ "/assets/uno.png" | relative_url }})
{: .grande}

{% highlight rust %}
let a = 1;
{% endhighlight %}

{% include mistero.html %}
//- _posts/2025-09-24-due.md
---
title: Due
date: 2025-09-24 10:00:00 +0200
published: false
---
Testo.
//- _drafts/bozza.md
---
title: Una bozza
---
Testo.
//- contatti.md
---
title: Contatti
permalink: /scrivici/
---
Noi.
//- index.html
---
layout: home
---
//- assets/uno.png
PNG
//- _data/gente.yml
a: 1
//- Gemfile
source "https://example.org"
"#;

#[test]
fn a_site_of_jekyll_moves_in() {
    let moved = Move::new("jekyll", JEKYLL);
    let said = moved.import(&[]).ends(0);
    insta::assert_snapshot!(said.out, @r"
    found 3 articles, 2 files, 1 page
    7 written
    1× a field that tells the other program how to show a page, left out: layout
      _posts/2025-09-23-uno.md
    1× a tag of Liquid that has no equal, left as it was written: include
      _posts/2025-09-23-uno.md
    1× an article without a date, kept as a draft of 1970
      _drafts/bozza.md
    ");
    insta::assert_snapshot!(moved.read("rassegna.yaml"), @r"
    title: La vecchia
    url: https://old.example/blog
    default_language: it
    links: {internal: warn}
    ");
    insta::assert_snapshot!(moved.read("content/articles/2025/09/uno.md"), @r"
    ---
    title: Uno
    date: 2025-09-23
    summary: In breve
    tags: [IA, news, analisi]
    image: /assets/uno.png
    aliases: [/prima/, /news/analisi/2025/09/23/uno.html]
    ---

    Vedi [due](due.md) e ![f](/assets/uno.png)

    ```rust
    let a = 1;
    ```

    {% include mistero.html %}
    ");
    let files: Vec<String> = moved.files().into_keys().collect();
    insta::assert_snapshot!(files.join("\n"), @r"
    content/articles/2025/09/due.md
    content/articles/2025/09/uno.md
    content/articles/bozza.md
    content/pages/contatti.md
    data/gente.yml
    rassegna.imported
    rassegna.yaml
    static/assets/uno.png
    ");
    assert!(moved.read("content/articles/2025/09/due.md").contains("draft: true"));
}

#[test]
fn what_moved_in_is_built() {
    for (from, fixture) in [("hugo", HUGO), ("zola", ZOLA), ("jekyll", JEKYLL)] {
        let moved = Move::new(from, fixture);
        moved.import(&[]).ends(0);
        // Terms of the site's own need a taxonomy, as the import says; pictures of three letters are none.
        let root = moved.folder.path().join("new");
        let yaml = moved.read("rassegna.yaml");
        fs::write(root.join("rassegna.yaml"), format!("{yaml}taxonomies: {{formati: on}}\n")).expect("written");
        for (path, _) in moved.files().iter().filter(|(path, _)| path.ends_with(".png")) {
            fs::write(root.join(path), png(4, 3)).expect("written");
        }
        let said = run(moved.folder.path(), &["--root", "new", "build", "--now", "2026-01-15"]);
        assert_eq!(said.code, Some(0), "{from}: {}{}", said.out, said.err);
    }
}

#[test]
fn a_second_import_changes_only_what_has_changed() {
    let moved = Move::new("hugo", HUGO);
    moved.import(&[]).ends(0);
    let first = moved.files();
    moved.import(&[]).ends(0).says("as they were");
    assert_eq!(moved.files(), first);

    // An editor works on one text and takes another away; the old site changes three.
    let (old, new) = (moved.folder.path().join("old/content"), moved.folder.path().join("new/content"));
    fs::write(new.join("articles/uno.md"), "---\ntitle: Mio\ndate: 2025-01-01\n---\nMio.\n").expect("written");
    fs::remove_file(new.join("pages/about.md")).expect("removed");
    for path in ["posts/uno.md", "about.md", "news/due.md"] {
        let text = fs::read_to_string(old.join(path)).expect("read");
        fs::write(old.join(path), format!("{text}\nUna riga nuova.\n")).expect("written");
    }
    let dry = moved.import(&["--dry-run"]).ends(0);
    let said = moved.import(&[]).ends(0);
    insta::assert_snapshot!(said.out.lines().skip(1).take(6).collect::<Vec<_>>().join("\n"), @r"
    1 changed, as the source has
      content/articles/news/due.md
    8 as they were
    1 left alone, since somebody has worked on them
      content/articles/uno.md
    1 left out, since somebody has removed them
    ");
    assert_eq!(dry.out.replace("would be changed", "changed"), said.out);
    let now = moved.files();
    let differing: Vec<&String> = now.keys().filter(|path| now.get(*path) != first.get(*path)).collect();
    assert_eq!(differing, ["content/articles/news/due.md", "content/articles/uno.md", "rassegna.imported"]);
    assert!(moved.read("content/articles/uno.md").contains("Mio."));
    assert!(!now.contains_key("content/pages/about.md"));
}

#[test]
fn a_mapping_says_what_tags_and_categories_become() {
    let map = "sections: {analisi: Analisi}\ncompanies: {ia: Azienda IA}\ntags: {chip: microchip}\nnothing: [news]\n";
    let imported = |from: &'static str, fixture: &str| {
        let moved = Move::new(from, fixture);
        fs::write(moved.folder.path().join("map.yaml"), map).expect("a mapping");
        moved.import(&["--map", "map.yaml"]).ends(0);
        moved
    };
    let hugo = imported("hugo", HUGO);
    let text = hugo.read("content/articles/uno.md");
    assert!(text.contains("tags: [microchip]\n") && text.contains("companies: [Azienda IA, NVIDIA]\n"), "{text}");
    let profile = hugo.read("content/companies/azienda-ia.md");
    assert!(profile.contains("Intelligenza artificiale"), "what introduced the tag introduces the company: {profile}");
    let jekyll = imported("jekyll", JEKYLL);
    let text = jekyll.files().into_values().find(|text| text.starts_with("---\ntitle: Uno\n")).expect("an article");
    assert!(text.contains("section: Analisi") && text.contains("companies: [Azienda IA]"), "{text}");
    assert!(!text.contains("tags:"), "{text}");
    let zola = imported("zola", &ZOLA.replace("tags = [\"IA\"]", "tags = [\"IA\", \"Analisi\"]"));
    let companies = zola.files().into_values().filter(|text| text.contains("companies: [Azienda IA]")).count();
    assert!(companies > 0, "{:#?}", zola.files());
    let wrong = Move::new("hugo", HUGO);
    fs::write(wrong.folder.path().join("map.yaml"), "compagnie: {}\n").expect("a mapping");
    wrong.import(&["--map", "map.yaml"]).ends(1).says("compagnie");
}

#[test]
fn what_is_there_is_never_written_over() {
    let moved = Move::new("hugo", HUGO);
    lay(&moved.folder.path().join("new"), "//- content/articles/uno.md\n---\ntitle: Mio\n---\n");
    moved.import(&[]).ends(0).says("1 left out, since another file stands in their place");
    assert!(moved.read("content/articles/uno.md").contains("Mio"));
}

#[test]
fn mistakes_of_the_old_site_are_told_and_nothing_is_lost() {
    let moved = Move::new("hugo", HUGO);
    let broken = moved.folder.path().join("old/content/posts/rotto.md");
    fs::write(&broken, "---\ntitle: [a\n---\n").expect("written");
    let said = moved.import(&[]).ends(1).says("content/posts/rotto.md:2:8");
    assert!(!moved.folder.path().join("new/content").exists(), "nothing is written: {}", said.out);
    fs::write(&broken, b"---\ntitle: a\n---\n\xff\n").expect("written");
    moved.import(&[]).ends(1).says("no UTF-8");

    let nothing = tempfile::tempdir().expect("a folder");
    for from in ["hugo", "zola", "jekyll"] {
        run(nothing.path(), &["import", from, "."]).ends(1).says("does not look like a");
        run(nothing.path(), &["import", from, "niente"]).ends(1).says("is no folder");
    }
}

#[test]
#[cfg(unix)]
fn nothing_is_written_outside_of_the_site() {
    let moved = Move::new("hugo", HUGO);
    let outside = moved.folder.path().join("outside");
    fs::create_dir_all(&outside).expect("a folder");
    fs::create_dir_all(moved.folder.path().join("new")).expect("a folder");
    std::os::unix::fs::symlink(&outside, moved.folder.path().join("new/content")).expect("a link");
    moved.import(&[]).ends(1).says("import-outside");
    assert_eq!(fs::read_dir(&outside).expect("a folder").count(), 0);
    // A lock that says that a file elsewhere is ours does not move it.
    fs::remove_file(moved.folder.path().join("new/content")).expect("removed");
    let victim = moved.folder.path().join("victim.md");
    fs::write(&victim, "mio").expect("written");
    let stamp = format!("{:?}", rassegna::base::stamp::Stamp::of_bytes(b"mio"));
    fs::write(
        moved.folder.path().join("new/rassegna.imported"),
        format!("{stamp}\t../victim.md\told.example content/about.md\n"),
    )
    .expect("written");
    moved.import(&[]).ends(1);
    assert_eq!(fs::read_to_string(&victim).expect("still there"), "mio");
}

/// The same articles in our own format and in another's give the same site, field by field.
#[test]
fn a_round_trip_gives_the_same_articles() {
    let bodies = [
        "Una frase con **forza** e un [legame](https://example.org/a).\n\n## Parte\n\n> Detto.\n>\n> — WSJ\n",
        "| voce | valore |\n| --- | ---: |\n| uno | 1 |\n\n```rust\nlet a = \"{x}\";\n```\n",
        "- uno\n- due\n\n1. a\n2. b\n\nFine[^1].\n\n[^1]: Nota.\n",
    ];
    let (mut own, mut hugo, mut zola) = (String::new(), String::new(), String::new());
    for (at, body) in bodies.iter().enumerate() {
        let common = format!("title: \"Titolo: {at}\"\ndate: 2025-09-2{at}T08:30:00Z\nlang: it\n");
        let terms = "tags: [\"IA\", \"chip\"]\ncompanies: [\"Meta Platforms, Inc.\", \"NVIDIA\"]\n";
        let sources = "sources:\n  - name: \"Agenzia\"\n    url: https://example.org/n\n";
        let indented = sources.replace("\n  ", "\n    ").replace("sources", "  sources");
        own += &format!(
            "//- content/articles/2025/09/a{at}.md\n---\n{common}summary: \"In breve {at}\"\n{terms}{sources}---\n\n{body}\n"
        );
        hugo += &format!(
            "//- content/articles/2025/09/a{at}.md\n---\n{common}summary: \"In breve {at}\"\n{terms}params:\n{indented}---\n\n{body}\n"
        );
        zola += &format!(
            "//- content/articles/a{at}.md\n---\n{common}description: \"In breve {at}\"\ntaxonomies:\n  {}extra:\n{indented}---\n\n{body}\n",
            terms.replace("\nc", "\n  c")
        );
    }
    hugo += "//- hugo.yaml\nbaseURL: https://example.org/\ndefaultContentLanguage: it\ntaxonomies: {tag: tags, company: companies}\n";
    zola += "//- zola.toml\nbase_url = \"https://example.org\"\ndefault_language = \"it\"\ntaxonomies = [{name = \"tags\"}, {name = \"companies\"}]\n";
    let wanted = SiteTest::new(&own).build().files();
    for (from, fixture) in [("hugo", hugo), ("zola", zola)] {
        let moved = Move::new(from, &fixture);
        moved.import(&[]).ends(0);
        let mut site = SiteTest::new("");
        for (path, text) in moved.files().into_iter().filter(|(path, _)| path.ends_with(".md")) {
            site = site.write(&path, text);
        }
        let mut given = site.build().files();
        // The addresses that it had before lead to those that it has now.
        given.retain(|path, _| !path.starts_with("articles/"));
        assert_eq!(difference(&wanted, &given), None, "{from}");
    }
}
