//! What a training run may be told: sizes, penalties, weights and parts.

use serde_json::json;

use crate::features::{FactFeature, Feature};
use crate::rules::RuleSet;

/// Settings of a training run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Folds of the cross-fit.
    pub folds: usize,
    /// N-grams kept in the wording model.
    pub vocabulary: usize,
    /// Inverse strength of the wording model's penalty.
    pub wording_c: f64,
    /// Total weight of real genuine ads in the wording model, over that of authored genuine ads.
    pub real_weight: f64,
    /// Real ads per source that the wording model sees.
    pub real_wording_cap: usize,
    /// Real ads per source that the feature model sees.
    pub real_feature_cap: usize,
    /// Strength of the feature model's penalty.
    pub alpha: f64,
    /// Fewest training ads a rule must fire on to be learned; rarer rules keep their declared weight.
    pub support: usize,
    /// Share of harmful ads the stored probabilities assume.
    pub reference_prior: f64,
    /// What the model may weigh.
    pub parts: Parts,
}

impl Settings {
    /// As the model file records them.
    pub(super) fn view(self) -> serde_json::Value {
        json!({
            "folds": self.folds,
            "vocabulary": self.vocabulary,
            "wording_c": self.wording_c,
            "real_weight": self.real_weight,
            "real_wording_cap": self.real_wording_cap,
            "real_feature_cap": self.real_feature_cap,
            "alpha": self.alpha,
            "support": self.support,
        })
    }
}

/// A part of what a model weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Rules over rules.
    Combinations,
    /// Values such as pay, and counts of kinds.
    Facts,
    /// Signals that taggers find and rules do not.
    Taggers,
    /// N-grams.
    Wording,
}

/// Parts in use; simple rules always are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts([bool; 4]);

impl Parts {
    /// Every part.
    pub const ALL: Self = Self([true; 4]);
    /// Simple rules alone.
    pub const NONE: Self = Self([false; 4]);

    /// With one part more.
    #[must_use]
    pub fn with(mut self, part: Part) -> Self {
        self.0[part as usize] = true;
        self
    }

    /// Whether a part is in use.
    #[must_use]
    pub fn has(self, part: Part) -> bool {
        self.0[part as usize]
    }

    /// Whether a feature belongs to a part in use.
    pub(super) fn weigh(self, rules: &RuleSet, feature: Feature) -> bool {
        match feature {
            Feature::Rule(rule) => rules.rule(rule).combine.is_none() || self.has(Part::Combinations),
            Feature::Fact(FactFeature::TellsOfLures) => self.has(Part::Wording),
            Feature::Fact(_) => self.has(Part::Facts),
            Feature::Tagger(_) => self.has(Part::Taggers),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            folds: 5,
            vocabulary: 120_000,
            wording_c: 16.0,
            real_weight: 0.3,
            real_wording_cap: 250,
            real_feature_cap: 250,
            alpha: 10.0,
            support: 6,
            reference_prior: 0.05,
            parts: Parts::ALL,
        }
    }
}
