//! How much, and in which rhythm, are keyboard and pointer used on an X11 display?
//!
//! XInput2 raw events of all master devices, whichever window has the focus. Which key it was never gets here: the
//! connection's filter has zeroed it (see `scrub.rs`). Events are left to gather for 40 ms at a time, so that a mouse
//! which reports a thousand times a second wakes us 25 times a second; times come from the display, so the rhythm is
//! exact all the same. Where the pointer is on the screen is asked once for each such batch: raw motion is in units of
//! the device, which differ between mice, tablets and touch pads.

use std::time::Duration;

use x11rb::connection::RequestConnection;
use x11rb::protocol::Event;
use x11rb::protocol::xinput::{ConnectionExt as _, Device, EventMask, KeyEventFlags, X11_EXTENSION_NAME, XIEventMask};
use x11rb::protocol::xproto::ConnectionExt as _;

use super::rhythm::Rhythm;
use super::seconds::Seconds;
use super::{Display, expect, lost};
use crate::devices::clock;
use crate::sensor::{Sensor, SensorError, Sink};
use crate::stop::{Stop, Woken};

/// How long events gather before they are taken.
const GATHER: Duration = Duration::from_millis(40);

/// Tells counts and rhythm of input.
#[derive(Debug)]
pub(in crate::devices) struct InputSensor {
    display: Display,
    rhythm: Rhythm,
    seconds: Seconds,
    /// Where the pointer last was on the screen; `None` before it was asked.
    pointer_px: Option<(i16, i16)>,
    has_moved: bool,
}

impl InputSensor {
    /// Connects to the display and asks for raw events.
    pub(in crate::devices) fn open(name: &str) -> Result<Self, SensorError> {
        let display = Display::open(name)?;
        let missing = || {
            SensorError::Missing(format!(
                "the X11 display {name} has no XInput 2.1, which counts input; use a newer X11 server"
            ))
        };
        let connection = &display.connection;
        connection.extension_information(X11_EXTENSION_NAME).map_err(|error| lost(&error))?.ok_or_else(missing)?;
        let asked = connection.xinput_xi_query_version(2, 2).map_err(|error| lost(&error))?;
        let version = expect(asked.reply(), "the version of its input extension")?;
        // From 2.1 on, raw events come although another program has grabbed the device.
        if (version.major_version, version.minor_version) < (2, 1) {
            return Err(missing());
        }
        Ok(Self { display, rhythm: Rhythm::default(), seconds: Seconds::default(), pointer_px: None, has_moved: false })
    }

    fn select(&self) -> Result<(), SensorError> {
        let wanted = XIEventMask::RAW_KEY_PRESS
            | XIEventMask::RAW_KEY_RELEASE
            | XIEventMask::RAW_BUTTON_PRESS
            | XIEventMask::RAW_MOTION;
        let mask = EventMask { deviceid: Device::ALL_MASTER.into(), mask: vec![wanted] };
        let connection = &self.display.connection;
        let selected = connection.xinput_xi_select_events(self.display.root, &[mask]).map_err(|error| lost(&error))?;
        expect(selected.check(), "raw input events")
    }

    /// Takes all events that have come; tells whether there were any.
    fn take_all(&mut self, sink: &dyn Sink) -> Result<bool, SensorError> {
        let mut has_any = false;
        while let Some(event) = self.display.next_event()? {
            has_any = true;
            for reading in self.take(&event) {
                sink.reading(reading);
            }
        }
        Ok(has_any)
    }

    fn take(&mut self, event: &Event) -> Vec<attentive_types::Reading> {
        let now = clock::now();
        match event {
            // A key that is held repeats itself; that is no press.
            Event::XinputRawKeyPress(press) if !press.flags.contains(KeyEventFlags::KEY_REPEAT) => {
                let press = self.rhythm.press(press.time);
                self.seconds.press(now, press.flight_ms, press.is_overlap)
            }
            Event::XinputRawKeyRelease(release) => match self.rhythm.release(release.time) {
                Some(group) => self.seconds.dwell(now, group.keys, group.dwell_ms),
                None => Vec::new(),
            },
            // The wheel is buttons 4 to 7: up, down, left, right.
            Event::XinputRawButtonPress(press) => match press.detail {
                4 | 5 => self.seconds.scroll(now, false),
                6 | 7 => self.seconds.scroll(now, true),
                _ => self.seconds.click(now),
            },
            Event::XinputRawMotion(_) => {
                self.has_moved = true;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Asks where the pointer is, after it moved.
    fn follow_pointer(&mut self, sink: &dyn Sink) -> Result<(), SensorError> {
        if !std::mem::take(&mut self.has_moved) {
            return Ok(());
        }
        let asked = self.display.connection.query_pointer(self.display.root).map_err(|error| lost(&error))?;
        let pointer = expect(asked.reply(), "the place of the pointer")?;
        let place = (pointer.root_x, pointer.root_y);
        let before = self.pointer_px.replace(place).filter(|before| pointer.same_screen && *before != place);
        if let Some(before) = before {
            let step = |from: i16, to: i16| f64::from(to) - f64::from(from);
            let step_px = (step(before.0, place.0), step(before.1, place.1));
            for reading in self.seconds.path(clock::now(), step_px) {
                sink.reading(reading);
            }
        }
        Ok(())
    }

    fn work(&mut self, sink: &dyn Sink, stop: &Stop) -> Result<(), SensorError> {
        self.select()?;
        self.has_moved = true;
        loop {
            let mut has_any = self.take_all(sink)?;
            self.follow_pointer(sink)?;
            // The reply may have brought events with it, which no descriptor announces any more.
            has_any |= self.take_all(sink)?;
            for reading in self.seconds.tick(clock::now()) {
                sink.reading(reading);
            }
            if has_any {
                if stop.wait(GATHER) {
                    return Ok(());
                }
                continue;
            }
            let pause = self.seconds.due().map(|due| clock::pause_until(due, clock::now()));
            if self.display.wait(stop, pause)? == Woken::Stopped {
                return Ok(());
            }
        }
    }
}

impl Sensor for InputSensor {
    fn name(&self) -> &'static str {
        "input"
    }

    fn by(&self) -> String {
        "x11 (XInput2, counts and timing only)".to_owned()
    }

    fn run(mut self: Box<Self>, sink: &dyn Sink, stop: &Stop) -> Result<(), SensorError> {
        let result = self.work(sink, stop);
        for reading in self.seconds.end() {
            sink.reading(reading);
        }
        result
    }
}
