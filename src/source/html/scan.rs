//! The tags of a page as they are written: what stands between them, and whether a parser can be let at them.
//!
//! Reads one pass ahead of the real parser, in linear time. Pages are hostile: nesting without end or tags of a million
//! attributes would make that parser take time that grows with the square of the page. Knows nothing of what tags mean.

use std::ops::Range;

/// Deeper nesting is no page: browsers stop at this many levels.
const DEEPEST: usize = 512;
/// Attributes in one tag.
const ATTRIBUTES: usize = 1000;

/// Elements that have no end tag.
const VOID: [&str; 15] = [
    "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];
/// Elements whose content is no mark-up, and whether that content is text.
const RAW: [(&str, bool); 8] = [
    ("script", false),
    ("style", false),
    ("xmp", true),
    ("iframe", false),
    ("noembed", false),
    ("noframes", false),
    ("textarea", true),
    ("title", true),
];
/// Elements whose `href` leads somewhere.
pub(super) const LINKS: [&str; 2] = ["a", "area"];
/// Elements that close those before them by themselves.
const CLOSES: [(&[&str], &[&str]); 5] = [
    (&["p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "section", "article"], &["p"]),
    (&["li"], &["li", "p"]),
    (&["dt", "dd"], &["dt", "dd", "p"]),
    (&["td", "th"], &["td", "th", "p"]),
    (&["tr", "tbody", "thead", "tfoot"], &["td", "th", "tr", "p", "tbody", "thead", "tfoot"]),
];

/// What is written where in a page, in order.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Text between the tags.
    pub(super) runs: Vec<Range<usize>>,
    /// Targets of links.
    pub(super) targets: Vec<Range<usize>>,
}

/// What is written where; or what of the page is too large to be parsed.
pub(super) fn written(page: &str) -> Result<Written, (&'static str, String)> {
    let mut scan = Scan { page, at: 0, open: Vec::new(), found: Written::default() };
    while scan.at < page.len() {
        scan.step()?;
    }
    Ok(scan.found)
}

struct Scan<'a> {
    page: &'a str,
    at: usize,
    /// Names of the elements that are open.
    open: Vec<String>,
    found: Written,
}

impl Scan<'_> {
    /// Takes a run of text or a tag.
    fn step(&mut self) -> Result<(), (&'static str, String)> {
        let rest = &self.page[self.at..];
        let mut start = rest.chars();
        match (start.next(), start.next()) {
            (Some('<'), Some('!' | '?')) => {
                let (from, end) = if rest.starts_with("<!--") { (2, "-->") } else { (0, ">") };
                self.at += rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
            }
            (Some('<'), Some('/')) => {
                let name = name(&rest[2..]);
                self.at += tag(rest)?;
                if let Some(level) = self.open.iter().rposition(|open| *open == name) {
                    self.open.truncate(level);
                }
            }
            (Some('<'), Some(c)) if c.is_ascii_alphabetic() => {
                let name = name(&rest[1..]);
                let length = tag(rest)?;
                if LINKS.contains(&name.as_str()) {
                    let target = target(&rest[..length]);
                    self.found.targets.extend(target.map(|at| self.at + at.start..self.at + at.end));
                }
                self.at += length;
                self.start_tag(name)?;
            }
            _ => {
                let bracket = |at: usize, after: u8| at > 0 && (after.is_ascii_alphabetic() || b"/!?".contains(&after));
                let ends =
                    rest.as_bytes().windows(2).enumerate().find(|(at, two)| two[0] == b'<' && bracket(*at, two[1]));
                let length = ends.map_or(rest.len(), |(at, _)| at);
                self.found.runs.push(self.at..self.at + length);
                self.at += length;
            }
        }
        Ok(())
    }

    /// Opens an element, and takes its content if that is no mark-up.
    fn start_tag(&mut self, name: String) -> Result<(), (&'static str, String)> {
        if let Some((_, text)) = RAW.iter().find(|(raw, _)| *raw == name) {
            let rest = self.page.as_bytes().get(self.at..).unwrap_or_default();
            let closing = |two: &[u8]| two.starts_with(b"</");
            let ends =
                rest.windows(2 + name.len()).position(|w| closing(w) && w[2..].eq_ignore_ascii_case(name.as_bytes()));
            let length = ends.unwrap_or(rest.len());
            if *text {
                self.found.runs.push(self.at..self.at + length);
            }
            self.at += length;
            return Ok(());
        }
        if VOID.contains(&name.as_str()) {
            return Ok(());
        }
        if let Some((_, closed)) = CLOSES.iter().find(|(names, _)| names.contains(&name.as_str())) {
            while self.open.last().is_some_and(|last| closed.contains(&last.as_str())) {
                self.open.pop();
            }
        }
        self.open.push(name);
        match self.open.len() > DEEPEST {
            true => Err(("the nesting of the page", format!("{DEEPEST} levels"))),
            false => Ok(()),
        }
    }
}

/// The name a tag begins with, lower case and no longer than names are.
fn name(rest: &str) -> String {
    let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(rest.len());
    rest[..rest.floor_char_boundary(end.min(32))].to_ascii_lowercase()
}

/// The length of the tag that a text begins with, quotes minded.
fn tag(rest: &str) -> Result<usize, (&'static str, String)> {
    let (mut quote, mut before, mut attributes) = (None, b' ', 0);
    for (at, byte) in rest.bytes().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if byte == b'>' => return Ok(at + 1),
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            None => {
                let apart = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
                attributes += usize::from(!apart(byte) && (apart(before) || matches!(before, b'"' | b'\'')));
                if attributes > ATTRIBUTES {
                    return Err(("the number of attributes of a tag", ATTRIBUTES.to_string()));
                }
                if byte.is_ascii_whitespace() && before == b'=' {
                    continue;
                }
            }
        }
        before = byte;
    }
    Ok(rest.len())
}

/// Where in a tag the value of its first `href` is written, without quotes.
fn target(tag: &str) -> Option<Range<usize>> {
    let bytes = tag.as_bytes();
    let blank = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
    let (mut at, mut quote) = (0, None);
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(open), byte) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, byte @ (b'"' | b'\'')) => quote = Some(byte),
            (None, b'h' | b'H')
                if (blank(at - 1) || matches!(bytes[at - 1], b'/' | b'"' | b'\''))
                    && bytes.get(at..at + 4).is_some_and(|name| name.eq_ignore_ascii_case(b"href")) =>
            {
                let mut from = at + 4;
                while blank(from) {
                    from += 1;
                }
                if bytes.get(from) == Some(&b'=') {
                    return Some(value(bytes, from + 1));
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The value of an attribute that begins here, after blanks.
fn value(tag: &[u8], mut from: usize) -> Range<usize> {
    while tag.get(from).is_some_and(u8::is_ascii_whitespace) {
        from += 1;
    }
    let quote = tag.get(from).copied().filter(|byte| matches!(byte, b'"' | b'\''));
    let from = from + usize::from(quote.is_some());
    let ends = |byte: &u8| match quote {
        Some(quote) => *byte == quote,
        None => byte.is_ascii_whitespace() || *byte == b'>',
    };
    let length = tag.get(from..).and_then(|rest| rest.iter().position(ends)).unwrap_or(tag.len().saturating_sub(from));
    from..from + length
}
