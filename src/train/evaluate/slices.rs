//! The same measures over parts of the data: by language, source, scheme and length.

use std::collections::{BTreeMap, BTreeSet};

use super::evaluation::Figure;
use super::judged::Judged;
use super::{ROUNDS, SEED};
use crate::metrics::{cluster_intervals, roc_auc, share_at};
use crate::train::Kind;

/// Schemes with fewer ads are taken together.
const SCHEME_ADS: usize = 10;
/// Upper ends of the classes of length, in characters.
const LENGTHS: [usize; 4] = [200, 500, 1000, 2500];

/// What a slice is a slice by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// Labeled language, authored and real ads apart.
    Language,
    /// Source.
    Source,
    /// Labeled scheme.
    Scheme,
    /// Characters of title and text, authored and real ads apart.
    Length,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; 4] = [Self::Language, Self::Source, Self::Scheme, Self::Length];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Source => "source",
            Self::Scheme => "scheme",
            Self::Length => "length",
        }
    }
}

/// Measures over one part of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// What it is a slice by.
    pub by: Dimension,
    /// What part.
    pub name: String,
    /// Harmful ads in it.
    pub harmful: usize,
    /// Genuine ads in it.
    pub genuine: usize,
    /// Area under the ROC curve within the part; `None` with one label.
    pub roc_auc: Option<f64>,
    /// Share of its harmful ads at or above the threshold of all slices.
    pub recall: Figure,
    /// Share of its genuine ads at or above that threshold.
    pub false_alarms: Figure,
}

/// Measures every part that holds an ad, by dimension and name.
pub(super) fn slices(judged: &[Judged], threshold: f64) -> Vec<Slice> {
    let mut schemes: BTreeMap<&str, usize> = BTreeMap::new();
    judged.iter().for_each(|one| *schemes.entry(&one.scheme).or_default() += 1);
    let mut parts: BTreeMap<(Dimension, usize, String), Vec<&Judged>> = BTreeMap::new();
    for one in judged {
        let kind = if one.kind == Kind::Authored { "authored" } else { "real" };
        let class = LENGTHS.iter().position(|most| one.length < *most).unwrap_or(LENGTHS.len());
        let mut add = |by, order, name| parts.entry((by, order, name)).or_default().push(one);
        add(Dimension::Language, 0, format!("{kind} {}", one.language));
        add(Dimension::Length, class, format!("{kind}, {}", class_name(class)));
        if !one.source.is_empty() {
            add(Dimension::Source, 0, one.source.clone());
        }
        match schemes[one.scheme.as_str()] {
            _ if one.scheme.is_empty() => {}
            ads if ads < SCHEME_ADS => add(Dimension::Scheme, 1, format!("others, each under {SCHEME_ADS} ads")),
            _ => add(Dimension::Scheme, 0, one.scheme.clone()),
        }
    }
    parts.into_iter().map(|((by, _, name), part)| slice(by, name, &part, threshold)).collect()
}

fn class_name(class: usize) -> String {
    match class {
        0 => format!("under {} characters", LENGTHS[0]),
        _ if class == LENGTHS.len() => format!("{} characters and more", LENGTHS[class - 1]),
        _ => format!("{} to {} characters", LENGTHS[class - 1], LENGTHS[class] - 1),
    }
}

fn slice(by: Dimension, name: String, part: &[&Judged], threshold: f64) -> Slice {
    let scored: Vec<(f64, bool)> = part.iter().map(|j| (j.score(), j.harmful)).collect();
    let groups: Vec<usize> = part.iter().map(|j| j.group).collect();
    let shares = |drawn: &[&(f64, bool)]| -> Vec<Option<f64>> {
        let share = |harmful: bool| {
            let scores: Vec<f64> = drawn.iter().filter(|s| s.1 == harmful).map(|s| s.0).collect();
            (!scores.is_empty()).then(|| share_at(&scores, threshold))
        };
        vec![share(true), share(false)]
    };
    let values = shares(&scored.iter().collect::<Vec<_>>());
    let intervals = cluster_intervals(&scored, &groups, ROUNDS, SEED, shares);
    let campaigns = |harmful: bool| {
        let of_label = part.iter().filter(|j| j.harmful == harmful);
        of_label.map(|j| j.group).collect::<BTreeSet<_>>().len()
    };
    let figure = |at: usize| Figure { value: values[at], interval: intervals[at] }.with_limits(campaigns(at == 0));
    Slice {
        by,
        name,
        harmful: scored.iter().filter(|s| s.1).count(),
        genuine: scored.iter().filter(|s| !s.1).count(),
        roc_auc: roc_auc(&scored),
        recall: figure(0),
        false_alarms: figure(1),
    }
}
