//! `text.classify`: labels by a model that was trained on this machine. `text.entities`: whom and what texts name, by rules or by such a model.

use attentive_text::demand::entities_of;
use serde::Deserialize;
use serde_json::{Value, json};

use super::schema::{list, object, open_object, text};
use super::scope::Scope;
use super::tool::{Tool, ToolError, read};
use crate::app::AppState;
use crate::error::{ApiError, off_thread};

/// Texts of one call at most, and letters of each.
const MOST: (usize, usize) = (100, 20_000);

/// The tools of this subject.
pub(super) fn tools() -> Vec<Tool> {
    vec![classify(), entities()]
}

fn entities() -> Tool {
    Tool {
        name: "text.entities",
        title: "Find names in texts",
        description: "Tells which people, organisations and projects texts name, by rules that miss many names, or by a model of tags that was trained on this machine (`attentive text train --tags --save NAME`) with rules beside it. Nothing of the texts is kept.",
        scope: Scope::Ask,
        is_reading: true,
        input: object(&[
            ("texts", list(&json!({ "type": "string" }), "at most 100"), true),
            ("model", text("the name under which a model of tags is kept; without it, rules alone"), false),
        ]),
        output: open_object(&[("found", list(&json!({ "type": "object" }), "one for each text"), true)]),
    }
}

fn classify() -> Tool {
    Tool {
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
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    model: String,
    texts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    texts: Vec<String>,
    #[serde(default)]
    model: Option<String>,
}

/// Refuses what no call may bring.
fn check(texts: &[String]) -> Result<(), ToolError> {
    let (most, longest) = MOST;
    if texts.len() > most || texts.iter().any(|text| text.chars().nth(longest).is_some()) {
        return Err(ToolError::Input(format!("texts: expected at most {most} of at most {longest} letters each")));
    }
    Ok(())
}

/// Runs a tool of this subject.
pub(super) async fn run(state: &AppState, name: &str, arguments: Value) -> Result<Value, ToolError> {
    let kept = std::sync::Arc::clone(&state.texts);
    if name == "text.entities" {
        let Named { texts, model } = read(arguments)?;
        check(&texts)?;
        return Ok(off_thread(move || {
            let tagger = model.map(|name| kept.tagger(&name).map_err(ApiError::unprocessable)).transpose()?;
            let found = texts.iter().map(|text| {
                let (entities, notes) = entities_of(text, tagger.as_deref());
                json!({ "entities": entities, "notes": notes })
            });
            Ok(json!({ "found": found.collect::<Vec<_>>() }))
        })
        .await?);
    }
    if name != "text.classify" {
        return Err(ToolError::NoSuchTool(name.to_owned()));
    }
    let Asked { model, texts } = read(arguments)?;
    check(&texts)?;
    Ok(off_thread(move || {
        let model = kept.model(&model)?;
        let views: Vec<&str> = texts.iter().map(String::as_str).collect();
        Ok(json!({ "by": model.by(), "answers": model.label(&views) }))
    })
    .await?)
}
