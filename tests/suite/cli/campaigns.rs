//! `lurescan campaigns` as its users run it.

use serde_json::Value;

use super::{ADS, LURE, Sandbox, Seen};

/// Copies of a lure with a contact each, one apart with the same contact, a calm one, and one without text.
fn board() -> String {
    let mut csv = String::from("id,text\n");
    for n in 0..5 {
        csv.push_str(&format!("copy-{n},\"{} Telegram @lina_hr0{}\"\n", LURE.trim(), n % 2));
    }
    csv.push_str("other,We look for a clerk in our office in town with experience. Telegram @lina_hr00\n");
    csv.push_str("calm,Our kitchen needs a second cook for the season and pays an agreed wage each month\n");
    csv.push_str("none,\"\"\nnone-2,\" \"\n");
    csv
}

fn objects(seen: &Seen) -> Vec<Value> {
    seen.out.lines().map(|line| serde_json::from_str(line).expect("a JSON object per line")).collect()
}

#[test]
fn near_duplicates_are_one_campaign_with_its_contacts() {
    let sandbox = Sandbox::new();
    sandbox.write("board.csv", board());
    let seen = sandbox.run("campaigns board.csv --members");
    seen.check("board", 0, &["campaigns 1, ads in them 5, other ads 4", "nothing to read in them", ": 2", "scored 7"]);
    let objects = objects(&seen);
    assert_eq!((objects.len(), &objects[0]["size"], &objects[0]["band"]), (1, &5.into(), &"critical".into()));
    assert_eq!(objects[0]["contacts"][0]["contact"], "telegram:lina_hr00");
    assert_eq!(
        (&objects[0]["contacts"][0]["ads"], &objects[0]["contacts"][0]["ads_elsewhere"]),
        (&3.into(), &1.into())
    );
    let ids: Vec<&str> =
        objects[0]["members"].as_array().unwrap().iter().map(|ad| ad["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["copy-0", "copy-1", "copy-2", "copy-3", "copy-4"]);
}

#[test]
fn campaigns_are_the_same_from_a_file_a_pipe_and_any_number_of_threads() {
    let sandbox = Sandbox::new();
    sandbox.write("board.csv", board());
    let file = sandbox.run("campaigns board.csv");
    let pipe = sandbox.run_with("campaigns - --threads 1", board());
    assert_eq!(file.out, pipe.out);
    let (header, rows) = ("id,text\n", board());
    let mut rows: Vec<&str> = rows.strip_prefix(header).unwrap().lines().collect();
    rows.reverse();
    let reversed = sandbox.run_with("campaigns - --threads 5", format!("{header}{}\n", rows.join("\n")));
    assert_eq!(file.out, reversed.out);
}

#[test]
fn every_format_and_flag_works_and_statuses_are_those_of_score() {
    let sandbox = Sandbox::new();
    sandbox.write("board.csv", board());
    sandbox.write("empty.csv", "");
    let cases: &[(&str, i32, &[&str])] = &[
        (
            "campaigns board.csv --format human",
            0,
            &["Critical risk  5 ads", "What varies", "1 campaign holds 5 of 9 ads"],
        ),
        ("campaigns board.csv --brief", 0, &["critical", "5 ads"]),
        ("campaigns board.csv --format csv", 0, &["campaign,size,texts,band"]),
        ("campaigns board.csv --format csv --members", 0, &["campaign_band", ",copy-4,board.csv,5,6,"]),
        ("campaigns board.csv --format json", 0, &["[\n{\"schema\":\"lurescan-campaign/1\""]),
        ("campaigns board.csv --min-size 6 --format human", 0, &["No near-duplicate ads", "campaigns 0"]),
        ("campaigns board.csv --min-size 1", 0, &["campaigns 3, ads in them 7, other ads 2"]),
        ("campaigns lure.txt", 0, &["campaigns 0, ads in them 0, other ads 1"]),
        ("campaigns empty.csv", 0, &["no ad to read", "campaigns 0"]),
        ("campaigns board.csv nowhere.txt", 3, &["nowhere.txt: cannot be read", "campaigns 1"]),
        ("campaigns", 2, &["nothing to read"]),
        ("campaigns board.csv --min-size 0", 2, &["--min-size"]),
        ("campaigns board.csv --text-field txt", 2, &["did you mean 'text'?"]),
        ("campaigns board.csv -o nowhere/out.jsonl", 2, &["no folder nowhere"]),
        ("campaigns --help", 0, &["--members", "TMPDIR"]),
    ];
    for (line, status, words) in cases {
        sandbox.run(line).check(line, *status, words);
    }
}

#[test]
fn a_file_appears_whole_or_stays_as_it_was() {
    let sandbox = Sandbox::new();
    sandbox.write("board.csv", board());
    sandbox.write("kept.jsonl", "as it was");
    sandbox.run("campaigns board.csv -o out.jsonl").check("file", 0, &[]);
    assert!(sandbox.read("out.jsonl").starts_with("{\"schema\":\"lurescan-campaign/1\""));
    sandbox.run("campaigns nowhere.csv -o kept.jsonl").check("unread", 3, &["kept.jsonl is not written"]);
    assert_eq!(sandbox.read("kept.jsonl"), "as it was");
}

#[test]
fn the_ads_of_score_are_those_of_campaigns() {
    let sandbox = Sandbox::new();
    let ads = format!("{ADS}lure-2,Helper,\"{}\"\n", LURE.trim());
    let seen = sandbox.run_with("campaigns - --min-size 1 --members", ads.clone());
    let scored = sandbox.run_with("score -", ads);
    let mut scores: Vec<(String, Value)> = objects(&seen)
        .iter()
        .flat_map(|campaign| campaign["members"].as_array().unwrap().clone())
        .map(|ad| (ad["id"].to_string(), ad["score"].clone()))
        .collect();
    scores.sort_by(|a, b| a.0.cmp(&b.0));
    let mut wanted: Vec<(String, Value)> =
        objects(&scored).iter().map(|ad| (ad["id"].to_string(), ad["score"].clone())).collect();
    wanted.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(scores, wanted);
}

#[cfg(unix)]
#[test]
fn without_room_for_temporary_files_the_run_says_so() {
    let sandbox = Sandbox::new();
    let (pack, model) = (super::typed(&sandbox.path("pack")), super::typed(&sandbox.path("model.json")));
    let output = assert_cmd::cargo::cargo_bin_cmd!("lurescan")
        .current_dir(sandbox.path("."))
        .args(["campaigns", "ads.csv", "--rules", &pack, "--model", &model])
        .env("TMPDIR", sandbox.path("nowhere"))
        .output()
        .expect("the program starts");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("cannot use a temporary file") && told.contains("TMPDIR"), "{told}");
}
