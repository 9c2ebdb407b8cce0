//! Pictures in place of the words of an offer.

use super::super::chance::Chance;
use super::super::words::words;
use super::{Attack, Change, Make};

pub(super) const ATTACKS: &[Attack] =
    &[Attack { name: "emoji for words", change: Change::Words, make: Make::Fields(pictured) }];

/// A picture and the words it stands for, in the languages written with spaces.
const SPACED: &[(&str, &[&str])] = &[
    (
        "✈️",
        &[
            "flight",
            "flights",
            "plane",
            "ticket",
            "vuelo",
            "vuelos",
            "billet",
            "tiket",
            "pesawat",
            "flug",
            "билет",
            "билеты",
            "перелёт",
            "passagem",
        ],
    ),
    (
        "🏠",
        &[
            "accommodation",
            "housing",
            "room",
            "house",
            "alojamiento",
            "vivienda",
            "logement",
            "alojamento",
            "moradia",
            "жильё",
            "жилье",
            "unterkunft",
            "mess",
            "tinggal",
        ],
    ),
    (
        "🍚",
        &[
            "food",
            "meals",
            "comida",
            "comidas",
            "repas",
            "makan",
            "makanan",
            "питание",
            "еда",
            "verpflegung",
            "alimentação",
        ],
    ),
    (
        "💰",
        &[
            "salary",
            "money",
            "pay",
            "sueldo",
            "salario",
            "dinero",
            "salaire",
            "argent",
            "gaji",
            "uang",
            "зарплата",
            "деньги",
            "gehalt",
            "salário",
            "dinheiro",
        ],
    ),
    ("📱", &["phone", "teléfono", "téléphone", "hp", "телефон", "telefon", "telefone"]),
    ("🛂", &["passport", "pasaporte", "passeport", "paspor", "паспорт", "reisepass", "passaporte", "pasport"]),
    ("🎰", &["casino", "казино", "kasino"]),
    ("💻", &["computer", "computadora", "ordinateur", "komputer", "компьютер", "computador"]),
];

/// The same in languages written without.
const UNSPACED: &[(&str, &str)] = &[
    ("机票", "✈️"),
    ("機票", "✈️"),
    ("包住", "包🏠"),
    ("包吃", "包🍚"),
    ("住宿", "🏠"),
    ("护照", "🛂"),
    ("護照", "🛂"),
    ("电脑", "💻"),
    ("賭場", "🎰"),
    ("赌场", "🎰"),
    ("航空券", "✈️"),
    ("ตั๋วเครื่องบิน", "✈️"),
    ("ที่พัก", "🏠"),
    ("อาหาร", "🍚"),
    ("พาสปอร์ต", "🛂"),
    ("vé máy bay", "✈️"),
    ("hộ chiếu", "🛂"),
];

fn pictured(text: &str, _: &mut Chance) -> String {
    let picture = |word: &[char]| {
        let lower: String = word.iter().flat_map(|c| c.to_lowercase()).collect();
        SPACED.iter().find(|(_, words)| words.contains(&lower.as_str())).map(|(picture, _)| (*picture).to_owned())
    };
    UNSPACED.iter().fold(words(text, picture), |text, (word, picture)| text.replace(word, picture))
}
