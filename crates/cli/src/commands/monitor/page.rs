//! The page of a watch: what came, what was expected, and each alarm with its texts. It needs nothing else and fetches nothing.

use std::fmt::Write as _;

use attentive_text::surge::News;
use attentive_types::Span;

use super::{Watching, tell};
use crate::pictures::surge::{self, Marked};
use crate::pictures::svg::{self, escaped};

/// Writes it.
pub fn write(watching: &Watching) -> String {
    let mut html = String::with_capacity(1 << 16);
    let _ = write!(
        html,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>Surges of negative texts</title><style>{}{}</style></head><body>",
        include_str!("../analyse/page.css"),
        svg::styles()
    );
    html.push_str("<h1>Surges of negative texts</h1><ul>");
    for line in tell::lines(watching, 0) {
        let _ = write!(html, "<li>{}</li>", escaped(&line));
    }
    html.push_str("</ul>");
    let dispersion = watching.monitor.whole().course().dispersion();
    let drawing = surge::draw("Negative texts, and what was expected", &watching.hours, dispersion, &marked(watching));
    let _ = write!(
        html,
        "<figure>{}</figure><p>The dark line is what came: the sum of how likely each text is negative. The thin line is what was expected of as many texts at that hour, \
         the band holds nineteen of twenty hours without a surge. Shaded: alarms, by their number.</p>",
        svg::inline(&drawing)
    );
    write_alarms(&mut html, watching);
    html.push_str("</body></html>\n");
    html
}

/// The alarms of the whole, each from its likeliest beginning to its end, or to when it was seen.
fn marked(watching: &Watching) -> Vec<Marked> {
    let mut marked: Vec<Marked> = Vec::new();
    for told in watching.shown.iter().filter(|told| told.topic.is_none()) {
        match &told.news {
            News::Alarm(alarm) => {
                marked.push(Marked { span: Span::new(alarm.since, alarm.at), number: alarm.number });
            }
            News::Over(over) => {
                if let Some(last) = marked.last_mut().filter(|last| last.number == over.number) {
                    last.span.end = over.at;
                }
            }
        }
    }
    marked
}

fn write_alarms(html: &mut String, watching: &Watching) {
    html.push_str("<h2>Alarms</h2>");
    if watching.alarms().next().is_none() {
        html.push_str("<p>None.</p>");
        return;
    }
    for (topic, alarm) in watching.alarms() {
        let topic = topic.map_or_else(String::new, |topic| format!(" in {topic}"));
        let head = format!("{}: alarm {}{topic}", tell::moment(alarm.at, &watching.local), alarm.number);
        let _ = write!(
            html,
            "<h3>{}</h3><p>{}</p><table><tr><th>Negative</th><th>Text</th></tr>",
            escaped(&head),
            escaped(&tell::in_words(alarm, &watching.local))
        );
        for cause in &alarm.causes {
            let text = escaped(&tell::text(&cause.text));
            let _ = write!(html, "<tr><td>{:.2}</td><td>{text}</td></tr>", cause.negative);
        }
        html.push_str("</table>");
    }
}
