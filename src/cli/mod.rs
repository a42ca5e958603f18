//! The commands: one command, one file, one function.
//!
//! Owns the command line, the summary and the progress bar. May import everything. Absent from here: any decision about
//! what a site is. The exit code is 0 when all went well, 1 when the site has errors, 2 when the command was not understood.

mod archive;
mod build;
mod check;
mod comments;
mod completions;
mod config;
mod deploy;
mod digest;
mod entities;
mod import;
mod init;
mod man;
mod network;
mod new;
mod next;
mod report;
mod schema;
mod serve;
mod stats;
mod stories;
mod theme;
mod why;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::durable;
use crate::build::engine::{Engine, Options};
use crate::diagnostic::Diagnostic;

/// What went wrong with a command, when it is no diagnostic about the site.
pub type Failure = Box<dyn std::error::Error>;

/// A press review: static sites for tech-news digests, from Markdown articles.
///
/// Articles are Markdown files in `content/articles/`; `rassegna build` makes them into a site in `public/`, with pages for
/// tags and companies, feeds and a sitemap. A second build makes again only what changed.
#[derive(Parser)]
#[command(name = "rassegna", version, max_term_width = 100)]
#[command(after_help = "Start with `rassegna init my-site`, then `cd my-site` and `rassegna serve --open`.\n\
Exit codes: 0 all went well, 1 the site has errors, 2 the command was not understood.")]
struct Arguments {
    /// The site's folder, where `rassegna.yaml` is.
    #[arg(long, global = true, default_value = ".", value_name = "DIR")]
    root: PathBuf,
    /// When to print in colour.
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    color: Colour,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Init),
    New(new::New),
    Build(build::Build),
    Serve(serve::Serve),
    Deploy(deploy::Deploy),
    Check(check::Check),
    Next(next::Next),
    Stories(stories::Stories),
    Archive(archive::Archive),
    Comments(comments::Comments),
    Why(why::WhyArguments),
    Digest(digest::Digest),
    Import(import::Import),
    Entities(entities::Entities),
    Tags(entities::Tags),
    Config(config::ConfigArguments),
    Theme(theme::Theme),
    Stats(stats::Stats),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs: one object.
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people
    Table,
    /// For programs
    Json,
}

/// How a list is shown.
#[derive(Args)]
pub struct Showing {
    /// How to show it
    #[arg(long, default_value = "table")]
    format: Form,
}

/// What all commands know.
pub struct Context {
    pub root: PathBuf,
    pub colour: bool,
}

impl Context {
    /// What was read, or thought out; `None` when that cannot be done, which is told.
    pub fn told<T>(&self, found: Result<T, Vec<Diagnostic>>) -> Option<T> {
        found.map_err(|diagnostics| report::diagnostics(self, &diagnostics)).ok()
    }

    /// The site as its sources are now, without making anything. What is wrong with single articles is told and no reason to
    /// stop, since the others are there; `None` when the site cannot be read at all, which is told too.
    pub fn look(&self, options: Options) -> Option<Engine> {
        let looked = Engine::open(&self.root, options)
            .and_then(|mut engine| engine.look().map(|diagnostics| (engine, diagnostics)));
        let (engine, diagnostics) = self.told(looked)?;
        let errors: Vec<Diagnostic> = diagnostics.into_iter().filter(Diagnostic::is_error).collect();
        report::diagnostics(self, &errors);
        Some(engine)
    }
}

impl Context {
    /// Writes a new file of the site. What somebody has written is never written over.
    ///
    /// # Errors
    /// When it is there already, or cannot be written.
    pub fn create(&self, path: &Path, text: &str) -> Result<(), Failure> {
        let file = self.root.join(path);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let made = durable::create(&file, text.as_bytes());
        Ok(made.map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => format!("{} is there already", path.display()),
            _ => format!("{}: {error}", path.display()),
        })?)
    }
}

/// Runs a command line.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no failures, and clap knows which stream each belongs to.
            let _ = error.print();
            return ExitCode::from(error.exit_code() as u8);
        }
    };
    let colour = match arguments.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never,
    };
    let context = Context { root: arguments.root, colour };
    let result = match arguments.command {
        Command::Init(init) => init.run(&context),
        Command::New(new) => new.run(&context),
        Command::Build(build) => build.run(&context),
        Command::Serve(serve) => serve.run(&context),
        Command::Deploy(deploy) => deploy.run(&context),
        Command::Check(check) => check.run(&context),
        Command::Next(next) => next.run(&context),
        Command::Stories(stories) => stories.run(&context),
        Command::Archive(archive) => archive.run(&context),
        Command::Comments(comments) => comments.run(&context),
        Command::Why(why) => why.run(&context),
        Command::Digest(digest) => digest.run(&context),
        Command::Import(import) => import.run(&context),
        Command::Entities(entities) => entities.run(&context),
        Command::Tags(tags) => tags.run(&context),
        Command::Config(config) => config.run(&context),
        Command::Theme(theme) => theme.run(&context),
        Command::Stats(stats) => stats.run(&context),
        Command::Schema(schema) => schema.run(),
        Command::Completions(completions) => completions.run(),
        Command::Man(man) => man.run(),
    };
    match result {
        Ok(code) => code,
        Err(failure) => {
            report::remark(format!("error: {failure}"));
            ExitCode::FAILURE
        }
    }
}

/// The whole command line, for completions, the manual and tests.
pub fn command_line() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}
