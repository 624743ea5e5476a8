//! Moments as people tell them.

use super::*;
use crate::word_lists::plain;

/// Wednesday, 25 November 2026, 14:20 in Berlin.
fn said(text: &str) -> Vec<(String, bool)> {
    let clock = LocalClock::from_offsets(vec![(i64::MIN, 3_600)]);
    let now = Timestamp::parse("2026-11-25T13:20:00Z").unwrap();
    let local = |moment: &Moment| {
        let nanos = clock.local_nanos(moment.at);
        let date = Date::of(nanos.div_euclid(DAY));
        let minutes = nanos.rem_euclid(DAY) / MINUTE;
        (format!("{:02}-{:02} {:02}:{:02}", date.month, date.day, minutes / 60, minutes % 60), moment.is_deadline)
    };
    moments(&plain(text), now, &clock).iter().map(local).collect()
}

#[test]
fn english_moments_are_read() {
    for (text, at, is_deadline) in [
        ("by Friday 5pm", "11-27 17:00", true),
        ("due on Friday at 17:30", "11-27 17:30", true),
        ("in 20 minutes", "11-25 14:40", true),
        ("within two hours", "11-25 16:20", true),
        ("in half an hour", "11-25 14:50", true),
        ("tomorrow at 9", "11-26 09:00", false),
        ("before noon tomorrow", "11-26 12:00", true),
        ("by tomorrow", "11-27 00:00", true),
        ("by end of day", "11-25 18:00", true),
        ("EOD Friday", "11-27 18:00", true),
        ("by EOW", "11-27 18:00", true),
        ("by next Monday", "12-01 00:00", true),
        ("by Monday", "12-01 00:00", true),
        ("by Wednesday 10am", "12-02 10:00", true),
        ("by Wednesday 4pm", "11-25 16:00", true),
        ("no later than 3 December", "12-04 00:00", true),
        ("deadline: Dec 3rd, 2026 at 12:00", "12-03 12:00", true),
        ("by 2026-12-24 08:15", "12-24 08:15", true),
        ("until January 5", "01-06 00:00", true),
        ("by 5pm", "11-25 17:00", true),
        ("by 9am", "11-26 09:00", true),
        ("call me at 3:30 p.m.", "11-25 15:30", false),
        ("by 5pm UTC", "11-25 18:00", true),
        ("at 2026-11-26T10:00:00Z", "11-26 11:00", false),
        ("the day after tomorrow", "11-28 00:00", false),
        ("by the end of the month", "12-01 00:00", true),
        ("by midnight", "11-26 00:00", true),
    ] {
        assert_eq!(said(text), [(at.to_owned(), is_deadline)], "{text}");
    }
}

#[test]
fn chinese_moments_are_read() {
    for (text, at, is_deadline) in [
        ("明天下午三点前", "11-26 15:00", true),
        ("请在今天18:00之前提交", "11-25 18:00", true),
        ("周五下班前", "11-27 18:00", true),
        ("下周一上午十点开会", "11-30 10:00", false),
        ("20分钟后开始", "11-25 14:40", true),
        ("半小时内", "11-25 14:50", true),
        ("两个小时之内回复", "11-25 16:20", true),
        ("12月3日前", "12-04 00:00", true),
        ("2026年12月3号晚上8点半截止", "12-03 20:30", true),
        ("今晚八点", "11-25 20:00", false),
        ("明早九点一刻", "11-26 09:15", false),
        ("后天之前", "11-28 00:00", true),
        ("月底前", "12-01 00:00", true),
        ("本周五前", "11-28 00:00", true),
        ("28号之前", "11-29 00:00", true),
        ("三天内", "11-28 14:20", true),
    ] {
        assert_eq!(said(text), [(at.to_owned(), is_deadline)], "{text}");
    }
}

#[test]
fn what_is_no_moment_is_none() {
    for text in [
        "",
        "4/5 done",
        "version 3.30",
        "may I",
        "in time",
        "99:99",
        "三点意见",
        "the sun",
        "31 february",
        "in 0 of 5",
        "第二天",
    ] {
        assert_eq!(said(text), [], "{text}");
    }
}

#[test]
fn several_moments_come_in_their_order() {
    let found = said("The review is on Monday at 10am; send it by Friday noon.");
    assert_eq!(found, [("11-30 10:00".to_owned(), false), ("11-27 12:00".to_owned(), true)]);
}

proptest::proptest! {
    #[test]
    fn no_text_and_no_moment_make_it_panic(text in "(?s).{0,40}", now in proptest::prelude::any::<i64>()) {
        let _ = moments(&plain(&text), Timestamp(now), &LocalClock::utc());
    }

    #[test]
    fn neither_do_words_of_time(text in "(by |in |[0-9]{1,9}|:|pm |am|monday |next |end of |day|month|明天|下周|三|点|分钟|后|前|月|日|年|半|/|-| |dec |t|z|hours ){0,9}", now in proptest::prelude::any::<i64>()) {
        let _ = moments(&plain(&text), Timestamp(now), &LocalClock::utc());
    }
}
