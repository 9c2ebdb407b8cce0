//! Tables of ads to tables of assessments, row for row.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};
use lurescan::ad::Ad;
use lurescan::assess::{Assessment, Assessor, Run};
use lurescan::report::columns::{self, Columns};
use lurescan::source::Table;
use rayon::prelude::*;

use crate::listening::Stop;
use crate::rows::Rows;

/// Ads in work at a time, for every thread: their assessments with all reasons are in memory.
const AT_ONCE: usize = 64;
/// Rows of a batch: some ten kilobytes each.
const BATCH: usize = 4096;
/// Columns of files that say nothing of a table in memory.
const OF_FILES: [&str; 3] = ["path", "line", "encoding"];

/// The columns of every result.
pub(crate) fn schema() -> SchemaRef {
    let text = |name: &str, nullable| Arc::new(Field::new(name, DataType::Utf8, nullable));
    let of_file = columns::schema();
    let mut fields: Vec<FieldRef> = of_file.fields().iter().filter(|field| told(field.name())).cloned().collect();
    for field in fields.iter_mut().filter(|field| field.name() == "logit") {
        *field = Arc::new(field.as_ref().clone().with_nullable(true));
    }
    fields.extend([text("program", false), text("rules", false), text("model", false), text("problem", true)]);
    Arc::new(Schema::new(fields))
}

fn told(column: &str) -> bool {
    !OF_FILES.contains(&column)
}

/// A row that could not be read.
#[derive(Debug)]
pub(crate) struct Unread {
    id: String,
    record: u64,
    problem: String,
}

/// Whatever came of a row.
pub(crate) type Outcome<T> = Result<T, Unread>;

/// Assesses every row of a batch whose first has this number, and makes something of each, on the threads of the pool that
/// runs this; `take` gets them in order.
///
/// # Errors
/// Those of `take`, and one if it is to stop before all are assessed.
pub(crate) fn each<T: Send>(
    assessor: &Assessor,
    (table, batch): (&Table, &RecordBatch),
    first: u64,
    (threads, stop): (usize, &Stop),
    make: impl Fn(Assessment) -> T + Sync,
    mut take: impl FnMut(Outcome<T>) -> Result<(), ArrowError>,
) -> Result<(), ArrowError> {
    let one = |row: usize| -> Outcome<T> {
        let record = first + row as u64;
        let unread = |problem: String| Unread { id: table.id(batch, row, record), record, problem };
        let ad: Ad = table.ad(batch, row, record).map_err(|error| unread(error.kind.to_string()))?;
        // A fault costs this row alone.
        catch_unwind(AssertUnwindSafe(|| make(assessor.assess_owned(ad))))
            .map_err(|_| unread("internal fault while scoring, please report it".to_owned()))
    };
    let rows: Vec<usize> = (0..batch.num_rows()).collect();
    for some in rows.chunks(AT_ONCE * threads) {
        if stop.asked() {
            return Err(ArrowError::ComputeError("stopped before the last row".to_owned()));
        }
        if threads == 1 {
            some.iter().try_for_each(|row| take(one(*row)))?;
        } else {
            let outcomes: Vec<Outcome<T>> = some.par_iter().map(|row| one(*row)).collect();
            outcomes.into_iter().try_for_each(&mut take)?;
        }
    }
    Ok(())
}

/// Scores every row.
pub(crate) fn score(
    assessor: &Assessor,
    run: &Run,
    rows: Rows,
    work: (usize, &Stop),
) -> Result<Vec<RecordBatch>, ArrowError> {
    let mut output = Output::new(run);
    let mut first = 1;
    let table = rows.table.clone();
    for batch in rows {
        let batch = batch?;
        each(assessor, (&table, &batch), first, work, |assessment| assessment, |outcome| output.add(outcome))?;
        first += batch.num_rows() as u64;
    }
    output.finish()
}

/// Batches of results under construction.
struct Output<'r> {
    run: &'r Run,
    schema: SchemaRef,
    kept: Vec<bool>,
    columns: Columns,
    problems: StringBuilder,
    batches: Vec<RecordBatch>,
}

impl<'r> Output<'r> {
    fn new(run: &'r Run) -> Self {
        let kept = columns::schema().fields().iter().map(|field| told(field.name())).collect();
        let (columns, problems) = (Columns::default(), StringBuilder::new());
        Self { run, schema: schema(), kept, columns, problems, batches: Vec::new() }
    }

    fn add(&mut self, outcome: Outcome<Assessment>) -> Result<(), ArrowError> {
        match outcome {
            Ok(assessment) => {
                self.columns.add(&assessment);
                self.problems.append_null();
            }
            Err(Unread { id, record, problem }) => {
                self.columns.add_unreadable(&id, record);
                self.problems.append_value(problem);
            }
        }
        if self.columns.rows() == BATCH { self.batch() } else { Ok(()) }
    }

    fn batch(&mut self) -> Result<(), ArrowError> {
        let rows = self.columns.rows();
        let all = self.columns.arrays().into_iter().zip(&self.kept);
        let mut arrays: Vec<ArrayRef> = all.filter(|(_, kept)| **kept).map(|(array, _)| array).collect();
        for value in [self.run.program, &self.run.rules, &self.run.model] {
            arrays.push(Arc::new(StringArray::from_iter_values(std::iter::repeat_n(value, rows))));
        }
        arrays.push(Arc::new(self.problems.finish()));
        self.batches.push(RecordBatch::try_new(SchemaRef::clone(&self.schema), arrays)?);
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<RecordBatch>, ArrowError> {
        if self.columns.rows() > 0 {
            self.batch()?;
        }
        Ok(self.batches)
    }
}
