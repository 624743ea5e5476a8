//! Why the inbox did not do what was asked.

use attentive_store::StoreError;

/// Why the inbox did not do what was asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum InboxError {
    /// There is no ticket of that name.
    #[error("there is no such ticket")]
    NoSuchTicket,
    /// It has ended, and nothing more can be done with it.
    #[error("the ticket has ended ({0}), and nothing more happens to it")]
    Ended(&'static str),
    /// What was asked for does not fit.
    #[error("{0}")]
    Unfit(String),
    /// Too many lie open.
    #[error("{0} demands lie in the inbox already; take some back, or wait until the person is done with some")]
    TooMany(usize),
    /// A privacy filter says that nothing of it may be kept.
    #[error("a privacy filter of yours forbids to keep this text")]
    Filtered,
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The program is ending.
    #[error("the program is ending")]
    Closed,
}
