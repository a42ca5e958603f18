//! Which addresses there are. Each kind is asked about each subject that was touched, and about no other.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::ledger::{Ledger, PageId};
use crate::page::kind::Address;
use crate::page::kinds::KINDS;
use crate::site::fact::Subject;
use crate::site::store::Site;

/// What planning changed.
#[derive(Default)]
pub struct Plan {
    pub fresh: Vec<PageId>,
    pub gone: Vec<Address>,
}

/// Plans the touched subjects again.
pub fn plan(ledger: &mut Ledger, site: &Site, touched: &BTreeSet<Subject>) -> Plan {
    let plans: Vec<(Subject, Vec<Address>)> = touched
        .par_iter()
        .map(|subject| {
            let mut addresses = Vec::new();
            for (at, kind) in KINDS.iter().enumerate() {
                let places = kind.plan(*subject, site).into_iter();
                // `/x/` and `/x/index.html` are one file.
                addresses.extend(places.map(|(url, part)| {
                    let url = match url.strip_suffix("/index.html") {
                        Some(folder) => format!("{folder}/"),
                        None => url,
                    };
                    Address { url, kind: at as u8, subject: *subject, part }
                }));
            }
            (*subject, addresses)
        })
        .collect();
    let (fresh, gone) = ledger.plan(plans.into_iter());
    Plan { fresh, gone }
}

/// Plans the copies of pictures for which the wish came or went.
pub fn plan_copies(ledger: &mut Ledger, site: &Site) -> Plan {
    let (wanted, unwanted): (Vec<_>, Vec<_>) =
        ledger.take_moved_wishes().into_iter().partition(|(_, is_there)| *is_there);
    let mut all = plan(ledger, site, &wanted.into_iter().map(|(wish, _)| Subject::Copy(wish)).collect());
    all.gone.extend(ledger.plan(unwanted.into_iter().map(|(wish, _)| (Subject::Copy(wish), Vec::new()))).1);
    all
}
