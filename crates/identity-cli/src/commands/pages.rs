//! Lists: page by page, printed as they come.

use identity_client::{Listed, Pages};
use identity_types::{Cursor, Extra, Value};

use super::call::Call;
use crate::failure::Failure;
use crate::io::Io;
use crate::output;
use crate::settings::Extent;

/// Prints the items that `keep` keeps, up to `extent`.
pub(super) async fn print<P: Listed>(
    call: &Call,
    io: &mut Io,
    mut pages: Pages<P>,
    extent: Extent,
    keep: impl Fn(&Extra) -> bool,
) -> Result<(), Failure> {
    let is_backward = matches!(pages.resume().cursor(), Some(Cursor::Before(_)));
    let mut list = call.printer.list()?;
    let mut left = match extent {
        Extent::All => usize::MAX,
        Extent::AtMost(most) => most,
    };
    let mut there_is_more = false;
    while left > 0
        && let Some(page) = pages.next().await
    {
        let page = page?;
        call.tell(io, &page);
        let mut items = items(page.raw())?;
        if is_backward {
            items.reverse();
        }
        items.retain(&keep);
        there_is_more = page.has_more || items.len() > left;
        items.truncate(left);
        left -= items.len();
        list.page(&mut io.stdout, &items)?;
    }
    list.end(&mut io.stdout)?;
    if there_is_more && left == 0 {
        call.note(io, "note: there is more: --limit N or --all");
    }
    Ok(())
}

/// The items of a page as they came.
fn items(raw: &[u8]) -> Result<Vec<Extra>, Failure> {
    let page: Extra = serde_json::from_slice(raw).map_err(|error| output::output(error.into()))?;
    let data = page.into_iter().find(|(name, _)| name == "data");
    let Some((_, Value::Array(data))) = data else {
        return Ok(Vec::new());
    };
    let objects = data.into_iter().filter_map(|item| match item {
        Value::Object(object) => Some(object),
        _ => None,
    });
    Ok(objects.collect())
}
