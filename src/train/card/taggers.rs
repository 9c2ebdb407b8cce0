//! The taggers of a model, and what they find beside the rules of their signals.

use std::fmt::{Result, Write as _};

use serde_json::Value;

use crate::model::ModelFile;

/// Writes the tables by signal and by language; nothing for a model without taggers.
pub(super) fn taggers(out: &mut String, file: &ModelFile) -> Result {
    let measured = &file.training["taggers"];
    let (Some(signals), Some(languages)) = (measured["signals"].as_object(), measured["languages"].as_object()) else {
        return Ok(());
    };
    writeln!(out, "## Taggers\n")?;
    writeln!(
        out,
        "Small detectors that read clause by clause. These are kept; any other documented signal with enough marked clauses had one that\n\
         added too little or was too often wrong. Recall and precision against what annotators marked, in the batches no rule was\n\
         written from, by taggers that never saw them. The weight counts where no rule of the signal fired.\n"
    )?;
    writeln!(
        out,
        "| signal | marked | rules: recall, precision | tagger | both | weight |\n|---|---:|---|---|---|---:|"
    )?;
    for (signal, view) in signals {
        let weight = file.weights.get(&format!("tagger:{signal}")).copied().unwrap_or(0.0);
        let [rules, tagger, both] = ways(view);
        writeln!(out, "| {signal} | {} | {rules} | {tagger} | {both} | {weight:.2} |", view["marked"])?;
    }
    writeln!(out, "\nThe same signals together, by language:\n")?;
    writeln!(out, "| language | marked | rules: recall, precision | tagger | both |\n|---|---:|---|---|---|")?;
    for (language, view) in languages {
        let [rules, tagger, both] = ways(view);
        writeln!(out, "| {language} | {} | {rules} | {tagger} | {both} |", view["marked"])?;
    }
    writeln!(out)
}

/// Recall and precision of rules, tagger and both.
fn ways(view: &Value) -> [String; 3] {
    let figure = |value: &Value| value.as_f64().map_or_else(|| "–".to_owned(), |number| format!("{number:.2}"));
    ["rules", "tagger", "both"]
        .map(|way| format!("{}, {}", figure(&view[way]["recall"]), figure(&view[way]["precision"])))
}
