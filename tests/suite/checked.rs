//! A client whose every answer is held to the sandbox's OpenAPI document, retried ones included.

use std::sync::LazyLock;

use identity_client::Client;
use identity_sandbox::Server;
use identity_tests::contract::{Answer, Contract};
use identity_transport::layers::BoxService;
use identity_transport::{Request, TransportBuilder};
use identity_types::ApiKey;
use tower::layer::layer_fn;
use tower::{ServiceExt, service_fn};

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| Contract::new(identity_sandbox::OPENAPI));

/// A client of a server.
pub(crate) fn client(server: &Server, key: ApiKey) -> Client {
    Client::builder(key)
        .with(checked)
        .base_url(server.url())
        .build()
        .expect("a loopback URL")
}

/// Looks at every answer as it came from the wire.
fn checked(transport: TransportBuilder) -> TransportBuilder {
    transport.attempt_layer(layer_fn(|inner: BoxService| {
        service_fn(move |request: Request| {
            let inner = inner.clone();
            async move {
                let (method, path) = (request.method().clone(), request.uri().path().to_owned());
                let response = inner.oneshot(request).await?;
                let answer = Answer {
                    status: response.status(),
                    headers: response.headers(),
                    body: response.body().as_bytes(),
                };
                CONTRACT.check(&method, &path, &answer);
                Ok::<_, identity_transport::Error>(response)
            }
        })
    }))
}
