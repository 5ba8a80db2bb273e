//! [`State`]: everything that the sandbox remembers. Plain data; the lock around it is the caller's.

use std::collections::HashMap;

use identity_types::VerificationSessionId;

use crate::auth::Account;
use crate::idempotency::Keys;
use crate::ids::{self, Source};
use crate::session::Session;

/// What all accounts hold.
#[derive(Debug)]
pub(crate) struct State {
    seed: u64,
    accounts: Vec<AccountState>,
    /// Account to place in `accounts`, which is in the order of their first calls.
    places: HashMap<Account, usize>,
    /// Request ids of those who have no account.
    strangers: Source,
    /// How many requests came, refused ones included.
    pub(crate) requests: u64,
    /// Where the pages of the sandbox are, without a slash at the end.
    pub(crate) base_url: String,
}

/// What one account holds. Nothing in here reaches another account.
#[derive(Debug)]
pub(crate) struct AccountState {
    /// Ids of objects. Requests have a source of their own, so that a repeated or refused call does not
    /// change the id of the next object.
    ids: Source,
    requests: Source,
    pub(crate) keys: Keys,
    pub(crate) sessions: HashMap<VerificationSessionId, Session>,
}

impl State {
    pub(crate) fn new(seed: u64, base_url: String) -> Self {
        Self {
            seed,
            accounts: Vec::new(),
            places: HashMap::new(),
            strangers: Source::new(seed, "strangers"),
            requests: 0,
            base_url,
        }
    }

    /// Counts a request and names it.
    pub(crate) fn next_request_id(&mut self, account: Option<Account>) -> String {
        self.requests += 1;
        let source = match account {
            Some(account) => &mut self.account(account).requests,
            None => &mut self.strangers,
        };
        ids::text("req_", source.draw(), 14)
    }

    /// The state of an account, new if it has none.
    pub(crate) fn account(&mut self, account: Account) -> &mut AccountState {
        let place = *self.places.entry(account).or_insert_with(|| {
            self.accounts
                .push(AccountState::new(self.seed, &account.name()));
            self.accounts.len() - 1
        });
        &mut self.accounts[place]
    }

    /// Every session, oldest first; of one second, in the order of accounts and creation.
    pub(crate) fn sessions(&self) -> Vec<&Session> {
        let places = self.accounts.iter().enumerate();
        let mut sessions: Vec<_> = places
            .flat_map(|(place, account)| account.sessions.values().map(move |each| (place, each)))
            .collect();
        sessions.sort_by_key(|(place, session)| (session.created, *place, session.sequence));
        sessions.into_iter().map(|(_, session)| session).collect()
    }

    /// How many sessions there are, over all accounts.
    pub(crate) fn session_count(&self) -> usize {
        self.accounts.iter().map(|each| each.sessions.len()).sum()
    }
}

impl AccountState {
    fn new(seed: u64, name: &str) -> Self {
        Self {
            ids: Source::new(seed, &format!("{name} ids")),
            requests: Source::new(seed, &format!("{name} requests")),
            keys: Keys::default(),
            sessions: HashMap::new(),
        }
    }

    /// A number for a new object, of which its id and its secrets are made.
    pub(crate) fn draw(&mut self) -> u64 {
        self.ids.draw()
    }
}
