//! `xtask deps`: what may depend on what.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Result, json::Json, licence, shell::Run, workspace::Workspace};

/// What each crate may import of ours: a row per crate, nothing upwards. Tests and benches may use all.
const LAYERS: &[(&str, &[&str])] = &[
    ("identity-types", &[]),
    ("identity-form", &[]),
    ("identity-transport", &["identity-types"]),
    (
        "identity-client",
        &["identity-types", "identity-form", "identity-transport"],
    ),
    ("identity-webhooks", &["identity-types"]),
    (
        "identity-sandbox",
        &["identity-types", "identity-form", "identity-webhooks"],
    ),
    (
        "identity-cli",
        &[
            "identity-types",
            "identity-form",
            "identity-transport",
            "identity-client",
            "identity-webhooks",
            "identity-sandbox",
        ],
    ),
];

/// Crates that may stand in the shipped binary in two incompatible versions, each with its reason.
const DUPLICATES: &[(&str, &str)] = &[
    ("base64", "jaq-std takes 0.22, serde-saphyr takes 0.23"),
    ("foldhash", "jaq-json takes 0.1, hashbrown takes 0.2"),
    (
        "hashbrown",
        "governor takes 0.16 for its keyed limiter, h2's indexmap takes 0.17",
    ),
];

/// What `identity-client` should come down to, with all it pulls in, itself included.
const CLIENT_BUDGET: usize = 60;
/// What it may not grow past meanwhile: lower this with every crate that goes.
const CLIENT_CEILING: usize = 75;

/// Names that belong above the transport.
const ABOVE_TRANSPORT: &[&str] = &["VerificationSession", "verification_session"];

/// Crates whose types no public signature of ours shows.
const PRIVATE: &[&str] = &["hyper::", "hyper_util::", "rustls::", "governor::"];

/// Checks all of it and prints the counts.
pub(crate) fn run(workspace: &Workspace, _: &[String]) -> Result<()> {
    let mut findings = layers(workspace);
    findings.extend(types_stand_alone()?);
    findings.extend(sources(workspace)?);
    findings.extend(licences()?);
    findings.extend(duplicates(&tree("identity-cli")?));

    let crates = tree("identity-client")?.len();
    println!(
        "identity-client: {crates} crates, itself included (ceiling {CLIENT_CEILING}, budget {CLIENT_BUDGET})"
    );
    if crates > CLIENT_CEILING {
        findings.push(format!(
            "identity-client needs {crates} crates, more than {CLIENT_CEILING}"
        ));
    }
    if findings.is_empty() {
        Ok(())
    } else {
        Err(findings.join("\n"))
    }
}

fn layers(workspace: &Workspace) -> Vec<String> {
    let mut findings = Vec::new();
    for member in workspace.published() {
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == member.name) else {
            findings.push(format!("{} has no row in the table of layers", member.name));
            continue;
        };
        for dependency in &member.dependencies {
            let ours = workspace
                .members
                .iter()
                .any(|other| other.name == *dependency);
            if ours && !allowed.contains(&dependency.as_str()) {
                findings.push(format!("{} must not depend on {dependency}", member.name));
            }
        }
    }
    findings
}

fn types_stand_alone() -> Result<Option<String>> {
    let lines = Run::cargo("tree --locked --package identity-types --edges normal").read()?;
    print!("{lines}");
    let alone = lines.lines().count() == 1;
    Ok((!alone).then(|| "identity-types depends on something by default".to_owned()))
}

/// What the sources of a layer must not name.
fn sources(workspace: &Workspace) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for path in workspace.files()? {
        if path.extension().is_none_or(|ending| ending != "rs") || !path.starts_with("crates") {
            continue;
        }
        let shown = path.display();
        let text = workspace.read(&path)?;
        if path.starts_with("crates/identity-transport/src") {
            // Examples in the docs call real paths; the code must not.
            let code: Vec<&str> = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            let names_it = |name: &str| code.iter().any(|line| line.contains(name));
            for name in ABOVE_TRANSPORT.iter().filter(|name| names_it(name)) {
                findings.push(format!("{shown}: the transport names `{name}`"));
            }
        }
        for line in shown_types(&text) {
            findings.push(format!(
                "{shown}:{line}: a public item shows a private dependency"
            ));
        }
    }
    Ok(findings)
}

/// The numbers of the lines that put a private dependency into a public signature.
fn shown_types(text: &str) -> Vec<usize> {
    let public = |line: &str| line.trim_start().starts_with("pub ");
    let shows = |line: &str| {
        PRIVATE.iter().any(|name| {
            line.match_indices(name).any(|(at, _)| {
                !line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':')
            })
        })
    };
    let numbered = text
        .lines()
        .enumerate()
        .filter(|(_, line)| public(line) && shows(line));
    numbered.map(|(at, _)| at + 1).collect()
}

fn licences() -> Result<Vec<String>> {
    let metadata = Json::parse(&Run::cargo("metadata --locked --format-version 1").read()?)?;
    let mut findings = Vec::new();
    let packages = metadata.get("packages").items();
    for package in packages {
        let licence = package.get("license").text();
        if !licence::acceptable(licence) {
            let name = package.get("name").text();
            findings.push(format!(
                "{name}: the licence `{licence}` is not on the list"
            ));
        }
    }
    println!("licences: {} crates looked at", packages.len());
    Ok(findings)
}

/// The crates that building `package` for a user takes, as `(name, version)`.
fn tree(package: &str) -> Result<BTreeSet<(String, String)>> {
    let lines =
        Run::cargo("tree --locked --edges normal,build --prefix none --package").arg(package);
    Ok(lines.read()?.lines().filter_map(name_and_version).collect())
}

fn name_and_version(line: &str) -> Option<(String, String)> {
    let mut words = line.split_whitespace();
    Some((
        words.next()?.to_owned(),
        words.next()?.strip_prefix('v')?.to_owned(),
    ))
}

fn duplicates(crates: &BTreeSet<(String, String)>) -> Vec<String> {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, version) in crates {
        versions
            .entry(name)
            .or_default()
            .insert(compatible(version));
    }
    let mut findings = Vec::new();
    for (name, versions) in versions
        .into_iter()
        .filter(|(_, versions)| versions.len() > 1)
    {
        match DUPLICATES.iter().find(|(known, _)| *known == name) {
            Some((_, reason)) => println!("{name} stands twice: {reason}"),
            None => findings.push(format!(
                "{name} stands in the binary in versions {versions:?}"
            )),
        }
    }
    findings
}

/// The part of a version that cargo holds compatible: `1` of 1.2.3, `0.2` of 0.2.3.
fn compatible(version: &str) -> &str {
    let parts = if version.starts_with("0.") { 2 } else { 1 };
    let end = version
        .match_indices('.')
        .nth(parts - 1)
        .map_or(version.len(), |(at, _)| at);
    &version[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layer_imports_only_what_stands_above_it_in_the_table() {
        for (at, (name, allowed)) in LAYERS.iter().enumerate() {
            for import in *allowed {
                assert!(
                    LAYERS[..at].iter().any(|(above, _)| above == import),
                    "{name}: {import}"
                );
            }
        }
    }

    #[test]
    fn finds_duplicates_by_compatible_version() {
        let lines = "a v0.1.0 (path)\na v0.1.9\nb v1.0.0\nb v1.9.0 (*)\nc v0.2.0\nc v0.3.0 (proc-macro)\n\n";
        let crates: BTreeSet<_> = lines.lines().filter_map(name_and_version).collect();
        assert_eq!(crates.len(), 6);
        let findings = duplicates(&crates);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].starts_with("c stands"), "{findings:?}");
    }

    #[test]
    fn sees_private_types_in_public_lines_only() {
        let text = "use hyper::X;\npub fn f(x: hyper::X) {}\n    pub a: governor::Q,\npub(crate) fn g(x: rustls::C) {}\npub fn h(x: my_hyper::X) {}\n";
        assert_eq!(shown_types(text), [2, 3]);
    }
}
