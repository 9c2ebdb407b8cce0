//! `--resume`: runs killed and gone on with, and what is refused.

use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use xxhash_rust::xxh3::xxh3_128;

use super::streams::{command, many};
use super::{LURE, Sandbox};

/// What a run that is gone on with leaves while it is under way.
const LEFT: [&str; 2] = [".partial", ".partial.journal"];

/// A sandbox with thousands of short ads in two files, some of them unreadable, with contacts to be masked.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("many.csv", many(15_000));
    let contact = |n: u32| format!("{{\"id\":\"c{n}\",\"text\":\"{} Telegram @example_{}.\"}}\n", LURE.trim(), n % 40);
    let lines: String = (0..600).map(|n| if n % 50 == 7 { "{broken\n".to_owned() } else { contact(n) }).collect();
    sandbox.write("more.jsonl", lines);
    sandbox
}

fn size(sandbox: &Sandbox, name: &str) -> u64 {
    std::fs::metadata(sandbox.path(name)).map_or(0, |about| about.len())
}

/// Waits until a file is larger than that, or the program has ended.
fn await_growth(sandbox: &Sandbox, child: &mut Child, name: &str, beyond: u64) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while size(sandbox, name) <= beyond && child.try_wait().expect("it can be asked").is_none() {
        assert!(Instant::now() < deadline, "{name} does not grow");
        sleep(Duration::from_millis(1));
    }
}

/// Starts a run, kills it some time after it has got on, and says whether it was still under way.
fn interrupt(sandbox: &Sandbox, line: &str, output: &str, after: Duration) -> bool {
    let journal = format!("{output}.partial.journal");
    let before = size(sandbox, &journal);
    let args: Vec<&str> = line.split_whitespace().collect();
    let mut child = command(sandbox, &args);
    // The first line says what made the run: a mark is what comes after it.
    await_growth(sandbox, &mut child, &journal, before);
    if before == 0 {
        let head = size(sandbox, &journal);
        await_growth(sandbox, &mut child, &journal, head);
    }
    sleep(after);
    // On Unix this is the signal that cannot be caught.
    let _ = child.kill();
    child.wait().expect("it ends");
    size(sandbox, &journal) > 0
}

#[test]
fn a_run_killed_anywhere_and_gone_on_with_gives_the_same_bytes() {
    let sandbox = sandbox();
    let names = sandbox.names();
    let cases = [
        ("a.jsonl", "--threads 2"),
        ("b.csv", "--threads 1 --keep id,text"),
        ("c.jsonl", "--threads 1 --redact --fields id,contacts,score"),
        ("d.jsonl", "--threads 2 --sidecar --shard 2/3"),
    ];
    let mut chance = 0x2545_f491_4f6c_dd1d_u64;
    for (output, flags) in cases {
        let whole = sandbox.run(&format!("score nowhere.txt many.csv more.jsonl {flags} -o {output}"));
        assert_eq!(whole.status, 3, "{}", whole.err);
        let expected = sandbox.read(output);
        std::fs::remove_file(sandbox.path(output)).expect("it was written");
        let line = format!("score nowhere.txt many.csv more.jsonl {flags} -o {output} --resume");
        let bound = format!("{line} --rules pack --model model.json");
        let mut kills = 0;
        for _ in 0..5 {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            if !interrupt(&sandbox, &bound, output, Duration::from_millis(chance % 60)) {
                break;
            }
            kills += 1;
            assert!(!sandbox.path(output).exists(), "{output}: it appears whole or not at all");
            let stands = sandbox.read(&format!("{output}.partial"));
            assert!(expected.starts_with(&stands), "{output}: what is written is the beginning of the whole");
        }
        assert!(kills > 1, "{output}: the run is too short to be killed twice");
        let seen = sandbox.run(&line);
        if kills == 5 {
            seen.check(output, 3, &["going on after "]);
        }
        assert!(sandbox.read(output) == expected, "{output} differs after {kills} kills");
        assert_eq!(seen.err.lines().last(), whole.err.lines().last(), "the counts are those of the whole");
        std::fs::remove_file(sandbox.path(output)).expect("it was written");
        assert_eq!(sandbox.names(), names, "nothing is left behind");
    }
}

#[test]
fn what_has_changed_since_the_interruption_is_named_and_refused() {
    let sandbox = sandbox();
    let line = "score many.csv more.jsonl -o out.jsonl --resume";
    assert!(interrupt(&sandbox, &format!("{line} --rules pack --model model.json"), "out.jsonl", Duration::ZERO));
    let left = LEFT.map(|ending| sandbox.read(&format!("out.jsonl{ending}")));
    let refused = |line: &str, words: &[&str]| {
        sandbox.run(line).check(line, 2, words);
        assert!(LEFT.map(|ending| sandbox.read(&format!("out.jsonl{ending}"))) == left, "{line}: nothing is touched");
        assert!(!sandbox.path("out.jsonl").exists());
    };
    refused(
        &format!("{line} --prior 0.02"),
        &["cannot be gone on with", "--prior (was none, is 0.02)", "to start anew"],
    );
    refused(&format!("{line} --fields id"), &["--fields (was none, is [\"id\"])"]);
    refused(&format!("{line} --redact"), &["--redact (was false, is true)"]);
    refused(&format!("{line} --shard 1/2"), &["--shard (was 1/1, is 1/2)"]);
    refused(&format!("{line} --format csv"), &["--format (was jsonl, is csv)"]);
    refused("score more.jsonl many.csv -o out.jsonl --resume", &["changed since the interruption: the input"]);
    for (name, from, to, what) in [
        ("many.csv", "Number 399", "Number 398", "the input"),
        ("model.json", "-4.0", "-4.5", "the model"),
        ("pack/money/example-fee.yaml", "title: Asks", "title: Wants", "the rules"),
    ] {
        let before = sandbox.read(name);
        assert!(before.contains(from), "{name}");
        sandbox.write(name, before.replace(from, to));
        refused(line, &["changed since the interruption: ", what]);
        sandbox.write(name, before);
    }
    let (partial, journal) = (&left[0], &left[1]);
    sandbox.write("out.jsonl.partial", partial.replacen("\"id\"", "\"ID\"", 1));
    sandbox.run(line).check("changed output", 2, &["not what the interrupted run left there"]);
    sandbox.write("out.jsonl.partial", partial);
    std::fs::remove_file(sandbox.path("out.jsonl.partial.journal")).expect("it is there");
    sandbox.run(line).check("no journal", 2, &["nothing tells what of it stands"]);
    // A last line cut short is passed over, as is what was written after the last mark.
    sandbox.write("out.jsonl.partial.journal", format!("{journal}{{\"bytes\":12"));
    sandbox.write("out.jsonl.partial", format!("{partial}{{\"schema\":\"lurescan/1\",\"id"));
    sandbox.run(line).check("torn", 3, &["going on after "]);
    let whole = sandbox.run("score many.csv more.jsonl -f jsonl");
    assert!(sandbox.read("out.jsonl") == whole.out);
}

#[test]
fn a_run_killed_after_its_last_record_is_found_finished() {
    let sandbox = sandbox();
    let line = "score many.csv -o out.jsonl --resume";
    assert!(interrupt(&sandbox, &format!("{line} --rules pack --model model.json"), "out.jsonl", Duration::ZERO));
    let journal = sandbox.read("out.jsonl.partial.journal");
    let whole = sandbox.run("score many.csv -f jsonl").out;
    let last: serde_json::Value = serde_json::from_str(journal.lines().last().expect("a mark")).expect("JSON");
    let mut mark = last;
    mark["counts"]["unreadable"] = 57.into();
    mark["bytes"] = whole.len().into();
    mark["hash"] = format!("{:032x}", xxh3_128(whole.as_bytes())).into();
    mark["finished"] = true.into();
    std::fs::remove_file(sandbox.path("out.jsonl.partial")).expect("it is there");
    sandbox.write("out.jsonl.partial.journal", format!("{journal}{mark}\n"));
    sandbox.write("out.jsonl", &whole);
    sandbox.run(line).check("finished", 3, &["nothing is left to do", "unreadable 57"]);
    assert!(!sandbox.path("out.jsonl.partial.journal").exists() && sandbox.read("out.jsonl") == whole);
}

#[test]
fn what_cannot_be_gone_on_with_is_refused() {
    let sandbox = Sandbox::new();
    let cases: &[(&str, &[&str])] = &[
        ("ads.csv --resume", &["--resume needs a file", "-o FILE"]),
        ("ads.csv --resume -o /dev/null -f jsonl", &["--resume needs a file"]),
        ("ads.csv --resume -o out.json", &["--resume does not go with the format json", "jsonl, csv"]),
        ("ads.csv --resume -o out.html", &["--resume does not go with the format html", "record by record"]),
        ("- --resume -o out.csv", &["does not go with standard input"]),
        ("ads.csv --resume -o pack", &["is a folder"]),
    ];
    let names = sandbox.names();
    for (flags, words) in cases {
        sandbox.run(&format!("score {flags}")).check(flags, 2, words);
    }
    sandbox.run("score nowhere.csv -o out.jsonl --resume").check("nothing read", 3, &["out.jsonl is not written"]);
    assert_eq!(sandbox.names(), names, "nothing is left behind");
    sandbox.write("out.jsonl", "as it was");
    sandbox.run("score ads.csv -o out.jsonl --resume").check("never interrupted", 0, &[]);
    assert_eq!(sandbox.read("out.jsonl"), sandbox.run("score ads.csv -f jsonl").out);
}

#[test]
fn two_runs_do_not_write_one_output() {
    let sandbox = Sandbox::new();
    sandbox.write("many.csv", many(60_000));
    let line = "score many.csv -o out.jsonl --resume";
    let bound = format!("{line} --rules pack --model model.json --threads 1");
    let mut first = command(&sandbox, &bound.split_whitespace().collect::<Vec<_>>());
    await_growth(&sandbox, &mut first, "out.jsonl.partial", 0);
    sandbox.run(line).check("second", 2, &["another run is writing out.jsonl"]);
    let _ = first.kill();
    first.wait().expect("it ends");
}
