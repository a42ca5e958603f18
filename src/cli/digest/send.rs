//! `rassegna digest send`

use std::process::ExitCode;

use clap::Args;
use jiff::tz::TimeZone;

use crate::base::date::Moment;
use crate::base::path::output_file;
use crate::build::engine::{Engine, Options};
use crate::cli::build::Choices;
use crate::cli::{Context, Failure, network, report};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::mail::Mail;
use crate::mail::deliver::{Delivery, Wish, deliver};
use crate::mail::record::{Record, State};
use crate::mail::secret::Around;
use crate::mail::send::{Service, open};
use crate::page::desk::Desk;
use crate::page::letter::Letter;
use crate::site::fact::ShelfId;

/// Show what would be sent of an issue and where to; with `--go` send it
///
/// The mail goes by the service that the series names under `email:`. What was sent stands in `rassegna.sent`, so that
/// nothing goes out twice; keep that file in the repository. Passwords and keys come from the environment or from a file.
#[derive(Args)]
pub struct Send {
    /// The issue, as `weekly/2025-w39`; the newest one by default
    issue: Option<String>,
    /// Of this series
    #[arg(long, value_name = "NAME")]
    series: Option<String>,
    /// Send it; without this nothing is sent, and nothing is written
    #[arg(long)]
    go: bool,
    /// Send it although it was sent, or may have been
    #[arg(long, conflicts_with = "sent")]
    again: bool,
    /// Send nothing, and note that it was sent
    #[arg(long, conflicts_with = "go")]
    sent: bool,
    /// Lay one of the configuration's `environments` over it
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// See what would be sent at this instant
    #[arg(long, value_name = "T", conflicts_with_all = ["go", "sent"])]
    now: Option<String>,
}

/// What is known before anything is sent.
struct Ready {
    mail: Mail,
    service: Box<dyn Service>,
    zone: TimeZone,
    /// Where its page will be, when it is not there yet.
    unpublished: Option<String>,
}

impl Send {
    pub(super) fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        // Only what is published is sent: neither drafts nor what is yet to come.
        let options = Choices { env: self.env.clone(), now: self.now.clone(), ..Choices::default() }.options()?;
        let Some(ready) = context.told(self.prepare(context, options, &network::environment)?) else {
            return Ok(ExitCode::FAILURE);
        };
        let wish = match (self.again, self.sent) {
            (true, _) => Wish::Again,
            (_, true) => Wish::Noted,
            _ => Wish::Once,
        };
        if !self.go && !self.sent {
            return Ok(plan(context, &ready, wish));
        }
        let clock = || Moment::now(&ready.zone);
        let delivered = deliver(&context.root, &*ready.service, &ready.mail, wish, &clock);
        let Some(delivery) = context.told(delivered) else { return Ok(ExitCode::FAILURE) };
        tell(&ready, &delivery);
        Ok(ExitCode::SUCCESS)
    }

    /// The mail and its service, or why there is none.
    fn prepare(
        &self,
        context: &Context,
        options: Options,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Result<Ready, Vec<Diagnostic>>, Failure> {
        let looked = Engine::open(&context.root, options).and_then(|mut engine| {
            let said = engine.look()?;
            Ok((engine, said))
        });
        let (engine, said) = match looked {
            Ok(looked) => looked,
            Err(diagnostics) => return Ok(Err(diagnostics)),
        };
        let mut errors: Vec<Diagnostic> = said.into_iter().filter(Diagnostic::is_error).collect();
        let site = &engine.world().site;
        if site.config.base_url.is_empty() {
            errors.push(
                Diagnostic::error("no-url", "the site has no address, and a mail leads to it")
                    .at(site.config.place(&[]))
                    .help("add `url: https://example.org/`, with the address under which you publish"),
            );
        }
        if !errors.is_empty() {
            // An article that cannot be read is missing in its issue.
            report::remark("Nothing is sent as long as the site has errors.");
            return Ok(Err(errors));
        }
        let goes_out = |id: ShelfId| site.series_of(id).is_some_and(|series| site.has_mail(&series.name));
        let id = site.find_issue(self.issue.as_deref(), self.series.as_deref(), &goes_out)?;
        Ok(ready(context, &engine, id, env))
    }
}

fn ready(
    context: &Context,
    engine: &Engine,
    id: ShelfId,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Ready, Vec<Diagnostic>> {
    let site = &engine.world().site;
    let shelf = site.shelf(id);
    let desk = Desk::new(engine.world(), shelf.key.language, "");
    let series = site.series_of(id).map(|series| series.name.as_str()).unwrap_or_default();
    let email = site.config.settings.digests.get(series).and_then(|settings| settings.email.as_ref());
    let (Some(letter), Some(email)) = (Letter::new(&desk, id), email) else {
        let diagnostic = Diagnostic::error("mail-service", format!("the series `{series}` does not go out by mail"));
        return Err(vec![
            diagnostic
                .at(site.config.place(&["digests", series]))
                .help("Say how under `email:`; the manual tells, in reference/mail."),
        ]);
    };
    let mail = letter.mail().map_err(|diagnostic| vec![diagnostic])?;
    letter.weigh(&mail.html);
    letter.done(&desk);
    let (_, said) = desk.finish();
    if has_errors(&said) {
        return Err(said);
    }
    report::diagnostics(context, &said);
    let around = Around { root: &context.root, env };
    let service = open(email, &around)
        .map_err(|refusal| vec![refusal.diagnostic().at(site.config.place(&["digests", series, "email"]))])?;
    let file = engine.output().join(output_file(&shelf.url));
    let unpublished = (site.has_page(id) && !file.exists()).then(|| file.display().to_string());
    Ok(Ready { mail, service, zone: site.config.zone.clone(), unpublished })
}

/// Shows what would be sent.
fn plan(context: &Context, ready: &Ready, wish: Wish) -> ExitCode {
    let Ready { mail, service, unpublished, .. } = ready;
    report::print(format!("{} by {} to {}", mail.id, service.name(), service.place()));
    let kilobytes = |bytes: usize| format!("{} kB", bytes.div_ceil(1024));
    let mut lines = vec![("subject", mail.subject.clone()), ("preheader", mail.preheader.clone())];
    for (name, value) in service.plan(mail) {
        if !lines.iter().any(|(known, _)| *known == name) {
            lines.push((name, value));
        }
    }
    let [html, text] = [mail.html.len(), mail.text.len()].map(kilobytes);
    lines.push(("parts", format!("{html} of HTML, {text} of text")));
    let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in &lines {
        report::print(format!("  {name:width$}  {value}").trim_end());
    }
    if let Some(file) = unpublished {
        report::remark(format!(
            "note: {file} is not there: build and publish the site first, since the mail leads to it."
        ));
    }
    let Some(record) = context.told(Record::read(&context.root)) else { return ExitCode::FAILURE };
    if let Some(refusal) = service.lacks() {
        report::diagnostics(context, &[refusal.diagnostic()]);
        return ExitCode::FAILURE;
    }
    match record.find(&mail.id, service.name()) {
        Some((_, known)) if wish == Wish::Once && known.state == State::Sending => {
            report::print(format!(
                "Nothing would be sent: it was being sent at {}, and no acknowledgement was noted, so that it may have arrived, or not. \
                 Look at {}; then say `--sent` if it is there, `--again --go` if it is not.",
                known.when,
                service.place()
            ));
            return ExitCode::FAILURE;
        }
        Some((_, known)) if wish == Wish::Once => report::print(format!(
            "Nothing would be sent: it was sent at {} ({}). `--again --go` sends it once more.",
            known.when, known.receipt
        )),
        _ => report::print("Nothing was sent: `--go` sends it."),
    }
    ExitCode::SUCCESS
}

/// Tells what became of it.
fn tell(ready: &Ready, delivery: &Delivery) {
    let id = &ready.mail.id;
    match delivery {
        Delivery::Sent { entry, receipt } => {
            let what = if receipt.is_draft { "is a draft now" } else { "was sent" };
            report::print(format!("{id} {what}: {} says {}", ready.service.place(), entry.receipt));
            if let Some(url) = &receipt.url {
                report::print(format!("Look at it and send it there: {url}"));
            }
            if let Some(note) = &receipt.note {
                report::remark(format!("note: {note}"));
            }
        }
        Delivery::Already { entry, has_changed } => {
            report::print(format!("{id} was sent by {} at {}: nothing was sent now.", entry.service, entry.when));
            if *has_changed {
                report::remark("note: the issue has changed since. `--again --go` sends it as it is now.");
            }
        }
        Delivery::Noted(entry) => report::print(format!("Noted: {}", entry.line())),
    }
}
