//! What does a demand want, how much does it press, until when, and who waits? The words of a notification, a mail, a ticket or a question in, [`Understood`] out.
//!
//! ```text
//! subject, body, sender ──redact──> plain words ─┬─ intent.rs ──> question, request, approval, ...        words.txt: the words by which all of this is told
//!                                                ├─ topic.rs ───> what it is about
//!                                                ├─ when/ ──────> moments, the deadline among them
//!                                                ├─ urgency.rs ─> how much it presses, and why
//!                                                ├─ waits.rs ───> who waits, and why one thinks so
//!                                                └─ named ──────> people, organisations, projects
//! ```
//!
//! All of it is told by rules that a person can read and change ([`DemandWords`]); models of the person, where they are there and sure, answer before them ([`Models`]), and each answer says who gave it.
//! Rules that found nothing say nothing: a missing intent is `None`. What is understood is a proposal; the broker decides.

mod intent;
mod language;
mod topic;
mod urgency;
mod waits;
mod when;
mod words;

use attentive_types::{LocalClock, Reason, Timestamp, Urgency};
use serde::{Deserialize, Serialize};

use crate::label::Labeller;
use crate::named::{Named, NamedKind, Stands, named};
use crate::tagged::Tagger;
use crate::word_lists::plain;

pub use intent::Intent;
pub use language::Language;
pub use waits::Waits;
pub use when::Moment;
pub use words::DemandWords;

/// Signs of subject and body each that are looked at, at most.
pub const LONGEST: usize = 20_000;

/// Entities that are told, at most.
const MOST_ENTITIES: usize = 50;

/// A model's answer counts from this probability on, and not below what the model itself calls sure.
const SURE: f32 = 0.5;

/// What asks for attention, in its own words.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The title: a subject, the head of a notification, a ticket's name.
    pub subject: &'a str,
    /// What follows; empty when there is nothing.
    pub body: &'a str,
    /// Who sent it, as `Anna Smith <anna@example.org>`, `@anna` or a name; `None` when that is not known.
    pub from: Option<&'a str>,
    /// The moment at which it came in: "tomorrow" is counted from it.
    pub now: Timestamp,
    /// The person's wall clock.
    pub clock: &'a LocalClock,
}

/// Models of the person that answer before the rules.
#[derive(Clone, Copy, Default)]
pub struct Models<'a> {
    /// Labels of what is wanted; a label that is none of ours stands as it is.
    pub intent: Option<&'a dyn Labeller>,
    /// Labels of what it is about.
    pub topic: Option<&'a dyn Labeller>,
    /// Labels `low`, `normal`, `high`, `urgent`; others are not looked at.
    pub urgency: Option<&'a dyn Labeller>,
    /// Tags of people, organisations and whatever else it was taught.
    pub names: Option<&'a dyn Tagger>,
}

impl std::fmt::Debug for Models<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let labels = |model: Option<&dyn Labeller>| model.map(|model| model.labels().len());
        f.debug_struct("Models")
            .field("intents", &labels(self.intent))
            .field("topics", &labels(self.topic))
            .field("urgencies", &labels(self.urgency))
            .field("tags", &self.names.map(|model| model.tag_set().tags().len()))
            .finish()
    }
}

/// Who said something of a demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnderstoodBy {
    /// Words and forms, as `words.txt` tells them.
    Rules,
    /// A model that was taught by the person.
    Model,
}

/// Something said of a demand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said<T> {
    /// What.
    pub is: T,
    /// Who said it.
    pub by: UnderstoodBy,
    /// How likely it is, 0 to 1, by the model; `None` from rules, which nobody has calibrated.
    pub probability: Option<f32>,
    /// Why, most telling first.
    pub reasons: Vec<Reason>,
}

/// A name in a demand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DemandEntity {
    /// `person`, `organisation`, `project`, or the kind that the person's model tells.
    pub kind: String,
    /// The name.
    pub name: String,
    /// Who found it.
    pub by: UnderstoodBy,
    /// How likely kind and both ends are right, 0 to 1, by the model; `None` from rules.
    pub confidence: Option<f32>,
}

/// What was understood of a demand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Understood {
    /// What is wanted; `None` when nothing says so.
    pub intent: Option<Said<Intent>>,
    /// What it is about; `None` when nothing says so.
    pub topic: Option<Said<String>>,
    /// How much it presses; normal when nothing says so.
    pub urgency: Said<Urgency>,
    /// When it is due, or begins; `None` when nothing says so. It may be over.
    pub deadline: Option<Moment>,
    /// All moments that it speaks of.
    pub moments: Vec<Moment>,
    /// Who waits for an answer; `None` when nobody is known to.
    pub waits: Option<Waits>,
    /// Who and what it names, each once.
    pub entities: Vec<DemandEntity>,
    /// The language that most of it is in.
    pub language: Language,
    /// What was not looked at, in words.
    pub notes: Vec<String>,
}

/// Understands a demand.
///
/// ```
/// use attentive_text::demand::{Asked, DemandWords, Intent, Models, understand};
/// use attentive_types::{LocalClock, Timestamp, Urgency};
/// let now = Timestamp::parse("2026-11-25T13:20:00Z").unwrap();
/// let clock = LocalClock::utc();
/// let asked = Asked { subject: "Please approve OPS-7 by Friday 5pm", body: "", from: Some("@anna"), now, clock: &clock };
/// let found = understand(&asked, DemandWords::own(), &Models::default());
/// assert_eq!(found.intent.unwrap().is, Intent::Approval);
/// assert_eq!(found.deadline.unwrap().at.to_string(), "2026-11-27T17:00:00Z");
/// assert_eq!((found.urgency.is, found.waits.unwrap().who.as_str()), (Urgency::Normal, "@anna"));
/// ```
#[must_use]
pub fn understand(asked: &Asked<'_>, words: &DemandWords, models: &Models<'_>) -> Understood {
    let mut notes = Vec::new();
    let mut cut = |text, what: &str| beginning(text, what, &mut notes);
    let (subject, body) = (cut(asked.subject, "subject"), cut(asked.body, "body"));
    let from = asked.from.map(|from| cut(from, "sender").trim()).filter(|from| !from.is_empty());
    let text = Plain { subject: plain(subject), body: plain(body) };
    let whole = if body.is_empty() { subject.to_owned() } else { format!("{subject}\n{body}") };
    let intent =
        by_model(models.intent, &whole, |label| Some(Intent::named(label))).or_else(|| intent::by_rules(&text, words));
    let topic =
        by_model(models.topic, &whole, |label| Some(label.to_owned())).or_else(|| topic::by_rules(&text, words));
    let mut moments = when::moments(&text.subject, asked.now, asked.clock);
    moments.extend(when::moments(&text.body, asked.now, asked.clock));
    let wanted = intent.as_ref().map(|intent| &intent.is);
    let deadline = deadline(&moments, wanted, asked.now);
    let urgency = by_model(models.urgency, &whole, urgency_named)
        .unwrap_or_else(|| urgency::by_rules(&text, words, wanted, deadline.as_ref(), asked.now));
    let entities = entities(subject, body, models.names, &mut notes);
    let waits = waits::find(&text, words, from, wanted, &entities);
    Understood { intent, topic, urgency, deadline, moments, waits, entities, language: language::of(&whole), notes }
}

/// Understands what the person's filters leave of a demand: what they hide is not understood either. `screen` says what may be kept of a text, as [`crate::Filters::text`] does, and `None` when nothing may;
/// then nothing is said of the whole demand.
#[must_use]
pub fn understand_screened(
    screen: &dyn Fn(&str) -> Option<String>,
    asked: &Asked<'_>,
    words: &DemandWords,
    models: &Models<'_>,
) -> Option<Understood> {
    let (subject, body) = (screen(asked.subject)?, screen(asked.body)?);
    let from = match asked.from {
        Some(from) => Some(screen(from)?),
        None => None,
    };
    let kept = Asked { subject: &subject, body: &body, from: from.as_deref(), ..*asked };
    Some(understand(&kept, words, models))
}

/// Both parts in plain letters.
struct Plain {
    subject: String,
    body: String,
}

impl Plain {
    fn parts(&self) -> [&str; 2] {
        [&self.subject, &self.body]
    }
}

/// The beginning of a text, with a note when it was cut.
fn beginning<'a>(text: &'a str, what: &str, notes: &mut Vec<String>) -> &'a str {
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some((end, _)) => {
            notes.push(format!("only the first {LONGEST} signs of the {what} were looked at"));
            &text[..end]
        }
    }
}

/// What a model says, where it is there and sure.
fn by_model<T>(model: Option<&dyn Labeller>, text: &str, turned: impl Fn(&str) -> Option<T>) -> Option<Said<T>> {
    let answer = model?.label(&[text]).into_iter().next()?;
    let label = answer.label.filter(|_| answer.probability >= SURE)?;
    let why = format!("your model of labels says {label}");
    Some(Said {
        is: turned(&label)?,
        by: UnderstoodBy::Model,
        probability: Some(answer.probability),
        reasons: vec![reason("your-model", &why, 1.0)],
    })
}

/// Why a model cannot say how much something presses: none of its labels is a word for that. `None` where one is.
#[must_use]
pub fn no_urgency(model: &dyn Labeller) -> Option<String> {
    let labels = model.labels();
    if labels.iter().any(|label| urgency_named(label).is_some()) {
        return None;
    }
    let some: Vec<&str> = labels.iter().take(SOME).map(String::as_str).collect();
    let more = labels.len().saturating_sub(SOME);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(format!("none of its labels is low, normal, high or urgent: {}{more}", some.join(", ")))
}

/// So many labels are named where there may be many.
const SOME: usize = 5;

/// How much a label of a model says that something presses; `None` where it is no word for that.
fn urgency_named(label: &str) -> Option<Urgency> {
    match label.trim().to_lowercase().as_str() {
        "low" | "低" => Some(Urgency::Low),
        "normal" | "medium" | "普通" | "中" => Some(Urgency::Normal),
        "high" | "高" => Some(Urgency::High),
        "urgent" | "critical" | "紧急" => Some(Urgency::Urgent),
        _ => None,
    }
}

/// The first moment that is due and not over; for a meeting the first hour that is told; else the last of those that are over.
fn deadline(moments: &[Moment], intent: Option<&Intent>, now: Timestamp) -> Option<Moment> {
    let is_meeting = intent == Some(&Intent::Meeting);
    let due = || moments.iter().filter(|moment| moment.is_deadline || (is_meeting && moment.has_time));
    due()
        .filter(|moment| moment.at >= now)
        .min_by_key(|moment| moment.at)
        .or_else(|| due().max_by_key(|moment| moment.at))
        .cloned()
}

/// Whom and what a text names, each once: by the model where there is one and it is sure, by rules where it says nothing. The second is what could not be looked at, in words.
#[must_use]
pub fn entities_of(text: &str, model: Option<&dyn Tagger>) -> (Vec<DemandEntity>, Vec<String>) {
    let mut notes = Vec::new();
    let text = beginning(text, "text", &mut notes);
    (entities(text, "", model, &mut notes), notes)
}

fn entities(subject: &str, body: &str, model: Option<&dyn Tagger>, notes: &mut Vec<String>) -> Vec<DemandEntity> {
    let mut found: Vec<DemandEntity> = Vec::new();
    let mut add = |entity: DemandEntity| {
        let is_new = found.iter().all(|known| known.kind != entity.kind || known.name != entity.name);
        if is_new && found.len() < MOST_ENTITIES {
            found.push(entity);
        }
    };
    for text in [subject, body] {
        let tagged = match model.map(|model| model.find(text)) {
            None => Vec::new(),
            Some(Ok(tagged)) => tagged.into_iter().filter(|one| one.confidence >= SURE).collect(),
            Some(Err(fault)) => {
                notes.push(format!("the model of tags could not read it: {fault}"));
                Vec::new()
            }
        };
        for Named { kind, name, start, end } in named(text, Stands::InText) {
            // What a model told of these words stands instead.
            if tagged.iter().all(|one| end <= one.start || one.end <= start) {
                add(DemandEntity { kind: kind_name(kind).to_owned(), name, by: UnderstoodBy::Rules, confidence: None });
            }
        }
        for one in tagged {
            let kind = common_kind(&one.kind);
            add(DemandEntity { kind, name: one.text, by: UnderstoodBy::Model, confidence: Some(one.confidence) });
        }
    }
    found
}

fn kind_name(kind: NamedKind) -> &'static str {
    match kind {
        NamedKind::Person => "person",
        NamedKind::Organisation => "organisation",
        NamedKind::Project => "project",
    }
}

/// The widespread names of kinds become ours; others stay.
#[must_use]
pub fn common_kind(kind: &str) -> String {
    let first = kind.split('.').next().unwrap_or(kind).to_lowercase();
    let known = match first.as_str() {
        "per" | "person" | "name" | "people" => "person",
        "org" | "organisation" | "organization" | "company" | "government" => "organisation",
        "project" | "prj" | "ticket" | "repository" => "project",
        "loc" | "gpe" | "location" | "place" | "address" => "place",
        _ => return kind.to_owned(),
    };
    known.to_owned()
}

fn reason(code: &str, text: &str, weight: f64) -> Reason {
    Reason { code: code.to_owned(), text: text.to_owned(), value: None, unit: String::new(), weight }
}

#[cfg(test)]
mod tests;
