//! What is held out together when a recipe is cross-validated: assigns folds, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::train::annotation::pack_language;
use crate::train::{Corpus, Prepared, TrainError, split};

/// What no model has seen when it judges an ad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holdout {
    /// The ad's campaign: its near-duplicates and its contrast twin.
    Campaign,
    /// The ad itself, as in most published figures; near-duplicates and twins may be known.
    Row,
    /// The ad's source; a batch and its contrast twins are one source.
    Source,
    /// Every ad in the ad's language, whatever its script or region.
    Language,
}

impl Holdout {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Campaign, Self::Row, Self::Source, Self::Language];

    /// Its name on the command line and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Campaign => "campaign",
            Self::Row => "row",
            Self::Source => "source",
            Self::Language => "language",
        }
    }

    /// What it means, in a line.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Campaign => {
                "near-duplicates and contrast twins are held out together, and batches no rule was written from whole"
            }
            Self::Row => "a random split by row, as in most published figures",
            Self::Source => "leave one source out; a batch and its twins are one source",
            Self::Language => "leave one language out",
        }
    }

    /// Puts every ad in a fold and returns how many folds there are: `folds` of them where ads are dealt out, one for each
    /// source or language otherwise.
    ///
    /// # Errors
    /// When there is nothing to leave out one of, or what is left without one fold has no ad of some label to learn from.
    pub(super) fn assign(self, ads: &mut [Prepared<'_>], corpus: &Corpus, folds: usize) -> Result<usize, TrainError> {
        let (parts, names): (Vec<usize>, Vec<String>) = match self {
            Self::Campaign => {
                let groups: Vec<usize> = ads.iter().map(|ad| ad.group).collect();
                let sources: Vec<usize> = ads.iter().map(|ad| ad.example.source).collect();
                (split::by_campaign(&groups, &sources, &corpus.fresh_sources(), folds), fold_names(folds))
            }
            Self::Row => (split::folds(&(0..ads.len()).collect::<Vec<_>>(), folds), fold_names(folds)),
            Self::Source => {
                let blocks = source_blocks(corpus);
                let (parts, first) = numbered(ads.iter().map(|ad| blocks[ad.example.source]));
                (parts, first.into_iter().map(|source| corpus.sources[source].name.clone()).collect())
            }
            Self::Language => {
                let (parts, codes) = numbered(ads.iter().map(|ad| pack_language(&ad.example.language)));
                (parts, codes.into_iter().map(str::to_owned).collect())
            }
        };
        if names.len() < 2 {
            let only = names.first().map_or("", String::as_str);
            return Err(TrainError::Unfit(format!("cannot leave one {} out: there is only `{only}`", self.as_str())));
        }
        ads.iter_mut().zip(parts).for_each(|(ad, fold)| ad.fold = fold);
        for (fold, name) in names.iter().enumerate() {
            for harmful in [true, false] {
                let left = |ad: &Prepared<'_>| ad.fold != fold && ad.example.harmful == harmful && ad.contrast;
                if !ads.iter().any(left) {
                    let label = if harmful { "harmful" } else { "genuine" };
                    return Err(TrainError::Unfit(format!(
                        "without the {} `{name}` no {label} ad is left to learn from",
                        self.as_str()
                    )));
                }
            }
        }
        Ok(names.len())
    }
}

fn fold_names(folds: usize) -> Vec<String> {
    (1..=folds).map(|fold| format!("fold {fold}")).collect()
}

/// One fold for every value, in the order of the values.
fn numbered<V: Ord + Copy>(values: impl Iterator<Item = V> + Clone) -> (Vec<usize>, Vec<V>) {
    let sorted: BTreeSet<V> = values.clone().collect();
    let sorted: Vec<V> = sorted.into_iter().collect();
    (values.map(|value| sorted.partition_point(|known| *known < value)).collect(), sorted)
}

/// For every source the first one that shares a family with it, itself if none does: contrast twins stand in a file of their
/// own and came from the ads of another.
fn source_blocks(corpus: &Corpus) -> Vec<usize> {
    let mut first_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut block: Vec<usize> = (0..corpus.sources.len()).collect();
    for example in &corpus.examples {
        let first = *first_of.entry(&example.family).or_insert(example.source);
        let (a, b) = (block[first], block[example.source]);
        let (low, high) = (a.min(b), a.max(b));
        block.iter_mut().filter(|of| **of == high).for_each(|of| *of = low);
    }
    block
}
