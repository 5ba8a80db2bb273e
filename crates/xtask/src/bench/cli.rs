//! `xtask bench --cli`: what one command costs, beside the official command and curl, as a table in the README.
//!
//! Wall clock, on purpose and on demand: these numbers move with the machine, so nothing fails by them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::table;
use crate::{Result, sdk, server::Server, shell::Run, tools, workspace::Workspace};

/// The official command wants a key of at least this length.
const KEY: &str = "sk_test_identitycommandline00000";

/// Keeps the official command from calling home.
const QUIET: &[(&str, &str)] = &[
    ("STRIPE_CLI_TELEMETRY_OPTOUT", "1"),
    ("DO_NOT_TRACK", "1"),
    ("STRIPE_NO_AUTO_UPDATE", "1"),
    ("STRIPE_CLI_NO_PLUGIN_AUTO_INSTALL", "1"),
];

/// How often each command is run; the median counts.
const RUNS: &str = "21";

/// Runs a command so often, and prints the median of its milliseconds and the memory of one more run in KiB.
/// A process starts with the size of the one that it was forked from, so a small program has to ask for the size.
const MEASURE: &str = "
import subprocess, sys, time
runs, command = int(sys.argv[1]), sys.argv[2:]
times = []
for _ in range(runs):
    begun = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    times.append(time.perf_counter() - begun)
    if done.returncode:
        sys.exit(done.stderr.decode(errors='replace') or f'exit code {done.returncode}')
sized = subprocess.run(['time', '-q', '-f', '%M', *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
most = sized.stderr.decode().splitlines()[-1]
print(f'{sorted(times)[runs // 2] * 1000:.1f} {most}')
";

/// One program, and the command lines that do the same thing.
struct Peer {
    name: &'static str,
    program: PathBuf,
    version: &'static str,
    retrieve: Vec<String>,
    create: Vec<String>,
    sandbox: Option<&'static str>,
}

/// Measures, prints and writes the table.
pub(super) fn run(workspace: &Workspace) -> Result<()> {
    tools::install_for_commands()?;
    Run::cargo("build --release --locked --package identity-cli --bin identity")
        .dir(&workspace.root)
        .run()?;
    let name = format!("release/identity{}", std::env::consts::EXE_SUFFIX);
    let binary = workspace.target.join(name);
    let official = official(workspace)?;
    let server = Server::start(&binary)?;
    let session = create(&binary, server.url())?;
    let mut text = String::from(
        "| command | binary MB | version ms | get ms | create ms | `--sandbox session create` ms | resident MiB (get) |\n\
         |---|---:|---:|---:|---:|---:|---:|\n",
    );
    for peer in peers(&binary, &official, server.url(), &session) {
        text.push_str(&peer.row()?);
    }
    server.stop()?;
    println!("\n{text}");
    table::write_cli(workspace, &text)
}

/// The official command's own binary, below its npm package.
fn official(workspace: &Workspace) -> Result<PathBuf> {
    let packages = sdk::npm(workspace, "stripe-cli")?.join("node_modules/@stripe");
    let found = Run::new("find")
        .arg(&packages)
        .words("-type f -name stripe -size +5M")
        .read()?;
    let first = found.lines().next();
    first.map(PathBuf::from).ok_or_else(|| {
        format!(
            "no binary of the official command below {}",
            packages.display()
        )
    })
}

/// A session to be retrieved.
fn create(binary: &Path, url: &str) -> Result<String> {
    let id = Run::new(binary)
        .words("session create --type document -o id --base-url")
        .arg(url)
        .env("STRIPE_API_KEY", KEY)
        .read()?;
    Ok(id.trim().to_owned())
}

fn peers(binary: &Path, official: &Path, url: &str, session: &str) -> Vec<Peer> {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let path = format!("{url}/v1/identity/verification_sessions");
    vec![
        Peer {
            name: "identity",
            program: binary.to_owned(),
            version: "--version",
            retrieve: words(&format!("session get {session} --base-url {url}")),
            create: words(&format!("session create --type document --base-url {url}")),
            sandbox: Some("--sandbox session create --type document"),
        },
        Peer {
            name: "stripe (official)",
            program: official.to_owned(),
            version: "version",
            retrieve: words(&format!(
                "identity verification_sessions retrieve {session} --api-base {url}"
            )),
            create: words(&format!(
                "identity verification_sessions create --type=document --api-base {url}"
            )),
            sandbox: None,
        },
        Peer {
            name: "curl",
            program: "curl".into(),
            version: "--version",
            retrieve: words(&format!("-sf -u {KEY}: {path}/{session}")),
            create: words(&format!("-sf -u {KEY}: -d type=document {path}")),
            sandbox: None,
        },
    ]
}

impl Peer {
    fn row(&self) -> Result<String> {
        let size = fs::metadata(&self.program).map(|file| file.len() as f64 / 1e6);
        let size = size.map_or_else(|_| String::new(), |size| format!("{size:.1}"));
        let (version, _) = self.measure(&[self.version.to_owned()])?;
        let (retrieve, resident) = self.measure(&self.retrieve)?;
        let (create, _) = self.measure(&self.create)?;
        let sandbox = match self.sandbox {
            Some(line) => {
                let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
                self.measure(&words)?.0
            }
            None => String::new(),
        };
        let mebibytes = resident / 1024.0;
        Ok(format!(
            "| {} | {size} | {version} | {retrieve} | {create} | {sandbox} | {mebibytes:.1} |\n",
            self.name
        ))
    }

    /// The median time, as text, and the memory in KiB.
    fn measure(&self, words: &[String]) -> Result<(String, f64)> {
        let mut run = Run::new("python3")
            .arg("-c")
            .arg(MEASURE)
            .arg(RUNS)
            .arg(&self.program);
        if self.sandbox.is_none() || !words.iter().any(|word| word == "--sandbox") {
            run = run.env("STRIPE_API_KEY", KEY);
        }
        for (name, value) in QUIET {
            run = run.env(name, value);
        }
        let printed = words.iter().fold(run, Run::arg).read()?;
        let bad = || format!("`{printed}` is not a time and a size");
        let (time, size) = printed.trim().split_once(' ').ok_or_else(bad)?;
        Ok((time.to_owned(), size.parse().map_err(|_| bad())?))
    }
}
