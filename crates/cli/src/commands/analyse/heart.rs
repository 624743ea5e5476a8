//! The table of heart rate variability: each measure over the whole recording, over five minutes, and over the windows that were chosen.

use std::fmt::Write as _;

use attentive_pipeline::run::recording::{FeatureSummary, Laid, StreamAnalysis};

use super::page::{bar, none};
use super::words::{count_of, figure};
use crate::pictures::svg::escaped;

/// Writes it; nothing for streams without a heart.
pub fn write(html: &mut String, stream: &StreamAnalysis) {
    let of = |laid: Laid| stream.features.iter().filter(move |own| own.laid == laid);
    if of(Laid::Whole).next().is_none() {
        return;
    }
    html.push_str(
        "<h3>Heart rate variability</h3><p>Slow rhythms are told from minutes, not from seconds: what a window is too short for is missing, with what it \
         would need. Five-minute windows begin at every minute.</p><div class=\"scroll\"><table><thead><tr><th>measure</th>\
         <th class=\"n\">whole recording</th><th>quality</th><th class=\"n\">five minutes, mean</th><th class=\"n\">sd</th>\
         <th class=\"n\">windows</th><th>unit</th><th>why missing</th></tr></thead><tbody>",
    );
    for whole in of(Laid::Whole) {
        let long = of(Laid::Long).find(|own| own.info.name == whole.info.name);
        write_row(html, whole, long);
    }
    html.push_str("</tbody></table></div>");
}

fn write_row(html: &mut String, whole: &FeatureSummary, long: Option<&FeatureSummary>) {
    let told = |value: Option<f64>| value.map_or_else(none, figure);
    let windows =
        long.map_or_else(none, |long| format!("{} of {}", count_of(long.values.count()), count_of(long.windows)));
    let _ = write!(
        html,
        "<tr><td class=\"name\">{}</td><td class=\"n\">{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
         <td class=\"n\">{windows}</td><td>{}</td><td class=\"small\">{}</td></tr>",
        escaped(whole.info.name),
        told(whole.values.mean()),
        bar(whole.quality),
        told(long.and_then(|long| long.values.mean())),
        told(long.and_then(|long| long.values.deviation())),
        escaped(whole.info.unit),
        escaped(&why_missing(whole)),
    );
}

/// Why the whole recording does not tell it; empty where it does.
fn why_missing(whole: &FeatureSummary) -> String {
    match (whole.values.count(), whole.lack) {
        (0, Some(lack)) => lack.to_string(),
        (0, None) => format!("not to be told from these beats: {}", whole.info.formula),
        _ => String::new(),
    }
}
