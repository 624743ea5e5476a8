//! Kept models of texts: found by who starts the server, read once, and read anew when another was kept under the name.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use attentive_text::demand::{Models, no_urgency};
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

    /// As [`Self::stamp`], of an encoder.
    ///
    /// # Errors
    /// With why that cannot be told, in words for people.
    fn stamp_encoder(&self, name: &str) -> Result<Option<String>, String>;
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

/// A model that is read by whoever asks first, or why it cannot be; read again once its stamp is another.
struct Slot<T: ?Sized> {
    stamp: String,
    model: OnceLock<Result<Option<Arc<T>>, String>>,
}

/// Models by their names.
type Slots<T> = Mutex<BTreeMap<String, Arc<Slot<T>>>>;

impl Understanding {
    /// Whether a model is asked about each demand.
    pub(crate) fn asks_models(&self) -> bool {
        [&self.intent, &self.topic, &self.urgency, &self.names].into_iter().any(Option::is_some)
    }
}

/// The models that were asked for.
#[derive(Default)]
pub(crate) struct Texts {
    kept: Option<Arc<dyn KeptTexts>>,
    labels: Slots<dyn Labeller>,
    tags: Slots<dyn Tagger>,
    encoders: Slots<SentenceEncoder>,
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
        known(&self.labels, name, kept.stamp(name), &|| kept.find(name))?.ok_or_else(none)
    }

    /// The model of tags of a name, or why there is none.
    pub(crate) fn tagger(&self, name: &str) -> Result<Arc<dyn Tagger>, String> {
        let none = || {
            format!("no model of tags is named {name:?}; `attentive text train TRAIN --tags --save {name}` makes it")
        };
        let kept = self.kept.as_ref().ok_or_else(none)?;
        known(&self.tags, name, kept.stamp_tags(name), &|| kept.find_tags(name))?.ok_or_else(none)
    }

    /// The models that understand demands. One that cannot be used is told in words, and the rules answer in its place.
    pub(crate) fn own(&self, which: &Understanding) -> OwnModels {
        let mut notes = Vec::new();
        let mut labels = |name: &Option<String>| {
            let name = name.as_deref()?;
            self.labeller(name).map_err(|why| notes.push(format!("rules answered in place of your model: {why}"))).ok()
        };
        let (intent, topic, urgency) = (labels(&which.intent), labels(&which.topic), labels(&which.urgency));
        let urgency = urgency.filter(|model| {
            let why_not = no_urgency(model.as_ref());
            notes.extend(why_not.iter().map(|why| format!("rules answered in place of your model of urgency: {why}")));
            why_not.is_none()
        });
        let names = which.names.as_deref().and_then(|name| {
            self.tagger(name).map_err(|why| notes.push(format!("rules answered in place of your model: {why}"))).ok()
        });
        OwnModels { intent, topic, urgency, names, notes }
    }

    /// The encoder that compares titles; `None` where none was named, or it cannot be used, which is told in the log.
    pub(crate) fn encoder(&self, which: &Understanding) -> Option<Arc<SentenceEncoder>> {
        let (name, kept) = (which.titles.as_deref()?, self.kept.as_ref()?);
        let find = || kept.encoder(name).map(|found| found.map(Box::new));
        known(&self.encoders, name, kept.stamp_encoder(name), &find).ok().flatten()
    }
}

/// A model that is known, or read now. Whoever asks for another meanwhile does not wait.
fn known<T: ?Sized>(
    slots: &Slots<T>,
    name: &str,
    stamp: Result<Option<String>, String>,
    find: &dyn Fn() -> Result<Option<Box<T>>, String>,
) -> Result<Option<Arc<T>>, String> {
    let Some(stamp) = stamp? else { return Ok(None) };
    let slot = {
        let mut slots = slots.lock().unwrap_or_else(PoisonError::into_inner);
        match slots.get(name).filter(|slot| slot.stamp == stamp) {
            Some(slot) => Arc::clone(slot),
            None => {
                let slot = Arc::new(Slot { stamp, model: OnceLock::new() });
                slots.insert(name.to_owned(), Arc::clone(&slot));
                slot
            }
        }
    };
    let read = || {
        let found = find().map(|model| model.map(Arc::from));
        found.inspect_err(|why| tracing::warn!("the model {name:?} cannot be used: {why}"))
    };
    slot.model.get_or_init(read).clone()
}
