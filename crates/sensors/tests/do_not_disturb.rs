//! Asking a notification service to hold back: on a message bus of our own, with services that behave as KDE's and as dunst do, and with dunst itself.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a failed unwrap is a failed test")]

mod desktop;

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use attentive_sensors::{DoNotDisturb, DoNotDisturbError, HeldBy};
use desktop::bus::{block_on, bus};
use desktop::{Program, has, wait_until};
use zbus::{Connection, OwnedVariant};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// What was asked of a service.
type Calls = Arc<Mutex<Vec<String>>>;

/// One that can be asked.
struct Kde {
    calls: Calls,
    is_inhibited: bool,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Kde {
    fn inhibit(&mut self, entry: &str, reason: &str, hints: HashMap<String, OwnedVariant>) -> u32 {
        assert!(hints.is_empty());
        self.calls.lock().unwrap().push(format!("inhibit {entry} {reason}"));
        self.is_inhibited = true;
        7
    }

    fn un_inhibit(&mut self, cookie: u32) {
        self.calls.lock().unwrap().push(format!("uninhibit {cookie}"));
        self.is_inhibited = false;
    }

    #[zbus(property)]
    fn inhibited(&self) -> bool {
        self.is_inhibited
    }
}

/// One that is paused by a property.
struct Dunst {
    calls: Calls,
    is_paused: bool,
}

#[zbus::interface(name = "org.dunstproject.cmd0")]
impl Dunst {
    #[zbus(property, name = "paused")]
    fn paused(&self) -> bool {
        self.is_paused
    }

    #[zbus(property, name = "paused")]
    fn set_paused(&mut self, is_paused: bool) {
        self.calls.lock().unwrap().push(format!("paused {is_paused}"));
        self.is_paused = is_paused;
    }
}

/// One that shows notifications and can be asked nothing.
struct Plain;

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Plain {
    fn get_capabilities(&self) -> Vec<String> {
        Vec::new()
    }
}

fn serve<I: zbus::object_server::Interface>(address: &str, service: I) -> Connection {
    block_on(zbus::connection::Builder::address(address).name(NAME).serve_at(PATH, service).build()).unwrap()
}

#[test]
fn a_service_that_can_be_asked_is_asked_and_let_go() {
    let Some((_daemon, address)) = bus() else { return };
    let calls = Calls::default();
    let _service = serve(&address, Kde { calls: Arc::clone(&calls), is_inhibited: false });
    let desktop = DoNotDisturb::new(address);
    assert_eq!(desktop.is_held_by_person(), Some(false));
    assert_eq!(desktop.hold("focus").unwrap(), HeldBy::Inhibit);
    assert_eq!(desktop.hold("focus").unwrap(), HeldBy::Inhibit, "asked twice, held once");
    assert_eq!(desktop.is_held_by_person(), Some(false), "it is we who hold it");
    desktop.release().unwrap();
    desktop.release().unwrap();
    assert_eq!(*calls.lock().unwrap(), ["inhibit attentive focus", "uninhibit 7"]);
}

#[test]
fn what_the_person_set_is_known_and_left_as_it_is() {
    let Some((_daemon, address)) = bus() else { return };
    let calls = Calls::default();
    let _service = serve(&address, Kde { calls: Arc::clone(&calls), is_inhibited: true });
    let desktop = DoNotDisturb::new(address);
    assert_eq!(desktop.is_held_by_person(), Some(true));
    assert_eq!(desktop.hold("focus").unwrap(), HeldBy::Person);
    assert_eq!(desktop.is_held_by_person(), Some(true));
    desktop.release().unwrap();
    assert!(calls.lock().unwrap().is_empty());
}

#[test]
fn dunst_is_paused_and_goes_on_also_after_a_run_that_ended_without_order() {
    let Some((_daemon, address)) = bus() else { return };
    let calls = Calls::default();
    let _service = serve(&address, Dunst { calls: Arc::clone(&calls), is_paused: false });
    let desktop = DoNotDisturb::new(address.as_str());
    assert_eq!(desktop.hold("focus").unwrap(), HeldBy::Dunst);
    desktop.release().unwrap();
    assert_eq!(*calls.lock().unwrap(), ["paused true", "paused false"]);
    desktop.hold("focus").unwrap();
    drop(desktop);
    DoNotDisturb::new(address).release_leftover().unwrap();
    assert_eq!(calls.lock().unwrap().last().unwrap(), "paused false");
}

#[test]
fn a_service_that_cannot_be_asked_and_none_at_all_say_so() {
    let Some((_daemon, address)) = bus() else { return };
    let desktop = DoNotDisturb::new(address.as_str());
    assert!(matches!(desktop.hold("focus"), Err(DoNotDisturbError::NotOffered)));
    let _service = serve(&address, Plain);
    assert!(matches!(desktop.hold("focus"), Err(DoNotDisturbError::NotOffered)));
    assert_eq!(desktop.is_held_by_person(), None);
    desktop.release_leftover().unwrap();
    let nowhere = DoNotDisturb::new("unix:path=/nonexistent/bus");
    assert!(matches!(nowhere.hold("focus"), Err(DoNotDisturbError::Bus(_))));
    assert_eq!(nowhere.is_held_by_person(), None);
}

/// A screen for dunst, without the window manager that other tests need, and its name.
fn screen() -> (Program, String) {
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp"]);
    let mut screen = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut number = String::new();
    BufReader::new(screen.stdout.as_mut().unwrap()).read_line(&mut number).unwrap();
    (Program(screen), format!(":{}", number.trim()))
}

#[test]
fn the_real_dunst_is_paused_and_goes_on() {
    if !has(&["dunst", "Xvfb"], "dunst xvfb") {
        return;
    }
    let Some((_daemon, address)) = bus() else { return };
    let (_screen, display) = screen();
    let mut command = Command::new("dunst");
    let _dunst = Program::start(command.env("DBUS_SESSION_BUS_ADDRESS", &address).env("DISPLAY", display));
    let desktop = DoNotDisturb::new(address.as_str());
    wait_until("dunst answers", || desktop.is_held_by_person() == Some(false));
    assert_eq!(desktop.hold("focus").unwrap(), HeldBy::Dunst);
    let another = DoNotDisturb::new(address);
    assert_eq!(another.is_held_by_person(), Some(true));
    desktop.release().unwrap();
    assert_eq!(another.is_held_by_person(), Some(false));
}
