//! Filling a sandbox: every object comes by the API's own calls, so that what the API refuses cannot be
//! seeded.

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Request, header};
use identity_types::VerificationSessionId;
use serde_json::Value;

use super::{AccountSeed, SeedError, SeedFile, SessionSeed};
use crate::exchange::{self, Payload};
use crate::sandbox::Sandbox;

const SESSIONS: &str = "/v1/identity/verification_sessions";
const ENDPOINTS: &str = "/v1/webhook_endpoints";

impl Sandbox {
    /// Makes what a seed file holds, beside what is there: how many sessions were made.
    ///
    /// Personas must be known before a sandbox starts: see [`Builder::prepare`](crate::Builder::prepare).
    ///
    /// # Errors
    ///
    /// When something in it cannot be; then nothing has changed.
    pub fn fill(&self, seed: &SeedFile) -> Result<usize, SeedError> {
        let before = self.snapshot();
        let filled = self.try_fill(seed);
        if filled.is_err() {
            self.restore(&before);
        }
        filled
    }

    fn try_fill(&self, seed: &SeedFile) -> Result<usize, SeedError> {
        for (name, persona) in &seed.personas {
            if self.shared().settings.personas.get(name) != Some(persona) {
                let rule = "personas can be given only when the sandbox starts";
                return Err(SeedError::at("personas", rule));
            }
        }
        let known = &self.shared().settings.switches.verification_flows;
        if seed.flows.is_some() && seed.flows != *known {
            let rule = "flows can be given only when the sandbox starts";
            return Err(SeedError::at("flows", rule));
        }
        if let Some(clock) = &seed.clock {
            if let Some(time) = clock.time {
                self.clock().set(time);
            }
            if clock.frozen {
                self.clock().freeze();
            }
            self.run_due();
        }
        let mut made = 0;
        for (number, account) in seed.accounts.iter().enumerate() {
            made += self.fill_account(account, &format!("accounts[{number}]"))?;
        }
        for rule in &seed.faults {
            self.faults().arm(rule.clone());
        }
        Ok(made)
    }

    fn fill_account(&self, account: &AccountSeed, place: &str) -> Result<usize, SeedError> {
        for (number, params) in account.webhook_endpoints.iter().enumerate() {
            let place = format!("{place}.webhook_endpoints[{number}]");
            self.call(&account.key, ENDPOINTS, params, &place)?;
        }
        for (number, session) in account.sessions.iter().enumerate() {
            self.fill_session(
                &account.key,
                session,
                &format!("{place}.sessions[{number}]"),
            )?;
        }
        Ok(account.sessions.len())
    }

    fn fill_session(&self, key: &str, seed: &SessionSeed, place: &str) -> Result<(), SeedError> {
        let made = self.call(key, SESSIONS, &seed.params, &format!("{place}.params"))?;
        let id = made["id"].as_str().map(VerificationSessionId::new);
        let Some(Ok(id)) = id else {
            return Err(SeedError::at(place, "no session was made"));
        };
        for (number, outcome) in seed.outcomes.iter().enumerate() {
            self.outcome(&id, outcome.clone()).map_err(|error| {
                SeedError::at(format!("{place}.outcomes[{number}]"), &error.to_string())
            })?;
        }
        if !seed.script.is_empty() {
            self.script(&id, seed.script.clone())
                .map_err(|error| SeedError::at(format!("{place}.script"), &error.to_string()))?;
        }
        for (wanted, verb) in [(seed.cancel, "cancel"), (seed.redact, "redact")] {
            if wanted {
                let path = format!("{SESSIONS}/{id}/{verb}");
                self.call(key, &path, &Value::Null, &format!("{place}.{verb}"))?;
            }
        }
        Ok(())
    }

    /// A POST of the API's.
    fn call(&self, key: &str, path: &str, params: &Value, place: &str) -> Result<Value, SeedError> {
        let form = match params {
            Value::Null => String::new(),
            params => identity_form::to_string(params)
                .map_err(|error| SeedError::at(place, &error.to_string()))?,
        };
        let parts = parts(key, path)
            .ok_or_else(|| SeedError::at(place, "the key of the account is no test key"))?;
        let payload = Payload::Whole(Bytes::from(form));
        let response = exchange::answer(self.shared(), &parts, &payload).response;
        let body: Value = serde_json::from_slice(response.body().bytes()).unwrap_or_default();
        if response.status().is_success() {
            return Ok(body);
        }
        Err(SeedError::at(place, &refused(&body["error"])))
    }
}

fn parts(key: &str, path: &str) -> Option<Parts> {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {key}"));
    Some(request.body(()).ok()?.into_parts().0)
}

/// The code and the parameter; the message may quote what was sent.
fn refused(error: &Value) -> String {
    let part = |name: &str| error[name].as_str();
    match (part("code"), part("param")) {
        (Some(code), Some(param)) => format!("the API refuses {param} ({code})"),
        (None, Some(param)) => format!("the API refuses {param}"),
        (Some(code), None) => format!("the API refuses it ({code})"),
        (None, None) => "the API refuses it, as it would refuse the same call".to_owned(),
    }
}
