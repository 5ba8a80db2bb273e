//! `identity sandbox serve`: flags → sandbox and server, until it is told to stop.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use identity_sandbox::{Builder, Certificate, ControlAccess, DataError, Sandbox, SeedFile, Server};
use tokio::net::TcpListener;

use super::super::block_on::block_on;
use super::{stop_signal, system};
use crate::args::sandbox::ServeArgs;
use crate::failure::{Failure, Usage};
use crate::io::Io;

pub(super) fn run(args: &ServeArgs, io: &mut Io) -> Result<(), Failure> {
    let port: u16 = args.port.parse().map_err(|_| {
        Usage::new(
            "--port",
            "must be a whole number from 0 to 65535; 0 picks a free one",
        )
    })?;
    let sandbox = sandbox(args)?;
    block_on(Box::pin(async {
        let stop = stop_signal()?;
        let ip = args.bind.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let server = start(args, &sandbox, (ip, port).into()).await?;
        if let Some(path) = &args.ready_file {
            let written = server.ready().write_to(path);
            written.map_err(|cause| system("--ready-file: cannot be written", cause))?;
        }
        writeln!(io.stdout, "listening on {}", server.url())
            .and_then(|()| io.stdout.flush())
            .map_err(Failure::Output)?;
        tokio::select! {
            () = stop => {}
            () = io.interrupt.came_from_elsewhere() => {}
        }
        server.shutdown().await;
        if let Some(path) = &args.ready_file {
            // Removed by somebody else, it is gone all the same.
            _ = std::fs::remove_file(path);
        }
        Ok(())
    }))
}

async fn start(args: &ServeArgs, sandbox: &Sandbox, at: SocketAddr) -> Result<Server, Failure> {
    if !at.ip().is_loopback() && !args.allow_other_machines {
        let rule =
            "other machines could reach this address: add --allow-other-machines if they may";
        return Err(Usage::new("--bind", rule).into());
    }
    let listener = TcpListener::bind(at)
        .await
        .map_err(|cause| system("--port: cannot listen there", cause))?;
    let mut server = sandbox.server().listener(listener);
    if args.allow_other_machines {
        server = server.allow_other_machines();
    }
    for name in &args.allow_host {
        server = server.allow_host(name);
    }
    #[cfg(unix)]
    for path in &args.unix {
        server = server.unix_socket(path);
    }
    if let Some(certificate) = certificate(args)? {
        server = server.tls(certificate);
    }
    let started = server.start().await;
    started.map_err(|cause| system("the sandbox cannot serve", cause))
}

/// The sandbox that the flags ask for. A seed file fills a new one, and one whose data file has no session.
fn sandbox(args: &ServeArgs) -> Result<Sandbox, Failure> {
    let seed_file = args.seed_file.as_deref().map(seed_file).transpose()?;
    let mut builder = Sandbox::builder().control(control(args)?);
    if args.raw_journal {
        builder = builder.unmasked_journal();
    }
    if let Some(path) = &args.delivery_ca_file {
        let pem = read(path, "--delivery-ca-file: cannot be read")?;
        let trusting = builder.trust_for_delivery(pem.as_bytes());
        builder = trusting
            .map_err(|_| Usage::new("--delivery-ca-file", "must hold certificates in PEM"))?;
    }
    if let Some(seed) = args.seed {
        builder = builder.seed(seed);
    }
    if let Some(seed) = &seed_file {
        builder = builder.prepare(seed);
    }
    let sandbox = match &args.data {
        Some(path) => open(builder, path)?,
        None => builder.build(),
    };
    if let Some(seed) = &seed_file
        && sandbox.session_count() == 0
    {
        let filled = sandbox.fill(seed);
        filled.map_err(|error| Usage::new("--seed-file:", error.to_string()))?;
    }
    Ok(sandbox)
}

fn open(builder: Builder, path: &Path) -> Result<Sandbox, Failure> {
    builder.open(path).map_err(|error| match error {
        DataError::Full(cause) => system("--data: there is no room left for the file", cause),
        DataError::Io(cause) => system("--data: cannot be read or written", cause),
        other => Usage::new("--data:", other.to_string()).into(),
    })
}

fn control(args: &ServeArgs) -> Result<ControlAccess, Failure> {
    if args.no_control {
        return Ok(ControlAccess::Off);
    }
    let Some(path) = &args.control_token_file else {
        return Ok(ControlAccess::Open);
    };
    let text = read(path, "--control-token-file: cannot be read")?;
    let token = text.trim();
    if token.is_empty() {
        return Err(Usage::new("--control-token-file", "must hold a token").into());
    }
    Ok(ControlAccess::Token(token.to_owned()))
}

/// The certificate to serve with. The parser takes both files or none.
fn certificate(args: &ServeArgs) -> Result<Option<Certificate>, Failure> {
    let (Some(chain), Some(key)) = (&args.tls_cert, &args.tls_key) else {
        return Ok(None);
    };
    let chain = read(chain, "--tls-cert: cannot be read")?;
    let key = read(key, "--tls-key: cannot be read")?;
    let certificate = Certificate::from_pem(&chain, &key);
    certificate
        .map(Some)
        .map_err(|error| Usage::new("--tls-cert", error.to_string()).into())
}

fn seed_file(path: &Path) -> Result<SeedFile, Failure> {
    let text = read(path, "--seed-file: cannot be read")?;
    SeedFile::parse(&text).map_err(|error| Usage::new("--seed-file:", error.to_string()).into())
}

fn read(path: &Path, what: &'static str) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|cause: io::Error| system(what, cause))
}
