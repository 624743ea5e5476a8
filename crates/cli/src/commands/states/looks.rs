//! What does a model look at, and does it look at what it knows? For page, JSON and terminal alike.
//!
//! - Which columns do its answers rest on, for people that it has not seen ([`Looks::importance`])?
//! - Which few rules come nearest to what it says ([`Looks::in_short`])?
//! - Which recordings lie farther from what it learnt from than the people whom it learnt from lie from each other ([`drift`])?

use attentive_learn::Rows;
use attentive_learn::classifier::likeliest;
use attentive_learn::drift::{Drifted, PeopleDrift};
use attentive_learn::explain::{PeopleImportance, Rule, StandIn, importance_over_people, stand_in};
use attentive_learn::metrics::area;
use attentive_learn::recipe::CautiousModel;
use attentive_learn::rows::{LacksColumn, pick};
use serde_json::{Value, json};

use crate::commands::analyse::figure;
use crate::progress;

/// What a model looks at.
pub struct Looks {
    /// The fall of the area under the curve without each column, the greatest first; `None` where fewer than two people have two labels.
    pub importance: Option<Vec<PeopleImportance>>,
    /// The rules that come nearest; `None` with one person alone.
    pub in_short: Option<StandIn>,
    /// The columns that rules speak of.
    pub names: Vec<String>,
    pub labels: Vec<String>,
}

/// Columns of a drift that are named.
const NAMED: usize = 4;

impl Looks {
    /// Looks into a model with all `rows` of recordings, of which those at `places` have labels.
    pub fn find(model: &CautiousModel, rows: &Rows, places: &[usize], class: &[u8]) -> Result<Self, LacksColumn> {
        let classes = model.labels.len();
        let columns = model.voters.columns();
        let mut label = vec![None; rows.len()];
        places.iter().zip(class).for_each(|(place, class)| label[*place] = Some(*class));
        let measure = |said: &[f32], of_person: &[usize]| {
            let own: Vec<usize> = of_person.iter().copied().filter(|place| label[*place].is_some()).collect();
            let said: Vec<f32> =
                own.iter().flat_map(|place| &said[place * classes..(place + 1) * classes]).copied().collect();
            area(&said, &own.iter().filter_map(|place| label[*place]).collect::<Vec<_>>(), classes)
        };
        let bar = progress::bar(columns.len() as u64, "finding what it looks at");
        let answers = |rows: &Rows| model.voters.probabilities(rows);
        let importance = importance_over_people(rows, &columns, answers, measure, || bar.inc(1))?;
        bar.finish_and_clear();
        let seen = model.voters.seen(rows)?.select(places);
        let said = model.voters.probabilities(rows)?;
        let said: Vec<u8> = said.chunks_exact(classes).map(likeliest).collect();
        let in_short = stand_in(&seen.columns, &pick(&said, places), classes, &seen.person);
        Ok(Self { importance, in_short, names: seen.names, labels: model.labels.clone() })
    }

    /// A rule: when, what the model then says most, and in which share of the rows where the rule holds.
    pub fn rule(&self, rule: &Rule) -> (String, String, f64) {
        let when = rule.words_in(&self.names, |cut| figure(f64::from(cut)));
        let class = usize::from(likeliest(&rule.answer));
        let share = rule.answer.get(class).map_or(0.0, |share| f64::from(*share));
        (when, self.labels.get(class).cloned().unwrap_or_default(), share)
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let importance = self.importance.as_ref().map(|all| {
            let one = |own: &PeopleImportance| {
                json!({"column": own.column, "fall_of_area": own.fall, "least_of_a_person": own.range.0, "greatest_of_a_person": own.range.1})
            };
            all.iter().map(one).collect::<Vec<_>>()
        });
        let in_short = self.in_short.as_ref().map(|found| {
            let one = |rule: &Rule| {
                let (when, says, share) = self.rule(rule);
                json!({"when": when, "says": says, "share": share, "windows": rule.weight})
            };
            let rules: Vec<Value> = found.rules.iter().map(one).collect();
            json!({"agreement": found.agreement, "agreement_of_the_commonest": found.majority, "rules": rules})
        });
        json!({"importance": importance, "in_short": in_short})
    }
}

/// How a recording drifted, as a sentence and as names of columns.
pub struct RecordingDrift {
    pub words: String,
    pub columns: Vec<String>,
}

/// How each of `count` recordings drifted, by its place; `None` where it did not, or has too few windows to tell. `file` is the recording of each row of `rows`.
pub fn drift(
    known: &PeopleDrift,
    model: &CautiousModel,
    rows: &Rows,
    file: &[usize],
    count: usize,
) -> Result<Vec<Option<RecordingDrift>>, LacksColumn> {
    let seen = model.voters.seen(rows)?;
    let of = |number: usize| {
        let own: Vec<usize> = (0..file.len()).filter(|row| file[*row] == number).collect();
        let drifted = known.compare(&seen.select(&own)).filter(|drifted| !drifted.is_empty())?;
        Some(RecordingDrift {
            words: words(&drifted, known.people()),
            columns: drifted.into_iter().map(|own| own.column).collect(),
        })
    };
    Ok((0..count).map(of).collect())
}

fn words(drifted: &[Drifted], people: usize) -> String {
    let one = |own: &Drifted| match own.middle {
        Some(middle) => {
            let (low, high) = own.usual;
            format!(
                "{} (middle {}, learnt from {} to {}, {:.2} times as far off as anyone)",
                own.column,
                figure(middle),
                figure(low),
                figure(high),
                own.times
            )
        }
        None => format!("{} (no value in {:.0} % of the windows)", own.column, 100.0 * own.missing),
    };
    let mut named: Vec<String> = drifted.iter().take(NAMED).map(one).collect();
    if drifted.len() > NAMED {
        named.push(format!("and {} more", drifted.len() - NAMED));
    }
    format!(
        "its inputs drifted: they lie farther from what the model learnt from than those of any of its {people} people, which comes by chance in one of {} recordings: {}. \
         Its confidence is what it is for people like those, and may be too high here",
        people + 1,
        named.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drift_is_told_with_the_farthest_columns_and_how_far() {
        let own = |column: &str, middle| Drifted {
            column: column.into(),
            times: 2.34,
            middle,
            usual: (0.5, 3.0),
            missing: 0.9,
        };
        let mut all = vec![own("eda: scl_us", Some(12.3)), own("rr: sdnn_ms", None)];
        let said = words(&all, 18);
        assert!(
            said.contains("one of 19 recordings")
                && said.contains("eda: scl_us (middle 12.3, learnt from 0.5 to 3, 2.34 times"),
            "{said}"
        );
        assert!(said.contains("rr: sdnn_ms (no value in 90 % of the windows)"), "{said}");
        all.extend((0..5).map(|number| own(&format!("c{number}"), Some(1.0))));
        assert!(words(&all, 18).contains("and 3 more"));
    }
}
