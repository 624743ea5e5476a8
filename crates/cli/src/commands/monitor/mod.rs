//! `attentive monitor`: alarms when more texts of a stream turn negative than should, with the texts that caused them.
//!
//! ```text
//! FILE or standard input ─> moment, text, topic ─model─> how negative ─surge::Monitor─> alarms ─┬─> words, or lines of JSON
//!                                                             └─ privacy filters hold before a text is shown ─┴─> a page
//! ```

pub mod args;
mod page;
mod source;
mod state;
mod tell;

use attentive_server::{LocalTime, TextScreen, machine_now};
use attentive_text::label::Labeller;
use attentive_text::surge::{Hour, Moment, Monitor, News, Told};

use self::args::MonitorArgs;
use self::source::{Incoming, Source};
use self::tell::Shown;
use super::Place;
use super::text::kept;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};

/// The bucket by whose privacy filters texts are shown.
const BUCKET: &str = "attentive-monitor";

/// Watches until the source ends.
pub fn run(place: &Place, args: &MonitorArgs) -> Outcome {
    let (model, _) = kept::find(place, args.with.as_deref())?;
    let negative = negative_of(model.as_ref(), &args.negative)?;
    let topics = args.topics.as_deref().map(|name| kept::find(place, Some(name))).transpose()?;
    let mut watching = Watching {
        model,
        negative,
        topics: topics.map(|topics| topics.0),
        screen: screen(place)?,
        local: LocalTime::of_machine(0, machine_now()),
        monitor: state::read(args)?,
        hours: Vec::new(),
        shown: Vec::new(),
        is_json: args.json,
    };
    let mut source = Source::open(args)?;
    let mut day = None;
    loop {
        let texts = source.next_texts();
        let Some(last) = texts.last().map(|text| watching.local.clock.day_number(text.at)) else { break };
        watching.take(texts);
        if source.is_live() && day.replace(last).is_some_and(|before| before != last) {
            state::keep(args, &watching.monitor)?;
        }
    }
    state::keep(args, &watching.monitor)?;
    tell::summary(&watching, source.bad);
    let Some(file) = &args.page else { return Ok(()) };
    std::fs::write(file, page::write(&watching))
        .map_err(|error| Failure::input(format!("could not write the page: {error}: {}", file.display())))?;
    if !args.json {
        say!("the page: {}", file.display());
    }
    Ok(())
}

/// All that watches.
struct Watching {
    model: Box<dyn Labeller>,
    negative: usize,
    topics: Option<Box<dyn Labeller>>,
    screen: Option<TextScreen>,
    local: LocalTime,
    monitor: Monitor<String>,
    /// All hours since it was started.
    hours: Vec<Hour>,
    /// What was told.
    shown: Vec<Told<Shown>>,
    is_json: bool,
}

impl Watching {
    fn take(&mut self, texts: Vec<Incoming>) {
        let views: Vec<&str> = texts.iter().map(|text| text.text.as_str()).collect();
        let labels = self.model.labels().len();
        let said = self.model.probabilities(&views);
        let of_negative = |row: &[f32]| row.get(self.negative).copied().map_or(f64::NAN, f64::from);
        let negative: Vec<f64> = said.chunks_exact(labels.max(1)).map(of_negative).collect();
        let mut topics: Vec<Option<String>> = texts.iter().map(|text| text.topic.clone()).collect();
        if let Some(model) = &self.topics {
            let answers = model.label(&views);
            topics.iter_mut().zip(answers).for_each(|(topic, answer)| *topic = topic.take().or(answer.label));
        }
        for ((text, negative), topic) in texts.iter().zip(negative).zip(&topics) {
            let moment = Moment::new(text.at, &self.local.clock);
            let told = self.monitor.take(moment, negative, topic.as_deref(), &text.text);
            self.note_hour();
            for told in told {
                let told = Told { topic: told.topic, news: tell::screened(told.news, self.screen.as_ref()) };
                tell::news(&told, &self.local, self.is_json);
                self.shown.push(told);
            }
        }
    }

    /// The course keeps two weeks; a page tells of all that was watched.
    fn note_hour(&mut self) {
        let Some(now) = self.monitor.whole().course().hours.back() else { return };
        match self.hours.last_mut() {
            Some(last) if last.start == now.start => *last = *now,
            _ => self.hours.push(*now),
        }
    }

    /// Days with texts since it was started; `None` without any.
    fn days(&self) -> Option<f64> {
        let mut days: Vec<i64> = self.hours.iter().map(|hour| self.local.clock.day_number(hour.start)).collect();
        days.dedup();
        (!days.is_empty()).then_some(days.len() as f64)
    }

    fn alarms(&self) -> impl Iterator<Item = (Option<&str>, &attentive_text::surge::Alarm<Shown>)> {
        self.shown.iter().filter_map(|told| match &told.news {
            News::Alarm(alarm) => Some((told.topic.as_deref(), alarm)),
            News::Over(_) => None,
        })
    }
}

/// The place of the label among those of the model.
fn negative_of(model: &dyn Labeller, label: &str) -> Result<usize, Failure> {
    let place = model.labels().iter().position(|known| known == label);
    place.ok_or_else(|| {
        let labels: Vec<String> = model.labels().iter().map(|label| format!("{label:?}")).collect();
        Failure::new(
            exit_codes::USAGE,
            format!("say which label is the negative one with --negative LABEL: the model knows {}", labels.join(", ")),
        )
    })
}

/// The person's privacy filters; none where there is no database yet.
fn screen(place: &Place) -> Result<Option<TextScreen>, Failure> {
    if !place.database().exists() {
        return Ok(None);
    }
    Ok(Some(TextScreen::of_store(&place.open_store()?)?))
}
