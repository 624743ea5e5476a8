//! `attentive demo` and `attentive replay`: a recording goes through the very path that live sensing takes, at any speed,
//! into a throw-away database that is served meanwhile.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use attentive_server::{Live, LiveOptions, ServerOptions, Verdict, machine_now};
use attentive_store::{OpenOptions, Store};
use attentive_types::Timestamp;
use attentive_types::time::{nanos_to_seconds, seconds_to_nanos};

use super::Place;
use crate::args::{DemoArgs, ReplayArgs};
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use crate::replay::{Cue, Score, What, demo_recordings};
use crate::{clock, paths, serving};

/// The machine that a recording of our own sensors speaks of.
const HOSTNAME: &str = "demo";

/// How it is played.
struct Pace {
    speed: f64,
    /// How much of the end is played at that speed; the rest is there at once.
    live_nanos: Option<i64>,
}

/// Plays the bundled recording.
pub fn demo(place: &Place, args: &DemoArgs) -> Outcome {
    let score = demo_recordings(machine_now(), &clock::local_time(None)?.clock)?;
    tell!("A bundled recording: our own sensors on a virtual screen, at which a script worked. No person's data.");
    let pace = pace(args.speed, Some(args.live))?;
    play(place, score, &pace, args.port)
}

/// Plays a recording or an export of the person's own.
pub fn run(place: &Place, args: &ReplayArgs) -> Outcome {
    let bytes = std::fs::read(&args.file)
        .map_err(|error| Failure::input(format!("could not read the recording: {error}: {}", args.file.display())))?;
    let score = Score::read(&bytes, &args.file.display().to_string())?;
    for note in &score.notes {
        eprintln!("  skipped: {note}");
    }
    play(place, score, &pace(args.speed, args.live)?, args.port)
}

fn pace(speed: f64, live_minutes: Option<f64>) -> Result<Pace, Failure> {
    if !(speed.is_finite() && speed > 0.0) {
        return Err(Failure::new(exit_codes::USAGE, format!("--speed: expected a number above 0, found {speed}")));
    }
    let live_nanos = match live_minutes {
        None => None,
        Some(minutes) => Some(seconds_to_nanos(minutes * 60.0).filter(|nanos| *nanos >= 0).ok_or_else(|| {
            Failure::new(exit_codes::USAGE, format!("--live: expected minutes from 0, found {minutes}"))
        })?),
    };
    Ok(Pace { speed, live_nanos })
}

fn play(place: &Place, score: Score, pace: &Pace, port: u16) -> Outcome {
    let Some(extent) = score.extent() else { return Err(Failure::input("the recording holds nothing to play")) };
    let folder = place.data_dir.join("replay");
    let store = empty_store(&folder)?;
    let hostname = score.buckets.first().map_or(HOSTNAME, |bucket| &bucket.hostname).to_owned();
    let live = Live::start(store.clone(), LiveOptions { hostname, is_demo: true, ..LiveOptions::default() })?;
    let address = serving::address(&place.config, port)?;
    let options = ServerOptions { is_demo: true, ..serving::options(&place.config, address) };
    let is_over = Arc::new(AtomicBool::new(false));
    let mut player = None;
    let outcome = serving::serve(store.clone(), live.clone(), options, |address| {
        tell!(
            "Look at http://{address} (this machine only). Stop with Ctrl-C; what is played is erased at the next replay."
        );
        let live_from = pace.live_nanos.map_or(extent.start, |nanos| extent.end.plus(-nanos).max(extent.start));
        let player_of = Player {
            score,
            live_from,
            speed: pace.speed,
            store: store.clone(),
            live: live.clone(),
            is_over: Arc::clone(&is_over),
        };
        player = Some(thread::spawn(move || player_of.play()));
    });
    is_over.store(true, Ordering::Relaxed);
    let played = player.map_or(Ok(()), |thread| {
        thread.join().unwrap_or_else(|_| Err(Failure::new(exit_codes::FAILED, "the player ended by a fault of ours")))
    });
    drop(live);
    store.close()?;
    outcome.and(played)
}

/// A new database in a folder of its own, whatever lay there before.
fn empty_store(folder: &Path) -> Result<Store, Failure> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|error| {
            Failure::new(exit_codes::STORE, format!("could not clear the last replay: {error}: {}", folder.display()))
        })?;
    }
    paths::make_private(folder)?;
    Ok(Store::open(OpenOptions::new(folder.join(paths::DATABASE)))?)
}

/// Sends the cues, each when its time has come.
struct Player {
    score: Score,
    /// What lies before this moment is sent at once.
    live_from: Timestamp,
    speed: f64,
    store: Store,
    live: Live,
    is_over: Arc<AtomicBool>,
}

impl Player {
    fn play(&self) -> Outcome {
        for bucket in &self.score.buckets {
            self.store.create_bucket(bucket.clone())?;
        }
        let begun = Instant::now();
        for cue in &self.score.cues {
            let wait = nanos_to_seconds(cue.at - self.live_from) / self.speed;
            if wait > 0.0 && !self.wait_until(begun + Duration::from_secs_f64(wait.min(1e9))) {
                return Ok(());
            }
            self.send(cue);
        }
        tell!("The recording is over; the page stays.");
        Ok(())
    }

    /// False when the program is to stop.
    fn wait_until(&self, moment: Instant) -> bool {
        loop {
            if self.is_over.load(Ordering::Relaxed) {
                return false;
            }
            let left = moment.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            thread::sleep(left.min(Duration::from_millis(200)));
        }
    }

    fn send(&self, cue: &Cue) {
        match &cue.what {
            What::Reading(reading) => self.live.accept(reading.clone()),
            What::Watcher { bucket, event, pulsetime_nanos } => {
                let (bucket, mut event) = (&self.score.buckets[*bucket].id, event.clone());
                if self.live.screen(bucket, &mut event.data) == Verdict::Keep {
                    self.store.heartbeat_then(bucket.clone(), event, *pulsetime_nanos, |stored| {
                        if let Err(error) = stored {
                            tracing::warn!(%error, "a heartbeat of the recording was not stored");
                        }
                    });
                }
            }
        }
    }
}
