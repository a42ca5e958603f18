//! The system's own programs, which know the keys and the hosts of whoever runs them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::diagnostic::Diagnostic;

/// One call of a program.
pub struct Call<'a> {
    /// The program, and what it is given first.
    pub command: &'a [String],
    pub arguments: &'a [&'a str],
    /// Where it runs.
    pub folder: Option<&'a Path>,
    /// What it reads.
    pub input: &'a [u8],
    pub variables: &'a [(&'a str, &'a str)],
}

impl<'a> Call<'a> {
    pub fn new(command: &'a [String], arguments: &'a [&'a str]) -> Call<'a> {
        Call { command, arguments, folder: None, input: &[], variables: &[] }
    }

    /// Runs it to its end, and gives what it printed.
    ///
    /// # Errors
    /// When there is no such program, or it did not end well: with its own last words.
    pub fn run(&self) -> Result<Vec<u8>, Diagnostic> {
        let Some((program, first)) = self.command.split_first() else {
            return Err(failed("the command of this target is empty").help("Name a program under `command`."));
        };
        let mut command = Command::new(program);
        command.args(first).args(self.arguments).envs(self.variables.iter().copied());
        if let Some(folder) = self.folder {
            command.current_dir(folder);
        }
        // In English, since its words are read for what they mean.
        command.env("LC_ALL", "C").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| {
            failed(format!("`{program}` cannot be run: {error}")).help(format!(
                "Is it installed, and on the `PATH`? Another one can be named under `command`: `[{program}]`."
            ))
        })?;
        let input = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // It may talk before it has read everything: both are done at once. That it hangs up is told by its exit code.
            scope.spawn(move || input.map(|mut input| input.write_all(self.input)));
            child.wait_with_output()
        });
        let output = output.map_err(|error| failed(format!("`{program}` cannot be waited for: {error}")))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let words = String::from_utf8_lossy(&output.stderr);
        let words: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let last = words.iter().rev().take(3).rev().copied().collect::<Vec<_>>().join(" · ");
        let told = if last.is_empty() { output.status.to_string() } else { last };
        Err(failed(format!("`{program}` has failed: {told}")))
    }
}

fn failed(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error("deploy-program", message)
}
