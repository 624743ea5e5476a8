//! A picture as a list of marks, in pixels from the upper left: what `svg` writes and `raster` paints.

use super::ink::Ink;

/// Where a text is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// One mark.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    Rect {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        ink: Ink,
        opacity: f64,
    },
    /// A line through points; with `is_dashed` it is dashed.
    Path {
        points: Vec<[f64; 2]>,
        ink: Ink,
        width: f64,
        opacity: f64,
        is_dashed: bool,
    },
    /// A filled outline.
    Area {
        points: Vec<[f64; 2]>,
        ink: Ink,
        opacity: f64,
    },
    /// A filled disc.
    Disc {
        x: f64,
        y: f64,
        radius: f64,
        ink: Ink,
        opacity: f64,
    },
    /// A text on its base line; `is_turned` reads from below upwards.
    Text {
        x: f64,
        y: f64,
        size: f64,
        anchor: Anchor,
        ink: Ink,
        text: String,
        is_bold: bool,
        is_turned: bool,
    },
    /// Pixels: colour and opacity, row by row, stretched over a rectangle.
    Pixels {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        columns: usize,
        rows: usize,
        rgba: Vec<u8>,
    },
    /// A file of pixels (PNG or JPEG) as it is, stretched over a rectangle.
    Image {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        media_type: &'static str,
        bytes: Vec<u8>,
    },
}

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// What it shows, in words, for those who cannot see it.
    pub title: String,
    /// Its marks, the first lowest.
    pub marks: Vec<Mark>,
}

impl Drawing {
    pub fn new(width: f64, height: f64, title: impl Into<String>) -> Self {
        Self { width, height, title: title.into(), marks: Vec::new() }
    }

    pub fn rect(&mut self, [x, y, width, height]: [f64; 4], ink: Ink, opacity: f64) {
        if width > 0.0 && height > 0.0 {
            self.marks.push(Mark::Rect { x, y, width, height, ink, opacity });
        }
    }

    pub fn line(&mut self, from: [f64; 2], to: [f64; 2], ink: Ink, width: f64) {
        self.path(vec![from, to], ink, width);
    }

    pub fn dashed(&mut self, from: [f64; 2], to: [f64; 2], ink: Ink, width: f64) {
        self.marks.push(Mark::Path { points: vec![from, to], ink, width, opacity: 1.0, is_dashed: true });
    }

    pub fn path(&mut self, points: Vec<[f64; 2]>, ink: Ink, width: f64) {
        if points.len() > 1 {
            self.marks.push(Mark::Path { points, ink, width, opacity: 1.0, is_dashed: false });
        }
    }

    pub fn area(&mut self, points: Vec<[f64; 2]>, ink: Ink, opacity: f64) {
        if points.len() > 2 {
            self.marks.push(Mark::Area { points, ink, opacity });
        }
    }

    pub fn disc(&mut self, [x, y]: [f64; 2], radius: f64, ink: Ink, opacity: f64) {
        self.marks.push(Mark::Disc { x, y, radius, ink, opacity });
    }

    pub fn text(&mut self, [x, y]: [f64; 2], anchor: Anchor, size: f64, ink: Ink, text: impl Into<String>) {
        let text = text.into();
        self.marks.push(Mark::Text { x, y, size, anchor, ink, text, is_bold: false, is_turned: false });
    }

    pub fn heading(&mut self, [x, y]: [f64; 2], text: impl Into<String>) {
        let (anchor, text) = (Anchor::Start, text.into());
        self.marks.push(Mark::Text { x, y, size: 14.0, anchor, ink: Ink::Text, text, is_bold: true, is_turned: false });
    }

    /// A text that reads from below upwards, with its middle at the place.
    pub fn turned(&mut self, [x, y]: [f64; 2], size: f64, ink: Ink, text: impl Into<String>) {
        let (anchor, text) = (Anchor::Middle, text.into());
        self.marks.push(Mark::Text { x, y, size, anchor, ink, text, is_bold: false, is_turned: true });
    }
}
