//! Which columns or keys a report of records holds, and which columns of the input it carries along.
//!
//! Knows no format: CSV and JSON ask here in which order to write what.

use serde_json::{Map, Value};

use crate::assess::Assessment;

/// The key of JSON that holds carried columns, and what their names begin with in CSV.
pub(super) const INPUT: &str = "input";

/// What is chosen of every assessment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Names of columns or top-level keys, in the order in which they are to stand; `None` for all of them.
    pub fields: Option<Vec<String>>,
    /// Columns of the input written beside them, after them. The reader must have been asked to keep them.
    pub carried: Vec<String>,
}

impl Selection {
    /// The places of the chosen among all names.
    pub(super) fn places(&self, names: &[String]) -> Vec<usize> {
        match &self.fields {
            None => (0..names.len()).collect(),
            Some(fields) => fields.iter().filter_map(|field| names.iter().position(|name| name == field)).collect(),
        }
    }

    /// The carried columns of an ad as an object, null where the ad has none of that name; `None` if none is carried.
    pub(super) fn input(&self, assessment: &Assessment) -> Option<Map<String, Value>> {
        let value = |name: &String| kept(assessment, name).map_or(Value::Null, |value| Value::String(value.to_owned()));
        let pairs = || self.carried.iter().map(|name| (name.clone(), value(name))).collect();
        (!self.carried.is_empty()).then(pairs)
    }
}

/// The value of a carried column.
pub(super) fn kept<'a>(assessment: &'a Assessment, name: &str) -> Option<&'a str> {
    assessment.kept.iter().find(|(column, _)| column == name).map(|(_, value)| value.as_str())
}
