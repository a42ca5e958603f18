//! The first half of an update: look at the files, read what changed, patch the site, ask the touched facts again, plan the
//! touched subjects. Afterwards the pages that must be made are known. Builds and previews share it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::addresses;
use super::alike;
use super::doubles;
use super::editions;
use super::engine::{CONFIG, Engine, Where, read_config};
use super::guard;
use super::intake::{self, Intake};
use super::ledger::Reason;
use super::names;
use super::planning;
use super::threads;
use super::unmet;
use crate::config::settings::text::Vigilance;
use crate::diagnostic::{self, Diagnostic, Span};
use crate::page::view::frame::SiteValues;
use crate::site::archived;
use crate::site::fact::Subject;
use crate::site::store::Site;
use crate::source::tree::Delta;
use crate::theme::data::Data;
use crate::theme::press::Theme;

/// What a look at the sources brought.
#[derive(Default)]
pub(super) struct Gathered {
    /// Whether anything of the site moved.
    pub has_moved: bool,
    /// How many files were parsed.
    pub parsed: usize,
    /// The addresses of published files that have other bytes now.
    pub files: Vec<String>,
    pub delta: Delta,
}

impl Engine {
    /// Looks at the files and takes in what changed. Afterwards the pages that must be made are known.
    ///
    /// # Errors
    /// What is wrong with the configuration; then everything stays as it was, and nothing of what was found is lost.
    pub(super) fn gather(&mut self, at: Where<'_>) -> Result<Gathered, Vec<Diagnostic>> {
        let looked = match at {
            Where::Everywhere => match self.sight.take() {
                Some(sight) => self.tree.refresh_with(sight),
                None => self.tree.refresh(),
            },
            Where::At(paths) => self.tree.refresh_at(paths),
        };
        let mut delta = looked.after(std::mem::take(&mut self.backlog));
        let mut before = None;
        // After a new start all files are new, this one too: it is read again, for it may have been saved once more.
        while delta.changed.iter().chain(&delta.removed).any(|path| path == CONFIG) {
            match read_config(&self.root, &self.options) {
                Ok((config, said)) => {
                    self.about_config = said;
                    if config.stamp == self.world.config.stamp {
                        break;
                    }
                    before.get_or_insert_with(|| self.world.clone());
                    self.start_over(config);
                    delta = self.tree.refresh();
                }
                Err(said) => {
                    self.backlog = delta;
                    return Err(said);
                }
            }
        }
        match at {
            Where::At(paths) if before.is_none() => {
                let looked_at = |span: &Span| paths.iter().any(|path| span.path.starts_with(path.as_str()));
                self.about_files.retain(|one| !one.span.as_ref().is_some_and(looked_at));
            }
            _ => self.about_files.clear(),
        }
        self.about_files.append(&mut delta.diagnostics);
        let mut gathered = self.take_in(&delta);
        if let Some(before) = before {
            // Everything was read anew, but not every file is another.
            let stamp = |site: &Site, url: &str| site.media(url).map(|media| media.stamp);
            gathered.files.retain(|url| stamp(&before.site, url) != stamp(&self.world.site, url));
        }
        gathered.delta = delta;
        Ok(gathered)
    }

    /// What there is to say of the sources; of the pages, they say it themselves when they are made.
    pub(super) fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut diagnostics = self.about_files.clone();
        diagnostics.extend(self.about_config.iter().cloned());
        diagnostics.extend(self.about_theme.iter().cloned());
        diagnostics.extend(self.world.theme.assets.said.iter().cloned());
        diagnostics.extend(self.said.values().flatten().cloned());
        diagnostics.extend(self.about_addresses.iter().cloned());
        diagnostics.extend(self.about_sources.iter().cloned());
        diagnostics.extend(self.about_names.iter().cloned());
        diagnostics.extend(self.about_menus.iter().cloned());
        // Whether a pick is missing shows when every article can be read.
        let is_whole = !self.said.values().any(|said| diagnostic::has_errors(said));
        let issues = self.about_editions.iter().filter(|one| is_whole || one.code != "missing-pick");
        diagnostics.extend(issues.cloned());
        diagnostics.extend(self.about_threads.iter().cloned());
        diagnostics.extend(self.doubles.said.iter().cloned());
        diagnostics.extend(unmet::outputs(&self.world.config));
        diagnostics.extend(unmet::pictures(&self.world.config));
        diagnostics.extend(unmet::digests(&self.world.site));
        diagnostics
    }

    /// Reads what changed, patches the site, asks the touched facts again and plans the touched subjects.
    fn take_in(&mut self, delta: &Delta) -> Gathered {
        let now = self.now();
        let Some(world) = Arc::get_mut(&mut self.world) else { return Gathered::default() };
        world.articles.forget_finished();
        drop((world.cards.take(), world.components.take()));
        world.letters.forget();
        let mut touched = BTreeSet::new();
        let profiles = intake::profiles(&self.tree, delta, world, self.options.reveal.drafts);
        if !profiles.change.is_empty() {
            touched.extend(world.site.patch(profiles.change, now));
        }
        let stale = world.site.take_stale();
        // One thread compiles the templates while the others read articles: neither asks for the other's.
        let (mut intake, theme) = rayon::join(
            || intake::the_rest(&self.root, &self.tree, delta, &stale, &self.world),
            || self.is_theme_moved(delta).then(|| self.load_theme()),
        );
        intake.said.extend(profiles.said);
        intake.stamps.extend(profiles.stamps);
        intake.parsed += profiles.parsed;
        if let Some(world) = Arc::get_mut(&mut self.world) {
            world.site.vocabulary.forget_forms();
        }
        let copies = intake.copies(&self.tree, delta);
        self.tree.settle(&delta.changed, &intake.stamps);
        let is_first = !self.themed;
        touched.extend(self.take_in_theme(delta, theme, &mut intake).then_some(Subject::Templates));
        for (path, said) in std::mem::take(&mut intake.said) {
            match said.is_empty() {
                true => self.said.remove(&path),
                false => self.said.insert(path, said),
            };
        }
        // An asset, or a file that takes the place of one.
        let is_asset = |path: &str| {
            path.starts_with("static/assets/") || !(path.starts_with("static/") || path.starts_with("content/"))
        };
        if intake.change.media.iter().any(|(path, _)| is_asset(path)) {
            touched.insert(Subject::Assets);
        }
        let media: Vec<String> = intake.change.media.iter().map(|(path, _)| path.clone()).collect();
        let Some(world) = Arc::get_mut(&mut self.world) else { return Gathered::default() };
        touched.extend(world.site.patch(intake.change, now));
        if let Some((records, said)) = copies {
            touched.extend(world.site.take_copies(records));
            match said.is_empty() {
                true => self.said.remove(archived::FILE),
                false => self.said.insert(archived::FILE.to_string(), said),
            };
        }
        // These have no patch of their own: they are planned once, with an empty ledger.
        if self.ledger.is_empty() {
            touched.insert(Subject::Site);
            touched.extend((0..world.config.languages.len() as u16).map(Subject::Language));
            touched.extend(world.site.all_shelves().map(Subject::Shelf));
        }
        let world = &self.world;
        for (page, facts) in self.ledger.ask_again(&touched, |fact| world.stamp(fact)) {
            self.dirty.entry(page).or_insert(Reason::Moved(facts));
        }
        let plan = planning::plan(&mut self.ledger, &world.site, &touched);
        let addresses_moved = !plan.fresh.is_empty() || !plan.gone.is_empty() || !media.is_empty();
        if is_first || delta.has_new || !delta.removed.is_empty() {
            self.about_sources = alike::sources(&self.tree);
        }
        self.look_for_mistakes(is_first, addresses_moved, &touched);
        self.watch_texts(delta, &touched);
        self.dirty.extend(plan.fresh.into_iter().map(|page| (page, Reason::New)));
        self.gone.extend(plan.gone.into_iter().map(|address| address.url));
        let files = media.iter().filter_map(|path| self.world.site.file_address(path)).map(str::to_string).collect();
        Gathered { has_moved: !touched.is_empty(), parsed: intake.parsed, files, delta: Delta::default() }
    }

    /// Whether templates, words or data are to be loaded again. An asset is only published again.
    fn is_theme_moved(&self, delta: &Delta) -> bool {
        !self.themed || !of_theme(delta).all(|path| self.world.theme.assets.own(path))
    }

    fn load_theme(&self) -> (Theme, Vec<Diagnostic>) {
        let (data, mut said) = Data::load(&self.root, &self.tree);
        let (theme, about) = Theme::load(&self.root, &self.tree, &self.world.config, &data);
        said.extend(about);
        (theme, said)
    }

    /// Takes in the theme if it was loaded again, or its assets that moved. Returns whether templates may print otherwise now.
    fn take_in_theme(&mut self, delta: &Delta, loaded: Option<(Theme, Vec<Diagnostic>)>, intake: &mut Intake) -> bool {
        let Some(world) = Arc::get_mut(&mut self.world) else { return false };
        let is_other = loaded.is_some();
        if let Some((theme, said)) = loaded {
            self.about_theme = said;
            world.values = SiteValues::new(&world.site, &theme.strings);
            world.theme = theme;
            self.themed = true;
        } else if of_theme(delta).next().is_none() {
            return false;
        } else {
            // No template need be read again for an asset.
            world.theme.assets.reload(&self.root, &world.config.settings.assets);
        }
        let assets = intake::assets(&world.theme, &self.assets);
        for (path, media) in &assets {
            match media {
                Some(media) => self.assets.insert(path.clone(), media.clone()),
                None => self.assets.remove(path),
            };
        }
        intake.change.media.extend(assets);
        is_other
    }

    /// Whether the theme cannot be used: then every page would fail for the same reason.
    pub(super) fn is_theme_broken(&self) -> bool {
        diagnostic::has_errors(&self.about_theme) || diagnostic::has_errors(&self.world.theme.assets.said)
    }

    /// Which published texts became others. What is held back is no article of the site, but it is remembered.
    fn watch_texts(&mut self, delta: &Delta, touched: &BTreeSet<Subject>) {
        let site = &self.world.site;
        if site.config.settings.corrections.guard == Vigilance::Off {
            return;
        }
        let files = delta.changed.iter().chain(&delta.removed).filter(|path| path.starts_with("content/"));
        let articles = touched.iter().filter_map(|subject| match subject {
            Subject::Article(id) => Some(&site.entry(*id)?.card.path),
            _ => None,
        });
        guard::keep(&mut self.guarded, &self.root, site, files.chain(articles).cloned().collect());
    }

    /// Each of these checks looks at the whole site, and only what it is about can have changed what it says.
    fn look_for_mistakes(&mut self, is_first: bool, addresses_moved: bool, touched: &BTreeSet<Subject>) {
        let world = Arc::get_mut(&mut self.world);
        let (originals_moved, threads_moved) =
            world.map(|world| (world.site.take_originals_moved(), world.site.take_threads_moved())).unwrap_or_default();
        let site = &self.world.site;
        // Where a source stands in its file moves with any line above it.
        let is_double =
            |subject: &Subject| matches!(subject, Subject::Article(id) if self.doubles.articles.contains(id));
        if is_first || originals_moved || touched.iter().any(is_double) {
            self.doubles = doubles::find(&self.root, site);
        }
        let names_moved = is_first || touched.iter().any(|subject| matches!(subject, Subject::Group(..)));
        if names_moved || addresses_moved {
            self.about_addresses = addresses::check(&self.ledger, site);
        }
        // What is told of names stands in a line of an article, which may have become another.
        let lines_moved =
            !self.about_names.is_empty() && touched.iter().any(|subject| matches!(subject, Subject::Article(_)));
        if names_moved || lines_moved {
            self.about_names = names::check(site, &self.world.root);
        }
        if is_first || touched.contains(&Subject::Meaning) {
            self.about_menus = unmet::menus(site);
        }
        let is_edition = |subject: &Subject| match subject {
            Subject::Article(id) => site.entry(*id).is_some_and(|entry| entry.card.edition.is_some()),
            subject => *subject == Subject::Meaning,
        };
        if is_first || threads_moved || touched.contains(&Subject::Meaning) {
            self.about_threads = threads::find(&self.root, site);
        }
        if is_first || touched.iter().any(is_edition) {
            self.about_editions = editions::find(&self.root, site);
        }
    }
}

/// The files of a theme and of what it shows that moved.
fn of_theme(delta: &Delta) -> impl Iterator<Item = &String> {
    let folders = ["assets/", "templates/", "themes/", "i18n/", "data/"];
    let moved = delta.changed.iter().chain(&delta.removed);
    moved.filter(move |path| folders.iter().any(|folder| path.starts_with(folder)))
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use crate::build::engine::{Engine, Options};
    use crate::page::desk::Desk;
    use crate::theme::components::Call;
    use crate::theme::press::{Value, safe};

    #[test]
    fn a_component_is_printed_once_for_all_who_give_it_the_same_and_anew_after_an_update() -> std::io::Result<()> {
        let site = tempfile::tempdir()?;
        std::fs::write(site.path().join("rassegna.yaml"), "title: Prova\n")?;
        let mut engine = Engine::open(site.path(), Options::default()).map_err(|_| std::io::Error::other("no site"))?;
        assert!(engine.build().published);
        let print = |engine: &Engine, cards: &Value| {
            let call = Call::of("Titles", cards);
            engine.world.components.get(&Desk::new(&engine.world, 0, ""), call).unwrap_or_else(|_| Value::none())
        };
        let is_one = |a: &Value, b: &Value| ptr::eq(a.as_str().unwrap_or("a"), b.as_str().unwrap_or("b"));
        let (none, other) = (Value::from(Vec::<Value>::new()), safe("x"));
        let first = print(&engine, &none);
        assert!(first.as_str().is_some_and(|html| html.contains("<ul class=\"titles\">")), "{first:?}");
        assert!(is_one(&first, &print(&engine, &none)), "it is kept");
        assert!(!is_one(&first, &print(&engine, &other)), "it is another's");
        engine.build();
        assert!(!is_one(&first, &print(&engine, &none)), "the site may have become another");
        Ok(())
    }
}
