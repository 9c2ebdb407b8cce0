//! What the flags for many ads make of the plan of a run: which columns are written, which records are scored.

use super::args::{BatchArgs, OutputArgs};
use super::error::Failure;
use super::plan::{Content, Reading, Target, Writing};
use crate::diagnostic::nearest;
use crate::report::{FORMATS, Format, Records, Selection};

/// The format of a sidecar, and the one of records that is meant where none is named.
const RECORDS: &str = "jsonl";

/// Resolves what is written of each ad.
///
/// # Errors
/// If the format has no columns to choose from, or not the ones named.
pub(super) fn content(typed: &BatchArgs, output: &OutputArgs, writing: &mut Writing) -> Result<(), Failure> {
    let flag = match typed {
        BatchArgs { sidecar: true, .. } => "--sidecar",
        BatchArgs { fields: Some(_), .. } => "--fields",
        BatchArgs { keep, .. } if !keep.is_empty() => "--keep",
        _ => return Ok(()),
    };
    let named = output.format.is_some() || writing.target != Target::Stdout;
    let cards = output.brief || output.explain.is_some();
    if writing.for_people() && !named && !cards {
        writing.format = Format::named(RECORDS).expect("invariant: it is in the table");
    }
    if typed.sidecar {
        if writing.format.name != RECORDS {
            return Err(Failure::usage(format!("--sidecar does not go with the format {}", writing.format.name))
                .hint("it is JSON Lines: give it a file with the extension jsonl"));
        }
        writing.content = Content::Attributes;
        return Ok(());
    }
    let Some(records) = writing.format.records else {
        return Err(Failure::usage(format!("{flag} does not go with the format {}", writing.format.name))
            .hint(format!("choose one of {}", names_of(|_| true).join(", "))));
    };
    if let Some(fields) = &typed.fields {
        check(fields, "--fields", Some(&(records.names)()))?;
    }
    check(&typed.keep, "--keep", None)?;
    writing.content = Content::Selected(Selection { fields: typed.fields.clone(), carried: typed.keep.clone() });
    Ok(())
}

/// The formats of records of which this holds.
pub(super) fn names_of(wanted: fn(&Records) -> bool) -> Vec<&'static str> {
    let able = FORMATS.iter().filter(|format| format.records.as_ref().is_some_and(wanted));
    able.map(|format| format.name).collect()
}

/// That names are not empty, not given twice, and among those known.
fn check(typed: &[String], flag: &str, known: Option<&[String]>) -> Result<(), Failure> {
    for (at, name) in typed.iter().enumerate() {
        if name.is_empty() {
            return Err(Failure::usage(format!("{flag}: a name is empty")).hint("separate names by single commas"));
        }
        if typed[..at].contains(name) {
            return Err(Failure::usage(format!("{flag}: {name} is named twice")));
        }
        let Some(known) = known.filter(|known| !known.contains(name)) else { continue };
        let hint = match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near}? There are {}", known.join(", ")),
            None => format!("there are {}", known.join(", ")),
        };
        return Err(Failure::usage(format!("{flag}: there is no {name}")).hint(hint));
    }
    Ok(())
}

/// Resolves what is read and scored.
pub(super) fn reading(typed: &BatchArgs, reading: &mut Reading) {
    reading.shard = typed.shard;
    reading.options.columns.keep.clone_from(&typed.keep);
}
