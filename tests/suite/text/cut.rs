//! Words cut in two by a dot or a line break, and what an honest text writes so.

use std::sync::LazyLock;

use lurescan::span::Span;
use lurescan::text::{NormalizedText, WordList};

use super::{Case, check_with};

/// Words that are looked for in the tests of cut words.
pub(super) static WANTED: LazyLock<WordList> = LazyLock::new(|| {
    WordList::new([
        "telegram",
        "passport",
        "overtime",
        "over",
        "time",
        "salario",
        "deposit",
        "зарплата",
        "медосмотр",
        "паспорт",
        "包机票",
        "护照",
        "报销",
        "工资",
        "日本",
        "双休",
        "여권보관",
        "ticket",
        "kundinnen",
        "salaries",
    ])
});

#[test]
fn words_cut_in_two_are_put_together() {
    let cases: &[Case] = &[
        ("Join on tele.gram now", "join on telegram now", "spaced=1"),
        ("the pass\nport stays", "the passport stays", ""),
        ("the pass\r\nport stays", "the passport stays", ""),
        ("TELE.GRAM, te.le.gram, tele·gram, tele*grams", "telegram, telegram, telegram, telegrams", "spaced=5"),
        ("el sala\nrío", "el salario", ""),
        ("зар.плата, па.спорт", "зарплата, паспорт", ""),
        ("免费包机.票", "免费包机票", "spaced=1"),
        ("护\n照", "护照", ""),
        // Where several words are cut, those nobody looks for are whole again too, and lines as well as dots count.
        ("tele\ngram pass\nport depo\nsit wal\nrus", "telegram passport deposit walrus", "spaced=4"),
    ];
    check_with(cases, |original| NormalizedText::joined(original, || &WANTED));
}

#[test]
fn what_an_honest_text_writes_with_dots_and_lines_stays() {
    let honest: &[Case] = &[
        ("work over\ntime", "work over\ntime", ""),
        ("wages weekly.Passport needed", "wages weekly.passport needed", ""),
        ("TELE.Gram", "tele.gram", ""),
        ("see tele.gram/jobs and tele.gram@example.com", "see tele.gram/jobs and tele.gram@example.com", ""),
        ("www.tele.gram", "www.tele.gram", ""),
        ("pass\n\nport", "pass\nport", ""),
        ("pass\n- port", "pass\n- port", ""),
        ("2.5 tele.5gram t.me p.m.", "2.5 tele.5gram t.me p.m.", ""),
        ("a walrus.\nseal wal\nrus", "a walrus.\nseal wal\nrus", ""),
        ("мед.осмотр", "медосмотр", ""),
        ("Kund*innen, salari·es", "kund*innen, salari·es", ""),
        ("周末双休\n日本公司报销\n工资", "周末双休\n日本公司报销\n工资", ""),
    ];
    check_with(honest, |original| NormalizedText::joined(original, || &WANTED));
}

#[test]
fn the_way_back_leads_over_a_joint() {
    let original = "Ｊoin tele.gram, sàla\nrío × depo\nsit";
    let text = NormalizedText::joined(original, || &WANTED);
    assert_eq!(text.as_str(), "join telegram, salario × deposit");
    for (word, written) in [("telegram", "tele.gram"), ("salario", "sàla\nrío"), ("×", "×"), ("deposit", "depo\nsit")]
    {
        let at = text.as_str().find(word).unwrap();
        assert_eq!(&original[text.original(Span::new(at, at + word.len())).range()], written);
    }
    let accents: Vec<(u32, char)> = text.accents().within(Span::new(0, 99)).to_vec();
    assert_eq!(accents, [(16, 'à'), (20, 'í')]);
}
