//! `score surge`: do more sentences of financial news turn negative than should? Financial PhraseBank, 50 % agreement, as a stream.
//!
//! 1. Seven tenths are learnt from, five times. The rest is the stream: 500 texts a simulated day, drawn with their own share of negatives, 300 days. Each third day has a surge
//!    of 60 texts, one after the other, with three times as many negatives as 60 texts would have.
//! 2. The limit is set on other days, made from the texts that were learnt from, scored by models that had left them out: one false alarm a day. The stream is never looked at.
//! 3. A surge is caught when an alarm begins within its first 30 texts. An alarm that begins outside of a surge is false. While an alarm is on there is no other, so that a surge
//!    that begins within a false alarm is missed.
//!
//! | row | what it is |
//! | --- | --- |
//! | `SET`, `caught` | share of the surges that were caught by the linear model; the baseline is the lexicon's, the reference is the aim |
//! | `false_alarms_per_day`, `delay_texts`, `alarms_per_surge` | what that cost; texts from the beginning of a surge to its first alarm, the middle of those with one; alarms that began within a surge that had one |
//! | `nats_in_30` | what 30 texts of a surge speak for it, as a logarithm of the likelihood ratio; ln 500 = 6.2 would be enough to tell it from what 500 texts give by chance |
//! | `SET each drawn` | the same, but each text of a surge is negative with three times the probability, so that some surges have fewer |
//! | `SET lexicon` | the same watch on a list of words: the share of negatives among taught texts that hold one of them, or none |
//! | `SET perfect labels` | the same watch on what people said: what no model can surpass |
//! | `SET encoder` | with MiniLM-L6, tuned; `score surge-encoder`, as it takes most of an hour |

use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::SplitMix64;
use attentive_learn::transformer::{Goes, one_by_one};
use attentive_text::label::Labeller;
use attentive_text::linear::{LinearModel, LinearSettings};
use attentive_text::surge::{Moment, News, Settings, Watch};
use attentive_text::tuned::{TunedModel, TunedSettings};
use attentive_types::time::DAY;
use attentive_types::{LocalClock, Timestamp};

use super::words_of_loss::holds_one;
use super::{Part, SEED, Texts, draws, kept_aside, mean, mean_row, places, read};
use crate::report::{Report, Row};
use crate::score::Extent;
use crate::score::unseen::each;

const SET: &str = "financial-phrasebank";
const FILE: &str = "Sentences_50Agree.txt";
const NEGATIVE: &str = "negative";

const SEEDS: u64 = 5;
const DAYS: usize = 300;
const A_DAY: usize = 500;
/// Each so many days one has a surge.
const EACH: usize = 3;
const LONG: usize = 60;
const TIMES: f64 = 3.0;
/// Texts within which it must be caught.
const WITHIN: usize = 30;
/// False alarms a day that are borne.
const BORNE: f64 = 1.0;
/// Share of the surges that are to be caught.
const AIM: f64 = 0.95;

/// How negative texts are: those to set the limit by, and those of the stream with what they are.
struct Scored {
    past: Vec<f64>,
    stream: Vec<(f64, bool)>,
}

/// What scores texts.
type Scorer = fn(&Part) -> anyhow::Result<Scored>;

pub fn run(name: &str, data: &Path, holdout: Option<&Path>, extent: Extent) -> anyhow::Result<Report> {
    let texts = read::phrasebank(&data.join(SET).join(FILE))?;
    let mut parts = match holdout {
        None => draws(&texts, 0.7, SEEDS),
        Some(holdout) => {
            let file = read::aside(holdout, SET, FILE)
                .context("not available: the folder kept aside holds none of the sets of this score")?;
            vec![kept_aside(texts, read::phrasebank(&file)?)]
        }
    };
    if extent == Extent::Slice {
        parts.truncate(1);
    }
    for part in &parts {
        let negative = part.asked.iter().filter(|text| text.1 == NEGATIVE).count();
        ensure!(negative > 0 && negative < part.asked.len(), "the stream needs texts that are negative and others");
    }
    let aside = if holdout.is_some() { ", texts kept aside" } else { "" };
    let mut report = Report::new(name, format!("{SET}{aside}"));
    let words = judge(&parts, lexicon)?;
    let mut scorers: Vec<(&str, Vec<[Judged; 2]>)> = vec![("", judge(&parts, linear)?)];
    if name == "surge-encoder" {
        scorers.push((" encoder", judge(&parts, encoder)?));
    }
    scorers.push((" lexicon", words.clone()));
    scorers.push((" perfect labels", judge(&parts, labels)?));
    for (scorer, judged) in scorers {
        for (way, told) in ["", " each drawn"].iter().enumerate() {
            let of = |judged: &[[Judged; 2]]| judged.iter().map(|judged| judged[way].clone()).collect::<Vec<_>>();
            report.rows.extend(rows(&format!("{SET}{scorer}{told}"), &of(&judged), &of(&words)));
        }
    }
    Ok(report)
}

fn rows(case: &str, judged: &[Judged], words: &[Judged]) -> Vec<Row> {
    let all = |of: fn(&Judged) -> f64, judged: &[Judged]| judged.iter().map(of).collect::<Vec<f64>>();
    let row = |metric: &str, of: fn(&Judged) -> f64, unit: &str| Row {
        unit: unit.to_owned(),
        ..mean_row(case, metric, &all(of, judged))
    };
    let caught = row("caught", |judged| judged.caught, "");
    vec![
        Row { baseline: Some(mean(&all(|judged| judged.caught, words))), reference: Some(AIM), ..caught },
        row("false_alarms_per_day", |judged| judged.false_alarms, "/day").beside(BORNE),
        row("delay_texts", |judged| judged.delay, "texts"),
        row("alarms_per_surge", |judged| judged.alarms, ""),
        row("nats_in_30", |judged| judged.nats, "nats"),
    ]
}

/// What came of one stream.
#[derive(Clone, Debug)]
struct Judged {
    caught: f64,
    false_alarms: f64,
    delay: f64,
    alarms: f64,
    nats: f64,
}

/// Judges each part, or one part with several streams: surges that are made up exactly, and such as are drawn.
fn judge(parts: &[Part], scorer: Scorer) -> anyhow::Result<Vec<[Judged; 2]>> {
    let scored = each(parts, scorer)?;
    let streams: Vec<(&Scored, u64)> = match scored.as_slice() {
        [one] => (1..=SEEDS).map(|seed| (one, seed)).collect(),
        several => several.iter().zip(1..).collect(),
    };
    each(&streams, |(scored, seed)| Ok([true, false].map(|is_exact| of_stream(scored, *seed, is_exact))))
}

fn of_stream(scored: &Scored, seed: u64, is_exact: bool) -> Judged {
    let (stream, surges) = stream(&scored.stream, is_exact, &mut SplitMix64::keyed(seed, &[17]));
    let settings = Settings { false_alarms_per_day: BORNE, times: TIMES, by_count: false, seed };
    let mut watch: Watch<()> = Watch::of_past(settings, &scored.past, A_DAY as f64);
    let clock = LocalClock::utc();
    let begins = stream.iter().enumerate().filter(|(place, negative)| {
        let nanos = (*place as i64).saturating_mul(DAY / A_DAY as i64);
        let news = watch.take(Moment::new(Timestamp(nanos), &clock), **negative, &());
        news.iter().any(|news| matches!(news, News::Alarm(_)))
    });
    let alarms: Vec<usize> = begins.map(|(place, _)| place).collect();
    let within = |from: &usize, long: usize| {
        let from = *from;
        alarms
            .iter()
            .copied()
            .filter(move |alarm| (from..from + long).contains(alarm))
            .map(move |alarm| alarm - from + 1)
    };
    let inside: usize = surges.iter().map(|from| within(from, LONG).count()).sum();
    let mut delays: Vec<usize> = surges.iter().filter_map(|from| within(from, LONG).next()).collect();
    delays.sort_unstable();
    let caught = surges.iter().filter(|from| within(from, WITHIN).next().is_some()).count();
    let share = scored.past.iter().sum::<f64>() / scored.past.len().max(1) as f64;
    let odds = attentive_text::surge::Odds::new(share, TIMES);
    let spoken: Vec<f64> =
        surges.iter().flat_map(|from| &stream[*from..from + LONG]).map(|negative| odds.ratio(*negative).ln()).collect();
    Judged {
        caught: caught as f64 / surges.len() as f64,
        false_alarms: (alarms.len() - inside) as f64 / DAYS as f64,
        delay: delays.get(delays.len() / 2).map_or(f64::NAN, |delay| *delay as f64),
        alarms: inside as f64 / delays.len().max(1) as f64,
        nats: WITHIN as f64 * mean(&spoken),
    }
}

/// How negative each text of all days is, and where surges begin.
fn stream(texts: &[(f64, bool)], is_exact: bool, random: &mut SplitMix64) -> (Vec<f64>, Vec<usize>) {
    let of = |wanted: bool| texts.iter().filter(|text| text.1 == wanted).map(|text| text.0).collect::<Vec<f64>>();
    let (negative, other) = (of(true), of(false));
    let raised = (TIMES * negative.len() as f64 / texts.len() as f64).min(1.0);
    let draw = |from: &[f64], random: &mut SplitMix64| random.next_place(from.len()).map_or(0.0, |place| from[place]);
    let (mut stream, mut surges) = (Vec::with_capacity(DAYS * A_DAY), Vec::new());
    for day in 0..DAYS {
        let mut today: Vec<f64> =
            (0..A_DAY).filter_map(|_| random.next_place(texts.len()).map(|place| texts[place].0)).collect();
        if day % EACH == EACH - 1 {
            let from = random.next_place(A_DAY - LONG + 1).unwrap_or(0);
            let whole = (raised * LONG as f64).round() as usize;
            let mut is_negative: Vec<bool> =
                (0..LONG).map(|text| if is_exact { text < whole } else { random.next_unit() < raised }).collect();
            random.shuffle(&mut is_negative);
            for (text, is_negative) in today[from..from + LONG].iter_mut().zip(is_negative) {
                *text = draw(if is_negative { &negative } else { &other }, random);
            }
            surges.push(day * A_DAY + from);
        }
        stream.extend(today);
    }
    (stream, surges)
}

/// Scores by a model and by what it said of texts that it had left out.
fn by_model(part: &Part, model: &dyn Labeller, left_out: &[f32]) -> anyhow::Result<Scored> {
    let place = model.labels().iter().position(|label| label == NEGATIVE).context("no text is negative")?;
    let classes = model.labels().len();
    let of = |rows: &[f32]| rows.chunks_exact(classes).map(|row| f64::from(row[place])).collect::<Vec<f64>>();
    let texts: Vec<&str> = part.asked.iter().map(|text| text.0.as_str()).collect();
    Ok(Scored {
        past: of(left_out),
        stream: of(&model.probabilities(&texts)).into_iter().zip(is(&part.asked)).collect(),
    })
}

fn is(texts: &Texts) -> Vec<bool> {
    texts.iter().map(|text| text.1 == NEGATIVE).collect()
}

fn linear(part: &Part) -> anyhow::Result<Scored> {
    let (labels, class) = places(&part.taught);
    let words: Vec<&str> = part.taught.iter().map(|text| text.0.as_str()).collect();
    let settings = LinearSettings { seed: SEED, ..LinearSettings::default() };
    let (model, folds) = LinearModel::train(&words, &class, &labels, None, &settings, &mut |_| ())?;
    by_model(part, &model, &folds.probabilities)
}

/// The tenth that a first model had left out sets the limit.
fn encoder(part: &Part) -> anyhow::Result<Scored> {
    let (labels, class) = places(&part.taught);
    let words: Vec<&str> = part.taught.iter().map(|text| text.0.as_str()).collect();
    let settings = TunedSettings { seed: SEED, both: one_by_one, ..TunedSettings::default() };
    let begun = std::time::Instant::now();
    let (model, aside) =
        TunedModel::train(crate::encoder::minilm()?, &words, &class, &labels, None, &settings, &mut |_, _| Goes::On)?;
    eprintln!("encoder: {:.4} on a tenth left out, {:.0} s", aside.accuracy, begun.elapsed().as_secs_f64());
    by_model(part, &model, &aside.probabilities)
}

/// The share of negatives among taught texts that hold a word of the list, and among the others.
fn lexicon(part: &Part) -> anyhow::Result<Scored> {
    let share = |wanted: bool| {
        let held: Vec<bool> =
            part.taught.iter().filter(|text| holds_one(&text.0) == wanted).map(|text| text.1 == NEGATIVE).collect();
        (held.iter().filter(|is| **is).count() as f64 + 0.5) / (held.len() as f64 + 1.0)
    };
    let (with, without) = (share(true), share(false));
    let of =
        |texts: &Texts| texts.iter().map(|text| if holds_one(&text.0) { with } else { without }).collect::<Vec<f64>>();
    Ok(Scored { past: of(&part.taught), stream: of(&part.asked).into_iter().zip(is(&part.asked)).collect() })
}

fn labels(part: &Part) -> anyhow::Result<Scored> {
    let of = |texts: &Texts| is(texts).into_iter().map(|is| f64::from(u8::from(is))).collect::<Vec<f64>>();
    Ok(Scored { past: of(&part.taught), stream: of(&part.asked).into_iter().zip(is(&part.asked)).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thousand texts, an eighth of them negative, that a model tells apart always or never.
    fn scored(is_told: bool) -> Scored {
        let text = |place: usize| {
            let is_negative = place.is_multiple_of(8);
            (if is_told { f64::from(u8::from(is_negative)) } else { 0.125 }, is_negative)
        };
        let stream: Vec<(f64, bool)> = (0..1_000).map(text).collect();
        Scored { past: stream.iter().map(|text| text.0).collect(), stream }
    }

    #[test]
    fn surges_stand_where_they_are_said_to_and_have_three_times_the_negatives() {
        let (stream, surges) = stream(&scored(true).stream, true, &mut SplitMix64::new(1));
        assert_eq!((stream.len(), surges.len()), (DAYS * A_DAY, DAYS / EACH));
        for from in &surges {
            let negative: f64 = stream[*from..from + LONG].iter().sum();
            // Rounded: 22.5 of 60.
            assert!((negative - 23.0).abs() < 1e-9, "{negative}");
            assert_eq!(from / A_DAY, (from + LONG - 1) / A_DAY, "within one day");
        }
        let all = stream.iter().sum::<f64>() / stream.len() as f64;
        assert!((all - (0.125 + 0.25 * 0.04)).abs() < 0.01, "{all}");
    }

    #[test]
    fn who_tells_nothing_catches_nothing_and_who_tells_all_catches_most() {
        // Nothing speaks for a surge and nothing against it: the bet that is fair gets through once, and is never taken back.
        let blind = of_stream(&scored(false), 1, true);
        assert!(blind.caught == 0.0 && blind.false_alarms * DAYS as f64 <= 1.0 + 1e-9, "{blind:?}");
        let seeing = of_stream(&scored(true), 1, true);
        assert!(seeing.caught > 0.85 && (0.5..1.5).contains(&seeing.false_alarms), "{seeing:?}");
        let drawn = of_stream(&scored(true), 1, false);
        assert!(drawn.caught > 0.8 && drawn.alarms < 2.0, "{drawn:?}");
    }
}
