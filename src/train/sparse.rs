//! A sparse, weighted logistic regression by L-BFGS: the solver of the wording model.
//!
//! linfa-logistic takes dense rows and ignores weights; this objective is the same one on compressed rows, minimized by
//! the optimizer linfa-logistic itself uses. Convergence is checked, not hoped for.

use std::sync::Mutex;

use argmin::core::{CostFunction, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use rayon::prelude::*;

use super::TrainError;
use crate::model::logistic;

/// Rows handled by one task; fixed, so that sums do not depend on the number of threads.
const CHUNK: usize = 512;
/// Updates the optimizer remembers.
const MEMORY: usize = 10;

/// Compressed rows: column and value of every entry that is not zero.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    offsets: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

impl Rows {
    /// No rows.
    #[must_use]
    pub(super) fn new() -> Self {
        Self { offsets: vec![0], columns: Vec::new(), values: Vec::new() }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, entries: impl IntoIterator<Item = (u32, f32)>) {
        for (column, value) in entries {
            self.columns.push(column);
            self.values.push(value);
        }
        self.offsets.push(self.columns.len());
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// The entries of a row.
    pub(super) fn row(&self, index: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.offsets[index]..self.offsets[index + 1];
        self.columns[range.clone()].iter().zip(&self.values[range]).map(|(c, v)| (*c as usize, f64::from(*v)))
    }
}

/// Weighted logistic loss over rows plus `penalty / 2 · |w|²`; the last parameter is the unpenalized intercept.
#[derive(Debug)]
pub(super) struct Objective<'r> {
    /// The rows.
    rows: &'r Rows,
    /// `true` is the positive class.
    labels: &'r [bool],
    /// One weight per row, not negative.
    weights: &'r [f64],
    /// Strength of the penalty.
    penalty: f64,
    /// Number of columns.
    columns: usize,
    last: Mutex<(Vec<f64>, Vec<f64>)>,
}

impl<'r> Objective<'r> {
    /// An objective over `columns` columns; one label and one weight per row.
    pub(super) fn new(rows: &'r Rows, labels: &'r [bool], weights: &'r [f64], penalty: f64, columns: usize) -> Self {
        Self { rows, labels, weights, penalty, columns, last: Mutex::default() }
    }
}

impl Objective<'_> {
    fn margin(&self, parameters: &[f64], row: usize) -> f64 {
        parameters[self.columns] + self.rows.row(row).map(|(column, value)| parameters[column] * value).sum::<f64>()
    }

    /// The margin of every row. A line search asks for cost and gradient at one point in turn: the margins of the last
    /// point are kept, which halves the work.
    fn margins(&self, parameters: &[f64]) -> Vec<f64> {
        let mut last = self.last.lock().expect("invariant: no holder of this lock panics");
        if last.0 != parameters {
            let count = self.rows.len().div_ceil(CHUNK);
            let chunk = |i: usize| i * CHUNK..((i + 1) * CHUNK).min(self.rows.len());
            let part = |i: usize| chunk(i).map(|row| self.margin(parameters, row)).collect::<Vec<f64>>();
            let parts: Vec<Vec<f64>> = (0..count).into_par_iter().map(part).collect();
            *last = (parameters.to_vec(), parts.concat());
        }
        last.1.clone()
    }

    fn penalized(&self, parameters: &[f64]) -> f64 {
        parameters[..self.columns].iter().map(|w| w * w).sum::<f64>() * self.penalty / 2.0
    }
}

impl CostFunction for Objective<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, parameters: &Vec<f64>) -> Result<f64, argmin::core::Error> {
        let loss = |(row, margin): (usize, f64)| {
            let signed = if self.labels[row] { margin } else { -margin };
            self.weights[row] * ((-signed.abs()).exp().ln_1p() + (-signed).max(0.0))
        };
        Ok(self.margins(parameters).into_iter().enumerate().map(loss).sum::<f64>() + self.penalized(parameters))
    }
}

impl Gradient for Objective<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, parameters: &Vec<f64>) -> Result<Vec<f64>, argmin::core::Error> {
        let mut gradient: Vec<f64> = parameters[..self.columns].iter().map(|w| w * self.penalty).collect();
        gradient.push(0.0);
        for (row, margin) in self.margins(parameters).into_iter().enumerate() {
            let target = f64::from(u8::from(self.labels[row]));
            let residual = self.weights[row] * (logistic(margin) - target);
            self.rows.row(row).for_each(|(column, value)| gradient[column] += residual * value);
            gradient[self.columns] += residual;
        }
        Ok(gradient)
    }
}

/// Minimizes an objective from zero in at most so many iterations; returns the parameters and the largest gradient
/// component left, per unit of row weight.
///
/// # Errors
/// When the optimizer fails or returns a number that is not finite.
pub(super) fn minimize(
    objective: Objective<'_>,
    tolerance: f64,
    iterations: u64,
) -> Result<(Vec<f64>, f64), TrainError> {
    let failed = |why: String| TrainError::Solver { what: "the wording model", why };
    let start = vec![0.0; objective.columns + 1];
    let scale = objective.weights.iter().sum::<f64>().max(1.0);
    let (rows, labels, weights) = (objective.rows, objective.labels, objective.weights);
    let (penalty, columns) = (objective.penalty, objective.columns);
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY)
        .with_tolerance_grad(tolerance * scale)
        .and_then(|solver| solver.with_tolerance_cost(1e-9 * scale))
        .map_err(|error| failed(error.to_string()))?;
    let result = Executor::new(objective, solver)
        .configure(|state| state.param(start).max_iters(iterations))
        .run()
        .map_err(|error| failed(error.to_string()))?;
    let best = result.state().get_best_param().cloned().ok_or_else(|| failed("no parameters were found".to_owned()))?;
    if best.iter().any(|w| !w.is_finite()) {
        return Err(failed("a weight is not finite".to_owned()));
    }
    let check = Objective::new(rows, labels, weights, penalty, columns);
    let gradient = check.gradient(&best).map_err(|error| failed(error.to_string()))?;
    let left = gradient.iter().fold(0.0f64, |most, g| most.max(g.abs()));
    Ok((best, left / scale))
}
