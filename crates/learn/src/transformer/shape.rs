//! How large a transformer is, and which of the few variants of its parts it uses.

use super::TransformerFault;

/// The curve between the two products of a layer's feed-forward part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// `x Phi(x)` with the normal distribution function (Hendrycks and Gimpel 2016).
    Gelu,
    /// The same with `Phi` drawn by a hyperbolic tangent, as some weights were trained.
    GeluTanh,
    /// `max(x, 0)`.
    Relu,
}

/// The size of a transformer encoder (Vaswani et al. 2017; normalised after each part, as Devlin et al. 2019).
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Layers, one upon the other.
    pub layers: usize,
    /// Numbers that stand for a token.
    pub hidden: usize,
    /// Heads of attention; they share `hidden` evenly.
    pub heads: usize,
    /// Numbers between the two products of the feed-forward part.
    pub intermediate: usize,
    /// Tokens that are known.
    pub vocabulary: usize,
    /// Rows of the table of places.
    pub positions: usize,
    /// The row of the first place: 0, or 2 where weights count from behind a filling token.
    pub first_position: usize,
    /// Kinds of segments (first text, second text); 0 where the weights know none.
    pub kinds: usize,
    /// Added to variances before roots.
    pub epsilon: f32,
    /// The curve of the feed-forward part.
    pub curve: Curve,
    /// Share of numbers that are left out after each part while training.
    pub dropout: f32,
    /// The same for the weights of attention.
    pub attention_dropout: f32,
}

impl Shape {
    /// Numbers of one head.
    #[must_use]
    pub fn head(&self) -> usize {
        self.hidden / self.heads.max(1)
    }

    /// Tokens that one text may have.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.positions.saturating_sub(self.first_position)
    }

    /// Looks whether the numbers fit together.
    ///
    /// # Errors
    /// When one is 0 that must not be, or is beyond all reason, or heads do not share evenly.
    pub fn check(&self) -> Result<(), TransformerFault> {
        let fault = |what: &'static str, found: String| Err(TransformerFault::Shape { what, found });
        let counts = [
            ("layers", self.layers, 128),
            ("hidden size", self.hidden, 1 << 14),
            ("attention heads", self.heads, 256),
            ("intermediate size", self.intermediate, 1 << 16),
            ("vocabulary", self.vocabulary, 1 << 21),
            ("positions", self.positions, 1 << 16),
        ];
        for (what, count, most) in counts {
            if count == 0 || count > most {
                return fault(what, format!("{count}, where 1 to {most} are possible"));
            }
        }
        if self.kinds > 1 << 10 {
            return fault("segment kinds", self.kinds.to_string());
        }
        if !self.hidden.is_multiple_of(self.heads) {
            return fault("attention heads", format!("{}, which do not share {} evenly", self.heads, self.hidden));
        }
        if self.first_position >= self.positions {
            return fault("first position", format!("{} of {}", self.first_position, self.positions));
        }
        if !(self.epsilon >= 0.0 && self.epsilon < 1.0) {
            return fault("layer norm epsilon", self.epsilon.to_string());
        }
        for (what, share) in [("dropout", self.dropout), ("attention dropout", self.attention_dropout)] {
            if !(0.0..1.0).contains(&share) {
                return fault(what, share.to_string());
            }
        }
        Ok(())
    }
}
