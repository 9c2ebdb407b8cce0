//! YAML to checked tables, with every mistake at its line and column.
//!
//! Owns the file names, the error codes (`F001`–`F0xx`) and the order in which tables are built. What the tables mean
//! belongs to the extractor that reads them. Does no I/O: the files arrive as strings.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::commission::Commissions;
use super::contact::{ContactFile, Contacts};
use super::corridor::{BanFile, Bans};
use super::country::{Countries, CountryFile};
use super::licence::{LicenceFile, Licences};
use super::money::{self, CurrencyFile, Money, PayFile, WageFile};
use super::place::{PlaceFile, Places};
use super::term::{TermFile, Terms};
use crate::diagnostic::{Diagnostic, Place, Severity, nearest};

/// A string of a table with its place in the file.
pub(super) type Text = serde_yaml::Spanned<String>;

/// The tables under `rules/facts/`, checked and compiled; built once and shared.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Tables {
    pub(super) money: Money,
    pub(super) commissions: Commissions,
    pub(super) places: Places,
    pub(super) countries: Countries,
    pub(super) bans: Bans,
    pub(super) terms: Terms,
    pub(super) contacts: Contacts,
    pub(super) licences: Licences,
}

impl Tables {
    /// Reads the tables from `(name, YAML)` pairs; a name may carry folders, its last part decides which table it is. A
    /// table given twice is read from the last.
    ///
    /// # Errors
    ///
    /// Every mistake in every file, when there is at least one: a file missing (`F001`) or unknown (`F002`), YAML that does
    /// not parse or has the wrong shape (`F003`), and entries that contradict each other (`F004` on).
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Problems::new(files);
        let currencies: Option<CurrencyFile> = problems.read("currencies.yaml");
        let wages: Option<WageFile> = problems.read("wages.yaml");
        let pay: Option<PayFile> = problems.read("pay.yaml");
        let places: Option<PlaceFile> = problems.read("places.yaml");
        let contacts: Option<ContactFile> = problems.read("contacts.yaml");
        let licences: Option<LicenceFile> = problems.read("licences.yaml");
        problems.enter("pay.yaml");
        let commissions = pay.as_ref().map(|file| Commissions::build(&file.commission, &mut problems));
        let money = currencies
            .zip(wages)
            .zip(pay)
            .map(|((currencies, wages), pay)| money::build(currencies, wages, pay, &mut problems));
        problems.enter("places.yaml");
        let places = places.map(|file| Places::build(file, &mut problems));
        problems.enter("contacts.yaml");
        let contacts = contacts.map(|file| Contacts::build(file, &mut problems));
        problems.enter("licences.yaml");
        let licences = licences.map(|file| Licences::build(file, &mut problems));
        let countries: Option<CountryFile> = problems.read("countries.yaml");
        let countries = countries.map(|file| Countries::build(file, &mut problems));
        let bans: Option<BanFile> = problems.read("deployment-bans.yaml");
        let bans = bans.map(|file| Bans::build(&file, &mut problems));
        let terms: Option<TermFile> = problems.read("terms.yaml");
        let terms = terms.map(|file| Terms::build(&file, &mut problems));
        problems.found.sort();
        match (money.zip(commissions), places.zip(countries).zip(bans).zip(terms), contacts, licences) {
            (
                Some((money, commissions)),
                Some((((places, countries), bans), terms)),
                Some(contacts),
                Some(licences),
            ) if problems.found.is_empty() => {
                Ok(Self { money, commissions, places, countries, bans, terms, contacts, licences })
            }
            _ => Err(problems.found),
        }
    }

    /// The names of the files that [`Tables::parse`] wants.
    pub const FILES: [&'static str; 9] = [
        "terms.yaml",
        "countries.yaml",
        "deployment-bans.yaml",
        "currencies.yaml",
        "wages.yaml",
        "pay.yaml",
        "places.yaml",
        "contacts.yaml",
        "licences.yaml",
    ];
}

/// Mistakes found so far, and the files they are looked for in.
pub(super) struct Problems<'a> {
    files: &'a [(&'a str, &'a str)],
    current: String,
    found: Vec<Diagnostic>,
}

impl<'a> Problems<'a> {
    fn new(files: &'a [(&'a str, &'a str)]) -> Self {
        let mut problems = Self { files, current: String::new(), found: Vec::new() };
        for (name, _) in files.iter().filter(|(name, _)| !Tables::FILES.contains(&stem(name))) {
            let help = nearest(stem(name), Tables::FILES).map(|known| format!("did you mean `{known}`?"));
            problems.push("F002", name, (0, 0), format!("`{name}` is no table of facts"), help);
        }
        problems
    }

    /// Names the file that the next mistakes are in.
    pub(super) fn enter(&mut self, file: &str) {
        let given = self.files.iter().rev().find(|(name, _)| stem(name) == file);
        self.current = given.map_or(file, |(name, _)| *name).to_owned();
    }

    /// Parses one file, or notes why it cannot be.
    fn read<T: DeserializeOwned>(&mut self, file: &str) -> Option<T> {
        self.enter(file);
        let Some((name, yaml)) = self.files.iter().rev().find(|(name, _)| stem(name) == file) else {
            self.push("F001", file, (0, 0), format!("the table `{file}` is missing"), None);
            return None;
        };
        match serde_yaml::from_str(yaml) {
            Ok(table) => Some(table),
            Err(error) => {
                let at = error.location().map_or((0, 0), |at| (at.line(), at.column()));
                let message = error.without_snippet().to_string();
                self.push("F003", name, at, message, None);
                None
            }
        }
    }

    /// Notes a mistake at an entry of the current file.
    pub(super) fn error(&mut self, code: &'static str, at: &Text, message: String) {
        self.push(code, &self.current.clone(), (at.referenced.line(), at.referenced.column()), message, None);
    }

    /// Notes a value that is none of the `known` ones.
    pub(super) fn unknown<'k>(
        &mut self,
        code: &'static str,
        at: &Text,
        what: &str,
        known: impl Iterator<Item = &'k str>,
    ) {
        let known: Vec<&str> = known.collect();
        let help = nearest(&at.value, known.iter().copied())
            .map_or_else(|| format!("one of {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
        let place = (at.referenced.line(), at.referenced.column());
        self.push(code, &self.current.clone(), place, format!("unknown {what} `{}`", at.value), Some(help));
    }

    fn push(&mut self, code: &'static str, file: &str, at: (u64, u64), message: String, help: Option<String>) {
        let place = Place { file: file.to_owned(), line: at.0, column: at.1 };
        self.found.push(Diagnostic { place, severity: Severity::Error, code, message, help });
    }
}

/// The last part of a path.
fn stem(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
