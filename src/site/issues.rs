//! The issues of digests that are collected by themselves: which articles belong in one, when it comes out, and what it is
//! made of.
//!
//! An issue is a shelf, filled by the days of its period. It comes out when its period is over, and never shows what is yet
//! to come: an open period has no page.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::entry::Entry;
use super::fact::{Group, ShelfId, Subject};
use super::shelf::ShelfKey;
use super::store::Site;
use crate::article::card::Card;
use crate::base::date::Moment;
use crate::base::period::Days;
use crate::base::slug::slugify;
use crate::base::stamp::Stamp;
use crate::config::digests::Series;
use crate::config::settings::digests::Numbering;

/// How many issues stand on the first page of a series; all others on those of their years.
const NEWEST: usize = 50;

/// The issues of all series, as the last patch found them.
#[derive(Default)]
pub(super) struct Issues {
    /// When the period of each shelf is over; `None` for what is no period.
    ends: FxHashMap<ShelfId, Option<Moment>>,
    /// Those that are out, by language and series, the oldest first.
    out: BTreeMap<(u16, u8), Vec<ShelfId>>,
    /// When time alone will bring out the next.
    next: Option<Moment>,
}

/// An issue among the others of its series.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct IssuePlace {
    /// `None` where the series is not numbered.
    pub number: Option<u32>,
    pub before: Option<ShelfId>,
    pub after: Option<ShelfId>,
}

impl Issues {
    pub(super) fn next(&self) -> Option<Moment> {
        self.next
    }
}

impl Site {
    /// The series of an issue's shelf.
    pub fn series_of(&self, id: ShelfId) -> Option<&Series> {
        let Group::Digest(series) = self.shelf(id).key.group else { return None };
        self.config.series.get(usize::from(series))
    }

    /// The days of an issue's shelf.
    pub fn issue_days(&self, id: ShelfId) -> Option<Days> {
        self.series_of(id)?.rhythm.named(&self.shelf(id).key.key)
    }

    /// The issues that an article belongs in, by series and period.
    pub(super) fn issue_keys(&self, card: &Card) -> Vec<(Group, String)> {
        let section = card.shown.section.as_deref().map(slugify).unwrap_or_default();
        let series = self.config.series.iter().zip(0_u8..);
        let collects = series.filter(|(series, _)| series.sections.is_empty() || series.sections.contains(&section));
        let keys = collects.filter_map(|(series, at)| {
            let days = series.rhythm.around(card.order)?;
            Some((Group::Digest(at), series.rhythm.name(days)))
        });
        keys.collect()
    }

    /// Whether an issue is out.
    pub(super) fn is_out(&self, id: ShelfId) -> bool {
        let key = &self.shelf(id).key;
        let Group::Digest(series) = key.group else { return false };
        let out = self.issues.out.get(&(key.language, series));
        out.is_some_and(|out| out.binary_search_by_key(&&key.key, |other| &self.shelf(*other).key.key).is_ok())
    }

    /// The issues of a series that are out, the oldest first.
    pub fn issues(&self, language: u16, series: u8) -> &[ShelfId] {
        self.issues.out.get(&(language, series)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every issue that is out, as a ledger keeps them.
    pub(super) fn all_issues(&self) -> Vec<ShelfId> {
        self.issues.out.values().flatten().copied().collect()
    }

    /// What was out stays out until the next patch looks at the clock.
    pub(super) fn restore_issues(&mut self, out: Vec<ShelfId>) {
        for id in out {
            let key = &self.shelf(id).key;
            if let Group::Digest(series) = key.group {
                self.issues.out.entry((key.language, series)).or_default().push(id);
            }
        }
    }

    /// Finds anew which issues are out, by what there is and what time it is. Returns what that touches.
    pub(super) fn look_at_issues(&mut self) -> BTreeSet<Subject> {
        let mut touched = BTreeSet::new();
        if self.config.series.is_empty() {
            return touched;
        }
        let mut next: Option<Moment> = None;
        let groups: Vec<(u16, u8)> = self
            .by_group
            .keys()
            .filter_map(|(language, group)| match group {
                Group::Digest(series) => Some((*language, *series)),
                _ => None,
            })
            .collect();
        for (language, series) in groups {
            let shelves: Vec<ShelfId> =
                self.by_group.get(&(language, Group::Digest(series))).into_iter().flatten().copied().collect();
            let minimum = self.config.series.get(usize::from(series)).map_or(1, |series| series.minimum);
            let mut out = Vec::new();
            for id in shelves {
                if self.shelf(id).articles.len() < minimum {
                    continue;
                }
                let Some(end) = self.issue_end(id) else { continue };
                if self.reveal.future || end.seconds <= self.now.seconds {
                    out.push(id);
                } else {
                    next = next.into_iter().chain([end]).min_by_key(|end| end.seconds);
                }
            }
            out.sort_by(|a, b| self.shelf(*a).key.key.cmp(&self.shelf(*b).key.key));
            let before = self.issues.out.get(&(language, series)).map(Vec::as_slice).unwrap_or_default();
            if before == out {
                continue;
            }
            touched.extend(moved(before, &out).map(Subject::Shelf));
            touched.extend([Subject::Group(language, Group::Digest(series)), Subject::Language(language)]);
            touched.extend([Subject::Site, Subject::Meaning]);
            self.issues.out.insert((language, series), out);
        }
        self.issues.next = next;
        touched
    }

    /// The instant at which an issue's period is over.
    fn issue_end(&mut self, id: ShelfId) -> Option<Moment> {
        if let Some(end) = self.issues.ends.get(&id) {
            return *end;
        }
        let days = self.issue_days(id);
        let end = self.series_of(id).zip(days).and_then(|(series, days)| series.rhythm.edges(days));
        let end = end.map(|(_, end)| end);
        self.issues.ends.insert(id, end);
        end
    }

    /// Where an issue stands among those of its series that are out.
    pub fn issue_place(&self, id: ShelfId) -> Option<IssuePlace> {
        let key = &self.shelf(id).key;
        let Group::Digest(at) = key.group else { return None };
        let (series, out) = (self.config.series.get(usize::from(at))?, self.issues(key.language, at));
        let place = out.binary_search_by_key(&&key.key, |other| &self.shelf(*other).key.key).ok()?;
        let number = match series.numbering {
            Numbering::Off => None,
            Numbering::Through => Some(place as u32 + series.first_number),
            Numbering::Yearly => {
                let year = &key.key[..4.min(key.key.len())];
                let first = out.partition_point(|other| self.shelf(*other).key.key.as_str() < year);
                Some((place - first) as u32 + 1)
            }
        };
        let before = place.checked_sub(1).map(|before| out[before]);
        Some(IssuePlace { number, before, after: out.get(place + 1).copied() })
    }
}

/// An issue in a list of issues.
#[derive(Debug)]
pub struct ListedIssue<'a> {
    pub shelf: ShelfId,
    pub number: Option<u32>,
    /// How many articles its period has.
    pub count: usize,
    pub lead: Option<&'a Entry>,
}

impl Site {
    /// Where an address below its language's own leads, if that is an issue that may be.
    pub(super) fn issue_at(&self, language: u16, path: &str) -> Option<ShelfId> {
        let name = path.rsplit('/').next()?;
        let series = self.config.series.iter().zip(0_u8..);
        let mut found = series.filter_map(|(series, at)| {
            let address = self.config.issue_address(series, name);
            (address.trim_matches('/') == path)
                .then(|| self.find_shelf(&ShelfKey { language, group: Group::Digest(at), key: name.to_string() }))?
        });
        found.next()
    }

    /// The years of a series' issues, the newest first, each with how many there are.
    pub fn issue_years(&self, language: u16, series: u8) -> Vec<(u16, usize)> {
        let mut years: BTreeMap<u16, usize> = BTreeMap::new();
        for id in self.issues(language, series) {
            *years.entry(self.issue_year(*id)).or_default() += 1;
        }
        years.into_iter().rev().collect()
    }

    fn issue_year(&self, id: ShelfId) -> u16 {
        self.shelf(id).key.key.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default()
    }

    /// The issues that one page of a series lists, the newest first: 0 is the newest, else a year's.
    pub fn listed_issues(&self, language: u16, series: u8, year: u16) -> Vec<ListedIssue<'_>> {
        let newest_first = self.issues(language, series).iter().rev().copied();
        let listed: Vec<ShelfId> = match year {
            0 => newest_first.take(NEWEST).collect(),
            year => newest_first.filter(|id| self.issue_year(*id) == year).collect(),
        };
        let listed = listed.into_iter().map(|shelf| ListedIssue {
            shelf,
            number: self.issue_place(shelf).and_then(|place| place.number),
            count: self.shelf(shelf).articles.len(),
            lead: self.issue_lead(shelf).and_then(|lead| self.entry(lead)),
        });
        listed.collect()
    }

    pub(super) fn stamp_issues(&self, language: u16, series: u8, year: u16) -> Stamp {
        let listed = self.listed_issues(language, series, year);
        let listed = listed.iter().map(|one| (one.shelf, one.number, one.count, one.lead.map(|lead| lead.stamp)));
        let years = if year == 0 { self.issue_years(language, series) } else { Vec::new() };
        Stamp::of(&(listed.collect::<Vec<_>>(), years))
    }

    pub(super) fn stamp_issue(&self, id: ShelfId) -> Stamp {
        let place = self.issue_place(id);
        let name = |id: Option<ShelfId>| id.map(|id| self.shelf(id).key.key.as_str());
        Stamp::of(&place.map(|place| (place.number, name(place.before), name(place.after))))
    }
}

/// The issues whose numbers or neighbours are others than before.
fn moved<'a>(before: &'a [ShelfId], after: &'a [ShelfId]) -> impl Iterator<Item = ShelfId> + 'a {
    let same = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    // The last of those that stay has another one after it.
    let from = same.saturating_sub(1);
    before[from.min(before.len())..].iter().chain(&after[from.min(after.len())..]).copied()
}
