//! What is wanted? The phrases of each intent that stand in a text, added up; what stands in the subject counts twice.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::words::DemandWords;
use super::{Plain, Said, UnderstoodBy, reason};
use crate::word_lists::{Phrase, places};

/// What a demand wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// A build, a test run or a deployment failed.
    BuildFailure,
    /// Somebody's change wants to be read.
    CodeReview,
    /// Something is broken or down.
    Incident,
    /// A yes or no is wanted.
    Approval,
    /// A meeting begins, moves, or is asked for.
    Meeting,
    /// An order, a payment, a parcel, a code.
    Receipt,
    /// It was sent to many.
    Newsletter,
    /// An answer is wanted.
    Question,
    /// Something is to be done.
    Request,
    /// It tells, and wants nothing.
    Fyi,
    /// A label of the person's own model.
    Own(String),
}

impl Intent {
    /// All but the person's own. Of equal ones the first is taken.
    pub const OURS: [Self; 10] = [
        Self::BuildFailure,
        Self::CodeReview,
        Self::Incident,
        Self::Approval,
        Self::Meeting,
        Self::Receipt,
        Self::Newsletter,
        Self::Question,
        Self::Request,
        Self::Fyi,
    ];

    /// The word for it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::BuildFailure => "build-failure",
            Self::CodeReview => "code-review",
            Self::Incident => "incident",
            Self::Approval => "approval",
            Self::Meeting => "meeting",
            Self::Receipt => "receipt",
            Self::Newsletter => "newsletter",
            Self::Question => "question",
            Self::Request => "request",
            Self::Fyi => "fyi",
            Self::Own(name) => name,
        }
    }

    /// The one of a word; one that is not ours is the person's own.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let plain = name.to_lowercase().replace(['_', ' '], "-");
        Self::OURS.into_iter().find(|intent| intent.name() == plain).unwrap_or_else(|| Self::Own(name.to_owned()))
    }
}

impl Serialize for Intent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Intent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::named(&String::deserialize(deserializer)?))
    }
}

/// How much the phrases of a list that stand in a text count, each once, and those phrases.
pub(super) fn counted<'a>(text: &Plain, phrases: &'a [Phrase]) -> (u32, Vec<&'a Phrase>) {
    let mut sum = 0_u32;
    let mut found = Vec::new();
    for phrase in phrases {
        let [subject, body] = text.parts().map(|part| places(part, &phrase.words).next().is_some());
        let times = if subject { 2 } else { u32::from(body) };
        if times > 0 {
            sum = sum.saturating_add(times.saturating_mul(phrase.weight));
            found.push(phrase);
        }
    }
    found.sort_by_key(|phrase| std::cmp::Reverse(phrase.weight));
    (sum, found)
}

pub(super) fn by_rules(text: &Plain, words: &DemandWords) -> Option<Said<Intent>> {
    let scored = words.intents.iter().map(|(intent, phrases)| (intent, counted(text, phrases)));
    let (intent, (_, found)) =
        scored.reduce(|best, next| if next.1.0 > best.1.0 { next } else { best }).filter(|best| best.1.0 > 0)?;
    let told = found
        .iter()
        .take(3)
        .map(|phrase| reason("phrase", &format!("it says \"{}\"", phrase.words), f64::from(phrase.weight)));
    Some(Said { is: intent.clone(), by: UnderstoodBy::Rules, probability: None, reasons: told.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word_lists::plain;

    fn of(subject: &str, body: &str) -> Option<String> {
        let text = Plain { subject: plain(subject), body: plain(body) };
        by_rules(&text, DemandWords::own()).map(|said| said.is.name().to_owned())
    }

    #[test]
    fn common_demands_are_told() {
        for (subject, body, expected) in [
            ("[acme/tools] Run failed: CI - main", "Some jobs were not successful", Some("build-failure")),
            ("Anna requested your review on #12", "", Some("code-review")),
            ("[FIRING] Error rate above 5 %", "production outage", Some("incident")),
            ("Expense report needs your approval", "Please approve or reject", Some("approval")),
            ("Invitation: weekly sync", "Join the call at 10:00", Some("meeting")),
            ("Your order #123 has shipped", "Tracking number: 9", Some("receipt")),
            ("This week in Rust", "View in browser. Unsubscribe", Some("newsletter")),
            ("Quick question", "How do I reset my password?", Some("question")),
            ("Slides", "Could you please send me the slides? I need them.", Some("request")),
            ("FYI: the office is closed on Monday", "No action needed", Some("fyi")),
            ("构建失败: main", "", Some("build-failure")),
            ("请假申请待审批", "", Some("approval")),
            ("请问报销怎么走？", "", Some("question")),
            ("麻烦帮忙处理一下", "", Some("request")),
            ("会议邀请", "邀请您参加周会", Some("meeting")),
            ("【取件码】快递已签收", "", Some("receipt")),
            ("Lunch", "", None),
            ("", "", None),
        ] {
            assert_eq!(of(subject, body).as_deref(), expected, "{subject} / {body}");
        }
    }

    #[test]
    fn names_lead_back_and_foreign_labels_stay() {
        for intent in Intent::OURS {
            assert_eq!(Intent::named(intent.name()), intent);
        }
        assert_eq!(Intent::named("card_arrival"), Intent::Own("card_arrival".to_owned()));
        assert_eq!(serde_json::json!(Intent::named("Code Review")), "code-review");
    }
}
