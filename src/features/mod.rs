//! Signals and facts to a vector of named numbers: the only place where a feature is named.
//!
//! Training, evaluation and scoring all build their vectors here, so they cannot drift apart. Knows which way each
//! feature may push, not how hard: weights are the model's.

mod quoted;

use std::collections::BTreeSet;

use crate::detect::{Detection, Evidence};
use crate::rules::{Combine, DocumentedSignal, Polarity, RuleIndex, RuleSet};
use crate::span::{Original, Span};

/// Which way a feature may move the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// A coefficient below zero would contradict the feature's meaning.
    Raises,
    /// A coefficient above zero would.
    Lowers,
}

impl Direction {
    /// Whether a coefficient has the wrong sign.
    #[must_use]
    pub fn contradicts(self, coefficient: f64) -> bool {
        match self {
            Self::Raises => coefficient < 0.0,
            Self::Lowers => coefficient > 0.0,
        }
    }
}

/// A typed value that is a feature of its own, beside the rules that test it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactFeature {
    /// Natural logarithm of the highest wage over a typical one, 0 to 3.
    PayMultiple,
    /// Categories of risk indicators beyond the first, 0 to 5.
    IndicatorKinds,
    /// Natural logarithm of one plus the undone obfuscations, 0 to 4.
    Obfuscation,
    /// Signs of an ordinary vacancy beyond the first, 0 to 5.
    OrdinarySigns,
    /// Log-odds that the text tells of lures rather than offering work, as far as its beginning says, 0 to 2.
    TellsOfLures,
    /// Risk indicators that stand in quotation marks, at most 4, times their share of all; 0 for a text that is hardly more than a
    /// quotation.
    QuotedIndicators,
}

/// What the trained parts of a model say of an ad, for the features beside rules and facts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Learned<'t> {
    /// Places in [`RuleSet::signals`] of the signals that taggers found.
    pub tagged: &'t [usize],
    /// Log-odds that the text tells of lures.
    pub about: f64,
}

impl FactFeature {
    /// Every fact feature.
    pub const ALL: [Self; 6] = [
        Self::PayMultiple,
        Self::IndicatorKinds,
        Self::Obfuscation,
        Self::OrdinarySigns,
        Self::TellsOfLures,
        Self::QuotedIndicators,
    ];

    /// The id used in model files and output.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::PayMultiple => "pay-multiple",
            Self::IndicatorKinds => "indicator-kinds",
            Self::Obfuscation => "obfuscation",
            Self::OrdinarySigns => "ordinary-signs",
            Self::TellsOfLures => "tells-of-lures",
            Self::QuotedIndicators => "quoted-indicators",
        }
    }

    /// Plain title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::PayMultiple => "Pay above a typical wage",
            Self::IndicatorKinds => "Several kinds of indicators together",
            Self::Obfuscation => "Letters disguised or spaced apart",
            Self::OrdinarySigns => "Several signs of an ordinary vacancy",
            Self::TellsOfLures => "Tells of lures rather than offering work",
            Self::QuotedIndicators => "Indicators stand in quotation marks",
        }
    }

    /// Why it matters, for the reader.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Self::PayMultiple => {
                "Known lures offer well above what the work usually pays; the higher, the rarer in ordinary vacancies."
            }
            Self::IndicatorKinds => {
                "A single indicator is common in honest vacancies; several of different kinds together are not."
            }
            Self::Obfuscation => {
                "Writers of known lures disguise words to pass filters; ordinary employers have no reason to."
            }
            Self::OrdinarySigns => "Vacancies that state several checkable things are more often ordinary ones.",
            Self::TellsOfLures => {
                "Warnings, news and testimony use the words of lures; how this text is told says that it offers nothing."
            }
            Self::QuotedIndicators => "Warnings, news and lessons quote lures; an offer seldom quotes itself.",
        }
    }

    /// Which way it may push.
    #[must_use]
    pub fn direction(self) -> Direction {
        match self {
            Self::PayMultiple | Self::IndicatorKinds | Self::Obfuscation => Direction::Raises,
            Self::OrdinarySigns | Self::TellsOfLures | Self::QuotedIndicators => Direction::Lowers,
        }
    }

    fn value(self, rules: &RuleSet, detection: &Detection, learned: Learned<'_>) -> f64 {
        match self {
            Self::TellsOfLures => learned.about.clamp(0.0, 2.0) * enough_told(detection),
            Self::QuotedIndicators => quoted_indicators(rules, detection, Span::new(0, usize::MAX)),
            Self::PayMultiple => detection.facts.highest_multiple().map_or(0.0, |m| m.max(1.0).ln().min(3.0)),
            Self::Obfuscation => (1.0 + f64::from(detection.facts.obfuscation_count())).ln().min(4.0),
            Self::IndicatorKinds => beyond_first(risk_categories(rules, detection).len()),
            Self::OrdinarySigns => {
                let protective = |r: RuleIndex| rules.rule(r).polarity == Polarity::Protective;
                beyond_first(detection.signals.iter().filter(|s| protective(s.rule)).count())
            }
        }
    }

    /// The words the value rests on, as far as the detection knows them.
    #[must_use]
    pub fn evidence(self, detection: &Detection) -> Vec<Evidence> {
        match self {
            Self::PayMultiple => detection.facts.highest_multiple_evidence(),
            Self::Obfuscation => detection.facts.obfuscation_evidence(),
            Self::QuotedIndicators => quoted::evidence(detection),
            Self::IndicatorKinds | Self::OrdinarySigns | Self::TellsOfLures => Vec::new(),
        }
    }
}

/// The value of [`FactFeature::QuotedIndicators`] for a part of the text.
#[must_use]
pub fn quoted_indicators(rules: &RuleSet, detection: &Detection, part: Span<Original>) -> f64 {
    quoted::indicators(rules, detection, part)
}

/// Bytes of a text below which nobody can tell how it is told, and from which one can.
const TOLD: (f64, f64) = (100.0, 300.0);

/// How far a text is long enough to tell how it is told, 0 to 1.
fn enough_told(detection: &Detection) -> f64 {
    let bytes: usize = detection.fields.iter().map(|field| field.as_str().len()).sum();
    let (least, enough) = TOLD;
    ((f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) - least) / (enough - least)).clamp(0.0, 1.0)
}

/// How many beyond the first, at most five.
fn beyond_first(count: usize) -> f64 {
    f64::from(u8::try_from(count.saturating_sub(1).min(5)).expect("invariant: at most five"))
}

/// The categories of the simple risk rules that fired and count: by themselves, or in a combination that fired. The
/// combination's own category says nothing new.
#[must_use]
pub fn risk_categories<'r>(rules: &'r RuleSet, detection: &Detection) -> BTreeSet<&'r str> {
    let fired = || detection.signals.iter().map(|signal| rules.rule(signal.rule));
    let alone = fired().filter(|rule| rule.counts_alone);
    let members = fired().filter_map(|rule| rule.combine.as_ref()).flat_map(Combine::members);
    let combined = members.filter(|member| detection.fired(*member)).map(|member| rules.rule(member));
    let simple = alone.chain(combined).filter(|rule| rule.polarity == Polarity::Risk && rule.combine.is_none());
    simple.map(|rule| rule.category.as_str()).collect()
}

/// What a feature stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// A rule fired: 1 or 0.
    Rule(RuleIndex),
    /// A fact's value.
    Fact(FactFeature),
    /// A tagger found the documented signal at this place of [`RuleSet::signals`], and no rule did: 1 or 0.
    Tagger(usize),
}

/// Which way a documented signal may push: the way of its rules, `None` when they disagree or are missing. Signals of texts about
/// lures lower the score.
#[must_use]
pub fn direction_of(rules: &RuleSet, signal: &DocumentedSignal) -> Option<Direction> {
    let polarity = |rule: &RuleIndex| rules.rule(*rule).polarity;
    let first = polarity(signal.rules.first()?);
    if signal.rules.iter().any(|rule| polarity(rule) != first) {
        return None;
    }
    match first {
        Polarity::Risk => Some(Direction::Raises),
        Polarity::Protective => Some(Direction::Lowers),
        // What rules of context find gates the score; what only resembles it lowers it.
        Polarity::Context => Some(Direction::Lowers),
    }
}

/// The ordered features of a rule set: first rules in id order, then facts, then what taggers may find.
#[derive(Debug, Clone)]
pub struct FeatureSpace {
    features: Vec<(String, Feature, Direction)>,
}

impl FeatureSpace {
    /// The features a rule set gives. Context rules gate the score and are no features, nor are rules that serve
    /// combinations only.
    #[must_use]
    pub fn new(rules: &RuleSet) -> Self {
        let mut features = Vec::new();
        for (index, rule) in rules.rules().iter().enumerate() {
            let direction = match rule.polarity {
                Polarity::Risk if rule.counts_alone => Direction::Raises,
                Polarity::Protective => Direction::Lowers,
                Polarity::Risk | Polarity::Context => continue,
            };
            features.push((format!("rule:{}", rule.id), Feature::Rule(RuleIndex(index)), direction));
        }
        features.extend(FactFeature::ALL.map(|f| (format!("fact:{}", f.id()), Feature::Fact(f), f.direction())));
        for (at, signal) in rules.signals().iter().enumerate() {
            let counts = signal.rules.iter().any(|rule| rules.rule(*rule).counts_alone);
            if let Some(direction) = direction_of(rules, signal).filter(|_| counts) {
                features.push((format!("tagger:{}", signal.id), Feature::Tagger(at), direction));
            }
        }
        Self { features }
    }

    /// One feature for every documented signal that may push one way, named `signal:<id>`: what perfect detection would give.
    #[must_use]
    pub fn of_signals(rules: &RuleSet) -> Self {
        let signals = rules.signals().iter().enumerate();
        let named = signals.filter_map(|(at, signal)| {
            Some((format!("signal:{}", signal.id), Feature::Tagger(at), direction_of(rules, signal)?))
        });
        Self { features: named.collect() }
    }

    /// Number of features.
    #[must_use]
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// Name, meaning and direction of every feature, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Feature, Direction)> {
        self.features.iter().map(|(name, feature, direction)| (name.as_str(), *feature, *direction))
    }

    /// The features of one ad that are not zero, as `(position, value)` in order.
    #[must_use]
    pub fn vector(&self, rules: &RuleSet, detection: &Detection, learned: Learned<'_>) -> Vec<(usize, f64)> {
        let unseen = |signal: usize| !rules.signals()[signal].rules.iter().any(|rule| detection.fired(*rule));
        let value = |feature: Feature| match feature {
            Feature::Rule(rule) => f64::from(u8::from(detection.fired(rule))),
            Feature::Fact(fact) => fact.value(rules, detection, learned),
            Feature::Tagger(signal) => f64::from(u8::from(learned.tagged.contains(&signal) && unseen(signal))),
        };
        let all = self.features.iter().enumerate().map(|(i, (_, feature, _))| (i, value(*feature)));
        all.filter(|(_, v)| *v > 0.0).collect()
    }
}
