//! [`Files`]: the calls on Files, and their content.

mod content;
mod stream;

use http::header::ACCEPT;
use http::{HeaderValue, Method};
use identity_transport::{Body, CallOptions, Error, Opened, Request};
use identity_types::{File, FileId, List, ListFiles, RetrieveFile};

use crate::calls::Calls;
use crate::paginate::{Items, Pages};
use crate::{Client, Response, execute};

pub use self::content::FileContent;
pub use self::stream::{ContentPiece, ContentStream};

const PATH: &str = "/v1/files";

/// Calls on Files, from [`Client::files`].
#[derive(Clone, Debug)]
pub struct Files<'a>(Calls<'a>);

impl<'a> Files<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self(Calls::new(client))
    }

    /// The same calls with options of their own. An idempotency key among them belongs to one call.
    #[must_use]
    pub fn with_options(self, options: CallOptions) -> Self {
        Self(Calls::with(self.0.client(), options))
    }

    /// Retrieves a file, without its content: `GET /v1/files/{id}`.
    ///
    /// # Errors
    ///
    /// [`Api`](crate::ErrorKind::Api) with status 404 when there is none of that id for this key; the
    /// transport's kinds when no answer came.
    pub async fn retrieve(&self, id: &FileId) -> Result<Response<File>, Error> {
        self.retrieve_with(id, &RetrieveFile::new()).await
    }

    /// Retrieves a file, without its content with hidden fields or references shown.
    ///
    /// # Errors
    ///
    /// As [`retrieve`](Self::retrieve), and [`Invalid`](crate::ErrorKind::Invalid) for a path of `expand`
    /// that breaks a limit.
    pub async fn retrieve_with(
        &self,
        id: &FileId,
        params: &RetrieveFile,
    ) -> Result<Response<File>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.get(format!("{PATH}/{id}"), params).await
    }

    /// One page of files, newest first: `GET /v1/files`.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, when a parameter breaks a
    /// documented limit; [`Api`](crate::ErrorKind::Api) when the API refuses; the transport's kinds when
    /// no answer came.
    pub async fn list(&self, params: &ListFiles) -> Result<Response<List<File>>, Error> {
        self.0.list(PATH, params).await
    }

    /// Every page from the cursor of `params` on, as a stream. Nothing is sent before it is polled.
    pub fn pages(&self, params: ListFiles) -> Pages<ListFiles> {
        self.0.pages(PATH, params)
    }

    /// Every item from the cursor of `params` on, as a stream. Nothing is sent before it is polled.
    pub fn items(&self, params: ListFiles) -> Items<ListFiles> {
        self.pages(params).items()
    }

    /// The content of a file: `GET /v1/files/{id}/contents` at the API's host for files.
    ///
    /// The image of a person or a document: the key must be a restricted one with the permission for it. It
    /// is read whole into memory, under the transport's cap (16 MiB unless set), which is above the API's
    /// own limits for images; [`content_stream`](Self::content_stream) holds only a piece at a time.
    ///
    /// # Errors
    ///
    /// [`Api`](crate::ErrorKind::Api) when the key may not see it or there is no such file;
    /// [`TooLarge`](crate::ErrorKind::TooLarge) over the cap; the transport's kinds when no answer came.
    pub async fn content(&self, id: &FileId) -> Result<Response<FileContent>, Error> {
        let request = self.content_request(id)?;
        let answer = self.0.client().files_transport().call(request).await?;
        if answer.status().is_success() {
            return Ok(Response::new(FileContent::of(&answer), answer));
        }
        Err(execute::refusal(&answer))
    }

    /// The content of a file, piece by piece: at most `at_most` bytes, of which only a piece at a time is
    /// held. The same call as [`content`](Self::content), with the same key, limits and retries up to the
    /// head of the answer; a redirect is refused, and an error is read as ever. The time-out of the whole
    /// call ends with the head; each piece then has the time-out of an attempt.
    ///
    /// ```
    /// # use identity_client::{Client, Error};
    /// # use identity_types::FileId;
    /// # async fn example(client: &Client, id: &FileId, mut to: impl std::io::Write) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut content = client.files().content_stream(id, 100_000_000).await?.into_inner();
    /// while let Some(piece) = content.next().await {
    ///     to.write_all(piece?.expose())?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`content`](Self::content); [`TooLarge`](crate::ErrorKind::TooLarge) at once when more than
    /// `at_most` is announced.
    pub async fn content_stream(
        &self,
        id: &FileId,
        at_most: u64,
    ) -> Result<Response<ContentStream>, Error> {
        let request = self.content_request(id)?;
        let transport = self.0.client().files_transport();
        match transport.open(request, at_most).await? {
            Opened::Body(answer) => {
                let (head, body) = answer.into_parts();
                let stream = ContentStream::of(body, &head.headers);
                let answer = http::Response::from_parts(head, Body::empty());
                Ok(Response::new(stream, answer))
            }
            Opened::Refused(answer) => Err(execute::refusal(&answer)),
        }
    }

    fn content_request(&self, id: &FileId) -> Result<Request, Error> {
        let mut options = self.0.options().clone();
        options
            .headers
            .entry(ACCEPT)
            .or_insert(HeaderValue::from_static("*/*"));
        let path = format!("{PATH}/{id}/contents");
        execute::request(Method::GET, path, &(), &options)
    }
}
