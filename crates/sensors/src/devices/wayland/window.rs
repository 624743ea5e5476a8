//! Which window is active on a Wayland display?
//!
//! Compositors of the wlroots family list all windows to programs that ask (wlr-foreign-toplevel-management, version 1
//! to 3): title, app id, and which one is activated. They do not tell the process.

use std::collections::HashMap;

use wayland_client::backend::ObjectId;
use wayland_client::globals::GlobalListContents;
use wayland_client::protocol::wl_registry::{self, WlRegistry};
use wayland_client::{Connection, Dispatch, EventQueue, Proxy, QueueHandle, event_created_child};
use wayland_protocols_wlr::foreign_toplevel::v1::client::zwlr_foreign_toplevel_handle_v1::{
    self as handle, ZwlrForeignToplevelHandleV1 as Handle,
};
use wayland_protocols_wlr::foreign_toplevel::v1::client::zwlr_foreign_toplevel_manager_v1::{
    self as manager, ZwlrForeignToplevelManagerV1 as Manager,
};

use super::{connect, dispatch};
use crate::devices::clock;
use crate::devices::window_spans::{WindowFacts, WindowSpans};
use crate::devices::x11::text::tidy;
use crate::sensor::{Sensor, SensorError, Sink};
use crate::stop::{Stop, Woken};
use crate::wanted::Surroundings;

/// What a window tells of itself.
#[derive(Clone, Debug, Default)]
struct Told {
    title: String,
    app: String,
    is_active: bool,
}

/// One window of the list.
#[derive(Debug, Default)]
struct Toplevel {
    /// What holds.
    told: Told,
    /// What will hold when the compositor says "done": its changes come in groups.
    next: Told,
    /// Counts up each time a window becomes active: with several seats the last one counts.
    turn: u64,
}

/// All windows as the compositor last told.
#[derive(Debug, Default)]
struct Windows {
    list: HashMap<ObjectId, Toplevel>,
    turns: u64,
    is_over: bool,
}

impl Windows {
    fn active(&self) -> Option<WindowFacts> {
        let active = self.list.values().filter(|window| window.told.is_active);
        let told = &active.max_by_key(|window| window.turn)?.told;
        let app = if told.app.is_empty() { "unknown".to_owned() } else { told.app.clone() };
        Some(WindowFacts { app, title: told.title.clone(), pid: None })
    }

    fn take(&mut self, id: ObjectId, event: handle::Event) {
        if let handle::Event::Closed = event {
            self.list.remove(&id);
            return;
        }
        let window = self.list.entry(id).or_default();
        match event {
            handle::Event::Title { title } => window.next.title = tidy(&title),
            handle::Event::AppId { app_id } => window.next.app = tidy(&app_id),
            handle::Event::State { state } => {
                window.next.is_active = states(&state).any(|state| state == handle::State::Activated as u32);
            }
            handle::Event::Done => {
                if window.next.is_active && !window.told.is_active {
                    self.turns += 1;
                    window.turn = self.turns;
                }
                window.told = window.next.clone();
            }
            _ => {}
        }
    }
}

/// The states of a window: an array of 32-bit numbers in the machine's own byte order.
fn states(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).filter_map(|four| four.try_into().ok().map(u32::from_ne_bytes))
}

impl Dispatch<WlRegistry, GlobalListContents> for Windows {
    fn event(
        _: &mut Self,
        _: &WlRegistry,
        _: wl_registry::Event,
        _: &GlobalListContents,
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
    }
}

impl Dispatch<Manager, ()> for Windows {
    fn event(state: &mut Self, _: &Manager, event: manager::Event, (): &(), _: &Connection, _: &QueueHandle<Self>) {
        if matches!(event, manager::Event::Finished) {
            state.is_over = true;
        }
    }

    event_created_child!(Windows, Manager, [manager::EVT_TOPLEVEL_OPCODE => (Handle, ())]);
}

impl Dispatch<Handle, ()> for Windows {
    fn event(state: &mut Self, proxy: &Handle, event: handle::Event, (): &(), _: &Connection, _: &QueueHandle<Self>) {
        let is_closed = matches!(event, handle::Event::Closed);
        state.take(proxy.id(), event);
        if is_closed {
            proxy.destroy();
        }
    }
}

/// Tells the active window.
#[derive(Debug)]
pub(in crate::devices) struct WindowSensor {
    queue: EventQueue<Windows>,
    windows: Windows,
}

impl WindowSensor {
    /// Connects to the display and asks for its list of windows.
    pub(in crate::devices) fn open(around: &Surroundings, name: &str) -> Result<Self, SensorError> {
        let (globals, queue) = connect::<Windows>(around, name)?;
        globals.bind::<Manager, _, _>(&queue.handle(), 1..=3, ()).map_err(|_| {
            SensorError::Missing(
                "this Wayland compositor offers no list of windows (wlr-foreign-toplevel-management); sway, Hyprland, \
                 labwc and others do, GNOME and KDE do not: log in to an X11 (Xorg) session there"
                    .to_owned(),
            )
        })?;
        Ok(Self { queue, windows: Windows::default() })
    }

    fn work(&mut self, sink: &dyn Sink, stop: &Stop, spans: &mut WindowSpans) -> Result<(), SensorError> {
        self.queue
            .roundtrip(&mut self.windows)
            .map_err(|error| SensorError::Lost(format!("the Wayland display went away ({error})")))?;
        loop {
            if self.windows.is_over {
                return Err(SensorError::Lost("the Wayland compositor closed its list of windows".to_owned()));
            }
            let now = clock::now();
            let mut readings = spans.see(now, self.windows.active());
            readings.extend(spans.tick(now));
            for reading in readings {
                sink.reading(reading);
            }
            let pause = spans.due().map(|due| clock::pause_until(due, now));
            if dispatch(&mut self.queue, &mut self.windows, stop, pause)? == Woken::Stopped {
                return Ok(());
            }
        }
    }
}

impl Sensor for WindowSensor {
    fn name(&self) -> &'static str {
        "window"
    }

    fn by(&self) -> String {
        "wayland (wlr-foreign-toplevel)".to_owned()
    }

    fn run(mut self: Box<Self>, sink: &dyn Sink, stop: &Stop) -> Result<(), SensorError> {
        let mut spans = WindowSpans::default();
        let result = self.work(sink, stop, &mut spans);
        for reading in spans.end(clock::now()) {
            sink.reading(reading);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_numbers_of_four_bytes_and_a_broken_tail_is_left_out() {
        let bytes = [2_u32.to_ne_bytes(), 7_u32.to_ne_bytes()].concat();
        assert_eq!(states(&bytes).collect::<Vec<_>>(), [2, 7]);
        assert_eq!(states(&bytes[..7]).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn changes_hold_when_the_compositor_says_done() {
        let mut windows = Windows::default();
        let mut say = |event| {
            windows.take(ObjectId::null(), event);
            windows.active().map(|facts| (facts.app, facts.title))
        };
        assert_eq!(say(handle::Event::Title { title: "one".to_owned() }), None);
        assert_eq!(say(handle::Event::State { state: 2_u32.to_ne_bytes().to_vec() }), None);
        assert_eq!(say(handle::Event::Done), Some(("unknown".into(), "one".into())));
        assert_eq!(say(handle::Event::AppId { app_id: "foot".to_owned() }), Some(("unknown".into(), "one".into())));
        assert_eq!(say(handle::Event::Done), Some(("foot".into(), "one".into())));
        assert_eq!(say(handle::Event::Closed), None);
    }
}
