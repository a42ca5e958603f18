//! What cannot be meant by the settings of `deploy`.

use glob::Pattern;

use super::Reading;
use super::node::Node;
use super::settings::Settings;
use super::settings::deploy::Target;
use crate::diagnostic::Diagnostic;

pub(super) fn check(reading: &mut Reading<'_>, settings: &Settings, root: &Node) {
    for (name, target) in &settings.deploy.targets {
        if let Some(problem) = kinds(target) {
            reading.report_name(problem, &["deploy", "targets", name], root);
        }
        for (key, pattern) in patterns(target) {
            if let Err(error) = Pattern::new(pattern) {
                let problem =
                    Diagnostic::error("deploy-target", format!("`{pattern}` is no pattern of paths: {error}"));
                let problem = problem.help("Write `logs/**` for all below a folder, `*.pdf` for files of a kind.");
                reading.report(problem, &["deploy", "targets", name, key], root);
            }
        }
        let controls = target.cache.iter().map(|rule| rule.control.as_str());
        if controls.into_iter().any(|control| control.is_empty() || control.contains(|c: char| c.is_control())) {
            let problem =
                Diagnostic::error("deploy-target", "a value of `Cache-Control` is empty, or has several lines");
            reading.report(problem, &["deploy", "targets", name, "cache"], root);
        }
        if let Some(problem) = hook(target) {
            reading.report(problem, &["deploy", "targets", name, "after", "webhook"], root);
        }
    }
}

fn kinds(target: &Target) -> Option<Diagnostic> {
    let named = [
        target.folder.is_some(),
        target.s3.is_some(),
        target.sftp.is_some(),
        target.rsync.is_some(),
        target.git.is_some(),
    ];
    let message = match named.iter().filter(|is_named| **is_named).count() {
        1 => return None,
        0 => "this target says nothing of where it is",
        _ => "this target is in several places",
    };
    let problem = Diagnostic::error("deploy-target", message);
    Some(
        problem
            .help("Give it exactly one of `folder`, `s3`, `sftp`, `rsync` and `git`, and others a name of their own."),
    )
}

fn patterns(target: &Target) -> impl Iterator<Item = (&'static str, &String)> {
    let keep = target.keep.iter().map(|pattern| ("keep", pattern));
    let dotfiles = target.dotfiles.iter().map(|pattern| ("dotfiles", pattern));
    keep.chain(dotfiles).chain(target.cache.iter().map(|rule| ("cache", &rule.files)))
}

fn hook(target: &Target) -> Option<Diagnostic> {
    let hook = target.after.webhook.as_ref()?;
    (hook.url.is_some() == hook.url_env.is_some())
        .then(|| Diagnostic::error("deploy-target", "a webhook has one of `url` and `url_env`"))
}
