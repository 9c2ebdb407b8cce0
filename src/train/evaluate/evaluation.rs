//! Everything measured on one set of judged ads: pure, the same ads give the same figures.

use std::collections::BTreeSet;
use std::fmt;

use super::curves::{self, Curves, Extremes};
use super::judged::{Basis, Entry, Judged, Role, Sample, entries};
use super::measures::{self, MEASURES};
use super::slices::{self, Slice};
use super::{ROUNDS, SEED};
use crate::metrics::{Bin, alert_rate, cheapest, cluster_intervals, expected_precision, f1, reliability, share_at};
use crate::model::BandLogits;

/// A value with its 95 % interval over campaigns.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figure {
    /// The value; `None` where the data cannot show it.
    pub value: Option<f64>,
    /// Low and high end.
    pub interval: Option<(f64, f64)>,
}

impl Figure {
    /// The share of all or none of the ads in so many campaigns: drawing with replacement from all alike gives the same, and
    /// would call it certain. The interval ends where seeing no exception stays likely, three in their number away.
    pub(super) fn with_limits(mut self, campaigns: usize) -> Self {
        let most = (3.0 / f64::from(u32::try_from(campaigns.max(1)).unwrap_or(u32::MAX))).min(1.0);
        match self.value {
            Some(share) if share <= 0.0 => self.interval = Some((0.0, most)),
            Some(share) if share >= 1.0 => self.interval = Some((1.0 - most, 1.0)),
            _ => {}
        }
        self
    }
}

impl fmt::Display for Figure {
    /// `0.983 (0.980 to 0.986)`, three places after the point unless told otherwise; a dash for no value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = f.precision().unwrap_or(3);
        match (self.value, self.interval) {
            (None, _) => f.write_str("–"),
            (Some(value), None) => write!(f, "{value:.places$}"),
            (Some(value), Some((low, high))) => write!(f, "{value:.places$} ({low:.places$} to {high:.places$})"),
        }
    }
}

/// One row of the table of measures.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Key in JSON.
    pub key: &'static str,
    /// What it is, for people.
    pub title: &'static str,
    /// How much.
    pub figure: Figure,
}

/// What is to be expected where a given share of ads is harmful.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The share of harmful ads.
    pub prevalence: f64,
    /// Share of flagged ads that are harmful.
    pub precision: Figure,
    /// Ads flagged in a thousand.
    pub alerts: Figure,
}

/// What becomes of ads at one threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct OperatingPoint {
    /// A band's name, or what the threshold was chosen for.
    pub name: String,
    /// Calibrated log-odds at the reference prior.
    pub threshold: f64,
    /// Share of harmful ads flagged.
    pub recall: Figure,
    /// Share of genuine ads flagged; where none was, the interval ends at three in the number of their campaigns.
    pub false_alarms: Figure,
    /// Share of hard negatives flagged.
    pub hard_negatives: Figure,
    /// F1 over all ads, in the proportion they come in.
    pub f1: Figure,
    /// At each prevalence asked for.
    pub expected: Vec<Expected>,
}

/// The cheapest threshold at one prevalence, chosen on the ads it is measured on.
#[derive(Debug, Clone, PartialEq)]
pub struct CostPoint {
    /// The share of harmful ads.
    pub prevalence: f64,
    /// Cost of a genuine ad flagged, and of a harmful ad missed.
    pub costs: (f64, f64),
    /// Expected cost of a thousand ads at the threshold, flagging nothing, and flagging everything.
    pub per_thousand: [f64; 3],
    /// The threshold.
    pub point: OperatingPoint,
}

/// How many ads of each kind were judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// By [`Role::ALL`].
    pub by_role: [usize; 4],
    /// Campaigns.
    pub campaigns: usize,
    /// Ads with too little text to judge.
    pub insufficient: usize,
}

/// What a reader asks beside the fixed measures.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Shares of harmful ads, each strictly between 0 and 1.
    pub prevalences: Vec<f64>,
    /// Cost of a genuine ad flagged, and of a harmful ad missed; only their ratio matters.
    pub costs: (f64, f64),
}

impl Default for Question {
    fn default() -> Self {
        Self { prevalences: vec![0.0484, 0.01, 0.000_67], costs: (1.0, 10.0) }
    }
}

/// Everything measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Which ads the figures count.
    pub basis: Basis,
    /// How many there are.
    pub counts: Counts,
    /// The fixed measures.
    pub measures: Vec<Measured>,
    /// The bands, from elevated to critical.
    pub bands: Vec<OperatingPoint>,
    /// The cheapest threshold at each prevalence.
    pub cheapest: Vec<CostPoint>,
    /// Reliability of the probabilities at the data's own share of harmful ads.
    pub reliability: Vec<Bin>,
    /// By language, source, scheme and length.
    pub slices: Vec<Slice>,
    /// Log-odds at or above which slices count an ad as flagged.
    pub threshold: f64,
    /// What that threshold is, for people.
    pub slice_threshold: &'static str,
    /// Curves and score histograms.
    pub curves: Curves,
    /// Harmful ads that score lowest and genuine ones that score highest.
    pub extremes: Extremes,
}

/// Measures judged ads at bands.
#[must_use]
pub fn measure(judged: &[Judged], bands: BandLogits, question: &Question) -> Evaluation {
    let basis = Basis::of(judged.iter().map(|j| (j.harmful, j.kind)));
    let entries = entries(judged, basis);
    let whole = Sample::of(&entries);
    let (at_one_percent, slice_threshold) = match measures::one_percent(&whole.genuine) {
        Some(threshold) => (threshold, "the threshold that 1 % of genuine ads reach"),
        None => (bands.high, "the high band"),
    };
    let costs: Vec<(f64, crate::metrics::Cheapest)> = question
        .prevalences
        .iter()
        .filter_map(|p| Some((*p, cheapest(&whole.harmful, &whole.genuine, *p, question.costs)?)))
        .collect();
    let thresholds: Vec<f64> = [bands.elevated, bands.high, bands.critical]
        .into_iter()
        .chain(costs.iter().map(|(_, choice)| choice.threshold))
        .collect();
    let campaigns = campaigns(&entries);
    let mut figures = figures(&entries, &whole, &thresholds, &question.prevalences).into_iter();
    let mut next = || figures.next().unwrap_or_default();
    let measures = MEASURES.iter().map(|m| Measured { key: m.key, title: m.title, figure: next() }).collect();
    let mut point = |name: String, threshold: f64| operating_point(name, threshold, &mut next, campaigns, question);
    let names = ["elevated", "high", "critical"];
    let bands = names.iter().zip(&thresholds).map(|(name, at)| point((*name).to_owned(), *at)).collect();
    let cheapest = costs.into_iter().map(|(prevalence, choice)| CostPoint {
        prevalence,
        costs: question.costs,
        per_thousand: [choice.cost, choice.flag_none, choice.flag_all].map(|cost| cost * 1000.0),
        point: point(format!("cheapest at {}", super::percent(prevalence)), choice.threshold),
    });
    let cheapest = cheapest.collect();
    Evaluation {
        basis,
        counts: counts(judged, basis),
        measures,
        bands,
        cheapest,
        reliability: reliability(&whole.probabilities()),
        slices: slices::slices(judged, at_one_percent),
        threshold: at_one_percent,
        slice_threshold,
        curves: curves::curves(&whole),
        extremes: curves::extremes(judged, basis),
    }
}

fn counts(judged: &[Judged], basis: Basis) -> Counts {
    let mut groups: Vec<usize> = judged.iter().map(|j| j.group).collect();
    groups.sort_unstable();
    groups.dedup();
    Counts {
        by_role: Role::ALL.map(|role| judged.iter().filter(|j| basis.role(j.harmful, j.kind) == role).count()),
        campaigns: groups.len(),
        insufficient: judged.iter().filter(|j| j.logit.is_none()).count(),
    }
}

/// All figures in a row, in the order they are taken out again: the measures, then every threshold's.
fn figures(entries: &[Entry], whole: &Sample, thresholds: &[f64], prevalences: &[f64]) -> Vec<Figure> {
    let groups: Vec<usize> = entries.iter().map(|entry| entry.group).collect();
    let of_draw = |drawn: &[&Entry]| statistics(&Sample::of(drawn.iter().copied()), thresholds, prevalences);
    let intervals = cluster_intervals(entries, &groups, ROUNDS, SEED, of_draw);
    let values = statistics(whole, thresholds, prevalences);
    values.into_iter().zip(intervals).map(|(value, interval)| Figure { value, interval }).collect()
}

fn statistics(sample: &Sample, thresholds: &[f64], prevalences: &[f64]) -> Vec<Option<f64>> {
    let probabilities = sample.probabilities();
    let mut all: Vec<Option<f64>> = MEASURES.iter().map(|measure| (measure.of)(sample, &probabilities)).collect();
    for threshold in thresholds {
        let share = |of: &[f64]| (!of.is_empty()).then(|| share_at(of, *threshold));
        let (recall, alarms) = (share(&sample.harmful), share(&sample.genuine));
        all.extend([recall, alarms, share(&sample.hard), f1(&sample.scored, *threshold)]);
        for prevalence in prevalences {
            let (recall, alarms) = (recall.unwrap_or_default(), alarms.unwrap_or_default());
            all.push(expected_precision(recall, alarms, *prevalence));
            all.push(Some(1000.0 * alert_rate(recall, alarms, *prevalence)));
        }
    }
    all
}

fn operating_point(
    name: String,
    threshold: f64,
    next: &mut impl FnMut() -> Figure,
    campaigns: [usize; 4],
    question: &Question,
) -> OperatingPoint {
    let recall = next().with_limits(campaigns[0]);
    let false_alarms = next().with_limits(campaigns[2]);
    let (hard_negatives, f1) = (next().with_limits(campaigns[3]), next());
    let expected = question.prevalences.iter().map(|p| Expected { prevalence: *p, precision: next(), alerts: next() });
    let mut expected: Vec<Expected> = expected.collect();
    if let (Some(0.0), Some((_, most)), Some((low, high))) =
        (false_alarms.value, false_alarms.interval, recall.interval)
    {
        for one in &mut expected {
            let p = one.prevalence;
            let least = expected_precision(low, most, p).unwrap_or_default();
            one.precision.interval = one.precision.value.map(|value| (least, value));
            one.alerts.interval = Some((1000.0 * alert_rate(low, 0.0, p), 1000.0 * alert_rate(high, most, p)));
        }
    }
    OperatingPoint { name, threshold, recall, false_alarms, hard_negatives, f1, expected }
}

/// Campaigns of the ads of each role, by [`Role::ALL`].
fn campaigns(entries: &[Entry]) -> [usize; 4] {
    Role::ALL.map(|role| entries.iter().filter(|e| e.role == role).map(|e| e.group).collect::<BTreeSet<_>>().len())
}
