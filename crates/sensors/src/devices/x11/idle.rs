//! How long since the last input on an X11 display?
//!
//! The display counts it itself (MIT-SCREEN-SAVER, `QueryInfo`), so no input need be watched. It is asked every 5 s
//! while the person is here, for that is how often presence is to be confirmed anyway; more often shortly before the
//! threshold, and twice a second while the person is away, so that the return is known to half a second. One question
//! is one round trip of some tens of microseconds.

use std::time::Duration;

use x11rb::connection::RequestConnection;
use x11rb::protocol::screensaver::{ConnectionExt as _, X11_EXTENSION_NAME};

use super::{Display, expect, lost};
use crate::devices::clock;
use crate::devices::presence::Presence;
use crate::sensor::{Sensor, SensorError, Sink};
use crate::stop::Stop;

/// Tells presence.
#[derive(Debug)]
pub(in crate::devices) struct IdleSensor {
    display: Display,
    afk_after_nanos: i64,
}

impl IdleSensor {
    /// Connects to the display.
    pub(in crate::devices) fn open(name: &str, afk_after_nanos: i64) -> Result<Self, SensorError> {
        let display = Display::open(name)?;
        let has_it = display.connection.extension_information(X11_EXTENSION_NAME).map_err(|error| lost(&error))?;
        if has_it.is_none() {
            return Err(SensorError::Missing(format!(
                "the X11 display {name} has no MIT-SCREEN-SAVER extension, which counts the time since the last input; \
                 switch it on in the server's configuration"
            )));
        }
        Ok(Self { display, afk_after_nanos })
    }

    fn idle_nanos(&self) -> Result<i64, SensorError> {
        let asked = self.display.connection.screensaver_query_info(self.display.root).map_err(|error| lost(&error))?;
        let info = expect(asked.reply(), "the time since the last input")?;
        Ok(i64::from(info.ms_since_user_input) * 1_000_000)
    }
}

impl Sensor for IdleSensor {
    fn name(&self) -> &'static str {
        "idle"
    }

    fn by(&self) -> String {
        "x11 (MIT-SCREEN-SAVER)".to_owned()
    }

    fn run(self: Box<Self>, sink: &dyn Sink, stop: &Stop) -> Result<(), SensorError> {
        let mut presence = Presence::new(self.afk_after_nanos, clock::slept_nanos());
        loop {
            let idle_nanos = self.idle_nanos()?;
            let now = clock::now();
            for reading in presence.see(now, idle_nanos, clock::slept_nanos()) {
                sink.reading(reading);
            }
            // Nothing was asked for, so only notices that go to everybody can come; they are dropped.
            while self.display.next_event()?.is_some() {}
            let pause = Duration::from_nanos(presence.next_look_nanos(now).unsigned_abs());
            if stop.wait(pause) {
                return Ok(());
            }
        }
    }
}
