//! The two logs of `open-bandit-small`, made into two judgements.

use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::off_policy::Log;

const ITEMS: usize = 80;
const POSITIONS: usize = 3;
/// Rounds that the common click rate is worth in the rate of one item.
const RATE_WEIGHT: f64 = 200.0;

/// A log as it was read.
struct Clicks {
    item: Vec<usize>,
    /// From 0.
    position: Vec<usize>,
    click: Vec<f64>,
    propensity: Vec<f64>,
    /// Of the user to each item, one round after the other.
    affinity: Vec<f64>,
}

/// One judgement: a log, a policy and guessed rewards.
pub struct Judged {
    /// What is judged.
    pub name: String,
    /// Clicks a round that the judged policy earned in its own log.
    pub own_earned: f64,
    clicks: Clicks,
    target: Vec<f64>,
    expected: Vec<f64>,
}

impl Judged {
    /// As the estimators take it. Propensities are those at the round's own position.
    pub fn log(&self) -> Log<'_> {
        Log {
            actions: ITEMS,
            action: &self.clicks.item,
            reward: &self.clicks.click,
            propensity: &self.clicks.propensity,
            target: &self.target,
            expected: &self.expected,
        }
    }

    /// All columns one after the other, little-endian, for the peer.
    pub fn bytes(&self) -> Vec<u8> {
        let items: Vec<f64> = self.clicks.item.iter().map(|item| *item as f64).collect();
        [&items, &self.clicks.click, &self.clicks.propensity, &self.target, &self.expected]
            .into_iter()
            .flatten()
            .flat_map(|value| value.to_le_bytes())
            .collect()
    }
}

/// Both judgements: logs of `judged`, guesses and shares from `taught`; at most so many rounds of each log.
pub fn read(taught: &Path, judged: &Path, most: usize) -> anyhow::Result<Vec<Judged>> {
    let of = |folder: &Path, policy: &str, most| {
        Clicks::read(&folder.join("open-bandit-small").join(policy).join("all").join("all.csv"), most)
    };
    let (learnt_random, learnt_bts) = (of(taught, "random", usize::MAX)?, of(taught, "bts", usize::MAX)?);
    let (random, bts) = (of(judged, "random", most)?, of(judged, "bts", most)?);
    let (earned_by_random, earned_by_bts) = (random.earned(), bts.earned());
    let shares = learnt_bts.shares();
    let uniform = vec![1.0 / ITEMS as f64; ITEMS * POSITIONS];
    Ok(vec![
        Judged::new("uniform from bts", bts, &uniform, &learnt_random, earned_by_random),
        Judged::new("bts-like from random", random, &shares, &learnt_bts, earned_by_bts),
    ])
}

impl Judged {
    /// `shares` holds the new policy's probabilities of all items at each position.
    fn new(name: &str, clicks: Clicks, shares: &[f64], guessed_from: &Clicks, own_earned: f64) -> Self {
        let rates = guessed_from.rates();
        let target =
            clicks.position.iter().flat_map(|position| &shares[position * ITEMS..][..ITEMS]).copied().collect();
        let guess =
            |(place, affinity): (usize, &f64)| (rates[place % ITEMS] * (1.0 + affinity.clamp(0.0, 1.0))).min(1.0);
        let expected = clicks.affinity.iter().enumerate().map(guess).collect();
        Self { name: name.to_owned(), own_earned, clicks, target, expected }
    }
}

impl Clicks {
    fn read(file: &Path, most: usize) -> anyhow::Result<Self> {
        let mut reader = csv::Reader::from_path(file).with_context(|| format!("could not read {}", file.display()))?;
        let head = reader.headers()?.clone();
        let column = |name: &str| {
            let place = head.iter().position(|column| column == name);
            place.with_context(|| format!("{} has no column {name:?}", file.display()))
        };
        let (item, position) = (column("item_id")?, column("position")?);
        let (click, propensity) = (column("click")?, column("propensity_score")?);
        let affinities: Vec<usize> =
            (0..ITEMS).map(|item| column(&format!("user-item_affinity_{item}"))).collect::<anyhow::Result<_>>()?;
        let mut all = Self { item: vec![], position: vec![], click: vec![], propensity: vec![], affinity: vec![] };
        for (line, record) in reader.records().take(most).enumerate() {
            let at = || format!("{}, line {}", file.display(), line + 2);
            let record = record.with_context(at)?;
            let number = |place: usize| {
                record
                    .get(place)
                    .and_then(|text| text.parse::<f64>().ok())
                    .with_context(|| format!("{}: no number", at()))
            };
            let whole = |place: usize, most: usize| {
                let found = record.get(place).and_then(|text| text.parse::<usize>().ok());
                found
                    .filter(|found| *found <= most)
                    .with_context(|| format!("{}: expected a number up to {most}", at()))
            };
            all.item.push(whole(item, ITEMS - 1)?);
            let place = whole(position, POSITIONS)?;
            ensure!(place > 0, "{}: positions are counted from 1", at());
            all.position.push(place - 1);
            all.click.push(number(click)?);
            all.propensity.push(number(propensity)?);
            for place in &affinities {
                all.affinity.push(number(*place)?);
            }
        }
        ensure!(!all.item.is_empty(), "{} holds no rounds", file.display());
        Ok(all)
    }

    fn earned(&self) -> f64 {
        self.click.iter().sum::<f64>() / self.click.len() as f64
    }

    /// Click rate of each item, drawn towards that of all.
    fn rates(&self) -> Vec<f64> {
        let common = self.earned();
        let mut rates = vec![(common * RATE_WEIGHT, RATE_WEIGHT); ITEMS];
        for (item, click) in self.item.iter().zip(&self.click) {
            rates[*item].0 += click;
            rates[*item].1 += 1.0;
        }
        rates.into_iter().map(|(clicks, rounds)| clicks / rounds).collect()
    }

    /// How often each item was shown at each position, with one showing lent to each; a sum of 1 at each position.
    fn shares(&self) -> Vec<f64> {
        let mut shares = vec![1.0; ITEMS * POSITIONS];
        self.item.iter().zip(&self.position).for_each(|(item, position)| shares[position * ITEMS + item] += 1.0);
        for position in shares.chunks_mut(ITEMS) {
            let sum: f64 = position.iter().sum();
            position.iter_mut().for_each(|share| *share /= sum);
        }
        shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_makes_two_sound_judgements() {
        let Some(data) = crate::score::data_with("open-bandit-small") else { return };
        let judged = read(&data, &data, 800).unwrap();
        for one in &judged {
            assert_eq!(one.log().check(), Ok(()), "{}", one.name);
            assert_eq!(one.log().rounds(), 800);
            assert_eq!(one.bytes().len(), 8 * 800 * (3 + 2 * ITEMS));
        }
    }
}
