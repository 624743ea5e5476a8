//! A drawing as SVG text: one for a file of its own, one to stand inside of a page that has the styles.

use std::fmt::Write as _;

use super::drawing::{Anchor, Drawing, Mark};
use super::ink::{Ink, Paper};
use super::png;

/// Letters that every machine has something like.
const FONT: &str = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

/// A whole file, with styles for light and dark.
pub fn file(drawing: &Drawing) -> String {
    let mut text = head(drawing);
    let _ = write!(text, "<style>{}</style>", styles());
    let _ = write!(text, "<rect width=\"100%\" height=\"100%\" class=\"f-paper\"/>");
    body(&mut text, drawing);
    text
}

/// To stand inside of a page whose head holds [`styles`].
pub fn inline(drawing: &Drawing) -> String {
    let mut text = head(drawing);
    body(&mut text, drawing);
    text
}

/// The styles: `f-` fills, `s-` draws lines.
pub fn styles() -> String {
    let rules = |paper: Paper| {
        Ink::all().into_iter().fold(String::new(), |mut rules, ink| {
            let (style, hex) = (ink.style().unwrap_or_default(), ink.hex(paper));
            let _ = write!(rules, ".f-{style}{{fill:{hex}}}.s-{style}{{stroke:{hex}}}");
            rules
        })
    };
    format!("{}@media screen and (prefers-color-scheme:dark){{{}}}", rules(Paper::Light), rules(Paper::Dark))
}

fn head(drawing: &Drawing) -> String {
    let (width, height) = (number(drawing.width), number(drawing.height));
    let title = escaped(&drawing.title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         aria-label=\"{title}\" font-family=\"{FONT}\"><title>{title}</title>"
    )
}

fn body(text: &mut String, drawing: &Drawing) {
    for mark in &drawing.marks {
        write_mark(text, mark);
    }
    text.push_str("</svg>");
}

fn write_mark(text: &mut String, mark: &Mark) {
    let _ = match mark {
        Mark::Rect { x, y, width, height, ink, opacity } => write!(
            text,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}{}/>",
            number(*x),
            number(*y),
            number(*width),
            number(*height),
            filled(*ink),
            seen(*opacity)
        ),
        Mark::Path { points, ink, width, opacity, is_dashed } => write!(
            text,
            "<path d=\"{}\" fill=\"none\" stroke-width=\"{}\" stroke-linejoin=\"round\"{}{}{}/>",
            way(points),
            number(*width),
            if *is_dashed { " stroke-dasharray=\"4 3\"" } else { "" },
            drawn(*ink),
            seen(*opacity)
        ),
        Mark::Area { points, ink, opacity } => {
            write!(text, "<path d=\"{}Z\"{}{}/>", way(points), filled(*ink), seen(*opacity))
        }
        Mark::Disc { x, y, radius, ink, opacity } => write!(
            text,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}{}/>",
            number(*x),
            number(*y),
            number(*radius),
            filled(*ink),
            seen(*opacity)
        ),
        Mark::Text { x, y, size, anchor, ink, text: words, is_bold, is_turned } => {
            let (x, y) = (number(*x), number(*y));
            let turn = if *is_turned { format!(" transform=\"rotate(-90 {x} {y})\"") } else { String::new() };
            let bold = if *is_bold { " font-weight=\"600\"" } else { "" };
            let held = match anchor {
                Anchor::Start => "",
                Anchor::Middle => " text-anchor=\"middle\"",
                Anchor::End => " text-anchor=\"end\"",
            };
            let (size, words) = (number(*size), escaped(words));
            write!(
                text,
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{held}{bold}{turn}{}>{words}</text>",
                filled(*ink)
            )
        }
        Mark::Pixels { x, y, width, height, columns, rows, rgba } => {
            write_image(text, [*x, *y, *width, *height], "image/png", &png::encode(*columns, *rows, rgba))
        }
        Mark::Image { x, y, width, height, media_type, bytes } => {
            write_image(text, [*x, *y, *width, *height], media_type, bytes)
        }
    };
}

fn write_image(text: &mut String, [x, y, width, height]: [f64; 4], media_type: &str, bytes: &[u8]) -> std::fmt::Result {
    write!(
        text,
        "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" href=\"data:{media_type};base64,{}\"/>",
        number(x),
        number(y),
        number(width),
        number(height),
        png::base64(bytes)
    )
}

fn filled(ink: Ink) -> String {
    match ink.style() {
        Some(style) => format!(" class=\"f-{style}\""),
        None => format!(" fill=\"{}\"", ink.hex(Paper::Light)),
    }
}

fn drawn(ink: Ink) -> String {
    match ink.style() {
        Some(style) => format!(" class=\"s-{style}\""),
        None => format!(" stroke=\"{}\"", ink.hex(Paper::Light)),
    }
}

fn seen(opacity: f64) -> String {
    if opacity < 1.0 { format!(" opacity=\"{}\"", number(opacity)) } else { String::new() }
}

/// The way through points.
fn way(points: &[[f64; 2]]) -> String {
    let mut text = String::with_capacity(points.len() * 10);
    for (place, [x, y]) in points.iter().enumerate() {
        let _ = write!(text, "{}{} {}", if place == 0 { "M" } else { "L" }, number(*x), number(*y));
    }
    text
}

/// A number without needless digits; what is not finite is written as zero, for it would break the file.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" || text.is_empty() { "0".to_owned() } else { text.to_owned() }
}

/// Text without the letters that mean something to a page.
pub fn escaped(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).fold(String::new(), |mut safe, letter| {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(letter),
        }
        safe
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_files_cannot_break_out_of_the_picture() {
        let mut drawing = Drawing::new(10.0, 10.0, "<script>alert(1)</script>\"\u{0}");
        drawing.text([0.0, 0.0], Anchor::Start, 10.0, Ink::Text, "a & b <c>");
        let text = file(&drawing);
        assert!(!text.contains("<script") && text.contains("&lt;script&gt;") && text.contains("a &amp; b &lt;c&gt;"));
        assert!(!text.contains('\u{0}'));
    }

    #[test]
    fn numbers_are_short_and_never_break_the_file() {
        assert_eq!([1.0, 0.5, -0.001, 12.345, f64::NAN].map(number), ["1", "0.5", "0", "12.35", "0"].map(String::from));
    }

    #[test]
    fn a_file_has_both_papers() {
        let text = file(&Drawing::new(10.0, 10.0, "nothing"));
        assert!(text.contains("@media screen and (prefers-color-scheme:dark)") && text.ends_with("</svg>"));
    }
}
