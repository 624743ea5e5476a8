//! Is the display's own screen saver on? It tells by an event, so nothing is asked again and again.

use rustix::fd::{AsFd, BorrowedFd};
use x11rb::connection::{Connection, RequestConnection};
use x11rb::protocol::Event;
use x11rb::protocol::screensaver::{ConnectionExt as _, Event as Mask, State, X11_EXTENSION_NAME};

use super::{Display, expect, lost};
use crate::sensor::SensorError;

/// Listens to the screen saver of one display.
#[derive(Debug)]
pub(in crate::devices) struct Saver {
    display: Display,
}

impl Saver {
    /// Connects, and tells whether the saver is on now.
    pub(in crate::devices) fn open(name: &str) -> Result<(Self, bool), SensorError> {
        let display = Display::open(name)?;
        let has_it = display.connection.extension_information(X11_EXTENSION_NAME).map_err(|error| lost(&error))?;
        if has_it.is_none() {
            return Err(SensorError::Missing("the X11 display has no screen saver extension".to_owned()));
        }
        let connection = &display.connection;
        connection.screensaver_select_input(display.root, Mask::NOTIFY_MASK).map_err(|error| lost(&error))?;
        let asked = connection.screensaver_query_info(display.root).map_err(|error| lost(&error))?;
        let info = expect(asked.reply(), "the state of its screen saver")?;
        let is_on = u8::from(State::ON) == info.state;
        connection.flush().map_err(|error| lost(&error))?;
        Ok((Self { display }, is_on))
    }

    /// Whether the saver is on, when that changed since the last call.
    pub(in crate::devices) fn take(&mut self) -> Result<Option<bool>, SensorError> {
        let mut is_on = None;
        while let Some(event) = self.display.next_event()? {
            if let Event::ScreensaverNotify(notify) = event {
                is_on = Some(matches!(notify.state, State::ON | State::CYCLE));
            }
        }
        Ok(is_on)
    }
}

impl AsFd for Saver {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.display.as_fd()
    }
}
