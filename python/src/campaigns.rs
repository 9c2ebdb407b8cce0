//! Tables of ads to tables of campaigns, under the names of the JSON view of a campaign.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_json::ReaderBuilder;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use lurescan::campaign::{Found, Gatherer, Signature, excerpt};
use lurescan::report::campaigns::view::View;

use crate::listening::Stop;
use crate::rows::Rows;
use crate::scanner::Scanner;
use crate::scored::each;

/// Campaigns made at a time.
const AT_ONCE: usize = 256;

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

fn count(name: &str) -> Field {
    Field::new(name, DataType::Int64, true)
}

fn of(name: &str, fields: Vec<Field>) -> Field {
    Field::new(name, DataType::Struct(fields.into()), true)
}

fn list(name: &str, item: DataType) -> Field {
    Field::new(name, DataType::List(Arc::new(Field::new("item", item, true))), true)
}

fn structs(name: &str, fields: Vec<Field>) -> Field {
    list(name, DataType::Struct(fields.into()))
}

/// The template of a campaign.
pub(crate) fn template() -> Field {
    let parts = vec![
        text("text"),
        count("slot"),
        list("examples", DataType::Utf8),
        count("kinds"),
        Field::new("optional", DataType::Boolean, true),
    ];
    let clipped = Field::new("clipped", DataType::Boolean, true);
    of("template", vec![text("text"), structs("parts", parts), count("texts"), clipped])
}

/// The columns of a campaign.
fn schema(members: bool) -> SchemaRef {
    let number = Field::new("median_score", DataType::Float64, true);
    let contact = vec![text("contact"), count("ads"), count("ads_elsewhere")];
    let link = vec![text("campaign"), list("contacts", DataType::Utf8)];
    let mut fields = vec![text("id"), count("size"), count("texts"), text("band"), count("highest_score"), number];
    fields.push(of("bands", ["low", "elevated", "high", "critical"].map(count).to_vec()));
    fields.extend([count("insufficient"), list("languages", DataType::Utf8), template()]);
    fields.extend([structs("contacts", contact), count("contacts_total")]);
    fields.extend([structs("shared_with", link), count("shared_with_total")]);
    if members {
        fields.push(structs("members", vec![text("id"), count("record"), count("score"), text("band")]));
    }
    fields.extend([text("program"), text("rules"), text("model")]);
    Arc::new(Schema::new(fields))
}

/// The campaigns of the rows that can be read, of at least so many ads, the riskiest and largest first.
pub(crate) fn find(
    scanner: &Scanner,
    rows: Rows,
    least: usize,
    members: bool,
    stop: &Stop,
) -> Result<RecordBatch, ArrowError> {
    let mut gatherer = Gatherer::default();
    let mut excerpts: Vec<String> = Vec::new();
    let mut first = 1;
    let table = rows.table.clone();
    for batch in rows {
        let batch = batch?;
        let signed = |assessment: lurescan::assess::Assessment| {
            let signature = Signature::of(&assessment.title, &assessment.text);
            (assessment, signature)
        };
        each(&scanner.assessor, (&table, &batch), first, (scanner.pool.threads(), stop), signed, |outcome| {
            let Ok((assessment, signature)) = outcome else { return Ok(()) };
            if gatherer.add(&assessment, signature) {
                excerpts.push(excerpt(&assessment.title, &assessment.text));
            }
            Ok(())
        })?;
        first += batch.num_rows() as u64;
    }
    tabled(scanner, &gatherer.found(least), &excerpts, members)
}

fn tabled(scanner: &Scanner, found: &Found, excerpts: &[String], members: bool) -> Result<RecordBatch, ArrowError> {
    let schema = schema(members);
    let mut decoder = ReaderBuilder::new(SchemaRef::clone(&schema)).with_batch_size(AT_ONCE).build_decoder()?;
    for outlines in found.outlines().chunks(AT_ONCE) {
        for outline in outlines {
            let samples: Vec<&str> = found.samples(outline).map(|text| excerpts[text].as_str()).collect();
            let campaign = found.campaign(outline, &samples);
            decoder.serialize(&[View::new(&scanner.run, &campaign, members)])?;
        }
    }
    Ok(decoder.flush()?.unwrap_or_else(|| RecordBatch::new_empty(schema)))
}
