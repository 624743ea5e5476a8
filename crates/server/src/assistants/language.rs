//! `text.classify`: labels by a model that was trained on this machine.

use serde::Deserialize;
use serde_json::{Value, json};

use super::schema::{list, object, open_object, text};
use super::scope::Scope;
use super::tool::{Tool, ToolError, read};
use crate::app::AppState;
use crate::error::off_thread;

/// Texts of one call at most, and letters of each.
const MOST: (usize, usize) = (100, 20_000);

/// The tools of this subject.
pub(super) fn tools() -> Vec<Tool> {
    vec![Tool {
        name: "text.classify",
        title: "Label texts",
        description: "Labels texts by a model that was trained on this machine (`attentive text train --save NAME`). Nothing of the texts is kept.",
        scope: Scope::Ask,
        is_reading: true,
        input: object(&[
            ("model", text("the name under which the model is kept"), true),
            ("texts", list(&json!({ "type": "string" }), "at most 100"), true),
        ]),
        output: open_object(&[("answers", list(&json!({ "type": "object" }), "one for each text"), true)]),
    }]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    model: String,
    texts: Vec<String>,
}

/// Runs a tool of this subject.
pub(super) async fn run(state: &AppState, name: &str, arguments: Value) -> Result<Value, ToolError> {
    if name != "text.classify" {
        return Err(ToolError::NoSuchTool(name.to_owned()));
    }
    let Asked { model, texts } = read(arguments)?;
    let (most, longest) = MOST;
    if texts.len() > most || texts.iter().any(|text| text.chars().nth(longest).is_some()) {
        return Err(ToolError::Input(format!("texts: expected at most {most} of at most {longest} letters each")));
    }
    let kept = std::sync::Arc::clone(&state.texts);
    Ok(off_thread(move || {
        let model = kept.model(&model)?;
        let views: Vec<&str> = texts.iter().map(String::as_str).collect();
        Ok(json!({ "by": model.by(), "answers": model.label(&views) }))
    })
    .await?)
}
