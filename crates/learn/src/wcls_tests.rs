//! By hand, by simulation, and what cannot be told.

use super::*;
use crate::SplitMix64;

fn occasion(person: u64, is_treated: bool, probability: f64, outcome: f64, controls: &[f64]) -> Occasion {
    Occasion {
        person,
        is_available: true,
        is_treated,
        probability,
        outcome: Some(outcome),
        controls: controls.to_vec(),
        moderators: vec![],
    }
}

const ALONE: Groups = Groups::Occasions { lag: 0 };

/// Without controls and with one probability the effect is the difference of means, and its spread that of HC3 over two groups:
/// sum e^2 / (n - 1)^2 in each.
#[test]
fn without_controls_it_is_the_difference_of_means() {
    let rows = [(true, 5.0), (true, 7.0), (true, 9.0), (false, 1.0), (false, 2.0), (false, 6.0)];
    let occasions: Vec<Occasion> = rows.iter().map(|(is, y)| occasion(1, *is, 0.5, *y, &[])).collect();
    let found = weighted_centred(&occasions, ALONE, 0.95).unwrap();
    let spread: f64 = (8.0 + 14.0) / 4.0;
    let reach = two_sided_factor(0.95, 4.0).unwrap() * spread.sqrt();
    assert!((found.effects[0].value - 4.0).abs() < 1e-12);
    assert!((found.effects[0].high - 4.0 - reach).abs() < 1e-9, "{found:?} {reach}");
    assert_eq!((found.occasions, found.groups, found.freedom), (6, 6, 4.0));
}

/// A person with a strong rhythm, whose probability of delivery goes with it: the plain difference of means is far off.
fn rhythmic(person: u64, occasions: u32, effect: f64, generator: &mut SplitMix64) -> Vec<Occasion> {
    let mood = 2.0 * generator.next_normal();
    let mut before = 0.0;
    (0..occasions)
        .map(|number| {
            let rhythm = (f64::from(number) / 3.0).sin();
            let probability = 0.5 + 0.3 * rhythm;
            let is_treated = generator.next_unit() < probability;
            before = 0.6 * before + generator.next_normal();
            let outcome = 10.0 + mood + 5.0 * rhythm + 2.0 * before + if is_treated { effect } else { 0.0 };
            let mut made = occasion(person, is_treated, probability, outcome, &[rhythm.signum()]);
            // Half an outcome in ten is not known, and one in ten occasions could not have been prompted.
            made.outcome = made.outcome.filter(|_| generator.next_unit() > 0.05);
            made.is_available = generator.next_unit() > 0.1;
            made
        })
        .collect()
}

#[test]
fn in_one_person_intervals_hold_the_effect_about_as_often_as_they_say() {
    let mut generator = SplitMix64::new(41);
    let mut held = 0;
    let mut sum = Moments::default();
    for _ in 0..1_000 {
        let found = weighted_centred(&rhythmic(1, 80, 1.5, &mut generator), ALONE, 0.95).unwrap().effects[0];
        held += u32::from(found.holds(1.5));
        sum.push(found.value);
    }
    assert!((930..=970).contains(&held), "{held} of 1000");
    assert!((sum.mean().unwrap() - 1.5).abs() < 4.0 * sum.standard_error().unwrap(), "{sum:?}");
}

#[test]
fn over_ten_people_with_effects_of_their_own_intervals_hold_the_mean_effect() {
    let mut generator = SplitMix64::new(42);
    let mut held = 0;
    for _ in 0..400 {
        let all: Vec<Occasion> = (0..10)
            .flat_map(|person| {
                let own = 1.0 + generator.next_normal();
                rhythmic(person, 60, own, &mut generator)
            })
            .collect();
        held += u32::from(weighted_centred(&all, Groups::Persons, 0.95).unwrap().effects[0].holds(1.0));
    }
    assert!((367..=393).contains(&held), "{held} of 400");
}

#[test]
fn an_effect_that_moves_with_something_is_found_with_both_its_parts() {
    let mut generator = SplitMix64::new(43);
    let all: Vec<Occasion> = (0..4_000)
        .map(|_| {
            let (is_treated, tired) = (generator.next_unit() < 0.4, generator.next_normal());
            let gain = if is_treated { 2.0 - tired } else { 0.0 };
            let mut made = occasion(1, is_treated, 0.4, 3.0 * tired + gain + generator.next_normal(), &[tired]);
            made.moderators = vec![tired];
            made
        })
        .collect();
    let found = weighted_centred(&all, ALONE, 0.999).unwrap();
    assert!(found.effects[0].holds(2.0) && found.effects[1].holds(-1.0), "{found:?}");
    assert!(found.effects.iter().all(|effect| effect.high - effect.low < 0.4));
}

/// Outcomes that reach over the next occasion make errors alike; neighbours make the interval wider then.
#[test]
fn neighbours_make_the_interval_wider_where_scores_go_together() {
    let rows: Vec<Occasion> = (0..60)
        .map(|number| {
            let is_treated = number / 6 % 2 == 0;
            occasion(1, is_treated, 0.5, f64::from(number / 3 % 4) + f64::from(u8::from(is_treated)), &[])
        })
        .collect();
    let width = |lag| {
        let found = weighted_centred(&rows, Groups::Occasions { lag }, 0.95).unwrap().effects[0];
        found.high - found.low
    };
    assert!(width(2) > 1.2 * width(0), "{} {}", width(2), width(0));
}

/// Two hours of the day alone: then sine and cosine say the same.
#[test]
fn controls_that_say_nothing_of_their_own_are_left_out() {
    let mut generator = SplitMix64::new(44);
    let with = |double: bool, generator: &mut SplitMix64| -> Vec<Occasion> {
        (0..40)
            .map(|number| {
                let is_morning = f64::from(number % 2);
                let is_treated = generator.next_unit() < 0.5;
                let outcome = 8.0 * is_morning + f64::from(u8::from(is_treated)) + generator.next_unit();
                let controls = if double { vec![5.0, is_morning, 2.0 - is_morning] } else { vec![is_morning] };
                occasion(1, is_treated, 0.5, outcome, &controls)
            })
            .collect()
    };
    let doubled = weighted_centred(&with(true, &mut generator.clone()), ALONE, 0.95).unwrap();
    let single = weighted_centred(&with(false, &mut generator), ALONE, 0.95).unwrap();
    assert_eq!(doubled.freedom, single.freedom);
    assert!(
        (doubled.effects[0].low - single.effects[0].low).abs() < 1e-9 && single.effects[0].holds(1.0),
        "{single:?}"
    );
}

#[test]
fn what_cannot_be_told_says_why() {
    let some = |rows: &[(bool, f64)]| -> Vec<Occasion> {
        rows.iter().map(|(is_treated, control)| occasion(1, *is_treated, 0.5, 1.0 + control, &[*control])).collect()
    };
    let why = |occasions: &[Occasion], groups| weighted_centred(occasions, groups, 0.95).unwrap_err();
    assert_eq!(why(&[], ALONE), Unfit::TooFew { groups: 0, unknowns: 2 });
    let one_arm = some(&[(true, 1.0), (true, 2.0), (true, 4.0), (true, 3.0)]);
    assert_eq!(why(&one_arm, ALONE), Unfit::NoSpread);
    let single = some(&[(true, 1.0), (false, 2.0), (false, 1.0), (false, 2.0), (false, 3.0)]);
    assert_eq!(why(&single, ALONE), Unfit::OneCarries);
    let mut odd = some(&[(true, 1.0), (false, 2.0), (true, 3.0)]);
    odd[1].controls.clear();
    assert_eq!(why(&odd, ALONE), Unfit::OtherLength);
    let fine = some(&[(true, 1.0), (false, 2.0), (true, 3.0), (false, 5.0), (true, 2.0)]);
    assert_eq!(why(&fine, Groups::Persons), Unfit::OneCarries);
    assert_eq!(weighted_centred(&fine, ALONE, 1.5), Err(Unfit::Level));
}
