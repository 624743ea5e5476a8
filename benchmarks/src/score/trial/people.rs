//! The simulated people.
//!
//! Every two hours of the day from 8 to 18 a prompt of the kind may have its occasion. A mood that lasts (it keeps .7 of itself from one slot to the next) and the hour of the day decide how likely
//! the half hour after it is one without focus, one of focus alone, or something between:
//!
//! ```text
//! drive = mood + rhythm cos(hours from 10 o'clock)      none: logistic(-.7 - drive)      whole: logistic(-1.7 + drive)      else evenly between
//! ```
//!
//! which gives outcomes as lopsided as real ones. The range is narrowed by the effect, so that the effect can be added to any outcome and is known exactly. When the person is in a good mood they are often
//! in focus, and one cannot prompt; in the evening little is sensed, and the outcome is not known.

use attentive_learn::{SplitMix64, logistic};

/// How outcomes without the prompt are spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spread {
    /// As in the head of this file, with that much rhythm.
    Lopsided(f64),
    /// None in nine of ten half hours, else the whole one.
    Rare,
}

/// What the prompt does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gain {
    /// Always so many minutes.
    Always(f64),
    /// So many before noon, and so many after.
    Hours(f64, f64),
    /// So many at first, half of it after so many occasions, and so on.
    Fading(f64, f64),
    /// Each person has their own: drawn from a normal distribution with that mean and deviation, held within 8 minutes to each side of the mean.
    Own(f64, f64),
}

/// A scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scenario {
    /// Its name in the rows.
    pub name: &'static str,
    /// Persons in a replication.
    pub persons: u64,
    /// Known outcomes of each.
    pub outcomes: u32,
    /// What the prompt does.
    pub gain: Gain,
    /// How outcomes are spread.
    pub spread: Spread,
    /// The probability of delivery in the first hundred occasions and after.
    pub probability: (f64, f64),
    /// Whether the probability follows what the trial has learnt.
    pub adapts: bool,
    /// Share of outcomes that are not known in the morning, in the evening, and more after a half hour without focus.
    pub unknown: (f64, f64, f64),
}

const USUAL: Scenario = Scenario {
    name: "no effect",
    persons: 1,
    outcomes: 1_000,
    gain: Gain::Always(0.0),
    spread: Spread::Lopsided(0.5),
    probability: (0.5, 0.5),
    adapts: false,
    unknown: (0.05, 0.15, 0.0),
};

/// All scenarios.
pub const SCENARIOS: [Scenario; 16] = [
    USUAL,
    Scenario { name: "helpful", gain: Gain::Always(6.0), ..USUAL },
    Scenario { name: "just worthwhile", gain: Gain::Always(3.0), ..USUAL },
    Scenario { name: "harmful", gain: Gain::Always(-5.0), ..USUAL },
    Scenario { name: "fades", gain: Gain::Fading(8.0, 60.0), ..USUAL },
    Scenario { name: "rhythm", gain: Gain::Always(4.0), spread: Spread::Lopsided(2.5), ..USUAL },
    Scenario { name: "missing", gain: Gain::Always(4.0), unknown: (0.1, 0.5, 0.3), ..USUAL },
    Scenario { name: "heavy tails", gain: Gain::Always(4.0), spread: Spread::Rare, ..USUAL },
    Scenario { name: "other probability", gain: Gain::Always(4.0), probability: (0.3, 0.8), ..USUAL },
    Scenario { name: "hours differ", gain: Gain::Hours(8.0, -4.0), ..USUAL },
    Scenario { name: "adapts: no effect", adapts: true, ..USUAL },
    Scenario { name: "adapts: helpful", gain: Gain::Always(6.0), adapts: true, ..USUAL },
    Scenario { name: "adapts: just worthwhile", gain: Gain::Always(3.0), adapts: true, ..USUAL },
    Scenario { name: "adapts: harmful", gain: Gain::Always(-5.0), adapts: true, ..USUAL },
    Scenario { name: "adapts: hours differ", gain: Gain::Hours(8.0, -4.0), adapts: true, ..USUAL },
    Scenario { name: "several people", persons: 10, outcomes: 300, gain: Gain::Own(2.0, 3.0), ..USUAL },
];

/// One occasion of a person, with what would come of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Slots since the first day; one every two hours of a day's six.
    pub hours: i64,
    /// The probability of delivery.
    pub probability: f64,
    /// Minutes without the prompt.
    pub without: f64,
    /// What the prompt would add.
    pub gain: f64,
    /// Whether the outcome will be known.
    pub is_known: bool,
}

/// A person as they live on.
pub struct Life<'a> {
    scenario: &'a Scenario,
    own_gain: f64,
    least_gain: f64,
    slot: i64,
    mood: f64,
    occasions: u32,
    was_without_focus: bool,
}

const SLOTS_A_DAY: i64 = 6;

impl<'a> Life<'a> {
    /// A person of that scenario.
    pub fn new(scenario: &'a Scenario, generator: &mut SplitMix64) -> Self {
        let own_gain = match scenario.gain {
            Gain::Always(gain) | Gain::Fading(gain, _) | Gain::Hours(gain, _) => gain,
            Gain::Own(mean, deviation) => mean + (deviation * generator.next_normal()).clamp(-8.0, 8.0),
        };
        let least_gain = if let Gain::Hours(_, late) = scenario.gain { own_gain.min(late) } else { own_gain };
        Self { scenario, own_gain, least_gain, slot: 0, mood: 0.0, occasions: 0, was_without_focus: false }
    }

    /// The least that the prompt does to this person at first, whatever the hour.
    pub fn least_gain(&self) -> f64 {
        self.least_gain
    }

    /// The next occasion on which one could prompt.
    pub fn next(&mut self, generator: &mut SplitMix64) -> Moment {
        loop {
            self.slot += 1;
            self.mood = 0.7 * self.mood + 0.5 * generator.next_normal();
            let hour = 8 + 2 * (self.slot % SLOTS_A_DAY);
            // In focus one does not prompt; and not every slot has an occasion.
            let is_available = generator.next_unit() >= logistic(self.mood - 1.0) && generator.next_unit() < 0.5;
            if is_available {
                return self.moment(hour, generator);
            }
        }
    }

    fn moment(&mut self, hour: i64, generator: &mut SplitMix64) -> Moment {
        let scenario = self.scenario;
        let gain = match scenario.gain {
            Gain::Fading(first, half) => first * 0.5_f64.powf(f64::from(self.occasions) / half),
            Gain::Hours(_, late) if hour >= 12 => late,
            Gain::Always(_) | Gain::Own(..) | Gain::Hours(..) => self.own_gain,
        };
        // Room for the effect at whichever end it needs.
        let (low, high) = ((-self.least_gain).max(0.0), 30.0 - self.own_gain.max(0.0));
        let draw = generator.next_unit();
        let within = match scenario.spread {
            Spread::Rare => f64::from(u8::from(draw < 0.1)),
            Spread::Lopsided(rhythm) => {
                let turn = f64::from(i32::try_from(hour - 10).unwrap_or(0)) / 24.0 * std::f64::consts::TAU;
                let drive = self.mood + rhythm * turn.cos();
                if draw < logistic(-0.7 - drive) {
                    0.0
                } else if draw > 1.0 - logistic(-1.7 + drive) {
                    1.0
                } else {
                    generator.next_unit()
                }
            }
        };
        let (morning, evening, more) = scenario.unknown;
        let unknown = if hour < 16 { morning } else { evening } + if self.was_without_focus { more } else { 0.0 };
        let (early, late) = scenario.probability;
        let probability = if self.occasions < 100 { early } else { late };
        self.occasions += 1;
        self.was_without_focus = within <= 0.0;
        Moment {
            hours: self.slot / SLOTS_A_DAY * 24 + hour,
            probability,
            without: low + (high - low) * within,
            gain,
            is_known: generator.next_unit() >= unknown,
        }
    }
}
