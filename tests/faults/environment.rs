//! Rows 27 to 29 and 112: proxies, and what lies about on a machine.

use std::fs;

use identity_client::{ErrorKind, Phase};

use crate::support::MARK;
use crate::support::again::{again, folder, place};
use crate::support::answers::{json, ok};
use crate::support::caller::{builder, client, create, facts, failed, status};
use crate::support::script::serve;
use crate::support::server::{Server, TlsServer};

/// What a proxy answers is never the API's answer, whatever it looks like.
pub(crate) async fn a_proxy_that_refuses() {
    let like_the_apis = r#"{"error":{"type":"invalid_request_error"}}"#;
    for (code, kind, attempts) in [
        (407, ErrorKind::Proxy, 1),
        (403, ErrorKind::Proxy, 1),
        (502, ErrorKind::Connect, 3),
    ] {
        let proxy = Server::always(serve(json(code, like_the_apis))).await;
        let client = builder("https://127.0.0.1:1")
            .with(|transport| transport.proxy(&proxy.url))
            .build()
            .unwrap();
        let error = failed(create(&client).await);
        assert_eq!(facts(&error), (kind, Phase::NotSent, attempts), "{code}");
        assert!(status(&error).is_none() && error.api_error().is_none());
        assert!(error.to_string().contains("proxy"), "{error}");
        for seen in proxy.requests() {
            assert_eq!(
                (seen.line(), seen.header("authorization")),
                ("CONNECT 127.0.0.1:1", None)
            );
        }
    }
}

/// Off unless it is asked for, and then `NO_PROXY` counts. The child finds out which way it went: the
/// proxy refuses, and the certificate at the end of the direct way is a stranger's.
pub(crate) async fn proxy_variables_in_the_environment() {
    const TEST: &str = "table::environment::proxy_variables_in_the_environment";
    if let Some(place) = place() {
        let direct = builder(&place).build().unwrap();
        assert_eq!(failed(create(&direct).await).kind(), ErrorKind::Tls);
        let asked = builder(&place)
            .with(|transport| transport.proxy_from_env())
            .build()
            .unwrap();
        let is_spared = std::env::var("NO_PROXY").is_ok();
        let expected = if is_spared {
            ErrorKind::Tls
        } else {
            ErrorKind::Proxy
        };
        assert_eq!(failed(create(&asked).await).kind(), expected);
        return;
    }
    let server = TlsServer::start(serve(ok())).await;
    let proxy = Server::always(serve(json(403, "{}"))).await;
    let mut variables: Vec<_> = [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ]
    .map(|name| (name, proxy.url.clone()))
    .into();
    again(TEST, server.url(), &variables).await;
    assert_eq!(proxy.requests().len(), 1, "of the one that asked for it");
    variables.push(("NO_PROXY", "localhost, 127.0.0.1".to_owned()));
    again(TEST, server.url(), &variables).await;
    assert_eq!(proxy.requests().len(), 1);
}

pub(crate) async fn a_netrc_with_the_host() {
    if let Some(place) = place() {
        create(&client(&place)).await.unwrap();
        return;
    }
    let server = Server::always(serve(ok())).await;
    let home = folder("netrc");
    let netrc = home.join(".netrc");
    fs::write(&netrc, "machine 127.0.0.1 login somebody password else\n").unwrap();
    let variables = [
        ("HOME", home.display().to_string()),
        ("NETRC", netrc.display().to_string()),
    ];
    again(
        "table::environment::a_netrc_with_the_host",
        &server.url,
        &variables,
    )
    .await;
    let bearer = format!("Bearer sk_test_{MARK}");
    assert_eq!(server.requests()[0].header("authorization"), Some(&*bearer));
    fs::remove_dir_all(home).unwrap();
}

/// There is no telemetry: these are all the headers there are, and nothing is written anywhere.
pub(crate) async fn nothing_about_the_machine() {
    if let Some(place) = place() {
        create(&client(&place)).await.unwrap();
        create(&client(&place)).await.unwrap();
        return;
    }
    // An answer without a request id, and one that asks for telemetry's sake.
    let server = Server::always(serve(ok().replace("request-id: req_1\r\n", ""))).await;
    let home = folder("home");
    let at_home = home.display().to_string();
    let variables = [
        "HOME",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "APPDATA",
    ]
    .map(|name| (name, at_home.clone()));
    let mut variables = variables.to_vec();
    variables.push(("CLAUDECODE", "1".to_owned()));
    again(
        "table::environment::nothing_about_the_machine",
        &server.url,
        &variables,
    )
    .await;
    assert_eq!(server.requests().len(), 2);
    for seen in server.requests() {
        let mut names: Vec<_> = seen.headers().map(|(name, _)| name).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "accept",
                "authorization",
                "content-length",
                "content-type",
                "host",
                "idempotency-key",
                "stripe-version",
                "user-agent"
            ]
        );
        let agent = seen.header("user-agent").unwrap();
        assert!(
            agent.starts_with("identity-") && !agent.contains(' '),
            "{agent}"
        );
    }
    assert_eq!(fs::read_dir(&home).unwrap().count(), 0);
    fs::remove_dir_all(home).unwrap();
}
