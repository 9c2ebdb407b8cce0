//! What one typed value may be; lists come from the tables of the modules that own them.

use anstream::ColorChoice;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use encoding_rs::Encoding;

use super::Explain;
use crate::assess::Band;
#[cfg(feature = "train")]
use crate::cli::evaluate;
use crate::cli::plan::Shard;
#[cfg(feature = "train")]
use crate::train::Holdout;
use crate::{report, source};

/// A share strictly between 0 and 1.
pub(super) fn prior(typed: &str) -> Result<f64, String> {
    match typed.parse::<f64>() {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(share),
        Ok(_) => Err("it must lie above 0 and below 1; 1 in 100 is 0.01".to_owned()),
        Err(_) => Err("it is not a number; 1 in 100 is 0.01".to_owned()),
    }
}

/// One of several shares, counted from 1: 2/8.
pub(super) fn shard(typed: &str) -> Result<Shard, String> {
    let parts = typed.split_once('/').and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
    match parts {
        Some((index, of)) if index >= 1 && index <= of => Ok(Shard { index, of }),
        Some(_) => Err("shares are counted from 1: the first of 4 is 1/4, the last 4/4".to_owned()),
        None => Err("it is no share; the first of 4 is 1/4".to_owned()),
    }
}

/// A cost: a number above zero.
#[cfg(feature = "train")]
pub(super) fn cost(typed: &str) -> Result<f64, String> {
    match typed.parse::<f64>() {
        Ok(cost) if cost > 0.0 && cost.is_finite() => Ok(cost),
        _ => Err("it must be a number above 0".to_owned()),
    }
}

/// What is held out together.
#[cfg(feature = "train")]
pub(super) fn holdout() -> impl TypedValueParser<Value = Holdout> {
    let names = Holdout::ALL.map(|way| PossibleValue::new(way.as_str()).help(way.about()));
    PossibleValuesParser::new(names).map(|typed| {
        let named = Holdout::ALL.into_iter().find(|way| way.as_str() == typed);
        named.expect("invariant: only names of the list are possible")
    })
}

/// A format of evaluations.
#[cfg(feature = "train")]
pub(super) fn evaluation_format() -> impl TypedValueParser<Value = evaluate::Format> {
    let names = evaluate::Format::ALL.map(|(_, name, _, about)| PossibleValue::new(name).help(about));
    PossibleValuesParser::new(names).map(|typed| {
        let named = evaluate::Format::ALL.into_iter().find(|(_, name, ..)| *name == typed);
        named.expect("invariant: only names of the list are possible").0
    })
}

/// An encoding by any of its names.
pub(super) fn encoding(typed: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(typed.as_bytes()).ok_or_else(|| {
        "it is not a known encoding; try utf-8, gb18030, big5, shift_jis, euc-kr or windows-1258".to_owned()
    })
}

/// When to use colour.
pub(super) fn color() -> impl TypedValueParser<Value = ColorChoice> {
    PossibleValuesParser::new(["auto", "always", "never"]).map(|typed| match typed.as_str() {
        "always" => ColorChoice::Always,
        "never" => ColorChoice::Never,
        _ => ColorChoice::Auto,
    })
}

/// An input format.
pub(super) fn input_format() -> impl TypedValueParser<Value = source::Format> {
    let names = source::FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(names)
        .map(|typed| source::Format::named(&typed).expect("invariant: only names of the table are possible"))
}

/// An output format.
pub(super) fn output_format() -> impl TypedValueParser<Value = &'static report::Format> {
    let names = report::FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(names)
        .map(|typed| report::Format::named(&typed).expect("invariant: only names of the table are possible"))
}

/// How much of ads is explained, by name.
pub(in crate::cli) const DETAILS: [(&str, report::Detail); 2] =
    [("plain", report::Detail::Plain), ("full", report::Detail::Full)];

/// How much to explain of ads, or which rule.
pub(super) fn explain(typed: &str) -> Result<Explain, String> {
    match DETAILS.iter().find(|(name, _)| *name == typed) {
        Some((_, detail)) => Ok(Explain::Ads(*detail)),
        None if typed.is_empty() => Err("it is plain, full or the id of a rule".to_owned()),
        None => Ok(Explain::Rule(typed.to_owned())),
    }
}

/// The bands a gate can be set at: all but the lowest.
pub(super) fn fail_on() -> impl TypedValueParser<Value = Band> {
    let bands = [Band::Elevated, Band::High, Band::Critical];
    PossibleValuesParser::new(bands.map(Band::as_str)).map(move |typed| {
        bands.into_iter().find(|band| band.as_str() == typed).expect("invariant: only names of bands are possible")
    })
}

/// A whole number within these bounds.
#[cfg(feature = "serve")]
pub(in crate::cli) fn count(least: u64, most: u64) -> impl clap::builder::TypedValueParser<Value = usize> {
    use clap::builder::TypedValueParser as _;
    clap::value_parser!(u64).range(least..=most).map(|count| usize::try_from(count).unwrap_or(usize::MAX))
}
