//! Ways to reach the advertiser: phone numbers, e-mail addresses, messengers, links.
//!
//! Owns `contacts.yaml` and the shapes of numbers and handles. A messenger's name counts alone when it means nothing else
//! (*WhatsApp*, 微信); names that are also words (*line*, *signal*, 飞机) count only with an identifier beside them or a word
//! such as *add* before them. Knows nothing of whether a contact is real.

use serde::{Deserialize, Serialize};

use super::lexicon::{Hit, Lexicon, LexiconBuilder, Words};
use super::tables::{Problems, Text};
use crate::packed::Expression;
use crate::span::{Normalized, Span};

/// What kind of contact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ContactKind {
    /// A telephone number.
    Phone,
    /// An e-mail address at a provider that gives them to anyone.
    FreeEmail,
    /// An e-mail address at any other domain.
    CompanyEmail,
    /// Telegram.
    Telegram,
    /// WhatsApp.
    Whatsapp,
    /// LINE.
    Line,
    /// WeChat.
    Wechat,
    /// Zalo.
    Zalo,
    /// Viber.
    Viber,
    /// Signal.
    Signal,
    /// KakaoTalk.
    Kakao,
    /// Any other messenger, a private message, or a handle without a messenger.
    MessengerOther,
    /// A web address.
    Link,
}

impl ContactKind {
    /// Every kind, with its name in tables and rules.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Phone, "phone"),
        (Self::FreeEmail, "free-email"),
        (Self::CompanyEmail, "company-email"),
        (Self::Telegram, "telegram"),
        (Self::Whatsapp, "whatsapp"),
        (Self::Line, "line"),
        (Self::Wechat, "wechat"),
        (Self::Zalo, "zalo"),
        (Self::Viber, "viber"),
        (Self::Signal, "signal"),
        (Self::Kakao, "kakao"),
        (Self::MessengerOther, "messenger-other"),
        (Self::Link, "link"),
    ];

    /// The name used in tables and rules.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("link", |(_, name)| name)
    }

    /// Whether a rule that asks for `name` means this kind; `email` means both kinds of e-mail.
    #[must_use]
    pub fn answers_to(self, name: &str) -> bool {
        self.as_str() == name || (name == "email" && matches!(self, Self::FreeEmail | Self::CompanyEmail))
    }

    /// Whether it is a messenger.
    #[must_use]
    pub fn is_messenger(self) -> bool {
        !matches!(self, Self::Phone | Self::FreeEmail | Self::CompanyEmail | Self::Link)
    }
}

/// One way to reach the advertiser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The name or address, with the identifier where one follows.
    pub span: Span<Normalized>,
    /// What kind it is.
    pub kind: ContactKind,
    /// The same for every way of writing one contact, to see it again in another ad: `+85512345678`, `telegram:name`,
    /// `name@example.com`. None where only a messenger is named.
    pub key: Option<String>,
}

/// Compiled `contacts.yaml`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Contacts {
    lexicon: Lexicon,
    words: Vec<Meaning>,
    free_mail: Vec<String>,
    hosts: Vec<(String, ContactKind)>,
    top_level: Vec<String>,
    word_level: Vec<String>,
    not_links: Vec<String>,
    address: Expression,
    identifier: Expression,
}

/// What a word means to this extractor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Meaning {
    /// A messenger, beyond doubt.
    Name(ContactKind),
    /// A messenger if an identifier stands beside it.
    Cued(ContactKind),
    /// A phrase around a messenger's name that is no contact: 微信支付.
    Benign,
    /// *Tel*, *call*: what follows is a phone number.
    Phone,
    /// *Account*, *UEN*: what follows is some other number.
    Number,
    /// *Add*, 加: what follows is a contact.
    Add,
}

/// `contacts.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactFile {
    free_mail: Vec<Text>,
    top_level: Vec<String>,
    word_level: Vec<String>,
    phone_words: Vec<Text>,
    number_words: Vec<Text>,
    not_links: Vec<String>,
    add_words: Vec<Text>,
    benign: Vec<Text>,
    messengers: Vec<RawMessenger>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMessenger {
    kind: Text,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    names: Vec<Text>,
    #[serde(default)]
    cued: Vec<Text>,
}

/// E-mail, e-mail with its signs in words or apart (`name (at) host dot com`), address with a scheme or `www.`, bare domain, or handle; in this order of preference.
const ADDRESS: &str = r"(?x)
    (?P<mail> [a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+)+ )
  | (?P<veiled> [a-z0-9][a-z0-9._%+-]{0,63}(?:
        \ ?(?:@|[(\[{]\ ?(?:at|@)\ ?[)\]}])\ ?[a-z0-9-]+(?:(?:\.|\ ?[(\[{]\ ?(?:dot|\.)\ ?[)\]}]\ ?|\ dot\ )[a-z0-9-]+)+
      | \ at\ [a-z0-9-]+(?:\ dot\ [a-z0-9-]+)+) )
  | (?P<url>  (?:https?://|www\.)[a-z0-9.-]+(?::[0-9]+)?(?:/[!-~]*)? )
  | (?P<bare> [a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+(?:/[!-~]*)? )
  | (?P<at>   @[a-z][a-z0-9_.]{3,} )";

/// What may follow a messenger's name: `: @name`, ` id abc_123`, ` +66 …`.
const IDENTIFIER: &str = r"(?x) ^ \ ?(?:[(/\[]\ ?)?(?:id|号|账号|no\.?|number|gr|group|ไอดี|아이디)? (?P<colon>\ ?[:=：|\-]+)? \ ?
    (?P<id> @[a-z0-9_.]{3,} | \+?[0-9][0-9\ ().-]{5,}[0-9] | [a-z0-9][a-z0-9_.-]{3,} )";

/// How many words before a place are looked at; more do not fit into the distances that count.
const NEIGHBORS: usize = 8;

/// Largest compiled size of an expression, in bytes.
const EXPRESSION_SIZE: usize = 2 << 20;
/// Longest identifier behind a messenger's name, in bytes.
const IDENTIFIER_REACH: usize = 80;

impl Contacts {
    /// Checks and compiles the table.
    pub(super) fn build(file: ContactFile, problems: &mut Problems) -> Self {
        let mut builder = LexiconBuilder::default();
        let mut words: Vec<Meaning> = Vec::new();
        let mut hosts = Vec::new();
        let mut add = |forms: &[Text], meaning: Meaning, problems: &mut Problems| {
            for form in forms {
                match builder.add(&form.value) {
                    Some(number) if number == words.len() => words.push(meaning),
                    Some(number) if words[number] == meaning => {}
                    Some(_) => problems.error("F012", form, format!("`{}` already means something else", form.value)),
                    None => problems.error("F004", form, format!("`{}` leaves nothing to search for", form.value)),
                }
            }
        };
        for raw in &file.messengers {
            let known = ContactKind::ALL.iter().filter(|(kind, _)| kind.is_messenger() || *kind == ContactKind::Link);
            let Some((kind, _)) = known.clone().find(|(_, name)| *name == raw.kind.value) else {
                problems.unknown("F020", &raw.kind, "messenger", known.map(|(_, name)| *name));
                continue;
            };
            hosts.extend(raw.hosts.iter().map(|host| (host.clone(), *kind)));
            add(&raw.names, Meaning::Name(*kind), problems);
            add(&raw.cued, Meaning::Cued(*kind), problems);
        }
        add(&file.benign, Meaning::Benign, problems);
        add(&file.phone_words, Meaning::Phone, problems);
        add(&file.number_words, Meaning::Number, problems);
        add(&file.add_words, Meaning::Add, problems);
        let compile = |pattern| {
            Expression::new(pattern, EXPRESSION_SIZE).expect("invariant: the pattern is a constant that compiles")
        };
        Self {
            lexicon: builder.build(),
            words,
            free_mail: file.free_mail.into_iter().map(|domain| domain.value).collect(),
            hosts,
            top_level: file.top_level,
            word_level: file.word_level,
            not_links: file.not_links,
            address: compile(ADDRESS),
            identifier: compile(IDENTIFIER),
        }
    }

    /// What a web address leads to, or `None` when its end is no known top-level domain.
    fn link_kind(&self, address: &str, sure: bool) -> Option<ContactKind> {
        let address = address.split_once("://").map_or(address, |(_, rest)| rest);
        let address = address.strip_prefix("www.").unwrap_or(address);
        let host = address.split(['/', ':']).next().unwrap_or(address);
        let leads = |known: &str| {
            let (domain, path) = known.split_once('/').map_or((known, ""), |(domain, path)| (domain, path));
            let inside = host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
            inside && (path.is_empty() || address.contains(&format!("/{path}")))
        };
        if let Some((_, kind)) = self.hosts.iter().find(|(known, _)| leads(known)) {
            return Some(*kind);
        }
        let top = host.rsplit('.').next().unwrap_or("");
        let word = self.not_links.iter().any(|known| known == host);
        let is = |list: &[String]| list.iter().any(|known| known == top);
        let path = address.contains('/') || host.matches('.').count() > 1;
        (sure || (!word && (is(&self.top_level) || (path && is(&self.word_level))))).then_some(ContactKind::Link)
    }
}

/// All contacts of `text`, in reading order, not overlapping.
pub(super) fn find(words: &Words<'_>, contacts: &Contacts) -> Vec<Contact> {
    let text = words.as_str();
    let hits = contacts.lexicon.find(words);
    let mut found = addresses(text, contacts, &hits);
    let names = hits.iter().enumerate().filter_map(|(index, _)| named(text, contacts, index, &hits));
    found.extend(names);
    found.extend(spelled(text, contacts, &hits));
    found = joined(text, found);
    found.extend(phones(text, contacts, &hits));
    joined(text, found)
}

/// One way of writing for every way of writing a contact, or `None` where it names no one.
fn key(written: &str, kind: ContactKind) -> Option<String> {
    let digits = || -> String { written.chars().filter(char::is_ascii_digit).collect() };
    let number = || {
        let digits = digits();
        let abroad = digits.strip_prefix("00").filter(|rest| rest.len() >= 8);
        match abroad {
            Some(rest) => format!("+{rest}"),
            None if written.contains('+') || written.contains("wa.me/") => format!("+{digits}"),
            None => digits,
        }
    };
    match kind {
        ContactKind::FreeEmail | ContactKind::CompanyEmail => Some(written.to_owned()),
        ContactKind::Phone => Some(number()),
        ContactKind::Link => {
            let address = written.split_once("://").map_or(written, |(_, rest)| rest);
            Some(address.strip_prefix("www.").unwrap_or(address).trim_end_matches('/').to_owned())
        }
        _ => {
            let stop = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
            let (at, handle) = written
                .rsplit_once(stop)
                .map_or((None, written), |(before, last)| (written[before.len()..].chars().next(), last));
            let sure = matches!(at, Some('@' | ':' | '：' | '=' | '/'));
            if written.contains("wa.me/")
                || (digits().len() >= 7 && !handle.contains(|c: char| c.is_ascii_alphabetic()))
            {
                return Some(number());
            }
            let strange = handle.contains(|c: char| c.is_ascii_digit() || c == '_');
            (handle.len() >= 4 && (sure || (strange && at.is_some()))).then(|| format!("{}:{handle}", kind.as_str()))
        }
    }
}

/// Contacts in reading order: a name and the handle or link of the same messenger beside it become one, and of two that
/// overlap the first stands.
fn joined(text: &str, mut found: Vec<Contact>) -> Vec<Contact> {
    found.sort_by_key(|c| (c.span.start, std::cmp::Reverse(c.span.end)));
    let mut kept: Vec<Contact> = Vec::with_capacity(found.len());
    for mut contact in found {
        contact.key = contact.key.or_else(|| key(&text[contact.span.range()], contact.kind));
        match kept.last_mut() {
            Some(last)
                if last.kind == contact.kind && last.kind.is_messenger() && last.span.distance(contact.span) <= 3 =>
            {
                last.span = last.span.cover(contact.span);
                last.key = last.key.take().or(contact.key);
            }
            Some(last) if last.span.overlaps(contact.span) => {}
            _ => kept.push(contact),
        }
    }
    kept
}

/// E-mail addresses, web addresses and handles.
fn addresses(text: &str, contacts: &Contacts, hits: &[Hit]) -> Vec<Contact> {
    let mut found = Vec::new();
    // No address goes on over a line break, and few lines hold what all of them do.
    let lines = text.split('\n').filter(|line| may_hold_address(line));
    let captures = lines.flat_map(|line| {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        contacts.address.captures_iter(line).map(move |capture| (start, capture))
    });
    for (line, capture) in captures {
        let Some(whole) = capture.get(0) else { continue };
        let shown = whole.as_str().trim_end_matches(['.', ',', ')', ';', ':', '!', '?', '"', '\'', '-', '_']);
        let span = Span::new(line + whole.start(), line + whole.start() + shown.len());
        if capture.name("veiled").is_some() {
            found.extend(veiled(contacts, shown, span));
            continue;
        }
        let kind = if capture.name("mail").is_some() {
            let domain = shown.rsplit('@').next().unwrap_or("");
            let free = contacts.free_mail.iter().any(|known| known == domain);
            Some(if free { ContactKind::FreeEmail } else { ContactKind::CompanyEmail })
        } else if capture.name("at").is_some() {
            let attached = text[..span.start].ends_with(|c: char| c.is_ascii_alphanumeric());
            (!attached && shown.len() > 4).then(|| handle_kind(text, contacts, span, hits))
        } else {
            contacts.link_kind(shown, capture.name("url").is_some())
        };
        found.extend(kind.map(|kind| Contact { span, kind, key: None }));
    }
    found
}

/// Whether a line holds a sign without which there is no address: `@`, `://`, a dot within a word or in brackets, or the word.
fn may_hold_address(line: &str) -> bool {
    let bytes = line.as_bytes();
    let joins = |next: u8| next.is_ascii_alphanumeric() || b"-)]}".contains(&next);
    let dotted = bytes.windows(2).any(|pair| pair[0] == b'.' && joins(pair[1]));
    let bracketed = || bytes.windows(2).any(|pair| b"([{".contains(&pair[0]) && matches!(pair[1], b'.' | b' '));
    bytes.contains(&b'@') || dotted || bracketed() || line.contains("://") || line.contains("dot")
}

/// An e-mail address whose signs are in words, in brackets or apart. `at` alone is also a preposition: then the name
/// before it must be one that no sentence holds.
fn veiled(contacts: &Contacts, shown: &str, span: Span<Normalized>) -> Option<Contact> {
    let plain: String = shown.chars().filter(|c| !matches!(c, '(' | ')' | '[' | ']' | '{' | '}')).collect();
    let (at, sign) =
        plain.find('@').map(|at| (at, 1)).or_else(|| plain.find(" at ").map(|at| (at, 4))).or_else(|| {
            let bracket = shown.find(['(', '[', '{'])?;
            plain[bracket..].find("at").map(|at| (bracket + at, 2))
        })?;
    let (name, domain) = (plain[..at].trim(), plain[at + sign..].replace("dot", ".").replace(' ', ""));
    let domain = domain.split('.').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
    let strange = name.contains(|c: char| c.is_ascii_digit() || matches!(c, '.' | '_'));
    let bracketed = shown.contains(['(', '[', '{']);
    let top = domain.rsplit('.').next().filter(|_| domain.contains('.'))?;
    let known = contacts.top_level.iter().chain(&contacts.word_level).any(|level| level == top);
    if !known || name.is_empty() || !(bracketed || strange || shown.contains('@') && shown.contains(" dot ")) {
        return None;
    }
    let free = contacts.free_mail.contains(&domain);
    let kind = if free { ContactKind::FreeEmail } else { ContactKind::CompanyEmail };
    Some(Contact { span, kind, key: Some(format!("{name}@{domain}")) })
}

/// The messenger a bare `@handle` belongs to: the one named last on the same line before it.
fn handle_kind(text: &str, contacts: &Contacts, handle: Span<Normalized>, hits: &[Hit]) -> ContactKind {
    let until = hits.partition_point(|h| h.span.start < handle.start);
    let before = hits[..until].iter().rev().take(NEIGHBORS);
    let before = before.filter(|h| h.span.end <= handle.start && handle.start - h.span.end <= 24);
    before
        .filter(|h| !text[h.span.end..handle.start].contains('\n'))
        .find_map(|h| match contacts.words[h.form] {
            Meaning::Name(kind) | Meaning::Cued(kind) => Some(kind),
            _ => None,
        })
        .unwrap_or(ContactKind::MessengerOther)
}

/// The contact that a messenger's name makes, with its identifier.
fn named(text: &str, contacts: &Contacts, index: usize, hits: &[Hit]) -> Option<Contact> {
    let hit = hits[index];
    let (kind, sure) = match contacts.words[hit.form] {
        Meaning::Name(kind) => (kind, true),
        Meaning::Cued(kind) => (kind, false),
        _ => return None,
    };
    if text[..hit.span.start].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
        return None;
    }
    let added = hits[index.saturating_sub(NEIGHBORS)..index].iter().any(|h| {
        contacts.words[h.form] == Meaning::Add && h.span.end <= hit.span.start && hit.span.start - h.span.end <= 6
    });
    // `Business Line: Geography` is a heading, `✈️ Line: somsak` is not.
    let heading = !sure && !added && text[..hit.span.start].trim_end().ends_with(|c: char| c.is_ascii_alphabetic());
    let after = &text[hit.span.end..];
    let after = &after[..after.floor_char_boundary(IDENTIFIER_REACH)];
    let identifier = contacts.identifier.captures(after).and_then(|capture| {
        let id = capture.name("id")?;
        let digits = id.as_str().bytes().filter(u8::is_ascii_digit).count();
        let explicit = id.as_str().starts_with('@')
            || (!heading && capture.name("colon").is_some_and(|c| c.as_str().trim() != "-"));
        // Without a colon, only what cannot be the next word of the sentence.
        let strange = digits >= 2 && !id.as_str().contains(' ') || digits >= 7 || id.as_str().contains('_');
        let grown = id.as_str().bytes().any(|b| b.is_ascii_alphanumeric());
        // `imo` is a messenger and, before seven digits, the number of a ship.
        let ship = text[hit.span.range()] == *"imo" && digits == 7;
        let length = id.as_str().trim_end_matches(['.', '-']).len();
        ((explicit || strange) && grown && !ship).then(|| id.start() + length)
    });
    let end = hit.span.end + identifier.unwrap_or(0);
    (sure || identifier.is_some() || added).then(|| Contact { span: Span::new(hit.span.start, end), kind, key: None })
}

/// Telephone numbers.
fn phones(text: &str, contacts: &Contacts, hits: &[Hit]) -> Vec<Contact> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = text[at..].find(|c: char| c.is_ascii_digit() || c == '+') {
        let start = at + step;
        let dialed = Dialed::read(text, start);
        at = dialed.end.max(start + 1);
        let before = text[..start].trim_end_matches('(');
        let inside = before.ends_with(|c: char| c.is_ascii_alphanumeric() || "$€£₱¥₹฿₫₩-/.,#№_%=".contains(c));
        let until = hits.partition_point(|h| h.span.start < start);
        let near = hits[..until].iter().rev().take(NEIGHBORS);
        let near = near.filter(|h| h.span.end <= start && start - h.span.end <= 16);
        let word = near
            .filter(|h| !text[h.span.end..start].contains(|c: char| c == '\n' || c.is_ascii_digit()))
            .map(|h| contacts.words[h.form])
            .find(|meaning| matches!(meaning, Meaning::Phone | Meaning::Number));
        let inside = inside || text[dialed.end..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '%');
        if !inside && word != Some(Meaning::Number) && dialed.is_phone(word == Some(Meaning::Phone)) {
            found.push(Contact { span: Span::new(start, dialed.end), kind: ContactKind::Phone, key: None });
        }
    }
    found
}

/// Numbers spelled in Chinese digits: 一三八零零一三八零零零.
fn spelled(text: &str, contacts: &Contacts, hits: &[Hit]) -> Vec<Contact> {
    let mut found = Vec::new();
    if text.is_ascii() {
        return found;
    }
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let Some(first) = spelled_digit(c).filter(|_| !c.is_ascii()) else { continue };
        let (mut digits, mut end) = (String::from(first), start + c.len_utf8());
        while let Some((at, digit)) = rest.peek().and_then(|(at, c)| Some((*at, (spelled_digit(*c)?, c.len_utf8())))) {
            digits.push(digit.0);
            end = at + digit.1;
            rest.next();
        }
        if !(SPELLED_LEAST..=15).contains(&digits.len()) {
            continue;
        }
        let until = hits.partition_point(|h| h.span.start < start);
        let near = hits[..until].iter().rev().take(NEIGHBORS).find(|h| h.span.end <= start && start - h.span.end <= 8);
        let kind = near.and_then(|h| match contacts.words[h.form] {
            Meaning::Name(kind) | Meaning::Cued(kind) => Some(kind),
            Meaning::Phone => Some(ContactKind::Phone),
            _ => None,
        });
        let mobile = digits.len() == 11 && digits.starts_with('1');
        let kind = kind.or(mobile.then_some(ContactKind::Phone));
        found.extend(kind.map(|kind| Contact { span: Span::new(start, end), kind, key: Some(digits.clone()) }));
    }
    found
}

/// Fewest spelled digits that make a number.
const SPELLED_LEAST: usize = 7;

/// The digit a Chinese or ASCII numeral stands for.
fn spelled_digit(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => c,
        '零' | '〇' => '0',
        '一' | '幺' | '壹' => '1',
        '二' | '两' | '贰' => '2',
        '三' | '叁' => '3',
        '四' | '肆' => '4',
        '五' | '伍' => '5',
        '六' | '陆' => '6',
        '七' | '柒' => '7',
        '八' | '捌' => '8',
        '九' | '玖' => '9',
        _ => return None,
    })
}

/// A run of digits as one might dial it.
struct Dialed {
    end: usize,
    plus: bool,
    digits: String,
    /// Lengths of the groups the separators make.
    groups: Vec<usize>,
    /// Whether a slash is among the separators.
    slashed: bool,
}

impl Dialed {
    /// Reads digits, `x` and `*` that hide digits, and single separators from `start` on.
    fn read(text: &str, start: usize) -> Self {
        let bytes = text.as_bytes();
        let plus = bytes[start] == b'+';
        let mut dialed = Self { end: start, plus, digits: String::new(), groups: vec![0], slashed: false };
        let mut at = start + usize::from(plus);
        while at < bytes.len() {
            let hidden = matches!(bytes[at], b'x' | b'*') && dialed.digits.len() >= 3 && dialed.groups != [3];
            if bytes[at].is_ascii_digit() || hidden {
                dialed.digits.push(char::from(bytes[at]));
                if let Some(last) = dialed.groups.last_mut() {
                    *last += 1;
                }
                at += 1;
                dialed.end = at;
                continue;
            }
            let gap = bytes[at..].iter().take_while(|b| matches!(b, b' ' | b'-' | b'.' | b'(' | b')' | b'/')).count();
            let goes_on = bytes.get(at + gap).is_some_and(|b| b.is_ascii_digit() || matches!(b, b'x' | b'*'));
            if gap == 0 || gap > 2 || !goes_on || &bytes[at..at + gap] == b"--" {
                break;
            }
            dialed.slashed |= bytes[at..at + gap].contains(&b'/');
            dialed.groups.push(0);
            at += gap;
        }
        if dialed.groups.last() == Some(&0) {
            dialed.groups.pop();
        }
        dialed
    }

    /// Whether the digits look like a phone number; `word` tells whether a word such as *tel* stands before them.
    fn is_phone(&self, word: bool) -> bool {
        let count = self.digits.len();
        let date = matches!(self.groups.get(..3), Some([1..=2, 1..=2, 4] | [4, 1..=2, 1..=2]));
        if !(7..=15).contains(&count) || date || (self.slashed && !word) {
            return false;
        }
        let starts = |prefixes: &[&str]| prefixes.iter().any(|p| self.digits.starts_with(p));
        let chinese = count == 11 && starts(&["13", "14", "15", "16", "17", "18", "19"]);
        let indian = count == 10 && starts(&["6", "7", "8", "9"]) && matches!(self.groups[..], [10] | [5, 5]);
        let american = matches!(self.groups[..], [3, 3, 4] | [1, 3, 3, 4]);
        let russian = count == 11 && starts(&["89", "84", "79", "77"]) && self.groups.len() != 2;
        (self.plus && count >= 8)
            || (starts(&["0"]) && count >= 9 && self.groups.iter().all(|g| *g < 12))
            || chinese
            || indian
            || american
            || russian
            || word
    }
}
