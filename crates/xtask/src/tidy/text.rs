//! Words that must not stand in a file under version control.

use std::path::Path;

use super::{has_ending, shown};

/// Work that was left for later, or turned off. Written in halves, for this file is read too.
const UNFINISHED: &[&str] = &[
    concat!("todo", "!("),
    concat!("unimpl", "emented!("),
    concat!("#[ign", "ore"),
];

/// A doc example that nothing runs or compiles.
const IGNORED: &str = concat!("```", "ignore");

/// Folders of one machine.
const MACHINE: &[&str] = &[
    concat!("/wo", "rk"),
    concat!("/ro", "ot"),
    concat!("/ho", "me"),
];

/// Hosts that serve packages. A lock file that names one sends everybody there.
const HOSTS: &[&str] = &[
    concat!("registry.np", "mjs.org"),
    concat!("registry.yar", "npkg.com"),
    concat!("files.pytho", "nhosted.org"),
    concat!("py", "pi.org"),
    concat!("static.cra", "tes.io"),
    concat!("index.cra", "tes.io"),
    concat!("deb.deb", "ian.org"),
];

/// Rules for one text file.
pub(super) fn check(path: &Path, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let code = has_ending(path, "rs");
    // Cargo writes its registry into its own lock file, and offers no way around it.
    let hosts: &[&str] = if has_ending(path, "lock") { &[] } else { HOSTS };
    for (at, line) in text.lines().enumerate() {
        let mut found = |what: &str| findings.push(format!("{}:{}: {what}", shown(path), at + 1));
        if code && UNFINISHED.iter().any(|word| line.contains(word)) {
            found("unfinished or turned off");
        }
        if (code || has_ending(path, "md")) && line.contains(IGNORED) {
            found("a doc example that nothing checks");
        }
        if MACHINE.iter().any(|folder| names_folder(line, folder)) {
            found("a folder of one machine");
        }
        if hosts.iter().any(|host| line.contains(host)) {
            found("the host of a package registry");
        }
    }
    findings
}

/// Whether `line` has a path that begins with `folder`, rather than a longer path or word.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + folder.len()..].chars().next();
        before.is_none_or(|c| c.is_whitespace() || "\"'`(=:<,[".contains(c)) && after == Some('/')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, line: &str) -> usize {
        check(Path::new(path), line).len()
    }

    #[test]
    fn finds_each_kind() {
        for word in UNFINISHED {
            assert_eq!(count("a.rs", word), 1, "{word}");
            assert_eq!(count("a.md", word), 0, "{word}");
        }
        assert_eq!(count("a.rs", &format!("/// {IGNORED}")), 1);
        assert_eq!(count("a.md", IGNORED), 1);
        for host in HOSTS {
            assert_eq!(
                count("package-lock.json", &format!("https://{host}/x")),
                1,
                "{host}"
            );
            assert_eq!(
                count("Cargo.lock", &format!("https://{host}/x")),
                0,
                "{host}"
            );
        }
    }

    #[test]
    fn tells_a_folder_from_a_path_of_something_else() {
        for folder in MACHINE {
            assert_eq!(count("a.md", &format!("see {folder}/x")), 1, "{folder}");
            assert_eq!(
                count("a.md", &format!("https://host{folder}/x")),
                0,
                "{folder}"
            );
            assert_eq!(count("a.md", &format!("{folder}s/x")), 0, "{folder}");
        }
    }
}
