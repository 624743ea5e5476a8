//! Whole demands, understood.

use super::*;
use crate::label::{By, Scope};
use crate::redact::Filters;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn berlin() -> LocalClock {
    LocalClock::from_offsets(vec![(i64::MIN, 3_600)])
}

fn of(subject: &str, body: &str, from: Option<&str>) -> Understood {
    let clock = berlin();
    let asked = Asked { subject, body, from, now: at("2026-11-25T13:20:00Z"), clock: &clock };
    understand(&asked, DemandWords::own(), &Models::default())
}

/// Says the label of which the text holds the name, or the first with little probability.
struct Fixed {
    labels: Vec<String>,
    scope: Scope,
}

impl Fixed {
    fn new(labels: &[&str]) -> Self {
        Self { labels: labels.iter().map(|label| (*label).to_owned()).collect(), scope: Scope::default() }
    }
}

impl Labeller for Fixed {
    fn by(&self) -> By {
        By::Linear
    }

    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn scope(&self) -> &Scope {
        &self.scope
    }

    fn probabilities(&self, texts: &[&str]) -> Vec<f32> {
        let rows = texts.iter().flat_map(|text| {
            let known = self.labels.iter().position(|label| text.contains(label.as_str()));
            (0..self.labels.len()).map(move |place| match known {
                Some(known) if known == place => 0.9,
                Some(_) => 0.05,
                None => 0.3,
            })
        });
        rows.collect()
    }
}

#[test]
fn a_mail_in_english_is_understood() {
    let found = of(
        "Approval needed: budget of Project Apollo",
        "Hi,\nplease approve OPS-412 by Friday 5pm. The customer is waiting for your answer.\nFatima Noor wrote the plan.",
        Some("Boris Ivanov <boris@example.org>"),
    );
    assert_eq!(found.intent.as_ref().map(|said| &said.is), Some(&Intent::Approval));
    assert_eq!(found.topic.as_ref().map(|said| said.is.as_str()), Some("money"));
    assert_eq!(found.deadline.as_ref().map(|moment| moment.at), Some(at("2026-11-27T16:00:00Z")));
    let waits = found.waits.unwrap();
    assert_eq!((waits.who.as_str(), waits.is_said), ("Boris Ivanov", true));
    let names: Vec<(&str, &str)> =
        found.entities.iter().map(|entity| (entity.kind.as_str(), entity.name.as_str())).collect();
    assert_eq!(names, [("project", "Project Apollo"), ("project", "OPS-412"), ("person", "Fatima Noor")]);
    assert_eq!((found.language, found.notes.len()), (Language::En, 0));
}

#[test]
fn a_message_in_chinese_is_understood() {
    let found = of("请尽快审批", "王小明表示明天下午三点前要提交给客户", Some("李老师"));
    assert_eq!(found.intent.as_ref().map(|said| &said.is), Some(&Intent::Approval));
    assert_eq!(found.urgency.is, Urgency::Urgent);
    assert_eq!(found.deadline.map(|moment| moment.at), Some(at("2026-11-26T14:00:00Z")));
    assert_eq!(found.entities[0].name, "王小明");
    assert_eq!((found.language, found.waits.unwrap().who.as_str()), (Language::Zh, "李老师"));
}

#[test]
fn a_meeting_is_due_when_it_begins_and_what_is_near_presses() {
    let found = of("Standup starts in 20 minutes", "", None);
    assert_eq!((found.intent.unwrap().is, found.urgency.is), (Intent::Meeting, Urgency::Urgent));
    assert_eq!(found.urgency.reasons[0].value, Some(20.0));
    let found = of("Meeting tomorrow at 10:00", "", None);
    assert_eq!(found.deadline.map(|moment| moment.at), Some(at("2026-11-26T09:00:00Z")));
    let found = of("Lunch tomorrow at 10:00", "", None);
    assert_eq!((found.deadline, found.moments.len()), (None, 1));
}

#[test]
fn models_of_the_person_answer_where_they_are_sure_and_say_so() {
    let (intents, levels) = (Fixed::new(&["refund", "card"]), Fixed::new(&["low", "urgent", "odd"]));
    let clock = berlin();
    let models = Models { intent: Some(&intents), urgency: Some(&levels), ..Models::default() };
    let asked = |subject| Asked { subject, body: "", from: Some("Bo"), now: at("2026-11-25T13:20:00Z"), clock: &clock };
    let found = understand(&asked("my refund has a low price?"), DemandWords::own(), &models);
    let intent = found.intent.unwrap();
    assert_eq!(
        (intent.is, intent.by, intent.probability),
        (Intent::Own("refund".into()), UnderstoodBy::Model, Some(0.9))
    );
    assert_eq!((found.urgency.is, found.urgency.by), (Urgency::Low, UnderstoodBy::Model));
    // Unsure, or with a label that says no urgency, the rules answer.
    let found = understand(&asked("how do I do that? odd"), DemandWords::own(), &models);
    let intent = found.intent.unwrap();
    assert_eq!((intent.is, intent.by, intent.probability), (Intent::Question, UnderstoodBy::Rules, None));
    assert_eq!(found.urgency.by, UnderstoodBy::Rules);
}

#[test]
fn what_filters_hide_is_not_understood() {
    let filters = Filters::parse(&serde_json::json!([
        {"field": "title", "pattern": "(?i)salary", "action": "drop"},
        {"field": "text", "pattern": "Anna Smith", "action": "redact", "replacement": "somebody"},
    ]))
    .unwrap();
    let clock = berlin();
    let kept = |subject: &str, body: &str, from: Option<&str>| {
        let asked = Asked { subject, body, from, now: at("2026-11-25T13:20:00Z"), clock: &clock };
        let screen = |text: &str| filters.text("demands", text);
        understand_screened(&screen, &asked, DemandWords::own(), &Models::default())
    };
    assert!(kept("Salary of Bo", "", None).is_none());
    assert!(kept("Hello", "about the salary", None).is_none());
    let found = kept("Could you please call?", "It is Anna Smith, about OPS-1", Some("Anna Smith")).unwrap();
    assert!(found.entities.is_empty(), "{:?}", found.entities);
    assert_eq!(found.waits.map(|waits| waits.who), Some("somebody".to_owned()));
}

#[test]
fn a_line_of_ten_megabytes_is_cut_with_a_note() {
    let long = "please 尽快 ".repeat(1_000_000);
    let found = of(&long, &long, Some("Bo"));
    assert_eq!(found.notes.len(), 2, "{:?}", found.notes);
    assert!(found.notes[0].contains("20000 signs of the subject"));
    assert_eq!(found.urgency.is, Urgency::Urgent);
}

#[test]
fn an_empty_demand_says_nothing() {
    let found = of("", "", Some(" "));
    assert_eq!((found.intent, found.topic, found.deadline, found.waits), (None, None, None, None));
    assert_eq!((found.urgency.is, found.language, found.entities.len()), (Urgency::Normal, Language::None, 0));
}

#[test]
fn what_is_understood_survives_json() {
    let found = of("Please approve OPS-7 by Friday 5pm", "", Some("@anna"));
    let again: Understood = serde_json::from_value(serde_json::json!(found)).unwrap();
    assert_eq!(again, found);
}

proptest::proptest! {
    #[test]
    fn no_demand_makes_it_panic(subject in "(?s).{0,60}", body in "(?s).{0,60}", from in proptest::option::of(".{0,20}"), now in proptest::prelude::any::<i64>()) {
        let clock = berlin();
        let asked = Asked { subject: &subject, body: &body, from: from.as_deref(), now: Timestamp(now), clock: &clock };
        let found = understand(&asked, DemandWords::own(), &Models::default());
        proptest::prop_assert!(found.entities.len() <= MOST_ENTITIES && !found.urgency.reasons.is_empty());
        if let Some(waits) = found.waits {
            proptest::prop_assert!(!waits.who.is_empty());
        }
    }

    #[test]
    fn neither_do_phrases_in_any_order(words in proptest::collection::vec(0_usize..400, 0..12), now in proptest::prelude::any::<i64>()) {
        let all: Vec<&str> = DemandWords::own_text().split(['|', '\n']).map(str::trim).filter(|word| !word.is_empty()).collect();
        let text: String = words.iter().flat_map(|word| [all[word * 7 % all.len()], " "]).collect();
        let clock = berlin();
        let asked = Asked { subject: &text, body: &text, from: Some("Bo"), now: Timestamp(now), clock: &clock };
        let found = understand(&asked, DemandWords::own(), &Models::default());
        proptest::prop_assert!(found.deadline.is_none() || !found.moments.is_empty());
    }
}
