//! Sites, and what an editor changes in them: what a build has to do while it meets a fault.

use std::collections::BTreeSet;

use crate::fixture::split;
use crate::sandbox::{Ended, Files, Sandbox, Strike, Things, difference};

const CONFIG: &str = "title: Prova\nurl: https://example.org/\ntimezone: Europe/Rome\ndefault_language: it\ntheme: tiny\n\
                      feeds: {formats: [atom]}\nsearch: false\n";

/// A site before and after a change.
pub struct Scene {
    pub name: &'static str,
    /// Whether the site is built before the change is made.
    pub is_built: bool,
    pub lay: fn(&Sandbox),
    pub change: fn(&Sandbox),
}

pub const SCENES: [Scene; 8] = [
    Scene { name: "a first build", is_built: false, lay: usual, change: |_| {} },
    Scene { name: "an edit and a new article", is_built: true, lay: usual, change: edit },
    Scene { name: "articles that go", is_built: true, lay: usual, change: removal },
    Scene {
        name: "another configuration",
        is_built: true,
        lay: usual,
        change: |site| {
            site.replace("rassegna.yaml", "search: false", "search: false\ntheme_options: {mark: \"altra\"}");
        },
    },
    Scene { name: "compressed outputs", is_built: true, lay: compressed, change: edit },
    Scene { name: "copies of pictures", is_built: true, lay: pictures, change: other_pictures },
    Scene { name: "files in the place of folders", is_built: true, lay: ways, change: other_ways },
    Scene { name: "an output folder that is lost", is_built: true, lay: usual, change: lose },
];

/// The scene of a name.
pub fn scene(name: &str) -> &'static Scene {
    SCENES.iter().find(|scene| scene.name == name).expect("a scene of this name")
}

pub fn article(title: &str, date: &str, fields: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: {date}\nsummary: In breve.\n{fields}\n---\n\n{body}\n")
}

pub fn usual(site: &Sandbox) {
    for (path, text) in split(include_str!("../suite/tiny.txt")) {
        site.write(path, text);
    }
    site.write("rassegna.yaml", CONFIG)
        .write("content/articles/a.md", article("A", "2025-09-01", "tags: [ia]\ncompanies: [OpenAI]", "Corpo di A."))
        .write("content/articles/b.md", article("B", "2025-09-02", "tags: [ia, reti]", "Vedi [A](a.md)."))
        .write("content/articles/c.md", article("C", "2025-10-03", "tags: [reti]", "Corpo di C."))
        .write("content/pages/chi.md", "---\ntitle: Chi siamo\n---\n\nNoi.\n")
        .write("static/stile.css", "body { color: black }");
}

pub fn edit(site: &Sandbox) {
    site.replace("content/articles/a.md", "Corpo di A", "Altro corpo di A")
        .replace("content/articles/b.md", "title: B", "title: Bi")
        .write(
            "content/articles/d.md",
            article("D", "2025-11-04", "tags: [chip]\ncompanies: [Nvidia]", "Vedi [A](a.md)."),
        )
        .write("static/stile.css", "body { color: navy }");
}

fn removal(site: &Sandbox) {
    site.remove("content/articles/c.md")
        .remove("content/pages/chi.md")
        .replace("content/articles/a.md", "companies: [OpenAI]", "companies: []")
        .replace("content/articles/b.md", "[ia, reti]", "[ia]");
}

fn compressed(site: &Sandbox) {
    usual(site);
    let long = "Una rassegna di notizie. ".repeat(80);
    site.write("content/articles/a.md", article("A", "2025-09-01", "tags: [ia]", &format!("Corpo di A. {long}")))
        .write("content/articles/e.md", article("E", "2025-09-05", "tags: [ia]", &long))
        .replace("rassegna.yaml", "search: false", "search: false\ncompress: [gz, br]");
}

/// A PNG of this size, of one colour on the left and another on the right.
fn png(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |across, _| {
        if across * 2 < width { image::Rgb([200, 40, 40]) } else { image::Rgb([40, 40, 200]) }
    });
    let mut bytes = Vec::new();
    let mut writer = std::io::Cursor::new(&mut bytes);
    picture.write_to(&mut writer, image::ImageFormat::Png).expect("a picture");
    bytes
}

fn pictures(site: &Sandbox) {
    usual(site);
    site.replace("rassegna.yaml", "search: false", "search: false\nimages: {widths: [16, 32, 128]}")
        .write("content/articles/f/index.md", article("F", "2025-09-06", "", "![alt](foto.png \"Didascalia\")"))
        .write("content/articles/f/foto.png", png(64, 36))
        .write("static/altra.png", png(64, 36));
}

fn other_pictures(site: &Sandbox) {
    site.write("content/articles/f/foto.png", png(48, 48))
        .write("content/articles/g.md", article("G", "2025-09-07", "", "![alt](/altra.png)"));
}

fn ways(site: &Sandbox) {
    usual(site);
    site.write("static/nota", "un file").write("content/pages/altra.md", "---\ntitle: Altra\n---\n\nUna pagina.\n");
}

fn other_ways(site: &Sandbox) {
    site.remove("static/nota")
        .write("content/pages/nota.md", "---\ntitle: Nota\n---\n\nUna pagina.\n")
        .remove("content/pages/altra.md")
        .write("static/altra", "un file");
}

fn lose(site: &Sandbox) {
    site.remove("public/tags").remove("public/index.html");
    edit(site);
}

/// What stands in the output after a fault.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    Old,
    New,
    /// Whole files, some old and some new.
    Between,
}

/// A scene that is set up, with what must come of it.
pub struct Stage {
    pub sandbox: Sandbox,
    pub scene: &'static Scene,
    pub before: Things,
    pub surroundings: Things,
    pub old: Files,
    pub new: Files,
    /// The files that are in both.
    stays: BTreeSet<String>,
    /// The calls of a build that meets no fault.
    pub calls: Vec<(String, String)>,
    said: String,
    /// Links that lead nowhere in the old or the new site itself.
    dangling: BTreeSet<String>,
}

impl Stage {
    pub fn of(scene: &'static Scene) -> Stage {
        let sandbox = Sandbox::new();
        (scene.lay)(&sandbox);
        if scene.is_built {
            let built = sandbox.build(Strike::Count);
            assert_eq!(built.code, Some(0), "{}: the first build ends well:\n{}", scene.name, built.said);
        }
        (scene.change)(&sandbox);
        let old = sandbox.output();
        let (before, surroundings) = (sandbox.things(), sandbox.surroundings());
        let built = sandbox.build(Strike::Count);
        assert_eq!(built.code, Some(0), "{}: without a fault it ends well:\n{}", scene.name, built.said);
        let new = sandbox.output();
        sandbox.remove("public").remove(".rassegna");
        assert_eq!(sandbox.build(Strike::Count).code, Some(0), "a fresh build ends well");
        assert_eq!(difference(&new, &sandbox.output()), None, "{}: the update makes another site", scene.name);
        let stays: BTreeSet<String> = old.keys().filter(|path| new.contains_key(*path)).cloned().collect();
        let dangling = dangling(&old, &stays).union(&dangling(&new, &stays)).cloned().collect();
        Stage { sandbox, scene, before, surroundings, old, new, stays, calls: built.calls, said: built.said, dangling }
    }

    /// Sets everything up again and builds, with a fault.
    pub fn strike(&self, strike: Strike) -> Ended {
        self.sandbox.restore(&self.before);
        let ended = self.sandbox.build(strike);
        self.sandbox.wrote_only_its_own(&ended, &format!("{}, {strike:?}", self.scene.name));
        ended
    }

    /// The output holds whole files, nothing that stays is gone, no page leads to what is not there, and nothing around it was
    /// touched.
    #[track_caller]
    pub fn is_whole(&self, after: &str) -> State {
        let now = self.sandbox.output();
        for (path, bytes) in &now {
            let is_whole = self.old.get(path) == Some(bytes) || self.new.get(path) == Some(bytes);
            assert!(is_whole, "{after}: {path} is neither the old nor the new file ({} bytes)", bytes.len());
        }
        for path in &self.stays {
            assert!(now.contains_key(path), "{after}: {path} was there before and will be after, but is gone");
        }
        if self.scene.is_built {
            let lost: Vec<String> = dangling(&now, &self.stays).difference(&self.dangling).cloned().collect();
            assert!(lost.is_empty(), "{after}: pages lead to what is not there: {lost:?}");
        }
        self.nothing_around_it_was_touched(after);
        match () {
            () if now == self.new => State::New,
            () if now == self.old => State::Old,
            () => State::Between,
        }
    }

    #[track_caller]
    pub fn nothing_around_it_was_touched(&self, after: &str) {
        let now = self.sandbox.surroundings();
        let touched: Vec<&String> = now
            .keys()
            .chain(self.surroundings.keys())
            .filter(|path| now.get(*path) != self.surroundings.get(*path))
            .collect();
        assert!(touched.is_empty(), "{after}: {touched:?} are no longer what they were");
    }

    /// The next build makes the new site of it, says no more than it would have said, and leaves nothing lying about.
    #[track_caller]
    pub fn is_repaired(&self, after: &str) {
        let ended = self.sandbox.repairs_to(&self.new, after);
        assert_eq!(ended.said, self.said, "{after}: the next build must know its own files again");
        self.nothing_around_it_was_touched(after);
        let own = std::fs::read_dir(self.sandbox.site().join("public")).expect("the output").flatten();
        let names = own.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let left: Vec<String> = names
            .filter(|name| name.starts_with(".rassegna") && name != ".rassegna-manifest")
            // One that was killed while it took its own stage down, or set it up, is told from one at work by its age.
            .filter(|name| self.sandbox.site().join("public").join(name).join("lock").exists())
            .collect();
        assert!(left.is_empty(), "{after}: {left:?} were left behind, and the next build did not clear them away");
    }
}

/// Links that lead to nothing in the site, on pages that a reader finds who begins at these.
fn dangling(files: &Files, begin: &BTreeSet<String>) -> BTreeSet<String> {
    let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut open: Vec<String> = begin.iter().filter(|path| files.contains_key(*path)).cloned().collect();
    while let Some(path) = open.pop() {
        if !path.ends_with(".html") || !seen.insert(path.clone()) {
            continue;
        }
        let text = String::from_utf8_lossy(&files[&path]);
        let links = ["href=\"", "src=\""].into_iter().flat_map(|before| text.split(before).skip(1));
        for link in links.filter_map(|rest| rest.split('"').next()) {
            let local = link.strip_prefix("https://example.org").unwrap_or(link);
            let local = local.split(['#', '?']).next().unwrap_or_default();
            let Some(target) = local.strip_prefix('/').filter(|target| !target.starts_with('/')) else { continue };
            let file = match target.is_empty() || target.ends_with('/') {
                true => format!("{target}index.html"),
                false => target.to_string(),
            };
            match files.contains_key(&file) {
                true => open.push(file),
                false => drop(found.insert(format!("{path}: {link}"))),
            }
        }
    }
    found
}
