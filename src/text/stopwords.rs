//! Small words that tell one language from another, folded as the normalizer folds them.
//!
//! Words of job ads are among them, since ads are short. A word may stand in several lists and then weighs less in
//! each. A language is added by a line here and, if its script is its own, in `language.rs`.

use super::Language;

/// Languages written in Latin letters, Hindi and Urdu in chat spelling among them.
pub(super) const LATIN: &[(Language, &str)] = &[
    (
        Language("en"),
        "the and to of in for is you we with our your are on from will be this have or at not can work job any an as if \
         by no who all must per experience salary required apply looking hiring month only free day pay please contact",
    ),
    (
        Language("vi"),
        "khong cong viec luong tuyen nhan duoc nguoi trieu lien nghiem thang ngay nhung trong phai kinh hang gia lam \
         cho va co voi cua tai ban mot cac la vien bao ho tro he ca dung di",
    ),
    (
        Language("id"),
        "yang dan untuk dengan di tidak gaji kerja kami anda dari ke atau ini ada akan pada bisa kamu kalian perusahaan \
         lowongan karyawan pengalaman uang kirim kantor juta sudah nggak gak banget yuk karena biaya rp jt rb dibutuhkan mau \
         berangkat libur gratis kamar loker saja bpjs lamaran cv usia pria wanita jam hari orang rekening ktp mulai via jl \
         harap minat butuh semua buat sama hp tahun lulusan cari hubungi kabarin lusa upah umk wawancara borongan saudara \
         jahitan udah dompet silakan dulu bln cewek cowok belum malem kalo aja ga ora karo iso golek sing dicari tanpa makan \
         tiket ikut kak",
    ),
    (
        Language("ms"),
        "yang dan untuk dengan di tidak gaji kerja kami anda dari ke atau ini ada akan pada boleh awak syarikat jawatan \
         kosong sahaja pejabat kilang rm sebulan calon temuduga nak korang dah je kat mesti cuti percuma bilik duit sehari \
         elaun hantar selepas semasa iaitu daripada tak takde tiada tiket pekerja epf socso encik pengambilan kekosongan \
         urang bah tauke takpe dorang kedai lesen cikgu majikan kerani tugasan puan sila sijil tempatan lapangan ringgit \
         hubungi sdn bhd kwsp perkeso bos lepas lelaki perempuan umur jam hari dicari tanpa makan tahun cari orang ikut kak",
    ),
    (
        Language("fil"),
        "ang ng mga sa ay kung walang wala hindi kami po lang namin ito kayo trabaho sahod buwan pwede kailangan natin \
         inyo nyo yung din rin ba ko ka na at may para mo libre kada araw ninyo siya tayo naman dito kasi lahat mag pa \
         araw dapat bayad",
    ),
    (
        Language("es"),
        "de la el en los las un una que y con para por se del al tu su es mas sin trabajo sueldo empresa experiencia \
         buscamos no lo te nos como te pago hora dia mes todo esta si son",
    ),
    (
        Language("pt"),
        "de do da dos das em no na um uma que e com para por se ao voce nao os as trabalho empresa salario vaga experiencia \
         ou seu sua mais sem pelo pela ja tem so vagas reais voces nos mes dia",
    ),
    (
        Language("fr"),
        "de la le les des et en un une du pour vous nous est dans avec sur pas votre au aux poste emploi salaire ou par \
         que qui ce sans nos plus notre se tu heures mois",
    ),
    (
        Language("de"),
        "der die das und in fur mit wir sie von zu den ein eine ist auf im bei nicht keine als sind ihre oder dem des du \
         einen zum zur wird nach sich uns euro stunden uber kein",
    ),
    (
        Language("tr"),
        "ve bir icin ile bu da de en olarak is aylik maas var yok olan deneyim gerekli calisma calisan kadar firma gun \
         saat icin gibi ya cok daha sigorta tl her olmak araniyor uzere arkadaslar ucret",
    ),
    (
        Language("uz"),
        "va bilan uchun ish oylik bor yo'q kerak bir bu biz siz ham so'm bo'lsa ishchi kishi maosh sharoit tajriba kun soat \
         oyiga chet elga yosh uy aka ukalar bo'yicha ishga emas faqat har o'z bo'ladi tel yoki bo'lgan",
    ),
    (
        Language("sw"),
        "na ya wa kwa ni katika kazi za la cha vya hii kama au bila mshahara yako wewe sisi tuna kwenye pia hapa tu lazima \
         malipo nafasi kila siku mwezi mtu watu wasiliana uzoefu hakuna wenye umri sh yetu kwa wa zaidi simu ajira piga",
    ),
    (
        Language("hi"),
        "hai hain ka ki ke ko mein me se aur nahi kaam naukri paise rupaye milega chahiye karo karna liye wala wale bhai \
         ghar apna aap koi bhi kya sirf turant ho raha par mahina din tak jo toh hoga kar le ek saal lagega mat log \
         rahega saath khana rehna yahan pe",
    ),
    (
        Language("ur"),
        "hai hain ka ki ke ko mein se aur nahi nahin kaam tankhwah darkar mulazmat muft rihaish rabta walay karain \
         karein bairoon mulk nokri ho par liye chahiye koi bhi ap aap visa hoga raha din hazar hazaar rupay saal pakistan \
         karachi lahore zaroorat wapis mahana yeh na riyal dirham khana pkr iqama azad kamra lac rawalpindi zarurat bhejein ki ka",
    ),
];

/// Languages written in Devanagari; Marathi is known so that it is not taken for either.
pub(super) const DEVANAGARI: &[(Language, &str)] = &[
    (Language("hi"), "है हैं के की का में से और को नहीं पर भी एक हो या यह कर रहा रहे साथ कोई आप हम तक जी सिर्फ काम लिए"),
    (
        Language("ne"),
        "छ छन् छैन हुन्छ गर्ने गर्न गर्नुहोस् लागि पनि र हो चाहियो जना बस्न खान बिदा दिनको रुपैयाँ तलब दाइ दिदी \
         बहिनी पसल बेलुका देखि घण्टा घन्टा छुट्टै कमाइ नेपाली सुविधा वर्ष महिना भएको हुने तपाईं हामी कुनै हुनुपर्ने काम तलब दिने जाने गर्नुपर्ने लाग्छ गरेको \
         सबै मात्र वा लाई",
    ),
    (Language("mr"), "आहे आहेत आणि साठी नाही आम्ही तुम्ही पाहिजे करा किंवा असेल मध्ये"),
];
