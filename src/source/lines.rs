//! Lines of a stream in constant memory.
//!
//! No line longer than the limit is ever held: it is skipped as it streams by and reported with its number. Knows
//! nothing of what lines mean.

use std::io::{self, BufRead, BufReader, Read};

/// What [`LineReader::read`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// A line, now at the end of the buffer with its terminator.
    Read,
    /// A line longer than the limit; it was skipped and nothing was added to the buffer.
    TooLong,
    /// The end of the stream.
    End,
}

/// Reads lines, counting lines and bytes.
pub(super) struct LineReader {
    input: BufReader<Box<dyn Read + Send>>,
    /// Bytes to read again before the stream.
    again: io::Cursor<Vec<u8>>,
    terminator: u8,
    line: u64,
    byte: u64,
}

impl LineReader {
    /// Lines of `input` that end in `terminator`.
    pub(super) fn new(input: Box<dyn Read + Send>, terminator: u8) -> Self {
        Self {
            input: BufReader::with_capacity(1 << 16, input),
            again: io::Cursor::default(),
            terminator,
            line: 1,
            byte: 0,
        }
    }

    /// 1-based number of the line that [`read`](Self::read) will give next.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Byte offset of that line.
    pub(super) fn byte(&self) -> u64 {
        self.byte
    }

    /// Appends the next line to `buffer` if it is no longer than `limit` bytes.
    pub(super) fn read(&mut self, buffer: &mut Vec<u8>, limit: usize) -> io::Result<Line> {
        let start = buffer.len();
        let most = limit as u64 + 1;
        let (again, input) = (&mut self.again, &mut self.input);
        let mut read = again.take(most).read_until(self.terminator, buffer)?;
        if buffer.last() != Some(&self.terminator) || read == 0 {
            read += input.take(most - read as u64).read_until(self.terminator, buffer)?;
        }
        if read == 0 {
            return Ok(Line::End);
        }
        self.line += 1;
        self.byte += read as u64;
        if buffer.len() - start <= limit || buffer.last() == Some(&self.terminator) {
            return Ok(Line::Read);
        }
        buffer.truncate(start);
        let skipped = again.skip_until(self.terminator)?;
        let ended = skipped > 0
            && again.get_ref()[..usize::try_from(again.position()).unwrap_or(0)].last() == Some(&self.terminator);
        self.byte += skipped as u64;
        if !ended {
            self.byte += input.skip_until(self.terminator)? as u64;
        }
        Ok(Line::TooLong)
    }

    /// Appends the next `length` bytes, or as many as there are; lines in them are not counted.
    pub(super) fn read_exactly(&mut self, buffer: &mut Vec<u8>, length: u64) -> io::Result<()> {
        let from_again = (&mut self.again).take(length).read_to_end(buffer)? as u64;
        let from_input = (&mut self.input).take(length - from_again).read_to_end(buffer)? as u64;
        self.byte += from_again + from_input;
        Ok(())
    }

    /// Passes over the next `length` bytes; how many there were.
    pub(super) fn skip(&mut self, length: u64) -> io::Result<u64> {
        let from_again = io::copy(&mut (&mut self.again).take(length), &mut io::sink())?;
        let from_input = io::copy(&mut (&mut self.input).take(length - from_again), &mut io::sink())?;
        self.byte += from_again + from_input;
        Ok(from_again + from_input)
    }

    /// Puts back `bytes`, which were read last and begin on `line`, to be read again.
    pub(super) fn put_back(&mut self, bytes: &[u8], line: u64) {
        let unread = usize::try_from(self.again.position()).unwrap_or(usize::MAX).min(self.again.get_ref().len());
        let mut again = bytes.to_vec();
        again.extend_from_slice(&self.again.get_ref()[unread..]);
        self.again = io::Cursor::new(again);
        self.byte -= bytes.len() as u64;
        self.line = line;
    }
}

/// The line without its terminator, `\n`, `\r\n` or `\r`.
pub(super) fn content(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Whether a line holds nothing but white space.
pub(super) fn blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every line as read, with its number and offset; `None` where it was too long.
    fn all(reader: &mut LineReader, limit: usize) -> Vec<(u64, u64, Option<String>)> {
        let mut found = Vec::new();
        loop {
            let (line, byte) = (reader.line(), reader.byte());
            let mut buffer = b"kept\n".to_vec();
            let read = reader.read(&mut buffer, limit).unwrap();
            let text = String::from_utf8(buffer.split_off(5)).unwrap();
            match read {
                Line::Read => found.push((line, byte, Some(text))),
                Line::TooLong => found.push((line, byte, None)),
                Line::End => return found,
            }
            assert!(read == Line::Read || text_is_untouched(&buffer));
        }
    }

    fn text_is_untouched(buffer: &[u8]) -> bool {
        buffer == b"kept\n"
    }

    #[test]
    fn long_lines_are_skipped_and_counted() {
        let mut reader = LineReader::new(Box::new(&b"ab\nabcdefgh\n\nabcd\nabcde"[..]), b'\n');
        let text = |text: &str| Some(text.to_owned());
        let found = all(&mut reader, 4);
        assert_eq!(
            found,
            [(1, 0, text("ab\n")), (2, 3, None), (3, 12, text("\n")), (4, 13, text("abcd\n")), (5, 18, None)]
        );
    }

    #[test]
    fn what_is_put_back_is_read_again() {
        let mut reader = LineReader::new(Box::new(&b"one\ntwo\nthree"[..]), b'\n');
        let first = all(&mut reader, 9);
        reader.put_back(b"two\nthree", 2);
        assert_eq!(all(&mut reader, 9), first[1..]);
        reader.put_back(b"two\nthree", 2);
        assert_eq!(all(&mut reader, 4), [(2, 4, Some("two\n".to_owned())), (3, 8, None)]);
    }
}
