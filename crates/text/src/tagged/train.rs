//! How tags are learnt, and how they are asked for.

use attentive_learn::SplitMix64;
use attentive_learn::crf::Chain;
use attentive_learn::transformer::{
    Additions, Both, Encoder, Goes, Head, Model, Pace, Read, Step, Tags, Tensor, Text, Weights, Words, one_by_one,
    train,
};

use super::context::{Around, around, places, stretches};
use super::linear::{LinearTagger, LinearTaggerSettings};
use super::scheme::{Entity, TagSet};
use super::shape::{SHAPES, shape};
use super::split::Splitting;
use super::tagger::{Tagger, weighed};
use super::words::Words as Beside;
use super::{Document, Sentence};
use crate::encoder::{EncoderFault, TextEncoder, batches};
use crate::label::By;
use crate::tuned::{TunedFault, Tuning};

/// How tags are learnt.
#[derive(Clone, Debug)]
pub struct TaggedSettings {
    /// What of the encoder is tuned.
    pub tuning: Tuning,
    /// Whether the tables of embeddings are tuned, too; only where all of the encoder is.
    pub moves_embeddings: bool,
    /// Words of a stretch of sentences that are learnt from together, at most.
    pub stretch: usize,
    /// Words of the document that are read around a sentence when tags are asked for, at most.
    pub context: usize,
    /// Rounds through the stretches.
    pub rounds: usize,
    /// Stretches of a step.
    pub batch: usize,
    /// The highest rate; `None` for that of the tuning.
    pub rate: Option<f32>,
    /// How much words and what stands around them count beside the encoder, 0 (not at all) to 1; only where all of the encoder is tuned, as small weights beside an encoder stay small.
    pub words: f32,
    /// Where chance begins.
    pub seed: u64,
    /// How the two halves of a step run; what is learnt does not depend on it.
    pub both: Both,
}

impl Default for TaggedSettings {
    fn default() -> Self {
        Self {
            tuning: Tuning::Full,
            moves_embeddings: true,
            stretch: 80,
            context: 60,
            rounds: 5,
            batch: 8,
            rate: None,
            words: 0.3,
            seed: 1,
            both: one_by_one,
        }
    }
}

/// A fitted model of tags.
#[derive(Clone, Debug)]
pub struct TaggedModel {
    pub(super) encoder: TextEncoder,
    pub(super) added: Additions,
    pub(super) head: Tags,
    pub(super) tags: TagSet,
    pub(super) context: usize,
    pub(super) splitting: Splitting,
    pub(super) tuning: Tuning,
    pub(super) moves_embeddings: bool,
    pub(super) words: Option<Beside>,
}

/// Beside an encoder pieces of words that were met but once are not looked at: they make the file five times as large and F1 no better (`docs/decisions/0015-a-transformer-of-our-own.md`).
const LEAST_MET: u32 = 2;

/// The share of the time that the encoder takes, where words are learnt after it.
const ENCODERS_PART: f64 = 0.9;

/// Whether training moves a weight of the encoder itself.
pub(super) fn moves(tuning: Tuning, moves_embeddings: bool, name: &str) -> bool {
    tuning.moves(name) || (moves_embeddings && name.starts_with("embeddings."))
}

/// A sentence as the encoder reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Ready {
    text: Text,
    /// For each word of the sentence the place of its first token; `None` where the tokenizer made nothing of it, or it was cut.
    begins: Vec<Option<usize>>,
}

impl TaggedModel {
    /// Tunes an encoder to documents whose words have tags of the second scheme. `told` hears which share of the work is done, 0 to 1, and the loss.
    ///
    /// # Errors
    /// When there is no tagged word, a text cannot be read, or the loss leaves all bounds.
    pub fn train(
        base: &TextEncoder,
        documents: &[Document],
        settings: &TaggedSettings,
        told: &mut dyn FnMut(f64, f64) -> Goes,
    ) -> Result<Self, TunedFault> {
        let sentences = || documents.iter().flatten();
        let tags = TagSet::of_tags(sentences().flat_map(|sentence| sentence.tags.iter().map(String::as_str)));
        let mut random = SplitMix64::keyed(settings.seed, &[0x7461_6773]);
        let mut weights = base.weights.clone();
        // Small weights beside an encoder stay small: its tables move with the whole alone.
        let moves_embeddings = settings.moves_embeddings && settings.tuning == Tuning::Full;
        weights.train_only(|name| moves(settings.tuning, moves_embeddings, name));
        let splitting = Splitting::of_words(sentences().flat_map(|sentence| &sentence.words).map(String::as_str));
        let added = Additions::drawn(&settings.tuning.method(), weights.shape(), SHAPES, &mut random);
        let head = Tags::drawn(&tags.chain(), tags.tags().len(), weights.shape().hidden, &mut random);
        let (mut texts, mut targets) = (Vec::new(), Vec::new());
        for document in documents {
            let words = words_of(document);
            let truth: Vec<&str> =
                document.iter().flat_map(|sentence| sentence.tags.iter().map(String::as_str)).collect();
            for stretch in stretches(document, settings.stretch) {
                let truth = truth.get(stretch.own.clone()).unwrap_or_default();
                let ready = read_around(base, &words, &stretch)?;
                let known = ready.begins.iter().zip(truth);
                let (places, tags): (Vec<usize>, Vec<usize>) =
                    known.filter_map(|(begin, tag)| Some(((*begin)?, tags.place(tag)?))).unzip();
                if !places.is_empty() {
                    texts.push(ready.text);
                    targets.push(Words { places, tags });
                }
            }
        }
        if texts.is_empty() {
            return Err(TunedFault::NoTexts);
        }
        let rate = settings.rate.unwrap_or_else(|| settings.tuning.rate(weights.shape()));
        let pace = Pace {
            rounds: settings.rounds,
            batch: settings.batch,
            rate,
            head_rate: 3e-3,
            directions_kept: if settings.tuning == Tuning::Adalora { 0.5 } else { 1.0 },
            seed: settings.seed,
            both: settings.both,
            ..Pace::default()
        };
        let mut model = Model { weights, added, head };
        let has_words = settings.words > 0.0 && settings.tuning == Tuning::Full;
        let part = if has_words { ENCODERS_PART } else { 1.0 };
        let (mut goes, mut last) = (Goes::On, f64::NAN);
        train(&mut model, &texts, &targets, &pace, &mut |step: Step, _| {
            last = step.loss;
            goes = told(part * step.done as f64 / step.all as f64, step.loss);
            goes
        })?;
        // Who stopped the encoder gets what it learnt so far, at once; words take seconds and are learnt to their end.
        let words = if has_words && goes == Goes::On {
            let words =
                LinearTaggerSettings { least: LEAST_MET, seed: settings.seed, ..LinearTaggerSettings::default() };
            let tagger = LinearTagger::train_once(sentences(), &words, &mut |share, _| {
                let _ = told(part + share * (1.0 - part), last);
            })?;
            Beside::beside(&tags, tagger, settings.words)
        } else {
            None
        };
        let Model { weights, added, head } = model;
        let encoder = base.with_weights(weights);
        let (context, tuning) = (settings.context, settings.tuning);
        Ok(Self { encoder, added, head, tags, context, splitting, tuning, moves_embeddings, words })
    }

    /// The tags that it knows.
    #[must_use]
    pub fn tags(&self) -> &TagSet {
        &self.tags
    }

    /// The tag of each word of each sentence of a document. A word that the tokenizer makes nothing of, or that lies behind what the encoder reads, is `O`.
    ///
    /// # Errors
    /// When a text cannot be read.
    pub fn tag(&self, document: &Document) -> Result<Vec<Vec<&str>>, EncoderFault> {
        let chain = self.chain();
        let said = |read: WordsRead| {
            let mut likeliest = chain.likeliest(&read.fits).into_iter();
            let of_word = |is_read: &bool| {
                let place = if *is_read { likeliest.next() } else { None };
                place.and_then(|place| self.tags.tags().get(place)).map_or("O", String::as_str)
            };
            read.is_read.iter().map(of_word).collect()
        };
        Ok(self.fits(document)?.into_iter().map(said).collect())
    }

    /// What follows what, and how readily.
    fn chain(&self) -> Chain {
        let own = self.head.chain();
        self.words.as_ref().map_or_else(|| own.clone(), |words| words.chain(&own))
    }

    /// How well each tag fits each word of each sentence that the encoder reads.
    fn fits(&self, document: &Document) -> Result<Vec<WordsRead>, EncoderFault> {
        let ready = ready(&self.encoder, document, self.context)?;
        let texts: Vec<Text> = ready.iter().map(|ready| ready.text.clone()).collect();
        let encoder = Encoder::new(&self.encoder.weights, &self.added);
        let wide = self.encoder.weights.shape().hidden;
        let mut said = Vec::with_capacity(document.len());
        let mut next = ready.iter().zip(document);
        for batch in batches(&texts) {
            let rows = encoder.forward(&batch)?;
            let read = Read { batch: &batch, rows: &rows, wide };
            for (text, (ready, sentence)) in (0..batch.len()).zip(next.by_ref()) {
                let places: Vec<usize> = ready.begins.iter().flatten().copied().collect();
                let is_read: Vec<bool> = ready.begins.iter().map(Option::is_some).collect();
                let mut fits = self.head.fits(read, text, &places);
                if let Some(words) = &self.words {
                    words.join(&sentence.words, &is_read, &mut fits);
                }
                said.push(WordsRead { is_read, fits });
            }
        }
        Ok(said)
    }

    /// All weights that were tuned, for those who ask how many there are.
    #[must_use]
    pub fn tuned(&self) -> usize {
        let count = |tensors: &[Tensor]| -> usize {
            tensors.iter().filter(|tensor| tensor.is_trained).map(|tensor| tensor.values.len()).sum()
        };
        let weights: &Weights = &self.encoder.weights;
        count(weights.tensors()) + count(self.added.tensors()) + count(self.head.tensors())
    }
}

/// A sentence as the model reads it.
struct WordsRead {
    /// For each word whether the encoder reads it.
    is_read: Vec<bool>,
    /// How well each tag fits each word that it reads: a row for each of those.
    fits: Vec<f32>,
}

impl Tagger for TaggedModel {
    fn by(&self) -> By {
        By::Encoder
    }

    fn tag_set(&self) -> &TagSet {
        &self.tags
    }

    fn splitting(&self) -> Splitting {
        self.splitting
    }

    fn entities(&self, document: &Document) -> Result<Vec<Vec<(Entity, f32)>>, EncoderFault> {
        let chain = self.chain();
        let found = |read: WordsRead| {
            let names: Vec<&str> = chain
                .likeliest(&read.fits)
                .into_iter()
                .map(|place| self.tags.tags().get(place).map_or("O", String::as_str))
                .collect();
            // Entities are counted in the words that are read, and told in all words.
            let places: Vec<usize> = (0..read.is_read.len()).filter(|word| read.is_read[*word]).collect();
            let whole = |(entity, share): (Entity, f32)| {
                let (from, last) = (*places.get(entity.from)?, *places.get(entity.to.checked_sub(1)?)?);
                Some((Entity { from, to: last + 1, kind: entity.kind }, share))
            };
            weighed(&self.tags, &chain, &read.fits, &names).into_iter().filter_map(whole).collect()
        };
        Ok(self.fits(document)?.into_iter().map(found).collect())
    }
}

fn words_of(document: &Document) -> Vec<&str> {
    document.iter().flat_map(|sentence: &Sentence| sentence.words.iter().map(String::as_str)).collect()
}

/// The sentences of a document, each with the words around it. Where that is more than the encoder reads, words around are left away, half of them at a time.
fn ready(base: &TextEncoder, document: &Document, context: usize) -> Result<Vec<Ready>, EncoderFault> {
    let words = words_of(document);
    let longest = base.weights.shape().longest();
    let one = |own: std::ops::Range<usize>| {
        let mut room = context;
        loop {
            let read = read_around(base, &words, &around(own.clone(), words.len(), room))?;
            if read.text.tokens.len() < longest || room == 0 {
                return Ok(read);
            }
            room /= 2;
        }
    };
    places(document).into_iter().map(one).collect()
}

/// Words as the encoder reads them, with the shape of each as its mark.
fn read_around(base: &TextEncoder, words: &[&str], around: &Around) -> Result<Ready, EncoderFault> {
    let all = &words[around.all.clone()];
    let mut read = base.tokens.words(all)?;
    let mut marks = vec![0; read.text.tokens.len()];
    for (begin, word) in read.begins.iter().zip(all) {
        if let Some(mark) = begin.and_then(|begin| marks.get_mut(begin)) {
            *mark = shape(word);
        }
    }
    read.text.marks = marks;
    let own = around.own.start - around.all.start..around.own.end - around.all.start;
    Ok(Ready { begins: read.begins[own].to_vec(), text: read.text })
}

#[cfg(test)]
mod tests {
    use attentive_learn::model_file::{LearntFrom, ModelFile};

    use super::*;
    use crate::encoder::tests::small;

    fn sentence(words: &str, tags: &str) -> Sentence {
        let parted = |text: &str| text.split(' ').map(str::to_owned).collect();
        Sentence { words: parted(words), tags: parted(tags) }
    }

    /// Documents in which a name is told by its capital, and its kind by the word before.
    fn taught(count: usize) -> Vec<Document> {
        let mut random = SplitMix64::new(3);
        let letters = ["a", "b", "c", "d", "e"];
        let one = |_| {
            let mut draw = || letters[random.next_place(5).unwrap_or(0)];
            let (name, other, more) = (draw().to_uppercase(), draw(), draw());
            vec![
                sentence(&format!("in {name}{other} {more}"), "O B-LOC O"),
                sentence(&format!("of {name}{other} {} {more}", other.to_uppercase()), "O B-PER I-PER O"),
            ]
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn names_are_found_by_how_they_are_written_and_what_stands_before() {
        let settings = TaggedSettings {
            rounds: 12,
            rate: Some(1e-2),
            batch: 4,
            stretch: 5,
            context: 0,
            ..TaggedSettings::default()
        };
        let model = TaggedModel::train(&small(), &taught(80), &settings, &mut |_, _| Goes::On).unwrap();
        let asked = vec![sentence("in Da b", "O O O"), sentence("of Ea B c", "O O O O"), Sentence::default()];
        let said = model.tag(&asked).unwrap();
        assert_eq!(said, [vec!["O", "B-LOC", "O"], vec!["O", "B-PER", "I-PER", "O"], vec![]]);
        assert!(model.words.is_some(), "words answer beside an encoder that is tuned as a whole");
        // From a file it says the same, and where in a text.
        let bytes = model.to_file(LearntFrom::default()).to_bytes().unwrap();
        let (again, manifest) = TaggedModel::from_bytes(&bytes, &small()).unwrap();
        assert_eq!((again.tag(&asked).unwrap(), &again.words), (said, &model.words));
        assert_eq!(manifest.version, 2);
        assert_eq!(manifest.labels, model.tags().tags());
        let found = again.find("of Ea B c").unwrap();
        assert_eq!(
            (found[0].kind.as_str(), found[0].text.as_str(), found[0].start, found[0].end),
            ("PER", "Ea B", 3, 7)
        );
        assert!(found[0].confidence > 0.5 && found[0].confidence <= 1.0);
    }

    #[test]
    fn a_file_of_another_encoder_or_with_other_tags_is_refused() {
        let settings = TaggedSettings { rounds: 1, tuning: Tuning::Lora, ..TaggedSettings::default() };
        let model = TaggedModel::train(&small(), &taught(4), &settings, &mut |_, _| Goes::On).unwrap();
        let file = model.to_file(LearntFrom::default());
        assert_eq!(file.manifest.version, 1, "without words it is what earlier builds read");
        // The encoder is not in the file when small weights were tuned.
        assert!(file.tensors.matrix("encoder/embeddings.word_embeddings.weight").is_none());
        let refused = |change: &dyn Fn(&mut ModelFile)| {
            let mut other = file.clone();
            change(&mut other);
            TaggedModel::from_bytes(&other.to_bytes().unwrap(), &small()).map(|_| ()).unwrap_err().to_string()
        };
        let made = |name: &'static str, value: &'static str| {
            move |file: &mut ModelFile| drop(file.manifest.made_with.insert(name.to_owned(), value.to_owned()))
        };
        assert!(
            refused(&made("encoder sha256", "00")).contains("another")
                || refused(&made("encoder sha256", "00")).contains("00")
        );
        assert!(refused(&made("tuning", "magic")).contains("how it was tuned"));
        assert!(refused(&made("words around", "many")).contains("words around"));
        assert!(refused(&made("texts parted by", "axe")).contains("parted"));
        assert!(refused(&|file| file.manifest.labels.truncate(3)).contains("head/tags.weight"));
        assert!(refused(&|file| file.manifest.kind = "text-linear".to_owned()).contains("text-linear"));
    }

    #[test]
    fn long_sentences_are_cut_and_what_is_behind_has_no_tag() {
        let settings = TaggedSettings { rounds: 1, ..TaggedSettings::default() };
        let model = TaggedModel::train(&small(), &taught(4), &settings, &mut |_, _| Goes::On).unwrap();
        let long = Sentence { words: vec!["word".to_owned(); 100], tags: Vec::new() };
        let said = model.tag(&vec![long, sentence("in Da b", "O O O")]).unwrap();
        assert_eq!((said[0].len(), said[1].len()), (100, 3));
        assert!(said[0][40..].iter().all(|tag| *tag == "O"));
    }

    #[test]
    fn words_stand_beside_a_wholly_tuned_encoder_alone_and_not_after_a_stop() {
        let learn = |tuning, words, goes| {
            let settings = TaggedSettings { rounds: 1, tuning, words, ..TaggedSettings::default() };
            TaggedModel::train(&small(), &taught(4), &settings, &mut |_, _| goes).unwrap().words.is_some()
        };
        assert!(learn(Tuning::Full, 0.3, Goes::On));
        assert!(!learn(Tuning::Full, 0.0, Goes::On));
        assert!(!learn(Tuning::Lora, 0.3, Goes::On));
        assert!(!learn(Tuning::Full, 0.3, Goes::Stop));
    }

    #[test]
    fn without_a_tagged_word_there_is_nothing_to_learn() {
        let settings = TaggedSettings::default();
        let none = TaggedModel::train(&small(), &[vec![Sentence::default()]], &settings, &mut |_, _| Goes::On);
        assert_eq!(none.map(|_| ()), Err(TunedFault::NoTexts));
    }
}
