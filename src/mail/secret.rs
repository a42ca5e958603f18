//! Where the names, passwords and keys of mail services come from: the environment, or a file of one's own.

use std::fs;
use std::path::Path;

use super::send::Refusal;
use crate::base::platform::open_to_others;
use crate::base::secret::Secret;

/// What is handed in from outside.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The site's folder, from which the paths of files are meant.
    pub root: &'a Path,
    /// The environment.
    pub env: &'a dyn Fn(&str) -> Option<String>,
}

/// Where secrets are to be found.
#[derive(Clone, Copy, Debug)]
pub struct Lock<'a> {
    /// What each of them is, and its variable: `("user", "RASSEGNA_SMTP_USER")`.
    pub wanted: &'a [(&'static str, &'a str)],
    /// The file that has one a line, when the configuration names one.
    pub file: Option<&'a str>,
}

impl Lock<'_> {
    /// For people: where they come from.
    pub fn place(&self) -> String {
        match self.file {
            Some(file) => format!("the file `{file}`"),
            None => self.wanted.iter().map(|(_, name)| format!("`{name}`")).collect::<Vec<_>>().join(" and "),
        }
    }

    /// All of them, in their order.
    ///
    /// # Errors
    /// What is missing, or that others may read the file.
    pub fn open(&self, around: &Around<'_>) -> Result<Vec<Secret>, Refusal> {
        match self.file {
            Some(file) => self.read_file(file, around),
            None => self.wanted.iter().map(|(what, name)| from_environment(what, name, around)).collect(),
        }
    }

    fn read_file(&self, file: &str, around: &Around<'_>) -> Result<Vec<Secret>, Refusal> {
        let path = around.root.join(file);
        let wanted: Vec<&str> = self.wanted.iter().map(|(what, _)| *what).collect();
        let wanted = wanted.join(", then the ");
        let failed = |message: String| Refusal::before("mail-secret", message);
        if let Some(mode) = open_to_others(&path) {
            return Err(failed(format!(
                "`{file}` may be read by others (its mode is {mode:04o}), and it holds a secret"
            ))
            .help(format!("Close it: `chmod 600 {file}`. If somebody else may have read it, change what it holds.")));
        }
        let text = fs::read_to_string(&path).map_err(|error| {
            failed(format!("`{file}` cannot be read: {error}"))
                .help(format!("Make it, with the {wanted}, one a line; `chmod 600 {file}`; and do not commit it."))
        })?;
        let lines: Vec<Secret> =
            text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(Secret::new).collect();
        if lines.len() != self.wanted.len() {
            return Err(failed(format!("`{file}` has {} lines where {} belong", lines.len(), self.wanted.len()))
                .help(format!("Write the {wanted}, one a line and nothing else.")));
        }
        Ok(lines)
    }
}

fn from_environment(what: &str, name: &str, around: &Around<'_>) -> Result<Secret, Refusal> {
    match (around.env)(name).filter(|value| !value.trim().is_empty()) {
        Some(value) => Ok(Secret::new(&value)),
        None => Err(Refusal::before("mail-secret", format!("the environment has no `{name}`, which should hold the {what}"))
            .help("Set it for this command alone or in your service's own store of secrets, or name a file with `secrets_file`.")
            .help("Secrets are never options of the command: others on the machine could read them.")),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Around, Lock};
    use crate::base::secret::Secret;

    const WANTED: &[(&str, &str)] = &[("user", "U"), ("password", "P")];

    #[test]
    fn secrets_come_from_the_environment() {
        let folder = tempfile::tempdir().expect("a folder");
        let env = |name: &str| (name == "U").then(|| "anna".to_string());
        let around = Around { root: folder.path(), env: &env };
        let refusal = Lock { wanted: WANTED, file: None }.open(&around).expect_err("a password is missing");
        assert!(refusal.message.contains("`P`"), "{refusal:?}");
        let full = |name: &str| Some(format!("{name}!"));
        let around = Around { root: folder.path(), env: &full };
        assert_eq!(
            Lock { wanted: WANTED, file: None }.open(&around).expect("both"),
            [Secret::new("U!"), Secret::new("P!")]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("segreti");
        fs::write(&path, "anna\npassword lunga\n").expect("a file");
        let none = |_: &str| None;
        let around = Around { root: folder.path(), env: &none };
        let lock = Lock { wanted: WANTED, file: Some("segreti") };
        for (mode, fits) in [(0o644, false), (0o640, false), (0o604, false), (0o600, true), (0o400, true)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
            let opened = lock.open(&around);
            assert_eq!(opened.is_ok(), fits, "{mode:o}: {opened:?}");
        }
        assert_eq!(lock.open(&around).expect("both")[1].reveal(), "password lunga");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
        fs::write(&path, "anna\n").expect("a file");
        assert!(lock.open(&around).is_err(), "a line is missing");
    }
}
