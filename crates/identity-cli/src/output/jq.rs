//! `--jq`: a filter over what `-o json` would print, without jq on the machine.
//!
//! Two of jq's words are not there: `env`, which would show the key, and `halt`, since the exit code is ours.

use std::fmt;
use std::io::Write;

use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, data, unwrap_valr};
use jaq_json::{Val, read};
use serde::Serialize;

use super::output;
use crate::Exit;
use crate::failure::{Failure, Said, Usage, one_line};

const LEFT_OUT: [&str; 3] = ["env", "halt", "halt_error"];

/// A filter that can be run.
pub(crate) struct Filter(jaq_core::compile::Filter<jaq_core::Native<data::JustLut<Val>>>);

impl Filter {
    pub(crate) fn parse(code: &str) -> Result<Self, Usage> {
        let rule = || Usage::new("--jq", "must be a jq filter, as in .status or .[].id");
        let defs = jaq_core::defs()
            .chain(jaq_std::defs())
            .chain(jaq_json::defs())
            .filter(|def| !LEFT_OUT.contains(&def.name));
        let funs = jaq_core::funs()
            .chain(jaq_std::funs())
            .chain(jaq_json::funs())
            .filter(|(name, ..)| !LEFT_OUT.contains(name));
        let arena = Arena::default();
        let modules = Loader::new(defs)
            .load(&arena, File { code, path: () })
            .map_err(|_| rule())?;
        let filter = Compiler::default()
            .with_funs(funs)
            .compile(modules)
            .map_err(|_| rule())?;
        Ok(Self(filter))
    }

    /// Prints what comes out, a line each: text as it is, anything else as JSON.
    pub(super) fn print<T: Serialize + ?Sized>(
        &self,
        out: &mut dyn Write,
        input: &T,
    ) -> Result<(), Failure> {
        let json = serde_json::to_vec(input).map_err(|error| output(error.into()))?;
        let input = read::parse_single(&json).map_err(|_| refused())?;
        let context = Ctx::<data::JustLut<Val>>::new(&self.0.lut, Vars::new([]));
        for value in self.0.id.run((context, input)).map(unwrap_valr) {
            // The message may quote what it was applied to.
            let value = value.map_err(|_| refused())?;
            match &value {
                Val::TStr(text) | Val::BStr(text) => {
                    writeln!(out, "{}", one_line(&String::from_utf8_lossy(text)))
                }
                other => writeln!(out, "{other}"),
            }
            .map_err(output)?;
        }
        Ok(())
    }
}

fn refused() -> Failure {
    Said::new(
        Exit::Api,
        "the call was done, and --jq does not fit its result",
    )
    .code("jq")
    .hint("look at it with -o json")
    .into()
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Filter")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_do_what_jq_does() {
        let input =
            serde_json::json!([{"id": "vs_1", "n": 1, "ok": null}, {"id": "vs_2", "n": 2.5}]);
        for (filter, printed) in [
            (".[].id", "vs_1\nvs_2\n"),
            ("map(.n) | add", "3.5\n"),
            ("length", "2\n"),
            (".[0]", "{\"id\":\"vs_1\",\"n\":1,\"ok\":null}\n"),
            (".[] | select(.n > 1) | .id | ascii_upcase", "VS_2\n"),
            (".[0].id | test(\"^vs_\")", "true\n"),
            ("empty", ""),
        ] {
            let mut out = Vec::new();
            Filter::parse(filter)
                .unwrap()
                .print(&mut out, &input)
                .unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), printed, "{filter}");
        }
    }

    #[test]
    fn what_is_no_filter_is_refused_before_anything_is_sent() {
        for filter in [
            "",
            "[",
            ".a b",
            "nonsense",
            "env",
            "halt",
            "$ENV",
            "halt_error",
        ] {
            assert!(Filter::parse(filter).is_err(), "{filter}");
        }
    }

    #[test]
    fn a_filter_that_does_not_fit_ends_without_the_value() {
        let mut out = Vec::new();
        let failure = Filter::parse(".a.b")
            .unwrap()
            .print(&mut out, &serde_json::json!({"a": "MARK"}))
            .unwrap_err();
        assert!(!format!("{failure:?}").contains("MARK"));
    }
}
