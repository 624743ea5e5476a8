//! `score gaze-events`: the learned detector of gaze events on people it has not seen.
//!
//! Data: Lund2013 (Andersson et al. 2017). Each person of the article's set is left out in turn, with all their files, also those of the extra
//! set; the detector learns from coder RA's files of all others (MN's where RA coded none). With a hold-out it learns from all of the data and is asked
//! about the people kept aside. Samples of all files of a stimulus type are pooled, as Andersson and the authors of REMoDNaV do.
//!
//! | column | meaning |
//! | --- | --- |
//! | value | ours against the coder |
//! | low, high | the least and the greatest of single people, where they have such an event |
//! | baseline | I-VT with its default threshold: fast is a saccade, all else a fixation |
//! | case `... (adaptive)` | the detector that is used before one has been trained |
//! | case `... (human MN)` | what the other expert says |
//! | reference | REMoDNaV, run on the same files |

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, bail};
use attentive_pipeline::preprocess::gaze::{CleanSettings, GazeMethod, VelocitySettings, clean, labels_of, learned};
use attentive_sensors::coded::{CodedGaze, lund2013};
use attentive_types::{GazeEventKind, GazeSignal};

use super::agreement::{EventTally, kappa, misclassified};
use super::remodnav;
use crate::report::{Report, Row};

const STIMULI: [(&str, &str); 3] = [("images", "images"), ("dots", "dots"), ("videos", "video")];
const EVENTS: [(GazeEventKind, &str); 4] = [
    (GazeEventKind::Fixation, "fixation"),
    (GazeEventKind::Saccade, "saccade"),
    (GazeEventKind::PostSaccadicOscillation, "pso"),
    (GazeEventKind::SmoothPursuit, "pursuit"),
];

/// One recording, cleaned, with the codes of those who coded it.
struct Recording {
    coded: CodedGaze,
    signal: GazeSignal,
    /// What MN said, where MN and RA coded.
    mn: Option<Vec<GazeEventKind>>,
}

/// All that is said of the samples of one recording.
#[derive(Default)]
struct Answers {
    ours: Vec<GazeEventKind>,
    remodnav: Vec<GazeEventKind>,
    adaptive: Vec<GazeEventKind>,
    ivt: Vec<GazeEventKind>,
}

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let settings = learned::TrainSettings::default();
    let known = recordings(data)?;
    let asked = holdout.map(recordings).transpose()?;
    let (scored, mut answers, what) = match &asked {
        None => {
            let scored = article(&known);
            let answers = leave_one_out(&known, &scored, &settings)?;
            (scored, answers, "Lund2013, leave one person out")
        }
        Some(asked) => {
            let (scored, answers) = kept_aside(&known, asked, &settings)?;
            (scored, answers, "Lund2013, people kept aside")
        }
    };
    let peer =
        remodnav::run(&scored.iter().map(|recording| (&recording.coded, whole_rate(recording))).collect::<Vec<_>>())?;
    for (answer, kinds) in answers.iter_mut().zip(&peer.kinds) {
        answer.remodnav.clone_from(kinds);
    }
    let mut report = Report::new("gaze-events", what);
    eprintln!("REMoDNaV read {:.0} samples per second", peer.samples_per_s);
    report.rows = all_rows(&scored, &answers);
    Ok(report)
}

/// The detector that learns from all of the data.
pub fn taught(data: &Path) -> anyhow::Result<learned::Model> {
    teach(&recordings(data)?, &[], &learned::TrainSettings::default())
}

/// Asks about people kept aside: those of their recordings that RA coded, by what was learnt from everybody else.
fn kept_aside<'a>(
    known: &[Recording],
    asked: &'a [Recording],
    settings: &learned::TrainSettings,
) -> anyhow::Result<(Vec<&'a Recording>, Vec<Answers>)> {
    let scored: Vec<&Recording> = asked.iter().filter(|recording| recording.coded.coder == "RA").collect();
    if scored.is_empty() {
        bail!("coder RA coded none of the recordings that were kept aside");
    }
    let people: Vec<&str> = asked.iter().map(|recording| recording.coded.person.as_str()).collect();
    let model = teach(known, &people, settings)?;
    let answers = scored.iter().map(|recording| answer(recording, &model)).collect();
    Ok((scored, answers))
}

fn all_rows(scored: &[&Recording], answers: &[Answers]) -> Vec<Row> {
    let mut found = Vec::new();
    for (folder, name) in STIMULI {
        let of: Vec<(&Recording, &Answers)> =
            scored.iter().copied().zip(answers).filter(|(recording, _)| recording.coded.stimulus == folder).collect();
        if !of.is_empty() {
            found.extend(rows(name, &of));
        }
    }
    found
}

/// Reads and cleans all; files of MN join those of RA where both coded.
fn recordings(data: &Path) -> anyhow::Result<Vec<Recording>> {
    let root = data.join("gaze-lund2013").join("tsv");
    let files = lund2013::files(&root)?;
    if files.is_empty() {
        bail!("there are no coded files in {}", root.display());
    }
    let mut pairs: BTreeMap<(String, String, String), Vec<CodedGaze>> = BTreeMap::new();
    for file in files {
        let coded = lund2013::read(&file)?;
        pairs.entry((coded.set.clone(), coded.stimulus.clone(), coded.recording.clone())).or_default().push(coded);
    }
    pairs.into_values().map(joined).collect()
}

/// Coders' files differ in length by a few samples: cut to the shorter.
fn joined(mut codings: Vec<CodedGaze>) -> anyhow::Result<Recording> {
    codings.sort_by(|a, b| b.coder.cmp(&a.coder)); // RA before MN
    let mut codings = codings.into_iter();
    let mut coded = codings.next().context("a recording without a file")?;
    let mut mn = codings.next().map(|other| other.kinds);
    if let Some(mn) = &mut mn {
        let length = mn.len().min(coded.kinds.len());
        mn.truncate(length);
        coded.kinds.truncate(length);
        coded.signal.time_nanos.truncate(length);
        coded.signal.channels.iter_mut().for_each(|channel| channel.values.truncate(length));
    }
    let (signal, _) = clean(&coded.signal, &coded.info, &CleanSettings::default())?;
    if signal.len() != coded.kinds.len() {
        bail!("{} has {} samples and {} codes", coded.recording, signal.len(), coded.kinds.len());
    }
    Ok(Recording { coded, signal, mn })
}

/// The recordings of the article, which both experts coded.
fn article(known: &[Recording]) -> Vec<&Recording> {
    known.iter().filter(|recording| recording.coded.set == "article" && recording.mn.is_some()).collect()
}

/// Learns from all but some people.
fn teach(known: &[Recording], without: &[&str], settings: &learned::TrainSettings) -> anyhow::Result<learned::Model> {
    let lessons: Vec<learned::Lesson<'_>> =
        known.iter().filter(|recording| !without.contains(&recording.coded.person.as_str())).map(lesson).collect();
    learned::train(&lessons, settings, &mut |_| ()).context("there is nothing to learn from")
}

fn lesson(recording: &Recording) -> learned::Lesson<'_> {
    learned::Lesson { signal: &recording.signal, kinds: &recording.coded.kinds, person: &recording.coded.person }
}

fn leave_one_out(
    known: &[Recording],
    scored: &[&Recording],
    settings: &learned::TrainSettings,
) -> anyhow::Result<Vec<Answers>> {
    let mut people: Vec<&str> = scored.iter().map(|recording| recording.coded.person.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    let next = AtomicUsize::new(0);
    let found: Mutex<Vec<Option<Answers>>> = Mutex::new(scored.iter().map(|_| None).collect());
    let work = || -> anyhow::Result<()> {
        while let Some(person) = people.get(next.fetch_add(1, Ordering::Relaxed)) {
            let model = teach(known, &[person], settings)?;
            for (place, recording) in scored.iter().enumerate().filter(|(_, it)| it.coded.person == *person) {
                let answer = answer(recording, &model);
                found.lock().map_err(|_| anyhow::anyhow!("a fold failed"))?[place] = Some(answer);
            }
            eprintln!("asked about {person}, having learnt from all others");
        }
        Ok(())
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow::anyhow!("a fold failed"))?)
    })?;
    let found = found.into_inner().map_err(|_| anyhow::anyhow!("a fold failed"))?;
    found.into_iter().collect::<Option<Vec<_>>>().context("a recording was not answered")
}

fn answer(recording: &Recording, model: &learned::Model) -> Answers {
    let signal = &recording.signal;
    Answers {
        ours: learned::detect(signal, model),
        remodnav: Vec::new(),
        adaptive: labels_of(signal, &GazeMethod::default()),
        ivt: labels_of(signal, &GazeMethod::Velocity(VelocitySettings::default())),
    }
}

/// The rate as the tracker was set, without the jitter of its clock.
fn whole_rate(recording: &Recording) -> f64 {
    (recording.signal.rate_hz / 10.0).round() * 10.0
}

fn rows(stimulus: &str, of: &[(&Recording, &Answers)]) -> Vec<Row> {
    let ra = |recording: &Recording, _: &Answers| recording.coded.kinds.clone();
    let mn = |recording: &Recording, _: &Answers| recording.mn.clone().unwrap_or_default();
    let ours = |_: &Recording, answers: &Answers| answers.ours.clone();
    let peer = |_: &Recording, answers: &Answers| answers.remodnav.clone();
    let ivt = |_: &Recording, answers: &Answers| answers.ivt.clone();
    let adaptive = |_: &Recording, answers: &Answers| answers.adaptive.clone();
    let twice: Vec<(&Recording, &Answers)> =
        of.iter().copied().filter(|(recording, _)| recording.mn.is_some()).collect();
    type Said = dyn Fn(&Recording, &Answers) -> Vec<GazeEventKind>;
    let pool = |of: &[(&Recording, &Answers)], said: &Said| {
        of.iter().flat_map(|(recording, answers)| said(recording, answers)).collect::<Vec<_>>()
    };
    let mut rows = Vec::new();
    for (kind, event) in EVENTS {
        let agree =
            |of: &[(&Recording, &Answers)], one: &Said, other: &Said| kappa(&pool(of, one), &pool(of, other), &kind);
        let case = format!("{stimulus} {event}");
        let (low, high) = spread(of, &ra, &ours, kind);
        let with_spread = Row {
            low,
            high,
            baseline: Some(agree(of, &ivt, &ra)).filter(|value| value.is_finite()),
            ..Row::new(&case, "kappa", agree(of, &ours, &ra), "")
        };
        rows.push(with_spread.beside(agree(of, &peer, &ra)));
        let f1 = |of: &[(&Recording, &Answers)], one: &Said| {
            let mut tally = EventTally::default();
            of.iter()
                .for_each(|(recording, answers)| tally.add(&one(recording, answers), &ra(recording, answers), &kind));
            tally.f1()
        };
        rows.push(Row::new(&case, "event_f1", f1(of, &ours), "").beside(f1(of, &peer)));
        rows.push(Row::new(&format!("{case} (adaptive)"), "kappa", agree(of, &adaptive, &ra), ""));
        if !twice.is_empty() {
            rows.push(Row::new(&case, "kappa_mn", agree(&twice, &ours, &mn), "").beside(agree(&twice, &peer, &mn)));
            rows.push(Row::new(&format!("{case} (human MN)"), "kappa", agree(&twice, &mn, &ra), ""));
            rows.push(Row::new(&format!("{case} (human MN)"), "event_f1", f1(&twice, &mn), ""));
        }
    }
    let wrong = |of: &[(&Recording, &Answers)], said: &Said| misclassified(&pool(of, said), &pool(of, &ra));
    let row = Row { baseline: Some(wrong(of, &ivt)), ..Row::new(stimulus, "misclassified", wrong(of, &ours), "") };
    rows.push(row.beside(wrong(of, &peer)));
    rows.push(Row::new(&format!("{stimulus} (adaptive)"), "misclassified", wrong(of, &adaptive), ""));
    if !twice.is_empty() {
        rows.push(Row::new(&format!("{stimulus} (human MN)"), "misclassified", wrong(&twice, &mn), ""));
    }
    rows.push(Row::new(&format!("{stimulus} (majority)"), "misclassified", majority_wrong(&pool(of, &ra)), ""));
    rows
}

/// The least and the greatest kappa of single people.
fn spread(
    of: &[(&Recording, &Answers)],
    ra: &dyn Fn(&Recording, &Answers) -> Vec<GazeEventKind>,
    ours: &dyn Fn(&Recording, &Answers) -> Vec<GazeEventKind>,
    kind: GazeEventKind,
) -> (Option<f64>, Option<f64>) {
    let mut people: BTreeMap<&str, (Vec<GazeEventKind>, Vec<GazeEventKind>)> = BTreeMap::new();
    for (recording, answers) in of {
        let (one, other) = people.entry(&recording.coded.person).or_default();
        one.extend(ours(recording, answers));
        other.extend(ra(recording, answers));
    }
    let with_event = people.values().filter(|(_, coded)| coded.contains(&kind));
    let mut kappas: Vec<f64> =
        with_event.map(|(one, other)| kappa(one, other, &kind)).filter(|value| value.is_finite()).collect();
    kappas.sort_by(f64::total_cmp);
    (kappas.first().copied(), kappas.last().copied())
}

/// What one misses who always says the most frequent kind.
fn majority_wrong(coded: &[GazeEventKind]) -> f64 {
    let most =
        GazeEventKind::ALL.iter().map(|kind| coded.iter().filter(|code| *code == kind).count()).max().unwrap_or(0);
    1.0 - most as f64 / coded.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A few files and few trees, so that the score cannot rot; where the data is not there, it says so and passes.
    #[test]
    fn a_small_slice_beats_the_majority() {
        let Some(data) = crate::score::data_with("gaze-lund2013") else { return };
        let known = recordings(&data).unwrap();
        let images = |person: &str| known.iter().find(|it| it.coded.person == person && it.coded.stimulus == "images");
        let lessons: Vec<learned::Lesson<'_>> =
            ["TH34", "TL20", "UL43"].into_iter().filter_map(images).map(lesson).collect();
        let settings = quick();
        let model = learned::train(&lessons, &settings, &mut |_| ()).unwrap();
        let asked = images("UH27").unwrap();
        let found = answer(asked, &model).ours;
        let kappa = kappa(&found, &asked.coded.kinds, &GazeEventKind::Saccade);
        assert!(kappa > 0.6, "{kappa}");
        assert!(misclassified(&found, &asked.coded.kinds) < majority_wrong(&asked.coded.kinds));
    }

    fn quick() -> learned::TrainSettings {
        let mut settings =
            learned::TrainSettings { most_seconds_of_recording: 3.0, ..learned::TrainSettings::default() };
        settings.boosting.trees = 10;
        settings.boosting.learning_rate = 0.5;
        settings.stretch_boosting.trees = 10;
        settings
    }

    /// Writes recordings of jumps between rests in the layout of the data set.
    fn write(root: &Path, names: &[&str]) {
        let place = root.join("gaze-lund2013/tsv/article/images");
        std::fs::create_dir_all(&place).unwrap();
        let mut text = String::from("t_us\tpupil_1\tpupil_2\tx_px\ty_px\tlabel\n");
        for sample in 0..3000_u32 {
            let (within, side) = (sample % 200, f64::from(sample / 200 % 2));
            let share = f64::from(within.min(20)) / 20.0;
            let x = 300.0 + 300.0 * (side * share + (1.0 - side) * (1.0 - share)) + f64::from(sample * 7919 % 13) * 0.1;
            let label = if within < 20 { 2 } else { 1 };
            text.push_str(&format!("{}\t20\t20\t{x}\t400\t{label}\n", 5_000_000 + 2000 * sample));
        }
        for name in names {
            std::fs::write(place.join(format!("{name}.tsv")), &text).unwrap();
        }
    }

    #[test]
    fn people_kept_aside_are_asked_about_and_never_learnt_from() {
        let (data, aside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write(data.path(), &["TH01_img_a_labelled_RA", "UL02_img_a_labelled_RA", "XX09_img_a_labelled_RA"]);
        // One that both coded, one of RA alone, one that RA did not code.
        let names =
            ["XX09_img_a_labelled_RA", "XX09_img_a_labelled_MN", "XX08_img_b_labelled_RA", "XX07_img_c_labelled_MN"];
        write(aside.path(), &names);
        let (known, asked) = (recordings(data.path()).unwrap(), recordings(aside.path()).unwrap());
        let (scored, answers) = kept_aside(&known, &asked, &quick()).unwrap();
        assert_eq!(scored.iter().map(|it| it.coded.person.as_str()).collect::<Vec<_>>(), ["XX08", "XX09"]);
        let rows = all_rows(&scored, &answers);
        let value =
            |metric: &str| rows.iter().find(|row| row.case == "images saccade" && row.metric == metric).unwrap().value;
        assert!(value("kappa") > 0.6 && value("kappa_mn") > 0.6, "{} {}", value("kappa"), value("kappa_mn"));
        // Nobody remains to learn from when all are kept aside.
        assert!(kept_aside(&asked, &asked, &quick()).is_err());
    }
}
