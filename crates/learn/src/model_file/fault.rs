//! Why bytes are no model that can be used.

use thiserror::Error;

/// Why bytes are no model that can be used, or a model cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ModelFault {
    /// They are not laid out as tensors, or are cut off.
    #[error("it is no whole file of tensors ({why})")]
    NoTensors {
        /// What the reader of tensors says.
        why: String,
    },
    /// Tensors, but not by this program in this version.
    #[error("this version of the program did not write it")]
    Foreign,
    /// The checksum does not fit.
    #[error("it is damaged: its checksum does not fit")]
    Damaged,
    /// A model for something else.
    #[error("it is a model of the kind {found:?}, not {expected:?}")]
    OtherKind {
        /// What was asked for.
        expected: String,
        /// What it is.
        found: String,
    },
    /// A model of the right kind whose numbers mean something else.
    #[error("it is a model of version {found}, and this program reads version {expected}")]
    OtherVersion {
        /// What this program writes.
        expected: u32,
        /// What it is.
        found: u32,
    },
    /// It was made for columns that are not computed (any more).
    #[error("it looks at {column:?}, which this version does not compute")]
    UnknownColumn {
        /// The first of them.
        column: String,
    },
    /// Its parts do not fit together.
    #[error("its parts do not fit together: {what}")]
    Inconsistent {
        /// Which.
        what: String,
    },
    /// It cannot be written.
    #[error("it cannot be written: {why}")]
    Unwritable {
        /// Why not.
        why: String,
    },
}
