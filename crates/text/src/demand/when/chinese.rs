//! Days and times as Chinese tells them.

use std::sync::LazyLock;

use attentive_types::time::{DAY, HOUR, MINUTE};
use regex::{Captures, Regex};

use super::{Date, Day, END_OF_WORK, MINUTES_OF_HOUR, Says, Time, Told, WEEK, as_meant, wait};

/// A pattern and what it says; compiled once. The patterns are ours and tests use them.
type Pattern = (LazyLock<Option<Regex>>, fn(&Captures<'_>) -> Option<Says>);

/// Those that come first are taken first.
static PATTERNS: [Pattern; 7] = [
    (
        LazyLock::new(|| {
            Regex::new(r"(?P<count>[0-9]{1,4}|半|[一二两三四五六七八九十]{1,3}) ?个?(?P<half>半)?(?P<unit>分钟|小时|钟头|天|周|星期)(?:之内|以内|内|之后|以后|后)").ok()
        }),
        waiting,
    ),
    (
        LazyLock::new(|| {
            Regex::new(r"(?:(?P<year>[12][0-9]{3})年)?(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号]").ok()
        }),
        date,
    ),
    (
        LazyLock::new(|| Regex::new(r"(?P<which>下下|下|本|这)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])").ok()),
        weekday,
    ),
    (LazyLock::new(|| Regex::new(r"大后天|后天|明天|明日|今天|今日|本月底|下月底|月底|年底|年末").ok()), named_day),
    (
        LazyLock::new(|| {
            Regex::new(r"(?P<when>今晚|明晚|明早|今早)?(?P<half>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚|早)?(?P<hour>[0-9]{1,2}|[一二两三四五六七八九十]{1,3}) ?(?:点钟|点|时)(?:(?P<quarter>半|一刻|三刻)|(?P<minute>[0-9]{1,2}|[一二三四五六七八九十]{1,3})分?)?").ok()
        }),
        hour,
    ),
    (LazyLock::new(|| Regex::new(r"下班之?以?前|下班").ok()), end_of_work),
    (LazyLock::new(|| Regex::new(r"(?P<day>[0-9]{1,2})号").ok()), of_month),
];

pub(super) fn find(text: &str) -> Vec<Told> {
    let mut found: Vec<Told> = Vec::new();
    if text.is_ascii() {
        return found;
    }
    for (pattern, says) in &PATTERNS {
        for captures in pattern.iter().flat_map(|pattern| pattern.captures_iter(text)) {
            let (Some(whole), Some(says)) = (captures.get(0), says(&captures)) else { continue };
            if is_open(text, whole.start(), whole.end())
                && found.iter().all(|kept| whole.end() <= kept.from || kept.to <= whole.start())
            {
                found.push(Told { from: whole.start(), to: whole.end(), says });
            }
        }
    }
    found
}

/// 三点意见, 第二天, 100号 and the like are no moments.
fn is_open(text: &str, from: usize, to: usize) -> bool {
    let (before, behind) = (text[..from].chars().next_back(), text[to..].chars().next());
    let is_counted = before.is_some_and(|sign| sign.is_ascii_digit() || "第.:".contains(sign));
    let counts = text[from..to].ends_with(['点', '时'])
        && behind.is_some_and(|sign| "意建要想原问理共体感不心看经启击".contains(sign));
    !is_counted && !counts
}

/// Up to 99, in digits or signs.
fn count(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let digit = |sign: char| match sign {
        '两' => Some(2),
        sign => {
            "一二三四五六七八九".chars().position(|known| known == sign).and_then(|place| i64::try_from(place + 1).ok())
        }
    };
    match text.split_once('十') {
        None => {
            let mut signs = text.chars();
            signs.next().and_then(digit).filter(|_| signs.next().is_none())
        }
        Some((tens, ones)) => {
            let part =
                |text: &str, none: i64| if text.is_empty() { Some(none) } else { count(text).filter(|one| *one < 10) };
            Some(10 * part(tens, 1)? + part(ones, 0)?)
        }
    }
}

fn number(captures: &Captures<'_>, name: &str) -> Option<i64> {
    count(captures.name(name)?.as_str())
}

fn waiting(captures: &Captures<'_>) -> Option<Says> {
    let unit = match captures.name("unit")?.as_str() {
        "分钟" => MINUTE,
        "天" => DAY,
        "周" | "星期" => WEEK,
        _ => HOUR,
    };
    let whole = if captures.name("count")?.as_str() == "半" { 0.5 } else { number(captures, "count")? as f64 };
    let half = if captures.name("half").is_some() { 0.5 } else { 0.0 };
    wait(whole + half, unit).filter(|nanos| *nanos > 0).map(Says::Wait)
}

fn date(captures: &Captures<'_>) -> Option<Says> {
    let (month, day) = (number(captures, "month")?, number(captures, "day")?);
    // Some year has that day.
    Date::new(2024, month, day)?;
    Some(Says::Day(Day::Date(captures.name("year").and_then(|year| year.as_str().parse().ok()), month, day)))
}

fn weekday(captures: &Captures<'_>) -> Option<Says> {
    let name = captures.name("day")?.as_str();
    let day = match name {
        "日" | "天" | "末" => 6,
        name => i64::try_from("一二三四五六".chars().position(|known| name.starts_with(known))?).ok()?,
    };
    let weeks = match captures.name("which").map(|which| which.as_str()) {
        Some("下下") => Some(2),
        Some("下") => Some(1),
        Some(_) => Some(0),
        None => None,
    };
    Some(Says::Day(Day::Weekday(day, weeks)))
}

fn named_day(captures: &Captures<'_>) -> Option<Says> {
    Some(Says::Day(match captures.get(0)?.as_str() {
        "大后天" => Day::From(3),
        "后天" => Day::From(2),
        "明天" | "明日" => Day::From(1),
        "本月底" | "月底" => Day::EndOfMonth(0),
        "下月底" => Day::EndOfMonth(1),
        "年底" | "年末" => Day::EndOfYear,
        _ => Day::From(0),
    }))
}

fn hour(captures: &Captures<'_>) -> Option<Says> {
    let hour = number(captures, "hour").filter(|hour| (0..=24).contains(hour))?;
    let when = captures.name("when").map(|when| when.as_str());
    let half = captures.name("half").map(|half| half.as_str());
    let is_evening = when.is_some_and(|when| when.ends_with('晚'));
    let is_morning = when.is_some_and(|when| when.ends_with('早'));
    let hour = match half {
        Some("凌晨" | "早上" | "早晨" | "上午" | "早") => hour,
        Some("下午" | "傍晚" | "晚上" | "晚") if hour < 12 => hour + 12,
        Some("晚上" | "晚") if hour == 12 => 24,
        Some("中午") if hour < 3 => hour + 12,
        Some(_) => hour,
        None if is_evening && hour < 12 => hour + 12,
        None if is_morning || is_evening => hour,
        None => as_meant(hour),
    };
    let minute = match captures.name("quarter").map(|quarter| quarter.as_str()) {
        Some("半") => 30,
        Some("一刻") => 15,
        Some(_) => 45,
        None => match captures.name("minute") {
            Some(_) => number(captures, "minute").filter(|minute| *minute < 60)?,
            None => 0,
        },
    };
    let time = Time { minutes: hour * MINUTES_OF_HOUR + minute, offset_minutes: None };
    Some(match when {
        Some(when) => Says::Both(Day::From(i64::from(when.starts_with('明'))), time),
        None => Says::Time(time),
    })
}

fn end_of_work(_: &Captures<'_>) -> Option<Says> {
    Some(Says::Time(Time { minutes: END_OF_WORK * MINUTES_OF_HOUR, offset_minutes: None }))
}

fn of_month(captures: &Captures<'_>) -> Option<Says> {
    let day = number(captures, "day").filter(|day| (1..=31).contains(day))?;
    Some(Says::Day(Day::OfMonth(day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_patterns_compile() {
        assert!(PATTERNS.iter().all(|(pattern, _)| pattern.is_some()));
    }

    #[test]
    fn numbers_are_counted_in_digits_and_signs() {
        let counted = ["3", "三", "十", "十二", "二十", "二十五", "两", "", "三三", "十十"].map(count);
        assert_eq!(counted, [Some(3), Some(3), Some(10), Some(12), Some(20), Some(25), Some(2), None, None, None]);
    }
}
