//! Steps with a name and a time, and the summary at the end.

use std::time::{Duration, Instant};

use crate::Result;

/// What a series of steps came to.
#[derive(Debug)]
pub(crate) struct Report {
    keep_going: bool,
    done: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    name: String,
    time: Duration,
    outcome: Outcome,
}

#[derive(Debug)]
enum Outcome {
    Passed,
    Failed(String),
    NotRun,
}

impl Report {
    /// Runs every step, whatever came before it.
    pub(crate) fn keep_going() -> Self {
        Self {
            keep_going: true,
            done: Vec::new(),
        }
    }

    /// Runs no step after the first that failed, and lists those that were not run.
    pub(crate) fn stop_at_first_failure() -> Self {
        Self {
            keep_going: false,
            done: Vec::new(),
        }
    }

    /// Runs one step.
    #[expect(
        clippy::disallowed_methods,
        reason = "real time is what a report of times shows"
    )]
    pub(crate) fn step(&mut self, name: &str, run: impl FnOnce() -> Result<()>) {
        if !self.keep_going && self.failed() > 0 {
            return self.push(name, Duration::ZERO, Outcome::NotRun);
        }
        println!("\n==> {name}");
        let start = Instant::now();
        let outcome = match run() {
            Ok(()) => Outcome::Passed,
            Err(reason) => {
                println!("FAILED {name}: {reason}");
                Outcome::Failed(reason)
            }
        };
        self.push(name, start.elapsed(), outcome);
    }

    /// Prints the table of steps and the closing line.
    pub(crate) fn finish(self) -> Result<()> {
        println!();
        for step in &self.done {
            let (word, reason) = match &step.outcome {
                Outcome::Passed => ("ok", ""),
                Outcome::Failed(reason) => {
                    ("FAILED", reason.trim().lines().next().unwrap_or_default())
                }
                Outcome::NotRun => ("not run", ""),
            };
            println!(
                "{:>7.1} s  {word:<8} {}  {reason}",
                step.time.as_secs_f64(),
                step.name
            );
        }
        let total: Duration = self.done.iter().map(|step| step.time).sum();
        println!("{:>7.1} s  in all\n", total.as_secs_f64());
        println!("{}", self.summary());
        match self.failed() {
            0 => Ok(()),
            failed => Err(format!("{failed} of {} steps failed", self.done.len())),
        }
    }

    fn push(&mut self, name: &str, time: Duration, outcome: Outcome) {
        self.done.push(Step {
            name: name.to_owned(),
            time,
            outcome,
        });
    }

    fn failed(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Failed(_)))
    }

    fn summary(&self) -> String {
        let passed = self.count(|outcome| matches!(outcome, Outcome::Passed));
        let line = format!("{passed} passed, {} failed", self.failed());
        match self.count(|outcome| matches!(outcome, Outcome::NotRun)) {
            0 => line,
            skipped => format!("{line}, {skipped} skipped"),
        }
    }

    fn count(&self, wanted: impl Fn(&Outcome) -> bool) -> usize {
        self.done
            .iter()
            .filter(|step| wanted(&step.outcome))
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three_steps(mut report: Report) -> Report {
        report.step("a", || Ok(()));
        report.step("b", || Err("no".into()));
        report.step("c", || Ok(()));
        report
    }

    #[test]
    fn keeps_going_when_told() {
        assert_eq!(
            three_steps(Report::keep_going()).summary(),
            "2 passed, 1 failed"
        );
    }

    #[test]
    fn counts_what_was_not_run_after_a_failure() {
        let report = three_steps(Report::stop_at_first_failure());
        assert_eq!(report.summary(), "1 passed, 1 failed, 1 skipped");
        assert!(report.finish().is_err());
    }
}
