//! By how much is the model worse for a person without a column, and is that so for other people, too?
//!
//! Permutation importance (see [`super::permutation_importance`]), with two differences that rows of people ask for: values are dealt out anew within each person, so that what
//! tells people apart is not taken for what tells their moments apart, and the fall is measured for each person, so that it has an interval over people.

use crate::metrics::over_people;
use crate::rows::{LacksColumn, Rows};
use crate::{Estimate, SplitMix64};

/// The importance of a column for people.
#[derive(Clone, Debug, PartialEq)]
pub struct PeopleImportance {
    /// The column.
    pub column: String,
    /// The mean fall of the measure over people, with its 95 % interval over them.
    pub fall: Estimate,
    /// The fall for the person for whom it was least, and for whom it was greatest.
    pub range: (f64, f64),
}

/// How often each column is dealt out anew.
const DEALS: u64 = 3;

/// The importance of each of `columns`, the most important first. `answers` is what the model says of rows, `measure` how good that is at these places (rows of one
/// person), greater being better; people for whom it has no value are passed over. `None` where it has a value for fewer than two people.
///
/// # Errors
/// When the rows lack a column.
pub fn importance_over_people(
    rows: &Rows,
    columns: &[String],
    answers: impl Fn(&Rows) -> Result<Vec<f32>, LacksColumn>,
    measure: impl Fn(&[f32], &[usize]) -> Option<f64>,
    mut step: impl FnMut(),
) -> Result<Option<Vec<PeopleImportance>>, LacksColumn> {
    let people = places_of_people(&rows.person);
    let of_people = |said: &[f32]| -> Vec<Option<f64>> { people.iter().map(|places| measure(said, places)).collect() };
    let whole = of_people(&answers(rows)?);
    if whole.iter().flatten().count() < 2 {
        return Ok(None);
    }
    let mut dealt = rows.clone();
    let mut found = Vec::with_capacity(columns.len());
    for (number, column) in columns.iter().enumerate() {
        let lacks = || LacksColumn { column: column.clone() };
        let place = rows.names.iter().position(|name| name == column).ok_or_else(lacks)?;
        let mut falls = vec![Vec::new(); people.len()];
        for deal in 0..DEALS {
            deal_within(
                &people,
                &rows.columns[place],
                &mut dealt.columns[place],
                &mut SplitMix64::keyed(deal, &[number as u64]),
            );
            let without = of_people(&answers(&dealt)?);
            for ((falls, whole), without) in falls.iter_mut().zip(&whole).zip(without) {
                falls.extend(whole.zip(without).map(|(whole, without)| whole - without));
            }
        }
        dealt.columns[place].clone_from(&rows.columns[place]);
        let falls: Vec<f64> = falls.iter().filter_map(|falls| mean(falls)).collect();
        found.extend(importance(column, &falls));
        step();
    }
    found.sort_by(|one, other| other.fall.value.total_cmp(&one.fall.value));
    Ok(Some(found))
}

fn places_of_people(person: &[u32]) -> Vec<Vec<usize>> {
    let mut of: std::collections::BTreeMap<u32, Vec<usize>> = std::collections::BTreeMap::new();
    person.iter().enumerate().for_each(|(place, person)| of.entry(*person).or_default().push(place));
    of.into_values().collect()
}

fn deal_within(people: &[Vec<usize>], from: &[f32], to: &mut [f32], random: &mut SplitMix64) {
    for places in people {
        let mut values: Vec<f32> = places.iter().map(|place| from[*place]).collect();
        random.shuffle(&mut values);
        places.iter().zip(values).for_each(|(place, value)| to[*place] = value);
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of people and deals")]
fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn importance(column: &str, falls: &[f64]) -> Option<PeopleImportance> {
    let ids: Vec<u32> = (0..u32::try_from(falls.len()).ok()?).collect();
    let of = |places: &[usize]| mean(&places.iter().map(|place| falls[*place]).collect::<Vec<_>>());
    let fall = over_people(&ids, of, 0.95, &mut SplitMix64::new(1))?;
    let range =
        falls.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), fall| (low.min(*fall), high.max(*fall)));
    Some(PeopleImportance { column: column.to_owned(), fall, range })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five people; the first column tells the moment, the second only the person, the third nothing.
    #[expect(clippy::cast_possible_truncation, reason = "test data")]
    fn rows() -> Rows {
        let mut random = SplitMix64::new(3);
        Rows {
            names: ["moment", "person", "noise"].map(str::to_owned).into(),
            columns: vec![
                (0..100_u8).map(|row| f32::from(row % 2)).collect(),
                (0..100_u8).map(|row| f32::from(row / 20)).collect(),
                (0..100).map(|_| random.next_normal() as f32).collect(),
            ],
            person: (0..100).map(|row| row / 20).collect(),
            time: (0..100).map(f64::from).collect(),
        }
    }

    #[test]
    fn what_tells_moments_is_important_and_what_tells_only_people_is_not() {
        let rows = rows();
        // The model says the first column, and adds the second, which is the same for all rows of a person.
        let answers =
            |rows: &Rows| Ok(rows.columns[0].iter().zip(&rows.columns[1]).map(|(own, person)| own + person).collect());
        let right = |said: &[f32], places: &[usize]| {
            let own = said.iter().zip(&rows.columns[1]).map(|(said, person)| said - person).collect::<Vec<f32>>();
            let right = places.iter().filter(|place| (own[**place] > 0.5) == (**place % 2 == 1)).count();
            Some(right as f64 / places.len() as f64)
        };
        let mut steps = 0;
        let found = importance_over_people(&rows, &rows.names, answers, right, || steps += 1).unwrap().unwrap();
        assert_eq!((found[0].column.as_str(), steps), ("moment", 3));
        assert!(found[0].fall.low > 0.3 && found[0].range.0 > 0.2 && found[0].range.1 < 0.8, "{found:?}");
        assert!(found[1..].iter().all(|other| other.fall.value == 0.0), "{found:?}");
    }

    #[test]
    fn one_person_is_too_few_and_a_column_that_lacks_is_told() {
        let mut rows = rows();
        let answers = |rows: &Rows| Ok(rows.columns[0].clone());
        let lacks = importance_over_people(&rows, &["other".to_owned()], answers, |_, _| Some(1.0), || ());
        assert_eq!(lacks.unwrap_err().column, "other");
        rows.person.fill(0);
        assert_eq!(importance_over_people(&rows, &rows.names, answers, |_, _| Some(1.0), || ()).unwrap(), None);
    }
}
