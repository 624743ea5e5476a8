//! How wide are the pupils? Sizes as the device gives them in, sizes without blinks' edges and jumps out.

mod clean;

pub use clean::{PupilQuality, PupilSettings, PupilSignal, clean};
