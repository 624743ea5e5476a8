//! Why a net cannot be trained or asked.

use thiserror::Error;

/// Why a net cannot be trained or asked. The text fits after "could not train: " and "could not answer: ".
#[derive(Clone, Debug, PartialEq, Error)]
pub enum NetFault {
    /// Nothing to learn from, or to answer.
    #[error("there are no windows")]
    NoWindows,
    /// Windows without channels.
    #[error("the windows have no channels")]
    NoChannels,
    /// Lists of different lengths.
    #[error("{what} has {found} entries, and {expected} are needed")]
    Ragged {
        /// Which list.
        what: String,
        /// As many as there should be.
        expected: usize,
        /// As many as there are.
        found: usize,
    },
    /// A window in which every sample of every channel is missing.
    #[error("window {row} has no sample at all")]
    AllMissing {
        /// Which window, counted from 0.
        row: usize,
    },
    /// A sample without end. (What is missing is NaN, which is allowed.)
    #[error("channel {channel:?} holds an infinite sample in window {row}")]
    Infinite {
        /// Which channel.
        channel: String,
        /// Which window, counted from 0.
        row: usize,
    },
    /// Nothing to tell apart.
    #[error("all windows to learn from are of one class, and it takes two")]
    OneClass,
    /// A class that is not there.
    #[error("window {row} is of class {found}, and there are {classes}")]
    ClassBeyond {
        /// Which window, counted from 0.
        row: usize,
        /// Its class.
        found: u8,
        /// How many classes there are.
        classes: usize,
    },
    /// Windows that are shorter than what looks at them.
    #[error("the windows hold {found} samples, and this net looks at {needed} at least")]
    TooShort {
        /// As many as it needs.
        needed: usize,
        /// As many as there are.
        found: usize,
    },
    /// Early stopping needs people who are not learnt from.
    #[error("stopping early puts people aside, which takes two people at least, and there are {found}")]
    TooFewPeople {
        /// How many there are.
        found: usize,
    },
    /// A setting that makes no sense.
    #[error("the setting {name} must be {expected}, and is {found}")]
    Setting {
        /// Which setting.
        name: &'static str,
        /// What it may be.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// The training left all bounds.
    #[error("the loss left all bounds in round {round}; a lower learning rate may help")]
    Diverged {
        /// In which round through the windows, counted from 1.
        round: usize,
    },
    /// A weight that was to be trained was not reached.
    #[error("no gradient reaches the weight {weight:?}")]
    NoGradient {
        /// Which weight.
        weight: String,
    },
    /// The windows are not such as the net was trained on.
    #[error("the net was trained on {what} {expected}, and these windows have {found}")]
    OtherWindows {
        /// Channels, samples, labels.
        what: &'static str,
        /// Those of the training.
        expected: String,
        /// Those found.
        found: String,
    },
}
