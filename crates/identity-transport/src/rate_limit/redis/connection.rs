//! One connection to Redis: log in, bring the script, run it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Waker};

use tokio::io::{
    AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader,
};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;

use super::url::{Address, Place};

const SCRIPT: &str = include_str!("script.lua");
/// More than any answer to what is asked here.
const LONGEST_LINE: u64 = 4096;

/// What Redis answers, as far as it is needed here.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Text(String),
    Error(String),
    Integer(i64),
    Array(Vec<Self>),
}

trait Stream: AsyncRead + AsyncWrite + Send + Sync {}
impl<S: AsyncRead + AsyncWrite + Send + Sync> Stream for S {}

/// A connection that is logged in and has the script.
pub(super) struct Connection {
    stream: BufReader<Pin<Box<dyn Stream>>>,
    script: String,
}

impl Connection {
    pub(super) async fn open(address: &Address) -> io::Result<Self> {
        let stream: Pin<Box<dyn Stream>> = match &address.place {
            Place::Tcp(host, port) => {
                let stream = TcpStream::connect((host.as_str(), *port)).await?;
                stream.set_nodelay(true)?;
                Box::pin(stream)
            }
            #[cfg(unix)]
            Place::Unix(path) => Box::pin(UnixStream::connect(path).await?),
            #[cfg(not(unix))]
            Place::Unix(_) => return Err(io::ErrorKind::Unsupported.into()),
        };
        let mut connection = Self {
            stream: BufReader::new(stream),
            script: String::new(),
        };
        if let Some(password) = &address.password {
            let user = address.user.as_deref();
            let login: Vec<&str> = ["AUTH"]
                .into_iter()
                .chain(user)
                .chain([&**password])
                .collect();
            connection.must(&login).await?;
        }
        if address.database != 0 {
            let database = address.database.to_string();
            connection.must(&["SELECT", &database]).await?;
        }
        connection.script = connection.must(&["SCRIPT", "LOAD", SCRIPT]).await?;
        Ok(connection)
    }

    /// Runs the script on `key`.
    pub(super) async fn run(&mut self, key: &str, arguments: &[String; 3]) -> io::Result<Reply> {
        let script = std::mem::take(&mut self.script);
        let [share, burst, patience] = arguments;
        let answer = self
            .ask(&["EVALSHA", &script, "1", key, share, burst, patience])
            .await;
        self.script = script;
        answer
    }

    /// The connection, unless something came that was not asked for, its end included.
    pub(super) fn if_quiet(mut self) -> Option<Self> {
        let mut cx = Context::from_waker(Waker::noop());
        let is_quiet = self.stream.buffer().is_empty()
            && Pin::new(&mut self.stream)
                .poll_fill_buf(&mut cx)
                .is_pending();
        is_quiet.then_some(self)
    }

    /// A command that answers with text, or fails.
    async fn must(&mut self, words: &[&str]) -> io::Result<String> {
        match self.ask(words).await? {
            Reply::Text(text) => Ok(text),
            _ => Err(io::Error::other("redis refused the connection")),
        }
    }

    async fn ask(&mut self, words: &[&str]) -> io::Result<Reply> {
        self.stream.get_mut().write_all(&command(words)).await?;
        let first = reply(&mut self.stream).await?;
        let Some(length) = first.1 else {
            return Ok(first.0);
        };
        // Nothing that is asked here answers with an array inside of an array.
        let mut parts = Vec::new();
        for _ in 0..length {
            parts.push(reply(&mut self.stream).await?.0);
        }
        Ok(Reply::Array(parts))
    }
}

/// A command as an array of strings.
fn command(words: &[&str]) -> Vec<u8> {
    let mut bytes = format!("*{}\r\n", words.len()).into_bytes();
    for word in words {
        bytes.extend(format!("${}\r\n{word}\r\n", word.len()).bytes());
    }
    bytes
}

/// One reply; for an array its length beside it, and its parts follow.
async fn reply(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<(Reply, Option<u64>)> {
    let head = line(stream, LONGEST_LINE).await?;
    let (kind, text) = head.split_at_checked(1).ok_or(io::ErrorKind::InvalidData)?;
    let number = || text.parse::<i64>().map_err(|_| io::ErrorKind::InvalidData);
    let length = || {
        let length = u64::try_from(number()?).map_err(|_| io::ErrorKind::InvalidData)?;
        (length < LONGEST_LINE)
            .then_some(length)
            .ok_or(io::ErrorKind::InvalidData)
    };
    Ok(match kind {
        "+" => (Reply::Text(text.to_owned()), None),
        "-" => (Reply::Error(text.to_owned()), None),
        ":" => (Reply::Integer(number()?), None),
        "$" => {
            let text = line(stream, length()? + 2).await?;
            (Reply::Text(text), None)
        }
        "*" => (Reply::Array(Vec::new()), Some(length()?)),
        _ => return Err(io::ErrorKind::InvalidData.into()),
    })
}

/// One line without its end. The strings that are asked for here are names and hold none.
async fn line(stream: &mut (impl AsyncBufRead + Unpin), longest: u64) -> io::Result<String> {
    let mut text = String::new();
    stream.take(longest).read_line(&mut text).await?;
    match text.strip_suffix("\r\n") {
        Some(line) => Ok(line.to_owned()),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn replies_are_read_and_what_is_none_is_refused() {
        for (bytes, expected) in [
            ("+OK\r\n", Some(Reply::Text("OK".to_owned()))),
            (
                "-NOSCRIPT x\r\n",
                Some(Reply::Error("NOSCRIPT x".to_owned())),
            ),
            (":-7\r\n", Some(Reply::Integer(-7))),
            ("$3\r\nabc\r\n", Some(Reply::Text("abc".to_owned()))),
            ("$-1\r\n", None),
            ("$99999999999\r\n", None),
            ("$3\r\nabcd\r\n", None),
            (":x\r\n", None),
            ("+OK", None),
            ("\r\n", None),
            ("", None),
        ] {
            let read = reply(&mut bytes.as_bytes()).await;
            assert_eq!(read.ok().map(|(reply, _)| reply), expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_command_counts_its_bytes() {
        assert_eq!(
            command(&["GET", "é"]),
            "*2\r\n$3\r\nGET\r\n$2\r\né\r\n".as_bytes()
        );
    }
}
