//! The `identity` command: arguments, environment and streams of this process, handed to
//! [`identity_cli::run`].

use std::panic;
use std::process::{ExitCode, exit};

use identity_cli::{Io, run};

/// What a Rust program ends with that panicked.
const PANICKED: i32 = 101;

fn main() -> ExitCode {
    end_at_a_panic();
    run(std::env::args_os(), Io::process()).into()
}

/// A panic anywhere is told and ends the process as a panic of the main thread does: with its exit code, and without
/// the abort of a release build, which could leave a key in a core dump.
#[expect(clippy::exit, reason = "the process ends here whatever is under way")]
fn end_at_a_panic() {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        tell(panic);
        exit(PANICKED);
    }));
}
