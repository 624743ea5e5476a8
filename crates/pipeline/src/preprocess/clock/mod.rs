//! One clock for all streams: what does a stream's clock do, and what is the time of a sample on the clock of the others?
//!
//! ```text
//! told      | | | | |      | | | |        | | |            a clock that jumped by 200,000 s
//! timing    step, jitter, gaps, jumps, drift: reported      timing
//! mend      | | | | |      | | | | | | |   jumps taken out   mend
//! map       device time ──> reference time, piece by piece  map      out of pairs: common_marks, common_channel
//! regular   | | | | | . . | | | | | | |    gaps stay gaps    even, regular
//! ```
//!
//! No sample is dropped in silence: what is moved, doubled or left out is counted in a report.

mod common_channel;
mod common_marks;
mod even;
mod map;
mod mend;
mod regular;
mod step;
mod timing;

pub use common_channel::{Cells, CommonChannel, LEAST_BLOCK, LEAST_WHOLE, common_channel};
pub use common_marks::{CommonMarks, common_marks};
pub use even::{Evened, Evener};
pub use map::{ClockMap, ClockPiece, RESET_NANOS};
pub use mend::{JUMP_NANOS, Jump, Mender, OLDEST_SET_NANOS};
pub use regular::{Resampled, to_regular};
pub use timing::{GAP_STEPS, LEARN_STEPS, Timing, TimingReport};
