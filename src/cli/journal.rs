//! The journal of a run that can be gone on with: what made the run, and how far it is.
//!
//! Lines of JSON, appended one at a time, so that a kill can spoil no more than the last one, which is then passed over.
//! The first says what the output is made by, every other how much of the output stands and what led to it.

use std::fs::{File, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::tally::Counts;

/// The version of these lines, first in every journal.
const FORMAT: &str = "lurescan-journal/1";

/// Everything that decides what the output is, as names and values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    format: String,
    by: Vec<(String, String)>,
}

impl Made {
    pub(super) fn by(by: Vec<(String, String)>) -> Self {
        Self { format: FORMAT.to_owned(), by }
    }

    /// What differs, as `name: was this, is that`; the values only where they say something to a reader.
    pub(super) fn differences(&self, now: &Self) -> Vec<String> {
        if self.format != now.format || self.by.len() != now.by.len() {
            return vec!["the version of the program".to_owned()];
        }
        let pairs = self.by.iter().zip(&now.by).filter(|(was, is)| was != is);
        pairs
            .map(|((name, was), (_, is))| match name.starts_with("--") {
                true => format!("{name} (was {was}, is {is})"),
                false => name.clone(),
            })
            .collect()
    }
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Bytes of the output that stand.
    pub(super) bytes: u64,
    /// Their hash.
    pub(super) hash: String,
    /// What has been seen, from which follows how many records are done.
    pub(super) counts: Counts,
    /// Hashes of contacts that were masked for the first time since the mark before, in order.
    pub(super) contacts: Vec<u64>,
    /// Whether this is all.
    pub(super) finished: bool,
}

/// What a journal tells.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// What the run was made by; `None` of an empty journal.
    pub(super) made: Option<Made>,
    /// The last mark, with the contacts of all of them.
    pub(super) mark: Option<Mark>,
}

/// An open journal, which no other run can open at the same time.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
}

impl Journal {
    /// Opens a journal, or makes an empty one; `None` if another run has it open.
    pub(super) fn open(path: &Path) -> io::Result<Option<(Self, Told)>> {
        let mut file = File::options().read(true).write(true).create(true).truncate(false).open(path)?;
        // Where files cannot be locked, two runs at once are the user's to avoid.
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Ok(None);
        }
        let (told, end) = read(&file)?;
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        Ok(Some((Self { file }, told)))
    }

    /// Begins anew.
    pub(super) fn begin(&mut self, made: &Made) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.add(made)
    }

    /// Adds a mark.
    pub(super) fn mark(&mut self, mark: &Mark) -> io::Result<()> {
        self.add(mark)
    }

    fn add(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.file.write_all(&text)
    }
}

/// What stands in the lines that are whole, and where they end.
pub(super) fn read(journal: impl Read) -> io::Result<(Told, u64)> {
    let mut told = Told::default();
    let mut end = 0;
    let mut lines = BufReader::new(journal);
    let mut line = Vec::new();
    loop {
        line.clear();
        lines.read_until(b'\n', &mut line)?;
        let Some(text) = line.strip_suffix(b"\n") else { return Ok((told, end)) };
        match &told.made {
            None => match serde_json::from_slice(text) {
                Ok(made) => told.made = Some(made),
                Err(_) => return Ok((told, end)),
            },
            Some(_) => match serde_json::from_slice::<Mark>(text) {
                Ok(mut mark) if mark.counts.possible() => {
                    let mut contacts = told.mark.take().map(|before| before.contacts).unwrap_or_default();
                    contacts.append(&mut mark.contacts);
                    told.mark = Some(Mark { contacts, ..mark });
                }
                _ => return Ok((told, end)),
            },
        }
        end += line.len() as u64;
    }
}
