//! `score stress-band`: a stress task or rest, from a wristband (wearable-stress-predict).
//!
//! Windows of 60 s, one after another; the label is that of most of its seconds. Inputs: heart rate and breathing rate once a second, skin conductance and skin
//! temperature 4 times a second (the skin's features are the product's own), beat intervals where the wristband told some. When it was, how long since the start,
//! and the marks of the protocol are no inputs. Beside each figure stands its mean over the window and the three before it. Each person's own range and rank are
//! taken over the whole recording, without labels: a wristband knows them after the fact, or from earlier days.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use attentive_learn::Moments;
use attentive_learn::recipe::{Labelled, Ranges, Recipe};
use attentive_pipeline::features::skin;
use attentive_pipeline::preprocess::skin::{CleanSettings, EventRules, SkinWindow, clean, events};
use attentive_sensors::importers::signals::WholeRecording;
use attentive_sensors::importers::{Options, open_recording};
use attentive_types::{SampleSignal, Span, Timestamp};

use super::gather::{Features, Gather};
use super::table::Table;
use super::{Metric, Task, recipes, score_of};
use crate::report::Report;

const WINDOW_S: usize = 60;
/// Windows whose means stand beside each figure, the window itself among them.
const WINDOWS_BACK: usize = 4;

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let task = Task { name: "stress-band", metric: Metric::Auc, recipes: tried(), reference: None, prefix: "" };
    score_of(&task, "wearable-stress-predict, windows of 60 s, unseen people", read, (data, holdout))
}

/// Forests on the same inputs, as they are and on own ranges, are what the blend must beat.
fn tried() -> Vec<Recipe> {
    let mut tried = vec![recipes::baseline()];
    tried.extend(recipes::these(&["forest"], &[Ranges::AsTheyAre]));
    tried.extend(recipes::these(&["forest", "wide round svm"], &[Ranges::OfThePerson]));
    tried.extend(recipes::these(&["forest", "strict logistic", "wide round svm"], &[Ranges::RankOfThePerson]));
    tried
}

/// One person's labelled seconds.
#[derive(Default)]
struct Seconds {
    start: f64,
    heart: Vec<f64>,
    breath: Vec<f64>,
    stress: Vec<bool>,
}

/// Labelled windows of all people in this folder.
pub fn read(folder: &Path) -> anyhow::Result<Labelled> {
    let folder = folder.join("wearable-stress-predict");
    let table = Table::read(&folder.join("Improved_All_Combined_hr_rsp_binary.csv.gz"), ',')?;
    let (person, heart, breath, label) =
        (table.numbers("Participant")?, table.numbers("HR")?, table.numbers("respr")?, table.numbers("Label")?);
    let time: Vec<f64> = table
        .words("Time(sec)")?
        .into_iter()
        .map(|cell| cell.parse().with_context(|| format!("Time(sec): {cell:?} is no number")))
        .collect::<anyhow::Result<_>>()?;
    let mut people: BTreeMap<u32, Seconds> = BTreeMap::new();
    for row in 0..person.len() {
        let seconds = people.entry(person[row].round() as u32).or_default();
        if seconds.heart.is_empty() {
            seconds.start = time[row];
        }
        seconds.heart.push(f64::from(heart[row]));
        seconds.breath.push(f64::from(breath[row]));
        seconds.stress.push(label[row] >= 0.5);
    }
    let mut rows = Gather::new(2);
    for (person, seconds) in &people {
        windows(*person, seconds, &folder.join(format!("raw/S{person:02}")), &mut rows)?;
    }
    Ok(rows.done())
}

fn windows(person: u32, seconds: &Seconds, raw: &Path, rows: &mut Gather) -> anyhow::Result<()> {
    let whole = open_recording(raw, &Options::default())?.whole()?;
    let (skin, warmth) = (Series::of(&whole, "eda", "eda_us")?, Series::of(&whole, "temperature", "temperature_c")?);
    let beats = Series::of(&whole, "rr", "rr_ms")?;
    let unsaid = "a stream without a rate";
    let (skin_hz, warmth_hz) = (skin.rate_hz.context(unsaid)?, warmth.rate_hz.context(unsaid)?);
    let (skin_clean, _) = clean(skin.signal, skin.rate_hz, &CleanSettings::default());
    let responses = events(&skin_clean, &EventRules::default());
    let mut past: Vec<Vec<f64>> = Vec::new();
    for from in (0..seconds.heart.len().saturating_sub(WINDOW_S - 1)).step_by(WINDOW_S) {
        let to = from + WINDOW_S;
        let (start, end) = (seconds.start + from as f64, seconds.start + to as f64);
        let span = Span::new(Timestamp((start * 1e9) as i64), Timestamp((end * 1e9) as i64));
        let mut features = Features::default();
        features.describe("heart rate", &seconds.heart[from..to], 1.0);
        features.describe("breathing rate", &seconds.breath[from..to], 1.0);
        features.describe("skin conductance", skin.within(span), skin_hz);
        features.describe("skin temperature", warmth.within(span), warmth_hz);
        let window = SkinWindow::of(span, skin_hz, &skin_clean, &responses);
        for feature in skin::ALL {
            features.add(format!("skin {}", feature.info.name), (feature.compute)(&window).value.unwrap_or(f64::NAN));
        }
        let own = beats.within(span);
        let [(_, mean), _, (_, deviation), ..] = attentive_learn::series::describe(own, 1.0);
        features.add("beat interval mean", mean);
        features.add("beat interval deviation", deviation);
        features.add("beats told", own.len() as f64);
        past.push(features.0.iter().map(|(_, value)| *value).collect());
        with_past(&past[past.len().saturating_sub(WINDOWS_BACK)..], &mut features);
        let stressed = seconds.stress[from..to].iter().filter(|is| **is).count();
        rows.add(person, start, u8::from(2 * stressed > WINDOW_S), features)?;
    }
    Ok(())
}

/// Adds the mean of each figure over these windows.
fn with_past(windows: &[Vec<f64>], features: &mut Features) {
    let mean = |place: usize| {
        windows.iter().map(|window| window[place]).filter(|value| value.is_finite()).collect::<Moments>().mean()
    };
    let means: Vec<(String, f64)> = features
        .0
        .iter()
        .enumerate()
        .map(|(place, (name, _))| (format!("{name}, four minutes"), mean(place).unwrap_or(f64::NAN)))
        .collect();
    features.0.extend(means);
}

/// One channel of what the product's importer read.
struct Series<'a> {
    signal: &'a SampleSignal,
    values: &'a [f64],
    rate_hz: Option<f64>,
}

impl<'a> Series<'a> {
    fn of(whole: &'a WholeRecording, stream: &str, channel: &str) -> anyhow::Result<Self> {
        let lacking = || format!("the wristband told no {stream}");
        let signal = whole.signal(stream).with_context(lacking)?;
        let values = signal.values(channel).with_context(lacking)?;
        let info = whole.streams.iter().find(|info| info.name == stream).with_context(lacking)?;
        Ok(Self { signal, values, rate_hz: info.nominal_rate_hz })
    }

    fn within(&self, span: Span) -> &'a [f64] {
        let place = |moment: Timestamp| self.signal.time_nanos.partition_point(|time| *time < moment.0);
        &self.values[place(span.start)..place(span.end)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_is_read_without_any_sign_of_when_it_was() {
        let Some(data) = crate::score::data_with("wearable-stress-predict") else { return };
        let raw = data.join("wearable-stress-predict/raw/S02");
        let whole = open_recording(&raw, &Options::default()).unwrap().whole().unwrap();
        let start = Series::of(&whole, "eda", "eda_us").unwrap().signal.time_nanos[0] as f64 / 1e9;
        let seconds = Seconds {
            start,
            heart: (0..300_u16).map(|second| 70.0 + f64::from(second % 9)).collect(),
            breath: vec![14.0; 300],
            stress: (0..300).map(|second| second >= 200).collect(),
        };
        let mut rows = Gather::new(2);
        windows(2, &seconds, &raw, &mut rows).unwrap();
        let rows = rows.done();
        assert_eq!(rows.class, [0, 0, 0, 1, 1]);
        assert!(rows.rows.names.iter().all(|name| !name.contains("time") && !name.contains("tag")));
        let level = rows.rows.by_name(&["heart rate mean, four minutes".to_owned()]).unwrap();
        let own = rows.rows.by_name(&["heart rate mean".to_owned()]).unwrap();
        assert!((level[0][4] - own[0][1..5].iter().sum::<f32>() / 4.0).abs() < 1e-3);
    }
}
