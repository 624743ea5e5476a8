//! The body's signals beside reference implementations and on real recordings.
#![allow(clippy::disallowed_methods, reason = "it reads golden numbers and recordings from the disk")]
#![allow(clippy::print_stdout, reason = "it says when it was skipped, and what it found")]

mod brain_golden;
mod breath_golden;
mod data;
mod data_body;
mod data_hands;
mod golden;
mod heart_golden;
mod skin_golden;
