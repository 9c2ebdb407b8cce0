//! Cross-fitting: every ad judged by taggers, wording and feature models that never saw its fold.

use rayon::prelude::*;

use super::settings::{Part, Parts, Settings};
use super::tagging::{self, Tagging};
use super::wording::Target;
use super::{Kind, Prepared, TrainError, fit, wording};
use crate::detect::Detector;
use crate::features::{FeatureSpace, Learned};
use crate::model::{Reading, Wording};
use crate::rules::RuleSet;

/// One in so many harmful ads may seem to tell of lures.
const OFFERS_ABOVE: usize = 25;

/// What models that never saw an ad's fold say of it. The feature model of a fold is fitted on what taggers and wording models
/// say of the other folds, and those did see this one: the usual shortcut, a small leak.
pub(super) struct Crossfit {
    /// Log-odds of the wording model.
    pub(super) wording: Vec<f64>,
    /// Log-odds that it tells of lures, above the floor.
    pub(super) about: Vec<f64>,
    /// The log-odds that few harmful ads reach: what lies below says nothing.
    pub(super) about_floor: f64,
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
    let worded = |ads: &[Prepared<'_>], target| {
        if parts.has(Part::Wording) { worded(ads, target, settings) } else { Ok(vec![0.0; ads.len()]) }
    };
    let mut about = worded(ads, Target::About)?;
    let about_floor = about_floor(ads, &about);
    about.iter_mut().for_each(|logit| *logit -= about_floor);
    describe(ads, detector.rules(), space, (&tagging, &about), parts);
    let wording = worded(ads, Target::Harmful)?;
    let logits = weighed(ads, &wording, detector.rules(), space, settings)?;
    Ok(Crossfit { wording, about, about_floor, logits, tagging })
}

/// The log-odds that [`OFFERS_ABOVE`] of the harmful annotated ads reach.
fn about_floor(ads: &[Prepared<'_>], about: &[f64]) -> f64 {
    let offer = |ad: &Prepared<'_>| ad.example.harmful && ad.example.kind == Kind::Authored;
    let mut offers: Vec<f64> = ads.iter().zip(about).filter(|(ad, _)| offer(ad)).map(|(_, logit)| *logit).collect();
    offers.sort_by(|a, b| b.total_cmp(a));
    offers.get(offers.len() / OFFERS_ABOVE).copied().unwrap_or_default()
}

/// The folds the ads are dealt into.
fn folds(ads: &[Prepared<'_>]) -> std::ops::RangeInclusive<usize> {
    0..=ads.iter().map(|ad| ad.fold).max().unwrap_or(0)
}

/// Log-odds of wording models.
fn worded(ads: &[Prepared<'_>], target: Target, settings: Settings) -> Result<Vec<f64>, TrainError> {
    let mut wording = vec![0.0; ads.len()];
    for fold in folds(ads) {
        let model: Wording = wording::fit(ads, |ad| ad.fold != fold, target, settings)?.build();
        let logit = |ad: &Prepared<'_>| {
            let reading = Reading::of(&ad.detection.fields);
            match target {
                Target::Harmful => model.score(&reading).logit,
                Target::About => model.beginning(&reading).logit,
            }
        };
        let held = |(i, ad): (usize, &Prepared<'_>)| (ad.fold == fold).then(|| (i, logit(ad)));
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
    (tagging, about): (&Tagging, &[f64]),
    parts: Parts,
) {
    let weighed: Vec<bool> = space.iter().map(|(_, feature, _)| parts.weigh(rules, feature)).collect();
    ads.par_iter_mut().zip(&tagging.tagged).zip(about).for_each(|((ad, tagged), about)| {
        ad.features = space.vector(rules, &ad.detection, Learned { tagged, about: *about });
        ad.features.retain(|(at, _)| weighed[*at]);
    });
}
