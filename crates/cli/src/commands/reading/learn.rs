//! `attentive reading learn`: a history, learnt, tried on itself, kept.

use std::fs::File;
use std::io::BufReader;

use attentive_learn::model_file::LearntFrom;
use attentive_text::reading::{AskedHistory, Interests, ReadHistory};
use sha2::{Digest, Sha256};

use super::args::LearnArgs;
use super::kept::{self, Kept};
use super::tell;
use crate::commands::{Place, model};
use crate::failure::{Failure, Outcome};
use crate::progress;

/// Learns.
pub fn run(place: &Place, args: &LearnArgs) -> Outcome {
    let name = match &args.name {
        Some(name) => name.clone(),
        None => args.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
    };
    kept::check_name(&name)?;
    let mut found = read(args)?;
    // What the rules would change or drop is not learnt.
    if let Some(screen) = super::screen(place)? {
        let all = found.reads.len();
        found.reads.retain(|read| screen.text(super::BUCKET, &read.text).as_deref() == Some(read.text.as_str()));
        let hidden = all - found.reads.len();
        if hidden > 0 {
            eprintln!("  {hidden} texts were left out by your privacy rules");
        }
        if found.reads.is_empty() {
            return Err(Failure::input("could not learn the history: your privacy rules leave none of its texts"));
        }
    }
    let encoder = if args.no_encoder { None } else { model::find(place, args.encoder.as_deref())? };
    let bar = progress::bar(1_000, "learning");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a thousand")]
    let mut told = |share: f64| bar.set_position((1_000.0 * share) as u64);
    let learnt = Interests::learn_history(&found.reads, encoder.as_ref().map(|(_, encoder)| encoder), &mut told);
    bar.finish_and_clear();
    let interests = learnt
        .map_err(|fault| Failure::input(format!("could not learn the history: {fault}: {}", args.file.display())))?;
    let mut sum = Sha256::new();
    for read in &found.reads {
        sum.update(read.text.as_bytes());
        sum.update([0]);
    }
    let data_sha256 = sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let from = LearntFrom { data_sha256, files: 1, people: 1, samples: found.reads.len(), seed: 1 };
    let kept = Kept::of(&place.data_dir);
    let path = kept.keep(&name, &interests, from, &kept.turn()?)?;
    let counts = interests.counts();
    say!("{} texts were interesting, {} were not", counts.liked, counts.disliked);
    match (interests.encoder().is_some(), encoder) {
        (true, Some((encoder, _))) => say!("texts are compared by words and by meaning (encoder {encoder})"),
        (false, Some((encoder, _))) => {
            say!("texts are compared by words alone: on this history they do better than with the encoder {encoder}");
        }
        _ => {
            say!("texts are compared by words alone; `attentive model add` adds an encoder that compares meanings, too")
        }
    }
    if let Some(days) = interests.half_life_days() {
        say!("after {days} days a text counts half: so what came next was told best");
    }
    say!("{}", tell::trust(&interests.trust()));
    say!("kept: `attentive reading rank TEXTS --name {name}` ranks by it: {}", path.display());
    Ok(())
}

/// Reads the file, and says what was read as what and what was left out.
fn read(args: &LearnArgs) -> Result<ReadHistory, Failure> {
    let refused = |why: &dyn std::fmt::Display| {
        Failure::input(format!("could not read the history: {why}: {}", args.file.display()))
    };
    let input = BufReader::with_capacity(1 << 16, File::open(&args.file).map_err(|error| refused(&error))?);
    let asked = AskedHistory {
        text: args.text_column.clone(),
        interest: args.interest_column.clone(),
        time: args.time_column.clone(),
    };
    let found = ReadHistory::read(input, &asked).map_err(|fault| refused(&fault))?;
    // Standard output is for answers.
    eprintln!("{}: {} texts ({})", args.file.display(), found.reads.len(), found.read_as);
    if !found.has_interest {
        eprintln!("  no column says how interesting they were, so all were; --interest-column NAME names one");
    }
    if found.bad > 0 {
        eprintln!("  {} records were left out:", found.bad);
        found.told.iter().for_each(|line| eprintln!("    {line}"));
        if found.bad > found.told.len() {
            eprintln!("    and {} more", found.bad - found.told.len());
        }
    }
    Ok(found)
}
