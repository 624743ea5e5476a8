//! The command line of `attentive plan`.

use clap::Args;

/// Below the help of `plan`.
pub const EXAMPLES: &str = "\
A task is what waits in the inbox and comes from a list of tasks, says by when or how long, or asks for something to be done. The running server
puts tasks into the hours in which you usually focus, around the meetings of your calendars, with a break after an hour and a half of work.

Examples:
  attentive inbox import todo.txt work.ics             tasks, and the meetings of a calendar; reading again brings both up to date
  attentive inbox send 'Slides for Monday' --takes 90m --within 2d
  attentive plan                                       the rest of today
  attentive plan --date tomorrow --from 08:30 --to 16:00
  attentive plan --json                                with all reasons, for programs
  attentive inbox close t-18a2...-...                  done: it is planned no more

A task that does not say how long it takes is taken to need half an hour, and the plan says so. In its words you may write ~45m, est:1h30 or (20 min).
A task that does not fit is told with the reason. Attentive moves nothing in your calendar.
";

/// Options of `plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// The day: 2026-11-24, today or tomorrow [default: today]
    #[arg(long, value_name = "DAY")]
    pub date: Option<String>,
    /// When work begins, such as 08:30 [default: as usual on that weekday]
    #[arg(long, value_name = "HH:MM")]
    pub from: Option<String>,
    /// When work is over, such as 17:00 [default: as usual on that weekday]
    #[arg(long, value_name = "HH:MM")]
    pub to: Option<String>,
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
}
