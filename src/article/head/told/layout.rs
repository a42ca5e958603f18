//! Spaces, brackets, hyphens, and lines that are no field.

use super::told;

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
