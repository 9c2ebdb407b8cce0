//! Chinese words with characters that sound or look alike, or with letters for a syllable.
//!
//! The habits are those documented for recruiting posts (the references of `rules/evasion/variant-characters.yaml`); some rows are
//! known to the rules and some are not, so the table tells what is held and what is only listed.

use super::super::chance::Chance;
use super::Attack;

pub(super) const ATTACKS: &[Attack] = &[
    Attack::characters("Chinese words by sound-alike characters", |text, chance| replaced(text, SOUNDING, chance)),
    Attack::characters("Chinese words with a syllable in letters", |text, chance| replaced(text, LETTERED, chance)),
];

/// A word and what is written for it.
type Row = (&'static str, &'static [&'static str]);

const SOUNDING: &[Row] = &[
    ("微信", &["薇信", "V信", "威信", "徽信", "薇芯"]),
    ("柬埔寨", &["柬铺寨", "柬浦寨", "简浦寨", "柬圃寨"]),
    ("缅甸", &["缅店", "免甸", "勉甸"]),
    ("緬甸", &["緬店", "免甸"]),
    ("缅北", &["面北", "勉北", "免北"]),
    ("博彩", &["菠菜", "博采", "bo彩"]),
    ("赌场", &["堵场", "度场"]),
    ("赌博", &["堵博", "毒博"]),
    ("园区", &["圆区", "元区", "苑区"]),
    ("園區", &["圓區", "元區"]),
    ("护照", &["户照", "护兆"]),
    ("機票", &["機漂", "鸡票"]),
    ("机票", &["鸡票", "机漂"]),
    ("高薪", &["高新", "稿薪"]),
    ("电报", &["电抱", "店报"]),
    ("押金", &["压金", "鸭金"]),
    ("刷单", &["刷丹", "刷蛋"]),
];

const LETTERED: &[Row] = &[
    ("微信", &["wei信", "V信", "vx"]),
    ("柬埔寨", &["柬pu寨", "jian埔寨"]),
    ("缅甸", &["缅dian", "mian甸"]),
    ("緬甸", &["緬dian"]),
    ("博彩", &["bo彩", "博cai"]),
    ("赌博", &["du博", "赌bo"]),
    ("园区", &["园qu", "yuan区"]),
    ("護照", &["護zhao"]),
    ("护照", &["护zhao", "hu照"]),
    ("机票", &["机piao", "ji票"]),
    ("機票", &["機piao"]),
    ("高薪", &["高xin", "gao薪"]),
    ("出国", &["出guo", "chu国"]),
    ("出國", &["出guo"]),
    ("客服", &["客fu", "ke服"]),
    ("包吃", &["包chi"]),
    ("押金", &["押jin", "ya金"]),
    ("刷单", &["刷dan", "shua单"]),
];

fn replaced(text: &str, table: &[Row], chance: &mut Chance) -> String {
    table.iter().fold(text.to_owned(), |text, (word, instead)| match text.contains(word) {
        true => text.replace(word, chance.one(instead)),
        false => text,
    })
}
