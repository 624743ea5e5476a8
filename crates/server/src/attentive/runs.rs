//! `/runs`: which models were trained on this machine, on what, how, and what came of it. Records of training runs lie beside the database.

use std::path::Path;

use attentive_learn::runs::{Kept, Run, State as RunState, differences};
use attentive_learn::search::Search;
use attentive_store::RunFolder;
use axum::Json;
use axum::extract::{Path as InPath, Query, State};
use serde_json::{Value, json};

use super::read::Words;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};

/// Runs that are compared at once.
const MOST_COMPARED: usize = 8;

/// All runs, the latest first.
pub(crate) async fn runs(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    off_thread(move || {
        let folder = folder(&state)?;
        let mut kept = read(&folder)?;
        // The name begins with the time, also where the record cannot be read.
        kept.reverse();
        let lines: Vec<Value> = kept.iter().map(|(name, kept)| line(name, kept)).collect();
        Ok(Json(json!({ "runs": lines, "folder": folder.path().display().to_string() })))
    })
    .await
}

/// One run, or with `RUN#NUMBER` a trial of its search, whole.
pub(crate) async fn run(State(state): State<AppState>, InPath(id): InPath<String>) -> Result<Json<Run>, ApiError> {
    off_thread(move || Ok(Json(find(&read(&folder(&state)?)?, &id)?))).await
}

/// In what runs differ.
pub(crate) async fn compare(
    State(state): State<AppState>,
    Query(words): Query<Words>,
) -> Result<Json<Value>, ApiError> {
    let asked: Vec<String> =
        words.get("runs").map(String::as_str).unwrap_or_default().split(',').map(str::to_owned).collect();
    if !(2..=MOST_COMPARED).contains(&asked.len()) {
        return Err(ApiError::bad_request(format!("runs: expected 2 to {MOST_COMPARED} names with commas between")));
    }
    off_thread(move || {
        let kept = read(&folder(&state)?)?;
        let runs = asked.iter().map(|id| find(&kept, id)).collect::<Result<Vec<Run>, ApiError>>()?;
        Ok(Json(json!({ "runs": asked, "differences": differences(&runs) })))
    })
    .await
}

fn folder(state: &AppState) -> Result<RunFolder, ApiError> {
    let info = state.store.info()?;
    Ok(RunFolder::of(info.path.parent().unwrap_or(Path::new("."))))
}

fn read(folder: &RunFolder) -> Result<Vec<(String, Kept)>, ApiError> {
    let records = folder.records().map_err(|error| {
        ApiError::internal(format!("could not list the training runs: {error}: {}", folder.path().display()))
    })?;
    let kept = records.into_iter().map(|record| {
        let bytes = record.bytes.as_ref().map(|bytes| bytes.as_deref().map_err(ToString::to_string));
        let kept = Kept::read(&record.name, bytes);
        (record.name, kept)
    });
    Ok(kept.collect())
}

/// Names are looked up among those that are there, so that none leads out of the folder.
fn find(all: &[(String, Kept)], id: &str) -> Result<Run, ApiError> {
    let (name, trial) = id.split_once('#').map_or((id, None), |(name, trial)| (name, Some(trial)));
    let none = || ApiError::not_found(format!("there is no run {id:?}"));
    match all.iter().find(|(own, _)| own == name).ok_or_else(none)? {
        (_, Kept::Run(run)) => match trial {
            None => Ok((**run).clone()),
            Some(trial) => trial.parse().ok().and_then(|number| run.trial(number)).ok_or_else(none),
        },
        (_, Kept::CutOff) => Err(ApiError::unprocessable("the run was cut off before it kept a record")),
        (_, Kept::Damaged { why }) => {
            Err(ApiError::unprocessable(format!("the record of this run cannot be read: {why}")))
        }
    }
}

fn line(name: &str, kept: &Kept) -> Value {
    match kept {
        Kept::CutOff => json!({ "id": name, "state": "cut-off" }),
        Kept::Damaged { why } => json!({ "id": name, "state": "damaged", "why": why }),
        Kept::Run(run) => json!({
            "id": name,
            "state": match run.state {
                RunState::Finished => "finished",
                RunState::Unfinished => "unfinished",
                RunState::Refused => "refused",
            },
            "why": run.why,
            "model": run.model, "began": run.began, "seconds": run.seconds, "program": run.program,
            "data": run.data, "data_sha256": run.data_sha256, "people": run.people, "seed": run.seed,
            "figures": run.figures, "curves": run.curves.keys().collect::<Vec<_>>(),
            "search": run.search.as_ref().map(search),
        }),
    }
}

/// A search on one line, with its trials below.
fn search(search: &Search) -> Value {
    let trial = |trial: &attentive_learn::search::Trial| {
        let spread = trial.spread();
        json!({
            "number": trial.number, "settings": trial.settings, "budget": trial.budget, "seconds": trial.seconds,
            "score": trial.score(), "low": spread.map(|spread| spread.0), "high": spread.map(|spread| spread.1), "why": trial.why(),
        })
    };
    json!({
        "method": search.plan.method, "seed": search.plan.seed, "score": search.plan.score, "goal": search.plan.goal,
        "planned": search.plan.evaluations(), "failed": search.failed(), "best": search.best().map(|best| best.number),
        "trials": search.trials.iter().map(trial).collect::<Vec<_>>(),
    })
}
