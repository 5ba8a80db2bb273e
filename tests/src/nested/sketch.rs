//! Bytes to [`Nested`], so that every input of a fuzzer is a value and every seed can be read.

use super::Nested;

/// How many names one `>` line may add, and how many items one `*` line.
const MOST_REPEATS: usize = 1100;

/// Reads a value from lines; there is no input that has no meaning.
///
/// A line is `name<tab>item`, or `item` alone in a list. What an item is, its first character says:
///
/// | item | is |
/// |---|---|
/// | `{` | an object, up to the line `}` |
/// | `[` | a list, up to the line `}` |
/// | `~` | nothing |
/// | `!true`, `!` | a boolean |
/// | `#12` | a whole number |
/// | `%0.5` | a float |
/// | `*3` | a list of that many texts `x` |
/// | `>70` | that many objects, one in the other, around a text |
/// | `'text`, or any other | the text |
///
/// ```
/// use identity_tests::nested::{Nested, sketch};
///
/// assert_eq!(
///     sketch(b"type\t'document\nexpand\t[\n'a"),
///     Nested::object([
///         ("type".into(), Nested::Text("document".into())),
///         ("expand".into(), Nested::List(vec![Nested::Text("a".into())])),
///     ]),
/// );
/// ```
#[must_use]
pub fn sketch(bytes: &[u8]) -> Nested {
    let text = String::from_utf8_lossy(bytes);
    let mut open = vec![Open::root()];
    for line in text.split('\n') {
        let (name, item) = line.split_once('\t').unwrap_or(("", line));
        match item.chars().next() {
            Some('{') => open.push(Open::new(name, true)),
            Some('[') => open.push(Open::new(name, false)),
            Some('}') => close(&mut open),
            _ => last(&mut open).add(name, scalar(item)),
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().map_or(Nested::Nothing, Open::finish)
}

/// An object or a list that more lines may fill.
struct Open {
    name: String,
    object: bool,
    members: Vec<(String, Nested)>,
}

impl Open {
    fn root() -> Self {
        Self::new("", true)
    }

    fn new(name: &str, object: bool) -> Self {
        Self {
            name: name.to_owned(),
            object,
            members: Vec::new(),
        }
    }

    fn add(&mut self, name: &str, value: Nested) {
        self.members.push((name.to_owned(), value));
    }

    fn finish(self) -> Nested {
        if self.object {
            return Nested::object(self.members);
        }
        Nested::List(self.members.into_iter().map(|(_, value)| value).collect())
    }
}

fn last(open: &mut [Open]) -> &mut Open {
    open.last_mut().expect("the root is never closed")
}

fn close(open: &mut Vec<Open>) {
    if open.len() > 1
        && let Some(done) = open.pop()
    {
        let name = done.name.clone();
        last(open).add(&name, done.finish());
    }
}

fn scalar(item: &str) -> Nested {
    let rest = item.get(1..).unwrap_or_default();
    match item.as_bytes().first() {
        Some(b'~') => Nested::Nothing,
        Some(b'!') => Nested::Bool(rest == "true"),
        Some(b'#') => Nested::Int(rest.parse().unwrap_or_default()),
        Some(b'%') => Nested::Float(rest.parse().unwrap_or_default()),
        Some(b'*') => Nested::List(vec![Nested::Text("x".into()); repeats(rest)]),
        Some(b'>') => (0..repeats(rest)).fold(Nested::Text("x".into()), |inner, _| {
            Nested::Object(vec![("n".into(), inner)])
        }),
        Some(b'\'') => Nested::Text(rest.to_owned()),
        _ => Nested::Text(item.to_owned()),
    }
}

fn repeats(digits: &str) -> usize {
    digits.parse().unwrap_or(1).min(MOST_REPEATS)
}
