//! The model card: what a model file says of itself, as Markdown.
//!
//! Made from the model file alone, and from the table of firings on genuine ads where there is one for its rules: no figure
//! is written by hand. `figures` holds the tables.

mod figures;
mod taggers;

use std::fmt::{Result, Write as _};

use serde_json::Value;

use crate::model::{FiringTable, ModelFile};

/// Writes the card of a model file. `firing` is left out unless it was measured with the rules of the model.
#[must_use]
pub fn card(file: &ModelFile, firing: Option<&FiringTable>) -> String {
    let mut out = String::new();
    let firing = firing.filter(|table| table.rules_fingerprint == file.rules_fingerprint);
    write_card(&mut out, file, firing).expect("invariant: writing to a string cannot fail");
    out
}

fn write_card(out: &mut String, file: &ModelFile, firing: Option<&FiringTable>) -> Result {
    let measured = &file.training["cross_validated"];
    writeln!(out, "# Model card\n")?;
    writeln!(out, "Generated from the model file by `lurescan generate card`; not edited by hand.\n")?;
    writeln!(
        out,
        "A logistic model over {} named features (rules, facts and what {} taggers find), a wording model of {} n-grams, and \
         another of {} that tells texts about lures from offers. Rules fingerprint `{}`, program {}.\n",
        file.weights.len(),
        file.taggers.len(),
        file.wording.characters.len() + file.wording.words.len(),
        file.about.characters.len() + file.about.words.len(),
        file.rules_fingerprint,
        file.program
    )?;
    out.push_str(USE);
    protocol(out, file)?;
    figures::measures(out, measured)?;
    figures::bands(out, file, measured)?;
    figures::reliability(out, measured)?;
    figures::slices(out, measured)?;
    if let Some(table) = firing {
        figures::firing(out, table)?;
    }
    taggers::taggers(out, file)?;
    figures::misses(out, measured)?;
    data(out, file)?;
    limits(out, file)
}

const USE: &str = "\
## Intended use

- To put job ads in the order in which people look at them, and to show the words that speak for it.
- To keep ads for review on a board before they are published, with a person deciding.
- To study how ads of this kind are worded, with the figures below at hand.

## Not to be used for

- Deciding about people. It weighs risk indicators in a text; it says nothing of whoever wrote it, posted it or answers it, and
  must not be used to judge applicants, workers, recruiters or communities.
- Rejecting, reporting or publishing an ad on its score alone. Honest employers share these indicators.
- Vouching for an ad. A low score means that little was found; a careful lure reads like a careful vacancy.
- Estimating how common such ads are. The share of harmful ads it was trained on is not that of any board.
- Texts that are no job ads, languages not in the tables below, and anything in which nobody checks its errors.

";

fn protocol(out: &mut String, file: &ModelFile) -> Result {
    let folds = &file.training["settings"]["folds"];
    writeln!(out, "## How it was measured\n")?;
    let folds =
        if folds.is_null() { "Cross-validated".to_owned() } else { format!("Cross-validated in {folds} folds") };
    writeln!(
        out,
        "{folds}: every ad is judged by wording and feature models that never saw its campaign (near-duplicates and contrast twins
stay together). Recall is counted on authored harmful ads, false alarms on real genuine ads, and authored genuine ads are the
hard negatives. Intervals are 95 %, drawn over campaigns.

Read the figures as optimistic: the authored ads are synthetic, the phrases of the rules were written with them in view, the
feature model sees wording scores of one stage only, and calibration and bands were fitted on the ads they are measured on.
They say how the model tells authored lures from authored look-alikes and from real genuine ads, not how often it is right
on any board.\n"
    )
}

fn data(out: &mut String, file: &ModelFile) -> Result {
    writeln!(out, "## Data\n\n| set | source | rows | licence | content hash |\n|---|---|---|---|---|")?;
    for entry in file.training["data"].as_array().into_iter().flatten() {
        let text = |key: &str| cell(entry[key].as_str().unwrap_or_default());
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
    writeln!(out)
}

fn limits(out: &mut String, file: &ModelFile) -> Result {
    let dropped: Vec<&str> =
        file.training["dropped_for_sign"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let dropped = if dropped.is_empty() { "none".to_owned() } else { dropped.join(", ") };
    writeln!(
        out,
        "\
## Known limits

- The authored ads are synthetic and denser in indicators than real ads; real lures were not available.
- Real genuine ads come from ordinary boards and were not vetted one by one; some boards hold one trade only.
- Languages without real genuine ads have no measured false-alarm rate of their own.
- Rules seen on fewer training ads than `support` keep the weight their author declared.
- Features dropped because their learned sign contradicted their meaning: {dropped}."
    )
}

/// A name for a cell of a Markdown table.
fn cell(text: &str) -> String {
    let one_line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    one_line.replace('|', "\\|")
}
