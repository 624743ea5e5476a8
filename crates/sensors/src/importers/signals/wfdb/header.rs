//! The header of a record (`.hea`): what its signal files hold and how they are coded. Source: WFDB Applications Guide, `header(5)`.

/// What a header says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Header {
    /// Name of the record.
    pub name: String,
    /// Frames per second.
    pub rate_hz: f64,
    /// Frames in the record; `None` when not said.
    pub frames: Option<u64>,
    /// `HH:MM:SS` and `DD/MM/YYYY` as the file has them; empty when not said.
    pub time: String,
    /// See `time`.
    pub date: String,
    /// The signals, in the order of their lines.
    pub signals: Vec<SignalLine>,
    /// Lines that could not be understood: number and reason.
    pub strange: Vec<(usize, String)>,
}

/// What a header says of one signal.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SignalLine {
    /// The file that holds it.
    pub file: String,
    /// Number of the storage format, such as 212.
    pub format: u32,
    /// Samples in each frame.
    pub per_frame: usize,
    /// Frames by which it lags in the file.
    pub skew_frames: usize,
    /// Where samples begin in the file.
    pub offset_bytes: u64,
    /// Steps of the converter for each unit.
    pub gain: f64,
    /// The step that stands for 0 units.
    pub baseline: f64,
    /// Its unit.
    pub unit: String,
    /// The value before the first difference, for format 8.
    pub first: i32,
    /// Sum of all samples, the lowest 16 bits; `None` when not said.
    pub checksum: Option<i16>,
    /// What it is, such as `MLII`.
    pub label: String,
}

impl Header {
    /// Frames of more samples than this are no real record.
    pub(super) const MOST_PER_FRAME: usize = 65_536;
    const MOST_SIGNALS: usize = 4_096;
    const MOST_SKEW: usize = 65_536;

    /// Whether the lines look like a header.
    pub(super) fn claims<'a>(lines: impl Iterator<Item = &'a [u8]>) -> bool {
        let mut lines = lines.filter_map(|line| content(std::str::from_utf8(line).ok()?));
        let Some(record) = lines.next() else { return false };
        if let Some((name, segments)) = record.split_whitespace().next().and_then(|name| name.split_once('/')) {
            let numbers = record.split_whitespace().skip(1).take(2);
            return !name.is_empty()
                && segments.parse::<u32>().is_ok()
                && numbers.filter(|word| word.parse::<f64>().is_ok()).count() == 2;
        }
        // A table of plain numbers could be read as a header; the file of a signal has a letter in its name.
        let is_file = |signal: &SignalLine| signal.file.contains(|c: char| c.is_ascii_alphabetic());
        let Some(signal) = lines.next().and_then(|line| SignalLine::parse(line).ok()).filter(is_file) else {
            return false;
        };
        // With an impossible rate it is a header all the same, so that it can be refused with the reason. Then the file must
        // be named after the record.
        match Self::record_line(record) {
            Ok((header, count)) => !header.name.is_empty() && count > 0,
            Err(_) => {
                let mut words = record.split_whitespace();
                let is_named_after = words.next().is_some_and(|name| signal.file.starts_with(name));
                is_named_after && words.next().is_some_and(|count| count.parse::<u32>().is_ok_and(|count| count > 0))
            }
        }
    }

    /// Reads a header.
    pub(super) fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut lines = lines(text);
        let (number, record) = lines.next().ok_or((1, "the header has no line of the record".to_owned()))?;
        let (mut header, count) = Self::record_line(record).map_err(|why| (number, why))?;
        for (number, line) in lines {
            if header.signals.len() >= count {
                header.strange.push((number, "more signals than the first line says".to_owned()));
                break;
            }
            header.signals.push(SignalLine::parse(line).map_err(|why| (number, why))?);
        }
        if header.signals.len() < count {
            let found = header.signals.len();
            return Err((
                number,
                format!("the first line speaks of {count} signals, {found} are described; copy the header again"),
            ));
        }
        let total: usize = header.signals.iter().map(|signal| signal.per_frame).sum();
        if total > 16 * Self::MOST_PER_FRAME {
            return Err((number, format!("{total} samples in each frame are no real record")));
        }
        Ok(header)
    }

    /// The first line of a record of several segments, and how many these are.
    pub(super) fn record_of_segments(line: &str) -> Result<(Self, usize), String> {
        let (name, rest) = line.split_once('/').unwrap_or((line, ""));
        let (count, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let count = count.parse().map_err(|_| format!("expected a number of segments, found {count:?}"))?;
        let (header, _) = Self::record_line(&format!("{name} {rest}"))?;
        Ok((header, count))
    }

    /// Whether the first line is that of a record of several segments.
    pub(super) fn is_of_segments(text: &str) -> bool {
        let first = lines(text).next().and_then(|(_, line)| line.split_whitespace().next());
        first.is_some_and(|name| name.contains('/'))
    }

    fn record_line(line: &str) -> Result<(Self, usize), String> {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or_default();
        if name.contains('/') {
            return Err("a record of several segments cannot be a segment itself".to_owned());
        }
        let count = words.next().unwrap_or_default();
        let count: usize = count.parse().map_err(|_| format!("expected a number of signals, found {count:?}"))?;
        if count > Self::MOST_SIGNALS {
            return Err(format!("{count} signals are no real record"));
        }
        // `rate/counter(base)`: only the rate matters. 250 is the format's own default.
        let rate = words.next().unwrap_or("250");
        let rate = rate.split('/').next().unwrap_or_default();
        let rate_hz: f64 = rate.parse().map_err(|_| format!("expected samples per second, found {rate:?}"))?;
        if !(rate_hz.is_finite() && rate_hz > 0.0 && rate_hz <= 1e9) {
            return Err(format!("{rate} samples per second are impossible; correct the header"));
        }
        let frames = words.next().and_then(|word| word.parse().ok()).filter(|frames| *frames > 0);
        let (time, date) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let header =
            Self { name: name.to_owned(), rate_hz, frames, time: time.into(), date: date.into(), ..Self::default() };
        Ok((header, count))
    }
}

/// The lines that say something, with their numbers.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter_map(|(place, line)| Some((place + 1, content(line)?)))
}

/// A line that says something: not blank, no comment.
fn content(line: &str) -> Option<&str> {
    let line = line.trim();
    (!line.is_empty() && !line.starts_with('#')).then_some(line)
}

impl SignalLine {
    fn parse(line: &str) -> Result<Self, String> {
        let mut words = line.split_whitespace();
        let file = words.next().unwrap_or_default().to_owned();
        let coded = words.next().ok_or("a signal without a format")?;
        let mut signal = Self { file, per_frame: 1, unit: "mV".to_owned(), ..Self::default() };
        signal.read_format(coded)?;
        let gain = words.next().unwrap_or("200");
        let _resolution = words.next();
        let zero: f64 = words.next().and_then(|word| word.parse().ok()).unwrap_or(0.0);
        signal.baseline = zero;
        signal.read_gain(gain)?;
        let first = words.next().and_then(|word| word.parse().ok());
        signal.first = first.unwrap_or(zero as i32);
        signal.checksum = words.next().and_then(|word| word.parse::<i64>().ok()).map(|sum| sum as i16);
        let _block = words.next();
        signal.label = words.collect::<Vec<_>>().join(" ");
        Ok(signal)
    }

    /// `212x4:3+24`: format, samples per frame, skew, offset.
    fn read_format(&mut self, coded: &str) -> Result<(), String> {
        let wrong = || format!("expected a format such as 212 or 16x2+24, found {coded:?}");
        let mut marks = vec![0];
        marks.extend(coded.char_indices().filter(|(_, c)| matches!(c, 'x' | ':' | '+')).map(|(place, _)| place));
        marks.push(coded.len());
        for pair in marks.windows(2) {
            let part = coded.get(pair[0]..pair[1]).unwrap_or_default();
            let number = |from: usize| part.get(from..).and_then(|digits| digits.parse::<u64>().ok()).ok_or_else(wrong);
            match part.chars().next() {
                Some('x') => self.per_frame = usize::try_from(number(1)?).map_err(|_| wrong())?,
                Some(':') => self.skew_frames = usize::try_from(number(1)?).map_err(|_| wrong())?,
                Some('+') => self.offset_bytes = number(1)?,
                _ => self.format = u32::try_from(number(0)?).map_err(|_| wrong())?,
            }
        }
        self.per_frame = self.per_frame.max(1);
        match (self.per_frame > Header::MOST_PER_FRAME, self.skew_frames > Header::MOST_SKEW) {
            (true, _) => Err(format!("{} samples in each frame are no real record", self.per_frame)),
            (_, true) => Err(format!("a skew of {} frames is impossible", self.skew_frames)),
            _ => Ok(()),
        }
    }

    /// `200(1024)/mV`: steps per unit, the step of 0, the unit. A gain of 0 means 200 (uncalibrated), as the format says.
    fn read_gain(&mut self, text: &str) -> Result<(), String> {
        let (numbers, unit) = text.split_once('/').map_or((text, None), |(numbers, unit)| (numbers, Some(unit)));
        let (gain, baseline) = numbers.split_once('(').map_or((numbers, None), |(gain, rest)| (gain, Some(rest)));
        self.gain = gain.parse().map_err(|_| format!("expected steps per unit, found {gain:?}"))?;
        if !self.gain.is_finite() {
            return Err(format!("{gain} steps per unit are impossible"));
        }
        if self.gain == 0.0 {
            self.gain = 200.0;
        }
        if let Some(baseline) = baseline.and_then(|text| text.trim_end_matches(')').parse().ok()) {
            self.baseline = baseline;
        }
        if let Some(unit) = unit {
            self.unit = unit.to_owned();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_with_all_its_parts_is_read() {
        let text = "# a comment\nr1 2 125/30(1) 75000 17:27:45 15/08/1994\nr1.dat 212x4 2963.77/mV 12 0 67 -11266 0 MCL1\n\nr1.dat 16:4+24 12.84(-1605)/mmHg 12 5 -943 -23651 0 ABP two\n#end";
        assert!(Header::claims(text.lines().map(str::as_bytes)));
        let header = Header::parse(text).unwrap();
        assert_eq!((header.rate_hz, header.frames, header.date.as_str()), (125.0, Some(75_000), "15/08/1994"));
        let [first, second] = header.signals.as_slice() else { panic!("two signals") };
        assert_eq!((first.format, first.per_frame, first.label.as_str()), (212, 4, "MCL1"));
        assert_eq!((second.skew_frames, second.offset_bytes, second.baseline), (4, 24, -1605.0));
        assert_eq!((second.unit.as_str(), second.label.as_str(), second.checksum), ("mmHg", "ABP two", Some(-23651)));
    }

    #[test]
    fn what_is_no_header_is_refused_with_the_line() {
        assert_eq!(Header::parse("r 2 0 5\na.dat 16\nb.dat 16").unwrap_err().0, 1);
        assert_eq!(Header::parse("r 2 100\na.dat 16").unwrap_err().0, 1);
        assert_eq!(Header::parse("r 1 100\na.dat x").unwrap_err().0, 2);
        assert!(Header::parse("r 99999999 100").is_err() && Header::parse("r 1 1\na 16x99999999").is_err());
        for text in ["a,b\n1,2", "hello 1 2 3\nworld", "", "r 0 100", "1 2 3\n4 5 6"] {
            assert!(!Header::claims(text.lines().map(str::as_bytes)), "{text}");
        }
    }
}
