//! `xtask sdk`: the official SDKs, unmodified, and curl, against the real `identity` binary.
//!
//! What the suites need is installed below the target folder from the lock files beside them, so
//! that the source tree stays as it is.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Result, server::Server, shell::Run, workspace::Workspace};

/// How a suite learns where the server is.
const URL: &str = "IDENTITY_SANDBOX_URL";
/// How a suite learns where the deliveries are that its verifier and ours must agree on.
const WEBHOOK_CASES: &str = "IDENTITY_WEBHOOK_CASES";

/// One client of the sandbox.
#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    /// Installs the client and returns the command that runs its tests.
    prepare: fn(&Workspace) -> Result<Run>,
}

/// Every suite; each one gets a server of its own.
pub(crate) const SUITES: &[Suite] = &[
    Suite {
        name: "node",
        prepare: node,
    },
    Suite {
        name: "python",
        prepare: python,
    },
    Suite {
        name: "curl",
        prepare: curl,
    },
];

/// Runs the suites that are named, or all.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    if let Some(unknown) = args
        .iter()
        .find(|name| SUITES.iter().all(|suite| suite.name != **name))
    {
        return Err(format!("there is no suite `{unknown}`"));
    }
    let binary = build(workspace)?;
    for suite in SUITES {
        if args.is_empty() || args.iter().any(|name| name == suite.name) {
            suite.run(workspace, &binary)?;
        }
    }
    Ok(())
}

/// Builds the `identity` binary and says where it is.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    Run::cargo("build --locked --package identity-cli --bin identity").run()?;
    Ok(workspace
        .target
        .join("debug")
        .join(format!("identity{}", std::env::consts::EXE_SUFFIX)))
}

impl Suite {
    /// Installs the client, starts a server, runs the tests, ends the server.
    pub(crate) fn run(&self, workspace: &Workspace, binary: &Path) -> Result<()> {
        let tests = (self.prepare)(workspace)?;
        let server = Server::start(binary)?;
        let outcome = tests.env(URL, server.url()).run();
        let stopped = server.stop();
        outcome.and(stopped)
    }
}

/// Installs the official Node SDK; its folder, with the suite's files in it.
pub(crate) fn node_packages(workspace: &Workspace) -> Result<PathBuf> {
    // The tests are copied next to the packages: that is where Node looks for what they import.
    let dir = fresh_copy(
        &workspace.root.join("tests/sdk/node"),
        &workspace.target.join("sdk/node"),
    )?;
    Run::new("npm")
        .words("ci --ignore-scripts --no-audit --no-fund")
        .dir(&dir)
        .run()?;
    Ok(dir)
}

fn node(workspace: &Workspace) -> Result<Run> {
    let dir = node_packages(workspace)?;
    // Named one by one: `node --test` finds files by rules that changed between its versions.
    let mut tests: Vec<PathBuf> = files(&dir)?;
    tests.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    if tests.is_empty() {
        return Err("tests/sdk/node has no *.test.mjs".into());
    }
    Ok(tests
        .iter()
        .fold(Run::new("node").arg("--test"), Run::arg)
        .env(WEBHOOK_CASES, webhook_cases(workspace)?)
        .dir(&dir))
}

/// Installs the official Python SDK; the interpreter that finds it.
pub(crate) fn python_packages(workspace: &Workspace) -> Result<PathBuf> {
    let suite = workspace.root.join("tests/sdk/python");
    let venv = workspace.target.join("sdk/python");
    let python = venv.join("bin/python");
    if !python.is_file() {
        Run::new("python3").words("-m venv").arg(&venv).run()?;
    }
    Run::new(&python)
        .words("-m pip install --quiet --disable-pip-version-check --require-hashes")
        .words("--only-binary :all: --requirement")
        .arg(suite.join("requirements.txt"))
        .run()?;
    Ok(python)
}

fn python(workspace: &Workspace) -> Result<Run> {
    let suite = workspace.root.join("tests/sdk/python");
    let python = python_packages(workspace)?;
    let tests = Run::new(&python)
        .words("-m unittest discover --start-directory")
        .arg(&suite);
    // No compiled files in the source tree.
    Ok(tests
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env(WEBHOOK_CASES, webhook_cases(workspace)?))
}

/// Writes the deliveries with our verdicts and gives the file.
fn webhook_cases(workspace: &Workspace) -> Result<PathBuf> {
    let file = workspace.target.join("sdk/webhook_cases.json");
    Run::cargo("run --quiet --locked --package identity-tests --bin webhook_cases --")
        .arg(&file)
        .run()?;
    Ok(file)
}

fn curl(workspace: &Workspace) -> Result<Run> {
    Ok(Run::new("sh").arg(workspace.root.join("tests/sdk/curl/seed.sh")))
}

/// Copies the plain files of one folder into another, which loses the ones it had.
fn fresh_copy(from: &Path, to: &Path) -> Result<PathBuf> {
    let failed = |cause| format!("{} cannot be copied: {cause}", from.display());
    fs::create_dir_all(to).map_err(failed)?;
    for old in files(to)? {
        fs::remove_file(old).map_err(failed)?;
    }
    for file in files(from)? {
        let name = file.file_name().unwrap_or_default();
        fs::copy(&file, to.join(name)).map_err(failed)?;
    }
    Ok(to.to_owned())
}

fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let failed = |cause| format!("{} cannot be listed: {cause}", dir.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
