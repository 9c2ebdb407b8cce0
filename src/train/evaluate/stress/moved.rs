//! How far ads move when they are changed: pure, the same pairs give the same figures.

use super::super::evaluation::Figure;
use super::super::{ROUNDS, SEED};
use crate::metrics::{cluster_intervals, share_at};
use crate::model::{BandLogits, logistic};

/// Ads named of those that fell or rose furthest.
const NAMED: usize = 10;

/// An ad before and after, in log-odds; `None` with too little text, which reaches no band.
pub(super) struct Pair {
    pub(super) id: String,
    pub(super) language: String,
    pub(super) group: usize,
    pub(super) before: Option<f64>,
    pub(super) after: Option<f64>,
}

/// What came of the ads an attack changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Moved {
    /// How many it changed.
    pub ads: usize,
    /// Of them, the share at or above elevated, high and critical as written.
    pub before: [f64; 3],
    /// The same after the change.
    pub after: [f64; 3],
    /// How much smaller the share at or above high is after than before; negative where it grew.
    pub fall: Figure,
    /// Mean of how far the score moves, in points of 100, either way.
    pub mean: f64,
    /// The furthest it moves, downwards or upwards.
    pub largest: f64,
    /// Ads whose score moves by more than one point.
    pub over_one: usize,
    /// Ads that have a score as written and too little text after.
    pub unread: usize,
    /// The ads that fell below high by most, or for want of those rose above it.
    pub crossed: Vec<Fallen>,
}

/// An ad that crossed the high band.
#[derive(Debug, Clone, PartialEq)]
pub struct Fallen {
    /// Identifier.
    pub id: String,
    /// Language code as labeled.
    pub language: String,
    /// Log-odds before and after, `None` with too little text.
    pub log_odds: [Option<f64>; 2],
}

impl Moved {
    pub(super) fn of(pairs: &[Pair], bands: BandLogits) -> Self {
        if pairs.is_empty() {
            return Self::default();
        }
        let thresholds = [bands.elevated, bands.high, bands.critical];
        let before: Vec<f64> = pairs.iter().map(|pair| score(pair.before)).collect();
        let after: Vec<f64> = pairs.iter().map(|pair| score(pair.after)).collect();
        let points: Vec<f64> = pairs.iter().filter_map(points).collect();
        let count = f64::from(u32::try_from(points.len().max(1)).unwrap_or(u32::MAX));
        Self {
            ads: pairs.len(),
            before: thresholds.map(|at| share_at(&before, at)),
            after: thresholds.map(|at| share_at(&after, at)),
            fall: fall(pairs, bands.high),
            mean: points.iter().map(|move_| move_.abs()).sum::<f64>() / count,
            largest: points.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0),
            over_one: points.iter().filter(|move_| move_.abs() > 1.0).count(),
            unread: pairs.iter().filter(|pair| pair.before.is_some() && pair.after.is_none()).count(),
            crossed: crossed(pairs, bands.high),
        }
    }
}

fn score(logit: Option<f64>) -> f64 {
    logit.unwrap_or(f64::MIN)
}

/// How far the score moves, where there is one before and after.
fn points(pair: &Pair) -> Option<f64> {
    Some(100.0 * (logistic(pair.after?) - logistic(pair.before?)))
}

fn fall(pairs: &[Pair], high: f64) -> Figure {
    let reaches = |logit| f64::from(u8::from(score(logit) >= high));
    let falls: Vec<f64> = pairs.iter().map(|pair| reaches(pair.before) - reaches(pair.after)).collect();
    let groups: Vec<usize> = pairs.iter().map(|pair| pair.group).collect();
    let mean = |drawn: &[&f64]| {
        let count = f64::from(u32::try_from(drawn.len()).unwrap_or(u32::MAX));
        vec![(!drawn.is_empty()).then(|| drawn.iter().copied().sum::<f64>() / count)]
    };
    let value = mean(&falls.iter().collect::<Vec<_>>())[0];
    let interval = cluster_intervals(&falls, &groups, ROUNDS, SEED, mean).into_iter().next().flatten();
    Figure { value, interval }
}

fn crossed(pairs: &[Pair], high: f64) -> Vec<Fallen> {
    let crosses = |pair: &&Pair| (score(pair.before) >= high) != (score(pair.after) >= high);
    let mut found: Vec<&Pair> = pairs.iter().filter(crosses).collect();
    found.sort_by(|a, b| {
        let change = |pair: &Pair| score(pair.after) - score(pair.before);
        change(a).total_cmp(&change(b)).then_with(|| a.id.cmp(&b.id))
    });
    let named = |pair: &&Pair| Fallen {
        id: pair.id.clone(),
        language: pair.language.clone(),
        log_odds: [pair.before, pair.after],
    };
    found.iter().take(NAMED).map(named).collect()
}
