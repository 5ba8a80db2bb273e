//! The tables of the peers, as text.

use super::{CLIENTS, Rates, SETTINGS, Setting, build};

/// Ours is at least so many times as fast as a peer, in the order of the settings; none where the design
/// promises nothing.
const PROMISES: &[(&str, [Option<f64>; 4])] = &[
    ("hyper-util", [Some(0.9), Some(0.9), None, None]),
    (
        "async-stripe",
        [Some(1.8), Some(4.0), Some(4.0), Some(18.0)],
    ),
];
const OURS: &str = "identity-client";

/// All tables, below how busy the machine was.
pub(super) fn text(load: &str, rates: &Rates, builds: &[build::Cost]) -> String {
    let load = format!("Load average when it began: {load}.\n");
    [load, speed(rates), promises(rates), costs(builds)].join("\n")
}

fn speed(rates: &Rates) -> String {
    let mut text = head("creates in a second (times bare hyper-util)");
    for client in CLIENTS {
        let cells = SETTINGS.iter().map(|setting| {
            let of = |client| rates.get(&(client, *setting)).copied();
            match (of(client), of(CLIENTS[0])) {
                (Some(rate), Some(bare)) => format!("{rate:.0} ({:.2})", rate / bare),
                _ => String::new(),
            }
        });
        row(&mut text, client, cells);
    }
    text
}

fn promises(rates: &Rates) -> String {
    let mut text = head("identity-client, times as fast as (promised)");
    for (peer, promised) in PROMISES {
        let cells = SETTINGS.iter().zip(promised).map(|(setting, promised)| {
            let of = |client| rates.get(&(client, *setting)).copied();
            let promised = promised.map_or_else(String::new, |least| format!(" ({least})"));
            match (of(OURS), of(*peer)) {
                (Some(ours), Some(theirs)) => format!("{:.2}{promised}", ours / theirs),
                _ => String::new(),
            }
        });
        row(&mut text, peer, cells);
    }
    text
}

fn costs(builds: &[build::Cost]) -> String {
    let mut text =
        String::from("| clean release build | CPU seconds | crates |\n|---|---:|---:|\n");
    for cost in builds {
        let cells = [format!("{:.0}", cost.cpu_seconds), cost.crates.to_string()];
        row(&mut text, cost.library, cells.into_iter());
    }
    text
}

fn head(corner: &str) -> String {
    let mut text = String::new();
    row(&mut text, corner, SETTINGS.iter().map(named));
    text.push_str(&format!("|---|{}\n", "---:|".repeat(SETTINGS.len())));
    text
}

fn named(setting: &Setting) -> String {
    let protocol = if setting.is_tls { "TLS" } else { "plain" };
    format!("{protocol}, {} at a time", setting.tasks)
}

fn row(text: &mut String, name: &str, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.collect();
    text.push_str(&format!("| {name} | {} |\n", cells.join(" | ")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_rates_promises_and_costs() {
        let rates: Rates = SETTINGS
            .iter()
            .flat_map(|setting| {
                [("hyper-util", 2000.0), (OURS, 1900.0)].map(|(c, r)| ((c, *setting), r))
            })
            .collect();
        let builds = [build::Cost {
            library: OURS,
            cpu_seconds: 41.6,
            crates: 76,
        }];
        let text = text("0.10", &rates, &builds);
        assert!(text.contains("| identity-client | 1900 (0.95) |"), "{text}");
        assert!(text.contains("| hyper-util | 0.95 (0.9) | 0.95 (0.9) | 0.95 |"));
        assert!(text.contains("| identity-client | 42 | 76 |"));
        assert!(text.contains("| async-stripe |  |  |  |  |"));
    }
}
