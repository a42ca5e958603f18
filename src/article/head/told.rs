//! What an editor who knows no YAML is told. Read these as that editor would.

mod fields;
mod layout;
mod signs;

use crate::article::front_matter::FrontMatter;
use crate::article::head;
use crate::config::damage::{damaged, random};
use crate::config::yaml::What;
use crate::diagnostic::render;

const WHAT: What = What {
    noun: "an article",
    place: "in this article's front matter",
    own_fields_hint: Some("Fields of your own go under `extra:`"),
};

fn told(front_matter: &str) -> String {
    let text = format!("---\n{front_matter}\n---\nBody.\n");
    match head::read::<FrontMatter>("content/articles/a.md", &text, &WHAT) {
        Ok(head) => format!("read as {:?}", head.fields.title),
        Err(diagnostics) => render::to_text(&diagnostics, false),
    }
}

#[test]
fn repetitions_of_repetitions_are_refused() {
    let mut bomb = "title: a\nextra:\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_string();
    for level in 1..12 {
        let names = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("  a{level}: &a{level} [{names}]\n"));
    }
    let told = told(bomb.trim_end());
    assert!(told.starts_with("error[yaml-bomb]"), "{told}");
}

#[test]
fn depth_is_refused_before_it_costs_anything() {
    let start = std::time::Instant::now();
    let block: String = (0..300).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    for deep in ["[".repeat(60_000), "{a: ".repeat(15_000), "- ".repeat(30_000), block] {
        let told = told(&format!("title: a\nextra:\n {}", deep.replace('\n', "\n ")));
        assert!(told.starts_with("error[yaml-deep]"), "{}", &told[..200]);
    }
    assert!(start.elapsed().as_secs() < 5);
    // Many brackets within quotes are no depth.
    assert_eq!(told(&format!("title: \"{}\"", "[".repeat(200))), format!("read as {:?}", "[".repeat(200)));
}

#[test]
fn what_looks_odd_and_is_not_is_read() {
    for (text, title) in [
        ("title: 'a & b'\ntags: [x] # y", "a & b"),
        ("title: R&D! #1", "R&D!"),
        ("title: &x Ciao\nlede: *x", "Ciao"),
        ("title: a\ntags: #commento\n  - b", "a"),
        ("title: !!str 5", "5"),
        ("title: 2025\ntags: 2025\nsection: no", "2025"),
        ("title: a\ntags:\nsources:\nextra:\nlede: ~", "a"),
    ] {
        assert_eq!(told(text), format!("read as {title:?}"));
    }
}

#[test]
fn no_text_makes_it_panic_and_every_place_is_within_the_file() {
    let seeds = [
        include_str!("../../../content/articles/2025/09/nvidia-investe-in-openai/index.md"),
        "---\ntitle: 'L''accordo': è\nsources:\n  - {name: \"@a\", url: 'x'}\n  - name: b\n    role: via\nlede: |\n  uno\n\n  due\nimage: {src: a, focal: [0.5, 0.3]}\n---\nBody\n",
        "+++\ntitle = \"è\"\ndate = 2025-09-23\ntags = [\"a\", 'b']\n[extra]\nx = {y = 1}\n+++\nBody\n",
    ];
    let mut random = random();
    for seed in seeds {
        for _ in 0..1500 {
            let text = damaged(seed, &mut random);
            let Err(diagnostics) = head::read::<FrontMatter>("a.md", &text, &WHAT) else { continue };
            assert!(!diagnostics.is_empty(), "{text}");
            let lines = text.split('\n').count() as u32;
            for diagnostic in &diagnostics {
                let line = diagnostic.span.as_ref().map_or(1, |span| span.line);
                assert!(line >= 1 && line <= lines, "{diagnostic:?}");
            }
            let _ = render::to_text(&diagnostics, true);
        }
    }
}
