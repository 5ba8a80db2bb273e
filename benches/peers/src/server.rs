//! The server: one session for every request, HTTP/1.1 and HTTP/2.

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::rt::{Read, Write};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::{BoxError, tls};

/// Where the certificate of the authority is, in the folder.
pub const AUTHORITY: &str = "authority.pem";
/// Where the URL of the TLS port is, in the folder.
const TLS_URL: &str = "tls-url";

/// A session as the API gives it to whom created it.
const SESSION: &str = r#"{"id":"vs_1NuNAILkdIwHu7ix6bcXnBTR","object":"identity.verification_session","client_reference_id":"case-0042","client_secret":"vs_1NuNAILkdIwHu7ix6bcXnBTR_secret_test_YWNjdF8x","created":1790000000,"last_error":null,"last_verification_report":null,"livemode":false,"metadata":{"order":"6735","user":"usr_9"},"options":{"document":{"require_matching_selfie":true}},"provided_details":null,"redaction":null,"related_customer":null,"related_person":null,"status":"requires_input","type":"document","url":"https://verify.stripe.com/start/test_YWNjdF8x","verification_flow":null,"verified_outputs":null}"#;

/// Serves until the process is ended.
pub async fn run(folder: &Path) -> Result<(), BoxError> {
    let (config, authority) = tls::server()?;
    std::fs::write(folder.join(AUTHORITY), authority)?;
    let acceptor = TlsAcceptor::from(Arc::new(config));

    let plain = TcpListener::bind("127.0.0.1:0").await?;
    let secure = TcpListener::bind("127.0.0.1:0").await?;
    let port = secure.local_addr()?.port();
    std::fs::write(folder.join(TLS_URL), format!("https://localhost:{port}"))?;
    println!("listening on http://{}", plain.local_addr()?);

    loop {
        tokio::select! {
            accepted = plain.accept() => {
                tokio::spawn(connection(TokioIo::new(prompt(accepted?.0)?)));
            }
            accepted = secure.accept() => {
                let (stream, acceptor) = (prompt(accepted?.0)?, acceptor.clone());
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        connection(TokioIo::new(stream)).await;
                    }
                });
            }
        }
    }
}

/// Small answers go out at once.
fn prompt(stream: TcpStream) -> Result<TcpStream, BoxError> {
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn connection(stream: impl Read + Write + Unpin + 'static) {
    let builder = auto::Builder::new(TokioExecutor::new());
    // A client that goes away in the middle of a request is no fault of the server's.
    let _ = builder.serve_connection(stream, service_fn(answer)).await;
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    // The request is read whole, as every server would.
    let _ = request.into_body().collect().await;
    let mut response = Response::new(Full::new(Bytes::from_static(SESSION.as_bytes())));
    let headers = response.headers_mut();
    headers.insert(
        "content-type",
        http::HeaderValue::from_static("application/json"),
    );
    headers.insert("request-id", http::HeaderValue::from_static("req_peers"));
    Ok(response)
}
