//! `report images`: the files themselves, from a verified session of the sandbox.

use identity_cli::Exit;
use identity_cli::types::VerificationSessionId;

use crate::support::{Scratch, Served, answered, line};

/// A report with the images of a document's two sides and of a face.
fn report(served: &Served) -> String {
    let created = line(
        "session create --type document --selfie -o id",
        &served.env(),
    );
    let id: VerificationSessionId = created.stdout.trim().parse().unwrap();
    served.sandbox.verify(&id).unwrap();
    let typed = format!("session get {id} --field last_verification_report");
    line(&typed, &served.env()).stdout.trim().to_owned()
}

#[cfg(unix)]
#[test]
fn images_become_files_that_their_owner_alone_can_read() {
    use std::os::unix::fs::PermissionsExt;

    let served = Served::start();
    let report = report(&served);
    let named = line(&format!("report images {report}"), &served.env()).json();
    let scratch = Scratch::new("images");
    let out = scratch.path("new/folder");
    let typed = format!("report images {report} --out {out}");
    let saved = line(&typed, &served.env()).json();
    let kinds = |list: &serde_json::Value| -> Vec<(String, String)> {
        let list = list.as_array().unwrap().iter();
        list.map(|image| (image["kind"].to_string(), image["id"].to_string()))
            .collect()
    };
    assert_eq!(kinds(&named), kinds(&saved));
    assert_eq!(kinds(&saved).len(), 3, "{saved}");
    for image in saved.as_array().unwrap() {
        let path = image["path"].as_str().unwrap();
        assert!(path.starts_with(&out), "{path}");
        let name = format!(
            "{}.{}.png",
            image["id"].as_str().unwrap(),
            image["kind"].as_str().unwrap()
        );
        assert!(path.ends_with(&name), "{path}");
        assert!(std::fs::read(path).unwrap().starts_with(b"\x89PNG"));
        let mode = std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{path}");
    }
    let files = std::fs::read_dir(&out).unwrap().count();
    assert_eq!(files, 3, "nothing else is left there");
}

#[test]
fn a_file_that_is_there_is_not_replaced_without_a_word() {
    let served = Served::start();
    let report = report(&served);
    let scratch = Scratch::new("images-again");
    let out = scratch.path("");
    let typed = format!("report images {report} --out {out}");
    let saved = line(&typed, &served.env()).json();
    let path = saved[0]["path"].as_str().unwrap();
    std::fs::write(path, "mine").unwrap();
    let mine = || std::fs::read(path).unwrap() == b"mine";
    let refused = line(&typed, &served.env());
    assert_eq!(
        (refused.exit, refused.stderr.as_str()),
        (
            Exit::Usage,
            "error: --yes: is required where nobody can be asked: this would replace 3 of the images that are there\n"
        )
    );
    let declined = answered(&typed, &served.env(), "n\n");
    assert_eq!(declined.exit, Exit::Usage, "{}", declined.stderr);
    assert!(mine());
    let agreed = answered(&typed, &served.env(), "y\n");
    assert_eq!(agreed.exit, Exit::Ok, "{}", agreed.stderr);
    assert!(!mine());
    std::fs::write(path, "mine").unwrap();
    assert_eq!(
        line(&format!("{typed} --yes"), &served.env()).exit,
        Exit::Ok
    );
    assert!(!mine());
    // A folder that is a file.
    let blocked = format!("report images {report} --out {path}/x");
    let ran = line(&blocked, &served.env());
    assert_eq!(ran.exit, Exit::Api);
    assert!(
        ran.stderr
            .starts_with("error: --out: the image cannot be written there\n"),
        "{}",
        ran.stderr
    );
}

#[test]
fn links_are_shown_when_asked_for_only() {
    let served = Served::start();
    let typed = format!("report images {} --links", report(&served));
    let masked = line(&typed, &served.env()).json();
    assert_eq!(masked[0]["link"]["url"], "[masked]");
    let shown = line(&format!("{typed} --show-sensitive"), &served.env()).json();
    let url = shown[0]["link"]["url"].as_str().unwrap();
    assert!(url.starts_with(&served.url), "{url}");
}
