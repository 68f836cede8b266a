//! Text logs: a time, a level, a name and a message per line, in the orders and
//! with the brackets that loggers use, with whatever was printed in between.

use super::ledger::Verdict;
use super::outcome::Outcome;
use super::record::Record;
use super::transcript::Transcript;
use super::{Reading, alert, envelope, item};
use crate::harvest::loose;
use crate::harvest::text::{clean, clip, one_line};
use crate::harvest::timestamp::{Stamp, from_text};

/// Lines that follow an error and belong to it.
const MOST_FOLLOWING: usize = 40;
/// A line is looked at so far.
const LONGEST_LINE: usize = 8_192;

/// One entry's head.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Entry<'a> {
    at: Option<Stamp>,
    level: Level,
    name: &'a str,
    message: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Critical,
    Error,
    Warning,
    Info,
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
    /// A traceback outside an entry, and the line it began on.
    traceback: Option<(usize, String)>,
}

impl TextLog {
    /// A reader of the log `name`.
    pub(in crate::harvest) fn new(name: &str, threshold: f64) -> Self {
        Self { reading: Reading::new(name, threshold), transcript: Transcript::default(), at: None, following: None, traceback: None }
    }

    /// Reads one line.
    pub(in crate::harvest) fn line(&mut self, number: usize, line: &str) {
        let line = line.trim_end();
        if line.is_empty() {
            return;
        }
        self.reading.harvest.read += 1;
        if let Some(mut record) = self.transcript.line(number, line) {
            record.at = record.at.or(self.at);
            self.reading.enter(record);
            return;
        }
        let seen = clip(line, LONGEST_LINE);
        match entry(seen) {
            Some(entry) => self.entry(number, entry),
            None => self.follow(number, seen),
        }
    }

    /// Ends the log.
    pub(in crate::harvest) fn end(&mut self) {
        if let Some(mut record) = self.transcript.end() {
            record.at = record.at.or(self.at);
            self.reading.enter(record);
        }
        self.end_traceback();
    }

    fn entry(&mut self, number: usize, entry: Entry<'_>) {
        self.end_traceback();
        self.at = entry.at.or(self.at);
        self.following = None;
        let place = format!("line {number}");
        if self.reflection(entry, &place) {
            return;
        }
        let outcome = match entry.level {
            Level::Critical => Outcome::Critical,
            Level::Error => Outcome::Failure,
            Level::Warning => {
                self.reading.harvest.skip("warnings", "a log's warnings are no failures");
                return;
            }
            Level::Info => {
                self.reading.harvest.skip("entries below warning", "they tell what went on, not what failed");
                return;
            }
        };
        let mut record = alert::from_text(entry.message, outcome, place);
        record.message = clean(entry.message).trim_start_matches(|c: char| !c.is_alphanumeric() && !"'\"[({`<".contains(c)).to_owned();
        if record.message.is_empty() {
            record.message = "an error without a message".to_owned();
        }
        record.workflow = one_line(entry.name, 120);
        record.at = self.at;
        self.following = self.reading.enter(record).map(|id| (id, 0)).or(Some((String::new(), 0)));
    }

    /// A reflection that was logged as a dictionary.
    fn reflection(&mut self, entry: Entry<'_>, place: &str) -> bool {
        if !entry.message.contains("confidence") {
            return false;
        }
        let Some(dictionary) = entry.message.find('{').and_then(|at| entry.message.get(at..)) else { return false };
        let Some(serde_json::Value::Object(object)) = loose::read(dictionary).map(|loose| loose.value) else { return false };
        if !envelope::is_envelope(&object) {
            return false;
        }
        let mut record = Record { workflow: one_line(entry.name, 120), task: "logged result".to_owned(), place: place.to_owned(), at: self.at, ..Record::default() };
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
            if text.len() < 4_000 {
                text.push('\n');
                text.push_str(line);
            }
            if !is_inside {
                self.end_traceback();
            }
            return;
        }
        match &mut self.following {
            Some((id, count)) if *count < MOST_FOLLOWING => {
                *count += 1;
                if !id.is_empty() {
                    self.reading.ledger.append(id, line);
                }
            }
            _ if line.starts_with("Traceback (most recent call last)") => self.traceback = Some((number, line.to_owned())),
            _ => self.reading.harvest.skip("lines outside entries", "what a program printed between its log entries"),
        }
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

/// Whether `line` is the head of a log entry.
pub(in crate::harvest) fn is_entry(line: &str) -> bool {
    entry(clip(line, 1_000)).is_some()
}

fn entry(line: &str) -> Option<Entry<'_>> {
    let (at, rest) = match time(line) {
        Some((at, rest)) => (Some(at), rest),
        None => (None, line),
    };
    if at.is_none() {
        return bare(line);
    }
    // The level is one of the first few words, in brackets or between dashes.
    let mut name = "";
    let mut before = rest.trim_start_matches(is_joint);
    for _ in 0..6 {
        let end = before.find(|c: char| c.is_whitespace() || c == ']' || c == '|').unwrap_or(before.len());
        let word = before.get(..end).unwrap_or_default();
        let after = before.get(end..).unwrap_or_default();
        let (word, tail) = match word.split_once(':') {
            Some((head, tail)) if level(head.trim_matches(is_joint)).is_some() => (head, tail),
            _ => (word, ""),
        };
        if let Some(level) = level(word.trim_matches(is_joint)) {
            // Nothing before the message is lost: `LEVEL:name:message` goes on in the same word.
            let rest = if tail.is_empty() { after } else { before.get(before.len() - after.len() - tail.len()..).unwrap_or(after) };
            let rest = rest.trim_start_matches(is_joint);
            let (name, message) = if name.is_empty() { named(rest) } else { (name, rest) };
            return Some(Entry { at, level, name, message });
        }
        if name.is_empty() {
            name = word.trim_matches(is_joint);
        }
        before = after.trim_start_matches(is_joint);
        if before.is_empty() {
            return None;
        }
    }
    None
}

/// An entry without a time: `ERROR:name:message` or `[ERROR] message`.
fn bare(line: &str) -> Option<Entry<'_>> {
    let (word, rest) = match line.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?,
        None => line.split_once(':')?,
    };
    let level = level(word.trim())?;
    let (name, message) = named(rest.trim_start_matches(is_joint));
    Some(Entry { at: None, level, name, message })
}

/// `name: message` or `name:message`, where the name is one word.
fn named(text: &str) -> (&str, &str) {
    match text.split_once(':') {
        Some((name, message)) if !name.is_empty() && name.len() <= 80 && !name.contains(char::is_whitespace) && !message.starts_with("//") => {
            (name, message.trim_start())
        }
        _ => ("", text),
    }
}

fn is_joint(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '|' | '[' | ']' | '(' | ')' | ':' | ',')
}

fn level(word: &str) -> Option<Level> {
    Some(match word {
        "CRITICAL" | "FATAL" | "SEVERE" | "EMERGENCY" | "PANIC" | "fatal" | "critical" => Level::Critical,
        "ERROR" | "ERR" | "Error" | "error" => Level::Error,
        "WARNING" | "WARN" | "Warning" | "warning" | "warn" => Level::Warning,
        "INFO" | "DEBUG" | "TRACE" | "NOTICE" | "VERBOSE" | "Info" | "info" | "debug" => Level::Info,
        _ => return None,
    })
}

/// The time that a line begins with, and what follows it.
fn time(line: &str) -> Option<(Stamp, &str)> {
    let text = line.trim_start_matches(['[', '(']);
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | ',' | '+' | '/' | 'T' | 'Z');
    let first = text.find(|c: char| !is_part(c)).unwrap_or(text.len());
    let date = text.get(..first)?;
    // The day and the hour may stand apart.
    let second = text.get(first..)?.strip_prefix(' ').map(|rest| rest.find(|c: char| !is_part(c)).unwrap_or(rest.len()));
    if let Some(length) = second {
        let end = first + 1 + length;
        let both = text.get(..end)?.trim_end_matches([',', ':', '-', '.']);
        if let Some(at) = from_text(&both.replace('/', "-")) {
            return Some((at, text.get(end..)?));
        }
    }
    if date.len() < 10 {
        return None;
    }
    let at = from_text(&date.trim_end_matches([',', ':', '-', '.']).replace('/', "-"))?;
    Some((at, text.get(first..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_every_logger_are_read() {
        for (line, expected) in [
            ("2025-11-02 07:52:20,167 - tools.executor - ERROR - Docker not found", Some((Level::Error, "tools.executor", "Docker not found"))),
            ("2025-08-06T02:18:03.263Z [ERROR] websocket: connection refused", Some((Level::Error, "websocket", "connection refused"))),
            ("ERROR:root:it broke", Some((Level::Error, "root", "it broke"))),
            ("2025-08-06 02:18:03 CRITICAL core: out of memory", Some((Level::Critical, "core", "out of memory"))),
            ("[2025-08-06 02:18:03] WARNING in app: slow", Some((Level::Warning, "", "in app: slow"))),
            ("2025/08/06 02:18:03 ERROR:db:gone", Some((Level::Error, "db", "gone"))),
            ("[ERROR] no such file", Some((Level::Error, "", "no such file"))),
            ("2025-08-06T02:18:03 | INFO | web | started", Some((Level::Info, "", "web | started"))),
            ("- a list item", None),
            ("# ERROR handling", None),
            ("Error handling: see below", None),
            ("2025-08-06 we met", None),
        ] {
            let found = entry(line).map(|entry| (entry.level, entry.name, entry.message));
            assert_eq!(found, expected, "{line}");
        }
    }
}
