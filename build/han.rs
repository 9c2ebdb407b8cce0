//! The table of Traditional to Simplified characters, made with OpenCC's dictionaries.
//!
//! Included by `build.rs`; `src/text/fold/han.rs` reads the table.

use std::io;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// First and last character of the table: CJK Extension A to the end of the unified ideographs.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// What Taiwan and Hong Kong write otherwise though both characters exist in Simplified text: 看著 for 看着, 甚麼 for 什么, 妳 for 你.
const VARIANTS: [(char, char); 3] = [('著', '着'), ('甚', '什'), ('妳', '你')];

/// The bytes of `han.bin`: for every character from U+3400 to U+9FFF two, little-endian, its Simplified form in the basic
/// plane, or 0 where it stays as it is.
pub(crate) fn table() -> io::Result<Vec<u8>> {
    let opencc = OpenCC::from_config(BuiltinConfig::T2s).map_err(io::Error::other)?;
    let mut table = Vec::with_capacity(2 * (LAST - FIRST + 1) as usize);
    for traditional in (FIRST..=LAST).filter_map(char::from_u32) {
        // A few forms have a simpler one still (薴 苧 苎); folding must not depend on where it starts.
        let simplified = simpler(&opencc, traditional).map(|c| simpler(&opencc, c).unwrap_or(c));
        let code = simplified.filter(|c| *c != traditional).and_then(|c| u16::try_from(u32::from(c)).ok()).unwrap_or(0);
        table.extend_from_slice(&code.to_le_bytes());
    }
    Ok(table)
}

/// The Simplified form of a single character that has another one.
fn simpler(opencc: &OpenCC, c: char) -> Option<char> {
    if let Some((_, simplified)) = VARIANTS.iter().find(|(variant, _)| *variant == c) {
        return Some(*simplified);
    }
    let converted = opencc.convert(c.encode_utf8(&mut [0; 4]));
    let mut chars = converted.chars();
    chars.next().filter(|other| *other != c && chars.next().is_none())
}
