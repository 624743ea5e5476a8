//! What the name of a column says: what is measured, of which eye, in which unit.

use attentive_types::StreamKind;

/// What a column holds, as its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// When the row was.
    Time,
    /// A count of rows.
    Index,
    /// A word or a code that says what happens.
    Label,
    /// A channel: kind of the stream, and the name without eye and unit.
    Channel(StreamKind, &'static str),
}

/// What the name of a column says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// What the column holds.
    pub role: Role,
    /// `left_` or `right_`; empty when the name says neither.
    pub side: &'static str,
    /// A number in the name, such as the 2 of `pupil_2`; `None` for none and for 1.
    pub number: Option<u32>,
    /// The unit as it is written, in small letters; empty when the name says none.
    pub unit: String,
}

/// Names that mean a channel: kind, stem, and the words that may make the name, joined by blanks.
const CHANNELS: &[(StreamKind, &str, &[&str])] = &[
    (StreamKind::Ecg, "ecg", &["ecg", "ekg", "ecg signal", "ecg raw", "raw ecg", "ecg i", "lead i", "ml ii", "mlii"]),
    (StreamKind::Ppg, "ppg", &["ppg", "bvp", "pulse", "pleth", "ppg signal", "ppg raw", "blood volume pulse"]),
    (
        StreamKind::Rr,
        "rr",
        &["rr", "ibi", "rri", "nn", "rr interval", "rr intervals", "inter beat interval", "interbeat interval", "nni"],
    ),
    (StreamKind::HeartRate, "heart_rate", &["hr", "heart rate", "heartrate", "bpm", "pulse rate"]),
    (StreamKind::Eda, "eda", &["eda", "gsr", "skin conductance", "sc", "scl", "electrodermal activity", "eda raw"]),
    (StreamKind::Respiration, "respiration", &["resp", "respiration", "rsp", "breathing", "resp signal"]),
    (StreamKind::Temperature, "temperature", &["temp", "temperature", "skin temperature", "skin temp", "st"]),
    (StreamKind::Movement, "acceleration_x", &["acc x", "accel x", "acceleration x", "ax", "accx", "accelerometer x"]),
    (StreamKind::Movement, "acceleration_y", &["acc y", "accel y", "acceleration y", "ay", "accy", "accelerometer y"]),
    (StreamKind::Movement, "acceleration_z", &["acc z", "accel z", "acceleration z", "az", "accz", "accelerometer z"]),
    (StreamKind::Movement, "rotation_x", &["gyro x", "gyroscope x", "rotation x", "gyr x", "angular velocity x"]),
    (StreamKind::Movement, "rotation_y", &["gyro y", "gyroscope y", "rotation y", "gyr y", "angular velocity y"]),
    (StreamKind::Movement, "rotation_z", &["gyro z", "gyroscope z", "rotation z", "gyr z", "angular velocity z"]),
    (StreamKind::Vehicle, "speed", &["speed", "vehicle speed", "velocity"]),
    (StreamKind::Vehicle, "steering", &["steering", "steering angle", "steering wheel angle", "wheel angle"]),
    (StreamKind::Vehicle, "lane_offset", &["lane offset", "lane position", "lane deviation", "lateral offset"]),
    (StreamKind::Vehicle, "roll", &["roll"]),
    (StreamKind::Vehicle, "pitch", &["pitch"]),
    (StreamKind::Vehicle, "yaw", &["yaw"]),
    (StreamKind::Keyboard, "dwell", &["dwell", "dwell time", "hold time"]),
    (StreamKind::Keyboard, "flight", &["flight", "flight time"]),
    (StreamKind::Pointer, "x", &["mouse x", "cursor x", "pointer x"]),
    (StreamKind::Pointer, "y", &["mouse y", "cursor y", "pointer y"]),
    (StreamKind::Gaze, "confidence", &["confidence", "gaze confidence", "validity score"]),
];

/// Words that may stand beside `x` or `y` in the name of a gaze column.
const GAZE_WORDS: &[&str] = &[
    "gaze",
    "point",
    "pos",
    "position",
    "por",
    "eye",
    "screen",
    "avg",
    "mean",
    "coord",
    "coordinate",
    "raw",
    "norm",
    "display",
    "smoothed",
    "filtered",
    "gazepoint",
    "por",
    "of",
    "regard",
    "average",
];

/// Words that may stand beside `pupil`.
const PUPIL_WORDS: &[&str] =
    &["pupil", "size", "diameter", "dia", "area", "et", "avg", "mean", "raw", "filtered", "d", "eye", "average"];

/// Electrodes of the 10-20 system and its refinements.
const ELECTRODES: &[&str] = &[
    "fp1", "fp2", "fpz", "af3", "af4", "af7", "af8", "afz", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "fz",
    "fc1", "fc2", "fc3", "fc4", "fc5", "fc6", "fcz", "c1", "c2", "c3", "c4", "c5", "c6", "cz", "t3", "t4", "t5", "t6",
    "t7", "t8", "tp7", "tp8", "tp9", "tp10", "cp1", "cp2", "cp3", "cp4", "cp5", "cp6", "cpz", "p1", "p2", "p3", "p4",
    "p5", "p6", "p7", "p8", "pz", "po3", "po4", "po7", "po8", "poz", "o1", "o2", "oz",
];

/// Units that may stand as the last word of a name, behind `_`.
const UNITS: &[&str] = &[
    "s",
    "sec",
    "secs",
    "seconds",
    "ms",
    "msec",
    "millis",
    "milliseconds",
    "us",
    "usec",
    "micros",
    "microseconds",
    "ns",
    "nanos",
    "nanoseconds",
    "px",
    "pix",
    "pixel",
    "pixels",
    "deg",
    "degrees",
    "dva",
    "norm",
    "normalized",
    "mm",
    "au",
    "mv",
    "uv",
    "v",
    "g",
    "gs",
    "bpm",
    "c",
    "k",
    "f",
    "kmh",
    "mps",
    "mph",
    "m",
    "cm",
    "rad",
    "hz",
];

impl Meaning {
    /// What the name of a column says; `None` when it is not known.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let (bare, in_brackets) = without_brackets(name);
        let mut words = words_of(&bare);
        let mut unit = in_brackets.trim().to_lowercase().replace(['μ', 'µ'], "u");
        let mut side = "";
        words.retain(|word| match word.as_str() {
            "left" | "l" => {
                side = "left_";
                false
            }
            "right" | "r" => {
                side = "right_";
                false
            }
            _ => true,
        });
        let number = words.last().and_then(|word| word.parse::<u32>().ok());
        if number.is_some() {
            words.pop();
        }
        let meaning = |role, unit| Some(Self { role, side, number: number.filter(|n| *n > 1), unit });
        if let Some(role) = role(&words) {
            return meaning(role, unit);
        }
        if unit.is_empty() && words.len() > 1 && words.last().is_some_and(|word| UNITS.contains(&word.as_str())) {
            unit = words.pop().unwrap_or_default();
            return meaning(role(&words)?, unit);
        }
        None
    }

    /// The electrode that a column is named after, in small letters; `None` when it is not.
    #[must_use]
    pub fn electrode(name: &str) -> Option<String> {
        let (bare, _) = without_brackets(name);
        let words = words_of(&bare);
        let words: Vec<&str> =
            words.iter().map(String::as_str).filter(|word| !matches!(*word, "eeg" | "raw" | "uv" | "ref")).collect();
        match words.as_slice() {
            [word] if ELECTRODES.contains(word) => Some((*word).to_owned()),
            _ => None,
        }
    }
}

fn role(words: &[String]) -> Option<Role> {
    let joined = words.join(" ");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["index" | "idx" | "id" | "row" | "n"] | ["sample" | "row", "index" | "number"] | ["unnamed"] => {
            return Some(Role::Index);
        }
        ["t" | "ts" | "time" | "timestamp" | "timestamps" | "datetime" | "seconds" | "millis" | "clock"]
        | ["time", "stamp"]
        | [_, "time" | "timestamp" | "timestamps"]
        | ["timestamp", _]
            if !joined.starts_with("start")
                && !joined.starts_with("dwell")
                && !joined.starts_with("flight")
                && !joined.starts_with("hold") =>
        {
            return Some(Role::Time);
        }
        ["label" | "labels" | "event" | "annotation" | "target" | "phase" | "condition" | "activity"] => {
            return Some(Role::Label);
        }
        _ => {}
    }
    if let Some((kind, stem, _)) = CHANNELS.iter().find(|(_, _, names)| names.contains(&joined.as_str())) {
        return Some(Role::Channel(*kind, stem));
    }
    if words.iter().any(|word| matches!(*word, "pupil" | "pupilsize"))
        && words.iter().all(|word| PUPIL_WORDS.contains(word) || *word == "pupilsize")
    {
        return Some(Role::Channel(StreamKind::Pupil, "pupil"));
    }
    for (axis, names) in [("x", ["x", "gx", "xpos", "xp"]), ("y", ["y", "gy", "ypos", "yp"])] {
        let others = words.iter().filter(|word| !names.contains(word));
        if others.clone().count() + 1 == words.len() && others.clone().all(|word| GAZE_WORDS.contains(word)) {
            return Some(Role::Channel(StreamKind::Gaze, axis));
        }
    }
    None
}

/// Whether the name of a column says that marks stand in it, many cells of which may be empty.
#[must_use]
pub(super) fn names_marks(name: &str) -> bool {
    const MARKS: [&str; 10] =
        ["event", "marker", "mark", "label", "annotation", "trigger", "stimulus", "stim", "message", "comment"];
    let (bare, _) = without_brackets(name);
    let is_label = Meaning::of(name).is_some_and(|meaning| meaning.role == Role::Label);
    let says_so = |word: &String| MARKS.iter().any(|mark| word == mark || word.strip_suffix('s') == Some(*mark));
    let counts = |word: &String| matches!(word.as_str(), "id" | "index" | "duration" | "count" | "number" | "x" | "y");
    let words = words_of(&bare);
    is_label || words.iter().any(says_so) && !words.iter().any(counts)
}

/// A name without `[...]` or `(...)`, and the first of what stood in them.
fn without_brackets(name: &str) -> (String, String) {
    let Some(open) = name.find(['[', '(']) else { return (name.to_owned(), String::new()) };
    let inner = &name[open + 1..];
    let close = inner.find([']', ')']).unwrap_or(inner.len());
    let after = inner.get(close + 1..).unwrap_or_default();
    (format!("{} {after}", &name[..open]), inner[..close].to_owned())
}

/// The words of a name, in small letters: parted by anything that is no letter or digit, and before a capital letter.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && was_small) {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        was_small = letter.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_many_makers_are_understood() {
        let channel = |kind, stem| Role::Channel(kind, stem);
        for (name, role, side, unit) in [
            ("t_us", Role::Time, "", "us"),
            ("Timestamp (seconds)", Role::Time, "", "seconds"),
            ("Recording timestamp [μs]", Role::Time, "", "us"),
            ("Time(sec)", Role::Time, "", "sec"),
            ("x_px", channel(StreamKind::Gaze, "x"), "", "px"),
            ("GazePointX", channel(StreamKind::Gaze, "x"), "", ""),
            ("gaze y [px]", channel(StreamKind::Gaze, "y"), "", "px"),
            ("right_y", channel(StreamKind::Gaze, "y"), "right_", ""),
            ("Pupil diameter left [mm]", channel(StreamKind::Pupil, "pupil"), "left_", "mm"),
            ("ET_PupilRight", channel(StreamKind::Pupil, "pupil"), "right_", ""),
            ("ECG", channel(StreamKind::Ecg, "ecg"), "", ""),
            ("rr_ms", channel(StreamKind::Rr, "rr"), "", "ms"),
            ("Heartrate", channel(StreamKind::HeartRate, "heart_rate"), "", ""),
            ("EDA (µS)", channel(StreamKind::Eda, "eda"), "", "us"),
            ("Acceleration X [g]", channel(StreamKind::Movement, "acceleration_x"), "", "g"),
            ("Speed (km/h)", channel(StreamKind::Vehicle, "speed"), "", "km/h"),
            ("label", Role::Label, "", ""),
            ("", Role::Index, "", ""),
        ] {
            let meaning = Meaning::of(name).unwrap();
            assert_eq!((meaning.role, meaning.side, meaning.unit.as_str()), (role, side, unit), "{name}");
        }
        assert_eq!(Meaning::of("pupil_2").unwrap().number, Some(2));
        assert_eq!(Meaning::of("driver"), None);
        for (name, marks) in
            [("event", true), ("Stimulus", true), ("trigger_code", true), ("Markers", true), ("note", false)]
        {
            assert_eq!(names_marks(name), marks, "{name}");
        }
        assert!(!names_marks("stim_x") && !names_marks("event_duration_ms"));
        assert_eq!(Meaning::electrode("EEG Fp1").as_deref(), Some("fp1"));
    }
}
