//! What do windows lie around? The recording's own marks of a label; where there is none, the events of that kind that the analysis finds.

use std::path::Path;

use attentive_pipeline::preprocess::Windowing;
use attentive_pipeline::run::recording::{Found, RecordingRun, RecordingSettings};
use attentive_sensors::importers::Options;
use attentive_types::Timestamp;

use super::choices::WINDOW_NANOS;
use super::clocks::FileClock;
use super::read::{self, Way};
use super::webcam::Webcam;
use super::words::count_of;
use crate::failure::Failure;
use crate::pictures::ink;

/// The moments in order of time, and a sentence that says what they are.
pub fn moments(
    event: &str,
    files: &[impl AsRef<Path>],
    options: &Options,
    (clocks, webcam): (&[Option<FileClock>], Option<&Webcam>),
    settings: &RecordingSettings,
) -> Result<(Vec<Timestamp>, String), Failure> {
    let clock = |place: usize| clocks.get(place).and_then(Option::as_ref);
    let (mut moments, mut labels) = (Vec::new(), Vec::new());
    for (place, path) in files.iter().enumerate() {
        let (own, others) = read::marks(path.as_ref(), options, event)?;
        moments.extend(own.into_iter().map(|moment| clock(place).map_or(moment, |clock| clock.moved(moment))));
        labels.extend(others);
    }
    let mut what = "marks of the recording";
    if moments.is_empty() && ink::meaning_of(event).is_some() {
        what = "events that the analysis found";
        let windowing = Windowing::Fixed { length_nanos: WINDOW_NANOS };
        let mut run = RecordingRun::new(RecordingSettings { windowing, ..settings.clone() });
        let mut take = |found: &Found| {
            let events = found.events.kind.iter().zip(&found.events.span);
            moments.extend(events.filter(|(kind, _)| **kind == event).map(|(_, span)| span.start));
        };
        for (place, path) in files.iter().enumerate() {
            let name = place.to_string();
            let prefix = (files.len() > 1).then_some(name.as_str());
            read::read(path.as_ref(), options, Way { prefix, clock: clock(place), webcam }, &mut run, |_, found| {
                take(&found);
                Ok(())
            })?;
        }
        take(&run.finish().0);
    }
    if moments.is_empty() {
        labels.truncate(20);
        let known = if labels.is_empty() {
            "it has no marks at all".to_owned()
        } else {
            format!("its labels are {}", labels.join(", "))
        };
        let kinds: Vec<&str> = ink::EVENTS.iter().map(|(kind, _)| *kind).collect();
        let why = if ink::meaning_of(event).is_some() {
            format!("no event {event:?} was found, and no mark has that label")
        } else {
            format!("no mark of the recording has the label {event:?}")
        };
        return Err(Failure::input(format!("{why}; {known}. Events that can be found: {}", kinds.join(", "))));
    }
    moments.sort_unstable();
    let what = format!("windows lie around {} {what}: {event:?}", count_of(moments.len() as u64));
    Ok((moments, what))
}
