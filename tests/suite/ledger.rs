//! The ledger: what is printed adds up, whatever the ad, the prior or the rules.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use lurescan::ad::Ad;
use lurescan::assess::{Assessment, Assessor, Band, Policy, Reason, ReasonKind, Status, Without};
use lurescan::detect::Detector;
use lurescan::model::{Model, log_odds, logistic};
use lurescan::rules::{PackSources, Polarity, RuleSet};
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
        .flat_map(|block| block.hits())
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

/// Rules alone are held to this: what words resemble, and facts that count by the length of an ad, move with every word.
static PLAIN: LazyLock<Assessor> = LazyLock::new(|| {
    let rules = RuleSet::load(&PackSources::builtin()).unwrap();
    let without = Without { taggers: true, wording: true };
    Assessor::new(Detector::new(rules), Model::builtin().unwrap(), Policy { without, ..Policy::default() })
});

/// The indicators of an ad that count for one side, facts and combinations included, and whether it reads as a text about
/// lures.
fn side(assessment: &Assessment, raises: bool) -> (BTreeSet<String>, bool) {
    let counts = |r: &&Reason| r.kind != ReasonKind::Adjustment && (r.contribution > 0.0) == raises;
    let gated = assessment.reasons.iter().any(|r| r.id == "about-lures");
    (assessment.reasons.iter().filter(counts).map(|r| r.id.clone()).collect(), gated)
}

/// An ad of some parts, and the same with one more sentence.
fn with(parts: &[String], added: &str) -> (Assessment, Assessment) {
    let ad = parts.join("\n");
    let longer = format!("{ad}\n\n{added}");
    (PLAIN.assess(&Ad::from_text("", ad)), PLAIN.assess(&Ad::from_text("", longer)))
}

/// Sentences that prove a rule of one polarity.
fn sentence(polarity: Polarity) -> impl Strategy<Value = String> {
    let rules = BUILTIN.rules().rules().iter().filter(move |rule| rule.polarity == polarity);
    let hits: Vec<String> =
        rules.flat_map(|rule| &rule.blocks).flat_map(|block| block.hits()).map(|hit| hit.text.clone()).collect();
    proptest::sample::select(hits)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// Where a sentence takes away no indicator of risk and brings no sign of an ordinary vacancy.
    #[test]
    fn an_indicator_of_risk_never_lowers_the_score(
        parts in prop::collection::vec(piece(), 1..6),
        added in sentence(Polarity::Risk),
    ) {
        let (before, after) = with(&parts, &added);
        let ((risk, gated), (more_risk, gated_after)) = (side(&before, true), side(&after, true));
        let no_more_signs = side(&after, false).0.is_subset(&side(&before, false).0);
        prop_assume!(gated == gated_after && risk.is_subset(&more_risk) && no_more_signs);
        prop_assert!(after.ledger.rules >= before.ledger.rules - 1e-9, "{:?} {:?}", before.ledger, after.ledger);
    }

    /// Where a sentence takes away no sign of an ordinary vacancy and brings no indicator of risk.
    #[test]
    fn a_protective_sign_never_raises_the_score(
        parts in prop::collection::vec(piece(), 1..6),
        added in sentence(Polarity::Protective),
    ) {
        let (before, after) = with(&parts, &added);
        let ((signs, gated), (more_signs, gated_after)) = (side(&before, false), side(&after, false));
        let no_more_risk = side(&after, true).0.is_subset(&side(&before, true).0);
        prop_assume!(gated == gated_after && signs.is_subset(&more_signs) && no_more_risk);
        prop_assert!(after.ledger.rules <= before.ledger.rules + 1e-9, "{:?} {:?}", before.ledger, after.ledger);
    }

    #[test]
    fn an_ad_without_one_of_its_sentences_is_assessed_like_any_other(
        mut parts in prop::collection::vec(piece(), 1..8),
        gone in any::<prop::sample::Index>(),
    ) {
        parts.remove(gone.index(parts.len()));
        for separator in ["\n", " ", ""] {
            adds_up(&BUILTIN.assess(&Ad::from_text("", parts.join(separator))));
        }
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
    let assessment = BUILTIN.assess(&Ad::from_text("Warning about job scams abroad", WARNING));
    assert!(assessment.band < Band::High, "{:?} {:?}", assessment.band, assessment.ledger);
    adds_up(&assessment);
    let gated = assessment.reasons.iter().any(|r| r.kind == ReasonKind::Adjustment && r.id == "about-lures");
    assert!(gated || assessment.ledger.logit < BUILTIN.model().bands().elevated);
}

/// A lure of the samples, an ordinary vacancy, and a warning that quotes an offer.
const LURE: &str = include_str!("../../datasets/samples/compound-chat-en.txt");
const VACANCY: &str = include_str!("../../datasets/samples/hotel-receptionist-en.txt");
const WARNING: &str = "Police warn job seekers: advertisements that promise a free flight, free food and lodging and USD 3,000 a \
    month for chat support in Sihanoukville with no experience are a known pattern. Victims reported that their passports were \
    taken away. If you see such an advertisement, do not travel and call the hotline.";

#[test]
fn an_offer_is_found_among_whatever_stands_beside_it() {
    let honest = [VACANCY; 4].join("\n\n");
    for text in [
        format!("{LURE}\n\n{honest}"),
        format!("{honest}\n\n{LURE}"),
        format!("{honest}\n\n{LURE}\n\n{honest}"),
        format!("{LURE}\n\n{VACANCY}\n\n{WARNING}"),
    ] {
        let assessment = BUILTIN.assess(&Ad::from_text("", text));
        assert!(assessment.band >= Band::High, "{:?} {:?}", assessment.band, assessment.ledger);
        adds_up(&assessment);
    }
    let assessment = BUILTIN.assess(&Ad::from_text("", honest));
    assert_eq!(assessment.band, Band::Low, "{:?}", assessment.ledger);
}

#[test]
fn a_warning_speaks_for_what_it_quotes() {
    let quoted = "Free flight and visa, USD 3,000 a month, chat support in Sihanoukville, no experience. Send a photo of your \
        passport on Telegram @lina_hr_example, we fly on Friday.";
    let further = "Readers who have relatives abroad told us more. ".repeat(12);
    for (title, text) in [
        ("", format!("{WARNING} One of them read: {quoted}")),
        ("", format!("A message reached our readers: {quoted}\n{WARNING}")),
        ("", format!("{WARNING}\n\n{further}\n\nOne message read:\n\n{quoted}")),
        (WARNING, format!("{further}\n\nOne message read:\n\n{quoted}")),
    ] {
        let assessment = BUILTIN.assess(&Ad::from_text(title, &text));
        assert!(assessment.band < Band::High, "{text}\n{:?}", assessment.ledger);
        adds_up(&assessment);
    }
}
