//! `lurescan rules firing`: how often rules fire on the genuine ads of data sets.

use super::super::args::FiringArgs;
use super::super::error::{Failure, Status};
use super::super::plan::Setup;
use super::super::term::Terminal;
use super::super::train::read;
use super::super::{engine, output, table};
use crate::detect::Detector;
use crate::model::FiringTable;
use crate::rules::{Polarity, RuleSet};
use crate::train;

/// A source with fewer real genuine ads gives no share worth comparing.
const ENOUGH_ADS: u64 = 200;

/// Measures, writes the table where asked, and prints the rules that fire on the largest share of any one source.
///
/// # Errors
/// When rules or data are wrong, or the file cannot be written.
pub(super) fn run(setup: &Setup, typed: &FiringArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let detector = Detector::new(engine::rules(setup)?);
    let corpus = read(&typed.corpus, terminal)?;
    let firing = train::firing(&corpus, &detector);
    if let Some(path) = &typed.output {
        let json = firing.to_json().map_err(|error| Failure::usage(error.to_string()))?;
        output::write_whole(path, json.as_bytes())?;
        terminal.note(format!("wrote {}", path.display()));
    }
    output::print(&table::formatted(&top(detector.rules(), &firing, typed.top), &typed.table.format))?;
    Ok(Status::Clean)
}

/// A row per risk rule: where it fires most, how often there, how often in all real ads, and how it counts.
fn top(rules: &RuleSet, firing: &FiringTable, most: usize) -> table::Rows {
    let large: Vec<&str> = firing
        .sources
        .iter()
        .filter(|(name, source)| source.real && firing.ads(name) >= ENOUGH_ADS)
        .map(|(name, _)| name.as_str())
        .collect();
    let mut rows: Vec<(f64, Vec<String>)> = Vec::new();
    for rule in rules.rules().iter().filter(|rule| rule.polarity == Polarity::Risk) {
        let share = |source: &&str| firing.share(&rule.id, source);
        let Some(source) = large.iter().copied().max_by(|a, b| share(a).total_cmp(&share(b))) else { continue };
        let (fired, ads) = firing.real(&rule.id);
        let counts = match (&rule.combine, rule.counts_alone) {
            (Some(_), _) => "combination",
            (None, true) => "alone",
            (None, false) => "in combinations",
        };
        rows.push((
            share(&source),
            vec![
                rule.id.clone(),
                source.to_owned(),
                format!("{} of {}", firing.fired(&rule.id, source), firing.ads(source)),
                format!("{:.1} %", 100.0 * share(&source)),
                format!("{fired} of {ads}"),
                format!("{:.2}", firing.collinearity(&rule.id, source)),
                counts.to_owned(),
            ],
        ));
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let header = ["rule", "most in", "ads there", "share", "all real ads", "phi", "counts"];
    std::iter::once(header.map(str::to_owned).to_vec()).chain(rows.into_iter().map(|row| row.1).take(most)).collect()
}
