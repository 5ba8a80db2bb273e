//! `identity webhook …`.

mod cursor;
pub(super) mod deliver;
mod handler;
mod listen;
mod poll;
pub(super) mod secret;
mod server;
mod verify;

use super::endpoints;
use crate::args::Global;
use crate::args::webhook::WebhookCommand;
use crate::failure::Failure;
use crate::io::Io;

pub(super) fn run(command: &WebhookCommand, global: &Global, io: &mut Io) -> Result<(), Failure> {
    match command {
        WebhookCommand::Listen(args) => listen::run(args, global, io),
        WebhookCommand::Verify(args) => verify::verify(args, global, io),
        WebhookCommand::Sign(args) => verify::sign(args, io),
        WebhookCommand::Endpoints(command) => endpoints::run(command, global, io),
    }
}
