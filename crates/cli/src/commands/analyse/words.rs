//! What is said on the terminal: text for people, JSON for programs.

use std::fmt::Write as _;

use attentive_pipeline::run::recording::{Laid, RecordingAnalysis, StreamAnalysis};
use serde_json::{Value, json};

use super::changes;
use super::clocks::FileClock;
use super::read::FileRead;

/// A number with as many digits as mean something: three figures, and none of them in `e` form for everyday sizes.
pub fn figure(value: f64) -> String {
    let size = value.abs();
    let text = match size {
        _ if !value.is_finite() => return "-".to_owned(),
        _ if size == 0.0 => return "0".to_owned(),
        _ if !(1e-4..1e7).contains(&size) => return format!("{value:.2e}"),
        _ if size >= 100.0 => format!("{value:.0}"),
        _ if size >= 10.0 => format!("{value:.1}"),
        _ if size >= 1.0 => format!("{value:.2}"),
        _ if size >= 0.1 => format!("{value:.3}"),
        _ => format!("{value:.4}"),
    };
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A count with its thousands apart.
pub fn count_of(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share as percent; never 100 when something is missing, never 0 when something is there.
pub fn percent(share: f64) -> String {
    match 100.0 * share {
        whole if whole >= 100.0 => "100 %".to_owned(),
        whole if whole > 99.9 => "> 99.9 %".to_owned(),
        whole if whole <= 0.0 => "0 %".to_owned(),
        whole if whole < 0.1 => "< 0.1 %".to_owned(),
        whole => format!("{whole:.1} %"),
    }
}

/// A length of time as people say it.
pub fn length_words(seconds: f64) -> String {
    match seconds {
        _ if seconds < 0.9995 => format!("{} ms", figure(seconds * 1e3)),
        _ if seconds < 120.0 => format!("{} s", figure(seconds)),
        _ if seconds < 7200.0 => format!("{} min", figure(seconds / 60.0)),
        _ if seconds < 172_800.0 => format!("{} h", figure(seconds / 3600.0)),
        _ => format!("{} days", figure(seconds / 86_400.0)),
    }
}

/// Everything that is said.
pub struct Said<'a> {
    pub files: &'a [FileRead],
    pub guessed: &'a [String],
    pub clocks: &'a [FileClock],
    pub analysis: &'a RecordingAnalysis,
    /// The length of a window.
    pub window_nanos: i64,
    pub written: &'a [String],
}

/// What a person reads when the analysis is over.
pub fn summary(said: &Said<'_>) -> String {
    let Said { files, guessed, clocks, analysis, window_nanos, written } = *said;
    let mut text = String::new();
    for file in files {
        let _ = writeln!(text, "{}: {}", file.path.display(), file.format);
        for sentence in &file.guessed {
            let _ = writeln!(text, "  guessed: {sentence}");
        }
        for own in &file.report.noticed {
            let _ = writeln!(text, "  noticed: {} ({} times, first at {})", own.what, own.count, own.place);
        }
        for skipped in file.report.why.iter().take(3) {
            let _ = writeln!(text, "  skipped: {}: {}", skipped.place, skipped.why);
        }
        if file.report.skipped > 3 {
            let _ =
                writeln!(text, "  skipped: {} records in all; the report lists more", count_of(file.report.skipped));
        }
        if let Some(why) = &file.broke_off {
            let _ = writeln!(text, "  broke off: {why}; what came before was analysed");
        }
    }
    for sentence in guessed {
        let _ = writeln!(text, "guessed: {sentence}");
    }
    for clock in clocks {
        let _ = writeln!(text, "clock of {}", clock.sentence());
    }
    for stream in &analysis.streams {
        let _ = writeln!(text, "{}", stream_line(stream));
        let events: Vec<String> =
            stream.events.iter().map(|event| format!("{} {}", count_of(event.count), event.kind)).collect();
        if !events.is_empty() {
            let _ = writeln!(text, "  found: {}", events.join(", "));
        }
        let mut told: Vec<&str> =
            stream.features.iter().filter(|own| own.values.count() > 0).map(|own| own.info.name).collect();
        told.sort_unstable();
        told.dedup();
        let chosen = || stream.features.iter().filter(|feature| feature.laid == Laid::Chosen);
        if let Some(windows) = chosen().map(|feature| feature.windows).max() {
            let _ = writeln!(
                text,
                "  features: {} of {} told, over {} windows",
                told.len(),
                chosen().count(),
                count_of(windows)
            );
        }
        for note in &stream.notes {
            let _ = writeln!(text, "  note: {note}");
        }
    }
    let _ = writeln!(text, "{}", changes::line(analysis, window_nanos));
    let _ = writeln!(text, "written: {}", written.join(", "));
    text
}

fn stream_line(stream: &StreamAnalysis) -> String {
    let clock = &stream.clock;
    let mut line = format!("{} ({}): {} samples", stream.info.name, stream.info.kind.name(), count_of(clock.samples));
    if let Some(rate) = clock.rate_hz {
        let _ = write!(line, " over {} at {} Hz", length_words(clock.duration_s), figure(rate));
    }
    if let Some(share) = stream.usable_share {
        let _ = write!(line, ", {} usable", percent(share));
    }
    if clock.gaps > 0 {
        let _ = write!(line, ", {} gaps of {} in all", count_of(clock.gaps), length_words(clock.gap_s));
    }
    line
}

/// The same for programs.
pub fn json(said: &Said<'_>, folder: &str) -> Value {
    let Said { files, guessed, clocks, analysis, written, .. } = *said;
    let clocks: Vec<Value> = clocks.iter().map(FileClock::json).collect();
    let files: Vec<Value> = files
        .iter()
        .map(|file| {
            json!({
                "path": file.path.display().to_string(),
                "format": file.format,
                "records_read": file.report.read,
                "records_skipped": file.report.skipped,
                "skipped": file.report.why.iter().map(|own| json!({"place": own.place, "why": own.why})).collect::<Vec<_>>(),
                "noticed": file.report.noticed.iter().map(|own| json!({"what": own.what, "count": own.count, "place": own.place})).collect::<Vec<_>>(),
                "guessed": file.guessed,
                "broke_off": file.broke_off,
            })
        })
        .collect();
    let streams: Vec<Value> = analysis.streams.iter().map(stream_json).collect();
    let marks: Vec<Value> =
        analysis.labels.iter().map(|(label, count)| json!({"label": label, "count": count})).collect();
    json!({"files": files, "guessed": guessed, "clocks": clocks, "streams": streams, "marks": marks, "changes": changes::json(analysis), "folder": folder, "written": written})
}

fn stream_json(stream: &StreamAnalysis) -> Value {
    let features: Vec<Value> = stream
        .features
        .iter()
        .map(|feature| {
            json!({
                "name": feature.info.name,
                "unit": feature.info.unit,
                "window": feature.laid,
                "lack": feature.lack.map(|lack| lack.to_string()),
                "windows": feature.windows,
                "told": feature.values.count(),
                "mean": feature.values.mean(),
                "sd": feature.values.deviation(),
                "lowest": feature.lowest,
                "highest": feature.highest,
                "quality": feature.quality,
            })
        })
        .collect();
    let space = stream.space.as_ref().map(|space| {
        json!({
            "fixations": space.path.fixations,
            "path_length": space.path.length_deg,
            "unit": "deg",
            "spread": space.spread,
            "areas": space.areas,
            "transitions": {"areas": space.transitions.labels, "counts": space.transitions.counts},
            "transition_entropy_bits": space.transitions.transition_entropy_bits(),
            "stationary_entropy_bits": space.transitions.stationary_entropy_bits(),
        })
    });
    json!({
        "name": stream.info.name,
        "kind": stream.info.kind.name(),
        "nominal_rate_hz": stream.info.nominal_rate_hz,
        "screen": stream.info.screen,
        "clock": {
            "samples": stream.clock.samples,
            "duration_s": stream.clock.duration_s,
            "rate_hz": stream.clock.rate_hz,
            "drift_ppm": stream.clock.drift_ppm,
            "jitter_ms": stream.clock.jitter_ms,
            "gaps": stream.clock.gaps,
            "gap_s": stream.clock.gap_s,
            "longest_gap_s": stream.clock.longest_gap_s,
            "lost": stream.clock.lost,
            "repeated": stream.clock.repeated,
            "backward": stream.clock.backward,
        },
        "usable_share": stream.usable_share,
        "events": stream.events,
        "features": features,
        "space": space,
        "notes": stream.notes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_digits_that_mean_something() {
        let said = [1234.5, 12.345, 1.2345, 0.12345, 0.001_234, 0.0, 100.0, -0.5, 1e9].map(figure);
        assert_eq!(said, ["1234", "12.3", "1.23", "0.123", "0.0012", "0", "100", "-0.5", "1.00e9"].map(String::from));
        assert_eq!([0, 999, 1_000, 1_234_567].map(count_of), ["0", "999", "1,000", "1,234,567"].map(String::from));
    }

    #[test]
    fn a_share_is_not_rounded_to_all_or_nothing() {
        assert_eq!(
            [1.0, 0.999_9, 0.5, 0.000_1, 0.0].map(percent),
            ["100 %", "> 99.9 %", "50.0 %", "< 0.1 %", "0 %"].map(String::from)
        );
    }

    #[test]
    fn lengths_are_said_in_their_unit() {
        assert_eq!([0.25, 5.0, 3600.0, 7200.0].map(length_words), ["250 ms", "5 s", "60 min", "2 h"].map(String::from));
    }
}
