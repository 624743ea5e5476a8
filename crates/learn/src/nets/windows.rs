//! Windows of samples, whose they are, and what each of them is.

use super::NetFault;
use crate::rows::pick;

/// Windows to learn from, to be judged on, or to be answered; all have the same channels and the same length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Windows {
    /// Names of the channels, in order; each ends in its unit where it has one.
    pub channels: Vec<String>,
    /// Samples in a window.
    pub length: usize,
    /// For each channel the samples of all windows, one window after the other. What is missing is NaN.
    pub values: Vec<Vec<f32>>,
    /// Whose window it is.
    pub person: Vec<u32>,
    /// The class of each window, a place among `labels`. Not looked at when the windows are to be answered.
    pub class: Vec<u8>,
    /// Names of the classes.
    pub labels: Vec<String>,
}

impl Windows {
    /// How many windows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.person.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.person.is_empty()
    }

    /// The windows at these places, in their order; places beyond the end are passed over.
    #[must_use]
    pub fn select(&self, places: &[usize]) -> Self {
        let length = self.length;
        let pieces = |channel: &Vec<f32>| {
            let piece = |place: &usize| channel.get(place * length..(place + 1) * length);
            places.iter().filter_map(piece).flatten().copied().collect()
        };
        Self {
            channels: self.channels.clone(),
            length,
            values: self.values.iter().map(pieces).collect(),
            person: pick(&self.person, places),
            class: pick(&self.class, places),
            labels: self.labels.clone(),
        }
    }

    /// Whether the parts fit together and each window holds a sample.
    pub(super) fn check(&self) -> Result<(), NetFault> {
        if self.is_empty() {
            return Err(NetFault::NoWindows);
        }
        if self.channels.is_empty() {
            return Err(NetFault::NoChannels);
        }
        let ragged = |what: &str, expected: usize, found: usize| {
            (expected != found).then(|| NetFault::Ragged { what: what.to_owned(), expected, found })
        };
        let lists = ragged("the list of channels", self.channels.len(), self.values.len());
        let samples = || {
            let mut channels = self.channels.iter().zip(&self.values);
            channels.find_map(|(name, values)| ragged(name, self.len() * self.length, values.len()))
        };
        if let Some(fault) = lists.or_else(samples) {
            return Err(fault);
        }
        if self.length == 0 {
            return Err(NetFault::TooShort { needed: 1, found: 0 });
        }
        for (channel, values) in self.channels.iter().zip(&self.values) {
            if let Some(place) = values.iter().position(|value| value.is_infinite()) {
                return Err(NetFault::Infinite { channel: channel.clone(), row: place / self.length });
            }
        }
        let is_missing = |row: &usize| {
            let part = row * self.length..(row + 1) * self.length;
            self.values.iter().all(|values| values[part.clone()].iter().all(|value| value.is_nan()))
        };
        (0..self.len()).find(is_missing).map_or(Ok(()), |row| Err(NetFault::AllMissing { row }))
    }

    /// Whether each window has a class that is there.
    pub(super) fn check_classes(&self) -> Result<(), NetFault> {
        let (expected, found, classes) = (self.len(), self.class.len(), self.labels.len());
        if expected != found {
            return Err(NetFault::Ragged { what: "the list of classes".into(), expected, found });
        }
        let beyond = self.class.iter().position(|class| usize::from(*class) >= classes);
        beyond.map_or(Ok(()), |row| Err(NetFault::ClassBeyond { row, found: self.class[row], classes }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Windows {
        Windows {
            channels: vec!["speed_km_h".into(), "force_g".into()],
            length: 2,
            values: vec![vec![1.0, 2.0, 3.0, 4.0], vec![5.0, f32::NAN, f32::NAN, f32::NAN]],
            person: vec![0, 1],
            class: vec![0, 1],
            labels: vec!["calm".into(), "hurried".into()],
        }
    }

    #[test]
    fn windows_are_picked_by_channel() {
        let second = two().select(&[1]);
        assert_eq!(second.values[0], [3.0, 4.0]);
        assert_eq!((second.person, second.class), (vec![1], vec![1]));
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let fault = |change: &dyn Fn(&mut Windows)| {
            let mut windows = two();
            change(&mut windows);
            windows.check().and_then(|()| windows.check_classes()).unwrap_err().to_string()
        };
        assert_eq!(two().check().and_then(|()| two().check_classes()), Ok(()));
        assert_eq!(fault(&|windows| windows.person.clear()), "there are no windows");
        assert_eq!(fault(&|windows| windows.channels.clear()), "the windows have no channels");
        assert!(fault(&|windows| windows.values[1].truncate(3)).contains("force_g has 3 entries"));
        assert!(fault(&|windows| windows.values[0][2] = f32::INFINITY).contains("\"speed_km_h\" holds an infinite"));
        assert!(fault(&|windows| windows.values[0][2..].fill(f32::NAN)).contains("window 1 has no sample"));
        assert!(fault(&|windows| windows.class[1] = 2).contains("window 1 is of class 2"));
        assert!(fault(&|windows| windows.class.truncate(1)).contains("list of classes"));
    }
}
