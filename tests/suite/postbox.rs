//! Servers on this machine that take mail: one that speaks SMTP and one that speaks HTTP, both by a script.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// What a server does at a step: a command's first word, `greeting`, or `.` for the end of a mail.
#[derive(Clone, Copy, Debug)]
pub enum At {
    /// It says nothing more, and keeps the line open.
    Silent(&'static str),
    /// It hangs up.
    HangUp(&'static str),
    /// It answers otherwise.
    Says(&'static str, &'static str),
    /// It does all that is asked.
    Never,
}

/// What a server has seen.
#[derive(Debug, Default)]
pub struct Seen {
    pub connections: usize,
    pub lines: Vec<String>,
    /// Mails that were acknowledged.
    pub mails: Vec<String>,
}

pub struct Postbox {
    pub address: SocketAddr,
    pub seen: Arc<Mutex<Seen>>,
    /// Hears of the step at which the server does something else.
    pub reached: Receiver<()>,
}

impl Postbox {
    pub fn smtp(at: At) -> Postbox {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let seen: Arc<Mutex<Seen>> = Arc::default();
        let (sender, reached) = channel();
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            // Lines that are held open stay so until the test ends.
            let mut held = Vec::new();
            for stream in listener.incoming().flatten() {
                shared.lock().expect("what was seen").connections += 1;
                held.extend(converse(stream, at, &shared, &sender));
            }
        });
        Postbox { address, seen, reached }
    }

    pub fn mails(&self) -> usize {
        self.seen.lock().expect("what was seen").mails.len()
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().expect("what was seen").connections
    }
}

/// One conversation; returns a line that is to be held open.
fn converse(stream: TcpStream, at: At, seen: &Mutex<Seen>, reached: &Sender<()>) -> Option<TcpStream> {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let mut writer = stream;
    let mut step = "greeting".to_string();
    let mut mail = String::new();
    loop {
        match at {
            At::Silent(name) if name == step => {
                let _ = reached.send(());
                return Some(writer);
            }
            At::HangUp(name) if name == step => {
                let _ = reached.send(());
                return None;
            }
            _ => {}
        }
        let answer = match at {
            At::Says(name, answer) if name == step => answer,
            _ => match step.as_str() {
                "greeting" => "220 postbox",
                "EHLO" => "250-postbox\r\n250-SIZE 1000000\r\n250 AUTH PLAIN LOGIN",
                "AUTH" => "235 welcome",
                "DATA" => "354 go on",
                "." => "250 2.0.0 Ok: queued as 4F1A2",
                "QUIT" => "221 bye",
                _ => "250 Ok",
            },
        };
        if step == "." && answer.starts_with("250") {
            // Before it is acknowledged, since whoever kills the other side must not be quicker than what is seen.
            seen.lock().expect("what was seen").mails.push(std::mem::take(&mut mail));
        }
        if writer.write_all(format!("{answer}\r\n").as_bytes()).is_err() {
            return None;
        }
        if step == "DATA" && answer.starts_with("354") {
            mail = read_mail(&mut reader)?;
            step = ".".to_string();
            continue;
        }
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return None;
        }
        seen.lock().expect("what was seen").lines.push(line.trim_end().to_string());
        step = line.split_whitespace().next().unwrap_or_default().to_string();
    }
}

fn read_mail(reader: &mut impl BufRead) -> Option<String> {
    let mut mail = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(mail);
        }
        mail.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

/// Answers one question over HTTP; the thread returns what was asked.
pub fn http(answer: &str) -> (SocketAddr, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let answer = answer.to_string();
    let asked = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody asks");
        let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
        let mut request = String::new();
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a number");
            }
            request.push_str(&line);
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        request.push_str("\r\n");
        request.push_str(&String::from_utf8(body).expect("UTF-8"));
        stream.write_all(answer.as_bytes()).expect("the answer");
        request
    });
    (address, asked)
}
