//! `webhook verify` and `webhook sign`, over stdin.

use std::io::Write;

use identity_types::Extra;
use identity_webhooks::Verifier;

use super::secret;
use crate::Exit;
use crate::args::Global;
use crate::args::webhook::{SignArgs, VerifyArgs};
use crate::failure::{Failure, Said, Usage};
use crate::io::Io;
use crate::output;
use crate::settings;

pub(super) fn verify(args: &VerifyArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let printer = settings::printer(global, None, io)?;
    let secret = secret::required(args.secret_file.as_deref(), io)?;
    let mut verifier =
        Verifier::new(secret).map_err(|invalid| Usage::invalid("secret", &invalid))?;
    if args.any_age {
        verifier = verifier.any_age();
    } else if let Some(text) = &args.tolerance {
        let tolerance = settings::duration(text).map_err(|rule| Usage::new("--tolerance", rule))?;
        verifier = verifier.tolerance(tolerance);
    }
    let body = body(io)?;
    verifier
        .verify(&body, &args.header, io.clock.now())
        .map_err(|error| refused(&error))?;
    match serde_json::from_slice::<Extra>(&body) {
        Ok(event) => printer.object(&mut io.stdout, &event),
        Err(_) => Err(Said::new(
            Exit::Api,
            "the signature is good, and the body is not a JSON object",
        )
        .code("not_json")
        .into()),
    }
}

/// The sentence says which step failed and what to do about it.
fn refused(error: &identity_webhooks::VerifyError) -> Failure {
    let said = Said::new(Exit::Api, error.to_string()).code("unsigned");
    match error {
        identity_webhooks::VerifyError::TooOld { .. } => {
            said.hint("--any-age takes it, if you know where it comes from")
        }
        _ => said,
    }
    .into()
}

pub(super) fn sign(args: &SignArgs, io: &mut Io) -> Result<(), Failure> {
    let secret = secret::required(args.secret_file.as_deref(), io)?;
    let now = io.clock.now();
    let time = match &args.at {
        Some(text) => settings::time("--at", text, now)?,
        None => now,
    };
    let body = body(io)?;
    let header = identity_webhooks::sign(&body, time, [&secret]);
    writeln!(io.stdout, "{header}")
        .and_then(|()| io.stdout.flush())
        .map_err(output::output)
}

/// The body on stdin, to the byte.
fn body(io: &mut Io) -> Result<Vec<u8>, Failure> {
    let body = io
        .stdin
        .read_at_most(settings::MOST_DATA)
        .map_err(|_| Usage::new("stdin", "cannot be read"))?
        .ok_or_else(|| Usage::new("stdin", "must hold at most 1 MiB"))?;
    if body.is_empty() {
        return Err(Usage::new("stdin", "must hold the body of the delivery").into());
    }
    Ok(body)
}
