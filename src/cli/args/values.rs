//! What one typed value may be; lists come from the tables of the modules that own them.

use anstream::ColorChoice;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use encoding_rs::Encoding;

use crate::assess::Band;
use crate::{report, source};

/// A share strictly between 0 and 1.
pub(super) fn prior(typed: &str) -> Result<f64, String> {
    match typed.parse::<f64>() {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(share),
        Ok(_) => Err("it must lie above 0 and below 1; 1 in 100 is 0.01".to_owned()),
        Err(_) => Err("it is not a number; 1 in 100 is 0.01".to_owned()),
    }
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

/// How much to explain.
pub(super) fn detail() -> impl TypedValueParser<Value = report::Detail> {
    PossibleValuesParser::new([
        PossibleValue::new("plain").help("plain words and the strongest reasons"),
        PossibleValue::new("full").help("every reason with its id and log-odds, the whole ad, and the sum"),
    ])
    .map(|typed| if typed == "full" { report::Detail::Full } else { report::Detail::Plain })
}

/// The bands a gate can be set at: all but the lowest.
pub(super) fn fail_on() -> impl TypedValueParser<Value = Band> {
    let bands = [Band::Elevated, Band::High, Band::Critical];
    PossibleValuesParser::new(bands.map(Band::as_str)).map(move |typed| {
        bands.into_iter().find(|band| band.as_str() == typed).expect("invariant: only names of bands are possible")
    })
}
