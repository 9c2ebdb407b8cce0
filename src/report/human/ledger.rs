//! The ledger as figures that sum on paper.

use crate::assess::{Assessment, Reason, ReasonKind, Status};
use crate::report::escape;

use super::sheet::{Painted, Sheet};
use super::style::Style;
use super::words;

/// Writes every contribution, the sum and the probability.
pub(super) fn write(sheet: &mut Sheet<'_>, assessment: &Assessment) -> std::io::Result<()> {
    let ledger = &assessment.ledger;
    let contributions = assessment.reasons.iter().map(|reason| reason.contribution);
    let shown: Vec<i64> = std::iter::once(ledger.prior).chain(contributions).map(hundredths).collect();
    let total = hundredths(ledger.logit);
    sheet.heading(words::LEDGER)?;
    row(sheet, shown[0], "where every ad starts (the prior)")?;
    for (reason, value) in assessment.reasons.iter().zip(&shown[1..]) {
        let title = if reason.kind == ReasonKind::Wording { quoted(assessment, reason) } else { reason.title.clone() };
        let origin = words::weight_origin(reason);
        let line = format!("{} ({}: {}{origin})", title, reason.kind.as_str(), reason.id);
        row(sheet, *value, &escape::terminal_line(&line))?;
    }
    let rounding = total - shown.iter().sum::<i64>();
    if rounding != 0 {
        row(sheet, rounding, "rounding of the lines above")?;
    }
    sheet.block("  ", &Painted::of(&format!("{:>7}  sum", figure(total)), Style::Heading))?;
    let part = |kinds: &[ReasonKind]| {
        let reasons = assessment.reasons.iter().zip(&shown[1..]).filter(|(reason, _)| kinds.contains(&reason.kind));
        figure(reasons.map(|(_, value)| value).sum())
    };
    let parts = format!(
        "rules {}, facts {}, taggers {}, wording {}, adjustments {}",
        part(&[ReasonKind::Rule, ReasonKind::Combination]),
        part(&[ReasonKind::Fact]),
        part(&[ReasonKind::Tagger]),
        part(&[ReasonKind::Wording]),
        part(&[ReasonKind::Adjustment]),
    );
    sheet.block("           ", &Painted::of(&parts, Style::Dim))?;
    if assessment.status == Status::Scored {
        let probability = format!("probability {:.4}, the logistic of the sum", assessment.probability);
        sheet.block("           ", &Painted::of(&probability, Style::Plain))?;
    }
    Ok(())
}

/// The words a piece of wording is, or its title.
fn quoted(assessment: &Assessment, reason: &Reason) -> String {
    match reason.spans.first().map(|evidence| assessment.quote(evidence)) {
        Some(quote) if !quote.is_empty() => format!("“{quote}”"),
        _ => reason.title.clone(),
    }
}

/// One line of the ledger; `text` is safe.
fn row(sheet: &mut Sheet<'_>, value: i64, text: &str) -> std::io::Result<()> {
    sheet.block(&format!("  {:>7}  ", figure(value)), &Painted::of(text, Style::Plain))
}

/// Hundredths as a signed decimal.
fn figure(value: i64) -> String {
    let sign = if value < 0 { '-' } else { '+' };
    format!("{sign}{}.{:02}", value.abs() / 100, value.abs() % 100)
}

/// A value in hundredths, rounded.
fn hundredths(value: f64) -> i64 {
    (value * 100.0).round() as i64
}
