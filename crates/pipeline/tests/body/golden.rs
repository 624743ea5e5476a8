//! Golden numbers: made by `scripts/golden/body.py`, read from `tests/golden`.

use std::path::Path;

use attentive_types::{Channel, SampleSignal};
use serde_json::Value;

/// The golden file of that name.
pub(crate) fn golden(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("a golden file")).expect("json")
}

/// A list of numbers; null is NaN.
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|own| own.as_f64().unwrap_or(f64::NAN)).collect()
}

/// A number.
pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// The signal of a golden file as a stream of one channel.
pub(crate) fn signal(golden: &Value, channel: &str) -> SampleSignal {
    let values = numbers(&golden[channel]);
    let step = 1e9 / number(&golden["rate_hz"]);
    let time_nanos = (0..values.len()).map(|place| (place as f64 * step).round() as i64).collect();
    SampleSignal { name: "golden".into(), time_nanos, channels: vec![Channel::new(channel, values)] }
}

/// Greatest difference between every `step`-th of ours and theirs.
pub(crate) fn apart(ours: &[f64], step: usize, theirs: &Value) -> f64 {
    let theirs = numbers(theirs);
    assert_eq!(ours.iter().step_by(step).count(), theirs.len());
    ours.iter().step_by(step).zip(&theirs).map(|(own, other)| (own - other).abs()).fold(0.0, f64::max)
}
