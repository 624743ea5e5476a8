//! The person's own labels of categories.

use attentive_pipeline::patterns::titles::CategoryLabels;
use attentive_server::titles::CATEGORY_LABELS;
use serde_json::{Map, Value};

use super::args::CategoryLabel;
use crate::commands::Place;
use crate::commands::report::rules;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};

/// Sets one, or lists them.
pub fn run(place: &Place, wanted: Option<(&str, CategoryLabel)>) -> Outcome {
    let Some((name, label)) = wanted else { return list(place) };
    let store = place.open_store()?;
    let mut own = store.setting(CATEGORY_LABELS)?.and_then(|own| own.as_object().cloned()).unwrap_or_default();
    let name = tidy(name);
    // Under whatever spacing it was written before.
    own.retain(|known, _| tidy(known) != name);
    if let Some(label) = label.label() {
        own.insert(name.clone(), label.name().into());
    }
    let own = Value::Object(own);
    CategoryLabels::check(&own).map_err(|fault| Failure::new(exit_codes::USAGE, fault.to_string()))?;
    let is_known = rules(&store)?
        .names()
        .iter()
        .any(|known| known.join(" > ") == name || known.join(" > ").starts_with(&format!("{name} > ")));
    store.set_setting(CATEGORY_LABELS, own)?;
    store.close()?;
    match label.label() {
        Some(label) => tell!("noted: {name} is {}", label.name()),
        None => tell!("noted: {name} is what it is without your word"),
    }
    if !is_known {
        tell!("no rule gives the category {name} now; `attentive report` shows which there are");
    }
    Ok(())
}

fn list(place: &Place) -> Outcome {
    let own = place.open_store_to_read()?.setting(CATEGORY_LABELS)?.unwrap_or_else(|| Value::Object(Map::new()));
    let own = CategoryLabels::new(&Value::Null, &own).own();
    if own.is_empty() {
        say!("you have set no label of a category; `attentive titles category 'Media > News' distraction` sets one");
    }
    for (name, label) in own {
        say!("{:<12} {name}", label.name());
    }
    Ok(())
}

/// One space around each `>`.
fn tidy(name: &str) -> String {
    name.split('>').map(str::trim).collect::<Vec<_>>().join(" > ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_is_the_same_however_it_is_spaced() {
        assert_eq!(super::tidy("Media>News"), super::tidy(" Media  >  News "));
    }
}
