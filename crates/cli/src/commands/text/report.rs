//! What a model is worth, for the terminal and as JSON.

use std::path::Path;

use attentive_text::label::{Judged, Outside};
use serde_json::Value;

use crate::failure::{Failure, Outcome};

/// Prints the report.
pub fn print(judged: &Judged) {
    judged.report.text().lines().for_each(|line| say!("{line}"));
    say!("");
    let words = [
        format!("{} texts", judged.texts),
        format!("accuracy {:.4}", judged.report.accuracy),
        format!("macro F1 {:.4}", judged.report.macro_mean.f1),
        format!("how sure it is, off by {:.3} on average", judged.calibration_error),
    ];
    say!("{}", words.join(", "));
    if let Some(Outside { in_scope_accuracy, recall, precision }) = judged.outside {
        let told = |share: Option<f64>| share.map_or_else(|| "none to judge".to_owned(), |share| format!("{share:.4}"));
        say!(
            "texts that belong to a label: accuracy {}; texts that belong to none: recall {}, precision {}",
            told(in_scope_accuracy),
            told(recall),
            told(precision)
        );
    }
}

/// Writes JSON to a file.
pub fn write(file: &Path, value: &Value) -> Outcome {
    std::fs::write(file, format!("{value:#}\n"))
        .map_err(|error| Failure::input(format!("could not write the report: {error}: {}", file.display())))
}
