//! CSV: one row per ad, for spreadsheets and data frames.
//!
//! Numbers are written plain, with every digit; a cell of text that a spreadsheet could take for a formula gets a leading
//! apostrophe. Only the strongest reasons have room here; the ledger columns account for all of them.

use std::borrow::Cow;
use std::io::{self, Write};

use super::selection::{INPUT, kept};
use super::view::positive_zero;
use super::{Report, Selection, escape};
use crate::assess::{Assessment, Run, Status, Summary};

/// How many reasons a row names.
const REASONS: usize = 5;

/// The columns before the reasons.
const BEFORE: [&str; 11] =
    ["id", "path", "record", "line", "status", "score", "probability", "band", "language", "scheme", "scheme_share"];

/// The columns after the reasons; the fingerprints are of the rules and the model.
const AFTER: [&str; 10] = [
    "prior",
    "rules",
    "facts",
    "taggers",
    "wording",
    "adjustments",
    "logit",
    "program",
    "rules_fingerprint",
    "model_fingerprint",
];

/// Writes CSV.
#[derive(Debug)]
pub(super) struct Csv {
    selection: Selection,
    /// The places of the chosen columns.
    places: Vec<usize>,
    run: Option<Run>,
}

impl Csv {
    pub(super) fn new(selection: Selection) -> Self {
        Self { places: selection.places(&names()), selection, run: None }
    }
}

/// The name of every column, in order.
pub(super) fn names() -> Vec<String> {
    let reasons = (1..=REASONS).flat_map(|rank| [format!("reason_{rank}"), format!("contribution_{rank}")]);
    BEFORE.map(str::to_owned).into_iter().chain(reasons).chain(AFTER.map(str::to_owned)).collect()
}

impl Report for Csv {
    fn begin(&mut self, out: &mut dyn Write, run: &Run) -> io::Result<()> {
        self.run = Some(run.clone());
        let names = names();
        let carried: Vec<String> = self.selection.carried.iter().map(|name| format!("{INPUT}.{name}")).collect();
        let chosen = self.places.iter().map(|place| Cow::Borrowed(names[*place].as_str()));
        let header: Vec<_> = chosen.chain(carried.iter().map(|name| escape::csv_cell(name))).collect();
        write_row(out, &header)
    }

    fn add(&mut self, out: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        let mut cells = row(self.run.as_ref().expect("invariant: begin comes before add"), assessment);
        let chosen = self.places.iter().map(|place| cells[*place].clone());
        let carried = self.selection.carried.iter();
        let carried = carried.map(|name| escape::csv_cell(kept(assessment, name).unwrap_or_default()));
        cells = chosen.chain(carried).collect();
        write_row(out, &cells)
    }

    fn finish(&mut self, _: &mut dyn Write, _: &Summary) -> io::Result<()> {
        Ok(())
    }
}

/// The cells of one ad, in the order of the header.
fn row<'a>(run: &'a Run, assessment: &'a Assessment) -> Vec<Cow<'a, str>> {
    let scored = assessment.status == Status::Scored;
    let scheme = assessment.schemes.first();
    let mut cells = vec![
        escape::csv_cell(&assessment.ad_id),
        escape::csv_cell(assessment.origin.path.as_deref().unwrap_or_default()),
        number(Some(assessment.origin.record)),
        number(Some(assessment.origin.line)),
        assessment.status.as_str().into(),
        number(scored.then_some(assessment.score)),
        number(scored.then_some(assessment.probability)),
        if scored { assessment.band.as_str().into() } else { Cow::default() },
        assessment.language.unwrap_or_default().into(),
        escape::csv_cell(scheme.map(|scheme| scheme.id.as_str()).unwrap_or_default()),
        number(scheme.map(|scheme| scheme.share)),
    ];
    for rank in 0..REASONS {
        let reason = assessment.reasons.get(rank);
        cells.push(escape::csv_cell(reason.map(|reason| reason.id.as_str()).unwrap_or_default()));
        cells.push(number(reason.map(|reason| positive_zero(reason.contribution))));
    }
    let ledger = &assessment.ledger;
    let parts =
        [ledger.prior, ledger.rules, ledger.facts, ledger.taggers, ledger.wording, ledger.adjustments, ledger.logit];
    for sum in parts {
        cells.push(number(Some(positive_zero(sum))));
    }
    cells.push(run.program.into());
    cells.push(escape::csv_cell(&run.rules));
    cells.push(escape::csv_cell(&run.model));
    cells
}

/// A number as it reads back, or an empty cell.
pub(super) fn number<T: ToString>(value: Option<T>) -> Cow<'static, str> {
    value.map(|value| value.to_string()).unwrap_or_default().into()
}

/// Writes one record. A writer per row keeps nothing buffered between ads.
pub(super) fn write_row(out: &mut dyn Write, cells: &[Cow<'_, str>]) -> io::Result<()> {
    let mut writer = ::csv::WriterBuilder::new().buffer_capacity(1024).from_writer(out);
    writer.write_record(cells.iter().map(|cell| cell.as_bytes())).map_err(io::Error::from)?;
    writer.flush()
}
