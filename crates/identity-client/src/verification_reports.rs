//! [`VerificationReports`]: the calls on VerificationReports.

use identity_transport::{CallOptions, Error};
use identity_types::{
    List, ListVerificationReports, RetrieveVerificationReport, VerificationReport,
    VerificationReportId,
};

use crate::calls::Calls;
use crate::paginate::{Items, Pages};
use crate::{Client, Response};

const PATH: &str = "/v1/identity/verification_reports";

/// Calls on VerificationReports, from [`Client::verification_reports`].
#[derive(Clone, Debug)]
pub struct VerificationReports<'a>(pub(crate) Calls<'a>);

impl<'a> VerificationReports<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self(Calls::new(client))
    }

    /// The same calls with options of their own. An idempotency key among them belongs to one call.
    #[must_use]
    pub fn with_options(self, options: CallOptions) -> Self {
        Self(Calls::with(self.0.client(), options))
    }

    /// Retrieves a report: `GET /v1/identity/verification_reports/{id}`.
    ///
    /// # Errors
    ///
    /// [`Api`](crate::ErrorKind::Api) with status 404 when there is none of that id for this key; the
    /// transport's kinds when no answer came.
    pub async fn retrieve(
        &self,
        id: &VerificationReportId,
    ) -> Result<Response<VerificationReport>, Error> {
        self.retrieve_with(id, &RetrieveVerificationReport::new())
            .await
    }

    /// Retrieves a report with hidden fields or references shown.
    ///
    /// # Errors
    ///
    /// As [`retrieve`](Self::retrieve), and [`Invalid`](crate::ErrorKind::Invalid) for a path of `expand`
    /// that breaks a limit.
    pub async fn retrieve_with(
        &self,
        id: &VerificationReportId,
        params: &RetrieveVerificationReport,
    ) -> Result<Response<VerificationReport>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.get(format!("{PATH}/{id}"), params).await
    }

    /// One page of reports, newest first: `GET /v1/identity/verification_reports`.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, when a parameter breaks a
    /// documented limit; [`Api`](crate::ErrorKind::Api) when the API refuses; the transport's kinds when
    /// no answer came.
    pub async fn list(
        &self,
        params: &ListVerificationReports,
    ) -> Result<Response<List<VerificationReport>>, Error> {
        self.0.list(PATH, params).await
    }

    /// Every page from the cursor of `params` on, as a stream. Nothing is sent before it is polled.
    pub fn pages(&self, params: ListVerificationReports) -> Pages<ListVerificationReports> {
        self.0.pages(PATH, params)
    }

    /// Every item from the cursor of `params` on, as a stream. Nothing is sent before it is polled.
    pub fn items(&self, params: ListVerificationReports) -> Items<ListVerificationReports> {
        self.pages(params).items()
    }
}
