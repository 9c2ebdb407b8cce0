//! The public JSON of an assessment, version `lurescan/1`.
//!
//! A view of its own, so that the types inside may change while the promise to readers stands. Keys may be added at the
//! end of an object within a version; none is renamed, removed or given another meaning. The order of the fields below
//! is the order of the keys.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use super::Selection;
use super::escape::JsonFormatter;
use super::selection::INPUT;
use crate::assess::{Assessment, Reason, Run, Status};

/// The name of this version, the first key of every object.
pub const SCHEMA: &str = "lurescan/1";

/// The keys of an assessment, in order.
pub const KEYS: [&str; 15] = [
    "schema",
    "id",
    "source",
    "language",
    "status",
    "score",
    "probability",
    "band",
    "schemes",
    "reasons",
    "ledger",
    "program",
    "rules",
    "model",
    "contacts",
];

/// One assessment.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serve", schemars(rename = "Assessment"))]
pub struct View<'a> {
    schema: &'static str,
    id: &'a str,
    source: Source<'a>,
    /// Language code or null.
    language: Option<&'static str>,
    /// `scored` or `insufficient`; with the latter the next three are null.
    status: &'static str,
    /// 0 to 100.
    score: Option<u8>,
    /// `σ(ledger.logit)` to 1e-6.
    probability: Option<f64>,
    /// `low`, `elevated`, `high` or `critical`.
    band: Option<&'static str>,
    schemes: Vec<Scheme<'a>>,
    /// By falling absolute contribution; all of them, so that `ledger.prior` and these sum to `ledger.logit`.
    reasons: Vec<ReasonView<'a>>,
    ledger: LedgerView,
    /// Program version.
    program: &'a str,
    /// Fingerprint of the rules.
    rules: &'a str,
    /// Fingerprint of the model.
    model: &'a str,
    /// Contacts in one comparable form, to see them again in other ads; of a masked ad, names such as `phone-2`.
    contacts: &'a [String],
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(schemars::JsonSchema))]
struct Source<'a> {
    /// Null for standard input.
    path: Option<&'a str>,
    /// 1-based.
    record: u64,
    /// 1-based line on which the record starts.
    line: u64,
    /// Only when decoded from something else than UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    /// What a page's mark-up states and its visible text does not; only when there is such.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unseen: Vec<Unseen<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(schemars::JsonSchema))]
struct Unseen<'a> {
    /// `title`, `employer`, `place`, `pay` or `text`.
    about: &'static str,
    stated: &'a str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(schemars::JsonSchema))]
struct Scheme<'a> {
    id: &'a str,
    /// 0 to 1.
    share: f64,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serve", schemars(rename = "Reason"))]
struct ReasonView<'a> {
    id: &'a str,
    /// `rule`, `combination`, `fact`, `tagger`, `wording` or `adjustment`.
    kind: &'static str,
    title: &'a str,
    /// Log-odds.
    contribution: f64,
    spans: Vec<SpanView<'a>>,
    why: &'a str,
    ask: &'a str,
    references: &'a [String],
    /// Id of the category, empty when there is none.
    category: &'a str,
    /// False when the rule's declared weight counted because the model never saw the rule.
    learned: bool,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serve", schemars(rename = "Span"))]
struct SpanView<'a> {
    /// `title` or `text`.
    field: &'static str,
    /// Byte offset into the original UTF-8 field.
    start: usize,
    /// Byte offset just past the end.
    end: usize,
    /// `field[start..end]`, exactly.
    text: &'a str,
    /// Byte range of these words in the decoded file; absent when only the field can be pointed at.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<[u64; 2]>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serve", schemars(rename = "Ledger"))]
struct LedgerView {
    prior: f64,
    rules: f64,
    facts: f64,
    wording: f64,
    adjustments: f64,
    logit: f64,
    taggers: f64,
}

impl<'a> View<'a> {
    /// The view of one assessment of a run.
    #[must_use]
    pub fn new(run: &'a Run, assessment: &'a Assessment) -> Self {
        let scored = assessment.status == Status::Scored;
        let ledger = &assessment.ledger;
        Self {
            schema: SCHEMA,
            id: &assessment.ad_id,
            source: Source {
                path: assessment.origin.path.as_deref(),
                record: assessment.origin.record,
                line: assessment.origin.line,
                encoding: assessment.encoding,
                unseen: unseen(assessment),
            },
            language: assessment.language,
            status: assessment.status.as_str(),
            score: scored.then_some(assessment.score),
            probability: scored.then_some(assessment.probability),
            band: scored.then_some(assessment.band.as_str()),
            schemes: assessment.schemes.iter().map(|scheme| Scheme { id: &scheme.id, share: scheme.share }).collect(),
            reasons: assessment.reasons.iter().map(|reason| ReasonView::new(assessment, reason)).collect(),
            ledger: LedgerView {
                prior: positive_zero(ledger.prior),
                rules: positive_zero(ledger.rules),
                facts: positive_zero(ledger.facts),
                wording: positive_zero(ledger.wording),
                adjustments: positive_zero(ledger.adjustments),
                logit: positive_zero(ledger.logit),
                taggers: positive_zero(ledger.taggers),
            },
            program: run.program,
            rules: &run.rules,
            model: &run.model,
            contacts: &assessment.contacts,
        }
    }

    /// Writes what is chosen of the object on one line, without a line break; carried columns stand in `input` at its end.
    pub(super) fn write_selected(
        &self,
        selection: &Selection,
        assessment: &Assessment,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if *selection == Selection::default() {
            return self.write(out);
        }
        let mut whole = match serde_json::to_value(self)? {
            Value::Object(whole) => whole,
            _ => Map::new(),
        };
        let mut chosen = match &selection.fields {
            None => whole,
            Some(fields) => {
                fields.iter().filter_map(|field| Some((field.clone(), whole.get_mut(field)?.take()))).collect()
            }
        };
        if let Some(input) = selection.input(assessment) {
            chosen.insert(INPUT.to_owned(), Value::Object(input));
        }
        chosen.serialize(&mut serde_json::Serializer::with_formatter(out, JsonFormatter)).map_err(io::Error::from)
    }

    /// Writes the object on one line, without a line break.
    ///
    /// # Errors
    /// Whatever writing to `out` gives.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.serialize(&mut serde_json::Serializer::with_formatter(out, JsonFormatter)).map_err(io::Error::from)
    }
}

/// What mark-up states beside the visible text.
fn unseen(assessment: &Assessment) -> Vec<Unseen<'_>> {
    let observed = assessment.origin.observations.iter();
    observed.map(|seen| Unseen { about: seen.about.as_str(), stated: &seen.stated }).collect()
}

/// The value, but 0 for −0, which an empty sum is and no reader expects.
pub(super) fn positive_zero(value: f64) -> f64 {
    value + 0.0
}

impl<'a> ReasonView<'a> {
    fn new(assessment: &'a Assessment, reason: &'a Reason) -> Self {
        let spans = reason.spans.iter().filter_map(|evidence| {
            let text = assessment.field(evidence.field).get(evidence.span.range())?;
            let (start, end) = (evidence.span.start, evidence.span.end);
            let file = assessment.origin.in_file(evidence.field, start..end).map(|file| [file.start, file.end]);
            Some(SpanView { field: evidence.field.as_str(), start, end, text, file })
        });
        Self {
            id: &reason.id,
            kind: reason.kind.as_str(),
            title: &reason.title,
            contribution: positive_zero(reason.contribution),
            spans: spans.collect(),
            why: &reason.why,
            ask: &reason.ask,
            references: &reason.references,
            category: &reason.category,
            learned: reason.learned,
        }
    }
}
