//! Does a place lie inside of a shape?

use serde::{Deserialize, Serialize};

/// The outline of an area, in degrees from the centre of the screen, y downwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Left and upper edge inside, right and lower edge outside, so that neighbours do not share a place.
    Rectangle {
        /// Left edge.
        left_deg: f64,
        /// Upper edge.
        top_deg: f64,
        /// Width.
        width_deg: f64,
        /// Height.
        height_deg: f64,
    },
    /// An ellipse with its axes along x and y.
    Ellipse {
        /// Centre.
        x_deg: f64,
        /// Centre.
        y_deg: f64,
        /// Half of the width.
        radius_x_deg: f64,
        /// Half of the height.
        radius_y_deg: f64,
    },
    /// Corners in order; the last is joined to the first.
    Polygon {
        /// The corners as x and y.
        corners_deg: Vec<[f64; 2]>,
    },
}

impl Shape {
    /// Whether the place lies inside; never for a place that is missing.
    ///
    /// A polygon is judged by the even-odd rule: a ray to the right crosses its sides an odd number of times (M. Shimrat, 1962,
    /// "Algorithm 112: position of point relative to polygon", CACM 5).
    #[must_use]
    pub fn contains(&self, at_x_deg: f64, at_y_deg: f64) -> bool {
        match self {
            Self::Rectangle { left_deg, top_deg, width_deg, height_deg } => {
                (*left_deg..left_deg + width_deg).contains(&at_x_deg)
                    && (*top_deg..top_deg + height_deg).contains(&at_y_deg)
            }
            Self::Ellipse { x_deg, y_deg, radius_x_deg, radius_y_deg } => {
                ((at_x_deg - x_deg) / radius_x_deg).powi(2) + ((at_y_deg - y_deg) / radius_y_deg).powi(2) < 1.0
            }
            Self::Polygon { corners_deg } => {
                let sides = corners_deg.iter().zip(corners_deg.iter().cycle().skip(1));
                sides.filter(|(from, to)| crosses(**from, **to, at_x_deg, at_y_deg)).count() % 2 == 1
            }
        }
    }

    /// The box around it: left, top, right, bottom. `None` for a polygon without corners.
    #[must_use]
    pub fn bounds_deg(&self) -> Option<[f64; 4]> {
        match self {
            Self::Rectangle { left_deg, top_deg, width_deg, height_deg } => {
                Some([*left_deg, *top_deg, left_deg + width_deg, top_deg + height_deg])
            }
            Self::Ellipse { x_deg, y_deg, radius_x_deg, radius_y_deg } => {
                Some([x_deg - radius_x_deg, y_deg - radius_y_deg, x_deg + radius_x_deg, y_deg + radius_y_deg])
            }
            Self::Polygon { corners_deg } => {
                let first = corners_deg.first()?;
                Some(corners_deg.iter().fold([first[0], first[1], first[0], first[1]], |edge, corner| {
                    [edge[0].min(corner[0]), edge[1].min(corner[1]), edge[2].max(corner[0]), edge[3].max(corner[1])]
                }))
            }
        }
    }
}

/// Whether a ray from the place to the right crosses the side.
fn crosses(from: [f64; 2], to: [f64; 2], x: f64, y: f64) -> bool {
    (from[1] > y) != (to[1] > y) && x < from[0] + (y - from[1]) / (to[1] - from[1]) * (to[0] - from[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_rectangles_do_not_share_their_border() {
        let left = Shape::Rectangle { left_deg: -2.0, top_deg: 0.0, width_deg: 2.0, height_deg: 1.0 };
        let right = Shape::Rectangle { left_deg: 0.0, top_deg: 0.0, width_deg: 2.0, height_deg: 1.0 };
        assert!(!left.contains(0.0, 0.5) && right.contains(0.0, 0.5));
        assert_eq!(left.bounds_deg(), Some([-2.0, 0.0, 0.0, 1.0]));
    }

    #[test]
    fn an_ellipse_holds_its_middle_and_not_the_corner_of_its_box() {
        let ellipse = Shape::Ellipse { x_deg: 1.0, y_deg: 1.0, radius_x_deg: 2.0, radius_y_deg: 1.0 };
        assert!(ellipse.contains(1.0, 1.0) && ellipse.contains(2.9, 1.0) && !ellipse.contains(2.9, 1.9));
    }

    #[test]
    fn a_notch_is_outside_of_its_polygon() {
        let corners_deg = vec![[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [2.0, 1.0], [0.0, 4.0]];
        let notched = Shape::Polygon { corners_deg };
        assert!(notched.contains(0.5, 2.0) && notched.contains(3.5, 2.0) && !notched.contains(2.0, 2.0));
        assert_eq!(Shape::Polygon { corners_deg: Vec::new() }.bounds_deg(), None);
    }

    #[test]
    fn a_missing_place_is_nowhere() {
        for shape in [
            Shape::Rectangle { left_deg: -9.0, top_deg: -9.0, width_deg: 18.0, height_deg: 18.0 },
            Shape::Ellipse { x_deg: 0.0, y_deg: 0.0, radius_x_deg: 9.0, radius_y_deg: 9.0 },
            Shape::Polygon { corners_deg: vec![[-9.0, -9.0], [9.0, -9.0], [0.0, 9.0]] },
        ] {
            assert!(shape.contains(0.0, 0.0) && !shape.contains(f64::NAN, 0.0) && !shape.contains(0.0, f64::NAN));
        }
    }
}
