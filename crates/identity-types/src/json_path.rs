//! [`JsonPath`]: where in a JSON text a reader stopped, found from line and column alone.
//!
//! A reader that notes its way while it reads costs a second copy of all reading code. Only a flawed text needs the
//! way, so it is walked once more here, by code that knows no types.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// The way to a place in a JSON text: names of members and indexes of items, outermost first.
///
/// ```
/// use identity_types::JsonPath;
///
/// let json = br#"{"options": {"list": [1, true]}}"#;
/// // A reader that wanted a number stops behind `true`.
/// let path = JsonPath::at(json, 1, 29);
/// assert_eq!(path.masked(), "options.list[1]");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct JsonPath {
    steps: Vec<JsonStep>,
}

/// One step of a [`JsonPath`].
#[derive(Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "JSON has no third way to go down")]
pub enum JsonStep {
    /// Into the member of an object, by its name as it stands in the text.
    Member(String),
    /// To the item of an array, counted from 0.
    Item(usize),
}

impl JsonPath {
    /// The value, or the member's name, that a reader had just read or was about to read when it stopped.
    ///
    /// `line` counts from 1, `column` is the number of bytes of that line that were read: what the errors of
    /// `serde_json` say. Where the text is no JSON, it is about there.
    #[must_use]
    pub fn at(json: &[u8], line: usize, column: usize) -> Self {
        let start: usize = json
            .split_inclusive(|byte| *byte == b'\n')
            .take(line.saturating_sub(1))
            .map(<[u8]>::len)
            .sum();
        let mut walk = Walk::default();
        let mut at = 0;
        let end = start.saturating_add(column).min(json.len());
        while at < end {
            at += walk.token(json.get(at..).unwrap_or_default());
        }
        walk.path()
    }

    /// Its steps, outermost first.
    #[must_use]
    pub fn steps(&self) -> &[JsonStep] {
        &self.steps
    }

    /// Whether it is the text as a whole.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.steps.is_empty()
    }

    /// `data.object[0].status`, in words that the API could have chosen: other names (metadata) are somebody's own,
    /// and become `*`. Nothing for the text as a whole.
    #[must_use]
    pub fn masked(&self) -> String {
        self.text(masked)
    }

    /// As [`masked`](Self::masked), with all names as they stand in the text: for whoever wrote it.
    #[must_use]
    pub fn unmasked(&self) -> String {
        self.text(|name| name)
    }

    fn text(&self, shown: fn(&str) -> &str) -> String {
        let mut text = String::new();
        for step in &self.steps {
            match step {
                JsonStep::Item(index) => text.push_str(&format!("[{index}]")),
                JsonStep::Member(name) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(shown(name));
                }
            }
        }
        text
    }
}

impl fmt::Debug for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonPath({})", self.masked())
    }
}

impl fmt::Debug for JsonStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(name) => write!(f, "Member({})", masked(name)),
            Self::Item(index) => write!(f, "Item({index})"),
        }
    }
}

fn masked(name: &str) -> &str {
    if is_name(name) { name } else { "*" }
}

/// How the API names its members.
fn is_name(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// What is open, outermost first.
#[derive(Default)]
struct Walk {
    open: Vec<Open>,
}

enum Open {
    /// The member that was named last, until the comma behind it.
    Object(Option<String>),
    Array(usize),
}

impl Walk {
    /// Takes one token, or one byte between tokens, and says how long it was.
    fn token(&mut self, rest: &[u8]) -> usize {
        match rest.first() {
            Some(b'{') => self.open.push(Open::Object(None)),
            Some(b'[') => self.open.push(Open::Array(0)),
            Some(b'}' | b']') => {
                self.open.pop();
            }
            Some(b',') => self.next(),
            Some(b'"') => return self.string(rest),
            _ => {}
        }
        1
    }

    fn next(&mut self) {
        match self.open.last_mut() {
            Some(Open::Object(name)) => *name = None,
            Some(Open::Array(index)) => *index += 1,
            None => {}
        }
    }

    /// A name where its object has none yet, else a value.
    fn string(&mut self, rest: &[u8]) -> usize {
        let mut inner = 1;
        while let Some(byte) = rest.get(inner) {
            match byte {
                b'"' => break,
                b'\\' => inner += 2,
                _ => inner += 1,
            }
        }
        if let Some(Open::Object(name @ None)) = self.open.last_mut() {
            let text = rest.get(1..inner).unwrap_or_default();
            *name = Some(String::from_utf8_lossy(text).as_ref().to_owned());
        }
        inner + 1
    }

    fn path(self) -> JsonPath {
        let steps = self.open.into_iter().map_while(|open| match open {
            Open::Object(name) => name.map(JsonStep::Member),
            Open::Array(index) => Some(JsonStep::Item(index)),
        });
        JsonPath {
            steps: steps.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The `|` in the text is where the reader stopped.
    fn path(marked: &str) -> JsonPath {
        let at = marked.find('|').unwrap();
        let json = marked.replace('|', "");
        let line = 1 + json[..at].matches('\n').count();
        let column = at - json[..at].rfind('\n').map_or(0, |start| start + 1);
        JsonPath::at(json.as_bytes(), line, column)
    }

    #[test]
    fn a_place_is_named() {
        for (marked, expected) in [
            ("|1", ""),
            ("1|", ""),
            (r#"{}|"#, ""),
            (r#"{"a":1|,"b":2}"#, "a"),
            (r#"{"a":1 | ,"b":2}"#, "a"),
            (r#"{"a":|[],"b":2}"#, "a"),
            (r#"{"a":[]|,"b":2}"#, "a"),
            (r#"{"a":1,"b"|:2}"#, "b"),
            (r#"{"a":1,"b":"x"|}"#, "b"),
            (r#"{"a":1,"b":"x"}|"#, ""),
            (r#"{"a":{"b":{"c":"x"|}}}"#, "a.b.c"),
            (r#"{"a":{"b":{"c":"x"}}|}"#, "a"),
            ("[|{}]", "[0]"),
            (r#"[{"a":0},{"a":[0,[1,"x"|]]}]"#, "[1].a[1][1]"),
            (r#"[{"a":0},{"a":[0,[1,"x"]]}]|"#, ""),
            ("{\n\"a\":\n[\ntrue,\nfalse|\n]}", "a[1]"),
        ] {
            assert_eq!(path(marked).unmasked(), expected, "{marked}");
        }
    }

    #[test]
    fn brackets_and_quotes_in_texts_open_nothing() {
        assert_eq!(
            path(r#"{"a":"[{\"","b\"}":["\\",7|]}"#).unmasked(),
            r#"b\"}[1]"#
        );
    }

    #[test]
    fn a_name_that_is_not_the_api_s_is_masked() {
        let path = path(r#"{"metadata":{"Jenny Rosen":[7|]}}"#);
        assert_eq!(path.masked(), "metadata.*[0]");
        assert_eq!(path.unmasked(), "metadata.Jenny Rosen[0]");
        assert_eq!(
            path.steps().last(),
            Some(&JsonStep::Item(0)),
            "and the steps stay"
        );
    }

    #[test]
    fn a_place_that_is_not_there_is_no_panic() {
        for (line, column) in [(0, 0), (1, 99), (99, 1), (usize::MAX, usize::MAX)] {
            _ = JsonPath::at(br#"}]{"a":"b\"#, line, column);
        }
    }
}
