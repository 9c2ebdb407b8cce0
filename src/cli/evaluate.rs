//! `lurescan evaluate`: what the recipe, or a finished model, is worth on labeled data.

use std::fmt::Write as _;

use super::args::EvaluateArgs;
use super::engine;
use super::error::{Failure, Status};
use super::output;
use super::plan::Setup;
use super::term::Terminal;
use super::train::read;
use crate::detect::Detector;
use crate::train::{self, Evaluation};

/// Cross-validates by campaign, beside the random-row figure, or measures a finished model with `--as-is`.
///
/// # Errors
/// When rules, model or data are wrong, or a solver does not converge.
pub(super) fn run(setup: &Setup, typed: &EvaluateArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let corpus = read(&typed.data.corpus, terminal)?;
    let wrong = |error: train::TrainError| Failure::usage(error.to_string());
    let columns: Vec<(&str, Evaluation)> = if typed.as_is {
        let assessor = engine::assessor(setup)?;
        vec![("model as it is", train::evaluation_of(&assessor, &corpus))]
    } else {
        let detector = Detector::new(engine::rules(setup)?);
        let settings = typed.data.settings();
        vec![
            ("by campaign", train::evaluate(&corpus, &detector, settings, false).map_err(wrong)?),
            ("by row", train::evaluate(&corpus, &detector, settings, true).map_err(wrong)?),
        ]
    };
    let text = if typed.json { json(&columns) } else { table(&columns) };
    output::print(&text)?;
    Ok(Status::Clean)
}

fn json(columns: &[(&str, Evaluation)]) -> String {
    let object: serde_json::Map<String, serde_json::Value> =
        columns.iter().map(|(name, evaluation)| ((*name).to_owned(), evaluation.view())).collect();
    serde_json::Value::Object(object).to_string() + "\n"
}

/// One row per measure, one column per way of measuring; then slices of the first.
fn table(columns: &[(&str, Evaluation)]) -> String {
    let mut out = format!("{:58}", "");
    let line = |out: &mut String, name: &str, value: &dyn Fn(&Evaluation) -> String| {
        let cells: String = columns.iter().map(|(_, e)| format!("{:>26}", value(e))).collect();
        let _ = writeln!(out, "{name:58}{cells}");
    };
    out.extend(columns.iter().map(|(name, _)| format!("{name:>26}")));
    out.push('\n');
    let span = |(value, low, high): (f64, f64, f64)| format!("{value:.3} ({low:.3} to {high:.3})");
    let plain = |value: Option<f64>| value.map_or_else(|| "not measurable".to_owned(), |v| format!("{v:.3}"));
    line(&mut out, "ROC-AUC, harmful against hard negatives", &|e| e.roc_auc.map_or_else(|| plain(None), span));
    line(&mut out, "PR-AUC, all ads", &|e| plain(e.pr_auc));
    line(&mut out, "recall where 1 % of real genuine ads are flagged", &|e| format!("{:.3}", e.recall_at_1));
    line(&mut out, "recall where 0.1 % of real genuine ads are flagged", &|e| format!("{:.3}", e.recall_at_01));
    line(&mut out, "hard negatives flagged at the 1 % threshold", &|e| format!("{:.3}", e.hard_negatives_at_1));
    line(&mut out, "joint recall (1 % of real, 5 % of hard negatives)", &|e| span(e.joint_recall));
    line(&mut out, "contrast pairs ordered rightly", &|e| plain(e.pair_accuracy));
    line(&mut out, "Brier score, at the data's own share of harmful ads", &|e| format!("{:.3}", e.brier));
    line(&mut out, "expected calibration error, likewise", &|e| format!("{:.3}", e.calibration_error));
    if let Some((_, first)) = columns.first() {
        let _ = writeln!(
            out,
            "\n{:44}{:>8}{:>8}{:>9}{:>9}{:>14}",
            "", "harmful", "genuine", "ROC-AUC", "recall", "false alarms"
        );
        for slice in &first.slices {
            let auc = slice.roc_auc.map_or_else(|| "–".to_owned(), |v| format!("{v:.3}"));
            let recall = if slice.harmful == 0 { "–".to_owned() } else { format!("{:.3}", slice.recall) };
            let alarms = if slice.genuine == 0 { "–".to_owned() } else { format!("{:.3}", slice.false_alarms) };
            let _ = writeln!(
                out,
                "{:44}{:>8}{:>8}{auc:>9}{recall:>9}{alarms:>14}",
                slice.name, slice.harmful, slice.genuine
            );
        }
    }
    out
}
