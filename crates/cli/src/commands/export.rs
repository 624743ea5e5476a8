//! `attentive export`: everything, in open formats.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use attentive_store::{Range, Store};
use attentive_types::{Bucket, EventColumns, Payload};
use serde_json::json;

use super::Place;
use crate::args::{ExportArgs, ExportFormat};
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use crate::{progress, terminal};

/// Writes the events to a file or to standard output.
pub fn run(place: &Place, args: &ExportArgs) -> Outcome {
    let store = place.open_store_to_read()?;
    let mut buckets = store.buckets()?;
    if let Some(id) = &args.bucket {
        buckets.retain(|bucket| &bucket.id == id);
        if buckets.is_empty() {
            return Err(Failure::new(
                exit_codes::INPUT,
                format!("there is no bucket named {id:?}; `attentive status` lists them"),
            ));
        }
    }
    if args.output == Path::new("-") {
        return write(&store, &buckets, args.format, &mut BufWriter::new(terminal::answer()));
    }
    let unfinished = args.output.with_extension("unfinished");
    let file = File::create(&unfinished).map_err(|error| cannot_write(&args.output, &error))?;
    let mut out = BufWriter::new(file);
    write(&store, &buckets, args.format, &mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    std::fs::rename(&unfinished, &args.output).map_err(|error| cannot_write(&args.output, &error))?;
    eprintln!("wrote {}", args.output.display());
    Ok(())
}

fn cannot_write(file: &Path, error: &io::Error) -> Failure {
    Failure::new(exit_codes::FAILED, format!("could not write the export: {error}: {}", file.display()))
}

fn write(store: &Store, buckets: &[Bucket], format: ExportFormat, out: &mut impl Write) -> Outcome {
    let bar = progress::bar(buckets.len() as u64, "exporting");
    match format {
        ExportFormat::Json => write!(out, "{{\"buckets\":{{")?,
        ExportFormat::Csv => writeln!(out, "bucket,type,start,end,duration_s,data")?,
    }
    for (place, bucket) in buckets.iter().enumerate() {
        let events = store.columns(&bucket.id, Range::default())?;
        match format {
            ExportFormat::Json => {
                if place > 0 {
                    out.write_all(b",")?;
                }
                write_json(bucket, &events, out)?;
            }
            ExportFormat::Csv => write_csv(bucket, &events, out)?,
        }
        bar.inc(1);
    }
    if format == ExportFormat::Json {
        writeln!(out, "}}}}")?;
    }
    out.flush()?;
    bar.finish_and_clear();
    Ok(())
}

fn write_json(bucket: &Bucket, events: &EventColumns, out: &mut impl Write) -> Outcome {
    let mut head = json!(bucket);
    head["events"] = json!([]);
    let head = head.to_string();
    let (before, after) = head.split_once("\"events\":[]").unwrap_or((&head, ""));
    write!(out, "{}:{before}\"events\":[", json!(bucket.id))?;
    for row in 0..events.len() {
        if row > 0 {
            out.write_all(b",")?;
        }
        serde_json::to_writer(&mut *out, &events.event(row))?;
    }
    write!(out, "]{after}")?;
    Ok(())
}

fn write_csv(bucket: &Bucket, events: &EventColumns, out: &mut impl Write) -> Outcome {
    for row in 0..events.len() {
        let span = events.span(row);
        let (id, kind) = (quoted(&bucket.id), quoted(&bucket.kind));
        let data = quoted(&text_of(events.data(row)));
        writeln!(out, "{id},{kind},{},{},{},{data}", span.start, span.end, span.seconds())?;
    }
    Ok(())
}

fn text_of(data: &Payload) -> String {
    serde_json::Value::Object(data.clone()).to_string()
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn csv_fields_with_commas_and_quotes_are_quoted() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted(r#"a,"b""#), r#""a,""b""""#);
    }
}
