//! todo.txt: one task a line, `(A)` to `(Z)` for priority, dates, `+project`, `@context`, `due:2026-11-24`; `x ` marks what is done.

use attentive_types::Urgency;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Task, Tasks, local, one_line};

/// Reads the tasks; `None` when no line looks like one of such a file.
pub(super) fn read(text: &str, zone: &TimeZone) -> Option<Tasks> {
    let mut tasks = Tasks { format: "todo.txt", ..Tasks::default() };
    let mut is_known = false;
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line = line.trim();
        if line.starts_with("x ") {
            tasks.passed_over += 1;
            is_known = true;
            continue;
        }
        let (priority, rest) = priority(line);
        let mut due = None;
        let mut words = Vec::new();
        for word in rest.split_whitespace() {
            is_known |= (word.starts_with('+') || word.starts_with('@')) && word.len() > 1;
            match word.strip_prefix("due:") {
                Some(day) => {
                    is_known = true;
                    due = day.parse::<Date>().ok().and_then(|date| local(date, None, zone));
                    if due.is_none() {
                        let why = format!("due: expected a day such as 2026-11-24, found {day:?}; taken without");
                        tasks.bad.push((format!("line {}", number + 1), why));
                    }
                }
                // The day on which it was written down.
                None if words.is_empty() && word.parse::<Date>().is_ok() => is_known = true,
                None => words.push(word),
            }
        }
        is_known |= priority.is_some();
        let subject = one_line(&words.join(" "));
        if subject.is_empty() {
            tasks.bad.push((format!("line {}", number + 1), "a task without words".to_owned()));
            continue;
        }
        let urgency = match priority {
            Some('A') => Urgency::High,
            Some('D'..='Z') => Urgency::Low,
            _ => Urgency::Normal,
        };
        let key = format!("todo.txt {subject} {}", due.map(|due| due.to_string()).unwrap_or_default());
        tasks.tasks.push(Task { key, source: "todo.txt".to_owned(), subject, urgency, due });
    }
    is_known.then_some(tasks)
}

/// The letter in brackets at the start, and the rest.
fn priority(line: &str) -> (Option<char>, &str) {
    let mut letters = line.chars();
    match (letters.next(), letters.next(), letters.next(), letters.next()) {
        (Some('('), Some(letter @ 'A'..='Z'), Some(')'), Some(' ')) => {
            (Some(letter), line.get(4..).unwrap_or_default())
        }
        _ => (None, line),
    }
}

#[cfg(test)]
mod tests {
    use attentive_types::Timestamp;

    use super::*;

    #[test]
    fn priority_project_and_day_are_read() {
        let read = read(
            "(A) 2026-11-01 call Ana +garden due:2026-11-24\nx 2026-11-02 done\nplain words\n(D) later due:soon\n",
            &TimeZone::UTC,
        )
        .unwrap();
        assert_eq!((read.tasks.len(), read.passed_over, read.bad.len()), (3, 1, 1));
        assert_eq!((read.tasks[0].subject.as_str(), read.tasks[0].urgency), ("call Ana +garden", Urgency::High));
        assert_eq!(read.tasks[0].due, Timestamp::parse("2026-11-24T23:59:59Z").ok());
        assert_eq!((read.tasks[2].urgency, read.tasks[2].due), (Urgency::Low, None));
    }

    #[test]
    fn prose_is_no_task() {
        assert_eq!(read("Dear Ana,\nhow are you?\n", &TimeZone::UTC), None);
    }
}
