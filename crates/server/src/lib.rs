//! The doors on the loopback: who may come in, what they may ask, and what they are answered.
//!
//! ```text
//!              guard: Host, Origin, bearer key
//!                        |
//!   +--------------------+---------------------+------------------+
//!   | aw: ActivityWatch  | attentive: our own  | dashboard: files |
//!   +---------+----------+----------+----------+------------------+
//!             |                     |
//!           live: pause, privacy filters, the stages on what just came
//!             |
//!           store
//! ```
//!
//! A program starts a [`Live`] over its store, hands it to its sensors, then calls [`Server::bind`] and
//! [`Bound::serve`]. A program that only wants texts labelled for other programs hands a [`TextDesk`] to [`BoundTexts::bind`]: the same guard, no store.

mod app;
pub mod assistants;
mod attentive;
mod aw;
mod bind;
mod dashboard;
mod error;
mod guard;
mod live;
pub mod loopback;
mod meetings;
mod options;
mod plan;
mod reading;
mod router;
#[cfg(test)]
mod scratch;
mod suggestions;
mod support;
mod text_desk;
mod texts;
pub mod titles;

pub use bind::{Bound, Server, ServerError};
pub use guard::OriginError;
pub use live::{
    ChannelOptions, HoldDesktop, HoldError, Holding, KeepStates, Live, LiveOptions, LocalTime, PromptOptions,
    Retention, TextScreen, Verdict, Webhook, WebhookError, date_name, day_number_of, machine_now, start_of_day_min,
    stored_outcomes,
};
pub use options::ServerOptions;
pub use reading::{KeepReading, Ranking, ReadingError, ReadingLine};
pub use support::{FaqLine, KeepSupport, SupportError};
pub use text_desk::{BoundTexts, TextDesk};
pub use texts::{KeptTexts, Understanding};
