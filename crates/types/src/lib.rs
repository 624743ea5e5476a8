//! The nouns of Attentive. This crate holds them and does nothing with them.
//!
//! One person's attention flows through eight stages, and each stage hands on one noun:
//!
//! ```text
//! Event -> Signal -> Episode / Window -> FeatureTable -> State / Hotspot
//!                                            State + Demand  -> Decision
//!                                            State + Profile -> Suggestion
//!                                Decision / Suggestion -> Prompt -> Outcome + new Profile
//! ```
//!
//! What comes in great numbers is columnar: [`EventColumns`], [`SampleSignal`], [`SpanSignal`] and
//! [`FeatureTable`] keep one contiguous column per channel. Time is in integer nanoseconds UTC, and what is
//! missing is explicit.

pub mod bucket;
pub mod columns;
pub mod decision;
pub mod demand;
pub mod episode;
pub mod event;
pub mod features;
pub mod gaze;
pub mod hotspot;
pub mod local;
pub mod profile;
pub mod prompt;
pub mod reading;
pub mod signal;
pub mod state;
pub mod stream;
pub mod suggestion;
pub mod table;
pub mod ticket;
pub mod time;
pub mod titles;

pub use bucket::Bucket;
pub use columns::{BucketColumns, EventColumns, PayloadTable};
pub use decision::{Decision, Reason, Timing};
pub use demand::{Demand, Urgency};
pub use episode::{AwaySpan, FocusSession, PresenceKind, PresenceSignal, PresenceSpan, Session, Visit};
pub use event::{Event, Payload};
pub use features::{FeatureInfo, FeatureTable, Lack, Measured};
pub use gaze::{GazeEventKind, GazeEvents, GazeSignal};
pub use hotspot::{ContentKind, Hotspot, HourOfWeek};
pub use local::LocalClock;
pub use profile::{Profile, PromptPreference};
pub use prompt::{Answer, Arm, Effect, Outcome, Prompt, PromptKind};
pub use reading::{Reading, SensedDemand, SensorReport, SensorStatus};
pub use signal::{Channel, SampleSignal, SpanSignal};
pub use state::{State, StateKind};
pub use stream::{Annotation, ChannelInfo, ClockKind, Screen, StreamInfo, StreamKind};
pub use suggestion::Suggestion;
pub use table::{Column, Table, Values};
pub use ticket::{Ticket, TicketStatus, TicketStep, Wish};
pub use time::{Span, Timestamp};
pub use titles::{LabelledBy, LabelledTitle, TitleLabel};
