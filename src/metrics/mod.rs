//! Measures over scores and labels: pure functions, no state, no file.
//!
//! Scores are any numbers where higher means riskier; `true` is harmful. Ties are handled exactly: equal scores are one
//! operating point. `rank` measures order, `probability` calibration, `decision` what becomes of ads at one threshold,
//! `interval` how far a figure would move with other campaigns.

mod decision;
mod interval;
mod probability;
mod rank;

pub use decision::{Cheapest, alert_rate, cheapest, expected_precision, f1, joint_recall, share_at, threshold_at};
pub use interval::cluster_intervals;
pub use probability::{Bin, brier, calibration_error, reliability};
pub use rank::{average_precision, precision_recall_curve, roc_auc, roc_curve};

/// A score and whether the ad is harmful.
pub type Scored = (f64, bool);

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
