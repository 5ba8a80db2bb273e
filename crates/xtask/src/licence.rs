//! Whether a crate's licence expression can be met with licences that this project accepts.

/// Licences that ask for no more than a notice.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    // The root certificates: data, not code.
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether `expression` (SPDX, or the older form with `/` for "or") can be met.
pub(crate) fn acceptable(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut parser = Parser { tokens: &tokens };
    parser.either() && parser.tokens.is_empty()
}

struct Parser<'a> {
    tokens: &'a [&'a str],
}

impl Parser<'_> {
    fn either(&mut self) -> bool {
        let mut met = self.both();
        while self.take("OR") {
            // The right side must be read even when the left one is enough.
            met |= self.both();
        }
        met
    }

    fn both(&mut self) -> bool {
        let mut met = self.one();
        while self.take("AND") {
            met &= self.one();
        }
        met
    }

    fn one(&mut self) -> bool {
        if self.take("(") {
            let met = self.either();
            return self.take(")") && met;
        }
        let Some((name, rest)) = self.tokens.split_first() else {
            return false;
        };
        self.tokens = rest;
        if !self.take("WITH") {
            return ALLOWED.contains(name);
        }
        let Some((exception, rest)) = self.tokens.split_first() else {
            return false;
        };
        self.tokens = rest;
        ALLOWED.contains(&format!("{name} WITH {exception}").as_str())
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.tokens.first() == Some(&token);
        if found {
            self.tokens = &self.tokens[1..];
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decides_by_the_whole_expression() {
        for (expression, expected) in [
            ("MIT", true),
            ("MIT OR Apache-2.0", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0 OR MIT", true),
            ("Apache-2.0 AND ISC", true),
            ("(MIT OR GPL-3.0) AND Unicode-3.0", true),
            ("Apache-2.0 WITH LLVM-exception OR GPL-2.0", true),
            ("", false),
            ("GPL-3.0", false),
            ("MIT AND GPL-3.0", false),
            ("(MIT OR Apache-2.0) AND MPL-2.0", false),
            ("GPL-2.0 WITH Classpath-exception-2.0", false),
            ("(MIT", false),
            ("MIT Apache-2.0", false),
        ] {
            assert_eq!(acceptable(expression), expected, "{expression}");
        }
    }
}
