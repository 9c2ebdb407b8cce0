//! E-mail: the text a reader sees, the subject as its title, and where it says it comes from.
//!
//! Transfer encodings, charsets and parts are taken apart by the mail parser. The HTML of a message is read rather than
//! the plain text beside it, for that is what programs show. Messages attached to a message are ads of their own.

use mail_parser::{Address, Message, MessageParser, MimeHeaders as _, PartType};

use super::bytes::Bytes;
use super::error::{SourceError, SourceErrorKind};
use super::stream::Context;
use super::{Ads, Format, Kind, ReadOptions, html, jsonld};
use crate::ad::{Ad, FilePlace, Origin};

/// The entry in the table of formats.
pub(super) const FORMAT: Format = Format {
    name: "eml",
    extensions: &["eml"],
    about: "e-mail: subject and text, quoted-printable, base64, multipart; attached messages too",
    kind: Kind::Binary { sniff: looks_like_mail, read },
};

/// Parts of a message. Messages in messages are taken apart by recursion, which must end.
const PARTS: usize = 500;

/// What begins the subject of a message that was passed on: its sender is not whom the ad is from.
const PASSED_ON: [&str; 9] = ["fwd:", "fw:", "wg:", "tr:", "rv:", "i:", "转发", "轉寄", "enc:"];

/// Whether bytes begin with headers that only messages have.
fn looks_like_mail(start: &[u8]) -> bool {
    let end = start.windows(2).position(|two| two == b"\n\n" || two == b"\n\r").unwrap_or(start.len());
    let head = String::from_utf8_lossy(&start[..end]).to_ascii_lowercase();
    let has = |name: &str| head.starts_with(name) || head.contains(&format!("\n{name}"));
    let named = ["from:", "subject:", "mime-version:", "message-id:", "received:", "return-path:", "date:"];
    named.iter().filter(|name| has(name)).count() > 2
}

fn read(bytes: Bytes, options: &ReadOptions) -> Result<Ads, SourceError> {
    let context = Context { path: bytes.path.clone(), encoding: encoding_rs::UTF_8 };
    let whole = |kind| SourceError::whole(context.path.as_deref(), kind);
    let limit = options.limits.record;
    let raw = bytes.read_whole(limit, "the message").map_err(whole)?;
    if parts(&raw) > PARTS {
        return Err(whole(SourceErrorKind::TooLarge { what: "the number of parts", limit: PARTS.to_string() }));
    }
    let no_mail = || SourceErrorKind::Syntax { format: "e-mail", message: "it has no headers".to_owned() };
    let message = MessageParser::default().parse(&raw).filter(|message| !message.headers().is_empty());
    let message = message.ok_or_else(|| whole(no_mail()))?;
    let mut found = Vec::new();
    let attached = message.attachments().filter_map(|part| match &part.body {
        PartType::Message(message) => Some(message),
        _ => None,
    });
    for message in std::iter::once(&message).chain(attached) {
        found.extend(ad(message, &raw, &context, found.len() as u64 + 1));
    }
    match found.is_empty() {
        true => Err(whole(SourceErrorKind::Nothing { what: "text" })),
        false => Ok(Box::new(found.into_iter().map(Ok))),
    }
}

/// How many parts a message can have at most, those of messages within messages included.
fn parts(raw: &[u8]) -> usize {
    let name = b"content-type";
    raw.windows(name.len()).filter(|found| found.eq_ignore_ascii_case(name)).count()
}

/// The ad of a message; none if it says nothing.
fn ad(message: &Message<'_>, raw: &[u8], context: &Context, record: u64) -> Option<Ad> {
    let title = message.subject().unwrap_or_default().trim().to_owned();
    let mut parts: Vec<String> = message
        .html_bodies()
        .filter(|part| part.attachment_name().is_none())
        .filter_map(|part| match &part.body {
            PartType::Html(page) => Some(html::readable_page(page)),
            PartType::Text(text) => Some(text.trim().replace("\r\n", "\n")),
            _ => None,
        })
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() && title.is_empty() {
        return None;
    }
    parts.extend(sender(message, &title));
    let text = parts.join("\n");
    let raw = std::str::from_utf8(raw).unwrap_or_default();
    let stands = [jsonld::sole(raw, &title), jsonld::sole(raw, &text)];
    let origin = Origin {
        path: context.path.clone(),
        record,
        line: 1,
        field_offsets: stands.map(|at| at.map(|at| at as u64)),
        field_starts: stands.map(|at| at.map(|at| FilePlace::line_start(1).after(&raw[..at]))),
        ..Origin::default()
    };
    let id = message.message_id().map_or_else(|| context.made_id(record), str::to_owned);
    Some(Ad { id, title, text, columns: Vec::new(), origin })
}

/// Lines that say whom a message is from and whom it wants the answer to go to.
fn sender(message: &Message<'_>, subject: &str) -> Vec<String> {
    let subject = subject.to_lowercase();
    if PASSED_ON.iter().any(|mark| subject.starts_with(mark)) {
        return Vec::new();
    }
    let mut lines: Vec<String> = Vec::new();
    for (label, address) in [("From", message.from()), ("Reply to", message.reply_to())] {
        let Some(first) = address.and_then(Address::first) else { continue };
        let (name, address) = (first.name().unwrap_or_default(), first.address().unwrap_or_default());
        let line = format!("{label}: {name} {address}").replace("  ", " ");
        if !address.is_empty() && !lines.iter().any(|line| line.ends_with(address)) {
            lines.push(line.trim_end().to_owned());
        }
    }
    lines
}
