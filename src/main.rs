//! The program `lurescan`; everything it does stands in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    lurescan::cli::run()
}
