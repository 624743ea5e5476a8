//! Statistics that know nothing of attention: averages, spreads, trends, intervals, trials.
//!
//! Each file answers one question, names its source and gives its formula. Nothing here looks at a clock or makes
//! its own randomness: where a method needs chance, a [`SplitMix64`] is handed in.
//!
//! | question | file |
//! | --- | --- |
//! | what is the mean, and how much do values vary? | [`moments`] |
//! | what is the middle value, or any quantile? | [`mod@quantile`] |
//! | over how many things is time spread? | [`entropy`] |
//! | does a value rise or fall over time? | [`slope`], [`theil_sen`] |
//! | by how much do two groups differ? | [`difference`], [`proportions`], [`bootstrap`] |
//! | what is the mean when there are few values? | [`shrinkage`], [`kernel`] |
//! | how long will it last, given how long it has lasted? | [`hazard`], [`kaplan_meier`]; and given more than that: [`hazard_factors`] |
//! | who gets what, so that all of it costs least? | [`mod@assignment`] |
//! | did a randomised treatment help, when one looks every day? | [`sequence`] |
//! | is a randomised treatment surely not worth its while? | [`betting`] |
//! | did it help, on one day that was fixed before, with much that is known of each occasion, in one person or many? | [`wcls`] |
//! | which of a few actions now, so that one learns and earns at once? | [`bandit`] |
//! | what would another policy have earned, by the log of the one that ran? | [`off_policy`] |
//! | how does a weight become a probability? | [`mod@logistic`] |
//! | what is to be said of any short stretch of samples? | [`series`] |
//! | what is in a sampled signal: filters, spectra, peaks, curves? | [`dsp`] |
//! | which class does a row of numbers belong to? | [`forest`], [`svm`], [`logistic_regression`], [`nearest_neighbours`] |
//! | which class, when there is a handful of rows for each, and new classes come? | [`discriminant`] |
//! | which class does a sparse row belong to, such as a text by its words? | [`linear_svm`], on [`sparse`] |
//! | which number belongs to a row? | [`kernel_ridge`], [`forest`] |
//! | which learner is best on people left out, and how sure may it be? | [`recipe`] |
//! | does "80 % sure" mean right in 80 of 100? | [`calibrate`] |
//! | why this answer? what does the model look at? | [`explain`] |
//! | which class does a window of raw samples belong to, when order in time matters? | `nets`, behind the feature of that name |
//! | what does a row of tokens mean, each in the light of all others? | [`transformer`] |
//! | what does a sentence mean, by a small net over neighbouring tokens? | [`ngram_net`] |
//! | which row of tags is likeliest? | [`crf`] |
//! | when did a series begin to be different? | [`change`] |
//! | how does one learn on without forgetting? | [`continual`] |
//! | is the world still the one that was learnt from? | [`drift`] |
//! | what was trained, how, and what came of it? | [`runs`] |
//! | which settings are best on people left out? | [`search`] |
//! | whose rows are they, on which is a model trained, on which judged? | [`rows`], [`split`], [`scale`] |
//! | how good are its answers, and how sure is that? | [`metrics`] |
//! | what would this person like next? | [`recommend`] |
//! | how is a model kept, and refused when damaged? | [`model_file`] |
//! | which quantile belongs to 95 %? | [`student`], [`normal`], on [`gamma`] and [`beta`] |

mod adamw;
pub mod assignment;
pub mod bandit;
pub mod beta;
pub mod betting;
pub mod bootstrap;
pub mod calibrate;
pub mod change;
mod cholesky;
pub mod classifier;
pub mod continual;
pub mod crf;
mod curves;
pub mod difference;
pub mod discriminant;
pub mod drift;
pub mod dsp;
pub mod entropy;
pub mod estimate;
pub mod explain;
pub mod forest;
pub mod gamma;
pub mod hazard;
pub mod hazard_factors;
pub mod kaplan_meier;
pub mod kernel;
pub mod kernel_ridge;
pub mod linear_svm;
pub mod logistic;
pub mod logistic_regression;
pub mod median_interval;
pub mod metrics;
pub mod model_file;
pub mod moments;
pub mod nearest_neighbours;
#[cfg(feature = "nets")]
pub mod nets;
pub mod ngram_net;
pub mod normal;
pub mod off_policy;
pub mod proportions;
pub mod quantile;
pub mod random;
pub mod recipe;
pub mod recommend;
pub mod rows;
pub mod runs;
pub mod scale;
pub mod search;
pub mod sequence;
pub mod series;
pub mod shrinkage;
pub mod slope;
pub mod sparse;
pub mod split;
pub mod student;
pub mod svm;
pub mod theil_sen;
pub mod transformer;
pub mod wcls;
mod wide;

pub use bootstrap::bootstrap_interval;
pub use classifier::Classifier;
pub use difference::{mean_interval, welch_difference};
pub use entropy::entropy_bits;
pub use estimate::Estimate;
pub use hazard::{Hazard, Lifetime};
pub use hazard_factors::{AtRisk, HazardFactors};
pub use kaplan_meier::KaplanMeier;
pub use kernel::kernel_mean;
pub use logistic::{logistic, logit, softmax};
pub use median_interval::median_interval;
pub use moments::Moments;
pub use proportions::{newcombe_difference, wilson_interval};
pub use quantile::{median, quantile};
pub use random::SplitMix64;
pub use rows::{LacksColumn, Rows};
pub use sequence::{Assignment, TrialSequence};
pub use shrinkage::{prior_weight_by_moments, shrunk_mean};
pub use slope::{Line, WeightedPoint, weighted_slope};
pub use sparse::SparseRows;
pub use theil_sen::theil_sen_slope;
