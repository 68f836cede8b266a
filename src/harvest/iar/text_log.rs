//! Text logs: a time, a level, a name and a message per line, in the orders and
//! with the brackets that loggers use, with whatever was printed in between.

use serde_json::Value;

use super::envelope::Scope;
use super::log_entry::{Entry, Level, entry};
use super::outcome::Outcome;
use super::record::{Object, Record, error_text};
use super::transcript::Transcript;
use super::verdict::{Verdict, Why};
use super::{Reading, alert, envelope, item};
use crate::harvest::loose;
use crate::harvest::text::{clean, clip, one_line};
use crate::harvest::timestamp::{Stamp, is_stamp};

/// Lines that follow an error and belong to it.
const MOST_FOLLOWING: usize = 40;
/// A caller logs the failure again within so many lines …
const MOST_BETWEEN: usize = 60;
/// … and so many seconds …
const MOST_SECONDS: i64 = 2;
/// … and in so many letters at least …
const FEWEST: usize = 12;
/// … or so many of its cause.
const SENTENCE: usize = 25;
/// Data that is logged with an entry is read so far.
const MOST_DATA: usize = 256 << 10;
/// A line is looked at so far.
const LONGEST_LINE: usize = 8_192;

/// An error that was entered.
#[derive(Debug)]
struct Told {
    line: usize,
    message: String,
    at: Option<Stamp>,
    /// Its problem's id, if it was the first of it.
    id: Option<String>,
}

impl Told {
    /// Whether `record` is a caller's word on the same failure: “Search failed: no such file” after “no such file”.
    fn is_meant_by(&self, line: usize, record: &Record) -> bool {
        let is_near = line - self.line <= MOST_BETWEEN
            && self.at.zip(record.at).is_none_or(|(then, now)| (now.at - then.at).num_seconds().abs() <= MOST_SECONDS);
        let cause = self.message.split_once(": ").map_or("", |(_, cause)| cause);
        let length = |words: &str| words.chars().count();
        let is_whole = length(&self.message) >= FEWEST && record.message.contains(&self.message);
        // “connection refused” may be two failures; a whole sentence is one.
        let is_cause = length(cause) >= SENTENCE && record.message.ends_with(cause);
        is_near && self.message != record.message && (is_whole || is_cause)
    }
}

/// An entry that is no error by itself.
#[derive(Debug)]
struct Logged {
    place: String,
    level: Level,
    name: String,
    message: String,
    /// What follows it, if that begins as data.
    data: String,
    lines: usize,
}

impl Logged {
    /// Whether `line`, which follows it, is of its data.
    fn takes(&self, line: &str) -> bool {
        if self.data.is_empty() { line.trim_start().starts_with(['{', '[']) } else { self.data.len() < MOST_DATA }
    }
}

/// Reads a text log line by line.
#[derive(Debug)]
pub(in crate::harvest) struct TextLog {
    /// What was read.
    pub(in crate::harvest) reading: Reading,
    transcript: Transcript,
    /// The time of the entry before.
    at: Option<Stamp>,
    /// The problem whose lines follow, and how many did.
    following: Option<(String, usize)>,
    /// The last error that was entered.
    told: Option<Told>,
    /// An entry that is no error, and the lines that follow it where they begin as data.
    logged: Option<Logged>,
    /// Whether each line begins with a time that the program has not written.
    is_stamped: bool,
    /// A traceback outside an entry, and the line it began on.
    traceback: Option<(usize, String)>,
}

impl TextLog {
    /// A reader of the log `name`.
    pub(in crate::harvest) fn new(name: &str, threshold: f64) -> Self {
        Self {
            reading: Reading::new(name, threshold),
            transcript: Transcript::default(),
            at: None,
            following: None,
            told: None,
            logged: None,
            is_stamped: false,
            traceback: None,
        }
    }

    /// Reads one line. What a program wrote over the same line of a screen, as it went on, are several.
    pub(in crate::harvest) fn line(&mut self, number: usize, line: &str) {
        line.split('\r').for_each(|line| self.piece(number, line));
    }

    fn piece(&mut self, number: usize, line: &str) {
        let line = line.trim_end();
        if line.is_empty() {
            return;
        }
        self.reading.harvest.read += 1;
        if let Some(record) = self.transcript.wait() {
            self.enter(record);
        }
        if let Some(record) = self.transcript.line(number, line) {
            self.enter(record);
            return;
        }
        let seen = self.unstamped(clip(line, LONGEST_LINE));
        match entry(seen) {
            Some(entry) => self.entry(number, entry),
            None => self.follow(number, seen),
        }
    }

    /// A line without the time that what ran the program has put before its own.
    fn unstamped<'l>(&mut self, line: &'l str) -> &'l str {
        let Some((_, rest)) = line.split_once(' ').filter(|(stamp, _)| is_stamp(stamp)) else { return line };
        self.is_stamped |= entry(rest).is_some_and(|entry| entry.at.is_some());
        if self.is_stamped { rest } else { line }
    }

    /// Ends the log.
    pub(in crate::harvest) fn end(&mut self) {
        if let Some(record) = self.transcript.end() {
            self.enter(record);
        }
        self.end_traceback();
        self.end_logged();
    }

    /// Enters a record of the transcript.
    fn enter(&mut self, mut record: Record) {
        record.at = record.at.or(self.at);
        self.reading.enter(record);
    }

    fn entry(&mut self, number: usize, entry: Entry<'_>) {
        self.end_traceback();
        self.end_logged();
        self.at = entry.at.or(self.at);
        self.following = None;
        let place = format!("line {number}");
        if self.reflection(entry, &place) {
            return;
        }
        let (level, message) = worded_level(entry);
        let entry = Entry { level, message, ..entry };
        let outcome = match entry.level {
            Level::Critical => Outcome::Critical,
            Level::Error => Outcome::Failure,
            Level::Warning | Level::Info => {
                let (level, name) = (entry.level, one_line(entry.name, 120));
                let message = if level == Level::Warning { clean(entry.message) } else { String::new() };
                self.logged = Some(Logged { place, level, name, message, data: String::new(), lines: 0 });
                return;
            }
        };
        let mut record = alert::from_text(entry.message, outcome, place);
        record.message = clean(entry.message)
            .trim_start_matches(|c: char| !c.is_alphanumeric() && !"'\"[({`<".contains(c))
            .to_owned();
        if record.message.is_empty() {
            record.message = "an error without a message".to_owned();
        }
        record.workflow = one_line(entry.name, 120);
        record.at = self.at;
        let again = self.told.as_ref().filter(|told| told.is_meant_by(number, &record));
        if let Some(told) = again {
            self.reading.harvest.skip("errors told again", "a caller logs what failed below it; that is told already");
            if let (Level::Critical, Some(id)) = (entry.level, &told.id) {
                self.reading.ledger.worsen(id, Why::Critical);
            }
            self.following = Some((String::new(), 0));
            return;
        }
        let (message, at) = (record.message.clone(), record.at);
        let id = self.reading.enter(record);
        self.following = Some((id.clone().unwrap_or_default(), 0));
        self.told = Some(Told { line: number, message, at, id });
    }

    /// A reflection that was logged as a dictionary.
    fn reflection(&mut self, entry: Entry<'_>, place: &str) -> bool {
        if !entry.message.contains("confidence") {
            return false;
        }
        let Some(dictionary) = entry.message.find('{').and_then(|at| entry.message.get(at..)) else { return false };
        let Some(serde_json::Value::Object(object)) = loose::read(dictionary).map(|loose| loose.value) else {
            return false;
        };
        if !envelope::is_envelope(&object) {
            return false;
        }
        let mut record = Record {
            workflow: one_line(entry.name, 120),
            task: "logged result".to_owned(),
            place: place.to_owned(),
            at: self.at,
            ..Record::default()
        };
        record.reflect(&object);
        let is_problem = matches!(super::judge(&record, self.reading.threshold), Verdict::Problem(_));
        self.reading.enter(record);
        // An error that only prints a good result is still an error.
        is_problem || matches!(entry.level, Level::Info | Level::Warning)
    }

    /// A line that is no entry: part of the one before, or of a traceback.
    fn follow(&mut self, number: usize, line: &str) {
        if let Some((_, text)) = &mut self.traceback {
            let is_inside = line.starts_with([' ', '\t']);
            // The last line is the error itself.
            if text.len() < 4_000 || !is_inside {
                text.push('\n');
                text.push_str(line);
            }
            if !is_inside {
                self.end_traceback();
            }
            return;
        }
        if let Some(logged) = self.logged.as_mut().filter(|logged| logged.takes(line)) {
            logged.lines += 1;
            logged.data.push_str(line);
            logged.data.push('\n');
            return;
        }
        match &mut self.following {
            Some((id, count)) if *count < MOST_FOLLOWING => {
                *count += 1;
                if !id.is_empty() {
                    self.reading.ledger.append(id, line);
                }
            }
            _ if line.starts_with("Traceback (most recent call last)") => {
                self.traceback = Some((number, line.to_owned()))
            }
            _ => self.skip_line(),
        }
    }

    fn skip_line(&mut self) {
        self.reading.harvest.skip("lines outside entries", "what a program printed between its log entries");
    }

    /// Ends an entry that is no error by itself: what was logged with it may show one.
    fn end_logged(&mut self) {
        let Some(logged) = self.logged.take() else { return };
        let data = (logged.lines > 0).then(|| loose::read(&logged.data)).flatten();
        let objects: Vec<Object> = match data.map(|data| data.value) {
            Some(Value::Object(object)) => vec![object],
            Some(Value::Array(list)) => list.into_iter().filter_map(|value| value.as_object().cloned()).collect(),
            _ => Vec::new(),
        };
        let entered = objects.iter().filter(|object| self.enter_data(&logged, object)).count();
        if entered > 0 {
            return;
        }
        match logged.level {
            Level::Warning => self.reading.harvest.skip("warnings", "a log's warnings are no failures"),
            _ => self.reading.harvest.skip("entries below warning", "they tell what went on, not what failed"),
        }
        (0..logged.lines).for_each(|_| self.skip_line());
    }

    /// Enters a reflection that was logged as data, or the error that a warning warns of.
    fn enter_data(&mut self, logged: &Logged, object: &Object) -> bool {
        let scope = Scope { workflow: logged.name.clone(), task: "logged result".to_owned(), at: self.at };
        if let Some(record) = envelope::record(object, &scope, "") {
            self.reading.enter(Record { place: logged.place.clone(), ..record });
            return true;
        }
        if logged.level != Level::Warning || object.get("error").and_then(error_text).is_none() {
            return false;
        }
        let mut record = alert::from_text(&logged.message, Outcome::Failure, logged.place.clone());
        record.workflow.clone_from(&logged.name);
        record.at = self.at;
        record.output.clone_from(&logged.data);
        self.reading.enter(record);
        true
    }

    fn end_traceback(&mut self) {
        let Some((number, text)) = self.traceback.take() else { return };
        let cause = item::cause(&text).unwrap_or_else(|| "a traceback without its last line".to_owned());
        let mut record = alert::from_text(&cause, Outcome::Failure, format!("line {number}"));
        record.workflow = "uncaught exception".to_owned();
        record.output = text;
        record.at = self.at;
        self.reading.enter(record);
    }
}

/// The level of an error, and its message without a level that it repeats: “FATAL: no room left”.
fn worded_level(entry: Entry<'_>) -> (Level, &str) {
    let (mut level, mut message) = (entry.level, entry.message.trim_start());
    if !matches!(level, Level::Error | Level::Critical) {
        return (level, entry.message);
    }
    loop {
        let worded = [("ERROR:", Level::Error), ("FATAL:", Level::Critical), ("CRITICAL:", Level::Critical)];
        let Some((rest, said)) =
            worded.into_iter().find_map(|(word, said)| Some((message.strip_prefix(word)?.trim_start(), said)))
        else {
            return (level, message);
        };
        if rest.is_empty() {
            return (level, message);
        }
        message = rest;
        if said == Level::Critical {
            level = said;
        }
    }
}
