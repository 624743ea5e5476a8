//! Real recordings. They are not part of the product; without them a test says so and passes.

use std::io::Read;
use std::path::PathBuf;

use attentive_pipeline::features::SignalFeature;
use attentive_types::time::SECOND;
use attentive_types::{SampleSignal, Span, Timestamp};

/// A file of the data sets, unpacked; `None`, and a word about it, when it is absent.
pub(crate) fn text(name: &str) -> Option<String> {
    let path = folder(name)?;
    let bytes = std::fs::read(&path).expect("a file that can be read");
    let mut text = String::new();
    if name.ends_with(".gz") {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).expect("text");
    } else {
        text = String::from_utf8_lossy(&bytes).into_owned();
    }
    Some(text)
}

/// Where a file or folder of the data sets lies; `None`, and a word about it, when it is absent.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let data = std::env::var_os("ATTENTIVE_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = data.join(name);
    if !path.exists() {
        println!("skipped: no data at {}", path.display());
        return None;
    }
    Some(path)
}

/// Names of what lies in a folder, in order; empty when it is absent.
pub(crate) fn names(name: &str) -> Vec<String> {
    let Some(path) = folder(name) else { return Vec::new() };
    let entries = std::fs::read_dir(path).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The windows of that many seconds of a signal, without what remains at the end.
pub(crate) fn windows(signal: &SampleSignal, seconds: i64) -> Vec<Span> {
    let (Some(first), Some(last)) = (signal.time_nanos.first(), signal.time_nanos.last()) else { return Vec::new() };
    let starts = (*first..*last).step_by(usize::try_from(seconds * SECOND).expect("small"));
    let spans = starts.map(|start| Span::new(Timestamp(start), Timestamp(start + seconds * SECOND)));
    spans.filter(|span| span.end.0 <= *last).collect()
}

/// Values of one feature over windows, in which it is known; checks that value and quality are sound.
pub(crate) fn values<W>(all: &[SignalFeature<W>], name: &str, windows: &[W]) -> Vec<f64> {
    let feature = all.iter().find(|feature| feature.info.name == name).expect("a feature of that name");
    let measured = windows.iter().map(|window| (feature.compute)(window));
    let sound = measured.inspect(|own| {
        assert!((0.0..=1.0).contains(&own.quality) && own.value.is_none_or(f64::is_finite), "{name} {own:?}");
    });
    sound.filter_map(|own| own.value).collect()
}

/// Lower quartile, median, upper quartile.
pub(crate) fn quartiles(values: &[f64]) -> [f64; 3] {
    [0.25, 0.5, 0.75].map(|p| attentive_learn::quantile(values, p).unwrap_or(f64::NAN))
}

/// Prints the quartiles of every feature, and how often it is known.
pub(crate) fn print_all<W>(title: &str, all: &[SignalFeature<W>], windows: &[W]) {
    println!("{title}: {} windows", windows.len());
    for feature in all {
        let known = values(all, feature.info.name, windows);
        let [low, middle, high] = quartiles(&known);
        println!("  {:40} {low:.4} {middle:.4} {high:.4} known in {}", feature.info.name, known.len());
    }
}
