//! What each page asked when it was made, and what it was answered: the memory that makes an update cheap.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::base::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::page::kind::Address;
use crate::site::fact::{Fact, Subject, TextId};

/// A page's place in the ledger.
pub type PageId = u32;
type FactId = u32;

/// Why a page was made the last time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// Its address was not there before, or nothing was known of the earlier build.
    New,
    /// These answers were no longer the same.
    Moved(Vec<Fact>),
    /// Its file was missing or had been changed by another hand.
    Repair,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page {
    pub address: Address,
    /// Empty for what no template makes.
    pub template: String,
    #[serde(skip)]
    facts: Box<[FactId]>,
    pub output: Stamp,
    pub reason: Reason,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it has been made at all.
    pub made: bool,
}

/// Facts with their stamps, pages with their facts, and both the other way round.
#[derive(Default)]
pub struct Ledger {
    facts: Vec<(Fact, Stamp)>,
    fact_ids: FxHashMap<Fact, FactId>,
    users: Vec<Vec<PageId>>,
    by_subject: FxHashMap<Subject, Vec<FactId>>,
    pages: Vec<Option<Page>>,
    free: Vec<PageId>,
    by_url: FxHashMap<String, Vec<PageId>>,
    plans: FxHashMap<Subject, Vec<PageId>>,
    /// The pages of which there was something to say when they were made; few have any.
    said: BTreeSet<PageId>,
    /// Wishes for copies that found their first user, or lost their last, since they were last looked at.
    moved_wishes: BTreeSet<TextId>,
}

/// Uses that have ended: the pages that no longer ask a fact.
type Ended = BTreeMap<FactId, Vec<PageId>>;

/// What a page turned out to be when it was made.
pub struct Made {
    pub template: String,
    pub asked: Vec<Fact>,
    pub output: Stamp,
    pub reason: Reason,
    pub diagnostics: Vec<Diagnostic>,
}

impl Ledger {
    /// Asks the facts about these subjects again. Returns those whose answers moved, by the pages that use them.
    pub fn ask_again(
        &mut self,
        subjects: &BTreeSet<Subject>,
        answer: impl Fn(Fact) -> Stamp + Sync,
    ) -> BTreeMap<PageId, Vec<Fact>> {
        let mut asked: Vec<FactId> =
            subjects.iter().filter_map(|subject| self.by_subject.get(subject)).flatten().copied().collect();
        asked.sort_unstable();
        let stamps: Vec<Stamp> = asked.par_iter().map(|id| answer(self.facts[*id as usize].0)).collect();
        let mut moved: BTreeMap<PageId, Vec<Fact>> = BTreeMap::new();
        for (id, stamp) in asked.into_iter().zip(stamps) {
            let (fact, known) = &mut self.facts[id as usize];
            if *known != stamp {
                *known = stamp;
                for page in &self.users[id as usize] {
                    moved.entry(*page).or_default().push(*fact);
                }
            }
        }
        moved
    }

    /// Which of these facts the ledger has no stamp of.
    pub fn unknown<'a>(&self, facts: impl ParallelIterator<Item = &'a Fact>) -> Vec<Fact> {
        let mut unknown: Vec<Fact> = facts.filter(|fact| !self.fact_ids.contains_key(fact)).copied().collect();
        unknown.par_sort_unstable();
        unknown.dedup();
        unknown
    }

    pub fn learn(&mut self, fact: Fact, stamp: Stamp) {
        if self.fact_ids.contains_key(&fact) {
            return;
        }
        let id = self.facts.len() as FactId;
        self.facts.push((fact, stamp));
        self.fact_ids.insert(fact, id);
        self.users.push(Vec::new());
        self.by_subject.entry(fact.subject()).or_default().push(id);
    }

    /// Makes room for facts that are about to be learnt.
    pub fn make_room(&mut self, facts: usize) {
        self.facts.reserve(facts);
        self.fact_ids.reserve(facts);
        self.users.reserve(facts);
    }

    /// Writes down pages that were made, each once. All their facts must have been learnt.
    pub fn record(&mut self, pages: Vec<(PageId, Made)>) {
        let ids = |made: &Made| made.asked.iter().filter_map(|fact| self.fact_ids.get(fact).copied()).collect();
        let facts: Vec<Box<[FactId]>> = pages.par_iter().map(|(_, made)| ids(made)).collect();
        self.take_users(&pages, &facts);
        let mut ended = Ended::default();
        for ((id, made), facts) in pages.into_iter().zip(facts) {
            self.record_one(id, made, facts, &mut ended);
        }
        self.end(ended);
    }

    /// Notes the pages with each fact that they did not ask before: each thread for some of the facts.
    fn take_users(&mut self, pages: &[(PageId, Made)], asked: &[Box<[FactId]>]) {
        // Most pages ask again what they asked before; only the difference is written down, for some facts have as many users as there
        // are pages.
        let all = pages.par_iter().zip(asked).map(|((id, _), asked)| {
            let before = self.page(*id).map_or(&[][..], |page| &page.facts);
            match before.is_empty() {
                true => Cow::Borrowed(&**asked),
                false => Cow::Owned(asked.iter().filter(|fact| !before.contains(fact)).copied().collect::<Vec<_>>()),
            }
        });
        let fresh: Vec<Cow<'_, [FactId]>> = all.collect();
        let share = self.users.len().div_ceil(rayon::current_num_threads()).max(1);
        let facts = &self.facts;
        let wishes = self.users.par_chunks_mut(share).enumerate().flat_map_iter(|(at, users)| {
            let mut wishes = Vec::new();
            let first = at * share;
            for ((id, _), fresh) in pages.iter().zip(&fresh) {
                for fact in fresh.iter().map(|fact| *fact as usize).filter(|fact| *fact >= first) {
                    let Some(users) = users.get_mut(fact - first) else { continue };
                    if let (true, Fact::Copy(wish)) = (users.is_empty(), facts[fact].0) {
                        wishes.push(wish);
                    }
                    users.push(*id);
                }
            }
            wishes
        });
        let wishes: Vec<TextId> = wishes.collect();
        self.moved_wishes.extend(wishes);
    }

    fn record_one(&mut self, id: PageId, made: Made, facts: Box<[FactId]>, ended: &mut Ended) {
        let before = self.page(id).map_or(&[][..], |page| &page.facts);
        for fact in before.iter().filter(|fact| !facts.contains(fact)) {
            ended.entry(*fact).or_default().push(id);
        }
        match made.diagnostics.is_empty() {
            true => self.said.remove(&id),
            false => self.said.insert(id),
        };
        if let Some(page) = &mut self.pages[id as usize] {
            page.facts = facts;
            page.template = made.template;
            page.output = made.output;
            page.reason = made.reason;
            page.diagnostics = made.diagnostics;
            page.made = true;
        }
    }

    /// Forgets the facts that no page uses any more, once they are the greater part.
    pub fn tidy(&mut self) {
        let used = self.users.iter().filter(|users| !users.is_empty()).count();
        if self.facts.len() <= 2 * used + 1024 {
            return;
        }
        let facts = std::mem::take(&mut self.facts);
        let users = std::mem::take(&mut self.users);
        self.fact_ids.clear();
        self.by_subject.clear();
        let mut ids = vec![FactId::MAX; facts.len()];
        for (at, ((fact, stamp), users)) in facts.into_iter().zip(users).enumerate() {
            if !users.is_empty() {
                ids[at] = self.facts.len() as FactId;
                self.learn(fact, stamp);
                self.users[ids[at] as usize] = users;
            }
        }
        for page in self.pages.iter_mut().flatten() {
            // Whoever uses a fact keeps it: each has a new number.
            page.facts.iter_mut().for_each(|fact| *fact = ids[*fact as usize]);
        }
    }

    /// Takes users from their facts, from each of these in one go: it may have as many users as there are pages, and lose them all.
    fn end(&mut self, ended: Ended) {
        for (fact, mut pages) in ended {
            pages.sort_unstable();
            self.users[fact as usize].retain(|user| pages.binary_search(user).is_err());
            self.note_wish(fact);
        }
    }

    fn note_wish(&mut self, fact: FactId) {
        if let (Fact::Copy(wish), _) = self.facts[fact as usize]
            && self.users[fact as usize].len() <= 1
        {
            self.moved_wishes.insert(wish);
        }
    }

    /// The wishes for copies that came or went since this was last asked, and whether anybody has each of them now.
    pub fn take_moved_wishes(&mut self) -> Vec<(TextId, bool)> {
        let wishes = std::mem::take(&mut self.moved_wishes).into_iter();
        let is_wanted = |wish: TextId| {
            self.fact_ids.get(&Fact::Copy(wish)).is_some_and(|fact| !self.users[*fact as usize].is_empty())
        };
        wishes.map(|wish| (wish, is_wanted(wish))).collect()
    }

    /// Replaces the addresses of subjects. Returns the pages that are new, and the addresses that are gone.
    pub fn plan(&mut self, plans: impl Iterator<Item = (Subject, Vec<Address>)>) -> (Vec<PageId>, Vec<Address>) {
        let (mut fresh, mut gone) = (Vec::new(), Vec::new());
        let mut ended = Ended::default();
        if self.is_empty() {
            let (subjects, _) = plans.size_hint();
            self.pages.reserve(subjects);
            self.by_url.reserve(subjects);
            self.plans.reserve(subjects);
        }
        for (subject, addresses) in plans {
            self.plan_one(subject, addresses, &mut fresh, &mut gone);
        }
        let mut addresses = Vec::with_capacity(gone.len());
        for (id, page) in gone {
            page.facts.iter().for_each(|fact| ended.entry(*fact).or_default().push(id));
            addresses.push(page.address);
            // Only now may its number be another's.
            self.free.push(id);
        }
        self.end(ended);
        (fresh, addresses)
    }

    fn plan_one(
        &mut self,
        subject: Subject,
        addresses: Vec<Address>,
        fresh: &mut Vec<PageId>,
        gone: &mut Vec<(PageId, Page)>,
    ) {
        let before = self.plans.remove(&subject).unwrap_or_default();
        let mut stays: FxHashMap<&Address, PageId> = FxHashMap::default();
        for id in &before {
            if let Some(page) = &self.pages[*id as usize] {
                stays.insert(&page.address, *id);
            }
        }
        let kept: Vec<Option<PageId>> = addresses.iter().map(|address| stays.remove(address)).collect();
        let mut gone_ids: Vec<PageId> = stays.into_values().collect();
        gone_ids.sort_unstable();
        gone.extend(gone_ids.into_iter().filter_map(|id| Some((id, self.remove(id)?))));
        let mut plan = Vec::with_capacity(addresses.len());
        for (address, kept) in addresses.into_iter().zip(kept) {
            let id = kept.unwrap_or_else(|| {
                let id = self.add(address);
                fresh.push(id);
                id
            });
            plan.push(id);
        }
        if !plan.is_empty() {
            self.plans.insert(subject, plan);
        }
    }

    fn add(&mut self, address: Address) -> PageId {
        let url = address.url.clone();
        let page = Page {
            address,
            template: String::new(),
            facts: Box::default(),
            output: Stamp::ABSENT,
            reason: Reason::New,
            diagnostics: Vec::new(),
            made: false,
        };
        let id = match self.free.pop() {
            Some(id) => {
                self.pages[id as usize] = Some(page);
                id
            }
            None => {
                self.pages.push(Some(page));
                (self.pages.len() - 1) as PageId
            }
        };
        self.by_url.entry(url).or_default().push(id);
        id
    }

    fn remove(&mut self, id: PageId) -> Option<Page> {
        let page = self.pages[id as usize].take()?;
        self.said.remove(&id);
        if let Some(claims) = self.by_url.get_mut(&page.address.url) {
            claims.retain(|claim| *claim != id);
            if claims.is_empty() {
                self.by_url.remove(&page.address.url);
            }
        }
        Some(page)
    }

    pub fn page(&self, id: PageId) -> Option<&Page> {
        self.pages.get(id as usize)?.as_ref()
    }

    pub fn find(&self, url: &str) -> Option<PageId> {
        self.by_url.get(url)?.first().copied()
    }

    pub fn pages(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.pages.iter().enumerate().filter_map(|(id, page)| Some((id as PageId, page.as_ref()?)))
    }

    /// What was said of each page when it was made, where that is something.
    pub fn said(&self) -> impl Iterator<Item = (PageId, &[Diagnostic])> {
        self.said.iter().filter_map(|id| Some((*id, self.page(*id)?.diagnostics.as_slice())))
    }

    /// The pages of each address that more than one claims, by address.
    pub fn contested(&self) -> Vec<(&str, Vec<&Page>)> {
        let mut contested: Vec<_> = self
            .by_url
            .iter()
            .filter(|(_, claims)| claims.len() > 1)
            .map(|(url, claims)| (url.as_str(), claims.iter().filter_map(|id| self.page(*id)).collect()))
            .collect();
        contested.sort_by(|a: &(&str, Vec<&Page>), b| a.0.cmp(b.0));
        contested
    }

    /// The questions of a page, in order.
    pub fn questions(&self, page: &Page) -> Vec<Fact> {
        page.facts.iter().map(|id| self.facts[*id as usize].0).collect()
    }

    pub fn len(&self) -> usize {
        self.by_url.len()
    }

    pub fn is_empty(&self) -> bool {
        self.by_url.is_empty()
    }

    /// The ledger as it is saved: facts that no page uses any more are left behind.
    pub fn saved(&self) -> Saved<'_> {
        let mut ids = vec![FactId::MAX; self.facts.len()];
        let mut facts = Vec::new();
        for (at, known) in self.facts.iter().enumerate() {
            if !self.users[at].is_empty() {
                ids[at] = facts.len() as FactId;
                facts.push(*known);
            }
        }
        let pages: Vec<Cow<'_, Page>> = self.pages.iter().flatten().map(Cow::Borrowed).collect();
        let asked = pages.iter().map(|page| page.facts.iter().map(|id| ids[*id as usize]).collect());
        Saved { asked: asked.collect(), facts, pages }
    }

    pub fn restore(saved: Saved<'_>) -> Ledger {
        let mut ledger = Ledger::default();
        ledger.make_room(saved.facts.len());
        ledger.pages.reserve(saved.pages.len());
        ledger.by_url.reserve(saved.pages.len());
        for (fact, stamp) in saved.facts {
            ledger.learn(fact, stamp);
        }
        for (id, (page, facts)) in saved.pages.into_iter().zip(saved.asked).enumerate() {
            let id = id as PageId;
            for fact in &facts {
                // A damaged ledger must not be believed further than it holds together.
                if let Some(users) = ledger.users.get_mut(*fact as usize) {
                    users.push(id);
                }
            }
            ledger.by_url.entry(page.address.url.clone()).or_default().push(id);
            ledger.plans.entry(page.address.subject).or_default().push(id);
            if !page.diagnostics.is_empty() {
                ledger.said.insert(id);
            }
            ledger.pages.push(Some(Page { facts, ..page.into_owned() }));
        }
        ledger
    }
}

#[derive(Serialize, Deserialize, Default)]
pub struct Saved<'a> {
    facts: Vec<(Fact, Stamp)>,
    pages: Vec<Cow<'a, Page>>,
    /// What each of the pages asked, by the places of the facts here.
    asked: Vec<Box<[FactId]>>,
}

impl Saved<'_> {
    /// Whether every reference in it leads somewhere.
    pub fn is_whole(&self, kinds: usize) -> bool {
        self.pages.len() == self.asked.len()
            && self.pages.iter().all(|page| usize::from(page.address.kind) < kinds)
            && self.asked.iter().flatten().all(|fact| (*fact as usize) < self.facts.len())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Ledger, Made, PageId, Reason};
    use crate::base::stamp::Stamp;
    use crate::page::kind::Address;
    use crate::site::fact::{Fact, Subject};

    fn address(url: &str, subject: Subject) -> Address {
        Address { url: url.to_string(), kind: 0, subject, part: 0 }
    }

    fn made(asked: &[Fact]) -> Made {
        let reason = Reason::New;
        Made { template: String::new(), asked: asked.to_vec(), output: Stamp::of("x"), reason, diagnostics: Vec::new() }
    }

    #[test]
    fn pages_that_go_take_their_questions_along_and_leave_their_numbers_to_others() {
        let mut ledger = Ledger::default();
        let (many, one) = (Subject::Site, Subject::Language(0));
        let addresses = (0..4).map(|number| address(&format!("/{number}/"), many)).collect();
        let (fresh, _) = ledger.plan([(many, addresses)].into_iter());
        let (common, other) = (Fact::News, Fact::Archive);
        [common, other].into_iter().for_each(|fact| ledger.learn(fact, Stamp::of("before")));
        ledger.record(fresh.iter().map(|id| (*id, made(&[common, other]))).collect());
        // One page stays as it is, one asks less, and the two others go, for one that is new.
        let (kept, less) = (fresh[0], fresh[1]);
        ledger.record(vec![(less, made(&[other]))]);
        let plans = [(many, vec![address("/0/", many), address("/1/", many)]), (one, vec![address("/nuova/", one)])];
        let (new, gone) = ledger.plan(plans.into_iter());
        assert_eq!(gone.iter().map(|address| address.url.as_str()).collect::<Vec<_>>(), ["/2/", "/3/"]);
        assert_eq!(new.len(), 1);
        ledger.record(new.iter().map(|id| (*id, made(&[common]))).collect());
        let (again, _) = ledger.plan([(Subject::Meaning, vec![address("/ancora/", Subject::Meaning)])].into_iter());
        assert!([fresh[2], fresh[3]].contains(&again[0]), "a number that is free is given again");
        let asked: BTreeSet<Subject> = [common.subject(), other.subject()].into();
        let moved = ledger.ask_again(&asked, |_| Stamp::of("after"));
        let of = |fact: Fact| -> Vec<PageId> {
            moved.iter().filter(|(_, facts)| facts.contains(&fact)).map(|(page, _)| *page).collect()
        };
        assert_eq!(of(common), {
            let mut all = vec![kept, new[0]];
            all.sort_unstable();
            all
        });
        assert_eq!(of(other), [kept, less]);
    }
}
