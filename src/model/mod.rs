//! The trained logistic model: named weights, calibration and operating points, and what they make of one ad.
//!
//! Scoring needs no linear algebra library: a dot product over named features plus the wording model. Knows names of
//! features, not rules; verdicts and their words are the assessor's.

mod clause;
mod file;
mod firing;
pub(crate) mod peoples;
mod reading;
mod table;
mod tagger;
pub mod token;
pub mod tokens;
mod wording;

pub use clause::{Clause, clauses};
pub use file::{BandLogits, Calibration, ModelError, ModelFile, TaggerFile, WordingFile, taggers};
pub use firing::{ByLanguage, FiringSource, FiringTable};
pub use reading::{Passage, Reading};
pub use tagger::{Tagged, Taggers, distinct, scale};
pub use wording::{Entry, STRIDE, WINDOW, Weighing, WordShare, Wording, WordingScore, frequency};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{builtin, packed};

/// A loaded model. The positive class is always "harmful".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Model {
    weights: BTreeMap<String, f64>,
    intercept: f64,
    taggers: Taggers,
    wording: Wording,
    about: Wording,
    wording_weight: f64,
    reference_prior: f64,
    bands: BandLogits,
    rules_fingerprint: String,
    fingerprint: String,
}

impl Model {
    /// The model embedded in the library, read when the library was built.
    ///
    /// # Errors
    /// Only if the embedded file is broken, which a test excludes.
    pub fn builtin() -> Result<Self, ModelError> {
        packed::unpack(builtin::model()).map_or_else(Self::written, Ok)
    }

    /// The same model, read anew from its file.
    ///
    /// # Errors
    /// As for [`Model::builtin`].
    pub fn written() -> Result<Self, ModelError> {
        Self::from_json(file::BUILTIN)
    }

    /// The model as bytes to embed.
    #[doc(hidden)]
    #[must_use]
    pub fn packed(&self) -> Vec<u8> {
        packed::pack(self)
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// When the text is no model file of a known version, or holds a number that is not finite.
    pub fn from_json(text: &str) -> Result<Self, ModelError> {
        let file = ModelFile::parse(text)?;
        Ok(Self::from_file(&file, file::fingerprint(text)))
    }

    fn from_file(file: &ModelFile, fingerprint: String) -> Self {
        let Calibration { slope, offset } = file.calibration;
        let wording = file.wording.build();
        Self {
            weights: file.weights.iter().map(|(name, weight)| (name.clone(), weight * slope)).collect(),
            intercept: (file.intercept + file.wording_weight * wording.intercept()) * slope + offset,
            taggers: file::taggers(&file.taggers),
            wording,
            about: file.about.build(),
            wording_weight: file.wording_weight * slope,
            reference_prior: file.reference_prior,
            bands: file.bands,
            rules_fingerprint: file.rules_fingerprint.clone(),
            fingerprint,
        }
    }

    /// Calibrated log-odds per unit of a feature, `None` for one the model has not seen.
    #[must_use]
    pub fn weight(&self, feature: &str) -> Option<f64> {
        self.weights.get(feature).copied()
    }

    /// Names of every learned feature, sorted.
    pub fn features(&self) -> impl Iterator<Item = &str> {
        self.weights.keys().map(String::as_str)
    }

    /// Calibrated log-odds of an ad in which nothing is found, at the reference prior.
    #[must_use]
    pub fn intercept(&self) -> f64 {
        self.intercept
    }

    /// The taggers.
    #[must_use]
    pub fn taggers(&self) -> &Taggers {
        &self.taggers
    }

    /// The wording model.
    #[must_use]
    pub fn wording(&self) -> &Wording {
        &self.wording
    }

    /// The wording model that tells texts about lures from offers; it knows no n-gram where none was trained.
    #[must_use]
    pub fn about(&self) -> &Wording {
        &self.about
    }

    /// Calibrated log-odds per unit of the wording model's logit; not negative.
    #[must_use]
    pub fn wording_weight(&self) -> f64 {
        self.wording_weight
    }

    /// Share of harmful ads the probabilities assume, 0 to 1.
    #[must_use]
    pub fn reference_prior(&self) -> f64 {
        self.reference_prior
    }

    /// Operating points, in log-odds at the reference prior.
    #[must_use]
    pub fn bands(&self) -> BandLogits {
        self.bands
    }

    /// Fingerprint of the rules the model was trained with.
    #[must_use]
    pub fn rules_fingerprint(&self) -> &str {
        &self.rules_fingerprint
    }

    /// Fingerprint of the model file.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

/// The logistic function.
#[must_use]
pub fn logistic(logit: f64) -> f64 {
    if logit >= 0.0 { 1.0 / (1.0 + (-logit).exp()) } else { logit.exp() / (1.0 + logit.exp()) }
}

/// The log-odds of a probability strictly between 0 and 1.
#[must_use]
pub fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}
