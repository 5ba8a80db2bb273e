//! `webhook endpoints`, all of its life, against the sandbox.

use identity_cli::Exit;

use crate::support::{Served, answered, line};

const CREATE: &str = "webhook endpoints create --url https://example.com/hooks/MARK";

#[test]
fn the_secret_is_shown_once_and_only_when_asked_for() {
    let served = Served::start();
    let run = |typed: &str| line(typed, &served.env());
    let masked = run(CREATE);
    assert_eq!(masked.json()["secret"], "[masked]");
    assert_eq!(masked.json()["url"], "https://example.com/…");
    assert!(
        masked.stderr.contains("note: the secret is masked"),
        "{}",
        masked.stderr
    );
    let shown = run(&format!("{CREATE} --show-sensitive"));
    let secret = shown.json()["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("whsec_"), "{secret}");
    assert_eq!(shown.json()["url"], "https://example.com/hooks/MARK");
    assert_eq!(shown.stderr, "");
    let alone = run(&format!("{CREATE} --field secret --show-sensitive"));
    assert!(alone.stdout.starts_with("whsec_"), "{}", alone.stdout);
    let id = shown.json()["id"].as_str().unwrap().to_owned();
    for typed in [
        format!("webhook endpoints get {id}"),
        format!("webhook endpoints update {id} --disabled"),
        format!("get {id}"),
        "webhook endpoints list --all".to_owned(),
    ] {
        let ran = run(&format!("{typed} --show-sensitive"));
        assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
        assert!(!ran.stdout.contains("whsec_"), "{typed}: {}", ran.stdout);
        let masked = run(&typed).stdout;
        assert!(!masked.contains("MARK"), "{typed}: {masked}");
    }
}

#[test]
fn an_endpoint_is_made_listed_changed_and_deleted() {
    let served = Served::start();
    let run = |typed: &str| line(typed, &served.env());
    let first = run(&format!("{CREATE} -o id")).stdout.trim().to_owned();
    let second = run(&format!(
        "{CREATE} -o id --events verified,canceled --description mine --metadata a=b --event-version 2024-06-20"
    ));
    let second = second.stdout.trim().to_owned();
    let all = run("webhook endpoints list -o id").stdout;
    assert_eq!(all, format!("{second}\n{first}\n"));
    let one = run("webhook endpoints list -o id --limit 1").stdout;
    assert_eq!(one, format!("{second}\n"));
    let got = run(&format!("webhook endpoints get {second}")).json();
    assert_eq!(
        got["enabled_events"],
        serde_json::json!([
            "identity.verification_session.verified",
            "identity.verification_session.canceled"
        ])
    );
    assert_eq!(
        (
            &got["description"],
            &got["metadata"]["a"],
            &got["api_version"]
        ),
        (&"mine".into(), &"b".into(), &"2024-06-20".into())
    );
    let table = run(&format!("webhook endpoints get {second} -o csv")).stdout;
    assert!(
        table.starts_with("id,status,url,created,events\n"),
        "{table}"
    );
    let changed = run(&format!(
        "webhook endpoints update {second} --disabled=true --metadata a= --description= --events *"
    ));
    let changed = changed.json();
    assert_eq!(
        (
            &changed["status"],
            &changed["metadata"],
            &changed["enabled_events"]
        ),
        (
            &"disabled".into(),
            &serde_json::json!({}),
            &serde_json::json!(["*"])
        )
    );
    let nothing = run(&format!("webhook endpoints update {second}"));
    assert_eq!(nothing.exit, Exit::Usage);

    let delete = format!("webhook endpoints delete {second}");
    assert_eq!(run(&delete).exit, Exit::Usage);
    assert_eq!(answered(&delete, &served.env(), "n\n").exit, Exit::Usage);
    let deleted = run(&format!("{delete} --yes")).json();
    assert_eq!(
        (&deleted["id"], &deleted["deleted"]),
        (&second.as_str().into(), &true.into())
    );
    assert_eq!(
        run(&format!("webhook endpoints get {second}")).exit,
        Exit::NotFound
    );
    assert_eq!(
        run("webhook endpoints list -o id").stdout,
        format!("{first}\n")
    );
}
