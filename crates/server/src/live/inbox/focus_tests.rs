//! Focus mode, its digest, the desktop that is held meanwhile, and what is told once more, over a real store.

use std::time::Instant;

use attentive_pipeline::decide::FocusMode;
use attentive_pipeline::guide::TOLD_AGAIN;
use attentive_store::{OpenOptions, Range};
use attentive_types::TicketStatus;
use attentive_types::time::MINUTE;

use super::super::channels::{ChannelOptions, HoldDesktop, HoldError, Holding, Webhook};
use super::super::{Live, LiveOptions, PromptOptions, keys, own_buckets};
use super::*;

fn with(folder: &std::path::Path, channels: ChannelOptions) -> Live {
    let store = Store::open(OpenOptions::new(folder.join("a.db"))).unwrap();
    // Never quiet, so that the hour at which the tests run does not matter.
    let prompts = PromptOptions { quiet_hours: None, ..PromptOptions::default() };
    Live::start(store, LiveOptions { hostname: "h".to_owned(), prompts, channels, ..LiveOptions::default() }).unwrap()
}

fn asked(subject: &str, urgency: Urgency) -> Incoming {
    super::tests::asked(subject, urgency, Wish::Message)
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn first_reason(ticket: &Ticket) -> &str {
    &ticket.decision.as_ref().unwrap().reasons[0].code
}

#[tokio::test]
async fn what_waited_for_the_end_of_focus_mode_comes_in_one_round() {
    let folder = tempfile::tempdir().unwrap();
    let live = with(folder.path(), ChannelOptions::default());
    let inner = &live.inner;
    inner.begin_focus_mode(Some(25)).unwrap();
    let low = inner.take_in(asked("lunch?", Urgency::Low)).await.unwrap();
    let high = inner.take_in(asked("build failed", Urgency::High)).await.unwrap();
    let urgent = inner.take_in(asked("disk full", Urgency::Urgent)).await.unwrap();
    assert_eq!((low.status, first_reason(&low)), (TicketStatus::Waiting, "focus-mode"));
    assert_eq!((high.status, first_reason(&high)), (TicketStatus::Waiting, "focus-mode"));
    assert_eq!(urgent.status, TicketStatus::Delivered);
    inner.end_focus_mode().unwrap();
    let now_of = |ticket: &Ticket| inner.ticket(ticket.ticket_id()).unwrap();
    until("the digest", || now_of(&low).status == TicketStatus::Delivered);
    let (low, high) = (now_of(&low), now_of(&high));
    assert_eq!(low.delivered, high.delivered);
    assert_eq!((first_reason(&low), first_reason(&high)), ("focus-mode-over", "focus-mode-over"));
    until("the mode is gone", || inner.store.setting(keys::FOCUS_MODE).unwrap().is_none());
    let ended = || inner.store.audit_entries(10).unwrap().into_iter().find(|entry| entry.what == "focus mode ended");
    until("it is in the audit", || ended().is_some());
    let ended = ended().unwrap();
    assert!(ended.detail.ends_with("2 brought at its end"), "{}", ended.detail);
}

#[tokio::test]
async fn focus_mode_outlives_a_restart_and_ends_when_its_time_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let name = {
        let live = with(folder.path(), ChannelOptions::default());
        live.inner.begin_focus_mode(None).unwrap();
        live.inner.take_in(asked("lunch?", Urgency::Normal)).await.unwrap().ticket_id().to_owned()
    };
    let live = with(folder.path(), ChannelOptions::default());
    let inner = &live.inner;
    let more = inner.take_in(asked("again", Urgency::Normal)).await.unwrap();
    assert_eq!((more.status, first_reason(&more)), (TicketStatus::Waiting, "focus-mode"));
    assert_eq!(inner.ticket(&name).unwrap().status, TicketStatus::Waiting);
    // As if it had been switched on earlier: its time ran out five minutes ago, and nobody is known to be in focus.
    let now = inner.data_clock.now();
    let mode = FocusMode::begin(now.plus(-30 * MINUTE), Some(25));
    inner.store.set_setting(keys::FOCUS_MODE, serde_json::to_value(mode).unwrap()).unwrap();
    live.setting_changed(keys::FOCUS_MODE);
    until("both are brought", || {
        [&name, more.ticket_id()].iter().all(|name| inner.ticket(name).unwrap().status == TicketStatus::Delivered)
    });
    until("the mode is gone", || !inner.is_focus_mode_on(inner.data_clock.now()));
}

/// A desktop that counts how often it is held.
#[derive(Debug, Default)]
struct Desktop(Mutex<Vec<&'static str>>);

impl HoldDesktop for Desktop {
    fn hold(&self, _: &str) -> Result<Holding, HoldError> {
        self.0.lock().unwrap().push("hold");
        Ok(Holding { by: "test", outlives_program: false })
    }

    fn release(&self) -> Result<(), HoldError> {
        self.0.lock().unwrap().push("release");
        Ok(())
    }

    fn release_leftover(&self) -> Result<(), HoldError> {
        Ok(())
    }

    fn is_held_by_person(&self) -> Option<bool> {
        None
    }
}

#[test]
fn the_desktop_is_held_in_focus_mode_and_let_go_when_the_program_ends() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = Arc::new(Desktop::default());
    let asked = Arc::clone(&desktop) as Arc<dyn HoldDesktop>;
    let options = ChannelOptions { do_not_disturb: true, desktop: Some(asked), ..ChannelOptions::default() };
    let live = with(folder.path(), options);
    live.inner.begin_focus_mode(Some(25)).unwrap();
    until("it is held", || live.inner.channels.desktop.is_holding());
    let told = serde_json::to_value(live.inner.focus_told()).unwrap();
    assert_eq!((told["phase"].as_str(), told["do_not_disturb"]["status"].as_str()), (Some("on"), Some("held")));
    live.close();
    assert_eq!(*desktop.0.lock().unwrap(), ["hold", "release"]);
}

#[test]
fn what_was_left_lying_is_told_once_more_and_then_never_again() {
    let folder = tempfile::tempdir().unwrap();
    let now = super::super::machine_now();
    let arrived = now.plus(-3 * MINUTE);
    let name = kept::name(arrived, 1);
    {
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        own_buckets::two_hours_at_one_window(&store);
        let mut demand = asked("disk full", Urgency::Urgent).demand;
        (demand.demand_id, demand.arrived) = (name.clone(), arrived);
        let mut ticket = Ticket::new(demand, Wish::Message, String::new(), "builder".to_owned());
        ticket.step(TicketStatus::Delivered, ("delivered", "attentive"), arrived);
        kept::write(&store, "h", &[&ticket]).unwrap();
    }
    // Nobody listens there, which is no matter of the inbox.
    let webhook = Some(Webhook::parse("http://127.0.0.1:9/").unwrap());
    let live = with(folder.path(), ChannelOptions { is_telling_again: true, webhook, ..ChannelOptions::default() });
    let told = || live.inner.ticket(&name).unwrap().steps.iter().filter(|step| step.what == TOLD_AGAIN).count();
    until("it is told again", || told() == 1);
    std::thread::sleep(2 * TICK + Duration::from_millis(200));
    assert_eq!(told(), 1);
    assert_eq!(live.inner.ticket(&name).unwrap().status, TicketStatus::Delivered);
    let bucket = kept::bucket_name("h");
    assert_eq!(live.inner.store.count(&bucket, Range::default()).unwrap(), 2, "its history is on the disk");
}
