//! JSON Lines: one record a line, read as it comes and not kept.

use serde_json::Value;

use super::run_event::RunEvent;
use super::{Reading, document, row};
use crate::harvest::neighbours::{self, Neighbour};
use crate::harvest::{json_document, loose};
use crate::words::why;

/// So many rows that state little are kept until it is known what they are.
const MOST_MEAGRE: usize = 20_000;

/// Reads a log line by line.
#[derive(Debug)]
pub(in crate::harvest) struct JsonLines {
    /// What was read.
    pub(in crate::harvest) reading: Reading,
    /// Rows that are no log but somebody's backlog.
    backlog: Vec<Value>,
    /// Rows that are items if others are, and else nothing that is known.
    meagre: Vec<Value>,
    /// Whether the last line was a run event; such lines stand together.
    was_run_event: bool,
}

impl JsonLines {
    /// A reader of the log `name`.
    pub(in crate::harvest) fn new(name: &str, threshold: f64) -> Self {
        Self { reading: Reading::new(name, threshold), backlog: Vec::new(), meagre: Vec::new(), was_run_event: false }
    }

    /// Reads one line.
    pub(in crate::harvest) fn line(&mut self, number: usize, line: &str) {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if line.is_empty() {
            return;
        }
        self.reading.harvest.read += 1;
        let place = || format!("line {number}");
        // Most lines are run events: read those without keeping what they carry.
        if self.was_run_event || line.contains("\"task_key\"") {
            let event = serde_json::from_str::<RunEvent>(line).ok().filter(RunEvent::is_one);
            self.was_run_event = event.is_some();
            if let Some(event) = event {
                self.reading.enter(event.record(place()));
                return;
            }
        }
        match serde_json::from_str::<Value>(line) {
            Ok(value) => self.row(value, &place()),
            Err(error) => {
                if let Some(all) = json_document::several(line) {
                    // Each is a record of its own, and is counted as one.
                    self.reading.harvest.read -= 1;
                    all.iter().for_each(|value| self.line(number, &value.to_string()));
                } else if let Some(value) = python(line) {
                    self.row(value, &place());
                } else if let Some(value) = json_document::first(line) {
                    self.row(value, &place());
                    self.reading.problem(
                        place(),
                        format!("not JSON after its first record ({}); the rest is left out", why(&error)),
                    );
                } else {
                    self.reading.problem(place(), format!("not JSON ({}); the line is left out", why(&error)));
                }
            }
        }
    }

    fn pass_over(&mut self) {
        self.reading.harvest.skip("rows of an unknown kind", "they state no outcome, no confidence and no issue");
    }

    /// Ends the log: the rows of a backlog, those that state little among them.
    pub(in crate::harvest) fn take_backlog(&mut self) -> Vec<Value> {
        let (mut backlog, meagre) = (std::mem::take(&mut self.backlog), std::mem::take(&mut self.meagre));
        if backlog.is_empty() {
            meagre.iter().for_each(|_| self.pass_over());
        } else {
            backlog.extend(meagre);
        }
        backlog
    }

    fn row(&mut self, value: Value, place: &str) {
        let Value::Object(object) = &value else {
            if let Value::Array(list) = &value {
                document::read_list(list, place, &mut self.reading);
            } else {
                self.reading.harvest.skip("lines that are no records", "a record is an object");
            }
            return;
        };
        if neighbours::of_row(object)
            .is_some_and(|kind| kind != Neighbour::WorkItem || !super::envelope::is_envelope(object))
        {
            self.backlog.push(value);
            return;
        }
        if row::read(object, place, &mut self.reading) || document::read_object(object, place, &mut self.reading) {
            return;
        }
        if neighbours::may_be_item(object) && self.meagre.len() < MOST_MEAGRE {
            self.meagre.push(value);
        } else {
            self.pass_over();
        }
    }
}

/// A line that Python printed.
fn python(line: &str) -> Option<Value> {
    if !line.starts_with("{'") {
        return None;
    }
    loose::read(line)
        .filter(|loose| !loose.cut && loose.deep.is_empty() && loose.length == line.len())
        .map(|loose| loose.value)
}
