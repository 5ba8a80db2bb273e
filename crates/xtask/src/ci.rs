//! `xtask ci`: everything that must hold before a change lands, cheapest first.

use crate::{
    Result, bench, deps, features, fuzz, nostd, package, readme, report::Report, shell::Run, size,
    tidy, tools, workspace::Workspace,
};

/// Stops at the first step that fails, unless `--keep-going` is given.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let mut report = match args {
        [] => Report::stop_at_first_failure(),
        [word] if word == "--keep-going" => Report::keep_going(),
        _ => return Err("`ci` takes nothing but --keep-going".into()),
    };
    report.step("format", || format(workspace));
    report.step("tidy", || tidy::run(workspace, &[]));
    report.step("dependencies", || deps::run(workspace, &[]));
    report.step("no std", || nostd::run(workspace, &[]));
    report.step("clippy", clippy);
    report.step("docs", docs);
    report.step("features", || features::run(workspace, &[]));
    report.step("package", || package::run(workspace, &[]));
    report.step("tools", tools::install);
    report.step("fuzz", || fuzz::run(workspace, &["--smoke".to_owned()]));
    report.step("benches", || bench::run(workspace, &["--check".to_owned()]));
    // The tests run in here: the README's test command is one of those it is checked by.
    report.step("README", || readme::run(workspace, &[]));
    // README has built it already.
    report.step("size", || size::run(workspace, &[]));
    report.finish()
}

/// `xtask lint`: the three that the compiler answers.
pub(crate) fn lint(workspace: &Workspace, _: &[String]) -> Result<()> {
    format(workspace)?;
    clippy()?;
    docs()
}

fn format(workspace: &Workspace) -> Result<()> {
    Run::cargo("fmt --all --check").run()?;
    for nested in ["fuzz/Cargo.toml", "benches/peers/Cargo.toml"] {
        if workspace.root.join(nested).is_file() {
            Run::cargo("fmt --check --manifest-path")
                .arg(nested)
                .dir(&workspace.root)
                .run()?;
        }
    }
    Ok(())
}

fn clippy() -> Result<()> {
    Run::cargo("clippy --workspace --all-targets --locked -- -D warnings").run()
}

fn docs() -> Result<()> {
    Run::cargo("doc --workspace --no-deps --locked --all-features")
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()
}
