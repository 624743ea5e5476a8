//! When was a channel of no use? What cleaning took away or never had, as stretches of time.

use attentive_types::{SampleSignal, Span, Timestamp};

use super::Moment;

/// A stretch in which a channel had no usable value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// Name of the channel.
    pub channel: String,
    /// From its first missing sample to the next good one; to the last sample where none follows.
    pub span: Span,
}

impl Moment for Unusable {
    fn moment(&self) -> Timestamp {
        self.span.start
    }
}

/// The stretches of all channels but `usable`, by channel and time.
#[must_use]
pub fn unusable(clean: &SampleSignal) -> Vec<Unusable> {
    let mut found = Vec::new();
    for channel in clean.channels.iter().filter(|channel| channel.name != "usable") {
        let mut start = None;
        let mut tell = |start: &mut Option<i64>, end: i64| {
            let span = start.take().map(|start| Span::new(Timestamp(start), Timestamp(end)));
            found.extend(span.map(|span| Unusable { channel: channel.name.clone(), span }));
        };
        for (time, value) in clean.time_nanos.iter().zip(&channel.values) {
            if value.is_finite() {
                tell(&mut start, *time);
            } else {
                start.get_or_insert(*time);
            }
        }
        tell(&mut start, clean.time_nanos.last().copied().unwrap_or_default());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Channel;

    #[test]
    fn gaps_are_told_by_channel() {
        let gap = f64::NAN;
        let channels = vec![
            Channel::new("a", vec![1.0, gap, gap, 1.0, gap]),
            Channel::new("b", vec![1.0; 5]),
            Channel::new("usable", vec![gap; 5]),
        ];
        let clean = SampleSignal { name: "x".into(), time_nanos: vec![0, 10, 20, 30, 40], channels };
        let spans: Vec<(i64, i64)> = unusable(&clean).iter().map(|own| (own.span.start.0, own.span.end.0)).collect();
        assert_eq!(spans, [(10, 30), (40, 40)]);
    }
}
