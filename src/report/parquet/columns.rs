//! The columns of assessments and the builders that fill them, in one order: those of a Parquet file, and what others make
//! Arrow tables of.
//!
//! Whole numbers are signed, since Spark knows no others.

use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Float64Builder, Int32Builder, Int64Builder, ListBuilder, StringBuilder, StructBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};

use crate::assess::{Assessment, Ledger, Reason, Status};
use crate::report::view::positive_zero;

/// The columns, in order.
#[must_use]
pub fn schema() -> SchemaRef {
    let text = |name: &str, nullable| Field::new(name, DataType::Utf8, nullable);
    Arc::new(Schema::new(vec![
        text("id", false),
        text("path", true),
        Field::new("record", DataType::Int64, false),
        Field::new("line", DataType::Int64, false),
        text("encoding", true),
        text("language", true),
        text("status", false),
        Field::new("score", DataType::Int32, true),
        Field::new("probability", DataType::Float64, true),
        text("band", true),
        list("schemes", DataType::Struct(schemes())),
        list("reasons", DataType::Struct(reasons())),
        list("ledger", DataType::Struct(ledger())),
        Field::new("logit", DataType::Float64, false),
        list("contacts", DataType::Utf8),
    ]))
}

fn list(name: &str, of: DataType) -> Field {
    Field::new(name, DataType::List(item(of)), false)
}

fn item(of: DataType) -> Arc<Field> {
    Arc::new(Field::new("item", of, false))
}

fn required(fields: &[(&str, DataType)]) -> Fields {
    fields.iter().map(|(name, of)| Field::new(*name, of.clone(), false)).collect()
}

fn schemes() -> Fields {
    required(&[("id", DataType::Utf8), ("share", DataType::Float64)])
}

fn ledger() -> Fields {
    required(&[("part", DataType::Utf8), ("log_odds", DataType::Float64)])
}

fn spans() -> Fields {
    required(&[
        ("field", DataType::Utf8),
        ("start", DataType::Int64),
        ("end", DataType::Int64),
        ("text", DataType::Utf8),
    ])
}

fn reasons() -> Fields {
    required(&[
        ("id", DataType::Utf8),
        ("kind", DataType::Utf8),
        ("title", DataType::Utf8),
        ("category", DataType::Utf8),
        ("contribution", DataType::Float64),
        ("learned", DataType::Boolean),
        ("spans", DataType::List(item(DataType::Struct(spans())))),
    ])
}

/// The status of a row that could not be read.
const UNREADABLE: &str = "unreadable";

/// A number as Spark and others can read it.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A list of structs under construction.
type Structs = ListBuilder<StructBuilder>;

fn structs(fields: Fields, builders: Vec<Box<dyn ArrayBuilder>>) -> Structs {
    let of = DataType::Struct(fields.clone());
    ListBuilder::new(StructBuilder::new(fields, builders)).with_field(item(of))
}

/// Rows gathered for one batch.
#[derive(Debug)]
pub struct Columns {
    id: StringBuilder,
    path: StringBuilder,
    record: Int64Builder,
    line: Int64Builder,
    encoding: StringBuilder,
    language: StringBuilder,
    status: StringBuilder,
    score: Int32Builder,
    probability: Float64Builder,
    band: StringBuilder,
    schemes: Structs,
    reasons: Structs,
    ledger: Structs,
    logit: Float64Builder,
    contacts: ListBuilder<StringBuilder>,
}

impl Default for Columns {
    fn default() -> Self {
        let text = || Box::new(StringBuilder::new()) as Box<dyn ArrayBuilder>;
        let number = || Box::new(Float64Builder::new()) as Box<dyn ArrayBuilder>;
        let offset = || Box::new(Int64Builder::new()) as Box<dyn ArrayBuilder>;
        let places: Box<dyn ArrayBuilder> = Box::new(structs(spans(), vec![text(), offset(), offset(), text()]));
        let learned: Box<dyn ArrayBuilder> = Box::new(BooleanBuilder::new());
        Self {
            id: StringBuilder::new(),
            path: StringBuilder::new(),
            record: Int64Builder::new(),
            line: Int64Builder::new(),
            encoding: StringBuilder::new(),
            language: StringBuilder::new(),
            status: StringBuilder::new(),
            score: Int32Builder::new(),
            probability: Float64Builder::new(),
            band: StringBuilder::new(),
            schemes: structs(schemes(), vec![text(), number()]),
            reasons: structs(reasons(), vec![text(), text(), text(), text(), number(), learned, places]),
            ledger: structs(ledger(), vec![text(), number()]),
            logit: Float64Builder::new(),
            contacts: ListBuilder::new(StringBuilder::new()).with_field(item(DataType::Utf8)),
        }
    }
}

impl Columns {
    /// How many rows are gathered.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.id.len()
    }

    /// Adds the row of an ad.
    pub fn add(&mut self, assessment: &Assessment) {
        let scored = assessment.status == Status::Scored;
        self.id.append_value(&assessment.ad_id);
        self.path.append_option(assessment.origin.path.as_deref());
        self.record.append_value(signed(assessment.origin.record));
        self.line.append_value(signed(assessment.origin.line));
        self.encoding.append_option(assessment.encoding);
        self.language.append_option(assessment.language);
        self.status.append_value(assessment.status.as_str());
        self.score.append_option(scored.then_some(i32::from(assessment.score)));
        self.probability.append_option(scored.then_some(assessment.probability));
        self.band.append_option(scored.then_some(assessment.band.as_str()));
        for scheme in &assessment.schemes {
            pair(self.schemes.values(), &scheme.id, scheme.share);
        }
        self.schemes.append(true);
        for reason in &assessment.reasons {
            add_reason(self.reasons.values(), assessment, reason);
        }
        self.reasons.append(true);
        for (part, log_odds) in parts(&assessment.ledger) {
            pair(self.ledger.values(), part, positive_zero(log_odds));
        }
        self.ledger.append(true);
        self.logit.append_value(positive_zero(assessment.ledger.logit));
        for contact in &assessment.contacts {
            self.contacts.values().append_value(contact);
        }
        self.contacts.append(true);
    }

    /// Adds a row for an ad that could not be read, of which only `id`, `record` and `status` have a value; `logit` has none
    /// either, which the schema of files does not allow.
    pub fn add_unreadable(&mut self, id: &str, record: u64) {
        self.id.append_value(id);
        self.record.append_value(signed(record));
        self.line.append_value(0);
        self.status.append_value(UNREADABLE);
        for absent in [&mut self.path, &mut self.encoding, &mut self.language, &mut self.band] {
            absent.append_null();
        }
        self.score.append_null();
        self.probability.append_null();
        self.logit.append_null();
        [&mut self.schemes, &mut self.reasons, &mut self.ledger].into_iter().for_each(|list| list.append(true));
        self.contacts.append(true);
    }

    /// The rows as a batch of the [`schema`]; none are left.
    ///
    /// # Errors
    /// If a row could not be read.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        RecordBatch::try_new(schema(), self.arrays())
    }

    /// The columns of the gathered rows, in the order of the [`schema`]; none are left.
    pub fn arrays(&mut self) -> Vec<ArrayRef> {
        vec![
            Arc::new(self.id.finish()),
            Arc::new(self.path.finish()),
            Arc::new(self.record.finish()),
            Arc::new(self.line.finish()),
            Arc::new(self.encoding.finish()),
            Arc::new(self.language.finish()),
            Arc::new(self.status.finish()),
            Arc::new(self.score.finish()),
            Arc::new(self.probability.finish()),
            Arc::new(self.band.finish()),
            Arc::new(self.schemes.finish()),
            Arc::new(self.reasons.finish()),
            Arc::new(self.ledger.finish()),
            Arc::new(self.logit.finish()),
            Arc::new(self.contacts.finish()),
        ]
    }
}

/// The parts of a ledger, which sum to its logit.
fn parts(ledger: &Ledger) -> [(&'static str, f64); 6] {
    [
        ("prior", ledger.prior),
        ("rules", ledger.rules),
        ("facts", ledger.facts),
        ("taggers", ledger.taggers),
        ("wording", ledger.wording),
        ("adjustments", ledger.adjustments),
    ]
}

fn pair(row: &mut StructBuilder, name: &str, value: f64) {
    text(row, 0, name);
    number(row, 1, value);
    row.append(true);
}

fn add_reason(row: &mut StructBuilder, assessment: &Assessment, reason: &Reason) {
    text(row, 0, &reason.id);
    text(row, 1, reason.kind.as_str());
    text(row, 2, &reason.title);
    text(row, 3, &reason.category);
    number(row, 4, positive_zero(reason.contribution));
    builder::<BooleanBuilder>(row, 5).append_value(reason.learned);
    let places = builder::<Structs>(row, 6);
    for place in &reason.spans {
        let Some(words) = assessment.field(place.field).get(place.span.range()) else { continue };
        let spans = places.values();
        text(spans, 0, place.field.as_str());
        builder::<Int64Builder>(spans, 1).append_value(signed(place.span.start as u64));
        builder::<Int64Builder>(spans, 2).append_value(signed(place.span.end as u64));
        text(spans, 3, words);
        spans.append(true);
    }
    places.append(true);
    row.append(true);
}

fn text(row: &mut StructBuilder, at: usize, value: &str) {
    builder::<StringBuilder>(row, at).append_value(value);
}

fn number(row: &mut StructBuilder, at: usize, value: f64) {
    builder::<Float64Builder>(row, at).append_value(value);
}

fn builder<B: ArrayBuilder>(row: &mut StructBuilder, at: usize) -> &mut B {
    row.field_builder(at).expect("invariant: builders are made in the order of the fields")
}
