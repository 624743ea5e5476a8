//! What a training of labels gives, whichever kind of model learnt: asked and kept alike.

use attentive_learn::metrics::ClassReport;
use attentive_learn::model_file::{Card, LearntFrom, ModelFile};
use attentive_learn::transformer::{Goes, one_by_one};
use attentive_text::combined::CombinedModel;
use attentive_text::encoder::SentenceEncoder;
use attentive_text::growing::{GrowingModel, OnRemembered, is_handful};
use attentive_text::label::{By, Labeller};
use attentive_text::labelled::LabelledTexts;
use attentive_text::linear::{LinearModel, LinearSettings, OnFolds};
use attentive_text::tuned::{OnAside, Prompt, TunedModel, TunedSettings, Tuning};
use attentive_text::without_gaps;
use serde_json::{Value, json};

use super::args::{TextModel, TrainTextArgs};
use super::label::{once, prompt_words};
use super::read;
use crate::commands::{Place, model};
use crate::exit_codes;
use crate::failure::Failure;
use crate::progress;

/// A model, and what was found on texts that it left out while learning.
pub enum Learnt {
    /// Words and pieces of words.
    Linear(LinearModel, OnFolds),
    /// An encoder, by its name here.
    Tuned(Box<TunedModel>, OnAside, String),
    /// Words with the rows of an encoder beside them, and its name here.
    Combined(Box<CombinedModel>, OnFolds, String),
    /// Nearest means upon an encoder, by its name here.
    Grown(Box<GrowingModel>, OnRemembered, String),
}

/// Learns by what was asked for, or by the best that is there.
pub fn learn(place: &Place, args: &TrainTextArgs, taught: &LabelledTexts) -> Result<Learnt, Failure> {
    let encoder = match args.model {
        TextModel::Linear if args.cloze.is_none() => None,
        TextModel::Linear | TextModel::Means | TextModel::Combined if args.cloze.is_some() => {
            return Err(Failure::new(
                exit_codes::USAGE,
                "--cloze tunes an encoder: leave --model away, or say --model encoder",
            ));
        }
        _ if args.cloze.is_some() => {
            let found = model::find_transformer(place, args.encoder.as_deref())?;
            let none = || {
                Failure::input(
                    "not available: --cloze wants an encoder that guesses hidden words, and none that can be tuned was added; a folder of bert-base (`attentive model add FOLDER`) is one",
                )
            };
            Some(found.map(|(name, encoder)| (name, encoder.into())).ok_or_else(none)?)
        }
        TextModel::Linear => None,
        TextModel::Auto if args.encoder.is_none() => {
            model::find_for(place, without_gaps(taught.texts.iter().map(String::as_str)))?
        }
        TextModel::Encoder => {
            let found =
                model::find_transformer(place, args.encoder.as_deref())?.map(|(name, encoder)| (name, encoder.into()));
            Some(found.ok_or_else(none_yet)?)
        }
        TextModel::Auto | TextModel::Means | TextModel::Combined => {
            let found = model::find(place, args.encoder.as_deref())?;
            Some(found.ok_or_else(none_yet)?)
        }
    };
    let outside = args.oos.as_deref().and_then(|name| taught.place_of(name));
    let refused =
        |fault: &dyn std::fmt::Display| Failure::input(format!("could not learn: {fault}: {}", args.train.display()));
    let bar = progress::bar(1_000, "learning");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a thousand")]
    let mut told = |share: f64| bar.set_position((1_000.0 * share) as u64);
    let learnt = match encoder {
        None => {
            let settings = LinearSettings { seed: args.seed, ..LinearSettings::default() };
            LinearModel::train(&taught.texts, &taught.class, &taught.labels, outside, &settings, &mut told)
                .map(|(model, found)| Learnt::Linear(model, found))
                .map_err(|fault| refused(&fault))
        }
        Some((name, encoder))
            if args.cloze.is_none()
                && (args.model == TextModel::Means
                    || (args.model == TextModel::Auto && is_handful(taught.texts.len(), taught.labels.len()))) =>
        {
            let outside = outside.and_then(|place| taught.labels.get(place)).map(String::as_str);
            let mut model = GrowingModel::new(&encoder, outside, args.seed);
            let found =
                model.teach(&read::views(taught), &read::labels(taught), &mut told).map_err(|fault| refused(&fault))?;
            if found.class.is_empty() {
                return Err(refused(
                    &"nearest means want two texts at least of some label, to see how texts of one label differ; with names or descriptions alone there is `attentive text label --among`, and --model linear learns from single texts",
                ));
            }
            Ok(Learnt::Grown(Box::new(model), found, name))
        }
        Some((name, SentenceEncoder::Transformer(encoder))) if args.model != TextModel::Combined => {
            let settings = TunedSettings {
                tuning: args.tuning,
                rounds: args.rounds,
                rate: args.rate,
                seed: args.seed,
                prompt: args.cloze.as_ref().map(|pattern| prompt(pattern, &args.word, &taught.labels)).transpose()?,
                both: if args.threads > 1 { side_by_side } else { one_by_one },
                ..TunedSettings::default()
            };
            let mut told = |share: f64, loss: f64| {
                told(share);
                bar.set_message(format!("learning, loss {loss:.3}"));
                Goes::On
            };
            TunedModel::train(&encoder, &taught.texts, &taught.class, &taught.labels, outside, &settings, &mut told)
                .map(|(model, found)| Learnt::Tuned(Box::new(model), found, name))
                .map_err(|fault| refused(&fault))
        }
        Some((name, encoder)) => {
            let settings = LinearSettings { seed: args.seed, ..LinearSettings::default() };
            CombinedModel::train(&encoder, &taught.texts, &taught.class, &taught.labels, outside, &settings, &mut told)
                .map(|(model, found)| Learnt::Combined(Box::new(model), found, name))
                .map_err(|fault| refused(&fault))
        }
    };
    bar.finish_and_clear();
    let asks_tuning = args.tuning != Tuning::Full || args.rounds.is_some() || args.rate.is_some();
    if asks_tuning && learnt.as_ref().is_ok_and(|learnt| !matches!(learnt, Learnt::Tuned(..))) {
        tell!("--tuning, --rounds and --rate are for an encoder that is tuned; here none was, so they did nothing");
    }
    learnt
}

/// The sentence with a gap, with the words of each label.
fn prompt(pattern: &str, words: &[String], labels: &[String]) -> Result<Prompt, Failure> {
    let named: Vec<(String, Vec<String>)> = words.iter().map(|word| prompt_words(word)).collect();
    once(&named)?;
    if let Some((label, _)) = named.iter().find(|(label, _)| !labels.contains(label)) {
        let why = format!("--word {label}=...: no text has the label {label:?}; there are {}", labels.join(", "));
        return Err(Failure::new(exit_codes::USAGE, why));
    }
    let of = |label: &String| {
        let found = named.iter().find(|(name, _)| name == label);
        found.map_or_else(|| vec![label.clone()], |(_, words)| words.clone())
    };
    Ok(Prompt { pattern: pattern.to_owned(), words: labels.iter().map(of).collect() })
}

fn none_yet() -> Failure {
    Failure::input(
        "not available: no encoder was added yet; `attentive model add minilm-l6` adds a small one for English, `attentive model add multilingual` one for sixteen languages",
    )
}

/// Two pieces of work on two threads.
pub fn side_by_side(first: &mut (dyn FnMut() + Send), second: &mut (dyn FnMut() + Send)) {
    std::thread::scope(|scope| {
        scope.spawn(second);
        first();
    });
}

impl Learnt {
    /// The model.
    pub fn model(&self) -> &dyn Labeller {
        match self {
            Self::Linear(model, _) => model,
            Self::Tuned(model, ..) => model.as_ref(),
            Self::Combined(model, ..) => model.as_ref(),
            Self::Grown(model, ..) => model.as_ref(),
        }
    }

    /// The model as a file.
    pub fn to_file(&self, from: LearntFrom) -> ModelFile {
        match self {
            Self::Linear(model, _) => model.to_file(from),
            Self::Tuned(model, ..) => model.to_file(from),
            Self::Combined(model, ..) => model.to_file(from),
            Self::Grown(model, ..) => model.to_file(from),
        }
    }

    /// Share of the texts left out that got the right label.
    pub fn left_out_accuracy(&self) -> f64 {
        match self {
            Self::Linear(_, found) | Self::Combined(_, found, _) => {
                found.accuracy.iter().find(|(c, _)| *c == found.c).map_or(f64::NAN, |(_, accuracy)| *accuracy)
            }
            Self::Tuned(_, found, _) => found.accuracy,
            Self::Grown(_, found, _) => found.accuracy,
        }
    }

    /// Who learnt and answers, and why it is not an encoder.
    pub fn by_in_words(&self, asked: TextModel) -> String {
        let more = match self {
            Self::Linear(..) if asked == TextModel::Auto => {
                " (words and pieces of words; `attentive model add` adds an encoder that could learn instead)"
                    .to_owned()
            }
            Self::Linear(..) => String::new(),
            Self::Tuned(_, _, name) | Self::Combined(_, _, name) | Self::Grown(_, _, name) => format!(" {name}"),
        };
        format!("learnt and answered by: {}{more}", self.model().by().name())
    }

    /// How it learnt, in a line.
    pub fn in_words(&self, seconds: f64) -> String {
        let right = 100.0 * self.left_out_accuracy();
        match self {
            Self::Linear(model, found) => format!(
                "{} words and pieces, {seconds:.1} s; on texts left out right in {right:.1} % with C = {}, chosen from {}",
                model.pieces(),
                found.c,
                found.accuracy.iter().map(|(c, _)| c.to_string()).collect::<Vec<_>>().join(", ")
            ),
            Self::Tuned(model, found, _) => {
                let (tuning, trained, whole) = model.trained();
                let words = match found.words {
                    share if share <= 0.0 => String::new(),
                    share => format!(", words and pieces beside it with a share of {share:.1}"),
                };
                format!(
                    "{}: {trained} numbers trained beside or of {whole} ({:.2} %), {} rounds{words}, {seconds:.1} s; a model from nine tenths was right in {right:.1} % of the other tenth",
                    tuning.name(),
                    100.0 * trained as f64 / whole as f64,
                    found.rounds
                )
            }
            Self::Combined(model, found, _) => format!(
                "{} words and pieces, and what the encoder makes of the text beside them, {seconds:.1} s; on texts left out right in {right:.1} % with C = {}, chosen from {}",
                model.pieces(),
                found.c,
                found.accuracy.iter().map(|(c, _)| c.to_string()).collect::<Vec<_>>().join(", ")
            ),
            Self::Grown(model, found, _) => format!(
                "the nearest mean of {} texts as the encoder reads them, {seconds:.1} s; of {} rows left out one at a time right in {right:.1} %; `attentive text teach` teaches more",
                model.taught(),
                found.class.len()
            ),
        }
    }

    /// What was left out of what, for the card and the line above the report.
    pub fn left_out_in_words(&self) -> &'static str {
        match self {
            Self::Linear(..) | Self::Combined(..) => {
                "parts of the file that were left out in turn (a little too good, as C was chosen on them)"
            }
            Self::Tuned(..) => "a tenth of the file that a first model had left out",
            Self::Grown(..) => "up to twenty texts of each label, each left out in turn",
        }
    }

    /// The report on texts that were left out.
    pub fn left_out_report(&self, taught: &LabelledTexts) -> Option<ClassReport> {
        let (probabilities, is) = match self {
            Self::Linear(_, found) | Self::Combined(_, found, _) => (&found.probabilities, taught.class.clone()),
            Self::Tuned(_, found, _) => (
                &found.probabilities,
                found.places.iter().filter_map(|place| taught.class.get(*place)).copied().collect(),
            ),
            Self::Grown(_, found, _) => (&found.probabilities, found.class.clone()),
        };
        let model = self.model();
        let place = |place: usize| u16::try_from(place).unwrap_or(u16::MAX);
        let said: Vec<u16> = probabilities
            .chunks_exact(model.labels().len().max(1))
            .map(|row| match model.scope().outside {
                Some(outside) => place(model.scope().inside(row).unwrap_or(outside)),
                None => model.scope().likeliest(row).map_or(u16::MAX, place),
            })
            .collect();
        ClassReport::of(&said, &is, model.labels())
    }

    /// Settings for the record of the run.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let mut settings = vec![
            ("by", self.model().by().name().to_owned()),
            ("temperature", format!("{:.4}", self.temperature())),
            ("least probability", format!("{:.4}", self.model().scope().least)),
        ];
        match self {
            Self::Linear(model, found) => {
                settings.extend([("C", found.c.to_string()), ("pieces", model.pieces().to_string())]);
            }
            Self::Tuned(model, found, name) => {
                let (tuning, trained, _) = model.trained();
                settings.extend([
                    ("encoder", name.clone()),
                    ("tuning", tuning.name().to_owned()),
                    ("numbers trained", trained.to_string()),
                    ("rounds", found.rounds.to_string()),
                    ("share of words", format!("{:.1}", found.words)),
                ]);
            }
            Self::Combined(model, found, name) => {
                settings.extend([
                    ("encoder", name.clone()),
                    ("C", found.c.to_string()),
                    ("pieces", model.pieces().to_string()),
                ]);
            }
            Self::Grown(model, _, name) => {
                settings.extend([("encoder", name.clone()), ("texts", model.taught().to_string())]);
            }
        }
        settings
    }

    fn temperature(&self) -> f64 {
        match self {
            Self::Linear(_, found) | Self::Combined(_, found, _) => found.temperature,
            Self::Tuned(_, found, _) => found.temperature,
            Self::Grown(_, found, _) => found.temperature,
        }
    }

    /// What was found on texts left out, for programs.
    pub fn left_out_json(&self) -> (&'static str, Value) {
        match self {
            Self::Linear(_, found) => {
                ("on_folds", json!({ "c": found.c, "accuracy": found.accuracy, "temperature": found.temperature }))
            }
            Self::Tuned(model, found, name) => {
                let (tuning, trained, whole) = model.trained();
                (
                    "on_a_tenth",
                    json!({ "accuracy": found.accuracy, "temperature": found.temperature, "rounds": found.rounds, "share_of_words": found.words, "encoder": name, "tuning": tuning, "numbers_trained": trained, "numbers_of_encoder": whole }),
                )
            }
            Self::Combined(_, found, name) => (
                "on_folds",
                json!({ "c": found.c, "accuracy": found.accuracy, "temperature": found.temperature, "encoder": name }),
            ),
            Self::Grown(model, found, name) => (
                "one_left_out",
                json!({ "accuracy": found.accuracy, "temperature": found.temperature, "rows": found.class.len(), "texts": model.taught(), "encoder": name }),
            ),
        }
    }

    /// The card, but for how good it is.
    pub fn card(&self) -> Card<'static> {
        let (how, weak, terms) = match self.model().by() {
            By::Linear => (
                "a linear support vector machine over words, pairs of words and pieces of words, with",
                "texts whose words it never met, and texts in which the order of words makes the meaning.",
                "those of the texts that it was learnt from. Hashes of their words are in it, from which words can be guessed.",
            ),
            By::Encoder => (
                "a transformer encoder from elsewhere, tuned to the labels, with words and pieces of words beside it where they help, with",
                "languages that the encoder was not trained on, and texts longer than it reads.",
                "those of the texts that it was learnt from, and those of the encoder (`attentive model card`). Hashes of words are in it, from which words can be guessed, where words have a share.",
            ),
            By::Combined => (
                "a linear support vector machine over words and pieces of words and the row that an encoder from elsewhere makes of the whole text, with",
                "languages that the encoder was not trained on, and texts in which the order of words makes the meaning.",
                "those of the texts that it was learnt from, and those of the encoder (`attentive model card`). Hashes of their words are in it, from which words can be guessed.",
            ),
            By::Means => (
                "an encoder from elsewhere as it is, and the nearest mean of the texts of each label (linear discriminant), with",
                "languages that the encoder was not trained on, and labels whose texts mean many things.",
                "those of the texts that it was learnt from, and those of the encoder (`attentive model card`). Some rows of each label are in it, from which much of their texts can be guessed.",
            ),
        };
        Card {
            title: "Labels of texts",
            does: "Tells which of the labels a text has, how likely that is and what else may be; says none of them where no label is likely enough.",
            data: "labelled by whoever made the file; a sample is a text.",
            how,
            how_good: "",
            weak,
            terms,
        }
    }
}
