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
    Suite {
        name: "stripe-cli",
        prepare: stripe_cli,
    },
    Suite {
        name: "schemathesis",
        prepare: schemathesis,
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
    npm(workspace, "node")
}

/// Installs the official Python SDK; the interpreter that finds it.
pub(crate) fn python_packages(workspace: &Workspace) -> Result<PathBuf> {
    venv(workspace, "python")
}

fn node(workspace: &Workspace) -> Result<Run> {
    let tests = node_tests(&node_packages(workspace)?)?;
    Ok(tests.env(WEBHOOK_CASES, webhook_cases(workspace)?))
}

fn stripe_cli(workspace: &Workspace) -> Result<Run> {
    node_tests(&npm(workspace, "stripe-cli")?)
}

fn python(workspace: &Workspace) -> Result<Run> {
    let tests = Run::new(python_packages(workspace)?)
        .words("-m unittest discover --start-directory")
        .arg(workspace.root.join("tests/sdk/python"));
    // No compiled files in the source tree.
    Ok(tests
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env(WEBHOOK_CASES, webhook_cases(workspace)?))
}

fn schemathesis(workspace: &Workspace) -> Result<Run> {
    Ok(Run::new("sh")
        .arg(workspace.root.join("tests/sdk/schemathesis/run.sh"))
        .env("PYTHON", venv(workspace, "schemathesis")?)
        .env("PYTHONDONTWRITEBYTECODE", "1"))
}

/// Installs what the `package-lock.json` of a suite locks; its folder, with the suite's files in it.
pub(crate) fn npm(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    // The tests are copied next to the packages: that is where Node looks for what they import.
    let dir = fresh_copy(
        &workspace.root.join("tests/sdk").join(name),
        &workspace.target.join("sdk").join(name),
    )?;
    Run::new("npm")
        .words("ci --ignore-scripts --no-audit --no-fund")
        .dir(&dir)
        .run()?;
    Ok(dir)
}

/// Runs every test file of a folder.
fn node_tests(dir: &Path) -> Result<Run> {
    // Named one by one: `node --test` finds files by rules that changed between its versions.
    let mut tests: Vec<PathBuf> = files(dir)?;
    tests.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    if tests.is_empty() {
        return Err(format!("{} has no *.test.mjs", dir.display()));
    }
    Ok(tests
        .iter()
        .fold(Run::new("node").arg("--test"), Run::arg)
        .dir(dir))
}

/// Installs what the `requirements.txt` of a suite locks; the interpreter that finds it.
fn venv(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let venv = workspace.target.join("sdk").join(name);
    let python = venv.join("bin/python");
    if !python.is_file() {
        Run::new("python3").words("-m venv").arg(&venv).run()?;
    }
    let suite = workspace.root.join("tests/sdk").join(name);
    Run::new(&python)
        .words("-m pip install --quiet --disable-pip-version-check --require-hashes")
        .words("--only-binary :all: --requirement")
        .arg(suite.join("requirements.txt"))
        .run()?;
    Ok(python)
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
