//! The table of the benches, as text and in their README.

use std::fs;

use super::{Cost, Costs, List};
use crate::{Result, shell::Run, workspace::Workspace};

const README: &str = "benches/README.md";
const MARKERS: [&str; 2] = ["<!-- measured -->\n", "<!-- end of measured -->"];
const SANDBOX: [&str; 2] = ["<!-- sandbox -->\n", "<!-- end of sandbox -->"];
const CLI: [&str; 2] = ["<!-- cli -->\n", "<!-- end of cli -->"];
const PEERS: [&str; 2] = ["<!-- peers -->\n", "<!-- end of peers -->"];

/// Puts the table of instructions into the README.
pub(super) fn write(workspace: &Workspace, list: &List, costs: &Costs) -> Result<()> {
    let text = format!("{}\n{}", table(list, costs), promises(list, costs));
    put(workspace, MARKERS, &text)
}

/// Puts the tables of the peers into the README.
pub(super) fn write_peers(workspace: &Workspace, text: &str) -> Result<()> {
    put(workspace, PEERS, text)
}

/// Puts the table of the command into the README.
pub(super) fn write_cli(workspace: &Workspace, text: &str) -> Result<()> {
    put(workspace, CLI, text)
}

/// Puts the table of the sandbox into the README.
pub(super) fn write_sandbox(workspace: &Workspace, text: &str) -> Result<()> {
    put(workspace, SANDBOX, text)
}

/// Puts `text` between two markers of the README, below what it was measured with.
fn put(workspace: &Workspace, [begin, end]: [&str; 2], text: &str) -> Result<()> {
    let old = workspace.read(README)?;
    let (before, rest) = old
        .split_once(begin)
        .ok_or_else(|| format!("{README} lacks the line {}", begin.trim()))?;
    let (_, after) = rest
        .split_once(end)
        .ok_or_else(|| format!("{README} lacks the line {end}"))?;
    let measured = circumstances(workspace)?;
    let path = workspace.root.join(README);
    fs::write(
        &path,
        format!("{before}{begin}{measured}\n{text}{end}{after}"),
    )
    .map_err(|cause| format!("{README}: {cause}"))
}

/// What the numbers were measured with.
fn circumstances(workspace: &Workspace) -> Result<String> {
    let rustc = Run::new("rustc").words("--version").read()?;
    let commit = Run::new("git")
        .words("rev-parse --short HEAD")
        .dir(&workspace.root)
        .read()?;
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("an unknown CPU", |(_, name)| name);
    Ok(format!(
        "{}, {cpu}, commit {}.\n",
        rustc.trim(),
        commit.trim()
    ))
}

fn table(list: &List, costs: &Costs) -> String {
    let libraries = list.libraries();
    let mut text = format!(
        "| instructions / allocations | {} |\n",
        libraries.join(" | ")
    );
    text.push_str(&format!("|---|{}\n", "---:|".repeat(libraries.len())));
    let mut rows: Vec<&str> = list.cases.iter().map(|(row, _)| row.as_str()).collect();
    rows.dedup();
    for row in rows {
        text.push_str(&format!("| {row} |"));
        for library in &libraries {
            let cost = costs.get(&(row.to_owned(), (*library).to_owned()));
            text.push_str(&format!(
                " {} |",
                cost.map_or_else(String::new, |cost| shown(*cost))
            ));
        }
        text.push('\n');
    }
    text
}

/// The budgets that compare us with another library.
fn promises(list: &List, costs: &Costs) -> String {
    let mut text =
        String::from("| times less instructions | than | measured | held | promised |\n");
    text.push_str("|---|---|---:|---:|---:|\n");
    for budget in &list.budgets {
        let (peer_row, peer) = &budget.peer;
        let Some(times) = list
            .times_less(budget, costs)
            .filter(|_| *peer_row == budget.row)
        else {
            continue;
        };
        let (row, held, promised) = (&budget.row, budget.held, budget.promised);
        text.push_str(&format!(
            "| {row} | {peer} | {times:.2} | {held} | {promised} |\n"
        ));
    }
    text
}

/// `12,345 / 3`: instructions and allocations.
pub(super) fn shown(cost: Cost) -> String {
    let (whole, tenth) = (
        cost.tenths_of_allocations / 10,
        cost.tenths_of_allocations % 10,
    );
    let allocations = match tenth {
        0 => whole.to_string(),
        _ => format!("{whole}.{tenth}"),
    };
    format!("{} / {allocations}", grouped(cost.instructions))
}

/// `12,345`
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_every_library_or_nothing_for_it() {
        let list =
            List::parse("case\ta\tours\ncase\ta\tpeer\ncase\tb\tours\n").expect("well formed");
        let cost = |instructions, tenths_of_allocations| Cost {
            instructions,
            tenths_of_allocations,
        };
        let costs = Costs::from([
            (("a".into(), "ours".into()), cost(1_234, 15)),
            (("a".into(), "peer".into()), cost(7, 0)),
            (("b".into(), "ours".into()), cost(1_000_000, 10)),
        ]);
        let text = table(&list, &costs);
        assert!(
            text.ends_with("| a | 1,234 / 1.5 | 7 / 0 |\n| b | 1,000,000 / 1 |  |\n"),
            "{text}"
        );
    }
}
