//! `attentive train states`: a model of states from labelled recordings, chosen and judged on people left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use attentive_learn::SplitMix64;
use attentive_learn::drift::PeopleDrift;
use attentive_learn::forest::{ColumnsAsked, ForestSettings, TreeSettings};
use attentive_learn::logistic_regression::LogisticSettings;
use attentive_learn::model_file::{Card, LearntFrom};
use attentive_learn::recipe::{CautiousModel, DEALS, Labelled, Learner, Ranges, Recipe, Worth};
use attentive_learn::search::Goal;
use attentive_learn::split::{Split, grouped_folds, leave_one_person_out};

use super::labels::{Labels, NAME};
use super::making::{Making, Setup};
use super::marks::MarkMap;
use super::recordings::Known;
use super::unmet::unmet;
use super::windows::Windows;
use super::{DRIFT, KIND, MARKS, recordings, right_in_words, searched};
use crate::args::TrainArgs;
use crate::commands::Place;
use crate::commands::train::kept::{self, DataHash};
use crate::commands::train::record::Recorder;
use crate::commands::train::searching::{self, Judging, Verdict};
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use crate::progress;

/// With more people than this they are left out in as many groups.
const MOST_FOLDS: usize = 20;

/// A column with a value in fewer of the windows is left out: a stream that half of the people lack would make the model refuse them.
const LEAST_SHARE: f64 = 0.5;

/// More labels than this nobody can judge.
const MOST_LABELS: usize = 64;

/// Learns, and keeps the model when there is evidence that it can know anything.
pub fn run(place: &Place, args: &TrainArgs, data: &Path) -> Outcome {
    let setup = Setup::told(place, &args.reading)?;
    let marks = MarkMap::told(&args.marks)?;
    let labels = match &marks {
        Some(marks) => marks.labels(data, &setup.options)?,
        None => Labels::read(data)?,
    };
    let (files, all_names) = (labels.files(), labels.names());
    if all_names.len() > MOST_LABELS {
        let count = all_names.len();
        return Err(Failure::input(format!(
            "there are {count} different labels; at most {MOST_LABELS} can be told apart"
        )));
    }
    kept::check(&place.data_dir, KIND)?;
    let known = recordings::different(&files)?;
    let mut windows = Windows::read(&setup, &files)?;
    windows.name_people(&labels, &files);
    let (places, said) = windows.said(&labels, &files, &all_names, &windows.rows.names);
    let nothing = unmet(&labels, &windows, &files, &windows.rows.names);
    labels.said.iter().chain(&windows.said).chain(&nothing).for_each(|said| say!("  {said}"));
    let is_met = |place: usize| said.iter().any(|class| usize::from(*class) == place);
    let names: Vec<String> =
        (0..all_names.len()).filter(|place| is_met(*place)).map(|place| all_names[place].clone()).collect();
    if names.len() < all_names.len() {
        let unmet: Vec<&str> = all_names.iter().filter(|name| !names.contains(name)).map(String::as_str).collect();
        say!("  no window lies in a stretch labelled {}; they are left out", unmet.join(", "));
    }
    let place_of = |class: &u8| names.iter().position(|name| *name == all_names[usize::from(*class)]).unwrap_or(0);
    let class = said.iter().map(|class| u8::try_from(place_of(class)).unwrap_or(0)).collect();
    let labelled = usable(Labelled { rows: windows.rows.select(&places), class, classes: names.len() });
    if labelled.class.is_empty() {
        return Err(Failure::input(
            "no window lies in a labelled stretch: labels must fill half of a window at least; shorter windows (--window) may help",
        ));
    }
    if labelled.rows.names.is_empty() {
        return Err(Failure::input(
            "no feature has a value in half of the windows; longer windows (--window) may help",
        ));
    }
    let people: BTreeSet<u32> = labelled.rows.person.iter().copied().collect();
    let from = LearntFrom {
        data_sha256: hash(&files, data, marks.as_ref())?,
        files: files.len(),
        people: people.len(),
        samples: labelled.class.len(),
        seed: args.seed(),
    };
    let mut making = Making::of(&setup, windows.has_eyes, &place.data_dir)?.settings();
    making.extend(marks.as_ref().map(|marks| (MARKS.to_owned(), marks.text())));
    let mut record = searching::recorder(&place.data_dir, KIND, data, args, &from)?;
    let study = Study { labelled, names, has_people: labels.has_people, known, making, from };
    record.watch(|record| learn(place, args, study, record))
}

/// What is learnt from.
struct Study {
    labelled: Labelled,
    /// The names of the labels.
    names: Vec<String>,
    has_people: bool,
    known: Known,
    /// How the features were made.
    making: BTreeMap<String, String>,
    from: LearntFrom,
}

/// Searches if asked to, learns, and keeps the model and its record.
fn learn(place: &Place, args: &TrainArgs, study: Study, record: &mut Recorder) -> Outcome {
    let Study { labelled, names, has_people, known, making, from } = study;
    let seed = from.seed;
    remember(record, &making)?;
    let splits = splits(&labelled, seed);
    let verdict = searched(record, args, &labelled, &splits)?;
    let mut recipes = recipes();
    recipes.extend(verdict.as_ref().map(|verdict| searched::recipe(&verdict.settings, 1.0)));
    let recipes: Vec<Recipe> = recipes.into_iter().map(|recipe| seeded(recipe, seed)).collect();
    let spinner = progress::spinner("learning, one group of people left out after another");
    let learnt = CautiousModel::learn(&recipes, &labelled, &names, &splits, seed);
    spinner.finish_and_clear();
    let (model, worth) = learnt.map_err(|why| Failure::input(format!("could not learn: {why}")))?;
    let judged = &worth.judgement;
    say!(
        "{} windows of {} people, {} columns; labels: {}",
        judged.rows,
        judged.people,
        labelled.rows.names.len(),
        names.join(", ")
    );
    if !has_people {
        say!(
            "  nobody says whose the recordings are ({NAME} has a column \"person\" for it), so each counts as a person of its own"
        );
    }
    let figures = figures(&worth, verdict.is_some());
    say!("  {figures}");
    say!("  {}", evidence(&worth));
    for (recipe, reached) in &worth.alone {
        record.setting(&format!("alone, mean log-likelihood: {recipe}"), format!("{reached:.4}"));
    }
    if !worth.has_evidence() {
        return Err(Failure::input(format!(
            "there is no evidence that these labels can be told from these recordings on people left out: {}; nothing was kept but the record of the run",
            evidence(&worth)
        )));
    }
    let mut file =
        model.to_file(KIND, &[], from).map_err(|why| Failure::input(format!("could not keep the model: {why}")))?;
    file.manifest.made_with = making;
    recordings::put(&known, &mut file.tensors);
    let seen = model.voters.seen(&labelled.rows).map_err(|lacks| Failure::input(lacks.to_string()))?;
    if let Some(drift) = PeopleDrift::of(&seen) {
        drift.put(DRIFT, &mut file.tensors);
    }
    let how_good = verdict.as_ref().map_or_else(|| figures.clone(), |of| searching::how_good(of, &figures));
    let folder = kept::keep(&place.data_dir, &file, &Card { how_good: &how_good, ..CARD })?;
    let kept = [
        ("accuracy on people left out", judged.accuracy.value),
        ("accuracy, majority", judged.majority),
        ("calibration error", judged.calibration_error),
        ("answered", judged.answered),
        ("accuracy where answered", judged.accuracy_of_answered.unwrap_or(f64::NAN)),
    ];
    let (found, words) = verdict.map_or_else(Default::default, |verdict| (verdict.figures, verdict.words));
    let figures = kept.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(found).collect();
    let run = record.finish(figures)?;
    say!("`attentive predict states` and `evaluate states` use it from now on: {}", folder.display());
    searching::tell(&words, &run);
    Ok(())
}

/// That recipe with chance beginning there.
fn seeded(mut recipe: Recipe, seed: u64) -> Recipe {
    if let Learner::Forest(forest) = &mut recipe.learner {
        forest.seed = seed;
    }
    recipe
}

/// The best settings of a search, if one was asked for.
fn searched(
    record: &mut Recorder,
    args: &TrainArgs,
    labelled: &Labelled,
    splits: &[Split],
) -> Result<Option<Verdict>, Failure> {
    if args.search.is_none() {
        return Ok(None);
    }
    let judging = Judging {
        score: searched::SCORE,
        goal: Goal::Greatest,
        space: searched::space(),
        judge: &|trial, budget| searched::judge(seeded(searched::recipe(trial, budget), args.seed()), labelled, splits),
    };
    searching::verdict(record, args, &judging).map(Some)
}

/// Notes how the features were made; a search that goes on must have begun with the same ones.
fn remember(record: &mut Recorder, making: &BTreeMap<String, String>) -> Outcome {
    for (name, value) in making {
        let value = if value.contains('\n') {
            let mut hash = DataHash::default();
            hash.add_text(value);
            format!("SHA-256 {}", hash.finish())
        } else {
            value.clone()
        };
        let began_with = record.search().and(record.setting_of(name));
        if began_with.is_some_and(|began_with| began_with != value) {
            let why = format!(
                "could not go on with the search: it began with another {name}; leave --resume out to begin anew"
            );
            return Err(Failure::new(exit_codes::USAGE, why));
        }
        record.setting(name, value);
    }
    Ok(())
}

/// Whether anything can be known, and by which figure that was decided.
fn evidence(worth: &Worth) -> String {
    let Some(found) = worth.evidence else {
        return "whether there is evidence could not be told, as no figure has a value".to_owned();
    };
    let of = &found.found;
    let deals = match worth.beats_deals {
        None => String::new(),
        Some(true) => format!("; labels that were dealt out anew {DEALS} times were never told as well"),
        Some(false) => "; but so few windows let labels that were dealt out anew be told as well".to_owned(),
    };
    format!(
        "area under the curve on people left out {:.3} (99 % over people {:.3} to {:.3}; evidence lies above {:.2} throughout){deals}",
        of.value,
        of.low,
        of.high,
        found.least()
    )
}

/// What it is worth, as a sentence.
fn figures(worth: &Worth, is_searched: bool) -> String {
    let judged = &worth.judgement;
    let searched = if is_searched {
        " The recipe that was searched was found on all of them, so that all figures are a little too good."
    } else {
        ""
    };
    format!(
        "on people left out right in {}, always the commonest label in {:.1} %; where it is sure enough to answer ({:.0} % of the windows) \
         in {}; confidence off by {:.3} on average. Choice and calibration left each of them out in turn; `attentive evaluate states` judges on others.{searched}",
        right_in_words(judged),
        100.0 * judged.majority,
        100.0 * judged.answered,
        judged.accuracy_of_answered.map_or_else(|| "none".to_owned(), |share| format!("{:.1} %", 100.0 * share)),
        judged.calibration_error,
    )
}

/// Without the columns that hardly ever have a value.
fn usable(mut data: Labelled) -> Labelled {
    let rows = data.class.len().max(1);
    let is_usable =
        |column: &Vec<f32>| column.iter().filter(|value| value.is_finite()).count() as f64 >= LEAST_SHARE * rows as f64;
    let usable: Vec<bool> = data.rows.columns.iter().map(is_usable).collect();
    let mut kept = usable.iter();
    data.rows.names.retain(|_| *kept.next().unwrap_or(&false));
    let mut kept = usable.iter();
    data.rows.columns.retain(|_| *kept.next().unwrap_or(&false));
    data
}

fn splits(data: &Labelled, seed: u64) -> Vec<Split> {
    let all = leave_one_person_out(&data.rows.person);
    if all.len() <= MOST_FOLDS { all } else { grouped_folds(&data.rows.person, MOST_FOLDS, &mut SplitMix64::new(seed)) }
}

fn recipes() -> Vec<Recipe> {
    let forest = |least_leaf: f64| {
        let tree = TreeSettings { least_leaf, columns: ColumnsAsked::SquareRoot, ..TreeSettings::default() };
        Learner::Forest(ForestSettings { trees: 100, tree, ..ForestSettings::default() })
    };
    let logistic = |l2: f64| Learner::Logistic(LogisticSettings { l2, ..LogisticSettings::default() });
    vec![
        Recipe::new("shares", Learner::Shares),
        Recipe::new("forest", forest(2.0)),
        Recipe::new("forest, own range", forest(2.0)).seeing(Ranges::OfThePerson),
        Recipe::new("forest, leaves of 10", forest(10.0)),
        Recipe::new("forest, own range, leaves of 10", forest(10.0)).seeing(Ranges::OfThePerson),
        Recipe::new("logistic, l2 10", logistic(10.0)),
        Recipe::new("logistic, own range, l2 10", logistic(10.0)).seeing(Ranges::OfThePerson),
        Recipe::new("logistic, own range, l2 100", logistic(100.0)).seeing(Ranges::OfThePerson),
    ]
}

/// SHA-256 over the labels, or the marks that begin states, and all files of the recordings.
fn hash(files: &[PathBuf], data: &Path, marks: Option<&MarkMap>) -> Result<String, Failure> {
    let mut hash = DataHash::default();
    let table = data.join(NAME);
    if marks.is_none() || table.exists() {
        hash.add(&table)?;
    }
    if let Some(marks) = marks {
        hash.add_text(&marks.text());
    }
    for file in files {
        if !file.is_dir() {
            hash.add(file)?;
            continue;
        }
        for part in recordings::files_of(file)? {
            hash.add(&part)?;
        }
    }
    Ok(hash.finish())
}

const CARD: Card<'_> = Card {
    title: "States of recordings",
    does: "Tells which of the labels a window of a recording belongs to, how sure it is and what else may be; it abstains where it is not sure.",
    data: "labelled by whoever made the folder; a sample is a window.",
    how: "random forests and logistic regression, averaged and calibrated, over",
    how_good: "",
    weak: "people, devices and tasks unlike those that it was learnt from; recordings whose own range differs from the start, where it looks at a person's own range. The file holds checksums of the recordings, so that whoever has one of them can tell that it was used.",
    terms: "those of the recordings that it was learnt from.",
};

#[cfg(test)]
mod tests {
    use attentive_learn::runs::Run;
    use attentive_learn::search::{Method, Plan, Search};

    use super::*;

    #[test]
    fn a_search_goes_on_with_the_features_that_it_began_with_alone() {
        let home = tempfile::tempdir().unwrap();
        let made = |window: &str, map: &str| {
            BTreeMap::from([("window".to_owned(), window.to_owned()), ("map".to_owned(), map.to_owned())])
        };
        let plan = Plan {
            method: Method::Random,
            trials: 2,
            seed: 1,
            score: searched::SCORE.to_owned(),
            goal: Goal::Greatest,
            space: searched::space(),
        };
        let mut begun = Recorder::take_up(home.path(), Run { search: Some(Search::new(plan)), ..Run::default() });
        assert!(remember(&mut begun, &made("60s", "a\nb")).is_ok());
        assert!(remember(&mut begun, &made("60s", "a\nb")).is_ok());
        let other = remember(&mut begun, &made("30s", "a\nb")).unwrap_err();
        assert!(other.message.contains("another window"), "{}", other.message);
        assert!(remember(&mut begun, &made("60s", "a\nc")).unwrap_err().message.contains("another map"));
        let mut fresh = Recorder::begin(home.path(), KIND);
        assert!(remember(&mut fresh, &made("60s", "")).is_ok() && remember(&mut fresh, &made("30s", "")).is_ok());
    }
}
