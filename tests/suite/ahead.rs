//! What is compiled when the crate is built is what would be compiled at run time, and a start costs no more than that.

use std::io::Read;
use std::process::{Command, Stdio};

use lurescan::detect::Detector;
use lurescan::model::Model;
use lurescan::rules::{PackFileText, PackSources, RuleSet};

fn loaded(sources: &PackSources) -> RuleSet {
    RuleSet::load(sources).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Where two packed values part, for a message; equal ones never do.
fn parting(embedded: &[u8], fresh: &[u8]) -> Option<String> {
    let at = embedded.iter().zip(fresh).position(|(a, b)| a != b).or((embedded.len() != fresh.len()).then_some(0))?;
    Some(format!("{} bytes embedded, {} fresh, apart from byte {at} on", embedded.len(), fresh.len()))
}

#[test]
fn rules_and_search_embedded_are_those_the_files_make() {
    let (embedded, fresh) = (loaded(&PackSources::builtin()), loaded(&PackSources::written()));
    assert_eq!((embedded.is_ahead(), fresh.is_ahead()), (true, false), "built-in rules are not compiled at a start");
    assert_eq!(parting(&embedded.packed(), &fresh.packed()), None);
    assert_eq!(embedded.fingerprint(), fresh.fingerprint());
    let (embedded, fresh) = (Detector::new(embedded), Detector::new(fresh));
    assert_eq!(parting(&embedded.packed(), &fresh.packed()), None);
}

#[test]
fn what_few_runs_ask_for_is_there_when_one_does() {
    let (embedded, fresh) = (loaded(&PackSources::builtin()), loaded(&PackSources::written()));
    assert_eq!(embedded.help(), fresh.help());
    for (embedded, fresh) in embedded.rules().iter().zip(fresh.rules()) {
        assert_eq!(embedded.id, fresh.id);
        assert_eq!(embedded.translations(), fresh.translations(), "{}", fresh.id);
        for (embedded, fresh) in embedded.blocks.iter().zip(&fresh.blocks) {
            assert_eq!((embedded.hits(), embedded.misses()), (fresh.hits(), fresh.misses()), "{}", fresh.language);
        }
    }
}

#[test]
fn the_model_embedded_is_that_of_its_file() {
    let (embedded, fresh) = (Model::builtin().unwrap(), Model::written().unwrap());
    assert!(embedded == fresh, "the embedded model differs from models/default.json");
    assert_eq!(parting(&embedded.packed(), &fresh.packed()), None);
}

#[test]
fn a_pack_laid_over_the_rules_compiles_all_of_them() {
    let settings = PackFileText {
        path: "pack.yaml".to_owned(),
        shown: "mine/pack.yaml".to_owned(),
        text: "disable: [actor-trap]\n".to_owned(),
    };
    let sources = PackSources::builtin().with(vec![settings]);
    let rules = loaded(&sources);
    assert!(!rules.is_ahead());
    assert_eq!(rules.rules().len() + 1, loaded(&PackSources::builtin()).rules().len());
}

/// Most memory that one small file may take, in KiB. A debug build is itself larger by what its code takes.
#[cfg(target_os = "linux")]
const MOST: u64 = if cfg!(debug_assertions) { 128 << 10 } else { 64 << 10 };

/// The peak is read while the program waits for its output to be taken: it writes more than a pipe holds.
#[cfg(target_os = "linux")]
#[test]
fn one_small_file_takes_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let ads = folder.path().join("ads.jsonl");
    let ad = r#"{"title": "Chat support", "text": "Customer service in Thailand, 5000 USD a month, free flight, no experience. Telegram @example555."}"#;
    std::fs::write(&ads, format!("{ad}\n").repeat(100)).unwrap();
    let mut program = Command::new(assert_cmd::cargo::cargo_bin!("lurescan"))
        .args(["score", "--quiet", "--format", "jsonl"])
        .arg(&ads)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = program.stdout.take().unwrap();
    let mut some = [0; 1];
    output.read_exact(&mut some).unwrap();
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let mut rest = Vec::new();
    output.read_to_end(&mut rest).unwrap();
    assert!(program.wait().unwrap().success());
    assert!(rest.len() > 1 << 18, "{} bytes of output are no hold", rest.len());
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().trim_end_matches("kB").trim().parse().unwrap();
    assert!(peak <= MOST, "{peak} KiB, more than {MOST}");
}
