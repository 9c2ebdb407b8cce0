//! Which encoding bytes are in, and reading them as UTF-8.
//!
//! UTF-8 passes through untouched, so that invalid bytes spoil the record they stand in and nothing else; every other
//! encoding is decoded on the way. A guess is taken only if what it gives looks like writing: mojibake is an error.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, IBM866, ISO_8859_13, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::error::SourceErrorKind;

/// One replaced character in this many is put up with.
const TOLERATED: usize = 200;

/// How an input is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) encoding: &'static Encoding,
    /// Length of the byte order mark.
    pub(super) mark: usize,
    /// No mark, no flag, not UTF-8: inferred from the bytes.
    pub(super) guessed: bool,
}

/// What is known about an input before its encoding is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hints {
    /// The sample is all there is.
    pub(super) whole: bool,
    /// It holds records, which are damaged one by one, rather than one text.
    pub(super) records: bool,
    /// The encoding the user named; a byte order mark goes before it.
    pub(super) named: Option<&'static Encoding>,
}

/// The encoding of an input that begins with `sample`.
pub(super) fn detect(sample: &[u8], hints: Hints) -> Result<Found, SourceErrorKind> {
    if let Some(what) = known_binary(sample) {
        return Err(SourceErrorKind::Binary { what });
    }
    if let Some((encoding, mark)) = Encoding::for_bom(sample) {
        return Ok(Found { encoding, mark, guessed: false });
    }
    if let Some(encoding) = hints.named {
        return Ok(Found { encoding, mark: 0, guessed: false });
    }
    if let Some(encoding) = declared(sample) {
        return Ok(Found { encoding, mark: 0, guessed: false });
    }
    let zeros = sample.contains(&0);
    if let Some(encoding) = zeros.then(|| utf16(sample)).flatten() {
        return Ok(Found { encoding, mark: 0, guessed: true });
    }
    let controls = sample.iter().filter(|b| matches!(b, 0..=8 | 11 | 14..=26 | 28..=31 | 127)).count();
    if controls * 50 > sample.len() {
        return Err(SourceErrorKind::Binary { what: "binary data" });
    }
    let damaged = mostly_utf8(sample, hints.whole) || hints.records && lone_line(sample);
    let encoding = if damaged { UTF_8 } else { legacy(sample, hints.whole).unwrap_or(UTF_8) };
    Ok(Found { encoding, mark: 0, guessed: encoding != UTF_8 })
}

/// The encoding that mark-up says it is in: `<?xml … encoding="…"?>` or `<meta charset="…">` among its first bytes.
///
/// What reads as UTF-8 is UTF-8 whatever it says; what only says so is left to the other ways of finding out.
fn declared(sample: &[u8]) -> Option<&'static Encoding> {
    const LOOKED_AT: usize = 4096;
    if !sample.trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let start = String::from_utf8_lossy(&sample[..sample.len().min(LOOKED_AT)]).to_ascii_lowercase();
    let label = ["encoding=", "charset="].iter().find_map(|key| {
        let rest = &start[start.find(key)? + key.len()..];
        let label = rest.trim_start_matches(['"', '\'', ' ']);
        Some(label[..label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:".contains(c))?].to_owned())
    })?;
    let encoding = Encoding::for_label(label.as_bytes())?.output_encoding();
    let foreign = sample.iter().any(|byte| !byte.is_ascii());
    (encoding != UTF_8 && !(foreign && mostly_utf8(sample, false))).then_some(encoding)
}

/// The kind of document whose first bytes these are, if it is a common one that is not text.
fn known_binary(sample: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 13] = [
        (b"%PDF-", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive or office document"),
        (b"\xD0\xCF\x11\xE0", "an old office document"),
        (b"{\\rtf", "a rich text document"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"\x7FELF", "a program"),
        (b"PAR1", "a Parquet file"),
        (b"ARROW1", "an Arrow file"),
        (b"BZh9", "compressed in an unsupported way (bzip2)"),
        (b"\xFF\xFE\0\0", "in UTF-32, which is not supported"),
        (b"\xFD7zXZ", "compressed in an unsupported way (xz)"),
    ];
    KINDS.iter().find(|(start, _)| sample.starts_with(start)).map(|(_, what)| *what)
}

/// UTF-16 without a mark: the byte order in which the sample reads as text, judged by its spaces and ASCII letters.
fn utf16(sample: &[u8]) -> Option<&'static Encoding> {
    let even = &sample[..sample.len() & !1];
    let judge = |encoding: &'static Encoding| {
        let order = if encoding == UTF_16LE { u16::from_le_bytes } else { u16::from_be_bytes };
        let units = even.chunks_exact(2).map(|pair| order([pair[0], pair[1]]));
        let (mut all, mut plain, mut likely) = (0usize, 0usize, 0usize);
        for c in char::decode_utf16(units) {
            let c = c.unwrap_or('\0');
            all += 1;
            plain += usize::from(c.is_ascii_graphic() || matches!(c, ' ' | '\n' | '\r' | '\t'));
            likely += usize::from(
                c.is_alphanumeric()
                    || matches!(c, '\u{2000}'..='\u{303f}' | '\u{fe00}'..='\u{ffef}' | '\u{1f000}'..='\u{1faff}'),
            );
        }
        (plain, all > 0 && (plain + likely) * 10 >= all * 9)
    };
    let (little, big) = (judge(UTF_16LE), judge(UTF_16BE));
    let best = if big.0 > little.0 { (UTF_16BE, big) } else { (UTF_16LE, little) };
    (best.1.1 && best.1.0 > 0).then_some(best.0)
}

/// Whether the bytes are UTF-8, or UTF-8 with some damage: more sequences are right than wrong.
fn mostly_utf8(sample: &[u8], whole: bool) -> bool {
    let (mut right, mut wrong, mut rest) = (0usize, 0usize, sample.len());
    for chunk in sample.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        rest -= chunk.valid().len() + chunk.invalid().len();
        // A character cut by the end of the sample is no error.
        wrong += usize::from(!chunk.invalid().is_empty() && (rest > 0 || whole));
    }
    wrong == 0 || right >= wrong
}

/// Whether a single line among others is not plain ASCII: it is more likely damaged than all in another encoding.
fn lone_line(sample: &[u8]) -> bool {
    let lines = sample.split(|b| *b == b'\n').filter(|line| !line.is_empty());
    let (all, foreign) = lines.fold((0, 0), |(all, foreign), line| (all + 1, foreign + usize::from(!line.is_ascii())));
    foreign == 1 && all > 2
}

/// The legacy encoding in which the sample reads as writing.
fn legacy(sample: &[u8], whole: bool) -> Option<&'static Encoding> {
    // The marks of English print, and letters that stand at the same place in every Western code page: too little for
    // statistics, but enough to know.
    let western = b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa7\xa9\xab\xae\xb0\xb7\xbb\xc4\xc9\xd6\xdc\xdf\xe4\xe9\xf6\xfc";
    let apart = sample.windows(2).filter(|pair| !pair[0].is_ascii() && !pair[1].is_ascii()).count();
    let foreign = sample.iter().filter(|b| !b.is_ascii()).count();
    if apart * 4 <= foreign && sample.iter().all(|b| b.is_ascii() || western.contains(b)) {
        return Some(WINDOWS_1252);
    }
    let reads = |encoding: &&'static Encoding| plausible(&encoding.decode_without_bom_handling(sample).0);
    // Words with letters of two scripts, as lures write them to slip by, mislead statistics; the foreign ones alone do
    // not.
    let bare = || sample.iter().copied().filter(|b| !b.is_ascii_alphabetic()).collect::<Vec<u8>>();
    Some(guess(sample, whole)).filter(reads).or_else(|| Some(guess(&bare(), whole)).filter(reads))
}

/// The likeliest legacy encoding by statistics.
fn guess(sample: &[u8], whole: bool) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, whole);
    match detector.guess(None, Utf8Detection::Deny) {
        // Extinct, and what bullets and stray accents in Western text are taken for.
        extinct if extinct == IBM866 || extinct == ISO_8859_13 => WINDOWS_1252,
        encoding => encoding,
    }
}

/// Whether a decoded text looks like writing.
fn plausible(text: &str) -> bool {
    let (mut foreign, mut odd, mut ascii, mut accented) = (0usize, 0usize, 0usize, 0usize);
    for c in text.chars() {
        // Signs and letters so rare in print that they rather are what another encoding's bytes look like.
        let rare = matches!(c, '¤' | '¦' | '¬' | '¯' | '¶' | '¸' | 'ÿ' | 'þ' | 'Þ' | '\u{2500}'..='\u{259f}');
        let no_letter = matches!(c, '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{fffd}');
        foreign += usize::from(!c.is_ascii());
        odd += usize::from(rare || no_letter);
        ascii += usize::from(c.is_ascii_alphabetic());
        accented += usize::from(matches!(c, '\u{c0}'..='\u{24f}'));
    }
    // No language written in Latin letters accents half of them, but Cyrillic read as Latin looks so.
    odd * 5 <= foreign && accented <= ascii
}

/// Reads an input of any encoding as UTF-8, malformed sequences as U+FFFD.
pub(super) struct Transcoder<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_used: usize,
    /// No more raw bytes will come.
    ended: bool,
    /// The decoder has given its last.
    finished: bool,
    decoded: Vec<u8>,
    decoded_used: usize,
}

impl<R: Read> Transcoder<R> {
    /// Decodes `input`, whose byte order mark has been taken off.
    pub(super) fn new(input: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        Self {
            input,
            decoder,
            raw: Vec::new(),
            raw_used: 0,
            ended: false,
            finished: false,
            decoded: Vec::new(),
            decoded_used: 0,
        }
    }

    /// Decodes some more; `decoded` stays empty only at the end.
    fn refill(&mut self) -> io::Result<()> {
        const CHUNK: usize = 1 << 15;
        self.decoded.resize(3 * CHUNK, 0);
        self.decoded_used = 0;
        let mut written = 0;
        while written == 0 && !self.finished {
            if self.raw_used == self.raw.len() && !self.ended {
                self.raw.resize(CHUNK, 0);
                self.raw_used = 0;
                let read = loop {
                    match self.input.read(&mut self.raw) {
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        other => break other,
                    }
                };
                // An error leaves nothing half read behind.
                self.raw.truncate(*read.as_ref().unwrap_or(&0));
                self.ended = read? == 0;
            }
            let (result, read, wrote, _) =
                self.decoder.decode_to_utf8(&self.raw[self.raw_used..], &mut self.decoded, self.ended);
            self.raw_used += read;
            written = wrote;
            self.finished = self.ended && result == CoderResult::InputEmpty;
        }
        self.decoded.truncate(written);
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.decoded_used == self.decoded.len() {
            self.refill()?;
        }
        let count = buffer.len().min(self.decoded.len() - self.decoded_used);
        buffer[..count].copy_from_slice(&self.decoded[self.decoded_used..][..count]);
        self.decoded_used += count;
        Ok(count)
    }
}

/// Checks that few characters of a decoded record had to be replaced.
pub(super) fn check_replaced(text: &str, encoding: &'static Encoding) -> Result<(), SourceErrorKind> {
    let replaced = text.matches('\u{fffd}').count();
    if replaced * TOLERATED > text.chars().count() {
        return Err(SourceErrorKind::Encoding { encoding: encoding.name() });
    }
    Ok(())
}
