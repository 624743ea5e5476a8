//! The command line of `attentive text`.

use std::path::PathBuf;

use attentive_text::tuned::Tuning;
use clap::{Args, Subcommand, ValueEnum};

/// Below the help of `text`.
pub const EXAMPLES: &str = "\
A file of labelled texts is a table (CSV, TSV, semicolons) or lines of JSON, in UTF-8, with or without a header:
  text,label
  \"where is my card, please?\",card_arrival
Columns are found by their names (text, sentence, query, review, title + body, ...; label, intent, category, tag, ...),
or named by --text-column and --label-column, by name or by number from 1. A record that cannot be used is left out,
counted, and told with its line.

Examples:
  attentive text train messages.csv
      what labels can be told apart: judged on parts of the file that are left out in turn; nothing is kept
  attentive text train train.csv --test test.csv --json report.json --save support
      judged on other texts: precision, recall, F1 of each label; kept under the name support
  attentive text train intents.tsv --test test.tsv --oos none
      texts labelled none belong to no other label; how many of them are refused is told
  attentive text train train.csv --test test.csv --model encoder --tuning lora --save support
      an encoder (see `attentive model --help`) is tuned by small weights beside it
  attentive text train few.csv --model means --save support
  attentive text teach more.csv --with support
      from a handful of texts a label; more texts and new labels come later, and nothing learnt before is lost
  attentive text label --with support 'my card has not come yet'
  attentive text label --with support < messages.txt > labels.jsonl
      a line in, a line of JSON out: label, how likely, what else; no label and why when it is none of them
  attentive text label --among card_arrival --among 'refund=wants money back' 'where is my card'
      before anything is taught: how near each label comes in meaning, which is no probability
  attentive text label --cloze '{text} It was {gap}.' --among good=good,great --among bad=bad,poor 'never again'
  attentive text train few.csv --cloze '{text} It was {gap}.' --word good=good,great --word bad=bad,poor --save mood
      the same by which word fits a gap, untaught and taught, with an encoder that guesses words (bert-base and its kind)
  attentive text evaluate other.csv --with support
  attentive text embed 'my card has not come yet'
      a row of numbers of length 1; the product of two rows says how close their texts are, at most 1
";

/// Below the help of `text tag`, and of training with `--tags`.
pub const TAGGING: &str = "\
A file of tagged words has a word a line with its tag in the last column (parted by tabs or blanks; IOB1, IOB2 or
BIOES) and a blank line behind each sentence, or lines of JSON with the places of what each text names:
  Anna\tB-PER
  {\"text\": \"Anna is here\", \"entities\": [{\"type\": \"PER\", \"start\": 0, \"end\": 4}]}
Places are signs, counted from 0; the end is the sign behind the last.

Examples:
  attentive text train train.conll --tags --test test.conll --save names
  attentive text train train.conll --tags --model encoder --save names
      an encoder (see `attentive model --help`) is tuned to the tags: better for the language that it knows
  attentive text evaluate other.conll --tags --with names
  attentive text tag --with names 'Anna Smith of Acme called from Oslo'
  attentive text tag --with names --json < messages.txt > entities.jsonl
      a line in, a line of JSON out
";

/// Below the help of `text understand`.
pub const UNDERSTANDING: &str = "\
Rules answer, by words that a person can read and change; your own models, where they are named and sure, before them,
and each answer says which it was. Nothing is kept.

Examples:
  attentive text understand 'Please approve OPS-7 by Friday 5pm' --from 'Anna <anna@example.org>'
  attentive text understand '明天下午三点前给我报价' --now 2026-11-25T14:20
  attentive text understand 'where is my card' --intent support --names names
  attentive text understand --print-words > words.txt
  attentive text understand --words words.txt 'ship it before the freeze'
";

/// Below the help of `text serve`.
const SERVING: &str = "\
Other programs of this machine ask with the texts in a body of JSON; nothing that they send is kept:
  attentive text serve --with support --port 5610
  curl -s localhost:5610/api/text
  curl -s localhost:5610/api/text/label -H 'content-type: application/json' -d '{\"texts\": [\"where is my card\"]}'
  curl -s localhost:5610/api/text/embed -H 'content-type: application/json' -d '{\"texts\": [\"where is my card\"]}'
With server.api_key set in the settings, each call brings it as `Authorization: Bearer KEY`.
";

/// Options of `text`.
#[derive(Debug, Args)]
pub struct TextArgs {
    /// What to do
    #[command(subcommand)]
    pub what: TextWhat,
}

/// What `text` can do.
#[derive(Debug, Subcommand)]
pub enum TextWhat {
    /// Learn labels from a file of texts, judge them on another, keep the model
    #[command(after_help = EXAMPLES)]
    Train(TrainTextArgs),
    /// Teach a kept model more texts, of labels that it knows or of new ones, without learning all anew
    #[command(after_help = EXAMPLES)]
    Teach(TeachTextArgs),
    /// Judge a kept model on a file of labelled texts
    #[command(after_help = EXAMPLES)]
    Evaluate(EvaluateTextArgs),
    /// Label texts by a kept model: each text a line of JSON
    #[command(after_help = EXAMPLES)]
    Label(LabelTextArgs),
    /// Tell what texts name (people, organisations, places, ...) by a model that was trained with --tags
    #[command(after_help = TAGGING)]
    Tag(TagTextArgs),
    /// Understand what asks for attention: what it wants, how much it presses, until when, who waits; a line of JSON
    #[command(after_help = UNDERSTANDING)]
    Understand(UnderstandTextArgs),
    /// What texts mean, as rows of numbers, by an encoder: each text a line of JSON
    #[command(after_help = EXAMPLES)]
    Embed(EmbedTextArgs),
    /// Label and embed texts for other programs of this machine, over HTTP
    #[command(after_help = SERVING)]
    Serve(ServeTextArgs),
}

/// What learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextModel {
    /// The best that is there; which one it was is said
    Auto,
    /// Words and pieces of words, each pushing for or against a label: no weights from elsewhere, seconds to learn
    Linear,
    /// An encoder that was added with `attentive model add`, tuned to the labels: better where the order of words makes the meaning, minutes to learn
    Encoder,
    /// Words and pieces of words, and beside them what an encoder makes of the whole text: seconds to learn; what is taken for many texts where the encoder is not tuned
    Combined,
    /// An encoder as it is, and the nearest mean of what each label was taught with: good from a handful of texts, seconds to learn, takes new labels at any time by `text teach`
    Means,
}

/// Which columns are what.
#[derive(Debug, Args)]
pub struct ColumnArgs {
    /// Column of the text, by name or number from 1; several are joined [default: found by its name]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub text_column: Vec<String>,
    /// Column of the label, by name or number from 1 [default: found by its name]
    #[arg(long, value_name = "NAME")]
    pub label_column: Option<String>,
}

/// Options of `text train`.
#[derive(Debug, Args)]
pub struct TrainTextArgs {
    /// Texts with labels to learn from
    #[arg(value_name = "TRAIN")]
    pub train: PathBuf,
    /// Learn tags of words (people, organisations, ...) instead of labels; see `attentive text tag --help` for the file
    #[arg(long, conflicts_with_all = ["oos", "text_column", "label_column"])]
    pub tags: bool,
    /// Texts with labels to be judged on; without it parts of TRAIN are left out in turn
    #[arg(long, value_name = "TEST")]
    pub test: Option<PathBuf>,
    /// Write the report as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// The label of texts that belong to no other; TRAIN may hold some of them, or none
    #[arg(long, value_name = "NAME")]
    pub oos: Option<String>,
    /// Keep the model, under a name for `--with`, or in a file (a path, or a name that ends in .safetensors)
    #[arg(long, value_name = "NAME|FILE")]
    pub save: Option<String>,
    /// What learns
    #[arg(long, value_enum, default_value_t = TextModel::Auto)]
    pub model: TextModel,
    /// The encoder to tune, by its name in `attentive model list` [default: the only one there is]
    #[arg(long, value_name = "NAME")]
    pub encoder: Option<String>,
    /// What of the encoder is tuned: full, lora, adalora, adapter, prefix or head; all but full leave the encoder as it is and keep a small file beside it
    #[arg(long, value_name = "NAME", default_value = "full", value_parser = tuning)]
    pub tuning: Tuning,
    /// Ask the encoder which word fits a sentence with {text} and {gap}, such as '{text} It was {gap}.', and tune it to that, from a handful of texts, for encoders that guess words (bert-base and its kind)
    #[arg(long, value_name = "SENTENCE", conflicts_with = "tags")]
    pub cloze: Option<String>,
    /// The words that stand for a label in the gap [default: the label itself]
    #[arg(long, value_name = "LABEL=WORD,...", requires = "cloze")]
    pub word: Vec<String>,
    /// Rounds through the texts, with an encoder [default: by the number of texts and labels]
    #[arg(long, value_name = "N", value_parser = rounds)]
    pub rounds: Option<usize>,
    /// The highest learning rate, with an encoder [default: by the tuning and the encoder's width]
    #[arg(long, value_name = "RATE")]
    pub rate: Option<f32>,
    /// Threads that an encoder is tuned on, 1 or 2; what is learnt does not depend on it
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = threads)]
    pub threads: usize,
    /// Where chance begins
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Which columns are what
    #[command(flatten)]
    pub columns: ColumnArgs,
}

fn tuning(word: &str) -> Result<Tuning, String> {
    let names: Vec<&str> = Tuning::ALL.iter().map(|tuning| tuning.name()).collect();
    Tuning::named(word).ok_or_else(|| format!("there are {}", names.join(", ")))
}

fn rounds(word: &str) -> Result<usize, String> {
    word.parse().ok().filter(|rounds| (1..=1_000).contains(rounds)).ok_or_else(|| "a number from 1 to 1000".to_owned())
}

fn threads(word: &str) -> Result<usize, String> {
    word.parse().ok().filter(|threads| (1..=2).contains(threads)).ok_or_else(|| "1 or 2".to_owned())
}

/// Options of `text teach`.
#[derive(Debug, Args)]
pub struct TeachTextArgs {
    /// More texts with labels
    #[arg(value_name = "MORE")]
    pub more: PathBuf,
    /// The kept model, by its name or file; it was made by `attentive text train --model means` [default: the only one there is]
    #[arg(long, value_name = "NAME|FILE")]
    pub with: Option<String>,
    /// Keep the model that knows more under another name, and leave the first as it is
    #[arg(long, value_name = "NAME|FILE")]
    pub save: Option<String>,
    /// Which columns are what
    #[command(flatten)]
    pub columns: ColumnArgs,
}

/// Options of `text evaluate`.
#[derive(Debug, Args)]
pub struct EvaluateTextArgs {
    /// Texts with labels
    #[arg(value_name = "TEST")]
    pub test: PathBuf,
    /// Judge a model of tags on tagged words
    #[arg(long, conflicts_with_all = ["oos", "text_column", "label_column"])]
    pub tags: bool,
    /// The kept model, by its name or file [default: the only one there is]
    #[arg(long, value_name = "NAME|FILE")]
    pub with: Option<String>,
    /// The label of texts that belong to no other [default: the one that it was taught with]
    #[arg(long, value_name = "NAME")]
    pub oos: Option<String>,
    /// Write the report as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Which columns are what
    #[command(flatten)]
    pub columns: ColumnArgs,
}

/// Options of `text label`.
#[derive(Debug, Args)]
pub struct LabelTextArgs {
    /// Texts [default: the lines of standard input]
    #[arg(value_name = "TEXT", conflicts_with = "file")]
    pub texts: Vec<String>,
    /// A table or lines of JSON with a column of texts
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The kept model, by its name or file [default: the only one there is]
    #[arg(long, value_name = "NAME|FILE")]
    pub with: Option<String>,
    /// Instead of a model, labels that nobody taught: a text gets the one whose name or description comes nearest in meaning
    #[arg(long, value_name = "LABEL[=DESCRIPTION]", conflicts_with = "with")]
    pub among: Vec<String>,
    /// With --among LABEL=WORD,...: the label whose words fit the gap of a sentence with {text} and {gap} best, such as '{text} It was {gap}.', for encoders that guess words
    #[arg(long, value_name = "SENTENCE", requires = "among")]
    pub cloze: Option<String>,
    /// The encoder that tells what comes near, with --among [default: the only one there is]
    #[arg(long, value_name = "NAME", requires = "among")]
    pub encoder: Option<String>,
    /// Which columns are what, with --file
    #[command(flatten)]
    pub columns: ColumnArgs,
}

/// Options of `text tag`.
#[derive(Debug, Args)]
pub struct TagTextArgs {
    /// Texts [default: the lines of standard input]
    #[arg(value_name = "TEXT", conflicts_with = "file")]
    pub texts: Vec<String>,
    /// A table or lines of JSON with a column of texts
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The kept model of tags, by its name or file [default: the only one there is]
    #[arg(long, value_name = "NAME|FILE")]
    pub with: Option<String>,
    /// Print a line of JSON for each text instead of a table
    #[arg(long)]
    pub json: bool,
    /// Which columns are what, with --file
    #[command(flatten)]
    pub columns: ColumnArgs,
}

/// Options of `text understand`.
#[derive(Debug, Args)]
pub struct UnderstandTextArgs {
    /// The subject, or the whole of a short message
    #[arg(value_name = "SUBJECT", required_unless_present = "print_words")]
    pub subject: Option<String>,
    /// What follows the subject
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub body: String,
    /// Who sent it, as a name, @name or a name with its address as mails have it
    #[arg(long, value_name = "WHO")]
    pub from: Option<String>,
    /// When it came in: RFC 3339 or a local time such as 2026-11-24T09:30 [default: now]
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
    /// A kept model of labels that says what is wanted
    #[arg(long, value_name = "NAME|FILE")]
    pub intent: Option<String>,
    /// A kept model of labels that says what it is about
    #[arg(long, value_name = "NAME|FILE")]
    pub topic: Option<String>,
    /// A kept model of the labels low, normal, high and urgent
    #[arg(long, value_name = "NAME|FILE")]
    pub urgency: Option<String>,
    /// A kept model of tags that says whom and what it names
    #[arg(long, value_name = "NAME|FILE")]
    pub names: Option<String>,
    /// Words of your own instead of those that come with the program
    #[arg(long, value_name = "FILE")]
    pub words: Option<PathBuf>,
    /// Print the words that come with the program, to change them
    #[arg(long)]
    pub print_words: bool,
}

/// Options of `text embed`.
#[derive(Debug, Args)]
pub struct EmbedTextArgs {
    /// Texts [default: the lines of standard input]
    #[arg(value_name = "TEXT", conflicts_with = "file")]
    pub texts: Vec<String>,
    /// A table or lines of JSON with a column of texts
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The encoder, by its name in `attentive model list` [default: the only one there is]
    #[arg(long, value_name = "NAME")]
    pub encoder: Option<String>,
    /// Which columns are what, with --file
    #[command(flatten)]
    pub columns: ColumnArgs,
}

/// Options of `text serve`.
#[derive(Debug, Args)]
pub struct ServeTextArgs {
    /// The kept model that labels, by its name or file [default: none, texts are embedded only]
    #[arg(long, value_name = "NAME|FILE")]
    pub with: Option<String>,
    /// The encoder that embeds, by its name in `attentive model list` [default: the only one there is]
    #[arg(long, value_name = "NAME")]
    pub encoder: Option<String>,
    /// Where to listen on this machine; 0 takes any free port
    #[arg(long, value_name = "PORT", default_value_t = 5610)]
    pub port: u16,
}
