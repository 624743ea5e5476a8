//! What a sensor is: something that runs until it is told to stop, and hands what it sees to a sink.

use attentive_types::{Reading, SensorReport};

use crate::stop::Stop;

/// A source of readings, opened and ready to run.
pub trait Sensor: Send {
    /// Its name, as in the configuration: `window`, `idle`, `input`, `lock`.
    fn name(&self) -> &'static str;

    /// How it works here, such as `x11` or `wayland (ext-idle-notify)`.
    fn by(&self) -> String;

    /// Hands over readings until `stop` is set. Blocks while nothing happens.
    ///
    /// # Errors
    /// When the device went away; a new sensor must be opened then.
    fn run(self: Box<Self>, sink: &dyn Sink, stop: &Stop) -> Result<(), SensorError>;
}

/// Where readings go. Called from the threads of the sensors, so it must not block for long.
pub trait Sink: Send + Sync {
    /// Takes one reading.
    fn reading(&self, reading: Reading);

    /// Takes news about whether a sensor works.
    fn status(&self, report: SensorReport);
}

/// Why a sensor is not running.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SensorError {
    /// Something is missing that does not come by waiting, such as an extension of the display.
    #[error("{0}")]
    Missing(String),
    /// Something is missing that may come by itself, such as a display that is still starting.
    #[error("{0}")]
    NotYet(String),
    /// It worked, and then the device went away.
    #[error("{0}")]
    Lost(String),
}
