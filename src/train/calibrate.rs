//! Calibration by Platt's method on logits of ads the model never saw, and operating points by false-positive rate.

use super::{Kind, Prepared, Settings, significant};
use crate::metrics::threshold_at;
use crate::model::{BandLogits, Calibration, log_odds, logistic};

/// Newton steps of the calibration fit; it is convex in two parameters and needs a handful.
const STEPS: usize = 100;

/// Calibration at the reference prior, and the bands on real genuine ads.
pub(super) fn operating_points(ads: &[Prepared<'_>], logits: &[f64], settings: Settings) -> (Calibration, BandLogits) {
    let samples: Vec<(f64, bool, f64)> = weigh(ads, logits);
    let (slope, offset) = platt(&samples);
    let harmful: f64 = samples.iter().filter(|s| s.1).map(|s| s.2).sum();
    let total: f64 = samples.iter().map(|s| s.2).sum();
    let shift = log_odds(settings.reference_prior) - log_odds(harmful / total);
    let calibration = Calibration { slope: significant(slope, 6), offset: significant(offset + shift, 6) };
    let genuine: Vec<f64> = ads
        .iter()
        .zip(logits)
        .filter(|(ad, _)| !ad.example.harmful && ad.example.kind == Kind::Real)
        .map(|(_, logit)| calibration.slope * logit + calibration.offset)
        .collect();
    // Rounding must not let in the ad that the threshold keeps out.
    let at = |share: f64| {
        let exact = threshold_at(&genuine, share);
        let rounded = significant(exact, 6);
        if rounded < exact { rounded + 1e-5 * exact.abs() } else { rounded }
    };
    (calibration, BandLogits { elevated: at(0.05), high: at(0.01), critical: at(0.001) })
}

/// Samples `(logit, harmful, weight)`: authored ads weigh 1, real genuine ads together as much as the authored genuine. Without
/// authored ads, those of sources with contrasts weigh 1 and no other.
fn weigh(ads: &[Prepared<'_>], logits: &[f64]) -> Vec<(f64, bool, f64)> {
    let number = |test: &dyn Fn(&Prepared<'_>) -> bool| {
        f64::from(u32::try_from(ads.iter().filter(|ad| test(ad)).count()).unwrap_or(u32::MAX))
    };
    let authored = number(&|ad| !ad.example.harmful && ad.example.kind == Kind::Authored);
    let real = number(&|ad| !ad.example.harmful && ad.example.kind == Kind::Real).max(1.0);
    let weight = |ad: &Prepared<'_>| match (ad.example.kind, ad.example.harmful) {
        (Kind::Authored, _) => 1.0,
        (Kind::Real, _) if authored == 0.0 => f64::from(u8::from(ad.contrast)),
        (Kind::Real, true) => 0.0,
        (Kind::Real, false) => authored / real,
    };
    ads.iter().zip(logits).map(|(ad, logit)| (*logit, ad.example.harmful, weight(ad))).collect()
}

/// Slope and offset that make `σ(slope · logit + offset)` a probability on the samples.
fn platt(samples: &[(f64, bool, f64)]) -> (f64, f64) {
    let (mut slope, mut offset) = (1.0, 0.0);
    for _ in 0..STEPS {
        let mut gradient = [0.0; 2];
        let mut hessian = [1e-9, 0.0, 1e-9];
        for (logit, harmful, weight) in samples {
            let p = logistic(slope * logit + offset);
            let residual = weight * (p - f64::from(u8::from(*harmful)));
            let curvature = weight * p * (1.0 - p);
            gradient[0] += residual * logit;
            gradient[1] += residual;
            hessian[0] += curvature * logit * logit;
            hessian[1] += curvature * logit;
            hessian[2] += curvature;
        }
        let determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
        let step = [
            (hessian[2] * gradient[0] - hessian[1] * gradient[1]) / determinant,
            (hessian[0] * gradient[1] - hessian[1] * gradient[0]) / determinant,
        ];
        slope -= step[0];
        offset -= step[1];
        if step[0].abs() + step[1].abs() < 1e-10 {
            break;
        }
    }
    (slope, offset)
}
