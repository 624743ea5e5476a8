//! Pictures of what was found. Numbers in, SVG text or PNG bytes out; nothing here reads or writes a file.
//!
//! ```text
//! signal, heat, scan, square, heart ─> Drawing (marks in pixels) ──┬─> svg: a file, or a part of a page
//!                                                                  └─> raster: a PNG file
//! ```
//!
//! | picture | file |
//! | --- | --- |
//! | a signal over time with its events, and features over time | [`signal`] |
//! | how long each place was looked at | [`heat`] |
//! | in which order | [`scan`] |
//! | from which area to which, what was taken for what | [`square`] |
//! | what was said, and what came | [`reliability`] |
//! | how many texts were negative, and what was expected | [`surge`] |
//! | beat after beat | [`tachogram`] |
//! | beats against beats, and their spectrum | [`heart`] |

#![allow(clippy::cast_precision_loss, reason = "pixels and nanoseconds of a picture need no more than 53 bits")]

pub mod colour_map;
pub mod course;
pub mod drawing;
pub mod heart;
pub mod heat;
pub mod ink;
pub mod letters;
pub mod png;
pub mod raster;
pub mod reliability;
pub mod scale;
pub mod scan;
pub mod signal;
pub mod square;
pub mod surge;
pub mod svg;
pub mod tachogram;
