//! The client that asks strangers: what it takes, what it refuses, and how polite it is.

use std::fs;
use std::time::{Duration, Instant};

use rassegna::fetch::client::{Client, Method, Question, Reading, Setup};
use rassegna::fetch::failure::Why;
use rassegna::fetch::limits::Limits;

use crate::strangers::{Reply, Stranger};

fn client() -> Client {
    within(hasty())
}

/// No pauses and few seconds, for a server of our own.
fn hasty() -> Limits {
    Limits {
        connect: Duration::from_secs(5),
        total: Duration::from_secs(5),
        back_off: Duration::from_millis(5),
        pace: Duration::ZERO,
        patience: Duration::from_secs(2),
        ..Limits::default()
    }
}

fn head(url: &str) -> Question<'_> {
    Question { method: Method::Head, ..Question::get(url) }
}

fn within(limits: Limits) -> Client {
    let setup = Setup { site: Some("https://rassegna.example"), limits, allow_private: true, env: &|_| None };
    Client::open(&setup).expect("a client")
}

#[test]
fn a_question_tells_who_asks_and_gets_what_stands_there() {
    let stranger = Stranger::with(&[
        ("/a?b=c", vec![Reply::html("<p>Qui.").header("ETag", "\"1\"")]),
        ("/data", vec![Reply::json("{}").no_head()]),
    ]);
    let answer = client().get(&stranger.url("/a?b=c#parte")).expect("an answer");
    assert_eq!((answer.status, &*answer.text(), answer.media_type().as_str()), (200, "<p>Qui.", "text/html"));
    assert_eq!((answer.header("etag"), answer.is_cut, answer.hops.len()), (Some("\"1\""), false, 0));
    let asked = stranger.nth(0);
    // The fragment is for readers and is never sent.
    assert_eq!((asked.method.as_str(), asked.path.as_str(), asked.body.len()), ("GET", "/a?b=c", 0));
    assert_eq!((asked.parameter("b").as_deref(), asked.parameter("c")), (Some("c"), None));
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(asked.header("user-agent"), Some(format!("rassegna/{version} (+https://rassegna.example)").as_str()));
    // A status of any kind is an answer.
    assert_eq!(client().get(&stranger.url("/none")).map(|answer| answer.status), Ok(404));
    let answer = client().ask(&head(&stranger.url("/a?b=c"))).expect("an answer");
    assert_eq!((answer.status, answer.body.len(), answer.header("content-length")), (200, 0, Some("7")));
    // Who knows no HEAD says so, and may be asked by GET.
    assert_eq!(client().ask(&head(&stranger.url("/data"))).map(|answer| answer.status), Ok(405));
    assert_eq!(
        client().get(&stranger.url("/data")).map(|answer| answer.media_type()),
        Ok("application/json".to_string())
    );
}

#[test]
fn each_redirect_is_followed_and_told() {
    let stranger = Stranger::with(&[
        ("/a", vec![Reply::redirect(301, "b?c")]),
        ("/b?c", vec![Reply::redirect(307, "/d")]),
        ("/d", vec![Reply::html("Qui.")]),
        ("/circle", vec![Reply::redirect(302, "/elcric")]),
        ("/elcric", vec![Reply::redirect(302, "/circle")]),
        ("/out", vec![Reply::redirect(302, "ftp://example.org/")]),
        ("/nowhere", vec![Reply::redirect(302, "http://")]),
        ("/silent", vec![Reply::status(302)]),
    ]);
    let client = client();
    let answer = client.get(&stranger.url("/a#parte")).expect("an answer");
    let hops: Vec<(&str, u16, bool)> =
        answer.hops.iter().map(|hop| (hop.to.as_str(), hop.status, hop.is_permanent())).collect();
    let (b, d) = (stranger.url("/b?c#parte"), stranger.url("/d#parte"));
    assert_eq!(hops, [(b.as_str(), 301, true), (d.as_str(), 307, false)]);
    assert_eq!((answer.url.as_str(), answer.moved_to()), (d.as_str(), Some(b.as_str())));

    let failure = client.get(&stranger.url("/circle")).expect_err("a circle");
    assert_eq!((failure.to_string().as_str(), failure.hops.len()), ("it redirects in a circle", 2));
    let failure = client.get(&stranger.url("/out")).expect_err("another scheme");
    assert_eq!(
        (failure.why.word(), failure.url.as_str(), failure.hops.len()),
        ("bad-address", "ftp://example.org/", 1)
    );
    assert_eq!(client.get(&stranger.url("/nowhere")).expect_err("no host").why.word(), "bad-address");
    // A redirect that does not say where is an answer like others.
    assert_eq!(client.get(&stranger.url("/silent")).map(|answer| answer.status), Ok(302));

    let endless = Stranger::open(|asked| Reply::redirect(302, &format!("{}x", asked.path)));
    let failure = client.get(&endless.url("/")).expect_err("no end");
    assert_eq!(failure.to_string(), "it redirects more than 8 times");
    assert_eq!(endless.paths().len(), 9);
    // Who follows none gets the first answer.
    let alone = client.within(Limits { redirects: 0, ..hasty() });
    assert_eq!(alone.get(&stranger.url("/a")).map(|answer| (answer.status, answer.hops.len())), Ok((301, 0)));
}

#[test]
fn what_may_pass_is_tried_again_and_nothing_else() {
    let stranger = Stranger::with(&[
        ("/busy", vec![Reply::status(503), Reply::raw(b""), Reply::html("Qui.")]),
        ("/broken", vec![Reply::html("Qui sta.").breaking(3), Reply::html("Qui sta.")]),
        ("/down", vec![Reply::status(500)]),
        ("/forbidden", vec![Reply::status(403)]),
        ("/garbage", vec![Reply::raw(b"SSH-2.0-OpenSSH\r\n")]),
    ]);
    let client = client();
    assert_eq!(client.get(&stranger.url("/busy")).map(|answer| answer.status), Ok(200));
    assert_eq!(client.get(&stranger.url("/broken")).map(|answer| answer.body), Ok(b"Qui sta.".to_vec()));
    assert_eq!(client.get(&stranger.url("/down")).map(|answer| answer.status), Ok(500));
    assert_eq!(client.get(&stranger.url("/forbidden")).map(|answer| answer.status), Ok(403));
    assert_eq!(client.get(&stranger.url("/garbage")).expect_err("no HTTP").why.word(), "broken");
    let count = |path: &str| stranger.paths().iter().filter(|asked| asked.ends_with(path)).count();
    let counts = ["/busy", "/broken", "/down", "/forbidden", "/garbage"].map(count);
    assert_eq!(counts, [3, 2, 3, 1, 3]);
    // Nobody listens there any more.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let failure = client.get(&format!("http://{closed}/")).expect_err("nobody");
    assert_eq!(failure.to_string(), "the connection is refused");
    let failure = client.get("http://nobody.invalid/").expect_err("nobody");
    assert!(["host-not-found", "offline"].contains(&failure.why.word()), "{failure:?}");
}

#[test]
fn nobody_is_waited_for_without_end() {
    let stranger = Stranger::with(&[
        ("/late", vec![Reply::html("Qui.").after(Duration::from_secs(20))]),
        ("/slow", vec![Reply::html("Qui.").slowly(Duration::from_secs(20))]),
    ]);
    let client = within(Limits { total: Duration::from_millis(150), retries: 0, ..hasty() });
    for path in ["/late", "/slow"] {
        let begun = Instant::now();
        let failure = client.get(&stranger.url(path)).expect_err(path);
        assert_eq!(failure.to_string(), "there is no answer in time", "{path}");
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn a_host_that_asks_for_a_pause_gets_it() {
    let stranger = Stranger::with(&[
        ("/soon", vec![Reply::later("1"), Reply::html("Qui.")]),
        (
            "/date",
            vec![
                Reply::later("Sun, 06 Nov 1994 08:49:38 GMT").header("Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
                Reply::html("Qui."),
            ],
        ),
        ("/tomorrow", vec![Reply::later("86400")]),
    ]);
    let client = client();
    for path in ["/soon", "/date"] {
        let begun = Instant::now();
        assert_eq!(client.get(&stranger.url(path)).map(|answer| answer.status), Ok(200));
        assert!(begun.elapsed() >= Duration::from_millis(950), "{path}: {:?}", begun.elapsed());
    }
    // Longer than we are patient: the answer is handed on, and the host is asked nothing more.
    let answer = client.get(&stranger.url("/tomorrow")).expect("an answer");
    assert_eq!((answer.status, answer.retry_after()), (429, Some(Duration::from_secs(86400))));
    let failure = client.get(&stranger.url("/soon")).expect_err("not now");
    assert!(matches!(failure.why, Why::Later { .. }), "{failure:?}");
    assert_eq!(failure.to_string(), "the host asks to be left alone for 1439 minutes more");
    assert_eq!(stranger.paths().len(), 5);
}

#[test]
fn one_host_is_asked_at_a_pace_also_by_many_threads() {
    let stranger = Stranger::with(&[("/", vec![Reply::html("Qui.")]), ("/a", vec![Reply::redirect(302, "/")])]);
    let pace = Duration::from_millis(40);
    let client = within(Limits { pace, ..hasty() });
    std::thread::scope(|scope| {
        for path in ["/", "/a", "/"] {
            let (client, url) = (client.clone(), stranger.url(path));
            scope.spawn(move || client.get(&url).expect("an answer"));
        }
    });
    let mut times: Vec<Instant> = stranger.asked.lock().expect("what was asked").iter().map(|asked| asked.at).collect();
    times.sort();
    assert_eq!(times.len(), 4);
    assert!(times[3] - times[0] >= pace * 3 - Duration::from_millis(10), "{:?}", times[3] - times[0]);
}

#[test]
fn an_answer_is_bounded_and_a_beginning_is_enough_for_some() {
    let long = "a".repeat(100_000);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packed, long.as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    let stranger = Stranger::with(&[
        ("/long", vec![Reply::html(&long)]),
        ("/chunked", vec![Reply::html(&long).chunked()]),
        ("/bomb", vec![Reply::ok("text/html", packed).header("Content-Encoding", "gzip")]),
        ("/wrong", vec![Reply::ok("text/html", "plain").header("Content-Encoding", "gzip")]),
    ]);
    let small = within(Limits { largest: 1000, retries: 0, ..hasty() });
    for path in ["/long", "/chunked", "/bomb"] {
        assert_eq!(client().get(&stranger.url(path)).map(|answer| answer.body.len()), Ok(100_000), "{path}");
        let failure = small.get(&stranger.url(path)).expect_err(path);
        assert_eq!(failure.to_string(), "the answer is larger than 1000 bytes", "{path}");
        for (most, length) in [(10, 10), (0, 0), (5000, 1000)] {
            let url = stranger.url(path);
            let question = Question { reading: Reading::UpTo(most), ..Question::get(&url) };
            assert_eq!(
                small.ask(&question).map(|answer| (answer.body.len(), answer.is_cut)),
                Ok((length, true)),
                "{path}"
            );
        }
    }
    assert_eq!(small.get(&stranger.url("/wrong")).expect_err("no gzip").why.word(), "broken");
}

#[test]
fn a_condition_spares_the_body() {
    let stranger = Stranger::open(|asked| match asked.header("if-none-match") {
        Some("\"1\"") => Reply::status(304).header("ETag", "\"1\""),
        _ => match asked.header("if-modified-since") {
            Some("Sun, 06 Nov 1994 08:49:37 GMT") => Reply::status(304),
            _ => Reply::html("Qui."),
        },
    });
    let url = stranger.url("/");
    let client = client();
    let status = |question: Question<'_>| client.ask(&question).map(|answer| (answer.status, answer.body.len()));
    assert_eq!(status(Question { if_none_match: Some("\"1\""), ..Question::get(&url) }), Ok((304, 0)));
    assert_eq!(status(Question { if_none_match: Some("\"0\""), ..Question::get(&url) }), Ok((200, 4)));
    let since = Some("Sun, 06 Nov 1994 08:49:37 GMT");
    assert_eq!(
        status(Question { if_modified_since: since, method: Method::Head, ..Question::get(&url) }),
        Ok((304, 0))
    );
    // A header is no way to smuggle in another.
    let smuggled = Question { if_none_match: Some("\"1\"\r\nX: y"), ..Question::get(&url) };
    assert_eq!(client.ask(&smuggled).expect_err("no header").why.word(), "bad-address");
}

#[test]
fn texts_are_read_in_their_own_letters() {
    let stranger = Stranger::with(&[
        ("/header", vec![Reply::ok("text/html; charset=iso-8859-1", b"perch\xe9")]),
        ("/meta", vec![Reply::ok("text/html", b"<meta charset='windows-1252'>perch\xe9")]),
        ("/wrong", vec![Reply::ok("text/html; charset=utf-8", b"perch\xe9")]),
    ]);
    let text = |path: &str| client().get(&stranger.url(path)).map(|answer| answer.text().into_owned());
    assert_eq!(text("/header"), Ok("perché".to_string()));
    assert_eq!(text("/meta"), Ok("<meta charset='windows-1252'>perché".to_string()));
    assert_eq!(text("/wrong"), Ok("perch\u{fffd}".to_string()));
}

#[test]
fn a_stranger_has_nothing_inside_asked() {
    let stranger = Stranger::with(&[("/", vec![Reply::html("inside")])]);
    let setup = Setup { site: None, limits: hasty(), allow_private: false, env: &|_| None };
    let client = Client::open(&setup).expect("a client");
    let port = stranger.address.port();
    for inside in [stranger.url("/"), format!("http://localhost:{port}/"), format!("http://[::ffff:127.0.0.1]:{port}/")]
    {
        let failure = client.get(&inside).expect_err("private");
        assert_eq!(failure.to_string(), "the address lies inside a private network, which was not allowed", "{inside}");
    }
    assert_eq!(stranger.paths(), Vec::<String>::new());
    for address in ["file:///etc/passwd", "example.org", "", "https://a:b@example.org/"] {
        assert_eq!(client.get(address).expect_err(address).why.word(), "bad-address");
    }
}

#[test]
fn a_download_goes_on_where_it_broke_off() {
    let bytes: Vec<u8> = (0..200_000_u32).map(|at| (at % 251) as u8).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("nuova/a.bin");
    let whole = Reply::file(&bytes, "\"1\"");
    let stranger = Stranger::with(&[
        ("/a", vec![whole.clone().breaking(150_000), whole.clone()]),
        ("/b", vec![whole.clone().breaking(100_000), Reply::file(&bytes[..50_000], "\"2\"")]),
        ("/none", vec![Reply::status(404)]),
    ]);
    let downloaded = client().download(&stranger.url("/a"), &file).expect("a file");
    assert_eq!((downloaded.bytes, downloaded.is_resumed, downloaded.answer.status), (200_000, true, 200));
    assert!(fs::read(&file).expect("the file") == bytes);
    let asked = stranger.nth(1);
    assert_eq!((asked.header("if-range"), asked.header("range")), (Some("\"1\""), Some("bytes=150000-")));
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(folder.path().join("nuova")).expect("the folder").count(), 1);

    // A later run finds another version there, and takes that one whole.
    let impatient = within(Limits { retries: 0, ..hasty() });
    let file = folder.path().join("b.bin");
    assert_eq!(impatient.download(&stranger.url("/b"), &file).expect_err("half").why.word(), "broken");
    assert!(!file.exists() && folder.path().join(".b.bin.part").exists());
    let downloaded = impatient.download(&stranger.url("/b"), &file).expect("a file");
    assert_eq!((downloaded.bytes, downloaded.is_resumed), (50_000, false));
    assert!(fs::read(&file).expect("the file") == bytes[..50_000]);

    // What is not there makes no file.
    let none = folder.path().join("none");
    assert_eq!(
        client().download(&stranger.url("/none"), &none).map(|told| (told.answer.status, told.bytes)),
        Ok((404, 0))
    );
    assert!(!none.exists());
}

#[test]
fn a_download_is_bounded_and_leaves_the_old_file_when_it_fails() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.bin");
    fs::write(&file, "old").expect("a file");
    let bytes = vec![7; 5000];
    let stranger = Stranger::with(&[
        ("/told", vec![Reply::file(&bytes, "\"1\"")]),
        ("/untold", vec![Reply::ok("image/png", bytes.clone()).chunked()]),
        ("/all", vec![Reply::file(&bytes, "\"1\"")]),
    ]);
    let small = within(Limits { largest: 1000, ..hasty() });
    for path in ["/told", "/untold"] {
        let failure = small.download(&stranger.url(path), &file).expect_err(path);
        assert_eq!(failure.to_string(), "the answer is larger than 1000 bytes");
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1);
        assert_eq!(fs::read(&file).expect("the file"), b"old");
    }
    // All had come, and the run was killed before the file was put in its place.
    let url = stranger.url("/all");
    fs::write(folder.path().join(".a.bin.part"), &bytes).expect("a part");
    fs::write(folder.path().join(".a.bin.part.tag"), format!("{url}\n\"1\"")).expect("a tag");
    assert_eq!(client().download(&url, &file).map(|told| (told.bytes, told.is_resumed)), Ok((5000, true)));
    assert!(fs::read(&file).expect("the file") == bytes);
    // A part of another address is none of this one.
    fs::write(folder.path().join(".a.bin.part"), "other").expect("a part");
    fs::write(folder.path().join(".a.bin.part.tag"), "https://example.org/\n\"1\"").expect("a tag");
    assert_eq!(client().download(&url, &file).map(|told| (told.bytes, told.is_resumed)), Ok((5000, false)));
}
