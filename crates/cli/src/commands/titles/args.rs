//! The command line of `attentive titles`.

use attentive_types::TitleLabel;
use clap::{Args, Subcommand, ValueEnum};

use crate::args::PeriodArgs;

/// Below the help of `titles`.
pub const EXAMPLES: &str = "\
Each window or page that was in front is focus, neutral or distraction, to you:
  1. what you said of this very title, then what you said of its app;
  2. what was learnt from your words on other titles, once there are five each of two labels and it was right, beyond luck, on words left out;
  3. its category: your own table, the points that ActivityWatch's categories may have, else Work and Learning are focus, games, social media
     and video are distraction, and all else is neutral. What no rule knows is neutral, and says so.

Examples:
  attentive titles                                  today: time by label, the titles with most time, whose word each label is, and why
  attentive titles --week --top 50
  attentive titles --day 2026-11-24 --json > titles.json
  attentive titles say distraction firefox 'Hacker News'
      this title in this app, from now on and for the past; counters such as (3) and the app's own name do not matter
  attentive titles say focus obsidian               all titles of an app
  attentive titles unsay firefox 'Hacker News'      as if you had never said it
  attentive titles category 'Media > News' distraction
  attentive titles category 'Media > News' default  back to what holds without your word

What you say lies in your database, once the privacy filters leave it as it is. `attentive forget` erases words said in that time, and words
on titles of which nothing is left. What is learnt from them is never written to the disk.
";

/// Options of `titles`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct TitlesArgs {
    /// What to do; without it, list
    #[command(subcommand)]
    pub what: Option<TitlesWhat>,
    /// What is listed
    #[command(flatten)]
    pub list: ListArgs,
}

/// What `titles` can do.
#[derive(Debug, Subcommand)]
pub enum TitlesWhat {
    /// Say what a title, or all titles of an app, are to you; it holds at once
    #[command(after_help = EXAMPLES)]
    Say {
        /// What it is
        #[arg(value_enum)]
        label: Label,
        /// The app, as `attentive titles` shows it
        app: String,
        /// The title, as it is shown or as it was; without it, all titles of the app
        title: Option<String>,
    },
    /// Take back what you said of a title, or of all titles of an app
    #[command(after_help = EXAMPLES)]
    Unsay {
        /// The app
        app: String,
        /// The title; without it, what you said of all titles of the app
        title: Option<String>,
    },
    /// Say which label a category has, or list what you said
    #[command(after_help = EXAMPLES)]
    Category {
        /// The category, such as 'Media > News'; without it, your own table is listed
        #[arg(requires = "label")]
        name: Option<String>,
        /// Its label; `default` takes back what you said
        #[arg(value_enum)]
        label: Option<CategoryLabel>,
    },
}

/// Which titles are listed.
#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    pub period: PeriodArgs,
    /// So many titles, those with most time first
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: usize,
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
}

/// A label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Label {
    /// It serves what you want to get done
    Focus,
    /// Neither
    Neutral,
    /// It draws you away from that
    Distraction,
}

/// A label of a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CategoryLabel {
    /// It serves what you want to get done
    Focus,
    /// Neither
    Neutral,
    /// It draws you away from that
    Distraction,
    /// Whatever holds without your word
    Default,
}

impl From<Label> for TitleLabel {
    fn from(label: Label) -> Self {
        match label {
            Label::Focus => Self::Focus,
            Label::Neutral => Self::Neutral,
            Label::Distraction => Self::Distraction,
        }
    }
}

impl CategoryLabel {
    /// The label; `None` for the default.
    pub fn label(self) -> Option<TitleLabel> {
        match self {
            Self::Focus => Some(TitleLabel::Focus),
            Self::Neutral => Some(TitleLabel::Neutral),
            Self::Distraction => Some(TitleLabel::Distraction),
            Self::Default => None,
        }
    }
}
