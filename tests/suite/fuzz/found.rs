//! What fuzzing and the reading it asked for have found, one test a fault.

use lurescan::cli::foreign;
use lurescan::model::{FiringTable, Model};

#[test]
fn a_journal_of_more_records_than_can_be_counted_is_damaged() {
    let counts = |scored: u64| {
        format!(
            "{{\"scored\":{scored},\"insufficient\":1,\"unreadable\":0,\"by_band\":[0,0,0,0],\"encodings\":[],\
             \"misnamed\":0,\"misnamed_input\":false}}"
        )
    };
    let head = "{\"format\":\"lurescan-journal/1\",\"by\":[]}\n";
    let journal = |scored| {
        let counts = counts(scored);
        format!("{head}{{\"bytes\":7,\"hash\":\"x\",\"counts\":{counts},\"contacts\":[],\"finished\":false}}\n")
    };
    let whole = journal(3);
    assert_eq!(foreign::journal(whole.as_bytes()).unwrap(), (whole.len() as u64, Some((4, 7))));
    // The sum of what it counts overflowed.
    assert_eq!(foreign::journal(journal(u64::MAX).as_bytes()).unwrap(), (head.len() as u64, None));
}

#[test]
fn a_firing_table_of_more_ads_than_can_be_counted_is_refused() {
    let table = |ads: u64| {
        let board = format!("{{\"real\":true,\"ads\":{{\"en\":{ads},\"vi\":1}}}}");
        let head = "\"format\":\"lurescan-firing/1\",\"rules_fingerprint\":\"0\"";
        FiringTable::parse(&format!("{{{head},\"sources\":{{\"board\":{board}}},\"rules\":{{}}}}"))
    };
    assert_eq!(table(8).unwrap().ads("board"), 9);
    // The sum over its languages overflowed.
    assert_eq!(table(u64::MAX).unwrap_err().to_string(), "`ads` is out of range");
}

#[test]
fn a_model_whose_sums_would_be_infinite_is_refused() {
    let model = |weight: &str, threshold: &str| {
        let text = format!(
            r#"{{"format":"lurescan-model/1","program":"0","rules_fingerprint":"0","reference_prior":0.05,"intercept":-1,
            "wording_weight":{weight},"calibration":{{"slope":1,"offset":0}},"bands":{{"elevated":1,"high":2,"critical":3}},
            "weights":{{"rule:free-flight":{weight}}},"training":null,
            "taggers":{{"photo":{{"threshold":{threshold},"characters":{{"pho":{weight}}},"words":{{}}}}}},
            "wording":{{"intercept":0,"characters":{{"fre":[{weight},2]}},"words":{{"free":[1,{weight}]}}}}}}"#
        );
        Model::from_json(&text).err().map(|error| error.to_string())
    };
    assert_eq!(model("1.5", "1"), None);
    // Every number is finite; the probability was not one, and the ad `low`.
    assert_eq!(model("1e308", "1").unwrap(), "`wording_weight` is larger than any log-odds can be (10000)");
    assert_eq!(model("1.5", "1e308").unwrap(), "`tagger photo: threshold` is larger than any log-odds can be (10000)");
    assert_eq!(model("1.5", "0").unwrap(), "`tagger photo: threshold` is not above zero");
}
