//! The model file: versioned, readable JSON, sorted so that two models can be compared line by line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::tagger::Taggers;
use super::tokens::{self, Block};
use super::wording::{Entry, Wording};

/// The embedded model file.
pub(super) const BUILTIN: &str = include_str!("../../models/default.json");

/// The `format` this version reads and writes.
const FORMAT: &str = "lurescan-model/1";

/// Why a model file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Not JSON of the right shape.
    #[error("not a model file: {0}")]
    Shape(#[from] serde_json::Error),
    /// Another version.
    #[error("model format `{found}` is not `{FORMAT}`")]
    Format {
        /// The format the file names.
        found: String,
    },
    /// A number outside its range.
    #[error("`{name}` is out of range")]
    Range {
        /// What the number stands for.
        name: &'static str,
    },
    /// A number that cannot be a weight.
    #[error("`{name}` is not a finite number")]
    NotFinite {
        /// What the number stands for.
        name: String,
    },
    /// A number that must be above zero.
    #[error("`{name}` is not above zero")]
    NotPositive {
        /// What the number stands for.
        name: String,
    },
    /// A number so large that sums of its kind mean nothing, or are infinite.
    #[error("`{name}` is larger than any log-odds can be ({MOST})")]
    TooLarge {
        /// What the number stands for.
        name: String,
    },
}

/// The largest number of a model, either way: far beyond what training gives, and small enough for any sum of products.
const MOST: f64 = 1e4;

/// Refuses a number that would spoil what it is added to.
fn sound(name: impl FnOnce() -> String, number: f64) -> Result<(), ModelError> {
    match number.abs() {
        size if size <= MOST => Ok(()),
        size if size.is_finite() => Err(ModelError::TooLarge { name: name() }),
        _ => Err(ModelError::NotFinite { name: name() }),
    }
}

/// Platt calibration: `calibrated = slope · logit + offset`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Above zero.
    pub slope: f64,
    /// Log-odds.
    pub offset: f64,
}

/// Lowest log-odds of each band, at the reference prior; rising.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandLogits {
    /// At most 5 % of genuine ads reach it.
    pub elevated: f64,
    /// At most 1 %.
    pub high: f64,
    /// At most 0.1 %.
    pub critical: f64,
}

/// The wording model as stored: n-gram to `[weight, idf]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct WordingFile {
    /// Log-odds of a text of which nothing is known.
    pub intercept: f64,
    /// Character n-grams; a blank marks the edge of a word.
    pub characters: BTreeMap<String, [f64; 2]>,
    /// Words and pairs of words.
    pub words: BTreeMap<String, [f64; 2]>,
}

impl WordingFile {
    fn is_empty(&self) -> bool {
        self.characters.is_empty() && self.words.is_empty()
    }

    /// The model ready for scoring.
    #[must_use]
    pub fn build(&self) -> Wording {
        let blocks = [(Block::Characters, &self.characters), (Block::Words, &self.words)];
        let entries = blocks.into_iter().flat_map(|(block, map)| {
            map.iter()
                .map(move |(text, [weight, idf])| (tokens::hash(block, text), Entry { weight: *weight, idf: *idf }))
        });
        Wording::new(self.intercept, entries)
    }
}

/// A tagger as stored: log-odds by n-gram.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct TaggerFile {
    /// Least sum at which it fires; above zero.
    pub threshold: f64,
    /// Character n-grams; a blank marks the edge of a word.
    pub characters: BTreeMap<String, f64>,
    /// Words and pairs of words.
    pub words: BTreeMap<String, f64>,
}

impl TaggerFile {
    /// The weights by the hash of each n-gram.
    fn weights(&self) -> impl Iterator<Item = (u64, f64)> {
        let blocks = [(Block::Characters, &self.characters), (Block::Words, &self.words)];
        let hashed = |(block, map): (Block, &'_ BTreeMap<String, f64>)| {
            map.iter().map(|(text, weight)| (tokens::hash(block, text), *weight)).collect::<Vec<_>>()
        };
        blocks.into_iter().flat_map(hashed)
    }

    /// Refuses numbers that cannot be used.
    fn check(&self, signal: &str) -> Result<(), ModelError> {
        let threshold = || format!("tagger {signal}: threshold");
        sound(threshold, self.threshold)?;
        if self.threshold <= 0.0 {
            return Err(ModelError::NotPositive { name: threshold() });
        }
        let mut grams = self.characters.iter().chain(&self.words);
        grams.try_for_each(|(gram, weight)| sound(|| format!("tagger {signal}: {gram}"), *weight))
    }
}

/// The stored taggers ready for use, in the order of their signals.
#[must_use]
pub fn taggers(files: &BTreeMap<String, TaggerFile>) -> Taggers {
    Taggers::new(files.iter().map(|(signal, file)| (signal.as_str(), file.threshold, file.weights())))
}

/// A model as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// Always `lurescan-model/1`.
    pub format: String,
    /// Version of the program that trained it.
    pub program: String,
    /// Fingerprint of the rules it was trained with.
    pub rules_fingerprint: String,
    /// Share of harmful ads the probabilities assume.
    pub reference_prior: f64,
    /// Log-odds before anything is found, uncalibrated.
    pub intercept: f64,
    /// Uncalibrated log-odds per unit of the wording logit.
    pub wording_weight: f64,
    /// Platt calibration.
    pub calibration: Calibration,
    /// Operating points.
    pub bands: BandLogits,
    /// Uncalibrated log-odds per unit of each feature.
    pub weights: BTreeMap<String, f64>,
    /// How it was trained and what was measured; shown in the model card.
    pub training: serde_json::Value,
    /// The taggers, by signal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub taggers: BTreeMap<String, TaggerFile>,
    /// The wording model.
    pub wording: WordingFile,
    /// A wording model of the same kind that tells texts about lures from offers; empty where none was trained.
    #[serde(default, skip_serializing_if = "WordingFile::is_empty")]
    pub about: WordingFile,
}

impl ModelFile {
    /// Reads and checks a model file.
    ///
    /// # Errors
    /// See [`ModelError`].
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        let file: Self = serde_json::from_str(text)?;
        if file.format != FORMAT {
            return Err(ModelError::Format { found: file.format });
        }
        let numbers = [
            ("reference_prior", file.reference_prior),
            ("intercept", file.intercept),
            ("wording_weight", file.wording_weight),
            ("calibration.slope", file.calibration.slope),
            ("calibration.offset", file.calibration.offset),
            ("bands.elevated", file.bands.elevated),
            ("bands.high", file.bands.high),
            ("bands.critical", file.bands.critical),
            ("wording.intercept", file.wording.intercept),
            ("about.intercept", file.about.intercept),
        ];
        let named = numbers.into_iter().chain(file.weights.iter().map(|(name, weight)| (name.as_str(), *weight)));
        for (name, number) in named {
            sound(|| name.to_owned(), number)?;
        }
        for (name, words) in [("wording", &file.wording), ("about", &file.about)] {
            for (gram, pair) in words.characters.iter().chain(&words.words) {
                pair.iter().try_for_each(|number| sound(|| format!("{name} {gram}"), *number))?;
            }
        }
        file.taggers.iter().try_for_each(|(signal, tagger)| tagger.check(signal))?;
        let bands = file.bands;
        let ranges = [
            ("reference_prior", file.reference_prior > 0.0 && file.reference_prior < 1.0),
            ("calibration.slope", file.calibration.slope > 0.0),
            ("wording_weight", file.wording_weight >= 0.0),
            ("bands", bands.elevated <= bands.high && bands.high <= bands.critical),
        ];
        match ranges.into_iter().find(|(_, holds)| !holds) {
            Some((name, _)) => Err(ModelError::Range { name }),
            None => Ok(file),
        }
    }

    /// The file embedded in the library.
    ///
    /// # Errors
    /// Only if the embedded file is broken, which a test excludes.
    pub fn builtin() -> Result<Self, ModelError> {
        Self::parse(BUILTIN)
    }

    /// The name of the format, for new files.
    #[must_use]
    pub fn format() -> String {
        FORMAT.to_owned()
    }

    /// The file's text: one entry per line, sorted, with a line break at the end.
    ///
    /// # Errors
    /// If the text could not be read back, as with a number that is not finite.
    pub fn to_json(&self) -> Result<String, ModelError> {
        let text = serde_json::to_string_pretty(self)?;
        let text = compact_pairs(&text) + "\n";
        Self::parse(&text)?;
        Ok(text)
    }
}

/// Puts each `[weight, idf]` pair on the line of its n-gram.
fn compact_pairs(pretty: &str) -> String {
    let mut out = String::with_capacity(pretty.len());
    let mut lines = pretty.lines().peekable();
    while let Some(line) = lines.next() {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(line);
        if line.ends_with(": [") {
            for part in lines.by_ref() {
                let part = part.trim();
                out.push_str(part);
                if part.starts_with(']') {
                    break;
                }
                if part.ends_with(',') {
                    out.push(' ');
                }
            }
        }
    }
    out
}

/// Sixteen hexadecimal digits over the text of a model file.
pub(super) fn fingerprint(text: &str) -> String {
    format!("{:016x}", xxh3_64(text.as_bytes()))
}
