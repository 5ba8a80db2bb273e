//! What one caller may cost the others: the caps on sockets, in one place.

use std::time::Duration;

/// How long a connection may be open without a request: to shake hands, to send the first byte, to send
/// a whole head, and to send the next one.
pub(super) const IDLE: Duration = Duration::from_secs(30);
/// How long the body of a request may take.
pub(super) const BODY: Duration = Duration::from_secs(30);
/// How long a connection may be open with a request on it and nothing else happening: for an answer that
/// a fault delays, and for a caller that reads slowly.
pub(super) const BUSY: Duration = Duration::from_secs(600);
/// How long a shutdown waits for the calls that are being answered.
pub(super) const GRACE: Duration = Duration::from_secs(5);
/// The most connections at once, over all sockets; more wait in the system's queue.
pub(super) const CONNECTIONS: usize = 1024;
/// The most requests at once, over all connections; more wait for their turn.
pub(super) const REQUESTS: usize = 512;
/// The most requests at once on one HTTP/2 connection.
pub(super) const STREAMS: u32 = 128;
/// The most bytes of a head: the request line and all headers. hyper refuses a larger one by itself (431, or 414 for
/// a URI of more than 65,534 bytes), without a body: there is no request yet that could be answered.
pub(super) const HEAD: usize = 64 * 1024;
/// The most headers of a request.
pub(super) const HEADERS: usize = 100;
