//! Which taggers are kept, where they fire, and what they find in the training ads.
//!
//! Every annotated ad is read by taggers that never saw its fold, and so is the choice of thresholds made. A tagger is kept
//! where it adds ads that no rule of its signal found, is right at least as often as those rules are in ads they were not
//! written from, and stays under the limit for genuine ads of every source.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::tagger::{Fitted, Material, ready};
use super::{Kind, Prepared, TrainError, round, significant};
use crate::detect::Detector;
use crate::features::{Feature, FeatureSpace};
use crate::model::{Reading, TaggerFile, Taggers};
use crate::rules::RuleSet;

/// Precision that rules have where they fire too seldom to tell, and the least asked of a tagger.
const LEAST_PRECISION: f64 = 0.7;
/// Firings of a signal's rules from which their precision is taken.
const ENOUGH_FIRINGS: usize = 10;
/// Ads without a rule's firing that a tagger must add rightly, and how often it must be right there.
const LEAST_ADDED: usize = 5;
const LEAST_ADDED_PRECISION: f64 = 0.5;
/// Share of a source's genuine ads that a tagger may fire on.
const MOST_GENUINE: f64 = 0.02;
/// Genuine ads from which a source counts for that.
const ENOUGH_GENUINE: usize = 200;

/// What the taggers give a training run.
pub(super) struct Tagging {
    /// As stored, fitted on every annotated ad.
    pub(super) files: BTreeMap<String, TaggerFile>,
    /// Of every ad the signals found, as places in [`RuleSet::signals`].
    pub(super) tagged: Vec<Vec<usize>>,
    /// Of every tagger kept: rules alone, tagger alone and both, on ads that no rule was written from.
    pub(super) report: Value,
}

impl Tagging {
    /// No tagger for so many ads.
    pub(super) fn none(ads: usize) -> Self {
        Self { files: BTreeMap::new(), tagged: vec![Vec::new(); ads], report: Value::Null }
    }
}

/// Fits and chooses taggers.
///
/// # Errors
/// When a solver does not converge.
pub(super) fn tag(ads: &[Prepared<'_>], detector: &Detector, space: &FeatureSpace) -> Result<Tagging, TrainError> {
    let rules = detector.rules();
    let mut material = Material::new(ads, detector);
    let counts = |signal: &usize| space.iter().any(|(_, feature, _)| feature == Feature::Tagger(*signal));
    material.signals.retain(counts);
    let mut margins: Vec<Margins> = vec![Margins::new(); ads.len()];
    for fold in 0..=ads.iter().map(|ad| ad.fold).max().unwrap_or(0) {
        let fitted = material.fit(|ad| ads[ad].fold != fold)?;
        measure(&mut margins, ads, &fitted, |ad| ad.fold == fold && ad.example.kind == Kind::Authored);
    }
    let whole = material.fit(|_| true)?;
    measure(&mut margins, ads, &whole, |ad| ad.example.kind == Kind::Real);
    let judge = |signal: &usize| Some((*signal, threshold(ads, &margins, rules, *signal)?));
    let thresholds: BTreeMap<usize, f64> = material.signals.par_iter().filter_map(judge).collect();
    let files = material.files(&whole, &thresholds);
    let kept: Vec<usize> = ready(&files, rules).1;
    let found = |margins: &Margins| kept.iter().copied().filter(|s| fires(margins, *s, thresholds[s])).collect();
    let tagged: Vec<Vec<usize>> = margins.iter().map(found).collect();
    let report = report(ads, &tagged, rules, &kept, &thresholds);
    Ok(Tagging { files, tagged, report })
}

/// Best margin of an ad by signal.
type Margins = BTreeMap<usize, f64>;

fn fires(margins: &Margins, signal: usize, threshold: f64) -> bool {
    margins.get(&signal).is_some_and(|margin| *margin >= threshold)
}

/// Reads the ads that `held` accepts.
fn measure(
    margins: &mut [Margins],
    ads: &[Prepared<'_>],
    fitted: &Fitted,
    held: impl Fn(&Prepared<'_>) -> bool + Sync,
) {
    let (taggers, signals): (Taggers, Vec<usize>) = fitted.taggers();
    margins.par_iter_mut().zip(ads).filter(|(_, ad)| held(ad)).for_each(|(margins, ad)| {
        let best = taggers.best(&Reading::of(&ad.detection.fields));
        margins.extend(best.into_iter().flatten().map(|tagged| (signals[tagged.tagger], tagged.margin)));
    });
}

/// Least margin at which the tagger by itself is right as often as the rules of its signal are, at least every other ad that it
/// adds to theirs is right, and genuine ads of every source stay below; `None` when too few ads are added.
fn threshold(ads: &[Prepared<'_>], margins: &[Margins], rules: &RuleSet, signal: usize) -> Option<f64> {
    let documented = &rules.signals()[signal];
    let floor = genuine_limit(ads, margins, signal);
    let mut by_rules = Found::default();
    let mut read: Vec<(f64, bool, bool)> = Vec::new();
    for (ad, margins) in ads.iter().zip(margins) {
        let Some(annotations) = &ad.example.annotations else { continue };
        let marked = annotations.iter().any(|a| a.id == documented.id);
        let ruled = documented.rules.iter().any(|rule| ad.detection.fired(*rule));
        if ad.fresh {
            by_rules.count(marked, ruled);
        }
        read.extend(margins.get(&signal).filter(|margin| **margin >= floor).map(|margin| (*margin, marked, ruled)));
    }
    let wanted = match by_rules.precision() {
        Some(precision) if by_rules.found >= ENOUGH_FIRINGS => precision.max(LEAST_PRECISION),
        _ => LEAST_PRECISION,
    };
    read.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut alone, mut added, mut best) = (Found::default(), Found::default(), None);
    for (margin, marked, ruled) in read {
        alone.count(marked, true);
        added.count(marked, !ruled);
        let right = |found: Found, least: f64| found.precision().is_some_and(|precision| precision >= least);
        if added.right >= LEAST_ADDED && right(alone, wanted) && right(added, LEAST_ADDED_PRECISION) {
            best = Some(margin);
        }
    }
    best
}

/// The least margin that at most the permitted share of genuine ads of any source reaches.
fn genuine_limit(ads: &[Prepared<'_>], margins: &[Margins], signal: usize) -> f64 {
    let mut sources: BTreeMap<usize, (usize, Vec<f64>)> = BTreeMap::new();
    for (ad, margins) in ads.iter().zip(margins).filter(|(ad, _)| ad.example.kind == Kind::Real && !ad.example.harmful)
    {
        let source = sources.entry(ad.example.source).or_default();
        source.0 += 1;
        source.1.extend(margins.get(&signal));
    }
    let limit = |(genuine, mut margins): (usize, Vec<f64>)| {
        margins.sort_by(|a, b| b.total_cmp(a));
        let allowed = margins.iter().enumerate().take_while(|(at, _)| share(at + 1, genuine) <= MOST_GENUINE).count();
        margins.get(allowed).map_or(f64::MIN, |first_too_many| first_too_many + 1e-6)
    };
    sources.into_values().filter(|(genuine, _)| *genuine >= ENOUGH_GENUINE).map(limit).fold(f64::MIN, f64::max)
}

fn share(part: usize, whole: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    number(part) / number(whole).max(1.0)
}

/// Ads marked, found and found rightly.
#[derive(Default, Clone, Copy)]
struct Found {
    marked: usize,
    found: usize,
    right: usize,
}

impl Found {
    fn count(&mut self, marked: bool, found: bool) {
        self.marked += usize::from(marked);
        self.found += usize::from(found);
        self.right += usize::from(marked && found);
    }

    fn precision(self) -> Option<f64> {
        (self.found > 0).then(|| share(self.right, self.found))
    }

    fn view(self) -> Value {
        let two = |x: f64| significant((x * 100.0).round() / 100.0, 3);
        let recall = two(share(self.right, self.marked));
        json!({"found": self.found, "recall": recall, "precision": self.precision().map(two)})
    }
}

fn report(
    ads: &[Prepared<'_>],
    tagged: &[Vec<usize>],
    rules: &RuleSet,
    kept: &[usize],
    thresholds: &BTreeMap<usize, f64>,
) -> Value {
    let mut signals = serde_json::Map::new();
    let mut languages: BTreeMap<&str, [Found; 3]> = BTreeMap::new();
    for signal in kept {
        let documented = &rules.signals()[*signal];
        let mut ways = [Found::default(); 3];
        for (ad, tagged) in ads.iter().zip(tagged).filter(|(ad, _)| ad.fresh) {
            let Some(annotations) = &ad.example.annotations else { continue };
            let marked = annotations.iter().any(|a| a.id == documented.id);
            let ruled = documented.rules.iter().any(|rule| ad.detection.fired(*rule));
            let tagged = tagged.contains(signal);
            let by_language = languages.entry(ad.example.language.as_str()).or_default();
            for (way, found) in [ruled, tagged, ruled || tagged].into_iter().enumerate() {
                ways[way].count(marked, found);
                by_language[way].count(marked, found);
            }
        }
        let view = json!({
            "marked": ways[0].marked, "margin": round(thresholds[signal]),
            "rules": ways[0].view(), "tagger": ways[1].view(), "both": ways[2].view(),
        });
        signals.insert(documented.id.clone(), view);
    }
    let language = |(code, ways): (&str, [Found; 3])| {
        let view = json!({
            "marked": ways[0].marked, "rules": ways[0].view(), "tagger": ways[1].view(), "both": ways[2].view(),
        });
        (code.to_owned(), view)
    };
    let languages: serde_json::Map<String, Value> = languages.into_iter().map(language).collect();
    json!({"signals": signals, "languages": languages})
}
