//! A tiny reader of WFDB records, for scores: header, formats 16 and 212, `.atr` beat annotations.
//! Source: the WFDB applications' signal(5), header(5) and annot(5) pages.

use std::path::Path;

use anyhow::{Context, bail};
use attentive_types::{Channel, SampleSignal};

/// A channel of a record at its own rate.
pub struct Lead {
    /// Samples a second.
    pub rate_hz: f64,
    /// Its samples in physical units, as channel `ecg_mv`, from 1970 on.
    pub signal: SampleSignal,
}

/// All channels of a record.
pub fn leads(folder: &Path, record: &str) -> anyhow::Result<Vec<Lead>> {
    let header = std::fs::read_to_string(folder.join(format!("{record}.hea")))?;
    let mut lines = header.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let first: Vec<&str> = lines.next().context("an empty header")?.split_whitespace().collect();
    let channels: usize = first.get(1).context("no number of channels")?.parse()?;
    let rate_hz: f64 = first.get(2).context("no rate")?.split(['/', '(']).next().unwrap_or("").parse()?;
    let specs: Vec<Spec> = lines.take(channels).map(Spec::parse).collect::<anyhow::Result<_>>()?;
    let file = &specs.first().context("no channels")?.file;
    let bytes = std::fs::read(folder.join(file))?;
    let format = specs[0].format;
    let numbers = numbers(bytes.get(specs[0].offset..).context("a short file")?, format)?;
    let frame: usize = specs.iter().map(|spec| spec.per_frame).sum();
    let mut leads = Vec::new();
    let mut place = 0;
    for spec in &specs {
        let own = |frame: &[i32]| frame[place..place + spec.per_frame].to_vec();
        let raw: Vec<i32> = numbers.chunks_exact(frame).flat_map(own).collect();
        place += spec.per_frame;
        let rate_hz = rate_hz * spec.per_frame as f64;
        let missing = if format == 212 { -2048 } else { -32_768 };
        let value = |raw: &i32| {
            if *raw == missing { f64::NAN } else { (f64::from(*raw) - spec.baseline) / spec.gain }
        };
        let values: Vec<f64> = raw.iter().map(value).collect();
        let time_nanos = (0..values.len()).map(|n| (n as f64 * 1e9 / rate_hz).round() as i64).collect();
        let channels = vec![Channel::new("ecg_mv", values)];
        leads.push(Lead { rate_hz, signal: SampleSignal { name: record.to_owned(), time_nanos, channels } });
    }
    Ok(leads)
}

struct Spec {
    file: String,
    format: u32,
    per_frame: usize,
    offset: usize,
    gain: f64,
    baseline: f64,
}

impl Spec {
    fn parse(line: &str) -> anyhow::Result<Self> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let form = words.get(1).context("no format")?;
        let digits: String = form.chars().take_while(char::is_ascii_digit).collect();
        let after = |sign: char| -> Option<usize> {
            let rest = form.split(sign).nth(1)?;
            rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
        };
        let gain_word = words.get(2).copied().unwrap_or("200").split('/').next().unwrap_or("");
        let (gain, baseline) = match gain_word.split_once('(') {
            Some((gain, rest)) => (gain.parse()?, rest.trim_end_matches(')').parse()?),
            None => (gain_word.parse()?, words.get(4).map_or(Ok(0.0), |zero| zero.parse())?),
        };
        Ok(Self {
            file: (*words.first().context("an empty line")?).to_owned(),
            format: digits.parse()?,
            per_frame: after('x').unwrap_or(1),
            offset: after('+').unwrap_or(0),
            gain: if gain == 0.0 { 200.0 } else { gain },
            baseline,
        })
    }
}

fn numbers(bytes: &[u8], format: u32) -> anyhow::Result<Vec<i32>> {
    match format {
        16 => Ok(bytes.chunks_exact(2).map(|pair| i32::from(i16::from_le_bytes([pair[0], pair[1]]))).collect()),
        212 => {
            let signed = |twelve: i32| if twelve > 2047 { twelve - 4096 } else { twelve };
            let two = |three: &[u8]| {
                let [low, both, high] = [i32::from(three[0]), i32::from(three[1]), i32::from(three[2])];
                [signed(low | (both & 0x0f) << 8), signed(high | (both & 0xf0) << 4)]
            };
            Ok(bytes.chunks_exact(3).flat_map(two).collect())
        }
        _ => bail!("format {format} is not read here"),
    }
}

/// The codes of annotations that are beats: normal, bundle branch blocks, premature, paced, fusion, escape and the like.
const BEAT_CODES: [u16; 19] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 25, 30, 34, 35, 38, 41];

/// The samples at which an annotator put a beat.
pub fn beats(folder: &Path, record: &str, extension: &str) -> anyhow::Result<Vec<u64>> {
    let bytes = std::fs::read(folder.join(format!("{record}.{extension}")))?;
    let words: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let (mut at, mut sample, mut found) = (0, 0_i64, Vec::new());
    while at < words.len() {
        let (code, step) = (words[at] >> 10, words[at] & 0x3ff);
        at += 1;
        match code {
            0 if step == 0 => break,
            // A long step follows in two words, the high one first.
            59 => {
                let (high, low) = (words.get(at).copied().unwrap_or(0), words.get(at + 1).copied().unwrap_or(0));
                sample += i64::from((u32::from(high) << 16 | u32::from(low)).cast_signed());
                at += 2;
            }
            60..=62 => {}
            63 => at += usize::from(step).div_ceil(2),
            _ => {
                sample += i64::from(step);
                if BEAT_CODES.contains(&code) {
                    found.push(u64::try_from(sample).unwrap_or(0));
                }
            }
        }
    }
    Ok(found)
}
