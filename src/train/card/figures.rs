//! The tables of the model card. A figure that a model file does not hold is a dash.

use std::fmt::{Result, Write as _};

use serde_json::Value;

use super::cell;
use crate::model::{FiringTable, ModelFile, logistic};
use crate::train::evaluate::{measure_titles, percent};

/// Slices with fewer harmful ads are no ground for calling them missed.
const ENOUGH: u64 = 10;
/// Rules shown.
const RULES: usize = 15;
/// Slices shown among the misses.
const WORST: usize = 10;

/// A value with its interval, or a dash.
fn figure(value: &Value, places: usize) -> String {
    let number = |value: &Value| value.as_f64().map(|number| format!("{number:.places$}"));
    let whole = number(value).or_else(|| number(&value["value"]));
    match (whole, number(&value["low"]), number(&value["high"])) {
        (Some(value), Some(low), Some(high)) => format!("{value} ({low} to {high})"),
        (Some(value), ..) => value,
        (None, ..) => "–".to_owned(),
    }
}

pub(super) fn measures(out: &mut String, measured: &Value) -> Result {
    writeln!(out, "| measure | value (95 % interval) |\n|---|---|")?;
    for (key, title) in measure_titles().filter(|(key, _)| !measured[*key].is_null()) {
        writeln!(out, "| {title} | {} |", figure(&measured[key], 3))?;
    }
    writeln!(out)
}

pub(super) fn bands(out: &mut String, file: &ModelFile, measured: &Value) -> Result {
    writeln!(
        out,
        "\
## Operating points

Set on real genuine ads the model never saw. Probabilities assume that {} of ads are harmful; `--prior` moves them, the bands
stay where they are.

| band | genuine ads at or above | probability | recall | genuine flagged | hard negatives flagged | F1, all ads |
|---|---|---|---|---|---|---|",
        percent(file.reference_prior)
    )?;
    let bands = [
        ("elevated", "5 %", file.bands.elevated),
        ("high", "1 %", file.bands.high),
        ("critical", "0.1 %", file.bands.critical),
    ];
    let of = |name: &str| measured["bands"].as_array().and_then(|bands| bands.iter().find(|band| band["name"] == name));
    for (name, share, logit) in bands {
        let band = of(name).unwrap_or(&Value::Null);
        writeln!(
            out,
            "| {name} | at most {share} | {:.3} | {} | {} | {} | {} |",
            logistic(logit),
            figure(&band["recall"], 3),
            figure(&band["false_alarms"], 4),
            figure(&band["hard_negatives"], 3),
            figure(&band["f1"], 3)
        )?;
    }
    let Some(expected) = of("elevated").and_then(|band| band["expected"].as_array()).filter(|list| !list.is_empty())
    else {
        return writeln!(out);
    };
    writeln!(
        out,
        "\nWhat that comes to where harmful ads are rare, if they are like those measured:\n\n\
         | harmful ads | band | precision of alerts | alerts in 1,000 ads |\n|---|---|---|---|"
    )?;
    for (at, one) in expected.iter().enumerate() {
        for (name, ..) in bands {
            let Some(there) = of(name).map(|band| &band["expected"][at]) else { continue };
            let harmful = percent(one["prevalence"].as_f64().unwrap_or_default());
            let alerts = figure(&there["alerts_per_1000"], 1);
            writeln!(out, "| {harmful} | {name} | {} | {alerts} |", figure(&there["precision"], 3))?;
        }
    }
    writeln!(out)
}

pub(super) fn reliability(out: &mut String, measured: &Value) -> Result {
    writeln!(out, "## Reliability\n\nAt the share of harmful ads in the data.\n")?;
    writeln!(out, "| ads | predicted | harmful |\n|---|---|---|")?;
    for bin in measured["reliability"].as_array().into_iter().flatten() {
        writeln!(out, "| {} | {} | {} |", bin["ads"], figure(&bin["predicted"], 3), figure(&bin["observed"], 3))?;
    }
    writeln!(out)
}

/// What a slice is a slice by; older files tell by its name.
fn dimension(slice: &Value) -> &str {
    let of_name = || if name(slice).starts_with("source ") { "source" } else { "language" };
    slice["by"].as_str().unwrap_or_else(of_name)
}

fn name(slice: &Value) -> &str {
    slice["name"].as_str().unwrap_or_default()
}

pub(super) fn slices(out: &mut String, measured: &Value) -> Result {
    let all = || measured["slices"].as_array().into_iter().flatten();
    for by in ["language", "source", "scheme", "length"] {
        if !all().any(|slice| dimension(slice) == by) {
            continue;
        }
        writeln!(
            out,
            "## By {by}\n\nRecall and false alarms at {}. Small counts: read with care.\n",
            measured["slice_threshold"].as_str().unwrap_or("the threshold that 1 % of all real genuine ads reach")
        )?;
        writeln!(out, "| ads | harmful | genuine | ROC-AUC | recall | false alarms |\n|---|---|---|---|---|---|")?;
        for slice in all().filter(|slice| dimension(slice) == by) {
            let of = |key: &str, count: &str| {
                if slice[count] == 0 { "–".to_owned() } else { figure(&slice[key], 3) }
            };
            writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} |",
                cell(name(slice)),
                slice["harmful"],
                slice["genuine"],
                figure(&slice["roc_auc"], 3),
                of("recall", "harmful"),
                of("false_alarms", "genuine")
            )?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The rules that fire on most real genuine ads.
pub(super) fn firing(out: &mut String, table: &FiringTable) -> Result {
    #[expect(clippy::cast_precision_loss, reason = "counts of ads are far below 2^52")]
    let share = |(fired, ads): (u64, u64)| if ads == 0 { 0.0 } else { fired as f64 / ads as f64 };
    let mut rules: Vec<(&str, (u64, u64))> = table.rules.keys().map(|rule| (rule.as_str(), table.real(rule))).collect();
    rules.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(b.0)));
    let ads = rules.first().map_or(0, |(_, (_, ads))| *ads);
    writeln!(
        out,
        "## Firing on genuine ads\n\nThe rules, of any polarity, that fire on most of {ads} real genuine ads. `lurescan rules show ID` \
         tells it of every rule by source.\n"
    )?;
    writeln!(out, "| rule | genuine ads | share | most in | share there |\n|---|---|---|---|---|")?;
    for (rule, counts) in rules.into_iter().take(RULES).filter(|(_, (fired, _))| *fired > 0) {
        let real = table.sources.iter().filter(|(_, source)| source.real).map(|(name, _)| name.as_str());
        let most = real.max_by(|a, b| table.share(rule, a).total_cmp(&table.share(rule, b))).unwrap_or_default();
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            cell(rule),
            counts.0,
            percent(share(counts)),
            cell(most),
            percent(table.share(rule, most))
        )?;
    }
    writeln!(out)
}

/// Where it is known to miss: the slices with the lowest recall, and the authored ads that score lowest.
pub(super) fn misses(out: &mut String, measured: &Value) -> Result {
    let recall = |slice: &Value| slice["recall"]["value"].as_f64().or_else(|| slice["recall"].as_f64());
    let enough = |slice: &&Value| slice["harmful"].as_u64().unwrap_or(0) >= ENOUGH;
    let mut worst: Vec<(f64, &Value)> = measured["slices"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(enough)
        .filter_map(|slice| Some((recall(slice)?, slice)))
        .collect();
    worst.sort_by(|a, b| a.0.total_cmp(&b.0));
    writeln!(out, "## Known misses\n\nParts with at least {ENOUGH} harmful ads of which fewest are found:\n")?;
    for (_, slice) in worst.into_iter().take(WORST) {
        let part = if dimension(slice) == "language" { "" } else { dimension(slice) };
        let title = format!("{part} {}", cell(name(slice)).trim_start_matches("source "));
        writeln!(out, "- {}: {} of {} harmful ads found", title.trim(), figure(&slice["recall"], 3), slice["harmful"])?;
    }
    let missed: Vec<&Value> = measured["missed"].as_array().into_iter().flatten().collect();
    if missed.is_empty() {
        return writeln!(out);
    }
    writeln!(
        out,
        "\nAuthored harmful ads that score lowest:\n\n| ad | source | language | scheme | probability |\n|---|---|---|---|---|"
    )?;
    for one in missed {
        let text = |key: &str| cell(one[key].as_str().unwrap_or_default());
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            text("id"),
            text("source"),
            text("language"),
            text("scheme"),
            figure(&one["probability"], 4)
        )?;
    }
    writeln!(out)
}
