//! Todoist's CSV template: columns by name, `TYPE`, `CONTENT`, `PRIORITY` (1 highest), `DATE`.

use attentive_types::Urgency;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Task, Tasks, local, one_line};

/// Reads the tasks; `None` when the first row is not that of such a file.
pub(super) fn read(text: &str, zone: &TimeZone) -> Option<Tasks> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let head = reader.headers().ok()?.clone();
    let column = |name: &str| head.iter().position(|found| found.trim().eq_ignore_ascii_case(name));
    let (kind, content) = (column("TYPE")?, column("CONTENT")?);
    let (priority, date) = (column("PRIORITY"), column("DATE"));
    let mut tasks = Tasks { format: "todoist", ..Tasks::default() };
    for (number, row) in reader.records().enumerate() {
        let place = format!("row {}", number + 2);
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                tasks.bad.push((place, error.to_string()));
                continue;
            }
        };
        let field = |column: Option<usize>| column.and_then(|column| row.get(column)).unwrap_or_default().trim();
        let subject = one_line(field(Some(content)));
        if field(Some(kind)) != "task" || subject.is_empty() {
            tasks.passed_over += 1;
            continue;
        }
        let day = field(date);
        let due = day.parse::<Date>().ok().and_then(|date| local(date, None, zone));
        if !day.is_empty() && due.is_none() {
            // Todoist also writes "every day" and the like.
            tasks.bad.push((place, format!("DATE: expected a day such as 2026-11-24, found {day:?}; taken without")));
        }
        let urgency = match field(priority) {
            "1" => Urgency::High,
            "4" => Urgency::Low,
            _ => Urgency::Normal,
        };
        let key = format!("todoist {subject} {}", due.map(|due| due.to_string()).unwrap_or_default());
        tasks.tasks.push(Task { key, source: "todoist".to_owned(), subject, urgency, due });
    }
    Some(tasks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_read_by_the_names_of_their_columns() {
        let text = "TYPE,CONTENT,DESCRIPTION,PRIORITY,DATE\nsection,Home,,,\ntask,\"Milk, eggs\",,1,2026-11-24\ntask,Run,,4,every day\n";
        let read = read(text, &TimeZone::UTC).unwrap();
        assert_eq!((read.tasks.len(), read.passed_over, read.bad.len()), (2, 1, 1));
        assert_eq!((read.tasks[0].subject.as_str(), read.tasks[0].urgency), ("Milk, eggs", Urgency::High));
        assert_eq!(read.tasks[1].urgency, Urgency::Low);
    }
}
