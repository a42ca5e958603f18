//! The issues of digests: which articles belong in one, when it comes out, and where it stands among the others.
//!
//! An issue is a shelf, filled by the days of its period. One that is collected by itself comes out when its period is over,
//! and never shows what is yet to come: an open period has no page. One that is put together by hand (an *edition*) comes
//! out when it says; as long as it is held back, so is the issue.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::fact::{ArticleId, Group, ShelfId, Subject};
use super::shelf::ShelfKey;
use super::store::Site;
use crate::article::card::Card;
use crate::base::date::Moment;
use crate::base::period::Days;
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
    out: BTreeMap<(u16, u8), Vec<Out>>,
    /// The published files that are put together by hand; two for one issue are told as a mistake.
    editions: BTreeMap<ShelfId, BTreeSet<ArticleId>>,
    /// When time alone will bring out the next.
    next: Option<Moment>,
}

/// An issue that is out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Out {
    shelf: ShelfId,
    /// `None` where the series is not numbered.
    number: Option<u32>,
    edition: Option<ArticleId>,
}

/// An issue among the others of its series.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct IssuePlace {
    /// `None` where the series is not numbered.
    pub number: Option<u32>,
    pub before: Option<ShelfId>,
    pub after: Option<ShelfId>,
    /// The file of an issue that is put together by hand.
    pub edition: Option<ArticleId>,
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
        let series = self.config.series.iter().zip(0_u8..);
        let keys =
            series.filter(|(series, _)| series.collects(card.shown.section.as_deref())).filter_map(|(series, at)| {
                let days = series.rhythm.around(card.order)?;
                Some((Group::Digest(at), series.rhythm.name(days)))
            });
        keys.collect()
    }

    /// The articles that a series would collect of a language since an instant.
    pub fn collected_since(&self, language: u16, series: &Series, since: Moment) -> Vec<ArticleId> {
        let river = self.front(language).map(|front| self.shelf(front).articles.as_slice()).unwrap_or_default();
        let from =
            river.partition_point(|id| self.entry(*id).is_some_and(|one| one.card.order.seconds < since.seconds));
        let collects = |id: &&ArticleId| {
            self.entry(**id).is_some_and(|entry| series.collects(entry.card.shown.section.as_deref()))
        };
        river[from..].iter().filter(collects).copied().collect()
    }

    /// The shelf of an edition.
    pub(super) fn edition_shelf(&mut self, card: &Card) -> Option<ShelfId> {
        let edition = card.edition.as_ref()?;
        let (language, group) = (card.shown.language, Group::Digest(edition.series));
        Some(self.shelf_id(&ShelfKey { language, group, key: edition.key.clone() }))
    }

    /// An edition comes or goes.
    pub(super) fn note_edition(&mut self, shelf: ShelfId, id: ArticleId, comes: bool) {
        let editions = self.issues.editions.entry(shelf).or_default();
        if comes {
            editions.insert(id);
        } else {
            editions.remove(&id);
        }
        if editions.is_empty() {
            self.issues.editions.remove(&shelf);
        }
    }

    /// The edition of an issue's shelf that is published.
    pub fn edition_of(&self, shelf: ShelfId) -> Option<&Card> {
        let id = self.issues.editions.get(&shelf)?.first()?;
        self.entry(*id).map(|entry| &*entry.card)
    }

    /// Every edition, published or held back.
    pub fn editions(&self) -> impl Iterator<Item = &Card> {
        let published = self.issues.editions.values().flatten().filter_map(|id| self.entry(*id));
        let published = published.map(|entry| &*entry.card);
        let held = self.held.cards().values().map(|card| &**card);
        published.chain(held.filter(|card| card.edition.is_some()))
    }

    /// Whether an edition is published, or waits for its day.
    pub fn is_waiting(&self, edition: &Card) -> bool {
        !edition.hold.draft || self.reveal.drafts
    }

    /// An issue that is out, by its place among those of its series.
    fn out(&self, id: ShelfId) -> Option<(usize, &[Out])> {
        let key = &self.shelf(id).key;
        let Group::Digest(series) = key.group else { return None };
        let out = self.issues.out.get(&(key.language, series))?;
        let place = out.binary_search_by_key(&&key.key, |other| &self.shelf(other.shelf).key.key).ok()?;
        Some((place, out))
    }

    /// Whether an issue is out.
    pub(super) fn is_out(&self, id: ShelfId) -> bool {
        self.out(id).is_some()
    }

    /// Whether an issue is out and its series goes out by mail. A mail leads to the site, so that there is none where the site
    /// has no address; the configuration says so.
    pub fn goes_out_by_mail(&self, id: ShelfId) -> bool {
        self.series_of(id).is_some_and(|series| self.has_mail(&series.name))
            && !self.config.base_url.is_empty()
            && self.is_out(id)
    }

    /// Whether the configuration says how a series goes out by mail.
    pub fn has_mail(&self, series: &str) -> bool {
        self.config.settings.digests.get(series).is_some_and(|settings| settings.email.is_some())
    }

    /// The issues of a series that are out, the oldest first.
    pub fn issues(&self, language: u16, series: u8) -> impl DoubleEndedIterator<Item = ShelfId> + '_ {
        let out = self.issues.out.get(&(language, series)).map(Vec::as_slice).unwrap_or_default();
        out.iter().map(|one| one.shelf)
    }

    /// Every issue that is out, as a ledger keeps them.
    pub(super) fn all_issues(&self) -> Vec<Out> {
        self.issues.out.values().flatten().copied().collect()
    }

    /// What was out stays out until the next patch looks at the clock.
    pub(super) fn restore_issues(&mut self, out: Vec<Out>) {
        for one in out {
            let key = &self.shelf(one.shelf).key;
            if let Group::Digest(series) = key.group {
                self.issues.out.entry((key.language, series)).or_default().push(one);
            }
        }
    }

    /// Finds anew which issues are out, by what there is and what time it is. Returns what that touches.
    pub(super) fn look_at_issues(&mut self) -> BTreeSet<Subject> {
        let mut touched = BTreeSet::new();
        if self.config.series.is_empty() {
            return touched;
        }
        self.issues.next = None;
        let kept_back: BTreeSet<ShelfId> = self.kept_back();
        let groups: Vec<(u16, u8)> = self
            .by_group
            .keys()
            .filter_map(|(language, group)| match group {
                Group::Digest(series) => Some((*language, *series)),
                _ => None,
            })
            .collect();
        for (language, series) in groups {
            let out = self.out_now(language, series, &kept_back);
            let before = self.issues.out.get(&(language, series)).map(Vec::as_slice).unwrap_or_default();
            if before == out {
                continue;
            }
            touched.extend(moved(before, &out).map(Subject::Shelf));
            touched.extend([Subject::Group(language, Group::Digest(series)), Subject::Language(language)]);
            touched.extend([Subject::Site, Subject::Meaning]);
            self.issues.out.insert((language, series), out);
        }
        touched
    }

    /// The issues whose editions are held back.
    fn kept_back(&self) -> BTreeSet<ShelfId> {
        let held = self.held.cards().values().filter_map(|card| Some((card, card.edition.as_ref()?)));
        let shelves = held.filter_map(|(card, edition)| {
            let (language, group) = (card.shown.language, Group::Digest(edition.series));
            self.find_shelf(&ShelfKey { language, group, key: edition.key.clone() })
        });
        shelves.collect()
    }

    /// The issues of a series that are out at this instant, the oldest first.
    fn out_now(&mut self, language: u16, series: u8, kept_back: &BTreeSet<ShelfId>) -> Vec<Out> {
        let shelves: Vec<ShelfId> =
            self.by_group.get(&(language, Group::Digest(series))).into_iter().flatten().copied().collect();
        let minimum = self.config.series.get(usize::from(series)).map_or(1, |series| series.minimum);
        let mut out = Vec::new();
        for shelf in shelves {
            let edition = self.issues.editions.get(&shelf).and_then(|editions| editions.first()).copied();
            if edition.is_none() {
                if kept_back.contains(&shelf) || self.shelf(shelf).articles.len() < minimum {
                    continue;
                }
                let Some(end) = self.issue_end(shelf) else { continue };
                if !self.reveal.future && end.seconds > self.now.seconds {
                    let next = self.issues.next.into_iter().chain([end]).min_by_key(|end| end.seconds);
                    self.issues.next = next;
                    continue;
                }
            }
            out.push(Out { shelf, number: None, edition });
        }
        out.sort_by(|a, b| self.shelf(a.shelf).key.key.cmp(&self.shelf(b.shelf).key.key));
        self.number(series, &mut out);
        out
    }

    /// Numbers the issues of a series: each counts on from the one before it, but for those that say their own.
    fn number(&self, series: u8, out: &mut [Out]) {
        let Some(series) = self.config.series.get(usize::from(series)) else { return };
        let year = |one: &Out| self.shelf(one.shelf).key.key.get(..4).map(str::to_string);
        let (mut next, mut last_year) = (series.first_number, None);
        for one in out {
            let own = one.edition.and_then(|id| self.entry(id)?.card.edition.as_ref()?.number);
            if series.numbering == Numbering::Yearly {
                let of = year(one);
                if of != last_year {
                    (next, last_year) = (1, of);
                }
            }
            one.number = own.or((series.numbering != Numbering::Off).then_some(next));
            next = one.number.unwrap_or(next).saturating_add(1);
        }
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
        let (place, out) = self.out(id)?;
        let Out { number, edition, .. } = out[place];
        let before = place.checked_sub(1).map(|before| out[before].shelf);
        Some(IssuePlace { number, before, after: out.get(place + 1).map(|after| after.shelf), edition })
    }

    /// When an issue came out: when its edition says, else when its period was over.
    pub fn came_out(&self, id: ShelfId) -> Option<Moment> {
        match self.issue_place(id)?.edition {
            Some(edition) => Some(self.entry(edition)?.card.order),
            None => Some(self.series_of(id)?.rhythm.edges(self.issue_days(id)?)?.1),
        }
    }
}

/// An issue in a list of issues.
#[derive(Debug)]
pub struct ListedIssue<'a> {
    pub shelf: ShelfId,
    pub number: Option<u32>,
    /// How many articles its period has; of one that is put together by hand, how many picks.
    pub count: usize,
    /// What leads it, when it is collected by itself.
    pub lead: Option<&'a Entry>,
    /// The file of one that is put together by hand.
    pub edition: Option<&'a Entry>,
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
            *years.entry(self.issue_year(id)).or_default() += 1;
        }
        years.into_iter().rev().collect()
    }

    fn issue_year(&self, id: ShelfId) -> u16 {
        self.shelf(id).key.key.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default()
    }

    /// The issues that one page of a series lists, the newest first: 0 is the newest, else a year's.
    pub fn listed_issues(&self, language: u16, series: u8, year: u16) -> Vec<ListedIssue<'_>> {
        let newest_first = self.issues(language, series).rev();
        let listed: Vec<ShelfId> = match year {
            0 => newest_first.take(NEWEST).collect(),
            year => newest_first.filter(|id| self.issue_year(*id) == year).collect(),
        };
        let listed = listed.into_iter().map(|shelf| {
            let place = self.issue_place(shelf);
            let edition = place.as_ref().and_then(|place| self.entry(place.edition?));
            let picks = edition.and_then(|entry| entry.card.edition.as_ref()).map(|edition| edition.count as usize);
            ListedIssue {
                shelf,
                number: place.and_then(|place| place.number),
                count: picks.unwrap_or(self.shelf(shelf).articles.len()),
                lead: if edition.is_some() { None } else { self.issue_lead(shelf).and_then(|lead| self.entry(lead)) },
                edition,
            }
        });
        listed.collect()
    }

    pub(super) fn stamp_issues(&self, language: u16, series: u8, year: u16) -> Stamp {
        let stamp = |entry: Option<&Entry>| entry.map(|entry| entry.stamp);
        let listed = self.listed_issues(language, series, year);
        let listed = listed.iter().map(|one| (one.shelf, one.number, one.count, stamp(one.lead), stamp(one.edition)));
        let years = if year == 0 { self.issue_years(language, series) } else { Vec::new() };
        Stamp::of(&(listed.collect::<Vec<_>>(), years))
    }

    pub(super) fn stamp_issue(&self, id: ShelfId) -> Stamp {
        let place = self.issue_place(id);
        let name = |id: Option<ShelfId>| id.map(|id| self.shelf(id).key.key.as_str());
        Stamp::of(&place.map(|place| (place.number, name(place.before), name(place.after), place.edition)))
    }
}

/// The issues whose numbers or neighbours are others than before.
fn moved<'a>(before: &'a [Out], after: &'a [Out]) -> impl Iterator<Item = ShelfId> + 'a {
    let same = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    // The last of those that stay has another one after it.
    let from = same.saturating_sub(1);
    before[from.min(before.len())..].iter().chain(&after[from.min(after.len())..]).map(|one| one.shelf)
}
