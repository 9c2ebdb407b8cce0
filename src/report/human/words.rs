//! What a card says, in one place: calm, plain, about features of the text and never about people.

use crate::assess::{Band, Reason, ReasonKind};

/// The band as a headline.
pub(in crate::report) fn headline(band: Band) -> &'static str {
    match band {
        Band::Low => "Low risk",
        Band::Elevated => "Elevated risk",
        Band::High => "High risk",
        Band::Critical => "Critical risk",
    }
}

/// What the band means for the reader.
pub(in crate::report) fn meaning(band: Band) -> &'static str {
    match band {
        Band::Low => "Few features of known lures, or none.",
        Band::Elevated => "Some features of known lures. Worth a closer look.",
        Band::High => "Several features of known lures. Check it before passing it on.",
        Band::Critical => {
            "Many features of known lures together. Check with care before anyone replies, pays or travels."
        }
    }
}

/// The headline of an ad with too little text.
pub(in crate::report) const INSUFFICIENT: &str = "Not judged: too little text";
/// What that means.
pub(in crate::report) const INSUFFICIENT_MEANING: &str = "There are too few words to say anything about this ad, good or bad. \
    Try again with the whole advertisement: duties, pay, place and how to apply.";
/// Said when nothing was found.
pub(in crate::report) const NOTHING_FOUND: &str = "Nothing in the text matches features of known lures.";
/// Heading of what raised the score.
pub(in crate::report) const RAISING: &str = "What raises the score";
/// Heading of what lowered it.
pub(in crate::report) const LOWERING: &str = "What lowers the score";
/// Heading of caps and gates.
pub(in crate::report) const ADJUSTED: &str = "Adjusted";
/// Heading of the questions.
pub(in crate::report) const ASK: &str = "What to ask next";
/// Heading of the sum.
pub(in crate::report) const LEDGER: &str = "How the score adds up (log-odds)";
/// Said once, at the end.
pub(in crate::report) const CLOSING: &str = "These are risk indicators, not proof. Honest employers sometimes share them, and a low \
    score does not vouch for an ad.";
/// Said when there was nothing to report on.
pub(in crate::report) const NO_ADS: &str = "No ads to report on.";
/// Said when no ad is like another.
pub(in crate::report) const NO_CAMPAIGNS: &str = "No near-duplicate ads.";
/// Heading of what fills the slots of a template.
pub(in crate::report) const VARIES: &str = "What varies";
/// Heading of the ads of a campaign.
pub(in crate::report) const MEMBERS: &str = "Ads, each with its score";

/// Heading of the help lines, with the year and month of the list.
pub(in crate::report) fn help(as_of: &str) -> String {
    if as_of.is_empty() { "Where to get help".to_owned() } else { format!("Where to get help (list of {as_of})") }
}

/// The title of all wording that pulls one way.
pub(in crate::report) fn wording(raises: bool) -> &'static str {
    if raises { "Wording typical of known lures" } else { "Wording typical of ordinary vacancies" }
}

/// How much a contribution in log-odds weighs, as signs and a word.
pub(in crate::report) fn strength(contribution: f64) -> &'static str {
    match (contribution >= 0.0, contribution.abs()) {
        (true, 1.5..) => "+++ strong",
        (true, 0.6..) => "++ moderate",
        (true, _) => "+ slight",
        (false, 1.5..) => "--- strong",
        (false, 0.6..) => "-- moderate",
        (false, _) => "- slight",
    }
}

/// Which way an adjustment went.
pub(in crate::report) fn direction(contribution: f64) -> &'static str {
    if contribution < 0.0 { "lowers the score" } else { "raises the score" }
}

/// Where a reason's weight comes from, when that is worth a word.
pub(in crate::report) fn weight_origin(reason: &Reason) -> &'static str {
    let has_weight = matches!(reason.kind, ReasonKind::Rule | ReasonKind::Combination);
    if has_weight && !reason.learned { ", declared weight" } else { "" }
}

/// A count of reasons not shown.
pub(in crate::report) fn left_out(count: usize) -> String {
    match count {
        1 => "and 1 weaker sign".to_owned(),
        _ => format!("and {count} weaker signs"),
    }
}
