//! Support vector machines: the widest border between two classes, straight or in the space of a kernel.
//!
//! Source: Cortes and Vapnik 1995; trained by sequential minimal optimisation with working sets of second order (Platt 1998; Fan, Chen and Lin
//! 2005), many classes by a vote of all pairs. Columns must be scaled first: see [`crate::scale::Standard`].

mod kernel;
mod solver;
mod votes;

pub use kernel::Kernel;
pub(crate) use kernel::squares;
pub use votes::{SupportVectors, SvmSettings};
