//! The campaigns of a run: who belongs to whom, in which order they are told, and what is told of each.

use std::cmp::Reverse;

use super::contacts::{Contacts, Number, Ties};
use super::gather::{AdRecord, Gatherer, TextRecord};
use super::near;
use super::template::{TEXTS, Template};
use super::{Campaign, Link, Member, Scores, SharedContact};
use crate::assess::Band;

/// Contacts and links told of a campaign, at most.
pub const LISTED: usize = 10;

/// The campaigns of a run.
#[derive(Debug)]
pub struct Found {
    ads: Vec<AdRecord>,
    texts: Vec<TextRecord>,
    contacts: Contacts,
    /// Numbers of texts, those of a campaign side by side, each by its hash.
    grouped: Vec<u32>,
    /// Numbers of ads, those of a campaign side by side.
    members: Vec<u32>,
    outlines: Vec<Outline>,
    ties: Ties,
    unread: usize,
}

/// Where a campaign's parts stand in [`Found`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Of `grouped`.
    texts: std::ops::Range<usize>,
    /// Of `members`.
    ads: std::ops::Range<usize>,
    /// Its place among the outlines.
    place: usize,
    best: Option<(Band, u8)>,
    hash: u128,
}

impl Outline {
    /// How many ads there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.ads.len()
    }

    /// 16 hexadecimal digits that depend on the texts alone.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{:016x}", self.hash >> 64)
    }
}

impl Found {
    /// Groups what was gathered; campaigns of fewer ads are left out.
    pub(super) fn new(gathered: Gatherer, least: usize) -> Self {
        let Gatherer { ads, texts, contacts, .. } = gathered;
        let unread = texts.iter().filter(|text| text.signature.is_none()).map(|text| text.ads as usize).sum();
        let sets = sets(&texts);
        let mut found = Self {
            ads,
            texts,
            contacts,
            grouped: Vec::new(),
            members: Vec::new(),
            outlines: Vec::new(),
            ties: Ties::default(),
            unread,
        };
        found.outline(sets, least);
        found
    }

    /// Every campaign: by falling band of its highest score, then by falling number of ads, then by falling score.
    #[must_use]
    pub fn outlines(&self) -> &[Outline] {
        &self.outlines
    }

    /// Ads of the run.
    #[must_use]
    pub fn ads(&self) -> usize {
        self.ads.len()
    }

    /// Ads in campaigns.
    #[must_use]
    pub fn grouped(&self) -> usize {
        self.members.len()
    }

    /// Ads in which there is nothing to read, which are in no campaign.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.unread
    }

    /// The texts a campaign's template is made of, by their numbers.
    pub fn samples(&self, outline: &Outline) -> impl Iterator<Item = usize> {
        self.grouped[outline.texts.clone()].iter().take(TEXTS).map(|text| *text as usize)
    }

    /// A campaign, with a template of the excerpts of its samples.
    #[must_use]
    pub fn campaign(&self, outline: &Outline, excerpts: &[&str]) -> Campaign {
        let texts = &self.grouped[outline.texts.clone()];
        let (contacts, contacts_total) = self.shared(texts);
        let (shared_with, shared_with_total) = self.links(outline, texts);
        let insufficient = |text: &&u32| self.text(**text).score.is_none();
        Campaign {
            id: outline.id(),
            size: outline.size(),
            texts: texts.len(),
            scores: self.scores(texts),
            insufficient: texts.iter().filter(insufficient).map(|text| self.text(*text).ads as usize).sum(),
            languages: self.languages(texts),
            template: Template::of(excerpts),
            contacts,
            contacts_total,
            shared_with,
            shared_with_total,
            members: self.members[outline.ads.clone()].iter().map(|ad| self.member(*ad)).collect(),
        }
    }

    fn text(&self, number: u32) -> &TextRecord {
        &self.texts[number as usize]
    }

    fn ad(&self, number: u32) -> &AdRecord {
        &self.ads[number as usize]
    }

    fn member(&self, ad: u32) -> Member {
        let AdRecord { id, path, record, line, text } = self.ad(ad);
        let score = self.text(*text).score;
        Member { id: (**id).to_owned(), path: path.clone(), record: *record, line: *line, score }
    }

    /// Makes the outlines of these sets of texts and puts them in order.
    fn outline(&mut self, sets: Vec<Vec<u32>>, least: usize) {
        let mut set_of = vec![None; self.texts.len()];
        for texts in sets {
            let size: usize = texts.iter().map(|text| self.text(*text).ads as usize).sum();
            if size < least {
                continue;
            }
            let best = texts.iter().filter_map(|text| self.text(*text).score).map(|(score, band)| (band, score)).max();
            let hash = self.text(texts[0]).hash;
            let from = self.grouped.len();
            texts.iter().for_each(|text| set_of[*text as usize] = Some(hash));
            self.grouped.extend(texts);
            self.outlines.push(Outline { texts: from..self.grouped.len(), ads: 0..size, place: 0, best, hash });
        }
        let band = |outline: &Outline| outline.best.map(|(band, _)| band);
        self.outlines.sort_by_key(|o| (Reverse(band(o)), Reverse(o.size()), Reverse(o.best), o.hash));
        self.place(&set_of);
        self.tie();
    }

    /// Puts the ads of every campaign side by side, by their ids.
    fn place(&mut self, set_of: &[Option<u128>]) {
        let mut placed: Vec<(u128, u32)> = (0..)
            .zip(&self.ads)
            .filter_map(|(number, ad)| set_of[ad.text as usize].map(|hash| (hash, number)))
            .collect();
        let ads = &self.ads;
        let texts = &self.texts;
        let key = |number: u32| {
            let ad = &ads[number as usize];
            (&ad.id, texts[ad.text as usize].hash, &ad.path, ad.record)
        };
        placed.sort_unstable_by(|(a, one), (b, other)| a.cmp(b).then_with(|| key(*one).cmp(&key(*other))));
        self.members = placed.iter().map(|(_, number)| *number).collect();
        for (place, outline) in self.outlines.iter_mut().enumerate() {
            let from = placed.partition_point(|(hash, _)| *hash < outline.hash);
            outline.ads = from..from + outline.ads.len();
            outline.place = place;
        }
    }

    /// Notes which contact stands in which campaign.
    fn tie(&mut self) {
        let mut pairs = Vec::new();
        for (place, outline) in (0..).zip(&self.outlines) {
            let texts = &self.grouped[outline.texts.clone()];
            pairs.extend(texts.iter().flat_map(|text| &self.text(*text).contacts).map(|contact| (*contact, place)));
        }
        self.ties = Ties::new(pairs);
    }

    /// The scores of these texts, each as often as it has ads.
    fn scores(&self, texts: &[u32]) -> Option<Scores> {
        let mut ads_at = [0usize; 101];
        let mut by_band = [0usize; 4];
        let mut best: Option<(u8, Band)> = None;
        for text in texts.iter().map(|text| self.text(*text)) {
            let Some((score, band)) = text.score else { continue };
            ads_at[usize::from(score.min(100))] += text.ads as usize;
            by_band[band.index()] += text.ads as usize;
            best = best.max(Some((score, band)));
        }
        let (highest, band) = best?;
        Some(Scores { highest, median: median(&ads_at), band, by_band })
    }

    fn languages(&self, texts: &[u32]) -> Vec<&'static str> {
        let mut counts: Vec<(&'static str, usize)> = Vec::new();
        for text in texts.iter().map(|text| self.text(*text)) {
            let Some(language) = text.language else { continue };
            match counts.iter_mut().find(|(known, _)| *known == language) {
                Some((_, count)) => *count += text.ads as usize,
                None => counts.push((language, text.ads as usize)),
            }
        }
        counts.sort_by_key(|(language, count)| (Reverse(*count), *language));
        counts.into_iter().map(|(language, _)| language).collect()
    }

    /// The contacts of these texts that stand in several ads of the run.
    fn shared(&self, texts: &[u32]) -> (Vec<SharedContact>, usize) {
        let mut ads: Vec<(Number, usize)> = Vec::new();
        for text in texts.iter().map(|text| self.text(*text)) {
            ads.extend(text.contacts.iter().map(|contact| (*contact, text.ads as usize)));
        }
        ads.sort_unstable();
        let each = ads.chunk_by(|a, b| a.0 == b.0);
        let mut shared: Vec<(Number, usize)> =
            each.map(|one| (one[0].0, one.iter().map(|(_, ads)| ads).sum())).collect();
        shared.retain(|(contact, _)| self.contacts.ads(*contact) > 1);
        shared.sort_unstable_by_key(|(contact, ads)| (Reverse(*ads), self.contacts.name(*contact)));
        let told = shared.iter().take(LISTED).map(|(contact, ads)| SharedContact {
            contact: self.contacts.name(*contact).to_owned(),
            ads: *ads,
            ads_elsewhere: self.contacts.ads(*contact) - ads,
        });
        (told.collect(), shared.len())
    }

    /// The other campaigns in which a contact of these texts stands.
    fn links(&self, outline: &Outline, texts: &[u32]) -> (Vec<Link>, usize) {
        let mut contacts: Vec<Number> = texts.iter().flat_map(|text| &self.text(*text).contacts).copied().collect();
        contacts.sort_unstable();
        contacts.dedup();
        let tied = |contact: Number| self.ties.campaigns(contact).map(move |other| (other, contact));
        let mut links: Vec<(usize, Number)> = contacts.into_iter().flat_map(tied).collect();
        links.retain(|(other, _)| *other != outline.place);
        links.sort_unstable();
        let mut links: Vec<&[(usize, Number)]> = links.chunk_by(|a, b| a.0 == b.0).collect();
        links.sort_by_key(|contacts| (Reverse(contacts.len()), contacts[0].0));
        let link = |contacts: &&[(usize, Number)]| {
            let mut names: Vec<String> =
                contacts.iter().map(|(_, contact)| self.contacts.name(*contact).to_owned()).collect();
            names.sort_unstable();
            names.truncate(LISTED);
            Link { campaign: self.outlines[contacts[0].0].id(), contacts: names }
        };
        (links.iter().take(LISTED).map(link).collect(), links.len())
    }
}

/// The texts that belong together: each set by the hashes of its texts, the sets by that of their first.
fn sets(texts: &[TextRecord]) -> Vec<Vec<u32>> {
    let mut order: Vec<u32> =
        (0..).zip(texts).filter(|(_, text)| text.signature.is_some()).map(|(number, _)| number).collect();
    order.sort_unstable_by_key(|number| texts[*number as usize].hash);
    let signatures: Vec<_> = order.iter().filter_map(|number| texts[*number as usize].signature.as_ref()).collect();
    let mut union = near::join(&signatures);
    let mut rooted: Vec<(u32, u32)> =
        (0..).zip(&order).map(|(at, _)| (u32::try_from(union.root(at as usize)).unwrap_or(u32::MAX), at)).collect();
    rooted.sort_unstable();
    let sets = rooted.chunk_by(|a, b| a.0 == b.0);
    sets.map(|set| set.iter().map(|(_, at)| order[*at as usize]).collect()).collect()
}

/// The score in the middle, given how many ads have each score.
fn median(ads_at: &[usize]) -> f64 {
    let total: usize = ads_at.iter().sum();
    let at = |rank: usize| {
        let mut below = 0;
        let reaches = |ads: &usize| {
            below += ads;
            below > rank
        };
        f64::from(u32::try_from(ads_at.iter().position(reaches).unwrap_or(0)).unwrap_or(0))
    };
    f64::midpoint(at(total.saturating_sub(1) / 2), at(total / 2))
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_lies_in_the_middle_or_between_two() {
        let of = |scores: &[usize]| {
            let mut ads_at = [0; 101];
            scores.iter().for_each(|score| ads_at[*score] += 1);
            median(&ads_at)
        };
        let cases: [(&[usize], f64); 5] =
            [(&[7], 7.0), (&[0, 100], 50.0), (&[10, 11], 10.5), (&[90, 5, 5], 5.0), (&[1, 2, 3, 100], 2.5)];
        for (scores, middle) in cases {
            assert!((of(scores) - middle).abs() < f64::EPSILON, "{scores:?}");
        }
    }
}
