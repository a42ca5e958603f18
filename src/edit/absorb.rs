//! One name becomes another: merged into one that there is, or renamed.
//!
//! The order of the changes is what makes a run that is killed safe: first the profile, which says where the old addresses lead and
//! what else it is called; then the articles, one by one; the old profile goes last. At every step the site is whole, and the
//! same command finds what is left to do.

use std::path::Path;

use super::bench::Bench;
use super::names::{self, Named};
use super::profiles;
use super::write::Change;
use crate::article::card::Card;
use crate::base::slug::slugify;
use crate::diagnostic::Diagnostic;
use crate::site::fact::Group;
use crate::site::shelf::ShelfKey;
use crate::site::store::Site;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub from: &'a str,
    pub to: &'a str,
    /// Whether `to` is there already and takes the other in; else it is a new name.
    pub merges: bool,
    /// Whether the old name goes on meaning the same.
    pub keeps_alias: bool,
}

/// What would be done.
#[derive(Debug, Default)]
pub struct Plan {
    /// In the order in which they must be made.
    pub changes: Vec<Change>,
    /// Files that were left as they are, with what is to be done by hand.
    pub refused: Vec<Diagnostic>,
    /// What the editor should know besides.
    pub notes: Vec<String>,
}

/// Everything that is known of the two names.
pub(super) struct Case<'a> {
    pub site: &'a Site,
    pub wish: Wish<'a>,
    pub taxonomy: u8,
    /// Whom the old name means; nobody, where a run that was killed has made it an alias already.
    pub from: Option<&'a Named>,
    /// Whom the new name means; nobody, when it is a name that nobody has yet.
    pub to: Option<&'a Named>,
    /// The name as it will be shown.
    pub name: String,
    /// The last part of the address as it will be.
    pub key: String,
    /// Whether it is the name in one language that changes, and not the one that gives the address.
    pub is_secondary: bool,
}

/// Thinks out what is to be done. Nothing is written.
///
/// # Errors
/// When the names are not clear.
pub fn plan(site: &Site, root: &Path, taxonomies: &[u8], wish: Wish<'_>) -> Result<Plan, String> {
    let all = names::all(site, taxonomies);
    let case = match wish.merges {
        true => merge(site, &all, taxonomies, wish)?,
        false => rename(site, &all, taxonomies, wish)?,
    };
    let mut bench = Bench::new(root);
    let finishing = profiles::put(&case, &mut bench);
    // Without a profile that knows the old name, articles must not be touched.
    if bench.has_refused() {
        return Ok(bench.give_up());
    }
    let mut concerned: Vec<&Card> = names::cards(site).filter(|card| case.concerns(card)).collect();
    concerned.sort_by(|a, b| a.path.cmp(&b.path));
    for card in concerned {
        case.in_article(card, &mut bench);
    }
    profiles::parents(&case, &mut bench);
    let mut plan = bench.finish();
    // An article that still lists the old name needs the profile that knows it.
    plan.changes.extend(finishing.removals);
    plan.notes.extend(finishing.notes);
    case.remarks(root, &mut plan);
    Ok(plan)
}

fn merge<'a>(site: &'a Site, all: &'a [Named], taxonomies: &[u8], wish: Wish<'a>) -> Result<Case<'a>, String> {
    let (from, to) = (names::meant(site, all, wish.from), names::meant(site, all, wish.to));
    for (found, name) in [(&from, wish.from), (&to, wish.to)] {
        if found.is_empty() {
            return Err(names::unknown(site, all, name, taxonomies));
        }
    }
    let pairs: Vec<(&Named, &Named)> = from
        .iter()
        .flat_map(|from| to.iter().filter(|to| to.taxonomy == from.taxonomy).map(|to| (*from, *to)))
        .collect();
    let kind = |named: &Named| site.config.taxonomies[usize::from(named.taxonomy)].name.clone();
    let (from, to) = match pairs.as_slice() {
        [pair] => *pair,
        [] => {
            return Err(format!(
                "`{}` is among {} and `{}` among {}: only names of one kind can be merged",
                wish.from,
                kind(from[0]),
                wish.to,
                kind(to[0])
            ));
        }
        many => {
            let kinds: Vec<String> = many.iter().map(|(from, _)| kind(from)).collect();
            return Err(format!("both names are among {}: say which with `--kind`", kinds.join(" and among ")));
        }
    };
    // A run that was killed has given the first one's names to the second, while the first is there still.
    let mut half = all.iter().filter(|named| named.taxonomy == to.taxonomy && named.key != to.key);
    let half = half.find(|named| bears(named, &slugify(wish.from)) && knows_address(site, to, &named.key));
    let from = half.unwrap_or(from);
    let same = from.key == to.key;
    if same
        && (slugify(wish.from) == slugify(wish.to)
            || [&to.name, &to.key].iter().any(|name| slugify(name) == slugify(wish.from)))
    {
        return Err(format!(
            "`{}` and `{}` are one name already, `{}`; to change how it is written, use `rename`",
            wish.from, wish.to, to.name
        ));
    }
    let from = (!same).then_some(from);
    Ok(Case {
        site,
        wish,
        taxonomy: to.taxonomy,
        from,
        to: Some(to),
        name: to.name.clone(),
        key: to.key.clone(),
        is_secondary: false,
    })
}

fn rename<'a>(site: &'a Site, all: &'a [Named], taxonomies: &[u8], wish: Wish<'a>) -> Result<Case<'a>, String> {
    if wish.to.trim().is_empty() || !wish.to.chars().any(char::is_alphanumeric) {
        return Err(format!("`{}` is no name", wish.to));
    }
    let key = slugify(wish.to);
    let found = names::meant(site, all, wish.from);
    let from = match found.as_slice() {
        [one] => *one,
        [] => {
            // A run that made everything but for an alias is done: the new profile knows the old address.
            let done =
                names::meant(site, all, wish.to).into_iter().find(|to| knows_address(site, to, &slugify(wish.from)));
            let Some(to) = done else { return Err(names::unknown(site, all, wish.from, taxonomies)) };
            let name = wish.to.to_string();
            return Ok(Case {
                site,
                wish,
                taxonomy: to.taxonomy,
                from: None,
                to: Some(to),
                name,
                key,
                is_secondary: false,
            });
        }
        many => {
            let kind = |named: &&Named| site.config.taxonomies[usize::from(named.taxonomy)].name.clone();
            let kinds: Vec<String> = many.iter().map(kind).collect();
            return Err(format!("`{}` is among {}: say which with `--kind`", wish.from, kinds.join(" and among ")));
        }
    };
    let taxonomy = from.taxonomy;
    if is_secondary(site, from, wish) {
        if !wish.keeps_alias {
            return Err(format!(
                "`{}` is the name in one language: it stays an alias, so leave `--no-alias` out",
                wish.from
            ));
        }
        let (name, key) = (wish.to.to_string(), from.key.clone());
        return Ok(Case { site, wish, taxonomy, from: Some(from), to: Some(from), name, key, is_secondary: true });
    }
    let to = names::meant(site, all, wish.to).into_iter().find(|to| to.taxonomy == taxonomy && to.key == key);
    let name = wish.to.to_string();
    let case = |from: Option<&'a Named>, to: Option<&'a Named>| Case {
        site,
        wish,
        taxonomy,
        from,
        to,
        name: name.clone(),
        key: key.clone(),
        is_secondary: false,
    };
    match to {
        // Only the way of writing it is another, or a run that was killed has moved its profile already.
        Some(to) if to.key == from.key && slugify(wish.from) != key => Ok(case(None, Some(to))),
        Some(to) if to.key == from.key => Ok(case(Some(from), Some(to))),
        Some(to) if knows_address(site, to, &from.key) => Ok(case(Some(from), Some(to))),
        Some(to) => {
            let kind = &site.config.taxonomies[usize::from(taxonomy)].name;
            Err(format!("there is `{}` already among {kind}: to make the two one, use `merge`", to.name))
        }
        None => Ok(case(Some(from), None)),
    }
}

/// Whether a name is another than the one that gives the address, but shown in some language: or the new one is shown there
/// already, since a run was killed.
fn is_secondary(site: &Site, from: &Named, wish: Wish<'_>) -> bool {
    let primary = slugify(&from.name);
    let shown = |name: &str| {
        let slug = slugify(name);
        let profiles = from.profiles.iter().filter_map(|(_, path)| site.profile_by_path(path));
        let mut names = profiles.flat_map(|profile| [&profile.name].into_iter().chain(profile.names.values()));
        slug != primary && names.any(|name| slugify(name) == slug)
    };
    slugify(wish.from) != primary && (shown(wish.from) || shown(wish.to))
}

/// Whether a name is one of somebody's, whoever else it is a name of.
fn bears(named: &Named, slug: &str) -> bool {
    [&named.name].into_iter().chain(&named.aliases).any(|name| slugify(name) == slug)
}

/// Whether a profile says that the address of another name leads to it.
fn knows_address(site: &Site, named: &Named, key: &str) -> bool {
    let address = address(site, named.taxonomy, key);
    let profiles = named.profiles.iter().filter_map(|(_, path)| site.profile_by_path(path));
    profiles.into_iter().any(|profile| profile.redirects.contains(&address))
}

/// The address of a name in the site's first language, which stands for all.
pub(super) fn address(site: &Site, taxonomy: u8, key: &str) -> String {
    let taxonomy = site.config.taxonomies.get(usize::from(taxonomy)).map_or("", |taxonomy| taxonomy.slug.as_str());
    format!("/{taxonomy}/{key}/")
}

impl Case<'_> {
    /// Whether only the writing of the name is to be another.
    pub fn stays(&self) -> bool {
        self.from.is_some_and(|from| from.key == self.key)
    }

    /// The last part of the address as it was.
    pub fn old_key(&self) -> String {
        self.from.map_or_else(|| slugify(self.wish.from), |from| from.key.clone())
    }

    /// Whether a name in an article is to be replaced.
    pub fn is_old(&self, written: &str) -> bool {
        if !self.wish.merges && written == self.name {
            return false;
        }
        let slug = slugify(written);
        match self.from {
            None => slug == slugify(self.wish.from),
            Some(from) if self.wish.merges => self.means(from, written) || self.was_taken(from, &slug),
            Some(from) if !self.means(from, written) => false,
            Some(from) => self.is_old_name(from, &slug),
        }
    }

    fn means(&self, named: &Named, written: &str) -> bool {
        self.site.registry.key(self.taxonomy, written) == named.key
    }

    /// Whether a name is one of the old profile's, which a run that was killed has made the new one's already.
    fn was_taken(&self, from: &Named, slug: &str) -> bool {
        self.to.is_some_and(|to| bears(from, slug) && knows_address(self.site, to, &from.key))
    }

    fn is_old_name(&self, from: &Named, slug: &str) -> bool {
        let is_primary = slug == slugify(&from.name) || slug == from.key;
        slug == slugify(self.wish.from) || (is_primary && !self.is_secondary)
    }

    /// Whether a name in an article is the new one already, however it is written.
    fn is_new(&self, written: &str) -> bool {
        match self.wish.merges {
            true => !self.is_old(written) && self.site.registry.key(self.taxonomy, written) == self.key,
            false => written == self.name,
        }
    }

    fn concerns(&self, card: &Card) -> bool {
        let of_taxonomy = card.names.iter().filter(|(taxonomy, _)| *taxonomy == self.taxonomy);
        of_taxonomy.flat_map(|(_, names)| names).any(|name| self.is_old(name))
    }

    fn in_article(&self, card: &Card, bench: &mut Bench) {
        let name = self.name_in(card.shown.language);
        let keys = names::field(&self.site.config.taxonomies[usize::from(self.taxonomy)]);
        bench.edit(&card.path, |front| {
            front.replace(&keys, &|item| self.is_old(item), &name, &|item| self.is_new(item)).map(|_| ())
        });
    }

    /// How the name is written in a language: as its profile says.
    fn name_in(&self, language: u16) -> String {
        let Some(to) = self.to.filter(|_| self.wish.merges) else { return self.name.clone() };
        let shelf =
            self.site.find_shelf(&ShelfKey { language, group: Group::Term(self.taxonomy), key: self.key.clone() });
        let shown = shelf.filter(|id| self.site.stands(*id)).map(|id| self.site.shelf(id).name.clone());
        let lent = to.profiles.first().and_then(|(_, path)| self.site.profile_by_path(path));
        shown.or_else(|| lent.map(|profile| profile.name_in(language).to_string())).unwrap_or_else(|| self.name.clone())
    }

    /// What names the old address or the old name elsewhere.
    fn remarks(&self, root: &Path, plan: &mut Plan) {
        let old = address(self.site, self.taxonomy, &self.old_key());
        let config = std::fs::read_to_string(root.join("rassegna.yaml")).unwrap_or_default();
        if !self.stays() && config.contains(&old) {
            plan.notes.push(format!(
                "rassegna.yaml names {old}: write {} there",
                address(self.site, self.taxonomy, &self.key)
            ));
        }
        if !self.wish.keeps_alias {
            for card in names::cards(self.site) {
                let text = std::fs::read_to_string(root.join(&card.path)).unwrap_or_default();
                let named =
                    text.contains(&format!("[[{}", self.wish.from)) || text.contains(&format!(":{}]]", self.wish.from));
                if named && !self.stays() {
                    plan.notes.push(format!(
                        "{} names [[{}]] in its text, which nobody is called any more",
                        card.path, self.wish.from
                    ));
                }
            }
        }
        plan.notes.sort();
    }

    /// What a single value that names the company, as a profile's `parent`, is to say.
    pub fn turned(&self, written: &str) -> Option<&str> {
        self.is_old(written).then_some(self.name.as_str())
    }
}
