//! `lurescan rules signals`: the documented signals and what of the pack covers them.

use super::super::args::SignalsArgs;
use super::super::error::{Failure, Status};
use super::super::plan::Setup;
use super::super::{engine, output, table};
use crate::rules::{DocumentedSignal, RuleSet};

pub(super) fn run(setup: &Setup, typed: &SignalsArgs) -> Result<Status, Failure> {
    let rules = engine::rules(setup)?;
    let wanted = |signal: &&DocumentedSignal| !typed.left_out || signal.left_out.is_some();
    let rows: table::Rows = rules.signals().iter().filter(wanted).map(|signal| row(&rules, signal, typed)).collect();
    let header: &[&str] =
        if typed.left_out { &["signal", "why nothing looks for it"] } else { &["signal", "rules", "facts"] };
    let rows = std::iter::once(header.iter().map(|cell| (*cell).to_owned()).collect()).chain(rows).collect();
    let text = match typed.table.format.as_str() {
        "text" => table::aligned(&rows, |_| false),
        other => table::formatted(&rows, other),
    };
    output::print(&text)?;
    Ok(Status::Clean)
}

fn row(rules: &RuleSet, signal: &DocumentedSignal, typed: &SignalsArgs) -> Vec<String> {
    let reason = signal.left_out.clone().unwrap_or_default();
    if typed.left_out {
        return vec![signal.id.clone(), reason];
    }
    let ids: Vec<&str> = signal.rules.iter().map(|index| rules.rule(*index).id.as_str()).collect();
    let covered = if ids.is_empty() && signal.facts.is_empty() { "left out".to_owned() } else { ids.join(", ") };
    vec![signal.id.clone(), covered, signal.facts.join(", ")]
}
