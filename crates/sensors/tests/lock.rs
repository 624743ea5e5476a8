//! Locks, as the services of a desktop tell them: real message buses with services of our own, and a real display.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a failed unwrap is a failed test")]

mod desktop;

use std::sync::Arc;

use attentive_sensors::{Sink, Surroundings, Wanted, start_in};
use desktop::bus::{block_on, bus};
use desktop::{Collector, Display, assert_near, by, now, sleep, text, wait_until};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ConnectionExt as _, ScreenSaver as Force};
use zbus::object_server::SignalEmitter;

struct Saver {
    is_on: bool,
}

#[zbus::interface(name = "org.freedesktop.ScreenSaver")]
impl Saver {
    fn get_active(&self) -> bool {
        self.is_on
    }

    #[zbus(signal)]
    async fn active_changed(emitter: &SignalEmitter<'_>, is_on: bool) -> zbus::Result<()>;
}

struct Manager;

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    fn get_session(&self, id: &str) -> zbus::fdo::Result<zbus::OwnedObjectPath> {
        match id {
            "7" => Ok(zbus::ObjectPath::try_from(SESSION).unwrap().into()),
            _ => Err(zbus::fdo::Error::Failed("no such session".to_owned())),
        }
    }

    #[zbus(signal)]
    async fn prepare_for_sleep(emitter: &SignalEmitter<'_>, is_before: bool) -> zbus::Result<()>;
}

const SESSION: &str = "/org/freedesktop/login1/session/_37";

struct Session {
    is_locked: bool,
}

#[zbus::interface(name = "org.freedesktop.login1.Session")]
impl Session {
    #[zbus(property)]
    fn locked_hint(&self) -> bool {
        self.is_locked
    }
}

fn only_lock() -> Wanted {
    Wanted { lock: true, ..Wanted::default() }
}

fn wait_for_last(seen: &Collector, status: &str) {
    wait_until(status, || seen.events("lock").last().is_some_and(|event| text(event, "status") == status));
}

#[test]
fn a_screen_saver_on_the_session_bus_is_heard() {
    let Some((_daemon, address)) = bus() else { return };
    let path = "/org/freedesktop/ScreenSaver";
    let service = zbus::connection::Builder::address(address.as_str())
        .name("org.freedesktop.ScreenSaver")
        .serve_at(path, Saver { is_on: true });
    let service = block_on(service.build()).unwrap();
    let around = Surroundings { session_bus: Some(address), ..Surroundings::default() };
    let seen = Collector::new();
    let running = start_in(&around, &only_lock(), Arc::clone(&seen) as Arc<dyn Sink>);
    wait_for_last(&seen, "locked");
    assert_eq!(by(&running, "lock"), "session bus");
    let emitter = SignalEmitter::new(&service, path).unwrap();
    let opened = now();
    block_on(Saver::active_changed(&emitter, false)).unwrap();
    wait_for_last(&seen, "unlocked");
    sleep(1.2);
    let closed = now();
    block_on(Saver::active_changed(&emitter, true)).unwrap();
    wait_for_last(&seen, "locked");
    running.stop();
    let events = seen.events("lock");
    let [locked, unlocked, _] = &events[..] else { panic!("{events:#?}") };
    assert_near("the opening", locked.end(), opened);
    assert_near("the closing", unlocked.end(), closed);
}

#[test]
fn the_login_session_is_heard() {
    let Some((_daemon, address)) = bus() else { return };
    let service = zbus::connection::Builder::address(address.as_str())
        .name("org.freedesktop.login1")
        .serve_at("/org/freedesktop/login1", Manager)
        .serve_at(SESSION, Session { is_locked: false });
    let service = block_on(service.build()).unwrap();
    let around =
        Surroundings { system_bus: Some(address), login_session: Some("7".to_owned()), ..Surroundings::default() };
    let seen = Collector::new();
    let running = start_in(&around, &only_lock(), Arc::clone(&seen) as Arc<dyn Sink>);
    wait_for_last(&seen, "unlocked");
    assert_eq!(by(&running, "lock"), "logind");
    block_on(async {
        let session = service.object_server().interface::<_, Session>(SESSION).await.unwrap();
        session.get_mut().await.is_locked = true;
        session.get().await.locked_hint_changed(session.signal_emitter()).await.unwrap();
        let emitter = SignalEmitter::new(&service, "/org/freedesktop/login1").unwrap();
        Manager::prepare_for_sleep(&emitter, true).await.unwrap();
    });
    wait_for_last(&seen, "locked");
    running.stop();
}

#[test]
fn the_displays_own_screen_saver_is_heard() {
    let Some(display) = Display::start() else { return };
    let (connection, screen) = x11rb::connect(Some(&display.name)).unwrap();
    let seen = Collector::new();
    let running = start_in(&display.around(), &only_lock(), Arc::clone(&seen) as Arc<dyn Sink>);
    wait_for_last(&seen, "unlocked");
    connection.force_screen_saver(Force::ACTIVE).unwrap();
    connection.flush().unwrap();
    wait_for_last(&seen, "locked");
    connection.force_screen_saver(Force::RESET).unwrap();
    connection.flush().unwrap();
    wait_for_last(&seen, "unlocked");
    running.stop();
    drop((connection, screen));
}

#[test]
fn without_any_source_sleep_alone_is_watched_and_said() {
    let seen = Collector::new();
    let running = start_in(&Surroundings::default(), &only_lock(), Arc::clone(&seen) as Arc<dyn Sink>);
    seen.wait_for_on("lock");
    assert_eq!(by(&running, "lock"), "clock (sleep only: no message bus and no X11 display)");
    running.stop();
    assert_eq!(seen.events("lock"), []);
}

#[test]
fn a_bus_that_ends_is_survived() {
    let Some((daemon, address)) = bus() else { return };
    let around = Surroundings { session_bus: Some(address), ..Surroundings::default() };
    let seen = Collector::new();
    let running = start_in(&around, &only_lock(), Arc::clone(&seen) as Arc<dyn Sink>);
    wait_for_last(&seen, "unlocked");
    drop(daemon);
    wait_until("the loss is said", || by(&running, "lock").starts_with("clock (sleep only"));
    running.stop();
    assert!(seen.reports().iter().all(|report| !format!("{report:?}").contains("Failed")), "{:?}", seen.reports());
}
