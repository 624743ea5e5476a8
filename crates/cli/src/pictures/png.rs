//! Pixels as a PNG file, and bytes as text for a page.

use std::io::Cursor;

/// A PNG of colour and opacity, row by row; empty when the sizes do not fit the pixels.
pub fn encode(columns: usize, rows: usize, rgba: &[u8]) -> Vec<u8> {
    let (Ok(width), Ok(height)) = (u32::try_from(columns), u32::try_from(rows)) else { return Vec::new() };
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(rgba));
    if written.is_err() { Vec::new() } else { bytes }
}

/// Width, height and pixels (colour and opacity) of a PNG file, also of grey and of palettes.
pub fn decode(bytes: &[u8]) -> Result<(usize, usize, Vec<u8>), String> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let size = reader.output_buffer_size().ok_or("it is too large")?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(|error| error.to_string())?;
    pixels.truncate(frame.buffer_size());
    let rgba = match frame.color_type {
        png::ColorType::Rgba => pixels,
        png::ColorType::GrayscaleAlpha => {
            pixels.chunks_exact(2).flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect()
        }
        other => return Err(format!("its colours are of a kind that is not read here: {other:?}")),
    };
    let (Ok(columns), Ok(rows)) = (usize::try_from(frame.width), usize::try_from(frame.height)) else {
        return Err("it is too large".to_owned());
    };
    Ok((columns, rows, rgba))
}

/// Bytes as base64 (RFC 4648, section 4), for a page that holds its pictures.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let whole = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4_usize {
            let letter = LETTERS[(whole >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn what_is_written_can_be_read_back() {
        let rgba: Vec<u8> = (0..2 * 3 * 4).collect();
        assert_eq!(decode(&encode(2, 3, &rgba)), Ok((2, 3, rgba)));
        assert!(encode(2, 3, &[0; 5]).is_empty(), "pixels that do not fit are refused");
        assert!(decode(b"no picture").is_err());
    }
}
