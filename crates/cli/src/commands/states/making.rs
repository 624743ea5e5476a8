//! How features are made: what was told when a model was learnt is kept with it, and holds wherever it is asked.
//!
//! ```text
//! train:              command line, profile, defaults ─> Setup ─> windows ─> model, with Making in its manifest
//! evaluate, predict:  Making of the model ─> Setup;  a command line that says something else is refused
//! ```
//!
//! Length and step of windows and the detector change what features mean, so they are always those of the model. The screen and the column map belong to the
//! recordings, which may be another laboratory's: `--recorded-otherwise` takes those of the command line.

use std::collections::BTreeMap;
use std::path::Path;

use attentive_learn::model_file::Manifest;
use attentive_pipeline::preprocess::Windowing;
use attentive_sensors::importers::Options;
use attentive_sensors::importers::signals::ColumnMap;
use attentive_types::Screen;
use attentive_types::time::nanos_to_seconds;

use crate::args::ReadingArgs;
use crate::clock::parse_moment;
use crate::commands::Place;
use crate::commands::analyse::{Choices, Told, parse_screen, read_map, screen_words};
use crate::commands::train::kept;
use crate::exit_codes;
use crate::failure::Failure;

/// Everything that reading and measuring recordings needs to be told.
#[derive(Clone, Debug)]
pub struct Setup {
    pub choices: Choices,
    /// What is told to the importers; a screen that is lacking is guessed for each recording.
    pub options: Options,
    /// The text of the column map.
    map: Option<String>,
}

/// What of it a model remembers.
#[derive(Clone, Debug, PartialEq)]
pub struct Making {
    pub windowing: Windowing,
    /// How events of the eyes were found; `None` where no recording had eyes.
    pub detector: Option<Detector>,
    /// The screen that was told; `None` where it was guessed, or no recording had eyes.
    pub screen: Option<Screen>,
    /// The profile that the screen is from.
    pub profile: Option<String>,
    /// The text of the column map.
    pub map: Option<String>,
}

/// A detector of events of the eyes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detector {
    pub name: String,
    /// SHA-256 of its manifest, where it is a learnt one.
    pub sha256: Option<String>,
}

/// The detector that is learnt here.
const LEARNED: &str = "learned";
const LEARNED_KIND: &str = "gaze-events";

impl Setup {
    /// That of the command line.
    pub fn told(place: &Place, args: &ReadingArgs) -> Result<Self, Failure> {
        let told = Told::read(args, &profiles(place))?;
        let map = args.map.as_deref().map(read_map).transpose()?;
        Self::of(place, args, told, map)
    }

    fn of(place: &Place, args: &ReadingArgs, told: Told, map: Option<(String, ColumnMap)>) -> Result<Self, Failure> {
        let choices = Choices::of(told, &place.data_dir)?;
        let start = args.start.as_deref().map(parse_moment).transpose()?;
        let (text, map) = map.unzip();
        let options = Options { map, screen: choices.screen, start };
        Ok(Self { choices, options, map: text })
    }
}

fn profiles(place: &Place) -> std::path::PathBuf {
    place.config_file.parent().unwrap_or(Path::new(".")).join("profiles")
}

impl Making {
    /// How features were made by this setup, of recordings with or without eyes.
    pub fn of(setup: &Setup, has_eyes: bool, data_dir: &Path) -> Result<Self, Failure> {
        let choices = &setup.choices;
        let name = choices.gaze_method.name();
        let sha256 = if has_eyes && name == LEARNED { kept::stamp(data_dir, LEARNED_KIND)? } else { None };
        Ok(Self {
            windowing: choices.windowing,
            detector: has_eyes.then(|| Detector { name: name.to_owned(), sha256 }),
            screen: choices.screen.filter(|_| has_eyes),
            profile: choices.profile.clone().filter(|_| has_eyes),
            map: setup.map.clone(),
        })
    }

    /// As settings of a manifest.
    pub fn settings(&self) -> BTreeMap<String, String> {
        let seconds = |nanos| nanos_to_seconds(nanos).to_string();
        let mut settings = BTreeMap::from([
            ("window_s".to_owned(), seconds(self.windowing.length_nanos())),
            ("step_s".to_owned(), seconds(self.windowing.step_nanos())),
        ]);
        let mut put = |name: &str, value: Option<String>| {
            settings.extend(value.map(|value| (name.to_owned(), value)));
        };
        put("detector", self.detector.as_ref().map(|detector| detector.name.clone()));
        put("detector_sha256", self.detector.as_ref().and_then(|detector| detector.sha256.clone()));
        put("screen", self.screen.as_ref().map(screen_words));
        put("profile", self.profile.clone());
        put("map", self.map.clone());
        settings
    }

    /// From a manifest; `None` where it does not say how its windows lie, or says what cannot be.
    pub fn find(manifest: &Manifest) -> Option<Self> {
        let told = |name: &str| manifest.made_with.get(name).cloned();
        let (length_nanos, step_nanos) = (nanos(&told("window_s")?)?, nanos(&told("step_s")?)?);
        let windowing = if length_nanos == step_nanos {
            Windowing::Fixed { length_nanos }
        } else {
            Windowing::Sliding { length_nanos, step_nanos }
        };
        let screen = match told("screen") {
            None => None,
            Some(words) => Some(parse_screen(&words).ok()?),
        };
        Some(Self {
            windowing,
            detector: told("detector").map(|name| Detector { name, sha256: told("detector_sha256") }),
            screen,
            profile: told("profile"),
            map: told("map"),
        })
    }

    /// The setup in which the model may be asked. What the command line says otherwise is refused; with `is_recorded_otherwise` screen and map are its own.
    pub fn setup(&self, place: &Place, args: &ReadingArgs, is_recorded_otherwise: bool) -> Result<Setup, Failure> {
        let told = Told::read(args, &profiles(place))?;
        let own_map = args.map.as_deref().map(read_map).transpose()?;
        self.refuse_other_features(&told)?;
        let map = match &self.map {
            _ if is_recorded_otherwise => own_map,
            None if own_map.is_some() => {
                return Err(refused(
                    "the model was learnt from recordings without a column map, --map names one",
                    true,
                ));
            }
            None => None,
            Some(text) => {
                let kept = ColumnMap::parse(text)
                    .map_err(|why| Failure::input(format!("could not use the trained model: its column map: {why}")))?;
                if own_map.is_some_and(|(_, own)| own != kept) {
                    return Err(refused(
                        "--map is not the column map of the recordings that the model was learnt from",
                        true,
                    ));
                }
                Some((text.clone(), kept))
            }
        };
        if !is_recorded_otherwise {
            self.refuse_other_screen(&told)?;
        }
        let step_nanos = self.windowing.step_nanos();
        let screen = if is_recorded_otherwise { told.screen } else { self.screen.or(told.screen) };
        let own = Told {
            window_nanos: Some(self.windowing.length_nanos()),
            step_nanos: (step_nanos != self.windowing.length_nanos()).then_some(step_nanos),
            screen,
            profile: if is_recorded_otherwise { told.profile } else { self.profile.clone() },
            // Where no recording had eyes the columns of eyes are not looked at.
            detector: self.detector.as_ref().map(|own| own.name.clone()).or(told.detector),
        };
        let setup = Setup::of(place, args, own, map)?;
        self.refuse_other_detector(place)?;
        Ok(setup)
    }

    fn refuse_other_features(&self, told: &Told) -> Result<(), Failure> {
        let seconds = |nanos| format!("{}s", nanos_to_seconds(nanos));
        for (option, what, own, told) in [
            ("--window", "windows of", self.windowing.length_nanos(), told.window_nanos),
            ("--slide", "windows with a step of", self.windowing.step_nanos(), told.step_nanos),
        ] {
            if let Some(told) = told.filter(|told| *told != own) {
                let (own, told) = (seconds(own), seconds(told));
                return Err(refused(
                    &format!("the model was learnt from {what} {own}, {option} or its profile says {told}"),
                    false,
                ));
            }
        }
        let Some((own, told)) = self.detector.as_ref().zip(told.detector.as_deref()) else { return Ok(()) };
        if plain(told) == plain(&own.name) {
            return Ok(());
        }
        let why = format!("the model was learnt with the detector {}, --detector or its profile says {told}", own.name);
        Err(refused(&why, false))
    }

    fn refuse_other_screen(&self, told: &Told) -> Result<(), Failure> {
        let Some(screen) = told.screen.filter(|screen| self.detector.is_some() && self.screen != Some(*screen)) else {
            return Ok(());
        };
        let own = self.screen.as_ref().map_or_else(
            || "from recordings whose screen was guessed".to_owned(),
            |own| format!("from recordings on the screen {}", screen_words(own)),
        );
        let told = screen_words(&screen);
        Err(refused(&format!("the model was learnt {own}, --screen or the profile says {told}"), true))
    }

    /// A detector that was trained again finds other events.
    fn refuse_other_detector(&self, place: &Place) -> Result<(), Failure> {
        let Some(own) = self.detector.as_ref().and_then(|detector| detector.sha256.as_ref()) else { return Ok(()) };
        if kept::stamp(&place.data_dir, LEARNED_KIND)?.as_ref() == Some(own) {
            return Ok(());
        }
        Err(Failure::input(
            "could not use the trained model: the detector of gaze events was trained anew since, so features of eyes are made otherwise now; learn the model again by `attentive train states`",
        ))
    }
}

/// `i-vt` and `ivt` are one.
fn plain(detector: &str) -> String {
    detector.replace('-', "")
}

fn refused(why: &str, is_of_recordings: bool) -> Failure {
    let way = if is_of_recordings {
        "leave it out, or say --recorded-otherwise where these recordings were made otherwise"
    } else {
        "leave it out: the model's own is taken; or learn a model with it by `attentive train states`"
    };
    Failure::new(exit_codes::USAGE, format!("{why}; {way}"))
}

#[expect(clippy::cast_possible_truncation, reason = "a length of a window, checked to be above zero")]
fn nanos(text: &str) -> Option<i64> {
    let seconds: f64 = text.parse().ok()?;
    (seconds > 0.0 && seconds < 1e9).then_some((seconds * 1e9).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::states::tests::place;

    fn making() -> Making {
        Making {
            windowing: Windowing::Sliding { length_nanos: 60_000_000_000, step_nanos: 12_500_000_000 },
            detector: Some(Detector { name: "i-vt".into(), sha256: None }),
            screen: Some(parse_screen("1920x1080,0.53x0.3,0.65").unwrap()),
            profile: None,
            map: Some("[stream.gaze]\nkind = \"gaze\"\n".into()),
        }
    }

    fn reading(words: &[&str]) -> ReadingArgs {
        use clap::Parser;
        let all = [&["attentive", "predict", "states", "x.csv"], words].concat();
        let crate::args::Command::Predict(args) = crate::args::Cli::try_parse_from(all).unwrap().command else {
            panic!("predict")
        };
        args.reading
    }

    #[test]
    fn what_was_kept_comes_back_and_nonsense_is_none() {
        let mut manifest = Manifest { made_with: making().settings(), ..Manifest::default() };
        assert_eq!(Making::find(&manifest), Some(making()));
        for (name, nonsense) in [("window_s", "-1"), ("step_s", "soon"), ("screen", "wide")] {
            let before = manifest.made_with.insert(name.into(), nonsense.into()).unwrap();
            assert_eq!(Making::find(&manifest), None, "{name}");
            manifest.made_with.insert(name.into(), before);
        }
        manifest.made_with.clear();
        assert_eq!(Making::find(&manifest), None);
    }

    #[test]
    fn the_models_own_making_holds_and_contradictions_are_refused_each_with_its_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let made = Making { map: None, ..making() };
        let ask = |words: &[&str], otherwise: bool| made.setup(&place, &reading(words), otherwise);
        let setup = ask(&[], false).unwrap();
        assert_eq!(setup.choices.windowing, made.windowing);
        assert_eq!((setup.choices.gaze_method.name(), setup.choices.screen), ("i-vt", made.screen));
        let same = ["--window", "1m", "--slide", "12.5", "--detector", "ivt", "--screen", "1920x1080,0.53x0.30,0.65"];
        assert!(ask(&same, false).is_ok(), "the same, said again, is no contradiction");
        for (words, why) in [
            (["--window", "30s"], "windows of 60s, --window or its profile says 30s"),
            (["--slide", "60s"], "a step of 12.5s, --slide or its profile says 60s"),
            (["--detector", "adaptive"], "the detector i-vt, --detector or its profile says adaptive"),
            (
                ["--profile", "laptop"],
                "on the screen 1920x1080,0.53x0.3,0.65, --screen or the profile says 1920x1080,0.31",
            ),
        ] {
            let fault = ask(&words, false).unwrap_err();
            assert!(fault.message.contains(why) && fault.code == exit_codes::USAGE, "{}", fault.message);
        }
        assert!(ask(&["--window", "30s"], true).is_err(), "windows are the model's whoever recorded");
        let other = ask(&["--profile", "laptop"], true).unwrap().choices.screen.unwrap();
        assert_eq!(other.width_m, 0.310);
        assert_eq!(ask(&[], true).unwrap().choices.screen, None, "it is guessed for each recording");
    }

    #[test]
    fn a_map_is_the_same_by_what_it_says_not_by_where_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let text = "header = false\n[stream.gaze]\nrate_hz = 60\nunit = \"px\"\nx = 1\ny = 2\n";
        let file = folder.path().join("same.toml");
        std::fs::write(&file, format!("# A comment more.\n{text}")).unwrap();
        let words = ["--map", file.to_str().unwrap()];
        let made = Making { map: Some(text.into()), ..making() };
        match made.setup(&place, &reading(&words), false) {
            Ok(setup) => assert!(setup.options.map.is_some()),
            Err(fault) => panic!("{}", fault.message),
        }
        std::fs::write(&file, text.replace("y = 2", "y = 3")).unwrap();
        let fault = made.setup(&place, &reading(&words), false).unwrap_err();
        assert!(fault.message.contains("not the column map") && fault.message.contains("--recorded-otherwise"));
        assert!(made.setup(&place, &reading(&words), true).is_ok());
        let without = Making { map: None, ..making() };
        assert!(without.setup(&place, &reading(&words), false).unwrap_err().message.contains("without a column map"));
    }

    #[test]
    fn where_no_recording_had_eyes_their_settings_do_not_matter() {
        let folder = tempfile::tempdir().unwrap();
        let made = Making { detector: None, screen: None, map: None, ..making() };
        let words = ["--detector", "idt", "--profile", "laptop"];
        assert!(made.setup(&place(folder.path()), &reading(&words), false).is_ok());
    }
}
