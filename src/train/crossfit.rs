//! Cross-fitting: every ad judged by taggers, wording and feature models that never saw its fold.

use rayon::prelude::*;

use super::settings::{Part, Parts, Settings};
use super::tagging::{self, Tagging};
use super::{Prepared, TrainError, fit, wording};
use crate::detect::Detector;
use crate::features::FeatureSpace;
use crate::model::{Reading, Wording};
use crate::rules::RuleSet;

/// What models that never saw an ad's fold say of it. The feature model of a fold is fitted on what taggers and wording models
/// say of the other folds, and those did see this one: the usual shortcut, a small leak.
pub(super) struct Crossfit {
    /// Log-odds of the wording model.
    pub(super) wording: Vec<f64>,
    /// Log-odds of the whole, uncalibrated.
    pub(super) logits: Vec<f64>,
    /// The taggers, and what they say of each ad.
    pub(super) tagging: Tagging,
}

/// Cross-fits taggers, wording and feature models, and fills in the features of every ad.
pub(super) fn crossfit(
    ads: &mut [Prepared<'_>],
    detector: &Detector,
    space: &FeatureSpace,
    settings: Settings,
) -> Result<Crossfit, TrainError> {
    let parts = settings.parts;
    let tagging = if parts.has(Part::Taggers) { tagging::tag(ads, detector, space)? } else { Tagging::none(ads.len()) };
    describe(ads, detector.rules(), space, &tagging, parts);
    let wording = if parts.has(Part::Wording) { worded(ads, settings)? } else { vec![0.0; ads.len()] };
    let logits = weighed(ads, &wording, detector.rules(), space, settings)?;
    Ok(Crossfit { wording, logits, tagging })
}

/// The folds the ads are dealt into.
fn folds(ads: &[Prepared<'_>]) -> std::ops::RangeInclusive<usize> {
    0..=ads.iter().map(|ad| ad.fold).max().unwrap_or(0)
}

/// Log-odds of wording models.
pub(super) fn worded(ads: &[Prepared<'_>], settings: Settings) -> Result<Vec<f64>, TrainError> {
    let mut wording = vec![0.0; ads.len()];
    for fold in folds(ads) {
        let model: Wording = wording::fit(ads, |ad| ad.fold != fold, settings)?.build();
        let held = |(i, ad): (usize, &Prepared<'_>)| {
            (ad.fold == fold).then(|| (i, model.score(&Reading::of(&ad.detection.fields)).logit))
        };
        let scored: Vec<(usize, f64)> = ads.par_iter().enumerate().filter_map(held).collect();
        scored.into_iter().for_each(|(i, logit)| wording[i] = logit);
    }
    Ok(wording)
}

/// Log-odds of feature models over the features the ads have and these wording scores.
pub(super) fn weighed(
    ads: &[Prepared<'_>],
    wording: &[f64],
    rules: &RuleSet,
    space: &FeatureSpace,
    settings: Settings,
) -> Result<Vec<f64>, TrainError> {
    let mut logits = vec![0.0; ads.len()];
    for fold in folds(ads) {
        let weights = fit::features(ads, |ad| ad.fold != fold, wording, rules, space, settings)?;
        for (i, ad) in ads.iter().enumerate().filter(|(_, ad)| ad.fold == fold) {
            logits[i] = weights.logit(&ad.features, wording[i], space, rules);
        }
    }
    Ok(logits)
}

/// Fills in the features of every ad, those of the parts in use.
pub(super) fn describe(
    ads: &mut [Prepared<'_>],
    rules: &RuleSet,
    space: &FeatureSpace,
    tagging: &Tagging,
    parts: Parts,
) {
    let weighed: Vec<bool> = space.iter().map(|(_, feature, _)| parts.weigh(rules, feature)).collect();
    ads.par_iter_mut().zip(&tagging.tagged).for_each(|(ad, tagged)| {
        ad.features = space.vector(rules, &ad.detection, tagged);
        ad.features.retain(|(at, _)| weighed[*at]);
    });
}
