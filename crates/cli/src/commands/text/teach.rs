//! `attentive text teach`: more texts, and new labels, for a model that is kept.

use attentive_learn::model_file::{Card, LearntFrom};
use attentive_text::labelled::Labels;
use sha2::{Digest, Sha256};

use super::args::TeachTextArgs;
use super::learnt::Learnt;
use super::{kept, read};
use crate::commands::Place;
use crate::commands::train::kept::DataHash;
use crate::failure::{Failure, Outcome};
use crate::progress;

/// Teaches, and keeps what came of it.
pub fn run(place: &Place, args: &TeachTextArgs) -> Outcome {
    args.save.as_deref().map_or(Ok(()), kept::check)?;
    let (name, mut model, manifest) = kept::find_growing(place, args.with.as_deref())?;
    let more = read::texts(&args.more, &args.columns, Labels::Wanted)?;
    let before = manifest.labels.len();
    let bar = progress::bar(1_000, "reading");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a thousand")]
    let taught = model.teach(&read::views(&more), &read::labels(&more), &mut |share| {
        bar.set_position((1_000.0 * share) as u64);
    });
    bar.finish_and_clear();
    let found = taught.map_err(|fault| Failure::input(format!("could not teach: {fault}: {}", args.more.display())))?;
    let mut hash = DataHash::default();
    hash.add(&args.more)?;
    let earlier = manifest.learnt_from;
    let from = LearntFrom {
        // What was learnt from before, then this.
        data_sha256: hex(&Sha256::digest(earlier.data_sha256 + &hash.finish())),
        files: earlier.files + 1,
        samples: model.taught(),
        people: earlier.people,
        seed: earlier.seed,
    };
    let labels = attentive_text::Labeller::labels(&model).len();
    say!(
        "taught {} texts more, {} new labels: {} texts, {labels} labels in all",
        more.texts.len(),
        labels - before,
        model.taught()
    );
    let right = format!("{:.1} % of {} rows left out one at a time", 100.0 * found.accuracy, found.class.len());
    say!("  right in {right}");
    let learnt = Learnt::Grown(Box::new(model), found, String::new());
    let how_good = format!("Right in {right}. `attentive text evaluate` judges on other texts.");
    let to = args.save.as_deref().unwrap_or(&name);
    let path = kept::keep(place, to, &learnt.to_file(from), &Card { how_good: &how_good, ..learnt.card() })?;
    say!("kept: {}", path.display());
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
