//! Who is told afterwards what has changed, one file each behind [`Ping`], and a line in [`pings`].

mod cloudflare;
mod indexnow;
mod webhook;
mod websub;

use url::Url;

use crate::base::secret::{Secret, scrub};
use crate::config::settings::Settings;
use crate::config::settings::deploy::After;
use crate::diagnostic::Diagnostic;
use crate::fetch::sender::{Payload, Sender, Sending};

/// What readers see otherwise now, as whole addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The site's own address.
    pub site: String,
    pub pages: Vec<String>,
    pub feeds: Vec<String>,
    /// Style sheets, pictures and all the rest.
    pub others: Vec<String>,
    pub removed: Vec<String>,
}

impl Changed {
    /// From paths below the output folder.
    pub fn of<'a>(
        base_url: &str,
        put: impl Iterator<Item = &'a String>,
        removed: impl Iterator<Item = &'a String>,
    ) -> Changed {
        let mut changed = Changed { site: format!("{base_url}/"), ..Changed::default() };
        for path in put.filter(|path| !path.ends_with(".gz") && !path.ends_with(".br")) {
            let Some(url) = address(base_url, path) else { continue };
            match path.rsplit('/').next().unwrap_or_default() {
                "atom.xml" | "rss.xml" | "feed.json" => changed.feeds.push(url),
                name if name.ends_with(".html") => changed.pages.push(url),
                _ => changed.others.push(url),
            }
        }
        changed.removed = removed.filter_map(|path| address(base_url, path)).collect();
        changed
    }

    /// All that was put or removed.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.pages.iter().chain(&self.feeds).chain(&self.others).chain(&self.removed)
    }

    pub fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }
}

/// The address at which a file is read: `a/index.html` is `https://example.org/a/`.
fn address(base_url: &str, path: &str) -> Option<String> {
    let path = match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    };
    Url::parse(&format!("{base_url}/{path}")).ok().map(String::from)
}

/// Somebody who wants to know.
pub trait Ping {
    /// For people: `IndexNow`.
    fn name(&self) -> &'static str;

    /// Tells it, and says what was told.
    ///
    /// # Errors
    /// When it could not be told, which changes nothing of what was published.
    fn tell(&self, changed: &Changed, sender: &Sender) -> Result<String, Diagnostic>;
}

/// Those that a target's settings name.
pub fn pings<'a>(
    after: &'a After,
    settings: &'a Settings,
    env: &'a dyn Fn(&str) -> Option<String>,
) -> Vec<Box<dyn Ping + 'a>> {
    let mut pings: Vec<Box<dyn Ping>> = Vec::new();
    // Copies are given up first, so that whoever is called meets what is new.
    pings.extend(
        after.cloudflare.as_ref().map(|settings| Box::new(cloudflare::Zone { settings, env }) as Box<dyn Ping>),
    );
    if after.websub {
        pings.push(Box::new(websub::Hubs(&settings.feeds.hubs)));
    }
    pings.extend(after.indexnow.as_ref().map(|settings| Box::new(indexnow::Engines(settings)) as Box<dyn Ping>));
    pings.extend(after.webhook.as_ref().map(|settings| Box::new(webhook::Listener { settings, env }) as Box<dyn Ping>));
    pings
}

/// Posts something, and takes every status that is no success for a failure.
fn post(
    sender: &Sender,
    name: &str,
    url: &str,
    headers: &[(&str, String)],
    body: &str,
    secrets: &[Secret],
) -> Result<(), Diagnostic> {
    let sending =
        Sending { method: "POST", url: &|| url.to_string(), headers, payload: Payload::Bytes(body.as_bytes()) };
    let failed = |told: String| {
        Diagnostic::warning(
            "deploy-ping",
            format!("{name} could not be told what has changed: {}", scrub(&told, secrets)),
        )
        .help("The site is published all the same. The next run of `rassegna deploy` tells it again.")
    };
    match sender.send(&sending) {
        Ok(answer) if answer.is_success() => Ok(()),
        Ok(answer) => {
            let words: String = answer.text().chars().filter(|c| !c.is_control()).take(200).collect();
            Err(failed(format!("it answers {} {words}", answer.status)))
        }
        Err(why) => Err(failed(why.to_string())),
    }
}

/// A secret of the environment.
fn secret(name: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<Secret, Diagnostic> {
    let value = env(name).map(|value| value.trim().to_string()).filter(|value| !value.is_empty());
    value.map(|value| Secret::new(&value)).ok_or_else(|| {
        Diagnostic::warning("deploy-ping", format!("the environment has no `{name}`")).help(
            "The site is published all the same. Set it, and the next run of `rassegna deploy` tells what has changed.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::Changed;

    #[test]
    fn files_are_told_by_their_addresses() {
        let put =
            ["index.html", "a b/index.html", "it/atom.xml", "assets/è.css", "404.html", "x.html.gz"].map(String::from);
        let removed = ["old/index.html".to_string()];
        let changed = Changed::of("https://example.org/sito", put.iter(), removed.iter());
        assert_eq!(
            changed.pages,
            ["https://example.org/sito/", "https://example.org/sito/a%20b/", "https://example.org/sito/404.html"]
        );
        assert_eq!(changed.feeds, ["https://example.org/sito/it/atom.xml"]);
        assert_eq!(changed.others, ["https://example.org/sito/assets/%C3%A8.css"]);
        assert_eq!(changed.removed, ["https://example.org/sito/old/"]);
    }
}
