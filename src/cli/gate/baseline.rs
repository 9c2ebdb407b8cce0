//! The baseline: findings that were there before, as a file to keep beside the ads.
//!
//! One JSON object of format `lurescan-baseline/1`, sorted, a finding a line, so that changes read well in a review. It
//! holds fingerprints and ids of rules, and nothing of the ads: no path, no text, no contact. Finding the same again means
//! the same fingerprint, so the same ad in two files is one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::error::{Failure, plain};
use crate::assess::Fingerprints;
use crate::engine::bounded;

/// What the format is called; the version follows.
const FORMAT: &str = "lurescan-baseline/";
/// The longest baseline, in bytes; a finding takes some 100.
const LONGEST: u64 = 256 << 20;
/// The version written, and the only one read.
const VERSION: u64 = 1;

/// Findings by fingerprint.
#[derive(Debug, Default)]
pub(in crate::cli) struct Baseline {
    entries: BTreeMap<String, Entry>,
    met: BTreeSet<String>,
}

/// What is told beside a fingerprint, for the reader of the file.
#[derive(Debug)]
pub(super) struct Entry {
    /// Fingerprint of the ad.
    pub(super) ad: String,
    /// Id of the reason.
    pub(super) rule: String,
}

#[derive(Deserialize)]
struct File {
    fingerprints: String,
    findings: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    ad: String,
    rule: String,
    fingerprint: String,
}

impl Baseline {
    /// Takes a finding up.
    pub(super) fn add(&mut self, fingerprint: &str, entry: Entry) {
        self.entries.entry(fingerprint.to_owned()).or_insert(entry);
    }

    /// Whether a finding of this run is in it.
    pub(super) fn meets(&mut self, fingerprint: &str) -> bool {
        let known = self.entries.contains_key(fingerprint);
        if known && !self.met.contains(fingerprint) {
            self.met.insert(fingerprint.to_owned());
        }
        known
    }

    /// Findings it holds.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Findings it holds that this run has not met.
    pub(super) fn gone(&self) -> usize {
        self.entries.len() - self.met.len()
    }

    /// The file.
    pub(in crate::cli) fn json(&self) -> String {
        let mut sorted: Vec<(&str, &str, &str)> =
            self.entries.iter().map(|(print, entry)| (&*entry.ad, &*entry.rule, &**print)).collect();
        sorted.sort_unstable();
        let head = [
            ("format", format!("{FORMAT}{VERSION}")),
            ("fingerprints", Fingerprints::FORM.to_owned()),
            ("program", env!("CARGO_PKG_VERSION").to_owned()),
        ];
        let mut text = String::from("{\n");
        for (key, value) in head {
            let _ = writeln!(text, "  {}: {},", json!(key), json!(value));
        }
        text.push_str("  \"findings\": [");
        for (index, (ad, rule, fingerprint)) in sorted.into_iter().enumerate() {
            let line = json!({"ad": ad, "rule": rule, "fingerprint": fingerprint});
            let _ = write!(text, "{}\n    {line}", if index > 0 { "," } else { "" });
        }
        text.push_str(if self.entries.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        text
    }
}

/// Reads a file.
///
/// # Errors
/// If it is missing, empty, no baseline, or one that another version of the program wrote.
pub(super) fn read(path: &Path) -> Result<Baseline, Failure> {
    let shown = path.display();
    let fail = |what: &str| Failure::usage(format!("--baseline {shown}: {what}"));
    let anew = format!("`lurescan check … --write-baseline {shown}` writes one");
    let text = bounded::text(path, LONGEST).map_err(|error| fail(&plain(&error)).hint(anew.clone()))?;
    parse(&text).map_err(|problem| fail(&problem).hint(anew))
}

/// A baseline, or what keeps the text from being one.
pub(in crate::cli) fn parse(text: &str) -> Result<Baseline, String> {
    if text.trim().is_empty() {
        return Err("the file is empty".to_owned());
    }
    let value: Value = serde_json::from_str(text).map_err(|error| format!("broken: {error}"))?;
    let format = value.get("format").and_then(Value::as_str).and_then(|format| format.strip_prefix(FORMAT));
    let version: u64 = format.and_then(|version| version.parse().ok()).ok_or("not a baseline")?;
    if version != VERSION {
        return Err(format!("of format {FORMAT}{version}, but this lurescan reads {FORMAT}{VERSION}"));
    }
    let File { fingerprints, findings } = File::deserialize(value).map_err(|error| format!("broken: {error}"))?;
    if fingerprints != Fingerprints::FORM {
        let form = Fingerprints::FORM;
        return Err(format!("its fingerprints are of the form '{fingerprints}', but this lurescan makes {form}"));
    }
    let mut baseline = Baseline::default();
    for Listed { ad, rule, fingerprint } in findings {
        if !is_fingerprint(&fingerprint) {
            return Err(format!("broken: '{fingerprint}' is no fingerprint"));
        }
        baseline.add(&fingerprint, Entry { ad, rule });
    }
    Ok(baseline)
}

/// Whether a text has the form of a fingerprint.
pub(in crate::cli) fn is_fingerprint(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Refuses to write over a file that is no baseline, such as the ads.
///
/// # Errors
/// If there is something else in it.
pub(super) fn replaceable(path: &Path) -> Result<(), Failure> {
    if !path.is_file() {
        return Ok(());
    }
    let ours = |text: &str| {
        let value: Option<Value> = serde_json::from_str(text).ok();
        let format = value.as_ref().and_then(|value| value.get("format")?.as_str());
        text.trim().is_empty() || format.is_some_and(|format| format.starts_with(FORMAT))
    };
    if bounded::text(path, LONGEST).is_ok_and(|text| ours(&text)) {
        return Ok(());
    }
    Err(Failure::usage(format!("--write-baseline {}: the file is there and is no baseline", path.display()))
        .hint("name another file, or remove this one first"))
}
