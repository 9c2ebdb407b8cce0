//! The contacts of a run: each kept once, with the ads it stands in and the campaigns it ties together.

use std::collections::HashMap;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

/// Contacts of one ad that are kept, at most.
const OF_ONE_AD: usize = 32;
/// Bytes of a contact that are kept; a longer one, as only addresses are, ends in its hash.
const BYTES: usize = 160;
/// A contact in more campaigns than this says nothing of any: it is that of a board or an agency.
pub const LINKING: usize = 20;

/// A contact of the run, as a number.
pub(super) type Number = u32;

/// Every contact of a run.
#[derive(Debug, Default)]
pub(super) struct Contacts {
    // The map of the standard library, for contacts are chosen by strangers.
    numbers: HashMap<Arc<str>, Number>,
    names: Vec<Arc<str>>,
    ads: Vec<usize>,
}

impl Contacts {
    /// The numbers of an ad's contacts, each once, rising.
    pub(super) fn numbers(&mut self, contacts: &[String]) -> Box<[Number]> {
        let mut numbers: Vec<Number> = kept_contacts(contacts).map(|contact| self.number(contact)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into()
    }

    fn number(&mut self, contact: String) -> Number {
        let name: Arc<str> = contact.into();
        if let Some(number) = self.numbers.get(&name) {
            return *number;
        }
        let number = Number::try_from(self.names.len()).expect("invariant: so many contacts do not fit into memory");
        self.names.push(Arc::clone(&name));
        self.ads.push(0);
        self.numbers.insert(name, number);
        number
    }

    /// Counts an ad in which these stand.
    pub(super) fn count(&mut self, numbers: &[Number]) {
        for number in numbers {
            self.ads[*number as usize] += 1;
        }
    }

    /// The contact in comparable form.
    pub(super) fn name(&self, number: Number) -> &str {
        &self.names[number as usize]
    }

    /// In how many ads of the run it stands.
    pub(super) fn ads(&self, number: Number) -> usize {
        self.ads[number as usize]
    }
}

/// What is kept of an ad's contacts: the first few, each cut to a length.
pub fn kept_contacts(contacts: &[String]) -> impl Iterator<Item = String> {
    contacts.iter().take(OF_ONE_AD).map(|contact| shortened(contact))
}

fn shortened(contact: &str) -> String {
    if contact.len() <= BYTES {
        return contact.to_owned();
    }
    let start = &contact[..contact.floor_char_boundary(BYTES)];
    format!("{start}…{:016x}", xxh3_64(contact.as_bytes()))
}

/// Which campaigns a contact stands in.
#[derive(Debug, Default)]
pub(super) struct Ties {
    /// Sorted, each once.
    pairs: Vec<(Number, u32)>,
}

impl Ties {
    /// From pairs of contact and campaign.
    pub(super) fn new(mut pairs: Vec<(Number, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        Self { pairs }
    }

    /// The campaigns a contact ties together; none where it stands in more than tell anything.
    pub(super) fn campaigns(&self, contact: Number) -> impl Iterator<Item = usize> {
        let from = self.pairs.partition_point(|(number, _)| *number < contact);
        let count = self.pairs[from..].partition_point(|(number, _)| *number == contact);
        let tied = if count <= LINKING { &self.pairs[from..from + count] } else { &[] };
        tied.iter().map(|(_, campaign)| *campaign as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ad_counts_each_of_its_contacts_once() {
        let mut contacts = Contacts::default();
        for ad in [&["telegram:a", "+1000", "telegram:a"][..], &["+1000"]] {
            let numbers = contacts.numbers(&ad.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>());
            contacts.count(&numbers);
        }
        let seen: Vec<(&str, usize)> = (0..2).map(|n| (contacts.name(n), contacts.ads(n))).collect();
        assert_eq!(seen, [("telegram:a", 1), ("+1000", 2)]);
    }

    #[test]
    fn long_addresses_are_cut_but_told_apart() {
        let mut contacts = Contacts::default();
        let long = |end: &str| format!("example.com/{}{end}", "é".repeat(200));
        let numbers = contacts.numbers(&[long("a"), long("b"), long("a")]);
        assert_eq!(*numbers, [0, 1]);
        assert!(contacts.name(0).len() < 200 && contacts.name(0).starts_with("example.com/é"));
    }

    #[test]
    fn a_contact_of_a_whole_board_ties_nothing() {
        let few = (0..LINKING as u32).map(|campaign| (7, campaign));
        let many = (0..=LINKING as u32).map(|campaign| (9, campaign));
        let ties = Ties::new(many.chain(few.clone()).chain(few).collect());
        assert_eq!(ties.campaigns(7).collect::<Vec<_>>(), (0..LINKING).collect::<Vec<_>>());
        assert_eq!((ties.campaigns(8).count(), ties.campaigns(9).count()), (0, 0));
    }
}
