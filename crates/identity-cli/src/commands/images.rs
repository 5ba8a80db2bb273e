//! `report images`: which images there are, links to them, or the images themselves in files.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use identity_client::{Client, ImageKind};
use identity_types::{Extra, FileId, Value, VerificationReport, VerificationReportId};

use super::call::Call;
use crate::Exit;
use crate::args::Global;
use crate::args::report::ImagesArgs;
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::settings;

/// An image of a report, as it is printed.
struct Image {
    kind: &'static str,
    file: FileId,
    more: Option<(&'static str, Value)>,
}

pub(super) fn run(args: &ImagesArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::id(&args.id, VerificationReportId::new)?;
    if args.links && args.out.is_some() {
        return Err(Usage::new("--links", "must not be given together with --out").into());
    }
    let call = Call::prepare(global, io)?;
    let Some(images) = call.run(io, async |client, _| match &args.out {
        Some(directory) => Box::pin(fetch(client, &id, Path::new(directory))).await,
        None if args.links => Box::pin(links(client, &id)).await,
        None => {
            let report = client.verification_reports().retrieve(&id).await?;
            Ok(named(&report))
        }
    })?
    else {
        return Ok(());
    };
    let items: Vec<Extra> = images.into_iter().map(Image::object).collect();
    let mut list = call.printer.list()?;
    list.page(&mut io.stdout, &items)?;
    list.end(&mut io.stdout)?;
    Ok(())
}

/// The files of a report, each once: the selfie check names the document's again.
fn named(report: &VerificationReport) -> Vec<Image> {
    let selfie = report.selfie.as_ref();
    let sides = report.document.iter().flat_map(|document| &document.files);
    let documents = sides
        .flatten()
        .chain(selfie.and_then(|selfie| selfie.document.as_ref()))
        .map(|file| ("document", file));
    let faces = selfie
        .and_then(|selfie| selfie.selfie.as_ref())
        .map(|file| ("selfie", file));
    let mut images: Vec<Image> = Vec::new();
    for (kind, file) in documents.chain(faces) {
        if images.iter().all(|image| image.file != *file) {
            let file = file.clone();
            images.push(Image {
                kind,
                file,
                more: None,
            });
        }
    }
    images
}

async fn links(client: &Client, id: &VerificationReportId) -> Result<Vec<Image>, Failure> {
    let images = client.verification_reports().images(id).await?;
    let image = |image: &identity_client::ReportImage| {
        let link = serde_json::from_slice(image.link.raw()).unwrap_or_default();
        Image {
            kind: match image.kind {
                ImageKind::Selfie => "selfie",
                _ => "document",
            },
            file: image.file.clone(),
            more: Some(("link", Value::Object(link))),
        }
    };
    Ok(images.iter().map(image).collect())
}

async fn fetch(
    client: &Client,
    id: &VerificationReportId,
    directory: &Path,
) -> Result<Vec<Image>, Failure> {
    let report = client.verification_reports().retrieve(id).await?;
    let mut images = named(&report);
    fs::create_dir_all(directory).map_err(cannot_write)?;
    for image in &mut images {
        let content = client.files().content(&image.file).await?;
        let ending = match content.content_type() {
            Some("image/jpeg") => "jpg",
            Some("image/png") => "png",
            _ => "bin",
        };
        let path = directory.join(format!("{}.{}.{ending}", image.file, image.kind));
        write(&path, content.expose()).map_err(cannot_write)?;
        let shown = path.display().to_string();
        image.more = Some(("path", Value::String(shown)));
    }
    Ok(images)
}

/// A whole file or none, readable by its owner alone. A file that is there already is replaced.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let beside: PathBuf = path.with_extension("part");
    _ = fs::remove_file(&beside);
    let mut file = settings::create_private(&beside)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        _ = fs::remove_file(&beside);
    }
    written
}

fn cannot_write(cause: std::io::Error) -> Failure {
    Failure::system("--out: the image cannot be written there", Exit::Api, cause)
}

impl Image {
    fn object(self) -> Extra {
        let mut object = Extra::new();
        object.push("object", Value::String("report_image".to_owned()));
        object.push("kind", Value::String(self.kind.to_owned()));
        object.push("id", Value::String(self.file.to_string()));
        if let Some((name, value)) = self.more {
            object.push(name, value);
        }
        object
    }
}
