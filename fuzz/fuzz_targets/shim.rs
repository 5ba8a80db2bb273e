//! What a target is: an oracle under libFuzzer, or without it a program that replays files.

/// Makes the program of the target of that name.
macro_rules! target {
    ($name:literal) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crate::shim::check($name, bytes));

        #[cfg(not(fuzzing))]
        fn main() {
            crate::shim::replay($name);
        }
    };
}
pub(crate) use target;

pub(crate) fn check(name: &str, bytes: &[u8]) {
    let target = identity_tests::oracle::Target::find(name).expect("it is in the table");
    (target.check)(bytes);
}

/// Gives each file that is named on the command line to the oracle.
#[cfg(not(fuzzing))]
pub(crate) fn replay(name: &str) {
    for path in std::env::args_os().skip(1).map(std::path::PathBuf::from) {
        let bytes = std::fs::read(&path).unwrap_or_else(|error| {
            panic!("{} cannot be read: {error}", path.display());
        });
        check(name, &bytes);
        println!("{}: holds", path.display());
    }
}
