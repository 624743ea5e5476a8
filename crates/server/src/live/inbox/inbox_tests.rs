//! The inbox over a real store: what is acknowledged is kept, what is asked is answered once.

use std::time::Instant;

use attentive_store::OpenOptions;
use attentive_types::time::{HOUR, MINUTE};
use attentive_types::{TicketStatus, Urgency};

use super::super::{Live, LiveOptions, PromptOptions};
use super::*;

fn at(folder: &std::path::Path) -> Live {
    let store = Store::open(OpenOptions::new(folder.join("a.db"))).unwrap();
    // Never quiet, so that the hour at which the tests run does not matter.
    let prompts = PromptOptions { quiet_hours: None, ..PromptOptions::default() };
    Live::start(store, LiveOptions { hostname: "h".to_owned(), prompts, ..LiveOptions::default() }).unwrap()
}

pub(super) fn asked(subject: &str, urgency: Urgency, wish: Wish) -> Incoming {
    let demand = Demand {
        demand_id: String::new(),
        source: "builder".to_owned(),
        subject: subject.to_owned(),
        urgency,
        expected_s: None,
        arrived: Timestamp(0),
        deadline: None,
    };
    let (body, urgency, asker) = (String::new(), Some(urgency), "builder".to_owned());
    Incoming { demand, wish, body, stays: false, key: None, urgency, asker }
}

fn question(options: &[&str]) -> Wish {
    Wish::Question { options: options.iter().map(|option| (*option).to_owned()).collect(), default: None }
}

#[tokio::test]
async fn what_is_urgent_comes_at_once_and_is_on_the_disk_before_it_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let live = at(folder.path());
    let ticket = live.inner.take_in(asked("disk full", Urgency::Urgent, Wish::Message)).await.unwrap();
    assert_eq!(ticket.status, TicketStatus::Delivered);
    assert_eq!(ticket.decision.as_ref().unwrap().reasons[0].code, "urgent");
    assert_eq!(kept::find(&live.inner.store, ticket.ticket_id()).unwrap().as_ref(), Some(&*ticket));
}

#[tokio::test]
async fn what_nobody_said_of_its_urgency_its_words_do_and_never_past_quiet_hours() {
    let folder = tempfile::tempdir().unwrap();
    let live = at(folder.path());
    let mut incoming = asked("URGENT: please answer ASAP, Anna Smith waits", Urgency::Normal, Wish::Message);
    incoming.urgency = None;
    let ticket = live.inner.take_in(incoming).await.unwrap();
    assert_eq!(ticket.demand.urgency, Urgency::High);
    assert!(
        ticket.understood.as_ref().unwrap()["entities"].to_string().contains("Anna Smith"),
        "{:?}",
        ticket.understood
    );
}

/// Models of a person: one of intents, under the name `wishes`, and one that is damaged.
#[derive(Debug)]
struct OwnTexts;

struct AlwaysRefund(Vec<String>, attentive_text::Scope);

impl attentive_text::Labeller for AlwaysRefund {
    fn by(&self) -> attentive_text::By {
        attentive_text::By::Linear
    }

    fn labels(&self) -> &[String] {
        &self.0
    }

    fn scope(&self) -> &attentive_text::Scope {
        &self.1
    }

    fn probabilities(&self, texts: &[&str]) -> Vec<f32> {
        texts.iter().flat_map(|_| [0.9, 0.1]).collect()
    }
}

impl crate::KeptTexts for OwnTexts {
    fn find(&self, name: &str) -> Result<Option<Box<dyn attentive_text::Labeller>>, String> {
        let labels = ["refund", "other"].map(str::to_owned).to_vec();
        let model = AlwaysRefund(labels, attentive_text::Scope::default());
        Ok((name == "wishes").then(|| Box::new(model) as Box<dyn attentive_text::Labeller>))
    }

    fn stamp(&self, name: &str) -> Result<Option<String>, String> {
        if name == "torn" { Err("it is damaged".to_owned()) } else { Ok((name == "wishes").then(|| "1".to_owned())) }
    }

    fn find_tags(&self, _: &str) -> Result<Option<Box<dyn attentive_text::tagged::Tagger>>, String> {
        Ok(None)
    }

    fn stamp_tags(&self, _: &str) -> Result<Option<String>, String> {
        Ok(None)
    }

    fn stamp_encoder(&self, _: &str) -> Result<Option<String>, String> {
        Ok(None)
    }

    fn encoder(&self, _: &str) -> Result<Option<attentive_text::encoder::SentenceEncoder>, String> {
        Ok(None)
    }
}

#[tokio::test]
async fn own_models_answer_before_the_rules_and_one_that_cannot_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
    let named = |name: &str| Some(name.to_owned());
    let understanding = crate::Understanding {
        intent: named("wishes"),
        topic: named("torn"),
        urgency: named("wishes"),
        names: named("gone"),
        ..crate::Understanding::default()
    };
    let texts: Option<std::sync::Arc<dyn crate::KeptTexts>> = Some(std::sync::Arc::new(OwnTexts));
    let options = LiveOptions { hostname: "h".to_owned(), texts, understanding, ..LiveOptions::default() };
    let live = Live::start(store, options).unwrap();
    let incoming = asked("could you review this, please?", Urgency::Normal, Wish::Message);
    let ticket = live.inner.take_in(incoming).await.unwrap();
    let understood = ticket.understood.as_ref().unwrap();
    assert_eq!((&understood["intent"]["is"], &understood["intent"]["by"]), (&"refund".into(), &"model".into()));
    let notes = understood["notes"].to_string();
    assert!(notes.contains("none of its labels is low, normal, high or urgent: refund, other"), "{notes}");
    assert!(notes.contains("damaged") && notes.contains("\"gone") && notes.contains("rules answered"), "{notes}");
    assert_eq!(ticket.demand.subject, "could you review this, please?");
}

#[tokio::test]
async fn a_permission_is_given_and_done() {
    let folder = tempfile::tempdir().unwrap();
    let live = at(folder.path());
    let ticket = live.inner.take_in(asked("may I?", Urgency::Urgent, Wish::Permission)).await.unwrap();
    assert_eq!(ticket.status, TicketStatus::Closed);
    let reported = live.inner.with_ticket(ticket.ticket_id(), Deed::Report("helped".into()), "builder").await.unwrap();
    assert_eq!(reported.outcome.as_deref(), Some("helped"));
}

/// A ticket that waits.
fn waiting(wish: Wish) -> Ticket {
    Ticket::new(asked("x", Urgency::Normal, Wish::Message).demand, wish, String::new(), "a".into())
}

#[test]
fn what_the_person_does_says_yes_only_where_they_did() {
    use TicketStatus::{Closed, Refused};
    for (wish, deed, expected) in [
        (Wish::Permission, Deed::Close, Refused),
        (Wish::Permission, Deed::Refuse, Refused),
        (Wish::Permission, Deed::Deliver, Closed),
        (question(&[]), Deed::Refuse, Refused),
        (question(&[]), Deed::Close, Closed),
        (Wish::Message, Deed::Refuse, Closed),
    ] {
        let mut ticket = waiting(wish.clone());
        deed.apply(&mut ticket, "person", Timestamp(1)).unwrap();
        assert_eq!(ticket.status, expected, "{wish:?} {deed:?}");
    }
    for wish in [Wish::Permission, Wish::Message] {
        let mut ticket = waiting(wish);
        let error = Deed::Answer("yes".into()).apply(&mut ticket, "person", Timestamp(1)).unwrap_err();
        assert!(error.to_string().contains("only a question"), "{error}");
        assert_eq!(ticket.status, TicketStatus::Waiting);
    }
}

#[test]
fn what_was_put_off_is_brought_anew() {
    let mut ticket = waiting(Wish::Message);
    Deed::Deliver.apply(&mut ticket, "attentive", Timestamp(1)).unwrap();
    Deed::Snooze(Timestamp(9)).apply(&mut ticket, "person", Timestamp(2)).unwrap();
    assert_eq!(ticket.delivered, None);
    Deed::Deliver.apply(&mut ticket, "attentive", Timestamp(9)).unwrap();
    assert_eq!(ticket.delivered, Some(Timestamp(9)));
}

#[tokio::test]
async fn what_was_forgotten_is_not_written_again_by_who_still_knows_it() {
    let folder = tempfile::tempdir().unwrap();
    let live = at(folder.path());
    let inner = &live.inner;
    let ticket = inner.take_in(asked("secret", Urgency::Urgent, Wish::Message)).await.unwrap();
    // As another program does it: nobody here was told yet.
    let at = ticket.demand.arrived;
    inner.store.forget(attentive_store::Range { start: Some(at), end: Some(at.plus(1)) }, None).unwrap();
    let late = inner.with_ticket(ticket.ticket_id(), Deed::Close, "person").await;
    assert_eq!(late, Err(InboxError::NoSuchTicket));
    assert_eq!(kept::find(&inner.store, ticket.ticket_id()).unwrap(), None);
}

#[tokio::test]
async fn the_same_key_twice_is_one_and_is_not_readable_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let live = at(folder.path());
    let incoming = || Incoming { key: Some("todo call Ana".into()), ..asked("a", Urgency::Urgent, Wish::Message) };
    let first = live.inner.take_in(incoming()).await.unwrap();
    live.inner.with_ticket(first.ticket_id(), Deed::Close, "person").await.unwrap();
    let again = live.inner.take_in(incoming()).await.unwrap();
    assert_eq!(first.ticket_id(), again.ticket_id());
    let kept = kept::find(&live.inner.store, first.ticket_id()).unwrap().unwrap();
    assert!(!kept.key.unwrap().contains("Ana"));
}

#[tokio::test]
async fn the_same_key_of_another_source_is_another_and_one_that_lapsed_is_asked_anew() {
    let folder = tempfile::tempdir().unwrap();
    let live = at(folder.path());
    let inner = &live.inner;
    let incoming = |source: &str, deadline: Option<Timestamp>| {
        let mut incoming = asked("a", Urgency::Urgent, question(&[]));
        incoming.demand.source = source.to_owned();
        incoming.demand.deadline = deadline;
        Incoming { key: Some("42".into()), ..incoming }
    };
    let first = inner.take_in(incoming("backup", None)).await.unwrap();
    let other = inner.take_in(incoming("ci", Some(inner.data_clock.now().plus(-1)))).await.unwrap();
    assert_ne!(first.ticket_id(), other.ticket_id());
    assert_eq!(other.status, TicketStatus::Expired);
    let anew = inner.take_in(incoming("ci", None)).await.unwrap();
    assert_ne!(anew.ticket_id(), other.ticket_id());
    assert_eq!(inner.take_in(incoming("ci", None)).await.unwrap().ticket_id(), anew.ticket_id());
    drop(live);
    let live = at(folder.path());
    assert_eq!(live.inner.take_in(incoming("ci", None)).await.unwrap().ticket_id(), anew.ticket_id());
}

#[tokio::test]
async fn a_task_asks_for_nothing_until_its_day_and_does_not_lapse() {
    let folder = tempfile::tempdir().unwrap();
    let live = at(folder.path());
    let now = live.inner.data_clock.now();
    let task = |due: Timestamp| {
        let mut incoming = asked("write the report", Urgency::Normal, Wish::Message);
        incoming.demand.deadline = Some(due);
        Incoming { stays: true, ..incoming }
    };
    let late = live.inner.take_in(task(now.plus(30 * NEAR_DAY))).await.unwrap();
    assert_eq!((late.status, late.not_before), (TicketStatus::Waiting, None));
    assert_eq!(late.decision, None, "it is not even looked at");
    let overdue = live.inner.take_in(task(now.plus(-HOUR))).await.unwrap();
    assert!(!overdue.status.is_ended(), "{overdue:?}");
    assert!(
        overdue.decision.as_ref().unwrap().reasons.iter().any(|reason| reason.code == "urgency-high"),
        "{overdue:?}"
    );
}

const NEAR_DAY: i64 = 24 * HOUR;

#[tokio::test]
async fn retention_leaves_what_waits_and_takes_what_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let live = at(folder.path());
    let inner = &live.inner;
    let waits = inner.take_in(asked("open?", Urgency::Urgent, question(&[]))).await.unwrap();
    let done = inner.take_in(asked("done", Urgency::Urgent, Wish::Message)).await.unwrap();
    inner.with_ticket(done.ticket_id(), Deed::Close, "person").await.unwrap();
    let in_a_month = inner.data_clock.now().plus(31 * NEAR_DAY);
    let month = super::super::Retention { samples_days: None, events_days: Some(30) };
    let (events, _) = month.sweep(&inner.store, in_a_month).unwrap();
    assert_eq!(events, 2, "the ticket as it came and as it was closed, no other");
    assert!(kept::find(&inner.store, waits.ticket_id()).unwrap().is_some());
    assert_eq!(kept::find(&inner.store, done.ticket_id()).unwrap(), None);
}

#[test]
fn a_report_that_says_the_same_again_adds_nothing() {
    let mut ticket = waiting(Wish::Message);
    for _ in 0..3 {
        Deed::Report("helped".into()).apply(&mut ticket, "a", Timestamp(1)).unwrap();
    }
    assert_eq!(ticket.steps.len(), 2);
    let error =
        (0..200).find_map(|number| Deed::Report(number.to_string()).apply(&mut ticket, "a", Timestamp(1)).err());
    assert!(error.is_some() && ticket.steps.len() <= 101, "{}", ticket.steps.len());
}

#[tokio::test]
async fn an_answer_must_be_one_of_the_options_and_ends_the_ticket() {
    let folder = tempfile::tempdir().unwrap();
    let live = at(folder.path());
    let inner = live.inner();
    let ticket = inner.take_in(asked("which?", Urgency::Urgent, question(&["a", "b"]))).await.unwrap();
    let name = ticket.ticket_id();
    let wrong = inner.with_ticket(name, Deed::Answer("c".into()), "person").await.unwrap_err();
    assert_eq!(wrong.to_string(), "answer: expected one of a, b");
    let answered = inner.with_ticket(name, Deed::Answer("b".into()), "person").await.unwrap();
    assert_eq!((answered.status, answered.answer.as_deref()), (TicketStatus::Closed, Some("b")));
    let late = inner.with_ticket(name, Deed::Answer("a".into()), "person").await.unwrap_err();
    assert_eq!(late, InboxError::Ended("closed"));
    assert_eq!(inner.with_ticket("t-1-2", Deed::Close, "person").await, Err(InboxError::NoSuchTicket));
}

#[tokio::test]
async fn what_was_put_off_waits_and_a_restart_knows_it() {
    let folder = tempfile::tempdir().unwrap();
    let name = {
        let live = at(folder.path());
        let ticket = live.inner.take_in(asked("later", Urgency::Urgent, Wish::Message)).await.unwrap();
        let until = live.inner.data_clock.now().plus(HOUR);
        let put_off = live.inner.with_ticket(ticket.ticket_id(), Deed::Snooze(until), "person").await.unwrap();
        assert_eq!((put_off.status, put_off.not_before), (TicketStatus::Waiting, Some(until)));
        // No time for a last word: the store closes with the last handle only.
        ticket.ticket_id().to_owned()
    };
    let live = at(folder.path());
    let again = live.inner.ticket(&name).unwrap();
    assert_eq!((again.status, again.steps.len()), (TicketStatus::Waiting, 3));
    assert_eq!(live.inner.inbox.look(Shelf::open).len(), 1);
}

#[tokio::test]
async fn many_at_once_are_all_kept_and_too_many_of_one_asker_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let live = at(folder.path());
    let inner = live.inner();
    let mut asking = tokio::task::JoinSet::new();
    for number in 0..MOST_OF_ONE + 20 {
        let inner = Arc::clone(inner);
        // Urgent ones come at once; put off, they wait, whatever the moment is like.
        asking.spawn(async move {
            let ticket = inner.take_in(asked(&format!("number {number}"), Urgency::Urgent, Wish::Message)).await?;
            let until = inner.data_clock.now().plus(HOUR);
            inner.with_ticket(ticket.ticket_id(), Deed::Snooze(until), "person").await
        });
    }
    let all = asking.join_all().await;
    let kept = kept::recent(&inner.store, inner.data_clock.now()).unwrap();
    let taken = all.iter().filter(|ticket| ticket.is_ok()).count();
    assert_eq!(kept.len(), taken, "what was acknowledged is kept, and nothing else");
    assert!((MOST_OF_ONE - 20..=MOST_OF_ONE + 20).contains(&taken), "{taken}");
    let refused = inner.take_in(asked("one more", Urgency::Low, Wish::Message)).await;
    assert!(matches!(refused, Err(InboxError::TooMany(_))), "{refused:?}");
}

#[tokio::test]
async fn forgetting_the_moment_forgets_the_ticket() {
    let folder = tempfile::tempdir().unwrap();
    let live = at(folder.path());
    let ticket = live.inner.take_in(asked("secret", Urgency::Urgent, Wish::Message)).await.unwrap();
    live.inner.with_ticket(ticket.ticket_id(), Deed::Close, "person").await.unwrap();
    let moment = ticket.demand.arrived;
    let span = attentive_types::Span::new(moment, moment.plus(1));
    live.forget(span, None).unwrap();
    assert_eq!(kept::find(&live.inner.store, ticket.ticket_id()).unwrap(), None);
    let began = Instant::now();
    while live.inner.ticket(ticket.ticket_id()).is_ok() {
        assert!(began.elapsed() < Duration::from_secs(20), "the inbox still knows it");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test]
async fn a_question_that_nobody_answered_ends_at_its_deadline() {
    let folder = tempfile::tempdir().unwrap();
    let live = at(folder.path());
    let mut incoming = asked("soon?", Urgency::Urgent, question(&[]));
    incoming.demand.deadline = Some(live.inner.data_clock.now().plus(MINUTE / 60));
    let ticket = live.inner.take_in(incoming).await.unwrap();
    assert_eq!(ticket.status, TicketStatus::Delivered);
    let mut changes = live.inner.inbox.changes();
    let ended = async {
        loop {
            let ticket = live.inner.ticket(ticket.ticket_id()).unwrap();
            if ticket.status.is_ended() {
                return ticket.status;
            }
            changes.changed().await.unwrap();
        }
    };
    assert_eq!(tokio::time::timeout(Duration::from_secs(10), ended).await.unwrap(), TicketStatus::Expired);
}

#[test]
fn what_says_nothing_or_too_much_is_refused() {
    for (change, expected) in [
        (
            Box::new(|incoming: &mut Incoming| incoming.demand.subject = " ".into()) as Box<dyn Fn(&mut Incoming)>,
            "subject",
        ),
        (Box::new(|incoming| incoming.demand.expected_s = Some(f64::NAN)), "expected_s"),
        (Box::new(|incoming| incoming.body = "x".repeat(20_001)), "body"),
        (
            Box::new(|incoming| {
                incoming.wish = Wish::Question { options: vec!["a".into()], default: Some("b".into()) }
            }),
            "default",
        ),
        (
            Box::new(|incoming| incoming.wish = Wish::Question { options: vec![String::new(); 21], default: None }),
            "options",
        ),
        (Box::new(|incoming| incoming.wish = question(&["yes", "no", "yes"])), "options: expected each once"),
        (Box::new(|incoming| incoming.body = "rings \u{7} and \u{1b}[2J".into()), "source, subject and body"),
    ] {
        let mut incoming = asked("fine", Urgency::Normal, Wish::Message);
        change(&mut incoming);
        let message = call::check(&incoming).unwrap_err().to_string();
        assert!(message.starts_with(expected), "{message}");
    }
}
