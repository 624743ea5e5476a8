//! What a label such as `EEG Fpz-Cz`, `MLII` or `PLETH` means: the kind of its stream, the standard name of its channel, and by
//! what its values are multiplied to come in the standard unit.

use attentive_types::{ChannelInfo, StreamInfo, StreamKind};

/// What a file says of one signal.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Labelled {
    /// The file's own name for it.
    pub label: String,
    /// The file's own unit.
    pub unit: String,
    /// Samples per second; `None` when irregular.
    pub rate_hz: Option<f64>,
    /// Signals with different times have different numbers and come into different streams.
    pub clock: usize,
    /// What it measures, where the file says so; `None` when the label decides.
    pub kind: Option<StreamKind>,
}

/// The signals of a file sorted into streams.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Layout {
    /// The streams, in the order of their first signal.
    pub streams: Vec<StreamInfo>,
    /// For each stream the signals that are its channels, by place in the file, in the order of its channels.
    pub signals: Vec<Vec<usize>>,
    /// For each signal the factor that brings it into the standard unit.
    pub scales: Vec<f64>,
}

/// Sorts signals into streams by what they measure and by their clock.
pub(super) fn layout(all: &[Labelled]) -> Layout {
    let mut layout = Layout::default();
    let mut keys: Vec<(StreamKind, usize)> = Vec::new();
    for (place, signal) in all.iter().enumerate() {
        let kind = signal.kind.unwrap_or_else(|| kind_of(&signal.label, &signal.unit));
        let key = (kind, signal.clock);
        let stream = keys.iter().position(|known| *known == key).unwrap_or_else(|| {
            let same_kind = keys.iter().filter(|known| known.0 == kind).count();
            let name =
                if same_kind == 0 { kind.name().to_owned() } else { format!("{}-{}", kind.name(), same_kind + 1) };
            keys.push(key);
            let nominal_rate_hz = signal.rate_hz.filter(|rate| rate.is_finite() && *rate > 0.0);
            layout.streams.push(StreamInfo { name, kind, nominal_rate_hz, channels: Vec::new(), screen: None });
            layout.signals.push(Vec::new());
            keys.len() - 1
        });
        let channels = &mut layout.streams[stream].channels;
        let (info, scale) = channel(kind, channels, &signal.label, &signal.unit);
        channels.push(info);
        layout.signals[stream].push(place);
        layout.scales.push(scale);
    }
    layout
}

/// What a signal of that label and unit measures.
pub(super) fn kind_of(label: &str, unit: &str) -> StreamKind {
    let label = label.to_ascii_lowercase();
    let words: Vec<&str> = label.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let any = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let is_voltage = voltage(unit).is_some() || unit.is_empty();
    if any(&["ecg", "ekg"]) {
        return StreamKind::Ecg;
    }
    if any(&["eeg"]) {
        return StreamKind::Eeg;
    }
    if any(&["pleth", "ppg", "bvp", "plethysmogram"]) {
        return StreamKind::Ppg;
    }
    if any(&["eda", "gsr", "sc", "scl", "skin"]) && !any(&["temp", "temperature"]) {
        return StreamKind::Eda;
    }
    if any(&["resp", "respiration", "breath", "thorax", "abdomen"]) && !any(&["rate"]) {
        return StreamKind::Respiration;
    }
    if any(&["temp", "temperature"]) {
        return StreamKind::Temperature;
    }
    if any(&["hr", "heartrate"]) || (any(&["heart"]) && any(&["rate"])) {
        return StreamKind::HeartRate;
    }
    if any(&["rr", "ibi"]) && matches!(unit, "ms" | "s") {
        return StreamKind::Rr;
    }
    if any(&["acc", "accel", "acceleration", "accelerometer", "gyro"]) {
        return StreamKind::Movement;
    }
    match words.as_slice() {
        [lead] if is_voltage && LEADS.contains(lead) => StreamKind::Ecg,
        [first, ..] if is_voltage && ELECTRODES.contains(first) => StreamKind::Eeg,
        _ => StreamKind::Other,
    }
}

/// Leads of the electrocardiogram as PhysioNet's and clinical files call them.
const LEADS: &[&str] = &[
    "i", "ii", "iii", "avr", "avl", "avf", "v", "v1", "v2", "v3", "v4", "v5", "v6", "mli", "mlii", "mliii", "mcl1",
    "mv1", "mv2", "mv5", "vx", "vy", "vz", "mx", "my", "mz",
];

/// Electrodes of the 10-20 system and its extension (Jasper 1958; Oostenveld & Praamstra 2001).
const ELECTRODES: &[&str] = &[
    "fp1", "fp2", "fpz", "f3", "f4", "f7", "f8", "fz", "c3", "c4", "cz", "t3", "t4", "t5", "t6", "t7", "t8", "p3",
    "p4", "p7", "p8", "pz", "o1", "o2", "oz", "a1", "a2", "m1", "m2", "af3", "af4", "af7", "af8", "afz", "f1", "f2",
    "f5", "f6", "fc1", "fc2", "fc3", "fc4", "fc5", "fc6", "fcz", "ft7", "ft8", "c1", "c2", "c5", "c6", "cp1", "cp2",
    "cp3", "cp4", "cp5", "cp6", "cpz", "tp7", "tp8", "tp9", "tp10", "p1", "p2", "p5", "p6", "po3", "po4", "po7", "po8",
    "poz",
];

/// By what a voltage in that unit is multiplied to come in millivolts; `None` when it is no unit of voltage.
fn voltage(unit: &str) -> Option<f64> {
    match unit.trim() {
        "mV" | "mv" | "millivolt" | "millivolts" => Some(1.0),
        "uV" | "uv" | "µV" | "μV" | "microvolt" | "microvolts" => Some(1e-3),
        "V" | "volt" | "volts" => Some(1e3),
        "nV" => Some(1e-6),
        _ => None,
    }
}

/// The channel's description and the factor that brings its values into the standard unit.
fn channel(kind: StreamKind, before: &[ChannelInfo], label: &str, unit: &str) -> (ChannelInfo, f64) {
    let (stem, unit_name, unit_shown, scale) = match kind {
        StreamKind::Ecg => match voltage(unit) {
            Some(scale) => ("ecg".to_owned(), "mv", "mV", scale),
            None => ("ecg".to_owned(), "au", unit, 1.0),
        },
        StreamKind::Eeg => {
            let electrode = label.trim().trim_start_matches("EEG").trim_start_matches("eeg");
            let electrode = Some(slug(electrode)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "eeg".to_owned());
            match voltage(unit) {
                // A thousand from millivolts; as a division, so that microvolts stay exactly what they were.
                Some(scale) => (electrode, "uv", "uV", if scale == 1e-3 { 1.0 } else { scale * 1e3 }),
                None => (electrode, "au", unit, 1.0),
            }
        }
        StreamKind::Ppg => ("ppg".to_owned(), "au", unit, 1.0),
        StreamKind::Respiration => ("respiration".to_owned(), "au", unit, 1.0),
        StreamKind::Eda => match unit.trim() {
            "uS" | "µS" | "μS" | "us" | "umho" | "microsiemens" => ("eda".to_owned(), "us", "uS", 1.0),
            "S" | "mho" => ("eda".to_owned(), "us", "uS", 1e6),
            "nS" => ("eda".to_owned(), "us", "uS", 1e-3),
            _ => ("eda".to_owned(), "au", unit, 1.0),
        },
        StreamKind::Temperature => match unit.trim() {
            "degC" | "C" | "°C" | "Deg C" | "deg C" | "celsius" => ("temperature".to_owned(), "c", "C", 1.0),
            _ => ("temperature".to_owned(), "au", unit, 1.0),
        },
        StreamKind::HeartRate => ("heart_rate".to_owned(), "bpm", "1/min", 1.0),
        StreamKind::Rr if unit.trim() == "s" => ("rr".to_owned(), "ms", "ms", 1e3),
        StreamKind::Rr => ("rr".to_owned(), "ms", "ms", 1.0),
        _ => (slug(label), "", unit, 1.0),
    };
    let stem = if stem.is_empty() { "channel".to_owned() } else { stem };
    let own_unit = slug(unit);
    let ending = if unit_name.is_empty() && matches!(kind, StreamKind::Other | StreamKind::Movement) {
        own_unit.as_str()
    } else {
        unit_name
    };
    let name = free_name(&stem, ending, before);
    (ChannelInfo { name, unit: unit_shown.trim().to_owned(), own_name: label.to_owned() }, scale)
}

/// A name that no channel has yet: `ecg_mv`, then `ecg_2_mv`.
pub(super) fn free_name(stem: &str, ending: &str, before: &[ChannelInfo]) -> String {
    let ending =
        if ending.is_empty() || stem.ends_with(&format!("_{ending}")) { String::new() } else { format!("_{ending}") };
    let is_free = |name: &String| before.iter().all(|channel| channel.name != *name);
    let first = format!("{stem}{ending}");
    if is_free(&first) {
        return first;
    }
    (2..=before.len() + 2).map(|n| format!("{stem}_{n}{ending}")).find(is_free).unwrap_or(first)
}

/// A text as part of a name: small letters, digits and `_`.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for letter in text.trim().chars().take(80) {
        match letter {
            'µ' | 'μ' => slug.push('u'),
            '%' => slug.push_str("percent"),
            '/' => slug.push_str(if slug.is_empty() { "" } else { "_per_" }),
            _ if letter.is_ascii_alphanumeric() => slug.push(letter.to_ascii_lowercase()),
            _ if slug.ends_with('_') || slug.is_empty() => {}
            _ => slug.push('_'),
        }
    }
    slug.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(label: &str, unit: &str, clock: usize) -> Labelled {
        Labelled { label: label.into(), unit: unit.into(), rate_hz: Some(100.0), clock, kind: None }
    }

    #[test]
    fn labels_of_real_files_are_understood() {
        for (label, unit, kind) in [
            ("MLII", "mV", StreamKind::Ecg),
            ("V5", "mV", StreamKind::Ecg),
            ("ECG 1", "mV", StreamKind::Ecg),
            ("EEG Fpz-Cz", "uV", StreamKind::Eeg),
            ("C3-A2", "uV", StreamKind::Eeg),
            ("PLETH", "NU", StreamKind::Ppg),
            ("foot GSR", "mV", StreamKind::Eda),
            ("RESP", "NU", StreamKind::Respiration),
            ("Temp rectal", "DegC", StreamKind::Temperature),
            ("HR", "bpm", StreamKind::HeartRate),
            ("ABP", "mmHg", StreamKind::Other),
            ("V", "", StreamKind::Ecg),
        ] {
            assert_eq!(kind_of(label, unit), kind, "{label}");
        }
    }

    #[test]
    fn signals_of_one_kind_and_clock_are_one_stream_in_standard_units() {
        let all = [
            signal("II", "mV", 0),
            signal("V", "uV", 0),
            signal("EEG Cz", "uV", 0),
            signal("ECG", "mV", 1),
            signal("ABP", "mmHg", 0),
        ];
        let layout = layout(&all);
        let names: Vec<_> = layout.streams.iter().map(|stream| stream.name.as_str()).collect();
        assert_eq!(names, ["ecg", "eeg", "ecg-2", "other"]);
        assert_eq!(layout.signals, [vec![0, 1], vec![2], vec![3], vec![4]]);
        let channels: Vec<_> =
            layout.streams.iter().flat_map(|stream| &stream.channels).map(|c| c.name.as_str()).collect();
        assert_eq!(channels, ["ecg_mv", "ecg_2_mv", "cz_uv", "ecg_mv", "abp_mmhg"]);
        assert_eq!(layout.scales, [1.0, 1e-3, 1.0, 1.0, 1.0]);
    }
}
