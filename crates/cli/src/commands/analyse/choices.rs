//! What the person chose: the command line, above the profile, above the defaults.

use std::path::Path;

use attentive_pipeline::patterns::space::{AreaOfInterest, Shape};
use attentive_pipeline::preprocess::Windowing;
use attentive_pipeline::preprocess::gaze::{DispersionSettings, GazeMethod, VelocitySettings, px_to_degrees};
use attentive_types::Screen;
use attentive_types::time::seconds_to_nanos;
use serde::Deserialize;

use crate::args::{AnalyseArgs, ReadingArgs};
use crate::commands::train::trained_gaze_events;
use crate::exit_codes;
use crate::failure::Failure;

/// Windows when nobody says otherwise, in nanoseconds: long enough for some dozen fixations and beats, short enough to see a change.
pub const WINDOW_NANOS: i64 = 30_000_000_000;

/// A profile: a file that says what is always the same in one laboratory.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The screen.
    pub screen: Option<ScreenEntry>,
    /// Length of windows, such as `30s`.
    pub window: Option<String>,
    /// From the start of one window to the start of the next.
    #[serde(alias = "step")]
    pub slide: Option<String>,
    /// Detector of gaze events.
    pub detector: Option<String>,
}

/// A screen as a profile writes it.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreenEntry {
    width_px: f64,
    height_px: f64,
    width_m: f64,
    height_m: f64,
    distance_m: f64,
}

impl From<ScreenEntry> for Screen {
    fn from(entry: ScreenEntry) -> Self {
        let ScreenEntry { width_px, height_px, width_m, height_m, distance_m } = entry;
        Self { width_px, height_px, width_m, height_m, distance_m }
    }
}

/// Profiles that are always there: name, what it is, and the screen.
pub const BUILT_IN: [(&str, &str, Screen); 3] = [
    ("desktop", "24-inch desktop screen at 65 cm", screen(1920.0, 1080.0, 0.531, 0.299, 0.65)),
    ("laptop", "14-inch laptop screen at 55 cm", screen(1920.0, 1080.0, 0.310, 0.174, 0.55)),
    ("laboratory", "19-inch laboratory screen at 67 cm", screen(1024.0, 768.0, 0.38, 0.30, 0.67)),
];

const fn screen(width_px: f64, height_px: f64, width_m: f64, height_m: f64, distance_m: f64) -> Screen {
    Screen { width_px, height_px, width_m, height_m, distance_m }
}

/// In which unit a file of areas is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AreaUnit {
    /// Pixels from the upper left corner of the screen.
    #[default]
    Px,
    /// Degrees from the centre of the screen.
    Deg,
}

/// Everything that was chosen.
#[derive(Clone, Debug)]
pub struct Choices {
    pub windowing: Windowing,
    pub screen: Option<Screen>,
    /// The name of the profile that the screen is from; `None` when the command line told it.
    pub profile: Option<String>,
    pub gaze_method: GazeMethod,
}

/// What was told, on the command line or by the profile that it names; what was not told is `None`.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub window_nanos: Option<i64>,
    pub step_nanos: Option<i64>,
    pub screen: Option<Screen>,
    /// The name of the profile that the screen is from.
    pub profile: Option<String>,
    pub detector: Option<String>,
}

/// Areas of interest, and the unit that they are in.
#[derive(Clone, Debug, Default)]
pub struct Areas {
    pub areas: Vec<AreaOfInterest>,
    pub unit: AreaUnit,
}

impl Choices {
    /// Reads the command line and the files that it names. Profiles by name lie in `profiles` below the settings' folder.
    pub fn read(args: &ReadingArgs, profiles: &Path, data_dir: &Path) -> Result<Self, Failure> {
        Self::of(Told::read(args, profiles)?, data_dir)
    }

    /// What was told, and the defaults where nothing was.
    pub fn of(told: Told, data_dir: &Path) -> Result<Self, Failure> {
        Ok(Self {
            windowing: told.windowing()?,
            screen: told.screen,
            profile: told.profile,
            gaze_method: gaze_method(told.detector.as_deref(), data_dir)?,
        })
    }

    /// Lays the windows around marks, when the command line says so.
    pub fn around(mut self, args: &AnalyseArgs) -> Result<Self, Failure> {
        if args.around.is_none() {
            return Ok(self);
        }
        let before =
            args.before.as_deref().map(parse_duration).transpose().map_err(|why| usage(format!("--before: {why}")))?;
        let (before_nanos, after_nanos) = (before.unwrap_or(0), self.windowing.length_nanos());
        self.windowing = Windowing::Aligned { before_nanos, after_nanos };
        Ok(self)
    }
}

impl Told {
    /// Reads the command line and the profile that it names.
    pub fn read(args: &ReadingArgs, profiles: &Path) -> Result<Self, Failure> {
        let profile = args.profile.as_deref().map(|name| read_profile(name, profiles)).transpose()?.unwrap_or_default();
        let of_args = args.screen.as_deref().map(parse_screen).transpose()?;
        let screen = of_args.or(profile.screen.map(Screen::from));
        if let Some(screen) = screen.filter(|screen| !screen.is_possible()) {
            return Err(usage(format!("--screen: every measure must be above zero, found {}", screen_words(&screen))));
        }
        let nanos = |option: &str, own: Option<&String>, of_profile: Option<&String>| {
            let told = own.or(of_profile);
            told.map(|text| parse_duration(text).map_err(|why| usage(format!("{option}: {why}")))).transpose()
        };
        Ok(Self {
            window_nanos: nanos("--window", args.window.as_ref(), profile.window.as_ref())?,
            step_nanos: nanos("--slide", args.slide.as_ref(), profile.slide.as_ref())?,
            profile: args.profile.clone().filter(|_| of_args.is_none() && screen.is_some()),
            screen,
            detector: args.detector.clone().or(profile.detector),
        })
    }

    fn windowing(&self) -> Result<Windowing, Failure> {
        let length_nanos = self.window_nanos.unwrap_or(WINDOW_NANOS);
        let windowing = match self.step_nanos {
            Some(step_nanos) => Windowing::Sliding { length_nanos, step_nanos },
            None => Windowing::Fixed { length_nanos },
        };
        if windowing.is_possible() {
            Ok(windowing)
        } else {
            Err(usage("--window, --slide: expected a time above zero"))
        }
    }
}

impl Areas {
    /// Those of the command line.
    pub fn read(args: &AnalyseArgs) -> Result<Self, Failure> {
        let (areas, unit) = args.areas.as_deref().map(read_areas).transpose()?.unwrap_or_default();
        Ok(Self { areas, unit })
    }
}

/// Unless another is named, the detector that was trained on this machine, else the adaptive one.
fn gaze_method(name: Option<&str>, data_dir: &Path) -> Result<GazeMethod, Failure> {
    match name {
        None => Ok(trained_gaze_events(data_dir)?.unwrap_or_default()),
        Some("learned") => trained_gaze_events(data_dir)?.ok_or_else(|| {
            Failure::input("no detector was trained here yet; run `attentive train gaze-events --data DIR`")
        }),
        Some("adaptive") => Ok(GazeMethod::default()),
        Some("ivt" | "i-vt") => Ok(GazeMethod::Velocity(VelocitySettings::default())),
        Some("idt" | "i-dt") => Ok(GazeMethod::Dispersion(DispersionSettings::default())),
        Some(other) => Err(usage(format!("--detector: expected adaptive, learned, ivt or idt, found {other:?}"))),
    }
}

/// A time such as `30s`, `500ms`, `2m`, `1h` or plain seconds, in nanoseconds.
pub fn parse_duration(text: &str) -> Result<i64, String> {
    let text = text.trim();
    let split = text.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = (text[..split].trim(), text[split..].trim());
    let scale = match unit {
        "" | "s" => 1.0,
        "ms" => 1e-3,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("expected a time such as 30s, 500ms, 2m or 1h, found {text:?}")),
    };
    let seconds: f64 =
        number.parse().map_err(|_| format!("expected a time such as 30s, 500ms, 2m or 1h, found {text:?}"))?;
    seconds_to_nanos(seconds * scale)
        .filter(|nanos| *nanos >= 0)
        .ok_or_else(|| format!("expected a time from zero to 292 years, found {text:?}"))
}

/// A screen as it is told: `1920x1080,0.53x0.3,0.65`.
pub fn screen_words(screen: &Screen) -> String {
    let Screen { width_px, height_px, width_m, height_m, distance_m } = screen;
    format!("{width_px}x{height_px},{width_m}x{height_m},{distance_m}")
}

/// `1920x1080,0.53x0.30,0.65`: pixels, metres, distance in metres.
pub fn parse_screen(text: &str) -> Result<Screen, Failure> {
    let wrong = || {
        usage(format!(
            "--screen: expected WIDTHxHEIGHT in pixels, then in metres, then the distance in metres, such as 1920x1080,0.53x0.30,0.65; found {text:?}"
        ))
    };
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let [pixels, metres, distance] = parts.as_slice() else { return Err(wrong()) };
    let pair = |part: &str| {
        let (width, height) = part.split_once(['x', 'X'])?;
        Some((width.trim().parse::<f64>().ok()?, height.trim().parse::<f64>().ok()?))
    };
    let (width_px, height_px) = pair(pixels).ok_or_else(wrong)?;
    let (width_m, height_m) = pair(metres).ok_or_else(wrong)?;
    let distance_m = distance.parse().map_err(|_| wrong())?;
    let screen = Screen { width_px, height_px, width_m, height_m, distance_m };
    if width_m > 20.0 {
        return Err(usage(format!(
            "--screen: sizes are in metres; a screen {width_m} m wide is none, did you mean centimetres?"
        )));
    }
    Ok(screen)
}

fn read_profile(name: &str, folder: &Path) -> Result<Profile, Failure> {
    if let Some((_, _, screen)) = BUILT_IN.into_iter().find(|(own, ..)| *own == name) {
        let Screen { width_px, height_px, width_m, height_m, distance_m } = screen;
        let entry = ScreenEntry { width_px, height_px, width_m, height_m, distance_m };
        return Ok(Profile { screen: Some(entry), ..Profile::default() });
    }
    let file =
        [Path::new(name).to_owned(), folder.join(format!("{name}.toml"))].into_iter().find(|file| file.is_file());
    let Some(file) = file else {
        let known: Vec<&str> = BUILT_IN.iter().map(|(own, ..)| *own).collect();
        let folder = folder.display();
        return Err(Failure::input(format!(
            "there is no profile {name:?}: it is no file, none of {}, and none in {folder}",
            known.join(", ")
        )));
    };
    read_toml(&file, "profile")
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaFile {
    #[serde(default)]
    unit: AreaUnit,
    #[serde(default)]
    area: Vec<AreaEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaEntry {
    name: String,
    rectangle: Option<[f64; 4]>,
    ellipse: Option<[f64; 4]>,
    polygon: Option<Vec<[f64; 2]>>,
}

fn read_areas(file: &Path) -> Result<(Vec<AreaOfInterest>, AreaUnit), Failure> {
    let AreaFile { unit, area } = read_toml(file, "areas of interest")?;
    let mut areas: Vec<AreaOfInterest> = Vec::new();
    for entry in area {
        let name = entry.name.clone();
        let wrong = |why: &str| Failure::input(format!("the area {name:?} {why}: {}", file.display()));
        let shape = shape(entry).ok_or_else(|| {
            wrong("needs exactly one of rectangle = [left, top, width, height], ellipse = [x, y, radius x, radius y] or polygon = [[x, y], ...] of three corners or more, with sizes above zero")
        })?;
        if areas.iter().any(|area| area.name == name) {
            return Err(wrong("is there twice"));
        }
        areas.push(AreaOfInterest { name, shape });
    }
    if areas.is_empty() {
        return Err(Failure::input(format!("there is no [[area]] in the file of areas: {}", file.display())));
    }
    Ok((areas, unit))
}

fn shape(entry: AreaEntry) -> Option<Shape> {
    let is_size = |size: f64| size.is_finite() && size > 0.0;
    match (entry.rectangle, entry.ellipse, entry.polygon) {
        (Some([left_deg, top_deg, width_deg, height_deg]), None, None) if is_size(width_deg) && is_size(height_deg) => {
            Some(Shape::Rectangle { left_deg, top_deg, width_deg, height_deg })
        }
        (None, Some([x_deg, y_deg, radius_x_deg, radius_y_deg]), None)
            if is_size(radius_x_deg) && is_size(radius_y_deg) =>
        {
            Some(Shape::Ellipse { x_deg, y_deg, radius_x_deg, radius_y_deg })
        }
        (None, None, Some(corners_deg)) if corners_deg.len() > 2 => Some(Shape::Polygon { corners_deg }),
        _ => None,
    }
}

/// Areas with their corners in degrees; `None` when they are in pixels and no screen is known.
pub fn in_degrees(areas: &[AreaOfInterest], unit: AreaUnit, screen: Option<Screen>) -> Option<Vec<AreaOfInterest>> {
    if unit == AreaUnit::Deg || areas.is_empty() {
        return Some(areas.to_vec());
    }
    let screen = screen?;
    let of = |x_px: f64, y_px: f64| px_to_degrees(&screen, x_px, y_px);
    let turned = |shape: &Shape| match shape {
        Shape::Rectangle { left_deg, top_deg, width_deg, height_deg } => {
            let ((left, top), (right, bottom)) =
                (of(*left_deg, *top_deg), of(left_deg + width_deg, top_deg + height_deg));
            Shape::Rectangle { left_deg: left, top_deg: top, width_deg: right - left, height_deg: bottom - top }
        }
        Shape::Ellipse { x_deg, y_deg, radius_x_deg, radius_y_deg } => {
            let (left, top) = of(x_deg - radius_x_deg, y_deg - radius_y_deg);
            let (right, bottom) = of(x_deg + radius_x_deg, y_deg + radius_y_deg);
            Shape::Ellipse {
                x_deg: f64::midpoint(left, right),
                y_deg: f64::midpoint(top, bottom),
                radius_x_deg: (right - left) / 2.0,
                radius_y_deg: (bottom - top) / 2.0,
            }
        }
        Shape::Polygon { corners_deg } => {
            Shape::Polygon { corners_deg: corners_deg.iter().map(|corner| of(corner[0], corner[1]).into()).collect() }
        }
    };
    Some(areas.iter().map(|area| AreaOfInterest { name: area.name.clone(), shape: turned(&area.shape) }).collect())
}

fn read_toml<T: for<'de> Deserialize<'de>>(file: &Path, what: &str) -> Result<T, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::input(format!("could not read the {what}: {error}: {}", file.display())))?;
    toml::from_str(&text).map_err(|error| {
        Failure::input(format!("the {what} cannot be used: {}: {}", error.to_string().trim_end(), file.display()))
    })
}

fn usage(message: impl Into<String>) -> Failure {
    Failure::new(exit_codes::USAGE, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::{MINUTE, SECOND};

    #[test]
    fn times_are_read_with_their_units() {
        let read = |text| parse_duration(text);
        assert_eq!((read("30s"), read("2.5"), read("500 ms")), (Ok(30 * SECOND), Ok(5 * SECOND / 2), Ok(SECOND / 2)));
        assert_eq!((read("2m"), read("1h")), (Ok(2 * MINUTE), Ok(60 * MINUTE)));
        assert!(["", "s", "-3s", "3 weeks", "nan", "1e300h"].into_iter().all(|text| parse_duration(text).is_err()));
    }

    #[test]
    fn a_screen_is_read_and_one_in_centimetres_is_refused() {
        let screen = parse_screen("1920x1080, 0.53x0.30, 0.65").unwrap();
        assert_eq!((screen.width_px, screen.height_m, screen.distance_m), (1920.0, 0.30, 0.65));
        assert_eq!(screen_words(&screen), "1920x1080,0.53x0.3,0.65");
        assert!(parse_screen("1920x1080,53x30,65").unwrap_err().message.contains("centimetres"));
        assert!(["1920", "1920x1080", "axb,1x1,1", "1x1,1x1,"].into_iter().all(|text| parse_screen(text).is_err()));
    }

    #[test]
    fn areas_say_what_is_wrong_with_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("areas.toml");
        let read = |text: &str| {
            std::fs::write(&file, text).unwrap();
            read_areas(&file)
        };
        let (areas, unit) = read("[[area]]\nname = 'menu'\nrectangle = [0, 0, 200, 1080]\n").unwrap();
        assert_eq!((areas.len(), unit), (1, AreaUnit::Px));
        for (text, why) in [
            ("unit = 'px'", "there is no [[area]]"),
            ("[[area]]\nname = 'a'\n", "exactly one of"),
            ("[[area]]\nname = 'a'\nellipse = [0, 0, 0, 1]\n", "exactly one of"),
            ("[[area]]\nname = 'a'\nrectangel = [0, 0, 1, 1]\n", "rectangel"),
            ("[[area]]\nname='a'\nellipse=[0,0,1,1]\n[[area]]\nname='a'\nellipse=[0,0,1,1]\n", "twice"),
        ] {
            let message = read(text).unwrap_err().message;
            assert!(message.contains(why) && message.contains("areas.toml"), "{message}");
        }
    }

    #[test]
    fn a_profile_by_an_unknown_name_tells_the_known_ones() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_profile("desktop", folder.path()).unwrap().screen.is_some());
        std::fs::write(folder.path().join("lab.toml"), "window = '10s'\n").unwrap();
        assert_eq!(read_profile("lab", folder.path()).unwrap().window.as_deref(), Some("10s"));
        assert!(read_profile("moon", folder.path()).unwrap_err().message.contains("laptop"));
    }
}
