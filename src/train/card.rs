//! The model card: what a model file says of itself, as Markdown.

use std::fmt::Write as _;

use serde_json::Value;

use crate::model::{ModelFile, logistic};

/// Writes the card of a model file.
#[must_use]
pub fn card(file: &ModelFile) -> String {
    let mut out = String::new();
    write_card(&mut out, file).expect("invariant: writing to a string cannot fail");
    out
}

fn write_card(out: &mut String, file: &ModelFile) -> std::fmt::Result {
    let measured = &file.training["cross_validated"];
    writeln!(out, "# Model card\n")?;
    writeln!(out, "Generated from the model file by `lurescan train`; edit neither by hand.\n")?;
    writeln!(
        out,
        "A logistic model over {} named features (rules and facts) and a wording model of {} n-grams.",
        file.weights.len(),
        file.wording.characters.len() + file.wording.words.len()
    )?;
    writeln!(
        out,
        "It weighs risk indicators; it does not establish what an ad is. Use it to decide what to look at first.\n"
    )?;
    writeln!(out, "## How far it can be trusted\n")?;
    writeln!(
        out,
        "Cross-validated: every ad is judged by wording and feature models that never saw its campaign (near-duplicates"
    )?;
    writeln!(
        out,
        "and contrast twins stay together). Intervals are 95 %, drawn over campaigns. Read the figures as optimistic: the"
    )?;
    writeln!(
        out,
        "authored ads are synthetic, the phrases of the rules were written with them in view, the feature model sees wording"
    )?;
    writeln!(
        out,
        "scores of one stage only, and calibration was fitted on the ads it is measured on. They say how the model tells"
    )?;
    writeln!(
        out,
        "authored lures from authored look-alikes and from real genuine ads, not how often it is right on any board.\n"
    )?;
    writeln!(out, "| measure | value |\n|---|---|")?;
    let interval = |value: &Value| format!("{} ({} to {})", value["value"], value["low"], value["high"]);
    writeln!(out, "| ROC-AUC, harmful against hard negatives | {} |", interval(&measured["roc_auc"]))?;
    writeln!(out, "| PR-AUC, all ads | {} |", measured["pr_auc"])?;
    writeln!(out, "| recall where 1 % of real genuine ads are flagged | {} |", measured["recall_at_1_percent"])?;
    writeln!(out, "| recall where 0.1 % of real genuine ads are flagged | {} |", measured["recall_at_0.1_percent"])?;
    writeln!(out, "| hard negatives flagged at the 1 % threshold | {} |", measured["hard_negatives_at_1_percent"])?;
    writeln!(out, "| joint recall (1 % of real, 5 % of hard negatives) | {} |", interval(&measured["joint_recall"]))?;
    writeln!(out, "| contrast pairs ordered rightly | {} |", measured["pair_accuracy"])?;
    writeln!(out, "| Brier score, at the data's own share of harmful ads | {} |", measured["brier"])?;
    writeln!(out, "| expected calibration error, likewise | {} |\n", measured["calibration_error"])?;
    bands(out, file)?;
    reliability(out, measured)?;
    languages(out, measured)?;
    data(out, file)
}

fn bands(out: &mut String, file: &ModelFile) -> std::fmt::Result {
    writeln!(out, "## Operating points\n")?;
    writeln!(
        out,
        "Set on real genuine ads the model never saw. Probabilities assume that {} % of ads are harmful; `--prior` moves",
        file.reference_prior * 100.0
    )?;
    writeln!(out, "them, the bands stay where they are.\n")?;
    writeln!(out, "| band | genuine ads at or above | probability |\n|---|---|---|")?;
    let rows = [
        ("elevated", "5 %", file.bands.elevated),
        ("high", "1 %", file.bands.high),
        ("critical", "0.1 %", file.bands.critical),
    ];
    for (name, share, logit) in rows {
        writeln!(out, "| {name} | at most {share} | {:.3} |", logistic(logit))?;
    }
    writeln!(out)
}

fn reliability(out: &mut String, measured: &Value) -> std::fmt::Result {
    writeln!(out, "## Reliability\n\n| ads | predicted | observed |\n|---|---|---|")?;
    for bin in measured["reliability"].as_array().into_iter().flatten() {
        writeln!(out, "| {} | {} | {} |", bin["ads"], bin["predicted"], bin["observed"])?;
    }
    writeln!(out)
}

fn languages(out: &mut String, measured: &Value) -> std::fmt::Result {
    writeln!(out, "## By language and source\n")?;
    writeln!(
        out,
        "Recall and false alarms at the threshold that 1 % of all real genuine ads reach. Small counts: read with care.\n"
    )?;
    writeln!(out, "| ads | harmful | genuine | ROC-AUC | recall | false alarms |\n|---|---|---|---|---|---|")?;
    for slice in measured["slices"].as_array().into_iter().flatten() {
        let text = |key: &str| if slice[key].is_null() { "–".to_owned() } else { slice[key].to_string() };
        let name = slice["name"].as_str().unwrap_or_default();
        let recall = if slice["harmful"] == 0 { "–".to_owned() } else { text("recall") };
        writeln!(
            out,
            "| {name} | {} | {} | {} | {recall} | {} |",
            text("harmful"),
            text("genuine"),
            text("roc_auc"),
            text("false_alarms")
        )?;
    }
    writeln!(out)
}

fn data(out: &mut String, file: &ModelFile) -> std::fmt::Result {
    writeln!(out, "## Data\n\n| set | source | rows | licence | content hash |\n|---|---|---|---|---|")?;
    for entry in file.training["data"].as_array().into_iter().flatten() {
        let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        writeln!(
            out,
            "| {} | {} | {} | {} | `{}` |",
            text("set"),
            text("source"),
            entry["rows"],
            text("licence"),
            text("hash")
        )?;
    }
    writeln!(out, "\nRules fingerprint `{}`, program {}.\n", file.rules_fingerprint, file.program)?;
    writeln!(out, "## Known limits\n")?;
    writeln!(
        out,
        "- The authored ads are synthetic and denser in indicators than real ads; real lures were not available."
    )?;
    writeln!(
        out,
        "- Real genuine ads come from ordinary boards and were not vetted one by one; some boards hold one trade only."
    )?;
    writeln!(out, "- Languages without real genuine ads have no measured false-alarm rate of their own.")?;
    writeln!(out, "- Rules seen on fewer training ads than `support` keep the weight their author declared.")?;
    writeln!(out, "- Features dropped because their learned sign contradicted their meaning: {}.", dropped(file))
}

fn dropped(file: &ModelFile) -> String {
    let names: Vec<&str> =
        file.training["dropped_for_sign"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
