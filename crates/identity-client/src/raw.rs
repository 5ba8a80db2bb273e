//! Raw calls: what has no method here, through the same stack.

use http::Method;
use identity_transport::{CallOptions, Error};
use identity_types::{Invalid, Value};
use serde::Serialize;

use crate::{Client, Response, decode, execute};

impl Client {
    /// Calls anything: `GET`, `POST` or `DELETE` at a path of the API, with any parameters.
    ///
    /// It passes the whole stack: a POST carries an idempotency key, limits and retries hold. Parameters go
    /// into the body of a POST and into the query of all else; `&()` is none.
    ///
    /// ```
    /// # use identity_client::{Client, Error};
    /// # async fn example(client: &Client) -> Result<(), Error> {
    /// let account = client.raw(http::Method::GET, "/v1/account", &()).await?;
    /// # let _ = account;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for another method, a path that does not begin with `/`, leads
    /// to another host or holds a query, and parameters that have no form; all else as any call.
    pub async fn raw(
        &self,
        method: Method,
        path: &str,
        params: &(impl Serialize + ?Sized),
    ) -> Result<Response<Value>, Error> {
        self.raw_with(&CallOptions::new(), method, path, params)
            .await
    }

    /// [`raw`](Self::raw) with options of its own.
    ///
    /// # Errors
    ///
    /// As [`raw`](Self::raw).
    pub async fn raw_with(
        &self,
        options: &CallOptions,
        method: Method,
        path: &str,
        params: &(impl Serialize + ?Sized),
    ) -> Result<Response<Value>, Error> {
        if ![Method::GET, Method::POST, Method::DELETE].contains(&method) {
            let rule = "must be GET, POST or DELETE, which are all that the API has";
            return Err(Error::invalid(Invalid::new("method", rule)));
        }
        if path.contains(['?', '#']) {
            let rule = "must not hold a query: give it as parameters";
            return Err(Error::invalid(Invalid::new("path", rule)));
        }
        let request = execute::request(method, path.to_owned(), &params, options)?;
        let response = execute::send::<Value>(self.transport(), request).await?;
        // Any JSON is a `Value`, so an error under a success status would pass for an object here.
        match decode::api_error(response.raw()) {
            Some(error) => Err(Error::api(error, response.answer())),
            None => Ok(response),
        }
    }
}
