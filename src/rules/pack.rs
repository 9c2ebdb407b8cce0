//! The files of a rule pack, before they are read: the built-in ones, and a user's laid over them.

use std::borrow::Cow;

use crate::builtin;

/// One file of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFileText {
    /// Path inside the pack with `/` separators, such as `money/upfront-fee.yaml`.
    pub path: String,
    /// The path shown in messages.
    pub shown: String,
    /// The YAML text.
    pub text: String,
}

impl PackFileText {
    /// What the path says the file is.
    pub(super) fn role(&self) -> FileRole<'_> {
        match self.path.split('/').collect::<Vec<_>>()[..] {
            ["pack.yaml"] => FileRole::Pack,
            ["categories.yaml"] => FileRole::Categories,
            ["schemes.yaml"] => FileRole::Schemes,
            ["help.yaml"] => FileRole::Help,
            ["indicators.yaml"] => FileRole::Indicators,
            ["signals.yaml"] => FileRole::Signals,
            ["languages", _] => FileRole::Language,
            ["translations", _] => FileRole::Translation,
            ["facts", name] => FileRole::Facts(name),
            _ => FileRole::Rule,
        }
    }
}

/// What a file in a pack holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileRole<'a> {
    /// `pack.yaml`
    Pack,
    /// `categories.yaml`
    Categories,
    /// `schemes.yaml`
    Schemes,
    /// `help.yaml`
    Help,
    /// `indicators.yaml`
    Indicators,
    /// `signals.yaml`
    Signals,
    /// `languages/<code>.yaml`
    Language,
    /// `translations/<code>.yaml`
    Translation,
    /// `facts/<table>.yaml`
    Facts(&'a str),
    /// Any other YAML file is a rule.
    Rule,
}

/// Files of one level.
#[derive(Debug, Clone)]
pub(super) enum Pack {
    /// Those embedded in the library.
    BuiltIn,
    /// Others.
    Files(Vec<PackFileText>),
}

impl Pack {
    /// Its files.
    pub(super) fn files(&self) -> Cow<'_, [PackFileText]> {
        match self {
            Self::BuiltIn => Cow::Owned(written()),
            Self::Files(files) => Cow::Borrowed(files),
        }
    }
}

/// Every file that makes a rule set, later packs laid over earlier ones.
#[derive(Debug, Clone, Default)]
pub struct PackSources {
    pub(super) packs: Vec<Pack>,
}

impl PackSources {
    /// The pack embedded in the library, compiled when the library was built.
    #[must_use]
    pub fn builtin() -> Self {
        Self { packs: vec![Pack::BuiltIn] }
    }

    /// The same pack, to be read and compiled anew.
    #[must_use]
    pub fn written() -> Self {
        Self::default().with(written())
    }

    /// Whether these are the built-in files alone, as they were embedded.
    pub(super) fn is_builtin(&self) -> bool {
        matches!(self.packs[..], [Pack::BuiltIn])
    }

    /// Lays a user's files over the packs so far: a rule of the same id replaces the earlier one, a language file adds to
    /// it, and tables of the same name replace the earlier table.
    #[must_use]
    pub fn with(mut self, files: Vec<PackFileText>) -> Self {
        self.packs.push(Pack::Files(files));
        self
    }
}

/// The embedded files.
fn written() -> Vec<PackFileText> {
    let file = |(path, text): &(&str, &str)| PackFileText {
        path: (*path).to_owned(),
        shown: format!("rules/{path}"),
        text: (*text).to_owned(),
    };
    builtin::FILES.iter().map(file).collect()
}
