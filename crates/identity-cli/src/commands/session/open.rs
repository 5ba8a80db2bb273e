//! `session open`: the page of a session, in a browser or as a QR code.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use identity_client::FreshUrl;
use identity_types::VerificationSession;
use qrcodegen::{QrCode, QrCodeEcc};

use super::super::call::Call;
use crate::Exit;
use crate::args::Global;
use crate::args::session::OpenArgs;
use crate::failure::{Failure, Said};
use crate::io::{Env, Io};
use crate::output;
use crate::settings;

/// Light around the code, in modules: readers need it.
const MARGIN: i32 = 2;

pub(super) fn run(args: &OpenArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::session_id(&args.id)?;
    let call = Call::prepare(global, io)?;
    let Some(fresh) = call.run(io, async |client, _| {
        Ok(client.verification_sessions().fresh_url(&id).await?)
    })?
    else {
        return Ok(());
    };
    match fresh {
        FreshUrl::Open(url) => {
            let url = url.expose();
            if args.print {
                writeln!(io.stdout, "{url}").map_err(output::output)?;
            }
            if args.qr {
                qr(&mut io.stdout, url).map_err(output::output)?;
            }
            if !args.print && !args.qr {
                browse(url, &io.env)?;
                call.note(io, &format!("note: opened the page of {id}"));
            }
            io.stdout.flush().map_err(output::output)
        }
        FreshUrl::Closed(session) => Err(closed(&session).into()),
        _ => Ok(()),
    }
}

/// Shows the page of a session that was just created, beside the result.
pub(super) fn show(
    session: &VerificationSession,
    as_code: bool,
    in_browser: bool,
    call: &Call,
    io: &mut Io,
) -> Result<(), Failure> {
    let Some(url) = session.url.as_ref() else {
        return Ok(());
    };
    if as_code {
        // A stderr that is closed changes nothing about the result.
        _ = qr(&mut io.stderr, url.expose());
    }
    if in_browser && browse(url.expose(), &io.env).is_err() {
        call.note(
            io,
            "warning: no browser could be started; the url stands in the result",
        );
    }
    Ok(())
}

fn closed(session: &VerificationSession) -> Said {
    Said::new(
        Exit::Api,
        format!("the session is {} and takes no input", session.status),
    )
    .code("closed")
}

/// Opens the page with $BROWSER, or with what the system has for it.
fn browse(url: &str, env: &Env) -> Result<(), Failure> {
    let refused = |cause| {
        Failure::system(
            "no browser could be started; --print and --qr need none",
            Exit::Api,
            cause,
        )
    };
    let browser = env.filled("BROWSER");
    let mut command = match browser {
        Some(browser) => Command::new(browser),
        None if cfg!(target_os = "macos") => Command::new("open"),
        None if cfg!(windows) => {
            let mut command = Command::new("rundll32");
            command.arg("url.dll,FileProtocolHandler");
            command
        }
        None => Command::new("xdg-open"),
    };
    let status = command
        .arg(url)
        .env_clear()
        .envs(env.iter())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(refused)?;
    if status.success() {
        return Ok(());
    }
    Err(refused(io::Error::other("the browser's program failed")))
}

/// The code in half blocks, two rows a line: light modules are drawn, so that it stands on a dark ground.
fn qr(out: &mut dyn Write, url: &str) -> io::Result<()> {
    let code = QrCode::encode_text(url, QrCodeEcc::Low)
        .map_err(|_| io::Error::other("the url is too long for a QR code"))?;
    let range = -MARGIN..code.size() + MARGIN;
    // Outside of the code `get_module` says dark = false: light.
    let light = |x, y| y >= range.end || !code.get_module(x, y);
    for y in range.clone().step_by(2) {
        let line: String = range
            .clone()
            .map(|x| match (light(x, y), light(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            })
            .collect();
        writeln!(out, "{line}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_square_with_light_around() {
        let mut out = Vec::new();
        qr(&mut out, "https://verify.stripe.com/start/test_abc").unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let width = lines[0].chars().count();
        assert!(lines.iter().all(|line| line.chars().count() == width));
        assert_eq!(lines.len(), width.div_ceil(2));
        assert!(lines[0].chars().all(|c| c == '█'), "{text}");
        assert!(
            lines
                .iter()
                .all(|line| line.starts_with("██") && line.ends_with("██"))
        );
    }
}
