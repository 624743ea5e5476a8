//! Which type each field of a Parquet file's own structs has: what a file writes must be what the library takes it for.
//!
//! Fields that are not listed here are passed over by their written type, by the library too.
//!
//! Source: the Thrift definition of the format (`src/main/thrift/parquet.thrift` of Apache Parquet's format, 2.12), by its field numbers.

/// What a field is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    Bool,
    Byte,
    /// A whole number of 16, 32 or 64 bits, which are written alike, or a code.
    Whole,
    Double,
    /// Bytes or a text.
    Bytes,
    List(&'static Shape),
    Struct(Fields),
}

/// The fields of a struct, by their numbers.
pub(super) type Fields = &'static [(i16, Shape)];

use Shape::{Bool, Byte, Bytes, Double, List, Struct, Whole};

/// A struct without fields, of which its being there says all.
const MARK: Shape = Struct(&[]);

/// The footer.
pub(super) const FILE: Fields = &[
    (1, Whole),
    (2, List(&Struct(SCHEMA_ELEMENT))),
    (3, Whole),
    (4, List(&Struct(ROW_GROUP))),
    (5, KEY_VALUES),
    (6, Bytes),
    (7, List(&Struct(&[(1, MARK), (2, MARK), (3, MARK)]))),
    (8, Struct(&[(1, Struct(CIPHER)), (2, Struct(CIPHER))])),
    (9, Bytes),
];

/// The header of a page.
pub(super) const PAGE: Fields = &[
    (1, Whole),
    (2, Whole),
    (3, Whole),
    (4, Whole),
    (5, Struct(&[(1, Whole), (2, Whole), (3, Whole), (4, Whole), (5, Struct(STATISTICS))])),
    (6, MARK),
    (7, Struct(&[(1, Whole), (2, Whole), (3, Bool)])),
    (
        8,
        Struct(&[
            (1, Whole),
            (2, Whole),
            (3, Whole),
            (4, Whole),
            (5, Whole),
            (6, Whole),
            (7, Bool),
            (8, Struct(STATISTICS)),
        ]),
    ),
];

const SCHEMA_ELEMENT: Fields = &[
    (1, Whole),
    (2, Whole),
    (3, Whole),
    (4, Bytes),
    (5, Whole),
    (6, Whole),
    (7, Whole),
    (8, Whole),
    (9, Whole),
    (10, Struct(LOGICAL_TYPE)),
];

const LOGICAL_TYPE: Fields = &[
    (1, MARK),
    (2, MARK),
    (3, MARK),
    (4, MARK),
    (5, Struct(&[(1, Whole), (2, Whole)])),
    (6, MARK),
    (7, Struct(TIME)),
    (8, Struct(TIME)),
    (10, Struct(&[(1, Byte), (2, Bool)])),
    (11, MARK),
    (12, MARK),
    (13, MARK),
    (14, MARK),
    (15, MARK),
    (16, Struct(&[(1, Byte)])),
    (17, Struct(&[(1, Bytes)])),
    (18, Struct(&[(1, Bytes), (2, Whole)])),
    (19, MARK),
];

const TIME: Fields = &[(1, Bool), (2, Struct(&[(1, MARK), (2, MARK), (3, MARK)]))];

const ROW_GROUP: Fields = &[
    (1, List(&Struct(COLUMN_CHUNK))),
    (2, Whole),
    (3, Whole),
    (4, List(&Struct(&[(1, Whole), (2, Bool), (3, Bool)]))),
    (5, Whole),
    (6, Whole),
    (7, Whole),
];

const COLUMN_CHUNK: Fields = &[
    (1, Bytes),
    (2, Whole),
    (3, Struct(COLUMN)),
    (4, Whole),
    (5, Whole),
    (6, Whole),
    (7, Whole),
    (8, Struct(&[(1, MARK), (2, Struct(&[(1, List(&Bytes)), (2, Bytes)]))])),
    (9, Bytes),
];

const COLUMN: Fields = &[
    (1, Whole),
    (2, List(&Whole)),
    (3, List(&Bytes)),
    (4, Whole),
    (5, Whole),
    (6, Whole),
    (7, Whole),
    (8, KEY_VALUES),
    (9, Whole),
    (10, Whole),
    (11, Whole),
    (12, Struct(STATISTICS)),
    (13, List(&Struct(&[(1, Whole), (2, Whole), (3, Whole)]))),
    (14, Whole),
    (15, Whole),
    (16, Struct(&[(1, Whole), (2, List(&Whole)), (3, List(&Whole))])),
    (17, Struct(&[(1, Struct(BOX)), (2, List(&Whole))])),
];

const STATISTICS: Fields =
    &[(1, Bytes), (2, Bytes), (3, Whole), (4, Whole), (5, Bytes), (6, Bytes), (7, Bool), (8, Bool), (9, Whole)];

const BOX: Fields =
    &[(1, Double), (2, Double), (3, Double), (4, Double), (5, Double), (6, Double), (7, Double), (8, Double)];

const CIPHER: Fields = &[(1, Bytes), (2, Bytes), (3, Bool)];

const KEY_VALUES: Shape = List(&Struct(&[(1, Bytes), (2, Bytes)]));
