//! What the user named, as inputs: files, the files of folders, standard input.
//!
//! Folders are walked in the order of their names; `.gitignore` is respected, hidden files are skipped, symbolic links
//! are not followed, and files of unknown ending, or of one that much else has, are counted, not read. A file that was named
//! is always tried.

use std::io;
use std::path::Path;

use ignore::{DirEntry, WalkBuilder};

use super::bytes::Bytes;
use super::error::{SourceError, SourceErrorKind};
use super::{Input, ReadOptions, feed, sniff};

/// What paths expand to.
#[derive(Debug, Default)]
pub struct Expanded {
    /// What to read, in order.
    pub inputs: Vec<Input>,
    /// What cannot be read.
    pub errors: Vec<SourceError>,
    /// Files in folders that were passed over because of their ending, or because they are no regular files.
    pub skipped: u64,
    /// XML files in folders that were passed over because they are no feeds.
    pub no_feeds: u64,
    /// Folders with nothing in them to read.
    pub barren: Vec<String>,
}

/// The inputs that `paths` stand for; [`expand_all`] also tells what was passed over.
#[must_use]
pub fn expand(paths: &[String]) -> (Vec<Input>, Vec<SourceError>) {
    let Expanded { inputs, errors, .. } = expand_all(paths);
    (inputs, errors)
}

/// The inputs that `paths` stand for: `-` is standard input, a folder is all files in it whose ending is known.
#[must_use]
pub fn expand_all(paths: &[String]) -> Expanded {
    let mut expanded = Expanded::default();
    for path in paths {
        if path == "-" {
            expanded.inputs.push(Input::Stdin);
            continue;
        }
        match std::fs::metadata(path) {
            Ok(about) if about.is_dir() => folder(path, &mut expanded),
            Ok(about) if about.is_file() => expanded.inputs.push(Input::file(path)),
            Ok(_) => expanded.errors.push(SourceError::whole(Some(path), SourceErrorKind::NotAFile)),
            Err(error) => expanded.errors.push(SourceError::whole(Some(path), error)),
        }
    }
    expanded
}

/// Adds the files of a folder.
fn folder(root: &str, expanded: &mut Expanded) {
    let before = expanded.inputs.len();
    // What git ignores for this user or this clone alone would make results differ from machine to machine.
    let walk = WalkBuilder::new(root)
        .require_git(false)
        .git_global(false)
        .git_exclude(false)
        .sort_by_file_name(std::ffi::OsStr::cmp)
        .build();
    for entry in walk {
        match entry {
            Ok(entry) => file(&entry, root, expanded),
            Err(error) => {
                let (path, error) = unreadable(&error, root);
                expanded.errors.push(SourceError::whole(Some(&path), error));
            }
        }
    }
    if expanded.inputs.len() == before {
        expanded.barren.push(root.to_owned());
    }
}

/// Adds what a walk came upon, if it is a file of known ending.
fn file(entry: &DirEntry, root: &str, expanded: &mut Expanded) {
    let kind = entry.file_type();
    if entry.depth() == 0 || kind.is_some_and(|kind| kind.is_dir()) {
        return;
    }
    let name = slashed(entry.path());
    // The working folder is walked as `.`, which reports need not repeat on every path.
    let name = name.strip_prefix("./").filter(|_| root == ".").unwrap_or(&name).to_owned();
    if kind.is_some_and(|kind| kind.is_file()) && sniff::by_name(&name).is_some() {
        let input = Input::File { path: entry.path().to_owned(), name };
        if is_other_xml(&input) {
            expanded.no_feeds += 1;
        } else {
            expanded.inputs.push(input);
        }
    } else {
        expanded.skipped += 1;
    }
}

/// Whether a file is XML by its ending and no feed by its beginning. One that cannot be opened is left to be told of.
fn is_other_xml(input: &Input) -> bool {
    let Input::File { name, .. } = input else { return false };
    let (name, options) = (name.to_lowercase(), ReadOptions::default());
    let xml = name.rsplit('/').next().is_some_and(|file| file.ends_with(".xml") || file.contains(".xml."));
    xml && sniff::by_name(&name) == Some(feed::FORMAT)
        && Bytes::open(input, &options).is_ok_and(|bytes| !bytes.is_blank() && !feed::may_be_feed(&bytes.sample))
}

/// A path with the separators that reports use on every system.
fn slashed(path: &Path) -> String {
    let name = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { name.into_owned() } else { name.replace(std::path::MAIN_SEPARATOR, "/") }
}

/// The path and cause of an error of a walk.
fn unreadable(error: &ignore::Error, root: &str) -> (String, io::Error) {
    let path = path_of(error).map_or_else(|| root.to_owned(), slashed);
    let cause = match error.io_error() {
        Some(cause) => io::Error::new(cause.kind(), cause.to_string()),
        None => io::Error::other(error.to_string()),
    };
    (path, cause)
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}
