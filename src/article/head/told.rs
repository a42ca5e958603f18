//! What an editor who knows no YAML is told. Read these as that editor would.

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
fn a_colon_in_a_title() {
    insta::assert_snapshot!(told("title: OpenAI: nuovo modello"), @r#"
    error[yaml-colon]: there is a second colon in this line: YAML takes what stands before it for another field's name
      ┌─ content/articles/a.md:2:8
    2 │ title: OpenAI: nuovo modello
      │        ^^^^^^^^^^^^^^^^^^^^^
      = help: put the text in quotes: `title: "OpenAI: nuovo modello"`
    "#);
    insta::assert_snapshot!(told("title: Apple (AAPL): conti # da rivedere"), @r#"
    error[yaml-colon]: there is a second colon in this line: YAML takes what stands before it for another field's name
      ┌─ content/articles/a.md:2:8
    2 │ title: Apple (AAPL): conti # da rivedere
      │        ^^^^^^^^^^^^^^^^^^^
      = help: put the text in quotes: `title: "Apple (AAPL): conti"`
    "#);
    insta::assert_snapshot!(told("title: a\naliases:\n  - Uno: due"), @r#"
    error[yaml-colon]: entry 1 of `aliases` wants a text, but this is a group of fields
      ┌─ content/articles/a.md:4:5
    4 │   - Uno: due
      │     ^^^^^^^^
      = help: YAML takes what stands before the colon for a field's name: put the whole text in quotes: `"Uno: due"`
    "#);
    insta::assert_snapshot!(told("title: a\nsources:\n  - {name: WSJ: Tech, url: \"https://a.it\"}"), @r#"
    error[yaml-colon]: there is a second colon in this line: YAML takes what stands before it for another field's name
      ┌─ content/articles/a.md:4:12
    4 │   - {name: WSJ: Tech, url: "https://a.it"}
      │            ^^^^^^^^^
      = help: put the text in quotes: `name: "WSJ: Tech"`
    "#);
}

#[test]
fn quotation_marks() {
    insta::assert_snapshot!(told("title: “OpenAI: il nuovo modello”"), @r#"
    error[yaml-quotes]: `“` is a typographic quotation mark, which YAML does not know
      ┌─ content/articles/a.md:2:8
    2 │ title: “OpenAI: il nuovo modello”
      │        ^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: use straight ones around the text: `title: "OpenAI: il nuovo modello"`
    "#);
    insta::assert_snapshot!(told("title: \"Siamo pronti\", dice Altman"), @r#"
    error[yaml-quoted]: the text goes on after the closing quotation mark
      ┌─ content/articles/a.md:2:22
    2 │ title: "Siamo pronti", dice Altman
      │                      ^^^^^^^^^^^^^
      = help: put the whole text in quotes of the other kind: `title: '"Siamo pronti", dice Altman'`
    "#);
    insta::assert_snapshot!(told("title: 'L'accordo di Roma'"), @r#"
    error[yaml-quoted]: the apostrophe closes the quotation, and the text goes on after it
      ┌─ content/articles/a.md:2:11
    2 │ title: 'L'accordo di Roma'
      │           ^^^^^^^^^^^^^^^^
      = help: put the whole text in quotes of the other kind: `title: "L'accordo di Roma"`
    "#);
    insta::assert_snapshot!(told("title: \"OpenAI\nlede: \"Un modello\""), @r#"
    error[yaml-unclosed]: the quotation mark `"` that opens here is not closed
      ┌─ content/articles/a.md:2:8
    2 │ title: "OpenAI
      │        ^
      = help: close it at the end of the text: `title: "OpenAI"`
    "#);
    insta::assert_snapshot!(told("title: 'OpenAI\nlede: Un modello"), @r#"
    error[yaml-unclosed]: the quotation mark `'` that opens here is not closed
      ┌─ content/articles/a.md:2:8
    2 │ title: 'OpenAI
      │        ^
      = help: close it at the end of the text: `title: "OpenAI"`
    "#);
    insta::assert_snapshot!(told("title: \"C:\\qualcosa\""), @r#"
    error[yaml-escape]: between double quotation marks a backslash is a sign of its own
      ┌─ content/articles/a.md:2:8
    2 │ title: "C:\qualcosa"
      │        ^^^^^^^^^^^^^
      = help: use single ones: `title: 'C:\qualcosa'`
    "#);
    insta::assert_snapshot!(told("title: a\ndraft: “true”"), @r"
    error[yaml-boolean]: `draft` wants `true` or `false`, but this is the text `“true”`
      ┌─ content/articles/a.md:3:8
    3 │ draft: “true”
      │        ^^^^^^
      = help: write `draft: true`: between quotation marks it is a text
    ");
}

#[test]
fn signs_at_the_start_of_a_value() {
    insta::assert_snapshot!(told("title: @openai torna"), @r#"
    error[yaml-sign]: a text that begins with `@` must stand in quotes
      ┌─ content/articles/a.md:2:8
    2 │ title: @openai torna
      │        ^^^^^^^^^^^^^
      = help: write `title: "@openai torna"`
    "#);
    insta::assert_snapshot!(told("title: [Esclusiva] Apple lancia"), @r#"
    error[yaml-sign]: a text that begins with `[` must stand in quotes
      ┌─ content/articles/a.md:2:8
    2 │ title: [Esclusiva] Apple lancia
      │        ^^^^^^^^^^^^^^^^^^^^^^^^
      = help: write `title: "[Esclusiva] Apple lancia"`
    "#);
    insta::assert_snapshot!(told("title: *Importante*: leggete"), @r#"
    error[yaml-sign]: a text that begins with `*` must stand in quotes
      ┌─ content/articles/a.md:2:8
    2 │ title: *Importante*: leggete
      │        ^^^^^^^^^^^^^^^^^^^^^
      = help: write `title: "*Importante*: leggete"`
    "#);
    insta::assert_snapshot!(told("title: &Ciao amici"), @r#"
    error[yaml-sign]: a text that begins with `&` must stand in quotes
      ┌─ content/articles/a.md:2:8
    2 │ title: &Ciao amici
      │        ^^^^^^^^^^^
      = help: otherwise YAML takes `&` for a sign of its own and drops the word: write `title: "&Ciao amici"`
    "#);
    insta::assert_snapshot!(told("title: !Attenzione amici"), @r#"
    error[yaml-sign]: a text that begins with `!` must stand in quotes
      ┌─ content/articles/a.md:2:8
    2 │ title: !Attenzione amici
      │        ^^^^^^^^^^^^^^^^^
      = help: otherwise YAML takes `!` for a sign of its own and drops the word: write `title: "!Attenzione amici"`
    "#);
    insta::assert_snapshot!(told("title: #1 nel mondo"), @r##"
    error[yaml-comment]: this value is empty, since `#` begins a comment
      ┌─ content/articles/a.md:2:8
    2 │ title: #1 nel mondo
      │        ^^^^^^^^^^^^
      = help: put the text in quotes: `title: "#1 nel mondo"`
    "##);
    insta::assert_snapshot!(told("title: > una riga"), @r#"
    error[yaml-sign]: a text that begins with `>` must stand in quotes
      ┌─ content/articles/a.md:2:8
    2 │ title: > una riga
      │        ^^^^^^^^^^
      = help: write `title: "> una riga"`, or begin the text on the next line, with two spaces before it, and leave `>` alone here
    "#);
    insta::assert_snapshot!(told("title: {{ titolo }}"), @r#"
    error[yaml-sign]: `title` wants a text, but this is a group of fields
      ┌─ content/articles/a.md:2:8
    2 │ title: {{ titolo }}
      │        ^^^^^^^^^^^^
      = help: if it is meant as a text, put it in quotes: `title: "{{ titolo }}"`
    "#);
    insta::assert_snapshot!(told("title: a\ntags: [IA, #chip]"), @r##"
    error[yaml-sign]: a text that begins with `#` must stand in quotes
      ┌─ content/articles/a.md:3:12
    3 │ tags: [IA, #chip]
      │            ^^^^^
      = help: write `"#chip"`
    "##);
    insta::assert_snapshot!(told("title: a\ntags:\n  - #IA\n  - chip"), @r##"
    error[yaml-comment]: this value is empty, since `#` begins a comment
      ┌─ content/articles/a.md:4:5
    4 │   - #IA
      │     ^^^
      = help: put the text in quotes: `"#IA"`
    "##);
}

#[test]
fn spaces() {
    insta::assert_snapshot!(told("title: a\nsection:news\ntags: [a]"), @r"
    error[yaml-space]: a space is missing after the colon
      ┌─ content/articles/a.md:3:8
    3 │ section:news
      │        ^
      = help: write `section: news`
    ");
    insta::assert_snapshot!(told("title:OpenAI"), @r"
    error[yaml-space]: a space is missing after the colon
      ┌─ content/articles/a.md:2:6
    2 │ title:OpenAI
      │      ^
      = help: write `title: OpenAI`
    ");
    insta::assert_snapshot!(told("title: a\n section: news"), @r"
    error[yaml-indentation]: this line does not begin in the same column as the fields that it belongs to
      ┌─ content/articles/a.md:3:2
    3 │  section: news
      │  ^^^^^^^^^^^^^
      = help: write it with no space before it, in the column of `title`
    ");
    insta::assert_snapshot!(told("\ttitle: a"), @r"
    error[yaml-tab]: this line begins with a tab, and YAML allows only spaces there
      ┌─ content/articles/a.md:2:1
    2 │     title: a
      │ ^^^^
      = help: put two spaces in place of each tab
    ");
    insta::assert_snapshot!(told("title: a\ntags:\n\t- IA"), @r"
    error[yaml-tab]: this line begins with a tab, and YAML allows only spaces there
      ┌─ content/articles/a.md:4:1
    4 │     - IA
      │ ^^^^
      = help: put two spaces in place of each tab
    ");
    insta::assert_snapshot!(told("title: a\ntags:\n  - a\n - b"), @r"
    error[yaml-indentation]: this line does not begin in the same column as the fields that it belongs to
      ┌─ content/articles/a.md:5:2
    5 │  - b
      │  ^^^
      = help: write it with 2 spaces before it, like the line above; or with no space, in the column of `tags`
    ");
    insta::assert_snapshot!(told("title: a\nsources:\n  - name: WSJ\n   url: https://a.it"), @r"
    error[yaml-indentation]: this line does not begin in the same column as the fields that it belongs to
      ┌─ content/articles/a.md:5:4
    5 │    url: https://a.it
      │    ^^^^^^^^^^^^^^^^^
      = help: write it with 4 spaces before it, in the column of `name`; or with no space, in the column of `sources`
    ");
    insta::assert_snapshot!(told("title: a\nsources:\n  - {name:WSJ}"), @r"
    error[yaml-space]: entry 1 of `sources` has no field `name:WSJ`
      ┌─ content/articles/a.md:4:6
    4 │   - {name:WSJ}
      │      ^^^^^^^^ in this article's front matter
      = help: put a space after the colon: `name: WSJ`
    ");
}

#[test]
fn brackets() {
    insta::assert_snapshot!(told("title: a\ntags: [IA, chip\nsection: news"), @r"
    error[yaml-unclosed]: the list that opens here with `[` is not closed
      ┌─ content/articles/a.md:3:7
    3 │ tags: [IA, chip
      │       ^
      = help: close it with `]`: `tags: [IA, chip]`
    ");
    insta::assert_snapshot!(told("title: a\nimage: {src: a.jpg"), @r"
    error[yaml-unclosed]: the group that opens here with `{` is not closed
      ┌─ content/articles/a.md:3:8
    3 │ image: {src: a.jpg
      │        ^
      = help: close it with `}`: `image: {src: a.jpg}`
    ");
    insta::assert_snapshot!(told("title: a\nextra: {a: [1, 2}, b: 3}"), @r"
    error[yaml-unclosed]: the list that opens here with `[` is not closed
      ┌─ content/articles/a.md:3:12
    3 │ extra: {a: [1, 2}, b: 3}
      │            ^
      = help: close it with `]` after its last part
    ");
    insta::assert_snapshot!(told("title: a\nsources:\n  - {name: WSJ, title: Ciao, mondo}"), @r"
    error[yaml-comma]: entry 1 of `sources` has no field `mondo`
      ┌─ content/articles/a.md:4:30
    4 │   - {name: WSJ, title: Ciao, mondo}
      │                              ^^^^^ in this article's front matter
      = help: if it belongs to the text before the comma, put that whole text in quotes
    ");
}

#[test]
fn what_is_no_field() {
    insta::assert_snapshot!(told("lede: prima riga\nseconda riga\ntitle: x"), @r"
    error[yaml-no-name]: this line has no field's name and no colon
      ┌─ content/articles/a.md:3:1
    3 │ seconda riga
      │ ^^^^^^^^^^^^
      = help: if it goes on with the text of the line above, begin it with two spaces; otherwise write `name: value`
    ");
    insta::assert_snapshot!(told("- title: a"), @r"
    error[yaml-no-name]: here must stand fields, each with its name and a colon
      ┌─ content/articles/a.md:2:1
    2 │ - title: a
      │ ^^^^^^^^^^
      = help: write `name: value`, without a hyphen before it
    ");
    insta::assert_snapshot!(told("Un articolo senza campi."), @r"
    error[yaml-no-name]: here must stand fields, each with its name and a colon
      ┌─ content/articles/a.md:2:1
    2 │ Un articolo senza campi.
      │ ^^^^^^^^^^^^^^^^^^^^^^^^
      = help: write `name: value` on each line
    ");
    insta::assert_snapshot!(told("title: a\u{7}b"), @r"
    error[yaml-control]: there is an invisible control character (U+0007) here
      ┌─ content/articles/a.md:2:9
    2 │ title: a␇b
      │         ^
      = help: delete it and type the place anew; it often comes with text pasted from a PDF or a word processor
    ");
}

#[test]
fn values_of_another_kind() {
    insta::assert_snapshot!(told("title: a\ndraft: no"), @r"
    error[yaml-boolean]: `draft` wants `true` or `false`, but this is the text `no`
      ┌─ content/articles/a.md:3:8
    3 │ draft: no
      │        ^^
      = help: write `draft: false`: only the words `true` and `false` are understood
    ");
    insta::assert_snapshot!(told("title: a\nweight: \"10\""), @r#"
    error[wrong-type]: `weight` wants a whole number, but this is the text `10`
      ┌─ content/articles/a.md:3:9
    3 │ weight: "10"
      │         ^^^^
      = help: write the number without quotes: `weight: 10`
    "#);
    insta::assert_snapshot!(told("title: a\nweight: 1.5"), @r"
    error[wrong-type]: `weight` wants a whole number, but this is a number with decimals
      ┌─ content/articles/a.md:3:9
    3 │ weight: 1.5
      │         ^^^
      = help: write it without decimals: `weight: 1`
    ");
    insta::assert_snapshot!(told("title: a\naliases: /vecchio/"), @r"
    error[wrong-type]: `aliases` wants a list of texts, but this is the text `/vecchio/`
      ┌─ content/articles/a.md:3:10
    3 │ aliases: /vecchio/
      │          ^^^^^^^^^
      = help: put it in brackets: `aliases: [/vecchio/]`
    ");
    insta::assert_snapshot!(told("title:\n  it: ciao"), @r"
    error[wrong-type]: `title` wants a text, but this is a group of fields
      ┌─ content/articles/a.md:3:3
    3 │   it: ciao
      │   ^^^^^^^^
      = help: write one text behind the colon, and nothing below it: `title: …`
    ");
    insta::assert_snapshot!(told("title: a\nfeatured:"), @r"
    error[wrong-type]: `featured` has no value, `true` or `false` is wanted
      ┌─ content/articles/a.md:3:1
    3 │ featured:
      │ ^^^^^^^^
      = help: write the value after the colon, or take the line away
    ");
    insta::assert_snapshot!(told("title: a\nsponsored: ACME\nimage: [a.jpg]"), @r#"
    error[wrong-type]: `sponsored` wants a group of fields, but this is the text `ACME`
      ┌─ content/articles/a.md:3:12
    3 │ sponsored: ACME
      │            ^^^^
      = help: its fields are `by` and `url`: `sponsored: {by: …}`

    error[wrong-type]: `image` wants a text or a group of fields, but this is a list
      ┌─ content/articles/a.md:4:8
    4 │ image: [a.jpg]
      │        ^^^^^^^
      = help: only one is wanted; if the brackets belong to the text, put it in quotes: `image: "[a.jpg]"`
    "#);
    insta::assert_snapshot!(told("title: a\nimage:\n  src: x\n  focal: [1]"), @r"
    error[wrong-length]: `image.focal` wants a list of 2 numbers, but it has 1
      ┌─ content/articles/a.md:5:10
    5 │   focal: [1]
      │          ^^^
    ");
}

#[test]
fn fields_that_are_not_known() {
    insta::assert_snapshot!(told("title: a\ncompanys: [Anthropic]\ndescription: x"), @r"
    error[unknown-key]: an article has no field `companys`
      ┌─ content/articles/a.md:3:1
    3 │ companys: [Anthropic]
      │ ^^^^^^^^ in this article's front matter
      = help: did you mean `companies`? Fields of your own go under `extra:`

    error[unknown-key]: an article has no field `description`
      ┌─ content/articles/a.md:4:1
    4 │ description: x
      │ ^^^^^^^^^^^ in this article's front matter
      = help: did you mean `summary`? Fields of your own go under `extra:`
    ");
    insta::assert_snapshot!(told("title: a\nsources:\n  - nome: WSJ\n    role: orignal\n    tags: [a]"), @r"
    error[unknown-key]: entry 1 of `sources` has no field `nome`
      ┌─ content/articles/a.md:4:5
    4 │   - nome: WSJ
      │     ^^^^ in this article's front matter
      = help: did you mean `name`?

    error[unknown-value]: `role` in entry 1 of `sources` cannot be `orignal`
      ┌─ content/articles/a.md:5:11
    5 │     role: orignal
      │           ^^^^^^^
      = help: did you mean `original`? It can be `reference`, `original` or `via`

    error[unknown-key]: entry 1 of `sources` has no field `tags`
      ┌─ content/articles/a.md:6:5
    6 │     tags: [a]
      │     ^^^^ in this article's front matter
      = help: `tags` is a field of the whole: write it at the left margin, without spaces before it
    ");
    insta::assert_snapshot!(told("titel: a"), @r"
    error[unknown-key]: an article has no field `titel`
      ┌─ content/articles/a.md:2:1
    2 │ titel: a
      │ ^^^^^ in this article's front matter
      = help: did you mean `title`? Fields of your own go under `extra:`
    ");
    insta::assert_snapshot!(told("title: a\ntitle: b\n"), @r"
    error[duplicate-key]: an article has the field `title` twice
      ┌─ content/articles/a.md:3:1
    3 │ title: b
      │ ^^^^^ once more here
      ┌─ content/articles/a.md:2:1
    2 │ title: a
      │ ^^^^^ first here
      = help: keep one of the two lines
    ");
    insta::assert_snapshot!(told("section: news"), @r"
    error[missing-key]: an article needs a field `title`
      ┌─ content/articles/a.md:2:1
    2 │ section: news
      │ ^^^^^^^^^^^^^
      = help: add a line `title: …`
    ");
    insta::assert_snapshot!(told(""), @r"
    error[missing-key]: an article needs a field `title`
      ┌─ content/articles/a.md:2:1
    2 │
      │ ^
      = help: add a line `title: …`
    ");
}

#[test]
fn lists_and_hyphens() {
    insta::assert_snapshot!(told("title: a\ntags:\n  -IA\n  -chip"), @r"
    error[yaml-space]: a space is missing after the hyphen
      ┌─ content/articles/a.md:4:3
    4 │   -IA
      │   ^
      = help: write `- IA`, and so on below it
    ");
    insta::assert_snapshot!(told("title: a\nsources:\n  name: WSJ"), @r"
    error[wrong-type]: `sources` wants a list, but this is a group of fields
      ┌─ content/articles/a.md:4:3
    4 │   name: WSJ
      │   ^^^^^^^^^
      = help: put `- ` before the first of its fields, and two spaces before the others
    ");
    insta::assert_snapshot!(told("title: a\nsources:\n  -name: WSJ"), @r"
    error[yaml-space]: `sources` wants a list, but this is a group of fields
      ┌─ content/articles/a.md:4:3
    4 │   -name: WSJ
      │   ^^^^^^^^^^
      = help: put a space after the hyphen: `- name: …`
    ");
    insta::assert_snapshot!(told("title: a\nsources:\n  - {name: WSJ}\n  {name: NYT}"), @r"
    error[yaml-indentation]: this line does not begin in the same column as the fields that it belongs to
      ┌─ content/articles/a.md:5:3
    5 │   {name: NYT}
      │   ^^^^^^^^^^^
      = help: put `- ` before it, like the line above
    ");
    insta::assert_snapshot!(told("title: a\nauthors: - redazione"), @r#"
    error[yaml-sign]: a text that begins with `- ` must stand in quotes
      ┌─ content/articles/a.md:3:10
    3 │ authors: - redazione
      │          ^^^^^^^^^^^
      = help: write `authors: "- redazione"`, or, if it is a list, `authors: [redazione]`
    "#);
    insta::assert_snapshot!(told("title: a\n- b"), @r"
    error[yaml-list]: a list's entry stands here, but `title` above has a value already
      ┌─ content/articles/a.md:3:1
    3 │ - b
      │ ^^^
      = help: above the entries write the list's name, with nothing behind its colon
    ");
    insta::assert_snapshot!(told("title: a\ntags: [a, b],"), @r"
    error[yaml-comma]: there is a comma after the closing bracket
      ┌─ content/articles/a.md:3:13
    3 │ tags: [a, b],
      │             ^
      = help: take it away: fields are separated by their lines alone
    ");
    insta::assert_snapshot!(told("title: a\ntags: [a,, b]"), @r"
    error[yaml-comma]: there is nothing before this comma
      ┌─ content/articles/a.md:3:10
    3 │ tags: [a,, b]
      │          ^
      = help: take it away, or write what belongs before it
    ");
}

#[test]
fn fields_in_the_wrong_place() {
    insta::assert_snapshot!(told("title: a\nsources:\n  - {name: WSJ, @lang: en}"), @r"
    error[yaml-sign]: a field's name cannot begin with `@`
      ┌─ content/articles/a.md:4:17
    4 │   - {name: WSJ, @lang: en}
      │                 ^
      = help: write `lang: …`
    ");
    insta::assert_snapshot!(told("title: a\n,section: news"), @r"
    error[yaml-sign]: a field's name cannot begin with `,`
      ┌─ content/articles/a.md:3:1
    3 │ ,section: news
      │ ^
      = help: write `section: …`
    ");
    insta::assert_snapshot!(told("title: a\nimage:\nsrc: a.jpg"), @r"
    error[unknown-key]: an article has no field `src`
      ┌─ content/articles/a.md:4:1
    4 │ src: a.jpg
      │ ^^^ in this article's front matter
      = help: it is a field of `image`: write it below `image:`, with two spaces before it. Fields of your own go under `extra:`
    ");
    insta::assert_snapshot!(told("title = \"a\"\ndate = 2025-09-23"), @r#"
    error[yaml-equals]: a name is followed by a colon, not by `=`
      ┌─ content/articles/a.md:2:7
    2 │ title = "a"
      │       ^
      = help: write `title: "a"`; or, if all lines are TOML, enclose them in lines `+++`
    "#);
    insta::assert_snapshot!(told("title:\nlede: b"), @r"
    error[missing-value]: `title` has no value, a text is wanted
      ┌─ content/articles/a.md:2:1
    2 │ title:
      │ ^^^^^
      = help: write it after the colon
    ");
    insta::assert_snapshot!(told("\"title\": a\n\"lede\": b: c"), @r#"
    error[yaml-colon]: there is a second colon in this line: YAML takes what stands before it for another field's name
      ┌─ content/articles/a.md:3:9
    3 │ "lede": b: c
      │         ^^^^
      = help: put the text in quotes: `"lede": "b: c"`
    "#);
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
