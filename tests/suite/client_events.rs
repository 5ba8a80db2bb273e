//! Events and the endpoints that they go to, against the sandbox.

use identity_sandbox::Outcome;
use identity_types::{
    CreateWebhookEndpoint, EventType, ListEvents, ListWebhookEndpoints, UpdateWebhookEndpoint,
    WebhookUrl,
};

use crate::world::World;

#[tokio::test(start_paused = true)]
async fn what_happened_is_listed_and_retrieved() {
    let world = World::new();
    let id = world.session().await;
    world.acts(&id, Outcome::verify());
    let events = world.client.events();
    let mut items = events.items(ListEvents::new().limit(2));
    let all = items.collect_at_most(100).await.unwrap();
    let kinds: Vec<_> = all
        .iter()
        .rev()
        .map(|event| event.event_type.as_str())
        .collect();
    assert_eq!(
        kinds.first(),
        Some(&"identity.verification_session.created")
    );
    assert_eq!(
        kinds.last(),
        Some(&"identity.verification_session.verified")
    );
    let event = events.retrieve(&all[0].id).await.unwrap();
    assert_eq!(event.id, all[0].id);
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_is_made_changed_and_taken_back() {
    let world = World::new();
    let endpoints = world.client.webhook_endpoints();
    let url = |text: &str| WebhookUrl::new(text).unwrap();
    let params = CreateWebhookEndpoint::new(
        url("https://example.com/hook"),
        [EventType::from("identity.verification_session.verified")],
    );
    let made = endpoints.create(&params).await.unwrap();
    assert!(made.secret.is_some());
    assert_eq!(endpoints.retrieve(&made.id).await.unwrap().id, made.id);
    let update = UpdateWebhookEndpoint::new().url(url("https://example.com/other"));
    let updated = endpoints.update(&made.id, &update).await.unwrap();
    assert_eq!(updated.url.expose().as_str(), "https://example.com/other");
    let listed = endpoints.list(&ListWebhookEndpoints::new()).await.unwrap();
    assert_eq!(listed.data.len(), 1);
    assert!(endpoints.delete(&made.id).await.unwrap().deleted);
    let listed = endpoints.list(&ListWebhookEndpoints::new()).await.unwrap();
    assert!(listed.data.is_empty());
}
