//! The order of the layers stands twice, in ARCHITECTURE.md and in `stack.rs`; both must agree.
//!
//! `stack.rs` is read as code: calls of `.layer(self.NAME)` in one builder run from the outside in,
//! and a later builder or `self.NAME.wrap(..)` goes around all before it. The number in a comment
//! `// N: reason` must be the place of the layer that follows it.

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
    let seats = seats(stack);
    if rows.is_empty() {
        return vec![format!(
            "{TABLE}: has no table of layers (rows like | 1 | `Name` | reason |)"
        )];
    }
    if seats.is_empty() {
        return vec![format!("{STACK}: has no `.layer(self.NAME)`")];
    }
    let mut findings = Vec::new();
    for (at, (number, _)) in rows.iter().enumerate() {
        if *number != at + 1 {
            findings.push(format!(
                "{TABLE}: layer {number} stands at place {}",
                at + 1
            ));
        }
    }
    for (at, seat) in seats.iter().enumerate() {
        if seat.number.is_some_and(|number| number != at + 1) {
            findings.push(format!(
                "{STACK}: `{}` is layer {}, not as its comment says",
                seat.name,
                at + 1
            ));
        }
    }
    // The wire is the service below them all: a row, but no layer.
    let named: Vec<&str> = rows
        .iter()
        .map(|(_, name)| name.as_str())
        .filter(|n| *n != "wire")
        .collect();
    let built: Vec<&str> = seats.iter().map(|seat| seat.place()).collect();
    if named != built {
        findings.push(format!(
            "{TABLE} lists {named:?},\n{STACK} builds {built:?}"
        ));
    }
    findings
}

/// The numbered rows: number, and the layer's name as a field would be called.
fn rows(table: &str) -> Vec<(usize, String)> {
    let row = |line: &str| {
        let mut cells = line.trim().strip_prefix('|')?.split('|').map(str::trim);
        let number = cells.next()?.parse().ok()?;
        let cell = cells.next()?;
        let name = cell
            .strip_prefix('`')
            .and_then(|rest| rest.split('`').next());
        Some((number, name.map_or_else(|| "user".to_owned(), snake)))
    };
    table.lines().filter_map(row).collect()
}

/// One layer of the stack.
#[derive(Clone, Debug)]
struct Seat {
    number: Option<usize>,
    name: String,
}

impl Seat {
    /// The name of one of our layers, or `user` for each seat that is the user's.
    fn place(&self) -> &str {
        if self.name.starts_with("user") {
            "user"
        } else {
            &self.name
        }
    }
}

/// The layers that the code of `stack.rs` puts together, outermost first.
fn seats(stack: &str) -> Vec<Seat> {
    let code = collapsed(stack);
    let mut groups: Vec<Vec<Seat>> = Vec::new();
    let mut number = None;
    for at in code.char_indices().map(|(at, _)| at) {
        let rest = &code[at..];
        if let Some(rest) = rest.strip_prefix('#') {
            number = rest
                .split(':')
                .next()
                .and_then(|digits| digits.parse().ok())
                .or(number);
        } else if rest.starts_with("ServiceBuilder::new()") {
            groups.push(Vec::new());
        } else if let Some(rest) = rest.strip_prefix(".layer(self.") {
            let name = rest.split(')').next().unwrap_or_default().to_owned();
            groups.last_mut().into_iter().for_each(|group| {
                group.push(Seat {
                    number: number.take(),
                    name: name.clone(),
                });
            });
        } else if rest.starts_with(".wrap(") {
            let name = code[..at].rsplit('.').next().unwrap_or_default().to_owned();
            groups.push(vec![Seat {
                number: number.take(),
                name,
            }]);
        }
    }
    groups.into_iter().rev().flatten().collect()
}

/// The code without white space; of the comments, only `// N:` stays, as `#N:`.
fn collapsed(source: &str) -> String {
    let mut code = String::new();
    for line in source.lines().map(str::trim) {
        match line.strip_prefix("//") {
            None => code.extend(line.split_whitespace()),
            Some(comment) => {
                let number = comment.trim_start().split(':').next().unwrap_or_default();
                if number.parse::<usize>().is_ok() {
                    code.push_str(&format!("#{number}:"));
                }
            }
        }
    }
    code
}

/// `CallLog` as the field `call_log`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (at, c) in name.char_indices() {
        if c.is_ascii_uppercase() && at > 0 {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOC: &str = "| # | layer |\n|---|---|\n| 1 | `CallLog` |\n| 2 | user `layer(..)` |\n| 3 | `Retry` |\n| 4 | `Headers` |\n| 5 | `wire` |\n";
    const CODE: &str = "
        let attempt = ServiceBuilder::new()
            // 3: why
            .layer(self.retry)
            // 4: why, in
            // two lines
            .layer(self.headers)
            // 5: the wire
            .service(wire);
        // 2: the user's
        let call = self
            .user
            .wrap(attempt);
        ServiceBuilder::new().layer(self.call_log).service(call)";

    #[test]
    fn agrees_when_the_order_is_the_same() {
        assert_eq!(compare(DOC, CODE), Vec::<String>::new());
    }

    #[test]
    fn tells_another_order() {
        let swapped = CODE
            .replace("self.retry", "self.x")
            .replace("self.headers", "self.retry");
        assert!(compare(DOC, &swapped.replace("self.x", "self.headers"))[0].contains("builds"));
        assert!(
            compare(DOC, &CODE.replace(".layer(self.retry)", ""))[0].contains("not as its comment")
        );
    }

    #[test]
    fn tells_a_wrong_number() {
        let found = compare(DOC, &CODE.replace("// 4", "// 5"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("`headers` is layer 4"), "{found:?}");
        let found = compare(&DOC.replace("| 3 |", "| 7 |"), CODE);
        assert!(found[0].contains("layer 7 stands at place 3"), "{found:?}");
    }

    #[test]
    fn tells_what_is_missing() {
        assert!(compare("no table", CODE)[0].contains("no table of layers"));
        assert!(compare(DOC, "fn f() {}")[0].contains("has no `.layer"));
    }
}
