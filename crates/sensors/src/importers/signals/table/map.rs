//! What a person says of a table that does not say it itself: a small TOML text.

use std::collections::BTreeMap;

use attentive_types::{Screen, StreamKind};
use serde::Deserialize;

use super::super::super::ImportError;
use super::super::Assumptions;
use super::super::{Options, Source};
use super::dialect::Sketch;
use super::draft::{Draft, even};
use super::header::{Meaning, Role};
use super::plan::{ChannelPlan, Plan, TimeRule};
use super::time_unit::time_power;
use attentive_types::ChannelInfo;

/// What a person says of the columns of a table; see `docs/reference/recordings.md`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMap {
    /// `,` when numbers have a decimal comma; guessed when it is not said.
    pub decimal: Option<char>,
    /// Whether the first line holds names; guessed when it is not said.
    pub header: Option<bool>,
    /// The screen that positions lie on.
    pub screen: Option<Screen>,
    /// The streams, by their names.
    pub stream: BTreeMap<String, StreamMap>,
}

/// What a person says of one stream.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct StreamMap {
    /// What it measures; when it is not said, the stream's name must be the name of a kind.
    pub kind: Option<String>,
    /// The column of time.
    pub time: Option<ColumnName>,
    /// `s`, `ms`, `us`, `100ns`, `ns` or `text`; guessed when it is not said.
    pub time_unit: Option<String>,
    /// Samples per second: the time of each row when there is no column of time.
    pub rate_hz: Option<f64>,
    /// The unit of all channels; guessed when it is not said.
    pub unit: Option<String>,
    /// Numbers that mean that a value is missing.
    #[serde(default)]
    pub missing: Vec<f64>,
    /// A column of words that become marks.
    pub label: Option<ColumnName>,
    /// The channels: our name, such as `x` or `left_pupil`, and the column.
    #[serde(flatten)]
    pub channels: BTreeMap<String, ColumnName>,
}

/// A column by its name, or by its number from 1.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum ColumnName {
    /// Its number, from 1.
    Number(usize),
    /// Its name in the header.
    Name(String),
}

impl ColumnMap {
    /// Reads a map.
    ///
    /// # Errors
    /// When it is no TOML, has unknown keys or names no kind; the words fit after "could not read the map: ".
    pub fn parse(text: &str) -> Result<Self, String> {
        let map: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if map.stream.is_empty() {
            return Err("it names no stream; begin with [stream.gaze] or another kind".to_owned());
        }
        for (name, stream) in &map.stream {
            stream.kind_of(name)?;
            if stream.rate_hz.is_some_and(|rate| !rate.is_finite() || rate <= 0.0) {
                return Err(format!("stream.{name}.rate_hz: expected a number above 0"));
            }
            if let Some(unit) = &stream.time_unit
                && unit != "text"
                && time_power(unit).is_none()
            {
                return Err(format!("stream.{name}.time_unit: expected s, ms, us, 100ns, ns or text, found {unit:?}"));
            }
        }
        Ok(map)
    }
}

impl StreamMap {
    fn kind_of(&self, name: &str) -> Result<StreamKind, String> {
        let kind = self.kind.as_deref().unwrap_or(name);
        StreamKind::of_name(kind).ok_or_else(|| {
            let known = StreamKind::ALL.map(StreamKind::name).join(", ");
            format!("stream.{name}: {kind:?} is no kind of stream; say kind = one of {known}")
        })
    }
}

/// A sketch as the map wants it.
#[must_use]
pub(super) fn sketch_by(map: &ColumnMap, mut sketch: Sketch) -> Sketch {
    if map.header == Some(false) && !sketch.names.is_empty() {
        sketch.names.clear();
        sketch.first_row = sketch.first_row.saturating_sub(1).max(1);
    }
    if let Some(decimal) = map.decimal {
        sketch.dialect.decimal_comma = decimal == ',';
    }
    sketch
}

/// The plan that a map makes of a table.
///
/// # Errors
/// When the table lacks a column that the map names.
pub(super) fn plan_by(
    map: &ColumnMap,
    sketch: &Sketch,
    source: &Source,
    options: &Options,
) -> Result<(Plan, Assumptions), ImportError> {
    let mut draft = Draft::new(sketch, options);
    draft.rows = sketch.rows_in(source);
    let mut time: Option<TimeRule> = None;
    for (name, stream) in &map.stream {
        let wrong = |why: String| source.fault(format!("map, stream.{name}"), why);
        let meant = stream.channels.iter().map(|(key, column)| Some((place(sketch, column).ok()?, Meaning::of(key)?)));
        draft.mean_together(meant.flatten());
        let kind = stream.kind_of(name).map_err(wrong)?;
        for (key, column) in &stream.channels {
            let column = place(sketch, column).map_err(wrong)?;
            add(&mut draft, name, kind, key, column, stream);
            if let Some(planned) = draft.stream(name)
                && let Some(channel) = planned.channels.last_mut()
            {
                channel.missing.extend_from_slice(&stream.missing);
            }
        }
        if let Some(label) = &stream.label {
            draft.label(place(sketch, label).map_err(wrong)?, name, &[]);
        }
        if let Some(planned) = draft.stream(name) {
            planned.info.nominal_rate_hz = stream.rate_hz;
        }
        let rule = match (&stream.time, stream.rate_hz) {
            (Some(column), _) => {
                let column = place(sketch, column).map_err(wrong)?;
                Some(draft.time(column, stream.time_unit.as_deref().unwrap_or_default(), options).map_err(wrong)?)
            }
            (None, Some(rate_hz)) => Some(even(rate_hz, draft.start(options))),
            (None, None) if kind == StreamKind::Rr => Some(TimeRule::Beats { start_nanos: draft.start(options) }),
            (None, None) => None,
        };
        match (&time, rule) {
            (_, None) => {}
            (None, rule) => time = rule,
            (Some(time), Some(rule)) if *time == rule => {}
            _ => {
                return Err(wrong("one table has one time; give all its streams the same time and rate_hz".to_owned()));
            }
        }
    }
    if draft.streams().is_empty() {
        return Err(source.fault("map", "it names no channel; say for example x = \"gaze_x\""));
    }
    let time = time.ok_or_else(|| source.fault("map", "it tells neither time = a column nor rate_hz = a number"))?;
    Ok(draft.plan(time))
}

/// Adds one channel of the map.
fn add(draft: &mut Draft<'_>, name: &str, kind: StreamKind, key: &str, column: usize, stream: &StreamMap) {
    let meaning = Meaning::of(key).or_else(|| {
        Some(Meaning {
            role: Role::Channel(kind, "pupil"),
            side: match key {
                "left" => "left_",
                "right" => "right_",
                _ => return None,
            },
            number: None,
            unit: String::new(),
        })
    });
    if let Some(mut meaning) = meaning
        && let Role::Channel(meant, stem) = meaning.role
        && (meant == kind
            || matches!(
                (meant, kind),
                (StreamKind::Gaze, StreamKind::Pointer) | (StreamKind::Movement, StreamKind::Vehicle)
            ))
    {
        if meaning.unit.is_empty() {
            meaning.unit = stream.unit.clone().unwrap_or_default().to_lowercase().replace(['μ', 'µ'], "u");
        }
        // Acceleration of a vehicle has the units of movement.
        let unit_kind = meant;
        if unit_kind == kind && draft.meant(column, name, kind, stem, &meaning) {
            return;
        }
    }
    let unit = stream.unit.clone().unwrap_or_default();
    let own_name = draft.name(column);
    let channel = if kind == StreamKind::Eeg && !key.ends_with("_uv") { format!("{key}_uv") } else { key.to_owned() };
    draft.channel(name, kind, ChannelInfo { name: channel, unit, own_name }, ChannelPlan::plain(column));
}

/// The place of a column.
fn place(sketch: &Sketch, column: &ColumnName) -> Result<usize, String> {
    match column {
        ColumnName::Number(number) if (1..=sketch.width).contains(number) => Ok(number - 1),
        ColumnName::Number(number) => Err(format!("there is no column {number}; the table has {}", sketch.width)),
        ColumnName::Name(name) => sketch.column(name).ok_or_else(|| match sketch.names.as_slice() {
            [] => format!("the table has no header, so no column {name:?}; give its number from 1"),
            names => format!("there is no column {name:?}; the table has {}", names.join(", ")),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_that_cannot_be_right_is_refused_with_what_to_do() {
        let error = |text| ColumnMap::parse(text).unwrap_err();
        assert!(error("").contains("stream"));
        assert!(error("[stream.aura]\nx = 1").contains("\"aura\" is no kind of stream"));
        assert!(error("[stream.gaze]\ntime_unit = \"h\"\nx = 1").contains("expected s, ms, us, 100ns, ns or text"));
        assert!(error("[stream.gaze]\nrate_hz = 0.0\nx = 1").contains("above 0"));
        assert!(error("colour = 1\n[stream.gaze]\nx = 1").contains("colour"));
    }

    #[test]
    fn columns_are_named_or_counted_from_one() {
        let map = ColumnMap::parse("[stream.gaze]\nrate_hz = 30\nunit = \"norm\"\nx = 1\ny = \"gy\"").unwrap();
        assert_eq!(map.stream["gaze"].channels["x"], ColumnName::Number(1));
        assert_eq!(map.stream["gaze"].channels["y"], ColumnName::Name("gy".to_owned()));
    }
}
