//! JSON Lines: one record a line, read as it comes and not kept.

use serde_json::Value;

use super::run_event::RunEvent;
use super::{Reading, document, row};
use crate::harvest::json_text::{JsonText, unwrapped};
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
    backlog: Vec<(String, Value)>,
    /// Rows that are items if others are, and else nothing that is known.
    meagre: Vec<(String, Value)>,
    /// How many more there were.
    beyond: usize,
    /// Whether the last line was a run event; such lines stand together.
    was_run_event: bool,
}

impl JsonLines {
    /// A reader of the log `name`.
    pub(in crate::harvest) fn new(name: &str, threshold: f64) -> Self {
        Self {
            reading: Reading::new(name, threshold),
            backlog: Vec::new(),
            meagre: Vec::new(),
            beyond: 0,
            was_run_event: false,
        }
    }

    /// Reads one line.
    pub(in crate::harvest) fn line(&mut self, number: usize, line: &str) {
        let line = unwrapped(line);
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
        match serde_json::from_str::<JsonText>(line) {
            Ok(text) => self.text(text, &place()),
            Err(error) => {
                if let Some(all) = json_document::several(line) {
                    // Each is a record of its own, and is counted as one.
                    self.reading.harvest.read += all.len() - 1;
                    all.into_iter().for_each(|text| self.text(text, &place()));
                } else if let Some(value) = python(line) {
                    self.row(value, &place());
                } else if let Some(text) = json_document::first(line) {
                    self.text(text, &place());
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

    /// Ends the log: the rows of a backlog, those that state little among them.
    pub(in crate::harvest) fn take_backlog(&mut self) -> Vec<(String, Value)> {
        let (mut backlog, meagre) = (std::mem::take(&mut self.backlog), std::mem::take(&mut self.meagre));
        if backlog.is_empty() {
            (0..meagre.len() + self.beyond).for_each(|_| self.reading.pass_over());
        } else {
            if self.beyond > 0 {
                let count = self.beyond;
                self.reading.harvest.problem_of_all("file", format!("{count} more rows state an id and a description alone, beyond the first {MOST_MEAGRE} such rows; split the file to have them"));
            }
            backlog.extend(meagre);
        }
        backlog
    }

    fn text(&mut self, text: JsonText, place: &str) {
        let value = self.reading.value(text, place);
        self.row(value, place);
    }

    fn row(&mut self, value: Value, place: &str) {
        let Value::Object(object) = &value else {
            if let Value::Array(list) = &value {
                // The line is no record beside those in it.
                self.reading.harvest.read -= 1;
                if !document::read_list(list, place, &mut self.reading) {
                    list.iter().for_each(|_| self.reading.pass_over());
                }
            } else {
                self.reading.harvest.skip("lines that are no records", "a record is an object");
            }
            return;
        };
        if neighbours::of_row(object)
            .is_some_and(|kind| kind != Neighbour::WorkItem || !super::envelope::is_envelope(object))
        {
            self.backlog.push((place.to_owned(), value));
            return;
        }
        if row::read(object, place, &mut self.reading) || document::read_object(object, place, &mut self.reading) {
            return;
        }
        if neighbours::may_be_item(object) {
            if self.meagre.len() < MOST_MEAGRE {
                self.meagre.push((place.to_owned(), value));
            } else {
                self.beyond += 1;
            }
        } else {
            self.reading.pass_over();
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
