//! `--describe`: what programs are told of commands, and every result held to what they are told.

use std::collections::BTreeSet;

use identity_cli::{Exit, Io};
use serde_json::{Value, json};

use crate::support::{Canned, KEY, Ran, Scratch, Served, finish, line};
use crate::webhooks::{SECRET, event};

#[test]
fn the_description_has_commands_flags_and_exit_codes() {
    let all = line("--describe", &[]).json();
    let create = line("session create --describe", &[]).json();
    assert_eq!(create["command"]["name"], "identity session create");
    let flag = |long: &str| {
        let flags = create["command"]["flags"].as_array().unwrap();
        let found = flags.iter().find(|flag| flag["long"] == long);
        found.unwrap_or(&Value::Null).clone()
    };
    let selfie = flag("--selfie");
    assert_eq!(
        (&selfie["value_is_optional"], &selfie["type"]),
        (&true.into(), &"boolean".into())
    );
    assert_eq!(flag("--type")["values"], json!(["document", "id_number"]));
    assert_eq!(
        create["command"]["exit_codes"],
        json!([0, 1, 2, 3, 4, 5, 6, 7, 8, 130])
    );
    assert_eq!(all["exit_codes"].as_array().unwrap().len(), 10);
    assert_eq!(all["describe_version"], 2);
    let listen = line("webhook listen --describe", &[]).json();
    let port = &listen["command"]["flags"][0];
    assert_eq!(
        (&port["long"], &port["type"], &port["default"]),
        (&"--port".into(), &"integer".into(), &"4242".into())
    );
    // A value that is missing or wrong is no hindrance.
    assert_eq!(
        line("session get --describe", &[]).json()["command"]["arguments"][0]["required"],
        true
    );
    assert_eq!(line("nonsense --describe", &[]).exit, Exit::Usage);
}

/// What a flag can be is what its error says that it must be.
#[test]
fn choices_are_those_that_are_taken() {
    let described = line("--describe", &[]).json();
    let mut commands = Vec::new();
    collect(&described["command"], &mut commands);
    let mut seen = 0;
    for command in commands {
        let words = command["name"]
            .as_str()
            .unwrap()
            .trim_start_matches("identity");
        for argument in command["flags"].as_array().unwrap() {
            let Some(values) = argument["values"].as_array() else {
                continue;
            };
            let long = argument["long"].as_str().unwrap();
            let ran = line(
                &format!("{words} {} {long} nonsense", needed(words, long)),
                &[KEY, ("STRIPE_WEBHOOK_SECRET", SECRET)],
            );
            assert_eq!(ran.exit, Exit::Usage, "{words} {long}: {}", ran.stderr);
            for value in values {
                let value = value.as_str().unwrap();
                assert!(
                    ran.stderr.contains(value),
                    "{words} {long} {value}: {}",
                    ran.stderr
                );
            }
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

/// What a command wants besides.
fn needed(words: &str, long: &str) -> &'static str {
    match words.trim() {
        "session create" if long != "--type" => "--type document",
        "session ensure" if long == "--type" => "--client-reference-id x",
        "session ensure" => "--client-reference-id x --type document",
        "session update" | "session wait" => "vs_1",
        "webhook endpoints create" => "--url https://a.example",
        "webhook endpoints update" => "we_1",
        _ => "",
    }
}

fn collect<'a>(command: &'a Value, found: &mut Vec<&'a Value>) {
    found.push(command);
    for below in command["commands"].as_array().unwrap() {
        collect(below, found);
    }
}

/// Results of commands, and the schemas that they are held to.
struct Held {
    served: Served,
    described: Value,
    seen: BTreeSet<String>,
}

impl Held {
    fn new() -> Self {
        Self {
            served: Served::start(),
            described: line("--describe", &[]).json(),
            seen: BTreeSet::new(),
        }
    }

    fn command(&self, name: &str) -> Value {
        let mut commands = Vec::new();
        collect(&self.described["command"], &mut commands);
        let found = commands.into_iter().find(|command| command["name"] == name);
        found.unwrap_or(&Value::Null).clone()
    }

    /// Runs a line of words that begins with the command at `path`, with `-o json`.
    fn run(&mut self, path: &str, rest: &str) -> Value {
        let typed = format!("{path} {rest} -o json");
        let env = [&self.served.env()[..], &[("STRIPE_WEBHOOK_SECRET", SECRET)]].concat();
        let (io, captured) = Io::captured(env);
        let ran = finish(typed.split_whitespace(), io, &captured);
        self.check(path, &typed, &ran)
    }

    fn check(&mut self, path: &str, typed: &str, ran: &Ran) -> Value {
        let command = self.command(&format!("identity {path}"));
        let codes = command["exit_codes"].as_array().unwrap();
        assert!(
            codes.contains(&ran.exit.code().into()),
            "{typed}: {:?}",
            ran.exit
        );
        assert_eq!(ran.exit, Exit::Ok, "{typed}: {}", ran.stderr);
        let schema = if typed.contains("--dry-run") {
            "dry_run_schema"
        } else {
            "output_schema"
        };
        self.seen.insert(path.to_owned());
        let mut last = Value::Null;
        let whole = [ran.stdout.as_str()];
        let lines: Vec<&str> = ran.stdout.lines().collect();
        let is_lines = command["output_is_lines"] == true;
        for text in if is_lines { &lines[..] } else { &whole[..] } {
            last = serde_json::from_str(text).unwrap();
            self.holds(&command[schema], &last, typed);
        }
        last
    }

    fn holds(&self, schema: &Value, value: &Value, typed: &str) {
        let mut root = schema.clone();
        root["$defs"] = self.described["$defs"].clone();
        let validator = jsonschema::draft202012::new(&root).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(value)
            .map(|error| format!("at {}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{typed}: {faults:#?}\n{value:#}");
    }

    /// Holds an error to its schema.
    fn fails(&self, typed: &str, env: &[(&str, &str)]) {
        let ran = line(&format!("{typed} -o json"), env);
        assert_ne!(ran.exit, Exit::Ok, "{typed}");
        let error = serde_json::from_str(ran.stderr.lines().last().unwrap()).unwrap();
        self.holds(&self.described["error_schema"], &error, typed);
        assert_eq!(error["error"]["exit_code"], ran.exit.code());
    }
}

#[test]
fn every_result_is_what_is_described() {
    let mut held = Held::new();
    let text = |value: &Value, name: &str| value[name].as_str().unwrap().to_owned();
    let session = held.run(
        "session create",
        "--type document --selfie --email a@b.example",
    );
    let session = text(&session, "id");
    held.run("session create", "--type document --dry-run");
    held.run("session update", &format!("{session} --metadata a=b"));
    held.run(
        "session ensure",
        "--type document --client-reference-id user-1",
    );
    for outcome in ["document_expired", "verified"] {
        held.run("session simulate", &format!("{session} {outcome}"));
        for more in [
            "",
            "--show-sensitive",
            "--expand outputs,report,details --show-sensitive",
            "--expand outputs,report,details",
        ] {
            held.run("session get", &format!("{session} {more}"));
            held.run(
                "session list",
                more.replace("outputs,report,details", "report").trim(),
            );
        }
    }
    held.run("session wait", &session);
    held.run("session timeline", &session);
    let reports = held.run("report list", "--show-sensitive");
    let report = text(&reports[0], "id");
    held.run("report list", "");
    for more in [
        "",
        "--show-sensitive",
        "--expand document.dob,document.number",
        "--expand document.dob --show-sensitive",
    ] {
        held.run("report get", &format!("{report} {more}"));
    }
    let scratch = Scratch::new("described");
    let images = held.run(
        "report images",
        &format!("{report} --out {}", scratch.path("")),
    );
    held.run("report images", &format!("{report} --links"));
    let events = held.run("event list", "--all");
    let event_id = text(&events[0], "id");
    held.run("event get", &event_id);
    let endpoint = held.run(
        "webhook endpoints create",
        "--url https://example.com/hooks",
    );
    let endpoint = text(&endpoint, "id");
    held.run("webhook endpoints get", &endpoint);
    held.run("webhook endpoints list", "--show-sensitive");
    held.run(
        "webhook endpoints update",
        &format!("{endpoint} --disabled"),
    );
    held.run(
        "webhook endpoints update",
        &format!("{endpoint} --disabled=false"),
    );
    held.run("event resend", &format!("{event_id} --endpoint {endpoint}"));
    for id in [
        &session,
        &report,
        &event_id,
        &endpoint,
        &text(&images[0], "id"),
    ] {
        held.run("get", id);
    }
    held.run("webhook endpoints delete", &format!("{endpoint} --yes"));
    held.run("api", "GET /v1/identity/verification_sessions");
    held.run("explain", "");
    held.run("explain", "document_expired");
    held.run("explain", "8");
    held.run("config explain", "");
    held.run("config show", "");
    held.run("session cancel", &format!("{} --yes", held.served.create()));
    held.run("session redact", &format!("{session} --yes"));
    held.run("session get", &session);
    controls(&mut held);
    received(&mut held);
    let mut commands = Vec::new();
    let described = held.described.clone();
    collect(&described["command"], &mut commands);
    for command in commands {
        let name = command["name"].as_str().unwrap();
        let path = name.trim_start_matches("identity").trim();
        let is_json = command["output_schema"].is_object();
        assert_eq!(is_json, held.seen.contains(path), "{name}");
    }
}

fn controls(held: &mut Held) {
    for action in ["", "freeze", "advance 1h", "set 2030-01-01", "unfreeze"] {
        held.run("sandbox clock", action);
    }
    for action in [
        "",
        "arm {\"fault\":\"latency\",\"milliseconds\":1}",
        "",
        "disarm 1",
        "clear",
    ] {
        held.run("sandbox faults", action);
    }
    held.run("sandbox status", "");
    held.run("sandbox overview", "");
    let id = held.served.create();
    held.run("sandbox act", &format!("submit {id}"));
    let id = held.served.create();
    held.run("session simulate", &format!("{id} verified --delay 1h"));
    for act in [format!("finish {id}"), "script verified".to_owned()] {
        held.run("sandbox act", &act);
    }
    held.run("sandbox key", "--allow files=read");
    let scratch = Scratch::new("described-seed");
    let seed = scratch.write("seed.yaml", "personas: {}\n");
    held.run("sandbox seed", &seed);
    let endpoint = held.run("webhook endpoints create", "--url http://127.0.0.1:9/hooks");
    let endpoint = endpoint["id"].as_str().unwrap().to_owned();
    held.served.create();
    let event = held.served.sandbox.events().last().unwrap().id.to_string();
    for action in [
        "",
        "settle",
        "release",
        "shuffle off",
        &format!("redeliver {event} --endpoint {endpoint}"),
    ] {
        held.run("sandbox deliveries", action);
    }
    for action in ["", "add {\"mishap\":\"hold\"}", "", "clear"] {
        held.run("sandbox rules", action);
    }
    held.run("sandbox roll-secret", &format!("{endpoint} --overlap 1h"));
    held.run("sandbox journal", "--limit 5");
    held.run("sandbox journal", "--clear");
    held.run("sandbox snapshot", "");
    let state = line("sandbox snapshot", &held.served.env()).stdout;
    let scratch = Scratch::new("described-state");
    let path = scratch.write("state.json", &state);
    held.run("sandbox snapshot", &format!("--restore {path}"));
    held.run("sandbox reset", "");
}

/// What reaches `webhook listen` and `webhook verify`.
fn received(held: &mut Held) {
    let typed = "webhook listen --poll 50ms --until created -o json --timeout 20s --cursor";
    let scratch = Scratch::new("described-events");
    let cursor = scratch.path("cursor");
    let env = [&held.served.env()[..], &[("STRIPE_WEBHOOK_SECRET", SECRET)]].concat();
    let first = line(
        &format!("{typed} {cursor} --timeout 300ms").replace("--timeout 20s ", ""),
        &env,
    );
    assert_eq!(first.exit, Exit::WaitTimeout, "{}", first.stderr);
    held.served.create();
    let ran = line(&format!("{typed} {cursor}"), &env);
    held.check("webhook listen", typed, &ran);

    let body = event("evt_1", "verified");
    let sign = |words: &str| {
        let (mut io, captured) = Io::captured([("STRIPE_WEBHOOK_SECRET", SECRET)]);
        io.stdin = identity_cli::Input::new(std::io::Cursor::new(body.clone().into_bytes()));
        finish(words.split_whitespace(), io, &captured)
    };
    let header = sign("webhook sign").stdout;
    let ran = sign(&format!("webhook verify --header {header} -o json"));
    held.check("webhook verify", "webhook verify -o json", &ran);
}

#[test]
fn every_error_is_what_is_described() {
    let held = Held::new();
    for typed in [
        "session get",
        "session create --type document --metadata =",
        "session get vs_1",
        "session get vs_1 --show-sensitive",
        "session redact vs_1",
        "nonsense",
        "explain nonsense",
        "sandbox clock --base-url http://127.0.0.1:9",
        "session get vs_1 --base-url http://127.0.0.1:9 --max-retries 0",
        "session create --type document --base-url http://127.0.0.1:9 --max-retries 0",
        "--sandbox session create --type document --field nonsense",
    ] {
        held.fails(typed, &held.served.env());
    }
    let api = Canned::serve(429, "Retry-After: 7\r\nRequest-Id: req_1\r\n", "<html>");
    held.fails(
        &format!(
            "session create --type document --max-retries 0 --base-url {}",
            api.url()
        ),
        &[KEY],
    );
}
