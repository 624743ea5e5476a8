//! Settings that nobody knows: told with their line and the nearest known name.

use toml::de::{DeTable, DeValue};

/// Refuses a text that sets a name which the shipped file does not have.
pub(super) fn refuse(text: &str, shipped: &str) -> Result<(), String> {
    let known = known_names(&uncommented(shipped))?;
    let table = DeTable::parse(text).map_err(|error| error.to_string())?;
    for (name, place) in names(table.get_ref(), "") {
        if !known.contains(&name) {
            let line = text[..place.min(text.len())].matches('\n').count() + 1;
            return Err(format!("line {line}: unknown setting \"{name}\"{}", hint(&name, &known)));
        }
    }
    Ok(())
}

/// The shipped file with its settings switched on: `#name = value` and `# [section]` lose their mark.
pub(super) fn uncommented(shipped: &str) -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|first: char| first.is_ascii_lowercase()) => rest.to_owned(),
        Some(rest) if rest.starts_with(" [") && rest.ends_with(']') => rest.trim().to_owned(),
        _ => line.to_owned(),
    };
    shipped.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn known_names(text: &str) -> Result<Vec<String>, String> {
    let table = DeTable::parse(text).map_err(|error| error.to_string())?;
    Ok(names(table.get_ref(), "").into_iter().map(|(name, _)| name).collect())
}

/// Full names of all tables and values, with the byte at which each stands.
fn names(table: &DeTable<'_>, above: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (key, value) in table {
        let name = if above.is_empty() { key.get_ref().to_string() } else { format!("{above}.{}", key.get_ref()) };
        if let DeValue::Table(inner) = value.get_ref() {
            found.extend(names(inner, &name));
        }
        found.push((name, key.span().start));
    }
    found
}

fn hint(name: &str, known: &[String]) -> String {
    let nearest = known.iter().max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b)));
    match nearest {
        Some(nearest) if strsim::jaro_winkler(name, nearest) > 0.7 => format!("; did you mean \"{nearest}\"?"),
        _ => "; `attentive config` lists all settings".to_owned(),
    }
}
