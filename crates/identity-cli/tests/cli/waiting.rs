//! `session wait`, `open`, `timeline`, `ensure`: following a session to its end.

use identity_cli::Exit;
use identity_cli::types::{LastErrorCode, VerificationSessionId};

use crate::support::{KEY, Scratch, Served, line};

fn id(text: &str) -> VerificationSessionId {
    text.parse().unwrap()
}

#[test]
fn the_outcome_decides_the_exit_code() {
    let served = Served::start();
    let wait = |id: &str, flags: &str| {
        line(
            &format!("session wait {id} --timeout 400ms {flags}"),
            &served.env(),
        )
    };

    let verified = served.create();
    served.sandbox.verify(&id(&verified)).unwrap();
    for flags in ["", "--for verified", "--for verified,canceled", "--next"] {
        let ran = wait(&verified, flags);
        assert_eq!(ran.json()["status"], "verified", "{flags}");
        assert_eq!(ran.stderr, "");
    }
    let ran = wait(&verified, "--for canceled");
    assert_eq!(ran.exit, Exit::NotSucceeded);

    let failed = served.create();
    served
        .sandbox
        .fail(&id(&failed), LastErrorCode::DocumentExpired)
        .unwrap();
    let ran = wait(&failed, "");
    assert_eq!(ran.exit, Exit::NotSucceeded, "{}", ran.stderr);
    assert!(
        ran.stderr.starts_with(
            "error: the attempt failed: document_expired\nhint: Yes, in the same session"
        ),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout.contains("requires_input"));
    assert_eq!(wait(&failed, "--next").exit, Exit::WaitTimeout);
    assert_eq!(wait(&failed, "--for requires_input").exit, Exit::Ok);

    let canceled = served.create();
    assert_eq!(
        line(&format!("session cancel {canceled} --yes"), &served.env()).exit,
        Exit::Ok
    );
    for flags in ["", "--for verified", "--for verified,canceled"] {
        assert_eq!(wait(&canceled, flags).exit, Exit::NotSucceeded, "{flags}");
    }
    assert_eq!(wait(&canceled, "--for canceled").exit, Exit::Ok);

    let open = served.create();
    let ran = wait(&open, "");
    assert_eq!(ran.exit, Exit::WaitTimeout);
    assert!(
        ran.stderr
            .starts_with("error: time ran out, and the session is still requires_input\n"),
        "{}",
        ran.stderr
    );
    let ran = wait(&open, "-o json");
    let error: serde_json::Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!(
        (&error["error"]["code"], &error["error"]["exit_code"]),
        (&"wait_timeout".into(), &7.into())
    );
    assert_eq!(wait("vs_1", "").exit, Exit::NotFound);
}

#[test]
fn a_page_is_printed_drawn_or_opened() {
    let served = Served::start();
    let open = served.create();
    let ran = line(&format!("session open {open} --print"), &served.env());
    assert!(ran.stdout.contains("/start/"), "{}", ran.stdout);
    let ran = line(&format!("session open {open} --qr"), &served.env());
    assert!(ran.stdout.contains('█') && !ran.stdout.contains("/start/"));

    let scratch = Scratch::new("browser");
    let (seen, browser) = (
        scratch.path("seen"),
        scratch.write("browser", "#!/bin/sh\necho \"$1\" > \"$SEEN\"\n"),
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
        let [key, base] = served.env();
        let env = [
            key,
            base,
            ("BROWSER", browser.as_str()),
            ("SEEN", seen.as_str()),
        ];
        let ran = line(&format!("session open {open}"), &env);
        assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
        assert!(std::fs::read_to_string(&seen).unwrap().contains("/start/"));
        let ran = line("session create --type document --open --qr -o id", &env);
        assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
        assert!(ran.stdout.starts_with("vs_") && ran.stderr.contains('█'));
    }
    let ran = line(
        &format!("session open {open}"),
        &[
            served.env()[0],
            served.env()[1],
            ("BROWSER", "/nonexistent"),
        ],
    );
    assert_eq!(ran.exit, Exit::Api, "{}", ran.stderr);
    served.sandbox.verify(&id(&open)).unwrap();
    let ran = line(&format!("session open {open}"), &served.env());
    assert_eq!(
        ran.stderr,
        "error: the session is verified and takes no input\n"
    );
}

#[test]
fn a_reference_has_one_session() {
    let served = Served::start();
    let ensure = |flags: &str| {
        line(
            &format!("session ensure --client-reference-id u-1 -o id {flags}"),
            &served.env(),
        )
    };
    let made = ensure("--type document");
    assert_eq!(
        (made.exit, made.stderr.as_str()),
        (Exit::Ok, "note: created\n")
    );
    let again = ensure("--type document");
    assert_eq!(
        (&again.stdout, again.stderr.as_str()),
        (&made.stdout, "note: there was one that requires input\n")
    );
    let other = ensure("--type id_number");
    assert_eq!((other.exit, &other.stdout), (Exit::Api, &made.stdout));
    served.sandbox.verify(&id(made.stdout.trim())).unwrap();
    let done = ensure("--type document");
    assert_eq!(
        (done.exit, done.stderr.as_str()),
        (Exit::Ok, "note: the person is verified already\n")
    );
    assert_eq!(served.sandbox.session_count(), 1);
}

#[test]
fn a_create_can_wait() {
    let served = Served::start();
    let ran = line(
        "session create --type document --wait --timeout 300ms",
        &served.env(),
    );
    assert_eq!(ran.exit, Exit::WaitTimeout, "{}", ran.stderr);
    assert!(
        ran.stderr.starts_with("note: created vs_"),
        "{}",
        ran.stderr
    );
    let ran = line("--sandbox session create --type document --wait", &[KEY]);
    assert_eq!(ran.exit, Exit::Usage, "{}", ran.stderr);
}
