//! Recordings that people coded by hand, as lessons and as tests: what did an expert say of each sample? Noun in: a file of a published data set; noun out:
//! its samples and a code for each.
//!
//! | data set | file |
//! | --- | --- |
//! | gaze of Andersson et al. 2017 (Lund2013) | [`lund2013`] |

pub mod lund2013;

pub use lund2013::{CodedError, CodedGaze};
