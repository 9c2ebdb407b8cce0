//! Files that are kept beside the ads: models, firing tables, configuration, baselines, journals.

use lurescan::cli::foreign;
use lurescan::model::{FiringTable, Model, ModelFile, Reading};
use lurescan::text::NormalizedText;

/// A model file; one that is accepted is written again as it is, and what it weighs is a number.
pub(crate) fn model(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (file, model) = match (ModelFile::parse(text), Model::from_json(text)) {
        (Ok(file), Ok(model)) => (file, model),
        (Err(error), Err(_)) => return assert!(!error.to_string().is_empty()),
        (file, _) => panic!("a file and its model disagree: {:?}", file.err()),
    };
    let written = file.to_json().unwrap_or_else(|error| panic!("cannot be written: {error}"));
    assert_eq!(ModelFile::parse(&written).ok().as_ref(), Some(&file));
    let fields =
        ["Chat support abroad", "No experience needed, free flight. Send a photo of your passport on Telegram."];
    let reading = Reading::of(&fields.map(NormalizedText::new));
    let score = model.wording().score(&reading);
    assert!(score.logit.is_finite(), "the wording weighs {}", score.logit);
    assert!(score.words.iter().all(|word| word.contribution.is_finite()));
    assert!(model.taggers().find(&reading).iter().all(|tagged| tagged.margin.is_finite()));
}

/// A firing table; one that is accepted is written again as it is.
pub(crate) fn firing(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(table) = FiringTable::parse(text) else { return };
    let written = table.to_json().unwrap_or_else(|error| panic!("cannot be written: {error}"));
    assert_eq!(FiringTable::parse(&written).ok().as_ref(), Some(&table));
    for rule in table.rules.keys() {
        let _ = (table.real(rule), table.fired(rule, "board"), table.collinearity(rule, "board"));
        assert!(!table.share(rule, "board").is_nan());
    }
}

/// A `lurescan.toml`.
pub(crate) fn config(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Err(message) = foreign::config(text) {
        assert!(message.starts_with("lurescan.toml:"), "a mistake without its place: {message}");
    }
}

/// A baseline; one that is accepted is written in a form that stays.
pub(crate) fn baseline(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(written) = foreign::baseline(text) {
        assert_eq!(foreign::baseline(&written).as_ref(), Ok(&written));
    }
}

/// The journal of `--resume`; what of it is whole reads the same by itself.
pub(crate) fn journal(data: &[u8]) {
    let told = foreign::journal(data).unwrap_or_else(|error| panic!("bytes in memory: {error}"));
    let whole = usize::try_from(told.0).ok().and_then(|end| data.get(..end));
    let whole = whole.unwrap_or_else(|| panic!("{} of {} bytes are whole", told.0, data.len()));
    assert!(whole.is_empty() || whole.ends_with(b"\n"));
    assert_eq!(foreign::journal(whole).ok(), Some(told));
}
