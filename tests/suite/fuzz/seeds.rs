//! `targets.txt`: what each target is fed with.

use std::fs;
use std::path::{Path, PathBuf};

/// The table, as it stands in the file.
const TABLE: &str = include_str!("../../../fuzz/targets.txt");

/// A line of the table.
pub(crate) struct Line {
    /// Name of the target.
    pub(crate) name: &'static str,
    /// How many damaged inputs the test suite tries.
    pub(crate) rounds: usize,
    /// Name of the dictionary in `dictionaries/`.
    pub(crate) dictionary: &'static str,
    /// Files and folders, from the root of the project.
    pub(crate) seeds: Vec<&'static str>,
}

/// Every line of the table.
///
/// # Panics
/// If a line lacks a part.
#[must_use]
pub(crate) fn table() -> Vec<Line> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let mut words = line.split_whitespace();
            let mut word = || words.next().unwrap_or_else(|| panic!("targets.txt: {line}"));
            let (name, rounds, dictionary) = (word(), word(), word());
            let rounds = rounds.parse().unwrap_or_else(|error| panic!("targets.txt: {line}: {error}"));
            Line { name, rounds, dictionary, seeds: words.collect() }
        })
        .collect()
}

impl Line {
    /// What is in its seeds, in order of their paths.
    #[must_use]
    pub(crate) fn read(&self, project: &Path) -> Vec<Vec<u8>> {
        let mut files = Vec::new();
        self.seeds.iter().for_each(|seed| gather(&project.join(seed), &mut files));
        files.sort();
        files.iter().map(|path| content(path)).collect()
    }

    /// The words of its dictionary.
    #[must_use]
    pub(crate) fn words(&self, project: &Path) -> Vec<Vec<u8>> {
        let path = project.join("fuzz/dictionaries").join(self.dictionary).with_extension("dict");
        let text = String::from_utf8_lossy(&content(&path)).into_owned();
        text.lines().filter(|line| !line.starts_with('#')).filter_map(word).collect()
    }
}

fn content(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        entries.flatten().for_each(|entry| gather(&entry.path(), files));
    } else {
        files.push(path.to_owned());
    }
}

/// What a line of a dictionary stands for: `name="word"`, with `\\`, `\"` and `\xNN`.
fn word(line: &str) -> Option<Vec<u8>> {
    let quoted = line.split_once('"')?.1.trim_end().strip_suffix('"')?;
    let mut bytes = quoted.bytes();
    let mut word = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            word.push(byte);
            continue;
        }
        match bytes.next()? {
            b'x' => {
                let digits = [bytes.next()?, bytes.next()?];
                word.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
            }
            other => word.push(other),
        }
    }
    Some(word)
}
