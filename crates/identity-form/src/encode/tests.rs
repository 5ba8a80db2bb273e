use std::collections::BTreeMap;

use serde::Serialize;

use super::*;

#[derive(Serialize)]
struct One<T> {
    a: T,
}

#[test]
fn scalars_are_written_whole() {
    assert_eq!(to_string(&One { a: true }).expect("a form"), "a=true");
    let _ = BTreeMap::<u8, u8>::new();
}
