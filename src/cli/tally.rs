//! What a run has seen: counts, and what could not be read, told as it happens.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::error::Status;
use super::reuse::Reuse;
use super::term::Terminal;
use crate::assess::{Assessment, Band, Summary};
use crate::source::{SourceError, SourceErrorKind};

/// The same thing wrong with so many records of an input is told in full; the rest is counted.
const TOLD: u64 = 100;

/// What of a tally can be put aside and taken up again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Counts {
    scored: u64,
    insufficient: u64,
    unreadable: u64,
    by_band: [u64; 4],
    encodings: Vec<(String, u64)>,
    misnamed: u64,
    misnamed_input: bool,
}

impl Counts {
    /// Whether a run can have counted this: a journal can be damaged and still be JSON.
    pub(super) fn possible(&self) -> bool {
        // More ads than there are, and small enough that nothing overflows however long the run goes on.
        const MOST: u64 = 1 << 48;
        let Self { scored, insufficient, unreadable, by_band, encodings, misnamed, .. } = self;
        let numbers = [scored, insufficient, unreadable, misnamed].into_iter().chain(by_band);
        numbers.chain(encodings.iter().map(|(_, ads)| ads)).all(|number| *number < MOST)
    }

    /// Records and inputs dealt with.
    pub(super) fn records(&self) -> u64 {
        self.scored + self.insufficient + self.unreadable
    }
}

/// Counts and problems of one run.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// The counts.
    pub(super) summary: Summary,
    /// Records and inputs that lack a column the user named.
    misnamed: u64,
    /// Whether an input as a whole lacks a column the user named.
    misnamed_input: bool,
    /// What was wrong last: path, problem, how often in a row.
    last: Option<(Option<String>, String, u64)>,
    /// Contacts seen in several ads.
    reuse: Reuse,
    /// Hints given.
    hints: BTreeSet<&'static str>,
    /// Whether the run was interrupted: contacts are counted since then only.
    gone_on: bool,
}

impl Tally {
    /// The tally of a run that is gone on with.
    pub(super) fn of(counts: Counts) -> Self {
        let Counts { scored, insufficient, unreadable, by_band, encodings, misnamed, misnamed_input } = counts;
        let known = |name: &str| encoding_rs::Encoding::for_label(name.as_bytes()).map(encoding_rs::Encoding::name);
        let encodings = encodings.iter().filter_map(|(name, ads)| Some((known(name)?, *ads))).collect();
        let summary = Summary { scored, insufficient, unreadable, by_band, encodings };
        Self { summary, misnamed, misnamed_input, gone_on: true, ..Self::default() }
    }

    /// What has been counted.
    pub(super) fn counts(&self) -> Counts {
        let Summary { scored, insufficient, unreadable, by_band, encodings } = self.summary.clone();
        Counts {
            scored,
            insufficient,
            unreadable,
            by_band,
            encodings: encodings.into_iter().map(|(name, ads)| (name.to_owned(), ads)).collect(),
            misnamed: self.misnamed,
            misnamed_input: self.misnamed_input,
        }
    }

    /// Counts an assessment.
    pub(super) fn assessed(&mut self, assessment: &Assessment) {
        self.summary.count(assessment);
        self.reuse.count(&assessment.contacts);
    }

    /// Counts and tells what cannot be read.
    pub(super) fn unreadable(&mut self, error: &SourceError, terminal: &Terminal) {
        self.summary.unreadable += 1;
        if matches!(&error.kind, SourceErrorKind::MissingColumn { wanted: Some(_), .. }) {
            self.misnamed += 1;
            self.misnamed_input |= error.place.record.is_none();
        }
        let problem = error.kind.to_string();
        match &mut self.last {
            Some((path, last, count)) if *path == error.place.path && *last == problem => *count += 1,
            _ => {
                self.tell_rest(terminal);
                self.last = Some((error.place.path.clone(), problem, 1));
            }
        }
        if self.last.as_ref().is_some_and(|(.., count)| *count <= TOLD) {
            terminal.error(error);
        }
        if let Some(hint) = hint(&error.kind).filter(|hint| self.hints.insert(hint)) {
            terminal.hint(hint);
        }
    }

    /// Counts and tells a fault of this program that cost one ad.
    pub(super) fn fault(&mut self, place: &str, terminal: &Terminal) {
        self.summary.unreadable += 1;
        terminal.error(format!("{place}: internal fault of lurescan, the ad is left out; please report it"));
    }

    /// Tells the counts.
    pub(super) fn tell(&mut self, terminal: &Terminal) {
        self.tell_rest(terminal);
        let Summary { scored, insufficient, unreadable, by_band, encodings } = &self.summary;
        if self.summary.assessed() == 0 && *unreadable == 0 {
            terminal.note("there was no ad to read");
        }
        if !encodings.is_empty() {
            let list: Vec<String> = encodings.iter().map(|(name, count)| format!("{name} {count}")).collect();
            terminal.note(format!("decoded from: {}", list.join(", ")));
        }
        if let Some(reused) = self.reuse.told() {
            let since = if self.gone_on { "since the interruption: " } else { "" };
            terminal.note(crate::report::escape::terminal_line(&format!("{since}{reused}")));
        }
        let bands: Vec<String> =
            Band::ALL.iter().map(|band| format!("{} {}", band.as_str(), by_band[band.index()])).collect();
        terminal.line(format!(
            "scored {scored} ({}), insufficient {insufficient}, unreadable {unreadable}",
            bands.join(", ")
        ));
    }

    /// Whether something could not be read and nothing else could.
    pub(super) fn nothing_read(&self) -> bool {
        self.summary.assessed() == 0 && self.summary.unreadable > 0
    }

    /// The status of a run that came to its end.
    pub(super) fn status(&self) -> Status {
        if self.misnamed_input || (self.nothing_read() && self.misnamed == self.summary.unreadable) {
            Status::Wrong
        } else if self.summary.unreadable > 0 {
            Status::Partial
        } else {
            Status::Clean
        }
    }

    fn tell_rest(&mut self, terminal: &Terminal) {
        if let Some((path, problem, count)) = self.last.take().filter(|(.., count)| *count > TOLD) {
            let path = path.as_deref().unwrap_or("standard input");
            terminal.error(format!("{path}: {} more records: {problem}", count - TOLD));
        }
    }
}

/// The flag that helps.
fn hint(kind: &SourceErrorKind) -> Option<&'static str> {
    match kind {
        SourceErrorKind::MissingColumn { wanted: None, .. } => {
            Some("name the column that holds the text with --text-field")
        }
        SourceErrorKind::Encoding { .. } => Some("name the encoding with --encoding, such as --encoding gb18030"),
        SourceErrorKind::TooManyColumns { .. } => Some("a text with the delimiter in it must stand in quotes"),
        _ => None,
    }
}
