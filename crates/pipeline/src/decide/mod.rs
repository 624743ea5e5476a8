//! May this interrupt now? What is the day good for? Takes [`State`], [`Demand`] and the person's own past; gives
//! [`Decision`] and [`PlannedHour`].
//!
//! ```text
//!  written policy ──> expired? never-list? always-list? urgent? quiet hours?      (beats the model)
//!  presence       ──> away: hold until back.  in a call: batch
//!  expected cost  ──> P(focused) x resumption        against      waiting x urgency + what is left at a breakpoint
//!                     └ state, hour    └ own median               └ own rate of breakpoints by elapsed time
//! ```
//!
//! All costs are in minutes of focus lost, so that they can be compared, and every decision tells its numbers.
//!
//! - [`policy`]: what the person wrote down; [`quiet_hours`]: when nothing but urgent comes.
//! - [`moment`]: what is known of this moment.
//! - [`focus_probability`]: how likely it is that the person is focused.
//! - [`resumption`]: how long it takes to be back on a thing after an interruption.
//! - [`breakpoint`]: when the present thing will end by itself; [`stay`]: how long apps were in front.
//! - [`waiting`]: what waiting costs, by urgency and deadline.
//! - [`broker`]: puts these together into one decision.
//! - [`hold`]: what to do with a demand that waits, whenever it was decided about again.
//! - [`plan`]: the best hours of a day.
//! - [`reason`]: how reasons are made and sorted.
//!
//! [`State`]: attentive_types::State
//! [`Demand`]: attentive_types::Demand
//! [`Decision`]: attentive_types::Decision
//! [`PlannedHour`]: attentive_types::decision::PlannedHour

pub mod breakpoint;
pub mod broker;
pub mod focus_probability;
pub mod hold;
pub mod moment;
pub mod plan;
pub mod policy;
pub mod quiet_hours;
pub mod reason;
pub mod resumption;
pub mod stay;
pub mod waiting;

pub use breakpoint::Breakpoints;
pub use broker::decide;
pub use hold::{Held, Move};
pub use moment::Moment;
pub use plan::{FocusShares, plan_day};
pub use policy::BrokerPolicy;
pub use quiet_hours::QuietHours;
pub use stay::{Stay, stays};
