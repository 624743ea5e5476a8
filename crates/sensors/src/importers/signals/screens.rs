//! The size of a screen when a file tells only its pixels.

use attentive_types::Screen;

use super::Assumptions;

/// A usual distance between eyes and a desk's screen, in metres (ISO 9241-303 advises 0.5 to 0.75).
const DISTANCE_M: f64 = 0.6;

/// A screen of so many pixels with a usual size and distance, which is said; `None` when the pixels make no screen.
pub(super) fn guess(width_px: f64, height_px: f64, assumptions: &mut Assumptions) -> Option<Screen> {
    // Up to 1280 pixels: the screens of 19 inches that laboratories used; beyond: 24 inches.
    let width_m = if width_px <= 1280.0 { 0.38 } else { 0.53 };
    let height_m = width_m * height_px / width_px;
    let screen = Screen { width_px, height_px, width_m, height_m, distance_m: DISTANCE_M };
    if !screen.is_possible() || width_px > 100_000.0 || height_px > 100_000.0 {
        return None;
    }
    assumptions.say(format!(
        "the file tells {width_px} x {height_px} pixels and no size: the screen is taken as {width_m:.2} x {height_m:.2} m at {DISTANCE_M} m"
    ));
    Some(screen)
}
