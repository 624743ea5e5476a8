//! `attentive start`: sense and serve.

use std::net::SocketAddr;
use std::sync::Arc;

use attentive_sensors::{Sink, Wanted};
use attentive_server::{
    ChannelOptions, KeepReading, KeepSupport, KeptTexts, Live, LiveOptions, PromptOptions, Retention, ServerOptions,
    Understanding,
};
use attentive_types::time::SECOND;
use attentive_types::{Reading, SensorReport, SensorStatus};

use super::Place;
use super::reading::ReadingKeeper;
use super::session_desktop;
use super::support::SupportKeeper;
use super::text::kept::TextsKeeper;
use super::train::StatesKeeper;
use crate::args::StartArgs;
use crate::failure::{Failure, Outcome};
use crate::{exit_codes, machine, serving};

/// The port that ActivityWatch uses for tests.
const TESTING_PORT: u16 = 5666;

/// What each sensor keeps, told before the first reading.
const KEEPS: [(&str, &str); 5] = [
    ("window", "the active window: program, title, process number"),
    ("idle", "whether keys or pointer moved of late"),
    ("input", "how often and how fast keys and pointer move; never which key"),
    ("lock", "whether the screen is locked or the machine asleep"),
    ("notifications", "who sends a notification to the desktop, and what it says; they go into the inbox"),
];

/// Senses what the settings ask for, and serves until told to stop.
pub fn run(place: &Place, args: &StartArgs) -> Outcome {
    let port = args.port.unwrap_or(if args.testing { TESTING_PORT } else { place.config.server.port });
    let address = serving::address(&place.config, port)?;
    let wanted = wanted(place, args)?;
    let store = place.open_checked_store()?;
    let live = Live::start(store.clone(), live_options(place)?)?;
    let support = Some(Arc::new(SupportKeeper::new(place)) as Arc<dyn KeepSupport>);
    let reading = Some(Arc::new(ReadingKeeper::new(place)) as Arc<dyn KeepReading>);
    let options = ServerOptions { testing: args.testing, support, reading, ..serving::options(&place.config, address) };
    let mut running = None;
    let outcome = serving::serve(store.clone(), live.clone(), options, |address| {
        tell(address, place, &wanted);
        running = Some(attentive_sensors::start(&wanted, Arc::new(IntoLive(live.clone()))));
    });
    if let Some(running) = running {
        running.stop();
    }
    drop(live);
    store.close()?;
    outcome
}

fn live_options(place: &Place) -> Result<LiveOptions, Failure> {
    let (prompts, retention) = (&place.config.prompts, &place.config.retention);
    let days = |days: u32| (days > 0).then_some(days);
    Ok(LiveOptions {
        hostname: machine::hostname(),
        is_demo: false,
        notifications: prompts.notifications,
        prompts: PromptOptions {
            per_hour: prompts.per_hour,
            per_day: prompts.per_day,
            questions_per_day: prompts.questions_per_day,
            quiet_hours: Some((prompts.quiet_hours[0], prompts.quiet_hours[1])),
            deliver_probability: prompts.deliver_probability,
            adapts: prompts.adapts,
        },
        channels: channels(place)?,
        understanding: understanding(place)?,
        texts: Some(Arc::new(TextsKeeper(place.clone())) as Arc<dyn KeptTexts>),
        states: Some(Arc::new(StatesKeeper { data_dir: place.data_dir.clone() })),
        retention: Retention { samples_days: days(retention.samples_days), events_days: days(retention.events_days) },
    })
}

/// The person's own models. A name that leads nowhere is told at once; one that cannot be read is told on each demand, and rules answer in its place: sensing goes on.
fn understanding(place: &Place) -> Result<Understanding, Failure> {
    let keeper = TextsKeeper(place.clone());
    let named = &place.config.understanding;
    let checked = |setting: &str, name: &str, stamp: &dyn Fn(&str) -> Result<Option<String>, String>, lists: &str| {
        if name.is_empty() {
            return Ok(None);
        }
        match stamp(name) {
            Ok(None) => Err(Failure::new(
                exit_codes::CONFIG,
                format!(
                    "the setting understanding.{setting} = {name:?} leads nowhere: there is none of that name; {lists}: {}",
                    place.config_file.display()
                ),
            )),
            Ok(Some(_)) => Ok(Some(name.to_owned())),
            Err(why) => {
                eprintln!("the setting understanding.{setting} = {name:?} cannot be used now: {why}");
                Ok(Some(name.to_owned()))
            }
        }
    };
    let (labels, tags) = (|name: &str| keeper.stamp(name), |name: &str| keeper.stamp_tags(name));
    let encoder = |name: &str| keeper.stamp_encoder(name);
    let [made, made_tags, added] = [
        "`attentive text train FILE --save NAME` makes one",
        "`attentive text train FILE --tags --save NAME` makes one",
        "`attentive model list` shows those that there are",
    ];
    Ok(Understanding {
        intent: checked("intent", &named.intent, &labels, made)?,
        topic: checked("topic", &named.topic, &labels, made)?,
        urgency: checked("urgency", &named.urgency, &labels, made)?,
        names: checked("names", &named.names, &tags, made_tags)?,
        titles: checked("titles", &named.titles, &encoder, added)?,
    })
}

fn channels(place: &Place) -> Result<ChannelOptions, Failure> {
    let guide = &place.config.guide;
    let wrong = |why: String| Failure::new(exit_codes::CONFIG, format!("{}: {why}", place.config_file.display()));
    Ok(ChannelOptions {
        do_not_disturb: guide.do_not_disturb,
        do_not_disturb_in_sessions: guide.do_not_disturb_in_sessions,
        desktop: session_desktop::find(),
        presence_file: guide.presence_file().map_err(wrong)?,
        webhook: guide.webhook().map_err(wrong)?,
        is_telling_again: guide.tell_again,
    })
}

fn wanted(place: &Place, args: &StartArgs) -> Result<Wanted, Failure> {
    let settings = &place.config.sensors;
    let afk_after_nanos = i64::from(settings.idle_after_s) * SECOND;
    let none = Wanted { afk_after_nanos, ..Wanted::default() };
    if args.no_sensors {
        return Ok(none);
    }
    let Some(names) = &args.sensors else {
        let (window, idle, input, lock) = (settings.window, settings.idle, settings.input, settings.lock);
        return Ok(Wanted { window, idle, input, lock, notifications: settings.notifications, ..none });
    };
    if let Some(unknown) = names.iter().find(|name| KEEPS.iter().all(|(known, _)| known != name)) {
        let message =
            format!("there is no sensor named {unknown:?}; there are: window, idle, input, lock, notifications");
        return Err(Failure::new(exit_codes::USAGE, message));
    }
    let has = |name: &str| names.iter().any(|asked| asked == name);
    let notifications = has("notifications");
    Ok(Wanted {
        window: has("window"),
        idle: has("idle"),
        input: has("input"),
        lock: has("lock"),
        notifications,
        ..none
    })
}

fn tell(address: SocketAddr, place: &Place, wanted: &Wanted) {
    tell!("Attentive serves http://{address} (this machine only). Stop with Ctrl-C.");
    tell!("Your data: {}", place.database().display());
    let is_on = |name: &str| match name {
        "window" => wanted.window,
        "idle" => wanted.idle,
        "input" => wanted.input,
        "notifications" => wanted.notifications,
        _ => wanted.lock,
    };
    for (name, keeps) in KEEPS {
        if is_on(name) {
            tell!("  senses {name:<13} {keeps} (off: [sensors] {name} = false)");
        } else {
            tell!("  off    {name:<13} not asked for");
        }
    }
}

/// Hands the sensors' readings to the accepting path, and says on the terminal when a sensor cannot run.
struct IntoLive(Live);

impl Sink for IntoLive {
    fn reading(&self, reading: Reading) {
        self.0.accept(reading);
    }

    fn status(&self, report: SensorReport) {
        match &report.status {
            SensorStatus::On => tell!("  on     {:<7} by {}", report.sensor, report.by),
            SensorStatus::Unavailable { why } | SensorStatus::Failed { why } => {
                tell!("  off    {:<7} {why}", report.sensor);
            }
            SensorStatus::NotAsked => (),
        }
        self.0.sensor_status(report);
    }
}
