//! Which window is active on an X11 display?
//!
//! The window manager keeps the answer in a property of the root window (`_NET_ACTIVE_WINDOW`, Extended Window Manager
//! Hints 1.5) and the window keeps its own title (`_NET_WM_NAME`, or `WM_NAME` of ICCCM 2.0). Both tell by events
//! when they change, so nothing is polled. Without a window manager the input focus is asked for once a second.

use std::time::Duration;

use attentive_types::{SensorReport, SensorStatus};
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ChangeWindowAttributesAux, ConnectionExt as _, EventMask, GetPropertyReply, InputFocus, Window,
};

use super::text::{self, Encoding};
use super::{Display, expect, lost, or_gone};
use crate::devices::clock;
use crate::devices::window_spans::{WindowFacts, WindowSpans};
use crate::sensor::{Sensor, SensorError, Sink};
use crate::stop::{Stop, Woken};

/// How often the input focus is asked for when there is no window manager.
const FOCUS_LOOK: Duration = Duration::from_secs(1);
/// Properties are read up to this many units of four bytes.
const LONGEST_WORDS: u32 = 2048;
/// How many windows lie inside each other at most.
const DEEPEST: usize = 32;

x11rb::atom_manager! {
    Atoms: AtomsCookie {
        _NET_ACTIVE_WINDOW,
        _NET_SUPPORTED,
        _NET_SUPPORTING_WM_CHECK,
        _NET_WM_NAME,
        _NET_WM_PID,
        UTF8_STRING,
        COMPOUND_TEXT,
    }
}

/// Tells the active window.
#[derive(Debug)]
pub(in crate::devices) struct WindowSensor {
    display: Display,
    atoms: Atoms,
    host: String,
    /// The window by which the window manager shows that it lives; `None` when there is none.
    manager: Option<Window>,
    active: Option<Window>,
}

impl WindowSensor {
    /// Connects to the display.
    pub(in crate::devices) fn open(name: &str) -> Result<Self, SensorError> {
        let display = Display::open(name)?;
        let asked = Atoms::new(&display.connection).map_err(|error| lost(&error))?;
        let atoms = expect(asked.reply(), "names of properties")?;
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let mut sensor = Self { display, atoms, host, manager: None, active: None };
        sensor.manager = sensor.find_manager()?;
        Ok(sensor)
    }

    /// The window of a window manager that tells the active window: the root names it, and it names itself.
    fn find_manager(&self) -> Result<Option<Window>, SensorError> {
        let named = |window| -> Result<Option<Window>, SensorError> {
            let reply = self.property(window, self.atoms._NET_SUPPORTING_WM_CHECK)?;
            Ok(reply.and_then(|reply| first_word(&reply)).filter(|window| *window != 0))
        };
        let Some(check) = named(self.display.root)? else { return Ok(None) };
        let supported = self.property(self.display.root, self.atoms._NET_SUPPORTED)?;
        let is_telling = supported.is_some_and(|reply| {
            reply.value32().is_some_and(|mut atoms| atoms.any(|atom| atom == self.atoms._NET_ACTIVE_WINDOW))
        });
        Ok((is_telling && named(check)? == Some(check)).then_some(check))
    }

    /// Looks for the window manager again, watches it, and says so when it came or went.
    fn meet_manager(&mut self, sink: &dyn Sink) -> Result<(), SensorError> {
        let manager = self.find_manager()?;
        if let Some(window) = manager {
            self.watch(window, EventMask::STRUCTURE_NOTIFY)?;
        }
        let has_changed = manager.is_some() != self.manager.is_some();
        self.manager = manager;
        if has_changed {
            sink.status(SensorReport { sensor: self.name().to_owned(), by: self.by(), status: SensorStatus::On });
        }
        Ok(())
    }

    fn property(&self, window: Window, atom: Atom) -> Result<Option<GetPropertyReply>, SensorError> {
        let asked = self
            .display
            .connection
            .get_property(false, window, atom, AtomEnum::ANY, 0, LONGEST_WORDS)
            .map_err(|error| lost(&error))?;
        Ok(or_gone(asked.reply())?.filter(|reply| reply.type_ != u32::from(AtomEnum::NONE)))
    }

    fn watch(&self, window: Window, mask: EventMask) -> Result<(), SensorError> {
        let wanted = ChangeWindowAttributesAux::new().event_mask(mask);
        self.display.connection.change_window_attributes(window, &wanted).map_err(|error| lost(&error))?;
        Ok(())
    }

    /// The window that is active now, as the window manager or the input focus tells.
    fn find_active(&self) -> Result<Option<Window>, SensorError> {
        if self.manager.is_some() {
            let reply = self.property(self.display.root, self.atoms._NET_ACTIVE_WINDOW)?;
            return Ok(reply.and_then(|reply| first_word(&reply)).filter(|window| *window != 0));
        }
        let asked = self.display.connection.get_input_focus().map_err(|error| lost(&error))?;
        let focus = expect(asked.reply(), "the input focus")?.focus;
        let is_window = focus != u32::from(InputFocus::NONE) && focus != u32::from(InputFocus::POINTER_ROOT);
        if is_window { self.named_ancestor(focus) } else { Ok(None) }
    }

    /// The nearest window above (or at) this one that tells its class: the focus may lie on a part of a window.
    fn named_ancestor(&self, mut window: Window) -> Result<Option<Window>, SensorError> {
        for _ in 0..DEEPEST {
            if window == self.display.root || window == 0 {
                return Ok(None);
            }
            if self.property(window, AtomEnum::WM_CLASS.into())?.is_some() {
                return Ok(Some(window));
            }
            let asked = self.display.connection.query_tree(window).map_err(|error| lost(&error))?;
            let Some(tree) = or_gone(asked.reply())? else { return Ok(None) };
            window = tree.parent;
        }
        Ok(None)
    }

    /// Turns to the window that is active now. Watching begins before its title is read, so that no change is missed.
    fn turn(&mut self) -> Result<(), SensorError> {
        let active = self.find_active()?;
        if active == self.active {
            return Ok(());
        }
        if let Some(before) = self.active {
            self.watch(before, EventMask::NO_EVENT)?;
        }
        if let Some(window) = active {
            self.watch(window, EventMask::PROPERTY_CHANGE | EventMask::STRUCTURE_NOTIFY)?;
        }
        self.active = active;
        Ok(())
    }

    /// What the active window tells of itself; `None` when none is active, or it vanished meanwhile.
    fn facts(&self) -> Result<Option<WindowFacts>, SensorError> {
        let Some(window) = self.active else { return Ok(None) };
        let ask = |atom: Atom| {
            let connection = &self.display.connection;
            connection.get_property(false, window, atom, AtomEnum::ANY, 0, LONGEST_WORDS).map_err(|error| lost(&error))
        };
        // All questions are sent before the first answer is waited for: one round trip.
        let names = [ask(self.atoms._NET_WM_NAME)?, ask(AtomEnum::WM_NAME.into())?];
        let class = ask(AtomEnum::WM_CLASS.into())?;
        let pid = ask(self.atoms._NET_WM_PID)?;
        let machine = ask(AtomEnum::WM_CLIENT_MACHINE.into())?;
        let mut title = String::new();
        for name in names {
            let Some(reply) = or_gone(name.reply())? else { return Ok(None) };
            if title.is_empty() {
                title = self.decode(&reply);
            }
        }
        let (Some(class), Some(pid), Some(machine)) =
            (or_gone(class.reply())?, or_gone(pid.reply())?, or_gone(machine.reply())?)
        else {
            return Ok(None);
        };
        let machine = self.decode(&machine);
        let is_here = machine.is_empty() || machine == self.host;
        let pid = first_word(&pid).filter(|pid| is_here && *pid != 0);
        Ok(Some(WindowFacts { app: app_name(&class.value, pid), title, pid }))
    }

    fn decode(&self, reply: &GetPropertyReply) -> String {
        let encoding = match reply.type_ {
            kind if kind == self.atoms.UTF8_STRING => Encoding::Utf8,
            kind if kind == self.atoms.COMPOUND_TEXT => Encoding::Compound,
            _ => Encoding::Latin1,
        };
        if reply.format == 8 { text::decode(&reply.value, encoding) } else { String::new() }
    }

    /// Takes all events; tells whether something may have changed.
    fn take_all(&mut self, sink: &dyn Sink) -> Result<bool, SensorError> {
        let mut has_changed = false;
        while let Some(event) = self.display.next_event()? {
            match event {
                Event::PropertyNotify(notify) if notify.window == self.display.root => {
                    let is_about_manager =
                        [self.atoms._NET_SUPPORTING_WM_CHECK, self.atoms._NET_SUPPORTED].contains(&notify.atom);
                    if is_about_manager {
                        self.meet_manager(sink)?;
                    }
                    has_changed |= is_about_manager || notify.atom == self.atoms._NET_ACTIVE_WINDOW;
                }
                Event::PropertyNotify(notify) if Some(notify.window) == self.active => {
                    has_changed |= self.is_telling(notify.atom);
                }
                Event::DestroyNotify(notify) if Some(notify.window) == self.manager => {
                    self.meet_manager(sink)?;
                    has_changed = true;
                }
                Event::DestroyNotify(notify) if Some(notify.window) == self.active => {
                    self.active = None;
                    has_changed = true;
                }
                _ => {}
            }
        }
        Ok(has_changed)
    }

    fn is_telling(&self, atom: Atom) -> bool {
        let ours =
            [self.atoms._NET_WM_NAME, self.atoms._NET_WM_PID, AtomEnum::WM_NAME.into(), AtomEnum::WM_CLASS.into()];
        ours.contains(&atom)
    }

    fn work(&mut self, sink: &dyn Sink, stop: &Stop, spans: &mut WindowSpans) -> Result<(), SensorError> {
        self.watch(self.display.root, EventMask::PROPERTY_CHANGE)?;
        self.meet_manager(sink)?;
        let mut has_changed = true;
        loop {
            has_changed |= self.take_all(sink)?;
            if std::mem::take(&mut has_changed) || self.manager.is_none() {
                self.turn()?;
                let facts = self.facts()?;
                for reading in spans.see(clock::now(), facts) {
                    sink.reading(reading);
                }
                // The replies above may have brought events with them, which no descriptor announces any more.
                if self.take_all(sink)? {
                    has_changed = true;
                    continue;
                }
            }
            let now = clock::now();
            for reading in spans.tick(now) {
                sink.reading(reading);
            }
            let mut pause = spans.due().map(|due| clock::pause_until(due, now));
            if self.manager.is_none() {
                pause = Some(pause.unwrap_or(FOCUS_LOOK).min(FOCUS_LOOK));
            }
            if self.display.wait(stop, pause)? == Woken::Stopped {
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
        if self.manager.is_some() { "x11".to_owned() } else { "x11 (input focus: no window manager)".to_owned() }
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

/// The first number of a property of 32-bit numbers.
fn first_word(reply: &GetPropertyReply) -> Option<u32> {
    reply.value32()?.next()
}

/// The class, else the instance, else the program's name, else `unknown` as ActivityWatch has it.
fn app_name(class: &[u8], pid: Option<u32>) -> String {
    let (instance, class) = text::class_words(class);
    let program = || {
        let path = format!("/proc/{}/comm", pid?);
        let name = std::fs::read(path).ok()?;
        Some(text::decode(&name, Encoding::Utf8)).filter(|name| !name.is_empty())
    };
    [class, instance].into_iter().find(|word| !word.is_empty()).or_else(program).unwrap_or_else(|| "unknown".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_is_the_class_and_without_one_the_program() {
        assert_eq!(app_name(b"xterm\0XTerm\0", None), "XTerm");
        assert_eq!(app_name(b"xterm\0\0", None), "xterm");
        assert_eq!(app_name(b"", None), "unknown");
        let own = std::fs::read_to_string("/proc/self/comm").unwrap();
        assert_eq!(app_name(b"", Some(std::process::id())), own.trim());
    }
}
