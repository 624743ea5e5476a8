//! The command line of `attentive support`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Below the help of `support`.
pub const EXAMPLES: &str = "\
A FAQ is a table (CSV, TSV, semicolons) or lines of JSON, in UTF-8, with a question and an answer in each record, and if you like a class:
  question,answer,class
  \"What if I lose my card?\",\"Call us at once: ...\",cards
Columns are found by their names (question, query, ...; answer, reply, ...; class, category, intent, ...), or named, by name or by
number from 1. Several questions may share an answer. A record that cannot be used is left out, counted, and told with its line.

A message gets a draft where an answer is sure enough, else those that may be it, else the advice to ask a person; and why. Answers are
found by words, and with an encoder (see `attentive model --help`) by meaning, too. Nothing is ever sent, and messages are not kept.

Examples:
  attentive support add FAQ.csv --name bank
      embeds its questions where an encoder was added, finds on its own texts how sure an answer must be, and keeps it
  attentive support ask --faq bank 'my card is lost'
  attentive support ask --faq bank --json < messages.txt > outcomes.jsonl
      a line in, a line of JSON out: outcome (answer, candidates or person), draft, candidates, how likely right, found by what, why
  attentive support add FAQ.csv --name bank --labels intents
      a kept model of labels (`attentive text train --save intents`) tells the intent of each message, too
  attentive support list
";

/// Options of `support`.
#[derive(Debug, Args)]
pub struct SupportArgs {
    /// What to do
    #[command(subcommand)]
    pub what: SupportWhat,
}

/// What `support` can do.
#[derive(Debug, Subcommand)]
pub enum SupportWhat {
    /// Add a FAQ: checked, made ready, copied into the data folder
    #[command(after_help = EXAMPLES)]
    Add(AddArgs),
    /// The FAQs that are kept
    List {
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove a FAQ from the data folder
    Remove {
        /// Which one
        name: String,
    },
    /// Say which answer fits a message, which may, or that a person should answer
    #[command(after_help = EXAMPLES)]
    Ask(AskFaqArgs),
}

/// Options of `support add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// The questions and answers
    #[arg(value_name = "FAQ")]
    pub file: PathBuf,
    /// What it is called here: letters, digits, - and _; one of the same name is replaced [default: from the file's name]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The encoder that finds answers by meaning, by its name in `attentive model list` [default: the only one there is]
    #[arg(long, value_name = "NAME", conflicts_with = "no_encoder")]
    pub encoder: Option<String>,
    /// Find answers by words alone
    #[arg(long)]
    pub no_encoder: bool,
    /// A kept model of labels, by its name in `attentive text --with`: its label of each message is told, and lifts answers whose class it is
    #[arg(long, value_name = "NAME")]
    pub labels: Option<String>,
    /// Column of the question, by name or number from 1 [default: found by its name]
    #[arg(long, value_name = "NAME")]
    pub question_column: Option<String>,
    /// Column of the answer, by name or number from 1 [default: found by its name]
    #[arg(long, value_name = "NAME")]
    pub answer_column: Option<String>,
    /// Column of the class, by name or number from 1 [default: found by its name, if there is one]
    #[arg(long, value_name = "NAME")]
    pub class_column: Option<String>,
}

/// Options of `support ask`.
#[derive(Debug, Args)]
pub struct AskFaqArgs {
    /// Messages [default: the lines of standard input]
    #[arg(value_name = "MESSAGE")]
    pub messages: Vec<String>,
    /// The FAQ, by its name [default: the only one there is]
    #[arg(long, value_name = "NAME")]
    pub faq: Option<String>,
    /// Answer in JSON, a line for each message
    #[arg(long)]
    pub json: bool,
}
