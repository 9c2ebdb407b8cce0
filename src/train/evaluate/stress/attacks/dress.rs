//! Letters as capitals, and Latin ones in the dress of another alphabet: full width, mathematical, circled, small capitals.

use super::Attack;

pub(super) const ATTACKS: &[Attack] = &[
    Attack::characters("capital letters", |text, _| text.to_uppercase()),
    Attack::characters("full-width letters", |text, _| text.chars().map(full_width).collect()),
    Attack::characters("mathematical bold", |text, _| lettered(text, 0x1D400, 0x1D41A)),
    Attack::characters("mathematical bold script", |text, _| lettered(text, 0x1D4D0, 0x1D4EA)),
    Attack::characters("mathematical bold Fraktur", |text, _| lettered(text, 0x1D56C, 0x1D586)),
    Attack::characters("mathematical sans-serif bold italic", |text, _| lettered(text, 0x1D63C, 0x1D656)),
    Attack::characters("mathematical monospace", |text, _| lettered(text, 0x1D670, 0x1D68A)),
    Attack::characters("circled letters", |text, _| lettered(text, 0x24B6, 0x24D0)),
    Attack::characters("squared capitals", |text, _| lettered(text, 0x1F130, 0x1F130)),
    Attack::characters("small capitals", |text, _| text.chars().map(small_capital).collect()),
    Attack::characters("a mix of alphabets", |text, chance| {
        let dressed = |c: char| {
            let (upper, lower) =
                chance.one(&[(0x1D400, 0x1D41A), (0x1D4D0, 0x1D4EA), (0x1D670, 0x1D68A), (0x24B6, 0x24D0)]);
            shifted(c, upper, lower)
        };
        text.chars().map(dressed).collect()
    }),
];

fn full_width(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        other => other,
    }
}

fn lettered(text: &str, upper: u32, lower: u32) -> String {
    text.chars().map(|c| shifted(c, upper, lower)).collect()
}

/// The letter at the same place of an alphabet that begins at `upper` or `lower`.
fn shifted(c: char, upper: u32, lower: u32) -> char {
    let moved = match c {
        'A'..='Z' => u32::from(c) - u32::from('A') + upper,
        'a'..='z' => u32::from(c) - u32::from('a') + lower,
        _ => return c,
    };
    char::from_u32(moved).unwrap_or(c)
}

fn small_capital(c: char) -> char {
    let from = "abcdefghijklmnoprstuvwyz";
    from.chars().position(|other| other == c).and_then(|at| "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ".chars().nth(at)).unwrap_or(c)
}
