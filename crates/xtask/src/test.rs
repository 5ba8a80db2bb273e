//! `xtask test`: the README's test command. Installs what the tests need, then runs all of them.

use crate::{
    Result,
    report::Report,
    sdk,
    shell::Run,
    tools,
    workspace::{Example, Member, Workspace},
};

/// Runs every step, whatever fails, and sums up.
pub(crate) fn run(workspace: &Workspace, _: &[String]) -> Result<()> {
    let mut report = Report::keep_going();
    report.step("tools", tools::install);
    report.step("unit and suite tests", unit_and_suite);
    report.step("doc tests", || {
        Run::cargo("test --doc --locked --all-features").run()
    });
    report.step("examples", || examples(workspace));

    let mut binary = None;
    report.step("build identity", || {
        binary = Some(sdk::build(workspace)?);
        Ok(())
    });
    for suite in sdk::SUITES {
        report.step(
            &format!("official clients: {}", suite.name),
            || match &binary {
                Some(binary) => suite.run(workspace, binary),
                None => Err("there is no binary to test".into()),
            },
        );
    }
    report.finish()
}

fn unit_and_suite() -> Result<()> {
    if Run::cargo("nextest --version").succeeds() {
        return Run::cargo("nextest run --locked --all-features").run();
    }
    println!("cargo-nextest is not installed: cargo's own runner does the same, slower");
    Run::cargo("test --locked --all-features --lib --bins --tests").run()
}

/// Runs every example; each must end by itself, with exit code 0.
fn examples(workspace: &Workspace) -> Result<()> {
    for member in &workspace.members {
        for example in &member.examples {
            Run::cargo(&example_words(member, example)).run()?;
        }
    }
    Ok(())
}

fn example_words(member: &Member, example: &Example) -> String {
    let words = format!(
        "run --quiet --locked --package {} --example {}",
        member.name, example.name
    );
    match example.required_features.as_slice() {
        [] => words,
        features => format!("{words} --features {}", features.join(",")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_gets_the_features_it_requires() {
        let member = Member {
            name: "a".into(),
            dir: "a".into(),
            publish: true,
            features: Vec::new(),
            dependencies: Vec::new(),
            examples: Vec::new(),
        };
        let mut example = Example {
            name: "e".into(),
            required_features: Vec::new(),
        };
        assert!(example_words(&member, &example).ends_with("--package a --example e"));
        example.required_features = vec!["x".into(), "y".into()];
        assert!(example_words(&member, &example).ends_with("--features x,y"));
    }
}
