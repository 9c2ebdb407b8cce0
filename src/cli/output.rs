//! Where a report goes: standard output, a file that appears whole or not at all, or straight into a device or pipe.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use tempfile::NamedTempFile;

use super::error::{Failure, plain};
use super::partial::Partial;
use super::plan::Target;
use super::tally::Counts;

/// Bytes gathered before they are handed on.
const BUFFER: usize = 64 << 10;

/// An open output. Dropped without [`finish`](Output::finish), a file stays as it was.
pub(super) struct Output {
    sink: Sink,
    /// How messages call it.
    name: String,
}

enum Sink {
    Stream(BufWriter<Box<dyn Write>>),
    /// A temporary file in the folder of the real one, and the real one.
    Whole(BufWriter<NamedTempFile>, PathBuf),
    /// A file that survives an interruption.
    Partial(Box<Partial>),
}

/// Where a file is to be put.
#[derive(Debug)]
pub(super) struct Place {
    /// How messages call it.
    pub(super) shown: String,
    /// The file itself, with links followed.
    pub(super) real: PathBuf,
    /// What will be replaced.
    pub(super) replaced: Option<fs::Metadata>,
}

impl Place {
    fn folder(&self) -> &Path {
        self.real.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}

/// Where the file of that name is to be put; `None` for a device or a pipe, which is written straight into.
///
/// # Errors
/// If it is a folder, or its folder is not there.
pub(super) fn place(path: &Path) -> Result<Option<Place>, Failure> {
    let shown = path.display().to_string();
    let replaced = fs::metadata(path).ok();
    if replaced.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(Failure::usage(format!("-o {shown} is a folder")).hint("name a file in it, such as scored.jsonl"));
    }
    if replaced.as_ref().is_some_and(|about| !about.is_file()) {
        return Ok(None);
    }
    // A link stays a link: what it leads to is replaced.
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let place = Place { shown, real, replaced };
    if !place.folder().is_dir() {
        return Err(Failure::usage(format!("-o {}: there is no folder {}", place.shown, place.folder().display())));
    }
    Ok(Some(place))
}

/// The failure of a file that cannot be opened for writing.
pub(super) fn fail_to_open(shown: &str, error: &io::Error) -> Failure {
    Failure::usage(format!("-o {shown}: {}", plain(error)))
}

impl Output {
    /// Opens the output, before any work is done for it.
    ///
    /// # Errors
    /// If it is a folder, its folder is not there, or it cannot be written.
    pub(super) fn open(target: &Target, color: bool) -> Result<Self, Failure> {
        match target {
            Target::Stdout => Ok(Self::stdout(color)),
            Target::File(path) => Self::file(path),
        }
    }

    /// Standard output; `color` says that terminal sequences will be written.
    pub(super) fn stdout(color: bool) -> Self {
        let stdout = io::stdout().lock();
        let stream: Box<dyn Write> = if color { Box::new(AutoStream::always(stdout)) } else { Box::new(stdout) };
        Self { sink: Sink::Stream(BufWriter::with_capacity(BUFFER, stream)), name: "to standard output".to_owned() }
    }

    fn file(path: &Path) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let Some(place) = place(path)? else {
            let device = fs::OpenOptions::new().write(true).open(path).map_err(|error| fail_to_open(&shown, &error))?;
            return Ok(Self { sink: Sink::Stream(BufWriter::with_capacity(BUFFER, Box::new(device))), name: shown });
        };
        let file = temporary(place.folder(), place.replaced.as_ref()).map_err(|error| fail_to_open(&shown, &error))?;
        Ok(Self { sink: Sink::Whole(BufWriter::with_capacity(BUFFER, file), place.real), name: shown })
    }

    /// An output that survives an interruption.
    pub(super) fn partial(partial: Partial) -> Self {
        let name = partial.name().to_owned();
        Self { sink: Sink::Partial(Box::new(partial)), name }
    }

    /// A record has been dealt with; see [`Partial::passed`].
    pub(super) fn passed<'a>(
        &mut self,
        counts: impl FnOnce() -> Counts,
        contacts: impl FnOnce() -> &'a [u64],
    ) -> Result<(), Failure> {
        match &mut self.sink {
            Sink::Partial(partial) => {
                partial.passed(counts, contacts).map_err(|error| Failure::output(&self.name, &error))
            }
            Sink::Stream(_) | Sink::Whole(..) => Ok(()),
        }
    }

    /// Takes away what was written, where it is not seen yet.
    pub(super) fn discard(self) -> Result<(), Failure> {
        match self.sink {
            Sink::Partial(partial) => partial.discard().map_err(|error| Failure::output(&self.name, &error)),
            Sink::Stream(_) | Sink::Whole(..) => Ok(()),
        }
    }

    /// Writes out what is gathered and puts a file in its place.
    pub(super) fn finish(self) -> Result<(), Failure> {
        self.finish_with(Counts::default)
    }

    /// The same, with what the run has seen.
    pub(super) fn finish_with(self, counts: impl FnOnce() -> Counts) -> Result<(), Failure> {
        let Self { sink, name } = self;
        let fail = |error: &io::Error| Failure::output(&name, error);
        match sink {
            Sink::Stream(mut stream) => stream.flush().map_err(|error| fail(&error)),
            Sink::Whole(buffer, path) => {
                let file = buffer.into_inner().map_err(|error| fail(error.error()))?;
                file.as_file().sync_all().map_err(|error| fail(&error))?;
                file.persist(path).map_err(|error| fail(&error.error))?;
                Ok(())
            }
            Sink::Partial(partial) => partial.finish(counts()).map_err(|error| fail(&error)),
        }
    }

    /// Whether what is written stays unseen until it is finished.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self.sink, Sink::Whole(..) | Sink::Partial(_))
    }

    /// How messages call it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Stream(stream) => stream.write(bytes),
            Sink::Whole(file, _) => file.write(bytes),
            Sink::Partial(partial) => partial.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Stream(stream) => stream.flush(),
            Sink::Whole(file, _) => file.flush(),
            Sink::Partial(partial) => partial.flush(),
        }
    }
}

/// A temporary file with the permissions of the file it will replace, or those any new file would get.
fn temporary(folder: &Path, replaced: Option<&fs::Metadata>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".lurescan-").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder)?;
    if let Some(replaced) = replaced {
        file.as_file().set_permissions(replaced.permissions())?;
    }
    Ok(file)
}

/// Writes a text to standard output as it is.
///
/// # Errors
/// If it cannot be written; a closed pipe is told apart.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut output = Output::stdout(false);
    output.write_all(text.as_bytes()).map_err(|error| Failure::output("to standard output", &error))?;
    output.finish()
}

/// Writes a file whole or not at all.
///
/// # Errors
/// As [`Output::open`] and [`Output::finish`].
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut output = Output::open(&Target::File(path.to_owned()), false)?;
    output.write_all(bytes).map_err(|error| Failure::output(&path.display().to_string(), &error))?;
    output.finish()
}
