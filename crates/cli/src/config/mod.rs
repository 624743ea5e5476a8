//! The settings: a file that explains itself, read strictly.
//!
//! The shipped file `default.toml` is the single list of what can be set: it is printed by `attentive config`, and
//! the names in it are the known names. A test holds it against [`Config`]'s defaults.

mod unknown;

use std::path::{Path, PathBuf};

use attentive_server::Webhook;
use serde::Deserialize;

use crate::exit_codes;
use crate::failure::Failure;

/// The shipped file: every setting, commented out, with its default.
pub const DEFAULT_FILE: &str = include_str!("default.toml");

/// All settings.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Config {
    /// Where to listen.
    pub server: Server,
    /// What to sense.
    pub sensors: Sensors,
    /// When to speak up.
    pub prompts: Prompts,
    /// On which ways to tell.
    pub guide: Guide,
    /// Which of the person's own models answer before the rules.
    pub understanding: Understanding,
    /// How long to keep.
    pub retention: Retention,
}

/// Where the dashboard and the API listen.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default)]
pub struct Server {
    /// A loopback address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The key clients must send; empty for none.
    pub api_key: String,
    /// More origins that may call.
    pub cors_origins: Vec<String>,
}

impl Default for Server {
    fn default() -> Self {
        Self { host: "127.0.0.1".to_owned(), port: 5600, api_key: String::new(), cors_origins: Vec::new() }
    }
}

/// What `attentive start` senses.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default)]
pub struct Sensors {
    /// The active window.
    pub window: bool,
    /// Keys or pointer moved of late.
    pub idle: bool,
    /// Counts and timing of keys and pointer.
    pub input: bool,
    /// Screen lock and suspend.
    pub lock: bool,
    /// Notifications of the desktop, for the inbox.
    pub notifications: bool,
    /// Seconds without input until "away".
    pub idle_after_s: u32,
}

impl Default for Sensors {
    fn default() -> Self {
        Self { window: true, idle: true, input: true, lock: true, notifications: false, idle_after_s: 180 }
    }
}

/// When to speak up.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default)]
pub struct Prompts {
    /// Desktop notifications.
    pub notifications: bool,
    /// Prompts in an hour at most.
    pub per_hour: u32,
    /// Prompts in a day at most.
    pub per_day: u32,
    /// Questions in a day at most.
    pub questions_per_day: u32,
    /// No prompt from the first to the second local hour.
    pub quiet_hours: [u8; 2],
    /// How likely a prompt is shown.
    pub deliver_probability: f64,
    /// Whether that follows what was learnt.
    pub adapts: bool,
}

impl Default for Prompts {
    fn default() -> Self {
        Self {
            notifications: false,
            per_hour: 1,
            per_day: 6,
            questions_per_day: 3,
            quiet_hours: [22, 8],
            deliver_probability: 0.5,
            adapts: false,
        }
    }
}

/// Which of the person's own models answer before the rules; each empty for none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Understanding {
    /// A model of labels: what a demand wants.
    pub intent: String,
    /// One: what it is about.
    pub topic: String,
    /// One: how much it presses.
    pub urgency: String,
    /// A model of tags.
    pub names: String,
    /// An encoder for titles.
    pub titles: String,
}

/// On which ways people and programs are told, besides the dashboard.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default)]
pub struct Guide {
    /// Ask the desktop to hold back in focus mode.
    pub do_not_disturb: bool,
    /// Ask it in focus sessions too.
    pub do_not_disturb_in_sessions: bool,
    /// Tell once more what was left lying.
    pub tell_again: bool,
    /// Where presence for others is written; empty for nowhere.
    pub presence_file: String,
    /// Where deliveries are posted; empty for nowhere.
    pub webhook: String,
}

impl Default for Guide {
    fn default() -> Self {
        Self {
            do_not_disturb: false,
            do_not_disturb_in_sessions: false,
            tell_again: true,
            presence_file: String::new(),
            webhook: String::new(),
        }
    }
}

impl Guide {
    /// The address of the webhook, if one is set.
    pub fn webhook(&self) -> Result<Option<Webhook>, String> {
        if self.webhook.is_empty() {
            return Ok(None);
        }
        Webhook::parse(&self.webhook).map(Some).map_err(|error| format!("guide.webhook: {error}"))
    }

    /// The file for presence, if one is set.
    pub fn presence_file(&self) -> Result<Option<PathBuf>, String> {
        let path = Path::new(&self.presence_file);
        match self.presence_file.as_str() {
            "" => Ok(None),
            _ if path.is_absolute() && path.file_name().is_some() => Ok(Some(path.to_owned())),
            found => Err(format!(
                "guide.presence_file: expected a whole path such as \"/run/user/1000/presence.json\", found {found:?}"
            )),
        }
    }
}

/// How long to keep.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default)]
pub struct Retention {
    /// Days for samples; 0 for ever.
    pub samples_days: u32,
    /// Days for events; 0 for ever.
    pub events_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { samples_days: 30, events_days: 0 }
    }
}

/// Reads the file; one that is absent means the defaults.
pub fn load(file: &Path) -> Result<Config, Failure> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Config::default()),
        Err(error) => {
            let message = format!("could not read the configuration: {error}: {}", file.display());
            return Err(Failure::new(exit_codes::CONFIG, message));
        }
    };
    parse(&text).map_err(|why| Failure::new(exit_codes::CONFIG, format!("{}: {why}", file.display())))
}

fn parse(text: &str) -> Result<Config, String> {
    unknown::refuse(text, DEFAULT_FILE)?;
    let config: Config = toml::from_str(text).map_err(|error| error.to_string())?;
    check(&config)?;
    Ok(config)
}

fn check(config: &Config) -> Result<(), String> {
    let prompts = &config.prompts;
    if !(0.0..=1.0).contains(&prompts.deliver_probability) {
        return Err(format!("prompts.deliver_probability: expected 0 to 1, found {}", prompts.deliver_probability));
    }
    if let Some(hour) = prompts.quiet_hours.iter().find(|hour| **hour > 24) {
        return Err(format!("prompts.quiet_hours: expected hours from 0 to 24, found {hour}"));
    }
    if config.sensors.idle_after_s == 0 {
        return Err("sensors.idle_after_s: expected at least 1 second, found 0".to_owned());
    }
    if config.guide.do_not_disturb_in_sessions && !config.guide.do_not_disturb {
        return Err("guide.do_not_disturb_in_sessions: needs do_not_disturb = true beside it".to_owned());
    }
    config.guide.webhook()?;
    config.guide.presence_file().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_file_shows_exactly_the_defaults() {
        let spelled_out = unknown::uncommented(DEFAULT_FILE);
        let config: Config = toml::from_str(&spelled_out).expect("the shipped file");
        assert_eq!(config, Config::default());
        assert_eq!(parse(DEFAULT_FILE), Ok(Config::default()));
    }

    #[test]
    fn an_unknown_name_tells_its_line_and_the_nearest_known_one() {
        let wrong = parse("[sensors]\nwindo = true\n").expect_err("a mistake");
        assert_eq!(wrong, "line 2: unknown setting \"sensors.windo\"; did you mean \"sensors.window\"?");
    }

    #[test]
    fn a_wrong_type_is_told_with_its_place() {
        let wrong = parse("[server]\nport = \"many\"\n").expect_err("a mistake");
        assert!(wrong.contains("line 2"), "{wrong}");
    }

    #[test]
    fn a_webhook_on_another_machine_is_refused_with_what_to_do() {
        let wrong = parse("[guide]\nwebhook = \"http://192.0.2.1/x\"\n").expect_err("another machine");
        assert!(wrong.starts_with("guide.webhook: expected an address on this machine"), "{wrong}");
        assert!(wrong.ends_with("let a program here listen and pass it on"), "{wrong}");
        assert!(parse("[guide]\nwebhook = \"http://127.0.0.1:8080/x\"\n").is_ok());
        assert!(parse("[guide]\npresence_file = \"presence.json\"\n").is_err());
        assert!(parse("[guide]\ndo_not_disturb_in_sessions = true\n").is_err());
    }

    #[test]
    fn a_probability_beyond_one_is_refused() {
        assert!(parse("[prompts]\ndeliver_probability = 1.5\n").is_err());
    }
}
