//! `lurescan serve`: the page and the API, until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::args::ServeArgs;
use super::engine;
use super::error::{Failure, Status, plain};
use super::output;
use super::plan::Setup;
use super::term::Terminal;
use crate::serve::{self, Limits, Load, Notice, ServeError, Settings};

/// The variable that holds the token, where the command line would show it to everybody on the machine.
const TOKEN: &str = "LURESCAN_TOKEN";
/// The shortest token.
const SHORTEST: usize = 16;

/// Runs the verb.
pub(super) fn run(setup: &Setup, typed: &ServeArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let token = token(typed)?;
    let reach = reach(typed, token.as_deref())?;
    let (body, file, least) = (typed.max_body << 10, typed.max_file << 20, Limits::default());
    let time = Duration::from_secs(typed.timeout as u64);
    let limits = Limits {
        body,
        file,
        // What is let in must fit, beside another of its size.
        memory: least.memory.max(2 * body.max(file)),
        unpacked: least.unpacked.max(file as u64),
        batch: typed.max_batch,
        queue: typed.max_queue,
        connections: typed.max_connections,
        header_time: time,
        body_time: time,
        ..least
    };
    let settings = Settings { listen: typed.listen, token, threads: setup.threads, limits };
    let setup = setup.clone();
    let load: Load<Failure> = Arc::new(move || engine::assessor(&setup));
    let mut unheard = None;
    let served = serve::run(settings, &load, |notice| {
        if let (Notice::Listening(address), Some(who)) = (&notice, reach) {
            terminal.warning(format!("{address} can be reached over the network, {who}"));
        }
        if let Err(failure) = tell(notice, terminal) {
            unheard = Some(failure);
        }
    });
    match (served, unheard) {
        (Err(ServeError::Load(failure)), _) => Err(failure),
        (Err(error), _) => Err(refused(typed.listen, &error)),
        (Ok(()), Some(failure)) => Err(failure),
        (Ok(()), None) => Ok(Status::Clean),
    }
}

/// The token, if there is to be one.
fn token(typed: &ServeArgs) -> Result<Option<String>, Failure> {
    if typed.no_auth {
        return Ok(None);
    }
    #[expect(clippy::disallowed_methods, reason = "a secret does not belong on the command line")]
    let named = std::env::var(TOKEN).ok().filter(|token| !token.is_empty());
    let token = typed.token.clone().or(named);
    match &token {
        Some(token) if token.len() < SHORTEST || !token.bytes().all(|byte| byte.is_ascii_graphic()) => {
            let hint = "such as the output of `openssl rand -hex 16`";
            Err(Failure::usage(format!("the token must have {SHORTEST} or more visible ASCII characters")).hint(hint))
        }
        _ => Ok(token),
    }
}

/// Whom the address lets in beyond this machine, in words: who can reach it over a network must show a token, unless nobody
/// is to.
fn reach(typed: &ServeArgs, token: Option<&str>) -> Result<Option<&'static str>, Failure> {
    if typed.listen.ip().is_loopback() {
        return Ok(None);
    }
    if token.is_some() {
        return Ok(Some("unencrypted; the token is asked for"));
    }
    if typed.no_auth {
        return Ok(Some("by anybody and without a token"));
    }
    let message = format!("--listen {}: others could reach it, and no token is asked of them", typed.listen);
    Err(Failure::usage(message).hint(format!("set {TOKEN}, or say --no-auth")))
}

/// Says what happened.
fn tell(notice: Notice<Failure>, terminal: &Terminal) -> Result<(), Failure> {
    match notice {
        Notice::Listening(address) => {
            output::print(&format!("http://{address}/\n"))?;
            terminal.note("listening; open that address in a browser. Ctrl-C stops, SIGHUP loads the rules anew");
        }
        Notice::Reloaded { rules, model } => terminal.note(format!("reloaded: rules {rules}, model {model}")),
        Notice::NotReloaded(failure) => {
            terminal.failure(&failure);
            terminal.warning("not reloaded; the rules and the model in use stay");
        }
        Notice::Stopping => terminal.note("stopping; what was taken is being finished"),
        Notice::Cut(0) => {}
        Notice::Cut(count) => terminal.warning(format!("connections cut before they were done: {count}")),
    }
    Ok(())
}

/// The failure of an address that cannot be listened on.
fn refused(listen: SocketAddr, error: &ServeError<Failure>) -> Failure {
    let why = match error {
        ServeError::System(error) => plain(error),
        other => other.to_string(),
    };
    Failure::usage(format!("--listen {listen}: {why}")).hint("port 0 takes any port that is free")
}
