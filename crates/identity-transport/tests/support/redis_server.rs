//! A `redis-server` of one's own, on a socket in a folder of its own, and a client of ten lines.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// Ends with the value.
pub(crate) struct RedisServer {
    pub(crate) process: Child,
    pub(crate) folder: PathBuf,
}

impl RedisServer {
    /// Starts one and waits until it answers.
    pub(crate) fn start() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("redis-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).expect("the temporary folder can be written");
        let process = Self::spawn(&folder);
        let mut server = Self { process, folder };
        server.wait();
        server
    }

    pub(crate) fn spawn(folder: &Path) -> Child {
        Command::new("redis-server")
            .args([
                "--port",
                "0",
                "--unixsocket",
                "socket",
                "--save",
                "",
                "--appendonly",
                "no",
            ])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is installed: apt-get install redis-server")
    }

    pub(crate) fn wait(&mut self) {
        let path = self.folder.join("socket");
        while UnixStream::connect(&path).is_err() {
            let ended = self.process.try_wait().expect("it is ours");
            assert!(ended.is_none(), "redis-server ended at once");
            std::thread::yield_now();
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis+unix://{}", self.folder.join("socket").display())
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // Both may have happened already.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Sends one command and gives back the numbers in its answer.
pub(crate) fn ask(url: &str, words: &[&str]) -> Vec<i64> {
    let path = url.strip_prefix("redis+unix://").expect("a socket");
    let mut stream = UnixStream::connect(path).expect("it answers");
    let mut command = format!("*{}\r\n", words.len());
    for word in words {
        write!(command, "${}\r\n{word}\r\n", word.len()).expect("a string takes all");
    }
    stream.write_all(command.as_bytes()).expect("it reads");
    stream
        .shutdown(std::net::Shutdown::Write)
        .expect("it is connected");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
        .lines()
        .filter_map(|line| line.trim_start_matches(':').parse().ok())
        .collect()
}
