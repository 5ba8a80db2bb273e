//! `report images`: which images there are, links to them, or the images themselves in files.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use identity_client::{Client, ImageKind};
use identity_types::{Extra, FileId, Value, VerificationReport, VerificationReportId};

use super::call::Call;
use super::confirm::{Answer, confirm};
use crate::Exit;
use crate::args::Global;
use crate::args::report::ImagesArgs;
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::settings;

/// What the names of the files end with.
const JPEG: &str = "jpg";
const PNG: &str = "png";
const OTHER: &str = "bin";

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
    let named = call.run(io, async |client, _| {
        if args.links {
            return Box::pin(links(client, &id)).await;
        }
        let report = client.verification_reports().retrieve(&id).await?;
        Ok(named(&report))
    })?;
    let images = match (named, &args.out) {
        (Some(images), Some(directory)) => {
            let directory = Path::new(directory);
            let replaced = count_there(&images, directory);
            if replaced > 0 {
                let what = format!("replace {replaced} of the images that are there");
                confirm(global, io, &what, call.settings.is_live(), Answer::Yes)?;
            }
            call.run(io, async |client, _| {
                Box::pin(fetch(client, images, directory, replaced > 0)).await
            })?
        }
        (images, _) => images,
    };
    let Some(images) = images else {
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
    mut images: Vec<Image>,
    directory: &Path,
    may_replace: bool,
) -> Result<Vec<Image>, Failure> {
    fs::create_dir_all(directory).map_err(cannot_write)?;
    for image in &mut images {
        let content = client.files().content(&image.file).await?;
        let ending = match content.content_type() {
            Some("image/jpeg") => JPEG,
            Some("image/png") => PNG,
            _ => OTHER,
        };
        let path = image.path(directory, ending);
        write(&path, content.expose(), may_replace).map_err(cannot_write)?;
        let shown = path.display().to_string();
        image.more = Some(("path", Value::String(shown)));
    }
    Ok(images)
}

/// How many of the images have a file already.
fn count_there(images: &[Image], directory: &Path) -> usize {
    let is_there = |image: &&Image| {
        let paths = [JPEG, PNG, OTHER].map(|ending| image.path(directory, ending));
        paths.iter().any(|path| path.exists())
    };
    images.iter().filter(is_there).count()
}

/// A whole file or none, readable by its owner alone.
fn write(path: &Path, bytes: &[u8], may_replace: bool) -> std::io::Result<()> {
    if !may_replace && path.exists() {
        return Err(std::io::ErrorKind::AlreadyExists.into());
    }
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
    fn path(&self, directory: &Path, ending: &str) -> PathBuf {
        directory.join(format!("{}.{}.{ending}", self.file, self.kind))
    }

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
