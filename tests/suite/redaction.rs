//! Masking: phone numbers, addresses, handles and the names of contacts go, everything else stays where it stands.

use std::sync::LazyLock;

use lurescan::ad::{Ad, FieldName};
use lurescan::assess::{Assessment, Assessor, Policy, Redactor};
use lurescan::model::Model;
use lurescan::report::{Detail, FORMATS, Options};
use proptest::prelude::*;

use super::training::detector;
use crate::fixture;

static ASSESSOR: LazyLock<Assessor> =
    LazyLock::new(|| Assessor::new(detector(), Model::builtin().unwrap(), Policy::default()));

fn redacted(title: &str, text: &str) -> (Assessment, Assessment) {
    let before = ASSESSOR.assess(&Ad::from_text(title, text));
    let mut after = before.clone();
    Redactor::default().redact(&mut after);
    (before, after)
}

/// What must be masked stands between ⟦ and ⟧, and nothing else may be.
const CASES: &[&str] = &[
    "Send your CV to ⟦jobs@example.com⟧ or call ⟦+1 555 010 0199⟧ today.",
    "Telegram: ⟦@example_hr_000⟧, WhatsApp ⟦+855 12 555 0100⟧",
    "Contact Ms. ⟦Maria Lopez⟧, ⟦maria.lopez@example.com⟧, for an interview.",
    "Ask for Mr ⟦Robin⟧ at reception. Pay is 3,000,000 - 4,500,000 a month.",
    "Call ⟦Anna⟧ now: ⟦+44 20 7946 0958⟧. Contact us by phone. Contact Person: ⟦John Doe⟧",
    "⟦Linh⟧: ⟦0900 555 010⟧. Free flight to Bangkok.",
    "Liên hệ chị ⟦Hoa⟧ qua Zalo ⟦0900 555 011⟧, lương 25.000.000",
    "联系人：⟦王⟧经理，微信⟦example_hr8⟧，月薪30000-50000",
    "聯絡人:⟦李⟧小姐 Line ID: ⟦example_line8⟧",
    "担当：⟦田中⟧ 日給10,000円",
    "담당자: ⟦김민수⟧ 월급 3,000,000원",
    "ติดต่อ ⟦คุณสมชาย⟧ เงินเดือน 45000 บาท",
    // Forms of address in scripts without spaces between words: behind a cue, before a number, in brackets after one.
    "สนใจงาน ⟦นางสาวมาลี⟧ โทร ⟦081 555 0100⟧",
    "โทร ⟦081 555 0100⟧ (⟦คุณสมชาย⟧)",
    "ติดต่อ ⟦คุณสมหญิง⟧ เงินเดือน 20000 บาท คุณสมบัติ 0 ถึง 5 ปี",
    "นายจ้าง 081 จ่ายค่าเดินทาง คุณภาพ 100 คุณต้องมีอายุ 18 ปี รับพี่เลี้ยง 2 คน",
    "ຕິດຕໍ່ ⟦ທ້າວສົມພອນ⟧ ເງິນເດືອນ 5000000",
    "⟦ນາງມະນີ⟧ ໂທ ⟦020 555 0100⟧",
    "ຮັບສະໝັກນາງແບບ 2 ຄົນ ທ່ານຕ້ອງມີອາຍຸ 18 ປີ",
    "ទាក់ទង ⟦លោកសុខា⟧ ប្រាក់ខែ 500 ដុល្លារ",
    "⟦អ្នកស្រីចាន់ណា 012 555 010⟧",
    "លោកអ្នកត្រូវមានអាយុ 18 ឆ្នាំ បងប្អូនទាំងអស់អាចដាក់ពាក្យ",
    "⟦ဒေါ်အေးအေး 09 555 010 010⟧",
    "ဆက်သွယ်ရန် ⟦ဦးလှမောင်⟧ လစာ 500000 ကျပ်",
    "လစာ ဒေါ်လာ 500 အတွေ့အကြုံ မလိုပါ 0 နှစ် ကိုယ်ရေးရာဇဝင် ယူလာပါ",
    "للتواصل مع السيد ⟦محمد علي⟧، الراتب 4000",
    "श्री ⟦राम कुमार⟧ से मिलें, वेतन 20000",
    "Обращаться к ⟦Ирине⟧, зарплата 100 000 руб.",
    "Honest work, 1,500 USD a month, interview at 10.30 on 12/05/2026, example.com/jobs",
];

#[test]
fn contacts_and_their_names_are_masked_and_nothing_else() {
    let mut wrong = Vec::new();
    for case in CASES {
        let text = case.replace(['⟦', '⟧'], "");
        let (_, after) = redacted("", &text);
        let mut marked = String::new();
        let mut masked = false;
        for (plain, shown) in text.chars().zip(after.text.chars()) {
            let hidden = plain != shown;
            // White space within a masked stretch stays, and belongs to it.
            if hidden && !masked {
                let gap = marked.len() - marked.trim_end().len();
                let joins = marked.trim_end().ends_with('⟧') && gap > 0;
                if joins {
                    let end = marked.trim_end().len() - '⟧'.len_utf8();
                    let white = marked[end + '⟧'.len_utf8()..].to_owned();
                    marked.truncate(end);
                    marked.push_str(&white);
                } else {
                    marked.push('⟦');
                }
                masked = true;
            } else if !hidden && masked {
                marked.push('⟧');
                masked = false;
            }
            marked.push(plain);
        }
        if masked {
            marked.push('⟧');
        }
        if marked != *case {
            wrong.push(format!("{marked}\n  instead of\n{case}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn no_report_holds_what_is_masked() {
    let secrets = ["555 010 0199", "5550100199", "maria.lopez", "Maria Lopez", "example_hr_000", "Robin"];
    let text = "Free flight, no interview, no experience, passport kept by the office. High salary. \
                Contact Ms. Maria Lopez, maria.lopez@example.com, Telegram @example_hr_000, or Mr Robin, +1 555 010 0199. \
                Pay the registration fee to Mr Robin.";
    let mut assessment = ASSESSOR
        .assess(&Ad { id: "maria.lopez@example.com".to_owned(), ..Ad::from_text("Typist abroad, ask Mr Robin", text) });
    assert!(assessment.contacts.len() >= 3, "{:?}", assessment.contacts);
    Redactor::default().redact(&mut assessment);
    for format in FORMATS {
        let mut out = Vec::new();
        let mut report = (format.new)(Options { explain: Detail::Full, ..Options::default() });
        report.begin(&mut out, &fixture::run()).unwrap();
        report.add(&mut out, &assessment).unwrap();
        report.finish(&mut out, &fixture::summary(std::slice::from_ref(&assessment))).unwrap();
        let out = String::from_utf8_lossy(&out);
        for secret in secrets {
            assert!(!out.contains(secret), "{}: {secret}", format.name);
        }
    }
}

#[test]
fn the_same_contact_has_the_same_name_in_every_ad() {
    let mut redactor = Redactor::default();
    let mut contacts = |text: &str| {
        let mut assessment = ASSESSOR.assess(&Ad::from_text("", text));
        redactor.redact(&mut assessment);
        assessment.contacts
    };
    let first = contacts("Write to Telegram @example_hr_000 or jobs@example.com");
    let second = contacts("Mail jobs@example.com, or Telegram @example_other");
    assert_eq!(first, ["telegram-1", "email-2"]);
    assert_eq!(second, ["email-2", "telegram-3"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn masking_moves_nothing(text in "(?s)([a-z é文ท👍\n]{0,12}(\\+1 555 010 0199|jobs@example\\.com|Mr Robin|Telegram: @example_hr_000|联系人：王经理)?){0,6}") {
        let (before, after) = redacted(&text, &text);
        for name in FieldName::ALL {
            let (plain, masked) = (before.field(name), after.field(name));
            prop_assert_eq!(plain.len(), masked.len());
            for ((at, a), (there, b)) in plain.char_indices().zip(masked.char_indices()) {
                prop_assert_eq!(at, there);
                prop_assert!(a == b || !a.is_whitespace() && "*·•🞄".contains(b));
            }
        }
        prop_assert_eq!(&before.ledger, &after.ledger);
        let again = { let mut again = after.clone(); Redactor::default().redact(&mut again); again };
        prop_assert_eq!(&again.text, &after.text);
    }
}
