//! A file of any kind.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashSet;

use super::decoder::Decoder;
use super::detect::{Form, HEAD_BYTES, form};
use super::iar::{JsonLines, Reading, TextLog};
use super::lines::{Line, Lines};
use super::secret::redact;
use super::text::{clip, without_escapes};
use super::{Harvest, Problem, json_document, neighbours, protocol};
use crate::config::Config;
use crate::work_item::SourceKind;

/// So many items are taken from one file.
pub(super) const MOST_ITEMS: usize = 100_000;
/// A document that is read as a whole may have so many bytes.
const MOST_WHOLE: usize = 32 << 20;
/// What would be accepted, for a file that is none of it.
pub(super) const ACCEPTED: &str = "accepted are IAR logs (JSON Lines, JSON, text logs), Markdown documents, work items as JSON, \
    issue lists of the GitHub command line, beads, Task Master lists and tables whose header names a title and a status, priority or the like";

/// Reads a file, slice by slice. A log is read as it comes; only what is found
/// in it is kept.
#[derive(Debug)]
pub struct FileReader {
    name: String,
    config: Config,
    state: State,
    decoder: Decoder,
    /// Whether a carriage return alone ends its lines.
    has_old_ends: bool,
}

#[derive(Debug)]
enum State {
    /// The beginning, while it does not show yet what it is.
    Head {
        text: String,
        next: usize,
    },
    /// A log, line by line.
    Records(Box<(Lines, JsonLines, String)>),
    Log(Box<(Lines, TextLog, String)>),
    /// Something that is read when it is whole: what it is, and why it was taken for that.
    Whole {
        form: Form,
        because: String,
        text: String,
        size: usize,
    },
    /// A journal: what it holds is no source.
    Journal,
}

impl State {
    fn whole(form: Form, because: String, size: usize) -> Self {
        Self::Whole { form, because, text: String::new(), size }
    }
}

impl FileReader {
    /// A reader for the file `name`, under the policy `config`. A token in the name
    /// is cut down, as it is in a text.
    #[must_use]
    pub fn new(name: impl Into<String>, config: &Config) -> Self {
        let state = State::Head { text: String::new(), next: HEAD_BYTES };
        let name = redact(&name.into()).into_owned();
        Self { name, config: config.clone(), state, decoder: Decoder::default(), has_old_ends: false }
    }

    /// Takes the next slice of its bytes. A slice may end anywhere; bytes that
    /// are no UTF-8 are read as U+FFFD.
    pub fn push_bytes(&mut self, slice: &[u8]) {
        let mut decoder = std::mem::take(&mut self.decoder);
        decoder.push(slice, |text| self.push(text));
        self.decoder = decoder;
    }

    /// Takes the next slice of its text. A slice may end anywhere.
    pub fn push(&mut self, slice: &str) {
        if !self.has_old_ends {
            return self.take(slice);
        }
        // Such ends stand for themselves: once there are others, they were a program's progress.
        let end = slice.find('\n').unwrap_or(slice.len());
        let (old, new) = slice.split_at(end);
        self.take(&old.replace('\r', "\n"));
        self.has_old_ends = new.is_empty();
        self.take(new);
    }

    /// Whether a text's lines end with a carriage return alone, and then with what lines end with elsewhere.
    fn mend_ends(text: &mut String) -> bool {
        // The last one may be half of an end.
        let has_old_ends = text.trim_end_matches('\r').contains('\r') && !text.contains('\n');
        if has_old_ends {
            *text = text.replace('\r', "\n");
        }
        has_old_ends
    }

    fn take(&mut self, slice: &str) {
        match &mut self.state {
            State::Head { text, next } => {
                text.push_str(slice);
                // It is looked at in the same pieces however it was cut.
                while text.len() >= *next {
                    let mut head = clip(text, *next).to_owned();
                    *next *= 2;
                    let has_old_ends = Self::mend_ends(&mut head);
                    if let Some((form, because)) = form(&head, false) {
                        self.has_old_ends = has_old_ends;
                        return self.begin(form, &because);
                    }
                    if *next > MOST_WHOLE {
                        let size = text.len();
                        self.state = State::whole(Form::Unknown, String::new(), size);
                        return;
                    }
                }
            }
            State::Records(log) => {
                let (lines, records, _) = &mut **log;
                lines.push(slice, |line| {
                    take(line, |number, text| records.line(number, text))
                        .unwrap_or_else(|number| too_long(&mut records.reading, number))
                });
            }
            State::Log(log) => {
                let (lines, text_log, _) = &mut **log;
                lines.push(slice, |line| {
                    take(line, |number, text| text_log.line(number, text))
                        .unwrap_or_else(|number| too_long(&mut text_log.reading, number))
                });
            }
            State::Journal => {}
            State::Whole { text, size, .. } => {
                *size += slice.len();
                if *size > MOST_WHOLE {
                    *text = String::new();
                } else {
                    text.push_str(slice);
                }
            }
        }
    }

    /// Turns to what the beginning shows, and reads the beginning again as that.
    fn begin(&mut self, form: Form, because: &str) {
        let State::Head { text, .. } = &mut self.state else { return };
        let text = std::mem::take(text);
        self.state = match form {
            Form::JsonLines => {
                let log = JsonLines::new(&self.name, self.config.thresholds.confidence);
                State::Records(Box::new((Lines::default(), log, because.to_owned())))
            }
            Form::TextLog => {
                let log = TextLog::new(&self.name, self.config.thresholds.confidence);
                State::Log(Box::new((Lines::default(), log, because.to_owned())))
            }
            Form::Journal => State::Journal,
            form => State::whole(form, because.to_owned(), 0),
        };
        self.push(&text);
    }

    /// Ends the file.
    #[must_use]
    pub fn finish(mut self, now: DateTime<Utc>) -> Harvest {
        let mut decoder = std::mem::take(&mut self.decoder);
        let invalid = decoder.end(|text| self.push(text));
        let mut harvest = self.end(now);
        // Where it breaks a line of a log, that line is told already.
        let is_told = harvest.problems.iter().any(|problem| problem.message.starts_with("not JSON"));
        if invalid > 0 && harvest.read > 0 && !is_told {
            harvest.problem_of_all(
                "file",
                format!("{invalid} places are no UTF-8 and were left out; save the file as UTF-8 and read it again"),
            );
        }
        bound(&mut harvest, 0);
        harvest.make_safe();
        keep_first(&mut harvest);
        for item in &mut harvest.items {
            // Words that were all control characters leave nothing.
            if item.description.trim().is_empty() {
                item.description = format!("{} (without a word)", item.id);
            }
        }
        harvest.count_flood();
        harvest
    }

    fn end(mut self, now: DateTime<Utc>) -> Harvest {
        if let State::Head { text, .. } = &mut self.state {
            Self::mend_ends(text);
            let (form, because) = form(text, true).unwrap_or((Form::Unknown, String::new()));
            self.begin(form, &because);
        }
        match self.state {
            State::Records(log) => end_records(*log, &self.name, now, &self.config),
            State::Log(log) => end_log(*log, now),
            State::Journal => journal(&self.name),
            State::Whole { size, .. } if size > MOST_WHOLE => refused(
                &self.name,
                &format!(
                    "a document of {} MB; one that must be read as a whole may have 32 MB, so split it, or write it as JSON Lines (one record per line), which may have any size",
                    size >> 20
                ),
            ),
            State::Whole { form, because, text, .. } => {
                whole(&self.name, form, &because, &without_escapes(&text), now, &self.config)
            }
            // Its end has shown what it is.
            State::Head { .. } => refused(&self.name, "the file is empty"),
        }
    }
}

/// Takes the first of very many items, and tells of the rest, `beyond` those in the harvest too.
pub(super) fn bound(harvest: &mut Harvest, beyond: usize) {
    let count = harvest.items.len() + beyond;
    if count > MOST_ITEMS {
        harvest.items.truncate(MOST_ITEMS);
        harvest.problem_of_all(
            "file",
            format!("{count} work items; the first {MOST_ITEMS} were taken, so split the file to have the rest"),
        );
    }
}

/// Of items that only what nobody sees told apart, the first is kept.
fn keep_first(harvest: &mut Harvest) {
    let mut seen = FxHashSet::default();
    let problems = &mut harvest.problems;
    harvest.items.retain(|item| {
        let is_new = seen.insert(item.id.clone());
        if !is_new {
            let place = item.source.place.clone().unwrap_or_default();
            let message = format!("“{}” is the id of another item too; the first was kept", item.id);
            problems.push(Problem { place, message });
        }
        is_new
    });
}

fn take(line: Line<'_>, mut read: impl FnMut(usize, &str)) -> Result<(), usize> {
    match line {
        Line::Text(number, text) => {
            read(number, &without_escapes(text));
            Ok(())
        }
        Line::TooLong(number) => Err(number),
    }
}

fn too_long(reading: &mut Reading, number: usize) {
    reading.problem(format!("line {number}"), "longer than 32 MB; the line is left out");
}

fn end_records(log: (Lines, JsonLines, String), name: &str, now: DateTime<Utc>, config: &Config) -> Harvest {
    let (mut lines, mut records, because) = log;
    lines.end(|line| {
        take(line, |number, text| records.line(number, text))
            .unwrap_or_else(|number| too_long(&mut records.reading, number))
    });
    let backlog = records.take_backlog();
    let read = records.reading.harvest.read;
    if backlog.is_empty() {
        let mut harvest = records.reading.finish(now);
        harvest.detected = format!("an IAR log, one JSON record per line: {because}");
        return harvest;
    }
    let mut harvest = neighbours::read_rows(name, backlog, now, config);
    neighbours::absorb(&mut harvest, records.reading.finish(now));
    harvest.read = read;
    harvest
}

fn end_log(log: (Lines, TextLog, String), now: DateTime<Utc>) -> Harvest {
    let (mut lines, mut log, because) = log;
    lines.end(|line| {
        take(line, |number, text| log.line(number, text)).unwrap_or_else(|number| too_long(&mut log.reading, number))
    });
    log.end();
    let mut harvest = log.reading.finish(now);
    harvest.detected = format!("a text log: {because}");
    harvest
}

/// A file that was read as a whole.
fn whole(name: &str, form: Form, because: &str, text: &str, now: DateTime<Utc>, config: &Config) -> Harvest {
    match form {
        Form::Empty => refused(name, "the file is empty"),
        Form::Binary => refused(name, &format!("this is no text, so nothing can be read from it; {ACCEPTED}")),
        Form::Table(separator) => neighbours::read_table(name, text, separator, now),
        Form::Journal => journal(name),
        Form::Markdown => protocol::read(name, text, because, config.thresholds.confidence, now),
        Form::Json => json_document::read(name, text, because, now, config),
        // Logs are read line by line.
        Form::JsonLines | Form::TextLog | Form::Unknown => {
            refused(name, &format!("not recognised as anything that holds work; {ACCEPTED}"))
        }
    }
}

fn refused(name: &str, why: &str) -> Harvest {
    let mut harvest = Harvest::new(name, SourceKind::WorkItems, "nothing that is known");
    harvest.problem("file", why);
    harvest
}

fn journal(name: &str) -> Harvest {
    let mut harvest = Harvest::new(name, SourceKind::WorkItems, "the journal of an orchestrator");
    harvest.problem(
        "file",
        "this is an orchestrator's journal: a whole state, and no source of work, so nothing was taken from it; a program opens it with Orchestrator.fromJournal",
    );
    harvest
}
