//! The facts of both fields of an ad, with their evidence in the original, and the fact tests of rules.

use super::Evidence;
use crate::ad::{Ad, Claim, Observation};
use crate::facts::{self, ContactKind, Corridor, End, Facts, Pay, PayKind, TermKind};
use crate::rules::condition::{FactKey, FactTest};
use crate::span::{FieldName, Normalized, Original, Span};
use crate::text::language::Language;
use crate::text::{Disguise, NormalizedText, Obfuscation};

/// Facts per field, in the order of [`FieldName::ALL`], with spans in the original text.
#[derive(Debug)]
pub struct AdFacts {
    per_field: [Facts; 2],
    originals: [Originals; 2],
    obfuscation: [Obfuscation; 2],
    corridor: Corridor,
    /// Evidence of the corridor's two ends.
    ends: [Option<Evidence>; 2],
    /// What mark-up states and the visible text does not, and where the ad has the words.
    unseen: Vec<(Claim, Option<Evidence>)>,
}

/// Original spans of the facts of one field, in the same order.
#[derive(Debug, Default)]
struct Originals {
    pay: Vec<Span<Original>>,
    commissions: Vec<Span<Original>>,
    places: Vec<Span<Original>>,
    countries: Vec<Span<Original>>,
    terms: Vec<Span<Original>>,
    contacts: Vec<Span<Original>>,
    licences: Vec<Span<Original>>,
}

impl AdFacts {
    /// Extracts the facts of both fields.
    pub(super) fn extract(
        ad: &Ad,
        fields: &[NormalizedText; 2],
        tables: &facts::Tables,
        language: Option<Language>,
    ) -> Self {
        let mut per_field = [0, 1].map(|i| facts::extract(&fields[i], tables, language));
        let corridor = facts::relate(&mut per_field, tables, language);
        let originals = [0, 1].map(|i| {
            let original = |span: Span<Normalized>| fields[i].original(span);
            let found: &Facts = &per_field[i];
            Originals {
                pay: found.pay.iter().map(|p| original(p.span)).collect(),
                commissions: found.commissions.iter().map(|c| original(c.span)).collect(),
                places: found.places.iter().map(|p| original(p.span)).collect(),
                countries: found.countries.iter().map(|c| original(c.span)).collect(),
                terms: found.terms.iter().map(|t| original(t.span)).collect(),
                contacts: found.contacts.iter().map(|c| original(c.span)).collect(),
                licences: found.licences.iter().map(|l| original(l.span)).collect(),
            }
        });
        let evidence = |end: &Option<End>| {
            let (field, span) = end.as_ref()?.evidence?;
            Some(Evidence { field: FieldName::ALL[field], span: fields[field].original(span) })
        };
        let ends = [evidence(&corridor.origin), evidence(&corridor.destination)];
        let obfuscation = [0, 1].map(|i| fields[i].obfuscation().clone());
        let unseen = ad.origin.observations.iter().map(|seen| (seen.about, stated(ad, seen))).collect();
        Self { per_field, originals, obfuscation, corridor, ends, unseen }
    }

    /// The facts of each field, in the order of [`FieldName::ALL`]; spans are in the normalized text.
    #[must_use]
    pub fn per_field(&self) -> &[Facts; 2] {
        &self.per_field
    }

    /// Words in the ad, or pairs of characters in unspaced scripts.
    #[must_use]
    pub fn words(&self) -> usize {
        self.per_field.iter().map(|f| f.words).sum()
    }

    /// The highest wage offered, as a multiple of a typical wage, by the low end of its range.
    #[must_use]
    pub fn highest_multiple(&self) -> Option<f64> {
        let wages = self.per_field.iter().flat_map(|f| &f.pay).filter(|p| p.kind == PayKind::Wage);
        wages.map(|p| p.multiple).max_by(f64::total_cmp)
    }

    /// The words that state the highest wage.
    #[must_use]
    pub fn highest_multiple_evidence(&self) -> Vec<Evidence> {
        let Some(highest) = self.highest_multiple() else { return Vec::new() };
        let mut found = self.mentions(|f| &f.pay, |o| &o.pay, |p| p.kind == PayKind::Wage && p.multiple >= highest);
        found.truncate(super::MAX_EVIDENCE);
        found
    }

    /// How many disguises the normalizer undid in the ad.
    #[must_use]
    pub fn obfuscation_count(&self) -> u32 {
        self.obfuscation.iter().map(Obfuscation::total).sum()
    }

    /// The words that were disguised.
    #[must_use]
    pub fn obfuscation_evidence(&self) -> Vec<Evidence> {
        self.disguised(&Disguise::ALL)
    }

    /// From where to where the ad leads, as far as its text tells.
    #[must_use]
    pub fn corridor(&self) -> &Corridor {
        &self.corridor
    }

    /// The keys of the ad's contacts, each once, in reading order: what another ad must share to be reached the same way.
    #[must_use]
    pub fn contact_keys(&self) -> Vec<&str> {
        let mut seen = Vec::new();
        for key in self.per_field.iter().flat_map(|f| &f.contacts).filter_map(|c| c.key.as_deref()) {
            if !seen.contains(&key) {
                seen.push(key);
            }
        }
        seen
    }

    /// Where contacts stand that name somebody or something: each with its key, links to pages left out.
    #[must_use]
    pub fn contact_places(&self) -> Vec<(Evidence, &str)> {
        let fields = self.per_field.iter().zip(&self.originals).zip(FieldName::ALL);
        let places = fields.flat_map(|((facts, originals), field)| {
            let of_field = facts.contacts.iter().zip(&originals.contacts);
            of_field.map(move |(contact, span)| (contact, Evidence { field, span: *span }))
        });
        let named = places.filter(|(contact, _)| contact.kind != ContactKind::Link);
        named.filter_map(|(contact, place)| Some((place, contact.key.as_deref()?))).collect()
    }

    /// Countries of every place named, lower-case ISO codes, in reading order without repeats.
    #[must_use]
    pub fn countries(&self) -> Vec<&str> {
        let mut seen = Vec::new();
        for place in self.per_field.iter().flat_map(|f| &f.places) {
            if !seen.contains(&place.country.as_str()) {
                seen.push(place.country.as_str());
            }
        }
        seen
    }

    /// The mentions that satisfy every test, or `None` if a test fails. Tests on wages are about one and the same wage; tests
    /// on counts have no mention.
    pub(super) fn satisfy(&self, tests: &[FactTest]) -> Option<Vec<Evidence>> {
        let (of_wages, others): (Vec<&FactTest>, Vec<&FactTest>) =
            tests.iter().partition(|test| test.key.is_of_wages());
        let mut evidence = Vec::new();
        if !of_wages.is_empty() {
            evidence = self.wages(|pay| of_wages.iter().all(|test| accepts_wage(test, pay)));
            if evidence.is_empty() {
                return None;
            }
        }
        for test in others {
            evidence.extend(self.test(test)?);
        }
        Some(evidence)
    }

    fn test(&self, test: &FactTest) -> Option<Vec<Evidence>> {
        use FactKey as K;
        let found = match test.key {
            K::PayMonthlyUsd | K::PayMultiple | K::PayRangeRatio | K::PayPeriod | K::PayCurrency => {
                self.wages(|pay| accepts_wage(test, pay))
            }
            K::PayCommission => self.mentions(|f| &f.commissions, |o| &o.commissions, |c| test.accepts_number(c.low)),
            K::PlaceTier => {
                self.mentions(|f| &f.places, |o| &o.places, |p| !p.is_domestic() && test.accepts_name(p.tier.as_str()))
            }
            K::LicenceCountry => self.mentions(|f| &f.licences, |o| &o.licences, |l| test.accepts_name(&l.country)),
            K::ContactKind => self.mentions(
                |f| &f.contacts,
                |o| &o.contacts,
                |c| {
                    let (wanted, equal) = test.name();
                    c.kind.answers_to(wanted) == equal
                },
            ),
            K::CorridorOrigin => return self.end(test, self.corridor.origin.as_ref(), &self.ends[..1]),
            K::CorridorDestination => return self.end(test, self.corridor.destination.as_ref(), &self.ends[1..]),
            K::CorridorAbroad => {
                let abroad = if self.corridor.abroad()? { "yes" } else { "no" };
                return test.accepts_name(abroad).then(|| self.ends.iter().flatten().copied().collect());
            }
            K::CorridorBan => {
                let ban = self.corridor.ban?.as_str();
                return test.accepts_name(ban).then(|| self.ends.iter().flatten().copied().collect());
            }
            K::EmployerNamed => {
                let (registered, generic) =
                    (self.terms(TermKind::EmployerRegistered), self.terms(TermKind::EmployerGeneric));
                let (value, evidence) = match (registered.is_empty(), generic.is_empty()) {
                    (false, _) => ("registered", registered),
                    (true, false) => ("generic", generic),
                    (true, true) if self.words() >= ENOUGH_WORDS => ("not-stated", Vec::new()),
                    (true, true) => return None,
                };
                return test.accepts_name(value).then_some(evidence);
            }
            K::WorksiteStated => return self.stated(test, TermKind::Worksite),
            K::DutiesStated => return self.stated(test, TermKind::Duties),
            K::LimitsAge => self.terms(TermKind::LimitAge),
            K::LimitsSex => self.terms(TermKind::LimitSex),
            K::LimitsAppearance => self.terms(TermKind::LimitAppearance),
            K::LimitsNationality => self.mentions(|f| &f.countries, |o| &o.countries, |c| c.people),
            K::ContactOnly => return self.contact_only(test),
            K::PostingUnseen if self.unseen.is_empty() => return None,
            K::PostingUnseen => {
                let all = || self.unseen.iter().filter_map(|(_, words)| *words).collect();
                return test.accepts_number(count(self.unseen.len())).then(all);
            }
            K::PostingUnseenClaim => {
                let mut of = self.unseen.iter().filter(|(claim, _)| test.accepts_name(claim.as_str())).peekable();
                return of.peek().is_some().then(|| of.filter_map(|(_, words)| *words).collect());
            }
            K::TextWords => return test.accepts_number(count(self.words())).then(Vec::new),
            K::ObfuscationCount => return self.disguise(test, &Disguise::ALL),
            K::ObfuscationInvisible => return self.disguise(test, &[Disguise::Invisible, Disguise::Bidi]),
            K::ObfuscationConfusable => return self.disguise(test, &[Disguise::Confusable]),
            K::ObfuscationSpaced => return self.disguise(test, &[Disguise::Spaced]),
            K::ObfuscationLeet => return self.disguise(test, &[Disguise::Leet]),
            K::ObfuscationMarks => return self.disguise(test, &[Disguise::Marks]),
        };
        (!found.is_empty()).then_some(found)
    }

    fn terms(&self, kind: TermKind) -> Vec<Evidence> {
        self.mentions(|f| &f.terms, |o| &o.terms, |t| t.kind == kind)
    }

    /// `yes` where a term of the kind stands, `not-stated` where none does in a text long enough to hold one.
    fn stated(&self, test: &FactTest, kind: TermKind) -> Option<Vec<Evidence>> {
        let found = self.terms(kind);
        if found.is_empty() && self.words() < ENOUGH_WORDS {
            return None;
        }
        test.accepts_name(if found.is_empty() { "not-stated" } else { "yes" }).then_some(found)
    }

    /// A test on one end of the corridor; an unknown end passes none.
    fn end(&self, test: &FactTest, end: Option<&End>, evidence: &[Option<Evidence>]) -> Option<Vec<Evidence>> {
        test.accepts_name(&end?.country).then(|| evidence.iter().flatten().copied().collect())
    }

    fn wages(&self, accepts: impl Fn(&facts::Pay) -> bool) -> Vec<Evidence> {
        self.mentions(|f| &f.pay, |o| &o.pay, |p| p.kind == PayKind::Wage && accepts(p))
    }

    fn disguise(&self, test: &FactTest, kinds: &[Disguise]) -> Option<Vec<Evidence>> {
        let sum: u32 = self.obfuscation.iter().flat_map(|o| kinds.iter().map(|kind| o.count(*kind))).sum();
        test.accepts_number(f64::from(sum)).then(|| self.disguised(kinds))
    }

    fn disguised(&self, kinds: &[Disguise]) -> Vec<Evidence> {
        let fields = FieldName::ALL.iter().zip(&self.obfuscation);
        fields
            .flat_map(|(field, o)| kinds.iter().flat_map(|kind| o.spans(*kind)).map(|span| (*field, span)))
            .map(|(field, span)| Evidence { field, span })
            .collect()
    }

    /// `contact.only`: the one kind all contacts of the ad are of.
    fn contact_only(&self, test: &FactTest) -> Option<Vec<Evidence>> {
        let kinds: Vec<ContactKind> = self.per_field.iter().flat_map(|f| &f.contacts).map(|c| c.kind).collect();
        let all = |accepts: fn(ContactKind) -> bool| !kinds.is_empty() && kinds.iter().all(|k| accepts(*k));
        let holds = |name: &str| match name {
            "messenger" => all(ContactKind::is_messenger),
            "telegram" => all(|k| k == ContactKind::Telegram),
            "free-email" => all(|k| k == ContactKind::FreeEmail),
            _ => kinds.is_empty(),
        };
        let (wanted, equal) = test.name();
        let accepted = holds(wanted) == equal;
        accepted.then(|| self.mentions(|f| &f.contacts, |o| &o.contacts, |_| true))
    }

    /// Evidence of every fact of one sort that is accepted.
    fn mentions<T>(
        &self,
        list: impl Fn(&Facts) -> &Vec<T>,
        spans: impl Fn(&Originals) -> &Vec<Span<Original>>,
        accepts: impl Fn(&T) -> bool,
    ) -> Vec<Evidence> {
        let mut out = Vec::new();
        for (i, field) in FieldName::ALL.iter().enumerate() {
            let pairs = list(&self.per_field[i]).iter().zip(spans(&self.originals[i]));
            out.extend(
                pairs.filter(|(fact, _)| accepts(fact)).map(|(_, span)| Evidence { field: *field, span: *span }),
            );
        }
        out
    }
}

/// Where an ad has the words of an observation. Running text is not pointed at: it is the ad.
fn stated(ad: &Ad, seen: &Observation) -> Option<Evidence> {
    let field = match seen.about {
        Claim::Text => return None,
        Claim::Title => FieldName::Title,
        Claim::Employer | Claim::Place | Claim::Pay => FieldName::Text,
    };
    // What the mark-up states stands after the running text.
    let start = ad.field(field).rfind(&seen.stated).filter(|_| !seen.stated.is_empty())?;
    Some(Evidence { field, span: Span::new(start, start + seen.stated.len()) })
}

/// Words from which on a text that does not state something is said not to.
const ENOUGH_WORDS: usize = 40;

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Whether a wage passes a test on wages; none passes a test on anything else.
fn accepts_wage(test: &FactTest, pay: &Pay) -> bool {
    match test.key {
        FactKey::PayMonthlyUsd => test.accepts_number(pay.monthly_usd_low),
        FactKey::PayMultiple => test.accepts_number(pay.multiple),
        FactKey::PayRangeRatio => pay.low > 0.0 && test.accepts_number(pay.high / pay.low),
        FactKey::PayPeriod => test.accepts_name(pay.period.as_str()),
        FactKey::PayCurrency => test.accepts_name(&pay.currency.0),
        _ => false,
    }
}
