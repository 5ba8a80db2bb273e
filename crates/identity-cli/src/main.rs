//! The `identity` command: arguments, environment and streams of this process, handed to
//! [`identity_cli::run`].

use std::process::ExitCode;

use identity_cli::{Io, run};

fn main() -> ExitCode {
    run(std::env::args_os(), Io::process()).into()
}
