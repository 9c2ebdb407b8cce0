//! Contacts that stand in several ads of one run: a sign that they come from one hand, told at the end.
//!
//! Counted in the order of the input and in bounded memory; no ad's score depends on it.

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

/// Most different contacts remembered, some ten megabytes; of later ones only those already known are counted.
const MOST: usize = 400_000;

/// How often each contact was seen.
#[derive(Debug, Default)]
pub(super) struct Reuse {
    /// By the hash of the contact: ads it stood in.
    ads: FxHashMap<u64, u32>,
    /// Contacts that stood in more than one ad.
    reused: u64,
    /// The one in most ads; of several the first to get there.
    most: Option<(String, u32)>,
}

impl Reuse {
    /// Counts the contacts of one ad, each of them once.
    pub(super) fn count(&mut self, contacts: &[String]) {
        for contact in contacts {
            let hash = xxh3_64(contact.as_bytes());
            if self.ads.len() >= MOST && !self.ads.contains_key(&hash) {
                continue;
            }
            let ads = self.ads.entry(hash).or_default();
            *ads += 1;
            self.reused += u64::from(*ads == 2);
            if *ads >= 2 && self.most.as_ref().is_none_or(|(_, most)| *ads > *most) {
                self.most = Some((contact.clone(), *ads));
            }
        }
    }

    /// What to tell, if any contact stood in more than one ad.
    pub(super) fn told(&self) -> Option<String> {
        let (contact, ads) = self.most.as_ref()?;
        let reused = self.reused;
        Some(format!("contacts that stand in more than one ad: {reused}; most often {contact}, in {ads} ads"))
    }
}

#[cfg(test)]
mod tests {
    use super::Reuse;

    #[test]
    fn counts_ads_not_mentions_and_names_the_most_frequent() {
        let mut reuse = Reuse::default();
        let ads: [&[&str]; 4] = [&["telegram:a", "+1000"], &["telegram:a"], &["+1000", "telegram:b"], &["telegram:a"]];
        assert_eq!(reuse.told(), None);
        for contacts in ads {
            reuse.count(&contacts.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>());
        }
        let told = reuse.told().unwrap_or_default();
        assert_eq!(told, "contacts that stand in more than one ad: 2; most often telegram:a, in 3 ads");
    }
}
