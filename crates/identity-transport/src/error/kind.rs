//! [`ErrorKind`]: whose fault it was, and so what to do about it.

/// What went wrong, in the words of who can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The API refused or failed, and said so: see [`api_error`](crate::Error::api_error) and the status.
    Api,
    /// A setting cannot work (base URL, limits, no randomness). Change the configuration.
    Config,
    /// No connection came about: name, route, refusal, or time-out while connecting. Surely not sent.
    Connect,
    /// The answer is not what the API promises. The raw body is at hand.
    Decode,
    /// A value of the caller's breaks a rule. Nothing was sent; change the call.
    Invalid,
    /// A layer of the user's failed; its error is the `source`. Never retried: what it did is unknown.
    Layer,
    /// The connection broke while the call was under way: reset, closed, or cut in the body.
    Lost,
    /// The peer does not speak HTTP as it should: malformed head, wrong lengths, an unasked redirect.
    Protocol,
    /// The proxy that was asked for does not let the call through. Never retried.
    Proxy,
    /// The local rate limit would keep the call beyond its deadline. Nothing was sent.
    RateLimit,
    /// Time ran out: of one attempt, or of the whole call.
    Timeout,
    /// TLS failed: certificate, name, version, or the peer does not speak it. Never retried.
    Tls,
    /// The answer is over a cap (head or body). Never retried.
    TooLarge,
}

impl ErrorKind {
    /// True for faults that may be gone at the next attempt. Whether a new attempt is *safe* is
    /// another question, which [`Phase`](crate::Phase) answers.
    pub(crate) const fn is_transient(self) -> bool {
        match self {
            Self::Connect | Self::Lost | Self::Protocol | Self::RateLimit | Self::Timeout => true,
            Self::Api
            | Self::Config
            | Self::Decode
            | Self::Invalid
            | Self::Layer
            | Self::Proxy
            | Self::Tls
            | Self::TooLarge => false,
        }
    }

    /// The word that logs show.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Config => "config",
            Self::Connect => "connect",
            Self::Decode => "decode",
            Self::Invalid => "invalid",
            Self::Layer => "layer",
            Self::Lost => "lost",
            Self::Protocol => "protocol",
            Self::Proxy => "proxy",
            Self::RateLimit => "rate_limit",
            Self::Timeout => "timeout",
            Self::Tls => "tls",
            Self::TooLarge => "too_large",
        }
    }
}
