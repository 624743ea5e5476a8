//! What was typed is nowhere: not in what the input sensor says, and not in the memory of its process.
//!
//! The sensor runs in a process of its own, which never heard of the secret but through the keyboard. While it still
//! runs, all its memory is read and searched for the key codes, in every form in which they could lie there. A second
//! process that listens without our filter shows that the search would find them.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a failed unwrap is a failed test")]

mod desktop;

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::FileExt;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use attentive_sensors::{Sink, Surroundings, Wanted, start_in};
use attentive_types::{Reading, SensorReport};
use desktop::{Display, sleep, wait_until};
use x11rb::connection::Connection as _;
use x11rb::protocol::xinput::{ConnectionExt as _, Device, EventMask, XIEventMask};
use x11rb::protocol::xproto::ConnectionExt as _;

const CHILD: &str = "ATTENTIVE_TEST_CHILD";
const CHILD_DISPLAY: &str = "ATTENTIVE_TEST_DISPLAY";
const SECRET: &str = "zebra quick oxymoron jumps vexed";

/// Prints all that sensors say.
struct Printer;

impl Sink for Printer {
    fn reading(&self, reading: Reading) {
        println!("{reading:?}");
    }

    fn status(&self, report: SensorReport) {
        println!("{report:?}");
    }
}

/// Not a test by itself: the process that the tests look into.
#[test]
#[ignore = "is run by the other tests of this file"]
fn child() {
    let (Ok(what), Ok(display)) = (std::env::var(CHILD), std::env::var(CHILD_DISPLAY)) else { return };
    if what == "sensor" {
        let around = Surroundings { display: Some(display), ..Surroundings::default() };
        let wanted = Wanted { lock: false, ..Wanted::all() };
        let running = start_in(&around, &wanted, Arc::new(Printer));
        wait_for_end();
        running.stop();
        return;
    }
    let (connection, screen) = x11rb::connect(Some(&display)).unwrap();
    connection.xinput_xi_query_version(2, 2).unwrap().reply().unwrap();
    let mask = XIEventMask::RAW_KEY_PRESS | XIEventMask::RAW_KEY_RELEASE;
    let mask = EventMask { deviceid: Device::ALL_MASTER.into(), mask: vec![mask] };
    connection.xinput_xi_select_events(connection.setup().roots[screen].root, &[mask]).unwrap().check().unwrap();
    println!("leaky listener: On");
    let connection = Arc::new(connection);
    let listening = Arc::clone(&connection);
    std::thread::spawn(move || while listening.wait_for_event().is_ok() {});
    wait_for_end();
}

fn wait_for_end() {
    let _ = std::io::stdin().read(&mut [0]);
}

/// A child of this test, and what it printed.
struct Watched {
    child: Child,
    output: std::thread::JoinHandle<String>,
    is_on: Arc<std::sync::atomic::AtomicBool>,
}

impl Watched {
    fn start(what: &str, display: &Display) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "child", "--ignored", "--nocapture"]);
        command.env(CHILD, what).env(CHILD_DISPLAY, &display.name);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let is_on = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let (stdout, is_on_too) = (child.stdout.take().unwrap(), Arc::clone(&is_on));
        let output = std::thread::spawn(move || {
            let mut all = String::new();
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if line.contains("listener: On") || (line.contains("\"input\"") && line.contains("status: On")) {
                    is_on_too.store(true, std::sync::atomic::Ordering::SeqCst);
                }
                all.push_str(&line);
                all.push('\n');
            }
            all
        });
        Self { child, output, is_on }
    }

    fn wait_for_on(&self) {
        wait_until("the child listens", || self.is_on.load(std::sync::atomic::Ordering::SeqCst));
    }

    /// All memory that the process may write, region by region.
    fn memory(&self) -> Vec<Vec<u8>> {
        let id = self.child.id();
        let maps = std::fs::read_to_string(format!("/proc/{id}/maps")).unwrap();
        let memory = File::open(format!("/proc/{id}/mem")).unwrap();
        let mut regions = Vec::new();
        for line in maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|flags| flags.starts_with("rw"))) {
            let (start, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
            let (start, end) = (u64::from_str_radix(start, 16).unwrap(), u64::from_str_radix(end, 16).unwrap());
            let mut bytes = vec![0; usize::try_from(end - start).unwrap()];
            if memory.read_exact_at(&mut bytes, start).is_ok() {
                regions.push(bytes);
            }
        }
        assert!(regions.iter().map(Vec::len).sum::<usize>() > 100_000, "the memory could be read");
        regions
    }

    fn end(mut self) -> String {
        self.child.stdin.take().unwrap().write_all(b"\n").unwrap();
        self.child.wait().unwrap();
        self.output.join().unwrap()
    }
}

/// The key code of each letter of the secret, as this display has them.
fn key_codes(display: &Display) -> Vec<u8> {
    let (connection, _) = x11rb::connect(Some(&display.name)).unwrap();
    let (first, last) = (connection.setup().min_keycode, connection.setup().max_keycode);
    let mapping = connection.get_keyboard_mapping(first, last - first + 1).unwrap().reply().unwrap();
    let per_key = usize::from(mapping.keysyms_per_keycode);
    let code = |letter: char| {
        let is_it = |symbols: &[u32]| symbols.first() == Some(&u32::from(letter));
        let place = mapping.keysyms.chunks(per_key).position(is_it).unwrap();
        first + u8::try_from(place).unwrap()
    };
    SECRET.chars().map(code).collect()
}

/// Raw or cooked key events as the display sends them that still carry a code of the secret.
fn events_with_a_code(memory: &[Vec<u8>], codes: &[u8]) -> usize {
    let is_one = |bytes: &&[u8]| {
        let number = u16::from_ne_bytes([bytes[8], bytes[9]]);
        let detail = u32::from_ne_bytes([bytes[16], bytes[17], bytes[18], bytes[19]]);
        bytes[0] & 0x7f == 35
            && matches!(number, 2 | 3 | 13 | 14)
            && codes.iter().any(|code| u32::from(*code) == detail)
    };
    memory.iter().flat_map(|region| region.windows(20)).filter(is_one).count()
}

/// Places at which `length` codes of the secret follow each other, at any even distance of up to 256 bytes.
fn sequences(memory: &[Vec<u8>], codes: &[u8], length: usize) -> usize {
    let mut found = 0;
    for wanted in codes.windows(length) {
        for region in memory {
            for start in (0..region.len()).filter(|start| region[*start] == wanted[0]) {
                let fits =
                    |stride: usize| (1..length).all(|step| region.get(start + step * stride) == Some(&wanted[step]));
                found += (1..=256).filter(|stride| fits(*stride)).count();
            }
        }
    }
    found
}

fn contains(memory: &[Vec<u8>], wanted: &[u8]) -> bool {
    memory.iter().any(|region| region.windows(wanted.len()).any(|part| part == wanted))
}

fn type_secret(display: &Display) {
    let (_terminal, window) = display.open_terminal("typing");
    display.activate(&window);
    display.xdotool(&["type", "--delay", "30", SECRET]);
    sleep(1.5);
}

#[test]
fn a_typed_secret_is_neither_said_nor_kept() {
    let Some(display) = Display::start_managed() else { return };
    let codes = key_codes(&display);
    let watched = Watched::start("sensor", &display);
    watched.wait_for_on();
    sleep(0.5);
    type_secret(&display);
    let memory = watched.memory();
    let output = watched.end();

    let presses: u64 = output
        .split("\"presses\": Number(")
        .skip(1)
        .filter_map(|rest| rest.split(')').next()?.parse::<u64>().ok())
        .sum();
    assert_eq!(presses, SECRET.len() as u64, "the secret was typed and counted: {output}");
    assert!(!output.contains("zebra") && !output.contains("oxymoron"), "{output}");

    assert_eq!(events_with_a_code(&memory, &codes), 0, "no key event with its code is left in memory");
    // Six codes in a row at an even distance do not come about by chance: one in 2^48 places.
    assert_eq!(sequences(&memory, &codes, 6), 0, "no run of key codes is left in memory");
    for word in ["zebra", "oxymoron"] {
        let wide: Vec<u8> = word.bytes().flat_map(|byte| [byte, 0, 0, 0]).collect();
        assert!(!contains(&memory, word.as_bytes()) && !contains(&memory, &wide), "{word} is in memory");
    }
}

#[test]
fn the_search_finds_the_secret_in_a_program_without_our_filter() {
    let Some(display) = Display::start_managed() else { return };
    let codes = key_codes(&display);
    let watched = Watched::start("leaky", &display);
    watched.wait_for_on();
    type_secret(&display);
    let memory = watched.memory();
    watched.end();
    assert!(events_with_a_code(&memory, &codes) > 0, "the search sees what lies open");
}
