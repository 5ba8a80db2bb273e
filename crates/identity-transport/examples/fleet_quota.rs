//! Eight processes share one quota through Redis.
//!
//! Run with `cargo run -p identity-transport --features redis --example fleet_quota`. It needs
//! `redis-server` on the path, starts one of its own and then itself eight times, and takes ten seconds.
//! `tests/support/fleet.rs` is what each process does.

#![expect(clippy::print_stdout, reason = "an example shows its outcome")]

#[path = "../tests/support/fleet.rs"]
mod fleet;
#[path = "../tests/support/redis_server.rs"]
mod redis_server;

use std::process::Command;

use identity_transport::BoxError;

fn main() -> Result<(), BoxError> {
    if let Some(url) = std::env::args().nth(1) {
        return fleet::member(&url);
    }
    let this = std::env::current_exe()?;
    let server = redis_server::RedisServer::start();
    let usage = fleet::run(&server, || {
        let mut command = Command::new(&this);
        command.arg(server.url());
        command
    });
    println!(
        "eight processes used {:.1} % of their quota",
        usage.share * 100.0
    );
    assert!(usage.over_in_a_second <= fleet::SLACK && usage.over_in_ten <= fleet::SLACK);
    Ok(())
}
