//! Texts put aside in a file without a name, to be read again by their numbers.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use super::error::{Failure, plain};

/// Bytes gathered before they are written.
const BUFFER: usize = 64 << 10;

/// Takes texts.
pub(super) struct Spool {
    file: BufWriter<File>,
    /// Where each text ends.
    ends: Vec<u64>,
}

impl Spool {
    /// An empty one in the folder for temporary files; the file is gone when the program is.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub(super) fn open() -> Result<Self, Failure> {
        let file = tempfile::tempfile().map_err(|error| fail(&error))?;
        Ok(Self { file: BufWriter::with_capacity(BUFFER, file), ends: Vec::new() })
    }

    /// Puts a text aside; texts are numbered from 0.
    ///
    /// # Errors
    /// If there is no room.
    pub(super) fn put(&mut self, text: &str) -> Result<(), Failure> {
        self.file.write_all(text.as_bytes()).map_err(|error| fail(&error))?;
        self.ends.push(self.ends.last().unwrap_or(&0) + text.len() as u64);
        Ok(())
    }

    /// All that was put aside, to be read.
    ///
    /// # Errors
    /// If there is no room.
    pub(super) fn close(self) -> Result<Texts, Failure> {
        let file = self.file.into_inner().map_err(|error| fail(error.error()))?;
        Ok(Texts { file, ends: self.ends })
    }
}

/// Texts put aside.
pub(super) struct Texts {
    file: File,
    ends: Vec<u64>,
}

impl Texts {
    /// The text of that number.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(super) fn read(&mut self, number: usize) -> Result<String, Failure> {
        let end = self.ends[number];
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        let mut text = String::new();
        let read = self
            .file
            .seek(SeekFrom::Start(start))
            .and_then(|_| (&mut self.file).take(end - start).read_to_string(&mut text));
        read.map_err(|error| fail(&error))?;
        Ok(text)
    }
}

fn fail(error: &io::Error) -> Failure {
    let folder = std::env::temp_dir();
    Failure::usage(format!("cannot use a temporary file in {}: {}", folder.display(), plain(error)))
        .hint("name a folder with more room in the environment variable TMPDIR")
}

#[cfg(test)]
mod tests {
    use super::Spool;

    #[test]
    fn texts_come_back_in_any_order() {
        let all = ["first", "", "高薪诚聘", "last"];
        let mut spool = Spool::open().unwrap();
        all.iter().for_each(|text| spool.put(text).unwrap());
        let mut texts = spool.close().unwrap();
        for number in [3, 0, 2, 1, 2] {
            assert_eq!(texts.read(number).unwrap(), all[number]);
        }
    }
}
