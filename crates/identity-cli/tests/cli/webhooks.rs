//! `webhook listen`: received, checked, handed on, and never lost.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use identity_cli::Exit;
use identity_cli::types::{Timestamp, VerificationSessionId, WebhookSecret};
use identity_cli::webhooks::sign;

use crate::support::{KEY, Scratch, Served, line, words};

pub(crate) const SECRET: &str = "whsec_test";

pub(crate) fn event(id: &str, word: &str) -> String {
    format!(
        r#"{{"id":"{id}","object":"event","created":1700000000,"type":"identity.verification_session.{word}","data":{{"object":{{"id":"vs_1","status":"{word}","client_secret":"vs_1_secret_MARK"}}}}}}"#
    )
}

/// A listening process.
pub(crate) struct Listening {
    child: Child,
    address: String,
    stderr: BufReader<std::process::ChildStderr>,
}

impl Listening {
    pub(crate) fn start(flags: &[&str], env: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_identity"))
            .args(["webhook", "listen", "--port", "0"])
            .args(flags)
            .env_remove("STRIPE_API_KEY")
            .env_remove("STRIPE_API_BASE")
            .env("STRIPE_WEBHOOK_SECRET", SECRET)
            .env("HOME", "/nonexistent")
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut first = String::new();
        stderr.read_line(&mut first).unwrap();
        let address = first.trim().strip_prefix("listening on http://");
        let address = address.expect("the first line has the address").to_owned();
        Self {
            child,
            address,
            stderr,
        }
    }

    /// Delivers a body, signed now; the status of the answer.
    pub(crate) fn deliver(&self, body: &str) -> u16 {
        let seconds = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
        let now = Timestamp::from_secs(i64::try_from(seconds).unwrap());
        let header = sign(body.as_bytes(), now, [&WebhookSecret::new(SECRET)]);
        self.post(body, &header)
    }

    fn post(&self, body: &str, signature: &str) -> u16 {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "POST /hooks HTTP/1.1\r\nhost: x\r\nstripe-signature: {signature}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// Waits for the end: exit code, stdout, stderr.
    pub(crate) fn end(mut self) -> (Option<i32>, String, String) {
        let (mut out, mut err) = (String::new(), String::new());
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut out)
            .unwrap();
        self.stderr.read_to_string(&mut err).unwrap();
        (self.child.wait().unwrap().code(), out, err)
    }

    #[cfg(unix)]
    fn interrupt(&self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // After `end` it is gone already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

#[test]
fn deliveries_are_checked_printed_and_answered() {
    let listening = Listening::start(&["--until", "verified"], &[]);
    assert_eq!(
        listening.post(&event("evt_1", "verified"), "t=1,v1=MARK"),
        400
    );
    assert_eq!(listening.deliver("MARK"), 400);
    assert_eq!(listening.deliver(&event("evt_2", "created")), 200);
    assert_eq!(listening.deliver(&event("evt_3", "verified")), 200);
    let (code, out, err) = listening.end();
    assert_eq!(code, Some(0), "{err}");
    let ids: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (&ids[0]["id"], &ids[1]["id"], ids.len()),
        (&"evt_2".into(), &"evt_3".into(), 2)
    );
    assert!(!out.contains("MARK") && !err.contains("MARK"), "{out}{err}");
    assert_eq!(
        err.matches("warning: a delivery was refused").count(),
        2,
        "{err}"
    );
}

#[cfg(unix)]
#[test]
fn a_command_gets_the_event_and_its_failure_is_delivered_again() {
    let scratch = Scratch::new("exec");
    let (seen, gate) = (scratch.path("seen"), scratch.path("gate"));
    let exec = "test -e \"$GATE\" || exit 3; echo \"$IDENTITY_EVENT_ID $IDENTITY_EVENT_TYPE\" >> \"$SEEN\"; cat >> \"$SEEN\"; echo noise";
    let listening = Listening::start(
        &["--exec", exec, "--retries", "1", "--until", "verified"],
        &[("SEEN", &seen), ("GATE", &gate)],
    );
    let body = event("evt_1", "verified");
    assert_eq!(listening.deliver(&body), 500);
    std::fs::write(&gate, "").unwrap();
    assert_eq!(listening.deliver(&body), 200);
    let (code, out, err) = listening.end();
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(
        err.contains("warning: evt_1 was not handled: --exec ended with exit code 3"),
        "{err}"
    );
    assert_eq!(
        std::fs::read_to_string(&seen).unwrap(),
        format!("evt_1 identity.verification_session.verified\n{body}")
    );
}

#[test]
fn an_address_gets_body_and_signature_as_they_came() {
    let app = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/in?a=b", app.local_addr().unwrap());
    let serve = std::thread::spawn(move || {
        let mut seen = Vec::new();
        // The first try fails, and is made again.
        for status in [500, 200] {
            let (mut stream, _) = app.accept().unwrap();
            let mut bytes = vec![0; 4096];
            let mut text = String::new();
            while !text.contains("\r\n\r\n{") || !text.ends_with("}}}") {
                let read = stream.read(&mut bytes).unwrap();
                text.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
            }
            write!(stream, "HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").unwrap();
            seen.push(text);
        }
        seen
    });
    let listening = Listening::start(&["--forward-to", &url, "--until", "verified"], &[KEY]);
    let body = event("evt_1", "verified");
    assert_eq!(listening.deliver(&body), 200);
    assert_eq!(listening.end().0, Some(0));
    for text in serve.join().unwrap() {
        assert!(text.starts_with("POST /in?a=b HTTP/1.1\r\n"), "{text}");
        assert!(text.ends_with(&format!("\r\n\r\n{body}")), "{text}");
        assert!(text.contains("stripe-signature: t="), "{text}");
        assert!(
            !text.contains("sk_test") && !text.to_lowercase().contains("authorization"),
            "{text}"
        );
    }
}

#[test]
fn ci_fails_on_what_it_names() {
    for (flags, exec, code, word) in [
        (vec!["--fail-on", "canceled"], "true", 8, "event"),
        (vec!["--fail-on", "handler"], "false", 8, "handler"),
    ] {
        let mut all = flags.clone();
        all.extend(["--exec", exec, "--retries", "0", "-o", "json"]);
        let listening = Listening::start(&all, &[]);
        listening.deliver(&event("evt_1", "canceled"));
        let (ended, _, err) = listening.end();
        assert_eq!(ended, Some(code), "{err}");
        let error: serde_json::Value = serde_json::from_str(err.lines().last().unwrap()).unwrap();
        assert_eq!(error["error"]["code"], word);
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_and_leaves_no_event_half_done() {
    let scratch = Scratch::new("interrupt");
    let started = scratch.path("started");
    let listening = Listening::start(
        &["--exec", "echo x > \"$STARTED\"; exec sleep 600"],
        &[("STARTED", &started)],
    );
    let address = listening.address.clone();
    let body = event("evt_1", "verified");
    let seconds = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let now = Timestamp::from_secs(i64::try_from(seconds).unwrap());
    let header = sign(body.as_bytes(), now, [&WebhookSecret::new(SECRET)]);
    let sender = std::thread::spawn(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "POST / HTTP/1.1\r\nhost: x\r\nstripe-signature: {header}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
        let mut answer = String::new();
        // Cut off without an answer, which its sender takes for a failure.
        _ = stream.read_to_string(&mut answer);
        answer
    });
    while !std::path::Path::new(&started).exists() {
        std::thread::yield_now();
    }
    listening.interrupt();
    let (code, out, err) = listening.end();
    assert_eq!((code, out.as_str()), (Some(130), ""), "{err}");
    assert!(!sender.join().unwrap().contains(" 200 "));
}

#[test]
fn what_happened_meanwhile_is_caught_up_with_and_nothing_comes_twice() {
    let served = Served::start();
    let scratch = Scratch::new("cursor");
    let cursor = scratch.path("events.cursor");
    let [_, base] = served.env();
    let poll = |flags: &[&str]| {
        let mut typed = vec![
            "webhook",
            "listen",
            "--poll",
            "100ms",
            "--cursor",
            &cursor,
            "--timeout",
            "900ms",
            "-o",
            "json",
            "--jq",
            ".id",
        ];
        typed.retain(|word| *word != "--jq" && *word != ".id");
        typed.extend(flags);
        words(typed, &[KEY, base])
    };
    // Before the first run: not meant for it.
    served.create();
    let first = poll(&[]);
    assert_eq!(
        (first.exit, first.stdout.as_str()),
        (Exit::WaitTimeout, ""),
        "{}",
        first.stderr
    );

    let id = served.create();
    let failed = poll(&["--exec", "false", "--retries", "0"]);
    assert_eq!(
        (failed.exit, failed.stdout.as_str()),
        (Exit::WaitTimeout, ""),
        "{}",
        failed.stderr
    );
    assert!(
        failed
            .stderr
            .contains("was not handled: --exec ended with exit code 1"),
        "{}",
        failed.stderr
    );

    served
        .sandbox
        .verify(&id.parse::<VerificationSessionId>().unwrap())
        .unwrap();
    let caught = poll(&["--until", "verified"]);
    assert_eq!(caught.exit, Exit::Ok, "{}", caught.stderr);
    let types: Vec<String> = caught
        .stdout
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["type"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(
        types,
        ["created", "processing", "verified"]
            .map(|word| format!("identity.verification_session.{word}"))
    );
    let again = poll(&[]);
    assert_eq!(
        (again.exit, again.stdout.as_str()),
        (Exit::WaitTimeout, ""),
        "{}",
        again.stderr
    );
}

#[test]
fn a_plan_that_cannot_work_is_refused() {
    for (typed, sentence) in [
        (
            "--port MARK",
            "--port: must be a whole number from 0 to 65535; 0 picks a free one",
        ),
        (
            "--forward-to wss://MARK",
            "--forward-to: must be an address as http://127.0.0.1:3000/webhooks or https://localhost:3000/webhooks",
        ),
        (
            "--insecure",
            "--insecure: has no use here: there is no --forward-to",
        ),
        (
            "--forward-to http://127.0.0.1:9 --insecure",
            "--insecure: has no use here: --forward-to is no https address",
        ),
        (
            "--forward-to https://127.0.0.1:9 --ca-file /nonexistent",
            "--ca-file: must name a file that can be read and holds certificates in PEM",
        ),
        (
            "--retries MARK",
            "--retries: must be a whole number, 0 or more",
        ),
        (
            "--until verifid",
            "--until: must be canceled, created, processing, redacted, requires_input or verified (did you mean verified?), or a whole name with dots",
        ),
        (
            "--poll MARK",
            "--poll: must be a whole number with a unit, as in 500ms, 30s or 2m",
        ),
        (
            "",
            "STRIPE_WEBHOOK_SECRET: must be set to the secret of the endpoint (whsec_...), or --secret-file given",
        ),
    ] {
        let ran = line(&format!("webhook listen {typed}"), &[]);
        assert_eq!(
            (ran.exit, ran.stderr),
            (Exit::Usage, format!("error: {sentence}\n")),
            "{typed}"
        );
    }
}
