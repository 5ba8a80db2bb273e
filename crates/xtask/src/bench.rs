//! `xtask bench`: instruction counts and allocations of the benches, under valgrind.
//!
//! `--check` holds them to their ceilings and budgets and changes nothing; without it the table is also
//! written into `benches/README.md`. Counts do not move with the load of the machine, so one run decides.
//! `--peers` compares whole clients instead, `--sandbox` puts load on the sandbox's server.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, Stdio},
};

use crate::{Result, shell::Run, workspace::Workspace};

mod cli;
mod peers;
mod sandbox;
mod table;

const PACKAGE: &str = "identity-benches";
/// A case is run this often, and twice as often: the difference is that many rounds and nothing else.
const ROUNDS: u64 = 20;

/// What one round of a case takes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cost {
    instructions: u64,
    /// In tenths: a hash map that grows at random moments makes the mean a fraction.
    tenths_of_allocations: u64,
}

/// Measures every case, and fails when one is over its ceiling or its budget.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let check = match args {
        [] => false,
        [word] if word == "--check" => true,
        [word] if word == "--peers" => return peers::run(workspace),
        [word] if word == "--sandbox" => return sandbox::run(workspace),
        [word] if word == "--cli" => return cli::run(workspace),
        _ => return Err("usage: bench [--check | --peers | --sandbox | --cli]".into()),
    };
    if !Run::new("valgrind").words("--version").succeeds() {
        return Err("valgrind is not there: apt-get install valgrind".into());
    }
    Run::cargo("build --profile bench --locked --package")
        .words(PACKAGE)
        .dir(&workspace.root)
        .run()?;
    // The `bench` profile shares its folder with `release`.
    let program = workspace.target.join("release/instr");
    let list = Run::new(&program).words("--list").read()?;
    let list = List::parse(&list)?;

    let mut costs = Costs::new();
    for (row, library) in &list.cases {
        let cost = measure(&program, row, library)?;
        println!("{row:<24} {library:<18} {}", table::shown(cost));
        costs.insert((row.clone(), library.clone()), cost);
    }
    if !check {
        table::write(workspace, &list, &costs)?;
    }
    let faults = list.faults(&costs);
    if faults.is_empty() {
        return Ok(());
    }
    Err(faults.join("\n"))
}

/// Costs by row and library.
type Costs = BTreeMap<(String, String), Cost>;

/// What the program says there is.
#[derive(Debug, Default, PartialEq)]
struct List {
    cases: Vec<(String, String)>,
    /// Row, instructions, allocations: of our case in that row.
    ceilings: Vec<(String, u64, u64)>,
    budgets: Vec<Budget>,
}

/// Our row takes so many times less than a library does for a row.
#[derive(Debug, PartialEq)]
struct Budget {
    row: String,
    /// What fails when it is not reached.
    held: f64,
    promised: f64,
    peer: (String, String),
}

impl List {
    fn parse(text: &str) -> Result<Self> {
        let mut list = Self::default();
        for line in text.lines() {
            let bad = || format!("`instr --list` says `{line}`");
            match line.split('\t').collect::<Vec<_>>()[..] {
                ["case", row, library] => list.cases.push((row.into(), library.into())),
                ["ceiling", row, instructions, allocations] => list.ceilings.push((
                    row.into(),
                    instructions.parse().map_err(|_| bad())?,
                    allocations.parse().map_err(|_| bad())?,
                )),
                ["budget", row, held, promised, peer_row, peer] => list.budgets.push(Budget {
                    row: row.into(),
                    held: held.parse().map_err(|_| bad())?,
                    promised: promised.parse().map_err(|_| bad())?,
                    peer: (peer_row.into(), peer.into()),
                }),
                _ => return Err(bad()),
            }
        }
        Ok(list)
    }

    /// Our library in a row: the first that is listed for it.
    fn ours(&self, row: &str) -> Option<&(String, String)> {
        self.cases.iter().find(|(known, _)| known == row)
    }

    /// The libraries, in the order of their first case: the columns of the table.
    fn libraries(&self) -> Vec<&str> {
        let mut libraries: Vec<&str> = Vec::new();
        for (_, library) in &self.cases {
            if !libraries.contains(&library.as_str()) {
                libraries.push(library);
            }
        }
        libraries
    }

    /// One line for each ceiling and budget that does not hold.
    fn faults(&self, costs: &Costs) -> Vec<String> {
        let mut faults = Vec::new();
        let ours = |row: &str| self.ours(row).and_then(|case| costs.get(case)).copied();
        for (row, instructions, allocations) in &self.ceilings {
            match ours(row) {
                Some(cost) if cost.instructions > *instructions => faults.push(format!(
                    "{row}: {} instructions, the ceiling is {instructions}",
                    cost.instructions
                )),
                Some(cost) if cost.tenths_of_allocations > allocations * 10 => faults.push(format!(
                    "{row}: {} instructions / allocations, of which at most {allocations} are allowed",
                    table::shown(cost)
                )),
                Some(_) => {}
                None => faults.push(format!("{row}: has a ceiling and no case")),
            }
        }
        for budget in &self.budgets {
            let (row, held, (peer_row, peer)) = (&budget.row, budget.held, &budget.peer);
            match self.times_less(budget, costs) {
                Some(times) if times < held => faults.push(format!(
                    "{row}: {times:.2} times less than {peer} for {peer_row}, {held} is the least"
                )),
                Some(_) => {}
                None => faults.push(format!("{row}: has a budget and no case")),
            }
        }
        faults
    }

    /// How many times less instructions our row takes than the one that it is held against.
    fn times_less(&self, budget: &Budget, costs: &Costs) -> Option<f64> {
        let ours = costs.get(self.ours(&budget.row)?)?.instructions;
        let theirs = costs.get(&budget.peer)?.instructions;
        Some(theirs as f64 / ours as f64)
    }
}

/// Counts one case.
fn measure(program: &Path, row: &str, library: &str) -> Result<Cost> {
    let once = |rounds: u64| -> Result<[u64; 2]> {
        let run = |options: &[&str], marker: &str| {
            let output = Command::new("valgrind")
                .args(options)
                .arg(program)
                .args([library, row, &rounds.to_string()])
                .stdin(Stdio::null())
                .output()
                .map_err(|cause| format!("valgrind did not start: {cause}"))?;
            let said = String::from_utf8_lossy(&output.stderr);
            number_after(&said, marker)
                .filter(|_| output.status.success())
                .ok_or_else(|| format!("{library}, {row}: {}\n{said}", output.status))
        };
        Ok([
            run(
                &["--tool=callgrind", "--callgrind-out-file=/dev/null"],
                "Collected : ",
            )?,
            run(
                &["--leak-check=no", "--undef-value-errors=no"],
                "total heap usage: ",
            )?,
        ])
    };
    let (single, double) = (once(ROUNDS)?, once(2 * ROUNDS)?);
    Ok(Cost {
        instructions: double[0].saturating_sub(single[0]) / ROUNDS,
        tenths_of_allocations: double[1].saturating_sub(single[1]) * 10 / ROUNDS,
    })
}

/// The number behind a marker, written with or without commas.
fn number_after(text: &str, marker: &str) -> Option<u64> {
    let (_, rest) = text.split_once(marker)?;
    let digits: String = rest
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == ',')
        .filter(|c| *c != ',')
        .collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str =
        "case\ta\tours\ncase\ta\tpeer\nceiling\ta\t100\t1\nbudget\ta\t6\t7\ta\tpeer\n";

    fn costs(ours: u64, tenths: u64, peer: u64) -> Costs {
        let cost = |instructions, tenths_of_allocations| Cost {
            instructions,
            tenths_of_allocations,
        };
        Costs::from([
            (("a".into(), "ours".into()), cost(ours, tenths)),
            (("a".into(), "peer".into()), cost(peer, 0)),
        ])
    }

    #[test]
    fn holds_costs_to_ceilings_and_budgets() {
        let list = List::parse(LIST).expect("well formed");
        for (ours, tenths, peer, faults) in [
            (100, 10, 600, 0),
            (101, 10, 700, 1),
            (100, 11, 600, 1),
            (100, 10, 599, 1),
            (101, 10, 599, 2),
        ] {
            let found = list.faults(&costs(ours, tenths, peer));
            assert_eq!(found.len(), faults, "{found:?}");
        }
        assert_eq!(list.faults(&Costs::new()).len(), 2);
        assert!(List::parse("ceiling\ta\tmany\t1").is_err());
    }

    #[test]
    fn reads_numbers() {
        assert_eq!(
            number_after("==1== Collected : 1234\n", "Collected : "),
            Some(1234)
        );
        assert_eq!(
            number_after("total heap usage: 1,234 allocs", "usage: "),
            Some(1234)
        );
        assert_eq!(number_after("nothing", "usage: "), None);
    }
}
