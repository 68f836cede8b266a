//! What an engine prints while it runs: a line that names the task, its action
//! and its status, and a line with the result. Logs and chat exports hold it,
//! and with it whole run events.

use super::outcome::Outcome;
use super::record::Record;
use super::run_event::{self, RunEvent};

/// A result follows its head within so many lines.
const MOST_BETWEEN: usize = 60;

/// The run event that `line` is.
pub(super) fn event(line: &str) -> Option<RunEvent> {
    let line = line.trim();
    let may_be = line.starts_with("{\"") && line.contains("\"task_key\"");
    may_be.then(|| serde_json::from_str(line).ok()).flatten().filter(RunEvent::is_one)
}

/// Follows a text line by line.
#[derive(Debug, Default)]
pub(super) struct Transcript {
    pending: Option<(Record, usize)>,
}

impl Transcript {
    /// A further line comes; gives a record that has waited too long for its result.
    pub(super) fn wait(&mut self) -> Option<Record> {
        let (_, waited) = self.pending.as_mut()?;
        *waited += 1;
        (*waited > MOST_BETWEEN).then(|| self.end()).flatten()
    }

    /// Reads a line; gives the record it completes.
    pub(super) fn line(&mut self, number: usize, line: &str) -> Option<Record> {
        let line = line.trim();
        if let Some(event) = event(line) {
            return Some(event.record(format!("line {number}")));
        }
        if let Some(task) = line.strip_prefix("TASK: ") {
            let before = self.end();
            self.pending = head(task, number).map(|record| (record, 0));
            return before;
        }
        if !line.starts_with('{') {
            return None;
        }
        let (mut record, _) = self.pending.take()?;
        let status = (record.outcome, std::mem::take(&mut record.status));
        record.outcome = Outcome::Unknown;
        run_event::take_result(&mut record, line);
        if status.0 > record.outcome || record.status.is_empty() {
            (record.outcome, record.status) = status;
        }
        Some(record)
    }

    /// Ends the text; gives a record whose result never came.
    pub(super) fn end(&mut self) -> Option<Record> {
        self.pending.take().map(|(record, _)| record)
    }
}

/// `name | ACTION: action | STATUS: status`; without a status it is only the call.
fn head(text: &str, number: usize) -> Option<Record> {
    let mut parts = text.split(" | ");
    let mut record =
        Record { task: parts.next()?.trim().to_owned(), place: format!("line {number}"), ..Record::default() };
    for part in parts {
        if let Some(action) = part.trim().strip_prefix("ACTION: ") {
            record.action = action.trim().to_owned();
        } else if let Some(status) = part.trim().strip_prefix("STATUS: ") {
            record.status = status.trim().to_owned();
            record.outcome = Outcome::from_word(status);
        }
    }
    (!record.status.is_empty()).then_some(record)
}
