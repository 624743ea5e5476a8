//! Annotation lists of EDF+ (TAL): `+12.5<21>0.5<20>text<20>text<20><0>`. Source: Kemp & Olivan 2003, section 2.2.2.

/// One list: when, how long, and what.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tal {
    /// Seconds since the beginning of the file.
    pub onset_s: f64,
    /// Duration in seconds; 0 for a moment.
    pub duration_s: f64,
    /// The texts; an empty one says when the record begins.
    pub texts: Vec<String>,
}

const END_OF_TEXT: u8 = 20;
const DURATION: u8 = 21;

/// The lists in one record's annotation bytes, and how many could not be understood.
pub(super) fn read(bytes: &[u8]) -> (Vec<Tal>, usize) {
    let mut found = Vec::new();
    let mut wrong = 0;
    for list in bytes.split(|byte| *byte == 0).filter(|list| !list.is_empty()) {
        match one(list) {
            Some(tal) => found.push(tal),
            None => wrong += 1,
        }
    }
    (found, wrong)
}

fn one(list: &[u8]) -> Option<Tal> {
    let mut parts = list.split(|byte| *byte == END_OF_TEXT);
    let mut when = parts.next()?.split(|byte| *byte == DURATION);
    let onset_s = seconds(when.next()?)?;
    let duration_s = when.next().and_then(seconds).filter(|seconds| *seconds > 0.0).unwrap_or(0.0);
    let mut texts: Vec<String> = parts.map(|text| String::from_utf8_lossy(text).trim().to_owned()).collect();
    texts.pop()?; // behind the last separator there is nothing
    Some(Tal { onset_s, duration_s, texts })
}

fn seconds(text: &[u8]) -> Option<f64> {
    std::str::from_utf8(text).ok()?.trim().parse().ok().filter(|seconds: &f64| seconds.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_and_what_is_none_is_counted() {
        let (found, wrong) =
            read(b"+0\x14\x14\0+12.5\x150.5\x14lights off\x14b\xc3\xa4\x14\0junk\0\0\0-0.25\x14x\x14\0");
        assert_eq!(wrong, 1);
        let tal = |onset_s, duration_s, texts: &[&str]| Tal {
            onset_s,
            duration_s,
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
        };
        assert_eq!(found, [tal(0.0, 0.0, &[""]), tal(12.5, 0.5, &["lights off", "bä"]), tal(-0.25, 0.0, &["x"])]);
    }
}
