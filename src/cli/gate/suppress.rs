//! Suppressions: findings that somebody has looked at and answers for, with a reason and perhaps a last day.
//!
//! One suppression may name a rule, a fingerprint (of a finding, or of an ad for all of its findings) and a path pattern;
//! it holds where all that it names does. It holds through its last day (UTC), then its findings count again.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::GlobMatcher;

use super::super::term::Terminal;
use super::date::Day;

/// One of them, as it was written.
#[derive(Debug, Default)]
pub(in crate::cli) struct Suppression {
    /// Where it is written: file and line.
    pub(in crate::cli) place: String,
    /// Id of the reason.
    pub(in crate::cli) rule: Option<String>,
    /// Fingerprint of a finding or of an ad.
    pub(in crate::cli) fingerprint: Option<String>,
    /// Pattern of paths, from the folder of the file.
    pub(in crate::cli) path: Option<GlobMatcher>,
    /// Why.
    pub(in crate::cli) reason: String,
    /// The last day it holds.
    pub(in crate::cli) until: Option<Day>,
}

/// All of them, and which have met something.
#[derive(Debug, Default)]
pub(in crate::cli) struct Suppressions {
    list: Vec<(Suppression, Cell<bool>)>,
    expired: Vec<(Suppression, Cell<bool>)>,
    /// Where path patterns start: a real path.
    root: PathBuf,
    /// The input at hand, by its name, and the path that patterns are held against.
    input: (Option<String>, Option<PathBuf>),
    /// Folders of inputs by their names, with their real paths.
    folders: BTreeMap<PathBuf, PathBuf>,
}

impl Suppressions {
    /// Those of a file in this folder.
    pub(in crate::cli) fn new(list: Vec<Suppression>, root: PathBuf, today: Day) -> Self {
        let (expired, list): (Vec<_>, Vec<_>) = list
            .into_iter()
            .map(|one| (one, Cell::new(false)))
            .partition(|(one, _)| one.until.is_some_and(|until| until < today));
        Self { list, expired, root, ..Self::default() }
    }

    /// Whether none is in force.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty() && self.expired.is_empty()
    }

    /// The next findings are those of this input.
    pub(super) fn at(&mut self, input: Option<&str>) {
        if self.input.0.as_deref() != input || input.is_none() {
            let path = input.map(|name| self.located(Path::new(name)));
            self.input = (input.map(str::to_owned), path);
        }
    }

    /// A path as patterns see it: from the root where it lies in it, else as it was named.
    fn located(&mut self, path: &Path) -> PathBuf {
        let folder = path.parent().unwrap_or(Path::new(""));
        let root = &self.root;
        let real = self.folders.entry(folder.to_owned()).or_insert_with(|| real(folder));
        let real = real.join(path.file_name().unwrap_or_default());
        real.strip_prefix(root).map_or_else(|_| path.to_owned(), Path::to_owned)
    }

    /// Why a finding is suppressed, if it is.
    pub(super) fn reason(&self, rule: &str, fingerprints: [&String; 2]) -> Option<&str> {
        let path = self.input.1.as_deref();
        let holds = |one: &Suppression| {
            one.rule.as_deref().is_none_or(|named| named == rule)
                && one.fingerprint.as_ref().is_none_or(|named| fingerprints.contains(&named))
                && one.path.as_ref().is_none_or(|pattern| path.is_some_and(|path| pattern.is_match(path)))
        };
        self.expired.iter().filter(|(one, _)| holds(one)).for_each(|(_, met)| met.set(true));
        let mut reason = None;
        for (one, met) in self.list.iter().filter(|(one, _)| holds(one)) {
            met.set(true);
            reason.get_or_insert(one.reason.as_str());
        }
        reason
    }

    /// Tells which are expired and, if the run saw `everything`, which met nothing.
    pub(super) fn tell(&self, everything: bool, terminal: &Terminal) {
        for (one, met) in &self.expired {
            let until = one.until.map(|day| day.to_string()).unwrap_or_default();
            let then = if met.get() { "its findings count again" } else { "it can go" };
            terminal.warning(format!("{}: suppression expired after {until}; {then} ({})", one.place, one.reason));
        }
        for (one, _) in self.list.iter().filter(|(_, met)| everything && !met.get()) {
            terminal.warning(format!("{}: suppression meets no finding of this run ({})", one.place, one.reason));
        }
    }
}

/// The real path of a folder; what lies in an archive has none and stays below the archive's.
fn real(folder: &Path) -> PathBuf {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match (folder.canonicalize(), folder.parent(), folder.file_name()) {
        (Ok(real), ..) => real,
        (Err(_), Some(parent), Some(name)) => real(parent).join(name),
        _ => folder.to_owned(),
    }
}
