//! Which net it is, with its settings.

use super::NetFault;
use super::bodies::{Body, Cnn, CnnLstm, Gru, Lstm, Mlp, Shape, Temporal, Transformer};
use super::weights::{Plan, Weight};

/// More than this is a mistake or a foreign file.
const MOST: usize = 4_096;
/// Weights in all; the largest net here has some hundred thousand.
const MOST_WEIGHTS: usize = 100_000_000;

/// Which net it is, with its settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// Layers over the whole window.
    Mlp(Mlp),
    /// Convolutions over time.
    Cnn(Cnn),
    /// A long short-term memory.
    Lstm(Lstm),
    /// A gated recurrent unit.
    Gru(Gru),
    /// A convolution before a long short-term memory.
    CnnLstm(CnnLstm),
    /// Dilated, causal convolutions.
    Temporal(Temporal),
    /// A small transformer.
    Transformer(Transformer),
}

impl Architecture {
    /// All of them with usual settings.
    #[must_use]
    pub fn all() -> [Self; 7] {
        [
            Self::Mlp(Mlp::default()),
            Self::Cnn(Cnn::default()),
            Self::Lstm(Lstm::default()),
            Self::Gru(Gru::default()),
            Self::CnnLstm(CnnLstm::default()),
            Self::Temporal(Temporal::default()),
            Self::Transformer(Transformer::default()),
        ]
    }

    /// What it is called, such as `cnn-lstm`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Mlp(_) => "mlp",
            Self::Cnn(_) => "cnn",
            Self::Lstm(_) => "lstm",
            Self::Gru(_) => "gru",
            Self::CnnLstm(_) => "cnn-lstm",
            Self::Temporal(_) => "temporal",
            Self::Transformer(_) => "transformer",
        }
    }

    /// The settings by name.
    #[must_use]
    pub fn settings(&self) -> Vec<(&'static str, usize)> {
        self.body().names().iter().copied().zip(self.body().numbers()).collect()
    }

    /// The architecture of that name with these settings, in the order of [`settings`](Self::settings); `None` when there is none.
    #[must_use]
    pub fn of(name: &str, settings: &[usize]) -> Option<Self> {
        Some(match (name, settings) {
            ("mlp", [hidden, layers]) => Self::Mlp(Mlp { hidden: *hidden, layers: *layers }),
            ("cnn", [filters, kernel, layers, stride]) => {
                Self::Cnn(Cnn { filters: *filters, kernel: *kernel, layers: *layers, stride: *stride })
            }
            ("lstm", [hidden]) => Self::Lstm(Lstm { hidden: *hidden }),
            ("gru", [hidden]) => Self::Gru(Gru { hidden: *hidden }),
            ("cnn-lstm", [filters, kernel, stride, hidden]) => {
                Self::CnnLstm(CnnLstm { filters: *filters, kernel: *kernel, stride: *stride, hidden: *hidden })
            }
            ("temporal", [filters, kernel, levels]) => {
                Self::Temporal(Temporal { filters: *filters, kernel: *kernel, levels: *levels })
            }
            ("transformer", [width, heads, layers, patch]) => {
                Self::Transformer(Transformer { width: *width, heads: *heads, layers: *layers, patch: *patch })
            }
            _ => return None,
        })
    }

    pub(super) fn body(&self) -> &dyn Body {
        match self {
            Self::Mlp(body) => body,
            Self::Cnn(body) => body,
            Self::Lstm(body) => body,
            Self::Gru(body) => body,
            Self::CnnLstm(body) => body,
            Self::Temporal(body) => body,
            Self::Transformer(body) => body,
        }
    }

    /// Whether the settings make sense for windows of this shape.
    pub(super) fn check(&self, shape: Shape) -> Result<(), NetFault> {
        let fault = |name, expected, found: usize| NetFault::Setting { name, expected, found: found.to_string() };
        if let Some((name, found)) = self.settings().into_iter().find(|(_, number)| !(1..=MOST).contains(number)) {
            return Err(fault(name, "from 1 to 4096", found));
        }
        match self {
            Self::Temporal(body) if body.levels > 16 => return Err(fault("levels", "from 1 to 16", body.levels)),
            Self::Cnn(Cnn { layers, .. }) | Self::Mlp(Mlp { layers, .. }) if *layers > 64 => {
                return Err(fault("layers", "from 1 to 64", *layers));
            }
            Self::Transformer(Transformer { layers, .. }) if *layers > 64 => {
                return Err(fault("layers", "from 1 to 64", *layers));
            }
            Self::Transformer(body) if !body.width.is_multiple_of(body.heads) => {
                return Err(fault("width", "divisible by the number of heads", body.width));
            }
            _ => {}
        }
        let (needed, found) = (self.body().needs(), shape.steps);
        if found < needed { Err(NetFault::TooShort { needed, found }) } else { Ok(()) }
    }

    /// Weights from a seed, for windows of a shape that has been checked.
    pub(super) fn weights(&self, shape: Shape, classes: usize, seed: u64) -> Result<Vec<Weight>, NetFault> {
        // The widest layer is at most a kernel or a window of all channels by a setting.
        let wide = self.settings().iter().map(|(_, number)| *number).max().unwrap_or(1);
        let most = shape.steps.saturating_mul(shape.channels).saturating_mul(wide);
        if most.max(wide.saturating_mul(wide).saturating_mul(4)) > MOST_WEIGHTS {
            return Err(NetFault::Setting {
                name: "width",
                expected: "smaller for windows so long",
                found: wide.to_string(),
            });
        }
        let mut plan = Plan::new(seed);
        let features = self.body().plan(shape, &mut plan);
        plan.head();
        plan.matrix("head.weight", [features, classes], 1.0);
        plan.row("head.bias", classes, 0.0);
        Ok(plan.done())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_comes_back_by_its_name_and_settings() {
        for architecture in Architecture::all() {
            let numbers: Vec<usize> = architecture.settings().iter().map(|(_, number)| *number).collect();
            assert_eq!(Architecture::of(architecture.name(), &numbers), Some(architecture));
            assert_eq!(Architecture::of(architecture.name(), &[]), None);
        }
    }

    #[test]
    fn settings_that_make_no_sense_are_told() {
        let shape = Shape { steps: 16, channels: 2 };
        let fault = |architecture: Architecture| architecture.check(shape).unwrap_err().to_string();
        let cnn = Cnn::default();
        assert!(fault(Architecture::Cnn(Cnn { stride: 0, ..cnn })).contains("stride must be from 1"));
        assert!(fault(Architecture::Cnn(Cnn { kernel: 17, layers: 1, ..cnn })).contains("looks at 17 at least"));
        assert!(fault(Architecture::Cnn(Cnn { kernel: 9, layers: 2, stride: 1, ..cnn })).contains("looks at 17"));
        assert!(fault(Architecture::Lstm(Lstm { hidden: 5_000 })).contains("from 1 to 4096"));
        let transformer = Transformer { width: 30, heads: 4, ..Transformer::default() };
        assert!(fault(Architecture::Transformer(transformer)).contains("divisible by the number of heads"));
        assert!(fault(Architecture::Temporal(Temporal { levels: 40, ..Temporal::default() })).contains("levels"));
        assert!(Architecture::all().iter().all(|architecture| architecture.check(shape).is_ok()));
    }
}
