//! Which findings count: those that are neither in the baseline nor suppressed.
//!
//! Works on fingerprints and ids alone and moves no score. An ad counts as long as one of its findings is open. `baseline`
//! holds the file format, `suppress` who suppresses what and until when; to add another way to accept a finding, add it to
//! [`Gate::judge`].

mod baseline;
mod date;
mod suppress;

use std::path::Path;

use super::error::Failure;
use super::term::Terminal;
use crate::assess::{Accepted, Assessment, Fingerprints};
use crate::report::identities;

pub(super) use baseline::is_fingerprint;
pub(super) use baseline::parse as parse_baseline;
use baseline::{Baseline, Entry};
pub(super) use date::Day;
pub(super) use suppress::{Suppression, Suppressions};

/// Tells open findings from accepted ones, and keeps what a baseline is written from.
#[derive(Default)]
pub(super) struct Gate {
    baseline: Option<Baseline>,
    suppressions: Suppressions,
    /// What is written at the end, if it is to be.
    record: Option<Baseline>,
    counts: Counts,
}

/// Ads at or above the band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    /// All of them.
    pub(super) ads: u64,
    /// Of which at least one finding is open.
    pub(super) open: u64,
    /// Of which every finding stands in the baseline.
    pub(super) known: u64,
    /// Of which the others are suppressed.
    pub(super) suppressed: u64,
}

impl Gate {
    /// Reads the baseline, if there is one.
    ///
    /// # Errors
    /// If the file is no baseline that this program reads, or `record` names a file that is none.
    pub(super) fn new(
        baseline: Option<&Path>,
        record: Option<&Path>,
        suppressions: Suppressions,
    ) -> Result<Self, Failure> {
        if let Some(path) = record {
            baseline::replaceable(path)?;
        }
        let record = record.map(|_| Baseline::default());
        Ok(Self { baseline: baseline.map(baseline::read).transpose()?, suppressions, record, ..Self::default() })
    }

    /// Which findings of an ad at or above the band are accepted, and whether one is open.
    pub(super) fn judge(&mut self, assessment: &Assessment) -> (Accepted, bool) {
        self.counts.ads += 1;
        let mut accepted = Accepted::default();
        if self.baseline.is_none() && self.record.is_none() && self.suppressions.is_empty() {
            self.counts.open += 1;
            return (accepted, true);
        }
        let ad = Fingerprints::new(assessment).ad().to_owned();
        let mut open = false;
        self.suppressions.at(assessment.origin.path.as_deref());
        for found in identities(assessment) {
            if let Some(reason) = self.suppressions.reason(&found.rule, [&found.fingerprint, &ad]) {
                accepted.suppressed(&found.fingerprint, reason);
                continue;
            }
            if let Some(record) = &mut self.record {
                record.add(&found.fingerprint, Entry { ad: ad.clone(), rule: found.rule });
            }
            if self.baseline.as_mut().is_some_and(|baseline| baseline.meets(&found.fingerprint)) {
                accepted.known(&found.fingerprint);
            } else {
                open = true;
            }
        }
        match (open, accepted.any_suppressed()) {
            (true, _) => self.counts.open += 1,
            (false, true) => self.counts.suppressed += 1,
            (false, false) => self.counts.known += 1,
        }
        (accepted, open)
    }

    /// Ads seen so far.
    pub(super) fn counts(&self) -> Counts {
        self.counts
    }

    /// The counts in words.
    pub(super) fn told(&self) -> String {
        let Counts { ads, open, known, suppressed } = self.counts;
        let mut parts = vec![format!("new {open}")];
        parts.extend(self.baseline.as_ref().map(|_| format!("in the baseline {known}")));
        parts.extend((!self.suppressions.is_empty()).then(|| format!("suppressed {suppressed}")));
        if parts.len() == 1 { ads.to_string() } else { format!("{ads} ({})", parts.join(", ")) }
    }

    /// Tells what is no longer needed: suppressions that are expired and, if the run saw `everything`, those that met
    /// nothing and how much of the baseline is gone.
    pub(super) fn tell(&self, everything: bool, terminal: &Terminal) {
        self.suppressions.tell(everything, terminal);
        let gone = self.baseline.as_ref().map_or(0, Baseline::gone);
        if everything && gone > 0 {
            terminal.note(format!("findings of the baseline that are gone: {gone}; --write-baseline writes it anew"));
        }
    }

    /// Writes the baseline, if one is to be written.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn write(&self, path: &Path, terminal: &Terminal) -> Result<(), Failure> {
        let Some(record) = &self.record else { return Ok(()) };
        super::output::write_whole(path, record.json().as_bytes())?;
        terminal.line(format!("wrote {} findings to {}", record.len(), path.display()));
        Ok(())
    }
}
