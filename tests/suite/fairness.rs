//! Who is addressed must not move the score: ads that differ only in the nationality, the language asked for or the country
//! of origin of those they address differ by at most two points.

use std::collections::BTreeMap;

use lurescan::ad::Ad;

use crate::rules::BUILTIN;

/// Largest difference in score between two ads that differ only in whom they address.
const LARGEST: u8 = 2;

/// Nationality, language and country of origin.
const WHO: &[(&str, &str, &str)] = &[
    ("Filipino", "Tagalog", "the Philippines"),
    ("Indian", "Hindi", "India"),
    ("Nepali", "Nepali", "Nepal"),
    ("Bangladeshi", "Bengali", "Bangladesh"),
    ("Pakistani", "Urdu", "Pakistan"),
    ("Sri Lankan", "Sinhala", "Sri Lanka"),
    ("Indonesian", "Indonesian", "Indonesia"),
    ("Malaysian", "Malay", "Malaysia"),
    ("Vietnamese", "Vietnamese", "Vietnam"),
    ("Thai", "Thai", "Thailand"),
    ("Chinese", "Mandarin", "China"),
    ("Taiwanese", "Chinese", "Taiwan"),
    ("Korean", "Korean", "Korea"),
    ("Japanese", "Japanese", "Japan"),
    ("Kenyan", "Swahili", "Kenya"),
    ("Ugandan", "English", "Uganda"),
    ("Ethiopian", "Amharic", "Ethiopia"),
    ("Nigerian", "Yoruba", "Nigeria"),
    ("Ghanaian", "Twi", "Ghana"),
    ("South African", "Zulu", "South Africa"),
    ("Moroccan", "Arabic", "Morocco"),
    ("Turkish", "Turkish", "Turkey"),
    ("Russian", "Russian", "Russia"),
    ("Ukrainian", "Ukrainian", "Ukraine"),
    ("Kazakh", "Kazakh", "Kazakhstan"),
    ("Uzbek", "Uzbek", "Uzbekistan"),
    ("Brazilian", "Portuguese", "Brazil"),
    ("Colombian", "Spanish", "Colombia"),
    ("French", "French", "France"),
    ("German", "German", "Germany"),
    ("British", "English", "Britain"),
];

/// Ads from harmless to grave; `{people}`, `{language}` and `{country}` say whom they address.
const ADS: &[&str] = &[
    "Line cook, {people} cuisine. Our restaurant in the old town seeks a cook with two years of experience. 40 hours a week, \
     paid leave, contract from the first day. Apply by e-mail with your CV.",
    "Care assistant. {people} nurses and carers from {country} are welcome to apply. The employer pays the recruitment fees, \
     the visa is issued before travel, and interviews are held by the hospital. {language} is an advantage.",
    "Customer support agent, {language} speaking. Shift work in our Lisbon office, 1,150 EUR a month, relocation from {country} \
     supported, six months probation.",
    "We need {people} staff for a hotel abroad. No experience needed, free room and food, salary paid in cash. {language} \
     speakers from {country} only, message me for details.",
    "Hiring {people} chat agents for Bangkok, {language} required. Free ticket from {country}, tourist visa first, no interview, \
     leave this week. Contact on Telegram.",
    "Online part time for {people} people from {country}: like videos and earn 50 a task, {language} group on WhatsApp, top up to \
     unlock the next tasks.",
    "Warehouse helpers from {country} wanted, {people} team leader, {language} spoken. Registration fee 80 USD before the start, \
     refunded with the first salary.",
    "Work in Phnom Penh for {people} people: chat with customers, free room and food, 900 USD a month. Bring your passport to \
     the interview. {language} spoken.",
    "{people} host or hostess for a club in Dubai, {language} an advantage. Free flight and room, contract for six months, send \
     full body photos.",
    "Online sales for {people} team, {language} market. Commission paid weekly in USDT, we give you the script, add the manager \
     on Telegram.",
    "{people} driver for a company in town. Clean licence, own phone, evenings free. {language} or English. Uniform provided.",
];

fn filled(ad: &str, (people, language, country): &(&str, &str, &str)) -> String {
    ad.replace("{people}", people).replace("{language}", language).replace("{country}", country)
}

fn score(text: &str) -> u8 {
    BUILTIN.assess(&Ad::from_text("", text)).score
}

/// The widest difference within each ad, with the two it lies between.
fn spreads() -> Vec<(u8, String)> {
    let spread = |ad: &&str| {
        let mut scored: Vec<(u8, &str)> = WHO.iter().map(|who| (score(&filled(ad, who)), who.0)).collect();
        scored.sort_unstable();
        let (low, high) = (scored[0], scored[scored.len() - 1]);
        (high.0 - low.0, format!("{} ({}) to {} ({}): {ad}", low.0, low.1, high.0, high.1))
    };
    ADS.iter().map(spread).collect()
}

#[test]
fn whom_an_ad_addresses_moves_it_by_at_most_two_points() {
    let spreads = spreads();
    let wide: Vec<&str> = spreads.iter().filter(|s| s.0 > LARGEST).map(|s| s.1.as_str()).collect();
    assert!(wide.is_empty(), "{}", wide.join("\n"));
    assert!(
        ADS.iter().any(|ad| (10..90).contains(&score(&filled(ad, &WHO[0])))),
        "no ad in the middle, where scores move"
    );
}

/// No rule's phrases may rest on who is wanted: swapping them leaves the rules that fire as they were.
#[test]
fn no_rule_rests_on_whom_an_ad_addresses() {
    let fired = |text: &str| -> Vec<String> {
        let detection = BUILTIN.detector().detect(&Ad::from_text("", text));
        detection.signals.iter().map(|s| BUILTIN.rules().rule(s.rule).id.clone()).collect()
    };
    let mut moved = Vec::new();
    for ad in ADS {
        let plain = fired(&filled(ad, &WHO[0]));
        for who in WHO {
            let here = fired(&filled(ad, who));
            let odd: Vec<&String> = here
                .iter()
                .filter(|id| !plain.contains(id))
                .chain(plain.iter().filter(|id| !here.contains(id)))
                .collect();
            if !odd.is_empty() {
                moved.push(format!("{}: {odd:?} in {ad:?}", who.0));
            }
        }
    }
    assert!(moved.is_empty(), "{}", moved.join("\n"));
}

/// Three honest ads, each in every language of the pack, word for word the same offer.
const PARALLEL: &str = include_str!("../fixtures/parallel.jsonl");

#[test]
fn an_honest_ad_scores_the_same_in_every_language() {
    let mut offers: BTreeMap<String, Vec<(u8, String)>> = BTreeMap::new();
    for line in PARALLEL.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| row[name].as_str().unwrap().to_owned();
        let assessment = BUILTIN.assess(&Ad::from_text(field("title"), field("text")));
        let offer = field("id").rsplit('-').next().unwrap().to_owned();
        offers.entry(offer).or_default().push((assessment.score, field("language")));
    }
    assert_eq!(offers.len(), 3);
    for (offer, mut scores) in offers {
        scores.sort();
        assert!(scores.len() >= 29, "{offer} is in {} languages", scores.len());
        let spread = scores[scores.len() - 1].0 - scores[0].0;
        assert!(spread <= LARGEST, "offer {offer}: {scores:?}");
    }
}
