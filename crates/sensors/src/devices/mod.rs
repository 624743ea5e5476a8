//! Sensors of this desktop. What is happening now? Noun in: what a display or a bus says; noun out: readings.
//!
//! | file | question | good for | not good for |
//! | --- | --- | --- | --- |
//! | `x11/window.rs` | which window is active? | every window manager that speaks EWMH; without one, the input focus | titles in Chinese or Japanese COMPOUND_TEXT |
//! | `x11/idle.rs` | how long since the last input? | 0.5 to 5 s | - |
//! | `x11/input.rs` | how much and in which rhythm? | counts, path, dwell, flight | which key: never read |
//! | `wayland/window.rs` | which window is active? | wlroots compositors (sway, Hyprland, labwc, ...) | GNOME and KDE, which offer no window list |
//! | `wayland/idle.rs` | how long since the last input? | ext-idle-notify or KDE idle: all but the oldest GNOME | within 5 s while at work |
//! | `lock.rs` | is the screen locked, was the machine asleep? | logind, every `*.ScreenSaver` on the bus, X11's own saver | - |
//! | `notifications.rs` | which notifications does the desktop show? | freedesktop notifications, when asked for | holding them back; their buttons |
//!
//! One file is no sensor: `do_not_disturb.rs` asks the desktop to hold notifications back, when it is told to.
//!
//! A new sensor is its file, its `mod` line and its place in [`ENTRIES`].

#[cfg(target_os = "linux")]
mod bus;
#[cfg(target_os = "linux")]
mod clock;
#[cfg(target_os = "linux")]
mod do_not_disturb;
#[cfg(target_os = "linux")]
mod lock;
#[cfg(target_os = "linux")]
mod lock_spans;
#[cfg(target_os = "linux")]
mod notifications;
#[cfg(target_os = "linux")]
mod presence;
#[cfg(target_os = "linux")]
mod wayland;
#[cfg(target_os = "linux")]
mod window_spans;
#[cfg(target_os = "linux")]
mod x11;

#[cfg(target_os = "linux")]
pub use do_not_disturb::{DoNotDisturb, DoNotDisturbError, HeldBy};

use crate::sensor::{Sensor, SensorError};
use crate::wanted::{Surroundings, Wanted};

/// A sensor that is ready to run, or what is missing.
pub type Opened = Result<Box<dyn Sensor>, SensorError>;

/// One sensor that this program knows.
#[derive(Debug)]
pub struct Entry {
    /// Its name, as in the configuration.
    pub name: &'static str,
    /// Whether the person asked for it.
    pub is_wanted: fn(&Wanted) -> bool,
    /// Opens it on this desktop, or says what is missing.
    pub open: fn(&Surroundings, &Wanted) -> Opened,
}

/// All sensors.
pub const ENTRIES: &[Entry] = &[
    Entry { name: "window", is_wanted: |wanted| wanted.window, open: open::window },
    Entry { name: "idle", is_wanted: |wanted| wanted.idle, open: open::idle },
    Entry { name: "input", is_wanted: |wanted| wanted.input, open: open::input },
    Entry { name: "lock", is_wanted: |wanted| wanted.lock, open: open::lock },
    Entry { name: "notifications", is_wanted: |wanted| wanted.notifications, open: open::notifications },
];

/// Which sensor serves which desktop. Wayland comes first: under it, an X11 display shows X11 programs only.
#[cfg(target_os = "linux")]
mod open {
    use super::{Opened, SensorError, Surroundings, Wanted, lock, notifications, wayland, x11};

    fn no_display() -> SensorError {
        SensorError::Missing(
            "no display: DISPLAY and WAYLAND_DISPLAY are not set; start it from within a desktop session".to_owned(),
        )
    }

    pub(super) fn window(around: &Surroundings, _: &Wanted) -> Opened {
        if let Some(name) = &around.wayland_display {
            return Ok(Box::new(wayland::window::WindowSensor::open(around, name)?));
        }
        let display = around.display.as_deref().ok_or_else(no_display)?;
        Ok(Box::new(x11::window::WindowSensor::open(display)?))
    }

    pub(super) fn idle(around: &Surroundings, wanted: &Wanted) -> Opened {
        if let Some(name) = &around.wayland_display {
            return Ok(Box::new(wayland::idle::IdleSensor::open(around, name, wanted.afk_after_nanos)?));
        }
        let display = around.display.as_deref().ok_or_else(no_display)?;
        Ok(Box::new(x11::idle::IdleSensor::open(display, wanted.afk_after_nanos)?))
    }

    pub(super) fn input(around: &Surroundings, _: &Wanted) -> Opened {
        if around.wayland_display.is_some() {
            return Err(SensorError::Missing(
                "input counts are not available on Wayland, which hands input only to the window in focus; \
                 log in to an X11 (Xorg) session to have them"
                    .to_owned(),
            ));
        }
        let display = around.display.as_deref().ok_or_else(no_display)?;
        Ok(Box::new(x11::input::InputSensor::open(display)?))
    }

    #[expect(clippy::unnecessary_wraps, reason = "the shape that all entries have")]
    pub(super) fn lock(around: &Surroundings, _: &Wanted) -> Opened {
        Ok(Box::new(lock::LockSensor::open(around)))
    }

    pub(super) fn notifications(around: &Surroundings, _: &Wanted) -> Opened {
        Ok(Box::new(notifications::NotificationSensor::open(around)?))
    }
}

/// Windows and macOS have no sensors yet.
#[cfg(not(target_os = "linux"))]
mod open {
    use super::{Opened, SensorError, Surroundings, Wanted};

    pub(super) fn none(_: &Surroundings, _: &Wanted) -> Opened {
        Err(SensorError::Missing("not available: no sensor for this system yet".to_owned()))
    }

    pub(super) use none as window;
    pub(super) use none as idle;
    pub(super) use none as input;
    pub(super) use none as lock;
    pub(super) use none as notifications;
}
