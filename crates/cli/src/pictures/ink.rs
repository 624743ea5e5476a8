//! The colours, by what they mean, on light and on dark paper.
//!
//! The eight series are ours, chosen in OKLCH at like lightness so that none shouts, and far enough apart in hue and lightness to be
//! told apart by people who see fewer hues; events always carry a word beside the colour.

/// A colour by its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// The page.
    Paper,
    /// The ground of a panel.
    Panel,
    /// Words and numbers.
    Text,
    /// Words of less weight, ticks.
    Muted,
    /// Lines of a grid.
    Grid,
    /// One of eight series.
    Series(u8),
    /// A colour that is the same on every paper.
    Fixed([u8; 3]),
}

/// Light or dark paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    Light,
    Dark,
}

const SERIES_LIGHT: [[u8; 3]; 8] = [
    [0x1f, 0x66, 0xb3],
    [0xd0, 0x4a, 0x1b],
    [0x1c, 0x8a, 0x62],
    [0x9a, 0x4f, 0xb5],
    [0xc0, 0x8a, 0x00],
    [0x2a, 0x93, 0xa8],
    [0xb8, 0x3a, 0x6f],
    [0x7a, 0x7f, 0x87],
];
const SERIES_DARK: [[u8; 3]; 8] = [
    [0x6c, 0xb0, 0xf5],
    [0xff, 0x8a, 0x5c],
    [0x55, 0xc9, 0x9a],
    [0xcf, 0x94, 0xe8],
    [0xec, 0xc0, 0x4c],
    [0x66, 0xcb, 0xde],
    [0xf0, 0x82, 0xb0],
    [0xa3, 0xa9, 0xb3],
];

impl Ink {
    /// Red, green and blue on that paper.
    pub fn rgb(self, paper: Paper) -> [u8; 3] {
        let is_light = paper == Paper::Light;
        let either = |light: [u8; 3], dark: [u8; 3]| if is_light { light } else { dark };
        match self {
            Self::Paper => either([0xff, 0xff, 0xff], [0x14, 0x17, 0x1c]),
            Self::Panel => either([0xf8, 0xf9, 0xfb], [0x1b, 0x1f, 0x26]),
            Self::Text => either([0x1c, 0x21, 0x28], [0xe6, 0xe9, 0xee]),
            Self::Muted => either([0x5c, 0x65, 0x70], [0x9d, 0xa6, 0xb2]),
            Self::Grid => either([0xdd, 0xe1, 0xe7], [0x33, 0x3a, 0x44]),
            Self::Series(place) => either(SERIES_LIGHT[usize::from(place % 8)], SERIES_DARK[usize::from(place % 8)]),
            Self::Fixed(rgb) => rgb,
        }
    }

    /// The name of its style in an SVG; `None` for a fixed colour.
    pub fn style(self) -> Option<String> {
        Some(match self {
            Self::Paper => "paper".to_owned(),
            Self::Panel => "panel".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Muted => "muted".to_owned(),
            Self::Grid => "grid".to_owned(),
            Self::Series(place) => format!("series{}", place % 8),
            Self::Fixed(_) => return None,
        })
    }

    /// All that have a style.
    pub fn all() -> Vec<Self> {
        let plain = [Self::Paper, Self::Panel, Self::Text, Self::Muted, Self::Grid];
        plain.into_iter().chain((0..8).map(Self::Series)).collect()
    }

    /// As `#rrggbb`.
    pub fn hex(self, paper: Paper) -> String {
        let [red, green, blue] = self.rgb(paper);
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

/// What an event of that name is drawn in.
pub fn of_event(kind: &str) -> Ink {
    match kind {
        "fixation" | "stillness" => Ink::Series(0),
        "saccade" | "r-peak" | "pulse" | "harsh-braking" | "press" => Ink::Series(1),
        "smooth-pursuit" | "breath" | "stroke" | "typing-burst" => Ink::Series(2),
        "scr" | "steering-reversal" | "ectopic-beat" => Ink::Series(3),
        "post-saccadic-oscillation" | "harsh-acceleration" | "missed-beat" => Ink::Series(4),
        "blink" | "misplaced-beat" => Ink::Series(5),
        "extra-beat" | "out-of-range-beat" => Ink::Series(6),
        _ => Ink::Series(7),
    }
}

/// What an event of that name is, for those who meet the word for the first time; `None` for names that are not ours.
pub fn meaning_of(kind: &str) -> Option<&'static str> {
    EVENTS.iter().find(|(own, _)| *own == kind).map(|(_, meaning)| *meaning)
}

/// Every event that an analysis finds, and what it is.
pub const EVENTS: [(&str, &str); 22] = [
    ("fixation", "the eyes rest on one place"),
    ("saccade", "the eyes jump to another place"),
    ("post-saccadic-oscillation", "the eye swings after a jump"),
    ("smooth-pursuit", "the eyes follow something that moves"),
    ("blink", "the lids are closed"),
    ("undefined", "none of the others"),
    ("r-peak", "a heartbeat in the ECG"),
    ("pulse", "a heartbeat in the pulse or in the intervals of a device"),
    ("ectopic-beat", "a beat out of the rhythm, early or late"),
    ("misplaced-beat", "a beat that the detector put in the wrong place"),
    ("missed-beat", "a beat that must have been and was not seen"),
    ("extra-beat", "a beat too many"),
    ("out-of-range-beat", "a beat at an interval that no heart has"),
    ("scr", "skin conductance response: a short rise that follows arousal"),
    ("breath", "from one breathing in to the next"),
    ("stillness", "nothing moves"),
    ("harsh-braking", "the car slows down hard"),
    ("harsh-acceleration", "the car speeds up hard"),
    ("steering-reversal", "the wheel turns back"),
    ("typing-burst", "keys follow each other without a pause"),
    ("stroke", "the pointer moves from one rest to the next"),
    ("press", "a button of the pointer goes down"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_a_colour_of_its_own_beside_those_of_its_stream() {
        let streams: [&[&str]; 4] = [
            &["fixation", "saccade", "post-saccadic-oscillation", "smooth-pursuit", "blink", "undefined"],
            &["r-peak", "ectopic-beat", "misplaced-beat", "missed-beat", "extra-beat"],
            &["harsh-braking", "harsh-acceleration", "steering-reversal"],
            &["stroke", "press"],
        ];
        for events in streams {
            let mut inks: Vec<String> = events.iter().map(|event| format!("{:?}", of_event(event))).collect();
            inks.sort();
            inks.dedup();
            assert_eq!(inks.len(), events.len(), "{events:?}");
        }
        for (event, _) in EVENTS {
            assert!(event == "undefined" || of_event(event) != Ink::Series(7), "{event} is grey");
        }
    }

    /// Relative luminance and contrast as the WCAG 2.1 defines them.
    fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
        let channel = |byte: u8| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let light = |rgb: [u8; 3]| 0.2126 * channel(rgb[0]) + 0.7152 * channel(rgb[1]) + 0.0722 * channel(rgb[2]);
        let (one, other) = (light(one), light(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn words_can_be_read_and_lines_can_be_seen_on_both_papers() {
        for paper in [Paper::Light, Paper::Dark] {
            let ground = Ink::Panel.rgb(paper);
            for (ink, least) in [(Ink::Text, 7.0), (Ink::Muted, 4.5)] {
                assert!(contrast(ink.rgb(paper), ground) >= least, "{ink:?} on {paper:?}");
            }
            for place in 0..8 {
                let found = contrast(Ink::Series(place).rgb(paper), ground);
                assert!(found >= 2.8, "series {place} on {paper:?}: {found}");
            }
        }
    }
}
