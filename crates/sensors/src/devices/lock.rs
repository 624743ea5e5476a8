//! Is the screen locked, and was the machine asleep?
//!
//! Whoever knows is asked, and one "locked" is enough:
//!
//! - logind on the system bus: `LockedHint` of the login session, and `PrepareForSleep`;
//! - every service on the session bus that says `ActiveChanged` in an interface that ends with `.ScreenSaver`
//!   (the freedesktop one, GNOME, MATE, Xfce, Cinnamon);
//! - the X11 server's own screen saver, which blanks the screen without locking it: as far as attention goes the same.
//!
//! Sleep is measured by the two clocks of the kernel, so it is known even where no bus is.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use attentive_types::{SensorReport, SensorStatus};
use rustix::fd::AsFd;
use zbus::Message;

use crate::devices::bus::{Bus, BusError};
use crate::devices::clock;
use crate::devices::lock_spans::LockSpans;
use crate::devices::x11::saver::Saver;
use crate::sensor::{Sensor, SensorError, Sink};
use crate::stop::Stop;
use crate::wanted::Surroundings;

/// Pause between two looks at the clocks; the start of an unannounced sleep is known to that.
const LOOK: Duration = Duration::from_secs(2);
/// Pause before asking again for a source that was not there.
const RETRY: Duration = Duration::from_secs(60);

const LOGIND: &str = "org.freedesktop.login1";
const SCREEN_SAVERS: [(&str, &str); 3] = [
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
];

/// Tells lock and sleep.
pub(super) struct LockSensor {
    around: Surroundings,
    system: Option<Logind>,
    session: Option<Bus>,
    saver: Option<Saver>,
    /// Who last said what; one "locked" is enough.
    told: BTreeMap<String, bool>,
}

/// The login session on the system bus.
struct Logind {
    bus: Bus,
    session_path: String,
}

impl LockSensor {
    /// Finds whoever knows. Never fails: sleep can be told without anybody.
    pub(super) fn open(around: &Surroundings) -> Self {
        let mut sensor =
            Self { around: around.clone(), system: None, session: None, saver: None, told: BTreeMap::new() };
        sensor.find();
        sensor
    }

    /// Looks for the sources that are not there yet.
    fn find(&mut self) {
        if let (None, Some(address)) = (&self.system, &self.around.system_bus) {
            let opened = Logind::open(address, self.around.login_session.as_deref());
            self.system = note("logind", opened).map(|(logind, is_locked)| {
                self.told.insert(LOGIND.to_owned(), is_locked);
                logind
            });
        }
        if let (None, Some(address)) = (&self.session, &self.around.session_bus) {
            self.session = note("session bus", open_session(address)).map(|(bus, told)| {
                self.told.extend(told);
                bus
            });
        }
        // Under Wayland the X11 server serves old programs only, and its screen saver means nothing.
        if let (None, None, Some(display)) = (&self.saver, &self.around.wayland_display, &self.around.display) {
            self.saver = note("X11 screen saver", Saver::open(display)).map(|(saver, is_on)| {
                self.told.insert("x11".to_owned(), is_on);
                saver
            });
        }
    }

    fn has_all_sources(&self) -> bool {
        let system = self.system.is_some() || self.around.system_bus.is_none();
        let session = self.session.is_some() || self.around.session_bus.is_none();
        let has_no_saver = self.around.display.is_none() || self.around.wayland_display.is_some();
        system && session && (self.saver.is_some() || has_no_saver)
    }

    /// `None` when nobody can tell.
    fn is_locked(&self) -> Option<bool> {
        let somebody = self.system.is_some() || self.session.is_some() || self.saver.is_some();
        somebody.then(|| self.told.values().any(|is_locked| *is_locked))
    }

    /// Takes what the sources have to say. A source that went away is dropped, with what it said.
    fn listen(&mut self, spans: &mut LockSpans) {
        if let Some(logind) = &mut self.system {
            match logind.take(spans) {
                Ok(None) => {}
                Ok(Some(is_locked)) => _ = self.told.insert(LOGIND.to_owned(), is_locked),
                Err(error) => {
                    tracing::warn!(%error, "logind went away");
                    self.system = None;
                    self.told.remove(LOGIND);
                }
            }
        }
        if let Some(bus) = &mut self.session {
            match bus.take() {
                Ok(messages) => self.told.extend(messages.iter().filter_map(saver_changed)),
                Err(error) => {
                    tracing::warn!(%error, "the session bus went away");
                    self.session = None;
                    self.told.retain(|who, _| who == LOGIND || who == "x11");
                }
            }
        }
        if let Some(saver) = &mut self.saver {
            match saver.take() {
                Ok(None) => {}
                Ok(Some(is_on)) => _ = self.told.insert("x11".to_owned(), is_on),
                Err(error) => {
                    tracing::warn!(%error, "the X11 screen saver went away");
                    self.saver = None;
                    self.told.remove("x11");
                }
            }
        }
    }
}

impl Sensor for LockSensor {
    fn name(&self) -> &'static str {
        "lock"
    }

    fn by(&self) -> String {
        let named = [
            (self.system.is_some(), "logind"),
            (self.session.is_some(), "session bus"),
            (self.saver.is_some(), "x11 screen saver"),
            (self.is_locked().is_none(), "clock (sleep only: no message bus and no X11 display)"),
        ];
        named.into_iter().filter(|(is_there, _)| *is_there).map(|(_, name)| name).collect::<Vec<_>>().join(", ")
    }

    fn run(mut self: Box<Self>, sink: &dyn Sink, stop: &Stop) -> Result<(), SensorError> {
        let mut spans = LockSpans::new(clock::now(), clock::slept_nanos());
        let mut looked = Instant::now();
        let mut by = self.by();
        loop {
            self.listen(&mut spans);
            if !self.has_all_sources() && looked.elapsed() > RETRY {
                looked = Instant::now();
                self.find();
            }
            if by != self.by() {
                by = self.by();
                sink.status(SensorReport { sensor: self.name().to_owned(), by: by.clone(), status: SensorStatus::On });
            }
            for reading in spans.see(clock::now(), self.is_locked(), clock::slept_nanos()) {
                sink.reading(reading);
            }
            let mut fds = Vec::with_capacity(3);
            fds.extend(self.system.as_ref().map(|logind| logind.bus.as_fd()));
            fds.extend(self.session.as_ref().map(AsFd::as_fd));
            fds.extend(self.saver.as_ref().map(AsFd::as_fd));
            let woken = stop.wait_readable(&fds, Some(LOOK));
            match woken {
                Ok(crate::stop::Woken::Stopped) => return Ok(()),
                Ok(_) => {}
                Err(error) => return Err(SensorError::Lost(format!("the system refused to wait ({error})"))),
            }
        }
    }
}

impl Logind {
    fn open(address: &str, session_id: Option<&str>) -> Result<(Self, bool), BusError> {
        let mut bus = Bus::connect(address)?;
        let session_path = find_session(&bus, session_id)?;
        bus.listen(&format!("type='signal',sender='{LOGIND}',member='PropertiesChanged',path='{session_path}'"))?;
        bus.listen(&format!("type='signal',sender='{LOGIND}',member='PrepareForSleep'"))?;
        let logind = Self { bus, session_path };
        let is_locked = logind.locked_hint()?;
        Ok((logind, is_locked))
    }

    fn locked_hint(&self) -> Result<bool, BusError> {
        let asked = (format!("{LOGIND}.Session"), "LockedHint");
        let answer = self.bus.call(LOGIND, &self.session_path, "org.freedesktop.DBus.Properties", "Get", &asked)?;
        let body = answer.body();
        let value: zbus::Variant<'_> = body.deserialize()?;
        Ok(bool::try_from(&value)?)
    }

    /// Whether the session is locked, when that changed; an announced sleep goes to `spans`.
    fn take(&mut self, spans: &mut LockSpans) -> Result<Option<bool>, BusError> {
        let mut is_locked = None;
        for message in self.bus.take()? {
            let header = message.header();
            match header.member().map(zbus::names::MemberName::as_str) {
                // True before sleep, false after it.
                Some("PrepareForSleep") if message.body().deserialize::<bool>().unwrap_or(false) => {
                    spans.announce_sleep(clock::now());
                }
                Some("PropertiesChanged") => is_locked = Some(self.locked_hint()?),
                _ => {}
            }
        }
        Ok(is_locked)
    }
}

/// The path of the login session: the named one, else the one that shows the person's display, else that of this
/// process.
fn find_session(bus: &Bus, session_id: Option<&str>) -> Result<String, BusError> {
    let manager = "org.freedesktop.login1.Manager";
    let path = "/org/freedesktop/login1";
    let as_path = |answer: Message| -> Result<String, BusError> {
        let found: zbus::OwnedObjectPath = answer.body().deserialize()?;
        Ok(found.to_string())
    };
    if let Some(id) = session_id
        && let Ok(answer) = bus.call(LOGIND, path, manager, "GetSession", &id)
    {
        return as_path(answer);
    }
    let asked = ("org.freedesktop.login1.User", "Display");
    let user = "/org/freedesktop/login1/user/self";
    if let Ok(answer) = bus.call(LOGIND, user, "org.freedesktop.DBus.Properties", "Get", &asked)
        && let Ok(value) = answer.body().deserialize::<zbus::Variant<'_>>()
        && let Ok((_, found)) = <(String, zbus::OwnedObjectPath)>::try_from(value)
        && found.as_str() != "/"
    {
        return Ok(found.to_string());
    }
    as_path(bus.call(LOGIND, path, manager, "GetSessionByPID", &std::process::id())?)
}

/// Connects to the session bus, and asks each known screen saver for its state.
fn open_session(address: &str) -> Result<(Bus, Vec<(String, bool)>), BusError> {
    let mut bus = Bus::connect(address)?;
    bus.listen("type='signal',member='ActiveChanged'")?;
    let mut told = Vec::new();
    for (service, path) in SCREEN_SAVERS {
        // A desktop has one of these or none; the others answer that they do not exist.
        let owner = bus.call(
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus",
            "NameHasOwner",
            &service,
        )?;
        if owner.body().deserialize::<bool>()?
            && let Ok(answer) = bus.call(service, path, service, "GetActive", &())
            && let Ok(is_on) = answer.body().deserialize::<bool>()
        {
            told.push((service.to_owned(), is_on));
        }
    }
    Ok((bus, told))
}

/// Who says `ActiveChanged`, and what; `None` when it is no screen saver.
fn saver_changed(message: &Message) -> Option<(String, bool)> {
    let header = message.header();
    let interface = header.interface()?.as_str();
    let is_on = message.body().deserialize::<bool>().ok()?;
    interface.ends_with(".ScreenSaver").then(|| (interface.to_owned(), is_on))
}

fn note<T, E: std::fmt::Display>(source: &str, opened: Result<T, E>) -> Option<T> {
    opened.map_err(|error| tracing::debug!(source, %error, "no lock state from here")).ok()
}
