//! The command line of `attentive monitor`.

use std::path::PathBuf;

use attentive_text::labelled::AskedTimed;
use attentive_text::surge::Settings;
use clap::Args;

/// Below the help of `monitor`.
pub const EXAMPLES: &str = "\
Texts come one after the other: from a file (CSV, TSV, semicolons, or lines of JSON) with a column of times, or from
standard input, each line a text or an object of JSON, as they come; without a time it is when they arrive.
A model of yours tells how negative each is: `attentive text train LABELLED.csv --save mood` makes one.
What share is usual is learnt from the stream itself, by hour and weekday; it says nothing until it has seen
two hundred texts and can tell how many come in a day. The limit is set so that chance alone gives so many alarms a
day as you bear, reckoned from the stream's own past. While an alarm is on there is no other.

Examples:
  attentive monitor reviews.csv --with mood --negative negative
      a replay: alarms as they would have come, each with the texts that caused it, and how many a day
  attentive monitor reviews.csv --with mood --negative bad --topics support --page surges.html
      each topic by itself besides the whole, and a page with the course, what was expected, and the alarms
  attentive monitor last-year.csv --with mood --state mood.json
  tail -F -n 0 reviews.log | attentive monitor --with mood --state mood.json --json
      what is usual is learnt from last year, then the stream is watched live; alarms are lines of JSON.
      The state holds counts, no texts
  attentive monitor reviews.csv --with mood --false-alarms 0.2 --times 2
      an alarm by chance in five days, and looking for surges of twice the share

Texts are shown as your privacy filters leave them: those for `text` or `title`, of all buckets or of attentive-monitor.
";

/// Options of `monitor`.
#[derive(Debug, Args)]
pub struct MonitorArgs {
    /// Texts with their times [default: standard input, as they come]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The kept model that tells how negative a text is, by its name or file [default: the only one there is]
    #[arg(long, value_name = "NAME|FILE")]
    pub with: Option<String>,
    /// Its label that is the negative one
    #[arg(long, value_name = "LABEL", default_value = "negative")]
    pub negative: String,
    /// A kept model that tells what a text is about, where the source does not say so
    #[arg(long, value_name = "NAME|FILE")]
    pub topics: Option<String>,
    /// Alarms a day by chance alone that you bear
    #[arg(long, value_name = "N", default_value_t = 1.0, value_parser = above_zero)]
    pub false_alarms: f64,
    /// How many times the usual share of negatives is a surge; more than 1
    #[arg(long, value_name = "N", default_value_t = 3.0, value_parser = above_one)]
    pub times: f64,
    /// Watch shares of texts alone, not also how many negative ones come in ten minutes
    #[arg(long)]
    pub by_share: bool,
    /// Write alarms and the summary as lines of JSON
    #[arg(long)]
    pub json: bool,
    /// Write a page with the course, what was expected, and the alarms
    #[arg(long, value_name = "FILE")]
    pub page: Option<PathBuf>,
    /// Read what is usual from this file where it is there, and keep it there at each new day and at the end: counts, no texts
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Column of the text, by name or number from 1; several are joined [default: found by its name]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub text_column: Vec<String>,
    /// Column of the time: RFC 3339, a local date and time, or seconds since 1970 [default: found by its name]
    #[arg(long, value_name = "NAME")]
    pub time_column: Option<String>,
    /// Column of the topic [default: found by its name]
    #[arg(long, value_name = "NAME")]
    pub topic_column: Option<String>,
    /// Where chance begins
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

impl MonitorArgs {
    /// How it watches.
    pub fn settings(&self) -> Settings {
        Settings {
            false_alarms_per_day: self.false_alarms,
            times: self.times,
            by_count: !self.by_share,
            seed: self.seed,
        }
    }

    /// Which columns are asked for.
    pub fn columns(&self) -> AskedTimed {
        let (text, time, topic) = (self.text_column.clone(), self.time_column.clone(), self.topic_column.clone());
        AskedTimed { text, time, topic, ..AskedTimed::default() }
    }
}

fn above_zero(word: &str) -> Result<f64, String> {
    number(word)
        .filter(|number| *number > 0.0 && *number <= 1_000.0)
        .ok_or_else(|| "a number above 0, at most 1000".to_owned())
}

fn above_one(word: &str) -> Result<f64, String> {
    number(word)
        .filter(|number| *number > 1.0 && *number <= 100.0)
        .ok_or_else(|| "a number above 1, at most 100".to_owned())
}

fn number(word: &str) -> Option<f64> {
    word.parse().ok().filter(|number: &f64| number.is_finite())
}
