//! `rassegna.yaml`: with and without an environment laid over it, and with variables.

use rassegna::config::{Config, Options, yaml};
use rassegna::diagnostic::{has_errors, render};

use super::sound::told;

const FILE: &str = "rassegna.yaml";

pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let variable = |name: &str| name.starts_with('R').then(|| format!("{{[&*{name}"));
    for environment in [None, Some("staging")] {
        let options = Options { environment, base_url: None, variable: &variable };
        let (config, said) = Config::read(FILE, &text, &options);
        told(&said, FILE, &text);
        // Whatever is wrong with it, something is there to go on with.
        assert!(!config.languages.is_empty() && config.base_path.starts_with('/') || config.base_path.is_empty());
        for origin in &config.origins {
            assert!(!origin.value.contains('\n'), "{origin:?} is to be one line");
            drop(config.place(&origin.key.split('.').collect::<Vec<&str>>()));
        }
        if !has_errors(&said) {
            let again = Config::read(FILE, &text, &options).0;
            assert_eq!(config.stamp, again.stamp, "the same text is another configuration when it is read again");
        }
    }
    data(&text);
}

/// The same text as a file of `data/`: what is read is what is written again.
fn data(text: &str) {
    match yaml::value("data/a.yaml", text) {
        Ok(value) => {
            if let Ok(written) = yaml::write(&value) {
                let again = yaml::value("data/a.yaml", &written);
                assert!(
                    again.is_ok(),
                    "{written:?} was written by us: {}",
                    render::to_text(&again.err().into_iter().collect::<Vec<_>>(), false)
                );
            }
        }
        Err(one) => told(&[one], "data/a.yaml", text),
    }
}
