//! What asks for attention: a stream of demands, **synthetic** also where it is laid over real usage.
//!
//! | source | an hour of the day (8 to 19) | low | normal | high | urgent | deadline |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | mail | 3 | .6 | .37 | .03 | 0 | none |
//! | chat | 4 | .2 | .65 | .13 | .02 | none |
//! | assistant | 1.5 | .1 | .6 | .3 | 0 | a third: in 20 to 90 min |
//! | news | 1 | 1 | 0 | 0 | 0 | none |
//! | calendar | .5 | 0 | .3 | .6 | .1 | all: in 5 to 15 min |
//!
//! Ten an hour in all: office workers get 65 to 80 notifications on their phones a day (Pielot, Church and de Oliveira 2014; Fitz and others 2019)
//! and as many mails (Mark, Iqbal and others 2016). In bursts: each mail and chat brings another within minutes with a chance of .3. The shares by
//! urgency are chosen.

use attentive_learn::SplitMix64;
use attentive_types::time::{DAY, HOUR, MINUTE, SECOND};
use attentive_types::{Demand, Span, Timestamp, Urgency};

use super::person::Draws;

struct Source {
    name: &'static str,
    per_h: f64,
    /// Shares of low, normal, high; the rest is urgent.
    shares: [f64; 3],
    /// The share with a deadline, and between how many minutes from arrival it lies.
    deadline: (f64, f64, f64),
    bursts: f64,
    expected_s: f64,
}

const SOURCES: [Source; 5] = [
    Source {
        name: "mail",
        per_h: 3.0,
        shares: [0.6, 0.37, 0.03],
        deadline: (0.0, 0.0, 0.0),
        bursts: 0.3,
        expected_s: 90.0,
    },
    Source {
        name: "chat",
        per_h: 4.0,
        shares: [0.2, 0.65, 0.13],
        deadline: (0.0, 0.0, 0.0),
        bursts: 0.3,
        expected_s: 40.0,
    },
    Source {
        name: "assistant",
        per_h: 1.5,
        shares: [0.1, 0.6, 0.3],
        deadline: (0.33, 20.0, 90.0),
        bursts: 0.0,
        expected_s: 60.0,
    },
    Source {
        name: "news",
        per_h: 1.0,
        shares: [1.0, 0.0, 0.0],
        deadline: (0.0, 0.0, 0.0),
        bursts: 0.0,
        expected_s: 30.0,
    },
    Source {
        name: "calendar",
        per_h: 0.5,
        shares: [0.0, 0.3, 0.6],
        deadline: (1.0, 5.0, 15.0),
        bursts: 0.0,
        expected_s: 15.0,
    },
];

/// The demands within a stretch of time, by arrival. `day_hours` are the hours of the clock (UTC) within which they come.
pub fn within(span: Span, day_hours: (i64, i64), seed: u64) -> Vec<Demand> {
    let mut all = Vec::new();
    for (place, source) in SOURCES.iter().enumerate() {
        let mut random = SplitMix64::keyed(seed, &[3, place as u64]);
        // A burst of mean 1 / (1 - bursts): the rate of beginnings is so much less.
        let mean_h = 1.0 / (source.per_h * (1.0 - source.bursts));
        let mut at = span.start;
        loop {
            at = at.plus((random.exponential(mean_h) * HOUR as f64) as i64);
            if at >= span.end {
                break;
            }
            let mut one = at;
            loop {
                let hour = one.0.rem_euclid(DAY) / HOUR;
                if (day_hours.0..day_hours.1).contains(&hour) && one < span.end {
                    all.push(demand(source, one, all.len(), &mut random));
                }
                if !random.happens(source.bursts) {
                    break;
                }
                one = one.plus((random.exponential(90.0) * SECOND as f64) as i64);
            }
        }
    }
    all.sort_by_key(|demand| demand.arrived);
    all
}

fn demand(source: &Source, arrived: Timestamp, number: usize, random: &mut SplitMix64) -> Demand {
    let [low, normal, high] = source.shares;
    let drawn = random.next_unit();
    let urgency = match drawn {
        _ if drawn < low => Urgency::Low,
        _ if drawn < low + normal => Urgency::Normal,
        _ if drawn < low + normal + high => Urgency::High,
        _ => Urgency::Urgent,
    };
    let (share, from, to) = source.deadline;
    let minutes = from + (to - from) * random.next_unit();
    let deadline = random.happens(share).then(|| arrived.plus((minutes * MINUTE as f64) as i64));
    Demand {
        demand_id: format!("{}-{number}", source.name),
        source: source.name.to_owned(),
        subject: String::new(),
        urgency,
        expected_s: Some(source.expected_s),
        arrived,
        deadline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_come_an_hour_within_the_hours_and_all_urgencies_are_there() {
        let span = Span::new(Timestamp(0), Timestamp(28 * DAY));
        let all = within(span, (8, 19), 7);
        let per_h = all.len() as f64 / (28.0 * 11.0);
        assert!((9.3..10.7).contains(&per_h), "{per_h}");
        assert!(all.iter().all(|demand| (8..19).contains(&(demand.arrived.0 % DAY / HOUR))));
        assert!(all.windows(2).all(|pair| pair[0].arrived <= pair[1].arrived));
        for urgency in [Urgency::Low, Urgency::Normal, Urgency::High, Urgency::Urgent] {
            assert!(all.iter().any(|demand| demand.urgency == urgency), "{urgency:?}");
        }
        assert_eq!(all, within(span, (8, 19), 7));
        assert_ne!(all.len(), within(span, (8, 19), 8).len());
    }
}
