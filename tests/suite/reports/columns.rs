//! Parquet: the file read back, value by value.

use std::fmt::Write as _;
use std::io::Write as _;

use lurescan::report::Options;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::printer::print_schema;
use serde_json::{Value, json};

use super::{bytes, objects};
use crate::fixture;

fn open(bytes: &[u8]) -> SerializedFileReader<std::fs::File> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    SerializedFileReader::new(file).unwrap()
}

/// Schema, metadata and rows as text.
pub(super) fn rows(bytes: Vec<u8>) -> String {
    let reader = open(&bytes);
    let about = reader.metadata().file_metadata();
    let mut schema = Vec::new();
    print_schema(&mut schema, about.schema());
    let mut text = String::from_utf8(schema).unwrap();
    for pair in about.key_value_metadata().unwrap().iter().filter(|pair| pair.key.starts_with("lurescan")) {
        writeln!(text, "{} = {}", pair.key, pair.value.as_deref().unwrap()).unwrap();
    }
    for row in reader.get_row_iter(None).unwrap() {
        writeln!(text, "{:?}", row.unwrap()).unwrap();
    }
    text
}

/// A value as JSON has it.
fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(value) => json!(value),
        Field::Int(value) => json!(value),
        Field::Long(value) => json!(value),
        Field::Double(value) => json!(value),
        Field::Str(value) => json!(value),
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        Field::Group(row) => row.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect(),
        other => panic!("no column is of this type: {other:?}"),
    }
}

#[test]
fn every_value_is_that_of_json() {
    let assessments = fixture::all();
    let reader = open(&bytes("parquet", Options::default(), &assessments, &[]));
    let rows: Vec<Value> = reader.get_row_iter(None).unwrap().map(|row| value(&Field::Group(row.unwrap()))).collect();
    assert_eq!(rows.len(), assessments.len());
    for (row, object) in rows.iter().zip(objects("jsonl", &assessments)) {
        for key in ["id", "language", "status", "score", "probability", "band", "schemes", "contacts"] {
            assert_eq!(row[key], object[key], "{key}");
        }
        for key in ["path", "record", "line"] {
            assert_eq!(row[key], object["source"][key], "{key}");
        }
        let reasons = row["reasons"].as_array().unwrap();
        assert_eq!(reasons.len(), object["reasons"].as_array().unwrap().len());
        for (reason, other) in reasons.iter().zip(object["reasons"].as_array().unwrap()) {
            for (key, value) in reason.as_object().unwrap() {
                assert_eq!(*value, other[key], "{key}");
            }
        }
        for part in row["ledger"].as_array().unwrap() {
            assert_eq!(part["log_odds"], object["ledger"][part["part"].as_str().unwrap()]);
        }
        assert_eq!(row["logit"], object["ledger"]["logit"]);
        let sum: f64 = row["ledger"].as_array().unwrap().iter().map(|part| part["log_odds"].as_f64().unwrap()).sum();
        assert!((sum - row["logit"].as_f64().unwrap()).abs() < 1e-6);
    }
}

#[test]
fn many_ads_make_several_row_groups_in_order() {
    let assessments: Vec<_> = (0..9_000)
        .map(|number| fixture::Builder::new(&format!("ad-{number}"), None, "", "A short text").scored())
        .collect();
    let reader = open(&bytes("parquet", Options::default(), &assessments, &[]));
    assert_eq!(reader.metadata().num_row_groups(), 2);
    let ids: Vec<String> = reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| value(&Field::Group(row.unwrap()))["id"].as_str().unwrap().to_owned())
        .collect();
    assert!(ids.iter().enumerate().all(|(number, id)| *id == format!("ad-{number}")) && ids.len() == 9_000);
}
