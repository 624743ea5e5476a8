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
//! | what do the windows of recordings measure? | [`windows`] |
//! | how is the model learnt and kept? | [`train`] |
//! | how good is it on these recordings? | [`evaluate`], with its [`page`] |
//! | what does it say of these recordings? | [`predict`] |

pub mod evaluate;
mod labels;
mod page;
pub mod predict;
pub mod train;
mod windows;

use attentive_learn::model_file::Manifest;
use attentive_learn::recipe::CautiousModel;
use attentive_pipeline::preprocess::Windowing;
use attentive_types::time::nanos_to_seconds;

use super::Place;
use super::train::kept;
use crate::exit_codes;
use crate::failure::Failure;

/// What the file is for.
const KIND: &str = "states";

/// The model that was learnt here, and how its windows lie.
fn trained(place: &Place) -> Result<(CautiousModel, Manifest, Windowing), Failure> {
    let found = kept::find(&place.data_dir, KIND, |bytes| CautiousModel::from_bytes(bytes, KIND))?;
    let Some((model, manifest)) = found else {
        let why = "there is no model of states yet: learn one from labelled recordings by `attentive train states --data DIR`";
        return Err(Failure::new(exit_codes::INPUT, why));
    };
    let windowing = windowing_of(&manifest).ok_or_else(|| {
        Failure::input("could not use the trained model: it does not say how its windows lie; train again with `attentive train states`")
    })?;
    Ok((model, manifest, windowing))
}

/// How windows lie, as a manifest keeps it.
fn units_of(windowing: Windowing) -> [(&'static str, String); 2] {
    let seconds = |nanos| format!("{}", nanos_to_seconds(nanos));
    [("window_s", seconds(windowing.length_nanos())), ("step_s", seconds(windowing.step_nanos()))]
}

#[expect(clippy::cast_possible_truncation, reason = "a length of a window, checked to be above zero")]
fn windowing_of(manifest: &Manifest) -> Option<Windowing> {
    let nanos = |name: &str| {
        let seconds: f64 = manifest.units.get(name)?.parse().ok()?;
        (seconds > 0.0 && seconds < 1e9).then_some((seconds * 1e9) as i64)
    };
    let (length_nanos, step_nanos) = (nanos("window_s")?, nanos("step_s")?);
    Some(if length_nanos == step_nanos {
        Windowing::Fixed { length_nanos }
    } else {
        Windowing::Sliding { length_nanos, step_nanos }
    })
}
