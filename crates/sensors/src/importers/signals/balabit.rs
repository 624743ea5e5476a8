//! Mouse logs as the Balabit Mouse Dynamics Challenge has them: one line for each event of the pointer.
//!
//! ```text
//! record timestamp,client timestamp,button,state,x,y
//! 0.0,0.047,NoButton,Move,155,339
//! ```
//!
//! Times are the client's, in seconds since the beginning of the session. A coordinate of 65535 means that there was none.

use attentive_types::{ChannelInfo, StreamKind};

use super::table::{ChannelPlan, Draft, Sketch, TableReader};
use super::{Head, Opened, Options, RecordingFormat, Source};

/// This format's place in the list.
pub const FORMAT: RecordingFormat = RecordingFormat { name: "mouse log (Balabit)", claims, open };

const BUTTONS: &[(&str, f64)] = &[("NoButton", 0.0), ("Left", 1.0), ("Right", 2.0), ("Middle", 3.0), ("Scroll", 0.0)];
const IS_DOWN: &[(&str, f64)] =
    &[("Move", 0.0), ("Released", 0.0), ("Up", 0.0), ("Down", 0.0), ("Pressed", 1.0), ("Drag", 1.0)];
const SCROLL: &[(&str, f64)] =
    &[("Move", 0.0), ("Released", 0.0), ("Pressed", 0.0), ("Drag", 0.0), ("Up", 1.0), ("Down", -1.0)];

const COLUMNS: [&str; 5] = ["client timestamp", "x", "y", "button", "state"];

fn claims(head: &Head<'_>) -> bool {
    Sketch::of(head).is_some_and(|sketch| COLUMNS.iter().all(|name| sketch.column(name).is_some()))
}

fn open(source: Source, options: &Options) -> Opened {
    let wrong = || source.fault("line 1", format!("expected a header with {}", COLUMNS.join(", ")));
    let sketch = Sketch::of(&source.head()).ok_or_else(wrong)?;
    let mut places = [0; COLUMNS.len()];
    for (place, name) in places.iter_mut().zip(COLUMNS) {
        *place = sketch.column(name).ok_or_else(wrong)?;
    }
    let [time, x, y, button, state] = places;
    let mut draft = Draft::new(&sketch, options);
    let mut channel = |name: &str, unit: &str, own: &str, plan: ChannelPlan| {
        let info = ChannelInfo { name: name.to_owned(), unit: unit.to_owned(), own_name: own.to_owned() };
        draft.channel("pointer", StreamKind::Pointer, info, plan);
    };
    for (name, own, column) in [("x_px", "x", x), ("y_px", "y", y)] {
        channel(name, "px", own, ChannelPlan { missing: vec![65_535.0], ..ChannelPlan::plain(column) });
    }
    for (name, own, column, words) in [
        ("button", "button", button, BUTTONS),
        ("is_down", "state", state, IS_DOWN),
        ("scroll", "state", state, SCROLL),
    ] {
        channel(name, "", own, ChannelPlan { words, ..ChannelPlan::plain(column) });
    }
    let time = draft.time(time, "s", options).map_err(|why| source.fault("header", why))?;
    let (plan, assumptions) = draft.plan(time);
    Ok(Box::new(TableReader::open(source, plan, assumptions)))
}

#[cfg(test)]
mod tests {
    use super::super::open_recording_from;
    use super::*;

    #[test]
    fn words_become_the_standard_channels() {
        let text = "record timestamp,client timestamp,button,state,x,y\n0.0,0.016,NoButton,Move,126,337\n0.1,0.1,Left,Pressed,126,337\n\
                    0.2,0.2,Left,Drag,130,65535\n0.3,0.3,Scroll,Down,0,0\n";
        let source = std::io::Cursor::new(text.as_bytes().to_vec());
        let whole = open_recording_from(source, "f", &Options::default()).unwrap().whole().unwrap();
        assert_eq!(whole.format, "mouse log (Balabit)");
        let signal = whole.signal("pointer").unwrap();
        assert_eq!(signal.time_nanos, [16_000_000, 100_000_000, 200_000_000, 300_000_000]);
        assert_eq!(signal.values("button"), Some(&[0.0, 1.0, 1.0, 0.0][..]));
        assert_eq!(signal.values("is_down"), Some(&[0.0, 1.0, 1.0, 0.0][..]));
        assert_eq!(signal.values("scroll"), Some(&[0.0, 0.0, 0.0, -1.0][..]));
        assert_eq!(signal.channel("y_px").unwrap().get(2), None);
        assert_eq!((whole.report.read, whole.report.skipped, whole.report.noticed.len()), (4, 0, 0));
    }
}
