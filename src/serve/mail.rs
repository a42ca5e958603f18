//! What the preview says of an issue's mail: for the page that shows it wide and narrow, by day and by night.

use std::path::Path;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::session::State;
use crate::base::escape;
use crate::build::preview::{Answer, Preview};
use crate::diagnostic::{Diagnostic, render};
use crate::mail::record::Record;
use crate::page::desk::Desk;
use crate::page::kinds::mail::Mails;
use crate::page::letter::Letter;
use crate::site::fact::ShelfId;

/// The page.
pub const PAGE: &str = include_str!("client/mail.html");

/// Where the page stands in the preview.
pub const PLACE: &str = "/__rassegna/mail";

/// More issues than this are not offered.
const OFFERED: usize = 100;

/// The address of the page that shows the mail of an issue by its name; of the newest for `None`.
pub fn page(issue: Option<&str>) -> String {
    match issue {
        Some(issue) => format!("{PLACE}?issue={}", utf8_percent_encode(issue, NON_ALPHANUMERIC)),
        None => PLACE.to_string(),
    }
}

/// What there is to say of the mail of an issue.
pub fn of(state: &mut State, wanted: &str) -> Value {
    match state {
        State::Reading => nothing(&[], Vec::new()),
        State::Closed(said) => nothing(&[], said.iter().map(told).collect()),
        State::Open(preview) => in_site(preview, wanted),
    }
}

fn in_site(preview: &mut Preview, wanted: &str) -> Value {
    let site = &preview.engine().world().site;
    let goes_out = |id: ShelfId| site.goes_out_by_mail(id);
    let all: Vec<ShelfId> = site.every_issue().into_iter().filter(|id| goes_out(*id)).collect();
    let names: Vec<String> = all.iter().take(OFFERED).filter_map(|id| site.issue_name(*id)).collect();
    let found = match wanted {
        "" => all.first().copied().ok_or_else(|| "No issue of a series that goes out by mail is out.".to_string()),
        wanted => site.find_issue(Some(wanted), None, &goes_out),
    };
    match found {
        Ok(id) if goes_out(id) => shown(preview, id, &names),
        Ok(_) => nothing(&names, vec![format!("`{wanted}` does not go out by mail: its series has no `email:`")]),
        Err(problem) => nothing(&names, vec![problem]),
    }
}

fn shown(preview: &mut Preview, id: ShelfId, names: &[String]) -> Value {
    let url = format!("{}{}", preview.engine().world().site.shelf(id).url, Mails::Html.file());
    // Asked for as a page is, so that the pictures in it come to be.
    let page = match preview.answer(&url) {
        Answer::Page(page) => Some(String::from_utf8_lossy(&page.bytes).into_owned()),
        _ => None,
    };
    let world = preview.engine().world();
    let site = &world.site;
    let desk = Desk::new(world, site.shelf(id).key.language, "");
    let Some(letter) = Letter::new(&desk, id) else { return nothing(names, Vec::new()) };
    let mail = match letter.mail() {
        Ok(mail) => mail,
        Err(problem) => return nothing(names, vec![told(&problem)]),
    };
    letter.weigh(&mail.html);
    letter.done(&desk);
    let (_, said) = desk.finish();
    let base_path = &preview.engine().config().base_path;
    json!({
        "issue": mail.id,
        "issues": names,
        "page": format!("{base_path}{}", escape::ascii(&url)),
        "subject": mail.subject,
        "preheader": mail.preheader,
        "html": page.as_ref().unwrap_or(&mail.html),
        "text": mail.text,
        "bytes": {"html": mail.html.len(), "text": mail.text.len(), "eml": mail.eml.len()},
        "sent": sent(&world.root, &mail.id),
        "problems": said.iter().map(told).collect::<Vec<_>>(),
    })
}

/// What the record says of an issue.
fn sent(root: &Path, name: &str) -> Vec<String> {
    let Ok(record) = Record::read(root) else { return Vec::new() };
    let entries = record.entries().filter(|entry| entry.issue == name);
    entries.map(|entry| format!("{} by {} at {}", entry.state.word(), entry.service, entry.when)).collect()
}

fn nothing(names: &[String], problems: Vec<String>) -> Value {
    json!({"issue": "", "issues": names, "page": "/", "html": "", "problems": problems})
}

fn told(problem: &Diagnostic) -> String {
    render::to_text(std::slice::from_ref(problem), false).trim_end().to_string()
}
