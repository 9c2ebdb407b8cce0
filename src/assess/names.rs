//! Names of the people an ad tells one to reach, by the words around them: forms of address, words such as *contact* or
//! 联系人, and a contact right beside.
//!
//! There is no list of names. A capital letter is asked for in scripts that have them; in scripts without, a form of
//! address or a cue is, beside a cue or a number.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Bytes looked at on either side of a contact.
const REACH: usize = 48;

/// One to three capitalized words.
const NAME: &str = r"(?P<name>\p{Lu}[\p{L}\p{M}'’-]+(?:[ \t]+\p{Lu}[\p{L}\p{M}.'’-]*){0,2})";

/// Forms of address before a name.
const ADDRESSED: &str = r"(?i:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Madam|Sr|Sra|Srta|Señor|Señora|Señorita|Don|Doña|Dona|Senhor|Senhora|Herr|Frau|Mme|Mlle|Monsieur|Madame|Pak|Bapak|Bu|Ibu|Mas|Mbak|Kak|Kakak|Encik|Cik|Puan|Tuan|Anh|Chị|Chi|Cô|Kuya|Ate|Bhai|Shri|Smt|Bay|Bayan|Pan|Pani|Domnul|Doamna)\.?";

/// Words before the name of whoever is to be reached.
const CUES: &str = r"(?i:contact(?:\s+person)?|ask\s+for|speak\s+(?:to|with)|talk\s+to|call|text|message|reach|my\s+name\s+is|recruiter|(?:hr\s+)?manager|coordinator|regards,?|sincerely,?|liên\s+hệ|lien\s+he|gặp|hubungi|kontak|contacto|contactar(?:\s+con)?|llamar\s+a|preguntar\s+por|contato|falar\s+com|contacter|demander|kontakt|ansprechpartner(?:in)?|zapytaj\s+o|persoana\s+de\s+contact|makipag-ugnayan\s+kay|hanapin\s+si|контакт(?:ное\s+лицо)?|обращаться\s+к|спросить|звоните|менеджер|звертатися\s+до|irtibat|yetkili)";

/// Capitalized words that stand in such places and are no names.
const NOT_NAMES: &[&str] = &[
    "whatsapp",
    "telegram",
    "viber",
    "zalo",
    "line",
    "signal",
    "wechat",
    "kakaotalk",
    "kakao",
    "messenger",
    "facebook",
    "instagram",
    "tel",
    "phone",
    "mobile",
    "cell",
    "call",
    "text",
    "email",
    "e-mail",
    "mail",
    "fax",
    "website",
    "web",
    "us",
    "me",
    "now",
    "today",
    "here",
    "the",
    "our",
    "your",
    "hr",
    "manager",
    "recruiter",
    "human",
    "resources",
    "office",
    "team",
    "for",
    "apply",
    "contact",
    "details",
    "information",
    "number",
    "id",
    "address",
    "to",
    "via",
    "by",
    "on",
    "or",
    "and",
    "please",
    "send",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "person",
    "interview",
    "salary",
    "free",
    "job",
    "jobs",
    "dm",
    "pm",
    "sms",
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "sir",
    "madam",
    "add",
    "ltd",
    "limited",
    "inc",
    "company",
    "agency",
    "hotline",
    "liên",
    "hệ",
    "sdt",
    "sđt",
    "điện",
    "thoại",
    "hubungi",
    "wa",
];

/// Names in scripts without capitals: a form of address or a cue, then or before it a few letters.
const OTHER_SCRIPTS: &[&str] = &[
    r"(?:联系人|聯絡人|聯繫人|联络人)[:： ]*(?P<name>\p{Han}{1,3}?)(?:先生|小姐|女士|经理|經理|老师|老師|主管|总|總|\P{Han}|$)",
    r"(?P<name>\p{Han}{1,2})(?:先生|小姐|女士|太太|经理|經理|老师|老師|主管|总监)",
    r"(?:担当者?|採用担当)[:： ]*(?P<name>[\p{Han}\p{Hiragana}\p{Katakana}ー]{1,8})",
    r"(?P<name>[\p{Han}\p{Katakana}ー]{1,6})(?:さん|様|さま)",
    r"(?:담당자?|연락처)[:： ]*(?P<name>\p{Hangul}{2,4})",
    r"(?P<name>\p{Hangul}{2,4})\s?(?:실장|과장|대리|팀장|부장|매니저)님?",
    r"(?P<name>(?:ဦး|ဒေါ်|ကို|မ)\s?\p{Myanmar}{2,14})\s*(?:ထံ|ကို)\s*ဆက်သွယ်",
    r"(?:السيد|السيدة|الأستاذ|الاستاذ|الأستاذة)\s+(?P<name>\p{Arabic}+(?:\s\p{Arabic}+)?)",
    r"(?:श्री|श्रीमती|सुश्री)\s+(?P<name>[\p{Devanagari}]+(?:\s[\p{Devanagari}]+)?)",
    r"(?:জনাব|মিঃ)\s*(?P<name>[\p{Bengali}]+(?:\s[\p{Bengali}]+)?)",
];

/// How people are addressed and named in a script without spaces between words and without capitals.
struct Addressing {
    /// Words before the name of whoever is to be reached.
    cues: &'static str,
    /// Forms of address, longer ones first.
    titles: &'static str,
    /// The letters of a name, with the signs above and below them.
    letters: &'static str,
    digits: &'static str,
}

/// The names of these scripts are masked with their form of address, for nothing else tells where they begin.
const ADDRESSINGS: [Addressing; 4] = [
    Addressing {
        cues: "ติดต่อ|สอบถาม|โทรหา|โทร|ทักหา",
        titles: r"คุณ|นางสาว|น\.ส\.|นาย|นาง|พี่|น้อง|ครู|เจ๊|เฮีย|ป้า|ลุง",
        letters: r"\x{0E01}-\x{0E4E}",
        digits: "๐",
    },
    Addressing {
        cues: "ຕິດຕໍ່|ສອບຖາມ|ໂທຫາ|ໂທ",
        titles: "ທ້າວ|ທ່ານ|ນາງສາວ|ນາງ|ອ້າຍ|ເອື້ອຍ|ນ້ອງ",
        letters: r"\x{0E81}-\x{0ECD}",
        digits: "໐",
    },
    Addressing {
        cues: "ទាក់ទង|ទំនាក់ទំនង",
        titles: "លោកស្រី|លោក|អ្នកស្រី|អ្នកនាង|កញ្ញា|បងស្រី|បង",
        letters: r"\x{1780}-\x{17D3}",
        digits: "០",
    },
    Addressing {
        cues: "ဆက်သွယ်ရန်|ဖုန်းဆက်ရန်|ဆက်သွယ်ရမည့်သူ",
        titles: "ဦး|ဒေါ်|ကို|မ|ဆရာမ|ဆရာ|အစ်ကို|အစ်မ",
        letters: r"\x{1000}-\x{103F}",
        digits: "၀",
    },
];

impl Addressing {
    /// A name behind a cue; before a telephone number; in brackets behind one. Each begins a word: the same letters end
    /// other words.
    fn patterns(&self) -> [String; 3] {
        let Self { cues, titles, letters, digits } = self;
        let name = format!(r"(?P<name>(?:{titles})\s?[{letters}]{{2,16}})");
        [
            format!(r"(?:{cues})[\s:：.-]{{0,3}}(?:ได้ที่|ที่|กับ)?[\s:：]{{0,2}}{name}"),
            format!(
                r"(?:^|[^{letters}]){name}[\s:：,.(-]{{1,4}}(?:[{letters}]{{2,12}}[\s:：.]{{1,3}})?(?:\+|0|{digits})[\p{{Nd}} ().-]{{6,}}"
            ),
            format!(r"\p{{Nd}}\s?[(（]\s?{name}\s?[)）]"),
        ]
    }
}

/// Words that begin as a form of address does and name nobody: qualifications, employers, dollars, *must not*.
const NOBODY: &[&str] = &[
    "คุณสมบัติ",
    "คุณภาพ",
    "คุณวุฒิ",
    "คุณธรรม",
    "คุณค่า",
    "คุณลูกค้า",
    "คุณต้อง",
    "คุณสามารถ",
    "คุณสนใจ",
    "คุณมี",
    "คุณจะ",
    "คุณเป็น",
    "คุณอยู่",
    "คุณคือ",
    "นายจ้าง",
    "นายหน้า",
    "นายทุน",
    "นางแบบ",
    "นางพยาบาล",
    "นางเอก",
    "พี่เลี้ยง",
    "พี่น้อง",
    "พี่ๆ",
    "น้องๆ",
    "น้องใหม่",
    "ครูสอน",
    "ครูพี่เลี้ยง",
    "ทุกคน",
    "ທ່ານຈະ",
    "ທ່ານທີ່",
    "ທ່ານຕ້ອງ",
    "ທ່ານສາມາດ",
    "ທ່ານໃດ",
    "ນາງແບບ",
    "ນາງພະຍາບານ",
    "ອ້າຍນ້ອງ",
    "ເອື້ອຍນ້ອງ",
    "លោកអ្នក",
    "លោកខាង",
    "បងប្អូន",
    "អ្នកនាងអាច",
    "ဦးစား",
    "ဦးဆောင်",
    "ဦးရေ",
    "ဦးတည်",
    "ဒေါ်လာ",
    "ကိုယ်",
    "ကိုက်",
    "မလို",
    "မဟုတ်",
    "မရှိ",
    "မဖြစ်",
    "မဆို",
    "မိုး",
    "မြန်",
    "မြို့",
    "မှ",
    "မည်",
    "မနက်",
    "မေး",
    "မိုင်",
];

static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let cued = [format!(r"\b{ADDRESSED}\s+{NAME}"), format!(r"\b{CUES}[\s:：,–-]{{1,3}}{NAME}")];
    let addressed: Vec<String> = ADDRESSINGS.iter().flat_map(Addressing::patterns).collect();
    let all = cued.iter().chain(&addressed).map(String::as_str).chain(OTHER_SCRIPTS.iter().copied());
    all.map(|pattern| Regex::new(pattern).expect("invariant: the patterns are checked by a test")).collect()
});
static BEFORE: LazyLock<Regex> = LazyLock::new(|| beside(&format!(r"{NAME}[ \t]*[:：,(–-]?[ \t]*$")));
static AFTER: LazyLock<Regex> = LazyLock::new(|| beside(&format!(r"^[ \t]*[(:：,–-]?[ \t]*{NAME}")));

fn beside(pattern: &str) -> Regex {
    Regex::new(pattern).expect("invariant: the patterns are checked by a test")
}

/// Where names stand in a text with contacts at these places; in no order.
pub(super) fn find(text: &str, contacts: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for pattern in PATTERNS.iter() {
        found.extend(pattern.captures_iter(text).filter_map(|captures| {
            let name =
                captures.name("name").filter(|name| !NOBODY.iter().any(|word| name.as_str().starts_with(word)))?;
            likely(text, name.range())
        }));
    }
    for contact in contacts {
        let from = text.ceil_char_boundary(contact.start.saturating_sub(REACH));
        let to = text.floor_char_boundary((contact.end + REACH).min(text.len()));
        let name_before = BEFORE.captures(&text[from..contact.start]).and_then(|captures| captures.name("name"));
        found.extend(name_before.and_then(|name| likely(text, from + name.start()..from + name.end())));
        let name_after = AFTER.captures(&text[contact.end..to]).and_then(|captures| captures.name("name"));
        // What follows a contact begins the next sentence more often than not: only in brackets is it a name.
        let name_after = name_after.filter(|name| text[contact.end..contact.end + name.start()].contains('('));
        found.extend(name_after.and_then(|name| likely(text, contact.end + name.start()..contact.end + name.end())));
    }
    found
}

/// The part of a stretch that may be a name: without the words at either end that are none.
fn likely(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let words = &text[range.clone()];
    let no_name = |word: &str| NOT_NAMES.contains(&word.trim_matches(['.', '\'', '’', '-']).to_lowercase().as_str());
    let mut kept: Option<Range<usize>> = None;
    let mut at = 0;
    for word in words.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        if !no_name(bare) {
            let end = range.start + at + bare.len();
            kept = Some(kept.map_or(range.start + at, |kept| kept.start)..end);
        } else if kept.is_some() {
            break;
        }
        at += word.len();
    }
    kept.filter(|kept| !kept.is_empty())
}
