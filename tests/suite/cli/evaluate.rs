//! `evaluate` and `generate card`, with the sandbox's own rules and model.

use super::{MODEL, Sandbox};

/// Fifteen ads in which both indicators stand and fifteen in which none does, from a source and in a language of hostile
/// names.
fn labeled() -> String {
    let row = |id: usize| {
        let (label, text) = if id.is_multiple_of(2) {
            (
                "lure",
                format!("Free flight number {id} to the coast, and a registration fee of {id} dollars before you go."),
            )
        } else {
            (
                "legit",
                format!(
                    "We look for a clerk number {id} in our office in town, full time, with {id} years in accounts."
                ),
            )
        };
        let json = serde_json::json!({
            "id": format!("<b>{id}\u{1b}[31m"), "title": "", "text": text, "label": label, "lang": "<i>\u{202e}x", "scheme": "a|b",
        });
        json.to_string() + "\n"
    };
    (0..30).map(row).collect()
}

#[test]
fn a_finished_model_is_measured_in_every_format() {
    let sandbox = Sandbox::new();
    sandbox.write("labeled.jsonl", labeled());
    let seen = sandbox.run("evaluate --as-is labeled.jsonl");
    seen.check(
        "human",
        0,
        &[
            "15 authored harmful ads",
            "counted on 15 genuine ads",
            "ROC-AUC, all ads",
            "1.000",
            "4.84 %",
            "1 %",
            "0.067 %",
            "Cheapest threshold",
            "Reliability",
            "By language",
            "By length",
            "example-fee",
            "How far the label can be told",
        ],
    );
    // Fifteen genuine ads cannot show a rate of 1 %.
    assert!(seen.out.lines().any(|line| line.starts_with("recall where 1 %") && line.ends_with('–')), "{}", seen.out);
    assert!(!seen.out.contains('\u{1b}') && !seen.out.contains('\u{202e}'), "{}", seen.out);

    let seen = sandbox.run("evaluate --as-is labeled.jsonl --format json --prevalence 0.5 --cost-fn 3");
    seen.check("json", 0, &["\"schema\":\"lurescan-evaluation/1\""]);
    assert!(!seen.out.contains('\u{1b}') && !seen.out.contains('\u{202e}'));
    let view: serde_json::Value = serde_json::from_str(&seen.out).unwrap();
    let run = &view["runs"][0];
    assert_eq!(run["held_out"], serde_json::Value::Null);
    assert_eq!(run["roc_auc_all"]["value"], 1.0);
    assert_eq!(run["recall_at_1_percent"], serde_json::Value::Null);
    assert_eq!(run["bands"][2]["name"], "critical");
    assert_eq!(run["bands"][2]["expected"].as_array().unwrap().len(), 1);
    assert_eq!(run["cheapest"][0]["cost_fn"], 3.0);
    // Nothing is missed and nothing flagged wrongly: no cost; flagging all costs half of 1,000 false alarms.
    assert_eq!(run["cheapest"][0]["cost_per_1000"], 0.0);
    assert_eq!(run["cheapest"][0]["cost_of_flagging_all"], 500.0);
    assert_eq!(view["rule_table"][0]["harmful"], serde_json::json!({"fired": 15, "ads": 15}));
    assert_eq!(view["rule_table"][0]["lift"], 2.0);
    assert_eq!(view["gap"], serde_json::Value::Null);
    assert_eq!(view["stress"], serde_json::Value::Null, "it is asked for by itself");

    for (file, format) in [("page.html", ""), ("page.txt", " --format html")] {
        let seen = sandbox.run(&format!("evaluate --as-is labeled.jsonl -o {file}{format}"));
        seen.check(file, 0, &["wrote"]);
        assert_eq!(seen.out, "");
        let page = sandbox.read(file);
        assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"), "{file}");
        assert!(page.contains("&#60;b&#62;") && !page.contains("<b>") && !page.contains("<i>"), "{file}");
    }
    sandbox.run("evaluate --as-is labeled.jsonl -o all.json").check("by extension", 0, &[]);
    assert!(sandbox.read("all.json").starts_with("{\"schema\""));
}

#[test]
fn changed_ads_are_measured_beside_those_as_written() {
    let sandbox = Sandbox::new();
    sandbox.write("labeled.jsonl", labeled());
    let view = |line: &str| -> serde_json::Value {
        let seen = sandbox.run(line);
        seen.check(line, 0, &[]);
        serde_json::from_str(&seen.out).unwrap()
    };
    let whole = view("evaluate --stress labeled.jsonl --format json");
    let stress = &whole["stress"];
    assert_eq!(stress["harmful"], serde_json::json!({"taken": 15, "of": 15}));
    let row = |name: &str| {
        let rows = stress["attacks"].as_array().unwrap();
        rows.iter().find(|row| row["what"] == name).unwrap_or_else(|| panic!("no attack {name}")).clone()
    };
    // Undone without a trace.
    let hidden = row("zero-width characters between letters");
    assert_eq!((&hidden["held"], &hidden["harmful"]["changed"]), (&serde_json::json!(true), &serde_json::json!(15)));
    assert_eq!(hidden["harmful"]["before"]["high"], 1.0);
    assert_eq!(hidden["harmful"]["after"]["high"], 1.0);
    // The two indicators stand in the first and the second half: one is lost, and what is lost is told.
    let cut = row("cut to its first half");
    assert_eq!((&cut["held"], &cut["limit"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    assert_eq!(cut["harmful"]["after"]["high"], 0.0);
    assert_eq!(cut["harmful"]["fall_at_high"]["value"], 1.0);
    assert_eq!(cut["harmful"]["crossed_high"].as_array().unwrap().len(), 10);
    // Nothing in English changes under an attack on Chinese.
    assert_eq!(row("Chinese words by sound-alike characters")["harmful"], serde_json::json!({"changed": 0}));

    let sampled = view("evaluate --stress --sample 4 labeled.jsonl --format json");
    assert_eq!(sampled["stress"]["harmful"], serde_json::json!({"taken": 4, "of": 15}));
    assert_eq!(sampled["stress"]["genuine"], serde_json::json!({"taken": 4, "of": 15}));
    assert_eq!(sampled, view("evaluate --stress --sample 4 labeled.jsonl --format json"), "the same every time");
    let words = [
        "Harmful ads disguised, padded and cut",
        "Genuine ads changed in the same ways",
        "1.000 → 1.000",
        "emoji bullets",
    ];
    sandbox.run("evaluate --stress --sample 2 labeled.jsonl").check("human", 0, &words);
    sandbox.run("evaluate --stress --sample 2 labeled.jsonl -o page.html").check("page", 0, &["wrote"]);
    assert!(sandbox.read("page.html").contains(words[0]));
}

#[test]
fn what_cannot_be_measured_is_refused_with_a_reason() {
    let sandbox = Sandbox::new();
    sandbox.write("labeled.jsonl", labeled());
    sandbox.write("one.jsonl", labeled().lines().filter(|line| line.contains("legit")).collect::<Vec<_>>().join("\n"));
    sandbox.write("none.jsonl", labeled().replace("\"label\"", "\"truth\""));
    sandbox.write("few.jsonl", labeled().lines().take(8).collect::<Vec<_>>().join("\n"));
    let cases: &[(&str, &[&str])] = &[
        ("evaluate --as-is one.jsonl", &["all 15 labeled ads are genuine"]),
        ("evaluate --as-is few.jsonl", &["4 harmful and 4 genuine ads are too few", "10 of each"]),
        ("evaluate --as-is none.jsonl", &["none of 30 records has a label"]),
        ("evaluate --as-is nowhere.jsonl", &["no such file"]),
        ("evaluate labeled.jsonl", &["no real genuine ad", "--as-is measures a finished model"]),
        ("evaluate --as-is labeled.jsonl --holdout row", &["cannot be used with"]),
        ("evaluate --stress labeled.jsonl --holdout row", &["cannot be used with"]),
        ("evaluate --sample 3 labeled.jsonl", &["--stress"]),
        ("evaluate labeled.jsonl --holdout batch", &["campaign", "language"]),
        ("evaluate --as-is labeled.jsonl --prevalence 0", &["above 0"]),
        ("evaluate --as-is labeled.jsonl --cost-fp -1", &["above 0"]),
        ("evaluate --as-is labeled.jsonl -o report.pdf", &["no format has this extension", "html"]),
        ("evaluate --as-is labeled.jsonl -o nowhere/page.html", &["no folder"]),
        ("evaluate --as-is labeled.jsonl --json", &["--json"]),
    ];
    for (line, words) in cases {
        let seen = sandbox.run(line);
        seen.check(line, 2, words);
        assert_eq!(seen.out, "", "{line}");
    }
    assert!(!sandbox.names().iter().any(|name| name.starts_with("report") || name.starts_with("page")));
}

#[test]
fn a_card_is_made_of_the_model_in_use() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "firing.json",
        r#"{"format":"lurescan-firing/1","rules_fingerprint":"none","sources":{"board":{"real":true,
        "ads":{"en":50}}},"rules":{"example-fee":{"board":{"en":2}}}}"#,
    );
    sandbox.write("foreign.json", sandbox.read("firing.json").replace("none", "others"));
    sandbox.run("generate card").check(
        "card",
        0,
        &["# Model card", "over 3 named features", "assume that 50 % of ads"],
    );
    sandbox.run("generate card --firing firing.json").check(
        "firing",
        0,
        &["## Firing on genuine ads", "| example-fee | 2 | 4 % | board | 4 % |"],
    );
    sandbox.run("generate card --firing foreign.json").check("foreign", 2, &["other rules than the model's"]);
    sandbox.run("generate card --firing model.json").check("no table", 2, &["--firing model.json"]);
    sandbox.write("model.json", MODEL.replace("lurescan-model/1", "lurescan-model/9"));
    sandbox.run("generate card").check("other version", 2, &["lurescan-model/9"]);
}
