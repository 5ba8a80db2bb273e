//! [`Calls`]: a client and the options of the calls made through it, which every resource handle holds.

use std::borrow::Cow;

use http::Method;
use identity_transport::{CallOptions, Error};
use identity_types::List;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::paginate::{Listed, Pages};
use crate::{Client, Response, execute};

#[derive(Clone, Debug)]
pub(crate) struct Calls<'a> {
    client: &'a Client,
    options: CallOptions,
}

impl<'a> Calls<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self::with(client, CallOptions::new())
    }

    pub(crate) const fn with(client: &'a Client, options: CallOptions) -> Self {
        Self { client, options }
    }

    pub(crate) const fn client(&self) -> &'a Client {
        self.client
    }

    pub(crate) const fn options(&self) -> &CallOptions {
        &self.options
    }

    /// Sends `params` as a query.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        path: impl Into<Cow<'static, str>>,
        params: &impl Serialize,
    ) -> Result<Response<T>, Error> {
        let request = execute::request(Method::GET, path, params, &self.options)?;
        execute::send(self.client.transport(), request).await
    }

    /// Sends `params` as a form body.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: impl Into<Cow<'static, str>>,
        params: &impl Serialize,
    ) -> Result<Response<T>, Error> {
        let request = execute::request(Method::POST, path, params, &self.options)?;
        execute::send(self.client.transport(), request).await
    }

    /// Deletes what is at `path`.
    pub(crate) async fn delete<T: DeserializeOwned>(
        &self,
        path: impl Into<Cow<'static, str>>,
        params: &impl Serialize,
    ) -> Result<Response<T>, Error> {
        let request = execute::request(Method::DELETE, path, params, &self.options)?;
        execute::send(self.client.transport(), request).await
    }

    /// One page of the list at `path`.
    pub(crate) async fn list<P: Listed>(
        &self,
        path: impl Into<Cow<'static, str>>,
        params: &P,
    ) -> Result<Response<List<P::Item>>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.get(path, params).await
    }

    /// Every page of the list at `path`.
    pub(crate) fn pages<P: Listed>(&self, path: &'static str, params: P) -> Pages<P> {
        Pages::new(self.client.clone(), self.options.clone(), path, params)
    }
}
