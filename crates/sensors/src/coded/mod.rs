//! Recordings of which the truth is known, as lessons and as tests: what did an expert say of each sample, what did a better device see?
//! Noun in: a file of a published data set; noun out: its samples and the truth beside each.
//!
//! | data set | file |
//! | --- | --- |
//! | gaze of Andersson et al. 2017 (Lund2013), coded by experts | [`lund2013`] |
//! | gaze by a webcam beside an eye tracker (Adsata) | [`webgazer_tobii`] |

pub mod lund2013;
pub mod webgazer_tobii;

pub use lund2013::{CodedError, CodedGaze};
pub use webgazer_tobii::WebcamGaze;
