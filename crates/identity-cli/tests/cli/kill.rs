//! `sandbox serve --data` is killed again and again while it is called: nothing that was acknowledged is
//! lost, and nothing is there by halves.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

const KILLS: usize = 200;
const CALLERS: usize = 2;
const SESSIONS: &str = "/v1/identity/verification_sessions";

/// A folder of this test's own; it goes with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("identity-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server; killed with the value.
struct Served {
    child: Child,
    port: String,
}

impl Served {
    fn start(data: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_identity"));
        command.args(["sandbox", "serve", "--port", "0", "--data"]);
        Self::spawn(command.arg(data))
    }

    fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().rsplit(':').next().unwrap().to_owned();
        assert!(line.starts_with("listening on "), "{line:?}");
        Self { child, port }
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The whole answer, or nothing if the server went away before it was whole.
fn call(port: &str, method: &str, path: &str, key: &str, form: &str) -> Option<String> {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).ok()?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer sk_test_123\r\n\
         Idempotency-Key: {key}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))?;
    (body.len() == length.parse::<usize>().ok()?).then_some(answer)
}

fn create(port: &str, key: &str) -> Option<String> {
    let form = format!("type=document&client_reference_id={key}");
    call(port, "POST", SESSIONS, key, &form)
}

/// The id of the first object in an answer.
fn id(answer: &str) -> &str {
    let rest = answer.split_once("\"id\": \"").unwrap().1;
    rest.split_once('"').unwrap().0
}

/// Calls until the server is gone, and sends every key with what it was told: nothing, for the last one.
fn caller(port: &str, name: &str, said: &mpsc::Sender<(String, Option<String>)>) {
    for number in 0.. {
        let key = format!("{name}-{number}");
        let answer = create(port, &key);
        let gone = answer.is_none();
        let told = answer.map(|answer| id(&answer).to_owned());
        if said.send((key, told)).is_err() || gone {
            return;
        }
    }
}

/// One session for the key, the one that was acknowledged if one was, and its key still gives it.
fn check(port: &str, key: &str, told: Option<&str>) -> String {
    let again = create(port, key).unwrap();
    assert!(again.starts_with("HTTP/1.1 200 "), "{again}");
    if let Some(told) = told {
        assert_eq!(id(&again), told, "{key} was acknowledged and is lost");
        assert!(again.contains("idempotent-replayed: true"), "{again}");
    }
    let path = format!("{SESSIONS}?client_reference_id={key}");
    let list = call(port, "GET", &path, "", "").unwrap();
    assert_eq!(
        list.matches("\"object\": \"identity.verification_session\"")
            .count(),
        1,
        "{list}"
    );
    assert!(list.contains(id(&again)), "{list}");
    id(&again).to_owned()
}

#[test]
fn two_hundred_kills_lose_nothing_and_leave_nothing_half_done() {
    let folder = Folder::new("kills");
    let data = folder.0.join("state");
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut last: Vec<(String, Option<String>)> = Vec::new();
    let mut chance = 1_u64;
    for round in 0..KILLS {
        let server = Served::start(&data);
        for (key, told) in last.drain(..) {
            known.insert(key.clone(), check(&server.port, &key, told.as_deref()));
        }
        chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let acknowledged = chance >> 61;
        let (said, hear) = mpsc::channel();
        let callers: Vec<_> = (0..CALLERS)
            .map(|number| {
                let (port, said) = (server.port.clone(), said.clone());
                std::thread::spawn(move || caller(&port, &format!("{round}-{number}"), &said))
            })
            .collect();
        drop(said);
        // Killed with calls under way, after as many answers as chance wants.
        last.extend(hear.iter().take(usize::try_from(acknowledged).unwrap()));
        server.kill();
        callers
            .into_iter()
            .for_each(|caller| caller.join().unwrap());
        last.extend(hear.try_iter());
    }
    let server = Served::start(&data);
    for (key, told) in last {
        known.insert(key.clone(), check(&server.port, &key, told.as_deref()));
    }
    for (key, told) in known.iter().step_by(7) {
        check(&server.port, key, Some(told));
    }
    let overview = call(&server.port, "GET", "/_sandbox", "", "").unwrap();
    let count = format!("\"sessions\": {},", known.len());
    assert!(overview.contains(&count), "{count} {overview}");
    assert!(known.len() > KILLS, "{} sessions", known.len());
}

/// The next delivery to an endpoint, as far as it was sent, and where it can be answered.
fn delivery(endpoint: &TcpListener) -> (String, TcpStream) {
    let (mut stream, _) = endpoint.accept().unwrap();
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    // The body ends with the brace that began it.
    while !bytes.ends_with(b"\n}") {
        match stream.read(&mut part) {
            Ok(0) | Err(_) => break,
            Ok(count) => bytes.extend_from_slice(&part[..count]),
        }
    }
    (String::from_utf8(bytes).unwrap(), stream)
}

/// Waits until nothing is due any more, answering with what was delivered.
fn settle(server: &Served) -> String {
    call(&server.port, "POST", "/_sandbox/deliveries/settle", "", "").unwrap()
}

/// Killed with a delivery on its way, and one behind it: both are made by the next start, once, and none by
/// the one after it.
#[test]
fn a_delivery_outlives_a_kill_and_is_not_made_again_once_it_was_answered() {
    let folder = Folder::new("deliveries");
    let data = folder.0.join("state");
    let endpoint = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = Served::start(&data);
    let url = endpoint.local_addr().unwrap();
    let form = format!("url=http://{url}/&enabled_events[]=*");
    let made = call(&server.port, "POST", "/v1/webhook_endpoints", "we", &form).unwrap();
    assert!(made.starts_with("HTTP/1.1 200 "), "{made}");
    for key in ["one", "two"] {
        assert!(create(&server.port, key).is_some());
    }
    let (first, unanswered) = delivery(&endpoint);
    assert!(first.contains("verification_session.created"), "{first}");
    server.kill();
    drop(unanswered);

    let server = Served::start(&data);
    let mut events = Vec::new();
    for _ in 0..2 {
        let (sent, mut stream) = delivery(&endpoint);
        stream
            .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
            .unwrap();
        events.push(id(&sent).to_owned());
    }
    assert_eq!(
        events[0],
        id(&first),
        "the one that was on its way comes again"
    );
    assert_ne!(events[1], events[0]);
    let told = settle(&server);
    assert_eq!(told.matches("\"delivered\": true").count(), 2, "{told}");
    server.kill();

    let server = Served::start(&data);
    settle(&server);
    endpoint.set_nonblocking(true).unwrap();
    let nobody = endpoint.accept().unwrap_err();
    assert_eq!(nobody.kind(), std::io::ErrorKind::WouldBlock);
    for event in events {
        let shown = call(&server.port, "GET", &format!("/v1/events/{event}"), "", "").unwrap();
        assert!(shown.contains("\"pending_webhooks\": 0"), "{shown}");
    }
}

fn refused(data: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_identity"))
        .args(["sandbox", "serve", "--port", "0", "--data"])
        .arg(data)
        .output()
        .unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_second_process_and_a_file_of_something_else_are_refused_in_one_sentence() {
    let folder = Folder::new("second");
    let data = folder.0.join("state");
    let _server = Served::start(&data);
    let said = refused(&data);
    assert!(
        said.contains("another sandbox has the data file open"),
        "{said}"
    );
    let notes = folder.0.join("notes");
    std::fs::write(&notes, "notes ".repeat(2000)).unwrap();
    let said = refused(&notes);
    assert!(said.contains("not a data file of the sandbox"), "{said}");
}

/// The shell limits how large files may be, and keeps the signal away that would end the process.
#[cfg(unix)]
#[test]
fn a_full_disk_is_an_error_to_the_caller_and_what_was_acknowledged_stays() {
    let folder = Folder::new("full");
    let data = folder.0.join("state");
    Served::start(&data).kill();
    let blocks = std::fs::metadata(&data).unwrap().len() / 512 + 600;
    let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            &limited,
            env!("CARGO_BIN_EXE_identity"),
            "sandbox",
            "serve",
            "--port",
            "0",
            "--data",
        ])
        .arg(&data);
    let server = Served::spawn(&mut command);
    let mut told = Vec::new();
    let padding = "x".repeat(4000);
    let refusal = loop {
        let key = told.len().to_string();
        let form = format!(
            "type=document&client_reference_id={key}&metadata[x]={}",
            &padding[..500]
        );
        let answer = call(&server.port, "POST", SESSIONS, &key, &form).unwrap();
        if !answer.starts_with("HTTP/1.1 200 ") {
            break answer;
        }
        told.push((key, id(&answer).to_owned()));
        assert!(told.len() < 20_000, "the disk is never full");
    };
    assert!(refusal.starts_with("HTTP/1.1 500 "), "{refusal}");
    assert!(
        refusal.contains("there is no room left for the data file"),
        "{refusal}"
    );
    server.kill();
    let server = Served::start(&data);
    for (key, id) in &told {
        let list = call(
            &server.port,
            "GET",
            &format!("{SESSIONS}?client_reference_id={key}"),
            "",
            "",
        );
        assert!(list.unwrap().contains(id.as_str()), "{key}");
    }
}
