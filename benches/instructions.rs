//! Runs one stage over its ads a given number of times, for a tool that counts instructions: `instructions.py` says which.
//!
//! `instructions --list` names the cases with the bytes one pass goes over; `instructions CASE PASSES` runs one. Without either, as
//! `cargo bench` calls it, it does nothing.

#![expect(clippy::print_stdout, reason = "it is a program that lists")]

mod stages;

use stages::Case;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--list"] => Case::all().iter().for_each(|case| println!("{case}\t{}", case.prepare().2)),
        [name, passes] if !name.starts_with("--") => {
            let case =
                Case::all().into_iter().find(|case| case.to_string() == *name).expect("a case that --list names");
            let (pass, _, _) = case.prepare();
            (0..passes.parse().expect("how many passes")).for_each(|_: u32| pass());
        }
        _ => {}
    }
}
