//! What the header of a stream says, in XML: name, kind, channels, rate, form of its values.

use quick_xml::Reader;
use quick_xml::events::Event;

use attentive_types::StreamKind;

/// What a stream's header says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Meta {
    /// Name of the stream.
    pub name: String,
    /// What it carries, such as `EEG`, `Markers`.
    pub content: String,
    /// How many channels it says to have.
    pub channel_count: usize,
    /// Samples per second; 0 when irregular.
    pub rate_hz: f64,
    /// Form of each value; `None` when unknown.
    pub values: Option<Form>,
    /// Label, unit and type of each channel that is described.
    pub channels: Vec<ChannelMeta>,
}

/// What is said of one channel.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ChannelMeta {
    /// Its label.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// What it carries, such as `EEG`, `EOG`.
    pub content: String,
}

/// The form of a stream's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Texts.
    Text,
    /// Whole numbers of 8 bits.
    Int8,
    /// Of 16 bits.
    Int16,
    /// Of 32 bits.
    Int32,
    /// Of 64 bits.
    Int64,
    /// Floating numbers of 32 bits.
    Float32,
    /// Of 64 bits.
    Float64,
}

impl Form {
    fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "string" => Self::Text,
            "int8" => Self::Int8,
            "int16" => Self::Int16,
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            "float32" => Self::Float32,
            "double64" => Self::Float64,
            _ => return None,
        })
    }

    /// Bytes of each value; `None` for texts.
    pub(super) fn bytes(self) -> Option<usize> {
        match self {
            Self::Text => None,
            Self::Int8 => Some(1),
            Self::Int16 => Some(2),
            Self::Int32 | Self::Float32 => Some(4),
            Self::Int64 | Self::Float64 => Some(8),
        }
    }

    /// The value in those bytes.
    #[expect(clippy::cast_precision_loss, reason = "a whole number beyond 2^53 is handed out as the nearest that fits")]
    pub(super) fn value(self, bytes: &[u8]) -> f64 {
        match (self, bytes) {
            (Self::Int8, [a]) => f64::from(a.cast_signed()),
            (Self::Int16, [a, b]) => f64::from(i16::from_le_bytes([*a, *b])),
            (Self::Int32, [a, b, c, d]) => f64::from(i32::from_le_bytes([*a, *b, *c, *d])),
            (Self::Float32, [a, b, c, d]) => f64::from(f32::from_le_bytes([*a, *b, *c, *d])),
            (Self::Int64, [a, b, c, d, e, f, g, h]) => i64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]) as f64,
            (Self::Float64, [a, b, c, d, e, f, g, h]) => f64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]),
            _ => f64::NAN,
        }
    }
}

/// More channels than this are no real stream.
pub(super) const MOST_CHANNELS: usize = 4_096;

/// Reads a stream's header.
pub(super) fn parse(xml: &[u8]) -> Result<Meta, String> {
    let text = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&text);
    let mut meta = Meta::default();
    let mut path: Vec<String> = Vec::new();
    loop {
        match reader.read_event().map_err(|error| format!("its description is no XML ({error})"))? {
            Event::Eof => break,
            Event::Start(start) => {
                if path.len() > 64 {
                    return Err("its description is nested too deeply".to_owned());
                }
                path.push(String::from_utf8_lossy(start.local_name().as_ref()).into_owned());
                if path.len() == 4
                    && path[1..] == ["desc", "channels", "channel"]
                    && meta.channels.len() < MOST_CHANNELS
                {
                    meta.channels.push(ChannelMeta::default());
                }
            }
            Event::End(_) => _ = path.pop(),
            Event::Text(text) => {
                let text = text.decode().map_err(|error| format!("its description is no XML ({error})"))?;
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                meta.take(&path, text.trim());
            }
            Event::CData(text) => {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                meta.take(&path, String::from_utf8_lossy(&text).trim());
            }
            _ => {}
        }
    }
    if meta.channel_count == 0 || meta.channel_count > MOST_CHANNELS {
        return Err(format!("it says to have {} channels", meta.channel_count));
    }
    if meta.values.is_none() {
        return Err("the form of its values is not known".to_owned());
    }
    Ok(meta)
}

impl Meta {
    fn take(&mut self, path: &[&str], text: &str) {
        match path {
            [_, "name"] => self.name.push_str(text),
            [_, "type"] => self.content.push_str(text),
            [_, "channel_count"] => self.channel_count = text.parse().unwrap_or(0),
            [_, "nominal_srate"] => {
                self.rate_hz = text.parse().ok().filter(|rate: &f64| rate.is_finite() && *rate > 0.0).unwrap_or(0.0);
            }
            [_, "channel_format"] => self.values = Form::of_name(text),
            [_, "desc", "channels", "channel", field] => {
                let Some(channel) = self.channels.last_mut() else { return };
                match *field {
                    "label" => channel.label.push_str(text),
                    "unit" => channel.unit.push_str(text),
                    "type" => channel.content.push_str(text),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// What streams and channels of that content measure; `None` when it does not say.
pub(super) fn kind_of(content: &str) -> Option<StreamKind> {
    Some(match content.to_ascii_lowercase().as_str() {
        "eeg" => StreamKind::Eeg,
        "ecg" | "ekg" => StreamKind::Ecg,
        "gaze" | "eyetracker" | "eye tracking" => StreamKind::Gaze,
        "pupil" | "pupillometry" => StreamKind::Pupil,
        "eda" | "gsr" => StreamKind::Eda,
        "ppg" | "bvp" => StreamKind::Ppg,
        "rr" | "ibi" => StreamKind::Rr,
        "resp" | "respiration" => StreamKind::Respiration,
        "temp" | "temperature" => StreamKind::Temperature,
        "accelerometer" | "acc" | "imu" | "gyroscope" => StreamKind::Movement,
        "eog" | "emg" | "misc" | "aux" | "mocap" | "audio" | "videoraw" => StreamKind::Other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_with_its_channels() {
        let xml = b"<?xml version=\"1.0\"?><info><name>Amp &amp; co</name><type>EEG</type><channel_count>2</channel_count><nominal_srate>100</nominal_srate>\
            <channel_format>float32</channel_format><desc><channels><channel><label>C3</label><unit>microvolts</unit></channel>\
            <channel><label>Cz</label><type>EEG</type></channel></channels></desc></info>";
        let meta = parse(xml).unwrap();
        assert!(meta.name.starts_with("Amp"), "{}", meta.name);
        assert_eq!((meta.channel_count, meta.rate_hz, meta.values), (2, 100.0, Some(Form::Float32)));
        assert_eq!((meta.channels[0].unit.as_str(), meta.channels[1].label.as_str()), ("microvolts", "Cz"));
        assert!(parse(b"<info>").is_err() && parse(b"").is_err());
        assert!(
            parse(b"<info><channel_count>99999999</channel_count><channel_format>int8</channel_format></info>")
                .is_err()
        );
    }
}
