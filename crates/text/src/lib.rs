//! Language tools that know nothing of attention: what is this window about, whose page is it, and what must not be kept.
//!
//! - [`rules`]: a payload in, its category out, by rules that people write as regular expressions.
//! - [`address`]: a URL in, its parts out, with the keys that ActivityWatch's `split_url_events` gives.
//! - [`title`]: a window title in, the same without counters, edit marks and the app's own name out.
//! - [`redact`]: a payload in, what may be kept of it out.
//! - [`labelled`]: a file of texts and labels in, both out, bad records counted.
//! - [`label`]: a text in, its label, how sure that is and who said so out; [`linear`] is the model that needs no weights from elsewhere, [`tuned`] the one that stands upon an encoder, [`growing`] the one that needs a handful of texts and takes new labels at any time, [`combined`] the one of words with an encoder beside them.
//! - [`described`]: a text and labels that nobody taught in, which comes nearest in meaning out.
//! - [`tagged`]: words in, the people, places and organisations that they name out, by what stands around them or by an encoder that was tuned to them.
//! - [`faq`]: a message in, the prepared answer that fits it out, or some that may, or that a person should answer.
//! - [`reading`]: texts in, those first that a person would want to read by what was read before, with reasons, out.
//! - [`encoder`]: a text in, what it means as numbers out, by a transformer whose weights lie on the person's disk.
//! - [`surge`]: texts with how negative each is in, alarms when more are than should be out.
//! - [`named`]: a text in, the people, organisations and projects that it names out, by rules that need no model.
//! - [`demand`]: what asks for attention in, what it wants, how much it presses, until when and who waits out.
//! - [`pattern`]: one regular expression that cannot hang, on which rules and filters rest.
//!
//! Nothing here touches the clock, the disk or the network.

pub mod address;
pub mod combined;
pub mod demand;
pub mod described;
pub mod encoder;
pub mod faq;
pub mod growing;
mod keyed_hash;
pub mod label;
pub mod labelled;
mod letters;
pub mod linear;
mod mix;
pub mod named;
pub mod pattern;
pub mod reading;
pub mod redact;
pub mod rules;
mod soften;
pub mod surge;
pub mod tagged;
pub mod title;
pub mod tuned;
mod word_lists;

pub use address::AddressParts;
pub use combined::CombinedModel;
pub use growing::GrowingModel;
pub use label::{Answer, By, Labeller, Scope};
pub use letters::without_gaps;
pub use linear::LinearModel;
pub use pattern::{Pattern, PatternError};
pub use redact::{FilterError, Filters, PseudonymKey, Verdict};
pub use rules::{CategoryRules, RuleError};
pub use tuned::TunedModel;
pub use word_lists::WordsFault;
