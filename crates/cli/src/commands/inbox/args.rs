//! The command lines of `attentive inbox` and `attentive may-interrupt`.

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

/// Below the help of `inbox`.
pub const EXAMPLES: &str = "\
What asks for your attention waits in the inbox of the running server until a good moment, unless it is urgent. Each thing says why it waits
and what an interruption would cost.

Examples:
  attentive inbox                                      what waits, why, and until when at the latest
  attentive inbox send 'Backup is done' --source backup --urgency low
  attentive inbox send 'Deploy now?' --option yes --option no --wait 10m
      a question; prints the answer, and exits with 7 when there is none within ten minutes
  attentive inbox import todo.txt tasks.ics mail.mbox  what is to be done, and who wrote (sender and subject, never the mail)
  attentive inbox deliver t-18a2...-...                bring it now
  attentive inbox answer t-18a2...-... yes
  attentive inbox snooze t-18a2...-... 30m
  attentive inbox never t-18a2...-...                  nothing from this source ever again

Other programs send by HTTP:
  curl -d '{\"source\": \"ci\", \"subject\": \"build failed\", \"urgency\": \"high\"}' http://127.0.0.1:5600/api/attentive/inbox
";

/// Below the help of `may-interrupt`.
pub const HOOK_EXAMPLES: &str = "\
For scripts, and for hooks of AI assistants that run a command before they notify you. Exits with 0 when it may interrupt, with 7 when not.

Examples:
  attentive may-interrupt 'tests are green' && notify-send 'tests are green'
  attentive may-interrupt 'needs a decision' --urgency high --wait 10m
      returns when the moment has come, after ten minutes at the latest
  attentive may-interrupt 'review is ready' --json     with a ticket, for later
";

/// Options of `inbox`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct InboxArgs {
    /// What to do; without it, list
    #[command(subcommand)]
    pub what: Option<InboxWhat>,
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
}

/// What `inbox` can do.
#[derive(Debug, Subcommand)]
pub enum InboxWhat {
    /// Put something into the inbox
    #[command(after_help = EXAMPLES)]
    Send(SendArgs),
    /// Put tasks and mails of other programs there: iCalendar, todo.txt, `task export`, Todoist's CSV, mbox, Maildir. Reading again adds nothing
    #[command(after_help = EXAMPLES)]
    Import {
        /// Files, or Maildir folders
        #[arg(required = true, value_name = "FILE")]
        files: Vec<std::path::PathBuf>,
    },
    /// Bring one now
    Deliver {
        /// Its name
        ticket: String,
    },
    /// Say that it is done
    Close {
        /// Its name
        ticket: String,
    },
    /// Answer a question
    Answer {
        /// Its name
        ticket: String,
        /// The answer
        answer: String,
    },
    /// Put one off
    Snooze {
        /// Its name
        ticket: String,
        /// For how long, such as 30m or 2h
        #[arg(value_parser = duration_s)]
        time: f64,
    },
    /// Never again anything from the source of this one
    Never {
        /// Its name
        ticket: String,
    },
}

/// Options of `inbox send`.
#[derive(Debug, Args)]
pub struct SendArgs {
    /// What it is about, one line
    pub subject: String,
    /// Who asks
    #[arg(long, default_value = "cli")]
    pub source: String,
    /// More, if one line does not do
    #[arg(long, default_value = "")]
    pub body: String,
    /// How much it presses
    #[arg(long, value_enum, default_value_t = Urgency::Normal)]
    pub urgency: Urgency,
    /// How long it would take, such as 30s or 5m
    #[arg(long, value_name = "TIME", value_parser = duration_s)]
    pub takes: Option<f64>,
    /// After this long it is worth nothing, such as 2h
    #[arg(long, value_name = "TIME", value_parser = duration_s)]
    pub within: Option<f64>,
    /// An answer to choose from; say it once for each
    #[arg(long, value_name = "ANSWER")]
    pub option: Vec<String>,
    /// Wait so long for an answer, at most 5m at a time are asked for
    #[arg(long, value_name = "TIME", value_parser = duration_s)]
    pub wait: Option<f64>,
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
}

/// Options of `may-interrupt`.
#[derive(Debug, Args)]
pub struct MayInterruptArgs {
    /// What it is about, one line
    pub reason: String,
    /// How much it presses
    #[arg(long, value_enum, default_value_t = Urgency::Normal)]
    pub urgency: Urgency,
    /// How long it would take the person, such as 30s
    #[arg(long, value_name = "TIME", value_parser = duration_s)]
    pub takes: Option<f64>,
    /// Wait so long for the moment, such as 10m; without it, answer at once
    #[arg(long, value_name = "TIME", value_parser = duration_s)]
    pub wait: Option<f64>,
    /// The token of an assistant
    #[arg(long, value_name = "TOKEN", env = "ATTENTIVE_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
}

/// How much something presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// By the end of the day
    Low,
    /// At a break
    Normal,
    /// Soon
    High,
    /// Must not wait; passes quiet hours
    Urgent,
}

/// Seconds of a text such as `90`, `30s`, `10m`, `2h`, `1d`.
pub fn duration_s(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let (number, factor) = match text.char_indices().last() {
        Some((at, 's')) => (&text[..at], 1.0),
        Some((at, 'm')) => (&text[..at], 60.0),
        Some((at, 'h')) => (&text[..at], 3_600.0),
        Some((at, 'd')) => (&text[..at], 86_400.0),
        _ => (text, 1.0),
    };
    let seconds = number.trim().parse::<f64>().ok().map(|number| number * factor);
    let most = 366.0 * 86_400.0;
    seconds
        .filter(|seconds| seconds.is_finite() && (0.0..=most).contains(seconds))
        .ok_or_else(|| format!("expected a time such as 30s, 10m or 2h, found {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units_or_are_seconds() {
        assert_eq!(duration_s("10m"), Ok(600.0));
        assert_eq!(duration_s(" 1.5h "), Ok(5_400.0));
        assert_eq!(duration_s("90"), Ok(90.0));
        for junk in ["", "m", "-1s", "NaN", "1e9d", "ten", "十分"] {
            assert!(duration_s(junk).is_err(), "{junk}");
        }
    }
}
