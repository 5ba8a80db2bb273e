//! The programs that the tests need, and how a Debian machine gets them.

use crate::{Result, shell::Run};

/// One program from the distribution.
#[derive(Debug)]
pub(crate) struct Tool {
    name: &'static str,
    /// Exits with 0 when the tool is there and new enough.
    probe: &'static [&'static str],
    packages: &'static [&'static str],
    purpose: &'static str,
}

/// To add a tool, add a row: `cargo xtask test` finds it missing, and installs it, by itself.
const TOOLS: &[Tool] = &[
    Tool {
        name: "node 18 or later",
        probe: &[
            "node",
            "-e",
            "process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)",
        ],
        packages: &["nodejs"],
        purpose: "the official Node SDK",
    },
    Tool {
        name: "npm",
        probe: &["npm", "--version"],
        packages: &["npm"],
        purpose: "the official Node SDK",
    },
    Tool {
        name: "python 3.9 or later with venv",
        probe: &[
            "python3",
            "-c",
            "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))",
        ],
        packages: &["python3", "python3-venv"],
        purpose: "the official Python SDK",
    },
    Tool {
        name: "curl",
        probe: &["curl", "--version"],
        packages: &["curl", "ca-certificates"],
        purpose: "requests as documented",
    },
    Tool {
        name: "mandoc",
        probe: &["sh", "-c", "command -v mandoc"],
        packages: &["mandoc"],
        purpose: "the manual pages, read and linted",
    },
    Tool {
        name: "a C++ compiler",
        probe: &["c++", "--version"],
        packages: &["g++"],
        purpose: "libFuzzer",
    },
    Tool {
        name: "valgrind",
        probe: &["valgrind", "--version"],
        packages: &["valgrind"],
        purpose: "the instruction counts of the benches",
    },
    Tool {
        name: "redis-server",
        probe: &["redis-server", "--version"],
        packages: &["redis-server"],
        purpose: "the rate limit that a fleet shares",
    },
    Tool {
        name: "chromium",
        probe: &["chromium", "--version"],
        packages: &["chromium"],
        purpose: "the sandbox's verification page",
    },
    Tool {
        name: "chromedriver",
        probe: &["chromedriver", "--version"],
        packages: &["chromium-driver"],
        purpose: "the sandbox's verification page",
    },
];

/// What only `cargo xtask bench --sandbox` needs.
const LOAD_TOOLS: &[Tool] = &[Tool {
    name: "wrk",
    // It prints its version and exits with 1.
    probe: &["sh", "-c", "command -v wrk"],
    packages: &["wrk"],
    purpose: "requests a second",
}];

/// What only `cargo xtask bench --cli` needs.
const COMMAND_TOOLS: &[Tool] = &[Tool {
    name: "time",
    probe: &["time", "--version"],
    packages: &["time"],
    purpose: "the memory of one run",
}];

impl Tool {
    fn present(&self) -> bool {
        let (program, arguments) = self
            .probe
            .split_first()
            .expect("every probe names a program");
        arguments
            .iter()
            .fold(Run::new(program), Run::arg)
            .succeeds()
    }
}

/// Installs what the tests need and is missing, or says what to type.
pub(crate) fn install() -> Result<()> {
    install_from(TOOLS)
}

/// The same for the sandbox's load measurements.
pub(crate) fn install_for_load() -> Result<()> {
    install_from(LOAD_TOOLS)
}

/// The same for the measurements of the command.
pub(crate) fn install_for_commands() -> Result<()> {
    install_from(COMMAND_TOOLS)
}

fn install_from(tools: &'static [Tool]) -> Result<()> {
    let missing: Vec<&Tool> = tools.iter().filter(|tool| !tool.present()).collect();
    if missing.is_empty() {
        let names: Vec<&str> = tools.iter().map(|tool| tool.name).collect();
        println!("nothing to install, present: {}", names.join(", "));
        return Ok(());
    }
    for tool in &missing {
        println!("missing: {}, for {}", tool.name, tool.purpose);
    }
    let packages = packages(&missing);
    let Some(sudo) = privilege() else {
        return Err(format!(
            "install the missing tools first: sudo apt-get install --yes {packages}"
        ));
    };
    println!("installing from the distribution: {packages}");
    apt(sudo, "update --quiet")?;
    apt(
        sudo,
        &format!("install --yes --quiet --no-install-recommends {packages}"),
    )?;
    match missing.iter().find(|tool| !tool.present()) {
        None => Ok(()),
        Some(tool) => Err(format!(
            "{} is needed for {}, and the distribution's package is older or broken",
            tool.name, tool.purpose
        )),
    }
}

/// How to become root, if at all: nothing, or sudo that asks for no password.
fn privilege() -> Option<&'static [&'static str]> {
    if !Run::new("apt-get").arg("--version").succeeds() {
        return None;
    }
    let root = Run::new("sh")
        .arg("-c")
        .arg("test \"$(id -u)\" = 0")
        .succeeds();
    if root {
        return Some(&[]);
    }
    Run::new("sudo")
        .words("-n true")
        .succeeds()
        .then_some(&["sudo", "-n"])
}

fn apt(sudo: &[&str], words: &str) -> Result<()> {
    // `env` rather than a variable of this process: sudo drops those.
    let line = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    let mut all = sudo.iter().chain(&line);
    let first = all.next().expect("the line is not empty");
    all.fold(Run::new(first), Run::arg).words(words).run()
}

fn packages(tools: &[&Tool]) -> String {
    let mut names: Vec<&str> = tools
        .iter()
        .flat_map(|tool| tool.packages)
        .copied()
        .collect();
    names.sort_unstable();
    names.dedup();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_can_be_probed_and_installed() {
        for tool in TOOLS.iter().chain(LOAD_TOOLS) {
            assert!(
                !tool.probe.is_empty() && !tool.packages.is_empty(),
                "{}",
                tool.name
            );
        }
        let all: Vec<&Tool> = TOOLS.iter().collect();
        assert_eq!(
            packages(&all),
            "ca-certificates chromium chromium-driver curl g++ mandoc nodejs npm python3 python3-venv redis-server valgrind"
        );
    }

    #[test]
    fn a_program_that_does_not_exist_is_missing() {
        let tool = Tool {
            name: "x",
            probe: &["no-such-program-here"],
            packages: &["x"],
            purpose: "",
        };
        assert!(!tool.present());
    }
}
