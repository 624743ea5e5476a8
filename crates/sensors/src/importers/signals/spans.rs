//! Tables of stretches: blinks and fixations that the device's own program found.

use attentive_types::{Annotation, Span, StreamInfo, Timestamp};

use super::super::{ImportError, ReadReport};
use super::table::{Decimal, Dialect, is_blank};
use super::{Assumptions, Lines, MOST_ROWS, Piece, RecordingReader, Source};

/// What the columns of a table of stretches hold.
#[derive(Clone, Debug)]
pub(super) struct SpanPlan {
    /// How the table is written.
    pub(super) dialect: Dialect,
    /// The line of the first row.
    pub(super) first_row: usize,
    /// The column of the start.
    pub(super) start: usize,
    /// The column of the end.
    pub(super) end: usize,
    /// Both are ten to this power nanoseconds,
    pub(super) power: i32,
    /// after this.
    pub(super) start_nanos: i64,
    /// What each stretch is.
    pub(super) label: &'static str,
    /// The stream that they belong to.
    pub(super) stream: &'static str,
}

/// Reads a table of stretches.
pub(super) struct SpanReader {
    lines: Lines,
    plan: SpanPlan,
    report: ReadReport,
    assumptions: Assumptions,
}

impl SpanReader {
    pub(super) fn new(source: Source, plan: SpanPlan, assumptions: Assumptions) -> Self {
        Self { lines: Lines::new(source), plan, report: ReadReport::default(), assumptions }
    }
}

impl RecordingReader for SpanReader {
    fn streams(&self) -> &[StreamInfo] {
        &[]
    }

    fn next_piece(&mut self) -> Result<Option<Piece>, ImportError> {
        let Self { lines, plan, report, .. } = self;
        let mut marks = Vec::new();
        while marks.len() < MOST_ROWS {
            let Some(line) = lines.next_line()? else { break };
            let cells = plan.dialect.cells(line);
            let is_empty = is_blank(line);
            let number = lines.number();
            if number < plan.first_row || is_empty {
                continue;
            }
            let time = |column: usize| {
                let (time, count) = Decimal::scan(cells.get(column)?.as_bytes())?;
                let time = (count == cells[column].len()).then(|| time.scaled(plan.power))??;
                time.checked_add(plan.start_nanos).map(Timestamp)
            };
            match (time(plan.start), time(plan.end)) {
                (Some(start), Some(end)) if start <= end => {
                    report.read += 1;
                    let span = Span::new(start, end);
                    marks.push(Annotation { stream: plan.stream.to_owned(), span, label: plan.label.to_owned() });
                }
                (Some(_), Some(_)) => report.skip(|| format!("line {number}"), "it ends before it starts"),
                _ => report.skip(|| format!("line {number}"), "expected a start and an end"),
            }
        }
        Ok(if marks.is_empty() { None } else { Some(Piece::Annotations(marks)) })
    }

    fn report(&self) -> &ReadReport {
        &self.report
    }

    fn assumptions(&self) -> &Assumptions {
        &self.assumptions
    }
}
