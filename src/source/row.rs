//! One row of delimited values taken apart, line by line.
//!
//! Knows quoting and where a value stands; not where lines come from or what columns mean.

use super::lines::content;

/// The fields of a row. Feed it lines until it is complete.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The values of all fields, one behind the other.
    values: Vec<u8>,
    fields: Vec<Field>,
    state: State,
    /// Where the value of the field at hand begins in `values`.
    start: usize,
    /// Where it stands in the row as written, while it does so verbatim.
    stands: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Field {
    start: usize,
    end: usize,
    stands: Option<usize>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the start of a field.
    #[default]
    Start,
    /// In a field without quotes, or behind the closing quote of one with.
    Plain,
    /// Between quotes.
    Quoted,
    /// Behind a quote between quotes: the closing one, or the first of a pair.
    Quote,
}

impl Row {
    /// Empties it for the next row.
    pub(super) fn clear(&mut self) {
        self.forget();
        self.state = State::Start;
    }

    /// Drops what has been read but not whether a quote is open.
    pub(super) fn forget(&mut self) {
        self.values.clear();
        self.fields.clear();
        (self.start, self.stands) = (0, None);
    }

    /// Takes the line that begins at `from` in the row as written; whether the row is complete with it.
    pub(super) fn line(&mut self, raw: &[u8], from: usize, delimiter: u8) -> bool {
        let line = &raw[from..];
        let body = content(line);
        self.feed(body, from, delimiter);
        if self.state == State::Quoted {
            self.values.extend_from_slice(&line[body.len()..]);
            return false;
        }
        self.end_field();
        true
    }

    fn feed(&mut self, body: &[u8], from: usize, delimiter: u8) {
        let mut at = 0;
        while let Some(&byte) = body.get(at) {
            match self.state {
                State::Start => {
                    let quoted = byte == b'"';
                    self.state = if quoted { State::Quoted } else { State::Plain };
                    at += usize::from(quoted);
                    self.stands = Some(from + at);
                }
                State::Plain => {
                    at += self.take_until(&body[at..], delimiter);
                    if at < body.len() {
                        self.end_field();
                        at += 1;
                    }
                }
                State::Quoted => {
                    at += self.take_until(&body[at..], b'"');
                    if at < body.len() {
                        self.state = State::Quote;
                        at += 1;
                    }
                }
                State::Quote if byte == b'"' => {
                    self.values.push(b'"');
                    (self.state, self.stands) = (State::Quoted, None);
                    at += 1;
                }
                State::Quote if byte == delimiter => {
                    self.end_field();
                    at += 1;
                }
                State::Quote => (self.state, self.stands) = (State::Plain, None),
            }
        }
    }

    /// Takes the bytes before `stop` into the value; how many they are.
    fn take_until(&mut self, bytes: &[u8], stop: u8) -> usize {
        let length = bytes.iter().position(|byte| *byte == stop).unwrap_or(bytes.len());
        self.values.extend_from_slice(&bytes[..length]);
        length
    }

    fn end_field(&mut self) {
        self.fields.push(Field { start: self.start, end: self.values.len(), stands: self.stands });
        (self.start, self.stands, self.state) = (self.values.len(), None, State::Start);
    }

    /// How many fields there are.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// The value of a field; empty if there is no such field.
    pub(super) fn value(&self, index: usize) -> &[u8] {
        self.fields.get(index).map_or(&[], |field| &self.values[field.start..field.end])
    }

    /// The value of a field as text, for a row that has been checked to be text.
    pub(super) fn text(&self, index: usize) -> String {
        String::from_utf8_lossy(self.value(index)).into_owned()
    }

    /// All values as text without white space around them, for a header.
    pub(super) fn texts(&self) -> Vec<String> {
        (0..self.len()).map(|index| self.text(index).trim().to_owned()).collect()
    }

    /// Where in the row as written the value stands verbatim, if it does.
    pub(super) fn stands(&self, index: usize) -> Option<usize> {
        self.fields.get(index).and_then(|field| field.stands)
    }
}
