//! `lurescan.toml`: what a project always types, and what it suppresses.
//!
//! The file stands beside the ads or in a folder above, as far as the root of their repository. Flags win over it: `fill`
//! puts its values where nothing was typed and keeps the origin of each for `--show-config`. To add a key: its field in
//! `file`, its line in [`fill`] and its entry in `schema.json`.

mod file;
mod found;
mod origin;

use super::args::{CheckArgs, Cli, Explain, Global, InputArgs, OutputArgs, Verb};
use super::error::{Failure, Status};
use super::gate::Suppressions;
use super::output;
use super::term::Terminal;
use crate::report::Detail;

use file::Settings;
pub(super) use file::parse;
use origin::Origins;

/// The JSON schema of the file.
pub(super) const SCHEMA: &str = include_str!("schema.json");

/// What reading the file leaves to be done.
pub(super) enum Configured {
    /// Run the verb.
    Go(Suppressions),
    /// Nothing, for the values were all that was asked for.
    Shown(Status),
}

/// Fills in what was not typed, for the verbs that read ads.
///
/// # Errors
/// If the file named is not there, or the one found holds a mistake.
pub(super) fn apply(cli: &mut Cli, terminal: &Terminal) -> Result<Configured, Failure> {
    let Cli { global, verb } = cli;
    let (input, output, check) = match verb {
        Verb::Score(typed) => (&mut typed.input, Some(&mut typed.output), None),
        Verb::Check(CheckArgs { input, output, gate, .. }) => (input, Some(output), Some(gate)),
        Verb::Campaigns(typed) => (&mut typed.input, None, None),
        _ => return Ok(Configured::Go(Suppressions::default())),
    };
    let (name, settings) = match found::file(&input.config, &input.paths)? {
        Some(path) => (path.display().to_string(), file::read(&path)?),
        None => (String::new(), Settings::default()),
    };
    let mut origins = Origins::new(&name);
    fill(&mut origins, &settings, global, input);
    if let Some(output) = output {
        fill_output(&mut origins, &settings, output);
    }
    let gated = check.is_some();
    if let Some(gate) = check {
        origins.one("fail-on", &mut gate.fail_on, settings.fail_on, "high", |band| band.as_str().to_owned());
        origins.one("baseline", &mut gate.baseline, settings.baseline.clone(), "", |path| path.display().to_string());
    }
    if input.config.show_config {
        output::print(&origins.shown(if gated { settings.suppressions.len() } else { 0 }))?;
        return Ok(Configured::Shown(Status::Clean));
    }
    if !name.is_empty() && !input.paths.is_empty() {
        terminal.note(format!("settings of {name}"));
    }
    Ok(Configured::Go(settings.into_suppressions()))
}

/// The settings of every verb that reads ads.
fn fill(origins: &mut Origins<'_>, settings: &Settings, global: &mut Global, input: &mut InputArgs) {
    let text = |text: &String| text.clone();
    let path = |path: &std::path::PathBuf| path.display().to_string();
    origins.list("rules", &mut global.rules, &settings.rules, path);
    origins.one("model", &mut global.model, settings.model.clone(), "", path);
    origins.one("prior", &mut global.prior, settings.prior, "", f64::to_string);
    origins.list("without", &mut global.without, &settings.without, text);
    origins.one("reason-language", &mut global.reason_language, settings.reason_language.clone(), "en", text);
    origins.one("threads", &mut global.threads, settings.threads, "", u16::to_string);
    origins.one("id-field", &mut input.id_field, settings.id_field.clone(), "", text);
    origins.one("title-field", &mut input.title_field, settings.title_field.clone(), "", text);
    origins.list("text-field", &mut input.text_field, &settings.text_field, text);
}

/// The settings of reports. A format goes behind whatever typed flag says of it: an extension, or a flag of cards.
fn fill_output(origins: &mut Origins<'_>, settings: &Settings, output: &mut OutputArgs) {
    let named = output.output.as_ref().is_some_and(|path| path.extension().is_some());
    let cards = output.brief || !matches!(output.explain, None | Some(Explain::Ads(Detail::Plain)));
    let format = settings.format.filter(|_| !named && !cards);
    origins.one("format", &mut output.format, format, "", |format| format.name.to_owned());
    origins.switch("redact", &mut output.redact, settings.redact);
}
