//! Fields that are well written and not what an article wants.

use super::told;

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
