//! Tables: named columns with units, the form in which results leave the program as CSV or Parquet.

use crate::features::FeatureTable;
use crate::gaze::GazeEvents;
use crate::signal::SampleSignal;
use crate::stream::{Annotation, ChannelInfo};

/// Columns of the same length. What is missing is NaN in a column of numbers and the empty text in a column of texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The columns, in the order in which files have them.
    pub columns: Vec<Column>,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name, unique in the table; where it has a unit it ends in it, such as `amplitude_deg`.
    pub name: String,
    /// Its unit, such as `deg`, `1/min`; empty when it has none. [`Column::MOMENT`] marks moments.
    pub unit: String,
    /// One value for each row.
    pub values: Values,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers; missing is NaN.
    F64(Vec<f64>),
    /// Whole numbers; none is missing.
    I64(Vec<i64>),
    /// Texts; missing is empty.
    Text(Vec<String>),
}

impl Values {
    /// How many values.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::F64(values) => values.len(),
            Self::I64(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Column {
    /// The unit of columns of moments in nanoseconds since 1970, which Parquet marks as timestamps.
    pub const MOMENT: &'static str = "ns since 1970";

    /// A column of numbers; missing is NaN.
    #[must_use]
    pub fn numbers(name: &str, unit: &str, values: Vec<f64>) -> Self {
        Self { name: name.to_owned(), unit: unit.to_owned(), values: Values::F64(values) }
    }

    /// A column of whole numbers.
    #[must_use]
    pub fn counts(name: &str, unit: &str, values: Vec<i64>) -> Self {
        Self { name: name.to_owned(), unit: unit.to_owned(), values: Values::I64(values) }
    }

    /// A column of moments in nanoseconds since 1970.
    #[must_use]
    pub fn moments(name: &str, nanos: Vec<i64>) -> Self {
        Self::counts(name, Self::MOMENT, nanos)
    }

    /// A column of texts; missing is empty.
    #[must_use]
    pub fn texts(name: &str, values: Vec<String>) -> Self {
        Self { name: name.to_owned(), unit: String::new(), values: Values::Text(values) }
    }
}

impl Table {
    /// How many rows: the length of the longest column.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.iter().map(|column| column.values.len()).max().unwrap_or(0)
    }

    /// The column of that name; `None` when the table has none.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// A chunk of samples: `time_nanos` and its channels. Units come from `channels`, by name; a channel that stands
    /// there under no name has no unit.
    #[must_use]
    pub fn of_samples(signal: &SampleSignal, channels: &[ChannelInfo]) -> Self {
        let mut columns = vec![Column::moments("time_nanos", signal.time_nanos.clone())];
        columns.extend(signal.channels.iter().map(|channel| {
            let unit = channels.iter().find(|info| info.name == channel.name).map_or("", |info| info.unit.as_str());
            let values = (0..channel.values.len()).map(|place| channel.get(place).unwrap_or(f64::NAN));
            Column::numbers(&channel.name, unit, values.collect())
        }));
        Self { columns }
    }
}

impl From<&[Annotation]> for Table {
    fn from(annotations: &[Annotation]) -> Self {
        let all = annotations.iter();
        Self {
            columns: vec![
                Column::moments("start_nanos", all.clone().map(|one| one.span.start.0).collect()),
                Column::moments("end_nanos", all.clone().map(|one| one.span.end.0).collect()),
                Column::texts("stream", all.clone().map(|one| one.stream.clone()).collect()),
                Column::texts("label", all.map(|one| one.label.clone()).collect()),
            ],
        }
    }
}

impl From<&GazeEvents> for Table {
    fn from(events: &GazeEvents) -> Self {
        let kinds = events.kind.iter().map(|kind| kind.name().to_owned()).collect();
        Self {
            columns: vec![
                Column::moments("start_nanos", events.start_nanos.clone()),
                Column::moments("end_nanos", events.end_nanos.clone()),
                Column::texts("kind", kinds),
                Column::numbers("x_deg", "deg", events.x_deg.clone()),
                Column::numbers("y_deg", "deg", events.y_deg.clone()),
                Column::numbers("amplitude_deg", "deg", events.amplitude_deg.clone()),
                Column::numbers("peak_velocity_deg_per_s", "deg/s", events.peak_velocity_deg_per_s.clone()),
                Column::numbers("mean_velocity_deg_per_s", "deg/s", events.mean_velocity_deg_per_s.clone()),
                Column::numbers("dispersion_deg", "deg", events.dispersion_deg.clone()),
            ],
        }
    }
}

impl From<&FeatureTable> for Table {
    /// The windows and one column of numbers for each feature; names carry the units.
    fn from(features: &FeatureTable) -> Self {
        let windows = features.windows.iter();
        let mut columns = vec![
            Column::moments("start_nanos", windows.clone().map(|window| window.start.0).collect()),
            Column::moments("end_nanos", windows.map(|window| window.end.0).collect()),
        ];
        columns.extend(features.names.iter().zip(&features.columns).map(|(name, values)| {
            Column::numbers(name, "", values.iter().map(|value| value.unwrap_or(f64::NAN)).collect())
        }));
        Self { columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::Channel;
    use crate::time::{Span, Timestamp};

    #[test]
    fn samples_keep_their_units_and_what_is_missing_is_not_a_number() {
        let mut channel = Channel::new("ecg_mv", vec![0.5, 7.0]);
        channel.is_present = vec![true, false];
        let signal = SampleSignal { name: "ecg".into(), time_nanos: vec![1, 2], channels: vec![channel] };
        let info = ChannelInfo { name: "ecg_mv".into(), unit: "mV".into(), own_name: "MLII".into() };
        let table = Table::of_samples(&signal, &[info]);
        assert_eq!((table.rows(), table.columns.len()), (2, 2));
        let column = table.column("ecg_mv").unwrap();
        let Values::F64(values) = &column.values else { panic!("numbers") };
        assert!(column.unit == "mV" && values[0] == 0.5 && values[1].is_nan());
    }

    #[test]
    fn every_row_of_events_and_features_has_its_span() {
        let span = Span::new(Timestamp(5), Timestamp(9));
        let marks = [Annotation { stream: "ecg".into(), span, label: "N".into() }];
        let table = Table::from(marks.as_slice());
        assert_eq!(table.column("end_nanos").unwrap().values, Values::I64(vec![9]));
        let features = FeatureTable { windows: vec![span], names: vec!["a_s".into()], columns: vec![vec![Some(1.5)]] };
        let table = Table::from(&features);
        assert_eq!(table.column("a_s").unwrap().values, Values::F64(vec![1.5]));
        assert_eq!(Table::from(&GazeEvents::default()).rows(), 0);
    }
}
