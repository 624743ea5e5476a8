//! `attentive support add`: a file of questions and answers, checked, made ready, kept.

use std::fs::File;
use std::io::BufReader;

use attentive_text::faq::{AskedColumns, InTrials, ReadFaq, Shelf, Trials};

use super::args::AddArgs;
use super::kept::{self, About, Faqs};
use crate::commands::{Place, model, text};
use crate::failure::{Failure, Outcome};
use crate::progress;

/// Adds.
pub fn run(place: &Place, args: &AddArgs) -> Outcome {
    let name = match &args.name {
        Some(name) => name.clone(),
        None => args.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
    };
    kept::check_name(&name)?;
    // A model that is not there is told before anything takes time.
    if let Some(labels) = &args.labels {
        text::kept::find(place, Some(labels))?;
    }
    let found = read(args)?;
    let encoder = if args.no_encoder { None } else { model::find(place, args.encoder.as_deref())? };
    let refused =
        |why: &dyn std::fmt::Display| Failure::input(format!("could not use the FAQ: {why}: {}", args.file.display()));
    let bar = progress::bar(1_000, "making it ready");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a thousand")]
    let mut told = |share: f64| bar.set_position((1_000.0 * share) as u64);
    let made = Shelf::make(found.faq, encoder.as_ref().map(|(_, encoder)| encoder), &mut told);
    bar.finish_and_clear();
    let (shelf, trials) = made.map_err(|fault| refused(&fault))?;
    let is_used = shelf.encoder().is_some();
    let about = About {
        name: name.clone(),
        from: args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        questions: shelf.faq().entries().len(),
        answers: shelf.faq().answer_count(),
        classes: shelf.faq().classes().into_iter().map(str::to_owned).collect(),
        encoder: encoder.as_ref().map(|(name, _)| name.clone()).filter(|_| is_used),
        labels: args.labels.clone(),
        sha256: [].into(),
    };
    let path = Faqs::of(&place.data_dir).keep(&about, &shelf)?;
    tell(&about, &trials, encoder.map(|(name, _)| name).as_deref());
    say!("kept: `attentive support ask --faq {name} 'MESSAGE'` asks it: {}", path.display());
    Ok(())
}

/// Reads the file, and says what was read as what and what was left out.
fn read(args: &AddArgs) -> Result<ReadFaq, Failure> {
    let refused =
        |why: &dyn std::fmt::Display| Failure::input(format!("could not read the FAQ: {why}: {}", args.file.display()));
    let input = BufReader::new(File::open(&args.file).map_err(|error| refused(&error))?);
    let asked = AskedColumns {
        question: args.question_column.clone(),
        answer: args.answer_column.clone(),
        class: args.class_column.clone(),
    };
    let found = ReadFaq::read(input, &asked).map_err(|fault| refused(&fault))?;
    // Standard output is for answers.
    eprintln!("{}: {} questions ({})", args.file.display(), found.faq.entries().len(), found.read_as);
    if found.repeated > 0 {
        eprintln!("  {} records said once more what one before had said", found.repeated);
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

fn tell(about: &About, trials: &Trials, encoder: Option<&str>) {
    let classes = match about.classes.len() {
        0 => "no classes".to_owned(),
        1 => "1 class".to_owned(),
        count => format!("{count} classes"),
    };
    say!("{} questions, {} different answers, {classes}", about.questions, about.answers);
    let used = match (&about.encoder, encoder, &trials.both) {
        (Some(name), _, Some(both)) => {
            say!("answers are found by words and by meaning (encoder {name})");
            both
        }
        (None, Some(name), Some(both)) => {
            say!(
                "answers are found by words alone: on its own texts they find the right one better (mean 1 / rank {:.3}) than with the encoder {name} ({:.3})",
                trials.words.mean_reciprocal_rank,
                both.mean_reciprocal_rank
            );
            &trials.words
        }
        _ => {
            say!(
                "answers are found by words alone; `attentive model add` adds an encoder that finds them by meaning, too"
            );
            &trials.words
        }
    };
    tell_trials(trials.messages, used);
}

fn tell_trials(messages: usize, found: &InTrials) {
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    let right = match found.drafts_right {
        Some(right) => format!("{} of all drafts right", percent(right)),
        None => "no draft at all".to_owned(),
    };
    say!(
        "on {messages} messages made of its own texts, asked with and without their answer: the right answer among five for {} of those worded otherwise; drafts for {} of those whose answer is there, {right}",
        percent(found.among_five),
        percent(found.drafted)
    );
}
