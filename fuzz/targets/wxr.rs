//! Exports of WordPress, and of Ghost where the bytes are JSON.

use std::fs;

use rassegna::import::Importer;
use rassegna::import::ghost::Ghost;
use rassegna::import::map::Mapping;
use rassegna::import::media::Shelves;
use rassegna::import::report::Report;
use rassegna::import::wordpress::{Choices, Comments, WordPress};

use super::sound::{document, told};

pub fn run(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("export.xml");
    fs::write(&file, bytes).expect("an export");
    let shelves = || Shelves { uploads: Some(folder.path().to_path_buf()), network: None };
    let mut report = Report::default();
    let mut take = |one| {
        document(&one);
        Ok(())
    };
    let read = if bytes.first() == Some(&b'{') {
        match Ghost::open(&file, Mapping::default(), shelves()) {
            Ok(mut ghost) => ghost.read(&mut take, &mut report),
            Err(one) => Err(vec![one]),
        }
    } else {
        let choices = Choices {
            files: vec![file.clone()],
            shelves: shelves(),
            comments: Comments::All,
            pings: true,
            types: vec!["nota".to_string()],
            ..Choices::default()
        };
        WordPress::new(choices).read(&mut take, &mut report)
    };
    if let Err(said) = read {
        assert!(!said.is_empty(), "it failed without a word");
        told(&said, &file.display().to_string(), &String::from_utf8_lossy(bytes));
    }
}
