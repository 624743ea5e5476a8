//! One synthetic person's rhythm, drawn from a seed.

use attentive_learn::SplitMix64;

/// What makes this person's days theirs. Hours are of the clock, in UTC.
#[derive(Clone, Debug)]
pub struct Person {
    /// The seed that all of their days come from.
    pub seed: u64,
    /// When their day begins, and when it ends.
    pub begins_h: f64,
    /// See [`Person::begins_h`].
    pub ends_h: f64,
    /// When they have lunch.
    pub lunch_h: f64,
    /// The two hours at which focus comes easiest.
    pub peaks_h: [f64; 2],
    /// Median minutes of a focus.
    pub focus_min: f64,
    /// Side steps an hour within focus.
    pub side_steps_per_h: f64,
    /// Minutes at the end of a focus in which they switch three times as fast; 0 for who shows nothing.
    pub restless_min: f64,
    /// Meetings a day, beside weekly ones.
    pub meetings_per_day: f64,
    /// Whether they write code, or texts.
    pub writes_code: bool,
}

impl Person {
    /// The person of that seed.
    pub fn drawn(seed: u64) -> Self {
        let mut random = SplitMix64::keyed(seed, &[0x9E]);
        let mut between = |low: f64, high: f64| low + (high - low) * random.next_unit();
        let begins_h = between(7.0, 10.0);
        let restless_min = between(-3.0, 5.0);
        Self {
            seed,
            begins_h,
            ends_h: begins_h + between(8.0, 9.5),
            lunch_h: begins_h + between(3.3, 4.5),
            peaks_h: [begins_h + between(0.7, 2.5), begins_h + between(5.5, 8.0)],
            focus_min: between(18.0, 40.0),
            side_steps_per_h: between(2.0, 8.0),
            restless_min: if restless_min < 2.0 { 0.0 } else { restless_min },
            meetings_per_day: between(0.0, 2.0),
            writes_code: between(0.0, 1.0) < 0.5,
        }
    }

    /// The chance that what follows at this hour is focus: .15 far from the peaks, .8 at them.
    pub fn focus_chance(&self, hour: f64) -> f64 {
        let near = |peak: f64| (-(hour - peak).powi(2) / (2.0 * 1.1 * 1.1)).exp();
        0.15 + 0.65 * near(self.peaks_h[0]).max(near(self.peaks_h[1]))
    }
}

/// Draws by laws that months are made of.
pub trait Draws {
    /// Log-normal, by its median.
    fn log_normal(&mut self, median: f64, sigma: f64) -> f64;
    /// Exponential, by its mean.
    fn exponential(&mut self, mean: f64) -> f64;
    /// Whether something of that chance happens.
    fn happens(&mut self, chance: f64) -> bool;
}

impl Draws for SplitMix64 {
    fn log_normal(&mut self, median: f64, sigma: f64) -> f64 {
        median * (sigma * self.next_normal()).exp()
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.next_unit()).ln()
    }

    fn happens(&mut self, chance: f64) -> bool {
        self.next_unit() < chance
    }
}
