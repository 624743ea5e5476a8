//! What would help now? From the person's own history: which hours, apps and rhythms go with focus. Takes episodes, states and
//! the profile's numbers; gives [`Suggestion`].
//!
//! ```text
//! history ──> hours of the wall clock ──> within each day: hours with X less hours without X ──> interval over days ──> Finding
//!                                                                                                      │
//! this moment ──> is there an occasion? (a long stretch, a scattered quarter of an hour, a good hour) ─┴──> Suggestion
//! ```
//!
//! A finding is said only when enough days stand behind it and its interval leaves out zero; a suggestion without a finding
//! says that its gain is not known. "Goes with" is not "causes": what a prompt does is measured by its trial (`evaluate`).
//!
//! - [`hour_record`]: the history as one record for each hour of the wall clock.
//! - [`contrast`]: hours with something against hours without it, within the same days.
//! - [`finding`]: the list of what is looked for.
//! - [`mod@suggest`]: occasions now, with what is known about them.
//! - [`mod@goes_with`]: for the person to read at leisure: tools, people, hours, breaks and surroundings that go with focus afterwards.
//!
//! [`Suggestion`]: attentive_types::Suggestion

pub mod contrast;
pub mod finding;
pub mod goes_with;
pub mod hour_record;
pub mod suggest;

pub use finding::{Finding, FindingAbout, findings};
pub use goes_with::{GoesWith, goes_with};
pub use hour_record::{History, HourRecord, hour_records};
pub use suggest::{Occasion, suggest};
