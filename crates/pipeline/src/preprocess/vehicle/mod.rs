//! How does a person drive? Speed, steering, place in the lane and angles in; clean ones, acceleration, and what was harsh out.
//!
//! ```text
//! clean    impossible values -> missing, short gaps filled; acceleration and jerk from speed; steering without tremor
//! events   harsh braking, harsh accelerating, steering reversals
//! ```
//!
//! Channels in, where there are any: `speed_km_per_h`, `steering_deg`, `lane_offset_m`, `roll_deg`, `pitch_deg`, `yaw_deg`. Channels out:
//! the same, and `acceleration_m_per_s2`, `jerk_m_per_s3` with speed, `yaw_rate_deg_per_s` with yaw, and `usable`. Sharp turns are not
//! told: that needs to know how the accelerometer lies in the car.

mod clean;
mod events;

pub use super::block_stream::clean;
pub use super::finder::events;
pub use super::sample_quality::{SampleQuality, quality};
pub use clean::{CleanSettings, CleanStream};
pub use events::{DriveEvent, DriveEventKind, DriveStream, EventRules};

/// A window of clean driving with its events.
pub type VehicleWindow = super::SignalWindow<DriveEvent>;
