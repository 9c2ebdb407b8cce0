//! An output that survives an interruption: `FILE.partial`, with a journal of what of it stands.
//!
//! Marks are set between records. What was written after the last one is cut off when the run is gone on with, so that the
//! records behind it are written again and none twice.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use xxhash_rust::xxh3::Xxh3;

use super::error::Failure;
use super::journal::{Journal, Made, Mark, Told};
use super::output::{Place, fail_to_open};
use super::tally::Counts;

/// Bytes gathered before they are handed on.
const BUFFER: usize = 64 << 10;
/// Least and most time between marks; between these a tenth of what the run has taken.
const BETWEEN: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(1));

/// An output under way.
pub(super) struct Partial {
    file: BufWriter<File>,
    journal: Journal,
    place: Place,
    /// What has been written.
    bytes: u64,
    hash: Xxh3,
    /// Contacts that the journal knows.
    contacts: usize,
    opened: Instant,
    marked: Instant,
}

/// What is found where an output is to be.
pub(super) enum Opened {
    /// Nothing: a run begins.
    New(Partial),
    /// An interrupted run that got so far.
    Begun(Partial, Mark),
    /// A run that had written everything and was interrupted after that; the file is in its place now.
    Finished(Mark),
}

impl Partial {
    /// Opens the output of a run made by this, or goes on with one that is there.
    ///
    /// # Errors
    /// If what is there was made by something else or has been changed, or another run is writing it.
    pub(super) fn open(place: Place, made: &Made) -> Result<Opened, Failure> {
        let fail = |error: &io::Error| fail_to_open(&place.shown, error);
        let opened = Journal::open(&journal_of(&place.real)).map_err(|error| fail(&error))?;
        let Some((mut journal, Told { made: before, mark })) = opened else {
            return Err(Failure::usage(format!("another run is writing {}", place.shown))
                .hint("wait for it, or give -o another name"));
        };
        let partial = partial_of(&place.real);
        match (before, mark) {
            (None, _) if partial.exists() => Err(unknown(&partial)),
            (None, _) | (Some(_), None) => {
                journal.begin(made).map_err(|error| fail(&error))?;
                Ok(Opened::New(Self::new(place, journal)?))
            }
            (Some(before), _) if before != *made => Err(changed(&place, &before.differences(made))),
            (Some(_), Some(mark)) if mark.finished && !partial.exists() && is_whole(&place.real, &mark) => {
                fs::remove_file(journal_of(&place.real)).map_err(|error| fail(&error))?;
                Ok(Opened::Finished(mark))
            }
            (Some(_), Some(mark)) => Self::go_on(place, journal, mark),
        }
    }

    /// An empty output.
    fn new(place: Place, journal: Journal) -> Result<Self, Failure> {
        let fail = |error: &io::Error| fail_to_open(&place.shown, error);
        let file = File::create(partial_of(&place.real)).map_err(|error| fail(&error))?;
        if let Some(replaced) = &place.replaced {
            file.set_permissions(replaced.permissions()).map_err(|error| fail(&error))?;
        }
        Ok(Self::of(place, journal, file))
    }

    fn of(place: Place, journal: Journal, file: File) -> Self {
        let file = BufWriter::with_capacity(BUFFER, file);
        let now = Instant::now();
        Self { file, journal, place, bytes: 0, hash: Xxh3::new(), contacts: 0, opened: now, marked: now }
    }

    /// An output with what stands in it up to a mark.
    fn go_on(place: Place, journal: Journal, mark: Mark) -> Result<Opened, Failure> {
        let path = partial_of(&place.real);
        let damaged = || {
            Failure::usage(format!("{} is not what the interrupted run left there", path.display()))
                .hint(format!("remove {} to start anew", both(&place)))
        };
        let mut file = File::options().read(true).write(true).open(&path).map_err(|_| damaged())?;
        let hash = hash(&mut file, mark.bytes).map_err(|_| damaged())?;
        if digest(&hash) != mark.hash {
            return Err(damaged());
        }
        let cut = file.set_len(mark.bytes).and_then(|()| file.seek(SeekFrom::Start(mark.bytes)));
        cut.map_err(|error| fail_to_open(&place.shown, &error))?;
        let (bytes, contacts) = (mark.bytes, mark.contacts.len());
        Ok(Opened::Begun(Self { bytes, hash, contacts, ..Self::of(place, journal, file) }, mark))
    }

    /// Sets a mark behind what has been written if it is time to; `counts` and `contacts` are asked for only then.
    pub(super) fn passed<'a>(
        &mut self,
        counts: impl FnOnce() -> Counts,
        contacts: impl FnOnce() -> &'a [u64],
    ) -> io::Result<()> {
        let (least, most) = BETWEEN;
        if self.marked.elapsed() < (self.opened.elapsed() / 10).clamp(least, most) {
            return Ok(());
        }
        self.mark(counts(), contacts(), false)?;
        self.marked = Instant::now();
        Ok(())
    }

    fn mark(&mut self, counts: Counts, contacts: &[u64], finished: bool) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_data()?;
        let new = contacts.get(self.contacts..).unwrap_or_default().to_vec();
        self.contacts = contacts.len();
        self.journal.mark(&Mark { bytes: self.bytes, hash: digest(&self.hash), counts, contacts: new, finished })
    }

    /// Puts the file in its place.
    pub(super) fn finish(mut self, counts: Counts) -> io::Result<()> {
        self.mark(counts, &[], true)?;
        self.file.get_ref().sync_all()?;
        fs::rename(partial_of(&self.place.real), &self.place.real)?;
        fs::remove_file(journal_of(&self.place.real))
    }

    /// Takes everything away again; a file that was there stays as it was.
    pub(super) fn discard(self) -> io::Result<()> {
        fs::remove_file(partial_of(&self.place.real))?;
        fs::remove_file(journal_of(&self.place.real))
    }

    /// How messages call it.
    pub(super) fn name(&self) -> &str {
        &self.place.shown
    }
}

impl Write for Partial {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hash.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The hash of the first bytes of a file, which has at least so many.
fn hash(file: &mut File, bytes: u64) -> io::Result<Xxh3> {
    let mut hash = Xxh3::new();
    let mut left = bytes;
    let mut buffer = vec![0; BUFFER];
    while left > 0 {
        let most = usize::try_from(left).map_or(BUFFER, |left| left.min(BUFFER));
        file.read_exact(&mut buffer[..most])?;
        hash.update(&buffer[..most]);
        left -= most as u64;
    }
    Ok(hash)
}

fn digest(hash: &Xxh3) -> String {
    format!("{:032x}", hash.digest128())
}

/// Whether a file is what a finished run wrote.
#[expect(clippy::disallowed_methods, reason = "an output is compared with what was written")]
fn is_whole(path: &Path, mark: &Mark) -> bool {
    let length = fs::metadata(path).map(|about| about.len()).ok();
    let same = |mut file| hash(&mut file, mark.bytes).is_ok_and(|hash| digest(&hash) == mark.hash);
    length == Some(mark.bytes) && File::open(path).is_ok_and(same)
}

fn partial_of(real: &Path) -> PathBuf {
    with_ending(real, ".partial")
}

fn journal_of(real: &Path) -> PathBuf {
    with_ending(real, ".partial.journal")
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// Both files of an interrupted run, as messages name them.
fn both(place: &Place) -> String {
    format!("{} and {}", partial_of(&place.real).display(), journal_of(&place.real).display())
}

fn unknown(partial: &Path) -> Failure {
    Failure::usage(format!("{} is there, but nothing tells what of it stands", partial.display()))
        .hint("remove it, or give -o another name")
}

fn changed(place: &Place, what: &[String]) -> Failure {
    let what = what.join(", ");
    Failure::usage(format!("{} cannot be gone on with: changed since the interruption: {what}", place.shown))
        .hint(format!("give everything as it was, or remove {} to start anew", both(place)))
}
