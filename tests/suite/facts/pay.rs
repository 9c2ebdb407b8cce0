//! Pay in every language of the pack, from the table `pay.yaml` beside this file.

use std::collections::BTreeMap;

use super::{check_all, money_meanings};

/// The rows, by language.
const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/facts/pay.yaml");

/// Language tags of the table that the detector calls otherwise.
fn detected(tag: &str) -> &'static str {
    let known = [("zh-Hans", "zh"), ("zh-Hant", "zh"), ("yue", "zh"), ("hi-Latn", "hi")];
    let code = known.iter().find(|(written, _)| *written == tag).map_or(tag, |(_, code)| code);
    lurescan::text::Language::ALL.iter().find(|l| l.0 == code).map(|l| l.0).unwrap()
}

#[test]
fn pay_is_read_in_every_language() {
    let table: BTreeMap<String, Vec<(String, String)>> =
        serde_yaml::from_str(&std::fs::read_to_string(TABLE).unwrap()).unwrap();
    assert_eq!(table.len(), 32);
    let mut wrong = Vec::new();
    let mut found = Vec::new();
    for (tag, rows) in &table {
        assert!(rows.iter().filter(|(_, meant)| meant.starts_with("wage")).count() >= 6, "{tag}");
        let language = detected(tag);
        let rows: Vec<_> = rows.iter().map(|(text, meant)| (language, text.as_str(), meant.as_str())).collect();
        let failed = check_all(&rows, money_meanings);
        found.push(format!("{tag} {}/{}", rows.len() - failed.len(), rows.len()));
        wrong.extend(failed);
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), found.join(", "));
}
