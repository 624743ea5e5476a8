//! What was attention like, and where does it gather? `Window` and `FeatureTable` in, `State`, `FocusSession` and `Hotspot` out.
//!
//! - [`transparent`]: the documented model that names the state of five minutes, or abstains.
//! - [`States`]: the same over time; what presence says directly, and stretches of one state joined.
//! - [`learned`]: the person's own model, taught by what they say, used where it was better.
//! - [`corrections`]: the person's own word, which stands above any model.
//! - [`FocusSessions`]: long runs on one thing, and what broke them.
//! - [`content_hotspots`], [`hours_of_week`]: where attention gathers, in content and in time; [`TitleNames`] tell whom and what titles name.
//! - [`changes`]: when a feature of a recording changed its level, and where it was high.
//! - [`space`]: where gaze gathers on the screen: heat map, areas of interest, scan path, transitions, spread.
//! - [`titles`]: is what is in front focus, neutral or distraction to this person, who says so, and why.
//! - [`Summary`], [`DayTotals`], [`Slope`], [`Breaker`]: one day, and how days change.
//! - [`day_changes`]: since when they are different.

pub mod changes;
pub mod corrections;
pub mod learned;
pub mod space;
pub mod titles;
pub mod transparent;

mod breakers;
mod content_hotspots;
mod day_changes;
mod days;
mod focus;
mod hours_of_week;
mod slopes;
mod states;
mod summary;
mod thresholds;
mod title_names;

pub use breakers::{Breaker, breakers};
pub use content_hotspots::content_hotspots;
pub use day_changes::{DayChange, DayStep, FALSE_ALARM, LEAST_DAYS, day_changes};
pub use days::DayTotals;
pub use focus::FocusSessions;
pub use hours_of_week::hours_of_week;
pub use slopes::{Slope, slopes};
pub use states::{Judged, States};
pub use summary::{Summary, count_switches, present_nanos};
pub use thresholds::Thresholds;
pub use title_names::TitleNames;
