//! One label for a text, by whichever of the two heads.

use super::{Aim, Cloze, Head, Labels, Read};
use crate::transformer::{Gradients, Tensor};

/// A head that gives a text one of several labels.
#[derive(Clone, Debug, PartialEq)]
pub enum TextHead {
    /// From one row for the text.
    Labels(Labels),
    /// From what fits its gap.
    Cloze(Box<Cloze>),
}

impl TextHead {
    /// How well each label fits each text: a row of logits for each. `gaps` are the places of their gaps, where they have some.
    #[must_use]
    pub fn logits(&self, read: Read<'_>, gaps: &[usize]) -> Vec<f32> {
        match self {
            Self::Labels(head) => head.logits(read),
            Self::Cloze(head) => head.logits(read, gaps),
        }
    }
}

impl Head for TextHead {
    type Target = Aim;

    fn tensors(&self) -> &[Tensor] {
        match self {
            Self::Labels(head) => head.tensors(),
            Self::Cloze(head) => head.tensors(),
        }
    }

    fn tensors_mut(&mut self) -> &mut [Tensor] {
        match self {
            Self::Labels(head) => head.tensors_mut(),
            Self::Cloze(head) => head.tensors_mut(),
        }
    }

    fn loss(
        &self,
        read: Read<'_>,
        targets: &[&Aim],
        weight: f64,
        word: u32,
        of_rows: &mut [f32],
        slopes: &mut Gradients,
    ) -> f64 {
        match self {
            Self::Labels(head) => {
                let labels: Vec<&usize> = targets.iter().map(|aim| &aim.label).collect();
                head.loss(read, &labels, weight, word, of_rows, slopes)
            }
            Self::Cloze(head) => head.loss(read, targets, weight, word, of_rows, slopes),
        }
    }

    fn weight(&self, target: &Aim) -> f64 {
        match self {
            Self::Labels(head) => head.weight(&target.label),
            Self::Cloze(head) => head.weight(target),
        }
    }
}
