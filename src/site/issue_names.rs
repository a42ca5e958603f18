//! Issues by the names that editors call them, and that the record of what was sent has.

use std::collections::BTreeMap;

use super::fact::{Group, ShelfId};
use super::shelf::ShelfKey;
use super::store::Site;
use crate::base::date::Moment;
use crate::diagnostic::nearest;

impl Site {
    /// What an issue is called: `weekly/2025-w39`, and `en/weekly/2025-w39` in another language than the site's first.
    pub fn issue_name(&self, id: ShelfId) -> Option<String> {
        let (key, series) = (&self.shelf(id).key, self.series_of(id)?);
        Some(match key.language {
            0 => format!("{}/{}", series.name, key.key),
            language => {
                format!("{}/{}/{}", self.config.languages.get(usize::from(language))?.tag, series.name, key.key)
            }
        })
    }

    /// Every issue that is out, by language and series, the newest first.
    pub fn every_issue(&self) -> Vec<ShelfId> {
        let languages = 0..self.config.languages.len() as u16;
        let all = languages.flat_map(|language| {
            (0..self.config.series.len() as u8).flat_map(move |at| self.issues(language, at).rev())
        });
        all.collect()
    }

    /// The issues that are yet to come out, each with when that is; `None` for one whose editor has not said so yet.
    pub fn issues_to_come(&self) -> Vec<(ShelfId, Option<Moment>)> {
        let held: BTreeMap<ShelfId, Option<Moment>> = self
            .held
            .cards()
            .values()
            .filter_map(|card| {
                let edition = card.edition.as_ref()?;
                let (language, group) = (card.shown.language, Group::Digest(edition.series));
                let shelf = self.find_shelf(&ShelfKey { language, group, key: edition.key.clone() })?;
                Some((shelf, card.hold.from.filter(|_| !card.hold.draft)))
            })
            .collect();
        let groups = self.by_group.iter().filter(|((_, group), _)| matches!(group, Group::Digest(_)));
        let mut to_come: Vec<(ShelfId, Option<Moment>)> = groups
            .flat_map(|(_, shelves)| shelves.iter().copied())
            .filter(|id| !self.is_out(*id))
            .filter_map(|id| {
                if let Some(at) = held.get(&id) {
                    return Some((id, *at));
                }
                let (_, end) = self.series_of(id)?.rhythm.edges(self.issue_days(id)?)?;
                let is_open = end.seconds > self.now.seconds && !self.shelf(id).articles.is_empty();
                is_open.then_some((id, Some(end)))
            })
            .collect();
        to_come.sort_by_key(|(id, _)| std::cmp::Reverse(self.issue_name(*id)));
        to_come
    }

    /// The issue that somebody means by its name or by its period alone; the newest one when nothing is said. Only those of
    /// a series, where one is named, and only those that are wanted.
    ///
    /// # Errors
    /// Why there is none, or which there are.
    pub fn find_issue(
        &self,
        wanted: Option<&str>,
        series: Option<&str>,
        is_wanted: &dyn Fn(ShelfId) -> bool,
    ) -> Result<ShelfId, String> {
        series.map_or(Ok(()), |series| self.check_series(series))?;
        let is_of =
            |id: &ShelfId| series.is_none_or(|wanted| self.series_of(*id).is_some_and(|own| own.name == wanted));
        let all: Vec<ShelfId> = self.every_issue().into_iter().filter(is_of).collect();
        let Some(wanted) = wanted else { return self.newest_issue(&all, is_wanted) };
        let named = |id: ShelfId| self.issue_name(id).unwrap_or_default();
        if let Some(found) = all.iter().find(|id| named(**id) == wanted) {
            return Ok(*found);
        }
        let mut found: Vec<ShelfId> = all.iter().copied().filter(|id| self.shelf(*id).key.key == wanted).collect();
        if found.iter().any(|id| self.shelf(*id).key.language == 0) {
            found.retain(|id| self.shelf(*id).key.language == 0);
        }
        match found.as_slice() {
            [one] => return Ok(*one),
            [] => {}
            several => {
                let names: Vec<String> = several.iter().map(|id| format!("`{}`", named(*id))).collect();
                return Err(format!("`{wanted}` is several issues: say {}", names.join(" or ")));
            }
        }
        let to_come = self.issues_to_come();
        if let Some((id, at)) = to_come.iter().find(|(id, _)| named(*id) == wanted || self.shelf(*id).key.key == wanted)
        {
            let when = match at {
                Some(at) => format!("it comes out at {}", at.within(&self.config.zone).rfc3339()),
                None => "its file says `draft: true`".to_string(),
            };
            return Err(format!("`{}` is not out yet: {when}", named(*id)));
        }
        let names: Vec<String> = all.iter().map(|id| named(*id)).collect();
        let keys = all.iter().map(|id| self.shelf(*id).key.key.as_str());
        let known: Vec<&str> = names.iter().map(String::as_str).chain(keys).collect();
        Err(format!("there is no issue `{wanted}`{}", meant(wanted, &known)))
    }

    /// Whether a series is configured.
    ///
    /// # Errors
    /// Which there are.
    pub fn check_series(&self, series: &str) -> Result<(), String> {
        let names: Vec<&str> = self.config.series.iter().map(|own| own.name.as_str()).collect();
        match names.contains(&series) {
            true => Ok(()),
            false => Err(format!("there is no series `{series}`{}", meant(series, &names))),
        }
    }

    /// The one that came out last, where it is clear of which series.
    fn newest_issue(&self, all: &[ShelfId], is_wanted: &dyn Fn(ShelfId) -> bool) -> Result<ShelfId, String> {
        let mut newest: Vec<ShelfId> = Vec::new();
        for id in all.iter().copied().filter(|id| self.shelf(*id).key.language == 0 && is_wanted(*id)) {
            if !newest.iter().any(|other| self.shelf(*other).key.group == self.shelf(id).key.group) {
                newest.push(id);
            }
        }
        match newest.as_slice() {
            [one] => Ok(*one),
            [] => Err("no issue is out".to_string()),
            several => {
                let names = several.iter().filter_map(|id| Some(format!("`{}`", self.issue_name(*id)?)));
                Err(format!("there are several series: say {}", names.collect::<Vec<_>>().join(" or ")))
            }
        }
    }
}

/// "; did you mean …", or the newest of what there is.
fn meant(wanted: &str, known: &[&str]) -> String {
    match nearest(wanted, known.iter().copied()) {
        Some(near) => format!("; did you mean `{near}`?"),
        None if known.is_empty() => String::new(),
        None => format!("; there are {}", known[..known.len().min(5)].join(", ")),
    }
}
