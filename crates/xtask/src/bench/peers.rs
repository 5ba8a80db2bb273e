//! `xtask bench --peers`: other clients and this project's against one server, in one run; and what a clean
//! build of the two Rust clients of the API costs.
//!
//! Run by hand and not in CI: requests a second move with the load of the machine. Each number is the best
//! of several rounds, which go around all clients, so that a busy moment hits no client alone.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::{Result, sdk, server::Server, shell::Run, workspace::Workspace};

mod build;
mod table;

/// A workspace of its own.
const MANIFEST: &str = "benches/peers/Cargo.toml";
const ROUNDS: usize = 3;
const MILLISECONDS: &str = "1500";

/// Every client, in the order of the table; the first is what the rest is compared with.
const CLIENTS: &[&str] = &[
    "hyper-util",
    "identity-client",
    "reqwest",
    "async-stripe",
    "stripe-node",
    "stripe-python",
];

/// One column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Setting {
    is_tls: bool,
    tasks: usize,
}

const SETTINGS: &[Setting] = &[
    Setting::new(false, 1),
    Setting::new(false, 32),
    Setting::new(true, 1),
    Setting::new(true, 32),
];

impl Setting {
    const fn new(is_tls: bool, tasks: usize) -> Self {
        Self { is_tls, tasks }
    }
}

/// Requests a second by client and setting.
type Rates = BTreeMap<(&'static str, Setting), f64>;

/// Measures all of it and writes the table.
pub(super) fn run(workspace: &Workspace) -> Result<()> {
    let bench = Bench::prepare(workspace)?;
    // A busy machine is no place to measure on: the table says how busy it was.
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    let rates = bench.measure()?;
    let builds = build::measure(workspace)?;
    let text = table::text(&load, &rates, &builds);
    println!("\n{text}");
    super::table::write_peers(workspace, &text)
}

/// The programs, the server, and the folder that they share.
struct Bench {
    program: PathBuf,
    node: PathBuf,
    python: PathBuf,
    script: PathBuf,
    folder: PathBuf,
    server: Server,
    tls_url: String,
}

impl Bench {
    fn prepare(workspace: &Workspace) -> Result<Self> {
        Run::cargo("build --release --manifest-path")
            .arg(MANIFEST)
            .dir(&workspace.root)
            .run()?;
        let peers = workspace.root.join("benches/peers");
        let (node, python) = (
            sdk::node_packages(workspace)?,
            sdk::python_packages(workspace)?,
        );
        // Next to the packages: that is where Node looks for what a script imports.
        let script = node.join("load.mjs");
        fs::copy(peers.join("node/load.mjs"), &script)
            .map_err(|cause| format!("load.mjs cannot be copied: {cause}"))?;
        let folder = workspace.target.join("peers");
        fs::create_dir_all(&folder)
            .map_err(|cause| format!("{} cannot be made: {cause}", folder.display()))?;
        let program = peers.join("target/release/identity-peers");
        let server = Server::of(Run::new(&program).arg("serve").arg(&folder))?;
        let tls_url = fs::read_to_string(folder.join("tls-url"))
            .map_err(|cause| format!("the server wrote no URL: {cause}"))?;
        Ok(Self {
            program,
            node: script,
            python,
            script: peers.join("python/load.py"),
            folder,
            server,
            tls_url,
        })
    }

    fn measure(&self) -> Result<Rates> {
        let mut rates = Rates::new();
        for round in 1..=ROUNDS {
            println!("round {round} of {ROUNDS}");
            for setting in SETTINGS {
                for client in CLIENTS {
                    let rate = self.rate(client, *setting)?;
                    let best = rates.entry((*client, *setting)).or_insert(rate);
                    *best = best.max(rate);
                }
            }
        }
        Ok(rates)
    }

    fn rate(&self, client: &str, setting: Setting) -> Result<f64> {
        let url = match setting.is_tls {
            true => &self.tls_url,
            false => self.server.url(),
        };
        let authority = self.folder.join("authority.pem");
        let tasks = setting.tasks.to_string();
        let run = match client {
            "stripe-node" => Run::new("node").arg(&self.node).arg(url),
            "stripe-python" => Run::new(&self.python)
                .arg(&self.script)
                .arg(url)
                .arg(&authority),
            _ => Run::new(&self.program)
                .arg("load")
                .arg(client)
                .arg(url)
                .arg(&self.folder),
        };
        let run = run.arg(tasks).arg(MILLISECONDS);
        let printed = trusting(run, &authority).read()?;
        let rate = printed.trim().parse();
        rate.map_err(|_| format!("{client} printed `{}`", printed.trim()))
    }
}

/// For the clients that can be told of an authority by the environment only.
fn trusting(run: Run, authority: &Path) -> Run {
    run.env("NODE_EXTRA_CA_CERTS", authority)
        .env("SSL_CERT_FILE", authority)
}
