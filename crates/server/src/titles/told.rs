//! Labels of titles as programs are told of them: `Titles` of `docs/reference/http-api.md`.

use std::collections::HashMap;

use attentive_pipeline::patterns::titles::{AppTime, NotYet, TitleGroup, TitleLabels, TitleTotals, lasting_title};
use attentive_types::{Span, TitleLabel};
use serde_json::{Map, Value, json};

use super::KeptWord;

/// The answer: sums, the first titles and apps, what was said, and whether something was learnt from it.
#[must_use]
pub fn answer(span: Span, totals: &TitleTotals, labels: &TitleLabels, words: &[KeptWord], most: usize) -> Value {
    let ids = ids(words);
    json!({
        "span": span,
        "by_label_s": by_label(totals.by_label_s),
        "by_correction_s": totals.by_correction_s,
        "by_learned_s": totals.by_learned_s,
        "unknown_s": totals.unknown_s,
        "titles": totals.groups.iter().take(most).map(|group| title(group, &ids)).collect::<Vec<_>>(),
        "more_titles": totals.groups.len().saturating_sub(most),
        "apps": totals.apps.iter().take(most).map(|time| app(time, &ids)).collect::<Vec<_>>(),
        "learned": learned(labels),
        "corrections": words,
    })
}

/// The last word on each thing, by its id.
type Ids = HashMap<(String, Option<String>), i64>;

fn ids(words: &[KeptWord]) -> Ids {
    let thing =
        |word: &KeptWord| (word.app.clone(), word.title.as_deref().map(|title| lasting_title(&word.app, title)));
    words.iter().map(|word| (thing(word), word.id)).collect()
}

fn by_label(seconds: [f64; 3]) -> Value {
    TitleLabel::ALL
        .iter()
        .map(|label| (label.name().to_owned(), json!(seconds[label.place()])))
        .collect::<Map<_, _>>()
        .into()
}

fn title(group: &TitleGroup, ids: &Ids) -> Value {
    let thing = (group.app.to_string(), Some(lasting_title(&group.app, &group.title)));
    let mut line = json!({
        "app": group.app, "title": group.title, "site": group.site, "category": group.category,
        "present_s": group.present_s, "visits": group.visits, "correction_id": ids.get(&thing),
    });
    if let (Some(line), Value::Object(said)) = (line.as_object_mut(), json!(group.labelled)) {
        line.extend(said);
    }
    line
}

fn app(app: &AppTime, ids: &Ids) -> Value {
    let thing = (app.app.to_string(), None);
    json!({
        "app": app.app, "present_s": app.present_s, "by_label_s": by_label(app.by_label_s), "said": app.said,
        "correction_id": ids.get(&thing),
    })
}

fn learned(labels: &TitleLabels) -> Value {
    let words = labels.words().all().len();
    match labels.learned() {
        Ok(learned) => {
            let tried = learned.tried();
            json!({
                "is_used": true, "words": words, "lacks": null, "why_not": null, "least": learned.limit(),
                "by_meaning": learned.is_by_meaning(),
                "tried": { "words": tried.words, "answered": tried.answered, "right": tried.right },
            })
        }
        Err(why) => {
            let lacks = match why {
                NotYet::TooLittle { .. } => "words",
                NotYet::NoBetter(_) => "evidence",
                NotYet::Cannot(_) => "text",
            };
            json!({ "is_used": false, "words": words, "lacks": lacks, "why_not": why.to_string(), "least": null, "tried": null })
        }
    }
}

#[cfg(test)]
mod tests {
    use attentive_pipeline::patterns::titles::{CategoryLabels, TitleWords};
    use attentive_text::CategoryRules;
    use attentive_types::{Timestamp, Visit};

    use super::*;

    #[test]
    fn a_title_is_told_with_its_label_who_gave_it_and_why_and_what_is_left_out_is_counted() {
        let labels =
            TitleLabels::new(TitleWords::default(), CategoryLabels::default(), &CategoryRules::defaults(), None);
        let span = Span::new(Timestamp(0), Timestamp(2_000_000_000));
        let visit = |app: &str, nanos: i64| Visit {
            span: Span::new(Timestamp(0), Timestamp(nanos)),
            app: app.into(),
            title: "t".into(),
            site: None,
            category: ["Work".to_owned()].into(),
        };
        let totals = TitleTotals::of(&[visit("a", 2_000_000_000), visit("b", 1_000_000_000)], &labels);
        let told = answer(span, &totals, &labels, &[], 1);
        assert_eq!(told["by_label_s"], json!({"focus": 3.0, "neutral": 0.0, "distraction": 0.0}));
        let line = &told["titles"][0];
        assert_eq!((&line["app"], &line["label"], &line["by"]), (&json!("a"), &json!("focus"), &json!("rule")));
        assert_eq!((&line["confidence"], &line["reason"]["text"]), (&Value::Null, &json!("Work counts as focus")));
        assert_eq!((&line["correction_id"], &told["learned"]["lacks"]), (&Value::Null, &json!("words")));
        assert_eq!((&told["more_titles"], &told["learned"]["is_used"]), (&json!(1), &json!(false)));
        assert!(told["learned"]["why_not"].as_str().unwrap().contains("too little"));
    }
}
