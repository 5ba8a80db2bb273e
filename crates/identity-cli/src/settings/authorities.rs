//! `--ca-file`: authorities that TLS trusts beside the bundled ones.

use std::path::Path;

use super::layers::{Found, Layers};
use super::profile::ConfigFile;
use crate::args::Global;
use crate::failure::Usage;
use crate::io::Env;

/// More than all authorities of the world take.
const MOST: u64 = 1 << 20;

/// Certificates in PEM, and the file that they came from.
#[derive(Clone, Debug)]
pub(crate) struct Authorities {
    pub(crate) path: String,
    pub(crate) pem: Vec<u8>,
}

impl Authorities {
    /// For what calls no API, and so has no other settings.
    pub(crate) fn resolve(global: &Global, env: &Env) -> Result<Option<Self>, Usage> {
        let file = ConfigFile::read(env)?;
        let layers = Layers::new(global, env, file.as_ref())?;
        Self::of(&layers)
    }

    pub(super) fn of(layers: &Layers<'_>) -> Result<Option<Self>, Usage> {
        layers.ca_file()?.map(Self::read).transpose()
    }

    fn read(found: Found) -> Result<Self, Usage> {
        let path = Path::new(&found.value);
        let is_small = std::fs::metadata(path)
            .is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MOST);
        let pem = is_small.then(|| std::fs::read(path).ok()).flatten();
        let holds_one = |pem: &Vec<u8>| {
            let begin = b"-----BEGIN CERTIFICATE-----";
            pem.windows(begin.len()).any(|window| window == begin)
        };
        match pem.filter(holds_one) {
            Some(pem) => Ok(Self {
                path: found.value,
                pem,
            }),
            None => Err(Usage::new(
                found.source.subject(),
                "must name a file that can be read and holds certificates in PEM",
            )),
        }
    }
}
