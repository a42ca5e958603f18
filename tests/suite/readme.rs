//! The README's commands are run: what it shows must be true.

use std::fs;
use std::path::Path;

use crate::cli::run;

/// The lines after `$ ` in all blocks fenced as ```console.
fn commands(text: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line.trim_start().strip_prefix("```") {
            Some(kind) => inside = !inside && kind.trim() == "console",
            None if inside => commands.extend(line.trim_start().strip_prefix("$ ").map(str::to_string)),
            None => {}
        }
    }
    commands
}

/// The words of a command line, with quotation marks as a shell reads them.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote) = (None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (Some(open), c) if open == c => quote = None,
            (None, ' ') => words.extend(word.take()),
            (None, '#') if word.is_none() => break,
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[test]
fn the_commands_of_the_readme_do_what_it_says() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&readme).expect("the repository has a README.md");
    let commands = commands(&text);
    assert!(!commands.is_empty(), "README.md shows no command in a block fenced as ```console, or not after `$ `");
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(run(folder.path(), &["init", "sito"]).code, Some(0));
    // Where `cd` leads; at first a site that is just made.
    let mut at = folder.path().join("sito");
    let mut ran = 0;
    for command in &commands {
        let mut line = words(command);
        // Set-up and the preview's server are not this test's business, nor is what a shell would do with the output.
        let shell = ["|", ">", ">>", "&&", "&"];
        if line.iter().any(|word| shell.contains(&word.as_str())) || line.get(1).is_some_and(|word| word == "serve") {
            continue;
        }
        match line.first().map(String::as_str) {
            Some("rassegna") => {
                let arguments: Vec<&str> = line.iter().skip(1).map(String::as_str).collect();
                let said = run(&at, &arguments);
                assert_eq!(
                    said.code,
                    Some(0),
                    "README.md says `$ {command}`, which ends with:\n{}\n{}",
                    said.out,
                    said.err
                );
                ran += 1;
            }
            Some("cd") if line.len() == 2 => {
                at = at.join(line.remove(1));
                assert!(at.is_dir(), "README.md says `$ {command}`, but there is no such folder");
            }
            _ => {}
        }
    }
    assert!(ran > 0, "README.md shows no command of rassegna in a console block: {commands:?}");
}

#[test]
fn command_lines_are_read_as_a_shell_reads_them() {
    assert_eq!(
        words("rassegna new article \"Un titolo\" --slug 'a b'  # nota"),
        ["rassegna", "new", "article", "Un titolo", "--slug", "a b"]
    );
    assert_eq!(commands("```console\n$ a b\nuscita\n```\n```sh\n$ c\n```\n```console\n$ d\n```"), ["a b", "d"]);
}
