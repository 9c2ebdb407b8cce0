//! What fuzzing and the reading it asked for have found, one test a fault.

use lurescan::cli::foreign;
use lurescan::model::FiringTable;

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
