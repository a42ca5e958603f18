//! Signs that mean something to YAML and something else to the editor.

use super::told;

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
