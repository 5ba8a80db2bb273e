//! The order of the layers stands twice, in ARCHITECTURE.md and in `stack.rs`; both must agree.

use crate::workspace::Workspace;

const TABLE: &str = "ARCHITECTURE.md";
const STACK: &str = "crates/identity-transport/src/stack.rs";

/// Compares the table with the stack.
pub(super) fn check(workspace: &Workspace) -> Vec<String> {
    match (workspace.read(TABLE), workspace.read(STACK)) {
        (Ok(table), Ok(stack)) => compare(&table, &stack),
        (table, stack) => table.err().into_iter().chain(stack.err()).collect(),
    }
}

fn compare(table: &str, stack: &str) -> Vec<String> {
    let rows = rows(table);
    if rows.is_empty() {
        return vec![format!(
            "{TABLE}: has no table of layers (rows like | 1 | `Name` | reason |)"
        )];
    }
    let mut findings = Vec::new();
    let mut last = 0;
    for (at, (number, name)) in rows.iter().enumerate() {
        if *number != at + 1 {
            findings.push(format!(
                "{TABLE}: layer {number} stands at place {}",
                at + 1
            ));
        }
        let Some(name) = name else { continue };
        match mention(stack, name) {
            None => findings.push(format!("{STACK}: has no layer `{name}`")),
            Some(found) if found < last => {
                findings.push(format!("{STACK}: `{name}` is not where {TABLE} puts it"));
            }
            Some(found) => last = found,
        }
    }
    findings
}

/// The numbered rows: number, and the layer's type where the row names one of ours.
fn rows(table: &str) -> Vec<(usize, Option<String>)> {
    let row = |line: &str| {
        let mut cells = line.trim().strip_prefix('|')?.split('|').map(str::trim);
        let number = cells.next()?.parse().ok()?;
        let name = cells
            .next()?
            .strip_prefix('`')
            .and_then(|cell| cell.split('`').next());
        // Seats of the user's and the wire are values, in lower case: no type to look for.
        let name = name.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()));
        Some((number, name.map(str::to_owned)))
    };
    table.lines().filter_map(row).collect()
}

/// Where `stack.rs` first names a layer, imports apart.
fn mention(stack: &str, name: &str) -> Option<usize> {
    let wanted = [name.to_owned(), format!("{name}Layer")];
    let mut words = stack
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("use "))
        .flat_map(|(at, line)| {
            line.split(|c: char| !c.is_alphanumeric() && c != '_')
                .map(move |w| (at, w))
        });
    words
        .find(|(_, word)| wanted.iter().any(|name| name == word))
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOC: &str = "| # | layer | why |\n|---|---|---|\n| 1 | `A` | x |\n| 2 | the user's `layer(..)` | y |\n| 3 | `B` | z |\n| 4 | `wire` | w |\n";

    #[test]
    fn agrees_when_the_order_is_the_same() {
        assert_eq!(
            compare(DOC, "use B;\n.layer(ALayer)\n.layer(B)"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn tells_what_differs() {
        assert!(compare(DOC, ".layer(BLayer)\n.layer(ALayer)")[0].contains("`B` is not where"));
        assert!(compare(DOC, ".layer(ALayer)")[0].contains("no layer `B`"));
        assert!(compare("no table", "A")[0].contains("no table of layers"));
        assert!(compare("| 2 | `A` | |", "A")[0].contains("stands at place 1"));
    }
}
