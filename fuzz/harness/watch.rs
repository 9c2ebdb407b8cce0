//! Panics, seen even where they are caught.
//!
//! Readers of files put up with panics of the libraries they use. Those libraries may go on doing so; the code of this
//! project may not, and a hook is the only one who is told where a panic comes from.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Once;

thread_local! {
    /// While a check runs on this thread: the panics so far.
    static SEEN: RefCell<Option<Vec<Seen>>> = const { RefCell::new(None) };
}

struct Seen {
    ours: bool,
    told: String,
}

/// Runs a check and panics if anything in it did, other than a library whose panic was caught.
pub(crate) fn run(check: impl FnOnce()) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !note(info) {
                before(info);
            }
        }));
    });
    SEEN.set(Some(Vec::new()));
    let outcome = catch_unwind(AssertUnwindSafe(check));
    let seen = SEEN.take().unwrap_or_default();
    if outcome.is_err() {
        let told: Vec<&str> = seen.iter().map(|seen| seen.told.as_str()).collect();
        panic!("{}", told.join("\n"));
    }
    if let Some(ours) = seen.iter().find(|seen| seen.ours) {
        panic!("caught, but ours: {}", ours.told);
    }
}

/// Keeps a panic if a check runs on this thread.
fn note(info: &PanicHookInfo<'_>) -> bool {
    let foreign = |file: &str| ["/registry/src/", "/vendor/", "/rustc/"].iter().any(|part| file.contains(part));
    let ours = info.location().is_none_or(|location| !foreign(location.file()));
    SEEN.with_borrow_mut(|seen| match seen {
        Some(seen) => {
            seen.push(Seen { ours, told: info.to_string() });
            true
        }
        None => false,
    })
}
