//! How long was each place looked at? A kernel density of gaze over a grid of the screen.
//!
//! Source: D. S. Wooding, 2002, "Fixation maps: quantifying eye-movement traces", ETRA; weighted by duration.
//!
//! ```text
//! density(x, y) = sum of seconds_i * exp(-((x - x_i)^2 + (y - y_i)^2) / (2 sigma^2)) / (2 pi sigma^2)     s / deg^2
//! ```
//!
//! Looks are first counted into cells, then the cells are blurred along x and along y: the Gaussian is the product of both. What a
//! cell loses over the edge of the grid is lost: nobody knows that it was on the screen.

use attentive_types::{GazeEventKind, GazeEvents, GazeSignal};

/// Default width of the kernel in degrees: the fovea sees about 2 degrees sharply, so sigma is half of it (O. Le Meur and
/// T. Baccino, 2013, "Methods for comparing scanpaths and saliency maps", Behavior Research Methods 45, section on saliency maps).
pub const SIGMA_DEG: f64 = 1.0;

/// Where the kernel is cut off, in sigmas: beyond lies less than 0.01 % of it.
const REACH_SIGMAS: f64 = 4.0;

/// The rectangle that a map covers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Left edge in degrees.
    pub left_deg: f64,
    /// Upper edge in degrees; y grows downwards.
    pub top_deg: f64,
    /// Width in degrees, above zero.
    pub width_deg: f64,
    /// Height in degrees, above zero.
    pub height_deg: f64,
}

impl Extent {
    /// The screen of that size around its centre.
    #[must_use]
    pub fn centred(width_deg: f64, height_deg: f64) -> Self {
        Self { left_deg: -width_deg / 2.0, top_deg: -height_deg / 2.0, width_deg, height_deg }
    }

    /// Whether every measure is finite and the area is above zero.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        [self.left_deg, self.top_deg, self.width_deg, self.height_deg].iter().all(|measure| measure.is_finite())
            && self.width_deg > 0.0
            && self.height_deg > 0.0
    }
}

/// Collects looks piece by piece; memory is that of the grid.
#[derive(Clone, Debug)]
pub struct HeatMapStream {
    extent: Extent,
    columns: usize,
    rows: usize,
    seconds: Vec<f64>,
    outside_s: f64,
}

impl HeatMapStream {
    /// An empty map of that many columns and rows; `None` when the extent is impossible or a side has no cell.
    #[must_use]
    pub fn new(extent: Extent, columns: usize, rows: usize) -> Option<Self> {
        let cells = columns.checked_mul(rows).filter(|cells| (1..=16_000_000).contains(cells))?;
        extent.is_possible().then(|| Self { extent, columns, rows, seconds: vec![0.0; cells], outside_s: 0.0 })
    }

    /// Adds a look of some seconds at a place; what is missing or lasts no time adds nothing.
    pub fn push(&mut self, x_deg: f64, y_deg: f64, seconds: f64) {
        if !(x_deg.is_finite() && y_deg.is_finite() && seconds.is_finite() && seconds > 0.0) {
            return;
        }
        let column = cell_of((x_deg - self.extent.left_deg) / self.extent.width_deg, self.columns);
        let row = cell_of((y_deg - self.extent.top_deg) / self.extent.height_deg, self.rows);
        match (column, row) {
            (Some(column), Some(row)) => self.seconds[row * self.columns + column] += seconds,
            _ => self.outside_s += seconds,
        }
    }

    /// Adds the fixations, each with its duration.
    pub fn push_fixations(&mut self, events: &GazeEvents) {
        for place in 0..events.len() {
            if events.kind[place] == GazeEventKind::Fixation {
                self.push(events.x_deg[place], events.y_deg[place], events.span(place).seconds());
            }
        }
    }

    /// Adds raw samples, each with the length of a step at the signal's rate: for recordings without events.
    pub fn push_samples(&mut self, signal: &GazeSignal) {
        let step_s = 1.0 / signal.rate_hz;
        for (x_deg, y_deg) in signal.x_deg.iter().zip(&signal.y_deg) {
            self.push(*x_deg, *y_deg, step_s);
        }
    }

    /// Blurs what was collected with a Gaussian of that width; a width that is not above zero leaves the cells as they are.
    #[must_use]
    pub fn finish(self, sigma_deg: f64) -> HeatMap {
        let cell_width = self.extent.width_deg / real(self.columns);
        let cell_height = self.extent.height_deg / real(self.rows);
        let across = kernel(sigma_deg / cell_width, self.columns);
        let down = kernel(sigma_deg / cell_height, self.rows);
        let inside_s: f64 = self.seconds.iter().sum();
        let mut cells = blur_rows(&self.seconds, self.columns, &across);
        cells = blur_columns(&cells, self.columns, &down);
        let area = cell_width * cell_height;
        cells.iter_mut().for_each(|cell| *cell /= area);
        HeatMap {
            extent: self.extent,
            columns: self.columns,
            rows: self.rows,
            sigma_deg,
            density: cells,
            inside_s,
            outside_s: self.outside_s,
        }
    }
}

/// How long each place was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    /// What it covers.
    pub extent: Extent,
    /// Cells across.
    pub columns: usize,
    /// Cells down.
    pub rows: usize,
    /// Width of the kernel in degrees.
    pub sigma_deg: f64,
    /// Seconds per square degree, row by row from the upper left.
    pub density: Vec<f64>,
    /// Seconds of looks inside of the extent.
    pub inside_s: f64,
    /// Seconds of looks outside of it.
    pub outside_s: f64,
}

/// A place that was looked at longer than its surroundings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeatPeak {
    /// Degrees to the right of the centre.
    pub x_deg: f64,
    /// Degrees below the centre.
    pub y_deg: f64,
    /// Seconds per square degree there.
    pub density: f64,
}

impl HeatMap {
    /// The highest density; zero when nothing was looked at.
    #[must_use]
    pub fn highest(&self) -> f64 {
        self.density.iter().copied().fold(0.0, f64::max)
    }

    /// The hot spots, hottest first: cells above all others within two sigmas and above a tenth of the highest.
    #[must_use]
    pub fn peaks(&self, most: usize) -> Vec<HeatPeak> {
        let floor = self.highest() / 10.0;
        let mut candidates: Vec<(usize, f64)> = self
            .density
            .iter()
            .copied()
            .enumerate()
            .filter(|(place, density)| *density > floor && self.is_top(*place))
            .collect();
        candidates.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        let mut peaks: Vec<HeatPeak> = Vec::new();
        for (place, density) in candidates {
            let (x_deg, y_deg) = self.centre(place);
            let is_apart =
                peaks.iter().all(|peak| (peak.x_deg - x_deg).hypot(peak.y_deg - y_deg) > 2.0 * self.sigma_deg);
            if is_apart && peaks.len() < most {
                peaks.push(HeatPeak { x_deg, y_deg, density });
            }
        }
        peaks
    }

    /// The middle of a cell in degrees.
    #[must_use]
    pub fn centre(&self, place: usize) -> (f64, f64) {
        let (column, row) = (place % self.columns, place / self.columns);
        (
            self.extent.left_deg + (real(column) + 0.5) * self.extent.width_deg / real(self.columns),
            self.extent.top_deg + (real(row) + 0.5) * self.extent.height_deg / real(self.rows),
        )
    }

    /// Whether no neighbour is higher.
    fn is_top(&self, place: usize) -> bool {
        let (column, row) = (place % self.columns, place / self.columns);
        let rows = row.saturating_sub(1)..=(row + 1).min(self.rows - 1);
        rows.flat_map(|row| {
            (column.saturating_sub(1)..=(column + 1).min(self.columns - 1))
                .map(move |column| row * self.columns + column)
        })
        .all(|neighbour| self.density[neighbour] <= self.density[place])
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the share lies in 0 to 1, so the cell in the grid"
)]
fn cell_of(share: f64, cells: usize) -> Option<usize> {
    (0.0..1.0).contains(&share).then(|| ((share * real(cells)) as usize).min(cells - 1))
}

#[expect(clippy::cast_precision_loss, reason = "a grid has far fewer than 2^53 cells")]
fn real(count: usize) -> f64 {
    count as f64
}

/// Half of a Gaussian, from its middle on, that sums to one with its mirror image.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held between zero and the number of cells"
)]
fn kernel(sigma_cells: f64, cells: usize) -> Vec<f64> {
    if !(sigma_cells.is_finite() && sigma_cells > 0.0) {
        return vec![1.0];
    }
    let reach = (REACH_SIGMAS * sigma_cells).ceil().min(real(cells)) as usize;
    let weights: Vec<f64> = (0..=reach).map(|step| (-0.5 * (real(step) / sigma_cells).powi(2)).exp()).collect();
    let whole = 2.0 * weights.iter().sum::<f64>() - weights[0];
    weights.into_iter().map(|weight| weight / whole).collect()
}

fn blur_rows(cells: &[f64], columns: usize, half: &[f64]) -> Vec<f64> {
    let mut blurred = vec![0.0; cells.len()];
    for (from, to) in cells.chunks_exact(columns).zip(blurred.chunks_exact_mut(columns)) {
        for (column, value) in from.iter().enumerate().filter(|(_, value)| **value != 0.0) {
            spread(to, column, *value, half);
        }
    }
    blurred
}

/// Adds a value, spread by the kernel, around a place of a row.
fn spread(row: &mut [f64], middle: usize, value: f64, half: &[f64]) {
    let first = middle.saturating_sub(half.len() - 1);
    let last = (middle + half.len() - 1).min(row.len() - 1);
    for (place, cell) in row.iter_mut().enumerate().take(last + 1).skip(first) {
        *cell += value * half[place.abs_diff(middle)];
    }
}

/// Whole rows are added at a time, so that memory is read in order.
fn blur_columns(cells: &[f64], columns: usize, half: &[f64]) -> Vec<f64> {
    let mut blurred = vec![0.0; cells.len()];
    let rows = cells.len() / columns;
    for (row, from) in cells.chunks_exact(columns).enumerate().filter(|(_, from)| from.iter().any(|cell| *cell != 0.0))
    {
        let (first, last) = (row.saturating_sub(half.len() - 1), (row + half.len() - 1).min(rows - 1));
        for target in first..=last {
            let weight = half[target.abs_diff(row)];
            let to = &mut blurred[target * columns..(target + 1) * columns];
            to.iter_mut().zip(from).for_each(|(to, from)| *to += weight * from);
        }
    }
    blurred
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time;
    use proptest::prelude::*;

    fn map_of(looks: &[(f64, f64, f64)]) -> HeatMap {
        let mut stream = HeatMapStream::new(Extent::centred(40.0, 30.0), 160, 120).unwrap();
        looks.iter().for_each(|(x, y, seconds)| stream.push(*x, *y, *seconds));
        stream.finish(SIGMA_DEG)
    }

    #[test]
    fn one_look_is_a_gaussian_around_it() {
        let map = map_of(&[(0.125, 0.125, 2.0)]);
        let expected = 2.0 / (2.0 * std::f64::consts::PI);
        assert!((map.highest() - expected).abs() < 0.002 * expected, "{} against {expected}", map.highest());
        let aside = map.density[60 * 160 + 84];
        assert!((aside / map.highest() - (-0.5_f64).exp()).abs() < 1e-9, "one degree aside it is exp(-1/2) of that");
        let peak = map.peaks(5);
        assert_eq!(peak.len(), 1);
        assert_eq!((peak[0].x_deg, peak[0].y_deg), (0.125, 0.125));
    }

    #[test]
    fn two_places_are_two_hot_spots_hottest_first() {
        let peaks = map_of(&[(-10.0, 0.0, 1.0), (10.0, 5.0, 3.0)]).peaks(5);
        assert_eq!(peaks.len(), 2);
        assert!(peaks[0].x_deg > 9.0 && peaks[1].x_deg < -9.0);
    }

    #[test]
    fn what_is_missing_or_outside_is_not_on_the_map() {
        let map = map_of(&[(f64::NAN, 0.0, 1.0), (0.0, 0.0, f64::NAN), (0.0, 0.0, -1.0), (21.0, 0.0, 1.5)]);
        assert_eq!((map.inside_s, map.outside_s, map.highest()), (0.0, 1.5, 0.0));
        assert!(map.peaks(3).is_empty());
    }

    #[test]
    fn an_impossible_grid_is_refused() {
        assert!(HeatMapStream::new(Extent::centred(0.0, 30.0), 10, 10).is_none());
        assert!(HeatMapStream::new(Extent::centred(f64::NAN, 30.0), 10, 10).is_none());
        assert!(HeatMapStream::new(Extent::centred(40.0, 30.0), 0, 10).is_none());
        assert!(HeatMapStream::new(Extent::centred(40.0, 30.0), usize::MAX, 2).is_none());
    }

    #[test]
    fn only_fixations_count_and_each_with_its_duration() {
        let events = GazeEvents {
            start_nanos: vec![0, time::SECOND],
            end_nanos: vec![time::SECOND, 2 * time::SECOND],
            kind: vec![GazeEventKind::Fixation, GazeEventKind::Saccade],
            x_deg: vec![0.0, 0.0],
            y_deg: vec![0.0, 0.0],
            ..GazeEvents::default()
        };
        let mut stream = HeatMapStream::new(Extent::centred(40.0, 30.0), 40, 30).unwrap();
        stream.push_fixations(&events);
        assert_eq!(stream.finish(SIGMA_DEG).inside_s, 1.0);
    }

    proptest! {
        #[test]
        fn blurring_keeps_the_seconds_of_looks_far_from_the_edge(
            looks in prop::collection::vec((-10.0..10.0_f64, -8.0..8.0_f64, 0.01..5.0_f64), 1..30),
        ) {
            let map = map_of(&looks);
            let kept: f64 = map.density.iter().sum::<f64>() * 0.25 * 0.25;
            prop_assert!((kept - map.inside_s).abs() < 1e-6 * map.inside_s);
        }

        #[test]
        fn any_order_of_looks_gives_the_same_map(
            looks in prop::collection::vec((-25.0..25.0_f64, -18.0..18.0_f64, 0.01..5.0_f64), 1..30),
        ) {
            let turned: Vec<_> = looks.iter().rev().copied().collect();
            let (there, back) = (map_of(&looks), map_of(&turned));
            for (left, right) in there.density.iter().zip(&back.density) {
                prop_assert!((left - right).abs() < 1e-9);
            }
        }
    }
}
