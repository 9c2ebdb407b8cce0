//! Which links of a page are ways to reach somebody, and what of their targets says whom.
//!
//! *Apply* may be a link to a chat: the words do not say so, the target does. Links that only share the page, or lead on in
//! the site, are none. Knows the schemes and hosts of messengers, and nothing of what a contact means.

use std::ops::Range;

/// Schemes in which the address follows at once, with the word that says what it is.
const PLAIN: [(&str, &str); 8] = [
    ("mailto", ""),
    ("tel", "tel: "),
    ("sms", "tel: "),
    ("smsto", "tel: "),
    ("callto", "tel: "),
    ("facetime", "tel: "),
    ("skype", "skype: "),
    ("weixin", "wechat: "),
];

/// Links that name whom they reach by a parameter: how they begin, which, and what says so in their place.
const BY_PARAMETER: [(&str, &str, &str); 10] = [
    ("whatsapp://send", "phone", "wa.me/"),
    ("https://api.whatsapp.com/send", "phone", "wa.me/"),
    ("https://web.whatsapp.com/send", "phone", "wa.me/"),
    ("https://wa.me/send", "phone", "wa.me/"),
    ("tg://resolve", "domain", "t.me/"),
    ("viber://chat", "number", "viber: "),
    ("viber://add", "number", "viber: "),
    ("viber://pa", "chaturi", "viber: "),
    ("zalo://conversation", "phone", "zalo.me/"),
    ("zalo://qr/p", "phone", "zalo.me/"),
];

/// Other schemes that a path follows, with what says the same.
const BY_PATH: [(&str, &str); 4] = [
    ("line://ti/p/", "line.me/ti/p/"),
    ("line://r/ti/p/", "line.me/r/ti/p/"),
    ("sgnl://signal.me/", "signal.me/"),
    ("weixin://dl/chat?", "wechat: "),
];

/// Hosts of messengers. Those whose pages are about the messenger rather than a person in it are not among them.
pub(super) const HOSTS: [&str; 23] = [
    "t.me",
    "telegram.me",
    "telegram.dog",
    "wa.me",
    "wa.link",
    "chat.whatsapp.com",
    "line.me",
    "lin.ee",
    "line.naver.jp",
    "weixin.qq.com",
    "u.wechat.com",
    "zalo.me",
    "chat.zalo.me",
    "vb.me",
    "invite.viber.com",
    "signal.me",
    "signal.group",
    "open.kakao.com",
    "pf.kakao.com",
    "m.me",
    "ig.me",
    "join.skype.com",
    "imo.im",
];

/// First parts of paths on these hosts that reach nobody: sharing, signing in, stickers.
const NOBODY: [&str; 14] = [
    "share",
    "send",
    "msg",
    "r/msg",
    "r/share",
    "socialplugin",
    "login",
    "iv",
    "addstickers",
    "addtheme",
    "setlanguage",
    "proxy",
    "socks",
    "dialog",
];

/// Most bytes of a target that names anybody.
const LONGEST: usize = 200;
/// Fewer digits are no number to call.
const FEWEST_DIGITS: usize = 6;

/// What a target says of whom it reaches: words to say before it, and its part that does.
pub(super) fn contact(target: &str) -> Option<(&'static str, Range<usize>)> {
    let start = target.len() - target.trim_start().len();
    let link = target.trim();
    if link.len() > 4 * LONGEST {
        return None;
    }
    let lower = link.to_ascii_lowercase();
    let (label, part) =
        by_parameter(&lower).or_else(|| by_path(&lower)).or_else(|| plain(&lower)).or_else(|| hosted(&lower))?;
    let part = trimmed(link, part);
    let names = link.get(part.clone())?;
    let digits = names.bytes().filter(u8::is_ascii_digit).count();
    let phone = matches!(label, "tel: " | "wa.me/" | "viber: ");
    let mail = lower.starts_with("mailto:");
    let addressed = !mail || names.contains('@') || names.to_ascii_lowercase().contains("%40");
    let fits = names.len() > 2 && names.len() <= LONGEST && addressed && (!phone || digits >= FEWEST_DIGITS);
    fits.then(|| (label, start + part.start..start + part.end))
}

/// A part without what is no name at its beginning: plus signs where a plus is understood, slashes, `@`.
fn trimmed(link: &str, part: Range<usize>) -> Range<usize> {
    let words = link.get(part.clone()).unwrap_or_default();
    let kept = words.trim_start_matches(['/', ' ']);
    part.end - kept.len()..part.end
}

fn by_parameter(link: &str) -> Option<(&'static str, Range<usize>)> {
    let plain = link.strip_prefix("http://").map(|rest| format!("https://{rest}"));
    let same = plain.as_deref().unwrap_or(link);
    let (_, name, label) = BY_PARAMETER.iter().find(|(begins, ..)| {
        same.strip_prefix(begins).is_some_and(|rest| rest.trim_start_matches('/').starts_with('?'))
    })?;
    let query = link.find('?')? + 1;
    let mut at = query;
    for parameter in link[query..].split('&') {
        if let Some(value) = parameter.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
            let end = at + parameter.len();
            let plus = ["%2b", "+"].iter().find_map(|plus| value.strip_prefix(plus)).unwrap_or(value);
            let value = if *label == "viber: " { value } else { plus };
            return Some((label, end - value.len()..end));
        }
        at += parameter.len() + 1;
    }
    None
}

fn by_path(link: &str) -> Option<(&'static str, Range<usize>)> {
    let (begins, label) = BY_PATH.iter().find(|(begins, _)| link.starts_with(begins))?;
    Some((label, begins.len()..until(link, begins.len(), &['?', '&'])))
}

fn plain(link: &str) -> Option<(&'static str, Range<usize>)> {
    let colon = link.find(':')?;
    let (scheme, label) = PLAIN.iter().find(|(scheme, _)| *scheme == &link[..colon])?;
    let known = *scheme != "weixin" || !link[colon..].starts_with("://");
    known.then(|| (*label, colon + 1..until(link, colon + 1, &['?', ';', ',', '&'])))
}

/// A web address at a messenger, all of it but what follows a question mark.
fn hosted(link: &str) -> Option<(&'static str, Range<usize>)> {
    let begins = ["https://", "http://", "//"].into_iter().find(|begins| link.starts_with(begins))?;
    let (host, path) = link[begins.len()..].split_once('/')?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let path = &path[..until(path, 0, &['?'])];
    let nobody = |word: &str| path.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if !HOSTS.contains(&host) || path.trim_matches('/').is_empty() || NOBODY.into_iter().any(nobody) {
        return None;
    }
    let start = if begins == "//" { begins.len() } else { 0 };
    Some(("", start..until(link, 0, &['?'])))
}

/// Where a text ends before one of these signs.
fn until(text: &str, from: usize, signs: &[char]) -> usize {
    text[from..].find(signs).map_or(text.len(), |at| from + at)
}

/// A text, ready to be asked whether it shows what targets say.
pub(super) struct Showing {
    text: String,
    /// The digits of each line.
    digits: String,
}

impl Showing {
    pub(super) fn new(text: &str) -> Self {
        let digits = text.chars().filter(|c| c.is_ascii_digit() || *c == '\n').collect();
        Self { text: text.to_lowercase(), digits }
    }

    /// Whether the text has the same words, or a line of it the same digits.
    pub(super) fn has(&self, names: &str) -> bool {
        let names = names.to_lowercase();
        let bare = names.split_once("://").map_or(names.as_str(), |(_, rest)| rest).trim_end_matches('/');
        let last = bare.rsplit('/').next().unwrap_or(bare);
        let number: String = last.chars().filter(char::is_ascii_digit).collect();
        // The country's code may be written in one place only.
        let own = &number[number.len().saturating_sub(8)..];
        let is_number = own.len() >= FEWEST_DIGITS && !last.contains(|c: char| c.is_ascii_alphabetic());
        self.text.contains(bare) || is_number && self.digits.contains(own)
    }
}

#[cfg(test)]
mod tests {
    use super::contact;

    #[test]
    fn targets_that_reach_somebody_and_those_that_do_not() {
        let cases = [
            ("https://t.me/example_desk?start=1", Some(("", "https://t.me/example_desk"))),
            ("//wa.me/15550100100", Some(("", "wa.me/15550100100"))),
            ("https://api.whatsapp.com/send?phone=%2B15550100100&text=hi", Some(("wa.me/", "15550100100"))),
            ("whatsapp://send/?phone=15550100100", Some(("wa.me/", "15550100100"))),
            ("MAILTO:Jobs@example.com?subject=Cook", Some(("", "Jobs@example.com"))),
            ("mailto:jobs%40example.com", Some(("", "jobs%40example.com"))),
            ("tel:+1-555-0100", Some(("tel: ", "+1-555-0100"))),
            ("sms://+15550100;?&body=hi", Some(("tel: ", "+15550100"))),
            ("tg://resolve?domain=example_desk", Some(("t.me/", "example_desk"))),
            ("viber://chat?number=%2B15550100100", Some(("viber: ", "%2B15550100100"))),
            ("weixin://dl/chat?example_desk", Some(("wechat: ", "example_desk"))),
            ("line://ti/p/@example", Some(("line.me/ti/p/", "@example"))),
            ("https://line.me/R/ti/p/@example", Some(("", "https://line.me/R/ti/p/@example"))),
            ("https://signal.me/#p/+15550100", Some(("", "https://signal.me/#p/+15550100"))),
            ("https://t.me/share/url?url=x", None),
            ("https://t.me/", None),
            ("https://api.whatsapp.com/send?text=look", None),
            ("https://wa.me/?text=look", None),
            ("https://line.me/R/msg/text/?look", None),
            ("mailto:?subject=look", None),
            ("mailto:colleague", None),
            ("tel:112", None),
            ("weixin://", None),
            ("https://example.com/t.me/x", None),
            ("https://www.facebook.com/sharer", None),
            ("/apply", None),
            ("javascript:void(0)", None),
            ("#", None),
            ("", None),
        ];
        for (target, expected) in cases {
            let found = contact(target).map(|(label, part)| (label, &target[part]));
            assert_eq!(found, expected, "{target}");
        }
    }
}
