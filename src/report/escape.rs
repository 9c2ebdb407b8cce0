//! Text of strangers made harmless for one sink each: terminal, spreadsheet, JSON, XML, Markdown, workflow command.
//!
//! Ads are written by adversaries. What is shown on a terminal may not move the cursor, reorder letters or hide any; what
//! is opened in a spreadsheet may not compute. Nothing is dropped in silence: what is dangerous becomes visible as
//! `\u{202e}`.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use unicode_width::UnicodeWidthChar;

/// Characters without width that may follow one another; more are taken for an attempt to scribble over other lines.
/// Burmese and Khmer syllables need up to six.
const MARKS_IN_A_ROW: usize = 8;

/// Whether a character controls, reorders or hides text rather than showing: control characters, bidirectional controls,
/// line separators, and invisible format characters other than the joiners and the selectors that scripts and emoji need.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// `text` for a terminal, several lines: unsafe characters become visible, `\n` and `\t` stay, `\r\n` becomes `\n`.
#[must_use]
pub fn terminal(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    let mut marks = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        marks = if c.width() == Some(0) { marks + 1 } else { 0 };
        match c {
            '\n' | '\t' => safe.push(c),
            '\r' if chars.peek() == Some(&'\n') => {}
            _ if is_unsafe(c) || marks > MARKS_IN_A_ROW => push_visible(&mut safe, c),
            _ => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// `text` for a terminal, one line: as [`terminal`], with every run of white space made one space and none at the ends.
#[must_use]
pub fn terminal_line(text: &str) -> String {
    let safe = terminal(text);
    let mut line = String::with_capacity(safe.len());
    for word in safe.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Appends a character as `\u{hex}`.
pub(super) fn push_visible(safe: &mut String, c: char) {
    write!(safe, "\\u{{{:x}}}", u32::from(c)).expect("invariant: writing to a string does not fail");
}

/// `text` for a cell of a table that may be opened in a spreadsheet or shown on a terminal: one that could start a formula
/// gets a leading apostrophe, which spreadsheets do not show, and unsafe characters other than `\n` and `\t` become
/// visible. Any other text stays as it is. Quoting of delimiters is left to the CSV writer.
#[must_use]
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| is_unsafe(c) && c != '\n' && c != '\t';
    let formula = text.starts_with(starts_formula);
    if !formula && !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    if formula {
        safe.push('\'');
    }
    for c in text.chars() {
        if hidden(c) { push_visible(&mut safe, c) } else { safe.push(c) }
    }
    Cow::Owned(safe)
}

/// Whether a cell that begins with this character may be taken for a formula; spreadsheets in East Asian locales take the
/// full-width forms too.
#[must_use]
pub fn starts_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// Compact JSON in which unsafe characters are written as `\u202e`: parses back to the same text, and is harmless when
/// it meets a terminal.
#[derive(Debug, Clone, Copy, Default)]
pub struct JsonFormatter;

impl serde_json::ser::Formatter for JsonFormatter {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut written = 0;
        if !fragment.bytes().all(|byte| byte.is_ascii() && byte != 0x7f) {
            for (at, c) in fragment.char_indices().filter(|(_, c)| is_unsafe(*c)) {
                out.write_all(&fragment.as_bytes()[written..at])?;
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
                written = at + c.len_utf8();
            }
        }
        out.write_all(&fragment.as_bytes()[written..])
    }
}

/// `text` for the content or a quoted attribute of an XML document: the five signs of mark-up become entities, characters
/// that are unsafe or that XML 1.0 cannot hold become visible. White space stays in content; in an attribute the reader
/// would make one space of each, so it is written as a reference.
#[must_use]
pub fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\n' => safe.push_str("&#10;"),
            '\t' => safe.push_str("&#9;"),
            _ if is_unsafe(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => push_visible(&mut safe, c),
            _ => safe.push(c),
        }
    }
    safe
}

/// `text` on one line as words of Markdown, not at the beginning of a line: unsafe characters visible, every sign that could
/// be mark-up, HTML or a link, or that calls a person or an issue, set off by a backslash or written as an entity.
#[must_use]
pub fn markdown(text: &str) -> String {
    let line = terminal_line(text);
    let mut safe = String::with_capacity(line.len() + 16);
    for c in line.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // An entity of a mention still mentions: an empty comment between the sign and the name does not show.
            '@' | '#' => {
                safe.push(c);
                safe.push_str("<!-- -->");
            }
            // So that no address becomes a link.
            ':' => safe.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => {
                safe.push('\\');
                safe.push(c);
            }
            _ => safe.push(c),
        }
    }
    safe
}

/// As [`markdown`], for the beginning of a line: what would begin a list, a heading or a rule there is set off too.
#[must_use]
pub fn markdown_line(text: &str) -> String {
    guarded(markdown(text))
}

/// A line of Markdown that was made safe as words, so that its beginning is safe as well.
#[must_use]
pub fn guarded(mut safe: String) -> String {
    let digits = safe.bytes().take_while(u8::is_ascii_digit).count();
    match safe[digits..].bytes().next() {
        Some(b'-' | b'+' | b'=') if digits == 0 => safe.insert(0, '\\'),
        Some(b'.' | b')') if digits > 0 => safe.insert(digits, '\\'),
        _ => {}
    }
    safe
}

/// A link of Markdown. The address must be one of the web; whatever in it is no sign of an address is written in percent.
#[must_use]
pub fn markdown_link(label: &str, address: &str) -> String {
    let mut safe = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => safe.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'/' | b':' | b'?' | b'#' | b'@' | b'!' | b'$' | b'&' | b'\'' | b'*' | b'+'
            | b',' | b';' | b'=' | b'%' => safe.push(char::from(byte)),
            _ => write!(safe, "%{byte:02X}").expect("invariant: writing to a string does not fail"),
        }
    }
    let web = ["https://", "http://"].iter().any(|scheme| safe.starts_with(scheme));
    if web { format!("[{}](<{safe}>)", markdown(label)) } else { markdown(label) }
}

/// `text` on one line as code of Markdown, in which nothing is mark-up, a mention or a link. A bar becomes a broken one, for
/// a table is taken apart before code is.
#[must_use]
pub fn markdown_code(text: &str) -> String {
    let line = terminal_line(text).replace('|', "¦");
    if line.is_empty() {
        return line;
    }
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{line}{blank}{fence}")
}

/// `text` as the message of a GitHub workflow command.
#[must_use]
pub fn workflow_data(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => safe.push_str("%25"),
            '\n' => safe.push_str("%0A"),
            _ if is_unsafe(c) && c != '\t' => push_visible(&mut safe, c),
            _ => safe.push(c),
        }
    }
    safe
}

/// `text` as a property of a GitHub workflow command.
#[must_use]
pub fn workflow_property(text: &str) -> String {
    workflow_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A path as a reference of a URI: forward slashes, everything but unreserved characters in percent.
#[must_use]
pub fn uri_path(path: &str) -> String {
    let mut safe = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => safe.push(char::from(byte)),
            _ => write!(safe, "%{byte:02X}").expect("invariant: writing to a string does not fail"),
        }
    }
    safe
}
