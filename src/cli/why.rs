//! `rassegna why`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::build::Choices;
use super::{Context, Failure, Format, report};
use crate::build::engine::{Engine, Options};
use crate::build::why::Proposed;
use crate::diagnostic::nearest;

/// Say how a page was made: its template, the questions it asked, and why it was made the last time
///
/// It reads the ledger of the last build and changes nothing.
#[derive(Args)]
pub struct WhyArguments {
    /// The page's address: `/tags/ia/`
    url: String,
    #[command(flatten)]
    choices: Choices,
    /// The folder that the site was built into, instead of `public/`
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// How to tell it
    #[arg(long, default_value = "text")]
    format: Format,
}

impl WhyArguments {
    /// # Errors
    /// When the site has no such page, or was not built yet.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let options = Options { output: self.output.clone(), ..self.choices.options()? };
        let Some(engine) = context.told(Engine::open(&context.root, options)) else { return Ok(ExitCode::FAILURE) };
        if engine.ledger().is_empty() {
            return Err("nothing is known of this site yet: run `rassegna build` with the same options first".into());
        }
        let Some(why) = engine.why(&self.url) else {
            let known: Vec<&str> = engine.ledger().pages().map(|(_, page)| page.address.url.as_str()).collect();
            let near = nearest(&self.url, known).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            return Err(format!("the site has no page {}{near}", self.url).into());
        };
        if self.format == Format::Json {
            report::print(serde_json::to_string_pretty(&why)?);
            return Ok(ExitCode::SUCCESS);
        }
        report::print(&why.url);
        report::print(format!("  kind      {}", why.kind));
        if let Some(template) = &why.template {
            report::print(format!("  template  {template}"));
        }
        report::print("  made because");
        why.made.iter().for_each(|line| report::print(format!("    {line}")));
        if !why.related.is_empty() {
            report::print("  it proposes");
            why.related.iter().for_each(|one| report::print(format!("    {} ({})", one.url, reasons(one))));
        }
        report::print("  it asked for");
        why.questions.iter().for_each(|line| report::print(format!("    {line}")));
        Ok(ExitCode::SUCCESS)
    }
}

/// `NVIDIA 120, chip 20, words 83 by gigawatt and data, 30 days older: 190 points`
fn reasons(one: &Proposed) -> String {
    let mut parts: Vec<String> = one.names.iter().map(|(name, points)| format!("{name} {points}")).collect();
    if one.alike > 0 {
        parts.push(format!("words {} by {}", one.alike, one.words.join(" ")));
    }
    parts.push(format!("{} days older", one.days));
    format!("{}: {} points", parts.join(", "), one.score)
}
