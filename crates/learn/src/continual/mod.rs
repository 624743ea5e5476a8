//! Learning on and on without forgetting those who came before.
//!
//! | question | file |
//! | --- | --- |
//! | which rows of earlier people are kept, so that they can be learnt again beside the new ones? | [`Memory`], `memory.rs` |
//! | how much worse has it become for those who came before? | [`forgetting`], `forgetting.rs` |
//!
//! A model that is fitted anew on what is remembered and what is new (experience replay) forgets only what fell out of memory.

mod forgetting;
mod memory;

pub use forgetting::forgetting;
pub use memory::Memory;
