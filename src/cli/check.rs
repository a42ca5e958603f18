//! `rassegna check`

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::build::Choices;
use super::{Context, Failure, network, report};
use crate::build::engine::{Engine, Options};
use crate::build::store::FOLDER;
use crate::check::external::Asking;
use crate::check::form::{github, json, sarif};
use crate::check::looked::Looked;
use crate::check::rule::{Needs, level};
use crate::check::run::{self, Findings, Wish};
use crate::check::{RULES, changed, fix};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity, render};
use crate::edit::write;

/// So many findings of one rule are shown; the others are counted.
const SHOWN: usize = 10;

/// Look for what an editor would rather know before a reader does
///
/// Dead links, missing sources, names in two spellings, pictures without a description, what must not be published. What a
/// build says itself is told too. Rules are switched under `checks` in the configuration; `<!-- check: ignore RULE -->` switches
/// one off in a file. The exit code is 1 when there are errors, with `--strict` when there are warnings.
#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    choices: Choices,
    /// Only this rule; may be given several times
    #[arg(long = "rule", value_name = "NAME")]
    rules: Vec<String>,
    /// Show all rules, with their reasons and how much they matter here
    #[arg(long)]
    list: bool,
    /// Ask other sites whether links to them can be followed
    #[arg(long)]
    external: bool,
    /// With `--external`: ask for everything again, whatever is known
    #[arg(long, requires = "external")]
    anew: bool,
    /// With `--external`: ask for addresses inside private networks too
    #[arg(long, requires = "external")]
    private: bool,
    /// Look through the output folder for anything of articles that are not published
    #[arg(long, conflicts_with_all = ["drafts", "future", "expired"])]
    leaks: bool,
    /// The folder that the site was built into, instead of `public/`
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Only what is found in files that git says are changed; with a revision, since then too
    #[arg(long, value_name = "REVISION", num_args = 0..=1, require_equals = true)]
    changed: Option<Option<String>>,
    /// Mend what can be mended without asking: tracking parameters go, names get the spelling of their profile
    #[arg(long)]
    fix: bool,
    /// Warnings count as errors
    #[arg(long)]
    strict: bool,
    /// Show every finding, however many there are of one rule
    #[arg(long)]
    all: bool,
    /// How to tell it
    #[arg(long, default_value = "text")]
    format: Form,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For programs: one object
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands, which GitHub shows beside the lines
    Github,
}

impl Check {
    /// # Errors
    /// When git or a file cannot do what is asked of it.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        if let Err(why) = run::named(&self.rules) {
            report::remark(format!("error: {why}"));
            return Ok(ExitCode::from(2));
        }
        let changed = self.changed.as_ref().map(|since| changed::files(&context.root, since.as_deref())).transpose()?;
        let options = Options { output: self.output.clone(), ..self.choices.options()? };
        let mut looked = look(context, options.clone());
        if let (true, Ok((engine, said))) = (self.fix, &looked) {
            let findings = self.findings(engine, said.clone(), changed.as_ref());
            if self.mend(context, engine, &findings)? {
                looked = look(context, options);
            }
        }
        let (findings, config) = match &looked {
            Ok((engine, _)) if self.list => {
                list(engine.config());
                return Ok(ExitCode::SUCCESS);
            }
            Ok((engine, said)) => (self.findings(engine, said.clone(), changed.as_ref()), Some(engine.config())),
            Err(said) => (Findings { said: said.clone(), ..Findings::default() }, None),
        };
        self.show(context, &findings, config)?;
        let counts = |one: &Diagnostic| one.is_error() || self.strict && one.severity == Severity::Warning;
        Ok(if findings.said.iter().any(counts) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    fn findings(&self, engine: &Engine, said: Vec<Diagnostic>, changed: Option<&BTreeSet<String>>) -> Findings {
        let cache = engine.world().root.join(FOLDER).join("links.json");
        let asking = Asking {
            cache: &cache,
            now: engine.now().seconds,
            anew: self.anew,
            allow_private: self.private,
            env: &network::environment,
            begins: &|addresses, hosts| {
                report::remark(format!("Asking for {addresses} addresses of {hosts} hosts …"));
            },
        };
        let wish =
            Wish { rules: self.rules.clone(), leaks: self.leaks, external: self.external.then_some(&asking), changed };
        run::check(engine, said, &wish)
    }

    /// Whether anything was changed.
    fn mend(&self, context: &Context, engine: &Engine, findings: &Findings) -> Result<bool, Failure> {
        let mending = fix::plan(&Looked::at(engine, None), findings);
        report::diagnostics(context, &mending.refused);
        match write::write(&context.root, &mending.changes, &mut |_| Ok(())) {
            Ok(0) => Ok(false),
            Ok(count) => {
                for change in &mending.changes {
                    report::remark(format!("mended {}", change.path));
                }
                report::remark(if count == 1 { "1 file changed.".into() } else { format!("{count} files changed.") });
                Ok(true)
            }
            Err(diagnostic) => Err(format!("{}: {}", diagnostic.message, diagnostic.help.join(" ")).into()),
        }
    }

    fn show(&self, context: &Context, findings: &Findings, config: Option<&Config>) -> Result<(), Failure> {
        match self.format {
            Form::Json => report::print(serde_json::to_string_pretty(&json::report(findings))?),
            Form::Sarif => {
                // A repository may hold more than the site.
                let prefix = changed::prefix(&context.root).unwrap_or_default();
                report::print(serde_json::to_string_pretty(&sarif::report(findings, config, &prefix))?);
            }
            Form::Github => github::report(&findings.said).iter().for_each(report::print),
            Form::Text => {
                let (shown, hidden) = self.shortened(&findings.said);
                if !shown.is_empty() {
                    report::print(render::to_text(&shown, context.colour));
                }
                for (code, count) in hidden {
                    report::print(format!("… and {count} more of {code}: `rassegna check --rule {code} --all`"));
                }
            }
        }
        for remark in &findings.remarks {
            report::remark(format!("note: {remark}"));
        }
        let summary = match render::summary(&findings.said) {
            none if none.is_empty() => "nothing found".to_string(),
            some => some,
        };
        let texts = if findings.texts == 1 { "1 text".to_string() } else { format!("{} texts", findings.texts) };
        if self.format == Form::Text {
            report::print(format!("{texts}: {summary}"));
        } else {
            report::remark(format!("{texts}: {summary}"));
        }
        Ok(())
    }

    /// The first findings of each rule, and how many of which are left out. Errors are never left out.
    fn shortened(&self, said: &[Diagnostic]) -> (Vec<Diagnostic>, Vec<(String, usize)>) {
        let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        let mut shown = Vec::new();
        for one in said {
            let count = counts.entry(&one.code).or_default();
            *count += 1;
            if self.all || one.is_error() || *count <= SHOWN {
                shown.push(one.clone());
            }
        }
        let hidden = counts.iter().map(|(code, count)| {
            let shown = shown.iter().filter(|one| one.code == **code).count();
            ((*code).to_string(), count - shown)
        });
        let hidden = hidden.filter(|(_, count)| *count > 0).collect();
        (shown, hidden)
    }
}

type Looking = Result<(Engine, Vec<Diagnostic>), Vec<Diagnostic>>;

fn look(context: &Context, options: Options) -> Looking {
    Engine::open(&context.root, options).and_then(|mut engine| engine.look().map(|said| (engine, said)))
}

fn list(config: &Config) {
    for rule in RULES {
        let needs = match rule.needs() {
            Needs::Sources => "",
            Needs::Output => ", on the pages of the last build",
            Needs::Leaks => ", with --leaks",
            Needs::External => ", with --external",
        };
        let mends = if rule.mends() { ", mended by --fix" } else { "" };
        report::print(format!("{} ({}{needs}{mends})", rule.name(), run::word(level(*rule, config))));
        report::print(format!("    {}", rule.reason()));
    }
}
