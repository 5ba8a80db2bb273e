//! [`State`]: everything that the sandbox remembers. Plain data; the lock around it is the caller's.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use identity_types::{Timestamp, VerificationSessionId};

use crate::agenda::Agenda;
use crate::auth::{Account, Caller, Connected};
use crate::ephemeral_keys::EphemeralKey;
use crate::event::{Cause, EventRecord};
use crate::file::File;
use crate::file_link::FileLink;
use crate::idempotency::Keys;
use crate::ids::{Kind, Names};
use crate::outcome::Outcome;
use crate::session::Session;
use crate::settings::Settings;
use crate::webhooks::{EndpointRecord, Outbox, Rules};

mod deliveries;
mod history;
mod index;
mod ledger;
mod record;
mod reports;
mod store;

pub(crate) use self::deliveries::Deliveries;
pub(crate) use self::history::Sessions;
pub(crate) use self::index::{Index, Rank, Span};
pub(crate) use self::ledger::Ledger;
pub(crate) use self::record::{AccountRecord, Change, Record, RecordId, Write, Writes};
pub(crate) use self::reports::Reports;
pub(crate) use self::store::Store;

/// What all accounts hold.
#[derive(Debug)]
pub(crate) struct State {
    seed: u64,
    accounts: Vec<AccountState>,
    /// Account to number in `accounts`, which is in the order of their first calls.
    numbers: HashMap<Account, usize>,
    agenda: Agenda,
    pub(crate) outbox: Outbox,
    /// What goes wrong on the way to webhook endpoints.
    pub(crate) rules: Rules,
    pub(crate) writes: Writes,
    /// Names of the requests of those who have no account.
    strangers: Names,
    /// How many requests came, refused ones included.
    pub(crate) requests: u64,
    /// Where the pages of the sandbox are, without a slash at the end.
    pub(crate) base_url: Arc<str>,
}

/// What one account holds. Nothing in here reaches another account.
#[derive(Debug)]
pub(crate) struct AccountState {
    account: Account,
    pub(crate) names: Names,
    /// Its id and its platform, if it is a connected one.
    pub(crate) connected: Option<Connected>,
    /// How many requests came.
    pub(crate) requests: u64,
    pub(crate) script: VecDeque<Outcome>,
    pub(crate) keys: Keys,
    pub(crate) sessions: Sessions,
    pub(crate) reports: Reports,
    pub(crate) files: Store<File>,
    pub(crate) files_in_order: Index<()>,
    pub(crate) files_by_purpose: Index<Box<str>>,
    /// How many bytes of files were uploaded.
    pub(crate) uploaded: u64,
    pub(crate) file_links: Store<FileLink>,
    pub(crate) links_in_order: Index<()>,
    pub(crate) links_by_file: Index<u64>,
    pub(crate) ephemeral_keys: Store<EphemeralKey>,
    pub(crate) events: Store<EventRecord>,
    pub(crate) event_order: Index<()>,
    pub(crate) endpoints: Store<EndpointRecord>,
    pub(crate) deliveries: Deliveries,
}

impl State {
    pub(crate) fn new(seed: u64, base_url: &str) -> Self {
        Self {
            seed,
            accounts: Vec::new(),
            numbers: HashMap::new(),
            agenda: Agenda::default(),
            outbox: Outbox::default(),
            rules: Rules::default(),
            writes: Writes::default(),
            strangers: Names::new(seed, "strangers"),
            requests: 0,
            base_url: base_url.into(),
        }
    }

    /// Counts a request: its number and its id.
    pub(crate) fn next_request(&mut self, account: Option<usize>) -> (u64, String) {
        self.requests += 1;
        let (names, count) = match account.and_then(|number| self.accounts.get_mut(number)) {
            Some(account) => (account.names, &mut account.requests),
            None => (self.strangers, &mut self.requests),
        };
        let place = *count;
        if account.is_some() {
            *count += 1;
        }
        (place, names.text(Kind::Request, place))
    }

    /// The number of an account, which is made if there is none.
    pub(crate) fn number(&mut self, account: Account, connected: Option<&Connected>) -> usize {
        *self.numbers.entry(account).or_insert_with(|| {
            let names = Names::new(self.seed, &account.name());
            self.accounts
                .push(AccountState::new(account, names, connected.cloned()));
            self.accounts.len() - 1
        })
    }

    /// The account that a caller acts for. Who names its own account acts for itself.
    pub(crate) fn number_of(&mut self, caller: &Caller) -> usize {
        if let Some(Connected { id, platform }) = &caller.connected {
            let own = Names::new(self.seed, &platform.name()).account(0);
            if *id == own {
                return self.number(*platform, None);
            }
        }
        self.number(caller.account, caller.connected.as_ref())
    }

    /// An account by its number.
    pub(crate) fn account(&self, number: usize) -> Option<&AccountState> {
        self.accounts.get(number)
    }

    /// An account by what its key opens.
    pub(crate) fn account_of(&self, account: Account) -> Option<&AccountState> {
        self.account(*self.numbers.get(&account)?)
    }

    /// What everything that looks random follows from.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// The id by which an account is shown.
    pub(crate) fn account_id(&self, account: Account) -> Option<String> {
        let number = self.numbers.get(&account)?;
        Some(self.accounts.get(*number)?.id())
    }

    /// An empty state with the same seed and the same pages.
    pub(crate) fn emptied(&self) -> Self {
        let mut empty = Self::new(self.seed, &self.base_url);
        empty.outbox = self.outbox.emptied();
        if self.writes.is_kept() {
            empty.writes.keep();
        }
        empty
    }

    /// The accounts in the order of their first calls.
    pub(crate) fn accounts(&self) -> &[AccountState] {
        &self.accounts
    }

    /// Opens an account for a change. `number` is one that [`number`](Self::number) gave.
    pub(crate) fn open<'a>(
        &'a mut self,
        number: usize,
        settings: &'a Settings,
        now: Timestamp,
        cause: Cause,
    ) -> Ledger<'a> {
        let platform_endpoints = self.platform_endpoints(number);
        Ledger {
            account: &mut self.accounts[number],
            number,
            agenda: &mut self.agenda,
            writes: &mut self.writes,
            outbox: &mut self.outbox,
            rules: &mut self.rules,
            platform_endpoints,
            settings,
            now,
            cause,
        }
    }

    /// The endpoints for connected accounts that the platform of this account has; none, if it is none.
    fn platform_endpoints(&self, number: usize) -> Vec<(Account, Arc<EndpointRecord>)> {
        let connected = self.accounts[number].connected.as_ref();
        let platform = connected.and_then(|connected| self.account_of(connected.platform));
        platform.map_or_else(Vec::new, |platform| {
            let endpoints = platform.live_endpoints();
            endpoints
                .filter(|endpoint| endpoint.connect)
                .map(|endpoint| (platform.account, Arc::clone(endpoint)))
                .collect()
        })
    }

    /// Forgets a running call that was refused before it was carried out.
    pub(crate) fn release(&mut self, number: usize, key: &str) {
        if let Some(account) = self.accounts.get_mut(number) {
            account.keys.release(key);
        }
    }

    /// Does what has become due, each thing at its own time and in the order of those times.
    pub(crate) fn run_due(&mut self, settings: &Settings, now: Timestamp) {
        while let Some(entry) = self.agenda.take(now) {
            self.open(entry.account, settings, entry.due, Cause::default())
                .do_task(entry.task);
        }
    }

    /// Everything that is stored, account by account, in an order in which it can be put again.
    pub(crate) fn records(&self) -> impl Iterator<Item = (Account, Record)> {
        let accounts = self.accounts.iter();
        accounts.flat_map(|each| each.records().map(|record| (each.account, record)))
    }

    /// Puts a record of another state. The agenda follows from the records.
    pub(crate) fn restore(&mut self, account: Account, record: Record, settings: &Settings) {
        let number = self.number(account, None);
        self.open(number, settings, Timestamp::default(), Cause::default())
            .put(record);
    }

    /// When the next thing is due.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.agenda.next()
    }

    /// The account that has this session, and the session's place.
    pub(crate) fn find_session(&self, id: &VerificationSessionId) -> Option<(usize, u64)> {
        self.accounts
            .iter()
            .enumerate()
            .find_map(|(number, account)| {
                let place = account.names.place(Kind::Session, id.as_str())?;
                account.sessions.get(place).map(|_| (number, place))
            })
    }

    /// Every session with its account, oldest first; of one second, in the order of accounts and creation.
    pub(crate) fn sessions(&self) -> Vec<(&AccountState, &Session)> {
        let mut sessions: Vec<_> = self
            .accounts
            .iter()
            .flat_map(|account| account.sessions.iter().map(move |each| (account, &**each)))
            .collect();
        sessions.sort_by_key(|(_, session)| session.created);
        sessions
    }

    /// How many sessions there are, over all accounts.
    pub(crate) fn session_count(&self) -> usize {
        self.accounts.iter().map(|each| each.sessions.len()).sum()
    }
}

impl AccountState {
    fn new(account: Account, names: Names, connected: Option<Connected>) -> Self {
        Self {
            account,
            names,
            connected,
            requests: 0,
            script: VecDeque::new(),
            keys: Keys::default(),
            sessions: Sessions::default(),
            reports: Reports::default(),
            files: Store::default(),
            files_in_order: Index::default(),
            files_by_purpose: Index::default(),
            uploaded: 0,
            file_links: Store::default(),
            links_in_order: Index::default(),
            links_by_file: Index::default(),
            ephemeral_keys: Store::default(),
            events: Store::default(),
            event_order: Index::default(),
            endpoints: Store::default(),
            deliveries: Deliveries::default(),
        }
    }

    /// What the account has besides objects.
    fn record(&self) -> AccountRecord {
        AccountRecord {
            names: self.names,
            connected: self.connected.clone(),
            requests: self.requests,
            script: self.script.iter().cloned().collect(),
        }
    }

    /// Everything that is stored, in an order in which it can be put again.
    pub(crate) fn records(&self) -> impl Iterator<Item = Record> {
        let account = Record::Account(Box::new(self.record()));
        let sessions = self.sessions.all_versions().cloned().map(Record::Session);
        std::iter::once(account)
            .chain(sessions)
            .chain(self.reports.iter().cloned().map(Record::Report))
            .chain(self.files.iter().cloned().map(Record::File))
            .chain(self.file_links.iter().cloned().map(Record::FileLink))
            .chain(
                self.ephemeral_keys
                    .iter()
                    .cloned()
                    .map(Record::EphemeralKey),
            )
            .chain(self.events.iter().cloned().map(Record::Event))
            .chain(self.endpoints.iter().cloned().map(Record::Endpoint))
            .chain(self.deliveries.iter().cloned().map(Record::Delivery))
            .chain(self.keys.records().map(|key| Record::Key(Box::new(key))))
    }

    /// The webhook endpoint at a place, unless it was deleted.
    pub(crate) fn endpoint(&self, place: u64) -> Option<&Arc<EndpointRecord>> {
        let endpoint = self.endpoints.get(place)?;
        (!endpoint.deleted).then_some(endpoint)
    }

    /// The webhook endpoints that were not deleted, oldest first.
    pub(crate) fn live_endpoints(&self) -> impl Iterator<Item = &Arc<EndpointRecord>> {
        self.endpoints.iter().filter(|endpoint| !endpoint.deleted)
    }

    /// What its key opens.
    pub(crate) fn account(&self) -> Account {
        self.account
    }

    /// The id by which it is shown.
    pub(crate) fn id(&self) -> String {
        let connected = self.connected.as_ref();
        connected
            .map(|connected| connected.id.to_string())
            .unwrap_or_else(|| self.names.text(Kind::Account, 0))
    }

    /// The session of this id.
    pub(crate) fn session(&self, id: &str) -> Option<&Arc<Session>> {
        self.sessions.get(self.names.place(Kind::Session, id)?)
    }

    /// The file of this id.
    pub(crate) fn file(&self, id: &str) -> Option<&Arc<File>> {
        self.files.get(self.names.place(Kind::File, id)?)
    }

    /// The file link of this id.
    pub(crate) fn file_link(&self, id: &str) -> Option<&Arc<FileLink>> {
        self.file_links.get(self.names.place(Kind::FileLink, id)?)
    }

    /// The file link whose address ends with this token.
    pub(crate) fn file_link_of_token(&self, token: &str) -> Option<&Arc<FileLink>> {
        self.file_links
            .get(self.names.place(Kind::FileLinkToken, token)?)
    }

    /// How many attempts were charged: each submitted one, whatever its checks found.
    pub(crate) fn billable_attempts(&self) -> u64 {
        self.reports.len()
    }
}
