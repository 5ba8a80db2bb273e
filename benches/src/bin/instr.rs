//! `instr LIBRARY ROW ROUNDS` runs one case, to be counted from outside; `instr --list` says what there is.
#![expect(clippy::print_stdout, reason = "the list is its output")]

use std::process::ExitCode;

use identity_benches::cases::CASES;
use identity_benches::limits::{BUDGETS, CEILINGS};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["--list"] => list(),
        [library, row, rounds] => {
            let case = CASES
                .iter()
                .find(|case| case.library == library && case.row == row);
            let (Some(case), Ok(rounds)) = (case, rounds.parse()) else {
                return ExitCode::FAILURE;
            };
            (case.run)(rounds);
        }
        _ => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}

/// One thing a line, its parts separated by tabs.
fn list() {
    for case in CASES {
        println!("case\t{}\t{}", case.row, case.library);
    }
    for ceiling in CEILINGS {
        println!(
            "ceiling\t{}\t{}\t{}",
            ceiling.row, ceiling.instructions, ceiling.allocations
        );
    }
    for budget in BUDGETS {
        println!(
            "budget\t{}\t{}\t{}\t{}\t{}",
            budget.row, budget.held, budget.promised, budget.peer_row, budget.peer
        );
    }
}
