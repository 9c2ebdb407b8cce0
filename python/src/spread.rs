//! What a cluster finds campaigns by, in the parts it cannot do itself: signatures of rows, which of those that meet in a
//! band are compared, which of these are near, and the templates of those that belong together.
//!
//! The same steps in the same order as on one machine, so that the campaigns are the same.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::builder::{BinaryBuilder, Int32Builder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array as _, ArrayRef, RecordBatch};
use arrow_json::ReaderBuilder;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use lurescan::assess::{Assessment, Status};
use lurescan::campaign::{BANDS, HASHES, NEIGHBORS, Signature, Template, excerpt, kept_contacts, text_hash};
use lurescan::report::campaigns::view::TemplateView;
use pyo3::prelude::*;
use serde_json::json;

use crate::listening::Stop;
use crate::rows::{self, Rows};
use crate::scanner::Scanner;
use crate::scored::each;
use crate::table::Table;
use crate::{campaigns, error};

/// Rows of a batch.
const BATCH: usize = 4096;

/// The columns of signatures.
pub(crate) fn schema() -> SchemaRef {
    let list =
        |name: &str, of: DataType| Field::new(name, DataType::List(Arc::new(Field::new("item", of, true))), true);
    Arc::new(Schema::new(vec![
        Field::new("id", DataType::Utf8, true),
        Field::new("hash", DataType::Binary, true),
        Field::new("signature", DataType::Binary, true),
        list("keys", DataType::Int64),
        Field::new("score", DataType::Int32, true),
        Field::new("band", DataType::Utf8, true),
        Field::new("language", DataType::Utf8, true),
        list("contacts", DataType::Utf8),
        Field::new("excerpt", DataType::Utf8, true),
    ]))
}

/// A band as a number that sorts as the band does, though it has a sign.
fn key(band: u64) -> i64 {
    (band ^ (1 << 63)).cast_signed()
}

/// Signatures under construction.
struct Signed {
    id: StringBuilder,
    hash: BinaryBuilder,
    signature: BinaryBuilder,
    keys: ListBuilder<Int64Builder>,
    score: Int32Builder,
    band: StringBuilder,
    language: StringBuilder,
    contacts: ListBuilder<StringBuilder>,
    excerpt: StringBuilder,
    rows: usize,
}

impl Signed {
    fn new() -> Self {
        Self {
            id: StringBuilder::new(),
            hash: BinaryBuilder::new(),
            signature: BinaryBuilder::new(),
            keys: ListBuilder::new(Int64Builder::new()),
            score: Int32Builder::new(),
            band: StringBuilder::new(),
            language: StringBuilder::new(),
            contacts: ListBuilder::new(StringBuilder::new()),
            excerpt: StringBuilder::new(),
            rows: 0,
        }
    }

    fn add(&mut self, assessment: &Assessment, signature: Option<&Signature>) {
        self.rows += 1;
        self.id.append_value(&assessment.ad_id);
        self.hash.append_value(text_hash(&assessment.title, &assessment.text).to_be_bytes());
        let bytes =
            |signature: &Signature| signature.rows().iter().flat_map(|row| row.to_be_bytes()).collect::<Vec<u8>>();
        self.signature.append_option(signature.map(bytes));
        for band in signature.iter().flat_map(|signature| (0..BANDS).map(|band| signature.band(band))) {
            self.keys.values().append_value(key(band));
        }
        self.keys.append(signature.is_some());
        let scored = assessment.status == Status::Scored;
        self.score.append_option(scored.then_some(i32::from(assessment.score)));
        self.band.append_option(scored.then_some(assessment.band.as_str()));
        self.language.append_option(assessment.language);
        let mut contacts: Vec<String> = kept_contacts(&assessment.contacts).collect();
        contacts.sort_unstable();
        contacts.dedup();
        contacts.iter().for_each(|contact| self.contacts.values().append_value(contact));
        self.contacts.append(true);
        self.excerpt.append_value(excerpt(&assessment.title, &assessment.text));
    }

    fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        self.rows = 0;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.id.finish()),
            Arc::new(self.hash.finish()),
            Arc::new(self.signature.finish()),
            Arc::new(self.keys.finish()),
            Arc::new(self.score.finish()),
            Arc::new(self.band.finish()),
            Arc::new(self.language.finish()),
            Arc::new(self.contacts.finish()),
            Arc::new(self.excerpt.finish()),
        ];
        RecordBatch::try_new(schema(), columns)
    }
}

/// The signature of every row that can be read.
pub(crate) fn signatures(scanner: &Scanner, rows: Rows, stop: &Stop) -> Result<Vec<RecordBatch>, ArrowError> {
    let mut signed = Signed::new();
    let mut batches = Vec::new();
    let mut first = 1;
    let table = rows.table.clone();
    for batch in rows {
        let batch = batch?;
        let sign = |assessment: Assessment| {
            let signature = Signature::of(&assessment.title, &assessment.text);
            (assessment, signature)
        };
        each(&scanner.assessor, (&table, &batch), first, (scanner.pool.threads(), stop), sign, |outcome| {
            if let Ok((assessment, signature)) = outcome {
                signed.add(&assessment, signature.as_ref());
            }
            if signed.rows >= BATCH {
                batches.push(signed.finish()?);
            }
            Ok(())
        })?;
        first += batch.num_rows() as u64;
    }
    batches.push(signed.finish()?);
    Ok(batches)
}

/// A text by its hash.
type Hash = Vec<u8>;

/// Which texts are compared: fed with texts by band, within it by key, within that by the next band's key and by hash, it
/// pairs each with a few before it and with the first of its key. What it keeps does not grow with a crowd.
#[pyclass(frozen, module = "lurescan")]
#[derive(Debug, Default)]
pub(crate) struct Meetings {
    bucket: Mutex<Bucket>,
}

#[derive(Debug, Default)]
struct Bucket {
    of: Option<(i32, i64)>,
    first: Hash,
    /// The last few, in order.
    last: Vec<Hash>,
}

#[pymethods]
impl Meetings {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// The pairs that the next rows make, of columns `number` (int32), `key` (int64) and `hash` (binary): a table of `a` and
    /// `b`, the smaller hash first.
    fn pairs(&self, table: &Bound<'_, PyAny>) -> PyResult<Table> {
        let mut reader = rows::open(table)?;
        let mut pairs = Pairs::default();
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        reader.try_for_each(|batch| bucket.take(&batch?, &mut pairs)).map_err(error::other)?;
        pairs.finish().map_err(error::other)
    }
}

impl Bucket {
    fn take(&mut self, batch: &RecordBatch, pairs: &mut Pairs) -> Result<(), ArrowError> {
        let number = column(batch, "number", &DataType::Int32)?.as_primitive::<Int32Type>();
        let key = column(batch, "key", &DataType::Int64)?.as_primitive::<Int64Type>();
        let hash = column(batch, "hash", &DataType::Binary)?.as_binary::<i32>();
        for row in 0..batch.num_rows() {
            let (of, hash) = ((number.value(row), key.value(row)), hash.value(row));
            if self.of != Some(of) {
                *self = Self { of: Some(of), first: hash.to_vec(), last: vec![hash.to_vec()] };
                continue;
            }
            let near = self.last.iter().rev();
            let first = Some(&self.first).filter(|first| !self.last.contains(first));
            near.chain(first).for_each(|other| pairs.add(other, hash));
            if self.last.len() == NEIGHBORS {
                self.last.remove(0);
            }
            self.last.push(hash.to_vec());
        }
        Ok(())
    }
}

/// Pairs of hashes under construction.
#[derive(Default)]
struct Pairs {
    a: BinaryBuilder,
    b: BinaryBuilder,
}

impl Pairs {
    fn add(&mut self, one: &[u8], other: &[u8]) {
        self.a.append_value(one.min(other));
        self.b.append_value(one.max(other));
    }

    fn finish(mut self) -> Result<Table, ArrowError> {
        let fields = ["a", "b"].map(|name| Field::new(name, DataType::Binary, true)).to_vec();
        let schema = Arc::new(Schema::new(fields));
        let columns: Vec<ArrayRef> = vec![Arc::new(self.a.finish()), Arc::new(self.b.finish())];
        Ok(Table::new(SchemaRef::clone(&schema), vec![RecordBatch::try_new(schema, columns)?]))
    }
}

/// Of a table with columns `a`, `b`, `signature_a` and `signature_b`, all binary, the pairs `a`, `b` that belong together.
#[pyfunction]
pub(crate) fn near_pairs(table: &Bound<'_, PyAny>) -> PyResult<Table> {
    let reader = rows::open(table)?;
    let mut pairs = Pairs::default();
    for batch in reader {
        let batch = batch.map_err(error::other)?;
        let bytes = |name: &str| column(&batch, name, &DataType::Binary).map(|column| column.as_binary::<i32>());
        let read = || Ok([bytes("a")?, bytes("b")?, bytes("signature_a")?, bytes("signature_b")?]);
        let [a, b, one, other] = read().map_err(|error: ArrowError| error::other(error))?;
        for row in 0..batch.num_rows() {
            let near = signature(one.value(row)).zip(signature(other.value(row)));
            if near.is_some_and(|(one, other)| one.is_near(&other)) {
                pairs.add(a.value(row), b.value(row));
            }
        }
    }
    pairs.finish().map_err(error::other)
}

fn signature(bytes: &[u8]) -> Option<Signature> {
    let rows: Vec<u32> =
        bytes.chunks_exact(4).filter_map(|row| Some(u32::from_be_bytes(row.try_into().ok()?))).collect();
    <[u32; HASHES]>::try_from(rows).ok().map(Signature::from_rows)
}

/// The templates of campaigns: a table with a column `template` for one with a column `excerpts`, a list of strings: the
/// first few texts of a campaign by their hashes.
#[pyfunction]
pub(crate) fn campaign_templates(table: &Bound<'_, PyAny>) -> PyResult<Table> {
    let reader = rows::open(table)?;
    let schema = Arc::new(Schema::new(vec![campaigns::template()]));
    let mut decoder =
        ReaderBuilder::new(SchemaRef::clone(&schema)).with_batch_size(BATCH).build_decoder().map_err(error::other)?;
    for batch in reader {
        let batch = batch.map_err(error::other)?;
        let lists = batch.column_by_name("excerpts").and_then(|column| column.as_list_opt::<i32>());
        let lists = lists.ok_or_else(|| error::other("no column excerpts of lists"))?;
        for row in 0..lists.len() {
            let texts = lists.value(row);
            let texts = texts.as_string_opt::<i32>().ok_or_else(|| error::other("excerpts are no strings"))?;
            let texts: Vec<&str> = texts.iter().flatten().collect();
            let template = Template::of(&texts);
            decoder.serialize(&[json!({"template": TemplateView::new(&template)})]).map_err(error::other)?;
        }
    }
    let batch =
        decoder.flush().map_err(error::other)?.unwrap_or_else(|| RecordBatch::new_empty(SchemaRef::clone(&schema)));
    Ok(Table::new(schema, vec![batch]))
}

/// A column by name and type.
fn column<'b>(batch: &'b RecordBatch, name: &str, of: &DataType) -> Result<&'b ArrayRef, ArrowError> {
    let column = batch.column_by_name(name).filter(|column| column.data_type() == of);
    column.ok_or_else(|| ArrowError::SchemaError(format!("no column {name} of type {of}")))
}
