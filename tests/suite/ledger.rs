//! The ledger: what is printed adds up, whatever the ad, the prior or the rules.

use std::sync::LazyLock;

use lurescan::ad::Ad;
use lurescan::assess::{Assessment, Assessor, Policy, ReasonKind, Status};
use lurescan::detect::Detector;
use lurescan::model::{Model, log_odds, logistic};
use lurescan::rules::{PackSources, RuleSet};
use proptest::prelude::*;

use crate::rules::BUILTIN;

/// The same program for a reader who expects one harmful ad in a thousand.
static RARE: LazyLock<Assessor> = LazyLock::new(|| {
    let rules = RuleSet::load(&PackSources::builtin()).unwrap();
    Assessor::new(Detector::new(rules), Model::builtin().unwrap(), Policy { prior: Some(0.001), ..Policy::default() })
});

fn adds_up(assessment: &Assessment) {
    let ledger = assessment.ledger;
    let listed: f64 = assessment.reasons.iter().map(|r| r.contribution).sum();
    assert!((ledger.prior + listed - ledger.logit).abs() < 1e-6, "{ledger:?} but reasons sum to {listed}");
    let parts = ledger.prior + ledger.rules + ledger.facts + ledger.taggers + ledger.wording + ledger.adjustments;
    assert!((parts - ledger.logit).abs() < 1e-6, "{ledger:?}");
    assert!((assessment.probability - logistic(ledger.logit)).abs() < 1e-6);
    for reason in &assessment.reasons {
        for evidence in &reason.spans {
            let field = assessment.field(evidence.field);
            assert!(
                field.get(evidence.span.range()).is_some_and(|quote| !quote.is_empty()),
                "{} quotes nothing",
                reason.id
            );
        }
    }
}

/// Pieces of real phrases, so that random ads fire rules.
fn piece() -> impl Strategy<Value = String> {
    let examples: Vec<String> = BUILTIN
        .rules()
        .rules()
        .iter()
        .flat_map(|rule| &rule.blocks)
        .flat_map(|block| &block.hits)
        .map(|hit| hit.text.clone())
        .collect();
    prop_oneof![3 => proptest::sample::select(examples), 1 => "\\PC{0,40}", 1 => "[ -~\n]{0,60}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn sums_are_exact(title in piece(), parts in prop::collection::vec(piece(), 0..8)) {
        let ad = Ad::from_text(title, parts.join("\n"));
        adds_up(&BUILTIN.assess(&ad));
    }

    #[test]
    fn a_prior_moves_the_probability_and_not_the_band(parts in prop::collection::vec(piece(), 1..8)) {
        let ad = Ad::from_text("", parts.join("\n"));
        let (plain, rare) = (BUILTIN.assess(&ad), RARE.assess(&ad));
        adds_up(&rare);
        let shift = log_odds(0.001) - log_odds(BUILTIN.model().reference_prior());
        prop_assert!((rare.ledger.logit - plain.ledger.logit - shift).abs() < 1e-6);
        prop_assert_eq!(plain.band, rare.band);
    }
}

#[test]
fn risk_raises_and_protection_lowers() {
    let rules = BUILTIN.rules();
    for rule in rules.rules() {
        let Some(weight) = BUILTIN.model().weight(&format!("rule:{}", rule.id)) else { continue };
        match rule.polarity {
            lurescan::rules::Polarity::Risk => assert!(weight >= 0.0, "{} learned {weight}", rule.id),
            lurescan::rules::Polarity::Protective => assert!(weight <= 0.0, "{} learned {weight}", rule.id),
            lurescan::rules::Polarity::Context => panic!("{} is no feature", rule.id),
        }
    }
    assert!(BUILTIN.model().wording_weight() >= 0.0);
}

#[test]
fn bands_rise_and_too_little_text_is_said() {
    let bands = BUILTIN.model().bands();
    assert!(bands.elevated <= bands.high && bands.high <= bands.critical);
    for short in ["", " ", "Hiring now", "急聘", "📞 ☎️"] {
        let assessment = BUILTIN.assess(&Ad::from_text("", short));
        assert_eq!(assessment.status, Status::Insufficient, "{short:?}");
        adds_up(&assessment);
    }
}

#[test]
fn a_text_about_lures_is_capped_and_says_so() {
    let warning = "Police warn job seekers: advertisements that promise a free flight, free food and lodging and USD 3,000 a \
        month for chat support in Sihanoukville with no experience are a known pattern. Victims reported that their passports \
        were taken away. If you see such an advertisement, do not travel and call the hotline.";
    let assessment = BUILTIN.assess(&Ad::from_text("Warning about job scams abroad", warning));
    assert!(assessment.band < lurescan::assess::Band::High, "{:?} {:?}", assessment.band, assessment.ledger);
    adds_up(&assessment);
    let gated = assessment.reasons.iter().any(|r| r.kind == ReasonKind::Adjustment && r.id == "about-lures");
    assert!(gated || assessment.ledger.logit < BUILTIN.model().bands().elevated);
}
