//! Letters that look like others, of another script or of the same.

use super::super::words::swapped;
use super::Attack;

const LATIN: &str = "aceopxyijsABCEHIJKMOPSTXY";
const AS_CYRILLIC: &str = "асеорхуіјѕАВСЕНІЈКМОРЅТХУ";
const LATIN_FOR_GREEK: &str = "oviuABEHIKMNOPTXYZ";
const AS_GREEK: &str = "ονιυΑΒΕΗΙΚΜΝΟΡΤΧΥΖ";

pub(super) const ATTACKS: &[Attack] = &[
    Attack::characters("Cyrillic letters in Latin words, some", |text, chance| {
        swapped(text, chance, 2, LATIN, AS_CYRILLIC)
    }),
    Attack::characters("Cyrillic letters in Latin words, all", |text, chance| {
        swapped(text, chance, 1, LATIN, AS_CYRILLIC)
    }),
    Attack::characters("Greek letters in Latin words", |text, chance| {
        swapped(text, chance, 1, LATIN_FOR_GREEK, AS_GREEK)
    }),
    Attack::characters("Latin letters in Cyrillic words, some", |text, chance| {
        swapped(text, chance, 2, "асеорхуіАВСЕНІКМОРТХУ", "aceopxyiABCEHIKMOPTXY")
    }),
    Attack::characters("Latin letters in Cyrillic words, all", |text, chance| {
        swapped(text, chance, 1, "асеорхуіАВСЕНІКМОРТХУ", "aceopxyiABCEHIKMOPTXY")
    }),
    Attack::characters("phonetic letters in Latin words", |text, chance| {
        swapped(text, chance, 2, "agiouvy", "ɑɡɩᴏᴜᴠʏ")
    }),
    Attack::characters("capital I for l", |text, chance| swapped(text, chance, 1, "l", "I")),
    Attack::characters("l for capital I", |text, chance| swapped(text, chance, 1, "I", "l")),
    Attack::characters("accents that no word has", |text, chance| {
        swapped(text, chance, 3, "aceginosuyz", "ąċėģįňȯšųÿž")
    }),
];
