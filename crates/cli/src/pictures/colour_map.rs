//! From a share of the highest value to a colour that looks as much brighter as the value is higher.
//!
//! Ours, made in OKLCH (B. Ottosson, 2020, "A perceptual color space for image processing"): lightness rises evenly from dark to
//! light, so that it also reads in grey and by people who see fewer hues; the hue turns from violet over red to yellow; chroma is
//! highest in the middle, where the screen can show most of it.

/// Red, green and blue for a share from 0 to 1.
pub fn heat(share: f64) -> [u8; 3] {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let lightness = 0.16 + 0.77 * share;
    let chroma = 0.04 + 0.15 * (std::f64::consts::PI * (0.12 + 0.8 * share)).sin();
    let hue_deg = 290.0 + 175.0 * share;
    from_oklch(lightness, chroma, hue_deg)
}

/// The screen's colour of a lightness, chroma and hue; chroma is lowered until the screen can show it.
fn from_oklch(lightness: f64, chroma: f64, hue_deg: f64) -> [u8; 3] {
    let hue = hue_deg.to_radians();
    let of = |chroma: f64| linear_rgb(lightness, chroma * hue.cos(), chroma * hue.sin());
    let is_shown = |chroma: f64| of(chroma).iter().all(|channel| (0.0..=1.0).contains(channel));
    if is_shown(chroma) {
        return of(chroma).map(to_byte);
    }
    let (mut shown, mut hidden) = (0.0, chroma);
    for _ in 0..20 {
        let middle = f64::midpoint(shown, hidden);
        if is_shown(middle) { shown = middle } else { hidden = middle }
    }
    of(shown).map(to_byte)
}

/// OKLab to linear sRGB, with the matrices of the source.
fn linear_rgb(lightness: f64, a: f64, b: f64) -> [f64; 3] {
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short,
    ]
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 0 and 255")]
fn to_byte(linear: f64) -> u8 {
    let linear = linear.clamp(0.0, 1.0);
    let encoded = if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
    (encoded * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_always_brighter() {
        let linear = |byte: u8| (f64::from(byte) / 255.0).powf(2.2);
        let light = |rgb: [u8; 3]| 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
        let colours: Vec<f64> = (0..=100).map(|step| light(heat(f64::from(step) / 100.0))).collect();
        assert!(colours.windows(2).all(|pair| pair[1] > pair[0]), "{colours:?}");
        assert!(colours[0] < 0.01 && colours[100] > 0.75);
        assert_eq!(heat(f64::NAN), heat(0.0));
        assert_eq!(heat(7.0), heat(1.0));
    }
}
