//! Phrases about an evaluation that tables and pages share.

use super::{Evaluation, Role, Study};
use crate::train::{Kind, significant};

/// Which ads the figures count, as name and words.
#[must_use]
pub fn basis_in_words(study: &Study, evaluation: &Evaluation) -> Vec<(&'static str, String)> {
    let counts = &evaluation.counts;
    let number =
        |role: Role| Role::ALL.iter().zip(counts.by_role).find(|(r, _)| **r == role).map_or(0, |(_, count)| count);
    let kind = |kind: Option<Kind>| match kind {
        Some(Kind::Authored) => "authored ",
        Some(Kind::Real) => "real ",
        None => "",
    };
    let all: usize = counts.by_role.iter().sum();
    let mut words = vec![
        ("Ads", format!("{} in {} campaigns", thousands(all), thousands(counts.campaigns))),
        ("To be found", format!("{} {}harmful ads", thousands(number(Role::Harmful)), kind(evaluation.basis.harmful))),
        (
            "False alarms",
            format!("counted on {} {}genuine ads", thousands(number(Role::Genuine)), kind(evaluation.basis.genuine)),
        ),
    ];
    let optional = [
        ("Hard negatives", number(Role::HardNegative), "authored genuine ads"),
        ("Also harmful", number(Role::OtherHarmful), "real ads labeled harmful, measured apart"),
        ("Too short", counts.insufficient, "ads with too little text to judge, counted below every score"),
        ("Left out", study.left_out, "records whose label is not used"),
    ];
    let present = optional.into_iter().filter(|(_, count, _)| *count > 0);
    words.extend(present.map(|(name, count, what)| (name, format!("{} {what}", thousands(count)))));
    words
}

/// A share in percent, in as many digits as it takes: `4.84 %`, `0.067 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{} %", significant(share * 100.0, 3))
}

/// A count with commas: `17,109`.
#[must_use]
pub fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
