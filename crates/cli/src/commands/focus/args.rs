//! The command line of `attentive focus`.

use clap::Args;

use crate::commands::inbox::args::duration_s;

/// Below the help of `focus`.
pub const EXAMPLES: &str = "\
While focus mode is on, what comes into the inbox waits, but for what is urgent, what is from sources that may always interrupt, and what would
come too late after it. At its end all that waited comes together, as one notification: at once when you switch it off, else at your first
break after its time, ten minutes later at the latest. It survives a restart of the server, and never lasts longer than 12 hours.

Examples:
  attentive focus 25           for 25 minutes; also 25m, 1.5h
  attentive focus              until you switch it off
  attentive focus off          all that waited comes now
  attentive focus status       whether it is on, until when, and how many things wait

The desktop holds back the notifications of all programs meanwhile, if it can be asked and you want it, in the configuration file:
  [guide]
  do_not_disturb = true
";

/// Options of `focus`.
#[derive(Debug, Args)]
pub struct FocusArgs {
    /// Minutes, or a time such as 90m or 1.5h; or `off`, or `status` [default: until switched off]
    #[arg(value_name = "MINUTES|off|status", value_parser = what)]
    pub what: Option<FocusWhat>,
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
}

/// What `focus` can do besides switching on without an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FocusWhat {
    /// Switch it on for so many minutes.
    For(u32),
    /// Switch it off.
    Off,
    /// Say how it stands.
    Status,
}

fn what(text: &str) -> Result<FocusWhat, String> {
    let wrong = || {
        format!("expected minutes from 1 to 720 (12 hours), a time such as 90m or 1.5h, off or status, found {text:?}")
    };
    match text.trim() {
        "off" => return Ok(FocusWhat::Off),
        "status" => return Ok(FocusWhat::Status),
        _ => {}
    }
    // A bare number is minutes here, since nobody is in focus for seconds.
    let minutes = match text.trim().parse::<f64>() {
        Ok(minutes) => minutes,
        Err(_) => duration_s(text).map_err(|_| wrong())? / 60.0,
    };
    if !(1.0..=720.0).contains(&minutes) {
        return Err(wrong());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 720")]
    let minutes = minutes.ceil() as u32;
    Ok(FocusWhat::For(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_number_is_minutes() {
        assert_eq!(what("25"), Ok(FocusWhat::For(25)));
        assert_eq!(what("90m"), Ok(FocusWhat::For(90)));
        assert_eq!(what("1.5h"), Ok(FocusWhat::For(90)));
        assert_eq!((what("off"), what(" status ")), (Ok(FocusWhat::Off), Ok(FocusWhat::Status)));
        for junk in ["0", "-5", "721", "13h", "NaN", "inf", "on", "", "30s"] {
            assert!(what(junk).is_err(), "{junk}");
        }
    }
}
