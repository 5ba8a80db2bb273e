//! The clients of others, and this project's, against one server. `cargo xtask bench --peers` runs it.
//!
//! - `peers serve FOLDER` answers every request with one session, on two ports of the loopback address,
//!   plain and TLS, until it is ended. It prints the plain URL and writes the other one, and the certificate
//!   of its authority, into FOLDER.
//! - `peers load CLIENT URL FOLDER TASKS MILLISECONDS` lets so many tasks create sessions one after another,
//!   and prints how many there were in a second.
//!
//! Each is one thread, so that on two cores neither takes the other's.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its output is what it is for"
)]

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

mod clients;
mod load;
mod server;
mod tls;

/// What goes wrong here is for a person to read.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Whom to ask, and whether to trust it.
pub struct Target {
    /// Scheme, host and port.
    pub url: String,
    /// The certificate of the server's authority, in PEM.
    pub authority: String,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("peers: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<(), BoxError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    match *words {
        ["serve", folder] => runtime.block_on(server::run(Path::new(folder))),
        ["load", client, url, folder, tasks, milliseconds] => {
            let target = Target {
                url: url.to_owned(),
                authority: std::fs::read_to_string(Path::new(folder).join(server::AUTHORITY))?,
            };
            let plan = load::Plan {
                tasks: tasks.parse()?,
                time: Duration::from_millis(milliseconds.parse()?),
            };
            let rate = runtime.block_on(clients::load(client, &target, plan))?;
            println!("{rate:.0}");
            Ok(())
        }
        _ => Err("usage: serve FOLDER | load CLIENT URL FOLDER TASKS MILLISECONDS".into()),
    }
}
