//! Images of a report and what surrounds them: files, links, ephemeral keys, against the sandbox.

use std::time::Duration;

use identity_client::{Client, ErrorKind, ImageKind};
use identity_sandbox::{Clock, Outcome, Sandbox};
use identity_transport::{BoxError, Request};
use identity_types::{
    CreateEphemeralKey, CreateVerificationSession, DocumentOptionsParam, ListFileLinks, ListFiles,
    Timestamp, UpdateFileLink, VerificationReportId,
};
use tower::{ServiceExt, service_fn};

use crate::world::World;

/// Who may see images: a restricted key.
fn world() -> World {
    World::with_key("rk_test_images")
}

/// A verified session with a selfie; its report.
async fn report(world: &World) -> VerificationReportId {
    let selfie = DocumentOptionsParam::new().require_matching_selfie(true);
    let params = CreateVerificationSession::document().document_options(selfie);
    let sessions = world.client.verification_sessions();
    let id = sessions.create(&params).await.unwrap().id.clone();
    world.acts(&id, Outcome::verify());
    let session = sessions.retrieve(&id).await.unwrap();
    session
        .last_verification_report
        .as_ref()
        .unwrap()
        .id()
        .clone()
}

#[tokio::test(start_paused = true)]
async fn each_image_of_a_report_has_a_link_that_ends_in_thirty_seconds() {
    let world = world();
    let report = report(&world).await;
    let images = world.client.verification_reports().images(&report).await;
    let images = images.unwrap();
    let count = |kind| images.iter().filter(|image| image.kind == kind).count();
    assert!(count(ImageKind::Document) >= 1, "{images:?}");
    assert_eq!(count(ImageKind::Selfie), 1, "{images:?}");
    let now = world.sandbox.clock().now().as_secs();
    for image in &images {
        let left = image.link.expires_at.unwrap().as_secs() - now;
        assert!((0..=30).contains(&left), "{left}");
        assert!(image.link.url.is_some());
    }
}

/// A sandbox whose clock stands, a year from that of the machine, and a client that was told nothing of it.
#[tokio::test(start_paused = true)]
async fn links_to_images_go_by_the_clock_of_whoever_answers() {
    for way in [-1, 1] {
        let year = Timestamp::from_secs(now().as_secs() + way * 365 * 86_400);
        let sandbox = Sandbox::builder().clock(Clock::frozen(year)).build();
        let wire = {
            let sandbox = sandbox.clone();
            service_fn(move |request: Request| {
                let sandbox = sandbox.clone();
                async move {
                    // All images together take longer than a link lives.
                    tokio::time::sleep(Duration::from_secs(12)).await;
                    Ok::<_, BoxError>(sandbox.service().oneshot(request).await?)
                }
            })
        };
        let client = Client::builder("rk_test_images".parse().unwrap());
        let client = client.build_over(wire).unwrap();
        let selfie = DocumentOptionsParam::new().require_matching_selfie(true);
        let params = CreateVerificationSession::document().document_options(selfie);
        let session = client.verification_sessions().create(&params).await;
        let id = session.unwrap().id.clone();
        sandbox.outcome(&id, Outcome::verify()).unwrap();
        let session = client.verification_sessions().retrieve(&id).await.unwrap();
        let report = session.last_verification_report.as_ref().unwrap().id();

        let images = client.verification_reports().images(report).await.unwrap();
        assert!(images.len() > 2, "{images:?}");
        for image in &images {
            assert_eq!(image.link.expires_at, Some(year.saturating_add(30)));
        }
        sandbox.clock().advance(Duration::from_secs(3600));
        let links = client.file_links();
        let link = links.create_for_image(&images[0].file).await.unwrap();
        assert_eq!(link.expires_at, Some(year.saturating_add(3630)));
    }
}

/// The machine's clock, near enough.
fn now() -> Timestamp {
    Clock::system().now()
}

#[tokio::test(start_paused = true)]
async fn files_are_found_and_read_whole_and_in_pieces() {
    let world = world();
    let report = report(&world).await;
    let images = world.client.verification_reports().images(&report).await;
    let id = images.unwrap()[0].file.clone();
    let files = world.client.files();
    let file = files.retrieve(&id).await.unwrap();
    assert_eq!(file.id, id);
    let listed = files.list(&ListFiles::new()).await.unwrap();
    assert!(listed.data.iter().any(|file| file.id == id));

    let whole = files.content(&id).await.unwrap();
    let size = u64::try_from(file.size).unwrap();
    assert_eq!(whole.len() as u64, size);
    assert!(whole.content_type().unwrap().starts_with("image/"));
    let mut content = files.content_stream(&id, size).await.unwrap().into_inner();
    let mut pieces = Vec::new();
    while let Some(piece) = content.next().await {
        pieces.extend_from_slice(piece.unwrap().expose());
    }
    assert_eq!(pieces, *whole.expose());
    let error = files.content_stream(&id, size - 1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);

    let missing = "file_1AAAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    let error = files.content(&missing).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status().unwrap().as_u16()),
        (ErrorKind::Api, 404)
    );
}

#[tokio::test(start_paused = true)]
async fn links_are_made_found_and_ended() {
    let world = world();
    let report = report(&world).await;
    let images = world.client.verification_reports().images(&report).await;
    let images = images.unwrap();
    let (file, link) = (&images[0].file, &images[0].link);
    let links = world.client.file_links();
    let retrieved = links.retrieve(&link.id).await.unwrap();
    assert_eq!(retrieved.id, link.id);
    let of_file = ListFileLinks::new().file(file.clone());
    let listed = links.list(&of_file).await.unwrap();
    assert_eq!(listed.data.len(), 1);

    let another = links.create_for_image(file).await.unwrap();
    assert_ne!(another.id, link.id);
    let ended = UpdateFileLink::new().expires_at(identity_types::FileLinkExpiry::Now);
    let ended = links.update(&another.id, &ended).await.unwrap();
    assert!(ended.expired);
    tokio::time::sleep(Duration::from_secs(31)).await;
    assert!(links.retrieve(&link.id).await.unwrap().expired);
}

#[tokio::test(start_paused = true)]
async fn an_ephemeral_key_is_made_and_taken_back() {
    let world = World::new();
    let session = world.session().await;
    let keys = world.client.ephemeral_keys();
    let params = CreateEphemeralKey::new(session);
    let key = keys.create(&params, "2026-10-28.endive").await.unwrap();
    assert!(key.secret.is_some());
    assert_eq!(keys.delete(&key.id).await.unwrap().id, key.id);
}
