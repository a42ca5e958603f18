//! Who or what a shelf is of, as machines want to know it: the same company everywhere, whatever it is called.

use super::fact::ShelfId;
use super::store::Site;
use crate::article::profile::Profile;

/// A company, a person, a source, by name and by where else it is found.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Identity<'a> {
    pub name: &'a str,
    /// The address of its page within the site, where it has one.
    pub url: Option<&'a str>,
    /// What sort of company it is; what a person does.
    pub kind: Option<&'a str>,
    pub same_as: &'a [String],
}

impl Site {
    /// What the profiles say, that in the shelf's own language first.
    pub fn identity(&self, id: ShelfId) -> Identity<'_> {
        let shelf = self.shelf(id);
        let (own, others) = (self.profile(&shelf.key), self.profile_of_others(&shelf.key));
        let profiles = || own.into_iter().chain(others);
        let mut same_as = profiles().map(|profile: &Profile| profile.same_as.as_slice());
        Identity {
            name: &shelf.name,
            url: self.has_page(id).then_some(shelf.url.as_str()),
            kind: profiles().find_map(|profile| profile.kind.as_deref()),
            same_as: same_as.find(|addresses| !addresses.is_empty()).unwrap_or_default(),
        }
    }
}
