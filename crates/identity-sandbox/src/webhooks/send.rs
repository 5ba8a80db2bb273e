//! The effect: one POST over HTTP/1.1, plain or over TLS, and what came of it.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Uri, Version, header};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use super::delivery::AttemptResult;
use super::targets::{NoConnection, Targets};
use crate::body::Body;

/// How much of an answer is read: its content means nothing, but a sender that hangs up on it is rude.
const MOST_READ: usize = 64 << 10;

/// What is sent.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Sends a letter. No redirect is followed, no connection is kept.
pub(crate) async fn send(letter: Letter, targets: &Targets, patience: Duration) -> AttemptResult {
    match tokio::time::timeout(patience, post(letter, targets)).await {
        Ok(Ok(status)) => AttemptResult::Status(status),
        Ok(Err(failure)) => AttemptResult::Failed(failure.into()),
        Err(_) => {
            AttemptResult::Failed(format!("no answer within {} s", patience.as_secs()).into())
        }
    }
}

async fn post(letter: Letter, targets: &Targets) -> Result<u16, String> {
    let request = request(letter)?;
    let uri = request.uri();
    let host = uri.host().unwrap_or_default().to_owned();
    let scheme = Scheme::of(uri)?;
    let stream = targets
        .connect(&host, uri.port_u16().unwrap_or_else(|| scheme.port()))
        .await
        .map_err(|failure| describe(&failure))?;
    // One write each way: without this the last part waits for an acknowledgement.
    let _ = stream.set_nodelay(true);
    match scheme {
        Scheme::Http => exchange(stream, request).await,
        #[cfg(feature = "tls-given")]
        Scheme::Https => {
            let stream = targets.trust.shake_hands(&host, stream).await?;
            exchange(stream, request).await
        }
    }
}

async fn exchange<S>(stream: S, request: Request<Body>) -> Result<u16, String>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|_| "the connection broke".to_owned())?;
    let exchange = async {
        let response = sender.send_request(origin_form(request)).await;
        let response = response.map_err(|error| exchange_failed(&error))?;
        let status = response.status().as_u16();
        drain(response.into_body()).await;
        Ok(status)
    };
    beside(connection, exchange).await
}

/// How an endpoint is spoken to.
#[derive(Clone, Copy)]
enum Scheme {
    Http,
    #[cfg(feature = "tls-given")]
    Https,
}

impl Scheme {
    fn of(uri: &Uri) -> Result<Self, String> {
        match uri.scheme_str() {
            Some("http") => Ok(Self::Http),
            #[cfg(feature = "tls-given")]
            Some("https") => Ok(Self::Https),
            #[cfg(not(feature = "tls-given"))]
            Some("https") => Err(
                "this sandbox is built without TLS and delivers over http only: give the endpoint an \
                 http URL"
                    .to_owned(),
            ),
            _ => Err("the endpoint's URL is neither http nor https".to_owned()),
        }
    }

    const fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            #[cfg(feature = "tls-given")]
            Self::Https => 443,
        }
    }
}

/// Runs `main` to its end, and `side` as far as that takes.
async fn beside<T>(side: impl Future, main: impl Future<Output = T>) -> T {
    let (mut side, mut main) = (pin!(side), pin!(main));
    let mut running = true;
    poll_fn(|cx| {
        if running && side.as_mut().poll(cx).is_ready() {
            running = false;
        }
        main.as_mut().poll(cx)
    })
    .await
}

fn request(letter: Letter) -> Result<Request<Body>, String> {
    let uri: Uri = letter
        .url
        .parse()
        .map_err(|_| "the endpoint's URL cannot be read".to_owned())?;
    let host = uri.authority().map(|authority| {
        let text = authority.as_str();
        text.rsplit_once('@')
            .map_or(text, |(_, host)| host)
            .to_owned()
    });
    let mut request = Request::new(Body::new(letter.body));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = uri;
    *request.version_mut() = Version::HTTP_11;
    *request.headers_mut() = letter.headers;
    let host = host.unwrap_or_default().parse();
    let host = host.map_err(|_| "the endpoint's URL cannot be read".to_owned())?;
    request.headers_mut().insert(header::HOST, host);
    Ok(request)
}

/// A server, unlike a proxy, is asked for a path.
fn origin_form(mut request: Request<Body>) -> Request<Body> {
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    if let Ok(path) = path.parse() {
        *request.uri_mut() = path;
    }
    request
}

async fn drain(mut body: Incoming) {
    let mut read = 0;
    while read <= MOST_READ {
        let frame = poll_fn(|cx| pin!(&mut body).poll_frame(cx)).await;
        match frame {
            Some(Ok(frame)) => read += frame.data_ref().map_or(0, Bytes::len),
            Some(Err(_)) | None => return,
        }
    }
}

fn describe(failure: &NoConnection) -> String {
    match failure {
        NoConnection::Elsewhere => {
            "the endpoint is not on this machine: name its host as one that may be delivered to"
                .to_owned()
        }
        NoConnection::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            "the connection was refused: nothing listens there".to_owned()
        }
        NoConnection::Io(error) => format!("no connection: {}", error.kind()),
    }
}

fn exchange_failed(error: &hyper::Error) -> String {
    if error.is_parse() {
        "the answer is not HTTP".to_owned()
    } else {
        "the connection was closed before an answer".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio::task::JoinHandle;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    /// An endpoint that gives one answer and hands over what it was sent.
    async fn endpoint(answer: &'static [u8]) -> (String, JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut sent = vec![0; 4096];
            let mut length = 0;
            while !sent[..length].ends_with(b"{}") {
                length += stream.read(&mut sent[length..]).await.unwrap();
            }
            stream.write_all(answer).await.unwrap();
            String::from_utf8(sent[..length].to_vec()).unwrap()
        });
        (url, task)
    }

    fn letter(url: String) -> Letter {
        let mut headers = HeaderMap::new();
        headers.insert("stripe-signature", "t=1,v1=0".parse().unwrap());
        Letter {
            url,
            headers,
            body: Bytes::from_static(b"{}"),
        }
    }

    #[tokio::test]
    async fn a_letter_is_one_post_with_a_path_a_host_and_its_length() {
        let (url, task) = endpoint(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        let authority = url.trim_start_matches("http://");
        let with_user = format!("http://user:word@{authority}/hooks?x=1#part");
        let result = send(letter(with_user), &Targets::default(), PATIENCE).await;
        assert_eq!(result, AttemptResult::Status(204));
        let sent = task.await.unwrap();
        assert!(sent.starts_with("POST /hooks?x=1 HTTP/1.1\r\n"), "{sent}");
        for line in [
            &*format!("host: {authority}\r\n"),
            "content-length: 2\r\n",
            "stripe-signature: t=1,v1=0\r\n",
        ] {
            assert!(sent.contains(line), "{sent}");
        }
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_is_not_followed() {
        const ANSWER: &[u8] =
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
        let (url, task) = endpoint(ANSWER).await;
        let result = send(letter(url), &Targets::default(), PATIENCE).await;
        assert_eq!(result, AttemptResult::Status(302));
        task.await.unwrap();
    }

    #[tokio::test]
    async fn what_goes_wrong_is_said_without_the_address() {
        for (answer, words) in [
            (&b""[..], "the connection was closed before an answer"),
            (b"SMTP ready\r\n\r\n", "the answer is not HTTP"),
        ] {
            let (url, task) = endpoint(answer).await;
            let result = send(letter(url), &Targets::default(), PATIENCE).await;
            assert_eq!(result, AttemptResult::Failed(words.into()));
            task.await.unwrap();
        }
        for (url, words) in [
            (
                "http://127.0.0.1:1/",
                "the connection was refused: nothing listens there",
            ),
            (
                "http://secret.example.com/",
                "the endpoint is not on this machine: name its host as one that may be delivered to",
            ),
            #[cfg(not(feature = "tls-given"))]
            (
                "https://127.0.0.1:1/",
                "this sandbox is built without TLS and delivers over http only: give the endpoint an http URL",
            ),
            #[cfg(feature = "tls-given")]
            (
                "https://127.0.0.1:1/",
                "the connection was refused: nothing listens there",
            ),
            (
                "ftp://127.0.0.1:1/",
                "the endpoint's URL is neither http nor https",
            ),
            ("nonsense", "the endpoint's URL is neither http nor https"),
            ("http://a b/", "the endpoint's URL cannot be read"),
        ] {
            let result = send(letter(url.into()), &Targets::default(), PATIENCE).await;
            assert_eq!(result, AttemptResult::Failed(words.into()), "{url}");
        }
    }

    /// The clock is paused: it stands still as long as anybody has something to do.
    #[tokio::test(start_paused = true)]
    async fn an_endpoint_that_does_not_answer_is_given_up_on() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let result = send(letter(url), &Targets::default(), PATIENCE).await;
        assert_eq!(
            result,
            AttemptResult::Failed("no answer within 10 s".into())
        );
    }

    #[tokio::test]
    async fn an_endless_answer_is_not_read_to_its_end() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.read_exact(&mut [0; 64]).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
            while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
        });
        let result = send(letter(url), &Targets::default(), PATIENCE).await;
        assert_eq!(result, AttemptResult::Status(200));
        task.await.unwrap();
    }
}
