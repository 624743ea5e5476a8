//! May this interrupt now? What is the day good for? Takes [`State`], [`Demand`] and the person's own past; gives
//! [`Decision`] and [`PlannedHour`].
//!
//! ```text
//!  written policy ──> expired? never-list? always-list? urgent? quiet hours?      (beats the model)
//!  focus mode     ──> hold until it ends, unless the deadline would pass
//!  presence       ──> away: hold until back.  in a call: batch
//!  expected cost  ──> P(focused) x resumption        against      waiting x urgency + what is left at a breakpoint
//!                     └ state, hour    └ own median               └ own rate of leaving things, by age and signs
//! ```
//!
//! All costs are in minutes of focus lost, so that they can be compared, and every decision tells its numbers.
//!
//! - [`policy`]: what the person wrote down; [`quiet_hours`]: when nothing but urgent comes; [`focus_mode`]: the same, switched on by hand.
//! - [`moment`]: what is known of this moment.
//! - [`focus_probability`]: how likely it is that the person is focused.
//! - [`resumption`]: how long it takes to be back on a thing after an interruption.
//! - [`breakpoint`]: when the present thing will be left by itself, learnt from [`spell`]s on things and [`signs`], as a curve ([`outlook`]).
//! - [`stay`]: how long apps were in front.
//! - [`waiting`]: what waiting costs, by urgency and deadline; [`weights`]: what costs are weighed by.
//! - [`broker`]: puts these together into one decision.
//! - [`queue`]: all that waits, looked at together: promises kept, batches, company.
//! - [`plan`]: the best hours of a day; [`mod@timetable`]: the day's tasks in them, around meetings and breaks.
//! - [`task`]: work that waits to be done, [`task_words`] what its words say of it; [`mod@rank`]: what is next.
//! - [`working_hours`](mod@working_hours): from when to when one works; [`day_plan`]: a day with all of this, and why.
//! - [`mod@assign`]: jobs over people who agreed, without telling anybody's state.
//! - [`reason`]: how reasons are made and sorted.
//!
//! [`State`]: attentive_types::State
//! [`Demand`]: attentive_types::Demand
//! [`Decision`]: attentive_types::Decision
//! [`PlannedHour`]: attentive_types::decision::PlannedHour

pub mod assign;
pub mod breakpoint;
pub mod broker;
pub mod day_plan;
pub mod focus_mode;
pub mod focus_probability;
pub mod moment;
pub mod outlook;
pub mod plan;
pub mod policy;
pub mod queue;
pub mod quiet_hours;
pub mod rank;
pub mod reason;
pub mod resumption;
pub mod signs;
pub mod spell;
pub mod stay;
pub mod task;
pub mod task_words;
pub mod timetable;
pub mod waiting;
pub mod weights;
pub mod working_hours;

pub use breakpoint::{Breakpoints, SpellNow};
pub use broker::decide;
pub use day_plan::{DayPlan, LeftOut, PlannedBlock, plan_tasks};
pub use focus_mode::{FocusHold, FocusMode, FocusPhase};
pub use moment::Moment;
pub use outlook::Outlook;
pub use plan::{FocusShares, plan_day};
pub use policy::BrokerPolicy;
pub use queue::{Fate, Held, Promise, Verdict, look, look_with, next_look};
pub use quiet_hours::QuietHours;
pub use rank::{Ranked, rank};
pub use spell::{Spell, Thing, spells};
pub use stay::{Stay, stays};
pub use task::Task;
pub use task_words::{is_talk, minutes_in_words};
pub use timetable::{Block, BlockKind, Frame, Timetable, timetable};
pub use weights::Weights;
pub use working_hours::{WorkingHours, working_hours};
