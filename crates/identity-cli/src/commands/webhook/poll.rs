//! Looking through `/v1/events` for what no delivery brought.

use bytes::Bytes;
use identity_client::{Client, Error};
use identity_types::{CreatedRange, EventType, Extra, ListEvents, Timestamp, Value};

use super::cursor::Handled;
use super::handler::Incoming;

/// Where the first run begins: at the newest event there is, by the API's own clock.
pub(super) async fn begin(client: &Client, types: &[EventType]) -> Result<Handled, Error> {
    let params = ListEvents::new().types(types.iter().cloned()).limit(1);
    let newest = client.events().list(&params).await?.into_inner();
    let Some(event) = newest.data.first() else {
        return Ok(Handled::from(Timestamp::from_secs(0)));
    };
    let mut handled = Handled::from(event.created);
    handled.add(event.id.as_str(), event.created);
    Ok(handled)
}

/// What the list has and nobody handled, oldest first; and the time of its newest event.
pub(super) async fn look(
    client: &Client,
    types: &[EventType],
    handled: &Handled,
) -> Result<(Vec<Incoming>, Option<Timestamp>), Error> {
    let params = ListEvents::new()
        .types(types.iter().cloned())
        .created(CreatedRange::new().gte(handled.look_from()))
        .limit(100);
    let mut pages = client.events().pages(params);
    let mut new = Vec::new();
    let mut newest = None;
    while let Some(page) = pages.next().await {
        let page = page?;
        for event in items(page.raw()) {
            newest = newest.max(Some(event.created));
            if !handled.knows(&event.id) {
                new.push(event);
            }
        }
    }
    new.reverse();
    new.sort_by_key(|event| event.created);
    Ok((new, newest))
}

/// The events of a page, each as it came.
fn items(page: &[u8]) -> Vec<Incoming> {
    let Ok(page) = serde_json::from_slice::<Extra>(page) else {
        return Vec::new();
    };
    let Some(Value::Array(items)) = page.get("data") else {
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| {
            let body = serde_json::to_vec(item).ok()?;
            Incoming::read(Bytes::from(body), String::new())
        })
        .collect()
}
