//! [`FileLinks`]: the calls on FileLinks.

use std::time::Duration;

use identity_transport::{CallOptions, Error};
use identity_types::{
    CreateFileLink, File, FileId, FileLink, FileLinkId, List, ListFileLinks, RetrieveFile,
    RetrieveFileLink, UpdateFileLink,
};

use crate::calls::Calls;
use crate::clock::ApiTime;
use crate::paginate::{Items, Pages};
use crate::{Client, Response};

const PATH: &str = "/v1/file_links";

/// How long a link to an image of Identity may live.
const IMAGE_LINK_LIFE: Duration = Duration::from_secs(30);

/// Calls on FileLinks, from [`Client::file_links`].
#[derive(Clone, Debug)]
pub struct FileLinks<'a>(pub(crate) Calls<'a>);

impl<'a> FileLinks<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self(Calls::new(client))
    }

    /// The same calls with options of their own. An idempotency key among them belongs to one call.
    #[must_use]
    pub fn with_options(self, options: CallOptions) -> Self {
        Self(Calls::with(self.0.client(), options))
    }

    /// Creates a link to the content of a file: `POST /v1/file_links`.
    ///
    /// For an image of Identity the link must end within 30 seconds, and the key must be a restricted one:
    /// [`create_for_image`](Self::create_for_image) sees to the time.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, when a parameter breaks a
    /// documented limit; [`Api`](crate::ErrorKind::Api) when the API refuses; the transport's kinds when
    /// no answer came.
    pub async fn create(&self, params: &CreateFileLink) -> Result<Response<FileLink>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.post(PATH, params).await
    }

    /// Creates a link to an image of Identity: one that ends 30 seconds from now, the longest that the API
    /// takes for these.
    ///
    /// The file is retrieved first: the time counts by the API's clock, and the answer says what that is,
    /// so that a clock that is wrong on this side makes no link that is refused or lives too long.
    ///
    /// # Errors
    ///
    /// [`Api`](crate::ErrorKind::Api) when the key is not a restricted one with the permission for it, or
    /// there is no such file; the transport's kinds when no answer came.
    pub async fn create_for_image(&self, file: &FileId) -> Result<Response<FileLink>, Error> {
        let client = self.0.client();
        let found = Calls::with(client, self.0.options().clone())
            .get::<File>(format!("/v1/files/{file}"), &RetrieveFile::new())
            .await?;
        let now = client.clock().at_api(&found);
        self.create_by(file.clone(), now).await
    }

    /// A link that ends as late as an image's may, by the API's clock.
    pub(crate) async fn create_by(
        &self,
        file: FileId,
        now: ApiTime,
    ) -> Result<Response<FileLink>, Error> {
        self.create(&CreateFileLink::new(file).expires_at(now.after(IMAGE_LINK_LIFE)))
            .await
    }

    /// Retrieves a link: `GET /v1/file_links/{id}`.
    ///
    /// # Errors
    ///
    /// [`Api`](crate::ErrorKind::Api) with status 404 when there is none of that id for this key; the
    /// transport's kinds when no answer came.
    pub async fn retrieve(&self, id: &FileLinkId) -> Result<Response<FileLink>, Error> {
        self.retrieve_with(id, &RetrieveFileLink::new()).await
    }

    /// Retrieves a link with hidden fields or references shown.
    ///
    /// # Errors
    ///
    /// As [`retrieve`](Self::retrieve), and [`Invalid`](crate::ErrorKind::Invalid) for a path of `expand`
    /// that breaks a limit.
    pub async fn retrieve_with(
        &self,
        id: &FileLinkId,
        params: &RetrieveFileLink,
    ) -> Result<Response<FileLink>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.get(format!("{PATH}/{id}"), params).await
    }

    /// Changes a link: `POST /v1/file_links/{id}`. What is not set stays as it is.
    /// An expired link cannot be changed.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, when a parameter breaks a
    /// documented limit; [`Api`](crate::ErrorKind::Api) when the API refuses; the transport's kinds when
    /// no answer came.
    pub async fn update(
        &self,
        id: &FileLinkId,
        params: &UpdateFileLink,
    ) -> Result<Response<FileLink>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.post(format!("{PATH}/{id}"), params).await
    }

    /// One page of links, newest first: `GET /v1/file_links`.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, when a parameter breaks a
    /// documented limit; [`Api`](crate::ErrorKind::Api) when the API refuses; the transport's kinds when
    /// no answer came.
    pub async fn list(&self, params: &ListFileLinks) -> Result<Response<List<FileLink>>, Error> {
        self.0.list(PATH, params).await
    }

    /// Every page from the cursor of `params` on, as a stream. Nothing is sent before it is polled.
    pub fn pages(&self, params: ListFileLinks) -> Pages<ListFileLinks> {
        self.0.pages(PATH, params)
    }

    /// Every item from the cursor of `params` on, as a stream. Nothing is sent before it is polled.
    pub fn items(&self, params: ListFileLinks) -> Items<ListFileLinks> {
        self.pages(params).items()
    }
}
