//! `--resume`: what a run must be made by to be gone on with, and what may be gone on with at all.

use std::fs::File;
use std::io::{self, Read};

use xxhash_rust::xxh3::Xxh3;

use super::batch;
use super::error::{Failure, plain};
use super::journal::Made;
use super::output::{self, Place};
use super::plan::{Content, Reading, Setup, Target, Writing};
use crate::assess::Run;
use crate::source::{ColumnMap, Input, ReadOptions};

/// Bytes of an input read at a time.
const BUFFER: usize = 1 << 20;

/// Where the output of a run that can be gone on with will be.
///
/// # Errors
/// If the output is no file, its format is not written record by record, or an input can be read only once.
pub(super) fn place(writing: &Writing, reading: &Reading) -> Result<Place, Failure> {
    let appendable =
        writing.content == Content::Attributes || writing.format.records.is_some_and(|records| records.appendable);
    if !appendable {
        let able = batch::names_of(|records| records.appendable).join(", ");
        return Err(Failure::usage(format!("--resume does not go with the format {}", writing.format.name))
            .hint(format!("it needs one that is written record by record: {able}")));
    }
    if reading.inputs.contains(&Input::Stdin) {
        return Err(Failure::usage("--resume does not go with standard input, which can be read once")
            .hint("write the ads to a file first"));
    }
    let regular = match &writing.target {
        Target::Stdout => None,
        Target::File(path) => output::place(path)?,
    };
    regular.ok_or_else(|| Failure::usage("--resume needs a file to write to").hint("name one with -o FILE"))
}

/// Everything that decides what is written. Reads the inputs once, to know them again.
///
/// # Errors
/// Never for inputs that cannot be read: that is what is known of them.
pub(super) fn made(setup: &Setup, reading: &Reading, writing: &Writing, run: &Run) -> Made {
    let ReadOptions { columns, format, encoding, .. } = &reading.options;
    let ColumnMap { id, title, text, .. } = columns;
    let shard = reading.shard.map_or_else(|| "1/1".to_owned(), |shard| format!("{}/{}", shard.index, shard.of));
    let content = match &writing.content {
        Content::Everything => [None, None, Some(false)].map(|flag| shown(flag.as_ref())),
        Content::Selected(chosen) => [shown(chosen.fields.as_ref()), shown(Some(&chosen.carried)), "none".to_owned()],
        Content::Attributes => ["none".to_owned(), "none".to_owned(), "true".to_owned()],
    };
    let [fields, keep, sidecar] = content;
    let by = [
        ("the version of the program", run.program.to_owned()),
        ("the rules", run.rules.clone()),
        ("the model", run.model.clone()),
        ("the input", inputs(reading)),
        ("--prior", shown(setup.prior.as_ref())),
        ("--reason-language", shown(setup.language.as_ref())),
        ("--without", format!("taggers {}, wording {}", setup.without.taggers, setup.without.wording)),
        ("--format", writing.format.name.to_owned()),
        ("--redact", writing.redact.to_string()),
        ("--fields", fields),
        ("--keep", keep),
        ("--sidecar", sidecar),
        ("--shard", shard),
        ("--input-format", shown(format.as_ref().map(|format| format.name).as_ref())),
        ("--encoding", shown(encoding.map(encoding_rs::Encoding::name).as_ref())),
        ("--id-field", shown(id.as_ref())),
        ("--title-field", shown(title.as_ref())),
        ("--text-field", shown(Some(text))),
    ];
    Made::by(by.map(|(name, value)| (name.to_owned(), value)).to_vec())
}

/// A value of a flag.
fn shown<T: std::fmt::Debug>(value: Option<&T>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| format!("{value:?}"))
}

/// A hash of the names and contents of all inputs, and of what cannot be read.
fn inputs(reading: &Reading) -> String {
    let mut hash = Xxh3::new();
    let mut part = |text: &str| {
        hash.update(text.as_bytes());
        hash.update(&[0]);
    };
    reading.errors.iter().for_each(|error| part(&error.to_string()));
    for input in &reading.inputs {
        if let Input::File { path, name } = input {
            part(name);
            match content(path) {
                Ok(content) => part(&content),
                Err(error) => part(&plain(&error)),
            }
        }
    }
    format!("{:032x}", hash.digest128())
}

/// A hash of what is in a file.
#[expect(clippy::disallowed_methods, reason = "an input is hashed to be known again")]
fn content(path: &std::path::Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Xxh3::new();
    let mut buffer = vec![0; BUFFER];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(format!("{:032x}", hash.digest128())),
            Ok(count) => hash.update(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
