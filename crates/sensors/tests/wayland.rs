//! The Wayland sensors on a real compositor: sway without a screen, real windows, real key events.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a failed unwrap is a failed test")]

mod desktop;

use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use attentive_sensors::{Sink, Surroundings, Wanted, running, start_in};
use attentive_types::SensorStatus;
use attentive_types::time::SECOND;
use desktop::{Collector, Program, assert_near, by, has, now, sleep, text, wait_until};
use rustix::fd::AsFd;
use wayland_client::globals::{GlobalListContents, registry_queue_init};
use wayland_client::protocol::wl_buffer::WlBuffer;
use wayland_client::protocol::wl_compositor::WlCompositor;
use wayland_client::protocol::wl_registry::{self, WlRegistry};
use wayland_client::protocol::wl_shm::{self, WlShm};
use wayland_client::protocol::wl_shm_pool::WlShmPool;
use wayland_client::protocol::wl_surface::WlSurface;
use wayland_client::{Connection, Dispatch, QueueHandle, delegate_noop};
use wayland_protocols::xdg::shell::client::xdg_surface::{self, XdgSurface};
use wayland_protocols::xdg::shell::client::xdg_toplevel::{self, XdgToplevel};
use wayland_protocols::xdg::shell::client::xdg_wm_base::{self, XdgWmBase};

/// A user and group that own nothing: sway does not run as root.
const NOBODY: u32 = 65534;

/// A compositor of our own.
struct Sway {
    folder: tempfile::TempDir,
    display: String,
    socket: PathBuf,
    _server: Program,
}

impl Sway {
    /// `None` when the programs are missing.
    fn start() -> Option<Self> {
        if !has(&["sway", "swaymsg", "wtype", "setpriv"], "sway wtype") {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
        let config = folder.path().join("config");
        std::fs::write(&config, "xwayland disable\n").unwrap();
        if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let mut command = as_nobody("sway", folder.path());
        command.env("WLR_BACKENDS", "headless").env("WLR_LIBINPUT_NO_DEVICES", "1").env("WLR_RENDERER", "pixman");
        let server = Program::start(command.arg("-c").arg(&config));
        let find = |is_it: fn(&str) -> bool| {
            let mut names = std::fs::read_dir(folder.path())
                .unwrap()
                .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
            names.find(|name| is_it(name))
        };
        let display = || find(|name| name.starts_with("wayland-") && !name.ends_with(".lock"));
        let socket = || find(|name| name.starts_with("sway-ipc."));
        wait_until("sway runs", || display().is_some() && socket().is_some());
        let socket = folder.path().join(socket().unwrap());
        Some(Self { display: display().unwrap(), socket, _server: server, folder })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = as_nobody(program, self.folder.path());
        command.env("WAYLAND_DISPLAY", &self.display).env("SWAYSOCK", &self.socket);
        command
    }

    fn swaymsg(&self, args: &[&str]) -> String {
        let output = self.command("swaymsg").args(args).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    fn focus(&self, title: &str) {
        self.swaymsg(&[&format!("[title=\"^{title}$\"] focus")]);
    }

    fn around(&self) -> Surroundings {
        Surroundings {
            wayland_display: Some(self.display.clone()),
            runtime_dir: Some(self.folder.path().display().to_string()),
            ..Surroundings::default()
        }
    }
}

/// A window of our own, served by a thread until the compositor closes it.
struct Window {
    toplevel: XdgToplevel,
    connection: Connection,
}

#[derive(Default)]
struct Client {
    is_configured: bool,
    is_closed: bool,
}

impl Window {
    fn open(sway: &Sway, app: &str, title: &str) -> Self {
        let socket = UnixStream::connect(sway.folder.path().join(&sway.display)).unwrap();
        let connection = Connection::from_socket(socket).unwrap();
        let (globals, mut queue) = registry_queue_init::<Client>(&connection).unwrap();
        let handle = queue.handle();
        let compositor: WlCompositor = globals.bind(&handle, 1..=4, ()).unwrap();
        let shell: XdgWmBase = globals.bind(&handle, 1..=1, ()).unwrap();
        let memory: WlShm = globals.bind(&handle, 1..=1, ()).unwrap();
        let surface = compositor.create_surface(&handle, ());
        let shell_surface = shell.get_xdg_surface(&surface, &handle, ());
        let toplevel = shell_surface.get_toplevel(&handle, ());
        toplevel.set_title(title.to_owned());
        toplevel.set_app_id(app.to_owned());
        surface.commit();
        let mut client = Client::default();
        while !client.is_configured {
            queue.blocking_dispatch(&mut client).unwrap();
        }
        // A window is there once it shows something: 16 by 16 black pixels.
        let pixels = rustix::fs::memfd_create("pixels", rustix::fs::MemfdFlags::CLOEXEC).unwrap();
        rustix::fs::ftruncate(&pixels, 16 * 16 * 4).unwrap();
        let pool = memory.create_pool(pixels.as_fd(), 16 * 16 * 4, &handle, ());
        let buffer = pool.create_buffer(0, 16, 16, 64, wl_shm::Format::Xrgb8888, &handle, ());
        surface.attach(Some(&buffer), 0, 0);
        surface.commit();
        queue.roundtrip(&mut client).unwrap();
        std::thread::spawn(move || {
            while !client.is_closed && queue.blocking_dispatch(&mut client).is_ok() {}
            (shell_surface, surface)
        });
        Self { toplevel, connection }
    }

    fn set_title(&self, title: &str) {
        self.toplevel.set_title(title.to_owned());
        self.connection.flush().unwrap();
    }
}

impl Dispatch<XdgToplevel, ()> for Client {
    fn event(
        client: &mut Self,
        toplevel: &XdgToplevel,
        event: xdg_toplevel::Event,
        (): &(),
        connection: &Connection,
        _: &QueueHandle<Self>,
    ) {
        if matches!(event, xdg_toplevel::Event::Close) {
            client.is_closed = true;
            toplevel.destroy();
            connection.flush().unwrap();
        }
    }
}

impl Dispatch<XdgSurface, ()> for Client {
    fn event(
        client: &mut Self,
        surface: &XdgSurface,
        event: xdg_surface::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
        if let xdg_surface::Event::Configure { serial } = event {
            surface.ack_configure(serial);
            client.is_configured = true;
        }
    }
}

impl Dispatch<XdgWmBase, ()> for Client {
    fn event(
        _: &mut Self,
        shell: &XdgWmBase,
        event: xdg_wm_base::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
        if let xdg_wm_base::Event::Ping { serial } = event {
            shell.pong(serial);
        }
    }
}

impl Dispatch<WlRegistry, GlobalListContents> for Client {
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

delegate_noop!(Client: WlCompositor);
delegate_noop!(Client: WlShmPool);
delegate_noop!(Client: ignore WlSurface);
delegate_noop!(Client: ignore WlShm);
delegate_noop!(Client: ignore WlBuffer);

/// A command as a user who is not root, with an own runtime folder.
fn as_nobody(program: &str, runtime: &Path) -> Command {
    let mut command = if rustix::process::geteuid().is_root() {
        let mut command = Command::new("setpriv");
        command.args([&format!("--reuid={NOBODY}"), &format!("--regid={NOBODY}"), "--clear-groups", program]);
        command
    } else {
        Command::new(program)
    };
    command.env("XDG_RUNTIME_DIR", runtime).env("HOME", runtime);
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("DBUS_SESSION_BUS_ADDRESS");
    command
}

#[test]
fn windows_titles_and_changes_are_told() {
    let Some(sway) = Sway::start() else { return };
    let collector = Collector::new();
    let wanted = Wanted { window: true, ..Wanted::default() };
    let running = start_in(&sway.around(), &wanted, Arc::clone(&collector) as Arc<dyn Sink>);
    collector.wait_for_on("window");
    let is_last = |app: &str, title: &str| {
        let events = collector.events("window");
        events.last().is_some_and(|event| text(event, "title") == title && text(event, "app") == app)
    };
    let _mail = Window::open(&sway, "Mail", "inbox");
    wait_until("mail is active", || is_last("Mail", "inbox"));
    let notes = Window::open(&sway, "Notes", "plan");
    wait_until("notes are active", || is_last("Notes", "plan"));
    sleep(1.5);
    let back = now();
    sway.focus("inbox");
    wait_until("mail is active again", || is_last("Mail", "inbox"));
    sleep(1.5);
    sway.focus("plan");
    sleep(1.2);
    let renamed = now();
    notes.set_title("计划");
    wait_until("the new title", || is_last("Notes", "计划"));
    sleep(1.5);
    let closed = now();
    sway.swaymsg(&["[title=\"^计划$\"] kill"]);
    wait_until("mail once more", || is_last("Mail", "inbox"));
    running.stop();
    let events = collector.events("window");
    let titles: Vec<&str> = events.iter().map(|event| text(event, "title")).collect();
    assert_eq!(titles, ["inbox", "plan", "inbox", "plan", "计划", "inbox"]);
    assert_near("the switch", events[2].timestamp, back);
    assert_near("the change of title", events[4].timestamp, renamed);
    assert_near("the end", events[4].end(), closed);
    assert!(events.iter().all(|event| !event.data.contains_key("pid")));
}

#[test]
fn presence_is_told_by_the_compositor() {
    let Some(sway) = Sway::start() else { return };
    let collector = Collector::new();
    let wanted = Wanted { idle: true, afk_after_nanos: 2 * SECOND, ..Wanted::default() };
    let press = || assert!(sway.command("wtype").arg("a").status().unwrap().success());
    press();
    let running = start_in(&sway.around(), &wanted, Arc::clone(&collector) as Arc<dyn Sink>);
    collector.wait_for_on("idle");
    assert_eq!(by(&running, "idle"), "wayland (KDE idle)");
    sleep(0.5);
    press();
    let left = now();
    wait_until("away", || collector.events("afk").iter().any(|event| text(event, "status") == "afk"));
    sleep(2.0);
    press();
    let back = now();
    wait_until("back", || collector.events("afk").last().is_some_and(|event| text(event, "status") == "not-afk"));
    running.stop();
    let events = collector.events("afk");
    let away = events.iter().find(|event| text(event, "status") == "afk").unwrap();
    assert_near("the start of away", away.timestamp, left);
    assert_near("the end of away", away.end(), back);
}

#[test]
fn what_wayland_does_not_offer_is_said() {
    let around = Surroundings {
        wayland_display: Some("wayland-none".to_owned()),
        runtime_dir: Some("/nonexistent".to_owned()),
        display: Some(":9372".to_owned()),
        ..Surroundings::default()
    };
    let reports = running::probe_in(&around, &Wanted { lock: false, ..Wanted::all() });
    let why = |sensor: &str| match reports.iter().find(|report| report.sensor == sensor).map(|report| &report.status) {
        Some(SensorStatus::Unavailable { why }) => why.clone(),
        other => panic!("{sensor}: {other:?}"),
    };
    assert!(why("input").starts_with("input counts are not available on Wayland"), "{}", why("input"));
    assert!(why("window").starts_with("the Wayland display wayland-none does not answer"), "{}", why("window"));
    assert!(why("idle").contains("check WAYLAND_DISPLAY and XDG_RUNTIME_DIR"), "{}", why("idle"));
}

#[test]
fn a_compositor_that_ends_is_reported() {
    let Some(sway) = Sway::start() else { return };
    let collector = Collector::new();
    let wanted = Wanted { window: true, idle: true, ..Wanted::default() };
    let running = start_in(&sway.around(), &wanted, Arc::clone(&collector) as Arc<dyn Sink>);
    collector.wait_for_on("window");
    collector.wait_for_on("idle");
    drop(sway);
    for sensor in ["window", "idle"] {
        wait_until("the loss is reported", || {
            collector.statuses(sensor).iter().any(
                |status| matches!(status, SensorStatus::Failed { why } if why.contains("the Wayland display went away")),
            )
        });
    }
    running.stop();
}
