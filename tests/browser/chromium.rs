//! A headless Chromium, driven over its own protocol (Chrome DevTools Protocol): enough of it to open pages and ask them.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running browser; it ends with this value.
pub struct Chromium {
    process: Child,
    socket: WebSocket<TcpStream>,
    next: u64,
    /// Its profile, of which nothing is to be left.
    _profile: TempDir,
}

/// A tab of the browser.
#[derive(Clone)]
pub struct Tab(String);

impl Chromium {
    pub fn start() -> Chromium {
        let profile = tempfile::tempdir().expect("a folder for the browser's profile");
        let mut process = Command::new(program())
            .args(["--headless=new", "--remote-debugging-port=0", "--no-sandbox", "--disable-gpu", "--no-first-run"])
            .args(["--disable-dev-shm-usage", "--disable-background-networking", "--window-size=1000,700"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("Chromium starts");
        let mut lines = BufReader::new(process.stderr.take().expect("its stderr")).lines().map_while(Result::ok);
        let address = lines
            .find_map(|line| line.strip_prefix("DevTools listening on ws://").map(str::to_string))
            .expect("Chromium tells where it listens");
        // What else it says is nobody's business, but it must be able to say it.
        std::thread::spawn(move || lines.for_each(drop));
        let host = address.split('/').next().expect("a host");
        let stream = TcpStream::connect(host).expect("Chromium answers");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        let (socket, _) = tungstenite::client(format!("ws://{address}"), stream).expect("Chromium speaks its protocol");
        Chromium { process, socket, next: 0, _profile: profile }
    }

    /// A new tab with the page of an address, loaded.
    pub fn open(&mut self, url: &str) -> Tab {
        let target = self.ask(None, "Target.createTarget", &json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = self.ask(None, "Target.attachToTarget", &attach);
        let tab = Tab(session["sessionId"].as_str().expect("a session").to_string());
        self.go(&tab, url);
        tab
    }

    pub fn go(&mut self, tab: &Tab, url: &str) {
        self.ask(Some(tab), "Page.navigate", &json!({"url": url}));
        self.until(tab, "document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /// What an expression of JavaScript is in a page.
    pub fn eval(&mut self, tab: &Tab, expression: &str) -> Value {
        let wanted = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let mut answer = self.ask(Some(tab), "Runtime.evaluate", &wanted);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].take()
    }

    /// Waits until an expression holds in a page.
    #[track_caller]
    pub fn until(&mut self, tab: &Tab, expression: &str) {
        let began = Instant::now();
        // While a page is exchanged for another there may be nothing to ask.
        let guarded = format!("(() => {{ try {{ return Boolean({expression}) }} catch {{ return false }} }})()");
        while self.eval(tab, &guarded) != Value::Bool(true) {
            if began.elapsed() > PATIENCE {
                let text = self.eval(tab, "document.documentElement.outerHTML");
                panic!("this never held: {expression}\nThe page is:\n{}", text.as_str().unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// A key, pressed and let go.
    pub fn press(&mut self, tab: &Tab, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            self.ask(Some(tab), "Input.dispatchKeyEvent", &json!({"type": kind, "key": key, "code": key}));
        }
    }

    fn ask(&mut self, tab: Option<&Tab>, method: &str, parameters: &Value) -> Value {
        self.next += 1;
        let id = self.next;
        let mut message = json!({"id": id, "method": method, "params": parameters});
        if let Some(Tab(session)) = tab {
            message["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(message.to_string())).expect("Chromium listens");
        loop {
            let message = self.socket.read().expect("Chromium answers in time");
            let Ok(text) = message.into_text() else { continue };
            let mut answer: Value = serde_json::from_str(&text).unwrap_or_default();
            if answer["id"] == json!(id) {
                let error = answer["error"]["message"].as_str().unwrap_or_default();
                if ["context", "navigated"].iter().any(|word| error.contains(word)) {
                    // The page is just being exchanged for another.
                    return json!({"result": {"value": null}});
                }
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].take();
            }
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The browser: what `CHROMIUM` names, else the first of the usual names that there is.
#[expect(clippy::disallowed_methods, reason = "the environment says where the browser is")]
fn program() -> String {
    let usual = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let is_there = |name: &&str| Command::new(name).arg("--version").output().is_ok();
    let named = std::env::var("CHROMIUM").ok();
    named.or_else(|| usual.iter().find(|name| is_there(name)).map(|name| (*name).to_string())).expect("a Chromium")
}
