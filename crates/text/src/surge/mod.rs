//! When do more texts turn negative than should? Texts with the moment that each came and how likely each is negative in, alarms with the texts that caused them out.
//!
//! ```text
//! moment, how negative ──Baseline──> what share is expected now ──evidence──> what the text speaks for a surge
//!                                                                                │
//!      alarm, over <── Statistic against its limit <─────────────────────────────┘
//!                          └─ the limit comes from the stream's own past, to so many false alarms a day
//! ```
//!
//! Each text is a bet on a surge at odds that are fair as long as what is expected holds, so nothing of what the model says is thrown away: a text that is negative for
//! sure counts most, one that may be counts some, one that is not counts against. It looks at texts, not at the clock, so that it is as quick at night as by day. Where the clock
//! tells something too, as when many more texts come than should, `counts.rs` looks at that.
//!
//! | question | file |
//! | --- | --- |
//! | what share of texts is expected to be negative at this hour? | [`Baseline`], `baseline.rs` |
//! | what does one text speak for a surge? | [`Odds`], `evidence.rs` |
//! | has it been enough, since when, and is it over? | [`Statistic`], `statistic.rs` |
//! | how much is enough? | [`limit_of`], `limit.rs` |
//! | do more negative texts come in a time than should? | `counts.rs` |
//! | which texts caused it? | [`Cause`], `causes.rs` |
//! | what was expected and what came, hour by hour? | [`Hour`], `course.rs` |
//! | all of it, text by text | [`Watch`], `watch.rs`; by topic: [`Monitor`], `monitor.rs` |
//!
//! It is good where texts come one after the other and a share of them is always negative. It is not good at telling a slow change over weeks: that becomes what is expected.

mod baseline;
mod causes;
mod counts;
mod course;
mod evidence;
mod limit;
mod moment;
mod monitor;
mod statistic;
mod watch;

pub use baseline::Baseline;
pub use causes::Cause;
pub use course::{Course, Hour};
pub use evidence::Odds;
pub use limit::{alarms_per_text, limit_of};
pub use moment::Moment;
pub use monitor::{Monitor, Told, WHOLE};
pub use statistic::{Statistic, Step};
pub use watch::{Alarm, News, Over, Settings, Test, Watch};
