//! EyeLink ASC: what `edf2asc` writes. Blocks of samples between `START` and `END`, with the tracker's events among them.
//!
//! ```text
//! MSG   4126546 GAZE_COORDS 0.00 0.00 1919.00 1079.00
//! START 4126555 LEFT RIGHT SAMPLES EVENTS
//! SAMPLES GAZE LEFT RIGHT RATE 1000.00 TRACKING CR FILTER 2
//! 4126555  960.1 540.2 1021.0  962.3 541.0 1000.0 .....      time, then x, y, pupil of each eye; a dot is missing
//! EFIX L   4126555 4126700 146  960.4  540.3  1020           eye, start, end, duration, x, y, pupil
//! ESACC L  4126701 4126731 31   960.4  540.3  700.1  530.2  6.04  287
//! EBLINK R 4127000 4127110 111
//! END   4128000 SAMPLES EVENTS RES 38.2 38.2
//! ```
//!
//! Times are milliseconds since the tracker was switched on. Source: EyeLink user manual, "The ASC file".

use attentive_types::{Annotation, ChannelInfo, Screen, Span, StreamInfo, StreamKind, Timestamp};

use super::super::ImportError;
use super::output::{Output, Stepping, Steps};
use super::table::{Decimal, start_nanos};
use super::{Assumptions, Head, Lines, Opened, Options, RecordingFormat, Source, Watch, screens};

/// This format's place in the list.
pub const FORMAT: RecordingFormat = RecordingFormat { name: "EyeLink ASC", claims, open };

/// So many lines may stand before the first sample when a recording is opened.
const MOST_LINES_BEFORE: usize = 100_000;

fn claims(head: &Head<'_>) -> bool {
    let Some(lines) = head.lines() else { return false };
    let mut found = 0;
    for line in lines.take(2000) {
        let mut words = words(line);
        match (words.next(), words.next()) {
            (Some(b"**"), Some(b"CONVERTED")) => return true,
            (Some(b"START" | b"SAMPLES" | b"EVENTS" | b"PRESCALER" | b"MSG" | b"SFIX" | b"EFIX"), Some(_)) => {
                found += 1
            }
            _ => {}
        }
    }
    found >= 2
}

fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty())
}

/// Which eyes a block records, and where its numbers lie.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Layout {
    has_left: bool,
    has_right: bool,
    /// The end of the names of positions: `px`, or `href` for angles of the head's frame.
    unit: &'static str,
}

impl Layout {
    fn eyes(self) -> usize {
        usize::from(self.has_left) + usize::from(self.has_right)
    }
}

struct EyeLink {
    lines: Lines,
    start_nanos: i64,
    screen: Option<Screen>,
    rate_hz: Option<f64>,
    layout: Option<Layout>,
    /// Places of the streams of gaze and pupil that samples now belong to.
    now: Option<(usize, usize)>,
    watch: Watch,
}

fn open(source: Source, options: &Options) -> Opened {
    let mut assumptions = Assumptions::default();
    let start_nanos = start_nanos(options, &mut assumptions);
    let nothing = source
        .fault("end of file", "there is no sample; convert the recording again with samples (edf2asc without -e)");
    let steps = EyeLink {
        lines: Lines::new(source),
        start_nanos,
        screen: options.screen,
        rate_hz: None,
        layout: None,
        now: None,
        watch: Watch::default(),
    };
    let mut reader = Stepping::new(steps, Output::new(Vec::new(), assumptions));
    reader.look_ahead(MOST_LINES_BEFORE, |found| !found.streams().is_empty())?;
    // Events alone are a recording too.
    if reader.output().streams().is_empty() && reader.output().report.read == 0 {
        return Err(nothing);
    }
    Ok(Box::new(reader))
}

impl Steps for EyeLink {
    /// Reads one line.
    fn step(&mut self, to: &mut Output) -> Result<(), ImportError> {
        let Some(line) = self.lines.next_line()? else {
            self.watch.compare("gaze", self.rate_hz, &mut to.report);
            to.end();
            return Ok(());
        };
        let line = line.to_vec();
        match line.first() {
            Some(b'0'..=b'9') => self.sample(&line, to),
            None | Some(b'*' | b'#' | b'/' | b';') => {}
            _ => self.word(&line, to),
        }
        Ok(())
    }
}

impl EyeLink {
    fn place(&self) -> String {
        format!("line {}", self.lines.number())
    }

    fn skip(&self, why: &str, to: &mut Output) {
        to.report.skip(|| self.place(), why);
    }

    fn time(&self, word: Option<&[u8]>) -> Option<i64> {
        let word = word?;
        let (time, count) = Decimal::scan(word)?;
        if count != word.len() {
            return None;
        }
        time.scaled(6)?.checked_add(self.start_nanos)
    }

    /// A line of samples: time, then x, y and pupil of each eye.
    fn sample(&mut self, line: &[u8], to: &mut Output) {
        let mut rest = words(line);
        let Some(time_nanos) = self.time(rest.next()) else { return self.skip("expected a time in milliseconds", to) };
        let mut values = [f64::NAN; 6];
        let (mut count, mut odd) = (0, false);
        for (value, word) in values.iter_mut().zip(rest) {
            match super::table::number(word) {
                Some(number) => *value = number,
                None if word == b"." => {}
                None if word.iter().all(|byte| matches!(byte, b'.' | b'A'..=b'Z')) => break,
                None => odd = true,
            }
            count += 1;
        }
        let layout = self.layout.unwrap_or_else(|| {
            let has_both = count >= 6;
            to.assumptions.say("samples stand before the first START: which eyes they are of is told by their number");
            Layout { has_left: true, has_right: has_both, unit: "px" }
        });
        if count < layout.eyes() * 3 {
            return self.skip("expected x, y and pupil of each eye; the line is cut off or broken", to);
        }
        let (gaze, pupil) = self.now.unwrap_or_else(|| self.begin(layout, to));
        let number = self.lines.number();
        let place = || format!("line {number}");
        if odd {
            to.report.notice(place, "a word that is no number, taken as missing");
        }
        self.watch.see(time_nanos, place, &mut to.report);
        to.report.read += 1;
        let (mut points, mut pupils) = ([f64::NAN; 4], [f64::NAN; 2]);
        for (eye, seen) in values.chunks_exact(3).take(layout.eyes()).enumerate() {
            points[eye * 2..eye * 2 + 2].copy_from_slice(&seen[..2]);
            // The tracker writes a pupil of 0 when it sees none.
            pupils[eye] = if seen[2] == 0.0 { f64::NAN } else { seen[2] };
        }
        to.row(gaze, time_nanos, &points, place);
        to.row(pupil, time_nanos, &pupils, place);
    }

    /// Any other line.
    fn word(&mut self, line: &[u8], to: &mut Output) {
        let mut rest = words(line);
        match rest.next() {
            Some(b"MSG") => self.message(line, to),
            Some(b"START") => {
                let at = self.time(rest.next());
                self.eyes(rest, "px");
                self.moment(at, "recording starts", to);
            }
            Some(b"END") => {
                let at = self.time(rest.next());
                self.moment(at, "recording ends", to);
            }
            Some(b"SAMPLES") => {
                let unit = match rest.next() {
                    Some(b"GAZE") => "px",
                    Some(b"HREF") => "href",
                    _ => "raw",
                };
                let mut rest: Vec<&[u8]> = rest.collect();
                if let Some(place) = rest.iter().position(|word| *word == b"RATE") {
                    self.rate_hz =
                        rest.get(place + 1).and_then(|word| super::table::number(word)).filter(|rate| *rate > 0.0);
                    rest.truncate(place);
                }
                self.eyes(rest.into_iter(), unit);
            }
            Some(b"EFIX") => self.event("fixation", rest, to),
            Some(b"ESACC") => self.event("saccade", rest, to),
            Some(b"EBLINK") => self.event("blink", rest, to),
            Some(b"BUTTON" | b"INPUT") => {
                let at = self.time(rest.next());
                let words: Vec<String> = words(line).map(|word| String::from_utf8_lossy(word).to_lowercase()).collect();
                let label: Vec<&str> =
                    words.iter().enumerate().filter(|(i, _)| *i != 1).map(|(_, w)| w.as_str()).collect();
                self.moment(at, &label.join(" "), to);
            }
            // What begins is said again, whole, when it ends; the others are settings.
            Some(b"SFIX" | b"SSACC" | b"SBLINK" | b"EVENTS" | b"PRESCALER" | b"VPRESCALER" | b"PUPIL" | b"RUNS")
            | None => {}
            Some(_) => self.skip("a line of a kind that is not known", to),
        }
    }

    /// Which eyes the next samples are of.
    fn eyes<'a>(&mut self, words: impl Iterator<Item = &'a [u8]>, unit: &'static str) {
        let mut layout = Layout { has_left: false, has_right: false, unit };
        for word in words {
            layout.has_left |= word == b"LEFT";
            layout.has_right |= word == b"RIGHT";
        }
        if layout.eyes() > 0 && self.layout != Some(layout) {
            self.layout = Some(layout);
            // Other eyes are another stream: nothing of it is mixed up or lost.
            self.now = None;
        }
    }

    /// Begins the streams of a layout; their places.
    fn begin(&mut self, layout: Layout, to: &mut Output) -> (usize, usize) {
        self.layout = Some(layout);
        let number = to.streams().iter().filter(|stream| stream.kind == StreamKind::Gaze).count() + 1;
        let suffix = if number == 1 { String::new() } else { format!("-{number}") };
        let sides: &[(&str, &str)] = match (layout.has_left, layout.has_right) {
            (true, true) => &[("left_", "left eye"), ("right_", "right eye")],
            (true, false) => &[("", "left eye")],
            _ => &[("", "right eye")],
        };
        let unit = layout.unit;
        let mut gaze = Vec::new();
        let mut pupil = Vec::new();
        for (side, eye) in sides {
            for axis in ["x", "y"] {
                let own_name = format!("{eye} {axis}");
                gaze.push(ChannelInfo { name: format!("{side}{axis}_{unit}"), unit: unit.to_owned(), own_name });
            }
            let own_name = format!("{eye} pupil");
            pupil.push(ChannelInfo { name: format!("{side}pupil_au"), unit: String::new(), own_name });
        }
        let stream = |kind: StreamKind, channels, screen| StreamInfo {
            name: format!("{}{suffix}", kind.name()),
            kind,
            nominal_rate_hz: self.rate_hz,
            channels,
            screen,
        };
        let gaze = stream(StreamKind::Gaze, gaze, self.screen);
        let pupil = stream(StreamKind::Pupil, pupil, None);
        let places = (to.add_stream(gaze), to.add_stream(pupil));
        self.now = Some(places);
        places
    }

    fn message(&mut self, line: &[u8], to: &mut Output) {
        let mut rest = words(line).skip(1);
        let at = self.time(rest.next());
        let words: Vec<String> = rest.map(|word| String::from_utf8_lossy(word).into_owned()).collect();
        if let [name, _, _, right, bottom] = words.as_slice()
            && matches!(name.as_str(), "GAZE_COORDS" | "DISPLAY_COORDS")
            && self.screen.is_none()
            && let (Ok(right), Ok(bottom)) = (right.parse::<f64>(), bottom.parse::<f64>())
        {
            self.screen = screens::guess(right + 1.0, bottom + 1.0, &mut to.assumptions);
        }
        self.moment(at, &words.join(" "), to);
    }

    fn moment(&self, at: Option<i64>, label: &str, to: &mut Output) {
        match at.map(Timestamp) {
            Some(at) => mark("", Span::new(at, at), label.to_owned(), to),
            None => self.skip("expected a time in milliseconds", to),
        }
    }

    /// An event that the tracker found: eye, start, end.
    fn event<'a>(&self, what: &str, mut words: impl Iterator<Item = &'a [u8]>, to: &mut Output) {
        let eye = words.next();
        let (start, last) = (self.time(words.next()), self.time(words.next()));
        let (Some(start), Some(last)) = (start, last) else {
            return self.skip("expected an eye, a start and an end", to);
        };
        // The last sample belongs to it, so it ends one step later.
        #[expect(clippy::cast_possible_truncation, reason = "a step is far below an hour")]
        let step = self.rate_hz.map_or(0, |rate| (1e9 / rate) as i64);
        let is_both = self.layout.is_some_and(|layout| layout.eyes() == 2);
        let label = match eye {
            Some(b"L") if is_both => format!("{what} left"),
            Some(b"R") if is_both => format!("{what} right"),
            Some(b"L" | b"R") => what.to_owned(),
            _ => return self.skip("expected L or R for the eye", to),
        };
        mark("gaze", Span::new(Timestamp(start), Timestamp(last).plus(step)), label, to);
    }
}

fn mark(stream: &str, span: Span, label: String, to: &mut Output) {
    to.report.read += 1;
    to.mark(Annotation { stream: stream.to_owned(), span, label });
}

#[cfg(test)]
mod tests {
    use super::super::{WholeRecording, open_recording_from};
    use super::*;

    fn read(text: &str) -> WholeRecording {
        let source = std::io::Cursor::new(text.as_bytes().to_vec());
        open_recording_from(source, "f.asc", &Options::default()).unwrap().whole().unwrap()
    }

    #[test]
    fn one_eye_with_events_and_lost_samples() {
        let whole = read(
            "** CONVERTED FROM a.edf\n\nMSG\t100 GAZE_COORDS 0.00 0.00 1023.00 767.00\nSTART\t100 \tRIGHT\tSAMPLES\tEVENTS\n\
             SAMPLES\tGAZE\tRIGHT\tRATE\t 500.00\tTRACKING\tCR\tFILTER\t2\nSFIX R   100\n100\t  512.5\t  384.0\t 1000.0\t...\n\
             102\t  513.5\t  384.5\t 1001.0\t...\nEFIX R   100\t102\t4\t  513.0\t  384.2\t   1000\n104\t   .\t   .\t    0.0\t...\n\
             106\t512\n?\nEND\t106 \tSAMPLES\tEVENTS\tRES\t  38.5\t  38.5\n",
        );
        assert_eq!(whole.format, "EyeLink ASC");
        let gaze = whole.signal("gaze").unwrap();
        assert_eq!(gaze.time_nanos, [100_000_000, 102_000_000, 104_000_000]);
        assert_eq!(
            (gaze.channels[0].name.as_str(), gaze.channels[0].get(1), gaze.channels[0].get(2)),
            ("x_px", Some(513.5), None)
        );
        assert_eq!(whole.signal("pupil").unwrap().channels[0].get(2), None);
        assert_eq!(whole.streams[0].nominal_rate_hz, Some(500.0));
        assert_eq!(whole.streams[0].screen.map(|screen| screen.height_px), Some(768.0));
        let fixation = whole.annotations.iter().find(|mark| mark.label == "fixation").unwrap();
        assert_eq!(fixation.span.nanos(), 4_000_000);
        let places: Vec<&str> = whole.report.why.iter().map(|skipped| skipped.place.as_str()).collect();
        assert_eq!(places, ["line 11", "line 12"]);
    }

    #[test]
    fn two_eyes_then_one_are_two_streams() {
        let whole = read(
            "START\t1 \tLEFT\tRIGHT\tSAMPLES\nSAMPLES\tGAZE\tLEFT\tRIGHT\tRATE\t1000.00\n1\t1 2 3\t4 5 6 .....\n2\t1 2 3\t . . 0.0 .....\n\
             END\t3\nSTART\t10 \tLEFT\tSAMPLES\nSAMPLES\tGAZE\tLEFT\tRATE\t1000.00\n10\t7 8 9 ...\n",
        );
        let both = whole.signal("gaze").unwrap();
        assert_eq!((both.values("left_x_px").unwrap()[0], both.values("right_y_px").unwrap()[0]), (1.0, 5.0));
        assert_eq!(both.channel("right_x_px").unwrap().get(1), None);
        assert_eq!(whole.signal("gaze-2").unwrap().values("x_px"), Some(&[7.0][..]));
    }
}
