//! What goes wrong around a run: full disks, cut files, signals, few handles, no home. Nothing is half written and the exit
//! status is true. `tests/README.md` has the table.

use super::{LURE, Sandbox};

#[test]
fn an_input_cut_off_gives_what_is_there_and_says_so() {
    let sandbox = Sandbox::new();
    let line = format!("{{\"text\": \"{}\"}}\n", LURE.trim());
    let whole = line.repeat(20);
    sandbox.write("cut.jsonl", &whole[..whole.len() - 20]);
    sandbox.run("score cut.jsonl").check(
        "JSON Lines",
        3,
        &["cut.jsonl:20: record 20: is not valid JSON", "scored 19 "],
    );
    sandbox.write("cut.csv", &super::ADS[..super::ADS.len() - 40]);
    sandbox.run("score cut.csv").check("CSV", 3, &["a quote is opened and never closed", "scored 1 "]);
    let model = sandbox.read("model.json");
    sandbox.write("model.json", &model[..model.len() / 2]);
    sandbox.run("score calm.txt -o out.jsonl").check("model", 2, &["model.json: not a model file"]);
    assert!(!sandbox.path("out.jsonl").exists());
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, File};
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use super::super::streams::command;
    use super::*;

    /// The program by a shell that does something first; arguments may hold no space.
    fn after(sandbox: &Sandbox, first: &str, line: &str) -> (i32, String) {
        let program = assert_cmd::cargo::cargo_bin!("lurescan").display().to_string();
        let script = format!("{first}; exec {program} {line} --rules pack --model model.json");
        let output = Command::new("sh").args(["-c", &script]).current_dir(sandbox.dir.path()).output().unwrap();
        (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    #[test]
    fn a_full_disk_is_told() {
        let Ok(full) = File::options().write(true).open("/dev/full") else { return };
        let sandbox = Sandbox::new();
        let output = Command::new(assert_cmd::cargo::cargo_bin!("lurescan"))
            .args(["score", "ads.csv", "--rules", "pack", "--model", "model.json"])
            .current_dir(sandbox.dir.path())
            .stdout(Stdio::from(full))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write to standard output"));
    }

    #[test]
    fn few_handles_and_no_home_are_enough() {
        let sandbox = Sandbox::new();
        for first in ["ulimit -n 6", "unset HOME XDG_CONFIG_HOME PATH", "HOME=/nonexistent; export HOME"] {
            let (status, err) = after(&sandbox, first, "score ads.csv lure.txt -o out.jsonl");
            assert_eq!(status, 0, "{first}: {err}");
            assert_eq!(sandbox.read("out.jsonl").lines().count(), 4, "{first}");
        }
    }

    #[test]
    fn a_folder_that_takes_no_file_is_told_before_the_work() {
        use std::os::unix::fs::PermissionsExt as _;
        let sandbox = Sandbox::new();
        fs::create_dir(sandbox.path("closed")).unwrap();
        fs::set_permissions(sandbox.path("closed"), fs::Permissions::from_mode(0o555)).unwrap();
        // Root may write everywhere.
        if File::create(sandbox.path("closed/probe")).is_ok() {
            return;
        }
        sandbox.run("score ads.csv -o closed/out.jsonl").check(
            "closed",
            2,
            &["-o closed/out.jsonl", "ermission denied"],
        );
    }

    #[test]
    fn settings_that_are_no_files_or_far_too_large_are_refused() {
        let sandbox = Sandbox::new();
        assert!(Command::new("mkfifo").arg(sandbox.path("pipe.yaml")).status().unwrap().success());
        File::create(sandbox.path("huge")).unwrap().set_len(300 << 20).unwrap();
        let cases = [
            ("score calm.txt --rules pack --model /dev/zero", "--model /dev/zero: is not a regular file"),
            ("score calm.txt --rules pack --model pipe.yaml", "--model pipe.yaml: is not a regular file"),
            ("score calm.txt --rules pack --model huge", "--model huge: is larger than 128 MiB, the limit"),
            (
                "score calm.txt --model model.json --rules /dev/zero",
                "/dev/zero: error[K001]: cannot be read: is not a regular file",
            ),
            ("score calm.txt --model model.json --rules pipe.yaml", "cannot be read: is not a regular file"),
            ("score calm.txt --model model.json --rules huge", "a rule file holds at most 8388608"),
            (
                "check calm.txt --rules pack --model model.json --baseline /dev/zero",
                "--baseline /dev/zero: is not a regular file",
            ),
            (
                "check calm.txt --rules pack --model model.json --baseline huge",
                "--baseline huge: is larger than 256 MiB",
            ),
            ("score calm.txt --config huge", "huge: is larger than 1 MiB, the limit"),
            ("score calm.txt --config pipe.yaml", "there is no such file"),
        ];
        for (line, words) in cases {
            sandbox.run_bare(line, "").check(line, 2, &[words]);
        }
    }

    #[test]
    fn a_signal_leaves_no_half_output_and_a_run_that_can_be_gone_on_with() {
        let sandbox = Sandbox::new();
        sandbox.write("many.csv", super::super::streams::many(4_000));
        sandbox.run("score many.csv -o whole.jsonl");
        let whole = sandbox.read("whole.jsonl");
        let settings = ["--rules", "pack", "--model", "model.json"];
        for signal in ["-INT", "-TERM"] {
            for (extra, output) in [(None, "plain.jsonl"), (Some("--resume"), "resumed.jsonl")] {
                let args: Vec<&str> =
                    ["score", "many.csv", "-o", output].into_iter().chain(extra).chain(settings).collect();
                let mut child = command(&sandbox, &args);
                std::thread::sleep(Duration::from_millis(150));
                let id = child.id().to_string();
                Command::new("kill").args([signal, &id]).status().unwrap();
                let deadline = Instant::now() + Duration::from_secs(60);
                while child.try_wait().unwrap().is_none() {
                    assert!(Instant::now() < deadline, "{signal} does not end a run");
                    std::thread::sleep(Duration::from_millis(5));
                }
                let done = sandbox.path(output).exists();
                assert!(!done || sandbox.read(output) == whole, "{signal}: {output} is half written");
                if extra.is_some() {
                    sandbox.run(&format!("score many.csv -o {output} --resume"));
                    assert!(sandbox.read(output) == whole, "{signal}: {output} differs once gone on with");
                }
                fs::remove_file(sandbox.path(output)).ok();
            }
        }
    }

    #[test]
    fn a_file_that_shrinks_or_grows_while_it_is_read_ends_no_run() {
        let sandbox = Sandbox::new();
        let rows = super::super::streams::many(4_000);
        for change in ["shrinks", "grows"] {
            sandbox.write("many.csv", &rows);
            let args = ["score", "many.csv", "-o", "out.jsonl", "--rules", "pack", "--model", "model.json"];
            let mut child = command(&sandbox, &args);
            std::thread::sleep(Duration::from_millis(100));
            let mut file = File::options().append(true).open(sandbox.path("many.csv")).unwrap();
            match change {
                "shrinks" => file.set_len(rows.len() as u64 / 2).unwrap(),
                _ => file.write_all(b"last,Something more to read at the end of the file for everyone\n").unwrap(),
            }
            let status = child.wait().unwrap().code();
            // Some of the rows are unreadable in either case.
            assert_eq!(status, Some(3), "{change}");
            assert!(
                sandbox.read("out.jsonl").lines().all(|line| line.starts_with('{') && line.ends_with('}')),
                "{change}"
            );
        }
    }
}
