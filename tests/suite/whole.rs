//! Whole small sites, with every byte of their output kept beside them: `tests/sites/<name>/site.txt` is a fixture, and
//! `tests/sites/<name>/output/` what must come of it. `BLESS=1 cargo test --test suite whole` writes the latter anew; read the
//! difference before you keep it.

use std::fs;
use std::path::Path;

use crate::builder::{SiteTest, png};
use crate::output::{Files, difference, files};

fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(name);
    let fixture = fs::read_to_string(folder.join("site.txt")).expect("the fixture of a whole site");
    // A picture cannot stand in a fixture of text.
    let site = SiteTest::tiny(&fixture).plain_assets().write("static/img/p.png", png(640, 360)).build();
    // The built-in theme's assets and the stemmers are their own business.
    let is_other = |path: &str| {
        path.starts_with("assets/") || path.ends_with(".png") || path.ends_with(".ico") || path.ends_with("stemmer.js")
    };
    let own = site.files().into_iter().filter(|(path, _)| !is_other(path));
    let made: Files = own.map(|(path, bytes)| (path.clone(), readable(&path, bytes))).collect();
    let output = folder.join("output");
    if std::env::var_os("BLESS").is_some() {
        // What is no longer made must go as well.
        let _ = fs::remove_dir_all(&output);
        for (path, bytes) in &made {
            let file = output.join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, bytes).expect("an expected output");
        }
    }
    if let Some(difference) = difference(&made, &files(&output)) {
        panic!("the site {name} (updated) is not what is expected (fresh): {difference}\nIf it should be so: BLESS=1");
    }
}

/// The bytes of a scaled picture may differ by a processor's way of rounding; its size does not.
fn readable(path: &str, bytes: Vec<u8>) -> Vec<u8> {
    if !path.ends_with(".webp") {
        return bytes;
    }
    let picture = image::load_from_memory(&bytes).expect("a picture");
    format!("a picture of {} by {}\n", picture.width(), picture.height()).into_bytes()
}

#[test]
fn the_site_of_a_small_newsroom_is_as_it_was_read_and_found_right() {
    check("redazione");
}

#[test]
fn a_site_in_two_languages_below_a_path_is_as_it_was_read_and_found_right() {
    check("due-lingue");
}
