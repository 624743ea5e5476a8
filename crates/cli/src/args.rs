//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::assistants::args as assistants;
use crate::commands::focus::args as focus;
use crate::commands::inbox::args as inbox;
use crate::commands::model::ModelArgs;
use crate::commands::monitor::args as monitor;
use crate::commands::plan::args as plan;
use crate::commands::reading::args as reading;
use crate::commands::support::args as support;
use crate::commands::text::args as text;
use crate::commands::titles::args as titles;
use crate::exit_codes;

/// Senses where your attention goes, on your own machine, and helps you protect it.
///
/// Start with `attentive demo` to look around, then `attentive start` to sense and serve. Nothing leaves this machine.
#[derive(Debug, Parser)]
#[command(name = "attentive", version, arg_required_else_help = true, after_help = after_help())]
pub struct Cli {
    /// Folder of your data [default: ~/.local/share/attentive]
    #[arg(long, global = true, value_name = "DIR", env = "ATTENTIVE_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// Configuration file [default: ~/.config/attentive/config.toml]
    #[arg(long, global = true, value_name = "FILE", env = "ATTENTIVE_CONFIG")]
    pub config: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  attentive demo                        look around with a bundled recording
  attentive start                       sense and serve on http://127.0.0.1:5600
  attentive import aw-buckets-export.json
  attentive import empatica/            events and features of a raw recording, into your database
  attentive report --day                where today's attention went
  attentive report --week --json
  attentive focus 25                    nothing but what is urgent for 25 minutes, then all that waited together
  attentive titles                      which windows and pages were focus, neutral or distraction
  attentive analyse gaze.tsv            a report with pictures, events and features of a raw recording
  attentive forget --from 2026-11-24T09:00 --to 2026-11-24T10:00
";

/// Examples and exit codes, below the help.
fn after_help() -> String {
    let codes: Vec<String> = exit_codes::ALL.iter().map(|(code, name, _)| format!("{code} {name}")).collect();
    format!("{EXAMPLES}\nExit codes: {}", codes.join(", "))
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sense and serve: dashboard, API and every ActivityWatch watcher on one loopback address
    Start(StartArgs),
    /// Replay a bundled recording into a throw-away database and serve it
    Demo(DemoArgs),
    /// Read files of other programs into the database: ActivityWatch exports, own recordings, raw recordings of a body
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(ImportArgs),
    /// Turn raw recordings of eyes, heart, skin, brain, movement or hands into a report, events and features
    #[command(after_help = ANALYSE_EXAMPLES)]
    Analyse(Box<AnalyseArgs>),
    /// Learn on this machine, from data on it, what may not ship with the program
    #[command(after_help = TRAIN_EXAMPLES)]
    Train(TrainArgs),
    /// Judge a model of states on labelled recordings of other people; a page shows what was taken for what
    #[command(after_help = STATES_HELP)]
    Evaluate(EvaluateArgs),
    /// Tell the state in each window of recordings, how sure that is, what else may be, and why
    #[command(after_help = STATES_HELP)]
    Predict(PredictArgs),
    /// Learn labels for texts from a file of yours, judge them, and label others
    #[command(after_help = text::EXAMPLES)]
    Text(text::TextArgs),
    /// Find the prepared answer to a message in a list of questions and answers of yours; drafts, never sends
    #[command(after_help = support::EXAMPLES)]
    Support(support::SupportArgs),
    /// Put texts in the order in which you would want to read them, by what you read before, and say why
    #[command(after_help = reading::EXAMPLES)]
    Reading(reading::ReadingArgs),
    /// Watch a stream of texts, and say when more of them turn negative than should, with the texts that caused it
    #[command(after_help = monitor::EXAMPLES)]
    Monitor(Box<monitor::MonitorArgs>),
    /// Add, list and remove encoders of texts: weights from elsewhere that models of labels stand upon
    #[command(after_help = crate::commands::model::EXAMPLES)]
    Model(ModelArgs),
    /// Say which models were trained here, on what, how, and how well each fits what it learnt from
    #[command(after_help = RUNS_HELP)]
    Runs(RunsArgs),
    /// Replay a recording or an export of your own into a throw-away database and serve it
    Replay(ReplayArgs),
    /// Say where attention went, on one day or in one week
    Report(ReportArgs),
    /// Plan a day: what is next, which task in which hours around your meetings, what does not fit, and why
    #[command(after_help = plan::EXAMPLES)]
    Plan(plan::PlanArgs),
    /// Say which of your tools, people, hours, breaks and surroundings go with more or less focus afterwards, and how sure that is
    #[command(after_help = SUGGESTIONS_HELP)]
    Suggestions(SuggestionsArgs),
    /// Say which kinds of prompts helped you, by the small trials that were made of them, and how sure that is
    Helped(HelpedArgs),
    /// Say which windows and pages were focus, neutral or distraction to you, and correct that
    #[command(after_help = titles::EXAMPLES)]
    Titles(titles::TitlesArgs),
    /// Show what waits for your attention and why, put something there, and act on it
    #[command(after_help = inbox::EXAMPLES)]
    Inbox(inbox::InboxArgs),
    /// Let nothing but what is urgent come for a while, and then all that waited together
    #[command(after_help = focus::EXAMPLES)]
    Focus(focus::FocusArgs),
    /// Ask whether a script or an assistant may interrupt now, or wait until it may
    #[command(after_help = inbox::HOOK_EXAMPLES)]
    MayInterrupt(inbox::MayInterruptArgs),
    /// Say which AI assistants may ask what, let one in, and revoke it
    #[command(after_help = assistants::EXAMPLES)]
    Assistants(assistants::AssistantsArgs),
    /// Speak the Model Context Protocol on standard input and output, for an assistant that starts this
    #[command(after_help = assistants::MCP_EXAMPLES)]
    Mcp(assistants::McpArgs),
    /// Ask in ActivityWatch's query language; the answer is JSON
    Query(QueryArgs),
    /// Write everything, or one bucket, to a file in an open format
    Export(ExportArgs),
    /// Erase a stretch of time for good
    Forget(ForgetArgs),
    /// Tell how focused you are right now, from 1 (scattered) to 5 (focused)
    Ask(AskArgs),
    /// Say whether a server runs, and what the database holds
    Status(StatusArgs),
    /// Look for what keeps Attentive from working well here, and say how to mend it
    Doctor,
    /// Print the commented default configuration, or say where yours lies
    Config(ConfigArgs),
    /// Print the completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Options of `helped`.
#[derive(Debug, Args)]
pub struct HelpedArgs {
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

const SUGGESTIONS_HELP: &str = "\
Looks at the last twelve weeks: each quarter of an hour at the machine, what was used in it, and how much of the half hour after it was focus. Quarters
with a thing are held against quarters without it, of the same days and hours, that came out of as much focus. It says what goes together, not what
causes what: to know that, try it. Of what is said, one in ten is expected to be chance.

Examples:
  attentive suggestions              what goes with more and with less focus, what is not sure, what needs more days
  attentive suggestions --json       with intervals, counts and chances, for programs
  attentive helped                   what was tried by chance, and helped

Noise, light, music, place or the mode of notifications are looked at when something tells them:
  curl -d '{\"type\": \"attentive.environment\", \"client\": \"me\", \"hostname\": \"desk\"}' http://127.0.0.1:5600/api/0/buckets/surroundings
  curl -d '{\"timestamp\": \"2026-11-24T09:00:00Z\", \"duration\": 3600, \"data\": {\"what\": \"place\", \"value\": \"home\"}}' http://127.0.0.1:5600/api/0/buckets/surroundings/events
";

/// Options of `suggestions`.
#[derive(Debug, Args)]
pub struct SuggestionsArgs {
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
}

/// Options of `start`.
#[derive(Debug, Args)]
pub struct StartArgs {
    /// Port to serve on [default: 5600; with --testing 5666]
    #[arg(long)]
    pub port: Option<u16>,
    /// Testing mode, as ActivityWatch has it: says so in /api/0/info and lets test origins in
    #[arg(long)]
    pub testing: bool,
    /// Serve only; sense nothing
    #[arg(long)]
    pub no_sensors: bool,
    /// Sense only these: window, idle, input, lock, notifications
    #[arg(long, value_delimiter = ',', value_name = "NAME,...", conflicts_with = "no_sensors")]
    pub sensors: Option<Vec<String>>,
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Port to serve on
    #[arg(long, default_value_t = 5600)]
    pub port: u16,
    /// How many times faster than life the last part is played
    #[arg(long, default_value_t = 10.0)]
    pub speed: f64,
    /// How many minutes of the recording are played live; what lies before is there at once
    #[arg(long, default_value_t = 15.0, value_name = "MINUTES")]
    pub live: f64,
}

/// Options of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Files to read; what they are is told from their content
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How raw recordings are read and analysed
    #[command(flatten)]
    pub reading: ReadingArgs,
}

const IMPORT_EXAMPLES: &str = "\
Examples:
  attentive import aw-buckets-export.json
  attentive import empatica/ --window 60s
      the events (pulse, skin responses, ...) and the features of each minute become buckets; samples stay in the folder
  attentive import ecg.edf --start 2026-11-24T09:30
      for a recording that does not say when it was made

Importing twice adds nothing. A recording that was analysed otherwise before has its events replaced.
Ask for them with: attentive query 'RETURN = query_bucket(find_bucket(\"NAME-STREAM-events\"));'
";

const ANALYSE_EXAMPLES: &str = "\
Examples:
  attentive analyse gaze.tsv
      a report in gaze-analysis/report.html; what the file does not say is guessed, and the guess is said
  attentive analyse gaze.tsv --screen 1920x1080,0.53x0.30,0.65 --image slide.png --areas areas.toml
      pixels become degrees of a 53 x 30 cm screen seen from 65 cm; the heat map lies over the slide
  attentive analyse empatica/ --window 60s --slide 10s
      a folder as the wristband's program writes it; features of each minute, one every ten seconds
  attentive analyse session.edf --around 'stimulus on' --window 5s --before 1s
      features from one second before to five seconds after each mark of that label
  attentive analyse gaze.tsv --around blink --window 2s
      the same around each event that the analysis itself finds: blink, saccade, r-peak, scr, ...
  attentive analyse chest.edf wrist.csv --align
      both on the clock of the first: by common marks, else by a channel that both have
  attentive analyse drive.csv --map drive.toml --json
      columns are told by a small file; the summary is JSON for programs

Areas of interest are a file such as:
  unit = \"px\"                            # or \"deg\", from the centre of the screen
  [[area]]
  name = \"menu\"
  rectangle = [0, 0, 300, 1080]          # left, top, width, height
  [[area]]
  name = \"face\"
  ellipse = [960, 400, 120, 160]         # centre, half of width and height; or polygon = [[x, y], ...]

A profile says what is always the same in one laboratory: [screen] with width_px, height_px, width_m, height_m and
distance_m; window, slide, detector. By name it is desktop, laptop, laboratory, or NAME.toml in the folder `profiles`
beside the configuration.
";

/// What can be trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TrainWhat {
    /// Your own model of focused, shifting, scattered and resting, from your corrections and answers; the server does it by itself, too
    DeskStates,
    /// Any states of any recordings, from a folder with recordings and labels.csv (file,label and if you like person,start_s,end_s)
    States,
    /// The detector of fixations, saccades, oscillations and pursuit, from recordings that people coded (Lund2013)
    GazeEvents,
    /// What webcams get wrong for everyone, from recordings with an eye tracker beside; `analyse --calibrate-with` uses it
    WebcamGaze,
}

/// How settings are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SearchMethod {
    /// By chance
    Random,
    /// Ten by chance, then where earlier ones were good (Parzen estimators)
    Tpe,
    /// By chance with few trees; the best third goes on with three times as many, up to all (successive halving)
    Halving,
}

/// In the help of `train`: what the person's own model takes not.
const NOT_DESK: &str = "Options of states, gaze-events and webcam-gaze (desk-states takes none)";

/// In the help of `train`: what recordings of any kind take.
const OF_STATES: &str = "Options of states alone";

/// Options of `train`.
#[derive(Debug, Args)]
pub struct TrainArgs {
    /// What to train
    #[arg(value_enum)]
    pub what: TrainWhat,
    /// Folder of the data: of states recordings and labels.csv, of gaze-events gaze-lund2013/tsv, of webcam-gaze gaze-webgazer-tobii/CombinedData
    #[arg(long, value_name = "DIR", help_heading = NOT_DESK, required_if_eq_any([("what", "states"), ("what", "gaze-events"), ("what", "webcam-gaze")]))]
    pub data: Option<PathBuf>,
    /// Judge the settings on people of the data who are left out in turn, and keep the score in the record and the model card
    #[arg(long, help_heading = "Options of gaze-events and webcam-gaze (states always scores itself)")]
    pub score: bool,
    /// Search the settings, each trial judged on people of the data who are left out in turn; the best train the model (of states: they join what is chosen among)
    #[arg(long, value_enum, value_name = "METHOD", help_heading = NOT_DESK, conflicts_with = "score")]
    pub search: Option<SearchMethod>,
    /// How many settings are tried; with halving that many in its first round
    #[arg(long, value_name = "N", help_heading = NOT_DESK, default_value_t = 30, requires = "search", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub trials: u32,
    /// Where the chance of the search begins; of states that of learning, too, also without a search [default: 1]
    #[arg(long, value_name = "N", help_heading = NOT_DESK)]
    pub seed: Option<u64>,
    /// Go on with the latest search that was broken off; it wants the same method, trials, seed and data
    #[arg(long, help_heading = NOT_DESK, requires = "search")]
    pub resume: bool,
    /// For states: marks in the recordings that begin them
    #[command(flatten, next_help_heading = OF_STATES)]
    pub marks: MarkArgs,
    /// For states: how recordings are read, and how long windows are
    #[command(flatten, next_help_heading = OF_STATES)]
    pub reading: ReadingArgs,
}

impl TrainArgs {
    /// Where chance begins.
    pub fn seed(&self) -> u64 {
        self.seed.unwrap_or(1)
    }
}

/// Which marks in recordings begin states.
#[derive(Debug, Default, Args)]
pub struct MarkArgs {
    /// For states: this mark in the recordings (a trigger, an annotation) begins that state, which lasts to the next named mark; MARK#2 is the second of its name. Say it once for each mark
    #[arg(long, value_name = "MARK=STATE")]
    pub mark: Vec<String>,
    /// For states: this mark ends a state and begins none
    #[arg(long, value_name = "MARK", requires = "mark")]
    pub end_mark: Vec<String>,
}

/// What can be judged or told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatesWhat {
    /// The model of `attentive train states`
    States,
}

/// Options of `evaluate`.
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// What to judge
    #[arg(value_enum)]
    pub what: StatesWhat,
    /// Folder with recordings of other people and labels.csv (file,label and if you like person,start_s,end_s)
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Where the page goes [default: states-report.html]
    #[arg(short, long, value_name = "FILE.html")]
    pub out: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
    /// The screen and the column map are those of this command line, not those of the recordings that the model was learnt from
    #[arg(long)]
    pub recorded_otherwise: bool,
    /// Marks in the recordings that begin states
    #[command(flatten)]
    pub marks: MarkArgs,
    /// How recordings are read; windows, detector, screen and column map are those that the model was learnt with
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Options of `predict`.
#[derive(Debug, Args)]
pub struct PredictArgs {
    /// What to tell
    #[arg(value_enum)]
    pub what: StatesWhat,
    /// Recordings, one person each
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// All recordings are of one person, so that their own range is that of all of them
    #[arg(long)]
    pub one_person: bool,
    /// Leave out the columns that moved each answer most, which take nearly all of the time; `because` stays in the table and is empty, but where nothing in a window can be used
    #[arg(long)]
    pub no_reasons: bool,
    /// Where the table goes [default: the terminal]
    #[arg(short, long, value_name = "FILE.csv")]
    pub out: Option<PathBuf>,
    /// The screen and the column map are those of this command line, not those of the recordings that the model was learnt from
    #[arg(long)]
    pub recorded_otherwise: bool,
    /// How recordings are read; windows, detector, screen and column map are those that the model was learnt with
    #[command(flatten)]
    pub reading: ReadingArgs,
}

const STATES_HELP: &str = "\
Examples:
  attentive train states --data study --window 60s     study/labels.csv says what is what
  attentive evaluate states --data others               people that it has not seen; a page with pictures
  attentive train states --data study --mark 'task on=work' --mark pause=rest --end-mark stop
      marks that lie in the recordings say what is what; labels.csv (file,person) may say whose each is
  attentive predict states p09.edf --out states.csv     a row for each window: state, how sure, what else, why
  attentive predict states p09.edf --no-reasons         the same in a moment, `because` is left empty
  attentive predict states other.csv --map other.toml --recorded-otherwise
      another laboratory's columns; windows and detector remain the model's

A model remembers how its features were made, so --window, --slide, --detector, --screen, --profile and --map need not be
said again; what contradicts it is an error. `evaluate` knows the recordings that the model was learnt from by what they
hold, leaves them and their people out, and says so.
";

const TRAIN_EXAMPLES: &str = "\
Examples:
  attentive train states --data study --window 60s
      study holds recordings and labels.csv: file,label,person,start_s,end_s
  attentive train states --data study --mark 'task on=work' --mark pause=rest --end-mark stop
      without labels: from the mark 'task on' to the next named mark it is work, and so on; `attentive analyse` lists
      the marks of a recording. A mark that lasts 5 s or more holds for just that long. tag#2=stress means the
      second mark of that name, for buttons. labels.csv (file,person) says whose each recording is; without it all
      recordings in the folder are taken, each a person's own
  attentive train states --data study --search tpe --trials 40
      one more recipe, a forest or a logistic regression, is searched; the choice among all is then made as ever
  attentive train webcam-gaze --data DIR --score
  attentive train webcam-gaze --data DIR --search tpe --trials 40
      each trial is kept as it ends; after Ctrl-C the same line with --resume goes on
  attentive runs show 2026-11-28T14
      the table of trials; `runs compare RUN#3 RUN#17` tells in what two of them differ

The best of many trials is an optimistic figure: chance helped to choose it. The card says so too.
";

const RUNS_HELP: &str = "\
Figures are counts, the loss on what was learnt from and, after `attentive train --score`
or --search, the score on people of the data who were left out in turn. The scores of
attentive-benchmarks say how good the models are by a protocol that does not change.

Each `attentive train` keeps its record in the data folder: runs/RUN/run.json, and the
curves beside as an event file for TensorBoard (tensorboard --logdir .../runs).

Examples:
  attentive runs list
  attentive runs show 2026-11-28T14
  attentive runs compare 2026-11-27T09 2026-11-28T14
  attentive runs compare 2026-11-28T14#3 2026-11-28T14#17
      two trials of one search
";

/// Options of `runs`.
#[derive(Debug, Args)]
pub struct RunsArgs {
    /// What to do
    #[command(subcommand)]
    pub what: RunsWhat,
}

/// What `runs` can do.
#[derive(Debug, Subcommand)]
pub enum RunsWhat {
    /// All runs, the latest first, with their figures; a search is one line below its run
    List {
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// One run: data, seed, settings, figures, curves, trials
    Show {
        /// The run, or the beginning of its name; RUN#NUMBER is a trial of its search
        run: String,
        /// Answer in JSON, with all points of the curves
        #[arg(long)]
        json: bool,
    },
    /// In what runs differ
    Compare {
        /// The runs, or the beginnings of their names; RUN#NUMBER is a trial of a search
        #[arg(num_args = 2.., required = true)]
        runs: Vec<String>,
    },
}

/// How recordings are read and analysed, for `analyse` and `import` alike.
#[derive(Debug, Args)]
pub struct ReadingArgs {
    /// What is always the same in your laboratory: a file, or a name such as desktop, laptop, laboratory
    #[arg(long, value_name = "FILE|NAME")]
    pub profile: Option<String>,
    /// Length of the windows that features sum up, such as 30s, 500ms, 2m [default: 30s]
    #[arg(long, value_name = "TIME")]
    pub window: Option<String>,
    /// From the start of one window to the start of the next [default: the length of a window]
    #[arg(long, value_name = "TIME", alias = "step")]
    pub slide: Option<String>,
    /// How events of the eyes are found: learned (see `attentive train`), adaptive, ivt (fixed velocity) or idt (fixed dispersion) [default: learned where one was trained, else adaptive]
    #[arg(long, value_name = "NAME")]
    pub detector: Option<String>,
    /// What the columns of a table hold, when their names do not tell; see docs/reference/recordings.md
    #[arg(long, value_name = "FILE.toml")]
    pub map: Option<PathBuf>,
    /// Screen in pixels, its size in metres, and how far away the eyes are, in metres
    #[arg(long, value_name = "WxH,WxH,DISTANCE")]
    pub screen: Option<String>,
    /// When the recording's time 0 was, for files that tell no date: RFC 3339 or a local time such as 2026-11-24T09:30
    #[arg(long, value_name = "TIME")]
    pub start: Option<String>,
}

/// Options of `analyse`.
#[derive(Debug, Args)]
pub struct AnalyseArgs {
    /// Files or folders of one recording; what they are is told from their content
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Folder for the results [default: the first file's name with -analysis]
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How recordings are read and analysed
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// Lay a window after each mark of this label, or each event of this kind that is found, such as saccade or scr, instead
    #[arg(long, value_name = "EVENT", conflicts_with = "slide")]
    pub around: Option<String>,
    /// With --around: begin the window that long before the mark
    #[arg(long, value_name = "TIME", requires = "around")]
    pub before: Option<String>,
    /// Lay several files on the clock of the first: by `marks` that both have, by a time that is added to the others, or by the name of a channel that both have (`movement`: the length of the acceleration) [without a value: marks, else a channel]
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "any", allow_hyphen_values = true)]
    pub align: Option<String>,
    /// Areas of interest; see the example below
    #[arg(long, value_name = "FILE", alias = "aoi")]
    pub areas: Option<PathBuf>,
    /// What was on the screen, PNG or JPEG, to lie under maps and paths
    #[arg(long, value_name = "FILE")]
    pub image: Option<PathBuf>,
    /// For gaze by a webcam: where the eyes were in its first 15 s, as rows of a time, x_px and y_px (targets that were shown, or another tracker)
    #[arg(long, value_name = "FILE")]
    pub calibrate_with: Option<PathBuf>,
    /// Print the summary as JSON for programs
    #[arg(long)]
    pub json: bool,
}

/// Options of `replay`.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// The recording or export
    pub file: PathBuf,
    /// Port to serve on
    #[arg(long, default_value_t = 5600)]
    pub port: u16,
    /// How many times faster than life
    #[arg(long, default_value_t = 60.0)]
    pub speed: f64,
    /// How many minutes of the recording are played live; what lies before is there at once [default: all]
    #[arg(long, value_name = "MINUTES")]
    pub live: Option<f64>,
}

/// A day or a week.
#[derive(Debug, Args)]
pub struct PeriodArgs {
    /// One day: YYYY-MM-DD, today or yesterday [default: today]
    #[arg(long, value_name = "DATE", num_args = 0..=1, default_missing_value = "today", conflicts_with = "week")]
    pub day: Option<String>,
    /// The week (Monday to Sunday) of a day: YYYY-MM-DD, today or yesterday
    #[arg(long, value_name = "DATE", num_args = 0..=1, default_missing_value = "today")]
    pub week: Option<String>,
}

/// Options of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    #[command(flatten)]
    pub period: PeriodArgs,
    /// Let a kept model of tags tell whom and what titles name, before the rules (see `attentive text train --tags`)
    #[arg(long, value_name = "NAME|FILE")]
    pub names: Option<String>,
    /// Print JSON for programs
    #[arg(long)]
    pub json: bool,
}

/// Options of `query`.
#[derive(Debug, Args)]
pub struct QueryArgs {
    /// The query, or a file that holds it, or - for standard input
    pub query: String,
    /// Start: RFC 3339 or a local time such as 2026-11-24T09:30 or 2026-11-24 [default: start of today]
    #[arg(long)]
    pub start: Option<String>,
    /// End, in the same forms [default: start + 1 day]
    #[arg(long)]
    pub end: Option<String>,
}

/// File formats that `export` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// ActivityWatch's export, which every ActivityWatch server imports
    Json,
    /// One row for each event: bucket, type, start, end, duration in seconds, data as JSON
    Csv,
}

/// Options of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Only this bucket
    #[arg(long)]
    pub bucket: Option<String>,
    /// The format
    #[arg(long, value_enum, default_value_t = ExportFormat::Json)]
    pub format: ExportFormat,
    /// File to write, - for standard output
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub output: PathBuf,
}

/// Options of `forget`.
#[derive(Debug, Args)]
pub struct ForgetArgs {
    /// From: RFC 3339 or a local time such as 2026-11-24T09:30 or 2026-11-24
    #[arg(long, required_unless_present = "everything")]
    pub from: Option<String>,
    /// To, in the same forms
    #[arg(long, required_unless_present = "everything")]
    pub to: Option<String>,
    /// All of time
    #[arg(long, conflicts_with_all = ["from", "to"])]
    pub everything: bool,
    /// Only this bucket
    #[arg(long)]
    pub bucket: Option<String>,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
}

/// Options of `ask`.
#[derive(Debug, Args)]
pub struct AskArgs {
    /// Your answer, 1 to 5; without it you are asked
    #[arg(value_parser = clap::value_parser!(u8).range(1..=5))]
    pub answer: Option<u8>,
}

/// Options of `status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// Print JSON for programs
    #[arg(long)]
    pub json: bool,
}

/// Options of `config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// Say where the file lies
    #[arg(long)]
    pub path: bool,
    /// Check the file and say what is wrong
    #[arg(long)]
    pub check: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{Cli, NOT_DESK, OF_STATES};

    #[test]
    fn the_help_of_train_says_which_options_belong_to_what() {
        let mut all = Cli::command();
        let help = all.find_subcommand_mut("train").unwrap().render_long_help().to_string();
        let at = |word: &str| help.find(word).unwrap();
        let order = [
            NOT_DESK,
            "--search <",
            "--resume\n",
            "states always scores itself",
            "--score\n",
            OF_STATES,
            "--mark <",
            "--window <",
        ];
        assert!(order.map(at).is_sorted(), "{help}");
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
