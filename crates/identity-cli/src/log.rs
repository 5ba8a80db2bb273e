//! `-v`: the events of the stack on stderr.

use tracing::level_filters::LevelFilter;
use tracing::subscriber::DefaultGuard;

use crate::io::Stream;

/// Logs to `stderr` until the guard is dropped; without `-v` there is no subscriber at all.
pub(crate) fn install(verbose: u8, stderr: &Stream) -> Option<DefaultGuard> {
    let level = match verbose {
        0 => return None,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let stderr = stderr.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || stderr.clone())
        .with_max_level(level)
        .with_ansi(false)
        .without_time()
        .finish();
    Some(tracing::subscriber::set_default(subscriber))
}
