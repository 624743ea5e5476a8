//! Where in space does attention gather? Gaze events and positions in, maps and matrices out.
//!
//! ```text
//! fixations ──┬─> heat map       seconds per square degree, smoothed as wide as the fovea sees
//!             ├─> scan path      one place after another
//!             ├─> areas          dwell, first fixation, visits of named areas
//!             ├─> transitions    from which area to which, and how hard the next one is to guess
//!             └─> spread         area that holds most of it, and the hull around all of it
//! ```
//!
//! Everything here grows with the number of fixations or cells, never with the number of samples, and takes its input piece by
//! piece: an hour and a hundred hours need the same memory. Positions are in degrees of visual angle from the centre of the screen,
//! y downwards; a caller who has no geometry may hand in other units and then reads `deg` as those.

mod areas;
mod heat_map;
mod scan_path;
mod shape;
mod spread;
mod transitions;

pub use areas::{AreaDwell, AreaOfInterest, AreaTally};
pub use heat_map::{Extent, HeatMap, HeatMapStream, HeatPeak, SIGMA_DEG};
pub use scan_path::{ScanPath, ScanStep, sequence_similarity};
pub use shape::Shape;
pub use spread::{Spread, SpreadStream};
pub use transitions::TransitionMatrix;
