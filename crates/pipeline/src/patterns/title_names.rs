//! Whom and what does a title name? By rules, and before them by the person's own model of tags where they have one.

use std::sync::Arc;

use attentive_text::demand::common_kind;
use attentive_text::named::{NamedKind, Stands, named};
use attentive_text::tagged::{Found, Tagger};
use attentive_text::title;
use attentive_types::{ContentKind, Visit};

/// Levels of categories, in small letters, in which people talk with each other; those of Attentive, of ActivityWatch, and how people name their own.
const TALK: [&str; 16] = [
    "communication",
    "comms",
    "email",
    "e-mail",
    "mail",
    "chat",
    "im",
    "messaging",
    "meeting",
    "meetings",
    "video conferencing",
    "calls",
    "沟通",
    "通讯",
    "聊天",
    "会议",
];

/// What stands in titles of pages on which somebody's work is read, in small letters.
const REVIEW: [&str; 7] =
    ["pull request", "merge request", "code review", "合并请求", "代码审查", "代码评审", "拉取请求"];

/// Signs of a title that are looked at.
const LONGEST: usize = 500;

/// What a model of tags says counts from this confidence on.
const SURE: f32 = 0.5;

/// Who tells whom and what titles name.
#[derive(Clone, Default)]
pub struct TitleNames {
    tagger: Option<Arc<dyn Tagger>>,
}

impl std::fmt::Debug for TitleNames {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TitleNames").field("has_tagger", &self.tagger.is_some()).finish()
    }
}

impl TitleNames {
    /// Rules, and before them this model of the person. Of what it was taught, people, organisations and projects are looked at.
    #[must_use]
    pub fn with_tagger(tagger: Arc<dyn Tagger>) -> Self {
        Self { tagger: Some(tagger) }
    }

    /// What the title of a visit names, each once.
    #[must_use]
    pub fn of(&self, visit: &Visit) -> Vec<(ContentKind, String)> {
        let title = title::clean(&visit.app, &visit.title);
        let end = title.char_indices().nth(LONGEST).map_or(title.len(), |(at, _)| at);
        let title = &title[..end];
        let small = title.to_lowercase();
        let is_talk = visit.category.iter().any(|level| TALK.contains(&level.to_lowercase().as_str()));
        let is_shared = is_talk || REVIEW.iter().any(|word| small.contains(word));
        let person = if is_shared { ContentKind::Collaborator } else { ContentKind::Person };
        let kind_of = |kind: NamedKind| match kind {
            NamedKind::Person => person,
            NamedKind::Organisation => ContentKind::Organisation,
            NamedKind::Project => ContentKind::Project,
        };
        let tagged = self.tagged(title);
        let mut found: Vec<(ContentKind, String)> = Vec::new();
        let own = tagged.iter().filter_map(|one| {
            let kind = match common_kind(&one.kind).as_str() {
                "person" => NamedKind::Person,
                "organisation" => NamedKind::Organisation,
                "project" => NamedKind::Project,
                _ => return None,
            };
            Some((kind_of(kind), one.text.clone()))
        });
        let stands = if is_talk { Stands::InTalkTitle } else { Stands::InTitle };
        let by_rules = named(title, stands).into_iter().filter_map(|name| {
            let is_free = tagged.iter().all(|one| name.end <= one.start || one.end <= name.start);
            is_free.then(|| (kind_of(name.kind), name.name))
        });
        for name in own.chain(by_rules) {
            if !found.contains(&name) {
                found.push(name);
            }
        }
        found
    }

    /// What the model is sure of. A title that its encoder cannot read is left to the rules.
    fn tagged(&self, title: &str) -> Vec<Found> {
        let said = self.tagger.as_ref().and_then(|tagger| tagger.find(title).ok()).unwrap_or_default();
        said.into_iter().filter(|one| one.confidence >= SURE).collect()
    }
}

#[cfg(test)]
mod tests {
    use attentive_text::tagged::{LinearTagger, LinearTaggerSettings, Sentence};
    use attentive_types::{Span, Timestamp};

    use super::*;

    fn visit(app: &str, title: &str, category: &[&str]) -> Visit {
        Visit {
            span: Span::new(Timestamp(0), Timestamp(1)),
            app: app.into(),
            title: title.into(),
            site: None,
            category: category.iter().map(|level| (*level).to_owned()).collect(),
        }
    }

    fn of(names: &TitleNames, title: &str, category: &[&str]) -> Vec<String> {
        let found = names.of(&visit("app", title, category)).into_iter();
        found.map(|(kind, name)| format!("{kind:?} {name}")).collect()
    }

    #[test]
    fn people_are_collaborators_where_one_talks_or_reviews() {
        let names = TitleNames::default();
        assert_eq!(of(&names, "Call with Anna Smith", &["Communication", "Meetings"]), ["Collaborator Anna Smith"]);
        assert_eq!(of(&names, "Call with Anna Smith", &["Comms", "IM"]), ["Collaborator Anna Smith"]);
        assert_eq!(of(&names, "Call with Anna Smith", &["Media", "News"]), ["Person Anna Smith"]);
        assert_eq!(of(&names, "王小明", &["Communication", "Chat"]), ["Collaborator 王小明"]);
        assert_eq!(of(&names, "p-0123456789ab", &["Communication"]), [""; 0], "a pseudonym names nobody");
        assert_eq!(of(&names, "", &[]), [""; 0]);
    }

    #[test]
    fn the_model_of_the_person_tells_before_the_rules() {
        let sentence = |words: &str, tags: &str| {
            let parted = |text: &str| text.split(' ').map(str::to_owned).collect();
            Sentence { words: parted(words), tags: parted(tags) }
        };
        let taught: Vec<Sentence> = ["Zorblax", "Quib", "Wexel"]
            .into_iter()
            .flat_map(|name| {
                [
                    sentence(&format!("plan for {name} now"), "O O B-project O"),
                    sentence(&format!("met {name} Trulla"), "O B-PER I-PER"),
                    sentence("nothing to see", "O O O"),
                ]
            })
            .collect();
        let settings = LinearTaggerSettings { strictness: 0.01, ..LinearTaggerSettings::default() };
        let model = LinearTagger::train(&taught, &settings, &mut |_, _| ()).unwrap();
        let names = TitleNames::with_tagger(Arc::new(model));
        assert_eq!(of(&names, "plan for Zorblax now", &[]), ["Project Zorblax"]);
        assert_eq!(of(&TitleNames::default(), "plan for Zorblax now", &[]), [""; 0]);
        assert_eq!(of(&names, "met Quib Trulla about OPS-7", &["Mail"]), ["Collaborator Quib Trulla", "Project OPS-7"]);
    }
}
