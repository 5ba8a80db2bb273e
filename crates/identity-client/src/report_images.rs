//! [`ReportImage`]: the images behind a report.

use identity_transport::Error;
use identity_types::{FileId, FileLink, VerificationReport, VerificationReportId};

use crate::calls::Calls;
use crate::{FileLinks, Response, VerificationReports};

/// An image behind a report, and a link to it that works for 30 seconds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReportImage {
    /// What it shows.
    pub kind: ImageKind,
    /// The file.
    pub file: FileId,
    /// The link: whoever has its `url` sees the image, without a key.
    pub link: Response<FileLink>,
}

/// What an image shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImageKind {
    /// A side of the document.
    Document,
    /// The person's face, as taken now.
    Selfie,
}

impl VerificationReports<'_> {
    /// Links to every image behind a report: the document's sides, then the selfie.
    ///
    /// Each link ends 30 seconds after it was made, by the API's clock, which is the longest that the API
    /// takes for these images. Show or fetch them at once. The key must be a restricted one with the
    /// permission for images.
    ///
    /// # Errors
    ///
    /// As [`retrieve`](Self::retrieve) and [`FileLinks::create_for_image`].
    pub async fn images(&self, id: &VerificationReportId) -> Result<Vec<ReportImage>, Error> {
        let report = self.retrieve(id).await?;
        let client = self.0.client();
        let mut now = client.clock().at_api(&report);
        let links = FileLinks(Calls::with(client, self.0.options().clone()));
        let mut images = Vec::new();
        for (kind, file) in files(&report) {
            let link = links.create_by(file.clone(), now).await?;
            now = now.newer(&link);
            images.push(ReportImage { kind, file, link });
        }
        Ok(images)
    }
}

/// The files of a report, each once: the selfie check names the document's again.
fn files(report: &VerificationReport) -> Vec<(ImageKind, FileId)> {
    let selfie = report.selfie.as_ref();
    let sides = report.document.iter().flat_map(|document| &document.files);
    let documents = sides
        .flatten()
        .chain(selfie.and_then(|selfie| selfie.document.as_ref()))
        .map(|file| (ImageKind::Document, file));
    let faces = selfie
        .and_then(|selfie| selfie.selfie.as_ref())
        .map(|file| (ImageKind::Selfie, file));
    let mut files: Vec<(ImageKind, FileId)> = Vec::new();
    for (kind, file) in documents.chain(faces) {
        if files.iter().all(|(_, known)| known != file) {
            files.push((kind, file.clone()));
        }
    }
    files
}
