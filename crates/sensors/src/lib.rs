//! How bytes from devices and files become readings and events.
//!
//! Three questions are answered here, each by its own folder:
//!
//! - [`devices`]: what is happening now at this desktop? Noun in: what a display or a bus says. Noun out:
//!   [`Reading`](attentive_types::Reading).
//! - [`importers`]: what happened, as a file tells it? Noun in: bytes. Noun out: [`importers::Imported`], buckets with
//!   their events.
//! - [`coded`]: what did experts say of each sample of a published data set? Noun out: [`coded::CodedGaze`].
//!
//! ```text
//! display, bus --> Sensor::run --> Sink::reading --> (whoever stores it)
//!                       |
//!                       +--------> Sink::status  --> "window: on, by x11"
//!
//! file         --> importers::read --> Imported { buckets, samples, report }
//! ```
//!
//! [`start`] gives each wanted sensor a thread of its own, says whether it works, and tries again with a growing
//! pause when a display goes away. [`probe`] tells what could run here, and what is missing.
//!
//! What is never read: which key was pressed. The input sensor overwrites key codes in the very buffer into which the
//! system copied them, before any other code sees them; see `devices/x11/scrub.rs`.

pub mod coded;
pub mod devices;
pub mod exporters;
pub mod importers;
pub mod running;
pub mod sensor;
pub mod stop;
pub mod wanted;

#[cfg(target_os = "linux")]
pub use devices::{DoNotDisturb, DoNotDisturbError, HeldBy};
pub use running::{Running, probe, start, start_in};
pub use sensor::{Sensor, SensorError, Sink};
pub use stop::Stop;
pub use wanted::{Surroundings, Wanted};
