//! What people should know of a model before they trust it.

use std::fmt::Write as _;

use super::Manifest;

/// The words of a model card; the numbers come from the manifest. After Mitchell et al. 2019, "Model cards for model reporting".
#[derive(Clone, Copy, Debug)]
pub struct Card<'a> {
    /// What it is, as a title.
    pub title: &'a str,
    /// What it does, from what, for which recordings: a sentence.
    pub does: &'a str,
    /// What the data are.
    pub data: &'a str,
    /// How it works.
    pub how: &'a str,
    /// How good it is, and how one finds that out again.
    pub how_good: &'a str,
    /// Where it should not be trusted.
    pub weak: &'a str,
    /// Who may have it.
    pub terms: &'a str,
}

impl Card<'_> {
    /// The card, in Markdown.
    #[must_use]
    pub fn text(&self, manifest: &Manifest) -> String {
        let from = &manifest.learnt_from;
        let mut text = format!("# {}\n\n{}\n\n", self.title, self.does);
        let columns: usize = manifest.columns.values().map(Vec::len).sum();
        let units: Vec<String> = manifest.units.iter().map(|(what, unit)| format!("{what} in {unit}")).collect();
        // A text of several lines, such as a column map, is in the manifest.
        let short = manifest.made_with.iter().filter(|(_, value)| !value.contains('\n'));
        let made_with: Vec<String> = short.map(|(name, value)| format!("{name} {value}")).collect();
        let entries = [
            (
                "Learnt from",
                format!(
                    "{} recordings of {} people ({} samples), {} SHA-256 of the data: `{}`.",
                    from.files, from.people, from.samples, self.data, from.data_sha256
                ),
            ),
            (
                "Kind",
                format!(
                    "`{}`, version {}; {} {columns} columns, seed {}. Trained by version {} of the program on this machine.",
                    manifest.kind, manifest.version, self.how, from.seed, manifest.program_version
                ),
            ),
            ("Units", format!("{}.", units.join(", "))),
            ("Made with", format!("{}.", made_with.join(", "))),
            ("Labels", format!("{}.", manifest.labels.join(", "))),
            ("How good", self.how_good.to_owned()),
            ("Weak", self.weak.to_owned()),
            ("Terms", self.terms.to_owned()),
        ];
        for (name, words) in entries.iter().filter(|(_, words)| words != ".") {
            let _ = writeln!(text, "- **{name}**: {words}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::super::manifest::tests::manifest;
    use super::*;

    #[test]
    fn a_card_tells_the_data_the_units_and_the_weak_sides() {
        let card = Card {
            title: "Scales",
            does: "Tells light from heavy.",
            data: "weighed by hand.",
            how: "one cut over",
            how_good: "Not judged.",
            weak: "In water.",
            terms: "None.",
        };
        let text = card.text(&manifest());
        for part in ["1 recordings of 2 people (30 samples), weighed", "`ab`", "mass in kg", "light, heavy", "In water"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        let mut numbers = manifest();
        numbers.labels.clear();
        assert!(!card.text(&numbers).contains("Labels"));
    }
}
