//! The command line of `attentive reading`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Below the help of `reading`.
pub const EXAMPLES: &str = "\
A history is a table (CSV, TSV, semicolons) or lines of JSON, in UTF-8, with a text in each record, how interesting it was, and if you like when
it was read:
  text,interest,time
  \"River rises after heavy rain\",yes,2026-11-24T09:30:00Z
  {\"text\": \"New card fees\", \"interest\": 0.2, \"time\": 1795512600}
Interest is yes or no (read, skipped, liked, ignored, true, false, 是, 否, ...) or a number from 0 to 1. Where no column says it, all were
interesting: a list of what was read is enough to begin with. Columns are found by their names, or named, by name or by number from 1.

Texts are ranked by their words (and with an encoder, see `attentive model --help`, by their meaning), and each says which words speak for it
and against it. What is nearly the same as something read comes last. How far the order can be trusted is tried on your own history: from ten
interesting texts and ten others on. No text is kept, only sums over hashed words; nothing is sent anywhere.

Examples:
  attentive reading learn read.csv --name news
      learns, and says how well it would have ranked what was read next
  attentive reading rank today.txt --name news --top 10
      a text on each line, or a table; the likeliest to interest first, with reasons
  attentive reading rank today.jsonl --json > ranked.jsonl
  attentive reading say 'River falls again' --interest yes
      learns at once; said again of the same text, it replaces what was said before
  attentive reading list
";

/// Options of `reading`.
#[derive(Debug, Args)]
pub struct ReadingArgs {
    /// What to do
    #[command(subcommand)]
    pub what: ReadingWhat,
}

/// What `reading` can do.
#[derive(Debug, Subcommand)]
pub enum ReadingWhat {
    /// Learn what interests you from what you read
    #[command(after_help = EXAMPLES)]
    Learn(LearnArgs),
    /// Put texts in order, the likeliest to interest you first, and say why
    #[command(after_help = EXAMPLES)]
    Rank(RankArgs),
    /// Say whether a text interests you; it is learnt at once
    #[command(after_help = EXAMPLES)]
    Say(SayArgs),
    /// What is kept
    List {
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove what is kept under a name
    Remove {
        /// Which one
        name: String,
    },
}

/// Options of `reading learn`.
#[derive(Debug, Args)]
pub struct LearnArgs {
    /// What you read, with how interesting it was
    #[arg(value_name = "HISTORY")]
    pub file: PathBuf,
    /// What it is called here: letters, digits, - and _; what has the same name is replaced [default: from the file's name]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The encoder that compares meanings, by its name in `attentive model list` [default: the only one there is]
    #[arg(long, value_name = "NAME", conflicts_with = "no_encoder")]
    pub encoder: Option<String>,
    /// Compare words alone
    #[arg(long)]
    pub no_encoder: bool,
    /// Column of the text, by name or number from 1; several are joined [default: found by its name]
    #[arg(long, value_name = "NAME")]
    pub text_column: Vec<String>,
    /// Column of the interest, by name or number from 1 [default: found by its name; without one all was interesting]
    #[arg(long, value_name = "NAME")]
    pub interest_column: Option<String>,
    /// Column of the time, by name or number from 1 [default: found by its name, if there is one]
    #[arg(long, value_name = "NAME")]
    pub time_column: Option<String>,
}

/// Options of `reading rank`.
#[derive(Debug, Args)]
pub struct RankArgs {
    /// The texts: one on each line, a table or lines of JSON
    #[arg(value_name = "TEXTS")]
    pub file: PathBuf,
    /// By whose interests, by name [default: the only one there is]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// So many of the first alone
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// Answer in JSON, a line for each text
    #[arg(long)]
    pub json: bool,
    /// Column of the text, by name or number from 1; several are joined [default: found by its name]
    #[arg(long, value_name = "NAME")]
    pub text_column: Vec<String>,
}

/// Options of `reading say`.
#[derive(Debug, Args)]
pub struct SayArgs {
    /// The text
    #[arg(value_name = "TEXT")]
    pub text: String,
    /// Whether it interests you
    #[arg(long)]
    pub interest: YesOrNo,
    /// By name [default: the only one there is]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

/// Interesting or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum YesOrNo {
    /// It does
    Yes,
    /// It does not
    No,
}

impl YesOrNo {
    /// As a number.
    pub fn interest(self) -> f32 {
        f32::from(u8::from(self == Self::Yes))
    }
}
