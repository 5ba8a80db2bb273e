//! [`Ledger`]: an account that is open for a change, and the only way into its stores.

use std::sync::Arc;

use identity_types::{EventType, Timestamp};

use super::AccountState;
use super::record::{Change, Record, RecordId, Writes};
use crate::agenda::{Agenda, Task};
use crate::auth::Account;
use crate::event::{self, Cause, EventRecord};
use crate::file::{Content, File};
use crate::lifecycle::Step;
use crate::settings::Settings;
use crate::switches::SecretsInEvents;
use crate::webhooks::{EndpointRecord, EndpointRef, Mishap, Outbox, Parcel, Rules};

/// One account and what a change of it touches, under the lock. What is read comes from `account`; what
/// changes goes through [`put`](Self::put).
#[derive(Debug)]
pub(crate) struct Ledger<'a> {
    pub(crate) account: &'a mut AccountState,
    pub(super) number: usize,
    pub(super) agenda: &'a mut Agenda,
    pub(super) writes: &'a mut Writes,
    pub(super) outbox: &'a mut Outbox,
    pub(super) rules: &'a mut Rules,
    /// Of a connected account: the endpoints of its platform that get its events.
    pub(crate) platform_endpoints: Vec<(Account, Arc<EndpointRecord>)>,
    pub(crate) settings: &'a Settings,
    /// The time of the change.
    pub(crate) now: Timestamp,
    /// The call that makes it.
    pub(crate) cause: Cause,
}

impl Ledger<'_> {
    /// Files a record: in its store, in the orders of lists, in the agenda, and among the writes.
    pub(crate) fn put(&mut self, record: Record) {
        let (account, noted) = (self.account.account, &record);
        self.writes.note(account, || Change::Put(noted.clone()));
        match record {
            Record::Account(record) => {
                self.account.names = record.names;
                self.account.connected = record.connected;
                self.account.requests = record.requests;
                self.account.script = record.script.into();
            }
            Record::Session(session) => {
                if let Some(due) = session.due() {
                    self.agenda
                        .add(due, self.number, Task::Session(session.place));
                    self.outbox.wake();
                }
                self.account.sessions.put(session);
            }
            Record::Report(report) => self.account.reports.put(report),
            Record::File(file) => self.put_file(file),
            Record::FileLink(link) => {
                let rank = (link.created, link.place);
                self.account.links_in_order.insert((), rank);
                self.account.links_by_file.insert(link.file, rank);
                self.account.file_links.put(link.place, link);
            }
            Record::EphemeralKey(key) => {
                self.account.ephemeral_keys.put(key.place, key);
            }
            Record::Event(event) => {
                let rank = (event.created, event.place);
                let (session, version) = (event.session, event.version);
                self.account.event_order.insert((), rank);
                if self.account.events.put(event.place, event).is_none() {
                    self.account.sessions.name(session, version);
                }
            }
            Record::Endpoint(endpoint) => {
                self.account.endpoints.put(endpoint.place, endpoint);
            }
            Record::Delivery(delivery) => {
                let parcel = Parcel {
                    place: delivery.place,
                    account: self.number,
                };
                let (endpoint, due) = (delivery.endpoint, delivery.due);
                let former = self.account.deliveries.put(delivery);
                let former = former.and_then(|former| former.due);
                self.outbox.set(endpoint, parcel, former, due);
            }
            Record::Key(key) => {
                if let Some((session, version)) = key.reply.names() {
                    self.account.sessions.name(session, version);
                }
                self.account.keys.put(*key);
            }
        }
    }

    fn put_file(&mut self, file: Arc<File>) {
        let rank = (file.created, file.place);
        let account = &mut *self.account;
        account.files_in_order.insert((), rank);
        let purpose = file.purpose.as_str().into();
        account.files_by_purpose.insert(purpose, rank);
        let uploaded = |file: &File| match &file.content {
            Content::Uploaded(bytes) => bytes.expose().len() as u64,
            Content::Drawn(_) | Content::Removed(_) => 0,
        };
        account.uploaded += uploaded(&file);
        if let Some(old) = account.files.put(file.place, file) {
            account.uploaded -= uploaded(&old);
        }
    }

    /// Takes away what was deleted.
    pub(crate) fn remove(&mut self, id: RecordId) {
        match &id {
            RecordId::EphemeralKey(place) => {
                self.account.ephemeral_keys.remove(*place);
            }
            RecordId::Event(place) => self.forget_event(*place),
            // Nothing else is ever deleted; keys go with their time.
            _ => return,
        }
        self.removed(id);
    }

    /// Ends a change: the numbers that were given out are noted with it.
    pub(crate) fn settle(&mut self) {
        self.forget_old();
        if self.writes.is_some() {
            self.put_account();
        }
    }

    /// Puts what the account has besides objects.
    pub(crate) fn put_account(&mut self) {
        let record = self.account.record();
        self.put(Record::Account(Box::new(record)));
    }

    /// Puts what a transition has made, and tells of it: the version that the session has now.
    pub(crate) fn apply(&mut self, step: Step) -> u32 {
        for file in step.files {
            self.put(Record::File(Arc::new(file)));
        }
        if let Some(report) = step.report {
            self.put(Record::Report(Arc::new(report)));
        }
        let mut session = step.session;
        // A version that nothing names is replaced.
        session.version = match self.account.sessions.get(session.place) {
            Some(last) if last.kept => last.version + 1,
            Some(last) => last.version,
            None => 0,
        };
        session.kept = step.event.is_some() || self.cause.key.is_some();
        let (place, version) = (session.place, session.version);
        self.put(Record::Session(Arc::new(session)));
        // Of the one before, the result that names it may yet have to be stored.
        self.trim(place, 2);
        if let Some(event_type) = step.event {
            self.tell(event_type, place, version);
        }
        version
    }

    fn tell(&mut self, event_type: EventType, session: u64, version: u32) {
        let by_itself = !matches!(event_type, EventType::Created | EventType::Canceled);
        let event = EventRecord {
            place: self.account.events.next(),
            created: self.now,
            event_type,
            session,
            version,
            cause: if by_itself {
                Cause::default()
            } else {
                self.cause.clone()
            },
            shows_secrets: self.settings.switches.secrets_in_events == SecretsInEvents::Show,
            pending_webhooks: 0,
        };
        let place = event.place;
        self.put(Record::Event(Arc::new(event)));
        crate::webhooks::announce(self, place);
    }

    /// Takes away what has had its time: events after 30 days, keys after one.
    pub(crate) fn forget_old(&mut self) {
        while let Some((place, oldest)) = self.account.events.oldest() {
            if self.now < oldest.created.saturating_add(event::KEPT) {
                break;
            }
            self.remove(RecordId::Event(place));
        }
        while let Some((key, reply)) = self.account.keys.expire(self.now) {
            self.removed(RecordId::Key(key));
            if let Some((session, version)) = reply.and_then(|reply| reply.names()) {
                self.unname(session, version);
            }
        }
    }

    /// Something that named a version of a session is gone, and with it versions that nothing names now.
    fn unname(&mut self, session: u64, version: u32) {
        self.account.sessions.unname(session, version);
        self.trim(session, 1);
    }

    /// Takes away old versions of a session that nothing names, but for the newest `spared`.
    fn trim(&mut self, place: u64, spared: usize) {
        for version in self.account.sessions.trim(place, spared) {
            self.removed(RecordId::Session { place, version });
        }
    }

    /// The deliveries of an event go with it.
    fn forget_event(&mut self, event: u64) {
        if let Some(gone) = self.account.events.get(event).cloned() {
            let rank = (gone.created, event);
            self.account.event_order.remove((), rank);
            self.unname(gone.session, gone.version);
        }
        self.account.events.forget_through(event);
        for delivery in self.account.deliveries.forget(event) {
            let parcel = Parcel {
                place: delivery.place,
                account: self.number,
            };
            self.outbox
                .set(delivery.endpoint, parcel, delivery.due, None);
            self.removed(RecordId::Delivery(delivery.place));
        }
    }

    /// What the rules have happen to a new delivery.
    pub(crate) fn mishap(
        &mut self,
        event_type: &EventType,
        endpoint: EndpointRef,
        delivery: u64,
    ) -> Option<Mishap> {
        let names = self.account.names;
        let number = names.number(delivery) ^ endpoint.place;
        self.rules.mishap(event_type, number)
    }

    fn removed(&mut self, id: RecordId) {
        self.writes
            .note(self.account.account, || Change::Remove(id));
    }
}
