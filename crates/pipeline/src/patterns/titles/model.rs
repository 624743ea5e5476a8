//! The likeliest label of a text, and what speaks for it: by its words alone, or by what it means as well.

use attentive_text::encoder::{EncoderFault, SentenceEncoder};
use attentive_text::linear::{LinearModel, LinearSettings};
use attentive_text::{CombinedModel, Labeller, Scope};
use attentive_types::TitleLabel;

use super::learned::{NotYet, SEED};
use super::speaking::SpeakingWords;

/// Texts that are read at once.
const AT_ONCE: usize = 64;

/// What an encoder made of texts.
#[derive(Clone, Debug)]
pub(super) struct Read<'a> {
    encoder: &'a SentenceEncoder,
    rows: Vec<f32>,
}

impl<'a> Read<'a> {
    pub(super) fn of(encoder: &'a SentenceEncoder, texts: &[String]) -> Result<Self, EncoderFault> {
        let mut rows = Vec::with_capacity(texts.len() * encoder.width());
        for part in texts.chunks(AT_ONCE) {
            rows.extend(encoder.embed(&part.iter().map(String::as_str).collect::<Vec<_>>())?);
        }
        Ok(Self { encoder, rows })
    }

    pub(super) fn row(&self, place: usize) -> &[f32] {
        let wide = self.encoder.width();
        &self.rows[place * wide..(place + 1) * wide]
    }

    pub(super) fn part(&self, places: &[usize]) -> Self {
        Self { encoder: self.encoder, rows: places.iter().flat_map(|place| self.row(*place)).copied().collect() }
    }
}

/// The model.
#[derive(Debug)]
pub(super) struct Model {
    by: By,
    speaking: SpeakingWords,
}

#[derive(Debug)]
enum By {
    Words(LinearModel),
    Meaning(Box<Meaning>),
}

/// Words, and what the person's own texts mean.
#[derive(Debug)]
struct Meaning {
    model: CombinedModel,
    encoder: SentenceEncoder,
    /// What the person labelled.
    texts: Vec<String>,
    class: Vec<u16>,
    rows: Vec<f32>,
    /// How close a text must be to one of its label where none of its words was met before: as close as three of four of the person's own are to their nearest.
    near: f32,
}

/// What is said of a text.
pub(super) struct Said {
    pub(super) label: TitleLabel,
    pub(super) sureness: f64,
    /// What speaks for it, in words.
    pub(super) speaks: String,
}

impl Model {
    /// Learns; with what an encoder made of the same texts, by what they mean as well.
    pub(super) fn fit(texts: &[String], class: &[u16], read: Option<&Read<'_>>) -> Result<Self, NotYet> {
        let labels = TitleLabel::ALL.map(|label| label.name().to_owned());
        let settings = LinearSettings { seed: SEED, ..LinearSettings::default() };
        let speaking = SpeakingWords::of(texts.iter().map(String::as_str).zip(class.iter().copied()));
        let by = match read {
            None => {
                let fitted = LinearModel::train(texts, class, &labels, None, &settings, &mut |_| ());
                By::Words(fitted.map_err(|fault| NotYet::Cannot(fault.to_string()))?.0)
            }
            Some(Read { encoder, rows }) => {
                let fitted =
                    CombinedModel::train_read(encoder, texts, rows, class, &labels, None, &settings, &mut |_| ());
                let (model, _) = fitted.map_err(|fault| NotYet::Cannot(fault.to_string()))?;
                let near = near(rows, class, encoder.width());
                let (texts, class, rows) = (texts.to_vec(), class.to_vec(), rows.clone());
                By::Meaning(Box::new(Meaning { model, encoder: (*encoder).clone(), texts, class, rows, near }))
            }
        };
        Ok(Self { by, speaking })
    }

    pub(super) fn is_by_meaning(&self) -> bool {
        matches!(self.by, By::Meaning(_))
    }

    /// The likeliest label, how likely it is and what speaks most for it; `None` where nothing does. `row` is what the encoder made of the text, where that is known.
    pub(super) fn say(&self, text: &str, row: Option<&[f32]>) -> Option<Said> {
        let (probabilities, nearest) = match &self.by {
            By::Words(linear) => (linear.probabilities(&[text]), None),
            By::Meaning(meaning) => {
                let read;
                let row = match row {
                    Some(row) => row,
                    None => {
                        read = meaning.encoder.embed(&[text]).ok()?;
                        &read
                    }
                };
                let probabilities = meaning.model.probabilities_read(&[text], row);
                let best = Scope::default().likeliest(&probabilities)?;
                (probabilities, meaning.nearest(row, best))
            }
        };
        let best = Scope::default().likeliest(&probabilities)?;
        let word = self.speaking.strongest(text, best).map(|word| format!("{word:?}"));
        let speaks = word.or_else(|| nearest.map(|text| format!("what it has in common with {text:?}")))?;
        Some(Said { label: *TitleLabel::ALL.get(best)?, sureness: f64::from(*probabilities.get(best)?), speaks })
    }
}

impl Meaning {
    /// The person's own text of that label that comes nearest, where it is near.
    fn nearest(&self, row: &[f32], label: usize) -> Option<&str> {
        let of_label = self.class.iter().enumerate().filter(|(_, class)| usize::from(**class) == label);
        let close = of_label.map(|(place, _)| (place, dot(row, &self.rows[place * row.len()..])));
        let (place, closeness) = close.max_by(|one, other| one.1.total_cmp(&other.1))?;
        (closeness >= self.near).then(|| self.texts[place].as_str())
    }
}

/// How close three of four texts are at least to the nearest other of their label; 1, which none reaches, where no label has two.
fn near(rows: &[f32], class: &[u16], wide: usize) -> f32 {
    let row = |place: usize| &rows[place * wide..(place + 1) * wide];
    let nearest = |place: usize| {
        let others = (0..class.len()).filter(|other| *other != place && class[*other] == class[place]);
        others.map(|other| dot(row(place), row(other))).reduce(f32::max)
    };
    let mut close: Vec<f32> = (0..class.len()).filter_map(nearest).collect();
    close.sort_by(f32::total_cmp);
    close.get(close.len() / 4).copied().unwrap_or(1.0)
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[cfg(test)]
mod tests {
    use attentive_text::encoder::{Files, TextEncoder};

    use super::*;

    /// An encoder that has learnt nothing: it tells letters apart.
    fn encoder() -> SentenceEncoder {
        let files = Files {
            config: include_bytes!("../../../../../fixtures/encoder/config.json"),
            tokenizer: include_bytes!("../../../../../fixtures/encoder/tokenizer.json"),
            weights: include_bytes!("../../../../../fixtures/encoder/model.safetensors"),
            pooling: None,
        };
        TextEncoder::read(files).unwrap().into()
    }

    #[test]
    fn by_meaning_it_speaks_also_of_texts_whose_words_were_never_met_and_names_the_nearest() {
        let texts = ["a b a b", "b a a", "b b a a", "x y x y", "y x x", "y y x x"].map(str::to_owned);
        let class = [0, 0, 0, 2, 2, 2];
        let encoder = encoder();
        let read = Read::of(&encoder, &texts).unwrap();
        let (by_words, by_meaning) =
            (Model::fit(&texts, &class, None).unwrap(), Model::fit(&texts, &class, Some(&read)).unwrap());
        assert_eq!((by_words.is_by_meaning(), by_meaning.is_by_meaning()), (false, true));
        assert!(by_words.say("12 34", None).is_none(), "no word of it was met");
        for (place, text) in texts.iter().enumerate() {
            let said = by_meaning.say(text, Some(read.row(place))).unwrap();
            let asked_alone = by_meaning.say(text, None).unwrap();
            assert_eq!(said.label, TitleLabel::ALL[usize::from(class[place])], "{text}");
            assert!((said.sureness - asked_alone.sureness).abs() < 1e-5 && said.speaks == asked_alone.speaks);
        }
        // Another word of the same letters: nothing that was met, but near.
        let said = by_meaning.say("ab ba", None).unwrap();
        assert_eq!(said.label, TitleLabel::Focus);
        assert!(said.speaks.contains("in common with"), "{}", said.speaks);
        assert!(by_meaning.say("", None).is_none_or(|said| !said.speaks.is_empty()));
    }

    #[test]
    fn near_is_what_three_of_four_texts_reach() {
        let rows = [1.0, 0.0, 0.8, 0.6, 0.0, 1.0, 0.6, 0.8];
        // Of one label: each row's nearest other is .96 or .8 away.
        let found = near(&rows, &[0, 0, 0, 0], 2);
        assert!((found - 0.8).abs() < 1e-6, "{found}");
        assert!((near(&rows, &[0, 1, 2, 3], 2) - 1.0).abs() < 1e-6);
    }
}
