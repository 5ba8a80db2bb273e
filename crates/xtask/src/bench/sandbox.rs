//! `xtask bench --sandbox`: how fast and how small the sandbox's server is, as a table in the README.
//!
//! Wall clock, on purpose and on demand: these numbers move with the machine, so nothing fails by them.
//! wrk and the server share the machine's cores.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::table::{self, grouped};
use crate::{Result, server::Server, shell::Run, tools, workspace::Workspace};

mod load;

use self::load::{Kind, Load, Measured};

/// How often the server is started for the time of a start.
const STARTS: usize = 21;
/// Sessions in the small and in the large sandbox.
const FEW: u64 = 1_000;
const MANY: u64 = 1_000_000;

/// Everything that is measured of one way to keep state.
#[derive(Debug)]
struct Numbers {
    ready_ms: f64,
    idle_kib: u64,
    /// Of that, what is not pages of the program's file.
    idle_own_kib: u64,
    get: Measured,
    list: Measured,
    post: Measured,
    /// How many sessions the large sandbox has.
    many: u64,
    get_of_many: Measured,
    list_of_many: Measured,
    bytes_a_session: u64,
}

/// Measures, prints and writes the table.
pub(super) fn run(workspace: &Workspace) -> Result<()> {
    tools::install_for_load()?;
    Run::cargo("build --release --locked --package identity-cli --bin identity")
        .dir(&workspace.root)
        .run()?;
    let name = format!("release/identity{}", std::env::consts::EXE_SUFFIX);
    let binary = workspace.target.join(name);
    let scratch = workspace.target.join("bench-sandbox");
    // Left over from a run that was cut short, or not there.
    fs::remove_dir_all(&scratch).unwrap_or_default();
    fs::create_dir_all(&scratch).map_err(|cause| format!("{}: {cause}", scratch.display()))?;

    let bench = Bench { binary, scratch };
    let memory = bench.measure(false)?;
    let file = bench.measure(true)?;
    let text = shown(&memory, &file);
    println!("\n{text}");
    fs::remove_dir_all(&bench.scratch).unwrap_or_default();
    table::write_sandbox(workspace, &text)
}

/// The program, and where its files may lie.
#[derive(Debug)]
struct Bench {
    binary: PathBuf,
    scratch: PathBuf,
}

impl Bench {
    fn measure(&self, kept: bool) -> Result<Numbers> {
        let mut starts = Vec::new();
        for round in 0..STARTS {
            let server = self.start(kept, &format!("start-{round}"))?;
            load::get_once(server.url(), "/v1/identity/verification_sessions")?;
            starts.push(server.ready_after().as_secs_f64() * 1e3);
            server.stop()?;
        }
        starts.sort_by(f64::total_cmp);

        let server = self.start(kept, "load")?;
        let idle_kib = resident_kib(server.pid())?;
        let idle_own_kib = memory_kib(server.pid(), "RssAnon:")?;
        let load = Load::new(&self.scratch, server.url());
        let mut sessions = load.fill(FEW)?;
        let get = load.run(Kind::Get)?;
        let list = load.run(Kind::List)?;
        let post = load.run(Kind::Post)?;
        sessions += post.requests;
        let before = (sessions, resident_kib(server.pid())?);
        sessions += load.fill(MANY.saturating_sub(sessions))?;
        let grown = resident_kib(server.pid())?.saturating_sub(before.1) * 1024;
        let numbers = Numbers {
            ready_ms: starts[STARTS / 2],
            idle_kib,
            idle_own_kib,
            get,
            list,
            post,
            many: sessions,
            get_of_many: load.run(Kind::Get)?,
            list_of_many: load.run(Kind::List)?,
            bytes_a_session: grown / (sessions - before.0).max(1),
        };
        server.stop()?;
        Ok(numbers)
    }

    fn start(&self, kept: bool, name: &str) -> Result<Server> {
        let file = self.scratch.join(name);
        let data: &[&Path] = &[Path::new("--data"), &file];
        Server::start_with(&self.binary, if kept { data } else { &[] })
    }
}

/// What a process holds in memory.
fn resident_kib(pid: u32) -> Result<u64> {
    memory_kib(pid, "VmRSS:")
}

/// A line of what the system says of a process's memory.
fn memory_kib(pid: u32, name: &str) -> Result<u64> {
    let path = format!("/proc/{pid}/status");
    let status = fs::read_to_string(&path).map_err(|cause| format!("{path}: {cause}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .ok_or_else(|| format!("{path} has no {name}"))
}

/// What, how it is shown, and its budget.
type Row = (&'static str, fn(&Numbers) -> String, &'static str);

/// The table, a row each: what, in memory, with a file, budget.
fn shown(memory: &Numbers, file: &Numbers) -> String {
    let mut text = String::from("| | in memory | `--data` | budget |\n|---|---:|---:|---:|\n");
    let rows: [Row; 10] = [
        (
            "ready, median of 21 starts",
            |n| format!("{:.1} ms", n.ready_ms),
            "15 ms",
        ),
        ("idle, resident", |n| mib(n.idle_kib), "8 MiB"),
        (
            "of that, not the program's own pages",
            |n| mib(n.idle_own_kib),
            "",
        ),
        (
            "GET a session, 1,000 of them",
            |n| n.get.to_string(),
            "20,000/s",
        ),
        ("GET a page of ten", |n| n.list.to_string(), ""),
        ("POST a session", |n| n.post.to_string(), "15,000/s"),
        (
            "sessions in the large sandbox",
            |n| grouped(n.many),
            "1,000,000",
        ),
        (
            "GET a session, of so many",
            |n| n.get_of_many.to_string(),
            "",
        ),
        (
            "GET a page of ten, of so many",
            |n| n.list_of_many.to_string(),
            "",
        ),
        (
            "resident a session",
            |n| format!("{} B", grouped(n.bytes_a_session)),
            "1,024 B",
        ),
    ];
    for (what, show, budget) in rows {
        text.push_str(&format!(
            "| {what} | {} | {} | {budget} |\n",
            show(memory),
            show(file)
        ));
    }
    let times = |n: &Numbers| format!("{:.2}", n.get_of_many.p50_us / n.get.p50_us);
    text.push_str(&format!(
        "| p50 of a GET, large against small | {} | {} | 1.5 |\n",
        times(memory),
        times(file)
    ));
    text
}

fn mib(kib: u64) -> String {
    format!("{:.1} MiB", kib as f64 / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_its_row_and_its_budget() {
        let measured = |requests| Measured {
            requests,
            a_second: 20_000.4,
            p50_us: 612.0,
        };
        let numbers = || Numbers {
            ready_ms: 9.26,
            idle_kib: 7_000,
            idle_own_kib: 950,
            get: measured(1),
            list: measured(1),
            post: measured(1),
            many: MANY,
            get_of_many: measured(1),
            list_of_many: measured(1),
            bytes_a_session: 1_023,
        };
        let text = shown(&numbers(), &numbers());
        assert_eq!(text.lines().count(), 13);
        for row in [
            "| ready, median of 21 starts | 9.3 ms | 9.3 ms | 15 ms |",
            "| GET a session, 1,000 of them | 20,000/s, p50 0.61 ms | 20,000/s, p50 0.61 ms | 20,000/s |",
            "| resident a session | 1,023 B | 1,023 B | 1,024 B |",
            "| p50 of a GET, large against small | 1.00 | 1.00 | 1.5 |",
        ] {
            assert!(text.contains(row), "{row}\n{text}");
        }
    }
}
