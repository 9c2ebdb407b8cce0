//! How far the label can be told without reading: a small logistic model on the surface of an ad, cross-validated by
//! campaign.
//!
//! What such a model can tell, a better one can tell without having understood anything. On ads written to brief it should
//! be near one half; over authored and real ads together it is high, because harmful ads were written and genuine ones
//! collected, and says why figures over both need care.

use std::collections::BTreeMap;

use super::evaluation::Figure;
use super::surface::Surface;
use super::{ROUNDS, SEED};
use crate::detect::Detection;
use crate::metrics::{Scored, cluster_intervals, roc_auc};
use crate::train::annotation::pack_language;
use crate::train::sparse::{Objective, Rows, minimize};
use crate::train::{Corpus, Kind, TrainError, split};

/// Folds of the cross-validation.
const FOLDS: usize = 5;
/// Strength of the penalty.
const PENALTY: f64 = 1.0;
/// Gradient left per row at which a fit stops.
const TOLERANCE: f64 = 1e-5;
/// Iterations a fit may take.
const ITERATIONS: u64 = 200;

/// What one set of surface features tells of the label.
#[derive(Debug, Clone, PartialEq)]
pub struct Leak {
    /// Which features.
    pub name: String,
    /// ROC-AUC on campaigns the model did not see; one half is chance.
    pub roc_auc: Figure,
}

/// How far the label can be told without reading.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Leakage {
    /// Among authored ads alone; empty unless they have both labels.
    pub authored: Vec<Leak>,
    /// Among all ads; empty where these are the authored ones.
    pub all: Vec<Leak>,
}

/// An ad as this model sees it.
struct Row {
    harmful: bool,
    group: usize,
    /// One list of numbers for each set of features.
    sets: Vec<Vec<f64>>,
}

/// Fits and judges every set of features.
pub(super) fn leakage(corpus: &Corpus, detections: &[&Detection], groups: &[usize]) -> Result<Leakage, TrainError> {
    let authored = |i: &usize| corpus.examples[*i].kind == Kind::Authored;
    let everyone: Vec<usize> = (0..corpus.examples.len()).collect();
    let written: Vec<usize> = everyone.iter().copied().filter(authored).collect();
    let of = |chosen: &[usize]| leaks(corpus, detections, groups, chosen);
    Ok(Leakage {
        authored: of(&written)?,
        all: if written.len() == everyone.len() { Vec::new() } else { of(&everyone)? },
    })
}

fn leaks(
    corpus: &Corpus,
    detections: &[&Detection],
    groups: &[usize],
    chosen: &[usize],
) -> Result<Vec<Leak>, TrainError> {
    let rows = rows(corpus, detections, groups, chosen);
    if !(rows.iter().any(|row| row.harmful) && rows.iter().any(|row| !row.harmful)) {
        return Ok(Vec::new());
    }
    let surfaces = Surface::ALL.len();
    let singles = Surface::ALL.iter().enumerate().map(|(at, surface)| (surface.title().to_owned(), vec![at]));
    let sets = singles.chain([
        ("all of these together".to_owned(), (0..surfaces).collect()),
        ("source".to_owned(), vec![surfaces]),
        ("language".to_owned(), vec![surfaces + 1]),
        ("everything together".to_owned(), (0..surfaces + 2).collect()),
    ]);
    let leak = |(name, set): (String, Vec<usize>)| Ok(Leak { name, roc_auc: judge(&rows, &set)? });
    sets.map(leak).collect()
}

fn rows(corpus: &Corpus, detections: &[&Detection], groups: &[usize], chosen: &[usize]) -> Vec<Row> {
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    for example in &corpus.examples {
        let next = languages.len();
        languages.entry(pack_language(&example.language)).or_insert(next);
    }
    let one_of = |at: usize, of: usize| (0..of).map(|i| f64::from(u8::from(i == at))).collect::<Vec<f64>>();
    let row = |index: &usize| {
        let example = &corpus.examples[*index];
        let surface = |surface: &Surface| surface.values(&example.ad, detections[*index]);
        let mut sets: Vec<Vec<f64>> = Surface::ALL.iter().map(surface).collect();
        sets.push(one_of(example.source, corpus.sources.len()));
        sets.push(one_of(languages[pack_language(&example.language)], languages.len()));
        Row { harmful: example.harmful, group: groups[*index], sets }
    };
    chosen.iter().map(row).collect()
}

/// ROC-AUC of held-out predictions from some of the sets.
fn judge(rows: &[Row], sets: &[usize]) -> Result<Figure, TrainError> {
    let groups: Vec<usize> = rows.iter().map(|row| row.group).collect();
    let folds = split::folds(&groups, FOLDS);
    let mut held: Vec<(f64, bool, usize)> = Vec::with_capacity(rows.len());
    for fold in 0..FOLDS {
        let part = |inside: bool| rows.iter().zip(&folds).filter(move |(_, f)| (**f == fold) == inside).map(|(r, _)| r);
        let parameters = fit(&part(false).collect::<Vec<_>>(), sets)?;
        held.extend(part(true).map(|row| (predict(row, sets, &parameters), row.harmful, row.group)));
    }
    held.sort_by(|a, b| a.0.total_cmp(&b.0));
    let scored: Vec<Scored> = held.iter().map(|(score, harmful, _)| (*score, *harmful)).collect();
    let groups: Vec<usize> = held.iter().map(|row| row.2).collect();
    let area = |drawn: &[&Scored]| vec![roc_auc(&drawn.iter().map(|s| **s).collect::<Vec<_>>())];
    let interval = cluster_intervals(&scored, &groups, ROUNDS, SEED, area).into_iter().next().flatten();
    Ok(Figure { value: roc_auc(&scored), interval })
}

/// Fits a model on some rows.
fn fit(rows: &[&Row], sets: &[usize]) -> Result<Vec<f64>, TrainError> {
    let mut matrix = Rows::new();
    for row in rows {
        let entries = (0u32..).zip(numbers(row, sets)).filter(|(_, value)| *value != 0.0);
        #[expect(clippy::cast_possible_truncation, reason = "the solver's rows hold single precision")]
        matrix.push(entries.map(|(column, value)| (column, value as f32)));
    }
    let labels: Vec<bool> = rows.iter().map(|row| row.harmful).collect();
    let weights = vec![1.0; rows.len()];
    let columns = rows.first().map_or(0, |row| numbers(row, sets).count());
    let objective = Objective::new(&matrix, &labels, &weights, PENALTY, columns);
    let (parameters, _) = minimize(objective, TOLERANCE, ITERATIONS).map_err(|error| match error {
        TrainError::Solver { why, .. } => TrainError::Solver { what: "the model of surface features", why },
        other => other,
    })?;
    Ok(parameters)
}

fn predict(row: &Row, sets: &[usize], parameters: &[f64]) -> f64 {
    let intercept = parameters.last().copied().unwrap_or_default();
    intercept + numbers(row, sets).zip(parameters).map(|(value, weight)| value * weight).sum::<f64>()
}

fn numbers<'r>(row: &'r Row, sets: &'r [usize]) -> impl Iterator<Item = f64> + 'r {
    sets.iter().flat_map(|set| &row.sets[*set]).copied()
}
