//! How far predicted probabilities can be taken at their word.

use super::{Scored, count};

/// Mean squared error of probabilities; 0 for none.
#[must_use]
pub fn brier(predicted: &[Scored]) -> f64 {
    let error = |(p, harmful): &Scored| (p - f64::from(u8::from(*harmful))).powi(2);
    predicted.iter().map(error).sum::<f64>() / count(predicted.len()).max(1.0)
}

/// One row of a reliability table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Ads in the bin.
    pub ads: usize,
    /// Mean predicted probability.
    pub predicted: f64,
    /// Share that is harmful.
    pub observed: f64,
}

/// Ten bins of equal width over the predicted probability; empty bins are left out.
#[must_use]
pub fn reliability(predicted: &[Scored]) -> Vec<Bin> {
    let mut sums = [(0usize, 0.0, 0usize); 10];
    for (p, harmful) in predicted {
        let bin = (0..9u8).find(|i| *p < f64::from(i + 1) / 10.0).unwrap_or(9);
        let sum = &mut sums[usize::from(bin)];
        *sum = (sum.0 + 1, sum.1 + p, sum.2 + usize::from(*harmful));
    }
    let bin = |(ads, predicted, harmful): (usize, f64, usize)| Bin {
        ads,
        predicted: predicted / count(ads),
        observed: count(harmful) / count(ads),
    };
    sums.into_iter().filter(|sum| sum.0 > 0).map(bin).collect()
}

/// Expected calibration error over the bins of [`reliability`].
#[must_use]
pub fn calibration_error(predicted: &[Scored]) -> f64 {
    let total = count(predicted.len()).max(1.0);
    reliability(predicted).iter().map(|b| count(b.ads) / total * (b.predicted - b.observed).abs()).sum()
}
