//! Kept models of texts: found by who starts the server, read once, and read anew when another was kept under the name.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use attentive_text::demand::Models;
use attentive_text::encoder::SentenceEncoder;
use attentive_text::label::Labeller;
use attentive_text::tagged::Tagger;

use crate::error::ApiError;

/// Where kept models of texts lie; who starts the server says.
pub trait KeptTexts: fmt::Debug + Send + Sync {
    /// The model of labels that is kept under a name; `None` when there is none.
    ///
    /// # Errors
    /// With what is wrong with it, in words for people.
    fn find(&self, name: &str) -> Result<Option<Box<dyn Labeller>>, String>;

    /// What tells the model of labels that is kept under a name from any other, quickly; `None` when there is none.
    ///
    /// # Errors
    /// With why that cannot be told, in words for people.
    fn stamp(&self, name: &str) -> Result<Option<String>, String>;

    /// The model of tags that is kept under a name; `None` when there is none.
    ///
    /// # Errors
    /// With what is wrong with it, in words for people.
    fn find_tags(&self, name: &str) -> Result<Option<Box<dyn Tagger>>, String>;

    /// As [`Self::stamp`], of a model of tags.
    ///
    /// # Errors
    /// With why that cannot be told, in words for people.
    fn stamp_tags(&self, name: &str) -> Result<Option<String>, String>;

    /// The encoder of a name; `None` when there is none.
    ///
    /// # Errors
    /// With what is wrong with it, in words for people.
    fn encoder(&self, name: &str) -> Result<Option<SentenceEncoder>, String>;
}

/// Which of the person's own models answer before the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Understanding {
    /// Names a model of labels: what a demand wants.
    pub intent: Option<String>,
    /// Names one: what it is about.
    pub topic: Option<String>,
    /// Names one: how much it presses.
    pub urgency: Option<String>,
    /// Names a model of tags: whom and what it names.
    pub names: Option<String>,
    /// Names an encoder: what titles mean.
    pub titles: Option<String>,
}

/// What tells a model from others of its name, and the model.
type Stamped<T> = BTreeMap<String, (String, Arc<T>)>;

/// The models that were asked for.
#[derive(Default)]
pub(crate) struct Texts {
    kept: Option<Arc<dyn KeptTexts>>,
    read: Mutex<Stamped<dyn Labeller>>,
    read_tags: Mutex<Stamped<dyn Tagger>>,
    encoder: OnceLock<Option<SentenceEncoder>>,
}

/// The person's models for one demand, held while it is looked at.
#[derive(Default)]
pub(crate) struct OwnModels {
    intent: Option<Arc<dyn Labeller>>,
    topic: Option<Arc<dyn Labeller>>,
    urgency: Option<Arc<dyn Labeller>>,
    names: Option<Arc<dyn Tagger>>,
    /// Why one that was named does not answer.
    pub(crate) notes: Vec<String>,
}

impl OwnModels {
    pub(crate) fn view(&self) -> Models<'_> {
        Models {
            intent: self.intent.as_deref(),
            topic: self.topic.as_deref(),
            urgency: self.urgency.as_deref(),
            names: self.names.as_deref(),
        }
    }
}

impl Texts {
    /// Models from there; none without it.
    pub(crate) fn new(kept: Option<Arc<dyn KeptTexts>>) -> Self {
        Self { kept, ..Self::default() }
    }

    /// The model of labels of a name.
    ///
    /// # Errors
    /// 422 when there is none, or it cannot be used.
    pub(crate) fn model(&self, name: &str) -> Result<Arc<dyn Labeller>, ApiError> {
        self.labeller(name).map_err(ApiError::unprocessable)
    }

    /// The model of labels of a name, or why there is none.
    fn labeller(&self, name: &str) -> Result<Arc<dyn Labeller>, String> {
        let none =
            || format!("no model of texts is named {name:?}; `attentive text train TRAIN --save {name}` makes it");
        let kept = self.kept.as_ref().ok_or_else(none)?;
        known(&self.read, name, kept.stamp(name), &|| kept.find(name))?.ok_or_else(none)
    }

    /// The model of tags of a name, or why there is none.
    pub(crate) fn tagger(&self, name: &str) -> Result<Arc<dyn Tagger>, String> {
        let none = || {
            format!("no model of tags is named {name:?}; `attentive text train TRAIN --tags --save {name}` makes it")
        };
        let kept = self.kept.as_ref().ok_or_else(none)?;
        known(&self.read_tags, name, kept.stamp_tags(name), &|| kept.find_tags(name))?.ok_or_else(none)
    }

    /// The models that understand demands. One that cannot be used is told in words, and the rules answer in its place.
    pub(crate) fn own(&self, which: &Understanding) -> OwnModels {
        let mut notes = Vec::new();
        let mut labels = |name: &Option<String>| {
            let name = name.as_deref()?;
            self.labeller(name).map_err(|why| notes.push(format!("rules answered in place of your model: {why}"))).ok()
        };
        let (intent, topic, urgency) = (labels(&which.intent), labels(&which.topic), labels(&which.urgency));
        let names = which.names.as_deref().and_then(|name| {
            self.tagger(name).map_err(|why| notes.push(format!("rules answered in place of your model: {why}"))).ok()
        });
        for note in &notes {
            tracing::warn!("{note}");
        }
        OwnModels { intent, topic, urgency, names, notes }
    }

    /// The encoder that compares titles, read when it is first asked for; `None` where none was named, or it cannot be used, which is told in the log.
    pub(crate) fn encoder(&self, which: &Understanding) -> Option<&SentenceEncoder> {
        let read = || {
            let (name, kept) = (which.titles.as_deref()?, self.kept.as_ref()?);
            let found =
                kept.encoder(name).and_then(|found| found.ok_or_else(|| format!("no encoder is named {name:?}")));
            found.inspect_err(|why| tracing::warn!("titles are compared by words alone: {why}")).ok()
        };
        self.encoder.get_or_init(read).as_ref()
    }
}

/// A model that is known, or read now.
fn known<T: ?Sized>(
    read: &Mutex<Stamped<T>>,
    name: &str,
    stamp: Result<Option<String>, String>,
    find: &dyn Fn() -> Result<Option<Box<T>>, String>,
) -> Result<Option<Arc<T>>, String> {
    let Some(stamp) = stamp? else { return Ok(None) };
    // Held while a model is read: two callers at once wait for one reading.
    let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, model)) = read.get(name).filter(|(known, _)| *known == stamp) {
        return Ok(Some(Arc::clone(model)));
    }
    let Some(model) = find()? else { return Ok(None) };
    let model: Arc<T> = Arc::from(model);
    read.insert(name.to_owned(), (stamp, Arc::clone(&model)));
    Ok(Some(model))
}
