//! The one integration test binary. A new area is one file here and its line below.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test that fails here fails as it should")]

mod ahead;
mod architecture;
mod campaigns;
mod cli;
mod corpus;
mod docs;
mod evaluation;
mod facts;
mod fairness;
mod fixture;
mod fuzz;
mod knowledge;
mod ledger;
mod redaction;
mod reports;
mod rules;
mod seeds;
mod serve;
mod sources;
mod text;
mod training;
