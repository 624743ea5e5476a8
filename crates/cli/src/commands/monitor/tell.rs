//! Alarms, their ends and the summary: in words, or as lines of JSON.

use attentive_server::{LocalTime, TextScreen, date_name};
use attentive_text::surge::{Alarm, Cause, News, Told};
use attentive_types::Timestamp;
use serde_json::json;

use super::{BUCKET, Watching};
use crate::clock::time_of_day;

/// Texts that are told in words; JSON has all.
const TOLD: usize = 5;
/// Letters of a text that are told in words.
const LETTERS: usize = 160;

/// A text as it may be shown; `None` when the privacy filters leave nothing of it.
pub type Shown = Option<String>;

/// News whose texts are as the privacy filters leave them.
pub fn screened(news: News<String>, screen: Option<&TextScreen>) -> News<Shown> {
    let alarm = match news {
        News::Over(over) => return News::Over(over),
        News::Alarm(alarm) => alarm,
    };
    let shown = |text: String| match screen {
        Some(screen) => screen.text(BUCKET, &text),
        None => Some(text),
    };
    let causes =
        alarm.causes.into_iter().map(|cause| Cause { negative: cause.negative, text: shown(cause.text) }).collect();
    let Alarm { number, at, since, by, texts, negative, expected, .. } = alarm;
    News::Alarm(Alarm { number, at, since, by, texts, negative, expected, causes })
}

/// Tells news as they come.
pub fn news(told: &Told<Shown>, local: &LocalTime, is_json: bool) {
    if is_json {
        say!("{}", json!(told));
        return;
    }
    let topic = told.topic.as_deref().map_or_else(String::new, |topic| format!(" [{topic}]"));
    match &told.news {
        News::Alarm(alarm) => {
            say!("{}{topic}  alarm {}: {}", moment(alarm.at, local), alarm.number, in_words(alarm, local));
            for cause in alarm.causes.iter().take(TOLD) {
                say!("    {:.2}  {}", cause.negative, text(&cause.text));
            }
        }
        News::Over(over) => say!(
            "{}{topic}  over {}: {:.1} of {} texts were negative, {:.1} expected",
            moment(over.at, local),
            over.number,
            over.negative,
            over.texts,
            over.expected
        ),
    }
}

/// What an alarm says.
pub fn in_words(alarm: &Alarm<Shown>, local: &LocalTime) -> String {
    let what = match alarm.by {
        attentive_text::surge::Test::Share => "more of the texts are negative than should be",
        attentive_text::surge::Test::Count => "more negative texts come than should",
    };
    format!(
        "{what}; since {} {:.1} of {} are, {:.1} expected",
        moment(alarm.since, local),
        alarm.negative,
        alarm.texts,
        alarm.expected
    )
}

/// A text on one line, not too long.
pub fn text(shown: &Shown) -> String {
    let Some(text) = shown else { return "(left out by your privacy filters)".to_owned() };
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LETTERS {
        return line;
    }
    format!("{} ...", line.chars().take(LETTERS).collect::<String>())
}

/// A moment by the wall clock.
pub fn moment(at: Timestamp, local: &LocalTime) -> String {
    format!("{} {}", date_name(local.clock.day_number(at)), time_of_day(at, &local.clock))
}

/// What was watched, and how many alarms chance alone gives.
pub fn summary(watching: &Watching, bad: usize) {
    let whole = watching.monitor.whole();
    let (texts, odd) = whole.texts();
    let settings = watching.monitor.settings();
    let days = watching.days();
    let alarms = watching.alarms().count();
    let by_chance = whole.alarms_by_chance();
    if watching.is_json {
        let summary = json!({
            "texts": texts, "left_out": bad, "without_probability": odd, "days": days, "alarms": alarms,
            "alarms_per_day": days.map(|days| alarms as f64 / days),
            "false_alarms_per_day": { "borne": settings.false_alarms_per_day, "on_own_past": by_chance },
            "is_learning": whole.limit().is_none(),
        });
        say!("{}", json!({ "summary": summary }));
        return;
    }
    for line in lines(watching, bad) {
        say!("{line}");
    }
}

/// The summary in words.
pub fn lines(watching: &Watching, bad: usize) -> Vec<String> {
    let whole = watching.monitor.whole();
    let settings = watching.monitor.settings();
    let alarms = watching.alarms().count();
    let mut lines = vec![match watching.days() {
        Some(days) => format!(
            "{} texts in {days:.1} days with texts, {alarms} alarms: {:.2} a day",
            whole.texts().0,
            alarms as f64 / days
        ),
        None => format!("{} texts, {alarms} alarms", whole.texts().0),
    }];
    if bad > 0 {
        lines.push(format!("{bad} records were left out"));
    }
    lines.push(match (whole.limit(), whole.alarms_by_chance()) {
        (None, _) => "it is still learning what is usual: two hundred texts and six hours are wanted at least".to_owned(),
        (_, Some(found)) => format!(
            "alarms by chance: {:.2} a day are borne; its own past, dealt out anew, gives {found:.2} a day for the share of all texts",
            settings.false_alarms_per_day
        ),
        (_, None) => format!(
            "alarms by chance: {:.2} a day are borne; there is too little past to try that",
            settings.false_alarms_per_day
        ),
    });
    lines
}
