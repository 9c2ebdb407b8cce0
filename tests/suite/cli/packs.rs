//! Rule packs from disk and the tasks of `rules`.

use super::{FEE, FLIGHT, Sandbox};

#[test]
fn every_mistake_is_told_with_its_place() {
    let sandbox = Sandbox::new();
    let three = FEE
        .replace("category: money", "category: mony")
        .replace("[fee-fraud]", "[fee-frod]")
        .replace("visa fee\", ", "(visa fee\", ");
    sandbox.write("pack/money/example-fee.yaml", three);
    for line in ["rules test", "score ads.csv", "check ads.csv", "rules list"] {
        let seen = sandbox.run(line);
        seen.check(
            line,
            2,
            &[
                "example-fee.yaml:3:11",
                "did you mean `money`?",
                "example-fee.yaml:6:",
                "example-fee.yaml:12:",
                "3 mistakes",
            ],
        );
        assert_eq!(seen.out, "", "{line}");
    }
}

#[test]
fn an_example_that_does_not_hold_is_told_with_its_place() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "pack/promise/example-flight.yaml",
        FLIGHT.replace("Flight attendants wanted.", "A free flight for nobody at all."),
    );
    let seen = sandbox.run("rules test");
    seen.check("near-miss", 2, &["example-flight.yaml:16:", "P003", "do not hold: 1"]);
}

#[test]
fn files_that_are_no_text_are_told_all_at_once() {
    let sandbox = Sandbox::new();
    sandbox.write("pack/money/latin.yaml", b"id: latin\ntitle: caf\xe9\n");
    sandbox.write("pack/money/other.yml", "id: other\n");
    let seen = sandbox.run("rules test");
    seen.check("files", 2, &["latin.yaml:2:11", "is not UTF-8", "other.yml", "rename it", "2 mistakes"]);
    sandbox.write("hollow/readme.txt", "nothing");
    sandbox.run_bare("rules list --rules hollow", "").check("hollow", 2, &["no rule file"]);
}

#[test]
fn packs_are_laid_over_one_another() {
    let sandbox = Sandbox::new();
    sandbox.write("second/pack.yaml", "disable: [example-flight]\n");
    sandbox.write("second/money/example-fee.yaml", FEE.replace("weight: 3.0", "weight: 1.0"));
    let seen = sandbox.run("rules list --rules pack --rules second --format json");
    // The pack itself is added behind these by the sandbox; ids stay unique.
    seen.check("list", 0, &["example-fee", "example-flight"]);
    let seen = sandbox.run_bare("rules list --rules pack --rules second", "");
    seen.check("list", 0, &["example-fee", "+1.0"]);
    assert!(!seen.out.contains("example-flight"));
    let seen = sandbox.run_bare("rules list --rules pack --rules second/money/example-fee.yaml", "");
    seen.check("one file", 0, &["+1.0", "example-flight"]);
}

#[test]
fn lint_advises_and_coverage_counts() {
    let sandbox = Sandbox::new();
    let seen = sandbox.run("rules lint");
    seen.check("lint", 0, &["L001", "L002", "L006", "rules reviewed: 2"]);
    assert!(!seen.err.contains("L007"));
    sandbox.write("pack/promise/example-flight.yaml", FLIGHT.replace("Known lures pay", "Every scammer pays"));
    sandbox.run("rules lint").check("wording", 0, &["L007", "scammer"]);
    let seen = sandbox.run("rules coverage --by-rule --format csv");
    seen.check("coverage", 0, &[]);
    let header: Vec<&str> = seen.out.lines().next().unwrap_or_default().split(',').collect();
    let row: Vec<&str> = seen.out.lines().nth(1).unwrap_or_default().split(',').collect();
    let english = header.iter().position(|name| *name == "en");
    assert_eq!(english.and_then(|at| row.get(at)), Some(&"3"));
    sandbox.run("rules coverage --by-rule --format markdown").check("markdown", 0, &["|---|", "| example-fee |"]);
    sandbox.run("rules coverage --format markdown").check("by category", 0, &["|---|", "| English | en |"]);
}

const UNSEEN: &str = "\
id: example-unseen
title: States pay to search engines only
category: promise
polarity: risk
weight: 1.0
why: Search engines read the mark-up, people the page.
ask: Ask which pay is meant.
when: [\"posting.unseen_claim == pay\", \"posting.unseen >= 2\"]
languages:
  any:
    hit:
      - \"⟪pay: USD 9000⟫⟪place: Sampletown⟫Typists wanted.\"
      - \"⟪title: Cook⟫ ⟪pay: USD 9000⟫ Cooks. Salary: ⟦USD 9000⟧\"
    miss:
      - \"⟪pay: USD 9000⟫ Typists wanted.\"
      - \"⟪title: Cook⟫⟪place: Sampletown⟫ Cooks wanted.\"
";

#[test]
fn rules_test_what_mark_up_states_and_the_page_does_not_show() {
    let sandbox = Sandbox::new();
    sandbox.write("pack/promise/example-unseen.yaml", UNSEEN.replace("⟫ ⟪", "⟫⟪"));
    sandbox.run("rules test").check("proven", 0, &["every example holds"]);
    let page = |pay: &str| {
        format!(
            "<html><head><script type='application/ld+json'>{{\"@type\":\"JobPosting\",\"title\":\"Receptionist\",\
             \"hiringOrganization\":{{\"name\":\"Example Hotel\"}},\"description\":\"Greets guests of a small hotel.\",\
             \"baseSalary\":{{\"currency\":\"USD\",\"value\":{{\"value\":{pay},\"unitText\":\"MONTH\"}}}}}}</script></head><body>\
             <h1>Receptionist</h1>{}</body></html>",
            "<p>Greets guests of a small hotel, 1,500 dollars a month, with a room and two meals.</p>".repeat(4)
        )
    };
    sandbox.write("same.html", page("1500"));
    sandbox.write("other.html", page("9000"));
    let seen = sandbox.run("score same.html other.html -f jsonl");
    seen.check("pages", 0, &[]);
    let ads: Vec<serde_json::Value> = seen.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let fired = |ad: &serde_json::Value| {
        let reasons = ad["reasons"].as_array().unwrap();
        reasons.iter().find(|reason| reason["id"] == "example-unseen").map(|reason| reason["spans"][1]["text"].clone())
    };
    assert_eq!((fired(&ads[0]), fired(&ads[1])), (None, Some("USD 9000 per month".into())), "{}", seen.out);
    let wrong = UNSEEN.replace("⟪title: Cook⟫⟪place", "⟪titel: Cook⟫⟪place");
    sandbox.write("pack/promise/example-unseen.yaml", wrong);
    sandbox.run("rules test").check("claim", 2, &["unknown claim `titel`", "title, employer, place, pay, text"]);
}

/// A pack from a stranger may not put mark-up, links or mentions into the page of whoever pastes its rule.
#[test]
fn a_rule_as_markdown_holds_no_mark_up_of_its_author() {
    let sandbox = Sandbox::new();
    let hostile = FEE
        .replace("title: Asks for a fee", "title: 'Fee <img src=x onerror=alert(1)> @all | [x](javascript:alert(1))'")
        .replace("why: Employers do not charge applicants.", "why: '- # not a list, `code` **bold**'")
        .replace("ask: Ask which law allows the fee.", "ask: '1. not a list, see https://example.com/x'")
        .replace("\"Example Gazette, 2024\"", "'Gazette](x), https://example.com/a>(b)\"c', 'javascript:alert(1)'")
        .replace("The ⟦visa fee⟧ is", "+ the *⟦visa fee⟧* <b>is</b>");
    sandbox.write("pack/money/example-fee.yaml", hostile);
    let seen = sandbox.run("rules show example-fee --format markdown");
    seen.check("hostile rule", 0, &[]);
    insta::assert_snapshot!(seen.out);
}

#[test]
fn a_rule_as_json_has_every_example_with_its_marks_and_its_conditions() {
    let sandbox = Sandbox::new();
    sandbox.write("pack/money/example-fee.yaml", FEE.replace("languages:\n", "when: [text.words >= 2]\nlanguages:\n"));
    let seen = sandbox.run("rules show example-fee --format json");
    seen.check("json", 0, &[]);
    let rule: serde_json::Value = serde_json::from_str(&seen.out).unwrap();
    assert_eq!(rule["conditions"][0]["of"][0], "text.words >= 2");
    assert_eq!((&rule["weight"], &rule["learned"]), (&3.0.into(), &3.0.into()));
    let hits = rule["languages"][0]["hits"].as_array().unwrap();
    let words = hits.iter().map(|hit| {
        let [start, end] = [0, 1].map(|at| usize::try_from(hit["marked"][0][at].as_u64().unwrap()).unwrap());
        &hit["text"].as_str().unwrap()[start..end]
    });
    assert_eq!(words.collect::<Vec<_>>(), ["registration fee", "visa fee"]);
}
