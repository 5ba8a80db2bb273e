//! `xtask fuzz`: the fuzz targets build as plain programs; `--smoke` also runs each under libFuzzer for
//! a moment, and `TARGET --seconds N` runs one for longer.
//!
//! cargo-fuzz is not needed: libFuzzer is a dependency of the targets, and what instruments them are flags
//! of the stable compiler. No sanitizer is used, as no crate of this workspace has unsafe code.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{Result, shell::Run, workspace::Workspace};

const MANIFEST: &str = "fuzz/Cargo.toml";
const SMOKE_SECONDS: u32 = 10;

/// What libFuzzer needs in a program: counters at edges, their places, and the operands of comparisons.
const RUSTFLAGS: &str = "--cfg fuzzing -Ccodegen-units=1 -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Cllvm-args=-simplifycfg-branch-fold-threshold=0";

/// One input never takes as long or as much as this.
const LIMITS: &str = "-timeout=10 -rss_limit_mb=1024 -max_len=4096";

/// Builds the targets, and runs those that are asked for.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let fuzz = Fuzz::new(workspace);
    match words[..] {
        [] => fuzz.build_plain(),
        ["--smoke"] => fuzz.smoke(),
        [target, "--seconds", seconds] => {
            let seconds = seconds
                .parse()
                .map_err(|_| "--seconds takes a whole number".to_owned())?;
            fuzz.long(target, seconds)
        }
        _ => Err("usage: fuzz [--smoke | TARGET --seconds N]".into()),
    }
}

/// Where the targets are, and where they are built and run.
struct Fuzz<'a> {
    workspace: &'a Workspace,
    /// Everything that is made goes here.
    target: PathBuf,
}

impl<'a> Fuzz<'a> {
    fn new(workspace: &'a Workspace) -> Self {
        Self {
            workspace,
            target: workspace.target.join("fuzz"),
        }
    }

    /// Without `--cfg fuzzing` a target is a program that replays files.
    fn build_plain(&self) -> Result<()> {
        self.cargo("build --locked").run()
    }

    /// Builds every target with instrumentation and gives the folder of the programs.
    fn build(&self) -> Result<PathBuf> {
        let host = host()?;
        // A named target keeps the flags away from build scripts and macros.
        self.cargo(&format!("build --locked --release --bins --target {host}"))
            .env("RUSTFLAGS", RUSTFLAGS)
            .run()?;
        Ok(self.target.join(host).join("release"))
    }

    fn cargo(&self, words: &str) -> Run {
        Run::cargo(words)
            .words("--manifest-path")
            .arg(MANIFEST)
            .words("--target-dir")
            .arg(&self.target)
            .dir(&self.workspace.root)
    }

    /// Runs every target on a fresh copy of its committed corpus, one after the other.
    fn smoke(&self) -> Result<()> {
        let programs = self.build()?;
        let mut table = String::new();
        for target in targets(&self.workspace.read(MANIFEST)?) {
            let corpus = self.target.join("smoke").join(&target);
            if corpus.exists() {
                fs::remove_dir_all(&corpus).map_err(|cause| unusable(&corpus, &cause))?;
            }
            let executed = self.fuzz(&programs, &target, &corpus, SMOKE_SECONDS)?;
            table.push_str(&format!("{target:<18} {executed:>12} executions\n"));
        }
        println!("\n{table}");
        Ok(())
    }

    /// Runs one target on a corpus that grows from run to run.
    fn long(&self, target: &str, seconds: u32) -> Result<()> {
        if !targets(&self.workspace.read(MANIFEST)?).contains(&target.to_owned()) {
            return Err(format!("{MANIFEST} has no target {target}"));
        }
        let programs = self.build()?;
        let corpus = self.target.join("corpus").join(target);
        let executed = self.fuzz(&programs, target, &corpus, seconds)?;
        println!("{target}: {executed} executions");
        Ok(())
    }

    /// Adds the seeds to `corpus`, runs one target on it and gives the number of executions.
    fn fuzz(&self, programs: &Path, target: &str, corpus: &Path, seconds: u32) -> Result<u64> {
        copy_files(
            &self.workspace.root.join("fuzz/corpus").join(target),
            corpus,
        )?;
        let artifacts = self.target.join("artifacts").join(target);
        fs::create_dir_all(&artifacts).map_err(|cause| unusable(&artifacts, &cause))?;
        let dictionary = format!("fuzz/dict/{}.dict", dictionary(target));
        let run = Run::new(programs.join(target))
            .arg(corpus)
            .arg(format!("-dict={dictionary}"))
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .arg(format!("-max_total_time={seconds}"))
            .words(LIMITS)
            .words("-print_final_stats=1 -verbosity=0")
            .dir(&self.workspace.root);
        let (mut command, shown) = run.into_parts();
        println!("$ {shown}");
        let output = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .output()
            .map_err(|cause| format!("`{shown}` did not start: {cause}"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(format!(
                "{target} found a fault ({})\n{}",
                output.status,
                last_lines(&said)
            ));
        }
        executions(&said).ok_or_else(|| format!("{target} does not say how much it ran\n{said}"))
    }
}

/// The triple of this machine.
fn host() -> Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("-vV")
        .output()
        .map_err(|cause| format!("`rustc -vV` did not start: {cause}"))?;
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .ok_or_else(|| "`rustc -vV` names no host".into())
}

/// The dictionary of a target's kind of input.
fn dictionary(target: &str) -> &'static str {
    match target {
        "create_form" | "form_decode" => "form",
        "form_round_trip" | "form_sdk_forms" => "sketch",
        "form_agrees" | "metadata" => "pairs",
        "json_mutation" | "report_json" | "session_json" => "json",
        "sandbox_http" => "http",
        "webhook_verify" => "webhook",
        _ => "text",
    }
}

fn copy_files(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(|cause| unusable(to, &cause))?;
    for entry in fs::read_dir(from).map_err(|cause| unusable(from, &cause))? {
        let entry = entry.map_err(|cause| unusable(from, &cause))?;
        let copy = to.join(entry.file_name());
        fs::copy(entry.path(), &copy).map_err(|cause| unusable(&copy, &cause))?;
    }
    Ok(())
}

fn unusable(path: &Path, cause: &std::io::Error) -> String {
    format!("{}: {cause}", path.display())
}

/// The number of executions in libFuzzer's closing lines.
fn executions(said: &str) -> Option<u64> {
    said.lines()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))?
        .trim()
        .parse()
        .ok()
}

/// The end of what libFuzzer said: the panic, and the path of the file that reproduces it.
fn last_lines(said: &str) -> String {
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| !line.starts_with("\tNEW_FUNC"))
        .collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

/// The names of the `[[bin]]` entries of a manifest.
pub(crate) fn targets(manifest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut in_bin = false;
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            in_bin = line == "[[bin]]";
        } else if let Some(name) = line.strip_prefix("name").filter(|_| in_bin) {
            names.push(name.trim_matches([' ', '=', '"']).to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_the_bin_entries_only() {
        let manifest = "[package]\nname = \"fuzz\"\n[[bin]]\nname = \"a\"\npath = \"x\"\n\n[[bin]]\nname=\"b\"\n[lib]\nname = \"c\"\n";
        assert_eq!(targets(manifest), ["a", "b"]);
    }

    #[test]
    fn counts_executions() {
        let said = "Done 7 runs\nstat::number_of_executed_units: 1207\nstat::peak_rss_mb: 31\n";
        assert_eq!(executions(said), Some(1207));
        assert_eq!(executions("killed"), None);
    }
}
