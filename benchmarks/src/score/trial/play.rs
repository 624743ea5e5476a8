//! One replication: persons live, the product's trial watches.

use anyhow::ensure;
use attentive_learn::wcls::{Groups, Occasion, weighted_centred};
use attentive_learn::{Moments, SplitMix64, welch_difference};
use attentive_pipeline::evaluate::trial::WORTHWHILE_MIN;
use attentive_pipeline::evaluate::{Trial, effects};
use attentive_pipeline::guide::PromptLimits;
use attentive_pipeline::guide::chance::adapted;
use attentive_pipeline::guide::retire::is_retired;
use attentive_types::time::HOUR;
use attentive_types::{Arm, Outcome, PromptKind, Timestamp};

use super::people::{Gain, Life, Moment, Scenario};

const LEVEL: f64 = 0.95;
/// Known outcomes at which one looks with the interval for a fixed moment; the middle one is the one that counts.
const LOOKS: [u32; 3] = [60, 150, 300];
/// One in so many replications also asks the product's outer functions, which compute all anew.
const ASK_EACH: u64 = 20;
const KIND: PromptKind = PromptKind::StartFocus;

/// What came of a replication.
pub struct Played {
    /// The persons.
    pub persons: Vec<Person>,
    /// Effect for a fixed moment less the true one, at the middle look; over several people the pooled one.
    pub error_fixed: Option<f64>,
    /// Whether its interval held the true one, at each look.
    pub held_fixed: [Option<bool>; 3],
    /// The same of Welch's interval.
    pub held_welch: [Option<bool>; 3],
}

/// What came of one person.
#[derive(Default)]
pub struct Person {
    /// Whether the prompt is worth its while to them at every occasion.
    pub is_worthwhile: bool,
    /// Whether the always-valid interval held the true mean effect at every outcome.
    pub held_always: bool,
    /// Whether the trial ever said that it helps.
    pub said_helps: bool,
    /// Whether it ever said that it harms.
    pub said_harms: bool,
    /// Share of the known occasions on which it was delivered and had not retired.
    pub shown: Option<f64>,
    /// Minutes that this gained, less those that make it worthwhile, on the mean over all known occasions.
    pub brought: Option<f64>,
    /// Deliveries until it retired; `None` when it never did.
    pub deliveries_to_retirement: Option<u32>,
    /// Width of the interval for a fixed moment at the middle look.
    pub width_fixed: Option<f64>,
    /// Width of the always-valid interval then.
    pub width_anytime: Option<f64>,
}

/// Plays one replication.
pub fn play(scenario: &Scenario, seed: u64) -> anyhow::Result<Played> {
    let own: Vec<u64> = scenario.name.bytes().map(u64::from).chain([seed]).collect();
    let mut generator = SplitMix64::keyed(29, &own);
    let mut played = Played { persons: vec![], error_fixed: None, held_fixed: [None; 3], held_welch: [None; 3] };
    let mut pooled: [Vec<Occasion>; 3] = Default::default();
    for person in 0..scenario.persons {
        let one = Watched::live(scenario, person, seed, &mut generator, &mut pooled, &mut played)?;
        played.persons.push(one);
    }
    if let Gain::Own(mean, _) = scenario.gain {
        for (place, occasions) in pooled.iter().enumerate() {
            let found = weighted_centred(occasions, Groups::Persons, LEVEL)?.effects[0];
            played.held_fixed[place] = Some(found.holds(mean));
            if place == 1 {
                played.error_fixed = Some(found.value - mean);
            }
        }
    }
    Ok(played)
}

/// A person whose trial is watched.
struct Watched {
    trial: Trial,
    outcomes: Vec<Outcome>,
    gains: Moments,
    brought: Moments,
    shown: Moments,
    arms: [Moments; 2],
    delivered: u32,
    person: Person,
}

impl Watched {
    fn live(
        scenario: &Scenario,
        number: u64,
        seed: u64,
        generator: &mut SplitMix64,
        pooled: &mut [Vec<Occasion>; 3],
        played: &mut Played,
    ) -> anyhow::Result<Person> {
        let mut life = Life::new(scenario, generator);
        let is_worthwhile = !matches!(scenario.gain, Gain::Fading(..)) && life.least_gain() >= WORTHWHILE_MIN;
        let mut watched = Self {
            trial: Trial::new(KIND),
            outcomes: Vec::new(),
            gains: Moments::default(),
            brought: Moments::default(),
            shown: Moments::default(),
            arms: Default::default(),
            delivered: 0,
            person: Person { is_worthwhile, held_always: true, ..Person::default() },
        };
        let mut known = 0;
        let is_asked = seed.is_multiple_of(ASK_EACH);
        while known < scenario.outcomes {
            let mut moment = life.next(generator);
            if scenario.adapts {
                let limits =
                    PromptLimits { adapts: true, deliver_probability: moment.probability, ..PromptLimits::default() };
                moment.probability = adapted(&limits, watched.trial.worth(Timestamp(moment.hours * HOUR)));
            }
            let is_delivered = generator.next_unit() < moment.probability;
            let outcome = outcome(&moment, is_delivered);
            watched.delivered += u32::from(is_delivered);
            watched.trial.push(&outcome);
            if is_asked {
                watched.outcomes.push(outcome.clone());
            }
            let Some(minutes) = outcome.focus_min else { continue };
            known += 1;
            watched.gains.push(moment.gain);
            // What has retired comes up no more: it brings nothing and takes nothing.
            let is_shown = is_delivered && watched.person.deliveries_to_retirement.is_none();
            watched.brought.push(if is_shown { moment.gain - WORTHWHILE_MIN } else { 0.0 });
            watched.shown.push(f64::from(u8::from(is_shown)));
            watched.arms[usize::from(!is_delivered)].push(minutes);
            if let Some(look) = LOOKS.iter().position(|look| *look >= known).filter(|_| scenario.persons > 1) {
                let occasion = bare(&moment, &outcome, number);
                pooled[look..].iter_mut().for_each(|pooled| pooled.push(occasion.clone()));
            }
            watched.look();
            if let Some(look) = LOOKS.iter().position(|look| *look == known) {
                watched.look_once(look, scenario, played);
            }
        }
        if is_asked {
            watched.ask()?;
        }
        watched.person.brought = watched.brought.mean();
        watched.person.shown = watched.shown.mean();
        Ok(watched.person)
    }

    /// At every known outcome.
    fn look(&mut self) {
        let truth = self.gains.mean().unwrap_or(0.0);
        if self.trial.is_retired() && self.person.deliveries_to_retirement.is_none() {
            self.person.deliveries_to_retirement = Some(self.delivered);
        }
        if let Some(found) = self.trial.gain() {
            self.person.held_always &= found.holds(truth);
            self.person.said_helps |= found.is_above_zero();
            self.person.said_harms |= found.is_below_zero();
        }
    }

    /// At a moment fixed beforehand.
    fn look_once(&mut self, look: usize, scenario: &Scenario, played: &mut Played) {
        let truth = self.gains.mean().unwrap_or(0.0);
        let Some(found) = self.trial.fixed_gain() else { return };
        if look == 1 {
            self.person.width_fixed = Some(found.high - found.low);
            self.person.width_anytime = self.trial.gain().map(|gain| gain.high - gain.low);
        }
        if scenario.persons > 1 {
            return;
        }
        played.held_fixed[look] = Some(found.holds(truth));
        played.held_welch[look] = welch_difference(&self.arms[0], &self.arms[1], LEVEL).map(|found| found.holds(truth));
        if look == 1 {
            played.error_fixed = Some(found.value - truth);
        }
    }

    /// What the product shows must be what was watched.
    fn ask(&self) -> anyhow::Result<()> {
        let all = effects(&self.outcomes);
        let own = all.iter().find(|effect| effect.kind == KIND);
        ensure!(own == Some(&self.trial.effect()), "effects() says {own:?}, and the trial {:?}", self.trial.effect());
        ensure!(
            is_retired(&all, KIND) == self.person.deliveries_to_retirement.is_some(),
            "is_retired() says otherwise"
        );
        Ok(())
    }
}

fn outcome(moment: &Moment, is_delivered: bool) -> Outcome {
    let minutes = moment.without + if is_delivered { moment.gain } else { 0.0 };
    Outcome {
        prompt_id: format!("{:08}", moment.hours),
        kind: KIND,
        arm: if is_delivered { Arm::Deliver } else { Arm::HoldBack },
        deliver_probability: moment.probability,
        at: Timestamp(moment.hours * HOUR),
        focus_min: moment.is_known.then_some(minutes),
        answer: None,
    }
}

/// For the pooled effect, with the hour alone beside it.
fn bare(moment: &Moment, outcome: &Outcome, person: u64) -> Occasion {
    #[expect(clippy::cast_precision_loss, reason = "hours of a few years")]
    let turn = (moment.hours % 24) as f64 / 24.0 * std::f64::consts::TAU;
    Occasion {
        person,
        is_available: true,
        is_treated: outcome.arm == Arm::Deliver,
        probability: moment.probability,
        outcome: outcome.focus_min,
        controls: vec![turn.sin(), turn.cos()],
        moderators: vec![],
    }
}
