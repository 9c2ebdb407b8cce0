//! Runs over many ads: columns chosen and carried, sidecars, shares of the records.

use serde_json::Value;

use super::{CALM, LURE, Sandbox};

/// Ads with columns of their own, one of them spoilt.
const BOARD: &str = "\
id,place name,salary,text
calm,\"Yellow, town\",=1+1,\"We look for a clerk in our office in town, full time, with experience in accounts.\"
lure,,+1 555 010 0199,\"Free flight to a warm country and a registration fee of 50 USD, write to us today for the details.\"
";

fn objects(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect()
}

/// The keys of an object, in order.
fn keys(object: &Value) -> Vec<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn fields_are_those_chosen_in_the_order_typed() {
    let sandbox = Sandbox::new();
    let whole = objects(&sandbox.run("score ads.csv -f jsonl").out);
    let seen = sandbox.run("score ads.csv --fields score,id,reason_1 -f csv");
    let (calm, lure) = (&whole[0]["score"], &whole[1]["score"]);
    assert_eq!(seen.out, format!("score,id,reason_1\n{calm},calm,\n{lure},lure,example-fee\n,tiny,\n"));
    assert_eq!(keys(&whole[0]), lurescan::report::view::KEYS);
    let every = keys(&whole[0]).join(",");
    assert_eq!(objects(&sandbox.run(&format!("score ads.csv -f jsonl --fields {every}")).out), whole);
    let seen = sandbox.run("score ads.csv --fields ledger,id -f jsonl");
    for (chosen, whole) in objects(&seen.out).iter().zip(&whole) {
        assert_eq!(keys(chosen), ["ledger", "id"]);
        assert_eq!((&chosen["ledger"], &chosen["id"]), (&whole["ledger"], &whole["id"]));
    }
    let seen = sandbox.run("score ads.csv --fields id,band -f json");
    let array: Vec<Value> = serde_json::from_str(&seen.out).expect("one array");
    assert_eq!(array[1], serde_json::json!({"id": "lure", "band": "critical"}));
}

#[test]
fn a_format_without_the_field_says_which_is_meant() {
    let sandbox = Sandbox::new();
    let cases: &[(&str, &[&str])] = &[
        ("--fields id,scor -f csv", &["--fields: there is no scor", "did you mean score?", "reason_5"]),
        ("--fields id,reason_1 -f jsonl", &["there is no reason_1", "did you mean reasons?"]),
        ("--fields id,id -f csv", &["id is named twice"]),
        ("--fields id,,band -f csv", &["a name is empty"]),
        ("--keep id -f human", &["--keep does not go with the format human", "json, jsonl, csv"]),
        ("--fields id -o out.html", &["--fields does not go with the format html"]),
        ("--sidecar -o out.csv", &["--sidecar does not go with the format csv", "jsonl"]),
        ("--sidecar --fields id", &["cannot be used with"]),
        ("--keep plce --fields id -f csv", &["no column 'plce'"]),
    ];
    for (flags, words) in cases {
        sandbox.run(&format!("score ads.csv {flags}")).check(flags, 2, words);
    }
}

#[test]
fn columns_of_the_input_are_carried_from_every_kind_of_table() {
    let sandbox = Sandbox::new();
    sandbox.write("board.csv", BOARD);
    sandbox.write(
        "board.tsv",
        BOARD.replace("\"Yellow, town\"", "Yellow, town").replace(',', "\t").replace("Yellow\t", "Yellow,"),
    );
    let lines = [
        serde_json::json!({"id": "calm", "place name": "Yellow, town", "salary": "=1+1", "text": CALM}),
        serde_json::json!({"id": "lure", "salary": "+1 555 010 0199", "text": LURE}),
    ];
    sandbox.write("board.jsonl", lines.map(|line| format!("{line}\n")).concat());
    for board in ["board.csv", "board.tsv", "board.jsonl"] {
        let seen = sandbox.run(&format!("score {board} -f jsonl --keep salary --keep Place_Name"));
        let seen = objects(&seen.out);
        assert_eq!(seen[0]["input"], serde_json::json!({"salary": "=1+1", "Place_Name": "Yellow, town"}), "{board}");
        assert_eq!(seen[1]["input"], serde_json::json!({"salary": "+1 555 010 0199", "Place_Name": ""}), "{board}");
        assert_eq!(keys(&seen[0]).last(), Some(&"input"), "{board}");
        let seen = sandbox.run(&format!("score {board} -f csv --fields id --keep salary"));
        assert_eq!(seen.out, "id,input.salary\ncalm,'=1+1\nlure,'+1 555 010 0199\n", "{board}");
        let seen = sandbox.run(&format!("score {board} -f csv --fields id --keep salary --redact"));
        assert!(!seen.out.contains("555 010"), "{board}: {}", seen.out);
    }
    let seen = sandbox.run("score board.csv calm.txt -f jsonl --fields id --keep salary");
    assert!(seen.out.ends_with("{\"id\":\"calm.txt#1\",\"input\":{\"salary\":null}}\n"), "{}", seen.out);
    let parquet = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/sources/parquet/snappy.parquet");
    let seen = sandbox.run(&format!("score {parquet} -f csv --fields id --keep id"));
    seen.check("parquet", 0, &["id,input.id"]);
    for row in seen.out.lines().skip(1) {
        let (id, kept) = row.split_once(',').expect("two cells");
        assert_eq!(id, kept);
    }
}

#[test]
fn a_sidecar_holds_nothing_of_the_texts() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "model.json",
        super::MODEL.replace("\"wording_weight\": 0.0", "\"wording_weight\": 1.0").replace(
            "\"words\": {}",
            "\"words\": {\"country\": [3.0, 2.0], \"warm\": [3.0, 1.5], \"details\": [3.0, 0.5]}",
        ),
    );
    let seen = sandbox.run("score ads.csv --sidecar");
    let seen = objects(&seen.out);
    let whole = objects(&sandbox.run("score ads.csv -f jsonl").out);
    assert_eq!(seen.len(), 3);
    for (attributes, whole) in seen.iter().zip(&whole) {
        assert_eq!(keys(attributes), ["id", "score", "band", "probability", "scheme", "reasons"]);
        for key in ["id", "score", "band", "probability"] {
            assert_eq!(attributes[key], whole[key]);
        }
        assert_eq!(attributes["scheme"], whole["schemes"][0]["id"]);
    }
    let ids = seen[1]["reasons"].as_array().expect("reasons");
    assert!(ids.contains(&"example-fee".into()) && ids.contains(&"wording".into()), "{ids:?}");
    assert!(whole[1].to_string().contains("wording:"), "the ad has wording reasons that quote it");
    assert_eq!(ids.len(), ids.iter().collect::<std::collections::HashSet<_>>().len());
    assert!(seen[2]["score"].is_null() && seen[2]["band"].is_null());
    sandbox.run("score ads.csv --sidecar -o beside.jsonl").check("file", 0, &[]);
    assert_eq!(objects(&sandbox.read("beside.jsonl")), seen);
}

#[test]
fn shares_together_are_the_whole_in_order() {
    let sandbox = Sandbox::new();
    sandbox.write("many.csv", super::streams::many(60));
    sandbox.write(
        "more.jsonl",
        format!("{{\"id\":\"x\",\"text\":\"{}\"}}\n{{broken\n{{\"id\":\"y\",\"text\":\"hi\"}}\n", CALM.trim()),
    );
    let line = "score many.csv more.jsonl lure.txt -f jsonl";
    let whole = sandbox.run(line);
    for of in [2, 5] {
        let shares: Vec<_> = (1..=of).map(|index| sandbox.run(&format!("{line} --shard {index}/{of}"))).collect();
        let mut parts: Vec<_> = shares.iter().map(|share| share.out.lines()).collect();
        let ids: Vec<&str> = whole.out.lines().collect();
        let total: usize = shares.iter().map(|share| share.out.lines().count()).sum();
        assert_eq!(total, ids.len(), "{of} shares");
        // Every line of the whole is the next one of some share: none is lost, added or moved.
        for id in ids {
            let mut next =
                parts.iter_mut().filter_map(|part| part.clone().next().filter(|line| *line == id).map(|_| part));
            next.next().unwrap_or_else(|| panic!("{of} shares: {id}")).next();
        }
        let told: usize = shares.iter().map(|share| share.err.matches("has 1 of 2 columns").count()).sum();
        assert_eq!(told, whole.err.matches("has 1 of 2 columns").count());
    }
    let first = sandbox.run(&format!("{line} --shard 1/3"));
    assert!(first.out.lines().next().expect("a line").contains("\"id\":\"ad-0\""));
    assert!(first.out.lines().nth(1).expect("a line").contains("\"id\":\"ad-3\""));
    for wrong in ["0/3", "4/3", "2", "a/b", "1/0", "-1/2"] {
        sandbox.run(&format!("{line} --shard={wrong}")).check(wrong, 2, &["--shard"]);
    }
}
