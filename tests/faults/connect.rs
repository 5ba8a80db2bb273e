//! Rows 20 to 23 and 31: no connection comes about, so nothing was sent.

use std::time::Duration;

use identity_client::{ErrorKind, Phase};
use tokio::net::{TcpListener, TcpSocket, TcpStream, lookup_host};

use crate::support::answers::ok;
use crate::support::caller::{builder, client, create, delete, facts, failed};
use crate::support::script::serve;
use crate::support::server::Server;

const UNREACHED: (ErrorKind, Phase, u32) = (ErrorKind::Connect, Phase::NotSent, 3);

/// A label of more than 63 letters is in no name system, so nobody is asked for it. It stands in the
/// place of the proxy, whose name is looked up as the API's is.
pub(crate) async fn a_name_that_does_not_resolve() {
    let nowhere = format!("http://{}:1", "x".repeat(64));
    let client = builder("https://127.0.0.1:1")
        .with(|transport| transport.proxy(&nowhere))
        .build()
        .unwrap();
    let error = failed(create(&client).await);
    assert_eq!(facts(&error), UNREACHED);
    assert_eq!(
        error.to_string(),
        "no connection: the host's name does not resolve"
    );
    assert!(std::error::Error::source(&error).is_some());
}

/// `localhost` has two addresses on most machines. Whichever comes first, in one of the two rounds
/// nobody listens there.
pub(crate) async fn a_name_whose_first_address_is_dead() {
    let addresses: Vec<_> = lookup_host("localhost:0").await.unwrap().collect();
    assert!(!addresses.is_empty());
    for address in addresses {
        let listener = TcpListener::bind(address).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Server::on(listener, vec![serve(ok())]);
        let response = create(&client(&format!("http://localhost:{port}")))
            .await
            .unwrap();
        assert_eq!((response.attempts(), server.connections()), (1, 1));
    }
}

pub(crate) async fn a_refused_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for error in [
        failed(create(&client(&url)).await),
        failed(delete(&client(&url)).await),
    ] {
        assert_eq!(facts(&error), UNREACHED);
        assert_eq!(error.to_string(), "no connection: refused");
        assert!(error.is_retryable());
    }
}

/// A listener whose queue is full drops what asks for a connection, as a firewall does.
pub(crate) async fn a_connection_that_hangs() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let moment = Duration::from_millis(80);
    let mut queue = Vec::new();
    while let Ok(queued) = tokio::time::timeout(moment, TcpStream::connect(address)).await {
        queue.push(queued.unwrap());
        assert!(queue.len() < 64, "the queue is never full");
    }
    let client = builder(&format!("http://{address}"))
        .connect_timeout(moment)
        .build()
        .unwrap();
    let error = failed(create(&client).await);
    assert_eq!(facts(&error), UNREACHED, "{error}");
}

/// A path is refused, by the decision on issue 2: what joins it twice or drops it is a mistake that
/// other clients make.
pub(crate) async fn a_base_url_of_every_shape() {
    for host in ["[::1]", "127.0.0.1"] {
        // A machine may be without IPv6.
        let Ok(listener) = TcpListener::bind(format!("{host}:0")).await else {
            assert_eq!(host, "[::1]");
            continue;
        };
        let port = listener.local_addr().unwrap().port();
        let server = Server::on(listener, vec![serve(ok())]);
        for end in ["", "/"] {
            create(&client(&format!("http://{host}:{port}{end}")))
                .await
                .unwrap();
        }
        for seen in server.requests() {
            assert_eq!(seen.line(), "POST /v1/identity/verification_sessions");
            assert_eq!(seen.header("host"), Some(&*format!("{host}:{port}")));
        }
    }
    for path in ["/v1", "/v1/", "//", "/?x"] {
        let built = builder(&format!("http://127.0.0.1:1{path}")).build();
        assert_eq!(failed(built).kind(), ErrorKind::Config, "{path}");
    }
}
