//! [`Reports`]: the reports of an account.

use std::sync::Arc;

use super::index::Index;
use super::store::Store;
use crate::report::Report;
use crate::session::What;

/// Reports by place, and the orders of their lists.
#[derive(Debug, Default)]
pub(crate) struct Reports {
    store: Store<Report>,
    pub(crate) all: Index<()>,
    pub(crate) by_session: Index<u64>,
    pub(crate) by_reference: Index<Arc<str>>,
    pub(crate) by_type: Index<What>,
}

impl Reports {
    pub(crate) fn get(&self, place: u64) -> Option<&Arc<Report>> {
        self.store.get(place)
    }

    pub(crate) fn next(&self) -> u64 {
        self.store.next()
    }

    /// How many there are: none is ever taken away.
    pub(crate) fn len(&self) -> u64 {
        self.store.next()
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Report>> {
        self.store.iter()
    }

    pub(super) fn put(&mut self, report: Arc<Report>) {
        let rank = (report.created, report.place);
        self.all.insert((), rank);
        self.by_session.insert(report.session, rank);
        self.by_type.insert(report.what, rank);
        if let Some(reference) = &report.client_reference_id {
            self.by_reference
                .insert(Arc::clone(reference.expose()), rank);
        }
        self.store.put(report.place, report);
    }
}
