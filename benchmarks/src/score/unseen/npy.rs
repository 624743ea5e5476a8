//! Arrays of numbers in NumPy's file form, as far as the data sets need it: 64-bit floats, little-endian, last axis fastest.
//!
//! Source: NumPy, "NEP 1: a simple file format for NumPy arrays". Versions 1 to 3 differ in the length field of the header and its encoding.

use std::path::Path;

use anyhow::{Context, bail, ensure};

const MAGIC: &[u8] = b"\x93NUMPY";

/// An array: its shape, and all values, last axis fastest.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// Length of each axis.
    pub shape: Vec<usize>,
    /// The values.
    pub values: Vec<f64>,
}

/// Reads a file.
pub fn read(file: &Path) -> anyhow::Result<Array> {
    let bytes = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
    parse(&bytes).with_context(|| format!("could not read {} as an array of 64-bit floats", file.display()))
}

fn parse(bytes: &[u8]) -> anyhow::Result<Array> {
    let rest = bytes.strip_prefix(MAGIC).context("it does not begin with \\x93NUMPY")?;
    let (version, rest) = rest.split_first_chunk::<2>().context("it ends within the version")?;
    let (length, rest) = match version[0] {
        1 => rest.split_first_chunk::<2>().map(|(length, rest)| (usize::from(u16::from_le_bytes(*length)), rest)),
        2 | 3 => rest.split_first_chunk::<4>().map(|(length, rest)| (u32::from_le_bytes(*length) as usize, rest)),
        other => bail!("version {other} of the form is not known"),
    }
    .context("it ends within the length of the header")?;
    let (header, body) = rest.split_at_checked(length).context("it ends within the header")?;
    let header = std::str::from_utf8(header).context("the header is not text")?;
    let kind = after(header, "descr")?;
    ensure!(kind.starts_with("'<f8'"), "its values are {:?}, not '<f8'", kind.split(',').next().unwrap_or_default());
    ensure!(after(header, "fortran_order")?.starts_with("False"), "its first axis is fastest");
    let shape = after(header, "shape")?.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let (shape, _) = shape.context("the shape is not in brackets")?;
    let length = |axis: &str| axis.parse::<usize>().with_context(|| format!("an axis of length {axis:?}"));
    let shape: Vec<usize> =
        shape.split(',').map(str::trim).filter(|axis| !axis.is_empty()).map(length).collect::<anyhow::Result<_>>()?;
    let expected = shape.iter().try_fold(8_usize, |size, axis| size.checked_mul(*axis));
    ensure!(expected == Some(body.len()), "its shape is {shape:?}, and there are {} bytes of values", body.len());
    let (values, _) = body.as_chunks::<8>();
    Ok(Array { shape, values: values.iter().map(|value| f64::from_le_bytes(*value)).collect() })
}

/// What follows a key of the header.
fn after<'a>(header: &'a str, key: &str) -> anyhow::Result<&'a str> {
    let (_, rest) = header.split_once(&format!("'{key}':")).with_context(|| format!("the header lacks {key:?}"))?;
    Ok(rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, values: &[f64]) -> Vec<u8> {
        let mut bytes =
            [MAGIC, &[1, 0], &u16::try_from(header.len()).unwrap().to_le_bytes(), header.as_bytes()].concat();
        values.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
        bytes
    }

    #[test]
    fn an_array_is_read_with_its_shape() {
        let bytes = file("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n", &[1., 2., 3., 4., 5., 6.]);
        let array = parse(&bytes).unwrap();
        assert_eq!((array.shape, array.values[4]), (vec![2, 3], 5.0));
    }

    #[test]
    fn what_is_not_such_an_array_is_refused_with_the_reason() {
        let said = |bytes: &[u8]| parse(bytes).unwrap_err().to_string();
        assert!(said(b"PK\x03\x04").contains("NUMPY"));
        assert!(said(&file("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", &[])).contains("'<f4'"));
        assert!(said(&file("{'descr': '<f8', 'fortran_order': True, 'shape': (1,), }", &[1.0])).contains("first axis"));
        assert!(said(&file("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", &[1.0])).contains("8 bytes"));
        let huge = "{'descr': '<f8', 'fortran_order': False, 'shape': (9999999999999, 9999999999999), }";
        assert!(said(&file(huge, &[])).contains("bytes of values"));
        let whole = file("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", &[1.0]);
        (0..whole.len()).for_each(|end| assert!(parse(&whole[..end]).is_err(), "{end}"));
    }
}
