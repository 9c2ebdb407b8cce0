//! One ad to its finished verdict: detection, weights, gates, band and reasons.
//!
//! Owns the ledger: everything that moves the score is a [`Reason`], and `prior + Σ contributions == logit` always.
//! Knows no file and no output format. What an [`Assessment`] is made of stands in `types`.

mod about;
mod accepted;
mod counterfactual;
mod dilution;
mod fingerprint;
mod gates;
mod names;
mod part;
mod private;
mod reasons;
mod redact;
mod types;
mod unstated;

pub use accepted::Accepted;
pub use counterfactual::{Counterfactual, Cut};
pub use fingerprint::Fingerprints;
pub use redact::Redactor;
pub use types::{Assessment, Band, Evidence, HelpLine, Ledger, Reason, ReasonKind, Run, SchemeShare, Status, Summary};
pub use unstated::Unstated;

use std::sync::Arc;

use crate::ad::{Ad, Origin};
use crate::detect::{Detection, Detector};
use crate::features::{FactFeature, Feature, FeatureSpace, Learned};
use crate::model::{Model, Reading, Tagged, Weighing, WordingScore, log_odds, logistic};
use crate::rules::RuleSet;

/// Fewer words than this are too little text to judge, unless the indicators found say otherwise.
const FEWEST_WORDS: usize = 8;
/// Kinds of risk indicators that make even a very short text worth a score.
const ENOUGH_KINDS: usize = 3;
/// Most help lines on one assessment.
const MOST_HELP: usize = 6;
/// A scheme with a smaller share of the evidence is not named.
const SMALLEST_SHARE: f64 = 0.1;
/// Log-odds that say nothing: what adding up in another order leaves.
const CRUMBS: f64 = 1e-9;

/// What the reader decides, not the model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Policy {
    /// Share of harmful ads the reader expects, strictly between 0 and 1; `None` keeps the model's.
    pub prior: Option<f64>,
    /// Code of the language to tell reasons in, where a rule has its texts in it; `None` tells them in English.
    pub language: Option<String>,
    /// Parts of the model to leave out.
    pub without: Without,
}

/// Parts of the model a reader may do without, for speed or to see rules and facts alone. Bands stay where they are: with
/// less evidence fewer ads reach them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Without {
    /// No taggers.
    pub taggers: bool,
    /// No wording.
    pub wording: bool,
}

/// An ad's words, and what the wording model knows of them, as far as either is asked for.
struct Read<'r> {
    reading: Option<&'r Reading>,
    wording: Option<Weighing<'r>>,
}

/// What the trained parts of the model say of an ad beside its wording as a whole.
struct Heard {
    tagged: Vec<Tagged>,
    about: WordingScore,
}

/// A feature's calibrated weight and where it comes from.
#[derive(Debug, Clone, Copy)]
struct Weight {
    value: f64,
    learned: bool,
}

/// Rules, model and policy, ready to assess; build once, share across threads.
#[derive(Debug)]
pub struct Assessor {
    detector: Arc<Detector>,
    model: Arc<Model>,
    space: FeatureSpace,
    weights: Vec<Weight>,
    /// Of every tagger, its signal's place among the documented ones.
    tagged_signals: Vec<Option<usize>>,
    shift: f64,
    language: String,
    without: Without,
}

impl Assessor {
    /// Binds a model to rules: a rule the model has not learned counts with its declared weight.
    #[must_use]
    pub fn new(detector: Detector, model: Model, policy: Policy) -> Self {
        Self::bound(Arc::new(detector), Arc::new(model), policy)
    }

    /// The same rules and model, which are shared, for a reader who decides otherwise.
    #[must_use]
    pub fn with_policy(&self, policy: Policy) -> Self {
        Self::bound(Arc::clone(&self.detector), Arc::clone(&self.model), policy)
    }

    fn bound(detector: Arc<Detector>, model: Arc<Model>, policy: Policy) -> Self {
        let space = FeatureSpace::new(detector.rules());
        let weights = space.iter().map(|(name, feature, _)| bind(&model, detector.rules(), name, feature)).collect();
        let place = |id: &str| detector.rules().signals().iter().position(|signal| signal.id == id);
        let tagged_signals = model.taggers().signals().map(place).collect();
        let shift = policy.prior.map_or(0.0, |prior| log_odds(prior) - log_odds(model.reference_prior()));
        Self {
            detector,
            model,
            space,
            weights,
            tagged_signals,
            shift,
            language: policy.language.unwrap_or_else(|| "en".to_owned()),
            without: policy.without,
        }
    }

    /// The rules in use.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        self.detector.rules()
    }

    /// The detector in use.
    #[must_use]
    pub fn detector(&self) -> &Detector {
        &self.detector
    }

    /// The model in use.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Log-odds that the reader's own prior adds to every score; 0 without one. Operating points lie that much higher too.
    #[must_use]
    pub fn shift(&self) -> f64 {
        self.shift
    }

    /// What produced the assessments, for reports.
    #[must_use]
    pub fn run(&self) -> Run {
        let bands = self.model.bands();
        Run {
            program: env!("CARGO_PKG_VERSION"),
            rules: self.rules().fingerprint().to_owned(),
            model: self.model.fingerprint().to_owned(),
            bands: [bands.elevated, bands.high, bands.critical].map(|logit| logistic(logit + self.shift)),
        }
    }

    /// What the reader should know about rules and model not being made for each other; empty when they are.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        if self.model.rules_fingerprint() == self.rules().fingerprint() {
            return Vec::new();
        }
        let is_rule = |feature: Feature| matches!(feature, Feature::Rule(_));
        let unlearned: Vec<&str> = self
            .space
            .iter()
            .filter(|(name, feature, _)| is_rule(*feature) && self.model.weight(name).is_none())
            .map(|(name, ..)| name)
            .collect();
        let absent: Vec<&str> =
            self.model.features().filter(|name| !self.space.iter().any(|(n, ..)| n == *name)).collect();
        let mut notes = vec!["the model was trained for another set of rules".to_owned()];
        if !unlearned.is_empty() {
            notes.push(format!("counted with their declared weight: {}", unlearned.join(", ")));
        }
        if !absent.is_empty() {
            notes.push(format!("learned but absent here, counted as 0: {}", absent.join(", ")));
        }
        notes
    }

    /// Assesses one ad.
    #[must_use]
    pub fn assess(&self, ad: &Ad) -> Assessment {
        self.assess_detected(ad, &self.detector.detect(ad))
    }

    /// Assesses an ad whose texts become those of the assessment, without being copied.
    #[must_use]
    pub fn assess_owned(&self, ad: Ad) -> Assessment {
        let verdict = self.judge(&ad, &self.detector.detect(&ad));
        of_ad(verdict, ad)
    }

    /// Assesses an ad in which the [`detector`](Self::detector) found this.
    #[must_use]
    pub fn assess_detected(&self, ad: &Ad, detection: &Detection) -> Assessment {
        of_ad(self.judge(ad, detection), ad.clone())
    }

    /// The verdict on an ad, yet without the ad.
    fn judge(&self, ad: &Ad, detection: &Detection) -> Assessment {
        let reading = self.reading(detection);
        let mut read = self.read(reading.as_ref());
        let mut reasons = self.reasons(ad, detection, &mut read);
        reasons.extend(part::worst(self, ad, detection, &mut read, &reasons));
        reasons.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()).then_with(|| a.id.cmp(&b.id)));
        let ledger = ledger(self.model.intercept(), &reasons);
        self.verdict(ad, detection, reasons, ledger)
    }

    /// Everything that moves the score of a text taken as a whole.
    fn reasons(&self, ad: &Ad, detection: &Detection, read: &mut Read<'_>) -> Vec<Reason> {
        let heard = Heard { tagged: self.tagged(read.reading), about: self.about(read.reading) };
        let mut reasons = self.weighed(detection, &heard);
        let wording = self.wording(detection, read, &reasons);
        reasons.extend(reasons::wording(detection, &wording, self.model.wording_weight()));
        reasons.extend(dilution::credit(self.rules(), detection, &reasons));
        if self.shift != 0.0 {
            reasons.push(gates::adjustment("prior", "Your own expectation of harmful ads", self.shift));
        }
        let prior = self.model.intercept();
        let open = prior + sum(&reasons);
        reasons.extend(gates::context(self, ad, detection, open));
        let open = prior + sum(&reasons);
        reasons.extend(gates::single_indicator(self, detection, (&reasons, &wording), open));
        let open = prior + sum(&reasons);
        reasons.extend(gates::taggers(self, &reasons, open));
        reasons
    }

    /// What a unit of a fact adds.
    fn weight(&self, fact: FactFeature) -> f64 {
        let at = self.space.iter().position(|(_, feature, _)| feature == Feature::Fact(fact));
        at.map_or(0.0, |at| self.weights[at].value)
    }

    /// An ad's words, if anything is asked of them.
    fn reading(&self, detection: &Detection) -> Option<Reading> {
        let Without { taggers, wording } = self.without;
        (!taggers || !wording).then(|| Reading::of(&detection.fields))
    }

    /// The same with what the wording model knows of them.
    fn read<'r>(&'r self, reading: Option<&'r Reading>) -> Read<'r> {
        let asked = reading.filter(|_| !self.without.wording);
        Read { reading, wording: asked.map(|reading| self.model.wording().weigh(reading)) }
    }

    fn tagged(&self, reading: Option<&Reading>) -> Vec<Tagged> {
        let asked = reading.filter(|_| !self.without.taggers);
        asked.map(|reading| self.model.taggers().find(reading)).unwrap_or_default()
    }

    /// Whether the text tells of lures, as far as its beginning says; silent where wording is left out.
    fn about(&self, reading: Option<&Reading>) -> WordingScore {
        let asked = reading.filter(|_| !self.without.wording);
        asked.map(|reading| self.model.about().beginning(reading)).unwrap_or_default()
    }

    /// What the wording says of an ad with these reasons of other kinds.
    fn wording(&self, detection: &Detection, read: &mut Read<'_>, reasons: &[Reason]) -> WordingScore {
        let Read { reading: Some(reading), wording: Some(wording) } = read else { return WordingScore::default() };
        let whole = wording.score();
        dilution::worst_passage(self.rules(), detection, reasons, reading, wording, &whole).unwrap_or(whole)
    }

    fn verdict(&self, ad: &Ad, detection: &Detection, reasons: Vec<Reason>, ledger: Ledger) -> Assessment {
        let probability = logistic(ledger.logit);
        let band = self.band(ledger.logit);
        let kinds = crate::features::risk_categories(self.rules(), detection).len();
        let enough = detection.facts.words() >= FEWEST_WORDS || kinds >= ENOUGH_KINDS;
        Assessment {
            ad_id: String::new(),
            origin: Origin::default(),
            encoding: None,
            title: String::new(),
            text: String::new(),
            language: detection.language.map(|l| l.0),
            status: if enough { Status::Scored } else { Status::Insufficient },
            score: percent(probability),
            probability,
            band,
            schemes: self.schemes(&reasons),
            help: if band >= Band::Elevated { self.help(detection) } else { Vec::new() },
            reasons,
            ledger,
            contacts: detection.facts.contact_keys().into_iter().map(str::to_owned).collect(),
            private: private::identifiers(ad, &detection.facts.contact_places()),
            kept: Vec::new(),
            masked: None,
            accepted: Accepted::default(),
        }
    }

    /// The band of a logit; operating points hold whatever prior the reader expects.
    #[must_use]
    pub fn band(&self, logit: f64) -> Band {
        let at_reference = logit - self.shift;
        let bands = self.model.bands();
        match at_reference {
            l if l >= bands.critical => Band::Critical,
            l if l >= bands.high => Band::High,
            l if l >= bands.elevated => Band::Elevated,
            _ => Band::Low,
        }
    }

    /// Reasons for every feature that moved the score.
    fn weighed(&self, detection: &Detection, Heard { tagged, about }: &Heard) -> Vec<Reason> {
        let signals: Vec<usize> = tagged.iter().filter_map(|t| self.tagged_signals[t.tagger]).collect();
        let learned = Learned { tagged: &signals, about: about.logit };
        let vector = self.space.vector(self.rules(), detection, learned);
        let features: Vec<Feature> = self.space.iter().map(|(_, feature, _)| feature).collect();
        let mut reasons: Vec<Reason> = vector
            .iter()
            .map(|(at, value)| {
                let Weight { value: weight, learned } = self.weights[*at];
                let contribution = value * weight;
                match features[*at] {
                    Feature::Rule(rule) => reasons::rule(self, detection, rule, contribution, learned),
                    Feature::Fact(FactFeature::TellsOfLures) => reasons::about(detection, about, contribution, learned),
                    Feature::Fact(fact) => reasons::fact(detection, fact, contribution, learned),
                    Feature::Tagger(signal) => {
                        let clause = tagged.iter().find(|t| self.tagged_signals[t.tagger] == Some(signal));
                        reasons::tagger(self, detection, signal, clause, contribution)
                    }
                }
            })
            .filter(|reason| reason.contribution != 0.0)
            .collect();
        reasons::cap_declared(self.rules(), &mut reasons);
        reasons
    }

    /// Schemes by their share of the risk evidence.
    fn schemes(&self, reasons: &[Reason]) -> Vec<SchemeShare> {
        let rules = self.rules();
        let mut shares: Vec<(usize, f64)> = Vec::new();
        for reason in reasons.iter().filter(|r| r.contribution > 0.0) {
            let Some(index) = rules.index(&reason.id) else { continue };
            let rule = rules.rule(index);
            for scheme in &rule.schemes {
                let Some(at) = rules.schemes().iter().position(|s| s.id == *scheme) else { continue };
                let part = reason.contribution / f64::from(u32::try_from(rule.schemes.len()).unwrap_or(1));
                match shares.iter_mut().find(|(known, _)| *known == at) {
                    Some((_, share)) => *share += part,
                    None => shares.push((at, part)),
                }
            }
        }
        let total: f64 = shares.iter().map(|(_, share)| share).sum();
        shares.retain(|(_, share)| *share >= SMALLEST_SHARE * total);
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let named = |(at, share): &(usize, f64)| {
            let scheme = &rules.schemes()[*at];
            SchemeShare { id: scheme.id.clone(), title: scheme.title.clone(), share: share / total }
        };
        shares.iter().map(named).collect()
    }

    /// Services in the countries concerned: where the ad's readers are likely at home first, then the places it names; where
    /// none of them has an entry, those that serve any country.
    fn help(&self, detection: &Detection) -> Vec<HelpLine> {
        let home = detection.language.map_or(&[][..], |l| self.rules().home(l.0));
        let mut countries: Vec<&str> = home.iter().map(String::as_str).collect();
        countries.extend(detection.facts.countries());
        let mut lines: Vec<HelpLine> = Vec::new();
        for line in countries.into_iter().flat_map(|country| self.services(country)) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        if lines.is_empty() {
            lines.extend(self.services("any"));
        }
        lines.truncate(MOST_HELP);
        lines
    }

    /// The checked services of a country.
    fn services(&self, country: &str) -> impl Iterator<Item = HelpLine> {
        let there = self.rules().help().iter().filter(move |entry| entry.cc == country && entry.checked);
        there.map(|entry| HelpLine {
            country: if entry.cc == "any" { String::new() } else { entry.cc.clone() },
            kind: entry.kind.clone(),
            name: if entry.cc == "any" { entry.name.clone() } else { format!("{} ({})", entry.name, entry.country) },
            contact: entry.contact.clone(),
            gives: entry.gives.clone(),
            as_of: entry.as_of.clone(),
        })
    }
}

/// A verdict with the ad it is on.
fn of_ad(verdict: Assessment, ad: Ad) -> Assessment {
    let Ad { id, title, text, columns, origin } = ad;
    Assessment { ad_id: id, title, text, kept: columns, origin, ..verdict }
}

fn bind(model: &Model, rules: &RuleSet, name: &str, feature: Feature) -> Weight {
    match (model.weight(name), feature) {
        (Some(value), _) => Weight { value, learned: true },
        (None, Feature::Rule(index)) => Weight { value: rules.rule(index).weight, learned: false },
        (None, Feature::Fact(_) | Feature::Tagger(_)) => Weight { value: 0.0, learned: false },
    }
}

fn sum(reasons: &[Reason]) -> f64 {
    reasons.iter().map(|reason| reason.contribution).sum()
}

/// Adds up the reasons by kind, in the order they are listed.
fn ledger(prior: f64, reasons: &[Reason]) -> Ledger {
    let of = |kinds: &[ReasonKind]| -> f64 {
        reasons.iter().filter(|r| kinds.contains(&r.kind)).map(|r| r.contribution).sum()
    };
    let rules = of(&[ReasonKind::Rule, ReasonKind::Combination]);
    let facts = of(&[ReasonKind::Fact]);
    let taggers = of(&[ReasonKind::Tagger]);
    let wording = of(&[ReasonKind::Wording]);
    let adjustments = of(&[ReasonKind::Adjustment]);
    let logit = prior + rules + facts + taggers + wording + adjustments;
    Ledger { prior, rules, facts, taggers, wording, adjustments, logit }
}

/// A probability in hundredths.
fn percent(probability: f64) -> u8 {
    let hundredths = (probability * 100.0).round().clamp(0.0, 100.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100")]
    let whole = hundredths as u8;
    whole
}
