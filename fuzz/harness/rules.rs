//! What authors of rules write: the files of a pack, phrases, tests of facts.

use std::collections::BTreeMap;

use lurescan::ad::Ad;
use lurescan::detect::{Detector, prove};
use lurescan::rules::condition::FactTest;
use lurescan::rules::phrase::{Haystack, Phrase, PhraseBook, Slots};
use lurescan::rules::{PackFileText, PackSources, RuleSet};
use lurescan::span::Span;
use lurescan::text::NormalizedText;

/// Says, in the first line of an input, which file of a pack it is.
const FILE: &str = "# file: ";
/// Which one it is otherwise.
const RULE: &str = "requirements/badge-photo.yaml";

macro_rules! files {
    ($root:literal: $($path:literal)*) => { [$(($path, include_str!(concat!($root, $path)))),*] };
}

/// A pack without rules and languages whose tables are short, since they are read anew for every input.
fn bare() -> Vec<PackFileText> {
    let lists = files!("../../rules/": "categories.yaml" "schemes.yaml" "help.yaml" "indicators.yaml");
    let facts = files!("pack/": "facts/contacts.yaml" "facts/countries.yaml" "facts/currencies.yaml"
        "facts/deployment-bans.yaml" "facts/licences.yaml" "facts/pay.yaml" "facts/places.yaml" "facts/terms.yaml"
        "facts/wages.yaml");
    lists.into_iter().chain(facts).map(|(path, text)| file(path, text)).collect()
}

fn file(path: &str, text: &str) -> PackFileText {
    PackFileText { path: path.to_owned(), shown: format!("mine/{path}"), text: text.to_owned() }
}

/// A file laid over a pack; one that is accepted proves its examples and reads ads.
pub(crate) fn rule_files(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let first = text.lines().next().unwrap_or_default();
    let path = first.strip_prefix(FILE).map_or(RULE, str::trim);
    match RuleSet::load(&PackSources::default().with(bare()).with(vec![file(path, text)])) {
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            for problem in problems {
                assert!(problem.place.line > 0 || problem.place.column == 0, "{problem}");
            }
        }
        Ok(rules) => {
            let detector = Detector::new(rules);
            for problem in prove(&detector) {
                assert!(!problem.to_string().is_empty());
            }
            let ad =
                Ad::from_text("Badge photo wanted", "Send a badge photo. Pay 3000 USD a month, Telegram @example.");
            let found = detector.detect(&ad);
            for evidence in found.signals.iter().flat_map(|signal| &signal.evidence) {
                assert!(ad.field(evidence.field).get(evidence.span.range()).is_some(), "{evidence:?}");
            }
        }
    }
}

/// In the first line a phrase, also as an exception; in the rest a text to find it in.
pub(crate) fn phrase(data: &[u8]) {
    let Ok(data) = std::str::from_utf8(data) else { return };
    let (written, text) = data.split_once('\n').unwrap_or((data, ""));
    let slots = BTreeMap::from([
        ("pay".to_owned(), vec!["(salary|wage)".to_owned(), "pay [rate]".to_owned()]),
        ("again".to_owned(), vec!["{again} more".to_owned()]),
    ]);
    let slots = Slots::new(slots);
    let text = NormalizedText::new(text);
    let haystack = Haystack::new(&text);
    for parsed in [Phrase::parse(written, &slots), Phrase::parse_exception(written, &slots)] {
        let phrase = match parsed {
            Err(message) => {
                assert!(!message.is_empty());
                continue;
            }
            Ok(phrase) => phrase,
        };
        assert!(phrase.needs().iter().all(|need| !need.literals.is_empty()), "{written}");
        let (book, number) = PhraseBook::of(&phrase);
        for anchor in phrase.anchors().iter() {
            assert!(!anchor.text.is_empty(), "{written}");
            for (at, _) in text.as_str().match_indices(&anchor.text).take(20) {
                let found = book.matches_at(number, &haystack, Span::new(at, at + anchor.text.len()), 0);
                assert!(found.is_none_or(|span| text.as_str().get(span.range()).is_some()), "{found:?}");
            }
        }
    }
}

/// A test of a fact.
pub(crate) fn fact_test(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match FactTest::parse(text) {
        Err(message) => assert!(!message.is_empty()),
        Ok(test) => {
            let numbers = [f64::NEG_INFINITY, -1.0, 0.0, 4.0, f64::INFINITY];
            let _ = (test.name(), numbers.map(|number| test.accepts_number(number)), test.accepts_name("compound"));
        }
    }
}
