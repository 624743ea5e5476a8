//! States of any recordings: learnt from those that people labelled, judged, and told of others.
//!
//! ```text
//! DIR/labels.csv ─┐
//! recordings ─────┴─> windows of features, each with its label ─┬─> train states     the model, judged on people left out
//!                                                               └─> evaluate states  the kept model on other people, as a page
//! recordings ───────> windows of features ──────────────────────────> predict states the kept model's answer for each window, and why
//! ```
//!
//! | question | file |
//! | --- | --- |
//! | what did people say of which recording? | [`labels`] |
//! | which marks in recordings begin which state? | [`marks`] |
//! | how were its features made, and does the command line say otherwise? | [`making`] |
//! | which recordings was it learnt from? | [`recordings`] |
//! | what do the windows of recordings measure? | [`windows`] |
//! | which recordings and labels come to nothing? | [`unmet`] |
//! | how is the model learnt and kept? | [`train`] |
//! | which settings are tried by a search, and how are they judged? | [`searched`] |
//! | what does it look at, and do recordings lie off what it knows? | [`looks`] |
//! | how good is it on these recordings? | [`evaluate`], with its [`page`] |
//! | what does it say of these recordings? | [`predict`] |

pub mod evaluate;
mod labels;
mod looks;
mod making;
mod marks;
mod page;
pub mod predict;
mod recordings;
mod searched;
pub mod train;
mod unmet;
mod windows;

use std::path::{Path, PathBuf};

use attentive_learn::drift::PeopleDrift;
use attentive_learn::metrics::Judgement;
use attentive_learn::model_file::{Manifest, ModelFault};
use attentive_learn::recipe::CautiousModel;

use self::making::Making;
use self::marks::MarkMap;
use self::recordings::Known;
use super::Place;
use super::train::kept;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};

/// What the file is for.
const KIND: &str = "states";

/// Where a model's numbers keep what it saw of people.
const DRIFT: &str = "drift";

/// Where a manifest keeps the marks that begin states.
const MARKS: &str = "marks";

/// The model that was learnt here, with what it remembers.
struct Trained {
    model: CautiousModel,
    manifest: Manifest,
    /// How its features were made.
    making: Making,
    /// The recordings that it was learnt from.
    recordings: Known,
    /// The marks that began its states; `None` where a table told them.
    marks: Option<MarkMap>,
    /// What it saw of people; `None` where they were too few.
    drift: Option<PeopleDrift>,
}

/// What is read is not written over: neither a recording, nor a file in the folder of one, nor the table of labels.
fn refuse_overwriting(out: &Path, inputs: &[PathBuf]) -> Outcome {
    // What is not there yet writes over nothing, but may lie in the folder of a recording.
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let places = [out.canonicalize().ok(), folder.canonicalize().ok()];
    let own = |input: &PathBuf| input.canonicalize().ok();
    let is_input = |place: &PathBuf| inputs.iter().filter_map(own).any(|input| input == *place);
    if places.iter().flatten().any(is_input) {
        let why = format!("--out would write over what is read, or into it: {}; name another file", out.display());
        return Err(Failure::new(exit_codes::USAGE, why));
    }
    Ok(())
}

/// How often it is right, with what that says of other people: nothing, where it was judged on one alone.
fn right_in_words(judged: &Judgement) -> String {
    let Judgement { accuracy, people, .. } = judged;
    let right = 100.0 * accuracy.value;
    if *people < 2 {
        return format!("{right:.1} % (of one person, which says nothing of others)");
    }
    format!("{right:.1} % (95 % over people {:.1} to {:.1})", 100.0 * accuracy.low, 100.0 * accuracy.high)
}

/// The model that was learnt here.
fn trained(place: &Place) -> Result<Trained, Failure> {
    let read = |bytes: &[u8]| -> Result<_, ModelFault> {
        let (model, file) = CautiousModel::with_file(bytes, KIND)?;
        let recordings = recordings::find(&file.tensors);
        let drift = PeopleDrift::find(&file.tensors, DRIFT);
        Ok(((model, recordings, drift), file.manifest))
    };
    let Some(((model, recordings, drift), manifest)) = kept::find(&place.data_dir, KIND, read)? else {
        let why = "there is no model of states yet: learn one from labelled recordings by `attentive train states --data DIR`";
        return Err(Failure::new(exit_codes::INPUT, why));
    };
    let lacks = |what: &str| {
        Failure::input(format!(
            "could not use the trained model: it does not say {what}; train again with `attentive train states`"
        ))
    };
    let making = Making::find(&manifest).ok_or_else(|| lacks("how its features were made"))?;
    let recordings =
        recordings.ok_or_else(|| lacks("which files its recordings had, as models of earlier versions do not"))?;
    let marks = manifest.made_with.get(MARKS).and_then(|text| MarkMap::of_text(text));
    Ok(Trained { model, manifest, making, recordings, marks, drift })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use attentive_learn::SplitMix64;
    use attentive_learn::metrics::Judgement;

    use super::{Place, refuse_overwriting, right_in_words};
    use crate::config::Config;
    use crate::exit_codes;

    #[test]
    fn neither_a_recording_nor_what_lies_in_one_is_written_over() {
        let home = tempfile::tempdir().unwrap();
        let (file, folder) = (home.path().join("a.csv"), home.path().join("S02"));
        std::fs::write(&file, "x").unwrap();
        std::fs::create_dir(&folder).unwrap();
        let inputs = [file.clone(), folder.clone()];
        for out in [file, home.path().join("./S02/../a.csv"), folder.join("new.csv"), folder] {
            let fault = refuse_overwriting(&out, &inputs).unwrap_err();
            assert!(fault.code == exit_codes::USAGE && fault.message.contains("write over what is read"), "{out:?}");
        }
        for out in [home.path().join("b.csv"), home.path().join("no/such/folder.csv")] {
            assert!(refuse_overwriting(&out, &inputs).is_ok(), "{out:?}");
        }
    }

    #[test]
    fn one_person_has_no_spread_over_people() {
        let said = [0.9, 0.1, 0.2, 0.8, 0.9, 0.1, 0.7, 0.3];
        let of = |person: [u32; 4]| {
            right_in_words(&Judgement::of(&said, &[0, 1, 0, 1], &person, 2, 0.0, &mut SplitMix64::new(1)).unwrap())
        };
        assert_eq!(of([3; 4]), "75.0 % (of one person, which says nothing of others)");
        assert!(of([0, 0, 1, 1]).starts_with("75.0 % (95 % over people "));
    }

    /// An empty place for a test.
    pub fn place(folder: &Path) -> Place {
        Place { data_dir: folder.join("data"), config_file: folder.join("config.toml"), config: Config::default() }
    }
}
