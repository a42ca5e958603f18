//! A small site with its preview server.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A site with a page of everything that a change must leave alone, in a folder of its own.
pub struct Site {
    folder: TempDir,
}

/// A running server; it ends with this value.
pub struct Server {
    process: Child,
    pub origin: String,
}

const ARTICLE: &str = "content/articles/2025/a.md";

impl Site {
    pub fn new() -> Site {
        let site = Site { folder: tempfile::tempdir().expect("a folder for the site") };
        site.write("rassegna.yaml", "title: Prova\nurl: https://example.org/\ndefault_language: it\n");
        site.article("Prima", "uno");
        site.write("content/articles/2025/b.md", &article("Altra", "altro"));
        site.write(
            "content/articles/2025/bozza.md",
            &article("Bozza", "mai").replace("---\n\n", "draft: true\n---\n\n"),
        );
        site.write("static/prova.css", ":root { --prova: 1 }\n");
        site.write("static/prova.js", "window.prova = 1;\n");
        let head = "<link rel=\"stylesheet\" href=\"/prova.css\"><script src=\"/prova.js\" defer></script>\n";
        site.write("templates/partials/head_extra.html", head);
        let end = "<details id=\"d\"><summary>s</summary>dentro</details><input id=\"i\"><div style=\"height: 3000px\"></div>\n";
        site.write("templates/partials/body_end.html", end);
        site
    }

    pub fn write(&self, path: &str, text: &str) {
        let file = self.folder.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder of the site");
        // As most editors save: beside, then renamed.
        let beside = file.with_extension("new~");
        fs::write(&beside, text).and_then(|()| fs::rename(&beside, &file)).expect("a file of the site");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).expect("a file of the site")
    }

    /// Writes the article at `/2025/09/a/`.
    pub fn article(&self, title: &str, body: &str) {
        self.write(ARTICLE, &article(title, body));
    }

    pub fn serve(&self, options: &[&str]) -> Server {
        Server::start(self.folder.path(), options)
    }
}

fn article(title: &str, body: &str) -> String {
    format!(
        "---\ntitle: {title}\ndate: 2025-09-23\nsummary: In breve.\ncompanies: [OpenAI]\n---\n\nIl testo: {body}.\n"
    )
}

impl Server {
    fn start(root: &Path, options: &[&str]) -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_rassegna"))
            .arg("--root")
            .arg(root)
            .arg("serve")
            .args(if options.contains(&"--port") { &[][..] } else { &["--port", "0"] })
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(process.stdout.take().expect("its stdout")).lines().map_while(Result::ok);
        let origin = lines
            .find_map(|line| Some(line.strip_prefix("The site is at ")?.split(' ').next()?.to_string()))
            .expect("the server tells where it is");
        std::thread::spawn(move || lines.for_each(drop));
        Server { process, origin }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    pub fn port(&self) -> &str {
        self.origin.rsplit(':').next().expect("a port")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
