//! A pseudo-terminal: colours, questions and progress as a person sees them.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{InputModes, LocalModes, OutputModes, tcgetattr};

#[cfg(target_os = "linux")]
use crate::support::Silent;
use crate::support::{KEY, Served};

/// Runs at a terminal; types `answer` once something was asked. What the screen got, and the exit code.
fn at_terminal(typed: &str, env: &[(&str, &str)], answer: Option<&str>) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_identity"));
    command.args(typed.split_whitespace());
    run(command, env, answer)
}

fn run(mut command: Command, env: &[(&str, &str)], answer: Option<&str>) -> (String, Option<i32>) {
    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&controller).unwrap();
    unlockpt(&controller).unwrap();
    let before = settings(&controller);
    let name = ptsname(&controller, Vec::new()).unwrap();
    let terminal = || -> Stdio {
        let path = name.to_str().unwrap();
        OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)
            .unwrap()
            .into()
    };
    command
        .env_clear()
        .envs(env.iter().copied())
        .stdin(terminal())
        .stdout(terminal())
        .stderr(terminal());
    let mut child = command.spawn().unwrap();
    // The command holds the terminal open for as long as it runs, and for no longer.
    drop(command);
    let mut screen = File::from(controller);
    let (mut seen, mut bytes, mut answer) = (String::new(), [0; 4096], answer);
    // At the end of the other side a terminal fails instead of ending.
    while let Ok(read) = screen.read(&mut bytes) {
        if read == 0 {
            break;
        }
        seen.push_str(&String::from_utf8_lossy(&bytes[..read]));
        if let Some(text) = answer.take_if(|_| seen.ends_with(": ") || seen.ends_with("[y/N] ")) {
            screen.write_all(text.as_bytes()).unwrap();
        }
    }
    assert_eq!(settings(&screen), before, "the terminal is left as it was");
    (seen, child.wait().unwrap().code())
}

/// How the terminal takes what is typed: echo, lines, signals.
fn settings(terminal: impl std::os::fd::AsFd) -> (InputModes, OutputModes, LocalModes) {
    let settings = tcgetattr(terminal).unwrap();
    (
        settings.input_modes,
        settings.output_modes,
        settings.local_modes,
    )
}

#[test]
fn a_person_gets_a_coloured_table() {
    let served = Served::start();
    let id = served.create();
    let typed = format!("session get {id}");
    let (seen, code) = at_terminal(&typed, &served.env(), None);
    assert_eq!(code, Some(0), "{seen}");
    assert!(seen.contains("\x1b[33mrequires_input\x1b[0m"), "{seen:?}");
    for plain in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let [key, base] = served.env();
        let (seen, _) = at_terminal(&typed, &[key, base, plain], None);
        assert!(
            seen.contains("requires_input") && !seen.contains('\x1b'),
            "{seen:?}"
        );
    }
}

#[test]
fn a_person_is_asked_and_can_decline() {
    let served = Served::start();
    let id = served.create();
    let (seen, code) = at_terminal(&format!("session cancel {id}"), &served.env(), Some("n\n"));
    assert_eq!(code, Some(2), "{seen}");
    assert!(
        seen.contains(&format!("About to cancel {id}. [y/N] ")),
        "{seen:?}"
    );
    let (seen, code) = at_terminal(&format!("session cancel {id}"), &served.env(), Some("y\n"));
    assert_eq!(code, Some(0), "{seen}");
    let end = format!("{}\n", &id[id.len() - 4..]);
    let (seen, code) = at_terminal(&format!("session redact {id}"), &served.env(), Some(&end));
    assert_eq!(code, Some(0), "{seen}");
}

/// `setsid` makes the terminal the one that signals come from.
#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_at_a_question_is_130_and_sends_nothing() {
    let api = Silent::listen();
    let url = api.url();
    for typed in [
        "session redact vs_1234",
        "session cancel vs_1234",
        "webhook endpoints delete we_1234",
        "api DELETE /v1/webhook_endpoints/we_1234",
    ] {
        let mut command = Command::new("setsid");
        command
            .args(["--ctty", "--wait", env!("CARGO_BIN_EXE_identity")])
            .args(typed.split_whitespace());
        let env = [KEY, ("STRIPE_API_BASE", &*url), ("TERM", "dumb")];
        let (seen, code) = run(command, &env, Some("\x03"));
        assert_eq!(code, Some(130), "{typed}: {seen:?}");
        assert!(
            seen.starts_with("About to ") && seen.ends_with("^C\r\nerror: interrupted\r\n"),
            "{typed}: {seen:?}"
        );
        assert!(api.is_untouched(), "{typed}");
    }
}

#[test]
fn waiting_shows_that_it_goes_on_and_cleans_up() {
    let served = Served::start();
    let id = served.create();
    let typed = format!("session wait {id} --timeout 300ms");
    let (seen, code) = at_terminal(&typed, &served.env(), None);
    assert_eq!(code, Some(7), "{seen}");
    assert!(
        seen.contains(&format!("\rwaiting for {id} (0 s)\x1b[K")),
        "{seen:?}"
    );
    assert!(seen.contains("\r\x1b[K"), "{seen:?}");
    let (seen, _) = at_terminal(&format!("{typed} --quiet"), &served.env(), None);
    assert!(!seen.contains("waiting for"), "{seen:?}");
}

#[test]
fn an_error_is_red_and_without_a_key_says_where_one_comes_from() {
    let (seen, code) = at_terminal("session get vs_1", &[("HOME", "/nonexistent")], None);
    assert_eq!(code, Some(2));
    assert!(
        seen.contains("\x1b[1m\x1b[31merror:\x1b[0m STRIPE_API_KEY: must be set"),
        "{seen:?}"
    );
    _ = KEY;
}
