//! Facts as readable tables: ⟦ ⟧ marks what must be reported in the original text, the second column what it must mean.

use lurescan::facts::{self, Facts, PayKind, Tables};
use lurescan::span::{Normalized, Span};
use lurescan::text::{Language, NormalizedText};
use std::sync::OnceLock;

mod pay;
mod relations;

/// The tables of the built-in pack.
fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        // Read when the test runs, so that an edited table needs no new build.
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/facts");
        let texts = Tables::FILES.map(|name| (name, std::fs::read_to_string(folder.join(name)).unwrap()));
        let files = texts.each_ref().map(|(name, text)| (*name, text.as_str()));
        Tables::parse(&files).unwrap_or_else(|problems| {
            panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        })
    })
}

/// The facts of a text and a way to slice its original.
fn read(text: &str, language: &'static str) -> (NormalizedText, Facts) {
    let normalized = NormalizedText::new(text);
    let language = (!language.is_empty()).then_some(Language(language));
    let facts = facts::extract(&normalized, tables(), language);
    (normalized, facts)
}

/// Runs a table: each row is language, marked text, expected meanings in order, separated by `; `.
fn check(rows: &[(&'static str, &str, &str)], meanings: impl Fn(&Facts) -> Vec<(Span<Normalized>, String)>) {
    let wrong = check_all(rows, meanings);
    assert!(wrong.is_empty(), "{} of {} rows\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// What is wrong with the rows of such a table.
fn check_all(
    rows: &[(&'static str, &str, &str)],
    meanings: impl Fn(&Facts) -> Vec<(Span<Normalized>, String)>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for (language, marked, expected) in rows {
        let text = marked.replace(['⟦', '⟧'], "");
        let (normalized, facts) = read(&text, language);
        let found = meanings(&facts);
        let mut shown = String::new();
        let mut at = 0;
        for (span, _) in &found {
            let range = normalized.original(*span).range();
            if range.start < at {
                continue;
            }
            shown += &format!("{}⟦{}⟧", &text[at..range.start], &text[range.clone()]);
            at = range.end;
        }
        shown += &text[at..];
        let meant = found.iter().map(|(_, meaning)| meaning.as_str()).collect::<Vec<_>>().join("; ");
        if shown != *marked || meant != *expected {
            wrong.push(format!("{language}: {marked}\n   found {shown}\n   meant {expected}\n   found {meant}"));
        }
    }
    wrong
}

/// `wage 1200-2000 usd month`, `other 50 usd`.
fn pay_meanings(facts: &Facts) -> Vec<(Span<Normalized>, String)> {
    facts
        .pay
        .iter()
        .map(|pay| {
            let high = if pay.high > pay.low { format!("-{}", pay.high) } else { String::new() };
            let amount = format!("{}{high} {}", pay.low, pay.currency.0);
            let meaning = match pay.kind {
                PayKind::Wage => format!("wage {amount} {}", pay.period.as_str()),
                PayKind::Other => format!("other {amount}"),
            };
            (pay.span, meaning)
        })
        .collect()
}

/// The same, with `commission 10` and `commission 5-15`.
fn money_meanings(facts: &Facts) -> Vec<(Span<Normalized>, String)> {
    let mut found = pay_meanings(facts);
    found.extend(facts.commissions.iter().map(|c| {
        let high = if c.high > c.low { format!("-{}", c.high) } else { String::new() };
        (c.span, format!("commission {}{high}", c.low))
    }));
    found.sort_by_key(|(span, _)| (span.start, span.end));
    found
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table is easier to read than several")]
fn pay_is_read_as_people_write_it() {
    check(
        &[
            // English and signs
            ("en", "Salary ⟦USD 1,200–2k⟧ per month", "wage 1200-2000 usd month"),
            ("en", "⟦$800 - $1500⟧/month plus food", "wage 800-1500 usd month"),
            ("en", "Earn ⟦$2,500⟧ monthly, no experience", "wage 2500 usd month"),
            ("en", "earn up to ⟦$6k–$9k⟧/mo", "wage 6000-9000 usd month"),
            ("en", "We pay ⟦£12.60⟧ an hour", "wage 12.6 gbp hour"),
            ("en", "⟦US$3,000⟧ a week net", "wage 3000 usd week"),
            ("en", "Salary: ⟦S$3,200–3,600⟧ + tips", "wage 3200-3600 sgd month"),
            ("en", "Salary ⟦HK$42–46k⟧ monthly", "wage 42000-46000 hkd month"),
            ("en", "⟦AED 1,400–1,500⟧ + OT", "wage 1400-1500 aed month"),
            ("en", "⟦KSh 45,000⟧ per month", "wage 45000 kes month"),
            ("en", "Salary ⟦R8 200⟧ basic + night", "wage 8200 zar month"),
            ("en", "⟦₱75k⟧ monthly, Makati", "wage 75000 php month"),
            ("en", "salary ⟦₹25,000⟧ per month", "wage 25000 inr month"),
            ("en", "fresher salary ⟦3 lakh INR⟧ per annum", "wage 300000 inr year"),
            ("en", "⟦Rs 90,000 – 1,40,000⟧ salary, Mumbai", "wage 90000-140000 inr month"),
            ("en", "⟦14,000 taka⟧ a month", "wage 14000 bdt month"),
            ("en", "pays ⟦GH₵4,700⟧ a month", "wage 4700 ghs month"),
            ("en", "⟦UGX 1,350,000⟧ a month", "wage 1350000 ugx month"),
            ("en", "monthly pay of ⟦9,500 birr⟧", "wage 9500 etb month"),
            ("en", "Compensation: ⟦$52,000-65,000⟧ per year", "wage 52000-65000 usd year"),
            ("en", "salary ⟦$40k⟧", "wage 40000 usd year"),
            ("en", "salary ⟦3000 USDT⟧ every month", "wage 3000 usdt month"),
            ("en", "Basic ⟦RM15,000⟧ a month", "wage 15000 myr month"),
            ("en", "⟦SAR 2,400⟧ monthly", "wage 2400 sar month"),
            ("en", "⟦$35–40⟧/h", "wage 35-40 usd hour"),
            ("en", "⟦€13.80⟧/h, weekly pay", "wage 13.8 eur hour"),
            // Chinese
            ("zh", "月薪⟦3-5萬⟧,包吃住", "wage 30000-50000 cny month"),
            ("zh", "月薪⟦8k-15k⟧", "wage 8000-15000 cny month"),
            ("zh", "底薪⟦1.5w⟧,包机票", "wage 15000 cny month"),
            ("zh", "日薪⟦三千⟧", "wage 3000 cny day"),
            ("zh", "一个月⟦四万⟧", "wage 40000 cny month"),
            ("zh", "薪资:⟦4500-6500元⟧/月", "wage 4500-6500 cny month"),
            ("zh", "保底⟦兩萬⟧起", "wage 20000 cny month"),
            ("zh", "月薪⟦十五万⟧", "wage 150000 cny month"),
            ("zh", "每月工资⟦一万六⟧", "wage 16000 cny month"),
            ("zh", "月入过⟦万⟧", "wage 10000 cny month"),
            ("zh", "台北 劳健保 月薪⟦36,000~46,000元⟧", "wage 36000-46000 twd month"),
            ("zh", "月薪⟦NT$40,000⟧起", "wage 40000 twd month"),
            ("zh", "香港旺角 九龙 月薪⟦$24,000⟧", "wage 24000 hkd month"),
            ("zh", "月薪⟦2000美金⟧", "wage 2000 usd month"),
            ("zh", "工资⟦3000u⟧一个月", "wage 3000 usdt month"),
            ("zh", "平时加班⟦19元⟧/小时", "wage 19 cny hour"),
            ("zh", "月收入:⟦5000一6800元⟧", "wage 5000-6800 cny month"),
            ("zh", "底薪⟦3万5⟧", "wage 35000 cny month"),
            // Vietnamese, Thai, Khmer, Lao, Burmese
            ("vi", "Lương ⟦15 triệu⟧ bao ăn ở", "wage 15000000 vnd month"),
            ("vi", "luong ⟦15tr⟧ bao an o", "wage 15000000 vnd month"),
            ("vi", "lương ⟦18-25tr⟧/tháng", "wage 18000000-25000000 vnd month"),
            ("vi", "Lương ⟦5tr8⟧ + tip", "wage 5800000 vnd month"),
            ("vi", "Lương: ⟦800 - 1,000 USD⟧", "wage 800-1000 usd month"),
            ("vi", "⟦45.000đ⟧/giờ", "wage 45000 vnd hour"),
            ("vi", "lương ⟦1.600 đô⟧ một tháng", "wage 1600 usd month"),
            ("th", "เงินเดือน ⟦30,000 บาท⟧", "wage 30000 thb month"),
            ("th", "รายได้ ⟦25,000-35,000⟧ ต่อเดือน", "wage 25000-35000 thb month"),
            ("th", "วันละ ⟦฿1,400⟧", "wage 1400 thb day"),
            ("th", "เงินเดือน ⟦๓๐,๐๐๐ บาท⟧", "wage 30000 thb month"),
            ("th", "เงินเดือน ⟦3 หมื่น⟧", "wage 30000 thb month"),
            ("km", "ប្រាក់ខែ ⟦1,200$⟧", "wage 1200 usd month"),
            ("km", "ប្រាក់ខែ ⟦800,000៛⟧", "wage 800000 khr month"),
            ("lo", "ເງິນເດືອນ ⟦₭3,500,000⟧", "wage 3500000 lak month"),
            ("lo", "⟦2,8-3,5 ລ້ານກີບ⟧", "wage 2800000-3500000 lak month"),
            ("my", "လစာ ⟦၁၅ သိန်း⟧", "wage 1500000 mmk month"),
            ("my", "လစာ ⟦MMK 600,000⟧", "wage 600000 mmk month"),
            // Indonesian, Malay, Filipino
            ("id", "Gaji ⟦Rp 8 juta⟧ per bulan", "wage 8000000 idr month"),
            ("id", "gaji ⟦Rp7.000.000⟧", "wage 7000000 idr month"),
            ("id", "Gaji ⟦18,5–21 jt⟧", "wage 18500000-21000000 idr month"),
            ("id", "gaji ⟦900rb⟧/bln", "wage 900000 idr month"),
            ("id", "gaji ⟦Rp5,2–6 juta⟧", "wage 5200000-6000000 idr month"),
            ("ms", "Gaji ⟦RM 2,500⟧ + OT", "wage 2500 myr month"),
            ("ms", "gaji ⟦RM180-RM480⟧ sehari", "wage 180-480 myr day"),
            ("tl", "Sahod ⟦₱25,000⟧ kada buwan", "wage 25000 php month"),
            ("tl", "⟦₱420⟧ kada araw", "wage 420 php day"),
            // Russian, Ukrainian, Kazakh, Uzbek, Turkish
            ("ru", "зарплата от ⟦150 000 руб⟧/мес", "wage 150000 rub month"),
            ("ru", "ЗП ⟦90-120 тыс рублей⟧", "wage 90000-120000 rub month"),
            ("ru", "Зарплата ⟦2000 $⟧ в месяц", "wage 2000 usd month"),
            ("ru", "до ⟦25к⟧ в день, оплата сразу", "wage 25000 rub day"),
            ("uk", "зарплата від ⟦30 000 грн⟧", "wage 30000 uah month"),
            ("uk", "⟦23–28 тис. грн⟧ на місяць", "wage 23000-28000 uah month"),
            ("kk", "Айлығы ⟦300 000 тг⟧", "wage 300000 kzt month"),
            ("kk", "Күніне ⟦8 мың теңге⟧", "wage 8000 kzt day"),
            ("uz", "Oylik ⟦1 500 000 so'm⟧", "wage 1500000 uzs month"),
            ("uz", "Ойлик ⟦1 500 000 сум⟧", "wage 1500000 uzs month"),
            ("tr", "Aylık ⟦26.000 TL⟧", "wage 26000 try month"),
            ("tr", "maaş ⟦29 bin TL⟧ + prim", "wage 29000 try month"),
            // Arabic, Persian digits, Urdu, Hindi, Bengali, Tamil, Nepali
            ("ar", "راتب ⟦1800 ريال⟧ شهريا", "wage 1800 sar month"),
            ("ar", "راتب شهري ⟦٤٥٠ دولار⟧", "wage 450 usd month"),
            ("ar", "راتب ⟦4200 درهم⟧ دبي", "wage 4200 aed month"),
            ("ur", "تنخواہ ⟦60 ہزار⟧ ماہانہ", "wage 60000 pkr month"),
            ("hi", "वेतन ⟦₹18,000⟧ महीना", "wage 18000 inr month"),
            ("hi", "तनख्वाह ⟦13 हज़ार⟧", "wage 13000 inr month"),
            ("hi", "वेतन ⟦१८,००० रुपये⟧", "wage 18000 inr month"),
            ("ne", "तलब ⟦रु 45,000⟧ प्रति महिना", "wage 45000 npr month"),
            ("bn", "বেতন ⟦১৮,০০০ টাকা⟧", "wage 18000 bdt month"),
            ("bn", "বেতন ⟦৳35,000⟧", "wage 35000 bdt month"),
            ("bn", "বেতন ⟦Tk 22,000⟧", "wage 22000 bdt month"),
            ("ta", "சம்பளம் ⟦₹14000⟧", "wage 14000 inr month"),
            ("am", "ደመወዝ ⟦15,200 ብር⟧", "wage 15200 etb month"),
            ("sw", "Mshahara ⟦KSh 26,000⟧ kwa mwezi", "wage 26000 kes month"),
            ("sw", "⟦TZS milioni 4⟧ kwa mwezi", "wage 4000000 tzs month"),
            // Korean, Japanese
            ("ko", "월 ⟦300만원⟧", "wage 3000000 krw month"),
            ("ko", "월급 ⟦4,700달러⟧", "wage 4700 usd month"),
            ("ko", "시급 ⟦12,000원⟧", "wage 12000 krw hour"),
            ("ko", "시급 ⟦13,200⟧", "wage 13200 krw hour"),
            ("ko", "일당 ⟦15만⟧에 잔업", "wage 150000 krw day"),
            ("th", "เดือนละ ⟦75,000⟧", "wage 75000 thb month"),
            ("ja", "月⟦80万⟧可能", "wage 800000 jpy month"),
            ("en", "⟦R22 000–R26 000⟧ plus tips", "wage 22000-26000 zar month"),
            ("ja", "時給⟦1,250円⟧", "wage 1250 jpy hour"),
            ("ja", "月収⟦50万円⟧以上", "wage 500000 jpy month"),
            ("ja", "年収⟦343万2,000円～760万8,000円⟧", "wage 3432000-7608000 jpy year"),
            // European
            ("pt", "Salário ⟦R$ 3.500,00⟧", "wage 3500 brl month"),
            ("pt", "⟦R$ 3.280⟧ por mês", "wage 3280 brl month"),
            ("de", "Gehalt ⟦2.500 €⟧ brutto", "wage 2500 eur month"),
            ("de", "⟦13,20 €⟧ pro Stunde", "wage 13.2 eur hour"),
            ("fr", "Salaire ⟦1 850 €⟧ brut par mois", "wage 1850 eur month"),
            ("fr", "rémunération ⟦30 et 35K€⟧ par an", "wage 30000-35000 eur year"),
            ("fr", "salaire ⟦650 000 FCFA⟧ par mois", "wage 650000 xof month"),
            ("es", "sueldo ⟦USD 2.600⟧ mensuales", "wage 2600 usd month"),
            ("es", "México CDMX: sueldo ⟦$12,000⟧ mensuales", "wage 12000 mxn month"),
            ("es", "Sueldo desde ⟦28,000 hasta 34,000 MXN⟧", "wage 28000-34000 mxn month"),
        ],
        pay_meanings,
    );
}

#[test]
fn other_money_is_not_a_wage() {
    check(
        &[
            ("en", "Registration fee of ⟦$50⟧ before you start", "other 50 usd"),
            ("ms", "deposit ⟦RM500⟧ untuk tempat", "other 500 myr"),
            ("en", "sign-on bonus ⟦$5,000⟧", "other 5000 usd"),
            ("en", "annual revenue of ⟦$3 billion⟧", "other 3000000000 usd"),
            ("zh", "押金⟦500元⟧", "other 500 cny"),
            ("vi", "phí hồ sơ ⟦2 triệu đồng⟧", "other 2000000 vnd"),
            ("id", "biaya pendaftaran ⟦Rp150.000⟧", "other 150000 idr"),
            ("th", "มัดจำ ⟦3,000 บาท⟧", "other 3000 thb"),
            ("pt", "taxa de inscrição ⟦R$ 80⟧", "other 80 brl"),
            ("ru", "залог ⟦5000 руб⟧", "other 5000 rub"),
            ("ko", "보증금 ⟦50만원⟧", "other 500000 krw"),
            ("ja", "保証金⟦30,000円⟧", "other 30000 jpy"),
            ("en", "shall pay ⟦Rs 2,60,000⟧ service charge, India", "other 260000 inr"),
            ("en", "Salary ⟦$1,500⟧ monthly; training fee ⟦$200⟧", "wage 1500 usd month; other 200 usd"),
        ],
        pay_meanings,
    );
}

#[test]
fn numbers_that_are_no_money() {
    let texts: &[(&'static str, &str)] = &[
        ("en", "Call +66 81 234 5678 about the salary"),
        ("en", "Tel 0812-3456-7890"),
        ("en", "Salary paid since 2019"),
        ("en", "Age 18-35, salary negotiable"),
        ("en", "Work 9:00-18:00, pay weekly"),
        ("en", "commission 30% of salary"),
        ("en", "pay review after 12 months"),
        ("en", "50 staff, 3 vacancies"),
        ("en", "12 Mill Lane, Thornbeck TH1 2AB"),
        ("en", "Postcode 10310, open 01/06/2025"),
        ("en", "typing 40 wpm, 5 days a week"),
        ("en", "PHP 7 and Laravel, attractive salary"),
        ("en", "2 bath apartment, 30 days leave"),
        ("en", "salary 1080p video editor"),
        ("zh", "年龄18-35岁,工资面议"),
        ("zh", "13薪,五险一金"),
        ("zh", "12月3日面试,每月4天休息"),
        ("zh", "电话13800138000"),
        ("zh", "上班时间9:00-18:00"),
        ("zh", "招聘20人,工资日结"),
        ("zh", "月休4天,待遇优厚"),
        ("vi", "tuổi 18-35, lương thỏa thuận"),
        ("vi", "điều động 6 chuyền trưởng"),
        ("vi", "lương tháng 13, thưởng lễ tết"),
        ("th", "อายุ 18-35 ปี เงินเดือนตามตกลง"),
        ("id", "gaji, umur 18-35 tahun"),
        ("id", "Pendidikan minimal D3, gaji menarik"),
        ("ru", "возраст от 18 до 45 лет, зарплата"),
        ("ru", "график 5/2, оплата вовремя"),
        ("pl", "od 2 do 5 miesięcy"),
        ("pt", "salário, 1 do Chile e 2 do Peru"),
        ("de", "ab 01.06.2025, Gehalt nach Tarif"),
        ("fr", "salaire, 35 heures par semaine"),
        ("ja", "給与、18歳以上、5名"),
        ("ko", "급여 협의, 나이 20-35세"),
        ("zh", "香港12F办公室,月薪面议"),
        ("en", "Ref 123456, salary open"),
        ("en", "12.05.2025 salary talks"),
    ];
    let rows: Vec<(&'static str, &str, &str)> = texts.iter().map(|(language, text)| (*language, *text, "")).collect();
    check(&rows, pay_meanings);
}

#[test]
fn pay_is_compared_with_a_typical_wage() {
    let worth = |language, text| read(text, language).1.pay[0].clone();
    let lure = worth("vi", "Lương 35 triệu/tháng");
    assert!((lure.monthly_usd_low - 1347.5).abs() < 1.0 && (lure.multiple - 4.2).abs() < 0.1, "{lure:?}");
    // Dollars are compared with the wages of the country the language addresses, else with the table's fallback.
    assert!((worth("th", "เงินเดือน 2,000 USD").multiple - 2000.0 / 480.0).abs() < 0.1);
    assert!((worth("en", "salary $2,000 per month").multiple - 4.0).abs() < 0.1);
    assert!((worth("en", "Texas, USA: salary $4,300 per month").multiple - 1.0).abs() < 0.1);
    // Dollars by the hour are told where wages are told so.
    assert!((worth("en", "Dishwashers, $18/hr and tips").multiple - 0.73).abs() < 0.1);
    // The low end of a range decides; the high end is kept.
    let range = worth("zh", "月薪1-3万");
    assert!((range.multiple_high / range.multiple - 3.0).abs() < 1e-9, "{range:?}");
    // Hours, days and weeks become months; a piece counts once.
    assert!((worth("de", "15 € pro Stunde").monthly_usd_low - 15.0 * 1.15 * 173.333).abs() < 1.0);
    assert!((worth("en", "earn $5 per task").monthly_usd_low - 5.0).abs() < 1e-9);
}

#[test]
fn places_are_found_in_every_script() {
    check(
        &[
            ("en", "Jobs in ⟦Sihanoukville⟧, ⟦Cambodia⟧", "sihanoukville kh compound; cambodia kh hub"),
            ("zh", "⟦西哈努克⟧高薪", "sihanoukville kh compound"),
            ("zh", "⟦柬埔寨⟧⟦西港招聘⟧", "cambodia kh hub; sihanoukville kh compound"),
            ("zh", "台南西港區飲料店", ""),
            ("zh", "⟦妙瓦底⟧ ⟦KK園區⟧", "myawaddy mm compound; kk-park mm compound"),
            ("zh", "⟦大其力⟧、⟦木姐⟧、⟦金三角⟧", "tachileik mm compound; muse mm border; golden-triangle la compound"),
            ("zh", "⟦緬甸⟧⟦老街⟧", "myanmar mm hub; kokang mm compound"),
            ("zh", "杭州老街咖啡店", ""),
            ("zh", "⟦波貝⟧,⟦柴桢⟧,⟦亚太城⟧", "poipet kh compound; bavet kh compound; shwe-kokko mm compound"),
            ("th", "งานที่⟦ปอยเปต⟧", "poipet kh compound"),
            ("th", "งาน⟦แม่สอด⟧", "mae-sot th border"),
            ("vi", "làm việc tại ⟦Campuchia⟧, cửa khẩu ⟦Mộc Bài⟧", "cambodia kh hub; bavet kh compound"),
            ("vi", "việc nhẹ ⟦bên Lào⟧", "laos la hub"),
            ("vi", "lao động phổ thông, mang thai được nghỉ", ""),
            ("my", "⟦မြဝတီ⟧ အလုပ်", "myawaddy mm compound"),
            ("ko", "⟦캄보디아⟧ ⟦프놈펜⟧ 취업", "cambodia kh hub; phnom-penh kh hub"),
            ("ja", "⟦カンボジア⟧で働く", "cambodia kh hub"),
            ("ja", "⟦タイ⟧で働く", "thailand th transit"),
            ("ja", "フルタイム、タイヤ交換、ワンタイム", ""),
            ("ru", "работа в ⟦Мьянма⟧, ⟦Бирма⟧", "myanmar mm hub; myanmar mm hub"),
            ("hi", "⟦म्यावाडी⟧ में नौकरी", "myawaddy mm compound"),
            ("ar", "عمل في ⟦كمبوديا⟧", "cambodia kh hub"),
            ("ko", "⟦캄보디아⟧에서 근무, ⟦미얀마⟧로 출국", "cambodia kh hub; myanmar mm hub"),
            ("ru", "Работа в ⟦Камбодже⟧ и ⟦Мьянме⟧", "cambodia kh hub; myanmar mm hub"),
            ("am", "በ⟦ካምቦዲያ⟧ ሥራ", "cambodia kh hub"),
            ("ar", "عمل ⟦بكمبوديا⟧", "cambodia kh hub"),
            ("ta", "⟦கம்போடியாவில்⟧ வேலை", "cambodia kh hub"),
            ("zh", "⟦缅甸⟧, 从⟦广西东兴⟧出境", "myanmar mm hub; dongxing cn border"),
            (
                "zh",
                "⟦妙瓦底⟧包路费, ⟦合艾⟧集合, ⟦清水河口岸⟧",
                "myawaddy mm compound; hat-yai th transit; lincang cn border",
            ),
            ("zh", "⟦泰国美索⟧, ⟦拉廊⟧", "mae-sot th border; ranong th border"),
            ("zh", "⟦腾冲猴桥⟧集合, ⟦柬埔寨⟧⟦木牌⟧", "tengchong cn border; cambodia kh hub; bavet kh compound"),
            ("zh", "⟦西港客服⟧ 包机票", "sihanoukville kh compound"),
            ("zh", "内江东兴区门店, 清水河小区保安, 木牌制作", ""),
            ("zh", "高雄西港路餐厅", ""),
            ("en", "Atlanta, Georgia: warehouse staff", ""),
            ("en", "⟦Tbilisi⟧, ⟦Georgia⟧", "georgia ge emerging; georgia ge emerging"),
            ("en", "Clark Kent, sales in Manila", ""),
            ("en", "Muse Design Studio", ""),
            ("ms", "dia tak reti baca", ""),
            ("en", "mail admin.mm@example.com about ⟦Myanmar⟧", "myanmar mm hub"),
        ],
        |facts| {
            let show = |p: &facts::Place| (p.span, format!("{} {} {}", p.id, p.country, p.tier.as_str()));
            facts.places.iter().map(show).collect()
        },
    );
    assert!(read("งานในประเทศไทย", "th").1.places[0].home);
    assert!(!read("work in Thailand", "en").1.places[0].home);
}

#[test]
fn contacts_are_told_apart() {
    check(
        &[
            ("en", "Call ⟦+66 81 000 0000⟧ now", "phone"),
            ("en", "ring ⟦01900 000000⟧", "phone"),
            ("id", "Hubungi ⟦0812-3456-7890⟧", "phone"),
            ("zh", "电话⟦13800138000⟧", "phone"),
            ("en", "US: (⟦555) 010-0199⟧", "phone"),
            ("hi", "संपर्क ⟦98765 43210⟧", "phone"),
            ("en", "mail ⟦hr.team@gmail.com⟧", "free-email"),
            ("en", "mail ⟦jobs@harbor.example.com⟧.", "company-email"),
            ("en", "⟦Telegram @example_hr⟧", "telegram"),
            ("en", "join ⟦https://t.me/example_jobs⟧", "telegram"),
            ("en", "add ⟦TG @example_talents⟧", "telegram"),
            ("ru", "пиши в ⟦телеграм⟧", "telegram"),
            ("zh", "⟦紙飛機⟧联系", "telegram"),
            ("zh", "⟦飞机:@example88⟧", "telegram"),
            ("zh", "飞机票全包", ""),
            ("en", "⟦WhatsApp +65 8000 0000⟧", "whatsapp"),
            ("en", "⟦wa.me/6580000000⟧", "whatsapp"),
            ("id", "⟦WA: 081234567890⟧", "whatsapp"),
            ("en", "we work in WA and NT", ""),
            ("zh", "⟦LINE:@example_kids⟧", "line"),
            ("zh", "⟦加LINE⟧ 了解", "line"),
            ("th", "⟦ไลน์ example_busan⟧", "line"),
            ("th", "ร้านค้าออนไลน์", ""),
            ("en", "line cook, production line, Business Line: Geography", ""),
            ("en", "⟦https://lin.ee/abc123⟧", "line"),
            ("zh", "⟦微信:example_hr1⟧", "wechat"),
            ("zh", "⟦vx:example88⟧", "wechat"),
            ("zh", "⟦加V⟧细聊", "wechat"),
            ("zh", "负责微信公众号运营", ""),
            ("vi", "⟦Zalo 0900 000 009⟧", "zalo"),
            ("pl", "30,50 zł brutto", ""),
            ("uk", "⟦Viber +48 000 000 000⟧", "viber"),
            ("en", "⟦Signal +44 7700 900000⟧", "signal"),
            ("en", "signal processing engineer", ""),
            ("ko", "⟦카톡 example_buyer⟧", "kakao"),
            ("ko", "⟦오픈채팅⟧ 문의", "kakao"),
            ("en", "⟦DM me⟧ for details", "messenger-other"),
            ("en", "ask ⟦@example_kitchen⟧", "messenger-other"),
            ("zh", "⟦加QQ群⟧", "messenger-other"),
            ("en", "IMO 0000000, tanker", ""),
            ("en", "courier and messenger services", ""),
            ("en", "the accounts payable inbox", ""),
            ("en", "Apply at ⟦www.harbor.example⟧", "link"),
            ("en", "form ⟦https://bit.ly/abc123⟧", "link"),
            ("en", "help us thrive.At our plant, Node.js and ASP.NET", ""),
            ("en", "Salary 1,500,000 to 2,000,000 from 01/06/2025", ""),
            ("en", "UEN 201912345K, Company No. 01234567", ""),
            ("en", "open 2025-06-01 10:00", ""),
        ],
        |facts| facts.contacts.iter().map(|c| (c.span, c.kind.as_str().to_owned())).collect(),
    );
}

#[test]
fn disguised_contacts_are_read() {
    check(
        &[
            ("en", "⟦t e l e g r a m @some_hr_name⟧", "telegram"),
            ("en", "⟦T.e.l.e.g.r.a.m : some_hr_1⟧", "telegram"),
            ("en", "⟦te1egram @some_name_here⟧", "telegram"),
            ("en", "⟦tel3gram @some_name_here⟧", "telegram"),
            ("en", "ask ⟦@some_name_here⟧ now", "messenger-other"),
            ("en", "ask ⟦@Some_Name_1⟧.", "messenger-other"),
            ("en", "⟦Wh@tsApp +65 8000 0000⟧", "whatsapp"),
            ("en", "⟦w h a t s a p p⟧ me", "whatsapp"),
            ("en", "mail ⟦hr.team @ gmail dot com⟧ now", "free-email"),
            ("en", "mail ⟦hr.team(at)gmail.com⟧", "free-email"),
            ("en", "mail ⟦hr.team [at] gmail [dot] com⟧", "free-email"),
            ("en", "meet us at gmail dot com events", ""),
            ("en", "two roles at harbor.example", ""),
            ("en", "⟦WhatsApp ６５ ８０００ ００００⟧", "whatsapp"),
            ("en", "call ⟦+6️⃣5️⃣ 8️⃣0️⃣0️⃣0️⃣ 0️⃣0️⃣0️⃣0️⃣⟧", "phone"),
            ("zh", "⟦薇信:example_hr1⟧", "wechat"),
            ("zh", "⟦加薇⟧详聊", "wechat"),
            ("zh", "⟦➕V:example88⟧", "wechat"),
            ("zh", "⟦加賴 example_hr1⟧", "line"),
            ("zh", "⟦賴：@example_kids⟧", "line"),
            ("zh", "⟦微信一三八零零一三八零零零⟧", "wechat"),
            ("zh", "电话⟦一三八零零一三八零零零⟧", "phone"),
            ("zh", "⟦wei xin：example88⟧", "wechat"),
            ("ru", "Связь: ⟦т е л е г р а м⟧", "telegram"),
            ("th", "⟦ไลน์ไอดี example_busan⟧", "line"),
        ],
        |facts| facts.contacts.iter().map(|c| (c.span, c.kind.as_str().to_owned())).collect(),
    );
}

#[test]
fn licence_numbers_count_unless_they_hold_a_place() {
    check(
        &[
            ("en", "⟦DMW-123-LB-051122-R⟧", "ph ph-dmw"),
            ("en", "POEA lic. 000 (renewal ongoing)", ""),
            ("en", "Regd. ⟦B-0823/KER/PER/1000+/5/8743⟧", "in in-ra"),
            ("en", "licence ⟦RL-1384⟧", "bd bd-rl"),
            ("en", "RL-0000", ""),
            ("en", "⟦SLBFE Lic 2451⟧", "lk lk-slbfe"),
            ("en", "⟦OEP 2917/LHR⟧", "pk pk-oep"),
            ("en", "EA licence ⟦14C7215⟧", "sg sg-ea"),
            ("en", "EA licence 00C0000", ""),
            ("en", "⟦UEN 201912845K⟧", "sg sg-uen"),
            ("id", "⟦SIP3MI No. 341/2023⟧", "id id-placement"),
            ("id", "SIP3MI No. 000/2024", ""),
            ("vi", "giấy phép số ⟦719/LĐTBXH-GP⟧", "vn vn-ldtbxh"),
            ("th", "⟦ใบอนุญาตจัดหางานเลขที่ ต.1988/2560⟧", "th th-doe"),
            ("zh", "⟦人力資源服務許可證(京)字110108201號⟧", "cn cn-hr"),
            ("zh", "統一社會⟦信用代碼:91110113MA01BKRE9T⟧", "cn cn-credit-code"),
            ("zh", "許可證(宁)0320XXXX號", ""),
            ("pt", "CNPJ ⟦12.345.678/0001-95⟧", "br br-cnpj"),
            ("pt", "CNPJ 00.000.000/0001-00", ""),
            ("de", "⟦HRB 28471⟧ Leipzig", "de de-hrb"),
            ("en", "Vessel ⟦IMO 9074729⟧", "zz imo"),
            ("en", "Vessel IMO 9074728", ""),
            ("sw", "Leseni ⟦NEA/PEA/0417/2024⟧", "ke ke-nea"),
            ("en", "⟦GLAA licence 48213⟧", "gb gb-glaa"),
            ("en", "⟦RPSL-MUM-162⟧", "in in-rpsl"),
        ],
        |facts| facts.licences.iter().map(|l| (l.span, format!("{} {}", l.country, l.scheme))).collect(),
    );
}

#[test]
fn words_are_counted_in_every_script() {
    assert_eq!(read("Free flight, good pay", "en").1.words, 4);
    assert_eq!(read("高薪招聘 包吃住", "zh").1.words, 4);
    assert_eq!(read("", "").1.words, 0);
}

#[test]
fn every_mistake_in_the_tables_is_reported_with_its_place() {
    let currencies =
        "as_of: x\nsource: y\ncurrencies:\n  - { code: usd, usd: 0, country: xx }\n  - { code: usd, usd: 1 }\n";
    let wages = "as_of: x\nsources: []\nfallback: 500\nwages: []\nlanguages: []\nlevels: []\n";
    let pay = "periods:\n  - { period: mnth, words: [], slash: [] }\nmagnitudes: []\npay: []\nother: []\nnever: []\nunits: []\nranges: []\ncommission: { words: [], other: [], percent: [], percent_before: [] }\n";
    let places =
        "origins: { before: [], after: [] }\nplaces:\n  - { id: a, country: KH, tier: hubb, names: [\"*\"] }\n";
    let contacts = "free_mail: [\n";
    let files = [
        ("currencies.yaml", currencies),
        ("wages.yaml", wages),
        ("pay.yaml", pay),
        ("places.yaml", places),
        ("contacts.yaml", contacts),
        ("plces.yaml", ""),
        ("terms.yaml", "terms: []\n"),
        ("countries.yaml", "source: x\ncountries: []\n"),
        (
            "deployment-bans.yaml",
            "as_of: x\nbans:\n  - { origin: a, destination: mm, kind: bann, since: '', source: '' }\n",
        ),
    ];
    let problems = Tables::parse(&files).expect_err("invariant: the tables are wrong");
    let shown: Vec<String> = problems.iter().map(|p| format!("{} {}", p.place, p.code)).collect();
    for expected in [
        "currencies.yaml:4:13 F006",
        "currencies.yaml:4:35 F008",
        "currencies.yaml:5:13 F007",
        "pay.yaml:2:15 F005",
        "places.yaml:3:33 F010",
        "licences.yaml F001",
        "deployment-bans.yaml:3:41 F040",
        "plces.yaml F002",
    ] {
        assert!(shown.iter().any(|s| s == expected), "{expected} in {shown:#?}");
    }
    assert!(shown.iter().any(|s| s.starts_with("contacts.yaml:") && s.ends_with("F003")), "{shown:#?}");
    assert_eq!(
        problems.iter().find(|p| p.code == "F005").and_then(|p| p.help.as_deref()),
        Some("did you mean `month`?")
    );
}

#[test]
fn hostile_text_is_read_in_linear_time() {
    let started = std::time::Instant::now();
    for unit in [
        "1k ",
        "一",
        "零",
        "1 111 ",
        "tg:@a ",
        "tel 1 ",
        "salary $1 ",
        "x.y.z@",
        "+1-",
        "西港",
        "0812-",
        "1,1",
        "line.",
        "/month ",
        "🐓1",
        "a(at)",
        "a at b dot ",
        "一三八",
        "10% ",
        "commission 5-",
        "Filipinos ",
        "จำกัด",
        "penalty ",
        "age 18 ",
    ] {
        let text = unit.repeat(20_000 / unit.len());
        let (normalized, facts) = read(&text, "zh");
        for pay in &facts.pay {
            assert!(text.get(normalized.original(pay.span).range()).is_some(), "{unit}");
        }
    }
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
