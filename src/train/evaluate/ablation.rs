//! What each part of the recipe brings: the same folds with parts left out, up to the ceiling of annotated signals.

use crate::detect::Detector;
use crate::features::FeatureSpace;
use crate::train::crossfit::{Crossfit, describe, weighed};
use crate::train::settings::{Part, Parts, Settings};
use crate::train::tagging::Tagging;
use crate::train::{Prepared, TrainError};

/// What is left in each step, beside simple rules.
const STEPS: [(&str, &[Part]); 5] = [
    ("rules alone", &[]),
    ("and facts", &[Part::Facts]),
    ("and combinations", &[Part::Facts, Part::Combinations]),
    ("and taggers", &[Part::Facts, Part::Combinations, Part::Taggers]),
    ("and wording, no taggers", &[Part::Facts, Part::Combinations, Part::Wording]),
];

/// Log-odds of every step, by its name, on the folds and with the taggers and wording scores of a whole recipe. The ads are
/// left with the features of the last step.
pub(super) fn ablate(
    ads: &mut [Prepared<'_>],
    detector: &Detector,
    space: &FeatureSpace,
    whole: &Crossfit,
    settings: Settings,
) -> Result<Vec<(&'static str, Vec<f64>)>, TrainError> {
    let rules = detector.rules();
    let silent = vec![0.0; ads.len()];
    let mut out = vec![("wording alone", whole.wording.clone())];
    for (name, parts) in STEPS {
        let parts = parts.iter().fold(Parts::NONE, |all, part| all.with(*part));
        describe(ads, rules, space, (&whole.tagging, &whole.about), parts);
        let wording = if parts.has(Part::Wording) { &whole.wording } else { &silent };
        out.push((name, weighed(ads, wording, rules, space, Settings { parts, ..settings })?));
    }
    let signals = FeatureSpace::of_signals(rules);
    let annotated = annotated(ads, detector);
    let none = Tagging::none(ads.len());
    describe(ads, rules, &signals, (&none, &silent), Parts::NONE);
    ads.iter_mut().zip(annotated).for_each(|(ad, features)| ad.features = features);
    out.push(("annotated signals", weighed(ads, &silent, rules, &signals, settings)?));
    Ok(out)
}

/// The features that perfect detection of the documented signals would give: what annotators marked.
fn annotated(ads: &[Prepared<'_>], detector: &Detector) -> Vec<Vec<(usize, f64)>> {
    let names = FeatureSpace::of_signals(detector.rules());
    let places: std::collections::BTreeMap<&str, usize> =
        names.iter().enumerate().filter_map(|(at, (name, ..))| Some((name.strip_prefix("signal:")?, at))).collect();
    let of = |ad: &Prepared<'_>| {
        let marked = ad.example.annotations.iter().flatten();
        let mut found: Vec<usize> = marked.filter_map(|a| places.get(a.id.as_str()).copied()).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|at| (at, 1.0)).collect()
    };
    ads.iter().map(of).collect()
}
