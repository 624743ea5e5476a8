//! Numbers of different units made comparable, and people's different normal ranges taken out.
//!
//! | scaling | good for | file |
//! | --- | --- | --- |
//! | [`Standard`] | nets, SVM, nearest neighbours | `standard.rs` |
//! | [`per_person`] | people whose normal ranges differ; needs no labels of the person | `per_person.rs` |
//! | [`rank_per_person`] | the same where single values are wild | `rank_per_person.rs` |

mod per_person;
mod rank_per_person;
mod standard;

pub use per_person::per_person;
pub use rank_per_person::rank_per_person;
pub use standard::Standard;
