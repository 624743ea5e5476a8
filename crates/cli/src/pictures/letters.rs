//! Letters as strokes, so that a PNG has words without a font file. Our own drawing, on a grid of 5 by 9.
//!
//! Each letter is strokes, apart by spaces; each stroke is places joined by lines, two digits a place: x to the right, y down. Capitals
//! stand from 0 to 6, small letters from 2 to 6, tails reach 8. A stroke of one place twice is a dot.

/// Strokes of a letter as places.
pub fn strokes(letter: char) -> Vec<Vec<[f64; 2]>> {
    drawn(letter).split(' ').filter(|stroke| !stroke.is_empty()).map(places).collect()
}

/// How far the pen moves on after a letter.
pub fn advance(letter: char) -> f64 {
    let (left, right) = edges(letter);
    if letter == ' ' { 2.4 } else { right - left + 1.7 }
}

/// The leftmost place of a letter: it is set there, so that narrow letters stand close.
pub fn edges(letter: char) -> (f64, f64) {
    let places: Vec<f64> = strokes(letter).into_iter().flatten().map(|place| place[0]).collect();
    (places.iter().copied().fold(4.0, f64::min), places.iter().copied().fold(0.0, f64::max))
}

fn places(stroke: &str) -> Vec<[f64; 2]> {
    let digit = |byte: u8| f64::from(byte.saturating_sub(b'0'));
    stroke.as_bytes().chunks_exact(2).map(|pair| [digit(pair[0]), digit(pair[1])]).collect()
}

fn drawn(letter: char) -> &'static str {
    match letter {
        ' ' => "",
        'A' => "062046 1434",
        'B' => "00063645443303 003041423303",
        'C' => "4130100105163645",
        'D' => "00062644422000",
        'E' => "40000646 0333",
        'F' => "400006 0333",
        'G' => "41301001051636454323",
        'H' => "0006 4046 0343",
        'I' => "1030 2026 1636",
        'J' => "4045361605",
        'K' => "0006 400346",
        'L' => "000646",
        'M' => "0600234046",
        'N' => "06004640",
        'O' | '0' => "103041453616050110",
        'P' => "06003041423303",
        'Q' => "103041453616050110 3446",
        'R' => "06003041423303 2346",
        'S' => "413010010213334445361605",
        'T' => "0040 2026",
        'U' => "000516364540",
        'V' => "002640",
        'W' => "0016223640",
        'X' => "0046 4006",
        'Y' => "002340 2326",
        'Z' => "00400646",
        'a' => "12324346 441405163645",
        'b' => "0006 0312324345361605",
        'c' => "4332120305163645",
        'd' => "4046 4332120305163645",
        'e' => "04444332120305163645",
        'f' => "40302126 1242",
        'g' => "4247381807 4332120305163645",
        'h' => "0006 0312324346",
        'i' => "2226 2020",
        'j' => "222718 2020",
        'k' => "0006 4204 2446",
        'l' => "2026",
        'm' => "0206 03122326 23324346",
        'n' => "0206 0312324346",
        'o' => "123243453616050312",
        'p' => "0208 0312324345361605",
        'q' => "4248 4332120305163645",
        'r' => "0206 031232",
        's' => "43321203143445361605",
        't' => "10152636 0232",
        'u' => "0205163645 4246",
        'v' => "022642",
        'w' => "0216233642",
        'x' => "0246 4206",
        'y' => "0226 42261808",
        'z' => "02420646",
        '1' => "112026 1636",
        '2' => "0110304142 420646",
        '3' => "004023334445361605",
        '4' => "36300444",
        '5' => "400003334445361605",
        '6' => "301001051636454433 3303",
        '7' => "004016",
        '8' => "103041423313020110 1304051636454433",
        '9' => "163645413010010213 1343",
        '.' => "2626",
        ',' => "2617",
        ':' => "2222 2626",
        ';' => "2222 2617",
        '-' | '\u{2212}' => "1333",
        '+' => "0343 2125",
        '=' => "0242 0444",
        '(' => "30212536",
        ')' => "10212516",
        '[' => "30202636",
        ']' => "10202616",
        '/' => "0640",
        '\\' => "0046",
        '|' => "2027",
        '%' => "0640 0010110100 3545463635",
        '\'' => "2021",
        '"' => "1011 3031",
        '!' => "2024 2626",
        '?' => "011030413223 2324 2626",
        '<' => "410345",
        '>' => "014305",
        '_' => "0747",
        '#' => "1115 3135 0242 0444",
        '*' => "2024 0143 0341",
        '&' => "4613111020312204051636 3644",
        '@' => "3434322224344443301001051646",
        '`' => "1021",
        '{' => "302022132426 2636",
        '}' => "102022332426 2616",
        '$' => "4130100102133344453616 1605 2027",
        '~' => "0413243342",
        '^' => "022042",
        '\u{b0}' => "1020211110",
        '\u{b5}' => "0208 05163645 4246",
        '\u{b2}' => "10202111 1123 1323",
        '\u{b1}' => "0242 2024 0545",
        '\u{2026}' => "0606 2626 4646",
        _ => "0040460600",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_a_keyboard_is_drawn_inside_of_its_grid() {
        for letter in (' '..='~').chain(['\u{b0}', '\u{b5}', '\u{b2}']) {
            let text = drawn(letter);
            assert!(text.split(' ').all(|stroke| stroke.len() % 2 == 0), "{letter:?}");
            assert!(strokes(letter).into_iter().flatten().all(|[x, y]| x <= 4.0 && y <= 8.0), "{letter:?}");
            assert!(advance(letter) > 1.0);
            let is_unknown = text == drawn('\u{1f600}');
            assert!(!is_unknown, "{letter:?} is a box");
        }
    }
}
