//! `task export` of Taskwarrior: a list of objects, or one object a line.

use attentive_types::{Timestamp, Urgency};
use serde::Deserialize;

use super::{Task, Tasks, one_line};

#[derive(Deserialize)]
struct Exported {
    uuid: Option<String>,
    description: Option<String>,
    status: Option<String>,
    due: Option<String>,
    priority: Option<String>,
    project: Option<String>,
}

/// Reads the tasks; `None` when it is no such export.
pub(super) fn read(text: &str) -> Option<Tasks> {
    let values: Vec<serde_json::Value> = serde_json::from_str(text).ok().or_else(|| {
        // Older versions write one object a line, with commas between.
        let lines = text.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_str(line).ok()).collect()
    })?;
    let mut tasks = Tasks { format: "taskwarrior", ..Tasks::default() };
    for (place, value) in values.into_iter().enumerate() {
        let place = format!("task {}", place + 1);
        match serde_json::from_value::<Exported>(value) {
            Ok(exported) => take(&mut tasks, place, exported),
            Err(error) => tasks.bad.push((place, error.to_string())),
        }
    }
    let is_known = !tasks.tasks.is_empty() || tasks.passed_over > 0;
    is_known.then_some(tasks)
}

fn take(tasks: &mut Tasks, place: String, exported: Exported) {
    let Exported { uuid, description, status, due, priority, project } = exported;
    let (Some(uuid), Some(description)) = (uuid, description) else {
        tasks.bad.push((place, "expected uuid and description".to_owned()));
        return;
    };
    if !matches!(status.as_deref(), None | Some("pending" | "waiting")) {
        tasks.passed_over += 1;
        return;
    }
    let moment = due.as_deref().map(moment);
    if moment == Some(None) {
        tasks.bad.push((place, "due: expected a moment such as 20261124T170000Z; taken without".to_owned()));
    }
    let urgency = match priority.as_deref() {
        Some("H") => Urgency::High,
        Some("L") => Urgency::Low,
        _ => Urgency::Normal,
    };
    let subject = match project {
        Some(project) => one_line(&format!("{description} +{project}")),
        None => one_line(&description),
    };
    let source = "taskwarrior".to_owned();
    tasks.tasks.push(Task { key: format!("taskwarrior {uuid}"), source, subject, urgency, due: moment.flatten() });
}

/// `20261124T170000Z`.
fn moment(text: &str) -> Option<Timestamp> {
    let part = |from: usize, to: usize| text.get(from..to);
    let spelt = format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4)?,
        part(4, 6)?,
        part(6, 8)?,
        part(9, 11)?,
        part(11, 13)?,
        part(13, 15)?
    );
    Timestamp::parse(&spelt).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pending_tasks_are_read_and_others_passed_over() {
        let text = r#"[{"uuid":"a","description":"write","status":"pending","due":"20261124T170000Z","priority":"H","project":"book"},
            {"uuid":"b","description":"old","status":"completed"},{"uuid":"c","description":"odd","due":"soon"},{"uuid":"d"}]"#;
        let read = read(text).unwrap();
        assert_eq!((read.tasks.len(), read.passed_over, read.bad.len()), (2, 1, 2));
        assert_eq!((read.tasks[0].subject.as_str(), read.tasks[0].urgency), ("write +book", Urgency::High));
        assert_eq!(read.tasks[0].due, Timestamp::parse("2026-11-24T17:00:00Z").ok());
    }

    #[test]
    fn other_json_is_none() {
        assert_eq!(read("{\"a\": 1}"), None);
        assert_eq!(read("[1, 2"), None);
    }
}
