//! Replays `fuzz/corpus/` on the stable toolchain: what a fuzzer once found stays found.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use identity_tests::oracle::TARGETS;

/// Seeds are picked by hand: one idea each.
const LARGEST_SEED: u64 = 1024;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

/// The names of what a folder holds, sorted.
fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}", folder.display()))
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a plain name")
        })
        .collect()
}

#[test]
fn every_seed_of_every_target_holds() {
    for target in TARGETS {
        let folder = fuzz().join("corpus").join(target.name);
        let seeds = names(&folder);
        assert!(!seeds.is_empty(), "{} has no seeds", target.name);
        for seed in seeds {
            let path = folder.join(&seed);
            let length = fs::metadata(&path).expect("a file").len();
            assert!(
                length <= LARGEST_SEED,
                "{}/{seed} has {length} bytes",
                target.name
            );
            // Shown only when the check below fails.
            println!("{}/{seed}", target.name);
            (target.check)(&fs::read(&path).expect("a file"));
        }
    }
}

#[test]
fn targets_binaries_and_corpora_are_the_same_set() {
    let targets: BTreeSet<_> = TARGETS
        .iter()
        .map(|target| target.name.to_owned())
        .collect();
    assert_eq!(names(&fuzz().join("corpus")), targets);
    let mut files = names(&fuzz().join("fuzz_targets"));
    assert!(files.remove("shim.rs"));
    let files: BTreeSet<_> = files.iter().map(|file| file.replace(".rs", "")).collect();
    assert_eq!(files, targets);
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).expect("the manifest");
    for target in targets {
        assert!(
            manifest.contains(&format!("name = \"{target}\"")),
            "{target} has no [[bin]]"
        );
    }
}
