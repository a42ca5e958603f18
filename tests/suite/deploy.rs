//! Deploying: what arrives, in which order, what is left alone, and what happens when something goes wrong.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::bucket::{Bucket, refusal};
use crate::builder::{SiteTest, article};
use crate::cli::{Said, run};
use crate::output::files;
use crate::strangers::{Reply, Stranger};

/// A site with pages, an alias, an asset of its own and a picture.
fn site() -> SiteTest {
    SiteTest::new("")
        .write("content/articles/uno.md", article("Uno", "2025-09-01", "tags: [ia]\naliases: [/vecchio/]", "Testo."))
        .write("content/articles/due.md", article("Due", "2025-09-02", "", "Testo."))
        .write("static/foto a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>")
}

/// The program with the variables of a store.
fn command(site: &SiteTest, bucket: &Bucket, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rassegna"));
    command.args(arguments).current_dir(site.root()).env_remove("AWS_SESSION_TOKEN").env_remove("AWS_REGION");
    command.env("AWS_ENDPOINT_URL_S3", bucket.url());
    command.env("AWS_ACCESS_KEY_ID", "chiave").env("AWS_SECRET_ACCESS_KEY", "segretissimo");
    command
}

fn said(mut command: Command) -> Said {
    let output = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program speaks UTF-8");
    let said = Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
    assert!(!format!("{said:?}").contains("segretissimo"), "no secret is shown: {said:?}");
    said
}

fn deploy(site: &SiteTest, bucket: &Bucket, arguments: &[&str]) -> Said {
    said(command(site, bucket, &[&["deploy"], arguments].concat()))
}

/// The files of an output folder that are to be sent.
fn wanted(folder: &Path) -> Vec<String> {
    files(folder).into_keys().filter(|path| !path.split('/').any(|part| part.starts_with('.'))).collect()
}

fn number(said: &Said, name: &str) -> usize {
    let told: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("no JSON: {said:?}"));
    match &told[name] {
        Value::Array(list) => list.len(),
        other => other.as_u64().unwrap_or_else(|| panic!("{name} of {said:?}")) as usize,
    }
}

const S3: &str = "deploy: {targets: {sito: {s3: {bucket: prova}, max_deletes: 20}}}";

#[test]
fn a_bucket_gets_the_difference_and_nothing_else() {
    let bucket = Bucket::open();
    let site = site().config(S3).build();
    let first = deploy(&site, &bucket, &["--format", "json"]).ends(0);
    let all = wanted(&site.output());
    assert!(all.len() > 50, "lists of the bucket have several pages");
    assert_eq!(bucket.keys(), all);
    assert_eq!(number(&first, "put"), all.len());
    for key in &all {
        assert_eq!(bucket.object(key).bytes, fs::read(site.output().join(key)).expect("a file"), "{key}");
    }
    for (key, kind, control) in [
        ("index.html", "text/html; charset=utf-8", "public, max-age=60"),
        ("atom.xml", "application/atom+xml; charset=utf-8", "public, max-age=60"),
        ("foto a.svg", "image/svg+xml", "public, max-age=86400"),
    ] {
        let object = bucket.object(key);
        assert_eq!((object.header("content-type"), object.header("cache-control")), (kind, control), "{key}");
    }
    let sheet = all.iter().find(|key| key.starts_with("assets/style.")).expect("a style sheet");
    assert_eq!(bucket.object(sheet).header("cache-control"), "public, max-age=31536000, immutable");
    bucket.log();

    // Nothing has changed: nothing is sent, whether what was sent is remembered or not.
    let again = deploy(&site, &bucket, &["--format", "json"]).ends(0);
    assert_eq!((number(&again, "put"), number(&again, "kept")), (0, all.len()));
    forget(&site);
    assert_eq!(number(&deploy(&site, &bucket, &["--format", "json"]).ends(0), "put"), 0);
    // A build that makes every file anew with the same bytes and other times sends nothing either.
    fs::remove_dir_all(site.output()).expect("the output");
    let site = site.update();
    deploy(&site, &bucket, &[]).ends(0).says("0 sent (0 bytes), 0 removed");
    assert_eq!(bucket.log(), Vec::<String>::new());

    // A new article sends what the build has written, and removes what it has removed.
    let site = site
        .write("content/articles/tre.md", article("Tre", "2025-09-03", "", "Testo."))
        .remove("content/articles/due.md");
    let site = site.update();
    deploy(&site, &bucket, &[]).ends(0);
    assert_eq!(bucket.keys(), wanted(&site.output()));
    let log = bucket.log();
    assert!(log.contains(&"DELETE 2025/09/due/index.html".to_string()), "{log:?}");
    assert!(log.iter().filter(|line| line.starts_with("PUT")).count() < all.len() / 2, "{log:?}");
}

/// Forgets what was sent, as a machine does that is set up anew for each run.
fn forget(site: &SiteTest) {
    fs::remove_dir_all(site.root().join(".rassegna")).expect("the caches");
}

#[test]
fn no_reader_meets_a_page_before_what_it_needs() {
    let bucket = Bucket::open();
    let site = site().config(S3).build();
    deploy(&site, &bucket, &[]).ends(0);
    bucket.log();
    // Another style sheet under another name, a new page, a changed one, and one that is gone.
    let site = site
        .write("content/articles/tre.md", article("Tre", "2025-09-03", "tags: [ia]", "Testo."))
        .remove("content/articles/due.md")
        .write("assets/style.css", "body { color: red }");
    let site = site.update();
    deploy(&site, &bucket, &[]).ends(0);
    let log = bucket.log();
    let at = |line: &str| log.iter().position(|own| own == line).unwrap_or_else(|| panic!("{line} in {log:#?}"));
    let sheet = log.iter().position(|line| line.starts_with("PUT assets/style.")).expect("a style sheet");
    let first_page = log.iter().position(|line| line.ends_with(".html")).expect("a page");
    assert!(sheet < first_page, "{log:#?}");
    assert!(at("PUT 2025/09/tre/index.html") < at("PUT index.html"), "a page goes before those that lead to it");
    assert!(at("PUT index.html") < at("PUT atom.xml"), "and they before the feeds");
    let first_removal = log.iter().position(|line| line.starts_with("DELETE")).expect("a removal");
    let last_put = log.iter().rposition(|line| line.starts_with("PUT")).expect("a file");
    assert!(last_put < first_removal, "{log:#?}");
    assert!(log[first_removal..].iter().any(|line| line.starts_with("DELETE assets/style.")), "{log:#?}");
}

#[test]
fn a_run_that_is_killed_is_gone_on_with() {
    let bucket = Bucket::open();
    let site = site().config(S3).build();
    let all = wanted(&site.output());
    bucket.change(|state| state.patience = Some(40));
    let mut child = command(&site, &bucket, &["deploy", "-q"]).stderr(Stdio::null()).spawn().expect("the program runs");
    while bucket.keys().len() < 40 {
        assert!(child.try_wait().expect("its state").is_none(), "it must not end by itself");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    let half = bucket.keys();
    assert_eq!(half.len(), 40);
    bucket.change(|state| state.patience = None);
    let said = deploy(&site, &bucket, &["--format", "json"]).ends(0);
    assert_eq!(bucket.keys(), all);
    // What was on its way when the run was killed may arrive after all.
    let put = number(&said, "put");
    assert!((all.len() - 48..=all.len() - 40).contains(&put), "what has arrived is not sent again: {put}");
}

#[test]
fn a_store_that_encrypts_is_asked_for_our_stamp() {
    let bucket = Bucket::open();
    bucket.change(|state| state.encrypts = true);
    let site = site().config(S3).build();
    deploy(&site, &bucket, &[]).ends(0);
    bucket.log();
    deploy(&site, &bucket, &[]).ends(0).says("0 sent");
    assert!(!bucket.asked().iter().any(|asked| asked.method == "HEAD"), "what was sent is remembered");
    forget(&site);
    deploy(&site, &bucket, &[]).ends(0).says("0 sent");
    assert_eq!(bucket.log(), Vec::<String>::new());
    // A file that has changed without changing its size is found too.
    let page = site.output().join("foto a.svg");
    let text = fs::read_to_string(&page).expect("a file").replace("width=\"1\"", "width=\"2\"");
    fs::write(&page, text).expect("a file");
    deploy(&site, &bucket, &[]).ends(0);
    assert_eq!(bucket.log(), ["PUT foto a.svg"]);
}

#[test]
fn other_headers_are_sent_with_the_same_bytes() {
    let bucket = Bucket::open();
    let site = site().config(S3).build();
    deploy(&site, &bucket, &[]).ends(0);
    bucket.log();
    let rule = "max_deletes: 20, cache: [{files: \"**/*.svg\", control: \"public, max-age=7\"}]";
    let site = site.replace("rassegna.yaml", "max_deletes: 20", rule);
    let told = deploy(&site, &bucket, &["-n"]).ends(0);
    let sent = told.out.lines().filter(|line| line.starts_with("headers ")).count();
    assert!(sent >= 1 && told.out.contains("headers  foto a.svg"), "{told:?}");
    deploy(&site, &bucket, &[]).ends(0);
    assert_eq!(bucket.log().len(), sent);
    assert_eq!(bucket.object("foto a.svg").header("cache-control"), "public, max-age=7");
}

#[test]
fn redirects_go_along_where_the_store_has_them() {
    let bucket = Bucket::open();
    let site =
        site().config("deploy: {targets: {sito: {s3: {bucket: prova, redirects: true, prefix: /sito/}}}}").build();
    deploy(&site, &bucket, &[]).ends(0);
    let object = bucket.object("sito/vecchio/index.html");
    assert_eq!(object.header("x-amz-website-redirect-location"), "/2025/09/uno/");
    assert_eq!(bucket.object("sito/index.html").header("x-amz-website-redirect-location"), "");
    deploy(&site, &bucket, &[]).ends(0).says("0 sent");
}

#[test]
fn what_is_of_others_stays_and_the_wrong_bucket_is_noticed() {
    let bucket = Bucket::open();
    let object = crate::bucket::Object { bytes: b"x".to_vec(), etag: "x".to_string(), headers: Vec::new() };
    let strange = ["logs/1.txt", ".well-known/a", "altro.html"].map(String::from);
    bucket.change(|state| state.objects.extend(strange.map(|key| (key, object.clone()))));
    let site = site().config(&S3.replace("max_deletes: 20", "keep: [\"logs/**\"], max_deletes: 20")).build();
    deploy(&site, &bucket, &[])
        .ends(1)
        .says("error[deploy-foreign]")
        .says("holds objects (1 of them), and none is of this site");
    assert_eq!(bucket.log(), Vec::<String>::new());
    deploy(&site, &bucket, &["--adopt"]).ends(0);
    assert_eq!(bucket.log().last().map(String::as_str), Some("DELETE altro.html"));
    assert!(bucket.keys().contains(&"logs/1.txt".to_string()) && bucket.keys().contains(&".well-known/a".to_string()));
}

#[test]
fn a_place_that_holds_only_what_stays_is_no_wrong_place() {
    let bucket = Bucket::open();
    let object = crate::bucket::Object { bytes: b"x".to_vec(), etag: "x".to_string(), headers: Vec::new() };
    let others = ["logs/1.txt", ".well-known/a"].map(String::from);
    bucket.change(|state| state.objects.extend(others.map(|key| (key, object.clone()))));
    let site = site().config(&S3.replace("max_deletes: 20", "keep: [\"logs/**\"], max_deletes: 20")).build();
    deploy(&site, &bucket, &[]).ends(0).says(" 0 removed");
    assert!(bucket.keys().contains(&"logs/1.txt".to_string()) && bucket.keys().contains(&"index.html".to_string()));
}

#[test]
fn many_removals_are_refused_and_a_dry_run_does_nothing() {
    let bucket = Bucket::open();
    let site = site().config(&S3.replace("20", "2")).build();
    deploy(&site, &bucket, &[]).ends(0);
    bucket.log();
    let site = site.remove("content/articles/due.md").remove("content/articles/uno.md").update();
    let told =
        deploy(&site, &bucket, &[]).ends(1).says("error[deploy-deletes]").says("files would be removed, and 2 may be");
    assert!(told.err.contains("--max-deletes"), "{told:?}");
    deploy(&site, &bucket, &["-n", "--max-deletes", "900"])
        .ends(0)
        .says("remove   2025/09/due/index.html")
        .says("would be sent");
    assert_eq!(bucket.log(), Vec::<String>::new(), "nothing was done yet");
    deploy(&site, &bucket, &["--max-deletes", "900"]).ends(0);
    assert_eq!(bucket.keys(), wanted(&site.output()));
}

#[test]
fn what_may_pass_is_tried_again_and_what_may_not_is_told() {
    let bucket = Bucket::open();
    let site = site().config(S3).build();
    bucket.change(|state| {
        let busy = || refusal(503, "SlowDown", "please").header("Retry-After", "0");
        state.moods.extend([busy(), Reply::raw(b""), busy()]);
    });
    deploy(&site, &bucket, &[]).ends(0);
    assert_eq!(bucket.keys(), wanted(&site.output()));

    let site = site.write("content/articles/tre.md", article("Tre", "2025-09-03", "", "Testo.")).update();
    bucket.log();
    bucket.change(|state| state.moods.push_back(refusal(403, "AccessDenied", "not <b>you</b>")));
    deploy(&site, &bucket, &[]).ends(1).says("error[deploy-refused]").says("AccessDenied (403)").says("May this key");
    let rest = deploy(&site, &bucket, &[]).ends(0);
    assert_eq!(bucket.keys(), wanted(&site.output()), "{rest:?}");

    let mut none = command(&site, &bucket, &["deploy"]);
    none.env_remove("AWS_SECRET_ACCESS_KEY");
    said(none).ends(1).says("error[deploy-secret]").says("the environment has no `AWS_SECRET_ACCESS_KEY`");
    let mut plain = command(&site, &bucket, &["deploy"]);
    plain.env("AWS_ENDPOINT_URL_S3", "http://store.example.org");
    said(plain).ends(1).says("for everybody to read and to change");
}

#[test]
fn those_who_want_to_know_are_told_and_told_again_after_a_failure() {
    let bucket = Bucket::open();
    let listener = Stranger::with(&[
        ("/hub", vec![Reply::status(204)]),
        ("/indexnow", vec![Reply::status(500), Reply::status(400), Reply::status(202)]),
        ("/v4/zones/z1/purge_cache", vec![Reply::json("{\"success\":true}")]),
        ("/gancio", vec![Reply::status(200)]),
    ]);
    let after = format!(
        "after: {{websub: true, indexnow: {{key: abc, url: \"{0}/indexnow\"}}, cloudflare: {{zone: z1, url: \"{0}/v4\"}}, \
         webhook: {{url: \"{0}/gancio\"}}}}",
        listener.url("")
    );
    let site = site()
        .config(&S3.replace("max_deletes: 20", &after))
        .config(&format!("feeds: {{hubs: [\"{}\"]}}", listener.url("/hub")))
        .build();
    let once = |site: &SiteTest| {
        let mut command = command(site, &bucket, &["deploy"]);
        command.env("CLOUDFLARE_API_TOKEN", "segretissimo anche questo");
        said(command).ends(0)
    };
    once(&site)
        .says("warning[deploy-ping]")
        .says("IndexNow could not be told what has changed: it answers 400")
        .says("told     WebSub");
    let asked = listener.asked.lock().expect("what was asked").clone();
    let to = |path: &str| -> Vec<String> {
        let those = asked.iter().filter(|asked| asked.path == path);
        those.map(|asked| String::from_utf8_lossy(&asked.body).into_owned()).collect()
    };
    let hub = to("/hub").concat();
    assert!(hub.contains("hub.mode=publish") && hub.contains("https%3A%2F%2Fexample%2Eorg%2Fatom%2Exml"), "{hub}");
    let purged = to("/v4/zones/z1/purge_cache");
    assert!(purged.len() > 1 && purged.concat().contains("\"https://example.org/2025/09/uno/\""), "{purged:?}");
    assert!(to("/gancio").concat().contains("\"feeds\":["));
    // Nothing is new, and still the one who could not be told is told now; afterwards nobody is.
    once(&site).says("IndexNow: ");
    let count = listener.paths().len();
    once(&site);
    assert_eq!(listener.paths().len(), count);
}

#[test]
fn a_folder_gets_what_differs_and_keeps_what_is_of_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let www = folder.path().join("www");
    let to = www.display().to_string();
    let site = site().build();
    run(site.root(), &["deploy", &to]).ends(0).says(" 0 removed, 0 kept");
    assert_eq!(wanted(&www), wanted(&site.output()));
    fs::write(www.join("ads.txt"), "of others").expect("a file");
    fs::write(www.join("index.html"), "spoiled").expect("a file");
    let site = site.remove("content/articles/due.md").update();
    run(site.root(), &["deploy", &to]).ends(0).says("1 files there are of another hand, and stay");
    assert_eq!(
        fs::read(www.join("index.html")).expect("a page"),
        fs::read(site.output().join("index.html")).expect("a page")
    );
    assert!(www.join("ads.txt").exists() && !www.join("2025/09/due").exists());
    run(site.root(), &["deploy", &to]).ends(0).says(" 0 sent (0 bytes), 0 removed");
    // What was put there by somebody else is in the way until somebody says so.
    fs::remove_file(www.join(".rassegna-manifest")).expect("the manifest");
    fs::write(www.join("index.html"), "of others").expect("a file");
    run(site.root(), &["deploy", &to]).ends(1).says("error[deploy-foreign]").says("`index.html`");
    run(site.root(), &["deploy", &to, "--adopt"]).ends(0);
    assert!(!www.join("ads.txt").exists(), "everything there was taken as the site's");
    assert_eq!(wanted(&www), wanted(&site.output()));
}

#[test]
fn what_is_held_back_and_what_is_nobodys_business_is_not_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("www").display().to_string();
    let site = site().write("static/.well-known/a", "x").write("static/.htaccess", "x");
    run(site.root(), &["deploy", &to]).ends(1).says("error[deploy-output]").says("Run `rassegna build` first");
    run(site.root(), &["build", "--drafts"]).ends(0);
    run(site.root(), &["deploy", &to]).ends(1).says("was built with texts that are held back");
    run(site.root(), &["deploy", &to, "--drafts"]).ends(0);
    run(site.root(), &["build"]).ends(0);
    run(site.root(), &["deploy", &to]).ends(0);
    run(site.root(), &["deploy", "public/dentro"]).ends(1).says("lie within each other");
    run(site.root(), &["deploy", "prova"]).ends(1).says("the configuration has no target `prova`").says("`./prova`");
    run(site.root(), &["deploy"]).ends(1).says("no target is named").says("{targets: {site: {folder");
    let names = wanted(&folder.path().join("www"));
    assert!(!names.iter().any(|name| name.contains("htaccess")), "{names:?}");
}

#[test]
fn targets_that_say_nothing_or_too_much_are_told_with_their_place() {
    let site = SiteTest::new("").config(
        "deploy:\n  targets:\n    niente: {max_deletes: 3}\n    tutto: {folder: {path: a}, rsync: {to: b}}\n    \
         schema: {folder: {path: a}, keep: [\"a[\"]}\n    gancio: {folder: {path: a}, after: {webhook: {}}}",
    );
    run(site.root(), &["deploy", "niente"])
        .ends(1)
        .says("rassegna.yaml:7:5")
        .says("this target says nothing of where it is")
        .says("this target is in several places")
        .says("`a[` is no pattern of paths")
        .says("a webhook has one of `url` and `url_env`");
}

/// A program's words, which must end well.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").args(arguments).current_dir(folder).output().expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim_end().to_string()
}

#[test]
fn a_branch_holds_the_site_and_one_commit_for_each_change() {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "--bare", "--quiet", "remoto.git"]);
    let remote = folder.path().join("remoto.git");
    let setting = format!(
        "deploy: {{targets: {{pages: {{git: {{remote: \"{}\", cname: news.example.org}}}}}}}}",
        remote.display()
    );
    let site = site().config(&setting).build();
    run(site.root(), &["deploy", "-n"]).ends(0).says("would be sent");
    run(site.root(), &["deploy"]).ends(0);
    let names = |at: &str| {
        let mut names: Vec<String> =
            git(&remote, &["ls-tree", "-r", "-z", "--name-only", at]).split('\0').map(str::to_string).collect();
        names.retain(|name| !name.is_empty());
        names
    };
    let mut all = wanted(&site.output());
    all.extend([".nojekyll".to_string(), "CNAME".to_string()]);
    all.sort();
    assert_eq!(names("gh-pages"), all);
    assert_eq!(git(&remote, &["show", "gh-pages:CNAME"]), "news.example.org");
    assert_eq!(
        git(&remote, &["show", "gh-pages:index.html"]),
        fs::read_to_string(site.output().join("index.html")).expect("a page").trim_end()
    );
    run(site.root(), &["deploy"]).ends(0).says("0 sent");
    assert_eq!(git(&remote, &["rev-list", "--count", "gh-pages"]), "1");

    // Another machine, which knows nothing of the first run.
    forget(&site);
    let site = site.remove("content/articles/due.md").update();
    run(site.root(), &["deploy"]).ends(0);
    assert_eq!(git(&remote, &["rev-list", "--count", "gh-pages"]), "2");
    assert!(!names("gh-pages").contains(&"2025/09/due/index.html".to_string()));
    let site = site.replace("rassegna.yaml", "cname: news.example.org", "cname: news.example.org, history: false");
    let site = site.write("content/articles/tre.md", article("Tre", "2025-09-03", "", "Testo.")).update();
    run(site.root(), &["deploy"]).ends(0);
    assert_eq!(git(&remote, &["rev-list", "--count", "gh-pages"]), "1");
    assert!(names("gh-pages").contains(&"2025/09/tre/index.html".to_string()));
    // A branch that holds something else is not replaced.
    let site = site.replace("rassegna.yaml", "history: false", "history: false, branch: altro");
    let tree = git(&remote, &["rev-parse", "gh-pages:assets"]);
    let commit =
        git(&remote, &["-c", "user.name=x", "-c", "user.email=x@example.org", "commit-tree", "-m", "x", &tree]);
    git(&remote, &["update-ref", "refs/heads/altro", &commit]);
    run(site.root(), &["deploy"]).ends(1).says("error[deploy-foreign]");
    // One that holds only what stays there in any case is no wrong one, and that stays.
    let others = "100644 blob BLOB\t.gitattributes\n100644 blob BLOB\tlogs.txt\n"
        .replace("BLOB", &git(&remote, &["rev-parse", "gh-pages:CNAME"]));
    fs::write(folder.path().join("altri"), others).expect("a file");
    let tree = Command::new("git")
        .args(["mktree"])
        .current_dir(&remote)
        .stdin(fs::File::open(folder.path().join("altri")).expect("a file"))
        .output()
        .expect("git runs");
    let tree = String::from_utf8_lossy(&tree.stdout).trim().to_string();
    let commit =
        git(&remote, &["-c", "user.name=x", "-c", "user.email=x@example.org", "commit-tree", "-m", "x", &tree]);
    git(&remote, &["update-ref", "refs/heads/pronto", &commit]);
    let site = site.replace("rassegna.yaml", "branch: altro}", "branch: pronto}, keep: [\"*.txt\"]");
    run(site.root(), &["deploy"]).ends(0);
    for name in [".gitattributes", "logs.txt", "index.html"] {
        assert!(names("pronto").contains(&name.to_string()), "{name}: {:?}", names("pronto"));
    }
    let site = site.replace("rassegna.yaml", "remote: \"", "remote: \"/nessuno");
    run(site.root(), &["deploy"]).ends(1).says("error[deploy-program]").says("Is `/nessuno");
}

/// Both programs talk to a folder of this machine here: what they are told is the same as for another one.
#[test]
#[ignore = "needs rsync and OpenSSH's sftp with its server; .ci/run installs them"]
fn programs_of_the_system_bring_the_difference() {
    let folder = tempfile::tempdir().expect("a folder");
    let server =
        ["/usr/lib/openssh/sftp-server", "/usr/libexec/sftp-server"].into_iter().find(|path| Path::new(path).exists());
    let server = server.expect("OpenSSH's sftp-server");
    for (name, target) in [
        ("rsync", "rsync: {to: \"DIR\"}".to_string()),
        ("sftp", format!("sftp: {{host: qui, path: \"DIR\", command: [sftp, -D, {server}]}}")),
    ] {
        let www = folder.path().join(name);
        // What stays there in any case is nobody else's site.
        fs::create_dir_all(www.join("logs")).expect("a folder");
        fs::write(www.join(".htaccess"), "x").expect("a file");
        fs::write(www.join("logs/0"), "x").expect("a file");
        let target = target.replace("DIR", &www.display().to_string());
        let site = site()
            .config(&format!(
                "deploy: {{targets: {{la: {{{target}, keep: [\"logs/**\"], dotfiles: [\".well-known/**\"]}}}}}}"
            ))
            .write("static/.well-known/a", "x")
            .build();
        let said = run(site.root(), &["deploy", "--format", "json"]).ends(0);
        let mut all = wanted(&site.output());
        assert!(number(&said, "put") >= all.len(), "{name}: {said:?}");
        all.push("logs/0".to_string());
        all.sort();
        assert_eq!(wanted(&www), all, "{name}");
        run(site.root(), &["deploy"]).ends(0).says("0 sent");
        fs::write(www.join("logs/1"), "x").expect("a file");
        let site = site
            .remove("content/articles/due.md")
            .write("content/articles/tre.md", article("Tre", "2025-09-03", "", "Testo."))
            .update();
        run(site.root(), &["deploy", "-n"])
            .ends(0)
            .says("remove   2025/09/due/index.html")
            .says("new      2025/09/tre/index.html");
        run(site.root(), &["deploy"]).ends(0);
        all = wanted(&site.output());
        all.extend(["logs/0", "logs/1"].map(String::from));
        all.sort();
        assert_eq!(wanted(&www), all, "{name}");
        for path in wanted(&site.output()) {
            assert_eq!(
                fs::read(www.join(&path)).expect("a file"),
                fs::read(site.output().join(&path)).expect("a file"),
                "{path}"
            );
        }
        assert!(!www.join("2025/09/due").exists(), "{name}: folders that are empty go too");
        run(site.root(), &["deploy"]).ends(0).says("0 sent (0 bytes), 0 removed");
    }
}
