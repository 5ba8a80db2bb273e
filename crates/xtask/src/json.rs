//! Reads the JSON that cargo prints. Nothing else needs it, so it is small rather than fast.

use std::{iter::Peekable, str::Chars};

use crate::Result;

/// How deep a document may nest; cargo's nests less than ten deep.
const MAX_DEPTH: usize = 64;

/// Any JSON value. Numbers stay text: nothing here counts with them.
#[derive(Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

impl Json {
    /// Parses one whole document.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let mut reader = Reader {
            rest: text.chars().peekable(),
        };
        let value = reader.value(0)?;
        match reader.token() {
            None => Ok(value),
            Some(found) => Err(format!("JSON: `{found}` after the end of the document")),
        }
    }

    /// A member of a map; `Null` when this is no map or has no such member.
    pub(crate) fn get(&self, name: &str) -> &Self {
        match self {
            Self::Map(members) => members
                .iter()
                .find(|(key, _)| key == name)
                .map_or(&Self::Null, |(_, value)| value),
            _ => &Self::Null,
        }
    }

    /// The text of a string; empty for anything else.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    /// The items of a list; none for anything else.
    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The members of a map in document order; none for anything else.
    pub(crate) fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Map(members) => members,
            _ => &[],
        }
    }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Json> {
        if depth > MAX_DEPTH {
            return Err("JSON: nested too deep".into());
        }
        match self.token() {
            Some('{') => self.map(depth),
            Some('[') => self.list(depth),
            Some('"') => Ok(Json::Text(self.string()?)),
            Some(first) => self.word(first),
            None => Err("JSON: ends too early".into()),
        }
    }

    fn map(&mut self, depth: usize) -> Result<Json> {
        let mut members = Vec::new();
        loop {
            match self.token() {
                Some('}') => return Ok(Json::Map(members)),
                Some('"') => {
                    let key = self.string()?;
                    if self.token() != Some(':') {
                        return Err(format!("JSON: no `:` after \"{key}\""));
                    }
                    members.push((key, self.value(depth + 1)?));
                }
                Some(',') if !members.is_empty() => {}
                _ => return Err("JSON: broken object".into()),
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json> {
        let mut items = Vec::new();
        loop {
            self.skip_space();
            match self.rest.peek() {
                Some(']') => {
                    self.rest.next();
                    return Ok(Json::List(items));
                }
                Some(',') if !items.is_empty() => {
                    self.rest.next();
                }
                _ => items.push(self.value(depth + 1)?),
            }
        }
    }

    fn string(&mut self) -> Result<String> {
        let mut text = String::new();
        loop {
            match self.rest.next() {
                Some('"') => return Ok(text),
                Some('\\') => text.push(self.escape()?),
                Some(plain) => text.push(plain),
                None => return Err("JSON: a string without its end".into()),
            }
        }
    }

    /// Halves of a surrogate pair become U+FFFD: cargo prints such characters unescaped.
    fn escape(&mut self) -> Result<char> {
        match self.rest.next() {
            Some('n') => Ok('\n'),
            Some('t') => Ok('\t'),
            Some('r') => Ok('\r'),
            Some('b') => Ok('\u{8}'),
            Some('f') => Ok('\u{c}'),
            Some('u') => {
                let digits: String = self.rest.by_ref().take(4).collect();
                let code = u32::from_str_radix(&digits, 16)
                    .map_err(|_| "JSON: broken \\u escape".to_owned())?;
                Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
            }
            Some(same @ ('"' | '\\' | '/')) => Ok(same),
            _ => Err("JSON: unknown escape".into()),
        }
    }

    fn word(&mut self, first: char) -> Result<Json> {
        let mut word = String::from(first);
        while let Some(next) = self
            .rest
            .next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        {
            word.push(next);
        }
        match word.as_str() {
            "null" => Ok(Json::Null),
            "true" => Ok(Json::Bool(true)),
            "false" => Ok(Json::Bool(false)),
            number if number.parse::<f64>().is_ok() => Ok(Json::Number(word)),
            _ => Err(format!("JSON: `{word}` is no value")),
        }
    }

    fn token(&mut self) -> Option<char> {
        self.skip_space();
        self.rest.next()
    }

    fn skip_space(&mut self) {
        while self.rest.next_if(|c| c.is_ascii_whitespace()).is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_cargo_prints() {
        let json = Json::parse(
            r#" {"packages":[{"name":"a","features":{"x":["dep:y"]},"n":-1.5e3,"t":true,"z":null}, 2],"e":{}} "#,
        )
        .expect("valid");
        let package = &json.get("packages").items()[0];
        assert_eq!(package.get("name").text(), "a");
        assert_eq!(package.get("features").members()[0].0, "x");
        assert_eq!(*package.get("n"), Json::Number("-1.5e3".into()));
        assert_eq!(*package.get("t"), Json::Bool(true));
        assert_eq!(*package.get("missing"), Json::Null);
        assert!(json.get("e").members().is_empty());
    }

    #[test]
    fn unescapes_strings() {
        let json = Json::parse(r#""a\n\"\\\/\u00e9\ud83d""#).expect("valid");
        assert_eq!(json.text(), "a\n\"\\/é\u{fffd}");
    }

    #[test]
    fn refuses_broken_documents() {
        for text in [
            "",
            "{",
            "[",
            "[,]",
            "{\"a\" 1}",
            "\"a",
            "nul",
            "1 2",
            "\"\\q\"",
            "\"\\u12",
        ] {
            assert!(Json::parse(text).is_err(), "{text}");
        }
        assert!(Json::parse(&"[".repeat(1000)).is_err());
    }
}
