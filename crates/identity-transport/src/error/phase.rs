//! [`Phase`]: whether the request may have had an effect.

/// How far a call came before it failed. A POST may be repeated without a key after
/// [`NotSent`](Self::NotSent) only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Surely nothing of it reached the API.
    NotSent,
    /// It may have reached the API, and no whole answer came back.
    MaybeSent,
    /// A whole answer came back.
    Answered,
}

impl Phase {
    /// The word that logs show.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::MaybeSent => "maybe_sent",
            Self::Answered => "answered",
        }
    }
}
