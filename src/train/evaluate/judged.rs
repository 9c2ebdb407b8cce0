//! Ads with the log-odds a model gave them: all that measuring needs to know of an ad.

use std::collections::{BTreeMap, BTreeSet};

use crate::metrics::Scored;
use crate::model::logistic;
use crate::train::Kind;

/// One judged ad.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Identifier in its source.
    pub id: String,
    /// Calibrated log-odds at the reference prior; `None` where there was too little text to judge, which counts as lower
    /// than every score.
    pub logit: Option<f64>,
    /// Whether it is labeled harmful.
    pub harmful: bool,
    /// Authored or real.
    pub kind: Kind,
    /// Its campaign: near-duplicates and contrast twins share one.
    pub group: usize,
    /// Language code as labeled.
    pub language: String,
    /// Name of its source.
    pub source: String,
    /// Scheme as labeled, may be empty.
    pub scheme: String,
    /// Characters of title and text.
    pub length: usize,
    /// Id shared by the two halves of a contrast pair.
    pub pair: Option<String>,
}

impl Judged {
    /// The number to rank by.
    pub(super) fn score(&self) -> f64 {
        self.logit.unwrap_or(f64::MIN)
    }
}

/// Which ads a figure counts. What is to be found are the authored harmful ads, false alarms are counted on real genuine
/// ones, and authored genuine ads are the hard negatives; where a corpus has no such ads, all of that label stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// Harmful ads of this kind only; `None` counts all.
    pub harmful: Option<Kind>,
    /// Genuine ads of this kind only; `None` counts all.
    pub genuine: Option<Kind>,
}

impl Basis {
    /// The basis that ads of some labels and kinds allow.
    pub(super) fn of(ads: impl Iterator<Item = (bool, Kind)>) -> Self {
        let have: BTreeSet<(bool, Kind)> = ads.collect();
        Self {
            harmful: have.contains(&(true, Kind::Authored)).then_some(Kind::Authored),
            genuine: have.contains(&(false, Kind::Real)).then_some(Kind::Real),
        }
    }

    /// What an ad is counted as.
    pub(super) fn role(self, harmful: bool, kind: Kind) -> Role {
        let counts = |of: Option<Kind>| of.is_none_or(|of| of == kind);
        match (harmful, counts(self.harmful), counts(self.genuine)) {
            (true, true, _) => Role::Harmful,
            (true, false, _) => Role::OtherHarmful,
            (false, _, true) => Role::Genuine,
            (false, _, false) => Role::HardNegative,
        }
    }
}

/// What an ad is counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// To be found.
    Harmful,
    /// Harmful by a label that is less sure: a real ad where authored ones are measured on.
    OtherHarmful,
    /// What false alarms are counted on.
    Genuine,
    /// Written to look harmful.
    HardNegative,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Harmful, Self::OtherHarmful, Self::Genuine, Self::HardNegative];
}

/// Whether the harmful half of each contrast pair scores higher, by pair: 1, or one half for a tie, or 0.
pub(super) fn pair_orders(judged: &[Judged]) -> BTreeMap<&str, f64> {
    let mut halves: BTreeMap<&str, [Option<f64>; 2]> = BTreeMap::new();
    for one in judged {
        if let Some(pair) = &one.pair {
            halves.entry(pair).or_default()[usize::from(one.harmful)] = Some(one.score());
        }
    }
    let mut orders = BTreeMap::new();
    for (pair, halves) in halves {
        if let [Some(genuine), Some(harmful)] = halves {
            orders.insert(pair, order(harmful, genuine));
        }
    }
    orders
}

fn order(harmful: f64, genuine: f64) -> f64 {
    match harmful.total_cmp(&genuine) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Less => 0.0,
    }
}

/// An ad made ready to be drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) score: f64,
    pub(super) harmful: bool,
    pub(super) role: Role,
    pub(super) group: usize,
    /// For the harmful half of a contrast pair, how the pair is ordered.
    pub(super) pair: Option<f64>,
}

/// Entries of all ads, by rising score: sorting a draw of them again costs next to nothing.
pub(super) fn entries(judged: &[Judged], basis: Basis) -> Vec<Entry> {
    let pairs = pair_orders(judged);
    let entry = |one: &Judged| Entry {
        score: one.score(),
        harmful: one.harmful,
        role: basis.role(one.harmful, one.kind),
        group: one.group,
        pair: one.pair.as_deref().filter(|_| one.harmful).and_then(|pair| pairs.get(pair).copied()),
    };
    let mut entries: Vec<Entry> = judged.iter().map(entry).collect();
    entries.sort_by(|a, b| a.score.total_cmp(&b.score));
    entries
}

/// Scores of some ads by what they are counted as.
#[derive(Debug, Default)]
pub(super) struct Sample {
    pub(super) harmful: Vec<f64>,
    pub(super) other_harmful: Vec<f64>,
    pub(super) genuine: Vec<f64>,
    pub(super) hard: Vec<f64>,
    /// All ads.
    pub(super) scored: Vec<Scored>,
    /// How contrast pairs are ordered.
    pub(super) pairs: Vec<f64>,
}

impl Sample {
    /// Sorts a draw of entries by role.
    pub(super) fn of<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Self {
        let mut sample = Self::default();
        for entry in entries {
            let part = match entry.role {
                Role::Harmful => &mut sample.harmful,
                Role::OtherHarmful => &mut sample.other_harmful,
                Role::Genuine => &mut sample.genuine,
                Role::HardNegative => &mut sample.hard,
            };
            part.push(entry.score);
            sample.scored.push((entry.score, entry.harmful));
            sample.pairs.extend(entry.pair);
        }
        sample
    }

    /// Harmful ads that are to be found against hard negatives.
    pub(super) fn contrast(&self) -> Vec<Scored> {
        let harmful = self.harmful.iter().map(|s| (*s, true));
        harmful.chain(self.hard.iter().map(|s| (*s, false))).collect()
    }

    /// Harmful ads that are to be found against the genuine ads that false alarms are counted on.
    pub(super) fn detection(&self) -> Vec<Scored> {
        let harmful = self.harmful.iter().map(|s| (*s, true));
        harmful.chain(self.genuine.iter().map(|s| (*s, false))).collect()
    }

    /// Probabilities with the offset moved so that their mean is the sample's own share of harmful ads: what is judged is
    /// the shape of the calibration, not how common harmful ads happen to be in a test set. Ads with too little text to
    /// judge are left out.
    pub(super) fn probabilities(&self) -> Vec<Scored> {
        let judged: Vec<Scored> = self.scored.iter().copied().filter(|s| s.0 > f64::MIN).collect();
        let count = f64::from(u32::try_from(judged.len()).unwrap_or(u32::MAX)).max(1.0);
        let share = judged.iter().map(|s| f64::from(u8::from(s.1))).sum::<f64>() / count;
        let (mut low, mut high) = (-30.0, 30.0);
        for _ in 0..40 {
            let middle = f64::midpoint(low, high);
            let mean = judged.iter().map(|s| logistic(s.0 + middle)).sum::<f64>() / count;
            if mean < share { low = middle } else { high = middle }
        }
        judged.iter().map(|(logit, harmful)| (logistic(logit + low), *harmful)).collect()
    }
}
