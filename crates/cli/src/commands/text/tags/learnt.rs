//! What a training of tags gives, whichever kind of model learnt.

use attentive_learn::model_file::{Card, LearntFrom, ModelFile};
use attentive_learn::transformer::{Goes, one_by_one};
use attentive_text::encoder::TextEncoder;
use attentive_text::label::By;
use attentive_text::tagged::{
    Document, LinearTagger, LinearTaggerSettings, Sentence, Splitting, TaggedModel, TaggedSettings, Tagger,
};
use attentive_text::tuned::TunedFault;

use crate::commands::text::args::{TextModel, TrainTextArgs};
use crate::commands::text::learnt::side_by_side;
use crate::commands::{Place, model};
use crate::exit_codes;
use crate::failure::Failure;
use crate::progress;

/// Who learns.
pub enum Learner {
    /// Words, and what stands around them.
    Linear,
    /// An encoder, by its name here.
    Encoder(String, Box<TextEncoder>),
}

/// What learnt.
pub enum Learnt {
    /// Words, and what stands around them.
    Linear(LinearTagger),
    /// An encoder.
    Encoder(Box<TaggedModel>),
}

impl Learner {
    /// Who was asked for, or the best that is there: encoders that can be had know English, so that what is tagged sign by sign is left to words.
    pub fn find(place: &Place, args: &TrainTextArgs, splitting: Splitting) -> Result<Self, Failure> {
        let by_itself = args.model == TextModel::Auto && args.encoder.is_none();
        match args.model {
            TextModel::Linear => Ok(Self::Linear),
            TextModel::Means | TextModel::Combined => Err(Failure::new(
                exit_codes::USAGE,
                "--model means and combined learn labels of whole texts; tags are learnt by linear or encoder",
            )),
            _ if by_itself && splitting == Splitting::Signs => Ok(Self::Linear),
            TextModel::Auto | TextModel::Encoder => match model::find_transformer(place, args.encoder.as_deref())? {
                Some((name, encoder)) => Ok(Self::Encoder(name, Box::new(encoder))),
                None if by_itself => Ok(Self::Linear),
                None => Err(Failure::input(
                    "not available: no encoder was added yet; `attentive model add minilm-l6` adds a small one",
                )),
            },
        }
    }

    /// Learns from these documents.
    pub fn learn(&self, args: &TrainTextArgs, documents: &[Document], what: &'static str) -> Result<Learnt, Failure> {
        let bar = progress::bar(1_000, what);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a thousand")]
        let mut told = |share: f64, loss: f64| {
            bar.set_position((1_000.0 * share) as u64);
            bar.set_message(format!("{what}, loss {loss:.3}"));
        };
        let learnt = match self {
            Self::Linear => {
                let settings = LinearTaggerSettings { seed: args.seed, ..LinearTaggerSettings::default() };
                let settings = LinearTaggerSettings { rounds: args.rounds.unwrap_or(settings.rounds), ..settings };
                let sentences: Vec<Sentence> = documents.iter().flatten().cloned().collect();
                LinearTagger::train(&sentences, &settings, &mut told).map(Learnt::Linear)
            }
            Self::Encoder(_, encoder) => {
                let settings = TaggedSettings {
                    tuning: args.tuning,
                    rate: args.rate,
                    seed: args.seed,
                    both: if args.threads > 1 { side_by_side } else { one_by_one },
                    ..TaggedSettings::default()
                };
                let settings = TaggedSettings { rounds: args.rounds.unwrap_or(settings.rounds), ..settings };
                let mut goes = |share: f64, loss: f64| {
                    told(share, loss);
                    Goes::On
                };
                TaggedModel::train(encoder, documents, &settings, &mut goes)
                    .map(|model| Learnt::Encoder(Box::new(model)))
            }
        };
        bar.finish_and_clear();
        learnt
            .map_err(|fault: TunedFault| Failure::input(format!("could not learn: {fault}: {}", args.train.display())))
    }

    /// Who learns and answers.
    pub fn in_words(&self, asked: TextModel) -> String {
        match self {
            Self::Linear if asked == TextModel::Auto => {
                "linear (words and what stands around them; `attentive model add` adds an encoder that could learn instead)"
                    .to_owned()
            }
            Self::Linear => "linear".to_owned(),
            Self::Encoder(name, _) => format!("encoder {name}"),
        }
    }
}

impl Learnt {
    /// The model.
    pub fn model(&self) -> &dyn Tagger {
        match self {
            Self::Linear(model) => model,
            Self::Encoder(model) => model.as_ref(),
        }
    }

    /// The model as a file.
    pub fn to_file(&self, from: LearntFrom) -> ModelFile {
        match self {
            Self::Linear(model) => model.to_file(from),
            Self::Encoder(model) => model.to_file(from),
        }
    }

    /// How large it is, in words.
    pub fn size_in_words(&self) -> String {
        match self {
            Self::Linear(model) => format!("{} pieces of words and their neighbours", model.pieces()),
            Self::Encoder(model) => format!("{} numbers trained", model.tuned()),
        }
    }

    /// The card, but for how good it is.
    pub fn card(&self) -> Card<'static> {
        let (how, weak, terms) = match self.model().by() {
            By::Linear | By::Means | By::Combined => (
                "a chain of conditional random fields over words, their shapes and what stands around them, with",
                "names that it never met in surroundings that it never met, and texts of another kind than those that it was learnt from.",
                "those of the texts that it was learnt from. Hashes of their words are in it, from which words can be guessed.",
            ),
            By::Encoder => (
                "a transformer encoder from elsewhere, tuned to tags of words, and a chain over them; where it is tuned as a whole, words and what stands around them beside it; with",
                "languages that the encoder was not trained on, and texts of another kind than those that it was learnt from.",
                "those of the texts that it was learnt from, and those of the encoder (`attentive model card`). Where it is tuned as a whole, hashes of words are in it, from which words can be guessed.",
            ),
        };
        Card {
            title: "Tags of words",
            does: "Tells which words of a text name people, organisations, places or whatever it was taught, with how sure that is.",
            data: "tagged by whoever made the file; a sample is a sentence.",
            how,
            how_good: "",
            weak,
            terms,
        }
    }
}
