//! What every parser of foreign bytes must stand: one function per parser, each from any bytes to nothing, or a panic.
//!
//! libFuzzer calls these functions through `fuzz_targets/`, the test suite through `tests/suite/fuzz.rs`, so both mean the
//! same by a failure. `targets.txt` lists them with their dictionaries and seeds. A new one is a function here, its line in
//! that file and in [`TARGETS`], and a file in `fuzz_targets/`.

mod watch;

mod files;
mod pipeline;
mod rules;
mod sources;
mod texts;

/// A function that takes any bytes and panics over what must not be.
pub(crate) type Check = fn(&[u8]);

/// Every target by name.
pub(crate) const TARGETS: &[(&str, Check)] = &[
    ("any", sources::any),
    ("archive_tar", sources::tar),
    ("archive_zip", sources::zip),
    ("arrow", sources::arrow),
    ("baseline", files::baseline),
    ("compressed", sources::compressed),
    ("config", files::config),
    ("csv", sources::csv),
    ("eml", sources::eml),
    ("encoding", sources::encoding),
    ("fact_test", rules::fact_test),
    ("feed", sources::feed),
    ("firing", files::firing),
    ("front_matter", sources::front_matter),
    ("html", sources::html),
    ("journal", files::journal),
    ("json", sources::json),
    ("jsonl", sources::jsonl),
    ("jsonld", sources::jsonld),
    ("model", files::model),
    ("normalizer", texts::normalizer),
    ("nquads", sources::nquads),
    ("parquet", sources::parquet),
    ("phrase", rules::phrase),
    ("pipeline", pipeline::pipeline),
    ("rule_files", rules::rule_files),
    ("text", sources::text),
    ("tsv", sources::tsv),
    ("warc", sources::warc),
    ("xlsx", sources::xlsx),
];

/// Does what a target needs once, before its time is taken.
pub(crate) fn prepare(name: &str) {
    if name == "pipeline" {
        pipeline::prepare();
    }
}

/// Runs a target by name.
///
/// # Panics
/// If there is no such target, if what must hold does not, or if code of this project panics where that is caught.
pub(crate) fn run(name: &str, data: &[u8]) {
    let (_, check) = TARGETS.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no target {name}"));
    watch::run(|| check(data));
}
