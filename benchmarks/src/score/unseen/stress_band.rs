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
use attentive_pipeline::preprocess::skin::{CleanSettings, EventRules, SkinResponse, SkinWindow, clean, events};
use attentive_types::{Channel, SampleSignal, Span, Timestamp};

use super::gather::{Features, Gather};
use super::table::{Table, text};
use super::{Metric, Task, recipes, score};
use crate::report::Report;

const WINDOW_S: usize = 60;
/// Windows whose means stand beside each figure, the window itself among them.
const WINDOWS_BACK: usize = 4;

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let task = Task { name: "stress-band", metric: Metric::Auc, recipes: tried(), reference: None, prefix: "" };
    let mut report = Report::new(task.name, "wearable-stress-predict, windows of 60 s, unseen people");
    let other = holdout.map(read).transpose()?;
    score(&task, &read(data)?, other.as_ref(), &mut report)?;
    Ok(report)
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
    let skin = Series::read(&raw.join("EDA.csv.gz"))?;
    let warmth = Series::read(&raw.join("TEMP.csv.gz"))?;
    let beats = beats(&raw.join("IBI.csv"))?;
    let (skin_clean, responses) = of_skin(&skin);
    let mut past: Vec<Vec<f64>> = Vec::new();
    for from in (0..seconds.heart.len().saturating_sub(WINDOW_S - 1)).step_by(WINDOW_S) {
        let to = from + WINDOW_S;
        let (start, end) = (seconds.start + from as f64, seconds.start + to as f64);
        let mut features = Features::default();
        features.describe("heart rate", &seconds.heart[from..to], 1.0);
        features.describe("breathing rate", &seconds.breath[from..to], 1.0);
        features.describe("skin conductance", skin.between(start, end), skin.rate_hz);
        features.describe("skin temperature", warmth.between(start, end), warmth.rate_hz);
        let span = Span::new(Timestamp((start * 1e9) as i64), Timestamp((end * 1e9) as i64));
        let window = SkinWindow::of(span, skin.rate_hz, &skin_clean, &responses);
        for feature in skin::ALL {
            features.add(format!("skin {}", feature.info.name), (feature.compute)(&window).value.unwrap_or(f64::NAN));
        }
        let own: Vec<f64> =
            beats.iter().filter(|(time, _)| (start..end).contains(time)).map(|(_, length)| *length).collect();
        let [(_, mean), _, (_, deviation), ..] = attentive_learn::series::describe(&own, 1.0);
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

fn of_skin(series: &Series) -> (SampleSignal, Vec<SkinResponse>) {
    let time = |place: usize| ((series.start + place as f64 / series.rate_hz) * 1e9) as i64;
    let signal = SampleSignal {
        name: "eda".into(),
        time_nanos: (0..series.values.len()).map(time).collect(),
        channels: vec![Channel::new("eda_us", series.values.clone())],
    };
    let (clean, _) = clean(&signal, Some(series.rate_hz), &CleanSettings::default());
    let found = events(&clean, &EventRules::default());
    (clean, found)
}

/// Evenly sampled values in the wristband's form: start, rate, then values.
struct Series {
    start: f64,
    rate_hz: f64,
    values: Vec<f64>,
}

impl Series {
    fn read(file: &Path) -> anyhow::Result<Self> {
        let text = text(file)?;
        let number = |(line, cell): (usize, &str)| {
            cell.trim()
                .parse::<f64>()
                .with_context(|| format!("{}, line {}: {cell:?} is no number", file.display(), line + 1))
        };
        let mut numbers = text.lines().enumerate().map(number);
        let mut head = || numbers.next().unwrap_or_else(|| anyhow::bail!("{} has no start and rate", file.display()));
        let (start, rate_hz) = (head()?, head()?);
        Ok(Self { start, rate_hz, values: numbers.collect::<anyhow::Result<_>>()? })
    }

    fn between(&self, start: f64, end: f64) -> &[f64] {
        let place = |time: f64| (((time - self.start) * self.rate_hz).max(0.0) as usize).min(self.values.len());
        &self.values[place(start)..place(end)]
    }
}

/// Moments (unix seconds) and lengths (seconds) of beat intervals.
fn beats(file: &Path) -> anyhow::Result<Vec<(f64, f64)>> {
    let text = text(file)?;
    let mut lines = text.lines();
    let head = lines.next().and_then(|line| line.split(',').next()).unwrap_or_default();
    let start: f64 =
        head.trim().parse().with_context(|| format!("{}, line 1: {head:?} is no number", file.display()))?;
    let beat = |(line, row): (usize, &str)| {
        let cells = row
            .split_once(',')
            .and_then(|(time, length)| Some((time.trim().parse::<f64>().ok()?, length.trim().parse::<f64>().ok()?)));
        let (since, length) =
            cells.with_context(|| format!("{}, line {}: not two numbers", file.display(), line + 2))?;
        Ok((start + since, length))
    };
    lines.enumerate().map(beat).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_is_read_without_any_sign_of_when_it_was() {
        let Some(data) = crate::score::data_with("wearable-stress-predict") else { return };
        let raw = data.join("wearable-stress-predict/raw/S02");
        let start = Series::read(&raw.join("EDA.csv.gz")).unwrap().start;
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
