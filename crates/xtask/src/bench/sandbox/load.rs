//! Requests by the thousand: wrk's runs against one server, and what they say.

use std::{
    fmt, fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
};

use super::table::grouped;
use crate::{Result, json::Json, shell::Run};

const SESSIONS: &str = "/v1/identity/verification_sessions";
const KEY: &str = "sk_test_bench";
/// The least number of POSTs that a filling run is sized for.
const SHARE: u64 = 100_000;

/// A server under load.
#[derive(Debug)]
pub(super) struct Load {
    scratch: PathBuf,
    url: String,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Sessions by their ids, one after the other.
    Get,
    /// The first page of the list.
    List,
    /// New sessions.
    Post,
}

/// What a run came to.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) requests: u64,
    pub(super) a_second: f64,
    pub(super) p50_us: f64,
}

impl Load {
    pub(super) fn new(scratch: &Path, url: &str) -> Self {
        Self {
            scratch: scratch.to_owned(),
            url: url.to_owned(),
        }
    }

    /// One run of five seconds; every answer must be a success.
    pub(super) fn run(&self, kind: Kind) -> Result<Measured> {
        self.wrk(kind, 5)
    }

    /// Creates at least so many sessions and says how many; fewer if that takes over five minutes.
    pub(super) fn fill(&self, sessions: u64) -> Result<u64> {
        let mut made = 0;
        for _ in 0..30 {
            if made >= sessions {
                break;
            }
            let seconds = if sessions - made > SHARE { 10 } else { 1 };
            made += self.wrk(Kind::Post, seconds)?.requests;
        }
        Ok(made)
    }

    fn wrk(&self, kind: Kind, seconds: u32) -> Result<Measured> {
        let script = self.scratch.join("wrk.lua");
        fs::write(&script, self.script(kind)?).map_err(|cause| format!("wrk.lua: {cause}"))?;
        let said = Run::new("wrk")
            .words(&format!("-t1 -c16 -d{seconds}s --latency -s"))
            .arg(&script)
            .arg(&self.url)
            .read()?;
        print!("{said}");
        Measured::read(&said)
    }

    fn script(&self, kind: Kind) -> Result<String> {
        let mut lua = format!("wrk.headers[\"Authorization\"] = \"Bearer {KEY}\"\n");
        match kind {
            Kind::List => lua.push_str(&format!("wrk.path = \"{SESSIONS}\"\n")),
            Kind::Post => lua.push_str(&format!(
                "wrk.method = \"POST\"\nwrk.path = \"{SESSIONS}\"\nwrk.body = \"type=document&metadata[user_id]=usr_4211\"\n\
                 wrk.headers[\"Content-Type\"] = \"application/x-www-form-urlencoded\"\n"
            )),
            Kind::Get => {
                let ids = self.ids()?;
                lua.push_str(&format!(
                    "local ids, next = {{\"{}\"}}, 0\nfunction request()\n  next = next % #ids + 1\n  \
                     return wrk.format(\"GET\", \"{SESSIONS}/\" .. ids[next])\nend\n",
                    ids.join("\", \"")
                ));
            }
        }
        Ok(lua)
    }

    /// The ids of the newest sessions.
    fn ids(&self) -> Result<Vec<String>> {
        let body = get_once(&self.url, &format!("{SESSIONS}?limit=100"))?;
        let page = Json::parse(&body)?;
        let ids: Vec<String> = page
            .get("data")
            .items()
            .iter()
            .map(|session| session.get("id").text().to_owned())
            .collect();
        if ids.is_empty() {
            return Err("the sandbox lists no sessions".into());
        }
        Ok(ids)
    }
}

impl Measured {
    /// Reads what wrk prints.
    fn read(said: &str) -> Result<Self> {
        if let Some(line) = said
            .lines()
            .find(|line| line.contains("Non-2xx") || line.contains("Socket errors"))
        {
            return Err(format!("not every request was answered: {}", line.trim()));
        }
        let number = |line: Option<&str>| line.and_then(|line| line.trim().parse().ok());
        let lines = || said.lines().map(str::trim);
        let requests = lines()
            .find_map(|line| line.split_once(" requests in "))
            .map(|(count, _)| count);
        let a_second = lines().find_map(|line| line.strip_prefix("Requests/sec:"));
        let p50 = lines().find_map(|line| line.strip_prefix("50%"));
        let measured = requests
            .and_then(|count| count.parse().ok())
            .and_then(|requests| {
                Some(Self {
                    requests,
                    a_second: number(a_second)?,
                    p50_us: microseconds(p50?.trim())?,
                })
            });
        measured.ok_or_else(|| format!("wrk printed something else than it used to:\n{said}"))
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let a_second = grouped(self.a_second.round() as u64);
        write!(f, "{a_second}/s, p50 {:.2} ms", self.p50_us / 1e3)
    }
}

/// `612.00us`, `1.20ms`, `3.00s`
fn microseconds(text: &str) -> Option<f64> {
    [("us", 1.0), ("ms", 1e3), ("s", 1e6)]
        .into_iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))
        .and_then(|(number, factor)| Some(number.parse::<f64>().ok()? * factor))
}

/// The body of one plain GET.
pub(super) fn get_once(url: &str, path: &str) -> Result<String> {
    let failed = |cause| format!("GET {path}: {cause}");
    let host = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).map_err(failed)?;
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {KEY}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).map_err(failed)?;
    let mut text = String::new();
    stream.read_to_string(&mut text).map_err(failed)?;
    match text.split_once("\r\n\r\n") {
        Some((head, body)) if head.starts_with("HTTP/1.1 200 ") => Ok(body.to_owned()),
        _ => Err(format!("GET {path} was answered by:\n{text}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_wrk_prints() {
        let said = "Running 5s test @ http://127.0.0.1:1\n  Latency Distribution\n     50%  612.50us\n     75%    1.20ms\n\
                    \x20 104857 requests in 5.00s, 96.20MB read\nRequests/sec:  20971.40\nTransfer/sec: 19.24MB\n";
        let measured = Measured::read(said).expect("complete");
        assert_eq!(measured.requests, 104_857);
        assert_eq!(measured.to_string(), "20,971/s, p50 0.61 ms");
        assert!(Measured::read("").is_err());
        let refused = format!("{said}  Non-2xx or 3xx responses: 3\n");
        assert!(Measured::read(&refused).is_err_and(|error| error.contains("responses: 3")));
        assert_eq!(microseconds("1.20ms"), Some(1_200.0));
        assert_eq!(microseconds("2.00s"), Some(2_000_000.0));
    }
}
