//! The page of an evaluation: figures, what was taken for what, what was said and what came. It needs nothing else and fetches nothing.

use std::fmt::Write as _;
use std::path::Path;

use attentive_learn::metrics::{Judgement, SetsJudged};
use attentive_learn::model_file::Manifest;

use super::evaluate::sets_in_words;
use super::looks::Looks;
use super::right_in_words;
use crate::pictures::svg::{self, escaped};
use crate::pictures::{reliability, square};

/// Everything that the page tells.
pub struct Page<'a> {
    pub labels: &'a [String],
    pub judged: &'a Judgement,
    /// How good the sets of what may be are; `None` where the model promises none.
    pub sets: Option<&'a SetsJudged>,
    pub manifest: &'a Manifest,
    pub looks: &'a Looks,
    /// What a reader should know, as sentences.
    pub notes: &'a [String],
    /// The folder of the recordings.
    pub data: &'a Path,
}

/// Writes it.
pub fn write(page: &Page<'_>) -> String {
    let mut html = String::with_capacity(1 << 16);
    let judged = page.judged;
    let _ = write!(
        html,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>States, judged</title><style>{}{}</style></head><body>",
        include_str!("../analyse/page.css"),
        svg::styles()
    );
    let _ = write!(
        html,
        "<h1>States, judged</h1><p>{} windows of {} people in {}, by a model that was learnt from {} windows of {} people.</p>",
        judged.rows,
        judged.people,
        escaped(&page.data.display().to_string()),
        page.manifest.learnt_from.samples,
        page.manifest.learnt_from.people
    );
    if !page.notes.is_empty() {
        let items: Vec<String> = page.notes.iter().map(|note| format!("<li>{}</li>", escaped(note))).collect();
        let _ = write!(html, "<h2>To know</h2><ul>{}</ul>", items.concat());
    }
    write_figures(&mut html, judged, page.sets);
    let counts: Vec<u64> = judged.confusion.iter().map(|count| u64::from(*count)).collect();
    let matrix = square::draw("What was taken for what", page.labels, &counts, ["is", "said"]);
    let sure = reliability::draw("How sure, and how often right", &judged.reliability);
    for drawing in [&matrix, &sure] {
        let _ = write!(html, "<figure>{}</figure>", svg::inline(drawing));
    }
    write_labels(&mut html, page);
    write_bins(&mut html, judged);
    write_importance(&mut html, page.looks);
    write_in_short(&mut html, page.looks);
    html.push_str("</body></html>\n");
    html
}

fn write_figures(html: &mut String, judged: &Judgement, sets: Option<&SetsJudged>) {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let rows = [
        ("Right", right_in_words(judged)),
        ("Always the commonest label", percent(judged.majority)),
        ("Sure enough to answer", percent(judged.answered)),
        (
            "Right where it answered",
            judged.accuracy_of_answered.map_or_else(|| "it answered nothing".to_owned(), percent),
        ),
        ("Confidence is off by, on average", format!("{:.3}", judged.calibration_error)),
        ("What may be", sets_in_words(sets)),
    ];
    let cells: Vec<String> =
        rows.iter().map(|(name, value)| format!("<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>")).collect();
    let _ = write!(html, "<h2>Figures</h2><table>{}</table>", cells.concat());
}

/// For each label: how many, how many of them were found, how many of those said were so.
fn write_labels(html: &mut String, page: &Page<'_>) {
    let classes = page.labels.len();
    let count = |is: usize, said: usize| u64::from(page.judged.confusion[is * classes + said]);
    let share = |part: u64, whole: u64| {
        if whole == 0 { "–".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / whole as f64) }
    };
    let mut cells = String::new();
    for (class, label) in page.labels.iter().enumerate() {
        let is: u64 = (0..classes).map(|said| count(class, said)).sum();
        let said: u64 = (0..classes).map(|is| count(is, class)).sum();
        let right = count(class, class);
        let _ = write!(
            cells,
            "<tr><th scope=\"row\">{}</th><td>{is}</td><td>{}</td><td>{}</td></tr>",
            escaped(label),
            share(right, is),
            share(right, said)
        );
    }
    let _ = write!(
        html,
        "<h2>By label</h2><table><tr><th>Label</th><th>Windows</th><th>Found (recall)</th><th>Said rightly (precision)</th></tr>{cells}</table>"
    );
}

fn write_bins(html: &mut String, judged: &Judgement) {
    let mut cells = String::new();
    for bin in &judged.reliability {
        let _ = write!(
            cells,
            "<tr><td>{}</td><td>{:.1} %</td><td>{:.1} %</td></tr>",
            bin.rows,
            100.0 * bin.said,
            100.0 * bin.came
        );
    }
    let _ =
        write!(html, "<h2>Confidence</h2><table><tr><th>Windows</th><th>Said</th><th>Came</th></tr>{cells}</table>");
}

/// Columns that are shown.
const SHOWN: usize = 10;

fn write_importance(html: &mut String, looks: &Looks) {
    html.push_str("<h2>What it looks at</h2>");
    let Some(all) = &looks.importance else {
        html.push_str("<p>Not available: it takes two people with two labels each.</p>");
        return;
    };
    html.push_str(
        "<p>By how much the area under the curve of a person's windows (a half is chance, 1 is all right) falls when a column tells nothing more: its values are dealt out anew within \
         each person. Columns that say the same stand in for each other, so that each by itself seems to matter little.</p>\
         <table><tr><th>Column</th><th>Fall, mean over people</th><th>95 % over people</th><th>Least and greatest of a person</th></tr>",
    );
    for own in all.iter().take(SHOWN) {
        let (fall, range) = (own.fall, own.range);
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{:.3}</td><td>{:.3} to {:.3}</td><td>{:.3} to {:.3}</td></tr>",
            escaped(&own.column),
            fall.value,
            fall.low,
            fall.high,
            range.0,
            range.1
        );
    }
    html.push_str("</table>");
}

/// The rules that come nearest to what the model says.
fn write_in_short(html: &mut String, looks: &Looks) {
    html.push_str("<h2>In short</h2>");
    let Some(found) = &looks.in_short else {
        html.push_str("<p>Not available: it takes two people.</p>");
        return;
    };
    let _ = write!(
        html,
        "<p>The model is a mean of many trees or sums and cannot be read. These rules come nearest: for people from whom they were not made they say what it says in {:.1} % of the windows; \
         who always says what it says most agrees in {:.1} %. They stand in for it for reading, and answer nothing.</p>\
         <table><tr><th>When</th><th>It mostly says</th><th>Of these windows</th><th>Windows</th></tr>",
        100.0 * found.agreement,
        100.0 * found.majority
    );
    for rule in &found.rules {
        let (when, says, share) = looks.rule(rule);
        let _ = write!(
            html,
            "<tr><td>{}</td><td>{}</td><td>{:.0} %</td><td>{:.0}</td></tr>",
            escaped(&when),
            escaped(&says),
            100.0 * share,
            rule.weight
        );
    }
    html.push_str("</table>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_tells_the_figures_and_no_name_breaks_out_of_it() {
        let probabilities = [0.9, 0.1, 0.2, 0.8, 0.55, 0.45, 0.6, 0.4];
        let mut random = attentive_learn::SplitMix64::new(1);
        let judged = Judgement::of(&probabilities, &[0, 1, 1, 1], &[0, 0, 1, 1], 2, 0.7, &mut random).unwrap();
        let learnt_from = attentive_learn::model_file::LearntFrom { people: 7, ..Default::default() };
        let manifest = Manifest { learnt_from, ..Manifest::default() };
        let labels = ["calm".to_owned(), "<script>alert(1)</script>".to_owned()];
        let notes = ["<b>note</b>".to_owned()];
        let importance = vec![attentive_learn::explain::PeopleImportance {
            column: "<i>sdnn_ms</i>".into(),
            fall: attentive_learn::Estimate { value: 0.125, low: 0.1, high: 0.15 },
            range: (-0.01, 0.3),
        }];
        let columns = [vec![0.0, 1.0, 0.0, 1.0, 0.0, 1.0]];
        let in_short = attentive_learn::explain::stand_in(&columns, &[0, 1, 0, 1, 0, 1], 2, &[0, 0, 0, 1, 1, 1]);
        let looks =
            Looks { importance: Some(importance), in_short, names: vec!["rate_bpm".into()], labels: labels.to_vec() };
        let sets = vec![vec![0], vec![0, 1], vec![0], vec![0, 1]];
        let sets = attentive_learn::metrics::SetsJudged::of(&sets, &[0, 1, 1, 1], &[0, 0, 1, 1], &mut random);
        let html = write(&Page {
            labels: &labels,
            judged: &judged,
            sets: sets.as_ref(),
            manifest: &manifest,
            looks: &looks,
            notes: &notes,
            data: Path::new("d"),
        });
        assert!(html.contains("<td>0.125</td><td>0.100 to 0.150</td><td>-0.010 to 0.300</td>"), "{html}");
        assert!(
            html.contains("in 100.0 % of the windows") && html.contains("rate_bpm &gt; 0") && !html.contains("<i>"),
            "{html}"
        );
        assert!(html.contains("50.0 % (95 % over people") && html.contains("of 7 people") && html.contains("75.0 %"));
        assert!(html.contains("among what may be in 75.0 %") && html.contains("least of a person 50.0;"), "{html}");
        assert!(!html.contains("<script>") && !html.contains("<b>note") && html.contains("&lt;script&gt;"));
        assert!(html.contains(">33.3 %<"), "one of three of the second label was found");
    }
}
